/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the columns of a list mean for linking, told by their headers and, failing that, by what is in them. */
#ifndef NAME_LINK_FIELDS_H
#define NAME_LINK_FIELDS_H

#include "name/link.h"

enum link_role {
	LINK_ROLE_NONE,   /* not compared */
	LINK_ROLE_ID,     /* the row's own identifier: shown, not compared */
	LINK_ROLE_GIVEN,  /* a part of the name, where no column holds the whole */
	LINK_ROLE_FAMILY,
	LINK_ROLE_FIELD,  /* compared, by its type */
};

struct link_column_role {
	enum link_role role;
	enum link_type type; /* of LINK_ROLE_FIELD */
};

/* What is counted of a column's cells while the list is read. */
struct link_tally {
	uint64_t said, digits_only, dates;
	uint64_t bytes;
	uint64_t distinct; /* at most LINK_DISTINCT_MOST + 1 */
	uint64_t seen[64]; /* hashes of the first distinct values */
};
#define LINK_DISTINCT_MOST 64

void link_tally(struct link_tally *t, struct str cell);
/* The role of a column by its header and tally. */
struct link_column_role link_guess(struct str header, const struct link_tally *t);
/* One whole name is enough: parts are left out beside it; and only the first of several. */
void link_settle_roles(struct link_column_role *roles, size_t count);
/* "name", "words", "date", "code", "category", "-" to a role; false for any other word. */
bool link_role_named(struct str word, struct link_column_role *ret);
const char *link_type_name(enum link_type type);

#endif
