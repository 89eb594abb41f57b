/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Random conditions as trees: said in words, and answered by the slow evaluator. */
#ifndef TEST_ASK_ASKED_H
#define TEST_ASK_ASKED_H

#include "ask/ask.h"
#include "naive.h"

enum what {
	AND, OR, NOT, HELD, LISTED, IS, IS_NOT, HAS, NUMBER, FLAG, AGED, DATE, RELEASED, RECOGNISED, DIED, HELD_IN,
	LISTED_IN,
};

struct tree {
	enum what what;
	struct tree *a, *b;
	int property, sign;
	const char *one, *two;
	int64_t number;
	day from, to;
};

struct asked {
	struct world *w;
	struct naive n;
	struct arena *arena;
	day on;
};

#define TREE_VALUES 7
extern const struct tree_values {
	int property;
	const char *words[3];
} tree_values[TREE_VALUES];

struct tree *tree_leaf(struct asked *k, enum what what);
/* Days for a leaf that asks when something happened. */
void tree_period(struct asked *k, struct tree *t);
struct tree *tree_value(struct asked *k); /* a property compared with words */
struct tree *tree_any(struct asked *k);   /* any leaf */
struct tree *tree_random(struct asked *k, int depth);
void tree_say(struct buf *b, const struct tree *t);
const char *key_of(int property);
enum truth tree_truth(const struct asked *k, const struct tree *t, int64_t person, day d);
/* Of all people of the register. */
struct bounds tree_count(const struct asked *k, const struct tree *t, day d);

#endif
