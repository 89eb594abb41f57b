/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is private goes to a person elsewhere, and comes from one: records as they stand, in a ledger/parcel.h. */
#include <inttypes.h>
#include <string.h>

#include "ledger/parcel.h"
#include "register/private_view.h"

#define TEXT_MOST 400

/* ---- sent ---- */

/* Of a record: what stands of it and was said in private. Neither salts nor sources go with it. */
#define SENT_COLUMNS "u.handle, s.property, 1, NULL, s.value, v.handle, s.language, s.valid, 0, zeroblob(64)"
#define SENT_WHERE "WHERE u.handle = ? AND s.mode IN (1, 2) AND s.property <> 0 AND s.change > ? " \
	"AND NOT EXISTS (SELECT 1 FROM statement k WHERE k.target = s.no AND k.mode IN (2, 3)) ORDER BY s.no"

struct sending {
	struct reg *view;
	struct buf subjects, statements;
	size_t subject_count, statement_count;
	int64_t public_until; /* the last change that is public: what is private was made after it */
};

static enum rc send_statements(struct sending *w, int64_t h, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(w->view->db, "SELECT " SENT_COLUMNS DRAFT_FROM SENT_WHERE, &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, h);
	query_bind_int(q, 2, w->public_until);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		draft_put_statement(q, &w->statements);
		w->statement_count++;
	}
	return rc;
}

static enum rc send_subject(struct sending *w, int64_t h, struct fault *f)
{
	struct query *q;
	int64_t kind = 0;
	enum rc rc = db_query(w->view->db, "SELECT kind FROM subject WHERE handle = ?", &q, f);
	if (rc == RC_OK) {
		query_bind_int(q, 1, h);
		rc = query_int_or(q, 0, &kind, f);
	}
	if (rc != RC_OK || kind == 0) {
		return rc == RC_OK ? fault_set(f, RC_NOT_FOUND, "there is no such record") : rc;
	}
	cbor_array(&w->subjects, 2);
	cbor_uint(&w->subjects, (uint64_t)kind);
	cbor_uint(&w->subjects, (uint64_t)h);
	w->subject_count++;
	return send_statements(w, h, f);
}

static void put_draft(const struct sending *w, struct buf *out)
{
	static const uint8_t nobodys[SIGNATURE_SIZE] = {0};
	cbor_array(out, 4);
	cbor_text(out, STR(""));
	cbor_uint(out, w->statement_count);
	cbor_array(out, 1);
	cbor_array(out, 9);
	cbor_text(out, STR(""));
	cbor_bytes(out, nobodys, SALT_SIZE);
	cbor_int(out, day_today());
	cbor_bytes(out, nobodys, SIGNATURE_SIZE);
	cbor_null(out);
	cbor_array(out, 0);
	cbor_array(out, w->subject_count);
	buf_add(out, w->subjects.p, w->subjects.n);
	cbor_array(out, w->statement_count);
	buf_add(out, w->statements.p, w->statements.n);
	cbor_array(out, 0);
	cbor_array(out, 0);
}

static enum rc close_parcel(const struct sending *w, const struct person_public *to, struct buf *out, struct fault *f)
{
	struct parcel p = {.organisation = str_of(w->view->organisation), .day = day_today()};
	struct buf draft;
	buf_init(&draft, PARCEL_MOST);
	put_draft(w, &draft);
	memcpy(p.org, w->view->org, ORG_SIZE);
	memcpy(p.to, to->box, KEY_SIZE);
	p.draft = buf_view(&draft);
	enum rc rc = draft.full || w->statements.full ? fault_set(f, RC_LIMIT, "it is too large for one parcel")
		: parcel_seal(&p, w->view->who, out, f);
	buf_wipe(&draft);
	return rc;
}

enum rc private_send(struct reg *view, const int64_t *handles, size_t count, const struct person_public *to,
	struct buf *out, size_t *ret_statements, struct fault *f)
{
	struct sending w = {.view = view};
	struct query *q;
	enum rc rc = db_query(view->db, "SELECT max(no) FROM change", &q, f);
	if (rc == RC_OK) {
		rc = query_int_or(q, 0, &w.public_until, f);
	}
	if (view->private->count) {
		w.public_until = view->private->changes[0].no - 1;
	}
	buf_init(&w.subjects, PARCEL_MOST);
	buf_init(&w.statements, PARCEL_MOST);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		rc = send_subject(&w, handles[i], f);
	}
	if (rc == RC_OK && w.statement_count == 0) {
		rc = fault_set(f, RC_NOT_FOUND, "nothing that you can read was said of it in private");
		fault_hint(f, "what is public needs no parcel: \"volya bundle write\" carries it");
	}
	rc = rc == RC_OK ? close_parcel(&w, to, out, f) : rc;
	*ret_statements = w.statement_count;
	buf_wipe(&w.subjects);
	buf_wipe(&w.statements);
	return rc;
}

/* ---- received ---- */

struct receiving {
	struct reg *view;
	struct change *change;
	const struct parcel *parcel;
	int64_t source;
	struct parcel_report *report;
};

static enum rc subject_here(struct reg *view, handle h, int64_t *ret, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(view->db, "SELECT no FROM subject WHERE handle = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, h);
	return query_int_or(q, 0, ret, f);
}

/* Under the handle that it has there: so a second parcel, or their public log, speaks of the same record. */
static enum rc take_subject(void *data, enum kind kind, handle h, struct fault *f)
{
	struct receiving *w = data;
	int64_t no;
	enum rc rc = subject_here(w->view, h, &no, f);
	if (rc != RC_OK) {
		return rc;
	}
	w->report->records++;
	w->report->made += no == 0;
	return no ? RC_OK : change_subject_as(w->change, kind, h, &no, f);
}

/* What was received before, or said here already. */
static enum rc stands_here(struct reg *view, const struct said *s, bool *ret, struct fault *f)
{
	struct query *q;
	int64_t count;
	enum rc rc = db_query(view->db, "SELECT count(*) FROM statement s WHERE s.subject = ? AND s.property = ? "
		"AND s.value = ? AND coalesce(s.language, '') = ? AND coalesce(s.valid, '') = ? AND s.mode IN (1, 2) "
		"AND NOT EXISTS (SELECT 1 FROM statement k WHERE k.target = s.no AND k.mode IN (2, 3))", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, s->subject);
	query_bind_int(q, 2, s->property->code);
	if (s->value.type == VALUE_TEXT) {
		query_bind_text(q, 3, s->value.text);
	} else {
		query_bind_int(q, 3, s->value.number);
	}
	query_bind_text(q, 4, s->language);
	query_bind_text(q, 5, s->valid);
	rc = query_int_or(q, 0, &count, f);
	*ret = rc == RC_OK && count > 0;
	return rc;
}

static enum rc take_statement(void *data, const struct draft_statement *x, struct fault *f)
{
	struct receiving *w = data;
	struct said s = {.property = x->property, .mode = MODE_ASSERT, .value = x->value, .language = x->language,
		.valid = x->valid, .source = w->source};
	bool there = false;
	enum rc rc = subject_here(w->view, x->subject, &s.subject, f);
	if (rc == RC_OK && x->value.type == VALUE_REF) {
		rc = subject_here(w->view, x->value.number, &s.value.number, f);
	}
	if (rc == RC_OK && (!s.subject || x->value.type == VALUE_NONE || (x->value.type == VALUE_REF && !s.value.number))) {
		w->report->left_out++; /* it speaks of what is not here */
		return RC_OK;
	}
	rc = rc == RC_OK ? stands_here(w->view, &s, &there, f) : rc;
	if (rc != RC_OK || there) {
		return rc;
	}
	rc = change_say(w->change, &s, NULL, f);
	w->report->statements += rc == RC_OK;
	return rc;
}

/* The day of its own: a later parcel of the same day is of the same source. */
static enum rc make_source(struct receiving *w, struct fault *f)
{
	char title[TEXT_MOST], print[FINGERPRINT_TEXT], accessed[DAY_TEXT];
	struct change *c = w->change;
	(void)snprintf(title, sizeof title, "Received in private from %.*s (%s, key %s)",
		(int)(w->parcel->organisation.n < 200 ? w->parcel->organisation.n : 200), w->parcel->organisation.p,
		w->parcel->from.name, person_fingerprint(&w->parcel->from, print));
	enum rc rc = change_subject(c, KIND_SOURCE, &w->source, f);
	struct said s = {.subject = w->source, .mode = MODE_ASSERT, .property = property_by_code(P_SOURCE_TITLE),
		.value = {VALUE_TEXT, str_of(title), 0}};
	rc = rc == RC_OK ? change_say(c, &s, NULL, f) : rc;
	s.property = property_by_code(P_SOURCE_ACCESSED);
	s.value.text = str_of(day_format(w->parcel->day, accessed));
	return rc == RC_OK ? change_say(c, &s, NULL, f) : rc;
}

static enum rc take_all(struct receiving *w, struct fault *f)
{
	const struct draft_reader subjects = {.data = w, .subject = take_subject};
	const struct draft_reader statements = {.data = w, .statement = take_statement};
	int64_t unused;
	enum rc rc = change_begin(w->view, "received in private", &w->change, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = make_source(w, f);
	rc = rc == RC_OK ? draft_read(w->parcel->draft, &subjects, f) : rc;
	rc = rc == RC_OK ? draft_read(w->parcel->draft, &statements, f) : rc;
	if (rc != RC_OK || w->report->statements == 0) {
		change_abandon(w->change);
		return rc;
	}
	return change_close(w->change, NULL, &unused, f);
}

enum rc private_receive(struct reg *view, const struct parcel *p, struct parcel_report *ret, struct fault *f)
{
	struct receiving w = {.view = view, .parcel = p, .report = ret};
	*ret = (struct parcel_report){0};
	if (memcmp(p->org, view->org, ORG_SIZE) == 0) {
		return fault_set(f, RC_INVALID, "this parcel is of this register itself");
	}
	return take_all(&w, f);
}
