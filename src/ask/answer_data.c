/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Answers for machines: JSON and CSV. */
#include <inttypes.h>
#include <string.h>

#include "ask/tree.h"

struct writing {
	struct reg *reg;
	const struct viewer *viewer;
	struct arena *arena;
	struct json_writer json;
	struct buf *out;
	struct fault *fault;
};

static enum rc put_subject(struct writing *t, int64_t no, int64_t owner)
{
	enum kind kind;
	handle h;
	char text[HANDLE_TEXT], *label;
	enum rc rc = subject_get(t->reg, t->viewer, no, &kind, &h, t->fault);
	if (rc == RC_OK) {
		rc = member_label(t->reg, t->viewer, t->arena, no, owner, &label, t->fault);
	}
	if (rc == RC_OK) {
		json_put_cstr(&t->json, "id", handle_format(h, text));
		json_put_cstr(&t->json, "label", label);
	}
	return rc;
}

static enum rc put_members(struct writing *t, const char *key, const struct ask_member *list, size_t count)
{
	enum rc rc = RC_OK;
	json_key(&t->json, key);
	json_array(&t->json);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		json_object(&t->json);
		rc = put_subject(t, list[i].subject, list[i].owner);
		json_put_bool(&t->json, "sure", list[i].sure);
		if (list[i].why) {
			json_put_cstr(&t->json, "why", list[i].why);
		}
		json_object_end(&t->json);
	}
	json_array_end(&t->json);
	return rc;
}

static enum rc put_source(struct writing *t, int64_t no)
{
	struct source_info s;
	char text[HANDLE_TEXT];
	enum rc rc = source_get(t->reg, t->viewer, t->arena, no, &s, t->fault);
	if (rc != RC_OK) {
		return rc;
	}
	json_object(&t->json);
	json_put_cstr(&t->json, "id", s.handle ? handle_format(s.handle, text) : NULL);
	json_put_cstr(&t->json, "title", s.title);
	json_put_cstr(&t->json, "publisher", s.publisher);
	json_put_cstr(&t->json, "published", s.published_text);
	json_put_cstr(&t->json, "url", s.url);
	json_object_end(&t->json);
	return RC_OK;
}

static enum rc put_excluded(struct writing *t, const struct answer *w)
{
	enum rc rc = RC_OK;
	json_key(&t->json, "excluded");
	json_array(&t->json);
	for (size_t i = 0; rc == RC_OK && i < w->excluded_count; i++) {
		json_object(&t->json);
		rc = put_subject(t, w->excluded[i].subject, w->excluded[i].owner);
		json_put_cstr(&t->json, "reason", w->excluded[i].reason);
		if (rc == RC_OK && w->excluded[i].source) {
			json_key(&t->json, "source");
			rc = put_source(t, w->excluded[i].source);
		}
		json_object_end(&t->json);
	}
	json_array_end(&t->json);
	return rc;
}

static enum rc put_sources(struct writing *t, const struct answer *w)
{
	enum rc rc = RC_OK;
	json_key(&t->json, "sources");
	json_array(&t->json);
	for (size_t i = 0; rc == RC_OK && i < w->source_count; i++) {
		rc = put_source(t, w->sources[i]);
	}
	json_array_end(&t->json);
	return rc;
}

static enum rc put_figure(struct writing *t, const char *key, const struct ask_figure *x)
{
	enum rc rc = RC_OK;
	json_key(&t->json, key);
	if (!x) {
		json_null(&t->json);
		return rc;
	}
	json_object(&t->json);
	json_put_cstr(&t->json, "figure", x->name);
	json_put_cstr(&t->json, "label", x->label);
	json_put_cstr(&t->json, "body", x->body);
	json_put_int(&t->json, "value", x->value);
	json_put_cstr(&t->json, "qualifier", x->qualifier);
	json_put_cstr(&t->json, "date", x->date_text);
	json_put_cstr(&t->json, "scope", x->scope);
	json_put_bool(&t->json, "disputed", x->disputed);
	json_key(&t->json, "source");
	rc = put_source(t, x->source);
	json_object_end(&t->json);
	return rc;
}

static void put_bounds(struct writing *t, const struct answer *w, struct bounds b)
{
	if (w->form == ASK_SHARE) {
		json_key(&t->json, "at_least");
		json_real(&t->json, (double)b.at_least / 100, 2);
		json_key(&t->json, "at_most");
		json_real(&t->json, (double)b.at_most / 100, 2);
		return;
	}
	json_put_int(&t->json, "at_least", b.at_least);
	json_put_int(&t->json, "at_most", b.at_most);
}

static void put_groups(struct writing *t, const struct answer *w)
{
	json_key(&t->json, "groups");
	json_array(&t->json);
	for (size_t i = 0; i < w->group_count; i++) {
		const struct ask_group *g = &w->groups[i];
		json_object(&t->json);
		json_key(&t->json, "by");
		json_array(&t->json);
		for (size_t k = 0; k < 2 && g->keys[k]; k++) {
			json_cstr(&t->json, g->keys[k]);
		}
		json_array_end(&t->json);
		put_bounds(t, w, g->count);
		json_object_end(&t->json);
	}
	json_array_end(&t->json);
}

static void put_points(struct writing *t, const struct answer *w)
{
	json_key(&t->json, "points");
	json_array(&t->json);
	for (size_t i = 0; i < w->point_count; i++) {
		json_object(&t->json);
		json_put_day(&t->json, "on", w->points[i].on);
		put_bounds(t, w, w->points[i].count);
		json_object_end(&t->json);
	}
	json_array_end(&t->json);
}

static void put_head(struct writing *t, const struct answer *w)
{
	json_put_cstr(&t->json, "question", w->question);
	json_put_day(&t->json, "on", w->on);
	json_put_day(&t->json, "published_by", w->published_by);
	json_put_day(&t->json, "known", w->known);
	json_key(&t->json, "coverage");
	json_object(&t->json);
	json_put_bool(&t->json, "complete", w->coverage.complete);
	json_put_cstr(&t->json, "text", w->coverage.text);
	json_object_end(&t->json);
}

static enum rc put_body(struct writing *t, const struct answer *w)
{
	enum rc rc = RC_OK;
	if (w->form == ASK_FIGURE) {
		rc = put_figure(t, "figure", w->figure);
	} else if (w->form == ASK_SERIES) {
		put_points(t, w);
	} else if (w->form == ASK_CHANGE) {
		put_points(t, w);
		rc = put_members(t, "came", w->came, w->came_count);
		if (rc == RC_OK) {
			rc = put_members(t, "left", w->left, w->left_count);
		}
	} else {
		put_bounds(t, w, w->count);
		json_put_int(&t->json, "unrecorded", w->unrecorded);
	}
	if (w->group_count) {
		put_groups(t, w);
	}
	if (rc == RC_OK && w->form != ASK_SERIES && w->form != ASK_FIGURE && w->form != ASK_CHANGE) {
		rc = put_members(t, "members", w->members, w->member_count);
		if (rc == RC_OK) {
			rc = put_excluded(t, w);
		}
	}
	if (rc == RC_OK) {
		rc = put_sources(t, w);
	}
	if (rc == RC_OK && w->beside) {
		rc = put_figure(t, "beside", w->beside);
	}
	json_put_cstr(&t->json, "note", w->note);
	return rc;
}

enum rc answer_json(struct reg *r, const struct viewer *v, struct arena *a, const struct answer *w,
	struct buf *out, struct fault *f)
{
	struct writing t = {.reg = r, .viewer = v, .arena = a, .out = out, .fault = f};
	json_init(&t.json, out, true);
	json_object(&t.json);
	put_head(&t, w);
	enum rc rc = put_body(&t, w);
	json_object_end(&t.json);
	buf_putc(out, '\n');
	return rc;
}

/* ---- CSV ---- */

static void cell(struct writing *t, const char *text, bool first)
{
	csv_write_cell(t->out, str_of(text), first);
}

static void number(struct writing *t, int64_t v)
{
	cell(t, arena_printf(t->arena, "%" PRId64, v), false);
}

static enum rc csv_members(struct writing *t, const char *what, const struct ask_member *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		enum kind kind;
		handle h;
		char text[HANDLE_TEXT], *label;
		enum rc rc = subject_get(t->reg, t->viewer, list[i].subject, &kind, &h, t->fault);
		if (rc == RC_OK) {
			rc = member_label(t->reg, t->viewer, t->arena, list[i].subject, list[i].owner, &label, t->fault);
		}
		if (rc != RC_OK) {
			return rc;
		}
		if (what) {
			cell(t, what, true);
		}
		cell(t, handle_format(h, text), !what);
		cell(t, label, false);
		cell(t, list[i].sure ? "yes" : "possibly", false);
		csv_end_row(t->out);
	}
	return RC_OK;
}

static void csv_bounds(struct writing *t, const struct answer *w)
{
	char on[DAY_TEXT];
	bool share = w->form == ASK_SHARE;
	buf_puts(t->out, "question,on,at_least,at_most\n");
	cell(t, w->question, true);
	cell(t, day_format(w->on, on), false);
	cell(t, share ? arena_printf(t->arena, "%.2f", (double)w->count.at_least / 100)
		: arena_printf(t->arena, "%" PRId64, w->count.at_least), false);
	cell(t, share ? arena_printf(t->arena, "%.2f", (double)w->count.at_most / 100)
		: arena_printf(t->arena, "%" PRId64, w->count.at_most), false);
	csv_end_row(t->out);
}

static void csv_groups(struct writing *t, const struct answer *w)
{
	bool two = w->groups[0].keys[1] != NULL;
	buf_puts(t->out, two ? "group,group2,at_least,at_most\n" : "group,at_least,at_most\n");
	for (size_t i = 0; i < w->group_count; i++) {
		cell(t, w->groups[i].keys[0], true);
		if (two) {
			cell(t, w->groups[i].keys[1], false);
		}
		number(t, w->groups[i].count.at_least);
		number(t, w->groups[i].count.at_most);
		csv_end_row(t->out);
	}
}

static void csv_points(struct writing *t, const struct answer *w)
{
	char on[DAY_TEXT];
	buf_puts(t->out, "on,at_least,at_most\n");
	for (size_t i = 0; i < w->point_count; i++) {
		cell(t, day_format(w->points[i].on, on), true);
		number(t, w->points[i].count.at_least);
		number(t, w->points[i].count.at_most);
		csv_end_row(t->out);
	}
}

static enum rc csv_figure(struct writing *t, const struct ask_figure *x)
{
	struct source_info s;
	buf_puts(t->out, "figure,body,date,qualifier,value,source,url\n");
	if (!x) {
		return RC_OK;
	}
	enum rc rc = source_get(t->reg, t->viewer, t->arena, x->source, &s, t->fault);
	if (rc != RC_OK) {
		return rc;
	}
	cell(t, x->name, true);
	cell(t, x->body, false);
	cell(t, x->date_text, false);
	cell(t, x->qualifier, false);
	number(t, x->value);
	cell(t, s.title, false);
	cell(t, s.url, false);
	csv_end_row(t->out);
	return RC_OK;
}

enum rc answer_csv(struct reg *r, const struct viewer *v, struct arena *a, const struct answer *w,
	struct buf *out, struct fault *f)
{
	struct writing t = {.reg = r, .viewer = v, .arena = a, .out = out, .fault = f};
	enum rc rc;
	switch (w->form) {
	case ASK_FIGURE:
		return csv_figure(&t, w->figure);
	case ASK_SERIES:
		csv_points(&t, w);
		return RC_OK;
	case ASK_LIST:
		buf_puts(out, "id,label,sure\n");
		return csv_members(&t, NULL, w->members, w->member_count);
	case ASK_CHANGE:
		buf_puts(out, "change,id,label,sure\n");
		rc = csv_members(&t, "came", w->came, w->came_count);
		return rc == RC_OK ? csv_members(&t, "left", w->left, w->left_count) : rc;
	default:
		if (w->group_count) {
			csv_groups(&t, w);
		} else {
			csv_bounds(&t, w);
		}
		return RC_OK;
	}
}
