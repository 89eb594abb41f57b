/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The tree of codes. Inner to the room. */
#ifndef NAME_INDEX_TREE_H
#define NAME_INDEX_TREE_H

#include "name/index_format.h"

struct code_tree {
	struct index_node *node; /* [count] */
	uint32_t count, room;
	uint32_t roots[SIDES]; /* nodes of the first units, by side: the first ones of the tree */
};

/* Over tokens in the order of index_token_compare(). */
void code_tree_make(const struct index_token *token, uint32_t count, struct code_tree *ret);
void code_tree_finish(struct code_tree *t);

#endif
