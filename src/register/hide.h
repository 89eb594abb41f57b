/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Hiding: statements whose content is taken out of the register at once and everywhere, by one person (withhold); put
 * back by two (show again); or destroyed with its salts by two (erase). A notice in the log says which statements, and
 * on what ground; their headers, and so the log, stay as they were signed.
 */
#ifndef REGISTER_HIDE_H
#define REGISTER_HIDE_H

#include "ledger/entry.h"
#include "register/register.h"

/* What is to be hidden: statement numbers. */
struct hide_list {
	int64_t *list;
	size_t count;
};
/* Records that are called by a key, merged ones once: whoever names one is to mean one. */
struct hide_keyed {
	int64_t subject;
	handle handle;
	enum kind kind;
	bool own;  /* the organisation that is asked for gave it the key */
	char *by;  /* who did, where it is not own */
};
MUST_USE enum rc hide_keyed(struct reg *r, struct arena *a, int64_t org, struct str key, struct hide_keyed **ret,
	size_t *ret_count, struct fault *f);
/* The same of whatever has the handle, or was ever called so by this organisation: withheld or taken back, too. */
MUST_USE enum rc hide_named(struct reg *r, struct arena *a, struct str name, struct hide_keyed **ret, size_t *ret_count,
	struct fault *f);
/*
 * All that an organisation says of a subject and of what belongs to it, in the arena; what is erased of our own, and
 * what is withheld here already of a partner's, is left out.
 */
MUST_USE enum rc hide_record(struct reg *r, struct arena *a, int64_t org, int64_t subject, struct hide_list *ret,
	struct fault *f);
MUST_USE enum rc hide_subject(struct reg *r, struct arena *a, int64_t subject, struct hide_list *ret,
	struct fault *f); /* our own */
/* A statement, and the copies of it that undoing has made. */
MUST_USE enum rc hide_statement(struct reg *r, struct arena *a, int64_t statement, struct hide_list *ret,
	struct fault *f);
/* Who else says something of the same records, "One, Another"; NULL: nobody. */
MUST_USE enum rc hide_others(struct reg *r, struct arena *a, int64_t org, const struct hide_list *list,
	const char **ret, struct fault *f);
/* What the notice at this index of the register's own log withheld, and still is. */
MUST_USE enum rc hide_noticed(struct reg *r, struct arena *a, uint64_t index, struct hide_list *ret, struct fault *f);

struct hide_report {
	uint64_t index;      /* of the first notice in the log */
	size_t statements, notices;
};
/*
 * Does it, in one transaction with its notices. RC_NOT_FOUND: nothing is left to do; RC_DENIED: it takes two roles.
 * note is kept in this register alone, and may be NULL.
 */
MUST_USE enum rc hide_now(struct reg *r, enum notice_action action, enum ground ground, const char *note,
	const struct hide_list *list, const struct progress *p, struct hide_report *ret, struct fault *f);

/* Notices of this register's own log, newest first. */
struct hiding {
	uint64_t index;
	day day;
	enum notice_action action;
	enum ground ground;
	int roles;
	int64_t count;
	char *note; /* or NULL */
};
MUST_USE enum rc hide_notices(struct reg *r, struct arena *a, struct hiding **ret, size_t *ret_count, struct fault *f);

#endif
