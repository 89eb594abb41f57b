/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A query, read and its words put in order; and which tokens anchor a word. */
#include <string.h>

#include "name/index_find.h"
#include "name/score.h"

/* A token that more names hold tells too little to look at each of them for it alone. */
#define COMMON_LEAST 256

/* Nats by which a given name, in whatever spelling, is less rare than its spelling. */
#define GIVEN_LESS 4.0f

unsigned name_anchor_limit(unsigned length_a, unsigned length_b)
{
	unsigned shorter = length_a < length_b ? length_a : length_b;
	unsigned limit = NAME_COST_NAT * 3 + NAME_COST_NAT * 3 / 4 * shorter;
	return limit < NAME_ANCHOR_COST ? limit : NAME_ANCHOR_COST;
}

bool index_is_common(const struct name_index *x, uint32_t token)
{
	uint32_t names = x->list_first[token + 1] - x->list_first[token];
	return names > COMMON_LEAST;
}

bool index_is_kin(const struct name_token *a, const struct name_token *b)
{
	for (int i = 0; i < 2; i++) {
		if (a->given[i] && (a->given[i] == b->given[0] || a->given[i] == b->given[1])) {
			return true;
		}
	}
	return false;
}

/* How many names hold a token of the code, whatever its script. */
static uint32_t count_often(const struct name_index *x, const struct name_token *t)
{
	uint32_t often = 0;
	for (int side = 0; side < SIDES; side++) {
		uint32_t low = 0, high = x->header.tokens;
		while (low < high) {
			uint32_t middle = low + (high - low) / 2;
			const struct index_token *m = &x->token[middle];
			int order = m->side - side;
			order = order ? order : memcmp(m->read.code, t->code, sizeof t->code);
			low = order < 0 ? middle + 1 : low;
			high = order < 0 ? high : middle;
		}
		if (low < x->header.tokens && x->token[low].side == side &&
			memcmp(x->token[low].read.code, t->code, sizeof t->code) == 0) {
			often += x->token[low].often;
		}
	}
	return often;
}

void question_read(struct question *q, const struct name_index *x, struct str text)
{
	uint8_t words[NAME_TOKENS_MOST];
	name_read(text, &q->name);
	q->context.names = x->header.names;
	for (int i = 0; i < q->name.count; i++) {
		q->context.often_a[i] = count_often(x, &q->name.token[i]);
	}
	size_t count = match_words_of(&q->name, words);
	q->count = 0;
	for (size_t i = 0; i < count; i++) {
		const struct name_token *t = &q->name.token[words[i]];
		if (t->kind == NAME_INITIAL) {
			continue;
		}
		float rarity = score_rarity(q->context.often_a[words[i]], x->header.names);
		rarity -= t->given[0] ? GIVEN_LESS : 0;
		size_t at = q->count++;
		struct alike_list list = q->asked[at].alike; /* an emptied list that keeps its memory */
		for (; at > 0 && q->asked[at - 1].rarity < rarity; at--) {
			q->asked[at] = q->asked[at - 1];
		}
		list.count = 0;
		q->asked[at] = (struct asked){words[i], rarity, list, false};
	}
}
