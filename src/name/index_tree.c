/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Making the tree of codes from tokens in order, level by level: so siblings lie side by side. */
#include "name/index_tree.h"

#include <stdlib.h>
#include <string.h>

/* A tree that grows, and of each node the tokens that it holds. */
struct growth {
	struct code_tree *tree;
	const struct index_token *token;
	uint32_t *to; /* [room of the tree]: behind the last token at or below the node */
	unsigned depth; /* of the nodes that are added now */
};

#define NODES_FIRST 4096 /* room to begin with */

static void add_node(struct growth *g, uint32_t from, uint32_t to)
{
	struct code_tree *t = g->tree;
	if (t->count == t->room) {
		t->room *= 2;
		t->node = xrealloc(t->node, t->room * sizeof *t->node);
		g->to = xrealloc(g->to, t->room * sizeof *g->to);
	}
	struct index_node node = {.from = from, .unit = g->token[from].read.code[g->depth - 1]};
	for (uint32_t i = from; i < to; i++) {
		node.flags |= g->token[i].read.stem < g->depth ? NODE_ENDING : 0;
	}
	if (memcmp(g->token[from].read.code, g->token[to - 1].read.code, NAME_CODE_MOST) == 0) {
		node.flags |= NODE_WHOLE;
	}
	g->to[t->count] = to;
	t->node[t->count++] = node;
}

/* Nodes for tokens [from, to), which share their first units up to the depth of these nodes and are all longer. */
static void add_siblings(struct growth *g, uint32_t from, uint32_t to)
{
	while (from < to) {
		uint32_t next = from + 1;
		while (next < to && g->token[next].read.code[g->depth - 1] == g->token[from].read.code[g->depth - 1]) {
			next++;
		}
		add_node(g, from, next);
		if (next == to) {
			g->tree->node[g->tree->count - 1].flags |= NODE_LAST;
		}
		from = next;
	}
}

/* The children of a node: the tokens below it that do not end with it. */
static void add_children(struct growth *g, uint32_t parent)
{
	uint32_t below = g->tree->node[parent].from;
	while (g->token[below].read.length < g->depth) {
		below++;
	}
	g->tree->node[parent].child = g->tree->count;
	add_siblings(g, below, g->to[parent]);
}

void code_tree_make(const struct index_token *token, uint32_t count, struct code_tree *ret)
{
	struct growth g = {.tree = ret, .token = token, .depth = 1};
	uint32_t turn = 0;
	*ret = (struct code_tree){.room = NODES_FIRST};
	ret->node = xmalloc(ret->room * sizeof *ret->node);
	g.to = xmalloc(ret->room * sizeof *g.to);
	while (turn < count && token[turn].side == SIDE_OTHER) {
		turn++;
	}
	add_siblings(&g, 0, turn);
	ret->roots[SIDE_OTHER] = ret->count;
	add_siblings(&g, turn, count);
	ret->roots[SIDE_CYRILLIC] = ret->count - ret->roots[SIDE_OTHER];
	uint32_t parent = 0;
	while (parent < ret->count) {
		g.depth++;
		for (uint32_t level = ret->count; parent < level; parent++) {
			if (!(ret->node[parent].flags & NODE_WHOLE)) {
				add_children(&g, parent);
			}
		}
	}
	free(g.to);
}

void code_tree_finish(struct code_tree *t)
{
	free(t->node);
	*t = (struct code_tree){0};
}
