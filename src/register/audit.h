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

/* A new breach at the end of the list; valid until the next. */
struct breach *breach_add(struct audit *a);
/* audit_deep.c: adds what the register holds other than as it was signed. RC_DB: the file itself is damaged. */
MUST_USE enum rc audit_deep(struct audit *a, const struct progress *p, struct fault *f);

/* Adds a breach where the views are not those of the statements. */
MUST_USE enum rc audit_views(struct audit *a, const struct progress *p, struct fault *f);

extern const struct law laws_people[];  /* ended by name NULL */
extern const struct law laws_cases[];
extern const struct law laws_figures[];

#endif
