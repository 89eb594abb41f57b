/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Variants of skeletons, and the table of them. */
#include "name/index_variant.h"

#include <stdlib.h>

#include "name/name.h"

/* The key without its unit at the place. */
static uint64_t without(uint64_t key, unsigned place)
{
	uint64_t low = key & ((UINT64_C(1) << (4 * place)) - 1);
	return low | (key >> 4 & ~((UINT64_C(1) << (4 * place)) - 1));
}

unsigned key_variants(uint64_t key, uint64_t ret[VARIANTS_MOST])
{
	unsigned length = name_key_length(key), count = 0;
	ret[count++] = key;
	for (unsigned i = 0; i < length; i++) {
		/* Of a run of equal units it does not matter which one is left out. */
		if (i == 0 || (key >> (4 * i) & 15) != (key >> (4 * (i - 1)) & 15)) {
			ret[count++] = without(key, i);
		}
	}
	return count;
}

void variant_table_make(const uint64_t *skeleton, uint32_t skeletons, struct variant_table *ret)
{
	uint64_t variants[VARIANTS_MOST];
	*ret = (struct variant_table){0};
	for (uint32_t s = 0; s < skeletons; s++) {
		ret->count += key_variants(skeleton[s], variants);
	}
	while (ret->bits < 30 && (1u << ret->bits) < ret->count) {
		ret->bits++;
	}
	uint32_t buckets = 1u << ret->bits;
	ret->bucket = xcalloc((size_t)buckets + 1, sizeof *ret->bucket);
	ret->skeleton = xmalloc(((size_t)ret->count + 1) * sizeof *ret->skeleton);
	for (uint32_t s = 0; s < skeletons; s++) {
		for (unsigned i = key_variants(skeleton[s], variants); i > 0; i--) {
			ret->bucket[variant_bucket(variants[i - 1], ret->bits)]++;
		}
	}
	/* From ends down to beginnings, so that no second array of places is needed. */
	for (uint32_t b = 0, sum = 0; b < buckets; b++) {
		sum += ret->bucket[b];
		ret->bucket[b] = sum;
	}
	ret->bucket[buckets] = ret->count;
	for (uint32_t s = skeletons; s > 0; s--) {
		for (unsigned i = key_variants(skeleton[s - 1], variants); i > 0; i--) {
			ret->skeleton[--ret->bucket[variant_bucket(variants[i - 1], ret->bits)]] = s - 1;
		}
	}
}

void variant_table_finish(struct variant_table *t)
{
	free(t->bucket);
	free(t->skeleton);
	*t = (struct variant_table){0};
}
