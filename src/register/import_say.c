/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a checked row wishes, compared with what is there, and said. */
#include <inttypes.h>
#include <string.h>

#include "register/import.h"

#define NOTES_MOST 10000

void report_note(struct import *im, unsigned line, unsigned column, enum row_fate fate, const char *key,
	const char *field, const char *text)
{
	struct import_report *r = im->report;
	if (r->note_count == NOTES_MOST) {
		return;
	}
	if ((r->note_count & (r->note_count - 1)) == 0) {
		size_t room = r->note_count ? r->note_count * 2 : 1;
		r->notes = arena_grow(im->arena, r->notes, r->note_count * sizeof *r->notes, room * sizeof *r->notes);
	}
	r->notes[r->note_count++] = (struct row_note){line, column, fate, key ? arena_strdup(im->arena, key) : NULL,
		field ? arena_strdup(im->arena, field) : NULL, text ? arena_strdup(im->arena, text) : NULL};
}

/* A live claim of the same subject and property. */
struct present {
	int64_t no, source;
	struct value value;
	struct str language, valid;
};

static enum rc live_claims(struct import *im, int64_t subject, const struct property *p, struct present **ret,
	size_t *ret_count, struct fault *f)
{
	struct query *q;
	size_t room = 0;
	bool row;
	*ret = NULL;
	*ret_count = 0;
	enum rc rc = db_query(im->reg->db, "SELECT no, source, value, language, valid FROM statement s "
		"WHERE s.subject = ? AND s.property = ? AND s.mode IN (1, 2) AND NOT EXISTS "
		"(SELECT 1 FROM statement k WHERE k.target = s.no AND k.mode IN (2, 3)) ORDER BY s.no", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, subject);
	query_bind_int(q, 2, p->code);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		if (*ret_count == room) {
			size_t old = room * sizeof **ret;
			room = room ? room * 2 : 8;
			*ret = arena_grow(im->row_arena, *ret, old, room * sizeof **ret);
		}
		struct present *x = &(*ret)[(*ret_count)++];
		x->no = query_int(q, 0);
		x->source = query_int(q, 1);
		x->value.type = query_is_text(q, 2) ? VALUE_TEXT : p->type == TYPE_REF ? VALUE_REF : VALUE_INT;
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
	return v->type == VALUE_INT ? arena_printf(im->row_arena, "%" PRId64, v->number) : str_dup(im->row_arena, v->text);
}

static enum rc say(struct import *im, const struct wish *w, enum mode mode, int64_t target, struct fault *f)
{
	struct said said = {
		.subject = im->slots[w->slot].no, .property = w->property, .mode = mode, .target = target,
		.source = w->source,
	};
	if (mode != MODE_RETRACT) {
		said.value = w->value;
		said.language = w->language;
		said.valid = w->valid;
	}
	im->said++;
	return change_say(im->change, &said, NULL, f);
}

static void note_change(struct import *im, const struct csv_row *row, const struct wish *w, const char *text)
{
	report_note(im, row->line, w->column, ROW_CHANGED, str_dup(im->row_arena, im->slots[0].key),
		w->property->key, text);
}

/* "-": what this source said, or all that was said where the row names no source. */
static enum rc say_retract(struct import *im, const struct csv_row *row, const struct wish *w,
	const struct present *list, size_t count, struct fault *f)
{
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		if ((w->source && list[i].source != w->source) || !str_eq(list[i].language, w->language)) {
			continue;
		}
		rc = say(im, w, MODE_RETRACT, list[i].no, f);
		note_change(im, row, w, arena_printf(im->row_arena, "%s -> taken back", show(im, &list[i].value)));
	}
	return rc;
}

/* The claim that a new value of the same source corrects, or 0. */
static const struct present *corrected(const struct wish *w, const struct present *list, size_t count)
{
	for (size_t i = 0; w->property->cardinality != MANY && i < count; i++) {
		bool same_slot = list[i].source == w->source && str_eq(list[i].language, w->language)
			&& str_eq(list[i].valid, w->valid);
		if (same_slot) {
			return &list[i];
		}
	}
	return NULL;
}

static enum rc say_value(struct import *im, const struct csv_row *row, const struct wish *w,
	const struct present *list, size_t count, struct fault *f)
{
	for (size_t i = 0; i < count; i++) {
		bool same = same_value(&list[i].value, &w->value) && str_eq(list[i].language, w->language)
			&& str_eq(list[i].valid, w->valid);
		if (same && (list[i].source == w->source || w->property->code == P_KEY)) {
			return RC_OK;
		}
	}
	const struct present *old = corrected(w, list, count);
	if (old) {
		note_change(im, row, w, arena_printf(im->row_arena, "%s -> %s", show(im, &old->value),
			show(im, &w->value)));
		return say(im, w, MODE_REPLACE, old->no, f);
	}
	if (!im->slots[0].made) {
		note_change(im, row, w, arena_printf(im->row_arena, "new: %s", show(im, &w->value)));
	}
	return say(im, w, MODE_ASSERT, 0, f);
}

static enum rc say_wish(struct import *im, const struct csv_row *row, const struct wish *w, struct fault *f)
{
	const struct slot *slot = &im->slots[w->slot];
	struct present *list = NULL;
	size_t count = 0;
	if (!slot->made || w->property->cardinality != MANY) {
		enum rc rc = live_claims(im, slot->no, w->property, &list, &count, f);
		if (rc != RC_OK) {
			return rc;
		}
	}
	return w->retract ? say_retract(im, row, w, list, count, f) : say_value(im, row, w, list, count, f);
}

/* A new subject with its identifier, and with whom it belongs to. */
static enum rc make_subject(struct import *im, struct slot *slot, int64_t source, struct fault *f)
{
	const char *up = kind_info(slot->kind)->owner;
	enum rc rc = change_subject(im->change, slot->kind, &slot->no, f);
	if (rc != RC_OK) {
		return rc;
	}
	slot->made = true;
	keys_add(im->keys, slot->kind, slot->key, slot->no);
	struct said key = {.subject = slot->no, .property = property_by_code(P_KEY), .mode = MODE_ASSERT,
		.value = {VALUE_TEXT, slot->key, 0}};
	im->said++;
	rc = change_say(im->change, &key, NULL, f);
	if (rc != RC_OK || !up || slot == im->slots) {
		return rc;
	}
	struct said owner = {.subject = slot->no, .property = property_find(slot->kind, str_of(up)),
		.mode = MODE_ASSERT, .value = {VALUE_REF, {0}, im->slots[slot->owner].no}, .source = source};
	im->said++;
	return change_say(im->change, &owner, NULL, f);
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
	for (size_t i = 0; rc == RC_OK && i < im->slot_count; i++) {
		if (im->slots[i].no == 0) {
			rc = make_subject(im, &im->slots[i], source_of(im, i), f);
		}
	}
	if (rc == RC_OK && im->kind == KIND_PERSON && !im->columns.long_form) {
		person_remember(im);
	}
	for (size_t i = 0; rc == RC_OK && i < im->wish_count; i++) {
		const struct wish *w = &im->wishes[i];
		bool unknown = w->value.type == VALUE_REF && w->value.number == 0 && !w->retract;
		rc = unknown ? defer(im, row, w) : say_wish(im, row, w, f);
	}
	if (rc == RC_OK && im->said > 0) {
		rc = change_receipt(im->change, row->line, im->slots[0].no, im->said, f);
	}
	*ret_fate = im->slots[0].made ? ROW_NEW : im->said ? ROW_CHANGED : ROW_SAME;
	im->report->statements += (size_t)im->said;
	return rc;
}

/* References to rows that stood further down. */
enum rc say_pending(struct import *im, struct fault *f)
{
	for (size_t i = 0; i < im->pending_count; i++) {
		const struct pending *p = &im->pending[i];
		enum kind kind = p->property->ref != KIND_NONE ? p->property->ref : im->kind;
		struct wish w = {.property = p->property, .source = p->source, .column = p->column};
		struct slot slot = {.no = p->subject, .kind = im->kind};
		struct csv_row row = {.line = p->line};
		w.value = (struct value){VALUE_REF, str_of(p->key), keys_find(im->keys, kind, str_of(p->key))};
		if (w.value.number == 0) {
			(void)fault_set(f, RC_INVALID, "there is no %s \"%s\"", kind_info(kind)->key, p->key);
			fault_field(f, p->property->key);
			fault_where(f, im->name, p->line, p->column);
			return RC_INVALID;
		}
		im->slots = &slot;
		im->slot_count = 1;
		im->said = 0;
		enum rc rc = say_wish(im, &row, &w, f);
		if (rc != RC_OK) {
			return rc;
		}
		im->report->statements += (size_t)im->said;
	}
	return RC_OK;
}
