/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Inside the room: how the words of two names are matched, and the learnt weights of what follows. */
#ifndef NAME_SCORE_H
#define NAME_SCORE_H

#include "name/name.h"

/* Which words of a were matched to which of b: the best of all ways. */
struct matching {
	uint8_t count;
	struct name_link link[2 * NAME_TOKENS_MOST];
	bool swapped;
};

/* Nats, added up. */
struct score_weights {
	float bias;
	float rarity;             /* for each nat of rarity of a matched word */
	float cost;               /* for each nat of its cost */
	float initial;            /* an initial that fits */
	float alone;              /* a word with nothing on the other side */
	float alone_patronymic;
	float against;            /* two words in each other's place */
	float against_patronymic;
	float swapped;
	float calibrate_scale, calibrate_shift; /* log-odds to the logit of the probability */
};

extern const struct score_weights score_weights;

/* How rare a token is, in nats: of the context, or by its length and kind. */
float score_rarity(const struct name_token *t, uint32_t often, uint32_t names);
void match_words(const struct name *a, const struct name *b, const struct name_context *c, struct matching *ret);

#endif
