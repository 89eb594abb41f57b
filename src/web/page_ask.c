/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page where questions are asked, with its answers as HTML, JSON and CSV. */
#include <string.h>

#include "web/dossier.h"
#include "web/figures.h"

#define MEMBERS_SHOWN 200
#define EXCLUDED_SHOWN 100
#define SOURCES_SHOWN 200
#define QUESTION_BYTES 2000

/* What belongs to somebody is called by them: "Ann Invented, sentence of 2021-09". */
static enum rc member_link(struct page *p, int64_t subject, int64_t owner, struct link_view *ret)
{
	char *label = NULL;
	enum rc rc = page_link(p, subject, ret);

	if (rc == RC_OK && subject != owner) {
		rc = member_label(p->reg, p->viewer, p->arena, subject, owner, &label, p->fault);
		ret->text = label;
	}
	return rc;
}

static enum rc member_row(struct page *p, const struct ask_member *m, const char *extra, struct answer_row *row)
{
	struct link_view link;
	enum rc rc = member_link(p, m->subject, m->owner, &link);

	row->cells[0] = link.text;
	row->cells[1] = extra ? extra : m->sure ? _("certain") : m->why ? m->why : _("possible");
	row->href = link.href;
	return rc;
}

static enum rc members(struct page *p, const struct ask_member *list, size_t count, const char *extra,
	struct answer_view *v)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < count && i < MEMBERS_SHOWN && rc == RC_OK; i++) {
		rc = member_row(p, &list[i], extra, &v->rows[v->row_count++]);
	}
	return rc;
}

static enum rc group_rows(struct page *p, const struct answer *w, struct answer_view *v)
{
	enum rc rc = RC_OK;
	bool two = w->group_count && w->groups[0].labels[1];

	v->columns = two ? 3 : 2;
	v->headings[0] = _("Group");
	v->headings[1] = two ? _("and") : _("Count");
	v->headings[2] = two ? _("Count") : NULL;
	for (size_t i = 0; i < w->group_count && rc == RC_OK; i++) {
		const struct ask_group *g = &w->groups[i];
		struct answer_row *row = &v->rows[v->row_count++];
		row->cells[0] = _(g->labels[0]);
		row->cells[1] = two ? _(g->labels[1]) : bounds_text(p, g->count);
		row->cells[2] = two ? bounds_text(p, g->count) : NULL;
		rc = g->subjects[0] ? page_href(p, g->subjects[0], &row->href) : RC_OK;
	}
	return rc;
}

static void point_rows(struct page *p, const struct answer *w, struct answer_view *v)
{
	struct chart_point *points = arena_array(p->arena, w->point_count + 1, sizeof(*points));

	v->columns = 2;
	v->headings[0] = _("Day");
	v->headings[1] = _("Count");
	for (size_t i = 0; i < w->point_count; i++) {
		struct answer_row *row = &v->rows[v->row_count++];
		row->cells[0] = day_text(p, w->points[i].on);
		row->cells[1] = bounds_text(p, w->points[i].count);
		points[i] = (struct chart_point){ w->points[i].on, w->points[i].count.at_least,
			w->points[i].count.at_most, arena_printf(p->arena, "%s: %s", row->cells[0], row->cells[1]) };
	}
	const char *label = _("The counts over time; the table says the same");
	v->chart_wide = chart_line(p, points, w->point_count, label, false);
	v->chart_narrow = chart_line(p, points, w->point_count, label, true);
}

static enum rc member_rows(struct page *p, const struct answer *w, struct answer_view *v)
{
	size_t shown = w->member_count < MEMBERS_SHOWN ? w->member_count : MEMBERS_SHOWN;

	v->columns = 2;
	v->headings[0] = _("Who");
	v->headings[1] = w->form == ASK_CHANGE ? _("What changed") : _("How sure");
	if ((int64_t)shown < w->count.at_most && w->form == ASK_LIST) {
		v->more = message_text(p, _("The first {n} are shown; the CSV and JSON have all of them."),
			(const struct msg_value[]){ { "n", number(p, MEMBERS_SHOWN) } }, 1);
	}
	enum rc rc = members(p, w->came, w->came_count, _("came"), v);
	if (rc == RC_OK) {
		rc = members(p, w->left, w->left_count, _("left"), v);
	}
	return rc == RC_OK ? members(p, w->members, w->member_count, NULL, v) : rc;
}

static enum rc table(struct page *p, const struct answer *w, struct answer_view *v)
{
	v->rows = arena_array(p->arena, w->group_count + w->point_count + 3 * MEMBERS_SHOWN + 1, sizeof(*v->rows));
	if (w->group_count) {
		return group_rows(p, w, v);
	}
	if (w->point_count) {
		point_rows(p, w, v);
		return RC_OK;
	}
	return w->member_count + w->came_count + w->left_count ? member_rows(p, w, v) : RC_OK;
}

static enum rc excluded(struct dossier *d, const struct answer *w, struct answer_view *v)
{
	struct page *p = d->page;
	enum rc rc = RC_OK;

	v->excluded = arena_array(p->arena, EXCLUDED_SHOWN, sizeof(*v->excluded));
	v->excluded_names = arena_array(p->arena, EXCLUDED_SHOWN, sizeof(*v->excluded_names));
	v->excluded_sources = arena_array(p->arena, EXCLUDED_SHOWN, sizeof(*v->excluded_sources));
	for (size_t i = 0; i < w->excluded_count && i < EXCLUDED_SHOWN && rc == RC_OK; i++) {
		const struct ask_excluded *x = &w->excluded[i];
		size_t at = v->excluded_count++;
		rc = member_link(p, x->subject, x->owner, &v->excluded[at]);
		v->excluded_names[at] = v->excluded[at].text;
		v->excluded[at].text = x->reason;
		if (rc == RC_OK && x->source) {
			rc = dossier_source(d, x->source, &v->excluded_sources[at]);
		}
	}
	return rc;
}

static enum rc sources(struct dossier *d, const struct answer *w, struct answer_view *v)
{
	enum rc rc = RC_OK;

	v->sources = arena_array(d->page->arena, SOURCES_SHOWN, sizeof(*v->sources));
	for (size_t i = 0; i < w->source_count && i < SOURCES_SHOWN && rc == RC_OK; i++) {
		rc = dossier_source(d, w->sources[i], &v->sources[v->source_count++]);
	}
	return rc;
}

/* Hundredths of a percent as a number with two decimals. */
static const char *percent(struct page *p, struct bounds b)
{
	char low[32], high[32];

	snprintf(low, sizeof(low), "%lld.%02lld", (long long)(b.at_least / 100), (long long)(b.at_least % 100));
	snprintf(high, sizeof(high), "%lld.%02lld", (long long)(b.at_most / 100), (long long)(b.at_most % 100));
	if (b.at_least == b.at_most) {
		return arena_printf(p->arena, "%s%%", low);
	}
	return message_text(p, _("between {least} and {most}"), (const struct msg_value[]){
		{ "least", arena_strdup(p->arena, low) }, { "most", arena_printf(p->arena, "%s%%", high) } }, 2);
}

static void words(struct page *p, const struct answer *w, struct answer_view *v)
{
	v->answered = true;
	v->canonical = w->question;
	v->on = w->on < DAY_MAX ? day_text(p, w->on) : NULL;
	v->published = w->published_by < DAY_MAX ? day_text(p, w->published_by) : NULL;
	v->known = w->known < DAY_MAX ? day_text(p, w->known) : NULL;
	v->coverage = w->coverage.text;
	v->complete = w->coverage.complete;
	v->note = w->note;
	if (w->form == ASK_SHARE) {
		v->result = percent(p, w->count);
	} else if (w->form == ASK_COUNT || w->form == ASK_LIST || w->form == ASK_SUM) {
		const char *unit = w->unit && strcmp(w->unit, "%") != 0 ? w->unit : "";
		v->result = arena_printf(p->arena, "%s %s", bounds_text(p, w->count), _(unit));
	} else if (w->form == ASK_CHANGE) {
		v->result = message_text(p, _("{came} came, {left} left"), (const struct msg_value[]){
			{ "came", number(p, (int64_t)w->came_count) }, { "left", number(p, (int64_t)w->left_count) } }, 2);
	}
	if (w->unrecorded) {
		v->unrecorded = number(p, w->unrecorded);
	}
}

static enum rc show(struct page *p, const struct answer *w, struct answer_view *v)
{
	struct dossier d = { .page = p };

	words(p, w, v);
	enum rc rc = table(p, w, v);
	if (rc == RC_OK) {
		rc = figure_answer(p, w->figure, &v->figure);
	}
	if (rc == RC_OK) {
		rc = figure_answer(p, w->beside, &v->beside);
	}
	if (rc == RC_OK) {
		rc = excluded(&d, w, v);
	}
	return rc == RC_OK ? sources(&d, w, v) : rc;
}

/* Marks the word the fault points at. */
static void problem(struct page *p, const struct fault *f, struct answer_view *v)
{
	struct str q = str_of(v->question);
	size_t from = 0, to;

	for (unsigned i = 1; i < f->column && from < q.n; i++) {
		(void)utf8_next(q, &from);
	}
	to = str_find(q, ' ', from);
	v->problem = arena_strdup(p->arena, f->message);
	v->hint = f->hint[0] ? arena_strdup(p->arena, f->hint) : NULL;
	v->before = f->column ? str_dup(p->arena, str_sub(q, 0, from)) : NULL;
	v->word = str_dup(p->arena, str_sub(q, from, to));
	v->after = str_dup(p->arena, str_sub(q, to, q.n));
}

static enum rc machine(struct page *p, const struct answer *w, bool json)
{
	snprintf(p->response->filename, sizeof(p->response->filename), "answer.%s", json ? "json" : "csv");
	return json ? answer_json(p->reg, p->viewer, p->arena, w, p->out, p->fault)
		    : answer_csv(p->reg, p->viewer, p->arena, w, p->out, p->fault);
}

static void links(struct page *p, struct answer_view *v)
{
	v->explain = params_link(p->arena, p->path, &p->params, "explain", v->explained ? NULL : "yes");
	v->json = params_link(p->arena, page_to(p, "ask.json"), &p->params, "", NULL);
	v->csv = params_link(p->arena, page_to(p, "ask.csv"), &p->params, "", NULL);
}

enum rc page_ask(struct page *p)
{
	struct answer_view v = { .question = params_get(&p->params, "q") };
	struct ask_options o = { .on = DAY_MAX, .published_by = DAY_MAX, .deadline = 15000 };
	struct answer w;
	struct fault fault = { 0 };
	bool json = strstr(p->path, ".json") != NULL, csv = strstr(p->path, ".csv") != NULL;

	v.explained = params_get(&p->params, "explain")[0] != 0;
	o.explain = v.explained;
	o.list_most = json || csv ? 0 : MEMBERS_SHOWN;
	links(p, &v);
	if (strlen(v.question) > QUESTION_BYTES) {
		return fault_set(p->fault, RC_INVALID, "%s", _("The question is too long"));
	}
	if (!v.question[0] && !json && !csv) {
		tmpl_ask(p, &v);
		return RC_OK;
	}
	enum rc rc = ask_run(p->reg, p->viewer, p->arena, str_of(v.question), &o, &w, &fault);
	if ((rc == RC_INVALID || rc == RC_LIMIT) && !json && !csv) {
		problem(p, &fault, &v);
		p->response->status = rc_http_status(rc);
		tmpl_ask(p, &v);
		return RC_OK;
	}
	if (rc != RC_OK) {
		*p->fault = fault;
		return rc;
	}
	if (json || csv) {
		return machine(p, &w, json);
	}
	rc = show(p, &w, &v);
	if (rc == RC_OK) {
		tmpl_ask(p, &v);
	}
	return rc;
}
