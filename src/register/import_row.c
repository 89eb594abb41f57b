/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One row, read and checked whole: the subjects it speaks of and what it wishes to say of them. */
#include <string.h>

#include "register/import.h"

static struct str cell_text(const struct csv_row *row, size_t column)
{
	return column < row->count ? row->cells[column].text : (struct str){0};
}

/* What the row says in its first column of a meaning. */
struct str row_meaning(const struct import *im, const struct csv_row *row, enum column_what what)
{
	for (size_t i = 0; i < im->columns.count; i++) {
		if (im->columns.list[i].what == what) {
			return cell_text(row, i);
		}
	}
	return (struct str){0};
}

enum rc row_clean(struct import *im, struct str s, struct str *ret, struct fault *f)
{
	char *text;
	enum rc rc = text_clean(im->row_arena, str_trim(s), &text, f);
	if (rc == RC_OK) {
		*ret = str_of(text);
	}
	return rc;
}

static enum rc find_source(struct import *im, struct str key, int64_t *ret, struct fault *f)
{
	*ret = keys_find(im->keys, KIND_SOURCE, key);
	if (*ret) {
		return RC_OK;
	}
	enum rc rc = fault_set(f, RC_INVALID, "there is no source \"%.*s\"", STR_ARG(key));
	fault_field(f, "source");
	fault_hint(f, "import it first, or check its key");
	return rc;
}

enum rc row_source(struct import *im, const struct csv_row *row, int64_t *ret, struct fault *f)
{
	struct str key;
	enum rc rc = row_clean(im, row_meaning(im, row, COLUMN_SOURCE), &key, f);
	*ret = im->default_source;
	if (rc == RC_OK && key.n) {
		rc = find_source(im, key, ret, f);
	}
	for (size_t i = 0; rc != RC_OK && i < im->columns.count; i++) {
		if (im->columns.list[i].what == COLUMN_SOURCE) {
			fault_where(f, im->name, row->line, (unsigned)i + 1);
		}
	}
	return rc;
}

enum rc row_key(struct import *im, const struct csv_row *row, struct str *ret, struct fault *f)
{
	struct buf joined;
	bool some = false;
	if (!im->options->key_columns) {
		return row_clean(im, row_meaning(im, row, COLUMN_KEY), ret, f);
	}
	buf_init(&joined, 4096);
	for (size_t i = 0; i < im->columns.count; i++) {
		if (im->columns.list[i].in_key) {
			struct str cell = str_trim(cell_text(row, i));
			if (joined.n) {
				buf_putc(&joined, '/');
			}
			buf_str(&joined, cell);
			some |= cell.n > 0;
		}
	}
	enum rc rc = row_clean(im, some ? buf_view(&joined) : (struct str){0}, ret, f);
	buf_finish(&joined);
	return rc;
}

enum rc row_slot(struct import *im, enum kind kind, size_t part, size_t owner, struct str key,
	size_t *ret, struct fault *f)
{
	if (im->slot_count == SLOTS_MOST) {
		return fault_set(f, RC_LIMIT, "a row makes at most %d subjects", SLOTS_MOST);
	}
	im->slots[im->slot_count] = (struct slot){.kind = kind, .part = part, .owner = owner, .key = key,
		.no = keys_find(im->keys, kind, key)};
	*ret = im->slot_count++;
	return RC_OK;
}

/* The row's own case, for charges and sentences that name none. */
static enum rc owner_slot(struct import *im, enum kind kind, size_t *ret, struct fault *f)
{
	const struct property *up = property_find(kind, str_of(kind_info(kind)->owner));
	*ret = 0;
	if (up->ref == im->slots[0].kind) {
		return RC_OK;
	}
	for (size_t i = 1; i < im->slot_count; i++) {
		if (im->slots[i].kind == up->ref) {
			*ret = i;
			return RC_OK;
		}
	}
	char *key = arena_printf(im->row_arena, "%.*s#%s", STR_ARG(im->slots[0].key), kind_info(up->ref)->key);
	return row_slot(im, up->ref, SIZE_MAX, 0, str_of(key), ret, f);
}

static enum rc part_slot(struct import *im, const struct csv_row *row, size_t part, const char *suffix, size_t *ret,
	struct fault *f)
{
	const struct part *p = &im->columns.parts[part];
	if (part == 0) {
		*ret = 0;
		return RC_OK;
	}
	struct str key = str_of(arena_printf(im->row_arena, "%.*s#%s%s", STR_ARG(im->slots[0].key), p->name, suffix));
	for (size_t i = 1; i < im->slot_count; i++) {
		bool this_one = im->known && !*suffix ? im->slots[i].part == part : str_eq(im->slots[i].key, key);
		if (this_one) {
			im->slots[i].part = part;
			*ret = i;
			return RC_OK;
		}
	}
	size_t owner;
	enum rc rc = owner_slot(im, p->kind, &owner, f);
	if (rc == RC_OK && im->known) {
		rc = owned_identify(im, row, part, &key, f);
	}
	return rc == RC_OK ? row_slot(im, p->kind, part, owner, key, ret, f) : rc;
}

struct wish *row_wish(struct import *im)
{
	if (im->wish_count == im->wish_room) {
		size_t room = im->wish_room ? im->wish_room * 2 : 64;
		im->wishes = arena_grow(im->row_arena, im->wishes, im->wish_count * sizeof *im->wishes,
			room * sizeof *im->wishes);
		im->wish_room = room;
	}
	im->wishes[im->wish_count] = (struct wish){0};
	return &im->wishes[im->wish_count++];
}

/* A reference: the key of a subject of the right kind, or its handle. */
static enum rc read_reference(struct import *im, struct wish *w, struct str text, struct fault *f)
{
	enum kind kind = w->property->ref != KIND_NONE ? w->property->ref : im->slots[w->slot].kind;
	struct fault ignored = {0};
	handle h;
	if (!im->columns.long_form && text.n > 1 && text.p[0] == '#') {
		text = str_of(arena_printf(im->row_arena, "%.*s%.*s", STR_ARG(im->slots[0].key), STR_ARG(text)));
	}
	w->value = (struct value){VALUE_REF, text, keys_find(im->keys, kind, text)};
	w->own = w->value.number == 0 && text.n > im->slots[0].key.n && text.p[im->slots[0].key.n] == '#'
		&& str_eq(str_sub(text, 0, im->slots[0].key.n), im->slots[0].key);
	if (w->own) {
		return RC_OK;
	}
	if (w->value.number == 0 && handle_parse(text, &h)
		&& subject_by_handle(im->reg, reg_viewer(im->reg), h, &w->value.number, &ignored) != RC_OK) {
		w->value.number = 0;
	}
	/* It may stand further down in this file. */
	if (w->value.number || kind == im->kind) {
		return RC_OK;
	}
	enum rc rc = fault_set(f, RC_INVALID, "there is no %s \"%.*s\"", kind_info(kind)->key, STR_ARG(text));
	fault_hint(f, "import it first, or check its key");
	return rc;
}

enum rc wish_read(struct import *im, struct wish *w, struct str text, struct fault *f)
{
	text = cell_plain(im->row_arena, text);
	if (w->property->type == TYPE_REF) {
		return read_reference(im, w, text, f);
	}
	w->value = (struct value){VALUE_TEXT, text, 0};
	if (w->property->type == TYPE_INT) {
		w->value.type = VALUE_INT;
		if (!str_int(text, &w->value.number)) {
			return fault_set(f, RC_INVALID, "\"%.*s\" is no whole number", STR_ARG(text));
		}
	}
	struct said said = {.property = w->property, .mode = MODE_ASSERT, .value = w->value,
		.language = w->language, .valid = w->valid};
	enum rc rc = said_check_words(im->reg, &said, f);
	w->value = said.value;
	return rc;
}

/* Where a statement's source and validity come from: PROPERTY.source, PROPERTY.valid, the row. */
static enum rc particulars(struct import *im, const struct csv_row *row, const struct column *c, int64_t source,
	struct wish *w, struct fault *f)
{
	w->source = source;
	if (w->property->timed) {
		enum rc rc = row_clean(im, row_meaning(im, row, COLUMN_VALID), &w->valid, f);
		if (rc != RC_OK) {
			return rc;
		}
	}
	for (size_t i = 0; i < im->columns.count; i++) {
		const struct column *o = &im->columns.list[i];
		struct str cell;
		if (o->part != c->part || o->property != c->property
			|| (o->what != COLUMN_PROPERTY_SOURCE && o->what != COLUMN_PROPERTY_VALID)) {
			continue;
		}
		enum rc rc = row_clean(im, cell_text(row, i), &cell, f);
		if (rc == RC_OK && cell.n && o->what == COLUMN_PROPERTY_SOURCE) {
			rc = find_source(im, cell, &w->source, f);
		} else if (rc == RC_OK && cell.n) {
			w->valid = cell;
		}
		if (rc != RC_OK) {
			fault_where(f, im->name, row->line, (unsigned)i + 1);
			return rc;
		}
	}
	return RC_OK;
}

enum rc wish_check_source(const struct import *im, const struct wish *w, struct fault *f)
{
	if (w->source || w->retract || w->property->code == P_KEY || im->slots[w->slot].kind == KIND_SOURCE) {
		return RC_OK;
	}
	enum rc rc = fault_set(f, RC_INVALID, "the row names no source");
	fault_field(f, "source");
	fault_hint(f, "give the key of a source in a column source, or with --source");
	return rc;
}

static enum rc wish_value(struct import *im, const struct csv_row *row, size_t column, size_t slot,
	const struct property *p, struct str text, int64_t source, struct fault *f)
{
	const struct column *c = &im->columns.list[column];
	struct wish *w = row_wish(im);
	w->slot = slot;
	w->property = p;
	w->column = (unsigned)column + 1;
	w->language = str_of(c->language);
	w->retract = str_is(text, "-");
	enum rc rc = particulars(im, row, c, source, w, f);
	if (rc == RC_OK && !w->retract) {
		if (p->timed) {
			text = cell_validity(text, &w->valid);
		}
		rc = wish_read(im, w, text, f);
	}
	return rc == RC_OK ? wish_check_source(im, w, f) : rc;
}

static bool takes_several(const struct property *p)
{
	return p->cardinality == MANY || p->timed;
}

static enum rc wish_cell(struct import *im, const struct csv_row *row, size_t column, size_t slot,
	int64_t source, struct fault *f)
{
	const struct property *p = im->columns.list[column].property;
	struct str text, *parts;
	enum rc rc = row_clean(im, cell_text(row, column), &text, f);
	if (rc != RC_OK || text.n == 0) {
		return rc;
	}
	if (!takes_several(p)) {
		return wish_value(im, row, column, slot, p, text, source, f);
	}
	size_t count = cell_split(im->row_arena, text, &parts);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		if (parts[i].n) {
			rc = wish_value(im, row, column, slot, p, parts[i], source, f);
		}
	}
	return rc;
}

static enum rc wish_charges(struct import *im, const struct csv_row *row, size_t column, int64_t source,
	struct fault *f)
{
	struct str text, *charges;
	enum rc rc = row_clean(im, cell_text(row, column), &text, f);
	size_t count = rc == RC_OK && text.n ? str_split(im->row_arena, text, '|', &charges) : 0;
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		struct str prefix, article, part;
		size_t slot;
		rc = cell_charge(charges[i], &prefix, &article, &part, f);
		if (rc != RC_OK) {
			return rc;
		}
		char *suffix = arena_printf(im->row_arena, "-%.*s%s%.*s%s%.*s", STR_ARG(prefix), prefix.n ? "+" : "",
			STR_ARG(article), part.n ? "-" : "", STR_ARG(part));
		rc = part_slot(im, row, im->columns.list[column].part, suffix, &slot, f);
		if (rc == RC_OK) {
			rc = wish_value(im, row, column, slot, property_by_code(P_CHARGE_ARTICLE), article, source, f);
		}
		if (rc == RC_OK && part.n) {
			rc = wish_value(im, row, column, slot, property_by_code(P_CHARGE_PART), part, source, f);
		}
		if (rc == RC_OK && prefix.n) {
			rc = wish_value(im, row, column, slot, property_by_code(P_CHARGE_PREFIX), prefix, source, f);
		}
	}
	return rc;
}

static bool makes_charges(const struct column *c)
{
	return c->what == COLUMN_PROPERTY && c->part && c->property->code == P_CHARGE_ARTICLE;
}

static bool part_known(const struct import *im, size_t part)
{
	for (size_t i = 1; i < im->slot_count; i++) {
		if (im->slots[i].part == part) {
			return true;
		}
	}
	const struct part *p = &im->columns.parts[part];
	char *key = arena_printf(im->row_arena, "%.*s#%s", STR_ARG(im->slots[0].key), p->name);
	return keys_find(im->keys, p->kind, str_of(key)) != 0;
}

/* A cell of an owned subject; of charges, every one that the row's articles made. */
static enum rc wish_part(struct import *im, const struct csv_row *row, size_t column, int64_t source,
	struct fault *f)
{
	const struct column *c = &im->columns.list[column];
	size_t slot;
	enum rc rc = RC_OK;
	if (str_trim(cell_text(row, column)).n == 0) {
		return RC_OK;
	}
	/* There is nothing to take back from what is not there. */
	if (str_is(str_trim(cell_text(row, column)), "-") && !part_known(im, c->part)) {
		return RC_OK;
	}
	if (im->columns.parts[c->part].kind != KIND_CHARGE) {
		rc = part_slot(im, row, c->part, "", &slot, f);
		return rc == RC_OK ? wish_cell(im, row, column, slot, source, f) : rc;
	}
	for (size_t i = 1; rc == RC_OK && i < im->slot_count; i++) {
		if (im->slots[i].part == c->part) {
			rc = wish_cell(im, row, column, i, source, f);
		}
	}
	return rc;
}

static enum rc at_cell(const struct import *im, const struct csv_row *row, size_t column, enum rc rc,
	struct fault *f)
{
	if (rc != RC_OK && f->field[0]) {
		fault_where(f, im->name, row->line, 0); /* of another cell, or of the row as a whole */
	} else if (rc != RC_OK) {
		unsigned line = column < row->count ? row->cells[column].line : row->line;
		fault_field(f, im->columns.list[column].header);
		fault_where(f, im->name, line, (unsigned)column + 1);
		/* text_clean() counts characters in a cell; the place that helps in a table is the cell. */
		f->line = line;
		f->column = (unsigned)column + 1;
	}
	return rc;
}

static enum rc read_wide(struct import *im, const struct csv_row *row, struct str key, struct fault *f)
{
	int64_t source;
	size_t slot;
	im->slot_count = im->wish_count = 0;
	enum rc rc = row_slot(im, im->kind, 0, 0, key, &slot, f);
	if (rc == RC_OK) {
		rc = row_source(im, row, &source, f);
	}
	if (rc != RC_OK) {
		fault_where(f, im->name, row->line, 0);
		return rc;
	}
	/* Charges first: other columns of theirs speak of each. */
	for (size_t i = 0; i < im->columns.count; i++) {
		if (makes_charges(&im->columns.list[i])) {
			rc = at_cell(im, row, i, wish_charges(im, row, i, source, f), f);
		}
		if (rc != RC_OK) {
			return rc;
		}
	}
	for (size_t i = 0; rc == RC_OK && i < im->columns.count; i++) {
		const struct column *c = &im->columns.list[i];
		if (c->what == COLUMN_PROPERTY && !makes_charges(c)) {
			rc = at_cell(im, row, i, c->part ? wish_part(im, row, i, source, f)
				: wish_cell(im, row, i, 0, source, f), f);
		}
	}
	return rc == RC_OK ? row_check_own(im, row, f) : rc;
}

/* A person without an identifier: known by name, birth and a common date of detention, or new. */
static enum rc read_unnamed(struct import *im, const struct csv_row *row, struct fault *f)
{
	char text[HANDLE_TEXT];
	struct str key = str_of(arena_strdup(im->row_arena, handle_format(handle_random(), text)));
	struct str known = {0};
	enum rc rc = read_wide(im, row, key, f);
	if (rc == RC_OK) {
		rc = person_identify(im, row, &known, f);
	}
	return rc == RC_OK && known.n ? read_wide(im, row, known, f) : rc;
}

enum rc row_read(struct import *im, const struct csv_row *row, struct fault *f)
{
	struct str key;
	im->known = 0;
	im->slots = arena_array(im->row_arena, SLOTS_MOST, sizeof *im->slots);
	im->slot_count = 0;
	im->wishes = NULL;
	im->wish_count = im->wish_room = 0;
	if (row->count > im->columns.count) {
		(void)fault_set(f, RC_INVALID, "the row has %zu cells, the header %zu", row->count, im->columns.count);
		fault_hint(f, "a cell with a comma in it needs quotes");
		fault_where(f, im->name, row->line, (unsigned)im->columns.count + 1);
		return RC_INVALID;
	}
	if (im->columns.long_form) {
		return row_read_long(im, row, f);
	}
	enum rc rc = row_key(im, row, &key, f);
	if (rc == RC_OK && key.n == 0 && im->kind != KIND_PERSON) {
		rc = fault_set(f, RC_INVALID, "the row has no identifier");
	}
	if (rc != RC_OK) {
		fault_where(f, im->name, row->line, 0);
		return rc;
	}
	rc = key.n ? read_wide(im, row, key, f) : read_unnamed(im, row, f);
	if (rc == RC_OK) {
		rc = row_check_ground(im, row, f);
	}
	return rc == RC_OK ? row_check_required(im, row, f) : rc;
}
