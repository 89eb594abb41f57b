/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Making a tree of codes from codes in order. */
#include "name/index_tree.h"

#include <stdlib.h>
#include <string.h>

/* A code as the tree reads it. */
struct row {
	uint8_t side;
	uint8_t code[NAME_CODE_MOST];
	uint8_t length, strip; /* units of the ending, 0: none */
	uint8_t ending;        /* its number */
	uint32_t token;
};

static void read_row(const struct index_token *t, uint32_t number, bool backward, struct row *ret)
{
	const struct name_token *read = &t->read;
	*ret = (struct row){.side = t->side, .length = read->length, .strip = (uint8_t)(read->length - read->stem),
		.ending = read->ending, .token = number};
	for (unsigned i = 0; i < read->length; i++) {
		ret->code[i] = read->code[backward ? read->length - 1u - i : i];
	}
}

static int by_code(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int order = memcmp(x, y, offsetof(struct row, length));
	return order ? order : (x->token > y->token) - (x->token < y->token);
}

static uint32_t add_node(struct code_tree *t, const struct row *row, uint32_t from, unsigned depth)
{
	if (t->count + 1 >= t->room) {
		t->room = t->room ? t->room * 2 : 4096;
		t->node = xrealloc(t->node, t->room * sizeof *t->node);
	}
	t->node[t->count] = (struct index_node){.from = from, .unit = row->code[depth - 1], .depth = (uint8_t)depth};
	return t->count++;
}

/* What rows [from, to) say of endings at and below the depth. */
static void set_endings(struct index_node *node, const struct row *rows, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		if (rows[i].strip > node->depth) {
			node->flags |= NODE_ENDINGS;
		} else if (rows[i].strip == node->depth && node->ending != rows[i].ending) {
			node->ending = node->ending ? NODE_ENDING_MANY : rows[i].ending;
		}
	}
}

/* Nodes for rows [from, to), which share their first depth - 1 units and are all longer. */
static void add_nodes(struct code_tree *t, const struct row *rows, uint32_t from, uint32_t to, unsigned depth)
{
	while (from < to) {
		uint32_t next = from + 1;
		while (next < to && rows[next].code[depth - 1] == rows[from].code[depth - 1]) {
			next++;
		}
		uint32_t node = add_node(t, &rows[from], from, depth);
		if (t->order) {
			set_endings(&t->node[node], rows, from, next);
		}
		if (memcmp(rows[from].code, rows[next - 1].code, NAME_CODE_MOST) == 0) {
			t->node[node].flags |= NODE_WHOLE;
		} else {
			uint32_t below = from;
			while (rows[below].length == depth) {
				below++;
			}
			add_nodes(t, rows, below, next, depth + 1);
		}
		t->node[node].end = t->count;
		from = next;
	}
}

void code_tree_make(const struct index_token *token, uint32_t count, bool backward, struct code_tree *ret)
{
	struct row *rows = xmalloc(((size_t)count + 1) * sizeof *rows);
	uint32_t turn = 0;
	*ret = (struct code_tree){0};
	for (uint32_t i = 0; i < count; i++) {
		read_row(&token[i], i, backward, &rows[i]);
		turn += token[i].side == SIDE_OTHER;
	}
	if (backward) {
		qsort(rows, count, sizeof *rows, by_code);
		ret->order = xmalloc(((size_t)count + 1) * sizeof *ret->order);
		for (uint32_t i = 0; i < count; i++) {
			ret->order[i] = rows[i].token;
		}
	}
	add_nodes(ret, rows, 0, turn, 1);
	ret->turn = ret->count;
	add_nodes(ret, rows, turn, count, 1);
	if (!ret->node) {
		ret->node = xmalloc(sizeof *ret->node);
	}
	ret->node[ret->count] = (struct index_node){.end = ret->count + 1, .from = count};
	free(rows);
}

void code_tree_finish(struct code_tree *t)
{
	free(t->node);
	free(t->order);
	*t = (struct code_tree){0};
}
