/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The list of people with its form, and the same list as CSV and JSON. */
#include <string.h>

#include "web/people.h"

static void add_option(struct page *p, struct select_view *s, const char *value, const char *label)
{
	const char *now = params_get(&p->params, s->name);

	s->options[s->count++] = (struct option_view){ value, label, !strcmp(now, value) };
}

static struct select_view *add_select(struct page *p, struct people_view *v, const char *name,
	const char *label, size_t room)
{
	struct select_view *s = &v->selects[v->select_count++];

	*s = (struct select_view){ .name = name, .label = label };
	s->options = arena_array(p->arena, room, sizeof(*s->options));
	return s;
}

static void code_select(struct page *p, struct people_view *v, const char *name, const char *label, int property)
{
	const struct property *x = property_by_code(property);
	size_t n = 1;

	for (const struct code *c = x->codes; c && c->key; c++) {
		n++;
	}
	struct select_view *s = add_select(p, v, name, label, n);
	add_option(p, s, "", _("any"));
	for (const struct code *c = x->codes; c && c->key; c++) {
		add_option(p, s, c->key, _(c->label));
	}
}

static void form(struct page *p, struct people_view *v)
{
	struct select_view *s = add_select(p, v, "who", _("Who"), 4);

	add_option(p, s, "", _("everybody on record"));
	add_option(p, s, "held", _("held on the day"));
	add_option(p, s, "listed", _("on Viasna's list on the day"));
	add_option(p, s, "free", _("not held on the day"));
	code_select(p, v, "sex", _("Sex"), P_PERSON_SEX);
	code_select(p, v, "occupation", _("Occupation"), P_PERSON_OCCUPATION);
	s = add_select(p, v, "sort", _("Order"), 2);
	add_option(p, s, "", _("as recorded"));
	add_option(p, s, "name", _("by family name"));
	v->search = params_get(&p->params, "q");
	v->on = params_get(&p->params, "on");
	v->published = params_get(&p->params, "by");
	v->filtered = p->params.count > 0;
}

static void pages(struct page *p, struct people_view *v)
{
	v->pages = (v->total + PEOPLE_PAGE - 1) / PEOPLE_PAGE;
	v->pages = v->pages ? v->pages : 1;
	if (v->page > 1) {
		v->previous = params_link(p->arena, p->path, &p->params, "page", value_int(p, v->page - 1));
	}
	if (v->page < v->pages) {
		v->next = params_link(p->arena, p->path, &p->params, "page", value_int(p, v->page + 1));
	}
	v->csv = params_link(p->arena, page_to(p, "people.csv"), &p->params, "page", NULL);
	v->json = params_link(p->arena, page_to(p, "people.json"), &p->params, "page", NULL);
}

enum rc page_people(struct page *p)
{
	struct people l;
	struct people_view v = { .page = param_int(p, "page", 1, 1, 1000000) };
	enum rc rc = people_find(p, (size_t)(v.page - 1) * PEOPLE_PAGE, PEOPLE_PAGE, &l);

	if (rc != RC_OK) {
		return rc;
	}
	form(p, &v);
	v.total = l.total.at_most;
	v.total_text = bounds_text(p, l.total);
	v.coverage = l.coverage.text;
	v.complete = l.coverage.complete;
	v.note = l.note;
	v.on_text = day_text(p, l.on);
	v.question = l.question;
	v.question_href = l.question ? ask_href(p, l.question) : NULL;
	pages(p, &v);
	v.rows = arena_array(p->arena, l.count + 1, sizeof(*v.rows));
	v.row_count = l.count;
	rc = people_rows(p, &l, 0, l.count, v.rows);
	if (rc == RC_OK) {
		tmpl_people(p, &v);
	}
	return rc;
}

static void csv_row(struct page *p, const struct person_row *r)
{
	const char *cells[] = { "", r->name, r->state, r->since, r->place,
		r->articles, r->occupation, r->sure ? "yes" : "no" };

	cells[0] = strrchr(r->href, '/') ? strrchr(r->href, '/') + 1 : r->href;
	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++) {
		csv_write_cell(p->out, str_of(cells[i]), i == 0);
	}
	csv_end_row(p->out);
}

static void json_row(struct json_writer *w, const struct person_row *r)
{
	const char *slash = strrchr(r->href, '/');

	json_object(w);
	json_put_cstr(w, "id", slash ? slash + 1 : r->href);
	json_put_cstr(w, "name", r->name);
	json_put_cstr(w, "status", r->state);
	json_put_cstr(w, "since", r->since);
	json_put_cstr(w, "place", r->place);
	json_put_cstr(w, "articles", r->articles);
	json_put_cstr(w, "occupation", r->occupation);
	json_put_bool(w, "certain", r->sure);
	json_object_end(w);
}

static void json_head(struct json_writer *w, const struct people *l)
{
	json_object(w);
	json_put_cstr(w, "question", l->question);
	json_put_day(w, "on", l->on);
	json_put_day(w, "published_by", l->published_by);
	json_put_bool(w, "coverage_complete", l->coverage.complete);
	json_put_cstr(w, "coverage", l->coverage.text);
	json_put_int(w, "at_least", l->total.at_least);
	json_put_int(w, "at_most", l->total.at_most);
	json_key(w, "people");
	json_array(w);
}

/* Rows are made a page at a time in an arena of their own: a long list needs no more memory than a short. */
static enum rc export_rows(struct page *p, struct people *l, struct json_writer *w)
{
	struct arena *whole = p->arena, *own = arena_create(64u << 20);
	enum rc rc = RC_OK;

	p->arena = own;
	for (size_t from = 0; from < l->count && rc == RC_OK; from += PEOPLE_PAGE) {
		struct person_row rows[PEOPLE_PAGE];
		size_t n = l->count - from < PEOPLE_PAGE ? l->count - from : PEOPLE_PAGE;
		rc = people_rows(p, l, from, n, rows);
		for (size_t i = 0; i < n && rc == RC_OK; i++) {
			if (w) {
				json_row(w, &rows[i]);
			} else {
				csv_row(p, &rows[i]);
			}
		}
		arena_reset(own);
	}
	p->arena = whole;
	arena_destroy(own);
	return rc;
}

enum rc page_people_export(struct page *p)
{
	static const char header[] = "id,name,status,since,place,articles,occupation,certain\n";
	bool json = memmem(p->path, strlen(p->path), ".json", 5) != NULL;
	struct json_writer w;
	struct people l;
	enum rc rc = people_find(p, 0, 0, &l);

	if (rc != RC_OK) {
		return rc;
	}
	snprintf(p->response->filename, sizeof(p->response->filename), "people.%s", json ? "json" : "csv");
	if (json) {
		json_init(&w, p->out, true);
		json_head(&w, &l);
	} else {
		buf_add(p->out, header, sizeof(header) - 1);
	}
	rc = export_rows(p, &l, json ? &w : NULL);
	if (rc == RC_OK && json) {
		json_array_end(&w);
		json_object_end(&w);
		buf_putc(p->out, '\n');
	}
	return rc;
}
