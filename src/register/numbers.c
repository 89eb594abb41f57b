/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Growing lists of numbers: the subjects a change touches. */
#include <stdlib.h>

#include "register/internal.h"

void numbers_add(struct numbers *n, int64_t v)
{
	/* Statements come subject by subject: most repetitions stand side by side. */
	if (n->count && n->list[n->count - 1] == v) {
		return;
	}
	if (n->count == n->room) {
		n->room = n->room ? n->room * 2 : 64;
		n->list = xrealloc(n->list, n->room * sizeof *n->list);
	}
	n->list[n->count++] = v;
}

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

void numbers_sort(struct numbers *n)
{
	size_t kept = 0;
	bool sorted = true;
	for (size_t i = 1; i < n->count && sorted; i++) {
		sorted = n->list[i - 1] <= n->list[i];
	}
	if (!sorted) {
		qsort(n->list, n->count, sizeof *n->list, by_number);
	}
	for (size_t i = 0; i < n->count; i++) {
		if (i == 0 || n->list[i] != n->list[kept - 1]) {
			n->list[kept++] = n->list[i];
		}
	}
	n->count = kept;
}

bool numbers_hold(const struct numbers *n, int64_t v)
{
	return n->count && bsearch(&v, n->list, n->count, sizeof v, by_number);
}

void numbers_finish(struct numbers *n)
{
	free(n->list);
	*n = (struct numbers){0};
}
