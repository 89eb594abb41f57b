/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The list of people as a question: what the form asks, and who answers to it. */
#ifndef WEB_PEOPLE_H
#define WEB_PEOPLE_H

#include "web/views.h"

#define PEOPLE_PAGE 25
#define PEOPLE_SORTED 20000 /* most people a list is sorted for by name */

struct people {
	const char *question;  /* in canonical words; NULL: more than one question */
	day on, published_by;
	struct ask_member *members;
	size_t count;          /* of members */
	struct bounds total;
	struct coverage coverage;
	const char *note;
	int64_t from;          /* members begin at this one of the whole list */
	bool whole;            /* members are all there are */
	const struct match *matches; /* of a search: how the members were found */
	size_t match_count;
	struct known_place *places; /* labels already looked up for rows */
	size_t place_count;
};

/* Asks what the address says; most: rows wanted from `from`, 0 = all. */
MUST_USE enum rc people_find(struct page *p, size_t from, size_t most, struct people *ret);
/* Rows of count members from the one at `from`, on the list's day and with what was published by its day. */
MUST_USE enum rc people_rows(struct page *p, struct people *list, size_t from, size_t count, struct person_row *ret);

#endif
