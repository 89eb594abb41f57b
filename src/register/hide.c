/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Statements made blank, filled again, or destroyed, with the notice that says so. */
#include "register/hide.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "register/hide_people.h"

/* ---- one statement ---- */

/* The digests stand for what the content was: made from it once more, while it is there. */
static enum rc read_hidden(void *data, const struct log_entry *e, struct fault *f)
{
	struct hidden_row *w = data;
	if (!e->row) {
		return fault_set(f, RC_DB, "entry %" PRIu64 " of the log is missing", e->index);
	}
	memcpy(w->id.b, query_blob(e->row, ROW_ID).p, ID_SIZE);
	w->subject = query_int(e->row, ROW_SUBJECT_NO);
	w->property = query_int(e->row, ROW_PROPERTY);
	w->mode = (enum mode)query_int(e->row, ROW_MODE);
	return header_decode((const uint8_t *)e->bytes.p, e->bytes.n, &w->header, f);
}

enum rc hide_row(struct reg *r, int64_t no, struct hidden_row *ret, struct fault *f)
{
	int64_t org;
	uint64_t index;
	enum rc rc = log_index(r, no, &org, &index, f);
	return rc == RC_OK ? log_walk(r, org, index, index + 1, read_hidden, ret, f) : rc;
}

static enum rc run_on(struct reg *r, const char *sql, int64_t no, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(r->db, sql, &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	return query_run(q, f);
}

enum rc statement_keep_aside(struct reg *r, int64_t no, struct fault *f)
{
	return run_on(r, "INSERT OR IGNORE INTO withheld (statement, property, value, language, valid, source, salts) "
		"SELECT no, property, value, language, valid, source, salts FROM statement WHERE no = ?1 AND property <> 0",
		no, f);
}

enum rc statement_blank(struct reg *r, int64_t no, const struct header *h, struct fault *f)
{
	uint8_t digests[2 * ID_SIZE];
	struct query *q;
	memcpy(digests, h->claim.b, ID_SIZE);
	memcpy(digests + ID_SIZE, h->source.b, ID_SIZE);
	enum rc rc = db_query(r->db, "UPDATE statement SET property = 0, value = NULL, language = NULL, valid = NULL, "
		"source = NULL, salts = ?2 WHERE no = ?1", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	query_bind_blob(q, 2, digests, sizeof digests);
	return query_run(q, f);
}

static const char fill_again[] = "UPDATE statement SET (property, value, language, valid, source, salts) = (SELECT "
	"w.property, w.value, w.language, w.valid, w.source, w.salts FROM withheld w WHERE w.statement = ?1) WHERE no = ?1";
static const char forget_withheld[] = "DELETE FROM withheld WHERE statement = ?1";
/* The words a change was remembered by may tell of what was in it. */
static const char forget_message[] = "UPDATE change SET message = '', salt = NULL WHERE no = "
	"(SELECT change FROM statement WHERE no = ?1)";

static enum rc withheld_property(struct reg *r, int64_t no, int64_t *ret, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(r->db, "SELECT property FROM withheld WHERE statement = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	return query_int_or(q, PROPERTY_BLANK, ret, f);
}

/* What goes is kept aside at first, even where it is to be destroyed: the views must know what they are to forget. */
static enum rc act_on(struct change *c, enum notice_action action, int64_t no, const struct hidden_row *w,
	struct fault *f)
{
	struct reg *r = c->reg;
	enum rc rc = action == NOTICE_SHOW ? run_on(r, fill_again, no, f) : statement_keep_aside(r, no, f);
	if (rc == RC_OK && action != NOTICE_SHOW) {
		rc = statement_blank(r, no, &w->header, f);
	}
	return rc == RC_OK && action == NOTICE_ERASE ? run_on(r, forget_message, no, f) : rc;
}

/* One statement: its content goes or comes, and the views of its owner follow. */
static enum rc hide_one(struct change *c, enum notice_action action, int64_t no, struct id *ret, struct fault *f)
{
	struct hidden_row w;
	enum rc rc = hide_row(c->reg, no, &w, f);
	if (rc == RC_OK && w.property == PROPERTY_BLANK) {
		rc = withheld_property(c->reg, no, &w.property, f);
	}
	const struct property *p = rc == RC_OK ? property_by_code((int)w.property) : NULL;
	if (rc == RC_OK) {
		*ret = w.id;
		rc = act_on(c, action, no, &w, f);
	}
	return rc == RC_OK && p ? change_touch(c, w.subject, p, f) : rc;
}

/* ---- notices ---- */

static int by_id(const void *a, const void *b)
{
	return memcmp(((const struct id *)a)->b, ((const struct id *)b)->b, ID_SIZE);
}

static enum rc keep_hiding(struct reg *r, int64_t leaf, const struct notice *n, int roles, const char *note,
	struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(r->db, "INSERT INTO hiding (org, leaf, day, action, ground, roles, count, note) "
		"VALUES (1, ?, ?, ?, ?, ?, ?, ?)", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, leaf);
	query_bind_int(q, 2, n->day);
	query_bind_int(q, 3, n->action);
	query_bind_int(q, 4, n->ground);
	query_bind_int(q, 5, roles);
	query_bind_int(q, 6, (int64_t)n->count);
	if (note) {
		query_bind_text(q, 7, str_of(note));
	}
	return query_run(q, f);
}

void hide_sort(struct id *targets, size_t count)
{
	qsort(targets, count, sizeof *targets, by_id);
}

enum rc hide_enter(struct change *c, const struct notice *n, const struct entry *e, const char *note, struct fault *f)
{
	int64_t leaf = (int64_t)c->tree.size;
	int roles = e->has[ROLE_AUTHOR] + e->has[ROLE_REVIEWER];
	enum rc rc = roles < notice_roles(n->action)
		? fault_set(f, RC_DENIED, "to erase, or to show again, takes both roles")
		: log_add(c->reg, OWN_ORG, &c->tree, e, f);
	return rc == RC_OK ? keep_hiding(c->reg, leaf, n, roles, note, f) : rc;
}

static enum rc add_notice(struct change *c, const struct notice *n, const char *note, struct fault *f)
{
	struct entry e = {.type = ENTRY_NOTICE};
	struct buf body;
	struct id id;
	buf_init(&body, ENTRY_MOST);
	notice_encode(n, &body);
	notice_id(buf_view(&body), &id);
	e.body = buf_view(&body);
	for (int role = ROLE_AUTHOR; role <= ROLE_REVIEWER; role++) {
		e.has[role] = true;
		role_key_sign(c->keys->of[role], &id, e.signature[role]);
	}
	enum rc rc = hide_enter(c, n, &e, note, f);
	buf_finish(&body);
	return rc;
}

/* Targets ascend, and so many fit in one notice. */
static enum rc add_notices(struct change *c, struct notice *n, struct id *targets, size_t count, const char *note,
	struct hide_report *ret, struct fault *f)
{
	enum rc rc = RC_OK;
	hide_sort(targets, count);
	for (size_t at = 0; rc == RC_OK && at < count; at += NOTICE_TARGETS) {
		n->targets = targets + at;
		n->count = count - at < NOTICE_TARGETS ? count - at : NOTICE_TARGETS;
		n->index = c->tree.size;
		rc = add_notice(c, n, note, f);
		ret->notices++;
	}
	return rc;
}

enum rc hide_content(struct change *c, enum notice_action action, const struct hide_list *list,
	const struct progress *p, struct id *ret_ids, struct fault *f)
{
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < list->count; i++) {
		rc = hide_one(c, action, list->list[i], &ret_ids[i], f);
		if (p && p->step && i % 1000 == 0) {
			p->step(p->data, "statements", i, list->count);
		}
	}
	c->renames = true; /* whoever it was about may have had a name in the index */
	if (rc == RC_OK) {
		rc = views_update(c, p, f);
	}
	for (size_t i = 0; rc == RC_OK && action != NOTICE_WITHHOLD && i < list->count; i++) {
		rc = run_on(c->reg, forget_withheld, list->list[i], f);
	}
	return rc;
}

static enum rc hide_all(struct change *c, struct notice *n, const char *note, const struct hide_list *list,
	const struct progress *p, struct hide_report *ret, struct fault *f)
{
	struct id *targets = arena_array(c->arena, list->count, sizeof *targets);
	memcpy(n->org, c->reg->org, ORG_SIZE);
	n->day = c->day;
	ret->index = c->tree.size;
	ret->statements = list->count;
	enum rc rc = hide_content(c, n->action, list, p, targets, f);
	return rc == RC_OK ? add_notices(c, n, targets, list->count, note, ret, f) : rc;
}

enum rc hide_id(struct reg *r, int64_t statement, struct id *ret, struct fault *f)
{
	struct hidden_row w;
	enum rc rc = hide_row(r, statement, &w, f);
	*ret = w.id;
	return rc;
}

enum rc hide_now(struct reg *r, enum notice_action action, enum ground ground, const char *note,
	const struct hide_list *list, const struct progress *p, struct hide_report *ret, struct fault *f)
{
	struct notice n = {.action = action, .ground = ground};
	struct change *c;
	char *clean = NULL;
	*ret = (struct hide_report){0};
	if (list->count == 0) {
		(void)fault_set(f, RC_NOT_FOUND, "there is nothing left of it to %s", action == NOTICE_SHOW ? "show again"
			: action == NOTICE_ERASE ? "erase" : "withhold");
		fault_hint(f, "what a partner says of it is withheld here with --partner NAME");
		return RC_NOT_FOUND;
	}
	bool people;
	enum rc rc = people_founded(r, &people, f);
	if (rc == RC_OK && people) {
		return hide_by_person(r, action, ground, note, list, p, ret, f);
	}
	rc = rc == RC_OK ? change_begin(r, "", &c, f) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	rc = note ? text_clean(c->arena, str_of(note), &clean, f) : RC_OK;
	if (rc == RC_OK) {
		rc = hide_all(c, &n, clean, list, p, ret, f);
	}
	if (rc == RC_OK && action == NOTICE_ERASE) {
		rc = db_scrub_later(r->db, f);
	}
	if (rc != RC_OK) {
		change_abandon(c);
		return rc;
	}
	rc = change_close_notices(c, f);
	return rc == RC_OK && action == NOTICE_ERASE ? db_scrub(r->db, f) : rc;
}
