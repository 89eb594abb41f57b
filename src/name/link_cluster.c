/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Groups of rows from weighted pairs. Heaviest pairs first, two groups become one when their rows together speak
 * for it: the mean evidence over the pairs between them. It is evidence alone, without the odds of meeting a match
 * among all pairs, which a single strong pair has to overcome: so rows that say little follow a strong link, and
 * one chance likeness does not chain two people into one.
 */
#include <stdlib.h>
#include <string.h>

#include "name/link_internal.h"

/* Members of a group that are asked; a larger one is asked by its first ones. */
#define ASKED_MOST 8
/* The mean evidence that joins two groups, as a share of what a single pair has to overcome: it grows with the list. */
#define SPEAKS_FOR 0.4

static uint32_t root(uint32_t *parent, uint32_t i)
{
	while (parent[i] != i) {
		parent[i] = parent[parent[i]];
		i = parent[i];
	}
	return i;
}

/* Rows of a group are a chain by next, from its root; the root knows its last one. */
struct grouping {
	struct linking *l;
	uint32_t *parent, *next, *last, *size;
	const struct link_pair *pairs;
	uint64_t *never; /* row << 32 | row */
	size_t never_count;
};

static bool speak_for_it(const struct grouping *g, uint32_t one, uint32_t other)
{
	struct link_sight sight = {.left.column = NULL};
	double sum = 0;
	unsigned n = 0, left = ASKED_MOST;
	for (uint32_t a = one; a != LINK_NONE && left; a = g->next[a], left--) {
		unsigned right = ASKED_MOST;
		for (uint32_t b = other; b != LINK_NONE && right; b = g->next[b], right--) {
			sum += linking_evidence(g->l, a, b, &sight);
			n++;
		}
	}
	return sum / n >= -SPEAKS_FOR * g->l->model.prior;
}

/* The first place in the sorted list that is not below x. */
static size_t lower_bound(const uint64_t *list, size_t count, uint64_t x)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (list[middle] < x) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

/* Whether a row of one group is said never to be a row of the other. */
static bool forbidden(const struct grouping *g, uint32_t one, uint32_t other)
{
	if (g->size[one] > g->size[other]) {
		uint32_t swap = one;
		one = other;
		other = swap;
	}
	for (uint32_t row = one; g->never_count && row != LINK_NONE; row = g->next[row]) {
		for (size_t i = lower_bound(g->never, g->never_count, (uint64_t)row << 32);
			i < g->never_count && g->never[i] >> 32 == row; i++) {
			if (root(g->parent, (uint32_t)g->never[i]) == other) {
				return true;
			}
		}
	}
	return false;
}

static int ascending(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

/* Both ways round, sorted. */
static void list_never(struct grouping *g)
{
	const struct linking *l = g->l;
	g->never = xcalloc(l->decision_count * 2 + 1, sizeof *g->never);
	for (size_t i = 0; i < l->decision_count; i++) {
		const struct link_said *d = &l->decisions[i];
		if (d->decision == LINK_NEVER) {
			g->never[g->never_count++] = (uint64_t)d->a << 32 | d->b;
			g->never[g->never_count++] = (uint64_t)d->b << 32 | d->a;
		}
	}
	qsort(g->never, g->never_count, sizeof *g->never, ascending);
}

static void join(struct grouping *g, uint32_t one, uint32_t other)
{
	uint32_t keep = one < other ? one : other, give = one < other ? other : one;
	g->parent[give] = keep;
	g->next[g->last[keep]] = give;
	g->last[keep] = g->last[give];
	g->size[keep] += g->size[give];
}

static void join_decided(struct grouping *g)
{
	for (size_t i = 0; i < g->l->decision_count; i++) {
		const struct link_said *d = &g->l->decisions[i];
		uint32_t a = root(g->parent, d->a), b = root(g->parent, d->b);
		if (d->decision == LINK_SAME && a != b && !forbidden(g, a, b)) {
			join(g, a, b);
		}
	}
}

/* Each row of one list at most one of the other: heaviest first is what a person would do by hand. */
static bool taken(const struct grouping *g, const struct link_options *o, uint32_t one, uint32_t other)
{
	return o->one_to_one && g->l->second && (g->size[one] > 1 || g->size[other] > 1);
}

static void join_pairs(struct grouping *g, const struct link_options *o, size_t count)
{
	const struct linking *l = g->l;
	float bound = link_weight_of_probability(o->threshold);
	for (size_t i = 0; i < count && g->pairs[i].weight >= bound; i++) {
		uint32_t a = root(g->parent, g->pairs[i].a), b = root(g->parent, g->pairs[i].b);
		bool copy = !l->two_lists && l->copy_of[g->pairs[i].b] == g->pairs[i].a;
		if (copy || a == b || taken(g, o, a, b) || forbidden(g, a, b)) {
			continue;
		}
		if ((g->size[a] == 1 && g->size[b] == 1) || speak_for_it(g, a, b)) {
			join(g, a, b);
		}
	}
}

/*
 * Rows that are equal in every field go where the first of them went, last of all: so they do not outvote others. Those
 * of one of two lists do so where that one has found a row of the other list.
 */
static void join_equal(struct grouping *g, const struct link_options *o)
{
	const struct linking *l = g->l;
	for (size_t i = 0; i < l->equal_count && !(o->one_to_one && l->two_lists); i++) {
		const struct link_equal *e = &l->equals[i];
		for (uint32_t k = 1; k < e->count; k++) {
			uint32_t a = root(g->parent, e->rows[0]), b = root(g->parent, e->rows[k]);
			if (a != b && (l->two_lists ? g->size[a] > 1 : e->joined) && !forbidden(g, a, b)) {
				join(g, a, b);
			}
		}
	}
}

void linking_cluster(struct linking *l, const struct link_options *o)
{
	struct grouping g = {.l = l, .pairs = l->pairs};
	g.parent = xcalloc((size_t)l->count * 4 + 1, sizeof *g.parent);
	g.next = g.parent + l->count;
	g.last = g.next + l->count;
	g.size = g.last + l->count;
	for (uint32_t i = 0; i < l->count; i++) {
		g.parent[i] = g.last[i] = i;
		g.next[i] = LINK_NONE;
		g.size[i] = 1;
	}
	list_never(&g);
	join_decided(&g);
	join_pairs(&g, o, l->pair_count);
	join_equal(&g, o);
	l->groups = xcalloc(l->count + 1, sizeof *l->groups);
	for (uint32_t i = 0; i < l->count; i++) {
		l->groups[i] = root(g.parent, i);
	}
	free(g.never);
	free(g.parent);
}
