/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lists read for linking. */
#include <string.h>

#include "cli/link_list.h"

size_t link_list_column(const struct link_list *list, const char *header)
{
	for (size_t i = 0; i < list->columns; i++) {
		if (str_is_nocase(list->headers[i], header)) {
			return i;
		}
	}
	return SIZE_MAX;
}

/* Among the first columns; as columns are looked up, capitals make no difference. */
static size_t headed_before(const struct link_list *list, size_t count, struct str header)
{
	for (size_t i = 0; i < count; i++) {
		if (str_eq_nocase(list->headers[i], header)) {
			return i;
		}
	}
	return SIZE_MAX;
}

static enum rc read_header(struct context *c, struct csv_reader *csv, struct link_list *list)
{
	const struct csv_row *row;
	enum rc rc = csv_next(csv, &row, &c->fault);
	if (rc == RC_OK && !row) {
		rc = fault_set(&c->fault, RC_INVALID, "the list is empty");
		fault_hint(&c->fault, "the first line names the columns");
		fault_where(&c->fault, list->path, 1, 0);
	}
	if (rc != RC_OK) {
		return rc;
	}
	list->columns = row->count;
	list->headers = arena_array(c->arena, row->count, sizeof *list->headers);
	list->roles = arena_array(c->arena, row->count, sizeof *list->roles);
	for (size_t i = 0; i < row->count; i++) {
		list->headers[i] = str_copy(c->arena, row->cells[i].text);
		size_t before = headed_before(list, i, list->headers[i]);
		if (before != SIZE_MAX && list->headers[i].n) {
			rc = fault_set(&c->fault, RC_INVALID, "the columns %zu and %zu are both called \"%.*s\"", before + 1, i + 1,
				STR_ARG(list->headers[i]));
			fault_hint(&c->fault, "which is meant? rename one, or take it out");
			fault_where(&c->fault, list->path, row->line, (unsigned)i + 1);
			return rc;
		}
	}
	return RC_OK;
}

static void add_row(struct context *c, struct link_list *list, const struct csv_row *row)
{
	if (list->count == list->room) {
		size_t old = list->room;
		list->room = old ? old * 2 : 1024;
		list->rows = arena_grow(c->arena, list->rows, old * sizeof *list->rows, list->room * sizeof *list->rows);
		list->lines = arena_grow(c->arena, list->lines, old * sizeof *list->lines,
			list->room * sizeof *list->lines);
	}
	struct str *cells = arena_array(c->arena, list->columns, sizeof *cells);
	for (size_t i = 0; i < list->columns && i < row->count; i++) {
		cells[i] = str_copy(c->arena, row->cells[i].text);
	}
	list->lines[list->count] = row->line;
	list->rows[list->count++] = cells;
}

static enum rc read_rows(struct context *c, struct csv_reader *csv, struct link_list *list)
{
	const struct csv_row *row;
	enum rc rc;
	while ((rc = csv_next(csv, &row, &c->fault)) == RC_OK && row) {
		if (row->count > list->columns) {
			rc = fault_set(&c->fault, RC_INVALID, "%zu cells, and the header names %zu columns", row->count,
				list->columns);
			fault_where(&c->fault, list->path, row->line, 0);
			return rc;
		}
		if (arena_full(c->arena, list->columns * 64 + ((size_t)1 << 20))) {
			return fault_set(&c->fault, RC_LIMIT, "%s is too large to be linked at once", list->path);
		}
		add_row(c, list, row);
		if (c->progress.step && list->count % 4096 == 0) {
			uint64_t done, total;
			csv_position(csv, &done, &total);
			c->progress.step(c->progress.data, "reading", done, total);
		}
	}
	return rc;
}

static void guess_roles(struct link_list *list)
{
	for (size_t i = 0; i < list->columns; i++) {
		struct link_tally tally = {0};
		for (size_t r = 0; r < list->count; r++) {
			link_tally(&tally, list->rows[r][i]);
		}
		list->roles[i] = link_guess(list->headers[i], &tally);
	}
	link_settle_roles(list->roles, list->columns);
}

/* Only what --fields names is compared. */
static enum rc take_roles(struct context *c, struct link_list *list, const char *fields)
{
	struct str *parts;
	size_t count = str_split(c->arena, str_of(fields), ',', &parts);
	for (size_t i = 0; i < count; i++) {
		size_t equals = str_find(parts[i], '=', 0);
		struct str header = str_trim(str_sub(parts[i], 0, equals));
		struct str type = str_trim(str_sub(parts[i], equals < parts[i].n ? equals + 1 : equals, parts[i].n));
		size_t column = link_list_column(list, str_dup(c->arena, header));
		enum rc rc = RC_OK;
		if (column == SIZE_MAX) {
			rc = fault_set(&c->fault, RC_INVALID, "--fields: %s has no column \"%.*s\"", list->path,
				STR_ARG(header));
		} else if (!link_role_named(type, &list->roles[column])) {
			rc = fault_set(&c->fault, RC_INVALID, "--fields: \"%.*s\" is no type of a column", STR_ARG(type));
			fault_hint(&c->fault, "write name, words, date, code, category, id, or - to leave it out");
		}
		if (rc != RC_OK) {
			return rc;
		}
	}
	return RC_OK;
}

enum rc link_list_read(struct context *c, const char *path, const char *fields, struct link_list *ret)
{
	struct csv_reader *csv;
	*ret = (struct link_list){.path = path};
	enum rc rc = csv_open(path, 0, &csv, &c->fault);
	if (rc != RC_OK) {
		return rc;
	}
	rc = read_header(c, csv, ret);
	if (rc == RC_OK) {
		rc = read_rows(c, csv, ret);
	}
	csv_close(csv);
	if (rc == RC_OK && fields) {
		rc = take_roles(c, ret, fields);
	} else if (rc == RC_OK) {
		guess_roles(ret);
	}
	return rc;
}

/* ---- the plan ---- */

static size_t column_of_role(const struct link_list *list, enum link_role role)
{
	for (size_t i = 0; i < list->columns; i++) {
		if (list->roles[i].role == role) {
			return i;
		}
	}
	return SIZE_MAX;
}


/* The column of the other list that is the same field: by header, else the only one of its type. */
static size_t counterpart(struct context *c, const struct link_list *a, size_t column, const struct link_list *b)
{
	enum link_type type = a->roles[column].type;
	size_t found = link_list_column(b, str_dup(c->arena, a->headers[column])), alike = 0;
	if (found != SIZE_MAX && b->roles[found].role == LINK_ROLE_FIELD) {
		return found;
	}
	for (size_t i = 0; i < b->columns; i++) {
		if (b->roles[i].role == LINK_ROLE_FIELD && b->roles[i].type == type) {
			found = i;
			alike++;
		}
	}
	return alike == 1 && (type == LINK_NAME || type == LINK_DATE || type == LINK_CATEGORY) ? found : SIZE_MAX;
}

static void plan_add(struct link_plan *p, const char *label, enum link_type type, size_t a, size_t b)
{
	if (p->count < LINK_FIELDS_MOST) {
		p->fields[p->count] = (struct link_field){label, type};
		p->column[0][p->count] = a;
		p->column[1][p->count] = b;
		p->family[0][p->count] = p->family[1][p->count] = SIZE_MAX;
		p->count++;
	}
}

/* A name in two columns is one field: so a given name in the wrong column does no harm. */
static void plan_parts(const struct link_list *a, const struct link_list *b, struct link_plan *p)
{
	const struct link_list *lists[2] = {a, b ? b : a};
	size_t given[2], family[2];
	for (int side = 0; side < 2; side++) {
		given[side] = column_of_role(lists[side], LINK_ROLE_GIVEN);
		family[side] = column_of_role(lists[side], LINK_ROLE_FAMILY);
		if (given[side] == SIZE_MAX || family[side] == SIZE_MAX) {
			return;
		}
	}
	plan_add(p, "name", LINK_NAME, given[0], given[1]);
	p->family[0][p->count - 1] = family[0];
	p->family[1][p->count - 1] = family[1];
}

enum rc link_plan_make(struct context *c, const struct link_list *a, const struct link_list *b,
	struct link_plan *ret)
{
	*ret = (struct link_plan){0};
	plan_parts(a, b, ret);
	for (size_t i = 0; i < a->columns; i++) {
		size_t other = i;
		if (a->roles[i].role == LINK_ROLE_FIELD && b) {
			other = counterpart(c, a, i, b);
		}
		if (a->roles[i].role == LINK_ROLE_FIELD && other != SIZE_MAX) {
			plan_add(ret, str_dup(c->arena, a->headers[i]), a->roles[i].type, i, other);
		}
	}
	if (ret->count == 0) {
		enum rc rc = fault_set(&c->fault, RC_INVALID, "%s%s%s no column to compare", a->path,
			b ? " and " : " has", b ? b->path : "");
		fault_hint(&c->fault, "name the columns: --fields \"Full name=name,Born=date\"");
		return rc;
	}
	return RC_OK;
}

/* ---- rows ---- */

static struct str cell_of(struct context *c, const struct link_list *list, unsigned side,
	const struct link_plan *plan, size_t field, size_t row)
{
	struct str cell = list->rows[row][plan->column[side][field]];
	size_t family = plan->family[side][field];
	if (family == SIZE_MAX) {
		return cell;
	}
	return str_of(arena_printf(c->arena, "%.*s %.*s", STR_ARG(cell), STR_ARG(list->rows[row][family])));
}

enum rc link_list_add(struct context *c, const struct link_list *list, unsigned side,
	const struct link_plan *plan, struct linking *l)
{
	struct str cells[LINK_FIELDS_MOST];
	uint32_t number;
	enum rc rc = RC_OK;
	for (size_t row = 0; rc == RC_OK && row < list->count; row++) {
		for (size_t f = 0; f < plan->count; f++) {
			cells[f] = cell_of(c, list, side, plan, f, row);
		}
		rc = linking_add(l, side, cells, &number, &c->fault);
	}
	return rc;
}

struct str link_list_id(struct context *c, const struct link_list *list, size_t row)
{
	size_t id = column_of_role(list, LINK_ROLE_ID);
	if (id != SIZE_MAX && list->rows[row][id].n) {
		return list->rows[row][id];
	}
	return str_of(arena_printf(c->arena, "line %u", list->lines[row]));
}

struct str link_list_label(struct context *c, const struct link_list *list, unsigned side,
	const struct link_plan *plan, size_t row)
{
	char *text = arena_strdup(c->arena, "");
	for (size_t f = 0; f < plan->count; f++) {
		struct str cell = str_trim(cell_of(c, list, side, plan, f, row));
		if (cell.n) {
			text = arena_printf(c->arena, "%s%s%.*s", text, *text ? ", " : "", STR_ARG(cell));
		}
	}
	return str_of(text);
}
