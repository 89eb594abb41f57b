/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Published figures: numbers that bodies gave out, each with its day and source. */
#ifndef WEB_FIGURES_H
#define WEB_FIGURES_H

#include "web/chart.h"
#include "web/views.h"

#define FIGURE_MAIN "political_prisoners_current"

struct figure {
	int64_t no, body, value;
	day on;
	const char *name;
	bool evidence; /* some source is more than a letter */
	struct figure_row row;
};

/* Those of one name (NULL: of every name), oldest first, with the words of their rows. */
MUST_USE enum rc figures_load(struct page *p, const char *name, struct figure **ret, size_t *ret_count);
/* The latest of all, and of the body that gave most of them the line, wide and narrow, and the rows, newest first. */
void figures_chart(struct page *p, struct figure *list, size_t count,
	struct front_view *v);
/* A row of ask's figure. */
MUST_USE enum rc figure_answer(struct page *p, const struct ask_figure *f, struct figure_row **ret);

#endif
