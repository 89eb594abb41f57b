/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A query, read and its words put in order. */
#include <math.h>
#include <string.h>

#include "name/index_find.h"
#include "name/score.h"

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

/* The same of a given name, in whatever form. */
static uint32_t given_often(const struct name_index *x, const struct name_token *t)
{
	uint32_t family = t->given[0] < x->header.families ? t->given[0] : 0;
	for (uint32_t k = x->family_first[family]; family && k < x->family_first[family + 1]; k++) {
		const struct index_token *kin = &x->token[x->family[k]];
		if (kin->read.given[0] == family) {
			return kin->often;
		}
	}
	return 0;
}

void question_read(struct question *q, const struct name_index *x, struct str text)
{
	uint8_t words[NAME_TOKENS_MOST];
	name_read(text, &q->name);
	q->context.names = x->header.names;
	q->rest = match_rest_most(&q->name);
	for (int i = 0; i < q->name.count; i++) {
		uint32_t often = count_often(x, &q->name.token[i]), given = given_often(x, &q->name.token[i]);
		q->context.often_a[i] = given > often ? given : often;
	}
	size_t count = match_words_of(&q->name, words);
	q->count = 0;
	q->words = count;
	for (size_t i = 0; i < count; i++) {
		const struct name_token *t = &q->name.token[words[i]];
		if (t->kind == NAME_INITIAL) {
			continue;
		}
		float rarity = score_rarity(q->context.often_a[words[i]], x->header.names);
		size_t at = q->count++;
		struct alike_list list = q->asked[at].alike; /* an emptied list that keeps its memory */
		for (; at > 0 && q->asked[at - 1].rarity < rarity; at--) {
			q->asked[at] = q->asked[at - 1];
		}
		list.count = 0;
		uint32_t often = q->context.often_a[words[i]];
		q->asked[at] = (struct asked){.at = words[i], .rarity = rarity, .alike = list,
			.unseen = match_most(t, often, x->header.names, 0)};
		for (unsigned k = 0; k < FAR_STEPS; k++) {
			q->asked[at].far[k] = NAN;
		}
	}
}
