/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The file in which a person says of pairs: same, never, later. It is written with the pairs that are open, read
 * again with the answers, and keeps every answer given. It is the only thing kept from one run to the next.
 */
#ifndef CLI_LINK_REVIEW_H
#define CLI_LINK_REVIEW_H

#include <sys/stat.h>

#include "cli/link_list.h"

struct link_review_row {
	struct str decision, left, right, left_row, right_row, probability, why;
	enum link_decision said;
	uint32_t a, b;   /* numbers of the rows in the linking; valid when known */
	unsigned line;   /* of the file */
	bool known;
};

/* A pair that was answered. */
struct link_answer {
	uint64_t pair; /* the lesser number above the greater */
	size_t row;
};

struct link_review {
	struct link_review_row *rows;
	struct link_answer *answers; /* of the rows that are known, sorted */
	size_t answer_count;
	size_t count, room;
	size_t same, never, later, lost; /* lost: answers on rows that are no longer in the lists */
	struct stat as_read;             /* of the file; all zero where there was none */
};

/* What the lists are to a review: ids and labels of all rows, by number. */
struct link_rows {
	const struct link_list *lists[2]; /* the second NULL for one list */
	const struct link_plan *plan;
};
struct str link_row_id(struct context *c, const struct link_rows *rows, uint32_t number);
struct str link_row_label(struct context *c, const struct link_rows *rows, uint32_t number);

/*
 * Reads the answers as a spreadsheet may have saved them, columns in any order; no file: none yet. RC_INVALID, by
 * line and column: a word that is no decision, a column that is missing or none of a review's (it would be lost when
 * the file is written), one pair that is said to be the same and never.
 */
MUST_USE enum rc link_review_read(struct context *c, const char *path, const struct link_rows *rows,
	struct link_review *ret);
/* Tells the linking what was decided. */
void link_review_apply(const struct link_review *review, struct linking *l);
/*
 * Writes answers first, then the open pairs of probability `least` to `most`, likeliest first; whole or not at
 * all. *ret_open: how many are open. RC_CONFLICT where the file is not the one that was read: a person has answered
 * meanwhile, and the answers would be lost.
 */
MUST_USE enum rc link_review_write(struct context *c, const char *path, const struct link_rows *rows,
	const struct link_review *review, const struct linking *l, double least, double most, size_t *ret_open);

#endif
