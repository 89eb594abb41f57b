/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Trees of codes, read forwards or backwards. Inner to the room. */
#ifndef NAME_INDEX_TREE_H
#define NAME_INDEX_TREE_H

#include "name/index_format.h"

struct code_tree {
	struct index_node *node; /* [count + 1]; the last one is behind all */
	uint32_t count, room;
	uint32_t turn;           /* the first node on SIDE_CYRILLIC */
	uint32_t *order;         /* [tokens]: token by place in the tree; NULL where both are the same */
};

/* Over tokens in the order of index_token_compare(). */
void code_tree_make(const struct index_token *token, uint32_t count, bool backward, struct code_tree *ret);
void code_tree_finish(struct code_tree *t);

#endif
