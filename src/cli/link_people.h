/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The people of the register as a list to be linked, and decisions on them kept as statements. */
#ifndef CLI_LINK_PEOPLE_H
#define CLI_LINK_PEOPLE_H

#include "cli/link_review.h"

struct link_people {
	struct link_list list;
	int64_t *subjects; /* of each row */
	int64_t *never;    /* pairs of rows said never to be one person, two numbers each */
	size_t never_count;
};

/* Everybody whom the viewer may see, merged people once: id, name, born, sex. */
MUST_USE enum rc link_people_read(struct context *c, struct reg *r, struct link_people *ret);
/* Tells the linking what the register already knows: never the same. first: number of the list's first row. */
void link_people_apply(const struct link_people *people, uint32_t first, struct linking *l);
/*
 * Says the review's answers on two people of the register, same_as and never_same_as, as one change; what is said
 * already is not said again. *ret_change: its number, 0 when there was nothing to say; *ret_said: how many answers.
 */
MUST_USE enum rc link_people_record(struct context *c, struct reg *r, const struct link_people *people,
	const struct link_review *review, const char *path, int64_t *ret_change, size_t *ret_said);

#endif
