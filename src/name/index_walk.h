/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * All tokens of an index whose cost to a token is within a limit, by edit distance over its trees.
 *
 * A way of turning one code into another that costs at most L in all costs at most L/2 either before it
 * reaches the middle of the code that is looked for, or after. So the tree of codes is walked forwards
 * with half the limit up to the middle, and the tree of codes read backwards with half the limit down to
 * it: near the root, where a tree is wide, little is within half the limit. Inner to the room.
 */
#ifndef NAME_INDEX_WALK_H
#define NAME_INDEX_WALK_H

#include "name/cost.h"
#include "name/index_format.h"

struct alike {
	uint32_t token;
	uint16_t cost;
};

struct alike_list {
	struct alike *alike;
	uint32_t count, room;
};

void alike_add(struct alike_list *list, uint32_t token, unsigned cost);

struct walker; /* room for walks over one index, of one thread */

struct walker *walker_create(const struct name_index *index);
void walker_destroy(struct walker *w);
/*
 * Adds each token once whose name_token_cost() to q is at most limit and at most what
 * name_anchor_limit() allows the two.
 */
void walker_find(struct walker *w, const struct name_token *q, struct alike_list *ret);

#endif
