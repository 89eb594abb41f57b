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

static const struct code *code_of(const struct statement *s)
{
	return s->value.type == VALUE_TEXT ? code_find(s->property, s->value.text)
									   : code_by_number(s->property, s->value.number);
}

static enum rc load_spell(struct reading *r, int64_t no, struct spell_facts *s)
{
	struct statement *st;
	size_t n = 0;
	*s = (struct spell_facts){
		.no = no, .from_lo = DAY_MIN, .from_hi = DAY_MAX, .to_lo = DAY_MAX, .to_hi = DAY_MAX};
	enum rc rc = subject_statements(r->reg, r->viewer, r->arena, no, false, &st, &n, r->fault);
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		bool take = false;
		day other = DAY_MAX;
		switch (st[i].property->code) {
		case P_SPELL_FROM:
			rc = backing_take(r, &st[i], &s->from_said, &take);
			if (take) {
				s->from_text = str_dup(r->arena, st[i].value.text);
				bounds(st[i].value.text, false, &s->from_lo, &s->from_hi);
			}
			break;
		case P_SPELL_TO:
			rc = backing_take(r, &st[i], &s->to_said, &take);
			if (take) {
				s->to_text = str_dup(r->arena, st[i].value.text);
				bounds(st[i].value.text, false, &s->to_lo, &other);
				bounds(st[i].value.text, true, &other, &s->to_hi);
				s->ended = s->to_hi != DAY_MAX;
			}
			break;
		case P_SPELL_GROUND:
			if (st[i].live && (st[i].chosen || !st[i].disputed)) {
				const struct code *c = code_of(&st[i]);
				s->ground = c ? arena_strdup(r->arena, c->label) : NULL;
				s->death = c && (c->flags & CODE_DEATH);
			}
			break;
		default:
			break;
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
		bool take = false;
		day low;
		if (st[i].property->code == P_SENTENCE_DATE) {
			rc = backing_take(r, &st[i], &s->date_said, &take);
			if (take) {
				s->date_text = str_dup(r->arena, st[i].value.text);
				bounds(st[i].value.text, false, &s->from, &low);
				bounds(st[i].value.text, true, &low, &s->to);
			}
		} else if (st[i].property->code == P_SENTENCE_MONTHS) {
			rc = backing_take(r, &st[i], &s->months_said, &take);
			s->months = take ? st[i].value.number : s->months;
		} else if (st[i].property->code == P_SENTENCE_APPEAL_MONTHS && st[i].live) {
			s->appeal_months = st[i].value.number;
		}
	}
	return rc;
}

/* The articles charged in a case. */
static enum rc load_charge(struct reading *r, int64_t no, struct text_fact *a)
{
	struct statement *st;
	size_t n = 0;
	*a = (struct text_fact){.from = DAY_MIN, .to = DAY_MAX};
	enum rc rc = subject_statements(r->reg, r->viewer, r->arena, no, false, &st, &n, r->fault);
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		bool take = false;
		if (st[i].property->code == P_CHARGE_ARTICLE) {
			rc = backing_take(r, &st[i], &a->said, &take);
			a->text = take ? str_dup(r->arena, st[i].value.text) : a->text;
		}
	}
	return rc;
}

static enum rc add_text(
	struct reading *r, struct text_fact *list, size_t *count, const struct statement *s)
{
	struct text_fact *t = &list[*count];
	bool take = false;
	*t = (struct text_fact){.from = DAY_MIN, .to = DAY_MAX};
	enum rc rc = backing_take(r, s, &t->said, &take);
	if (!take) {
		return rc;
	}
	++*count;
	t->text = str_dup(r->arena, s->value.text);
	t->valid = str_dup(r->arena, s->valid);
	if (s->valid.n > 0) {
		day other;
		bounds(s->valid, false, &t->from, &other);
		bounds(s->valid, true, &other, &t->to);
	}
	return rc;
}

static enum rc load_day(struct reading *r, const struct statement *s, struct day_fact *d)
{
	bool take = false;
	day low = DAY_MIN, high = DAY_MAX;
	enum rc rc = backing_take(r, s, &d->said, &take);
	if (take) {
		d->text = str_dup(r->arena, s->value.text);
		bounds(s->value.text, false, &d->lo, &high);
		bounds(s->value.text, true, &low, &d->hi);
		d->hi = d->hi == DAY_MAX ? high : d->hi;
	}
	return rc;
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
			rc = add_text(r, p->honours, &p->honour_count, &s[i]);
			break;
		case P_PERSON_ROLE:
			rc = add_text(r, p->roles, &p->role_count, &s[i]);
			break;
		case P_PERSON_DESCRIPTION:
			if (pattern_in_text(r->arena, s[i].value.text, "in exile|abroad")) {
				bool take;
				rc = backing_take(r, &s[i], &p->abroad, &take);
			}
			break;
		case P_PERSON_BIRTH:
			rc = load_day(r, &s[i], &p->birth);
			break;
		case P_PERSON_DEATH:
			rc = load_day(r, &s[i], &p->death);
			break;
		case P_PERSON_FLAG:
			if (s[i].value.type == VALUE_TEXT && str_is(s[i].value.text, "forced_exile")) {
				p->exile = true;
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
	*ret = (struct person_facts){
		.no = no, .birth = {.lo = DAY_MAX, .hi = DAY_MAX}, .death = {.lo = DAY_MAX, .hi = DAY_MAX}};
	enum rc rc = subject_label(r->reg, r->viewer, r->arena, no, "en", &ret->label, r->fault);
	if (rc == RC_OK) {
		rc = load_own(r, ret);
	}
	if (rc == RC_OK) {
		rc = subject_owned(r->reg, r->viewer, r->arena, no, &owned, &n, r->fault);
	}
	ret->spells = arena_array(r->arena, n + 1, sizeof *ret->spells);
	ret->sentences = arena_array(r->arena, n + 1, sizeof *ret->sentences);
	ret->articles = arena_array(r->arena, n + 1, sizeof *ret->articles);
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
		} else if (rc == RC_OK && kind == KIND_CHARGE) {
			rc = load_charge(r, owned[i], &ret->articles[ret->article_count]);
			ret->article_count += ret->articles[ret->article_count].text != NULL;
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

/* Held on a day by the views, whoever said so when: 1 surely, 0 possibly, -1 not. */
static enum rc held_by_views(struct reading *r, int64_t no, day on, int *ret)
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

/* The spell of a person that began last by a day, as far as it was published by another. */
static const struct spell_facts *last_spell(
	const struct person_facts *p, day on, day by, const struct spell_facts **ret_later)
{
	const struct spell_facts *last = NULL;
	*ret_later = NULL;
	for (size_t i = 0; i < p->spell_count; i++) {
		const struct spell_facts *s = &p->spells[i];
		if (s->from_lo > on) {
			continue;
		}
		if (s->from_said.pub > by) {
			*ret_later = !*ret_later || s->from_lo > (*ret_later)->from_lo ? s : *ret_later;
		} else if (!last || s->from_lo > last->from_lo) {
			last = s;
		}
	}
	return last;
}

static void say_held(struct reading *r, const struct spell_facts *s, struct person_state *st)
{
	st->source = s->from_said.source;
	st->text = arena_printf(r->arena,
		st->held > 0 ? "held, since %s" : "held since %s, as far as the register knows",
		s->from_text);
}

static void say_free(struct reading *r, const struct person_facts *p, const struct spell_facts *s,
	bool ended, struct person_state *st)
{
	if (s && ended) {
		st->source = s->to_said.source;
		st->text = arena_printf(
			r->arena, "not held; %s on %s", s->ground ? s->ground : "released", s->to_text);
	} else if (s) {
		st->source = s->from_said.source;
		st->text = arena_printf(r->arena, "held from %s; not known whether still", s->from_text);
	} else if (p->spell_count > 0 && !st->later) {
		st->text = arena_printf(r->arena, "not held before %s", p->spells[0].from_text);
	} else {
		st->text = arena_strdup(
			r->arena, p->role_count > 0 ? p->roles[0].text : "no detention recorded by then");
	}
}

enum rc person_state(
	struct reading *r, const struct person_facts *p, day on, day by, struct person_state *ret)
{
	char text[DAY_TEXT];
	const struct spell_facts *later, *last = last_spell(p, on, by, &later);
	*ret = (struct person_state){.on = arena_strdup(r->arena, day_format(on, text)),
		.source = p->any_source};
	enum rc rc = held_by_views(r, p->no, on, &ret->held);
	if (rc != RC_OK) {
		return rc;
	}
	bool ended = last && last->ended && last->to_said.pub <= by;
	if (later && (!last || later->from_lo > last->from_lo)) {
		ret->later = arena_printf(r->arena, "held from %s, %s", later->from_text,
			backing_later(r, &later->from_said));
		ret->held = -1;
	} else if (last && last->ended && !ended && last->to_lo <= on) {
		/* By then nobody had written that it was over. */
		ret->later = arena_printf(r->arena, "%s on %s, %s",
			last->ground ? last->ground : "released", last->to_text,
			backing_later(r, &last->to_said));
		ret->held = 0;
	}
	if (p->death.hi < on && p->death.said.pub <= by) {
		ret->source = p->death.said.source;
		ret->text = arena_printf(r->arena, "died on %s", p->death.text);
	} else if (ret->held >= 0 && last) {
		say_held(r, last, ret);
	} else {
		say_free(r, p, last, ended, ret);
	}
	return RC_OK;
}
