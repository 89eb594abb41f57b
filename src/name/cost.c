/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The cost of turning one token into another: edit distance with learnt weights. A unit that is left out
 * costs by the unit before it; one ending may take the place of another at a price of its own.
 */
#include "name/cost.h"

unsigned name_cost_limit(unsigned length_a, unsigned length_b)
{
	unsigned shorter = length_a < length_b ? length_a : length_b;

	return NAME_COST_NAT * 3 / 2 + NAME_COST_NAT * 5 / 8 * shorter;
}

const struct cost_table *cost_table_for(const struct name_token **a, const struct name_token **b)
{
	bool first = (*a)->script == NAME_CYRILLIC, second = (*b)->script == NAME_CYRILLIC;
	const struct name_token *swap = *a;

	if (first == second) {
		return &cost_tables[first ? COST_CYRILLIC : COST_LATIN];
	}
	if (first) {
		*a = *b;
		*b = swap;
	}
	return &cost_tables[COST_MIXED];
}

unsigned name_token_cost(const struct name_token *a, const struct name_token *b, unsigned limit)
{
	const struct cost_table *t = cost_table_for(&a, &b);
	uint16_t row[NAME_CODE_MOST + 1];
	uint8_t leave[NAME_CODE_MOST]; /* what it costs to leave out each unit of b */
	unsigned by_ending = UINT16_MAX, ending = t->ending[a->ending][b->ending];

	row[0] = 0;
	for (size_t j = 0; j < b->length; j++) {
		leave[j] = t->drop[1][b->code[j]][j ? b->code[j - 1] : 0];
		row[j + 1] = (uint16_t)(row[j] + leave[j]);
	}
	for (size_t i = 0; i < a->length; i++) {
		uint8_t unit = a->code[i];
		const uint8_t *substitute = t->substitute[unit];
		unsigned drop = t->drop[0][unit][i ? a->code[i - 1] : 0];
		unsigned corner = row[0], left = row[0] + drop, least = left;
		row[0] = (uint16_t)left;
		for (size_t j = 0; j < b->length; j++) {
			unsigned best = corner + substitute[b->code[j]];
			unsigned up = row[j + 1] + drop;
			corner = row[j + 1];
			left += leave[j];
			best = up < best ? up : best;
			left = left < best ? left : best;
			row[j + 1] = (uint16_t)left;
			least = left < least ? left : least;
		}
		if (i + 1 == a->stem) {
			by_ending = row[b->stem] + ending;
		}
		if (least > limit && by_ending > limit) {
			return limit + 1;
		}
	}
	return row[b->length] < by_ending ? row[b->length] : by_ending;
}
