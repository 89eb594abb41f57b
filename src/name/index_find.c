/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Searching an index. */
#include <stdlib.h>
#include <string.h>

#include "name/index_find.h"

struct name_search {
	const struct name_index *index;
	struct name name; /* the one that is ranked */
};

struct name_search *name_search_create(const struct name_index *index)
{
	struct name_search *s = xcalloc(1, sizeof *s);
	s->index = index;
	return s;
}

void name_search_destroy(struct name_search *search)
{
	free(search);
}

/* Linear for now */
static uint32_t count_often(const struct name_index *x, const struct name_token *t)
{
	struct index_token key;
	index_token_of(t, &key);
	uint32_t low = 0, high = x->header.tokens;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct index_token *m = &x->token[middle];
		int order = m->key != key.key ? (m->key < key.key ? -1 : 1) : memcmp(m->code, key.code, NAME_CODE_MOST);
		if (order < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	if (low < x->header.tokens && memcmp(x->token[low].code, key.code, NAME_CODE_MOST) == 0) {
		return x->token[low].often;
	}
	return 0;
}

static float rank_name(struct name_search *s, const struct name *query, struct name_context *c, uint32_t name)
{
	index_name(s->index, name, &s->name, c->often_b);
	return name_rank(query, &s->name, c);
}

size_t name_index_scan(struct name_search *s, struct str query, struct name_hit *ret, size_t count)
{
	struct hits hits = {ret, 0, count};
	struct name_context c = {.names = s->index->header.names};
	struct name q;
	name_read(query, &q);
	for (int i = 0; i < q.count; i++) {
		c.often_a[i] = count_often(s->index, &q.token[i]);
	}
	for (uint32_t n = 0; n < s->index->header.names; n++) {
		float rank = rank_name(s, &q, &c, n);
		if (rank >= hits_least(&hits)) {
			hits_add(&hits, n, rank);
		}
	}
	hits_sort(&hits);
	return hits.count;
}

size_t name_index_find(struct name_search *s, struct str query, struct name_hit *ret, size_t count)
{
	return name_index_scan(s, query, ret, count);
}
