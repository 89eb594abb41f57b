/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How far two cells agree, by the type of their field. */
#include <math.h>
#include <string.h>

#include "name/link_internal.h"

/* Log-odds of name_rank() that part the levels of a name, in nats, by the lists of bench/linking. */
static const float name_bounds[] = {8, 5, 2.5f, 0.5f, -2};

/* In a shorter list how often a word stands tells nothing of how rare it is. */
#define COUNTED_FROM 1000

static void see_name(const struct link_column *c, uint32_t value, struct link_name *ret)
{
	const struct link_value *v = &c->values[value];
	if (ret->column == c && ret->value == value) {
		return;
	}
	ret->column = c;
	ret->value = value;
	value_name(c, v, &ret->name);
	for (size_t i = 0; i < ret->name.count; i++) {
		ret->often[i] = c->tokens[v->tokens[i]].count;
	}
}

static enum link_level name_level(const struct link_column *c, uint32_t one, uint32_t other, struct link_sight *sight)
{
	struct name_context context = {.names = c->said < COUNTED_FROM ? 0 : c->said};
	see_name(c, one, &sight->left);
	see_name(c, other, &sight->right);
	memcpy(context.often_a, sight->left.often, sizeof context.often_a);
	memcpy(context.often_b, sight->right.often, sizeof context.often_b);
	float odds = name_rank(&sight->left.name, &sight->right.name, &context);
	unsigned level = LINK_EQUAL;
	while (level < LINK_DIFFERENT && odds < name_bounds[level - LINK_EQUAL]) {
		level++;
	}
	return (enum link_level)level;
}

/* Words of the shorter text that the other has too, by sound. */
static enum link_level words_level(const struct link_column *c, const struct link_value *a,
	const struct link_value *b)
{
	size_t na = 0, nb = 0, equal = 0, near = 0;
	while (na < NAME_TOKENS_MOST && a->tokens[na] != LINK_NONE) {
		na++;
	}
	while (nb < NAME_TOKENS_MOST && b->tokens[nb] != LINK_NONE) {
		nb++;
	}
	for (size_t i = 0; i < na; i++) {
		const struct name_token *t = &c->tokens[a->tokens[i]].token;
		unsigned best = UINT32_MAX;
		for (size_t k = 0; k < nb && best; k++) {
			const struct name_token *o = &c->tokens[b->tokens[k]].token;
			unsigned limit = name_cost_limit(t->length, o->length), cost = name_token_cost(t, o, limit);
			best = cost <= limit && cost < best ? cost : best;
		}
		equal += best == 0;
		near += best != UINT32_MAX;
	}
	if (equal == na && equal == nb) {
		return LINK_LIKE;
	}
	if (near == na && near == nb) {
		return LINK_NEAR;
	}
	if (near == (na < nb ? na : nb)) {
		return LINK_PART;
	}
	return near ? LINK_LOOSE : LINK_DIFFERENT;
}

/* One digit wrong, two neighbours or the day and the month changed over: LIKE. As far as both say: NEAR. */
static enum link_level date_level(uint32_t a, uint32_t b)
{
	unsigned wrong = 0, unsaid = 0;
	uint32_t turned = (b & 0xFFFF0000) | (b & 0xFF) << 8 | (b >> 8 & 0xFF);
	for (unsigned shift = 0; shift < 32; shift += 4) {
		unsigned x = a >> shift & 0xF, y = b >> shift & 0xF;
		unsaid += x == 0xF || y == 0xF;
		wrong += x != y && x != 0xF && y != 0xF;
	}
	if (wrong == 0) {
		return unsaid ? LINK_NEAR : LINK_EQUAL;
	}
	if (unsaid) {
		return wrong == 1 ? LINK_LOOSE : LINK_DIFFERENT;
	}
	if (wrong == 1 || a == turned) {
		return LINK_LIKE;
	}
	bool neighbours = false;
	for (unsigned shift = 0; shift < 28 && wrong == 2; shift += 4) {
		uint32_t x = a >> shift & 0xFF, y = b >> shift & 0xFF;
		neighbours |= x != y && x == ((y & 0xF) << 4 | y >> 4);
	}
	if (neighbours) {
		return LINK_LIKE;
	}
	if (a >> 16 == b >> 16) {
		return LINK_PART;
	}
	return wrong == 2 ? LINK_LOOSE : LINK_DIFFERENT;
}

static struct str value_text(const struct link_column *c, const struct link_value *v)
{
	return (struct str){c->bytes.p + v->at, v->n};
}

static enum link_level code_level(const struct link_column *c, const struct link_value *a,
	const struct link_value *b)
{
	unsigned slips = text_distance(value_text(c, a), value_text(c, b), 2);
	unsigned shorter = a->n < b->n ? a->n : b->n;
	if (slips == 1 && shorter > 2) {
		return LINK_LIKE;
	}
	return slips == 2 && shorter > 4 ? LINK_NEAR : LINK_DIFFERENT;
}

static enum link_level column_level(const struct link_column *c, uint32_t one, uint32_t other,
	struct link_sight *sight)
{
	if (one == LINK_NONE || other == LINK_NONE) {
		return LINK_MISSING;
	}
	const struct link_value *a = &c->values[one], *b = &c->values[other];
	if (one == other && c->field.type != LINK_DATE && c->field.type != LINK_NAME) {
		return LINK_EQUAL;
	}
	switch (c->field.type) {
	case LINK_NAME:
		return name_level(c, one, other, sight);
	case LINK_WORDS:
		return words_level(c, a, b);
	case LINK_DATE:
		return date_level(a->digits, b->digits);
	case LINK_CODE:
		return code_level(c, a, b);
	default:
		return LINK_DIFFERENT;
	}
}

static uint64_t field_pattern(const struct linking *l, size_t field, uint32_t a, uint32_t b, struct link_sight *sight)
{
	enum link_level level = column_level(&l->columns[field], row_value(l, a, field), row_value(l, b, field), sight);
	return (uint64_t)level << (field * LINK_LEVEL_BITS);
}

uint64_t linking_plain_pattern(const struct linking *l, uint32_t a, uint32_t b)
{
	uint64_t pattern = 0;
	for (size_t f = 0; f < l->fields; f++) {
		pattern |= l->columns[f].field.type == LINK_NAME ? 0 : field_pattern(l, f, a, b, NULL);
	}
	return pattern;
}

uint64_t linking_name_pattern(const struct linking *l, uint32_t a, uint32_t b, struct link_sight *sight)
{
	uint64_t pattern = 0;
	for (size_t f = 0; f < l->fields; f++) {
		pattern |= l->columns[f].field.type == LINK_NAME ? field_pattern(l, f, a, b, sight) : 0;
	}
	return pattern;
}

uint64_t linking_pattern(const struct linking *l, uint32_t a, uint32_t b, struct link_sight *sight)
{
	return linking_plain_pattern(l, a, b) | linking_name_pattern(l, a, b, sight);
}

/* Beyond this a rare value says no more: the other fields must agree too. */
#define RARITY_MOST 6.0

double column_rarity(const struct link_column *c, uint32_t one, uint32_t other, enum link_level level,
	double usual)
{
	if (level != LINK_EQUAL || c->field.type == LINK_NAME) {
		return 0; /* of a name the level itself knows how rare its words are */
	}
	const struct link_value *a = &c->values[one], *b = &c->values[other];
	double share = fmax((double)a->count, (double)b->count) / c->said;
	return fmin(fmax(log2(usual / share), -RARITY_MOST), RARITY_MOST);
}

const char *level_words(enum link_type type, enum link_level level)
{
	static const char *const words[][LINK_LEVELS] = {
		[LINK_NAME] = {"not said", "fits very well", "fits well", "fits", "fits a little", "hardly fits", "differs"},
		[LINK_WORDS] = {"not said", "agrees", "agrees in other letters", "is much alike", "agrees in part",
			"agrees in a word", "differs"},
		[LINK_DATE] = {"not said", "agrees", "is one slip off", "agrees as far as said", "agrees in the year",
			"is nearly the same", "differs"},
		[LINK_CODE] = {"not said", "agrees", "is one slip off", "is two slips off", "is alike", "is alike",
			"differs"},
		[LINK_CATEGORY] = {"not said", "agrees", "is alike", "is alike", "is alike", "is alike", "differs"},
	};
	return words[type][level];
}
