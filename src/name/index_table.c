/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A table of distinct tokens with open addressing, at most half full. */
#include "name/index_table.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 1024u

void token_table_init(struct token_table *t)
{
	*t = (struct token_table){.room = FIRST_ROOM, .slots = 2 * FIRST_ROOM};
	t->token = xmalloc(t->room * sizeof *t->token);
	t->slot = xcalloc(t->slots, sizeof *t->slot);
}

void token_table_finish(struct token_table *t)
{
	free(t->token);
	free(t->slot);
	*t = (struct token_table){0};
}

/* The slot that holds the token, or the free one where it belongs. */
static uint32_t find_slot(const struct token_table *t, const struct index_token *token)
{
	uint32_t at = token->read.hash & (t->slots - 1);
	while (t->slot[at] && index_token_compare(&t->token[t->slot[at] - 1], token) != 0) {
		at = (at + 1) & (t->slots - 1);
	}
	return at;
}

static void grow(struct token_table *t)
{
	t->room *= 2;
	t->slots *= 2;
	t->token = xrealloc(t->token, t->room * sizeof *t->token);
	free(t->slot);
	t->slot = xcalloc(t->slots, sizeof *t->slot);
	for (uint32_t i = 0; i < t->count; i++) {
		t->slot[find_slot(t, &t->token[i])] = i + 1;
	}
}

uint32_t token_table_add(struct token_table *t, const struct index_token *token)
{
	uint32_t at = find_slot(t, token);
	if (t->slot[at]) {
		return t->slot[at] - 1;
	}
	if (t->count == t->room) {
		grow(t);
		at = find_slot(t, token);
	}
	t->token[t->count++] = *token;
	t->slot[at] = t->count;
	return t->count - 1;
}
