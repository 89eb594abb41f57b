/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Hiding where there are people. To withhold takes one of them, at once. To show again and to erase takes two: the
 * first one's signature waits in the private log, for the very place in the public log that is next; where something
 * else takes that place the first one signs again.
 */
#include "register/hide_people.h"

#include <inttypes.h>
#include <string.h>

/* The role that somebody acts in: author, where they hold both; never other. */
static enum rc role_of(struct private_log *p, enum role other, enum role *ret, struct fault *f)
{
	uint64_t size;
	enum rc rc = public_size(p->reg, &size, f);
	for (int role = ROLE_AUTHOR; rc == RC_OK && role <= ROLE_REVIEWER; role++) {
		if ((enum role)role != other && people_hold(&p->people, p->who->public.sign, (enum role)role, size)) {
			*ret = (enum role)role;
			return RC_OK;
		}
	}
	return rc == RC_OK ? fault_set(f, RC_DENIED, "it takes %s, and %s is none",
		other == ROLE_AUTHOR ? "a reviewer" : other == ROLE_REVIEWER ? "an author" : "an author or a reviewer",
		p->who->public.name) : rc;
}

static enum rc put_use(struct private_log *p, enum role role, const struct id *id, uint64_t event, struct str note,
	struct fault *f)
{
	return private_put_use(p, &(struct event_use){.role = role, .of = USED_NOTICE, .id = *id, .event = event,
		.note = note}, f);
}

/* ---- at once ---- */

static void sign_entry(const struct role_key *key, enum role role, struct str body, struct entry *e, struct id *ret)
{
	e->type = ENTRY_NOTICE;
	e->body = body;
	notice_id(body, ret);
	e->has[role] = true;
	role_key_sign(key, ret, e->signature[role]);
}

static enum rc enter_signed(struct change *c, const struct notice *n, enum role role, struct id *ret, struct fault *f)
{
	struct entry e = {0};
	struct buf body;
	buf_init(&body, ENTRY_MOST);
	notice_encode(n, &body);
	sign_entry(c->keys->of[role], role, buf_view(&body), &e, ret);
	enum rc rc = hide_enter(c, n, &e, NULL, f); /* the note is in the private log alone */
	buf_finish(&body);
	return rc;
}

static enum rc withhold_all(struct private_log *p, struct change *c, enum role role, struct notice *n,
	const struct hide_list *list, const struct progress *progress, struct id *ids, struct hide_report *ret,
	struct fault *f)
{
	struct id *targets = arena_array(p->arena, list->count, sizeof *targets);
	enum rc rc = hide_content(c, n->action, list, progress, targets, f);
	hide_sort(targets, list->count);
	memcpy(n->org, p->reg->org, ORG_SIZE);
	n->day = c->day;
	ret->index = c->tree.size;
	ret->statements = list->count;
	for (size_t at = 0; rc == RC_OK && at < list->count; at += NOTICE_TARGETS) {
		n->targets = targets + at;
		n->count = list->count - at < NOTICE_TARGETS ? list->count - at : NOTICE_TARGETS;
		n->index = c->tree.size;
		rc = enter_signed(c, n, role, &ids[ret->notices++], f);
	}
	if (rc != RC_OK) {
		change_abandon(c);
		return rc;
	}
	return change_close_notices(c, f);
}

static enum rc withhold(struct private_log *p, struct notice *n, const char *note, const struct hide_list *list,
	const struct progress *progress, struct hide_report *ret, struct fault *f)
{
	struct id *ids = arena_array(p->arena, list->count / NOTICE_TARGETS + 1, sizeof *ids);
	struct change *c;
	enum role role = ROLE_AUTHOR;
	enum rc rc = role_of(p, 0, &role, f);
	if (rc == RC_OK) {
		rc = change_begin_notices(p->reg, 1u << role | 1u << ROLE_LOG, &c, f);
	}
	if (rc == RC_OK) {
		rc = withhold_all(p, c, role, n, list, progress, ids, ret, f);
	}
	for (size_t i = 0; rc == RC_OK && i < ret->notices; i++) {
		rc = put_use(p, role, &ids[i], EVENT_NONE, str_of(note), f);
	}
	return rc;
}

/* ---- what waits ---- */

static void sign_waiting(struct private_log *p, const struct role_key *key, const struct notice *n, enum role role,
	struct signed_notice *ret, struct id *ret_id)
{
	struct entry e = {0};
	struct buf body;
	buf_init(&body, ENTRY_MOST);
	notice_encode(n, &body);
	sign_entry(key, role, buf_view(&body), &e, ret_id);
	ret->body = str_copy(p->arena, buf_view(&body));
	memcpy(ret->signature, e.signature[role], SIGNATURE_SIZE);
	buf_finish(&body);
}

static enum rc list_ids(struct private_log *p, const struct hide_list *list, struct id *ret, struct fault *f)
{
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < list->count; i++) {
		rc = hide_id(p->reg, list->list[i], &ret[i], f);
	}
	hide_sort(ret, list->count);
	return rc;
}

static enum rc put_waiting(struct private_log *p, const struct event_notice *e, const struct id *ids,
	uint64_t *ret_index, struct fault *f)
{
	struct buf payload;
	buf_init(&payload, EVENT_MOST);
	event_notice_encode(e, &payload);
	enum rc rc = private_put(p, EVENT_NOTICE, buf_view(&payload), ret_index, f);
	for (size_t i = 0; rc == RC_OK && i < e->count; i++) {
		rc = put_use(p, e->role, &ids[i], *ret_index, str_of(NULL), f);
	}
	buf_finish(&payload);
	return rc;
}

static enum rc ask_for_second(struct private_log *p, struct notice *n, const char *note, const struct hide_list *list,
	struct hide_report *ret, struct fault *f)
{
	size_t most = list->count / NOTICE_TARGETS + 1;
	struct id *targets = arena_array(p->arena, list->count, sizeof *targets);
	struct id *ids = arena_array(p->arena, most, sizeof *ids);
	struct event_notice e = {.action = n->action, .note = str_of(note),
		.list = arena_array(p->arena, most, sizeof *e.list)};
	struct role_key *key = NULL;
	uint64_t size, index = 0;
	enum rc rc = role_of(p, 0, &e.role, f);
	rc = rc == RC_OK ? public_size(p->reg, &size, f) : rc;
	rc = rc == RC_OK ? people_key(p->reg, e.role, &key, f) : rc;
	rc = rc == RC_OK ? list_ids(p, list, targets, f) : rc;
	memcpy(n->org, p->reg->org, ORG_SIZE);
	n->day = day_today();
	for (size_t at = 0; rc == RC_OK && at < list->count; at += NOTICE_TARGETS) {
		n->targets = targets + at;
		n->count = list->count - at < NOTICE_TARGETS ? list->count - at : NOTICE_TARGETS;
		n->index = size + e.count;
		sign_waiting(p, key, n, e.role, &e.list[e.count], &ids[e.count]);
		e.count++;
	}
	role_key_destroy(key);
	rc = rc == RC_OK ? put_waiting(p, &e, ids, &index, f) : rc;
	ret->statements = list->count;
	ret->notices = e.count;
	p->reg->drafted = index;
	return rc;
}

static enum rc act(struct reg *r, struct notice *n, const char *note, const struct hide_list *list,
	const struct progress *p, struct hide_report *ret, struct fault *f)
{
	struct private_log log;
	char *clean = NULL;
	enum rc rc = private_begin(r, &log, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = text_clean(log.arena, str_of(note), &clean, f);
	if (rc == RC_OK && strlen(clean) > EVENT_TEXT_MOST) {
		rc = fault_set(f, RC_LIMIT, "a note has at most %d bytes", EVENT_TEXT_MOST);
	}
	if (rc == RC_OK) {
		rc = n->action == NOTICE_WITHHOLD ? withhold(&log, n, clean, list, p, ret, f)
			: ask_for_second(&log, n, clean, list, ret, f);
	}
	rc = rc == RC_OK ? private_end(&log, f) : rc;
	private_finish(&log);
	return rc;
}

enum rc hide_by_person(struct reg *r, enum notice_action action, enum ground ground, const char *note,
	const struct hide_list *list, const struct progress *p, struct hide_report *ret, struct fault *f)
{
	struct notice n = {.action = action, .ground = ground};
	enum rc rc = reg_trial_begin(r, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = act(r, &n, note, list, p, ret, f);
	if (rc == RC_OK) {
		names_forget(r);
		rc = db_commit(r->db, f);
	}
	if (rc == RC_OK) {
		r->trial = false;
		r->has_drafted = action != NOTICE_WITHHOLD;
		names_forget(r);
	}
	reg_trial_end(r);
	return rc;
}

/* ---- confirmed ---- */

static enum rc numbers_of(struct private_log *p, const struct notice *n, struct hide_list *ret, struct fault *f)
{
	enum rc rc = RC_OK;
	ret->count = n->count;
	ret->list = arena_array(p->arena, n->count, sizeof *ret->list);
	for (size_t i = 0; rc == RC_OK && i < n->count; i++) {
		struct query *q;
		rc = db_query(p->reg->db, "SELECT s.no FROM statement s WHERE s.prefix = ?1 AND s.id = ?2 AND (?3 = 0 "
			"OR s.no IN (SELECT statement FROM withheld))", &q, f);
		if (rc == RC_OK) {
			query_bind_int(q, 1, id_prefix(&n->targets[i]));
			query_bind_blob(q, 2, n->targets[i].b, ID_SIZE);
			query_bind_int(q, 3, n->action == NOTICE_SHOW);
			rc = query_int_or(q, 0, &ret->list[i], f);
		}
		if (rc == RC_OK && ret->list[i] == 0) {
			rc = fault_set(f, RC_CONFLICT, "some of it is not withheld any more");
		}
	}
	return rc;
}

static enum rc confirm_one(struct private_log *p, struct change *c, const struct event_notice *e, enum role mine,
	const struct signed_notice *x, const struct progress *progress, struct id *ret_id, struct fault *f)
{
	struct entry entry = {0};
	struct hide_list list;
	struct notice n;
	uint8_t public[KEY_SIZE];
	enum rc rc = notice_decode(c->arena, x->body, &n, f);
	if (rc == RC_OK && n.index != c->tree.size) {
		rc = fault_set(f, RC_CONFLICT, "the log has gone on since it was signed for entry %" PRIu64, n.index);
		fault_hint(f, "the first person gives the same command again, and the second confirms that one");
	}
	rc = rc == RC_OK ? role_public(p->reg, e->role, public, f) : rc;
	if (rc == RC_OK) {
		sign_entry(c->keys->of[mine], mine, x->body, &entry, ret_id);
		rc = signature_check(public, e->role, ret_id, x->signature, f);
	}
	if (rc == RC_OK) {
		entry.has[e->role] = true;
		memcpy(entry.signature[e->role], x->signature, SIGNATURE_SIZE);
		rc = numbers_of(p, &n, &list, f);
	}
	if (rc == RC_OK) {
		struct id *unused = arena_array(c->arena, list.count, sizeof *unused);
		rc = hide_content(c, n.action, &list, progress, unused, f);
	}
	return rc == RC_OK ? hide_enter(c, &n, &entry, NULL, f) : rc;
}

/* What was said of them lies in drafts, too: in those that were published, and in those that were not. */
static enum rc erase_drafts(struct private_log *p, const struct event_notice *e, uint64_t index, struct fault *f)
{
	struct numbers subjects = {0};
	enum rc rc = RC_OK;
	size_t unused;
	for (size_t i = 0; rc == RC_OK && i < e->count; i++) {
		struct hide_list list;
		struct notice n;
		rc = notice_decode(p->arena, e->list[i].body, &n, f);
		rc = rc == RC_OK ? numbers_of(p, &n, &list, f) : rc;
		for (size_t k = 0; rc == RC_OK && k < list.count; k++) {
			struct query *q;
			int64_t h;
			rc = db_query(p->reg->db, "SELECT u.handle FROM statement s JOIN subject u ON u.no = s.subject "
				"WHERE s.no = ?", &q, f);
			if (rc == RC_OK) {
				query_bind_int(q, 1, list.list[k]);
				rc = query_int_or(q, 0, &h, f);
			}
			if (rc == RC_OK) {
				numbers_add(&subjects, h);
			}
		}
	}
	numbers_sort(&subjects);
	rc = rc == RC_OK ? draft_erase(p, index, &subjects, &unused, f) : rc;
	numbers_finish(&subjects);
	return rc;
}

static enum rc confirm_all(struct private_log *p, const struct event_notice *e, uint64_t index,
	const struct progress *progress, struct fault *f)
{
	struct id *ids = arena_array(p->arena, e->count, sizeof *ids);
	struct change *c;
	enum role mine = ROLE_AUTHOR;
	enum rc rc = role_of(p, e->role, &mine, f);
	rc = rc == RC_OK ? change_begin_notices(p->reg, 1u << mine | 1u << ROLE_LOG, &c, f) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	for (size_t i = 0; rc == RC_OK && i < e->count; i++) {
		rc = confirm_one(p, c, e, mine, &e->list[i], progress, &ids[i], f);
	}
	if (rc == RC_OK && e->action == NOTICE_ERASE) {
		rc = db_scrub_later(p->reg->db, f);
	}
	if (rc != RC_OK) {
		change_abandon(c);
		return rc;
	}
	rc = change_close_notices(c, f);
	for (size_t i = 0; rc == RC_OK && i < e->count; i++) {
		rc = put_use(p, mine, &ids[i], index, str_of(NULL), f);
	}
	return rc == RC_OK && e->action == NOTICE_ERASE ? erase_drafts(p, e, index, f) : rc;
}

enum rc hide_confirm(struct private_log *p, uint64_t index, const struct progress *progress, struct fault *f)
{
	struct event_notice notice;
	struct buf bytes;
	struct event e;
	struct id commitment;
	buf_init(&bytes, EVENT_MOST);
	enum rc rc = private_event(p->reg, p->keyring, index, &bytes, &commitment, &e, f);
	rc = rc == RC_OK ? event_notice_decode(p->arena, e.payload, &notice, f) : rc;
	rc = rc == RC_OK ? confirm_all(p, &notice, index, progress, f) : rc;
	buf_wipe(&bytes);
	return rc;
}
