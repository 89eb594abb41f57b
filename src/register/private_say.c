/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is said in a private view: for whom, and kept in the private log, an event for each record. */
#include "register/private_view.h"

#include <string.h>

/* ---- for whom ---- */

static enum rc add_named(struct private_view *p, const struct people *people, struct str name, struct fault *f)
{
	const uint8_t *key = NULL;
	for (size_t i = 0; i < people->holding_count && !key; i++) {
		const struct holding *h = &people->holdings[i];
		key = h->until == EVENT_NONE && str_is(name, h->person.name) ? h->person.sign : NULL;
	}
	if (!key) {
		enum rc rc = fault_set(f, RC_INVALID, "nobody called \"%.*s\" holds a role here", STR_ARG(name));
		fault_hint(f, "\"volya key role list\" names those who do");
		return rc;
	}
	for (size_t i = 0; i < p->to.count; i++) {
		if (memcmp(p->to.audience[i], key, KEY_SIZE) == 0) {
			return RC_OK;
		}
	}
	memcpy(p->to.audience[p->to.count++], key, KEY_SIZE);
	return RC_OK;
}

/* By commas; whoever says it is always among them. */
static enum rc add_all(struct private_view *p, const struct people *people, struct str names, struct fault *f)
{
	enum rc rc = RC_OK;
	size_t at = 0;
	while (rc == RC_OK && at <= names.n) {
		size_t end = at;
		while (end < names.n && names.p[end] != ',') {
			end++;
		}
		rc = add_named(p, people, str_trim(str_sub(names, at, end)), f);
		at = end + 1;
	}
	return rc;
}

enum rc private_say_to(struct reg *view, const char *names, struct fault *f)
{
	struct private_view *p = view->private;
	struct people people;
	p->to = (struct event_private){.sealed = names != NULL};
	view->tier = names ? TIER_SEALED : TIER_MEMBERS;
	p->says = true;
	if (!names) {
		return RC_OK;
	}
	enum rc rc = people_read(view->home, p->arena, NULL, &people, f);
	if (rc != RC_OK) {
		return rc;
	}
	p->to.audience = arena_array(p->arena, people.holding_count + 1, sizeof *p->to.audience);
	memcpy(p->to.audience[p->to.count++], view->who->public.sign, KEY_SIZE);
	return add_all(p, &people, str_of(names), f);
}

void private_say_as(struct reg *view, const struct private_change *c)
{
	struct event_private to = {.sealed = c->sealed, .count = c->audience_count, .audience = c->audience};
	view->private->to = to;
	view->private->says = true;
	view->tier = c->sealed ? TIER_SEALED : TIER_MEMBERS;
}

enum rc private_may_say(struct reg *view, struct fault *f)
{
	return view->private->says ? RC_OK
		: fault_set(f, RC_INTERNAL, "it was not said for whom this is");
}

/* ---- taken from a change ---- */

/* Whom a record belongs to, by what it was made with: merges are a matter of views. */
#define TOP "coalesce(g.no, p.no, u.no)"
#define TOP_FROM "LEFT JOIN subject p ON p.no = u.parent LEFT JOIN subject g ON g.no = p.parent "

/* Records that the change makes, by whom they belong to. */
struct made {
	int64_t top, kind, handle;
};

static enum rc list_made(struct change *c, struct made **ret, size_t *ret_count, struct fault *f)
{
	struct query *q;
	bool row;
	size_t most = (size_t)(c->next_subject - c->reg->drafting->first_subject);
	*ret = arena_array(c->arena, most + 1, sizeof **ret);
	*ret_count = 0;
	enum rc rc = db_query(c->reg->db, "SELECT " TOP ", u.kind, u.handle FROM subject u " TOP_FROM "WHERE u.no >= ? "
		"ORDER BY 1, u.no", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, c->first_subject);
	while ((rc = query_step(q, &row, f)) == RC_OK && row && *ret_count < most) {
		(*ret)[(*ret_count)++] = (struct made){query_int(q, 0), query_int(q, 1), query_int(q, 2)};
	}
	return rc;
}

/* What was said of one record and what it owns. */
struct taking {
	struct change *change;
	struct made *made;
	size_t made_count, made_at;
	int64_t top, count;
	struct buf statements;
};

static enum rc end_record(struct taking *t, struct fault *f)
{
	static const uint8_t unsigned_[SIGNATURE_SIZE] = {0};
	struct change *c = t->change;
	struct drafting *d = c->reg->drafting;
	size_t from = t->made_at;
	while (t->made_at < t->made_count && t->made[t->made_at].top <= t->top) {
		t->made_at++;
	}
	d->private = xrealloc(d->private, (d->private_count + 1) * sizeof *d->private);
	struct buf *out = &d->private[d->private_count++];
	buf_init(out, EVENT_MOST);
	cbor_array(out, 4);
	cbor_text(out, str_of(c->message));
	cbor_uint(out, (uint64_t)t->count);
	cbor_array(out, 1);
	cbor_array(out, 9);
	cbor_text(out, str_of(c->message));
	cbor_bytes(out, c->salt, SALT_SIZE);
	cbor_int(out, c->said);
	cbor_bytes(out, unsigned_, sizeof unsigned_);
	cbor_null(out);
	cbor_array(out, 0);
	cbor_array(out, t->made_at - from);
	for (size_t i = from; i < t->made_at; i++) {
		cbor_array(out, 2);
		cbor_uint(out, (uint64_t)t->made[i].kind);
		cbor_uint(out, (uint64_t)t->made[i].handle);
	}
	cbor_array(out, (uint64_t)t->count);
	buf_add(out, t->statements.p, t->statements.n);
	cbor_array(out, 0);
	cbor_array(out, 0);
	d->statements += t->count;
	t->count = 0;
	bool full = t->statements.full || out->full;
	buf_clear(&t->statements);
	return full ? fault_set(f, RC_LIMIT, "this is too much to be said of one record at once") : RC_OK;
}

static enum rc take_records(struct taking *t, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(t->change->reg->db, "SELECT " DRAFT_COLUMNS ", " TOP " AS top" DRAFT_FROM TOP_FROM
		"WHERE s.no >= ? ORDER BY top, s.no", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, t->change->first_statement);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		int64_t top = query_int(q, 10);
		if (t->count && top != t->top) {
			rc = end_record(t, f);
		}
		t->top = top;
		t->count++;
		draft_put_statement(q, &t->statements);
	}
	query_done(q);
	return rc == RC_OK && t->count ? end_record(t, f) : rc;
}

enum rc private_take(struct change *c, struct fault *f)
{
	struct taking t = {.change = c};
	buf_init(&t.statements, EVENT_MOST);
	enum rc rc = list_made(c, &t.made, &t.made_count, f);
	rc = rc == RC_OK ? take_records(&t, f) : rc;
	buf_wipe(&t.statements);
	c->reg->drafting->count++;
	return rc;
}

/* ---- kept ---- */

static enum rc put_each(struct private_log *p, void *data, struct fault *f)
{
	const struct reg *view = data;
	const struct drafting *d = view->drafting;
	struct event_private said = view->private->to;
	struct buf payload;
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < d->private_count; i++) {
		buf_init(&payload, EVENT_MOST);
		said.draft = buf_view(&d->private[i]);
		event_private_encode(&said, &payload);
		rc = payload.full ? fault_set(f, RC_LIMIT, "this is too much to be said of one record at once")
			: private_put(p, EVENT_PRIVATE, buf_view(&payload), NULL, f);
		buf_wipe(&payload);
	}
	return rc;
}

enum rc private_keep(struct reg *view, struct fault *f)
{
	enum rc rc = private_write(view->home, put_each, view, f);
	view->private->said += rc == RC_OK ? view->drafting->statements : 0;
	return rc;
}
