/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Proofs and compact ranges from tiles. Each hash of a whole subtree of 2^k leaves is made from 2^(k mod 8)
 * neighbours in a tile of level k / 8; a range of leaves is folded from its whole subtrees.
 */
#include <stdlib.h>
#include <string.h>

#include "ledger/tile.h"

/* A walk needs at most the tile of its leaf and the last one of each level; eight levels cover 2^64 leaves. */
#define KEPT_MOST 16

struct tiles {
	const struct log_files *from;
	uint64_t size;
	struct kept {
		struct tile_at at;
		struct buf bytes;
	} kept[KEPT_MOST];
	size_t count, next;
	struct fault *fault;
	enum rc rc; /* sticky: after a fault hashes are zero */
};

static void tiles_start(struct tiles *t, const struct log_files *from, uint64_t size, struct fault *f)
{
	memset(t, 0, sizeof *t);
	t->from = from;
	t->size = size;
	t->fault = f;
}

static void tiles_finish(struct tiles *t)
{
	for (size_t i = 0; i < t->count; i++) {
		buf_finish(&t->kept[i].bytes);
	}
}

/* The hashes of a tile, or NULL after a fault. */
static const struct id *tile_of(struct tiles *t, int level, uint64_t index)
{
	struct kept *k = t->kept;
	for (size_t i = 0; i < t->count; i++, k++) {
		if (k->at.level == level && k->at.index == index) {
			return (const struct id *)k->bytes.p;
		}
	}
	if (t->count < KEPT_MOST) {
		t->count++;
		buf_init(&k->bytes, TILE_BYTES_MOST);
	} else {
		k = &t->kept[t->next++ % KEPT_MOST];
	}
	k->at = (struct tile_at){level, index, tile_width(level, index, t->size)};
	t->rc = tile_read(t->from, &k->at, &k->bytes, t->fault);
	return t->rc == RC_OK ? (const struct id *)k->bytes.p : NULL;
}

/* Of the whole subtree over leaves [index * 2^k, (index + 1) * 2^k). */
static struct id subtree(struct tiles *t, unsigned k, uint64_t index)
{
	struct id row[TILE_WIDTH / 2] = {0};
	size_t count = (size_t)1 << (k % 8);
	uint64_t first = index << (k % 8);
	const struct id *hashes = t->rc == RC_OK ? tile_of(t, (int)(k / 8), first / TILE_WIDTH) : NULL;
	if (!hashes) {
		return row[0];
	}
	memcpy(row, hashes + first % TILE_WIDTH, count * sizeof *row);
	for (; count > 1; count /= 2) {
		for (size_t i = 0; i < count / 2; i++) {
			node_hash(&row[2 * i], &row[2 * i + 1], &row[i]);
		}
	}
	return row[0];
}

static unsigned log2_of(uint64_t n)
{
	return 63 - (unsigned)__builtin_clzll(n);
}

/* Of leaves [from, to), at least one; from is a multiple of the largest power of two in to - from, as in all proofs. */
static struct id range(struct tiles *t, uint64_t from, uint64_t to)
{
	struct id part[64], hash;
	size_t n = 0;
	do {
		unsigned k = log2_of(to - from);
		part[n++] = subtree(t, k, from >> k);
		from += (uint64_t)1 << k;
	} while (from < to);
	hash = part[n - 1];
	for (size_t i = n - 1; i-- > 0;) {
		node_hash(&part[i], &hash, &hash);
	}
	return hash;
}

/* The proofs are found from the root downwards and told from the leaf upwards. */
static void turn(struct proof *p)
{
	for (size_t i = 0; i < p->count / 2; i++) {
		struct id other = p->hash[i];
		p->hash[i] = p->hash[p->count - 1 - i];
		p->hash[p->count - 1 - i] = other;
	}
}

/* The largest power of two below n, which is at least 2. */
static uint64_t split(uint64_t n)
{
	return (uint64_t)1 << log2_of(n - 1);
}

enum rc tiles_inclusion(const struct log_files *from, uint64_t index, uint64_t size, struct proof *ret,
	struct fault *f)
{
	struct tiles t;
	ret->count = 0;
	if (index >= size || size > TREE_SIZE_MOST) {
		return fault_set(f, RC_INVALID, "the log has no entry of this number");
	}
	tiles_start(&t, from, size, f);
	for (uint64_t lo = 0, hi = size; hi - lo > 1;) {
		uint64_t middle = lo + split(hi - lo);
		if (index < middle) {
			ret->hash[ret->count++] = range(&t, middle, hi);
			hi = middle;
		} else {
			ret->hash[ret->count++] = range(&t, lo, middle);
			lo = middle;
		}
	}
	turn(ret);
	tiles_finish(&t);
	return t.rc;
}

enum rc tiles_consistency(const struct log_files *from, uint64_t old_size, uint64_t size, struct proof *ret,
	struct fault *f)
{
	struct tiles t;
	uint64_t lo = 0, hi = size;
	ret->count = 0;
	if (old_size == 0 || old_size > size || size > TREE_SIZE_MOST) {
		return fault_set(f, RC_INVALID, "nothing can be proved between these two sizes");
	}
	tiles_start(&t, from, size, f);
	while (hi != old_size) {
		uint64_t middle = lo + split(hi - lo);
		if (old_size <= middle) {
			ret->hash[ret->count++] = range(&t, middle, hi);
			hi = middle;
		} else {
			ret->hash[ret->count++] = range(&t, lo, middle);
			lo = middle;
		}
	}
	/* Where the old tree is one whole subtree, its root is known to whoever asks. */
	if (lo != 0) {
		ret->hash[ret->count++] = range(&t, lo, hi);
	}
	turn(ret);
	tiles_finish(&t);
	return t.rc;
}

enum rc tiles_tree_within(const struct log_files *from, uint64_t old_size, uint64_t size, struct tree *ret,
	struct fault *f)
{
	struct tiles t;
	size_t n = 0;
	memset(ret, 0, sizeof *ret);
	if (old_size > size || size > TREE_SIZE_MOST) {
		return fault_set(f, RC_INVALID, "no log is as long as that");
	}
	tiles_start(&t, from, size, f);
	for (uint64_t at = 0; at < old_size;) {
		unsigned k = log2_of(old_size - at);
		ret->peak[n++] = subtree(&t, k, at >> k);
		at += (uint64_t)1 << k;
	}
	ret->size = old_size;
	tiles_finish(&t);
	return t.rc;
}

enum rc tiles_tree(const struct log_files *from, uint64_t size, struct tree *ret, struct fault *f)
{
	return tiles_tree_within(from, size, size, ret, f);
}
