/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * doc/model.md done the slow way: from the raw statements, day by day, without views, without the question
 * language. What it says of a random question must be what ask/ says.
 */
#ifndef TEST_ASK_NAIVE_H
#define TEST_ASK_NAIVE_H

#include "world.h"

enum truth { NO, POSSIBLE, SURE };

/* One assert or replace. */
struct raw {
	int64_t no, subject, number;
	const struct property *property;
	const char *text; /* NULL: a number or reference */
	day lo, hi;       /* of a date */
	bool open;
	const char *valid;
	day known, pub;
	struct {
		day known, pub;
	} kills[2]; /* DAY_MAX where there is none */
};

struct naive {
	struct arena *arena;
	struct raw *list;
	size_t count;
	size_t *first, *next; /* by subject, by claim: the chain of claims on one subject, as index + 1; 0 ends it */
	int64_t *owner; /* by subject: whom its spell or case belongs to; itself for a person */
	int64_t *file;  /* by subject: the case of a charge or sentence; 0 for others */
	int64_t only;   /* a sentence that conditions are asked of, with its case and its person; 0: of the person */
	int64_t subjects;
	day pub, known; /* published by, known on */
};

void naive_load(struct naive *n, struct arena *a, const struct world *w);

enum truth naive_held(const struct naive *n, int64_t person, day d);
enum truth naive_listed(const struct naive *n, int64_t person, int64_t body, day d);
/* On at least one day from..to. */
enum truth naive_held_in(const struct naive *n, int64_t person, day from, day to);
enum truth naive_listed_in(const struct naive *n, int64_t person, int64_t body, day from, day to);
/* A code or text property is one of some words; NULL ends them. */
enum truth naive_is(const struct naive *n, int64_t person, int property, const char *const *words, day d);
enum truth naive_has(const struct naive *n, int64_t person, int property, day d);
/* sign 1: over; -1: under */
enum truth naive_number(const struct naive *n, int64_t person, int property, int sign, int64_t limit);
enum truth naive_flag(const struct naive *n, int64_t person, const char *flag, int64_t days, day d);
enum truth naive_aged(const struct naive *n, int64_t person, int sign, int64_t years, day d);
/* A date of the person or of what is theirs lies in a period; for a release the ground must allow it. */
enum truth naive_date(const struct naive *n, int64_t person, int property, day from, day to);
enum truth naive_released(const struct naive *n, int64_t person, day from, day to);
enum truth naive_recognised(const struct naive *n, int64_t person, int64_t body, day from, day to);
enum truth naive_died(const struct naive *n, int64_t person, day from, day to);
/* Days inside the person's spells that ended at liberty in the period: for sure, and at most. */
void naive_days_lost(const struct naive *n, int64_t person, day from, day to, int64_t *ret_least, int64_t *ret_most);
/* Whether the subject is a sentence of which something live is said. */
bool naive_sentence(const struct naive *n, int64_t subject);
/* The least and the greatest months of a sentence; 0 where none are recorded. */
void naive_months(const struct naive *n, int64_t sentence, int64_t *ret_least, int64_t *ret_most);
/* Whether anything at all is said of the person. */
bool naive_exists(const struct naive *n, int64_t person);
bool naive_recorded(const struct naive *n, int64_t person, int property);

#endif
