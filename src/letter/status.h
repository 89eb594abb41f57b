/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Statuses of the persons of one sentence: what status.c and honour.c share. */
#ifndef LETTER_STATUS_H
#define LETTER_STATUS_H

#include "letter/reading.h"

struct status_reading {
	struct reading *r;
	size_t first, end;			/* tokens of the sentence */
	const struct mention *list; /* its persons */
	size_t count;
	size_t from, to; /* those the words at hand speak of */
	unsigned *said;	 /* per person: what was said already, by 1 << enum person_state */
};

void status_group_before(struct status_reading *sr, size_t at, bool whole);
void status_group_after(struct status_reading *sr, size_t at, bool plural);
struct letter_claim *status_claim(struct status_reading *sr, size_t k, size_t at, size_t n);
/* *ret_known false: possible only, or nobody; *p is not filled then. */
MUST_USE enum rc status_person(
	struct status_reading *sr, size_t k, struct person_facts *p, bool *ret_known);
MUST_USE enum rc find_honours(struct status_reading *sr);
MUST_USE enum rc find_candidacies(struct status_reading *sr);
MUST_USE enum rc find_terms(struct status_reading *sr);

#endif
