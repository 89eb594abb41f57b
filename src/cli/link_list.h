/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A list to be linked: a CSV file in memory, and which of its columns are compared. */
#ifndef CLI_LINK_LIST_H
#define CLI_LINK_LIST_H

#include "cli/cli.h"
#include "name/link_fields.h"

struct link_list {
	const char *path;
	struct str *headers;
	struct link_column_role *roles;
	size_t columns;
	struct str **rows; /* cells of each row, `columns` of them */
	unsigned *lines;   /* of the file, 1-based */
	size_t count, room;
};

/* What is compared: a column of each list, or the two columns that make up a name. */
struct link_plan {
	struct link_field fields[LINK_FIELDS_MOST];
	size_t column[2][LINK_FIELDS_MOST];
	size_t family[2][LINK_FIELDS_MOST]; /* joined to it by a space; SIZE_MAX: none */
	size_t count;
};

/* fields: "Header=type,Header=-" of --fields, or NULL: told by headers and contents. */
MUST_USE enum rc link_list_read(struct context *c, const char *path, const char *fields, struct link_list *ret);
/* b NULL: one list. RC_INVALID where there is nothing to compare. */
MUST_USE enum rc link_plan_make(struct context *c, const struct link_list *a, const struct link_list *b,
	struct link_plan *ret);
/* Adds all rows of the list to the linking. */
MUST_USE enum rc link_list_add(struct context *c, const struct link_list *list, unsigned side,
	const struct link_plan *plan, struct linking *l);
/* The row's identifier, or its line where the list has none; in the arena. */
struct str link_list_id(struct context *c, const struct link_list *list, size_t row);
/* The compared cells of a row, for a person to read: "Ales Bialiatski, 1962-09-25". */
struct str link_list_label(struct context *c, const struct link_list *list, unsigned side,
	const struct link_plan *plan, size_t row);
/* The column of that header, or SIZE_MAX. */
size_t link_list_column(const struct link_list *list, const char *header);

#endif
