/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A partner's changes become rows: statement by statement, as far as each is what was signed and makes sense here. */
#include "register/intake.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum rc intake_find(struct reg *r, const struct id *id, int64_t *ret_no, int64_t *ret_org, struct fault *f)
{
	struct query *q;
	bool row;
	*ret_no = *ret_org = 0;
	enum rc rc = db_query(r->db, "SELECT s.no, c.org FROM statement s JOIN change c ON c.no = s.change "
		"WHERE s.prefix = ?1 AND s.id = ?2", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, id_prefix(id));
	query_bind_blob(q, 2, id->b, ID_SIZE);
	rc = query_step(q, &row, f);
	if (rc == RC_OK && row) {
		*ret_no = query_int(q, 0);
		*ret_org = query_int(q, 1);
		query_done(q);
	}
	return rc;
}

enum rc intake_keep_entry(struct intake *w, uint64_t index, struct str bytes, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(w->reg->db, "INSERT INTO entry (org, leaf, bytes) VALUES (?, ?, ?)", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, w->org);
	query_bind_int(q, 2, (int64_t)index);
	query_bind_blob(q, 3, bytes.p, bytes.n);
	return query_run(q, f);
}

/* ---- subjects ---- */

/* *ret_no 0 where the handle is known as that of another kind. */
static enum rc subject_of(struct intake *w, handle h, enum kind kind, int64_t *ret_no, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(w->reg->db, "SELECT no, kind FROM subject WHERE handle = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, h);
	rc = query_step(q, &row, f);
	if (rc == RC_OK && row) {
		*ret_no = query_int(q, 1) == kind ? query_int(q, 0) : 0;
		query_done(q);
		return RC_OK;
	}
	return rc == RC_OK ? change_subject_as(w->change, kind, h, ret_no, f) : rc;
}

/* ---- one statement ---- */

struct arriving {
	const struct foreign_statement *from;
	int64_t subject, target; /* numbers here */
	char reason[sizeof((struct fault *)0)->message];        /* why it is left out; empty: it is not */
};

static void leave_out(struct arriving *x, const char *why)
{
	if (!x->reason[0]) {
		(void)snprintf(x->reason, sizeof x->reason, "%s", why);
	}
}

/* A reference names a record of the kind that its property takes, which may not have arrived yet. */
static enum rc resolve_value(struct intake *w, struct arriving *x, struct said *s, struct fault *f)
{
	bool takes_reference = s->property->type == TYPE_REF;
	if (s->value.type == VALUE_NONE) {
		if (s->mode != MODE_RETRACT && s->mode != MODE_DISPUTE) {
			leave_out(x, "it says nothing");
		}
		return RC_OK;
	}
	if (takes_reference != (s->value.type == VALUE_REF)) {
		leave_out(x, "its value is of another type than its property");
		return RC_OK;
	}
	if (!takes_reference) {
		return RC_OK;
	}
	enum kind kind = s->property->ref == KIND_NONE ? (enum kind)x->from->header.kind : s->property->ref;
	enum rc rc = subject_of(w, s->value.number, kind, &s->value.number, f);
	if (rc == RC_OK && s->value.number == 0) {
		leave_out(x, "it refers to a record of another kind");
	}
	return rc;
}

static enum rc resolve_source(struct intake *w, struct arriving *x, handle source, struct said *s, struct fault *f)
{
	enum rc rc = source ? subject_of(w, source, KIND_SOURCE, &s->source, f) : RC_OK;
	if (rc == RC_OK && source && s->source == 0) {
		leave_out(x, "its source is a record of another kind");
	}
	return rc;
}

/* The same rules as for what is said here; a code that is not written as the table has it would be another claim. */
static void check_said(struct intake *w, struct arriving *x, struct said *s)
{
	struct str said = s->value.text;
	struct fault why = {0};
	enum kind kind;
	if (x->reason[0]) {
		return;
	}
	if (said_check(w->change, s, &kind, &why) != RC_OK) {
		leave_out(x, why.message);
	} else if (s->value.type == VALUE_TEXT && !str_eq(said, s->value.text)) {
		leave_out(x, "its value is not written as the table of kinds has it");
	}
}

/* What is said, in numbers of this register, or the reason why it is left out. */
static enum rc read_said(struct intake *w, struct arriving *x, const struct content *c, struct said *ret,
	struct fault *f)
{
	const struct header *h = &x->from->header;
	*ret = (struct said){.subject = x->subject, .mode = h->mode, .target = x->target, .value = c->claim.value,
		.language = c->claim.language, .valid = c->claim.valid};
	ret->property = property_find((enum kind)h->kind, c->claim.property);
	if (!ret->property) {
		leave_out(x, "its property is not known here");
		return RC_OK;
	}
	enum rc rc = resolve_value(w, x, ret, f);
	if (rc == RC_OK) {
		rc = resolve_source(w, x, c->source, ret, f);
	}
	if (rc == RC_OK) {
		check_said(w, x, ret);
	}
	return rc;
}

static enum rc keep_reason(struct intake *w, int64_t statement, const char *reason, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(w->reg->db, "INSERT OR REPLACE INTO refused (statement, reason) VALUES (?, ?)", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, statement);
	query_bind_text(q, 2, str_of(reason));
	w->report->refused++;
	return query_run(q, f);
}

/* Its content, held against its header. false with no reason: it is not there, and need not be. */
static bool open_content(struct arriving *x, struct content *ret)
{
	if (x->from->content.n == 0) {
		return false;
	}
	if (content_decode(x->from->content, ret, NULL) != RC_OK) {
		leave_out(x, "what it says cannot be read");
	} else if (content_check(ret, &x->from->header, NULL) != RC_OK) {
		leave_out(x, "what it says is not what was signed");
	}
	return !x->reason[0];
}

static enum rc take_statement(struct intake *w, const struct foreign_statement *s, struct fault *f)
{
	struct arriving x = {.from = s};
	struct content content;
	struct said said;
	int64_t org, no;
	enum rc rc = subject_of(w, s->header.subject, (enum kind)s->header.kind, &x.subject, f);
	if (rc == RC_OK && s->header.has_target) {
		rc = intake_find(w->reg, &s->header.target, &x.target, &org, f);
	}
	bool open = rc == RC_OK && open_content(&x, &content);
	if (open) {
		rc = read_said(w, &x, &content, &said, f);
	}
	if (rc == RC_OK && open && !x.reason[0]) {
		w->grounds |= said.property->code == P_PERSON_PUBLICATION;
		return change_keep(w->change, &said, &s->id, content.salts, &no, f);
	}
	if (rc == RC_OK) {
		rc = change_keep_blank(w->change, x.subject, &s->header, x.target, &s->id, &no, f);
	}
	return rc == RC_OK && x.reason[0] ? keep_reason(w, no, x.reason, f) : rc;
}

/* ---- a change ---- */

static int by_id(const void *a, const void *b)
{
	return memcmp(a, b, ID_SIZE);
}

/* The ids of a change, sorted, to be looked up by bsearch(); to be freed. */
static struct id *sorted_ids(const struct foreign_event *e)
{
	struct id *ids = xcalloc(e->count + 1, sizeof *ids);
	for (size_t i = 0; i < e->count; i++) {
		ids[i] = e->statements[i].id;
	}
	qsort(ids, e->count, sizeof *ids, by_id);
	return ids;
}

/* A row can hold a statement whose record is of the kind that its header says, and whose target is here. */
static enum rc find_obstacle_of(struct intake *w, const struct foreign_event *e, const struct header *h,
	struct id **ids, const char **ret, struct fault *f)
{
	struct query *q;
	int64_t kind, no = 1, org;
	if (h->kind > KIND_LAST) {
		*ret = "it speaks of a kind of record that this program does not know";
		return RC_OK;
	}
	enum rc rc = db_query(w->reg->db, "SELECT kind FROM subject WHERE handle = ?", &q, f);
	if (rc == RC_OK) {
		query_bind_int(q, 1, h->subject);
		rc = query_int_or(q, h->kind, &kind, f);
	}
	if (rc == RC_OK && h->has_target) {
		rc = intake_find(w->reg, &h->target, &no, &org, f);
	}
	if (rc == RC_OK && !no && !*ids) {
		*ids = sorted_ids(e);
	}
	if (rc == RC_OK && kind != h->kind) {
		*ret = "it speaks of a record that is known here as of another kind";
	} else if (rc == RC_OK && !no && !bsearch(&h->target, *ids, e->count, sizeof **ids, by_id)) {
		*ret = "it aims at a statement that is not here";
	}
	return rc;
}

static enum rc find_obstacle(struct intake *w, const struct foreign_event *e, const char **ret, struct fault *f)
{
	struct id *ids = NULL; /* made where one aims at another of them */
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < e->count && !*ret; i++) {
		rc = find_obstacle_of(w, e, &e->statements[i].header, &ids, ret, f);
	}
	free(ids);
	return rc;
}

static enum rc reason_to_wait(struct intake *w, const struct foreign_event *e, const char **ret, struct fault *f)
{
	*ret = NULL;
	if (e->change.day > w->today + 1) {
		*ret = "it was recorded on a day that has not come yet";
	} else if (w->bounded && !w->options->admit && w->taken + (int64_t)e->count > STATEMENTS_A_DAY) {
		*ret = "it is more than is taken in on one day (\"volya sync --admit\" takes it)";
	}
	return *ret ? RC_OK : find_obstacle(w, e, ret, f);
}

static enum rc keep_quarantine(struct intake *w, uint64_t leaf, size_t count, const char *reason, bool waits,
	struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(w->reg->db, "INSERT INTO quarantine (org, leaf, count, reason, waits) VALUES (?, ?, ?, ?, ?)",
		&q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, w->org);
	query_bind_int(q, 2, (int64_t)leaf);
	query_bind_int(q, 3, (int64_t)count);
	query_bind_text(q, 4, str_of(reason));
	query_bind_int(q, 5, waits);
	w->report->quarantined++;
	return query_run(q, f);
}

static enum rc quarantine(struct intake *w, const struct foreign_event *e, const char *reason, bool waits,
	struct fault *f)
{
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < e->count; i++) {
		rc = intake_keep_entry(w, e->statements[i].index, e->statements[i].bytes, f);
	}
	if (rc == RC_OK && e->bytes.n) {
		rc = intake_keep_entry(w, e->index, e->bytes, f);
	}
	return rc == RC_OK ? keep_quarantine(w, e->index, e->count, reason, waits, f) : rc;
}

static enum rc take_change(struct intake *w, const struct foreign_event *e, struct fault *f)
{
	enum rc rc = change_keep_foreign(w->change, w->org, &e->change, &e->change_id, e->entry.body,
		e->entry.signature[ROLE_AUTHOR], e->entry.signature[ROLE_REVIEWER], (int64_t)e->index, f);
	for (size_t i = 0; rc == RC_OK && i < e->count; i++) {
		rc = take_statement(w, &e->statements[i], f);
	}
	w->taken += w->bounded ? (int64_t)e->count : 0; /* the first reading is of no day */
	w->report->changes++;
	w->report->statements += e->count;
	return rc;
}

enum rc intake_change(struct intake *w, const struct foreign_event *e, struct fault *f)
{
	const char *wait;
	if (e->fault) {
		return quarantine(w, e, e->fault, false, f);
	}
	enum rc rc = reason_to_wait(w, e, &wait, f);
	return rc != RC_OK ? rc : wait ? quarantine(w, e, wait, true, f) : take_change(w, e, f);
}

static enum rc forget_quarantine(struct intake *w, const struct foreign_event *e, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(w->reg->db, "DELETE FROM entry WHERE org = ?1 AND leaf BETWEEN ?2 AND ?3", &q, f);
	if (rc == RC_OK) {
		query_bind_int(q, 1, w->org);
		query_bind_int(q, 2, (int64_t)(e->index - e->count));
		query_bind_int(q, 3, (int64_t)e->index);
		rc = query_run(q, f);
	}
	if (rc == RC_OK) {
		rc = db_query(w->reg->db, "DELETE FROM quarantine WHERE org = ?1 AND leaf = ?2", &q, f);
	}
	if (rc == RC_OK) {
		query_bind_int(q, 1, w->org);
		query_bind_int(q, 2, (int64_t)e->index);
		rc = query_run(q, f);
	}
	return rc;
}

enum rc intake_waiting(struct intake *w, const struct foreign_event *e, struct fault *f)
{
	const char *wait;
	enum rc rc = reason_to_wait(w, e, &wait, f);
	if (rc != RC_OK || wait) {
		return rc;
	}
	rc = forget_quarantine(w, e, f);
	return rc == RC_OK ? take_change(w, e, f) : rc;
}

/* ---- a row that was blank ---- */

static enum rc forget_reason(struct intake *w, int64_t statement, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(w->reg->db, "DELETE FROM refused WHERE statement = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, statement);
	return query_run(q, f);
}

enum rc intake_fill(struct intake *w, int64_t statement, const struct header *h, struct str content, struct fault *f)
{
	struct foreign_statement from = {.header = *h, .content = content};
	struct arriving x = {.from = &from};
	struct content c;
	struct said said;
	int64_t org;
	enum rc rc = subject_of(w, h->subject, (enum kind)h->kind, &x.subject, f);
	if (rc == RC_OK && h->has_target) {
		rc = intake_find(w->reg, &h->target, &x.target, &org, f);
	}
	if (rc != RC_OK || x.subject == 0 || (h->has_target && x.target == 0) || !open_content(&x, &c)) {
		return rc;
	}
	w->change->filling = statement;
	rc = read_said(w, &x, &c, &said, f);
	w->change->filling = 0;
	if (rc != RC_OK) {
		return rc;
	}
	if (x.reason[0]) {
		return keep_reason(w, statement, x.reason, f);
	}
	rc = change_fill(w->change, statement, &said, c.salts, f);
	return rc == RC_OK ? forget_reason(w, statement, f) : rc;
}
