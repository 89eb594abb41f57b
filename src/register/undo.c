/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Taking a change back: what it said is retracted, what it took back is said again. */
#include <inttypes.h>
#include <string.h>

#include "register/internal.h"

/* Later changes that rest on change ?1: they took back what it said, or speak of subjects it made. */
static const char resting[] =
	"SELECT DISTINCT l.change FROM statement l JOIN statement s ON s.no = l.target "
	"WHERE s.change = ?1 AND l.change > ?1 AND l.mode IN (2, 3) "
	"UNION SELECT DISTINCT l.change FROM statement l JOIN receipt_made m ON m.no IN (l.subject, l.source) "
	"WHERE l.change > ?1 AND l.mode IN (1, 2) AND NOT EXISTS "
	"(SELECT 1 FROM statement k WHERE k.target = l.no AND k.mode IN (2, 3)) "
	"UNION SELECT DISTINCT l.change FROM statement l JOIN receipt_made m ON m.no = l.value "
	"WHERE l.change > ?1 AND l.mode IN (1, 2) AND typeof(l.value) = 'integer' AND l.property IN (3, 4, 407, 501, "
	"506, 601, 604, 701, 801, 901, 902, 1001, 1102, 1109, 1605, 2001, 2002, 2101, 2401) AND NOT EXISTS "
	"(SELECT 1 FROM statement k WHERE k.target = l.no AND k.mode IN (2, 3)) "
	"ORDER BY 1 DESC";

/* Subjects whose first statement is in the change: it made them. */
static enum rc note_made(struct reg *r, int64_t no, struct fault *f)
{
	struct query *q;
	enum rc rc = db_run(r->db, "CREATE TEMP TABLE IF NOT EXISTS receipt_made (no INTEGER PRIMARY KEY); "
		"DELETE FROM receipt_made", f);
	if (rc == RC_OK) {
		rc = db_query(r->db, "INSERT INTO receipt_made SELECT subject FROM (SELECT DISTINCT subject FROM statement "
			"WHERE change = ?1) d WHERE (SELECT min(no) FROM statement WHERE subject = d.subject) >= "
			"(SELECT min(no) FROM statement WHERE change = ?1)", &q, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	return query_run(q, f);
}

static enum rc list_resting(struct reg *r, int64_t no, struct numbers *ret, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = note_made(r, no, f);
	if (rc == RC_OK) {
		rc = db_query(r->db, resting, &q, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		numbers_add(ret, query_int(q, 0));
	}
	return rc;
}

static enum rc refuse(const struct numbers *later, int64_t no, struct fault *f)
{
	struct buf list;
	buf_init(&list, 256);
	for (size_t i = 0; i < later->count && i < 20; i++) {
		buf_printf(&list, "%s%" PRId64, i ? ", " : "", later->list[i]);
	}
	(void)fault_set(f, RC_CONFLICT, "later changes rest on change %" PRId64 ": %s%s", no, list.p,
		later->count > 20 ? " and more" : "");
	fault_hint(f, "--with-later takes those back first");
	buf_finish(&list);
	return RC_CONFLICT;
}

struct row {
	int64_t no, subject, target, source;
	enum mode mode;
	const struct property *property;
	struct value value;
	struct str language, valid;
	bool dead;
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
		r->value = (struct value){r->property->type == TYPE_REF ? VALUE_REF : VALUE_INT, {0}, query_int(q, 5)};
	}
	r->language = str_copy(a, query_text(q, 6));
	r->valid = str_copy(a, query_text(q, 7));
	r->source = query_int(q, 8);
	r->dead = query_int(q, 9) != 0;
}

#define ROW "SELECT s.no, s.subject, s.mode, s.target, s.property, s.value, s.language, s.valid, s.source, " \
	"EXISTS (SELECT 1 FROM statement k WHERE k.target = s.no AND k.mode IN (2, 3)) FROM statement s "

/* One statement by number; RC_NOT_FOUND past the last of the change. */
static enum rc next_row(struct reg *r, struct arena *a, int64_t change, int64_t after, struct row *ret,
	struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, ROW "WHERE s.no = (SELECT min(no) FROM statement WHERE no > ?2) AND s.change = ?1",
		&q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, change);
	query_bind_int(q, 2, after);
	rc = query_step(q, &row, f);
	if (rc == RC_OK && row) {
		read_row(a, q, ret);
	}
	query_done(q);
	return rc == RC_OK && !row ? RC_NOT_FOUND : rc;
}

static enum rc row_by_number(struct reg *r, struct arena *a, int64_t no, struct row *ret, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, ROW "WHERE s.no = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	rc = query_step(q, &row, f);
	if (rc == RC_OK && row) {
		read_row(a, q, ret);
	}
	query_done(q);
	return rc;
}

static enum rc take_back(struct change *c, const struct row *row, struct fault *f)
{
	struct said said = {.subject = row->subject, .property = row->property, .mode = MODE_RETRACT,
		.target = row->no};
	return change_say(c, &said, NULL, f);
}

static enum rc say_again(struct change *c, struct arena *a, int64_t target, struct fault *f)
{
	struct row row;
	enum rc rc = row_by_number(c->reg, a, target, &row, f);
	if (rc != RC_OK) {
		return rc;
	}
	struct said said = {.subject = row.subject, .property = row.property, .mode = MODE_ASSERT,
		.value = row.value, .language = row.language, .valid = row.valid, .source = row.source};
	return change_say(c, &said, NULL, f);
}

static enum rc first_before(struct reg *r, int64_t change, int64_t *ret, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(r->db, "SELECT min(no) - 1 FROM statement WHERE change = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, change);
	return query_int_or(q, 0, ret, f);
}

static enum rc reverse(struct change *c, int64_t no, struct fault *f)
{
	struct arena *a = arena_create((size_t)64 << 20);
	struct row row = {0};
	int64_t after = 0;
	enum rc rc = first_before(c->reg, no, &after, f);
	/* The statements of a change stand together in the log. */
	while (rc == RC_OK && (rc = next_row(c->reg, a, no, after, &row, f)) == RC_OK) {
		after = row.no;
		if ((row.mode == MODE_ASSERT || row.mode == MODE_REPLACE) && !row.dead) {
			rc = take_back(c, &row, f);
		}
		if (rc == RC_OK && (row.mode == MODE_REPLACE || row.mode == MODE_RETRACT)) {
			rc = say_again(c, a, row.target, f);
		}
		arena_reset(a);
	}
	arena_destroy(a);
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc check_change(struct reg *r, int64_t no, struct fault *f)
{
	struct query *q;
	int64_t there = 0, undone = 0;
	enum rc rc = db_query(r->db, "SELECT count(*) FROM change WHERE no = ?", &q, f);
	if (rc == RC_OK) {
		query_bind_int(q, 1, no);
		rc = query_int_or(q, 0, &there, f);
	}
	if (rc == RC_OK) {
		rc = db_query(r->db, "SELECT no FROM change WHERE undoes = ?", &q, f);
	}
	if (rc == RC_OK) {
		query_bind_int(q, 1, no);
		rc = query_int_or(q, 0, &undone, f);
	}
	if (rc == RC_OK && !there) {
		rc = fault_set(f, RC_NOT_FOUND, "there is no change %" PRId64, no);
		fault_hint(f, "\"volya changes\" lists them");
	} else if (rc == RC_OK && undone) {
		rc = fault_set(f, RC_CONFLICT, "change %" PRId64 " was taken back already, by change %" PRId64, no, undone);
	}
	return rc;
}

static enum rc undo_one(struct reg *r, int64_t no, const struct progress *p, int64_t *ret_no, struct fault *f)
{
	struct change *c;
	char message[64];
	snprintf(message, sizeof message, "undo of change %" PRId64, no);
	enum rc rc = change_begin(r, message, &c, f);
	if (rc != RC_OK) {
		return rc;
	}
	c->undoes = no;
	rc = reverse(c, no, f);
	if (rc != RC_OK) {
		change_abandon(c);
		return rc;
	}
	return change_close(c, p, ret_no, f);
}

enum rc change_undo(struct reg *r, int64_t no, bool with_later, const struct progress *p,
	int64_t *ret_no, struct fault *f)
{
	struct numbers later = {0};
	enum rc rc = check_change(r, no, f);
	if (rc == RC_OK) {
		rc = list_resting(r, no, &later, f);
	}
	if (rc == RC_OK && later.count && !with_later) {
		rc = refuse(&later, no, f);
	}
	/* The newest first, each with what rests on it in turn; some go with another. */
	for (size_t i = 0; rc == RC_OK && i < later.count; i++) {
		struct fault ignored = {0};
		if (check_change(r, later.list[i], &ignored) == RC_OK) {
			rc = change_undo(r, later.list[i], true, p, ret_no, f);
		}
	}
	numbers_finish(&later);
	return rc == RC_OK ? undo_one(r, no, p, ret_no, f) : rc;
}
