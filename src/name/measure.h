/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How well names are found and told apart: recall at 1 and at 10 and the mean reciprocal rank of
 * searches, the best F1 and the precision at a recall of 0.95 of judged pairs. Ties count against
 * what is measured: equal scores share the worst rank, and are accepted or refused together.
 */
#ifndef NAME_MEASURE_H
#define NAME_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The answers that are looked at; a name found farther down is not found. */
#define MEASURE_RANKS 10

/* Zeroed before use. */
struct found {
	uint64_t queries;
	uint64_t first, tenth; /* queries whose name was the first answer, among the first ten */
	double reciprocal;     /* sum of 1/rank */
};

/* rank: 1 is the first; 0, or more than MEASURE_RANKS: not found. */
void found_add(struct found *f, unsigned rank);
/* Shares of the queries; 0 without any. */
double found_recall_1(const struct found *f);
double found_recall_10(const struct found *f);
double found_mrr(const struct found *f);

struct judged {
	double score; /* the higher, the more alike; no NaN */
	bool same;    /* the truth */
};

struct pair_figures {
	size_t pairs, same;
	double f1;           /* the best F1 over all thresholds; 0 where no pair is the same */
	double precision_95; /* the best precision among thresholds with a recall of 0.95 or more */
};

/* Sorts list by falling score. */
struct pair_figures pairs_measure(struct judged *list, size_t count);

#endif
