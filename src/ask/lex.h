/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Words of a question, with their places. For lex.c and the parsers. */
#ifndef ASK_LEX_H
#define ASK_LEX_H

#include "ask/tree.h"

#define TOKENS_MOST 400

struct token {
	struct str text;  /* without quotes */
	unsigned column;  /* 1-based, in characters */
	bool quoted;
};

struct tokens {
	struct token *list;
	size_t count, at;
	unsigned end; /* the column after the last word */
};

MUST_USE enum rc lex(struct arena *a, struct str text, struct tokens *ret, struct fault *f);

#endif
