/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the register knows of figures, releases and closings, read once for a letter. */
#include "letter/reading.h"

#include <string.h>

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

/* A letter is no evidence, for itself or for another. */
static enum rc source_of(struct reading *r, int64_t no, bool *ret_letter)
{
	struct source_info s;
	*ret_letter = false;
	if (no == 0) {
		return RC_OK;
	}
	enum rc rc = source_get(r->reg, r->viewer, r->arena, no, &s, r->fault);
	if (rc == RC_OK) {
		*ret_letter = s.letter;
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
	bool letter = true;
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
			p->value = s[i].value.number;
			p->source = s[i].source;
			p->pub = s[i].pub;
			rc = source_of(r, s[i].source, &letter);
			*ret_evidence = !letter;
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
	*e =
		(struct episode){.subject = no, .cause = "not_said", .given_from = DAY_MAX, .pub = DAY_MAX};
	enum rc rc = subject_statements(r->reg, r->viewer, r->arena, no, false, &s, &n, r->fault);
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		struct str text = s[i].value.text;
		day to;
		if (!s[i].live || (!s[i].chosen && s[i].disputed)) {
			continue;
		}
		switch (s[i].property->code) {
		case P_EPISODE_COUNTRY:
			e->country = country_of(text);
			break;
		case P_EPISODE_DATE:
			e->date_text = str_dup(r->arena, text);
			date_bounds(text, &e->from, &e->to);
			e->source = s[i].source;
			e->pub = s[i].pub;
			break;
		case P_EPISODE_RELEASED:
			e->released = s[i].value.number;
			e->source = s[i].source;
			break;
		case P_EPISODE_WHO:
			e->who = str_dup(r->arena, text);
			break;
		case P_EPISODE_GIVEN:
			e->given = e->given ? arena_printf(r->arena, "%s; %.*s", e->given, STR_ARG(text))
								: str_dup(r->arena, text);
			break;
		case P_EPISODE_GIVEN_DATE:
			date_bounds(text, &e->given_from, &to);
			break;
		case P_EPISODE_CAUSE:
			e->cause = code_key(&s[i]) ? code_key(&s[i]) : e->cause;
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
		.subject = no, .to = DAY_MAX, .pub = DAY_MAX, .crossings = arena_strdup(r->arena, "")};
	enum rc rc = subject_statements(r->reg, r->viewer, r->arena, no, false, &s, &n, r->fault);
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		struct str text = s[i].value.text;
		day other;
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
			m->date_text = str_dup(r->arena, text);
			date_bounds(text, &m->from, &other);
			m->source = s[i].source;
			m->pub = s[i].pub;
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

static enum rc load_points(struct reading *r)
{
	int64_t *no;
	size_t n = 0;
	enum rc rc = subjects_with(r, P_FIGURE_VALUE, &no, &n);
	r->facts.points = arena_array(r->arena, n + 1, sizeof *r->facts.points);
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		bool evidence = false;
		rc = load_point(r, no[i], &r->facts.points[r->facts.point_count], &evidence);
		r->facts.point_count += rc == RC_OK && evidence;
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
