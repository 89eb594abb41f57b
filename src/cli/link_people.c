/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The register's people for linking. */
#include <inttypes.h>
#include <stdlib.h>

#include "cli/link_people.h"

#define PEOPLE_MOST LINK_RECORDS_MOST

enum { COLUMN_ID, COLUMN_NAME, COLUMN_BORN, COLUMN_SEX, COLUMNS };

static enum rc read_person(struct context *c, struct reg *r, int64_t no, struct str *cells)
{
	static const int properties[COLUMNS] = {[COLUMN_BORN] = P_PERSON_BIRTH, [COLUMN_SEX] = P_PERSON_SEX};
	char *text;
	enum rc rc = subject_label(r, reg_viewer(r), c->arena, no, "en", &text, &c->fault);
	if (rc != RC_OK) {
		return rc;
	}
	cells[COLUMN_NAME] = str_of(text);
	for (int i = COLUMN_BORN; rc == RC_OK && i < COLUMNS; i++) {
		rc = subject_value(r, reg_viewer(r), c->arena, no, properties[i], &text, &c->fault);
		cells[i] = rc == RC_OK ? str_of(text) : STR("");
	}
	return rc;
}

/* Whoever was merged into somebody else stands in the list as that one. */
static enum rc add_person(struct context *c, struct reg *r, int64_t no, struct link_people *people)
{
	struct link_list *list = &people->list;
	char handle_text[HANDLE_TEXT];
	enum kind kind;
	handle h;
	int64_t again = 0;
	enum rc rc = subject_get(r, reg_viewer(r), no, &kind, &h, &c->fault);
	if (rc == RC_OK) {
		rc = subject_by_handle(r, reg_viewer(r), h, &again, &c->fault);
	}
	if (rc != RC_OK || again != no) {
		return rc;
	}
	struct str *cells = arena_array(c->arena, COLUMNS, sizeof *cells);
	cells[COLUMN_ID] = str_copy(c->arena, str_of(handle_format(h, handle_text)));
	rc = read_person(c, r, no, cells);
	if (rc == RC_OK) {
		list->lines[list->count] = (unsigned)list->count + 1;
		people->subjects[list->count] = no;
		list->rows[list->count++] = cells;
	}
	return rc;
}

static int by_subject(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* Rows ascend by subject. */
static int64_t row_of(const struct link_people *people, int64_t subject)
{
	const int64_t *found = bsearch(&subject, people->subjects, people->list.count, sizeof subject, by_subject);
	return found ? found - people->subjects : -1;
}

static enum rc read_never_of(struct context *c, struct reg *r, int64_t no, struct link_people *people)
{
	struct statement *list;
	size_t count;
	enum rc rc = subject_statements(r, reg_viewer(r), c->arena, no, false, &list, &count, &c->fault);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		int64_t one = row_of(people, no), other = row_of(people, list[i].value.number);
		if (list[i].property->code == P_NEVER_SAME_AS && one >= 0 && other >= 0) {
			people->never = arena_grow(c->arena, people->never, people->never_count * 2 * sizeof *people->never,
				(people->never_count + 1) * 2 * sizeof *people->never);
			people->never[people->never_count * 2] = one;
			people->never[people->never_count++ * 2 + 1] = other;
		}
	}
	return rc;
}

static enum rc read_never(struct context *c, struct reg *r, struct link_people *people)
{
	int64_t *list;
	size_t count;
	enum rc rc = subjects_saying(r, reg_viewer(r), c->arena, P_NEVER_SAME_AS, STR(""), PEOPLE_MOST, &list, &count,
		&c->fault);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		rc = read_never_of(c, r, list[i], people);
	}
	return rc;
}

static void name_columns(struct context *c, struct link_list *list)
{
	static const char *const headers[COLUMNS] = {"id", "name", "born", "sex"};
	static const struct link_column_role roles[COLUMNS] = {
		{LINK_ROLE_ID, LINK_WORDS}, {LINK_ROLE_FIELD, LINK_NAME}, {LINK_ROLE_FIELD, LINK_DATE},
		{LINK_ROLE_FIELD, LINK_CATEGORY},
	};
	list->path = "the register";
	list->columns = COLUMNS;
	list->headers = arena_array(c->arena, COLUMNS, sizeof *list->headers);
	list->roles = arena_array(c->arena, COLUMNS, sizeof *list->roles);
	for (int i = 0; i < COLUMNS; i++) {
		list->headers[i] = str_of(headers[i]);
		list->roles[i] = roles[i];
	}
}

enum rc link_people_read(struct context *c, struct reg *r, struct link_people *ret)
{
	int64_t *list;
	size_t count;
	*ret = (struct link_people){0};
	name_columns(c, &ret->list);
	enum rc rc = subjects_saying(r, reg_viewer(r), c->arena, P_PERSON_NAME, STR(""), PEOPLE_MOST, &list, &count,
		&c->fault);
	if (rc != RC_OK) {
		return rc;
	}
	ret->list.rows = arena_array(c->arena, count + 1, sizeof *ret->list.rows);
	ret->list.lines = arena_array(c->arena, count + 1, sizeof *ret->list.lines);
	ret->subjects = arena_array(c->arena, count + 1, sizeof *ret->subjects);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		rc = add_person(c, r, list[i], ret);
	}
	return rc == RC_OK ? read_never(c, r, ret) : rc;
}

void link_people_apply(const struct link_people *people, uint32_t first, struct linking *l)
{
	for (size_t i = 0; i < people->never_count; i++) {
		linking_decide(l, first + (uint32_t)people->never[i * 2], first + (uint32_t)people->never[i * 2 + 1],
			LINK_NEVER);
	}
}

/* ---- recording ---- */

struct recording {
	struct context *c;
	struct change *change;
	int64_t source;
};

static enum rc say_text(struct recording *r, int64_t subject, int property, const char *text)
{
	int64_t unused;
	struct said s = {.subject = subject, .property = property_by_code(property), .mode = MODE_ASSERT,
		.value = {VALUE_TEXT, str_of(text), 0}};
	return change_say(r->change, &s, &unused, &r->c->fault);
}

/* Whoever answered is the source: the review itself, as of today. */
static enum rc make_source(struct recording *r, const char *path)
{
	char today[DAY_TEXT];
	day_format(day_today(), today);
	enum rc rc = change_subject(r->change, KIND_SOURCE, &r->source, &r->c->fault);
	if (rc == RC_OK) {
		rc = say_text(r, r->source, P_SOURCE_TITLE,
			arena_printf(r->c->arena, "Decisions on who is who, from the review %s", path));
	}
	if (rc == RC_OK) {
		rc = say_text(r, r->source, P_SOURCE_PUBLISHED, today);
	}
	return rc;
}

static enum rc say_decision(struct recording *r, int64_t one, int64_t other, enum link_decision said)
{
	int64_t unused;
	struct said s = {.subject = one, .mode = MODE_ASSERT, .source = r->source,
		.property = property_by_code(said == LINK_SAME ? P_SAME_AS : P_NEVER_SAME_AS),
		.value = {VALUE_REF, {0}, other}};
	return change_say(r->change, &s, &unused, &r->c->fault);
}

static bool known_never(const struct link_people *people, uint32_t a, uint32_t b)
{
	for (size_t i = 0; i < people->never_count; i++) {
		int64_t x = people->never[i * 2], y = people->never[i * 2 + 1];
		if ((x == a && y == b) || (x == b && y == a)) {
			return true;
		}
	}
	return false;
}

/* People said to be the same are one row of the next list: such an answer comes once only. */
static bool to_be_said(const struct link_people *people, const struct link_review_row *row)
{
	return row->known && (row->said == LINK_SAME
		|| (row->said == LINK_NEVER && !known_never(people, row->a, row->b)));
}

static enum rc say_all(struct recording *r, const struct link_people *people, const struct link_review *review,
	const char *path, size_t *ret_said)
{
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < review->count; i++) {
		const struct link_review_row *row = &review->rows[i];
		if (!to_be_said(people, row)) {
			continue;
		}
		if (!r->source) {
			rc = make_source(r, path);
		}
		if (rc == RC_OK) {
			rc = say_decision(r, people->subjects[row->a], people->subjects[row->b], row->said);
			++*ret_said;
		}
	}
	return rc;
}

enum rc link_people_record(struct context *c, struct reg *r, const struct link_people *people,
	const struct link_review *review, const char *path, int64_t *ret_change, size_t *ret_said)
{
	struct recording w = {.c = c};
	*ret_change = 0;
	*ret_said = 0;
	enum rc rc = change_begin(r, arena_printf(c->arena, "decisions of the review %s", path), &w.change, &c->fault);
	if (rc == RC_OK) {
		rc = say_all(&w, people, review, path, ret_said);
	}
	if (rc != RC_OK) {
		change_abandon(w.change);
		return rc;
	}
	return change_close(w.change, &c->progress, ret_change, &c->fault);
}
