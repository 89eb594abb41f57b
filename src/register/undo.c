/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Taking a change back: what it said is retracted, what it took back is said again. */
#include <inttypes.h>

#include "register/people.h"
#include "register/undo.h"

static enum rc refuse(const struct numbers *later, int64_t no, struct fault *f)
{
	struct buf list;
	buf_init(&list, 256);
	for (size_t i = 0; i < later->count && i < 20; i++) {
		buf_printf(&list, "%s%" PRId64, i ? ", " : "", later->list[i]);
	}
	(void)fault_set(f, RC_CONFLICT, "later changes rest on change %" PRId64 ": %s%s", no, list.p,
		later->count > 20 ? " and more" : "");
	fault_hint(f, "--with-later takes those back with it");
	buf_finish(&list);
	return RC_CONFLICT;
}

struct row {
	int64_t no, subject, target, source;
	enum mode mode;
	const struct property *property;
	struct value value;
	struct str language, valid;
};

static void read_row(struct arena *a, struct query *q, struct row *r)
{
	r->no = query_int(q, 0);
	r->subject = query_int(q, 1);
	r->mode = (enum mode)query_int(q, 2);
	r->target = query_int(q, 3);
	r->property = property_by_code((int)query_int(q, 4));
	if (query_is_text(q, 5)) {
		r->value = (struct value){VALUE_TEXT, str_copy(a, query_text(q, 5)), 0};
	} else if (!query_is_null(q, 5)) {
		r->value = (struct value){r->property && r->property->type == TYPE_REF ? VALUE_REF : VALUE_INT, {0},
			query_int(q, 5)};
	}
	r->language = str_copy(a, query_text(q, 6));
	r->valid = str_copy(a, query_text(q, 7));
	r->source = query_int(q, 8);
}

static enum rc row_by_number(struct db *db, struct arena *a, int64_t no, struct row *ret, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(db, "SELECT no, subject, mode, target, property, value, language, valid, source "
		"FROM statement WHERE no = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	rc = query_step(q, &row, f);
	if (rc == RC_OK && !row) {
		rc = fault_set(f, RC_DB, "statement %" PRId64 " is missing", no);
	}
	if (rc == RC_OK) {
		*ret = (struct row){0};
		read_row(a, q, ret);
	}
	query_done(q);
	return rc;
}

static enum rc retract(struct change *c, const struct row *row, int64_t target, int64_t source, struct fault *f)
{
	struct said said = {.subject = row->subject, .property = row->property, .mode = MODE_RETRACT, .target = target,
		.source = source};
	return change_say(c, &said, NULL, f);
}

/* Takes a claim and its copies back for good: whatever was published, they are not said. */
static enum rc take_back(struct change *c, const struct undoing *u, const struct row *row, struct fault *f)
{
	struct numbers list = {0};
	enum rc rc = undoing_standing(u, row->no, &list, f);
	for (size_t i = 0; rc == RC_OK && i < list.count; i++) {
		rc = retract(c, row, list.list[i], 0, f);
	}
	numbers_finish(&list);
	return rc;
}

/* A claim that had been replaced by a source's word before the change is so again, from that source's day on. */
static enum rc replace_again(struct change *c, const struct undoing *u, const struct row *row, int64_t copy,
	struct fault *f)
{
	struct numbers sources = {0};
	enum rc rc = undoing_sources_against(u, row->no, &sources, f);
	for (size_t i = 0; rc == RC_OK && i < sources.count; i++) {
		rc = retract(c, row, copy, sources.list[i], f);
	}
	numbers_finish(&sources);
	return rc;
}

/* What the change took back stands again as it stood before it, in one copy: nothing else is left of it. */
static enum rc say_again(struct change *c, const struct undoing *u, struct arena *a, int64_t target, struct fault *f)
{
	struct row row;
	int64_t copy;
	if (target >= u->first) {
		return RC_OK; /* the change's own */
	}
	enum rc rc = row_by_number(c->reg->db, a, target, &row, f);
	if (rc == RC_OK && !row.property) {
		return RC_OK;
	}
	if (rc == RC_OK) {
		rc = take_back(c, u, &row, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	struct said said = {.subject = row.subject, .property = row.property, .mode = MODE_ASSERT,
		.value = row.value, .language = row.language, .valid = row.valid, .source = row.source};
	rc = change_say(c, &said, &copy, f);
	return rc == RC_OK ? replace_again(c, u, &row, copy, f) : rc;
}

static enum rc reverse(struct change *c, const struct undoing *u, const struct progress *p, struct fault *f)
{
	struct arena *a = arena_create((size_t)64 << 20);
	enum rc rc = RC_OK;
	for (int64_t no = u->first; rc == RC_OK && no <= u->last; no++) {
		struct row row;
		rc = row_by_number(c->reg->db, a, no, &row, f);
		if (rc == RC_OK && !row.property) {
			continue; /* withheld or erased: nothing of it is said any more */
		}
		if (rc == RC_OK && (row.mode == MODE_ASSERT || row.mode == MODE_REPLACE)) {
			rc = take_back(c, u, &row, f);
		}
		if (rc == RC_OK && (row.mode == MODE_REPLACE || row.mode == MODE_RETRACT)) {
			rc = say_again(c, u, a, row.target, f);
		}
		if (p && p->step && (no - u->first) % 10000 == 0) {
			p->step(p->data, "undo", (uint64_t)(no - u->first), (uint64_t)(u->last - u->first + 1));
		}
		arena_reset(a);
	}
	arena_destroy(a);
	return rc;
}

static enum rc note_undone(struct change *c, int64_t no, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(c->reg->db, "INSERT INTO undone (by, place, change, first) "
		"SELECT ?1, 1 + count(*), ?2, ?3 FROM undone WHERE by = ?1", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, c->no);
	query_bind_int(q, 2, no);
	query_bind_int(q, 3, c->next_statement);
	return query_run(q, f);
}

/* One change taken back, if nothing rests on it; else *ret_later is the newest that does, and nothing is done. */
static enum rc undo_one(struct change *c, int64_t no, bool with_later, const struct progress *p, int64_t *ret_later,
	struct fault *f)
{
	struct undoing u;
	struct numbers later = {0};
	*ret_later = 0;
	enum rc rc = undoing_init(&u, c, no, f);
	if (rc == RC_OK && u.undone_by[no]) {
		rc = fault_set(f, RC_CONFLICT, "change %" PRId64 " was taken back already, by change %" PRId64, no,
			u.undone_by[no]);
	}
	if (rc == RC_OK) {
		rc = undoing_resting(&u, &later, f);
	}
	if (rc == RC_OK && later.count && !with_later) {
		rc = refuse(&later, no, f);
	} else if (rc == RC_OK && later.count) {
		*ret_later = later.list[later.count - 1];
	} else if (rc == RC_OK) {
		rc = note_undone(c, no, f);
		rc = rc == RC_OK ? reverse(c, &u, p, f) : rc;
	}
	numbers_finish(&later);
	undoing_finish(&u);
	return rc;
}

/* The newest that rests on the change goes first, with what rests on that, and so on; then the change. */
static enum rc undo_all(struct change *c, int64_t no, bool with_later, const struct progress *p, struct fault *f)
{
	for (;;) {
		int64_t later;
		enum rc rc = undo_one(c, no, with_later, p, &later, f);
		if (rc != RC_OK || later == 0) {
			return rc;
		}
		rc = undo_all(c, later, true, p, f);
		if (rc != RC_OK) {
			return rc;
		}
	}
}

/* "undo of change 12, and of 15, 14 that rested on it" */
static enum rc name_undo(struct change *c, int64_t no, struct fault *f)
{
	int64_t *list;
	size_t count;
	struct buf text;
	enum rc rc = change_undone(c->reg, c->arena, c->no, &list, &count, f);
	if (rc != RC_OK) {
		return rc;
	}
	buf_init(&text, 1024);
	const struct private_change *private = reg_private_change(c->reg, no);
	if (private) { /* called as everybody sees it */
		buf_printf(&text, "undo of p%" PRIu64, private->event);
	} else {
		buf_printf(&text, "undo of change %" PRId64, no);
	}
	for (size_t i = 0; i + 1 < count && i < 20; i++) {
		buf_printf(&text, "%s%" PRId64, i ? ", " : ", and of ", list[i]);
	}
	buf_puts(&text, count > 21 ? " and more that rested on it" : count > 1 ? " that rested on it" : "");
	c->message = str_dup(c->arena, buf_view(&text));
	buf_finish(&text);
	return RC_OK;
}

enum rc change_undo(struct reg *r, int64_t no, bool with_later, const struct progress *p,
	int64_t *ret_no, struct fault *f)
{
	struct change *c;
	enum rc rc = change_begin(r, "undo", &c, f);
	if (rc != RC_OK) {
		return rc;
	}
	c->undoes = no;
	rc = undo_all(c, no, with_later, p, f);
	if (rc == RC_OK) {
		rc = name_undo(c, no, f);
	}
	if (rc != RC_OK) {
		change_abandon(c);
		return rc;
	}
	return change_close(c, p, ret_no, f);
}

enum rc change_undone(struct reg *r, struct arena *a, int64_t no, int64_t **ret, size_t *ret_count, struct fault *f)
{
	struct query *q;
	bool row;
	struct numbers found = {0};
	enum rc rc = db_query(r->db, "SELECT change FROM undone WHERE by = ? ORDER BY place", &q, f);
	if (rc == RC_OK) {
		query_bind_int(q, 1, no);
	}
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		numbers_add(&found, query_int(q, 0));
	}
	*ret_count = found.count;
	*ret = arena_array(a, found.count + 1, sizeof **ret);
	for (size_t i = 0; i < found.count; i++) {
		(*ret)[i] = found.list[i];
	}
	numbers_finish(&found);
	return rc;
}
