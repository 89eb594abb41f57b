/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the register knows of figures, releases and closings, read once for a letter. */
#include "letter/reading.h"

#include <string.h>

#define SUM_YEARS 10

static enum rc subjects_with(struct reading *r, int property, int64_t **ret, size_t *ret_count)
{
	struct query *q;
	bool row = false;
	size_t room = 0;
	*ret = NULL;
	*ret_count = 0;
	enum rc rc = db_query(reg_db(r->reg),
		"SELECT DISTINCT subject FROM fact WHERE property = ? ORDER BY subject", &q, r->fault);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, property);
	while ((rc = query_step(q, &row, r->fault)) == RC_OK && row) {
		if (*ret_count == room) {
			size_t more = room ? room * 2 : 256;
			*ret = arena_grow(r->arena, *ret, room * sizeof **ret, more * sizeof **ret);
			room = more;
		}
		(*ret)[(*ret_count)++] = query_int(q, 0);
	}
	return rc;
}

static void date_bounds(struct str text, day *ret_from, day *ret_to)
{
	struct edtf e;
	*ret_from = DAY_MIN;
	*ret_to = DAY_MAX;
	if (edtf_parse(text, &e, NULL) == RC_OK && e.from.what == EDTF_KNOWN) {
		*ret_from = e.from.lo;
		*ret_to = e.to.what == EDTF_KNOWN ? e.to.hi : e.from.hi;
	}
}

static const char *code_key(const struct statement *s)
{
	const struct code *c = s->value.type == VALUE_TEXT
		? code_find(s->property, s->value.text)
		: code_by_number(s->property, s->value.number);
	return c ? c->key : NULL;
}

static enum rc set_body(struct reading *r, int64_t body, struct reading_point *p)
{
	enum rc rc = subject_label(r->reg, r->viewer, r->arena, body, "en", &p->body_label, r->fault);
	struct statement *s;
	size_t n = 0;
	if (rc == RC_OK) {
		rc = subject_statements(r->reg, r->viewer, r->arena, body, false, &s, &n, r->fault);
	}
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		if (s[i].property->code == P_KEY) {
			p->body_key = str_dup(r->arena, s[i].value.text);
		}
	}
	return rc;
}

static enum rc load_point(
	struct reading *r, int64_t no, struct reading_point *p, bool *ret_evidence)
{
	struct statement *s;
	size_t n = 0;
	*p = (struct reading_point){
		.subject = no, .qualifier = "exactly", .scope = "stock", .country = "BY"};
	*ret_evidence = false;
	bool letter = true, take;
	enum rc rc = subject_statements(r->reg, r->viewer, r->arena, no, false, &s, &n, r->fault);
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		if (!s[i].live || (!s[i].chosen && s[i].disputed)) {
			continue;
		}
		switch (s[i].property->code) {
		case P_FIGURE_NAME:
			p->name = str_dup(r->arena, s[i].value.text);
			break;
		case P_FIGURE_BODY:
			rc = set_body(r, s[i].value.number, p);
			break;
		case P_FIGURE_DATE:
			p->date_text = str_dup(r->arena, s[i].value.text);
			date_bounds(s[i].value.text, &p->from, &p->to);
			break;
		case P_FIGURE_VALUE:
			rc = source_is_letter(r, s[i].source, &letter);
			if (rc == RC_OK && !letter) {
				rc = backing_take(r, &s[i], &p->said, &take);
				p->value = take ? s[i].value.number : p->value;
				*ret_evidence = true;
			}
			break;
		case P_FIGURE_QUALIFIER:
			p->qualifier = code_key(&s[i]) ? code_key(&s[i]) : p->qualifier;
			break;
		case P_FIGURE_SCOPE:
			p->scope = code_key(&s[i]) ? code_key(&s[i]) : p->scope;
			break;
		case P_FIGURE_COUNTRY:
			p->country = str_dup(r->arena, s[i].value.text);
			break;
		default:
			break;
		}
	}
	*ret_evidence = *ret_evidence && p->name && p->date_text;
	return rc;
}

static enum rc load_episode(struct reading *r, int64_t no, struct episode *e)
{
	struct statement *s;
	size_t n = 0;
	*e = (struct episode){.subject = no, .cause = "not_said", .given_from = DAY_MAX};
	enum rc rc = subject_statements(r->reg, r->viewer, r->arena, no, false, &s, &n, r->fault);
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		struct str text = s[i].value.text;
		struct backing when = {0};
		day to;
		bool take, known;
		rc = backing_take(r, &s[i], &when, &known);
		known = known && when.pub <= r->letter;
		if (rc != RC_OK || !s[i].live || (!s[i].chosen && s[i].disputed)) {
			continue;
		}
		switch (s[i].property->code) {
		case P_EPISODE_COUNTRY:
			e->country = country_of(text);
			break;
		case P_EPISODE_DATE:
			rc = backing_take(r, &s[i], &e->when, &take);
			if (take) {
				e->date_text = str_dup(r->arena, text);
				date_bounds(text, &e->from, &e->to);
			}
			break;
		case P_EPISODE_RELEASED:
			rc = backing_take(r, &s[i], &e->count, &take);
			e->released = take ? s[i].value.number : e->released;
			break;
		case P_EPISODE_WHO:
			e->who = str_dup(r->arena, text);
			break;
		case P_EPISODE_GIVEN:
			if (known) {
				e->given = e->given ? arena_printf(r->arena, "%s; %.*s", e->given, STR_ARG(text))
									: str_dup(r->arena, text);
			}
			break;
		case P_EPISODE_GIVEN_DATE:
			date_bounds(text, &e->given_from, &to);
			break;
		case P_EPISODE_CAUSE:
			e->cause = known && code_key(&s[i]) ? code_key(&s[i]) : e->cause;
			break;
		case P_EPISODE_MEANS:
			e->means = code_key(&s[i]);
			break;
		default:
			break;
		}
	}
	return rc;
}

static enum rc load_measure(struct reading *r, int64_t no, struct measure *m)
{
	struct statement *s;
	size_t n = 0;
	*m = (struct measure){
		.subject = no, .to = DAY_MAX, .crossings = arena_strdup(r->arena, "")};
	enum rc rc = subject_statements(r->reg, r->viewer, r->arena, no, false, &s, &n, r->fault);
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		struct str text = s[i].value.text;
		day other;
		bool take;
		char *label = NULL;
		if (!s[i].live) {
			continue;
		}
		switch (s[i].property->code) {
		case P_MEASURE_STATE:
			if (m->state_count < 4 && country_of(text)) {
				m->states[m->state_count++] = country_of(text);
			}
			break;
		case P_MEASURE_DATE:
			rc = backing_take(r, &s[i], &m->said, &take);
			if (take) {
				m->date_text = str_dup(r->arena, text);
				date_bounds(text, &m->from, &other);
			}
			break;
		case P_MEASURE_ENDED:
			date_bounds(text, &other, &m->to);
			break;
		case P_MEASURE_TEXT:
			m->text = str_dup(r->arena, text);
			break;
		case P_MEASURE_CROSSING:
			rc = subject_label(
				r->reg, r->viewer, r->arena, s[i].value.number, "en", &label, r->fault);
			if (rc == RC_OK) {
				m->crossings = arena_printf(
					r->arena, "%s%s%s", m->crossings, *m->crossings ? ", " : "", label);
			}
			break;
		default:
			break;
		}
	}
	return rc;
}

/* The figure of one year, or NULL. */
static const struct reading_point *of_year(const struct facts *f, const char *name, int year)
{
	for (size_t i = 0; i < f->point_count; i++) {
		const struct reading_point *p = &f->points[i];
		if (strcmp(p->name, name) == 0 && p->to != DAY_MAX && day_ymd(p->to).year == year) {
			return p;
		}
	}
	return NULL;
}

/* A total that follows from the figures of all its years so far: it was no less than their sum. */
static void add_sums(struct reading *r, const struct sum_words *sum)
{
	struct facts *f = &r->facts;
	const struct reading_point *parts[SUM_YEARS];
	struct reading_point total = {.name = arena_strdup(r->arena, sum->total),
		.qualifier = "at_least",
		.scope = "total",
		.country = "BY",
		.said = {.pub = DAY_MIN, .worth = 1}};
	for (int i = 0; i < SUM_YEARS; i++) {
		parts[i] = of_year(f, sum->yearly, sum->first + i);
		if (!parts[i]) {
			return;
		}
		total.subject = parts[i]->subject;
		total.value += parts[i]->value;
		total.body_key = parts[i]->body_key;
		total.body_label = parts[i]->body_label;
		total.date_text = parts[i]->date_text;
		total.from = total.to = parts[i]->to;
		total.said = parts[i]->said.pub > total.said.pub ? parts[i]->said : total.said;
		total.part_count = (size_t)i + 1;
		total.parts = arena_array(r->arena, total.part_count, sizeof *total.parts);
		memcpy(total.parts, parts, total.part_count * sizeof *parts);
		f->points[f->point_count++] = total;
	}
}

static enum rc load_points(struct reading *r)
{
	int64_t *no;
	size_t n = 0, sums = 0;
	enum rc rc = subjects_with(r, P_FIGURE_VALUE, &no, &n);
	while (sum_words[sums].total) {
		sums++;
	}
	r->facts.points =
		arena_array(r->arena, n + sums * SUM_YEARS + 1, sizeof *r->facts.points);
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		bool evidence = false;
		rc = load_point(r, no[i], &r->facts.points[r->facts.point_count], &evidence);
		r->facts.point_count += rc == RC_OK && evidence;
	}
	for (size_t i = 0; i < sums; i++) {
		add_sums(r, &sum_words[i]);
	}
	return rc;
}

enum rc facts_load(struct reading *r)
{
	int64_t *no;
	size_t n = 0;
	enum rc rc = load_points(r);
	if (rc == RC_OK) {
		rc = subjects_with(r, P_EPISODE_COUNTRY, &no, &n);
	}
	r->facts.episodes = arena_array(r->arena, n + 1, sizeof *r->facts.episodes);
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		rc = load_episode(r, no[i], &r->facts.episodes[r->facts.episode_count]);
		r->facts.episode_count++;
	}
	if (rc == RC_OK) {
		rc = subjects_with(r, P_MEASURE_STATE, &no, &n);
	}
	r->facts.measures = arena_array(r->arena, n + 1, sizeof *r->facts.measures);
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		rc = load_measure(r, no[i], &r->facts.measures[r->facts.measure_count]);
		r->facts.measure_count++;
	}
	return rc;
}
