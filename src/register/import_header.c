/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The header row: names matched to properties, with --map and --key. */
#include <string.h>

#include "register/import.h"

#define PARTS_MOST 32

struct reading {
	struct arena *arena;
	enum kind kind;
	struct columns *c;
	const struct import_options *options;
};

/* "Date of birth" and "date_of_birth" are one name. */
static char *plain_name(struct arena *a, struct str s)
{
	char *text = str_dup(a, str_trim(s));
	for (char *p = text; *p; p++) {
		*p = *p == ' ' || *p == '-' ? '_' : *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
	}
	return text;
}

static const struct property *find_property(struct arena *a, enum kind kind, struct str name)
{
	for (const struct property *p = properties(); p->key; p++) {
		if (p->kind != kind && p->kind != KIND_NONE) {
			continue;
		}
		if (str_is(name, p->key) || str_is(name, plain_name(a, str_of(p->label)))) {
			return p;
		}
	}
	return NULL;
}

/* "spell", "spell2": a kind that belongs, at one or two steps, to the row's own kind. */
static bool part_kind(const struct reading *r, struct str name, enum kind *ret)
{
	while (name.n && name.p[name.n - 1] >= '0' && name.p[name.n - 1] <= '9') {
		name.n--;
	}
	const struct kind_info *info = kind_find(name);
	if (!info || !info->owner) {
		return false;
	}
	const struct property *up = property_find(info->kind, str_of(info->owner));
	const char *further = kind_info(up->ref)->owner;
	*ret = info->kind;
	return up->ref == r->kind || (further && property_find(up->ref, str_of(further))->ref == r->kind);
}

static size_t part_of(struct reading *r, enum kind kind, struct str name)
{
	for (size_t i = 1; i < r->c->part_count; i++) {
		if (str_is(name, r->c->parts[i].name)) {
			return i;
		}
	}
	r->c->parts[r->c->part_count] = (struct part){kind, str_dup(r->arena, name)};
	return r->c->part_count++;
}

static enum rc unknown_column(struct reading *r, const char *header, enum kind kind, struct fault *f)
{
	const char *names[96];
	size_t count = 0;
	for (const struct property *p = properties(); p->key && count < 90; p++) {
		if (p->kind == kind || p->kind == KIND_NONE) {
			names[count++] = p->key;
		}
	}
	names[count++] = "source";
	names[count++] = "valid";
	const char *nearest = text_nearest(str_of(plain_name(r->arena, str_of(header))), names, count);
	if (kind == KIND_NONE) {
		enum rc rc = fault_set(f, RC_INVALID, "there is no property \"%s\" that every kind has", header);
		fault_hint(f, "--kind says what a row is: person, source, figure ... (\"volya kinds\")");
		return rc;
	}
	enum rc rc = fault_set(f, RC_INVALID, "there is no property \"%s\" of a %s", header, kind_info(kind)->key);
	if (nearest) {
		fault_hint(f, "did you mean %s? --map \"%s=%s\" says so, --map \"%s=-\" leaves the column out", nearest,
			header, nearest, header);
	} else {
		fault_hint(f, "--map \"%s=PROPERTY\" names it, --map \"%s=-\" leaves it out", header, header);
	}
	return rc;
}

static enum rc read_property(struct reading *r, struct column *c, struct str name, struct fault *f)
{
	enum kind kind = c->part ? r->c->parts[c->part].kind : r->kind;
	c->what = COLUMN_PROPERTY;
	c->property = find_property(r->arena, kind, name);
	if (c->property) {
		return RC_OK;
	}
	size_t dot = str_find(name, '.', 0);
	struct str tail = str_sub(name, dot < name.n ? dot + 1 : name.n, name.n);
	c->property = find_property(r->arena, kind, str_sub(name, 0, dot));
	if (c->property && (str_is(tail, "source") || str_is(tail, "valid"))) {
		c->what = str_is(tail, "source") ? COLUMN_PROPERTY_SOURCE : COLUMN_PROPERTY_VALID;
		return RC_OK;
	}
	return unknown_column(r, c->header, kind, f);
}

/* Words that mean the same for every kind. */
static bool read_common(struct reading *r, struct column *c, struct str name)
{
	static const struct {
		const char *name;
		enum column_what what;
		bool long_form;
	} words[] = {
		{"key", COLUMN_KEY, false}, {"source", COLUMN_SOURCE, false}, {"valid", COLUMN_VALID, false},
		{"reason", COLUMN_REASON, false}, {"property", COLUMN_LONG_PROPERTY, true},
		{"value", COLUMN_LONG_VALUE, true}, {"language", COLUMN_LONG_LANGUAGE, true},
		{"kind", COLUMN_KIND, true},
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (str_is(name, words[i].name) && words[i].long_form <= r->c->long_form) {
			c->what = words[i].what;
			return true;
		}
	}
	return false;
}

static enum rc read_column(struct reading *r, struct column *c, struct str said, struct fault *f)
{
	/* The language tag is kept as it is written; what follows a dot behind it belongs to the name. */
	size_t at = str_find(said, '@', 0), end = str_find(said, '.', at);
	if (at < said.n) {
		c->language = str_dup(r->arena, str_trim(str_sub(said, at + 1, end)));
		said = str_of(arena_printf(r->arena, "%.*s%.*s", STR_ARG(str_sub(said, 0, at)),
			STR_ARG(str_sub(said, end, said.n))));
	}
	struct str name = str_of(plain_name(r->arena, said));
	enum kind kind;
	if (name.n == 0 || str_is(name, "_")) {
		c->what = COLUMN_IGNORED;
		return RC_OK;
	}
	if (read_common(r, c, name)) {
		return RC_OK;
	}
	if (r->c->long_form) {
		return unknown_column(r, c->header, r->kind, f);
	}
	size_t dot = str_find(name, '.', 0);
	if (dot < name.n && part_kind(r, str_sub(name, 0, dot), &kind)) {
		if (r->c->part_count == PARTS_MOST) {
			return fault_set(f, RC_LIMIT, "a row makes at most %d subjects", PARTS_MOST);
		}
		c->part = part_of(r, kind, str_sub(name, 0, dot));
		name = str_sub(name, dot + 1, name.n);
	}
	return read_property(r, c, name, f);
}

/* The value of "header=value" in --map, or an empty view. */
static struct str mapped(struct reading *r, const char *header, bool *ret_found)
{
	struct str *pairs;
	size_t count = r->options->map ? str_split(r->arena, str_of(r->options->map), ',', &pairs) : 0;
	*ret_found = false;
	for (size_t i = 0; i < count; i++) {
		size_t at = str_find(pairs[i], '=', 0);
		if (at < pairs[i].n && str_is_nocase(str_trim(str_sub(pairs[i], 0, at)), header)) {
			*ret_found = true;
			return str_trim(str_sub(pairs[i], at + 1, pairs[i].n));
		}
	}
	return (struct str){0};
}

static bool named_in(struct arena *a, const char *list, const char *header)
{
	struct str *names;
	size_t count = list ? str_split(a, str_of(list), ',', &names) : 0;
	for (size_t i = 0; i < count; i++) {
		if (str_is_nocase(names[i], header)) {
			return true;
		}
	}
	return false;
}

static enum rc read_one(struct reading *r, const struct csv_cell *cell, struct column *c, struct fault *f)
{
	bool found;
	char *clean;
	enum rc rc = text_clean(r->arena, cell->text, &clean, f);
	if (rc != RC_OK) {
		return rc;
	}
	*c = (struct column){.header = clean};
	c->in_key = named_in(r->arena, r->options->key_columns, clean);
	struct str to = mapped(r, clean, &found);
	if (found && str_is(to, "-")) {
		return RC_OK;
	}
	rc = read_column(r, c, found ? to : str_of(clean), f);
	if (rc != RC_OK && c->in_key && !found) {
		/* A column that only identifies the row need not be a property. */
		fault_clear(f);
		c->what = COLUMN_IGNORED;
		return RC_OK;
	}
	return rc;
}

/* Two columns that say the same thing would leave it to chance which one is heard. */
static enum rc check_twice(const struct columns *c, struct fault *f, size_t *ret_at)
{
	for (size_t i = 0; i < c->count; i++) {
		for (size_t k = 0; k < i; k++) {
			const struct column *x = &c->list[i], *y = &c->list[k];
			bool same_language = strcmp(x->language ? x->language : "", y->language ? y->language : "") == 0;
			if (x->what != COLUMN_IGNORED && x->what == y->what && x->part == y->part
				&& x->property == y->property && same_language) {
				*ret_at = i;
				return fault_set(f, RC_INVALID, "the columns \"%s\" and \"%s\" say the same thing", y->header,
					x->header);
			}
		}
	}
	return RC_OK;
}

static bool has_cell(const struct csv_row *row, const char *name)
{
	for (size_t i = 0; i < row->count; i++) {
		if (str_is_nocase(row->cells[i].text, name)) {
			return true;
		}
	}
	return false;
}

static enum rc check_keys(const struct columns *c, struct arena *a, const struct import_options *o,
	struct fault *f)
{
	struct str *names;
	size_t count = o->key_columns ? str_split(a, str_of(o->key_columns), ',', &names) : 0;
	for (size_t i = 0; i < count; i++) {
		bool found = false;
		for (size_t k = 0; k < c->count; k++) {
			found |= str_is_nocase(names[i], c->list[k].header);
		}
		if (!found) {
			return fault_set(f, RC_INVALID, "--key: the file has no column \"%.*s\"", STR_ARG(names[i]));
		}
	}
	return RC_OK;
}

enum rc columns_read(struct arena *a, const struct csv_row *header, const char *name, enum kind kind,
	const struct import_options *o, struct columns *ret, struct fault *f)
{
	struct reading r = {a, kind, ret, o};
	*ret = (struct columns){.count = header->count};
	ret->list = arena_array(a, header->count + 1, sizeof *ret->list);
	ret->parts = arena_array(a, PARTS_MOST, sizeof *ret->parts);
	ret->parts[0].kind = kind;
	ret->part_count = 1;
	ret->long_form = has_cell(header, "property") && has_cell(header, "key");
	for (size_t i = 0; i < header->count; i++) {
		enum rc rc = read_one(&r, &header->cells[i], &ret->list[i], f);
		if (rc != RC_OK) {
			fault_where(f, name, header->cells[i].line, header->cells[i].column);
			return rc;
		}
		ret->has_key |= ret->list[i].what == COLUMN_KEY || ret->list[i].in_key;
	}
	size_t at = 0;
	enum rc rc = check_twice(ret, f, &at);
	if (rc == RC_OK) {
		rc = check_keys(ret, a, o, f);
	}
	if (rc != RC_OK) {
		fault_where(f, name, header->line, (unsigned)at + 1);
	} else if (kind == KIND_NONE && !ret->long_form) {
		rc = fault_set(f, RC_INVALID, "%s does not say what its rows are", name);
		fault_hint(f, "give --kind, for example --kind person");
	} else if (!ret->has_key && kind != KIND_PERSON) {
		rc = fault_set(f, RC_INVALID, "rows of %s need an identifier", kind_info(kind)->plural);
		fault_hint(f, "add a column key, or name the columns that identify a row with --key");
		fault_where(f, name, header->line, 0);
	}
	return rc;
}
