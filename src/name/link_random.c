/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pairs of strangers: random ones, and random ones that share a common value of one field. */
#include "name/link_internal.h"

#define RANDOM_PAIRS 400000
#define SHARING_PAIRS 100000
#define SEED 0x766f6c7961u
/* A value that so many rows have is shared by strangers; a rarer one mostly by rows of one person. */
#define COMMON_ROWS 40

/* Rows by the value of a field: those of value v are row[start[v]] to row[start[v + 1] - 1]. */
struct by_value {
	uint32_t *start, *row;
	uint64_t *pairs; /* running sum of the ordered pairs of common values */
	uint32_t values;
};

static void by_value_init(struct by_value *b, const struct linking *l, size_t field)
{
	const struct link_column *c = &l->columns[field];
	b->values = c->value_count;
	b->start = xcalloc(b->values + 2, sizeof *b->start);
	b->row = xcalloc((size_t)l->counted_count + 1, sizeof *b->row);
	b->pairs = xcalloc(b->values + 1, sizeof *b->pairs);
	for (uint32_t v = 0; v < b->values; v++) {
		uint64_t n = c->values[v].count;
		b->start[v + 2] = b->start[v + 1] + c->values[v].count;
		b->pairs[v + 1] = b->pairs[v] + (n >= COMMON_ROWS ? n * n : 0);
	}
	for (uint32_t i = 0; i < l->counted_count; i++) {
		uint32_t v = row_value(l, l->counted[i], field);
		if (v != LINK_NONE) {
			b->row[b->start[v + 1]++] = l->counted[i];
		}
	}
}

static void by_value_finish(struct by_value *b)
{
	free(b->start);
	free(b->row);
	free(b->pairs);
}

/* The value whose pairs hold number x of all. */
static uint32_t value_at(const struct by_value *b, uint64_t x)
{
	uint32_t low = 0, high = b->values;
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		if (b->pairs[middle] <= x) {
			low = middle;
		} else {
			high = middle;
		}
	}
	return low;
}

static void add_pair(const struct linking *l, uint32_t a, uint32_t b, struct pattern_counts *counts)
{
	struct link_sight sight = {.left.column = NULL};
	bool across = !l->two_lists || (a < l->second) != (b < l->second);
	if (a != b && across) {
		counts_add(counts, linking_pattern(l, a, b, &sight), 1);
	}
}

static void meet_sharing(struct linking *l, size_t field, uint64_t *state)
{
	struct by_value rows;
	by_value_init(&rows, l, field);
	uint64_t all = rows.pairs[rows.values];
	for (uint64_t i = 0; i < SHARING_PAIRS && i < all * 4; i++) {
		uint32_t v = value_at(&rows, (*state = link_mix(*state)) % all);
		uint32_t n = l->columns[field].values[v].count, from = rows.start[v];
		uint32_t a = rows.row[from + (*state = link_mix(*state)) % n];
		uint32_t b = rows.row[from + (*state = link_mix(*state)) % n];
		add_pair(l, a, b, &l->model.equal[field]);
	}
	by_value_finish(&rows);
}

void linking_meet_strangers(struct linking *l)
{
	uint64_t possible = linking_counted_pairs(l), state = SEED;
	uint64_t n = possible < RANDOM_PAIRS ? possible * 4 : RANDOM_PAIRS;
	uint32_t first = l->two_lists ? l->counted_first : 0, left = l->two_lists ? first : l->counted_count;
	l->model.random_scale = possible < RANDOM_PAIRS ? 0.25 : 1;
	for (uint64_t i = 0; i < n; i++) {
		uint32_t a = (uint32_t)((state = link_mix(state)) % left);
		uint32_t b = (uint32_t)((state = link_mix(state)) % (l->counted_count - first));
		add_pair(l, l->counted[a], l->counted[first + b], &l->model.random);
	}
	for (size_t f = 0; f < l->fields; f++) {
		if (l->columns[f].field.type != LINK_NAME) {
			meet_sharing(l, f, &state);
		}
	}
}
