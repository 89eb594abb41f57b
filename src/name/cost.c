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

unsigned name_token_cost(const struct name_token *a, const struct name_token *b, unsigned limit)
{
	uint16_t row[NAME_CODE_MOST + 1];
	unsigned by_ending = UINT16_MAX, ending = cost_table.ending[a->ending][b->ending];

	row[0] = 0;
	for (size_t j = 0; j < b->length; j++) {
		row[j + 1] = (uint16_t)(row[j] + cost_table.drop[b->code[j]][j ? b->code[j - 1] : 0]);
	}
	for (size_t i = 0; i < a->length; i++) {
		uint8_t unit = a->code[i];
		const uint8_t *substitute = cost_table.substitute[unit];
		unsigned drop = cost_table.drop[unit][i ? a->code[i - 1] : 0];
		unsigned corner = row[0], left = row[0] + drop, least = left;
		row[0] = (uint16_t)left;
		for (size_t j = 0; j < b->length; j++) {
			uint8_t other = b->code[j];
			unsigned best = corner + substitute[other];
			unsigned up = row[j + 1] + drop;
			corner = row[j + 1];
			left += cost_table.drop[other][j ? b->code[j - 1] : 0];
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
