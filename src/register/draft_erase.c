/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Drafts that speak of what was erased in public go with it: their bytes, and the keys that open copies of them. */
#include "register/draft.h"
#include "register/rotate_people.h"

#include <string.h>

struct looking {
	const struct numbers *subjects;
	bool found;
};

/* A new spell of theirs is of them, too, though nothing public has its handle yet. */
static enum rc look_at(void *data, const struct draft_statement *s, struct fault *f)
{
	struct looking *w = data;
	(void)f;
	w->found = w->found || numbers_hold(w->subjects, s->subject)
		|| (names_owner(s->property) && s->value.type == VALUE_REF && numbers_hold(w->subjects, s->value.number));
	return RC_OK;
}

static enum rc speaks_of(struct private_log *p, const struct pending *x, const struct numbers *subjects, bool *ret,
	struct fault *f)
{
	struct looking w = {.subjects = subjects};
	const struct draft_reader reader = {.data = &w, .statement = look_at};
	struct buf bytes;
	struct event e;
	struct id unused;
	buf_init(&bytes, EVENT_MOST);
	enum rc rc = private_event(p->reg, p->keyring, x->index, &bytes, &unused, &e, f);
	rc = rc == RC_OK ? draft_read_event(p->arena, &e, &reader, f) : rc;
	buf_wipe(&bytes);
	*ret = w.found;
	return rc;
}

static enum rc empty(struct private_log *p, uint64_t index, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(p->reg->db, "UPDATE event SET sealed = x'' WHERE leaf = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, (int64_t)index);
	return query_run(q, f);
}

enum rc draft_erase(struct private_log *p, uint64_t notice, const struct numbers *subjects, size_t *ret_count,
	struct fault *f)
{
	struct event_erased erased = {.notice = notice,
		.list = arena_array(p->arena, p->people.pending_count + 1, sizeof *erased.list)};
	struct buf payload;
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < p->people.pending_count; i++) {
		const struct pending *x = &p->people.pending[i];
		bool hit = false;
		bool holds = (x->type == EVENT_DRAFT || x->type == EVENT_PRIVATE) && !x->erased;
		rc = holds ? speaks_of(p, x, subjects, &hit, f) : RC_OK;
		if (rc == RC_OK && hit) {
			erased.list[erased.count++] = x->index;
			rc = empty(p, x->index, f);
		}
	}
	*ret_count = erased.count;
	if (rc != RC_OK || erased.count == 0) {
		return rc;
	}
	buf_init(&payload, EVENT_MOST);
	event_erased_encode(&erased, &payload);
	rc = private_put(p, EVENT_ERASED, buf_view(&payload), NULL, f);
	buf_finish(&payload);
	return rc;
}

struct forgetting {
	struct event_forget v;
	uint64_t index;
};

static enum rc put_forget(struct private_log *p, void *data, struct fault *f)
{
	struct forgetting *w = data;
	struct buf payload;
	buf_init(&payload, EVENT_MOST);
	event_forget_encode(&w->v, &payload);
	enum rc rc = private_put(p, EVENT_FORGET, buf_view(&payload), &w->index, f);
	buf_finish(&payload);
	return rc;
}

enum rc people_forget(struct reg *r, int64_t *handles, size_t count, struct str reason, uint64_t *ret_index,
	struct fault *f)
{
	struct forgetting w = {.v = {.reason = reason, .count = count, .handles = handles}};
	enum rc rc = private_write(r, put_forget, &w, f);
	*ret_index = w.index;
	return rc;
}

enum rc forget_confirm(struct private_log *p, uint64_t index, struct fault *f)
{
	struct numbers subjects = {0};
	struct event_forget v;
	struct event e;
	struct id unused;
	struct buf bytes;
	size_t gone = 0;
	buf_init(&bytes, EVENT_MOST);
	enum rc rc = private_event(p->reg, p->keyring, index, &bytes, &unused, &e, f);
	rc = rc == RC_OK ? event_forget_decode(p->arena, e.payload, &v, f) : rc;
	for (size_t i = 0; rc == RC_OK && i < v.count; i++) {
		numbers_add(&subjects, v.handles[i]);
	}
	numbers_sort(&subjects);
	rc = rc == RC_OK ? draft_erase(p, index, &subjects, &gone, f) : rc;
	if (rc == RC_OK && gone == 0) {
		rc = fault_set(f, RC_NOT_FOUND, "nothing is left of it that you can open");
		fault_hint(f, "what is sealed for others is erased by one of them");
	}
	numbers_finish(&subjects);
	buf_wipe(&bytes);
	return rc == RC_OK ? db_scrub_later(p->reg->db, f) : rc;
}

static enum rc sweep(struct reg *r, struct fault *f)
{
	struct arena *a = arena_create((size_t)1 << 20);
	struct keyring *k = NULL;
	struct query *q;
	bool row;
	size_t gone = 0;
	enum rc rc = keyring_load(keyring_path(r, a), &k, f);
	rc = rc == RC_OK ? rotate_sweep(r, k, &gone, f) : rc;
	if (rc == RC_OK) {
		rc = db_query(r->db, "SELECT commitment FROM event WHERE length(sealed) = 0", &q, f);
	}
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		struct id item;
		if (query_blob(q, 0).n == ID_SIZE) {
			memcpy(item.b, query_blob(q, 0).p, ID_SIZE);
			gone += keyring_remove(k, &item);
		}
	}
	if (rc == RC_OK && gone) {
		rc = keyring_write(k, keyring_path(r, a), f);
	}
	keyring_destroy(k);
	arena_destroy(a);
	return rc;
}

/* Under the lock: somebody else may be writing the keyring at the same time. */
enum rc draft_sweep(struct reg *r, struct fault *f)
{
	enum rc rc = db_begin_write(r->db, f);
	if (rc == RC_OK) {
		rc = sweep(r, f);
		db_rollback(r->db);
	}
	return rc;
}
