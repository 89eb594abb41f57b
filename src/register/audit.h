/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Shared by the audit*.c files alone. */
#ifndef REGISTER_AUDIT_H
#define REGISTER_AUDIT_H

#include "register/internal.h"

/* Claims that nothing killed have this dead_known: DAY_MAX, as text for SQL. */
#define LIVE(f) " " f ".dead_known = 10000000 "

struct audit {
	struct reg *reg;
	struct db *db;
	struct arena *arena;
	day as_of;
	struct breach *list;
	size_t count, room;
};

/*
 * A law: its rows are a subject and up to four statement numbers (NULL = none). ?1, where it stands in the SQL, is
 * the day as_of. Where breaks is given, a row is a breach only if it says so of the first statement's text.
 */
struct law {
	const char *name;
	bool error;
	const char *sentence; /* what is wrong; the claims that clash are put behind it */
	const char *sql;
	bool (*breaks)(struct str value);
};

extern const struct law laws_people[];  /* ended by name NULL */
extern const struct law laws_cases[];
extern const struct law laws_figures[];

#endif
