/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Linking of lists: which rows of two lists, or of one, are about the same person.
 *
 * The model is that of Fellegi and Sunter (JASA 64, 1969): the fields of two rows agree to a level, each level
 * has a probability among rows of one person (m) and among rows of two (u), and the pair's weight is the sum of
 * log2(m / u). u is measured on random pairs, m is learnt without labels by expectation maximisation over the
 * pairs that share a block; an agreement on a rare value weighs more than on a common one.
 *
 * Pure: no files, no database. Threads: linking_run() starts one more thread; everything else is for one.
 */
#ifndef NAME_LINK_H
#define NAME_LINK_H

#include "base/base.h"

#define LINK_FIELDS_MOST 12
#define LINK_RECORDS_MOST ((uint32_t)1 << 24)

enum link_type {
	LINK_NAME,     /* a person's whole name, in any order and spelling */
	LINK_WORDS,    /* a few words: place, occupation, street */
	LINK_DATE,     /* YYYY-MM-DD or YYYYMMDD, or the beginning of one; DD.MM.YYYY */
	LINK_CODE,     /* an identifier: agrees, or is one slip off */
	LINK_CATEGORY, /* a few values: sex, region */
};

struct link_field {
	const char *label;
	enum link_type type;
};

enum link_decision {
	LINK_UNDECIDED,
	LINK_SAME,
	LINK_NEVER,
};

/* Two rows; a < b by number. For a list against a list a is of the first and b of the second. */
struct link_pair {
	uint32_t a, b;
	float weight; /* log2 of the odds that they are one person */
};

struct link_options {
	double threshold;  /* probability from which on two rows are one person */
	double review;     /* probability from which on a pair is worth a person's look */
	bool one_to_one;   /* of two lists: each row at most one partner */
	/* Called now and then from the thread that called; done and total count one stage's work. May be NULL. */
	void (*progress)(void *data, const char *stage, uint64_t done, uint64_t total);
	void *data;
};

struct linking;

/* fields: at most LINK_FIELDS_MOST, copied; labels must outlive it. */
struct linking *linking_create(const struct link_field *fields, size_t count);
void linking_destroy(struct linking *l); /* NULL is fine */

/*
 * One row: a cell for each field, any bytes, empty where nothing is said. side 0 or 1; rows of side 0 come
 * first. Returns the row's number, from 0. The text is not kept. RC_LIMIT past LINK_RECORDS_MOST.
 */
MUST_USE enum rc linking_add(struct linking *l, unsigned side, const struct str *cells, uint32_t *ret,
	struct fault *f);

/* What a person said of two rows: it outranks every weight, and "never" outranks "same". Each pair once. */
void linking_decide(struct linking *l, uint32_t a, uint32_t b, enum link_decision decision);

/*
 * Finds the pairs. Afterwards the getters below give what was found, until linking_destroy().
 * RC_INVALID with fewer than two rows, or none on a side.
 */
MUST_USE enum rc linking_run(struct linking *l, const struct link_options *o, struct fault *f);

/* Pairs of probability `review` or more and not settled by a decision, heaviest first. */
size_t linking_pairs(const struct linking *l, const struct link_pair **ret);
/* The group that a row belongs to: the lowest number of its rows. A row alone is its own group. */
uint32_t linking_group(const struct linking *l, uint32_t record);
/* What was compared, and what was not. */
struct link_effort {
	uint64_t compared, possible; /* pairs; of rows that are equal in every field each but the first counts as one */
	uint64_t alike;              /* rows equal to another in every field, which says too little to be one person */
	uint32_t crowded;            /* rows compared with none: all they share, they share with too many */
};
struct link_effort linking_effort(const struct linking *l);
/* 2^weight as odds, as a probability. */
double linking_probability(double weight);
/* "name agrees +7.1, birth date one slip off +4.0, sex not said"; in the arena. */
char *linking_explain(const struct linking *l, struct arena *a, uint32_t one, uint32_t other);

#endif
