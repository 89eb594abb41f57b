/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The best answers by ranking every name: what a search has to give, written down as plainly as can be. */
#include "name/index_find.h"

size_t name_index_scan(const struct name_index *x, struct str query, struct name_hit *ret, size_t count)
{
	struct question q = {0};
	struct hits hits;
	struct name name;
	uint32_t numbers[NAME_TOKENS_MOST];
	hits_init(&hits, ret, count);
	question_read(&q, x, query);
	for (uint32_t n = 0; n < x->header.names && q.name.count > 0; n++) {
		index_name(x, n, &name, q.context.often_b, numbers);
		if (name.count > 0) {
			hits_add(&hits, n, name_rank(&q.name, &name, &q.context));
		}
	}
	return hits_finish(&hits);
}
