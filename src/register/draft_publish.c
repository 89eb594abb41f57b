/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What waits for a second person: judged, and made public. */
#include <inttypes.h>
#include <string.h>

#include "register/draft.h"
#include "register/hide_people.h"
#include "register/rotate_people.h"

/* ---- what it rests on ---- */

struct publishing {
	struct reg *reg;
	struct private_log *log;
	const struct progress *progress;
	struct change *change; /* the part that is being said */
	struct draft_part part;
	struct replay replay;
	struct numbers changes;
	int64_t place; /* in what the change takes back */
};

/* A record by its handle; 0 for 0. */
static enum rc subject_no(struct reg *r, handle h, int64_t *ret, struct fault *f)
{
	struct query *q;
	*ret = 0;
	if (h == 0) {
		return RC_OK;
	}
	enum rc rc = db_query(r->db, "SELECT no FROM subject WHERE handle = ?", &q, f);
	if (rc == RC_OK) {
		query_bind_int(q, 1, h);
		rc = query_int_or(q, 0, ret, f);
	}
	return rc == RC_OK && *ret == 0 ? fault_set(f, RC_CONFLICT, "a record that the draft speaks of is not here") : rc;
}

static enum rc statement_no(struct reg *r, const struct id *id, int64_t *ret, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(r->db, "SELECT no FROM statement WHERE prefix = ? AND id = ?", &q, f);
	if (rc == RC_OK) {
		query_bind_int(q, 1, id_prefix(id));
		query_bind_blob(q, 2, id->b, ID_SIZE);
		rc = query_int_or(q, 0, ret, f);
	}
	return rc == RC_OK && *ret == 0
		? fault_set(f, RC_CONFLICT, "a statement that the draft corrects or takes back is not here") : rc;
}

static enum rc change_no(struct reg *r, int64_t number, int64_t *ret, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(r->db, "SELECT no FROM change WHERE org = 1 AND number = ?", &q, f);
	if (rc == RC_OK) {
		query_bind_int(q, 1, number);
		rc = query_int_or(q, 0, ret, f);
	}
	return rc == RC_OK && *ret == 0 ? fault_set(f, RC_CONFLICT, "a change that the draft takes back is not here") : rc;
}

/* Nothing was said since of any record that the draft speaks of, and nothing of it was hidden. */
static enum rc check_basis(void *data, handle h, const struct id *digest, struct fault *f)
{
	struct publishing *w = data;
	struct id now;
	int64_t no;
	char text[HANDLE_TEXT], *name;
	enum rc rc = subject_no(w->reg, h, &no, f);
	if (rc == RC_OK) {
		rc = draft_basis(w->reg, no, INT64_MAX, &now, f);
	}
	if (rc == RC_OK && memcmp(now.b, digest->b, ID_SIZE) != 0) {
		bool named = subject_label(w->reg, reg_viewer(w->reg), w->log->arena, no, "en", &name, NULL) == RC_OK;
		rc = fault_set(f, RC_CONFLICT, "since the draft was made something else was recorded of %s (%s)",
			named ? name : "a record", handle_format(h, text));
		fault_hint(f, "reject it, and let its author draft it anew on what is there now");
	}
	return rc;
}

/* Opens what waits under this number and reads it. */
static enum rc read_pending(struct publishing *w, uint64_t index, const struct draft_reader *first,
	const struct draft_reader *second, struct fault *f)
{
	struct buf bytes;
	struct event e;
	struct id unused;
	buf_init(&bytes, EVENT_MOST);
	enum rc rc = private_event(w->reg, w->log->keyring, index, &bytes, &unused, &e, f);
	rc = rc == RC_OK ? draft_read(e.payload, first, f) : rc;
	rc = rc == RC_OK && second ? draft_read(e.payload, second, f) : rc;
	buf_wipe(&bytes);
	return rc;
}

/* ---- judged ---- */

/* A notice is signed for one place in the log: once that is taken nothing comes of accepting it. */
static enum rc check_place(struct private_log *p, const struct pending *x, struct fault *f)
{
	uint64_t size;
	enum rc rc = x->type == EVENT_NOTICE && x->state != CASE_DONE ? public_size(p->reg, &size, f) : RC_OK;
	if (rc != RC_OK || x->type != EVENT_NOTICE || x->state == CASE_DONE || x->state == CASE_REJECTED) {
		return rc;
	}
	if (x->state == CASE_ANEW) {
		return fault_set(f, RC_CONFLICT, "%s has signed anew under number %" PRIu64, x->name, x->anew);
	}
	if (x->place != size) {
		rc = fault_set(f, RC_CONFLICT, "its place in the log was taken: it is signed for entry %" PRIu64 ", and %"
			PRIu64 " is next", x->place, size);
		fault_hint(f, "%s gives the same command again, and the number that it gets is what is reviewed", x->name);
	}
	return rc;
}

/* Nothing is accepted of which nothing can come any more. */
static enum rc check_stands(struct private_log *p, const struct pending *x, struct fault *f)
{
	struct publishing w = {.reg = p->reg, .log = p};
	const struct draft_reader basis = {.data = &w, .basis = check_basis};
	bool waits = x->type == EVENT_DRAFT && !x->erased && (x->state == CASE_OPEN || x->state == CASE_ACCEPTED);
	return waits ? read_pending(&w, x->index, &basis, NULL, f) : check_place(p, x, f);
}

static enum rc put_review(struct private_log *p, uint64_t index, bool accept, const char *comment, struct fault *f)
{
	struct pending *x = people_pending(&p->people, index);
	struct buf payload;
	if (!x) {
		enum rc rc = fault_set(f, RC_NOT_FOUND, "nothing waits under the number %" PRIu64, index);
		fault_hint(f, "\"volya review\" lists what does");
		return rc;
	}
	enum rc rc = accept ? check_stands(p, x, f) : RC_OK;
	if (rc != RC_OK) {
		return rc;
	}
	struct event_review v = {.index = index, .commitment = x->commitment, .accepted = accept,
		.comment = str_of(comment)};
	buf_init(&payload, 2 * EVENT_TEXT_MOST);
	event_review_encode(&v, &payload);
	rc = private_put(p, EVENT_REVIEW, buf_view(&payload), NULL, f);
	buf_finish(&payload);
	if (rc == RC_OK && !accept) {
		rotate_forget(p, x);
	}
	return rc == RC_OK ? private_end(p, f) : rc;
}

enum rc people_review(struct reg *r, uint64_t index, bool accept, struct str comment, struct fault *f)
{
	struct private_log p;
	char *clean;
	enum rc rc = db_begin_write(r->db, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = private_begin(r, &p, f);
	if (rc == RC_OK) {
		rc = text_clean(p.arena, str_trim(comment), &clean, f);
		if (rc == RC_OK && (*clean == '\0' || strlen(clean) > EVENT_TEXT_MOST)) {
			rc = fault_set(f, RC_INVALID, "a review needs a comment, of at most %d bytes", EVENT_TEXT_MOST);
		}
		rc = rc == RC_OK ? put_review(&p, index, accept, clean, f) : rc;
		private_finish(&p);
	}
	rc = rc == RC_OK ? db_commit(r->db, f) : rc;
	if (rc != RC_OK) {
		db_rollback(r->db);
	}
	return rc;
}

/* ---- made public ---- */

static enum rc begin_part(void *data, const struct draft_part *p, struct fault *f)
{
	struct publishing *w = data;
	w->part = *p;
	w->replay = (struct replay){.message = p->message, .salt = p->salt, .author = p->author, .day = p->day};
	w->place = 0;
	enum rc rc = p->day <= day_today() ? RC_OK
		: fault_set(f, RC_CONFLICT, "the draft is of a day that has not come yet");
	if (rc == RC_OK) {
		rc = change_begin_replay(w->reg, &w->replay, &w->change, f);
	}
	return rc == RC_OK && p->undoes ? change_no(w->reg, p->undoes, &w->change->undoes, f) : rc;
}

static enum rc take_undone(void *data, int64_t number, int64_t from, struct fault *f)
{
	struct publishing *w = data;
	struct query *q;
	int64_t no;
	enum rc rc = change_no(w->reg, number, &no, f);
	if (rc == RC_OK) {
		rc = db_query(w->reg->db, "INSERT INTO undone (by, place, change, first) VALUES (?, ?, ?, ?)", &q, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, w->change->no);
	query_bind_int(q, 2, ++w->place);
	query_bind_int(q, 3, no);
	query_bind_int(q, 4, w->change->first_statement + from);
	return query_run(q, f);
}

static enum rc take_subject(void *data, enum kind kind, handle h, struct fault *f)
{
	struct publishing *w = data;
	int64_t no;
	struct query *q;
	enum rc rc = db_query(w->reg->db, "SELECT no FROM subject WHERE handle = ?", &q, f);
	if (rc == RC_OK) {
		query_bind_int(q, 1, h);
		rc = query_int_or(q, 0, &no, f);
	}
	if (rc == RC_OK && no) {
		rc = fault_set(f, RC_CONFLICT, "a record that the draft makes is here already");
	}
	return rc == RC_OK ? change_subject_as(w->change, kind, h, &no, f) : rc;
}

/* The outside identifier of a record that the draft makes may have been given to another one meanwhile. */
static enum rc check_key(struct publishing *w, const struct said *s, struct fault *f)
{
	const struct known *k;
	int64_t other = 0;
	struct fault none = {0};
	enum rc rc = known_get(w->change, s->subject, &k, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = subject_by_key(w->reg, reg_viewer(w->reg), k->kind, s->value.text, &other, &none);
	if (rc == RC_OK && other != s->subject) {
		rc = fault_set(f, RC_CONFLICT, "since the draft was made another record got the key \"%.*s\"",
			STR_ARG(s->value.text));
		fault_hint(f, "reject it, and let its author draft it anew on what is there now");
		return rc;
	}
	return rc == RC_OK || rc == RC_NOT_FOUND ? RC_OK : fault_set(f, rc, "%s", none.message);
}

static enum rc take_statement(void *data, const struct draft_statement *x, struct fault *f)
{
	struct publishing *w = data;
	struct said s = {.property = x->property, .mode = x->mode, .value = x->value, .language = x->language,
		.valid = x->valid};
	enum rc rc = subject_no(w->reg, x->subject, &s.subject, f);
	if (rc == RC_OK) {
		rc = subject_no(w->reg, x->source, &s.source, f);
	}
	if (rc == RC_OK && x->value.type == VALUE_REF) {
		rc = subject_no(w->reg, x->value.number, &s.value.number, f);
	}
	if (rc == RC_OK && x->has_target) {
		rc = statement_no(w->reg, &x->target, &s.target, f);
	}
	if (rc == RC_OK && s.property->code == P_KEY && s.mode == MODE_ASSERT) {
		rc = check_key(w, &s, f);
	}
	return rc == RC_OK ? change_say_as(w->change, &s, x->salts, NULL, f) : rc;
}

static enum rc take_receipt(void *data, unsigned line, handle subject, int statements, struct fault *f)
{
	struct publishing *w = data;
	int64_t no;
	enum rc rc = subject_no(w->reg, subject, &no, f);
	return rc == RC_OK ? change_receipt(w->change, line, no, statements, f) : rc;
}

static enum rc end_part(void *data, struct fault *f)
{
	struct publishing *w = data;
	struct change *c = w->change;
	int64_t no;
	w->change = NULL;
	enum rc rc = change_close(c, w->progress, &no, f);
	if (rc == RC_OK) {
		numbers_add(&w->changes, no);
	}
	return rc;
}

static enum rc change_id_of(struct reg *r, int64_t no, struct id *ret, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, "SELECT id FROM change WHERE no = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	rc = query_step(q, &row, f);
	if (rc == RC_OK && row) {
		memcpy(ret->b, query_blob(q, 0).p, ID_SIZE);
		query_done(q);
	}
	return rc;
}

static enum rc put_uses(struct publishing *w, uint64_t index, struct fault *f)
{
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < w->changes.count; i++) {
		struct event_use use = {.role = ROLE_REVIEWER, .of = USED_CHANGE, .event = index};
		rc = change_id_of(w->reg, w->changes.list[i], &use.id, f);
		rc = rc == RC_OK ? private_put_use(w->log, &use, f) : rc;
	}
	return rc;
}

static enum rc check_may(struct private_log *p, const struct pending *x, uint64_t index, struct fault *f)
{
	uint64_t size;
	enum rc rc = public_size(p->reg, &size, f);
	if (rc != RC_OK) {
		return rc;
	}
	if (!x) {
		rc = fault_set(f, RC_NOT_FOUND, "nothing waits under the number %" PRIu64, index);
		fault_hint(f, "\"volya review\" lists what does");
	} else if (memcmp(x->author, p->who->public.sign, KEY_SIZE) == 0) {
		rc = fault_set(f, RC_DENIED, "nobody publishes what is their own");
		fault_hint(f, "another person reviews and publishes it, whatever roles you hold");
	} else if (x->state == CASE_ANEW || (x->state == CASE_ACCEPTED && x->type == EVENT_NOTICE)) {
		rc = check_place(p, x, f);
	} else if (x->state != CASE_ACCEPTED) {
		rc = x->state == CASE_OPEN ? fault_set(f, RC_DENIED, "nobody has accepted it yet")
			: fault_set(f, RC_CONFLICT, "it was %s already", x->state == CASE_DONE ? "published" : "rejected");
	} else if (x->role && !people_hold(&p->people, x->author, x->role, size)) {
		rc = fault_set(f, RC_DENIED, "%s, who drafted it, is no %s any more", x->name,
			x->role == ROLE_LOG ? "keeper of the log" : role_word(x->role));
		fault_hint(f, "reject it; who answers for it can draft it anew");
	}
	return rc;
}

static enum rc replay(struct publishing *w, uint64_t index, struct fault *f)
{
	const struct draft_reader first = {.data = w, .basis = check_basis};
	const struct draft_reader second = {.data = w, .part = begin_part, .undone = take_undone, .subject = take_subject,
		.statement = take_statement, .receipt = take_receipt, .part_end = end_part};
	enum rc rc = read_pending(w, index, &first, &second, f);
	change_abandon(w->change);
	return rc;
}

/* Changes are savepoints of one transaction, which ends with the events that say whose they are. */
static enum rc publish(struct publishing *w, uint64_t index, struct fault *f)
{
	struct private_log p;
	enum rc rc = private_begin(w->reg, &p, f);
	if (rc != RC_OK) {
		return rc;
	}
	/* cppcheck-suppress autoVariables */
	w->log = &p; /* taken back below */
	struct pending *x = people_pending(&p.people, index);
	rc = check_may(&p, x, index, f);
	if (rc == RC_OK && x->type == EVENT_NOTICE) {
		rc = hide_confirm(&p, index, w->progress, f);
	} else if (rc == RC_OK && x->type == EVENT_FORGET) {
		rc = forget_confirm(&p, index, f);
	} else if (rc == RC_OK && x->type == EVENT_KEY) {
		rc = rotate_confirm(&p, x, f);
	} else if (rc == RC_OK) {
		rc = replay(w, index, f);
		rc = rc == RC_OK ? put_uses(w, index, f) : rc;
	}
	rc = rc == RC_OK ? private_end(&p, f) : rc;
	private_finish(&p);
	w->log = NULL;
	return rc;
}

enum rc people_publish(struct reg *r, uint64_t index, const struct progress *p, int64_t *ret_no, struct fault *f)
{
	struct publishing w = {.reg = r, .progress = p};
	*ret_no = 0;
	enum rc rc = reg_trial_begin(r, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = publish(&w, index, f);
	if (rc == RC_OK) {
		names_forget(r);
		rc = db_commit(r->db, f);
	}
	if (rc == RC_OK) {
		r->trial = false;
		names_forget(r);
		rc = db_scrub(r->db, f); /* where something was erased */
		rc = rc == RC_OK ? draft_sweep(r, f) : rc;
		*ret_no = w.changes.count ? w.changes.list[w.changes.count - 1] : 0;
	}
	reg_trial_end(r);
	numbers_finish(&w.changes);
	return rc;
}
