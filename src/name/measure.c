/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The measures of retrieval and of judged pairs. */
#include "name/measure.h"

#include <stdlib.h>

#define RECALL_ASKED 0.95

void found_add(struct found *f, unsigned rank)
{
	f->queries++;
	if (rank == 0 || rank > MEASURE_RANKS) {
		return;
	}
	f->first += rank == 1;
	f->tenth++;
	f->reciprocal += 1.0 / rank;
}

static double share(double part, uint64_t whole)
{
	return whole ? part / (double)whole : 0;
}

double found_recall_1(const struct found *f)
{
	return share((double)f->first, f->queries);
}

double found_recall_10(const struct found *f)
{
	return share((double)f->tenth, f->queries);
}

double found_mrr(const struct found *f)
{
	return share(f->reciprocal, f->queries);
}

static int by_falling_score(const void *a, const void *b)
{
	double x = ((const struct judged *)a)->score, y = ((const struct judged *)b)->score;
	return (x < y) - (x > y);
}

struct pair_figures pairs_measure(struct judged *list, size_t count)
{
	struct pair_figures r = {.pairs = count};
	size_t hits = 0;
	for (size_t i = 0; i < count; i++) {
		r.same += list[i].same;
	}
	if (count > 1) {
		qsort(list, count, sizeof *list, by_falling_score);
	}
	for (size_t i = 0; i < count; i++) {
		hits += list[i].same;
		if (hits == 0 || (i + 1 < count && list[i + 1].score >= list[i].score)) {
			continue; /* a threshold lies between different scores only */
		}
		double precision = (double)hits / (double)(i + 1), recall = (double)hits / (double)r.same;
		double f1 = 2 * precision * recall / (precision + recall);
		r.f1 = f1 > r.f1 ? f1 : r.f1;
		if (recall >= RECALL_ASKED && precision > r.precision_95) {
			r.precision_95 = precision;
		}
	}
	return r;
}
