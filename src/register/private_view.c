/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A register as one of its people sees it: a copy in memory, in which the changes that they may read in the private log
 * are made once more. So what is private has the same views, questions and pages as what is public, and no file.
 */
#include "register/private_view.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct replaying {
	struct reg *view;
	struct keyring *keyring;
	const struct pending *event; /* whose statements these are */
	struct event_private said;
	struct change *change;       /* of the events that were recorded together: their salt is one */
	struct replay replay;
	uint8_t salt[SALT_SIZE];
	size_t left_out;             /* of this change */
};

/* What cannot be said any more (its target is gone, its record was erased) is left out, as the rest still stands. */
static bool is_left_out(enum rc rc)
{
	return rc == RC_CONFLICT || rc == RC_INVALID || rc == RC_NOT_FOUND || rc == RC_DENIED;
}

static enum rc number_of(struct reg *view, const char *sql, int64_t handle_or_prefix, const struct id *id,
	int64_t *ret, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(view->db, sql, &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, handle_or_prefix);
	if (id) {
		query_bind_blob(q, 2, id->b, ID_SIZE);
	}
	rc = query_int_or(q, 0, ret, f);
	return rc == RC_OK && *ret == 0 ? fault_set(f, RC_NOT_FOUND, "a record or statement is not here any more") : rc;
}

static enum rc subject_of(struct reg *view, handle h, int64_t *ret, struct fault *f)
{
	*ret = 0;
	return h ? number_of(view, "SELECT no FROM subject WHERE handle = ?", h, NULL, ret, f) : RC_OK;
}

/* All records first: what is said of one may refer to another that was recorded after it. */
static enum rc make_subject(void *data, enum kind kind, handle h, struct fault *f)
{
	struct replaying *w = data;
	struct query *q;
	enum rc rc = db_query(w->view->db, "INSERT OR IGNORE INTO subject (no, handle, kind) "
		"SELECT coalesce(max(no), 0) + 1, ?, ? FROM subject", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, h);
	query_bind_int(q, 2, kind);
	return query_run(q, f);
}

static void remember(struct replaying *w, int64_t no)
{
	struct private_view *p = w->view->private;
	if (p->count == p->room) {
		p->room = p->room ? p->room * 2 : 64;
		p->changes = arena_grow(p->arena, p->changes, p->count * sizeof *p->changes, p->room * sizeof *p->changes);
	}
	p->changes[p->count++] = (struct private_change){.no = no,
		.event = w->event->index, .sealed = w->said.sealed,
		.audience_count = w->said.count, .audience = w->said.audience, .by = str_dup(p->arena, str_of(w->event->name))};
}

static enum rc end_change(struct replaying *w, struct fault *f)
{
	struct change *c = w->change;
	struct private_view *p = w->view->private;
	struct fault why = {0};
	int64_t no;
	if (!c) {
		return RC_OK;
	}
	size_t said = (size_t)c->number;
	w->change = NULL;
	enum rc rc = change_close(c, NULL, &no, &why);
	if (rc == RC_OK && no == 0) {
		p->count--;
	} else if (is_left_out(rc)) { /* a part of it has lost its owner */
		p->count--;
		p->left_out += said;
		rc = RC_OK;
	}
	return rc == RC_OK ? RC_OK : fault_set(f, rc, "%s", why.message);
}

static enum rc begin_part(void *data, const struct draft_part *part, struct fault *f)
{
	struct replaying *w = data;
	if (w->change && memcmp(w->salt, part->salt, SALT_SIZE) == 0) {
		return RC_OK;
	}
	enum rc rc = end_change(w, f);
	if (rc != RC_OK) {
		return rc;
	}
	memcpy(w->salt, part->salt, SALT_SIZE);
	w->replay = (struct replay){.message = part->message, .salt = w->salt, .author = NULL, .day = part->day};
	struct change *c;
	rc = change_begin_private(w->view, &w->replay, w->event->day, &c, f);
	if (rc == RC_OK) {
		w->change = c;
		remember(w, c->no);
	}
	return rc;
}

static enum rc say(struct replaying *w, const struct draft_statement *x, struct fault *f)
{
	struct said s = {.property = x->property, .mode = x->mode, .value = x->value, .language = x->language,
		.valid = x->valid};
	enum rc rc = subject_of(w->view, x->subject, &s.subject, f);
	rc = rc == RC_OK ? subject_of(w->view, x->source, &s.source, f) : rc;
	if (rc == RC_OK && x->value.type == VALUE_REF) {
		rc = subject_of(w->view, x->value.number, &s.value.number, f);
	}
	if (rc == RC_OK && x->has_target) {
		rc = number_of(w->view, "SELECT no FROM statement WHERE prefix = ? AND id = ?", id_prefix(&x->target),
			&x->target, &s.target, f);
	}
	return rc == RC_OK ? change_say_as(w->change, &s, x->salts, NULL, f) : rc;
}

static enum rc take_statement(void *data, const struct draft_statement *x, struct fault *f)
{
	struct replaying *w = data;
	struct fault why = {0};
	enum rc rc = say(w, x, &why);
	if (is_left_out(rc)) {
		w->view->private->left_out++;
		return RC_OK;
	}
	return rc == RC_OK ? RC_OK : fault_set(f, rc, "%s", why.message);
}

static enum rc read_event(struct replaying *w, const struct draft_reader *reader, struct fault *f)
{
	struct buf bytes;
	struct event e;
	struct id unused;
	buf_init(&bytes, EVENT_MOST);
	enum rc rc = private_event(w->view->home, w->keyring, w->event->index, &bytes, &unused, &e, f);
	if (rc == RC_OK) {
		rc = event_private_decode(w->view->private->arena, e.payload, &w->said, f);
	}
	rc = rc == RC_OK ? draft_read(w->said.draft, reader, f) : rc;
	buf_wipe(&bytes);
	return rc;
}

static enum rc read_each(struct replaying *w, const struct people *people, const struct draft_reader *reader,
	struct fault *f)
{
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < people->pending_count; i++) {
		w->event = &people->pending[i];
		rc = w->event->type == EVENT_PRIVATE && !w->event->erased ? read_event(w, reader, f) : RC_OK;
	}
	return rc;
}

/* People without a ground to be public are there for those who work here. */
static enum rc show_unseen(struct reg *view, struct fault *f)
{
	struct numbers list = {0};
	struct change *c;
	struct query *q;
	bool row;
	enum rc rc = db_query(view->db, "SELECT owner FROM unseen", &q, f);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		numbers_add(&list, query_int(q, 0));
	}
	if (rc == RC_OK && list.count) {
		rc = change_begin_foreign(view, OWN_ORG, &c, f);
		for (size_t i = 0; rc == RC_OK && i < list.count; i++) {
			numbers_add(&c->touched, list.list[i]);
		}
		if (rc == RC_OK) {
			rc = views_update(c, NULL, f);
			if (rc == RC_OK) {
				rc = change_close_foreign(c, f);
			} else {
				change_abandon(c);
			}
		}
	}
	numbers_finish(&list);
	return rc;
}

static enum rc replay_all(struct reg *view, const struct people *people, struct fault *f)
{
	struct replaying w = {.view = view};
	const struct draft_reader first = {.data = &w, .subject = make_subject};
	const struct draft_reader second = {.data = &w, .part = begin_part, .statement = take_statement};
	enum rc rc = keyring_load(keyring_path(view->home, view->private->arena), &w.keyring, f);
	rc = rc == RC_OK ? show_unseen(view, f) : rc;
	rc = rc == RC_OK ? db_begin_write(view->db, f) : rc;
	if (rc == RC_OK) {
		rc = read_each(&w, people, &first, f);
		rc = rc == RC_OK ? db_commit(view->db, f) : rc;
	}
	rc = rc == RC_OK ? read_each(&w, people, &second, f) : rc;
	if (rc == RC_OK) {
		rc = end_change(&w, f);
	} else {
		change_abandon(w.change);
	}
	keyring_destroy(w.keyring);
	return rc;
}

/* A copy of the register in memory, as what it is of. */
static enum rc copy_register(struct reg *r, struct reg **ret, struct fault *f)
{
	struct reg *view = xcalloc(1, sizeof *view);
	view->home = r;
	view->who = r->who;
	view->tier = TIER_SEALED;
	memcpy(view->org, r->org, ORG_SIZE);
	view->path = xcalloc(1, strlen(r->path) + 1);
	memcpy(view->path, r->path, strlen(r->path));
	view->organisation = xcalloc(1, strlen(r->organisation) + 1);
	memcpy(view->organisation, r->organisation, strlen(r->organisation));
	view->private = xcalloc(1, sizeof *view->private);
	view->private->arena = arena_create((size_t)1 << 30);
	enum rc rc = db_scratch(r->db, SCRATCH_IN_MEMORY, &view->db, f);
	*ret = view;
	return rc;
}

enum rc reg_open_private(struct reg *r, struct reg **ret, struct fault *f)
{
	struct arena *a = arena_create((size_t)1 << 30);
	struct people people;
	struct reg *view = NULL;
	enum rc rc = db_begin(r->db, f);
	if (rc == RC_OK) {
		rc = people_read_here(r, a, NULL, &people, f);
		rc = rc == RC_OK ? copy_register(r, &view, f) : rc;
		rc = rc == RC_OK ? replay_all(view, &people, f) : rc;
		db_rollback(r->db);
	}
	if (rc == RC_OK) {
		view->private->closed = people.closed;
		view->tier = TIER_PUBLIC; /* until it is said for whom */
		*ret = view;
	} else if (view) {
		view->home = NULL; /* still the caller's */
		reg_close(view);
	}
	arena_destroy(a);
	return rc;
}

void private_view_finish(struct private_view *p)
{
	if (p) {
		arena_destroy(p->arena);
		free(p);
	}
}

const struct private_change *reg_private_change(const struct reg *view, int64_t no)
{
	const struct private_view *p = view->private;
	for (size_t i = 0; p && i < p->count; i++) {
		if (p->changes[i].no == no) {
			return &p->changes[i];
		}
	}
	return NULL;
}

void reg_private_state(const struct reg *view, struct private_state *ret)
{
	const struct private_view *p = view->private;
	*ret = (struct private_state){0};
	if (p) {
		*ret = (struct private_state){.changes = p->count, .left_out = p->left_out, .closed = p->closed,
			.said = p->said};
	}
}

enum rc private_change_at(const struct reg *view, uint64_t event, const struct private_change **ret, struct fault *f)
{
	const struct private_view *p = view->private;
	for (size_t i = 0; p && i < p->count; i++) {
		if (p->changes[i].event == event) {
			*ret = &p->changes[i];
			return RC_OK;
		}
	}
	return fault_set(f, RC_NOT_FOUND, "nothing that you can read was said in private under p%" PRIu64, event);
}
