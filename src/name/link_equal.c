/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rows that say the same in every field. Compared one by one they would make n * n / 2 pairs of one weight; so the
 * first of them stands for all, in blocks and where the model is learnt, and that weight is worked out once.
 */
#include <string.h>

#include "name/link_internal.h"

/* So many equal rows are compared one by one, as any other rows. */
#define EQUAL_MOST 8
/* Rows that many times more often equal than chance has it are copies. */
#define SURPRISE 8.0

static const uint32_t *values_of(const struct linking *l, uint32_t row)
{
	return l->values + (size_t)row * l->fields;
}

static bool equal_rows(const struct linking *l, uint32_t a, uint32_t b)
{
	return memcmp(values_of(l, a), values_of(l, b), l->fields * sizeof *l->values) == 0;
}

/* A hash of what the row says, above its number; 0 where it says nothing. */
static uint64_t row_key(const struct linking *l, uint32_t row)
{
	uint64_t h = 0;
	bool said = false;
	for (size_t f = 0; f < l->fields; f++) {
		h = link_mix(h ^ row_value(l, row, f));
		said |= row_value(l, row, f) != LINK_NONE;
	}
	return said ? h << LINK_ROW_BITS | row : 0;
}

/*
 * Whether the rows are copies of one, and not so many people who are called the same. With the rows themselves left
 * out, their values tell how many such rows would meet by chance; one field alone tells nothing of it.
 */
static bool are_copies(const struct linking *l, uint32_t row, uint32_t count)
{
	double expected = l->count;
	unsigned told = 0;
	for (size_t f = 0; f < l->fields; f++) {
		uint32_t v = row_value(l, row, f);
		if (v != LINK_NONE) {
			expected *= (double)(l->columns[f].values[v].count - count) / l->count;
			told += l->columns[f].field.type != LINK_CATEGORY;
		}
	}
	return told > 1 && count > SURPRISE * (expected + 1);
}

static void add_group(struct linking *l, const uint32_t *rows, uint32_t count, bool copies)
{
	if (count <= EQUAL_MOST) {
		return;
	}
	if (l->equal_count == l->equal_room) {
		l->equal_room = l->equal_room ? l->equal_room * 2 : 64;
		l->equals = xrealloc(l->equals, l->equal_room * sizeof *l->equals);
	}
	l->equals[l->equal_count++] = (struct link_equal){rows, count, copies};
	for (uint32_t i = 1; i < count; i++) {
		l->copy_of[rows[i]] = rows[0];
	}
}

/* Rows of one hash, ascending: those of the first list come first, and each list has a group of its own. */
static void take_group(struct linking *l, const uint64_t *keys, size_t n)
{
	uint32_t *rows = l->equal_rows + l->equal_used;
	uint32_t count = 0, second = 0, first = (uint32_t)(keys[0] & LINK_ROW_MASK);
	for (size_t i = 0; i < n; i++) {
		uint32_t row = (uint32_t)(keys[i] & LINK_ROW_MASK);
		if (equal_rows(l, first, row) && l->copy_of[row] == LINK_NONE) {
			rows[count++] = row;
			second += row < l->second;
		}
	}
	l->equal_used += count;
	bool copies = count && are_copies(l, rows[0], count);
	add_group(l, rows, second, copies);
	add_group(l, rows + second, count - second, copies);
}

/* Rows that a person has told from an equal one stand for themselves: a mark keeps them out of every group. */
static void mark_told_apart(struct linking *l, bool mark)
{
	for (size_t i = 0; i < l->decision_count; i++) {
		const struct link_said *d = &l->decisions[i];
		if (d->decision == LINK_NEVER && equal_rows(l, d->a, d->b)) {
			l->copy_of[d->b] = mark ? d->b : LINK_NONE;
		}
	}
}

static int by_first_row(const void *a, const void *b)
{
	const struct link_equal *x = a, *y = b;
	return (x->rows[0] > y->rows[0]) - (x->rows[0] < y->rows[0]);
}

/* The rows that the model is learnt from: all but copies, whose values are not counted either. */
static void list_counted(struct linking *l)
{
	for (size_t i = 0; i < l->equal_count; i++) {
		const struct link_equal *e = &l->equals[i];
		for (size_t f = 0; e->copies && f < l->fields; f++) {
			column_forget(&l->columns[f], row_value(l, e->rows[0], f), e->count - 1);
		}
		for (uint32_t k = 1; e->copies && k < e->count; k++) {
			l->counted[e->rows[k]] = LINK_NONE;
		}
	}
	uint32_t kept = 0;
	for (uint32_t row = 0; row < l->count; row++) {
		if (row == l->second) {
			l->counted_first = kept;
		}
		if (l->counted[row] != LINK_NONE) {
			l->counted[kept++] = row;
		}
	}
	l->counted_count = kept;
}

void linking_fold_equal(struct linking *l)
{
	uint64_t *keys = xcalloc((size_t)l->count * 2 + 1, sizeof *keys);
	size_t count = 0;
	l->copy_of = xcalloc((size_t)l->count + 1, sizeof *l->copy_of);
	l->counted = xcalloc((size_t)l->count + 1, sizeof *l->counted);
	l->equal_rows = xcalloc((size_t)l->count + 1, sizeof *l->equal_rows);
	for (uint32_t row = 0; row < l->count; row++) {
		uint64_t key = row_key(l, row);
		l->copy_of[row] = LINK_NONE;
		l->counted[row] = row;
		if (key) {
			keys[count++] = key;
		}
	}
	mark_told_apart(l, true);
	link_sort_keys(keys, keys + l->count, count, LINK_ROW_BITS);
	for (size_t at = 0, end; at < count; at = end) {
		for (end = at + 1; end < count && keys[end] >> LINK_ROW_BITS == keys[at] >> LINK_ROW_BITS; end++) {
		}
		if (end - at > EQUAL_MOST) {
			take_group(l, keys + at, end - at);
		}
	}
	free(keys);
	if (l->equal_count) {
		qsort(l->equals, l->equal_count, sizeof *l->equals, by_first_row);
	}
	mark_told_apart(l, false);
	list_counted(l);
}
