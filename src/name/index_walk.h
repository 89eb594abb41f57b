/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * All tokens of an index whose cost to a word is within a limit: rows of an edit distance, down the tree of codes as
 * far as any place of a row is within it. Inner to the room.
 */
#ifndef NAME_INDEX_WALK_H
#define NAME_INDEX_WALK_H

#include "name/cost.h"
#include "name/index_format.h"

/* Costs are of one byte here: the highest limit. */
#define WALK_MOST 250u

struct alike {
	uint32_t token;
	uint16_t cost;
	float worth; /* for a search to set */
};

struct alike_list {
	struct alike *alike;
	uint32_t count, room;
};

void alike_add(struct alike_list *list, uint32_t token, unsigned cost);

struct walker; /* room for walks over one index, of one thread */

struct walker *walker_create(const struct name_index *index);
void walker_destroy(struct walker *w);
/* What follows is about word number i (below NAME_TOKENS_MOST), which stays valid until it is set anew. */
void walker_set(struct walker *w, size_t i, const struct name_token *word);
/* Makes ret each token once, and its cost, whose name_token_cost() is at most limit; limit <= WALK_MOST. */
void walker_find(struct walker *w, size_t i, unsigned limit, struct alike_list *ret);
#define WALK_FAR (4 * WALK_MOST)
/* name_token_cost() to one token, or somewhat less; of what is more than WALK_FAR, more than that. */
unsigned walker_least(struct walker *w, size_t i, uint32_t token);
/* The same for the word and the token followed by any other, or for the word followed by any other and the token. */
unsigned walker_least_joined(struct walker *w, size_t i, uint32_t token);

#endif
