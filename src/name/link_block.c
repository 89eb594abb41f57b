/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Blocks: which rows are worth comparing. Every row has marks (the sound of a word of its name, a birth date,
 * a code), and a block is the rows that share one mark or a pair of marks. Blocks that hold too many pairs are left
 * out: whoever is in one also shares rarer pairs of marks with the rows that are his. So the work grows with the
 * number of rows and not with its square.
 */
#include <stdlib.h>
#include <string.h>

#include "name/link_internal.h"

/* Most pairs of one block. */
#define BLOCK_PAIRS_MOST 600
/* Keys sorted at a time; the key is 40 bits of hash above 24 of row. */
#define SLICE_KEYS ((size_t)1 << 22)
#define ROW_BITS 24
#define KEY_BITS 40

uint64_t link_mix(uint64_t x)
{
	/* The finaliser of splitmix64 (Steele, Lea and Flood 2014). */
	x += 0x9E3779B97F4A7C15u;
	x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
	x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
	return x ^ (x >> 31);
}

/* Least significant digit first, eleven bits a round, from bit `low` on. scratch is as long as keys. */
static void sort_keys(uint64_t *keys, uint64_t *scratch, size_t count, unsigned low)
{
	enum { DIGIT = 11, BUCKETS = 1 << DIGIT };
	uint64_t *from = keys, *to = scratch;
	for (unsigned shift = low; shift < 64; shift += DIGIT) {
		size_t start[BUCKETS + 1] = {0};
		for (size_t i = 0; i < count; i++) {
			start[((from[i] >> shift) & (BUCKETS - 1)) + 1]++;
		}
		for (size_t b = 0; b < BUCKETS; b++) {
			start[b + 1] += start[b];
		}
		for (size_t i = 0; i < count; i++) {
			to[start[(from[i] >> shift) & (BUCKETS - 1)]++] = from[i];
		}
		uint64_t *swap = from;
		from = to;
		to = swap;
	}
	if (from != keys) {
		memcpy(keys, from, count * sizeof *keys);
	}
}

void pairs_push(struct link_pairs *p, uint64_t pair)
{
	if (p->count == p->room) {
		p->room = p->room ? p->room * 2 : 4096;
		p->list = xrealloc(p->list, p->room * sizeof *p->list);
	}
	p->list[p->count++] = pair;
}

/* Pairs of a block's rows, of both sides where there are two lists. Rows ascend, those of the first list first. */
static void take_block(const struct linking *l, const uint64_t *keys, size_t n, struct link_pairs *ret)
{
	const uint64_t row_mask = ((uint64_t)1 << ROW_BITS) - 1;
	size_t first = 0;
	if (l->second) {
		while (first < n && (keys[first] & row_mask) < l->second) {
			first++;
		}
	}
	size_t pairs = l->second ? first * (n - first) : n * (n - 1) / 2;
	if (pairs > BLOCK_PAIRS_MOST) {
		return;
	}
	for (size_t i = 0; i < (l->second ? first : n); i++) {
		for (size_t k = l->second ? first : i + 1; k < n; k++) {
			pairs_push(ret, (keys[i] & row_mask) << 32 | (keys[k] & row_mask));
		}
	}
}

/* The keys of one row whose hash falls into the slice: each mark, and each two marks. */
static size_t row_keys(const struct linking *l, uint32_t row, unsigned slice, unsigned slices, uint64_t *ret)
{
	uint64_t marks[LINK_MARKS_MOST];
	size_t n = linking_marks(l, row, marks), count = 0;
	for (size_t i = 0; i < n; i++) {
		for (size_t k = i; k < n; k++) {
			uint64_t h = link_mix(marks[i] < marks[k] ? marks[i] * 3 + marks[k] : marks[k] * 3 + marks[i]);
			if (h % slices == slice) {
				ret[count++] = h >> (64 - KEY_BITS) << ROW_BITS | row;
			}
		}
	}
	return count;
}

static void take_slice(struct linking *l, unsigned slice, unsigned slices, struct link_pairs *keys,
	struct link_pairs *ret)
{
	uint64_t of_row[LINK_MARKS_MOST * (LINK_MARKS_MOST + 1) / 2];
	keys->count = 0;
	for (uint32_t row = 0; row < l->count; row++) {
		size_t n = row_keys(l, row, slice, slices, of_row);
		for (size_t i = 0; i < n; i++) {
			pairs_push(keys, of_row[i]);
		}
	}
	uint64_t *scratch = xcalloc(keys->count + 1, sizeof *scratch);
	/* Rows were met in order, and the sort is stable: within a key they ascend. */
	sort_keys(keys->list, scratch, keys->count, ROW_BITS);
	free(scratch);
	for (size_t at = 0, end; at < keys->count; at = end) {
		for (end = at + 1; end < keys->count && keys->list[end] >> ROW_BITS == keys->list[at] >> ROW_BITS; end++) {
		}
		if (end - at > 1) {
			take_block(l, keys->list + at, end - at, ret);
		}
	}
}

/* Sorted, each once. */
static void settle_pairs(struct link_pairs *p)
{
	uint64_t *scratch = xcalloc(p->count + 1, sizeof *scratch);
	sort_keys(p->list, scratch, p->count, 0);
	free(scratch);
	size_t kept = 0;
	for (size_t i = 0; i < p->count; i++) {
		if (kept == 0 || p->list[kept - 1] != p->list[i]) {
			p->list[kept++] = p->list[i];
		}
	}
	p->count = kept;
}

void linking_block(struct linking *l, const struct link_options *o, struct link_pairs *ret)
{
	size_t marks = 0;
	uint64_t of_row[LINK_MARKS_MOST];
	for (uint32_t row = 0; row < l->count; row += 1 + l->count / 1000) {
		size_t n = linking_marks(l, row, of_row);
		marks = n > marks ? n : marks;
	}
	unsigned slices = 1 + (unsigned)((uint64_t)l->count * marks * (marks + 1) / 2 / SLICE_KEYS);
	struct link_pairs keys = {0};
	*ret = (struct link_pairs){0};
	for (unsigned slice = 0; slice < slices; slice++) {
		take_slice(l, slice, slices, &keys, ret);
		if (o->progress) {
			o->progress(o->data, "finding pairs", slice + 1, slices);
		}
	}
	free(keys.list);
	settle_pairs(ret);
}
