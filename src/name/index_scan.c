/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The same answers as name_index_find(), by looking at every token and every name: what that has to
 * give, written down as plainly as can be.
 */
#include <stdlib.h>

#include "name/index_find.h"

/* For each token, a bit for each word of the query that it anchors. */
static uint8_t *find_anchors(const struct name_index *x, const struct question *q)
{
	uint8_t *anchors = xcalloc((size_t)x->header.tokens + 1, 1);
	for (uint32_t k = 0; k < x->header.tokens; k++) {
		const struct name_token *token = &x->token[k].read;
		for (size_t i = 0; i < q->count; i++) {
			const struct name_token *asked = &q->name.token[q->asked[i].at];
			unsigned limit = name_anchor_limit(asked->length, token->length);
			if (name_token_cost(asked, token, limit) <= limit || index_is_kin(asked, token)) {
				anchors[k] |= (uint8_t)(1 << i);
			}
		}
	}
	return anchors;
}

struct anchored {
	unsigned rare, any; /* words of the query with a rare anchor, with any */
};

static struct anchored anchors_of(const struct name_index *x, const uint8_t *anchors, uint32_t name)
{
	struct anchored ret = {0};
	for (uint32_t w = x->name_first[name]; w < x->name_first[name + 1]; w++) {
		uint32_t token = WORD_TOKEN(x->word[w]);
		ret.any |= anchors[token];
		ret.rare |= index_is_common(x, token) ? 0 : anchors[token];
	}
	return ret;
}

/* Whether the name comes in at the stage: stages are the words of the query, and one after them. */
static bool comes_in(const struct question *q, struct anchored a, size_t stage)
{
	if (stage < q->count) {
		return a.rare >> stage & 1 && !(a.rare & ((1u << stage) - 1));
	}
	return !a.rare && a.any && (q->count == 1 || (a.any & (a.any - 1)) != 0);
}

size_t name_index_scan(const struct name_index *x, struct str query, struct name_hit *ret, size_t count)
{
	struct question q = {0};
	struct hits hits;
	struct name name;
	uint32_t numbers[NAME_TOKENS_MOST];
	hits_init(&hits, ret, count);
	question_read(&q, x, query);
	uint8_t *anchors = find_anchors(x, &q);
	for (size_t stage = 0; stage <= q.count && hits.best < NAME_RANK_GOOD; stage++) {
		for (uint32_t n = 0; n < x->header.names; n++) {
			if (comes_in(&q, anchors_of(x, anchors, n), stage)) {
				index_name(x, n, &name, q.context.often_b, numbers);
				hits_add(&hits, n, name_rank(&q.name, &name, &q.context));
			}
		}
	}
	free(anchors);
	return hits_finish(&hits);
}
