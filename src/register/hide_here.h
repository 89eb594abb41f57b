/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a partner says, withheld in this register alone: by one person, at once, and shown again by one, since the
 * partner shows it all the while. It leaves the views as what is withheld here or by the partner does; the log does
 * not tell of it, and no sync brings it back.
 */
#ifndef REGISTER_HIDE_HERE_H
#define REGISTER_HIDE_HERE_H

#include "register/hide.h"

struct here {
	int64_t no;    /* by which it is shown again */
	int64_t org;   /* whose statements */
	char *by;      /* its name */
	bool whole;    /* a record: what the partner says of it later, too */
	day day;
	enum ground ground;
	int64_t count; /* statements, on that day */
	const char *note; /* or NULL */
	day shown;     /* the day on which it was shown again; 0: it is not */
};
/* Of h: org, whole, ground, note; its no is filled in. RC_NOT_FOUND: the list is empty. */
MUST_USE enum rc here_withhold(struct reg *r, struct arena *a, struct here *h, const struct hide_list *list,
	const struct progress *p, struct fault *f);
/* *ret: statements that it held. RC_NOT_FOUND: there is no such withholding, or none any more. */
MUST_USE enum rc here_show(struct reg *r, struct arena *a, int64_t no, const char *note, const struct progress *p,
	size_t *ret, struct fault *f);
/* All of them, newest first. */
MUST_USE enum rc here_list(struct reg *r, struct arena *a, struct here **ret, size_t *ret_count, struct fault *f);

#endif
