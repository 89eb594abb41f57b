/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the register knows of one person: spells, sentences, honours, roles. */
#include "letter/reading.h"

#include <string.h>

static void bounds(struct str text, bool end, day *ret_lo, day *ret_hi)
{
	struct edtf e;
	if (edtf_parse(text, &e, NULL) != RC_OK) {
		return;
	}
	const struct edtf_date *d = end ? &e.to : &e.from;
	if (d->what == EDTF_KNOWN) {
		*ret_lo = d->lo;
		*ret_hi = d->hi;
	}
}

static enum rc load_spell(struct reading *r, int64_t no, struct spell_facts *s)
{
	struct statement *st;
	size_t n = 0;
	*s = (struct spell_facts){
		.no = no, .from_lo = DAY_MIN, .from_hi = DAY_MAX, .to_lo = DAY_MAX, .to_hi = DAY_MAX};
	enum rc rc = subject_statements(r->reg, r->viewer, r->arena, no, false, &st, &n, r->fault);
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		if (!st[i].live || (st[i].disputed && !st[i].chosen)) {
			continue;
		}
		if (st[i].property->code == P_SPELL_FROM) {
			s->from_text = str_dup(r->arena, st[i].value.text);
			bounds(st[i].value.text, false, &s->from_lo, &s->from_hi);
			s->source = st[i].source;
		} else if (st[i].property->code == P_SPELL_TO) {
			s->to_text = str_dup(r->arena, st[i].value.text);
			day other = DAY_MAX;
			bounds(st[i].value.text, false, &s->to_lo, &other);
			bounds(st[i].value.text, true, &other, &s->to_hi);
			s->ended = s->to_hi != DAY_MAX;
			s->to_source = st[i].source;
		} else if (st[i].property->code == P_SPELL_GROUND) {
			const struct code *c = st[i].value.type == VALUE_TEXT
				? code_find(st[i].property, st[i].value.text)
				: code_by_number(st[i].property, st[i].value.number);
			s->ground = c ? arena_strdup(r->arena, c->label) : NULL;
			s->death = c && (c->flags & CODE_DEATH);
		}
	}
	return rc;
}

static enum rc load_sentence(struct reading *r, int64_t no, struct sentence_facts *s)
{
	struct statement *st;
	size_t n = 0;
	*s = (struct sentence_facts){.from = DAY_MIN, .to = DAY_MAX};
	enum rc rc = subject_statements(r->reg, r->viewer, r->arena, no, false, &st, &n, r->fault);
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		if (!st[i].live || (st[i].disputed && !st[i].chosen)) {
			continue;
		}
		if (st[i].property->code == P_SENTENCE_DATE) {
			day low;
			s->date_text = str_dup(r->arena, st[i].value.text);
			bounds(st[i].value.text, false, &s->from, &low);
			bounds(st[i].value.text, true, &low, &s->to);
			s->source = st[i].source;
		} else if (st[i].property->code == P_SENTENCE_MONTHS) {
			s->months = st[i].value.number;
			s->source = st[i].source;
		} else if (st[i].property->code == P_SENTENCE_APPEAL_MONTHS) {
			s->appeal_months = st[i].value.number;
		}
	}
	return rc;
}

static void add_text(
	struct reading *r, struct text_fact *list, size_t *count, const struct statement *s)
{
	struct text_fact *t = &list[(*count)++];
	*t = (struct text_fact){.text = str_dup(r->arena, s->value.text),
		.from = DAY_MIN,
		.to = DAY_MAX,
		.source = s->source,
		.valid = str_dup(r->arena, s->valid)};
	if (s->valid.n > 0) {
		day other;
		bounds(s->valid, false, &t->from, &other);
		bounds(s->valid, true, &other, &t->to);
	}
}

static enum rc load_own(struct reading *r, struct person_facts *p)
{
	struct statement *s;
	size_t n = 0;
	enum rc rc = subject_statements(r->reg, r->viewer, r->arena, p->no, false, &s, &n, r->fault);
	p->honours = arena_array(r->arena, n + 1, sizeof *p->honours);
	p->roles = arena_array(r->arena, n + 1, sizeof *p->roles);
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		if (!s[i].live) {
			continue;
		}
		p->any_source = p->any_source ? p->any_source : s[i].source;
		switch (s[i].property->code) {
		case P_PERSON_HONOUR:
			add_text(r, p->honours, &p->honour_count, &s[i]);
			break;
		case P_PERSON_ROLE:
			add_text(r, p->roles, &p->role_count, &s[i]);
			break;
		case P_PERSON_DEATH: {
			p->death_text = str_dup(r->arena, s[i].value.text);
			day other = DAY_MIN;
			bounds(s[i].value.text, false, &p->death_lo, &other);
			bounds(s[i].value.text, true, &other, &p->death_hi);
			p->death_source = s[i].source;
			break;
		}
		case P_PERSON_FLAG:
			if (s[i].value.type == VALUE_TEXT && str_is(s[i].value.text, "forced_exile")) {
				p->exile = true;
				p->exile_source = s[i].source;
			}
			break;
		default:
			break;
		}
	}
	return rc;
}

static enum rc read_person(struct reading *r, int64_t no, struct person_facts *ret)
{
	int64_t *owned;
	size_t n = 0;
	*ret = (struct person_facts){.no = no, .death_lo = DAY_MAX, .death_hi = DAY_MAX};
	enum rc rc = subject_label(r->reg, r->viewer, r->arena, no, "en", &ret->label, r->fault);
	if (rc == RC_OK) {
		rc = load_own(r, ret);
	}
	if (rc == RC_OK) {
		rc = subject_owned(r->reg, r->viewer, r->arena, no, &owned, &n, r->fault);
	}
	ret->spells = arena_array(r->arena, n + 1, sizeof *ret->spells);
	ret->sentences = arena_array(r->arena, n + 1, sizeof *ret->sentences);
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		enum kind kind;
		handle h;
		rc = subject_get(r->reg, r->viewer, owned[i], &kind, &h, r->fault);
		if (rc == RC_OK && kind == KIND_SPELL) {
			rc = load_spell(r, owned[i], &ret->spells[ret->spell_count]);
			ret->spell_count += ret->spells[ret->spell_count].from_text != NULL;
		} else if (rc == RC_OK && kind == KIND_SENTENCE) {
			rc = load_sentence(r, owned[i], &ret->sentences[ret->sentence_count]);
			ret->sentence_count++;
		}
	}
	return rc;
}

enum rc person_load(struct reading *r, int64_t no, struct person_facts *ret)
{
	for (size_t i = 0; i < r->people_count; i++) {
		if (r->people[i].no == no) {
			*ret = r->people[i];
			return RC_OK;
		}
	}
	enum rc rc = read_person(r, no, ret);
	if (rc == RC_OK && r->people_count == r->people_room) {
		size_t more = r->people_room ? r->people_room * 2 : 32;
		r->people = arena_grow(
			r->arena, r->people, r->people_room * sizeof *r->people, more * sizeof *r->people);
		r->people_room = more;
	}
	if (rc == RC_OK) {
		r->people[r->people_count++] = *ret;
	}
	return rc;
}

enum rc person_held(struct reading *r, int64_t no, day on, int *ret)
{
	struct query *q;
	bool row = false;
	*ret = -1;
	enum rc rc = db_query(reg_db(r->reg),
		"SELECT max(sure) FROM span WHERE subject = ? AND what = ? AND day_from <= ? "
		"AND day_to > ? AND known_to > ? AND known_from <= ? AND pub_to > ?",
		&q, r->fault);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	query_bind_int(q, 2, SPAN_HELD);
	query_bind_int(q, 3, on);
	query_bind_int(q, 4, on);
	query_bind_int(q, 5, day_today());
	query_bind_int(q, 6, day_today());
	query_bind_int(q, 7, DAY_MAX);
	rc = query_step(q, &row, r->fault);
	if (rc == RC_OK && row && !query_is_null(q, 0)) {
		*ret = (int)query_int(q, 0);
	}
	query_done(q);
	return rc;
}

char *person_state_text(struct reading *r, const struct person_facts *p, day on, int held,
	char **ret_on, int64_t *ret_source)
{
	const struct spell_facts *last = NULL;
	char text[DAY_TEXT];
	*ret_on = arena_strdup(r->arena, day_format(on, text));
	*ret_source = p->any_source;
	for (size_t i = 0; i < p->spell_count; i++) {
		const struct spell_facts *s = &p->spells[i];
		if (s->from_lo <= on && (!last || s->from_lo > last->from_lo)) {
			last = s;
		}
	}
	if (p->death_hi < on) {
		*ret_source = p->death_source;
		return arena_printf(r->arena, "died on %s", p->death_text);
	}
	if (held >= 0 && last) {
		*ret_source = last->source;
		return arena_printf(r->arena,
			held > 0 ? "held, since %s" : "held since %s, as far as the register knows",
			last->from_text);
	}
	if (last && last->ended) {
		*ret_source = last->to_source;
		return arena_printf(r->arena, "not held; %s on %s",
			last->ground ? last->ground : "released", last->to_text);
	}
	if (last) {
		*ret_source = last->source;
		return arena_printf(r->arena, "held from %s; not known whether still", last->from_text);
	}
	if (p->spell_count > 0) {
		return arena_printf(r->arena, "not held before %s", p->spells[0].from_text);
	}
	return p->role_count > 0 ? arena_strdup(r->arena, p->roles[0].text)
							 : arena_strdup(r->arena, "no detention recorded");
}
