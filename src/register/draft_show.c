/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A draft beside what is there: what a reviewer reads. */
#include <inttypes.h>
#include <string.h>

#include "register/draft.h"

struct showing {
	struct reg *reg;
	struct arena *arena;
	struct draft_line *list;
	size_t count, room;
	struct made { /* records that the draft makes, and what it calls them */
		handle handle;
		enum kind kind;
		const char *name;
	} *made;
	size_t made_count, made_room;
};

static struct made *made_by(struct showing *w, handle h)
{
	for (size_t i = w->made_count; i > 0; i--) { /* of the last ones something is said most often */
		if (w->made[i - 1].handle == h) {
			return &w->made[i - 1];
		}
	}
	return NULL;
}

static enum rc take_subject(void *data, enum kind kind, handle h, struct fault *f)
{
	struct showing *w = data;
	(void)f;
	if (w->made_count == w->made_room) {
		w->made_room = w->made_room ? w->made_room * 2 : 64;
		w->made = arena_grow(w->arena, w->made, w->made_count * sizeof *w->made, w->made_room * sizeof *w->made);
	}
	w->made[w->made_count++] = (struct made){.handle = h, .kind = kind};
	return RC_OK;
}

/* By what is public, or by what the draft says: NULL where it has no name in either. */
static enum rc called(struct showing *w, handle h, enum kind *ret_kind, const char **ret, struct fault *f)
{
	struct made *made = made_by(w, h);
	struct called c;
	struct fault none = {0};
	int64_t no;
	*ret = NULL;
	*ret_kind = made ? made->kind : KIND_NONE;
	if (made) {
		*ret = made->name;
		return RC_OK;
	}
	enum rc rc = subject_by_handle(w->reg, reg_viewer(w->reg), h, &no, &none);
	if (rc == RC_OK) {
		rc = subject_called(w->reg, reg_viewer(w->reg), w->arena, no, "en", &c, &none);
	}
	if (rc == RC_OK) {
		*ret = c.name;
		*ret_kind = c.kind;
	}
	return rc == RC_NOT_FOUND ? RC_OK : rc == RC_OK ? RC_OK : fault_set(f, rc, "%s", none.message);
}

static enum rc name_or_handle(struct showing *w, handle h, const char **ret, struct fault *f)
{
	char text[HANDLE_TEXT];
	enum kind unused;
	enum rc rc = called(w, h, &unused, ret, f);
	if (rc == RC_OK && !*ret) {
		*ret = arena_strdup(w->arena, handle_format(h, text));
	}
	return rc;
}

static enum rc value_text(struct showing *w, const struct draft_statement *s, const char **ret, struct fault *f)
{
	switch (s->value.type) {
	case VALUE_TEXT:
		*ret = arena_printf(w->arena, "%.*s%s%.*s%s%.*s", STR_ARG(s->value.text), s->language.n ? " @" : "",
			STR_ARG(s->language), s->valid.n ? ", valid " : "", STR_ARG(s->valid));
		return RC_OK;
	case VALUE_INT:
		*ret = arena_printf(w->arena, "%" PRId64, s->value.number);
		return RC_OK;
	case VALUE_REF:
		return name_or_handle(w, s->value.number, ret, f);
	case VALUE_NONE:
		break;
	}
	*ret = NULL;
	return RC_OK;
}

/* What the statement aims at, or else what is shown of the property now. */
static enum rc before_text(struct showing *w, const struct draft_statement *s, const char **ret, struct fault *f)
{
	struct statement *list;
	struct fault none = {0};
	size_t count = 0;
	int64_t no;
	char *text = NULL;
	enum rc rc = subject_by_handle(w->reg, reg_viewer(w->reg), s->subject, &no, &none);
	*ret = NULL;
	if (rc == RC_OK) {
		rc = subject_statements(w->reg, reg_viewer(w->reg), w->arena, no, s->has_target, &list, &count, &none);
	}
	for (size_t i = 0; rc == RC_OK && i < count && !text; i++) {
		bool same = s->has_target ? memcmp(list[i].id.b, s->target.b, ID_SIZE) == 0
			: list[i].property == s->property && list[i].chosen;
		if (same) {
			rc = statement_text(w->reg, reg_viewer(w->reg), w->arena, &list[i], &text, &none);
		}
	}
	*ret = text;
	return rc == RC_OK || rc == RC_NOT_FOUND ? RC_OK : fault_set(f, rc, "%s", none.message);
}

static void keep_name(struct showing *w, const struct draft_statement *s)
{
	struct made *made = made_by(w, s->subject);
	if (made && s->value.type == VALUE_TEXT && s->mode != MODE_RETRACT
		&& (!made->name || naming_rank(s->property, s->language, "en") < NAMING_NONE)
		&& (s->property->code == P_KEY || s->property->type == TYPE_NAME
			|| naming_rank(s->property, s->language, "en") < NAMING_NONE)) {
		made->name = str_dup(w->arena, s->value.text);
	}
}

static enum rc take_statement(void *data, const struct draft_statement *s, struct fault *f)
{
	struct showing *w = data;
	struct draft_line line = {.subject = s->subject, .property = s->property->key, .mode = s->mode};
	enum kind kind;
	keep_name(w, s);
	enum rc rc = called(w, s->subject, &kind, &line.name, f);
	line.made = made_by(w, s->subject) != NULL;
	line.kind = kind ? kind_info(kind)->key : "record";
	if (rc == RC_OK) {
		rc = before_text(w, s, &line.before, f);
	}
	if (rc == RC_OK) {
		rc = value_text(w, s, &line.after, f);
	}
	if (rc == RC_OK && s->source) {
		rc = name_or_handle(w, s->source, &line.source, f);
	}
	if (w->count == w->room) {
		w->room = w->room ? w->room * 2 : 64;
		w->list = arena_grow(w->arena, w->list, w->count * sizeof *w->list, w->room * sizeof *w->list);
	}
	w->list[w->count++] = line;
	return rc;
}

static enum rc show(struct showing *w, uint64_t index, struct fault *f)
{
	const struct draft_reader reader = {.data = w, .subject = take_subject, .statement = take_statement};
	struct keyring *k;
	struct buf bytes;
	struct event e;
	struct id commitment;
	const struct signer *who;
	enum rc rc = acting(w->reg, &who, f);
	rc = rc == RC_OK ? keyring_load(keyring_path(w->reg, w->arena), &k, f) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	buf_init(&bytes, EVENT_MOST);
	rc = private_event(w->reg, k, index, &bytes, &commitment, &e, f);
	rc = rc == RC_OK ? draft_read_event(w->arena, &e, &reader, f) : rc;
	buf_wipe(&bytes);
	keyring_destroy(k);
	return rc;
}

enum rc people_show(struct reg *r, struct arena *a, uint64_t index, struct draft_line **ret, size_t *ret_count,
	struct fault *f)
{
	struct showing w = {.reg = r, .arena = a};
	enum rc rc = db_begin(r->db, f);
	if (rc == RC_OK) {
		rc = show(&w, index, f);
		db_rollback(r->db);
	}
	*ret = w.list;
	*ret_count = w.count;
	return rc;
}
