/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Distinct tokens while an index is built: each gets the next number. Inner to the room. */
#ifndef NAME_INDEX_TABLE_H
#define NAME_INDEX_TABLE_H

#include "name/index_format.h"

struct token_table {
	struct index_token *token; /* [count], by number */
	uint32_t count, room;
	uint32_t *slot; /* number + 1, or 0; [slots], a power of two */
	uint32_t slots;
};

void token_table_init(struct token_table *t);
void token_table_finish(struct token_table *t);
/* The number of the token; a new one if it was not there. */
uint32_t token_table_add(struct token_table *t, const struct index_token *token);

#endif
