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
	unsigned *said;	 /* per person: what was said already, by 1 << enum person_state_kind */
};

void status_group_before(struct status_reading *sr, size_t at, bool whole);
void status_group_after(struct status_reading *sr, size_t at, bool plural);
struct letter_claim *status_claim(
	struct status_reading *sr, size_t k, enum claim_kind kind, size_t at, size_t n);
/* Of somebody of whom nothing can be said. */
void status_nobody(struct status_reading *sr, struct letter_claim *c);
/* The day said after n tokens at at, within the same statement; NULL: none. */
const struct when *status_when(const struct status_reading *sr, size_t at, size_t n);
/* *ret_known false: possible only, or nobody; *p is not filled then. */
MUST_USE enum rc status_person(
	struct status_reading *sr, size_t k, struct person_facts *p, bool *ret_known);
MUST_USE enum rc find_honours(struct status_reading *sr);
MUST_USE enum rc find_candidacies(struct status_reading *sr);
/* terms.c */
/* Tokens of a term at i, "12 years", "18 months"; 0 = none. */
size_t term_at(const struct words *w, size_t i, size_t end);
MUST_USE enum rc find_terms(struct status_reading *sr);
MUST_USE enum rc find_articles(struct status_reading *sr);
/* dates.c */
MUST_USE enum rc find_sentenced_days(struct status_reading *sr);
MUST_USE enum rc find_births(struct status_reading *sr);
/* "detained on 14 July 2021", "freed in December 2025": the day is held against the spells. */
void judge_state_day(struct reading *r, enum person_state_kind state, const struct when *when,
	const struct person_facts *p, struct letter_claim *c);

#endif
