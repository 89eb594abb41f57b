/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A tree as RFC 6962 section 2.1 defines it, by recursion and nothing else: the judge of tree.c and tile.c.
 * Hashes of ranges are remembered, or the small tests would take an hour.
 */
#ifndef TEST_LEDGER_NAIVE_TREE_H
#define TEST_LEDGER_NAIVE_TREE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/tree.h"

#define NAIVE_MOST 700

struct naive {
	struct id leaf[NAIVE_MOST];
	struct id *range; /* of [from, to): at from * (NAIVE_MOST + 1) + to */
	bool *known;
};

/* Leaves "leaf 0", "leaf 1" ... as the entries of a log would be. */
static inline size_t naive_entry(size_t i, char text[32])
{
	return (size_t)snprintf(text, 32, "leaf %zu", i);
}

static inline struct naive *naive_create(void)
{
	struct naive *t = xcalloc(1, sizeof *t);
	size_t cells = (size_t)NAIVE_MOST * (NAIVE_MOST + 1);
	t->range = xcalloc(cells, sizeof *t->range);
	t->known = xcalloc(cells, sizeof *t->known);
	for (size_t i = 0; i < NAIVE_MOST; i++) {
		char text[32];
		leaf_hash(text, naive_entry(i, text), &t->leaf[i]);
	}
	return t;
}

static inline void naive_destroy(struct naive *t)
{
	free(t->range);
	free(t->known);
	free(t);
}

/* The largest power of two below n, which is at least 2. */
static inline size_t naive_split(size_t n)
{
	size_t k = 1;
	while (2 * k < n) {
		k *= 2;
	}
	return k;
}

static inline struct id naive_hash(struct naive *t, size_t from, size_t to)
{
	if (to - from == 1) {
		return t->leaf[from];
	}
	size_t cell = from * (NAIVE_MOST + 1) + to;
	if (!t->known[cell]) {
		size_t middle = from + naive_split(to - from);
		struct id left = naive_hash(t, from, middle), right = naive_hash(t, middle, to);
		node_hash(&left, &right, &t->range[cell]);
		t->known[cell] = true;
	}
	return t->range[cell];
}

/* PATH(m, D[from:to]) */
static inline void naive_path(struct naive *t, size_t m, size_t from, size_t to, struct proof *p)
{
	if (to - from == 1) {
		return;
	}
	size_t k = naive_split(to - from), middle = from + k;
	if (m < k) {
		naive_path(t, m, from, middle, p);
		p->hash[p->count++] = naive_hash(t, middle, to);
	} else {
		naive_path(t, m - k, middle, to, p);
		p->hash[p->count++] = naive_hash(t, from, middle);
	}
}

/* SUBPROOF(m, D[from:to], whole) */
static inline void naive_subproof(struct naive *t, size_t m, size_t from, size_t to, bool whole, struct proof *p)
{
	if (m == to - from) {
		if (!whole) {
			p->hash[p->count++] = naive_hash(t, from, to);
		}
		return;
	}
	size_t k = naive_split(to - from), middle = from + k;
	if (m <= k) {
		naive_subproof(t, m, from, middle, whole, p);
		p->hash[p->count++] = naive_hash(t, middle, to);
	} else {
		naive_subproof(t, m - k, middle, to, false, p);
		p->hash[p->count++] = naive_hash(t, from, middle);
	}
}

static inline bool naive_same(const struct proof *a, const struct proof *b)
{
	return a->count == b->count && memcmp(a->hash, b->hash, a->count * sizeof a->hash[0]) == 0;
}

#endif
