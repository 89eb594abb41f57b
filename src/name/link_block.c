/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Blocks: which rows are worth comparing. Every row has marks (the sound of a word of its name, a birth date,
 * a code), and a block is the rows that share one mark or a pair of marks. Blocks that hold too many pairs are left
 * out: whoever is in one also shares rarer pairs of marks with the rows that are his. So the work grows with the
 * number of rows and not with its square. Where two marks meet far more often than by chance, it may be one person who
 * stands there so often: such a block is not left out, but each of its rows is compared with the next ones. Of many
 * rows that are equal in every field one stands for all (link_equal.c).
 */
#include <stdlib.h>
#include <string.h>

#include "name/link_internal.h"

/* Most pairs of one block. */
#define BLOCK_PAIRS_MOST 600
/* Keys sorted at a time; the key is 40 bits of hash above 24 of row. */
#define SLICE_KEYS ((size_t)1 << 22)
#define KEY_BITS (64 - LINK_ROW_BITS)
/* Two marks that meet so many times more often than by chance. */
#define SURPRISE 8.0
/* In such a block, how many of the next rows each is compared with. */
#define WINDOW 2
/* Rows that have a mark are counted by this many bits of its hash. */
#define COUNT_BITS 20

/* How blocks are made: what all slices share. */
struct blocking {
	const struct linking *l;
	uint32_t *often;      /* rows that have a mark */
	uint32_t rows;        /* that stand for themselves */
	uint8_t *met;         /* of each row: MET, CROWDED */
	struct link_pairs *pairs;
};
enum { MET = 1, CROWDED = 2 };

uint64_t link_mix(uint64_t x)
{
	/* The finaliser of splitmix64 (Steele, Lea and Flood 2014). */
	x += 0x9E3779B97F4A7C15u;
	x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
	x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
	return x ^ (x >> 31);
}

/* Least significant digit first, eleven bits a round. */
void link_sort_keys(uint64_t *keys, uint64_t *scratch, size_t count, unsigned low)
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

static uint32_t row_of(uint64_t key)
{
	return (uint32_t)(key & LINK_ROW_MASK);
}

static void meet(struct blocking *b, uint64_t one, uint64_t other)
{
	if (row_of(one) == row_of(other)) {
		return; /* two keys of one row, by chance the same */
	}
	b->met[row_of(one)] |= MET;
	b->met[row_of(other)] |= MET;
	pairs_push(b->pairs, (uint64_t)row_of(one) << 32 | row_of(other));
}

static uint64_t pair_key(uint64_t one, uint64_t other)
{
	return link_mix(one < other ? one * 3 + other : other * 3 + one);
}

static uint32_t *often(const struct blocking *b, uint64_t mark)
{
	return &b->often[mark >> (64 - COUNT_BITS)];
}

/* Whether the rows of a block share two marks, not of one date or place, far more often than by chance. */
static bool surprising(const struct blocking *b, uint64_t key, size_t n)
{
	struct link_marks m;
	linking_marks(b->l, row_of(key), &m);
	for (size_t i = 0; i < m.count; i++) {
		for (size_t k = i + 1; k < m.count; k++) {
			bool two = m.field[i] != m.field[k] || b->l->columns[m.field[i]].field.type == LINK_NAME;
			if (two && pair_key(m.hash[i], m.hash[k]) >> (64 - KEY_BITS) == key >> LINK_ROW_BITS) {
				double chance = (double)*often(b, m.hash[i]) * *often(b, m.hash[k]) / b->rows;
				return (double)n > SURPRISE * chance;
			}
		}
	}
	return false;
}

/* Each row with the next ones; of two lists, in step: a row of the shorter one has its share of the longer. */
static void take_neighbours(struct blocking *b, const uint64_t *keys, size_t first, size_t n)
{
	size_t second = n - first, longer = first > second ? first : second;
	for (size_t i = 0; !b->l->second && i < n; i++) {
		for (size_t k = i + 1; k < n && k <= i + WINDOW; k++) {
			meet(b, keys[i], keys[k]);
		}
	}
	for (size_t i = 0; b->l->second && i < longer; i++) {
		meet(b, keys[i * first / longer], keys[first + i * second / longer]);
	}
}

/* Pairs of a block's rows, of both sides where there are two lists. Rows ascend, those of the first list first. */
static void take_block(struct blocking *b, const uint64_t *keys, size_t n)
{
	size_t first = 0;
	if (b->l->second) {
		while (first < n && row_of(keys[first]) < b->l->second) {
			first++;
		}
	}
	size_t pairs = b->l->second ? first * (n - first) : n * (n - 1) / 2;
	if (pairs > BLOCK_PAIRS_MOST) {
		for (size_t i = 0; i < n; i++) {
			b->met[row_of(keys[i])] |= CROWDED;
		}
		if (surprising(b, keys[0], n)) {
			take_neighbours(b, keys, first, n);
		}
		return;
	}
	for (size_t i = 0; i < (b->l->second ? first : n); i++) {
		for (size_t k = b->l->second ? first : i + 1; k < n; k++) {
			meet(b, keys[i], keys[k]);
		}
	}
}

/* The keys of one row whose hash falls into the slice: each mark, and each two marks. */
static size_t row_keys(const struct linking *l, uint32_t row, unsigned slice, unsigned slices, uint64_t *ret)
{
	struct link_marks m;
	size_t count = 0;
	linking_marks(l, row, &m);
	for (size_t i = 0; i < m.count; i++) {
		for (size_t k = i; k < m.count; k++) {
			uint64_t h = pair_key(m.hash[i], m.hash[k]);
			if (h % slices == slice) {
				ret[count++] = h >> (64 - KEY_BITS) << LINK_ROW_BITS | row;
			}
		}
	}
	return count;
}

static void take_slice(struct blocking *b, unsigned slice, unsigned slices, struct link_pairs *keys)
{
	uint64_t of_row[LINK_MARKS_MOST * (LINK_MARKS_MOST + 1) / 2];
	keys->count = 0;
	for (uint32_t row = 0; row < b->l->count; row++) {
		size_t n = b->l->copy_of[row] == LINK_NONE ? row_keys(b->l, row, slice, slices, of_row) : 0;
		for (size_t i = 0; i < n; i++) {
			pairs_push(keys, of_row[i]);
		}
	}
	uint64_t *scratch = xcalloc(keys->count + 1, sizeof *scratch);
	/* Rows were met in order, and the sort is stable: within a key they ascend. */
	link_sort_keys(keys->list, scratch, keys->count, LINK_ROW_BITS);
	free(scratch);
	for (size_t at = 0, end; at < keys->count; at = end) {
		uint64_t key = keys->list[at] >> LINK_ROW_BITS;
		for (end = at + 1; end < keys->count && keys->list[end] >> LINK_ROW_BITS == key; end++) {
		}
		if (end - at > 1) {
			take_block(b, keys->list + at, end - at);
		}
	}
}

/* Sorted, each once. */
static void settle_pairs(struct link_pairs *p)
{
	uint64_t *scratch = xcalloc(p->count + 1, sizeof *scratch);
	link_sort_keys(p->list, scratch, p->count, 0);
	free(scratch);
	size_t kept = 0;
	for (size_t i = 0; i < p->count; i++) {
		if (kept == 0 || p->list[kept - 1] != p->list[i]) {
			p->list[kept++] = p->list[i];
		}
	}
	p->count = kept;
}

/* Counts the rows of each mark, and returns how many keys there will be. */
static size_t count_marks(struct blocking *b)
{
	size_t keys = 0;
	for (uint32_t row = 0; row < b->l->count; row++) {
		struct link_marks m = {.count = 0};
		if (b->l->copy_of[row] == LINK_NONE) {
			linking_marks(b->l, row, &m);
			b->rows++;
		}
		for (size_t i = 0; i < m.count; i++) {
			++*often(b, m.hash[i]);
		}
		keys += m.count * (m.count + 1) / 2;
	}
	return keys;
}

void linking_block(struct linking *l, const struct link_options *o, struct link_pairs *ret)
{
	struct blocking b = {.l = l, .pairs = ret};
	struct link_pairs keys = {0};
	*ret = (struct link_pairs){0};
	b.often = xcalloc((size_t)1 << COUNT_BITS, sizeof *b.often);
	b.met = xcalloc((size_t)l->count + 1, sizeof *b.met);
	unsigned slices = 1 + (unsigned)(count_marks(&b) / SLICE_KEYS);
	for (unsigned slice = 0; slice < slices; slice++) {
		take_slice(&b, slice, slices, &keys);
		if (o->progress) {
			o->progress(o->data, "finding pairs", slice + 1, slices);
		}
	}
	for (uint32_t row = 0; row < l->count; row++) {
		l->crowded += b.met[row] == CROWDED;
	}
	free(keys.list);
	free(b.often);
	free(b.met);
	settle_pairs(ret);
}
