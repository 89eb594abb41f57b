/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Variants of a skeleton: what is left of it when up to KEY_SLIPS of its units are left out. Two
 * skeletons within KEY_SLIPS edits (of one unit left out, put in, or put for another) have a variant in
 * common, so a table of variants finds all that are near without looking at the rest. Inner to the room.
 */
#ifndef NAME_INDEX_VARIANT_H
#define NAME_INDEX_VARIANT_H

#include "base/base.h"

#define KEY_SLIPS 1
#define KEY_UNITS 16
/* The whole, and one unit left out. */
#define VARIANTS_MOST (1 + KEY_UNITS)

/* Distinct variants of a key, into ret. Returns how many. */
unsigned key_variants(uint64_t key, uint64_t ret[VARIANTS_MOST]);

static inline uint32_t variant_bucket(uint64_t variant, unsigned bits)
{
	return bits == 0 ? 0 : (uint32_t)((variant ^ variant >> 31) * UINT64_C(0x9E3779B97F4A7C15) >> (64 - bits));
}

/* Skeletons by the buckets of their variants. */
struct variant_table {
	uint32_t *bucket;   /* [(1 << bits) + 1] */
	uint32_t *skeleton; /* [count] */
	uint32_t count;
	unsigned bits;
};

void variant_table_make(const uint64_t *skeleton, uint32_t skeletons, struct variant_table *ret);
void variant_table_finish(struct variant_table *t);

#endif
