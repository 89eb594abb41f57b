/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading published figures for pages: see figures.h. */
#include <stdlib.h>
#include <string.h>

#include "web/dossier.h"
#include "web/figures.h"

#define FIGURES_MOST 2000

static int by_day(const void *a, const void *b)
{
	const struct figure *x = a, *y = b;

	return x->on != y->on ? (x->on > y->on) - (x->on < y->on) : (x->no > y->no) - (x->no < y->no);
}

/* The first source that is more than a letter, or the first there is. */
static enum rc best_source(struct dossier *d, const struct file *file, struct figure *f)
{
	const struct statement *s = NULL;
	enum rc rc = RC_OK;

	while (rc == RC_OK && !f->evidence && (s = file_next(file, P_FIGURE_VALUE, s)) != NULL) {
		const struct source_view *source = NULL;
		rc = s->source ? dossier_source(d, s->source, &source) : RC_OK;
		if (rc == RC_OK && source && (!f->row.source || !source->letter)) {
			f->row.source = source;
			f->evidence = !source->letter;
		}
	}
	return rc;
}

static enum rc words(struct dossier *d, const struct file *file, struct figure *f)
{
	const struct {
		int property;
		const char **to;
	} values[] = {
		{ P_FIGURE_DATE, &f->row.date }, { P_FIGURE_VALUE, &f->row.value },
		{ P_FIGURE_BODY, &f->row.body }, { P_FIGURE_LABEL, &f->row.label },
		{ P_FIGURE_QUALIFIER, &f->row.qualifier },
	};
	enum rc rc = page_href(d->page, file->no, &f->row.href);

	for (size_t i = 0; i < sizeof(values) / sizeof(*values) && rc == RC_OK; i++) {
		rc = dossier_value(d, file, values[i].property, values[i].to);
	}
	const struct statement *q = file_chosen(file, P_FIGURE_QUALIFIER);
	if (q && str_is(q->value.text, "exactly")) {
		f->row.qualifier = NULL;
	}
	return rc;
}

static enum rc read_figure(struct page *p, struct dossier *d, int64_t no, struct figure *f, bool *ret_good)
{
	struct dossier one;
	day hi;
	enum rc rc = dossier_load(p, no, false, &one);

	if (rc != RC_OK) {
		return rc;
	}
	/* What was looked up for one figure serves the next. */
	one.seen = d->seen;
	one.seen_count = d->seen_count;
	one.seen_room = d->seen_room;
	const struct file *file = &one.files[0];
	const struct statement *value = file_chosen(file, P_FIGURE_VALUE);
	const struct statement *body = file_chosen(file, P_FIGURE_BODY);
	const struct statement *name = file_chosen(file, P_FIGURE_NAME);
	*f = (struct figure){ .no = no };
	*ret_good = value && name && said_days(file_chosen(file, P_FIGURE_DATE), &f->on, &hi) && hi > DAY_MIN;
	if (*ret_good) {
		f->value = value->value.number;
		f->body = body ? body->value.number : 0;
		f->name = str_dup(p->arena, name->value.text);
		f->on = hi < DAY_MAX ? hi : f->on;
		rc = words(&one, file, f);
		if (rc == RC_OK) {
			rc = best_source(&one, file, f);
		}
	}
	*d = one;
	return rc;
}

enum rc figures_load(struct page *p, const char *name, struct figure **ret, size_t *ret_count)
{
	struct dossier d = { .page = p };
	int64_t *list;
	size_t found;
	bool good;
	enum rc rc = subjects_saying(p->reg, p->viewer, p->arena, P_FIGURE_NAME, str_of(name), FIGURES_MOST, &list,
		&found, p->fault);

	*ret_count = 0;
	if (rc != RC_OK) {
		return rc;
	}
	*ret = arena_array(p->arena, found + 1, sizeof(**ret));
	for (size_t i = 0; i < found && rc == RC_OK; i++) {
		rc = read_figure(p, &d, list[i], &(*ret)[*ret_count], &good);
		*ret_count += rc == RC_OK && good;
	}
	if (*ret_count) {
		qsort(*ret, *ret_count, sizeof(**ret), by_day);
	}
	return rc;
}

/* The body that gave most of the numbers: one line is drawn, of one way of counting. */
static int64_t main_body(const struct figure *list, size_t count)
{
	size_t most = 0;
	int64_t body = 0;

	for (size_t i = 0; i < count; i++) {
		size_t n = 0;
		for (size_t k = 0; k < count; k++) {
			n += list[k].evidence && list[k].body == list[i].body;
		}
		if (n > most) {
			most = n;
			body = list[i].body;
		}
	}
	return body;
}

static size_t line_points(struct page *p, const struct figure *list, size_t count, int64_t body,
	struct chart_point *points)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		const struct figure *f = &list[i];
		if (f->evidence && f->body == body && !(n && points[n - 1].on == f->on)) {
			points[n++] = (struct chart_point){ f->on, f->value, f->value,
				arena_printf(p->arena, "%s: %s", f->row.date, f->row.value) };
		}
	}
	return n;
}

void figures_chart(struct page *p, struct figure *list, size_t count, struct front_view *v)
{
	struct chart_point *points = arena_array(p->arena, count + 1, sizeof(*points));
	int64_t body = main_body(list, count);
	size_t n = line_points(p, list, count, body, points);

	v->figures = arena_array(p->arena, count + 1, sizeof(*v->figures));
	for (size_t i = count; i-- > 0;) {
		v->figure = !v->figure && list[i].evidence ? &list[i].row : v->figure;
		if (list[i].evidence && list[i].body == body) {
			v->figures[v->figure_count++] = list[i].row;
		}
	}
	const char *label = _("Published numbers of political prisoners over the years; the table says the same");
	v->chart_wide = chart_line(p, points, n, label, false);
	v->chart_narrow = chart_line(p, points, n, label, true);
}

enum rc figure_answer(struct page *p, const struct ask_figure *f, struct figure_row **ret)
{
	struct dossier d = { .page = p };
	struct figure figure;
	bool good;

	*ret = NULL;
	if (!f) {
		return RC_OK;
	}
	enum rc rc = read_figure(p, &d, f->subject, &figure, &good);
	if (rc == RC_OK && good) {
		*ret = arena_alloc(p->arena, sizeof(**ret));
		**ret = figure.row;
	}
	return rc;
}
