/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Shared by the parse*.c files alone. */
#ifndef ASK_PARSE_H
#define ASK_PARSE_H

#include "ask/lex.h"

struct parser {
	struct reg *reg;
	const struct viewer *viewer;
	struct arena *arena;
	struct tokens t;
	struct question *q;
	struct fault *fault;
	int depth;
	bool timed; /* a period of its own was said of what is counted */
};

struct str word_at(const struct parser *p, size_t ahead); /* empty past the end, and for quoted words */
bool next_is(const struct parser *p, const char *word);
bool take(struct parser *p, const char *word);
/* Two words in a row. */
bool take_two(struct parser *p, const char *one, const char *two);
/* "WORD is not understood here", at the present word, with the nearest of words. */
MUST_USE enum rc not_understood(struct parser *p, const char *wanted, const char *const *words, size_t count);
MUST_USE enum rc expect(struct parser *p, const char *word);
/* A day, month or year as bounds; "today". */
MUST_USE enum rc take_date(struct parser *p, day *ret_lo, day *ret_hi, char **ret_words);
MUST_USE enum rc take_number(struct parser *p, int64_t *ret);
/* An organisation (or place) by key or name. */
MUST_USE enum rc take_subject(struct parser *p, enum kind kind, int64_t *ret_no, char **ret_words);
/* "in 2025", "since D", "before D", "between D and D", "from D to D", "at any time". *ret_found
 * false: none stands here. */
MUST_USE enum rc take_period(struct parser *p, bool *ret_found, day *ret_lo, day *ret_hi, char **ret_words);
/* "people", "women", "sentences": sets the kind of the question, its plural, and the condition that the noun is. */
MUST_USE enum rc take_what(struct parser *p, const char **ret_subject, struct node **where);
/* "held", "listed by B", "released in 2025"; *ret_found false, *ret NULL: none stands here. */
MUST_USE enum rc take_said(struct parser *p, bool *ret_found, struct node **ret);
/* The conditions after "where". */
MUST_USE enum rc take_where(struct parser *p, struct node **ret);
struct node *make_node(struct parser *p, enum node_type type);
struct node *join(struct parser *p, enum node_type type, struct node *left, struct node *right);

#endif
