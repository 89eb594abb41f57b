/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A witness that keeps what it cosigned in memory, for one log; for tests. */
#ifndef TEST_LEDGER_DESK_H
#define TEST_LEDGER_DESK_H

#include "ledger/witness.h"

#define DESK_SEEN 64

struct desk {
	struct note_key keys[2]; /* of the log */
	size_t key_count;
	uint64_t size;
	struct id root;
	char note[4096];
	/* What the log has signed, by size; two roots of one size are evidence. */
	struct {
		uint64_t size;
		struct id root;
	} seen[DESK_SEEN];
	size_t seen_count, evidence, advances;
	bool fail_latest, fail_advance; /* with RC_IO */
	void (*before_advance)(struct desk *d); /* another request that gets in between */
};

static inline enum rc desk_log_key(void *data, struct arena *a, const char *origin, size_t i, struct note_key *ret,
	struct fault *f)
{
	const struct desk *d = data;
	(void)a;
	if (i >= d->key_count || strcmp(origin, d->keys[i].name) != 0) {
		return fault_set(f, RC_NOT_FOUND, "no such key");
	}
	*ret = d->keys[i];
	return RC_OK;
}

static inline enum rc desk_latest(void *data, const char *origin, uint64_t *ret_size, struct id *ret_root,
	struct fault *f)
{
	const struct desk *d = data;
	(void)origin;
	*ret_size = d->size;
	*ret_root = d->root;
	return d->fail_latest ? fault_set(f, RC_IO, "the disk is gone") : RC_OK;
}

static inline enum rc desk_seen(void *data, const struct checkpoint *c, struct str note, struct fault *f)
{
	struct desk *d = data;
	bool known = false;
	(void)note;
	(void)f;
	for (size_t i = 0; i < d->seen_count; i++) {
		bool same = memcmp(d->seen[i].root.b, c->root.b, ID_SIZE) == 0;
		d->evidence += d->seen[i].size == c->size && !same;
		known = known || (d->seen[i].size == c->size && same);
	}
	if (!known && d->seen_count < DESK_SEEN) {
		d->seen[d->seen_count].size = c->size;
		d->seen[d->seen_count++].root = c->root;
	}
	return RC_OK;
}

static inline enum rc desk_advance(void *data, uint64_t old_size, const struct id *old_root,
	const struct checkpoint *c, struct str note, struct fault *f)
{
	struct desk *d = data;
	if (d->before_advance) {
		d->before_advance(d);
	}
	if (d->fail_advance) {
		return fault_set(f, RC_IO, "the disk is full");
	}
	if (d->size != old_size || (old_size > 0 && memcmp(d->root.b, old_root->b, ID_SIZE) != 0)) {
		return fault_set(f, RC_CONFLICT, "somebody was faster");
	}
	d->size = c->size;
	d->root = c->root;
	snprintf(d->note, sizeof d->note, "%.*s", STR_ARG(note));
	d->advances++;
	return RC_OK;
}

static inline struct witness_store desk_store(struct desk *d)
{
	return (struct witness_store){desk_log_key, desk_latest, desk_seen, desk_advance, d};
}

#endif
