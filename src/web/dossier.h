/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * All that is said about a subject and what it owns, read once for a page, and picked from by
 * property. Labels and sources that come again are looked up once.
 */
#ifndef WEB_DOSSIER_H
#define WEB_DOSSIER_H

#include "web/views.h"

struct file { /* of one subject */
	int64_t no;
	enum kind kind;
	struct statement *said; /* live and dead, by property, then number */
	size_t count;
};

struct dossier {
	struct page *page;
	struct file *files; /* the subject itself first */
	size_t count;
	struct seen *seen; /* labels and sources already looked up */
	size_t seen_count, seen_room;
};

/* owned: also spells, cases, charges ... */
MUST_USE enum rc dossier_load(struct page *p, int64_t no, bool owned, struct dossier *ret);
/* The next live statement of a property behind at (NULL: from the start), or NULL. */
const struct statement *file_next(const struct file *file, int property, const struct statement *at);
/* The live one the view shows, or NULL. */
const struct statement *file_chosen(const struct file *file, int property);
/* Whether live claims of the property disagree. */
bool file_disputed(const struct file *file, int property);
/* The value as words in the reader's language: labels, dates and references turned to text. */
MUST_USE enum rc dossier_text(struct dossier *d, const struct statement *s, const char **ret);
/* The chosen value as words; NULL where nothing is said. */
MUST_USE enum rc dossier_value(struct dossier *d, const struct file *file, int property, const char **ret);
MUST_USE enum rc dossier_link(struct dossier *d, int64_t no, struct link_view *ret);
MUST_USE enum rc dossier_source(struct dossier *d, int64_t no, const struct source_view **ret);
/* Every statement of one file as rows. */
MUST_USE enum rc dossier_rows(struct dossier *d, const struct file *file, struct group_view *ret);
/* First and last day a date value may mean; false: none said. An open end gives DAY_MAX. */
bool said_days(const struct statement *s, day *ret_lo, day *ret_hi);

#endif
