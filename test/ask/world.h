/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Random registers for tests of questions: people by invented keys, with claims that disagree, vague dates,
 * corrections, retractions, several days of recording and several sources with and without dates.
 */
#ifndef TEST_ASK_WORLD_H
#define TEST_ASK_WORLD_H

#include "register/register.h"

#define WORLD_PEOPLE 24
#define WORLD_BODIES 2
#define WORLD_SOURCES 6
#define WORLD_CHANGES 4

struct random {
	uint64_t state;
};

uint64_t random_next(struct random *r);
int64_t random_below(struct random *r, int64_t n); /* 0 to n - 1 */
bool random_one_in(struct random *r, int64_t n);
day random_day(struct random *r);                  /* 2020 to 2024 */
/* A date as EDTF, into a caller's buffer. */
#define DATE_MOST 48
const char *random_date(struct random *r, char text[DATE_MOST]);

struct world {
	struct random random;
	struct reg *reg;
	char path[256];
	int people; /* how many to make: 1 to WORLD_PEOPLE */
	int64_t persons[WORLD_PEOPLE];
	int64_t bodies[WORLD_BODIES];
	int64_t places[2];
	int64_t sources[WORLD_SOURCES];
	day changes[WORLD_CHANGES]; /* days of recording; the last of the undo, if there is one */
	/* while it is made */
	struct change *change;
	struct fault fault;
	struct living {
		int64_t subject, statement;
		const struct property *property;
	} living[4000];
	size_t living_count;
};

/* Makes the folder in $TMPDIR or /tmp and fills it. Ends the test on a fault. */
void world_make(struct world *w, uint64_t seed, int people);
void world_remove(struct world *w);

#endif
