/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the three forms of a report share. */
#ifndef LETTER_REPORT_H
#define LETTER_REPORT_H

#include "letter/letter.h"

/* "Human Rights Situation in Belarus (Viasna, 2023-04-04)"; the url may be NULL. */
MUST_USE enum rc report_source(struct reg *r, const struct viewer *v, struct arena *a, int64_t no,
	char **ret_text, char **ret_url, struct fault *f);
/* The handle of a subject as text, or NULL for none. */
MUST_USE enum rc report_handle(struct reg *r, const struct viewer *v, struct arena *a, int64_t no,
	char **ret, struct fault *f);
const char *report_day(struct arena *a, day d); /* YYYY-MM-DD, or "no date found" */

#endif
