/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A line of numbers over time as SVG. The page shows the same numbers in a table beside it. */
#ifndef WEB_CHART_H
#define WEB_CHART_H

#include "web/page.h"

struct chart_point {
	day on;
	int64_t low, high;  /* equal where the number is certain */
	const char *title;  /* what a pointer over it says */
};

/* label: what the picture is, for those who do not see it. Points in order of days. Empty below two. */
struct str chart_line(struct page *p, const struct chart_point *points, size_t count, const char *label,
	bool narrow);

#endif
