/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Costs that were found before, in a table with open addressing that is emptied when it is half full. */
#include <string.h>

#include "name/score.h"

void match_memo_forget(struct match_memo *memo)
{
	memo->used = 0;
	if (++memo->turn == 0) {
		memset(memo->memory, 0, sizeof(memo->memory));
		memo->turn = 1;
	}
}

struct match_memory *match_memo_find(struct match_memo *memo, uint32_t key)
{
	uint32_t at = key * 2654435769u >> 21; /* the highest 11 bits: a place among MATCH_MEMORIES */

	while (memo->memory[at].turn == memo->turn && memo->memory[at].key != key) {
		at = (at + 1) % MATCH_MEMORIES;
	}
	if (memo->memory[at].turn != memo->turn && memo->used == MATCH_MEMORIES / 2) {
		match_memo_forget(memo);
		at = key * 2654435769u >> 21;
	}
	if (memo->memory[at].turn != memo->turn) {
		memo->used++;
		memo->memory[at].key = key;
		memo->memory[at].turn = memo->turn;
		memset(memo->memory[at].cost, 0xFF, sizeof(memo->memory[at].cost));
	}
	return &memo->memory[at];
}
