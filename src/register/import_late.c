/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows found bad only by what is not in them: they are left out when the file is read again. */
#include <stdlib.h>

#include "register/import.h"

void late_add(struct late_rows *l, unsigned line, const struct fault *why)
{
	if (l->count == l->room) {
		l->room = l->room ? l->room * 2 : 16;
		l->list = xrealloc(l->list, l->room * sizeof *l->list);
	}
	l->list[l->count++] = (struct late){line, *why};
}

static int by_line(const void *a, const void *b)
{
	const struct late *x = a, *y = b;
	if (x->line != y->line) {
		return x->line < y->line ? -1 : 1;
	}
	return (x->why.column > y->why.column) - (x->why.column < y->why.column);
}

void late_sort(struct late_rows *l)
{
	size_t kept = 0;
	if (l->count) {
		qsort(l->list, l->count, sizeof *l->list, by_line);
	}
	for (size_t i = 0; i < l->count; i++) {
		if (i == 0 || l->list[i].line != l->list[kept - 1].line) {
			l->list[kept++] = l->list[i];
		}
	}
	l->count = kept;
}

const struct fault *late_find(const struct late_rows *l, unsigned line)
{
	size_t lo = 0, hi = l->count;
	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;
		if (l->list[middle].line < line) {
			lo = middle + 1;
		} else {
			hi = middle;
		}
	}
	return lo < l->count && l->list[lo].line == line ? &l->list[lo].why : NULL;
}

void claims_add(struct import *im, int64_t subject, unsigned column)
{
	if (im->claim_count && im->claims[im->claim_count - 1].line == im->line) {
		return;
	}
	if (im->claim_count == im->claim_room) {
		im->claim_room = im->claim_room ? im->claim_room * 2 : 64;
		im->claims = xrealloc(im->claims, im->claim_room * sizeof *im->claims);
	}
	im->claims[im->claim_count++] = (struct row_claim){subject, im->line, column};
}

void late_blame(struct late_rows *l, const struct import *im)
{
	for (size_t i = 0; i < im->claim_count; i++) {
		const struct row_claim *c = &im->claims[i];
		const struct fault *blame = change_blame(im->change, c->subject);
		if (blame) {
			struct fault why = *blame;
			const struct column *column = c->column ? &im->columns.list[c->column - 1] : NULL;
			fault_field(&why, column ? column->header : NULL);
			fault_where(&why, im->name, c->line, c->column);
			late_add(l, c->line, &why);
		}
	}
}
