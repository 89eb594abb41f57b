/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a checked row wishes, compared with what is there, and said. */
#include <inttypes.h>
#include <string.h>

#include "register/import.h"

#define NOTES_MOST 10000

static void fill_note(struct import *im, struct row_note *n, const char *key, const char *field, const char *text)
{
	n->file = im->path;
	n->key = key ? arena_strdup(im->arena, key) : NULL;
	n->field = field ? arena_strdup(im->arena, field) : NULL;
	n->text = text ? arena_strdup(im->arena, text) : NULL;
}

/* A place for one more note, or NULL: bad rows and clashes push out what merely changed. */
static struct row_note *note_place(struct import *im, enum row_fate fate)
{
	struct import_report *r = im->report;
	if (r->note_count == NOTES_MOST) {
		while (im->evicted < NOTES_MOST && r->notes[im->evicted].fate != ROW_CHANGED) {
			im->evicted++;
		}
		return fate != ROW_CHANGED && im->evicted < NOTES_MOST ? &r->notes[im->evicted] : NULL;
	}
	if ((r->note_count & (r->note_count - 1)) == 0) {
		size_t room = r->note_count ? r->note_count * 2 : 1;
		r->notes = arena_grow(im->arena, r->notes, r->note_count * sizeof *r->notes, room * sizeof *r->notes);
	}
	return &r->notes[r->note_count++];
}

void report_note(struct import *im, unsigned line, unsigned column, enum row_fate fate, const char *key,
	const char *field, const char *text)
{
	struct row_note *n = note_place(im, fate);
	if (n) {
		*n = (struct row_note){.line = line, .column = column, .fate = fate};
		fill_note(im, n, key, field, text);
	}
}

static struct present *present_add(struct import *im, struct slot *slot)
{
	if (slot->count == slot->room) {
		size_t room = slot->room ? slot->room * 2 : 16;
		slot->present = arena_grow(im->row_arena, slot->present, slot->room * sizeof *slot->present,
			room * sizeof *slot->present);
		slot->room = room;
	}
	struct present *x = &slot->present[slot->count++];
	*x = (struct present){0};
	return x;
}

/* The live claims of a subject, read once a row; one that the row makes has none. */
static enum rc read_present(struct import *im, struct slot *slot, struct fault *f)
{
	struct query *q;
	bool row;
	if (slot->loaded || slot->made) {
		return RC_OK;
	}
	slot->loaded = true;
	enum rc rc = db_query(im->reg->db, "SELECT no, source, value, language, valid, property FROM statement s "
		"WHERE s.subject = ? AND s.mode IN (1, 2) AND s.property <> 0 AND s.change IN "
		"(SELECT no FROM change WHERE org = 1) AND NOT EXISTS "
		"(SELECT 1 FROM statement k WHERE k.target = s.no AND k.mode IN (2, 3)) ORDER BY s.no", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, slot->no);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		struct present *x = present_add(im, slot);
		x->no = query_int(q, 0);
		x->source = query_int(q, 1);
		x->property = property_by_code((int)query_int(q, 5));
		bool ref = x->property && x->property->type == TYPE_REF;
		x->value.type = query_is_text(q, 2) ? VALUE_TEXT : ref ? VALUE_REF : VALUE_INT;
		x->value.text = str_copy(im->row_arena, query_text(q, 2));
		x->value.number = x->value.type == VALUE_TEXT ? 0 : query_int(q, 2);
		x->language = str_copy(im->row_arena, query_text(q, 3));
		x->valid = str_copy(im->row_arena, query_text(q, 4));
	}
	return rc;
}

static bool same_value(const struct value *a, const struct value *b)
{
	return a->type == b->type && (a->type == VALUE_TEXT ? str_eq(a->text, b->text) : a->number == b->number);
}

static char *show(struct import *im, const struct value *v)
{
	if (v->type == VALUE_REF && v->text.n == 0) {
		return arena_strdup(im->row_arena, "another");
	}
	return v->type == VALUE_INT ? arena_printf(im->row_arena, "%" PRId64, v->number) : str_dup(im->row_arena, v->text);
}

static char *show_claim(struct import *im, const struct value *v, struct str valid)
{
	return valid.n ? arena_printf(im->row_arena, "%s [%.*s]", show(im, v), STR_ARG(valid)) : show(im, v);
}

static enum rc say(struct import *im, const struct wish *w, enum mode mode, struct present *old, struct fault *f)
{
	struct slot *slot = &im->slots[w->slot];
	struct said said = {
		.subject = slot->no, .property = w->property, .mode = mode, .target = old ? old->no : 0,
		.source = w->source,
	};
	int64_t no;
	if (mode != MODE_RETRACT) {
		said.value = w->value;
		said.language = w->language;
		said.valid = w->valid;
	}
	im->said++;
	enum rc rc = change_say(im->change, &said, &no, f);
	if (rc != RC_OK) {
		fault_where(f, im->name, im->line, w->column);
		return rc;
	}
	if (old) {
		old->gone = true;
	}
	if (mode != MODE_RETRACT) {
		claims_add(im, slot->no, w->column);
		*present_add(im, slot) = (struct present){.no = no, .source = w->source, .property = w->property,
			.value = w->value, .language = w->language, .valid = w->valid, .kept = true};
	}
	return rc;
}

static void note_change(struct import *im, const struct csv_row *row, const struct wish *w, const char *text)
{
	report_note(im, row->line, w->column, ROW_CHANGED, str_dup(im->row_arena, im->slots[0].key),
		w->property->key, text);
}

/* "-": what this source said, or all that was said where the row names no source; of a validity, what has it. */
static enum rc say_retract(struct import *im, const struct csv_row *row, const struct wish *w, struct fault *f)
{
	const struct slot *slot = &im->slots[w->slot];
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < slot->count; i++) {
		struct present *x = &slot->present[i];
		if (x->property != w->property || x->gone || x->kept || (w->source && x->source != w->source)
			|| !str_eq(x->language, w->language) || (w->valid.n && !str_eq(x->valid, w->valid))) {
			continue;
		}
		rc = say(im, w, MODE_RETRACT, x, f);
		note_change(im, row, w, arena_printf(im->row_arena, "%s -> taken back", show(im, &x->value)));
	}
	return rc;
}

/* Where a validity begins, as it is written. */
static struct str start_of(struct str valid)
{
	return str_sub(valid, 0, str_find(valid, '/', 0));
}

/*
 * Whether a new value of the same source corrects a claim, and does not stand beside it: another value of what
 * holds once; the same value from the same day on, now with another end.
 */
static bool corrects(const struct wish *w, const struct present *x)
{
	bool same_valid = str_eq(x->valid, w->valid);
	if (w->property->cardinality != MANY && same_valid) {
		return true;
	}
	return w->property->timed && !same_valid && same_value(&w->value, &x->value)
		&& str_eq(start_of(w->valid), start_of(x->valid));
}

/*
 * The claim that a wish corrects, or NULL: one that was there before this import, and that the row does not
 * confirm. Two rows of one file that contradict each other are two claims, however often they are imported.
 */
static struct present *corrected(const struct import *im, const struct wish *w)
{
	const struct slot *slot = &im->slots[w->slot];
	for (size_t i = 0; i < slot->count; i++) {
		struct present *x = &slot->present[i];
		if (x->property == w->property && !x->gone && !x->kept && x->no < im->first_statement
			&& x->source == w->source && str_eq(x->language, w->language) && corrects(w, x)) {
			return x;
		}
	}
	return NULL;
}

/* The claim that says the same already, or NULL. */
static struct present *confirmed(const struct import *im, const struct wish *w)
{
	const struct slot *slot = &im->slots[w->slot];
	for (size_t i = 0; i < slot->count; i++) {
		struct present *x = &slot->present[i];
		bool same = x->property == w->property && !x->gone && same_value(&x->value, &w->value)
			&& str_eq(x->language, w->language) && str_eq(x->valid, w->valid);
		if (same && (x->source == w->source || w->property->code == P_KEY)) {
			return x;
		}
	}
	return NULL;
}

static enum rc say_value(struct import *im, const struct csv_row *row, const struct wish *w, struct fault *f)
{
	if (confirmed(im, w)) {
		return RC_OK;
	}
	struct present *old = corrected(im, w);
	if (old) {
		note_change(im, row, w, arena_printf(im->row_arena, "%s -> %s", show_claim(im, &old->value, old->valid),
			show_claim(im, &w->value, w->valid)));
		return say(im, w, MODE_REPLACE, old, f);
	}
	if (!im->slots[0].made) {
		note_change(im, row, w, arena_printf(im->row_arena, "new: %s", show_claim(im, &w->value, w->valid)));
	}
	return say(im, w, MODE_ASSERT, NULL, f);
}

static bool is_unknown(const struct wish *w)
{
	return w->value.type == VALUE_REF && w->value.number == 0 && !w->retract;
}

static enum rc say_wish(struct import *im, const struct csv_row *row, const struct wish *w, struct fault *f)
{
	return w->retract ? say_retract(im, row, w, f) : say_value(im, row, w, f);
}

/* What the row confirms is found first: it is neither corrected nor taken back. */
static enum rc confirm_all(struct import *im, struct fault *f)
{
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < im->slot_count; i++) {
		rc = read_present(im, &im->slots[i], f);
	}
	for (size_t i = 0; rc == RC_OK && i < im->wish_count; i++) {
		struct present *x = im->wishes[i].retract || is_unknown(&im->wishes[i]) ? NULL
			: confirmed(im, &im->wishes[i]);
		if (x) {
			x->kept = true;
		}
	}
	return rc;
}

/* A statement that comes with a new subject: its identifier, and whom it belongs to. */
static enum rc say_first(struct import *im, struct slot *slot, const struct property *p, struct value value,
	int64_t source, struct fault *f)
{
	struct said said = {.subject = slot->no, .property = p, .mode = MODE_ASSERT, .value = value, .source = source};
	int64_t no;
	im->said++;
	enum rc rc = change_say(im->change, &said, &no, f);
	if (rc == RC_OK) {
		*present_add(im, slot) = (struct present){.no = no, .source = source, .property = p, .value = value,
			.kept = true};
	}
	return rc;
}

static enum rc make_subject(struct import *im, struct slot *slot, int64_t source, struct fault *f)
{
	const char *up = kind_info(slot->kind)->owner;
	enum rc rc = change_subject(im->change, slot->kind, &slot->no, f);
	if (rc != RC_OK) {
		return rc;
	}
	slot->made = true;
	keys_add(im->keys, slot->kind, slot->key, slot->no);
	rc = say_first(im, slot, property_by_code(P_KEY), (struct value){VALUE_TEXT, slot->key, 0}, 0, f);
	if (rc != RC_OK || !up || slot == im->slots) {
		return rc;
	}
	return say_first(im, slot, property_find(slot->kind, str_of(up)),
		(struct value){VALUE_REF, {0}, im->slots[slot->owner].no}, source, f);
}

/* The source an owner is said from: that of the first thing said of the subject. */
static int64_t source_of(const struct import *im, size_t slot)
{
	int64_t any = im->default_source;
	for (size_t i = 0; i < im->wish_count; i++) {
		if (im->wishes[i].slot == slot) {
			return im->wishes[i].source;
		}
		any = im->wishes[i].source ? im->wishes[i].source : any;
	}
	return any;
}

static enum rc defer(struct import *im, const struct csv_row *row, const struct wish *w)
{
	if (im->pending_count == im->pending_room) {
		size_t room = im->pending_room ? im->pending_room * 2 : 64;
		im->pending = arena_grow(im->arena, im->pending, im->pending_count * sizeof *im->pending,
			room * sizeof *im->pending);
		im->pending_room = room;
	}
	im->pending[im->pending_count++] = (struct pending){im->slots[w->slot].no, w->source, w->property,
		str_dup(im->arena, w->value.text), row->line, w->column};
	return RC_OK;
}

enum rc row_say(struct import *im, const struct csv_row *row, enum row_fate *ret_fate, struct fault *f)
{
	enum rc rc = RC_OK;
	im->said = 0;
	im->line = row->line;
	for (size_t i = 0; rc == RC_OK && i < im->slot_count; i++) {
		if (im->slots[i].no == 0) {
			rc = make_subject(im, &im->slots[i], source_of(im, i), f);
		}
	}
	if (rc == RC_OK && im->kind == KIND_PERSON && !im->columns.long_form) {
		person_remember(im);
	}
	for (size_t i = 0; i < im->wish_count; i++) {
		struct wish *w = &im->wishes[i];
		w->value.number = w->own ? keys_find(im->keys, w->property->ref, w->value.text) : w->value.number;
	}
	if (rc == RC_OK) {
		rc = confirm_all(im, f);
	}
	for (size_t i = 0; rc == RC_OK && i < im->wish_count; i++) {
		const struct wish *w = &im->wishes[i];
		rc = is_unknown(w) ? defer(im, row, w) : say_wish(im, row, w, f);
	}
	if (rc == RC_OK && im->said > 0) {
		rc = change_receipt(im->change, row->line, im->slots[0].no, im->said, f);
	}
	*ret_fate = im->slots[0].made ? ROW_NEW : im->said ? ROW_CHANGED : ROW_SAME;
	im->report->statements += (size_t)im->said;
	return rc;
}

static enum kind referred_kind(const struct import *im, const struct pending *p)
{
	return p->property->ref != KIND_NONE ? p->property->ref : im->kind;
}

bool pending_known(const struct import *im, const struct pending *p, struct fault *why)
{
	enum kind kind = referred_kind(im, p);
	if (keys_find(im->keys, kind, str_of(p->key))) {
		return true;
	}
	(void)fault_set(why, RC_INVALID, "there is no %s \"%s\"", kind_info(kind)->key, p->key);
	fault_field(why, p->property->key);
	fault_where(why, im->name, p->line, p->column);
	return false;
}

enum rc say_pending(struct import *im, const struct pending *p, struct fault *f)
{
	struct wish w = {.property = p->property, .source = p->source, .column = p->column};
	struct slot *slot = arena_alloc(im->row_arena, sizeof *slot);
	struct csv_row row = {.line = p->line};
	w.value = (struct value){VALUE_REF, str_of(p->key), keys_find(im->keys, referred_kind(im, p), str_of(p->key))};
	*slot = (struct slot){.no = p->subject, .kind = im->kind};
	im->slots = slot;
	im->slot_count = 1;
	im->said = 0;
	im->line = p->line;
	enum rc rc = read_present(im, slot, f);
	if (rc == RC_OK) {
		rc = say_wish(im, &row, &w, f);
	}
	im->report->statements += (size_t)im->said;
	return rc;
}
