/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Bounds of what words bring to a rank, by the weights that match.c and score.c weigh them with. */
#include <math.h>

#include "name/given.h"
#include "name/score.h"

/* A match with what it is weighed against. */
static float weigh(float gain, float against)
{
	return gain > against ? gain + log1pf(expf(against - gain)) : against + log1pf(expf(gain - against));
}

float match_unmatched_most(bool by_initial)
{
	const struct score_weights *w = &score_weights;
	float alone = fmaxf(w->alone, w->alone_patronymic);

	return by_initial ? fmaxf(alone, w->initial) : alone;
}

static float rare_most(bool patronymic, float rarity, uint32_t names)
{
	if (names == 0) {
		return 0;
	}
	return score_weights.rarity *
	       (patronymic ? score_past(rarity, PATRONYMIC_USUAL) : rarity - RARITY_USUAL);
}

/* Of any length; neither of the two need be a given name. */
float match_most(const struct name_token *a, uint32_t often, uint32_t names, unsigned cost)
{
	const struct score_weights *w = &score_weights;
	float rarity = score_rarity(often, names), nats = (float)cost / NAME_COST_NAT;
	float against = fmaxf(w->against, fmaxf(w->against_mixed, w->against_patronymic));
	float patronymic = w->patronymic + w->patronymic_cost * score_past(nats, PATRONYMIC_FREE) +
	                   rare_most(true, rarity, names);
	float other = w->match + w->cost * (score_past(nats, COST_FREE) + COST_FREE_SHARE * nats) +
	              w->cost_far * score_past(nats, COST_FAR) + rare_most(false, rarity, names);

	return weigh(a->kind == NAME_PATRONYMIC ? patronymic : fmaxf(patronymic, other), against);
}

static float worth_as(const struct name_token *a, const struct name_token *b, float rarity, uint32_t names,
	unsigned cost)
{
	unsigned kin;
	bool patronymic = a->kind == NAME_PATRONYMIC || b->kind == NAME_PATRONYMIC;

	return weigh(match_gain(a, b, cost, &kin) + rare_most(patronymic, rarity, names), match_against(a, b));
}

float match_worth(const struct name_token *a, uint32_t often_a, const struct name_token *b, uint32_t often_b,
	uint32_t names, unsigned cost)
{
	struct name_token as = *b;
	float rarity = match_rarity(often_a, often_b, names), patronymic;

	as.kind = NAME_PATRONYMIC;
	patronymic = worth_as(a, &as, rarity, names, cost);
	as.kind = NAME_UNKNOWN;
	return fmaxf(patronymic, worth_as(a, &as, rarity, names, cost));
}

float match_joined_most(void)
{
	return weigh(score_weights.joined, score_weights.against);
}

bool match_may_join(const struct name_token *a, const struct name_token *b, unsigned cost)
{
	unsigned longer = a->length > b->length ? a->length : b->length;

	return a->length != b->length && cost <= match_joined_limit(longer, longer) &&
	       match_initial_cost(a, b) <= NAME_COST_NAT;
}

float match_rest_most(const struct name *a)
{
	const struct score_weights *w = &score_weights;
	uint8_t at[NAME_TOKENS_MOST];
	size_t count = match_words_of(a, at), words = 0;

	for (size_t i = 0; i < count; i++) {
		words += a->token[at[i]].kind != NAME_INITIAL;
	}
	return w->bias + fmaxf(w->initial, 0) * (float)(count - words) + fmaxf(w->swapped, 0) + fmaxf(w->title, 0) +
	       (words >= 3 ? fmaxf(w->three_words, 0) : 0);
}
