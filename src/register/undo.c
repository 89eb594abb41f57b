/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Taking a change back: what it said is retracted, what it took back is said again. */
#include <inttypes.h>

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

/* Retracts what stands for a claim now; nothing, where the change took it back itself. */
static enum rc take_back(struct change *c, const struct undoing *u, const struct row *row, struct fault *f)
{
	int64_t live, change;
	enum rc rc = undoing_resolve(u, row->no, &live, &change, f);
	if (rc != RC_OK || live == 0) {
		return rc;
	}
	struct said said = {.subject = row->subject, .property = row->property, .mode = MODE_RETRACT, .target = live};
	return change_say(c, &said, NULL, f);
}

static enum rc say_again(struct change *c, const struct undoing *u, struct arena *a, int64_t target,
	struct fault *f)
{
	struct row row;
	if (target >= u->first) {
		return RC_OK; /* the change's own */
	}
	enum rc rc = row_by_number(c->reg->db, a, target, &row, f);
	if (rc != RC_OK) {
		return rc;
	}
	struct said said = {.subject = row.subject, .property = row.property, .mode = MODE_ASSERT,
		.value = row.value, .language = row.language, .valid = row.valid, .source = row.source};
	return change_say(c, &said, NULL, f);
}

static enum rc reverse(struct change *c, const struct undoing *u, const struct progress *p, struct fault *f)
{
	struct arena *a = arena_create((size_t)64 << 20);
	enum rc rc = RC_OK;
	for (int64_t no = u->first; rc == RC_OK && no <= u->last; no++) {
		struct row row;
		rc = row_by_number(c->reg->db, a, no, &row, f);
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

/* One change taken back, if nothing rests on it; else *ret_later is the newest that does, and nothing is done. */
static enum rc undo_in(struct change *c, int64_t no, bool with_later, const struct progress *p, int64_t *ret_later,
	struct fault *f)
{
	struct undoing u;
	struct numbers later = {0};
	*ret_later = 0;
	enum rc rc = undoing_init(&u, c->reg, no, f);
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
		rc = reverse(c, &u, p, f);
	}
	numbers_finish(&later);
	undoing_finish(&u);
	return rc;
}

enum rc change_undo(struct reg *r, int64_t no, bool with_later, const struct progress *p,
	int64_t *ret_no, struct fault *f)
{
	char message[64];
	snprintf(message, sizeof message, "undo of change %" PRId64, no);
	/* The newest that rests on it goes first, with what rests on that, and so on. */
	for (;;) {
		struct change *c;
		int64_t later;
		enum rc rc = change_begin(r, message, &c, f);
		if (rc != RC_OK) {
			return rc;
		}
		c->undoes = no;
		rc = undo_in(c, no, with_later, p, &later, f);
		if (rc == RC_OK && !later) {
			return change_close(c, p, ret_no, f);
		}
		change_abandon(c);
		if (rc == RC_OK) {
			rc = change_undo(r, later, true, p, ret_no, f);
		}
		if (rc != RC_OK) {
			return rc;
		}
	}
}
