/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* doc/model.md, word by word: held, listed, and the conditions on properties. */
#include "claims.h"

#include <string.h>

/* ---- held ---- */

static day word_of(const struct naive *n, int64_t spell)
{
	day word = DAY_MIN;
	EACH(n, spell, P_SPELL_FROM, r) {
		word = later_day(word, r->lo);
	}
	EACH(n, spell, P_SPELL_HEARD, r) {
		word = later_day(word, r->lo);
	}
	EACH(n, spell, P_SPELL_STATUS, r) {
		word = held_word(r) ? later_day(word, raw_valid(r).from_lo) : word;
	}
	EACH(n, spell, P_SPELL_PLACE, r) {
		word = later_day(word, raw_valid(r).from_lo);
	}
	EACH(n, spell, P_SPELL_CELL, r) {
		word = later_day(word, raw_valid(r).from_lo);
	}
	return word;
}

static enum truth inside(const struct naive *n, int64_t spell, day d)
{
	size_t starts = 0, ends = 0;
	day start_lo = DAY_MIN, start_hi = DAY_MIN, open_pub = DAY_MIN;
	bool begun_surely = true, begun_possibly = false, before_end = true, possible_end = false, open = false;
	EACH(n, spell, P_SPELL_FROM, r) {
		starts++;
		start_lo = later_day(start_lo, r->lo);
		start_hi = later_day(start_hi, r->hi);
		begun_surely &= r->hi <= d;
		begun_possibly |= r->lo <= d;
	}
	EACH(n, spell, P_SPELL_TO, r) {
		ends++;
		if (r->open) {
			open = true;
			open_pub = r->pub == DAY_MAX ? open_pub : later_day(open_pub, r->pub);
			continue;
		}
		before_end &= d < later_day(r->lo, start_lo + 1);
		possible_end |= d < later_day(r->hi, start_hi + 1);
	}
	if (starts == 0 || !begun_possibly || (ends && !open && !possible_end)) {
		return NO;
	}
	bool sure = begun_surely && before_end;
	if (ends == 0) {
		sure &= d <= word_of(n, spell);
	} else if (open) {
		sure &= d <= later_day(word_of(n, spell), open_pub) + OPEN_END_TERM;
	}
	return sure ? SURE : POSSIBLE;
}

static enum truth held_by(const struct naive *n, int64_t spell, day d)
{
	enum truth in = inside(n, spell, d);
	bool free_possibly = false, free_surely = false, held_possibly = false;
	EACH(n, spell, P_SPELL_STATUS, r) {
		enum truth c = raw_covers(n, r, d);
		free_possibly |= !held_word(r) && c != NO;
		free_surely |= !held_word(r) && c == SURE;
		held_possibly |= held_word(r) && c != NO;
	}
	if (in == NO || (free_surely && !held_possibly)) {
		return NO;
	}
	return in == SURE && !free_possibly ? SURE : POSSIBLE;
}

/* The subjects of a kind that belong to a person. */
static bool belongs(const struct naive *n, int64_t subject, int64_t person, int property)
{
	if (subject == person || n->owner[subject] != person) {
		return false;
	}
	for (size_t i = 0; i < n->count; i++) {
		if (n->list[i].subject == subject && n->list[i].property->code == property) {
			return true;
		}
	}
	return false;
}

enum truth naive_held(const struct naive *n, int64_t person, day d)
{
	enum truth best = NO;
	bool all_dead = false, some_dead = false;
	size_t deaths = 0;
	for (int64_t s = 0; s < n->subjects; s++) {
		enum truth here = belongs(n, s, person, P_SPELL_FROM) ? held_by(n, s, d) : NO;
		best = here > best ? here : best;
	}
	all_dead = true;
	EACH(n, person, P_PERSON_DEATH, r) {
		deaths++;
		all_dead &= r->hi < d;
		some_dead |= r->lo < d;
	}
	if (deaths && all_dead) {
		return NO;
	}
	return some_dead && best == SURE ? POSSIBLE : best;
}

enum truth naive_listed(const struct naive *n, int64_t person, int64_t body, day d)
{
	enum truth best = NO;
	for (int64_t s = 0; s < n->subjects; s++) {
		bool named = false, given_all = true, given_some = false, out_none = true, out_some_later = false;
		size_t given = 0, withdrawn = 0;
		if (!belongs(n, s, person, P_RECOGNITION_BODY)) {
			continue;
		}
		EACH(n, s, P_RECOGNITION_BODY, r) {
			named |= r->number == body;
		}
		EACH(n, s, P_RECOGNITION_GIVEN, r) {
			given++;
			given_all &= r->hi <= d;
			given_some |= r->lo <= d;
		}
		EACH(n, s, P_RECOGNITION_WITHDRAWN, r) {
			withdrawn++;
			out_none &= r->lo > d;
			out_some_later |= r->hi > d;
		}
		if (!named || !given || !given_some || (withdrawn && !out_some_later)) {
			continue;
		}
		enum truth here = given_all && out_none ? SURE : POSSIBLE;
		best = here > best ? here : best;
	}
	return best;
}

/* A first day is one of being held, if no status may be one at liberty and nobody says that the person was dead. */
static bool surely_began(const struct naive *n, int64_t person, int64_t spell, day from, day to)
{
	size_t starts = 0;
	bool all = true;
	day latest = DAY_MIN;
	EACH(n, spell, P_SPELL_FROM, r) {
		starts++;
		all &= from <= r->lo && r->hi <= to;
		latest = later_day(latest, r->hi);
	}
	EACH(n, spell, P_SPELL_STATUS, r) {
		all &= held_word(r);
	}
	EACH(n, person, P_PERSON_DEATH, r) {
		all &= r->lo >= latest;
	}
	return starts && all;
}

enum truth naive_held_in(const struct naive *n, int64_t person, day from, day to)
{
	enum truth best = NO;
	for (day d = from; d <= to && best != SURE; d++) {
		enum truth here = naive_held(n, person, d);
		best = here > best ? here : best;
	}
	for (int64_t s = 0; s < n->subjects && best != SURE; s++) {
		if (belongs(n, s, person, P_SPELL_FROM) && surely_began(n, person, s, from, to)) {
			best = SURE;
		}
	}
	return best;
}

static bool surely_given(const struct naive *n, int64_t recognition, int64_t body, day from, day to)
{
	size_t given = 0, bodies = 0;
	bool all = true;
	day latest = DAY_MIN;
	EACH(n, recognition, P_RECOGNITION_BODY, r) {
		bodies++;
		all &= r->number == body;
	}
	EACH(n, recognition, P_RECOGNITION_GIVEN, r) {
		given++;
		all &= from <= r->lo && r->hi <= to;
		latest = later_day(latest, r->hi);
	}
	EACH(n, recognition, P_RECOGNITION_WITHDRAWN, r) {
		all &= r->lo > latest;
	}
	return given && bodies && all;
}

enum truth naive_listed_in(const struct naive *n, int64_t person, int64_t body, day from, day to)
{
	enum truth best = NO;
	for (day d = from; d <= to && best != SURE; d++) {
		enum truth here = naive_listed(n, person, body, d);
		best = here > best ? here : best;
	}
	for (int64_t s = 0; s < n->subjects && best != SURE; s++) {
		if (belongs(n, s, person, P_RECOGNITION_BODY) && surely_given(n, s, body, from, to)) {
			best = SURE;
		}
	}
	return best;
}

/* ---- conditions on properties ---- */

/* Nobody is in a place, or has a status of being held, outside the spell. */
static enum truth covers_inside(const struct naive *n, const struct raw *r, day d)
{
	enum truth c = raw_covers(n, r, d);
	bool free = r->property->code == P_SPELL_STATUS && !held_word(r);
	if (r->property->kind != KIND_SPELL || !r->property->timed || free) {
		return c;
	}
	enum truth in = inside(n, r->subject, d);
	return in < c ? in : c;
}

static bool word_among(const struct raw *r, const char *const *words)
{
	for (; *words; words++) {
		if (strcmp(r->text, *words) == 0) {
			return true;
		}
	}
	return false;
}

static bool word_is(const struct raw *r, const char *one, const char *two)
{
	return strcmp(r->text, one) == 0 || (two && strcmp(r->text, two) == 0);
}

/* A charge counts while it was not dropped: as a status outside custody ends being held. */
static enum truth charge_stands(const struct naive *n, int64_t charge, day d)
{
	bool left_surely = false, left_possibly = false, kept_possibly = false;
	EACH(n, charge, P_CHARGE_STAGE, r) {
		enum truth c = raw_covers(n, r, d);
		bool left = word_is(r, "dropped", "acquitted");
		left_surely |= left && c == SURE;
		left_possibly |= left && c != NO;
		kept_possibly |= !left && c != NO;
	}
	return !left_possibly ? SURE : !left_surely || kept_possibly ? POSSIBLE : NO;
}

/* Of one sentence: its own dates and months, the charges of its case, and all else of its person. */
static bool is_theirs(const struct naive *n, int64_t subject, int64_t person, int property)
{
	enum kind of = property_by_code(property)->kind;
	if (n->owner[subject] != person) {
		return false;
	}
	return n->only == 0 || (of == KIND_SENTENCE ? subject == n->only
		: of != KIND_CHARGE || n->file[subject] == n->file[n->only]);
}

enum truth naive_is(const struct naive *n, int64_t person, int property, const char *const *words, day d)
{
	const struct property *p = property_by_code(property);
	enum truth best = NO;
	for (int64_t s = 0; s < n->subjects; s++) {
		enum truth here = NO;
		bool against = false;
		if (!is_theirs(n, s, person, property)) {
			continue;
		}
		EACH(n, s, property, r) {
			enum truth c = covers_inside(n, r, d);
			bool agrees = word_among(r, words);
			here = agrees && c > here ? c : here;
			against |= !agrees && c != NO;
		}
		here = p->cardinality == ONE && against && here == SURE ? POSSIBLE : here;
		if (p->kind == KIND_CHARGE && p->code != P_CHARGE_STAGE) {
			enum truth stands = charge_stands(n, s, d);
			here = stands < here ? stands : here;
		}
		best = here > best ? here : best;
	}
	return best;
}

enum truth naive_has(const struct naive *n, int64_t person, int property, day d)
{
	const struct property *p = property_by_code(property);
	enum truth best = NO;
	for (int64_t s = 0; s < n->subjects; s++) {
		enum truth here = NO;
		if (!is_theirs(n, s, person, property)) {
			continue;
		}
		EACH(n, s, property, r) {
			enum truth c = covers_inside(n, r, d);
			here = c > here ? c : here;
		}
		if (p->kind == KIND_CHARGE && p->code != P_CHARGE_STAGE) {
			enum truth stands = charge_stands(n, s, d);
			here = stands < here ? stands : here;
		}
		best = here > best ? here : best;
	}
	return best;
}

enum truth naive_number(const struct naive *n, int64_t person, int property, int sign, int64_t limit)
{
	enum truth best = NO;
	for (int64_t s = 0; s < n->subjects; s++) {
		bool all = true, some = false;
		if (!is_theirs(n, s, person, property)) {
			continue;
		}
		EACH(n, s, property, r) {
			bool agrees = sign > 0 ? r->number > limit : r->number < limit;
			all &= agrees;
			some |= agrees;
		}
		enum truth here = !some ? NO : all ? SURE : POSSIBLE;
		best = here > best ? here : best;
	}
	return best;
}

enum truth naive_flag(const struct naive *n, int64_t person, const char *flag, int64_t days, day d)
{
	enum truth worst = SURE;
	for (day x = d - (day)days + 1; x <= d && worst != NO; x++) {
		enum truth here = NO;
		EACH(n, person, P_PERSON_FLAG, r) {
			enum truth c = word_is(r, flag, NULL) ? raw_covers(n, r, x) : NO;
			here = c > here ? c : here;
		}
		worst = here < worst ? here : worst;
	}
	return worst;
}

/* Day by the calendar: who was born on 29 February grows older between 28 February and 1 March. */
static int against_birthday(day birth, int64_t years, day d)
{
	struct ymd b = day_ymd(birth), x = day_ymd(d);
	int64_t then = ((b.year + years) * 100 + b.month) * 100 + b.day, now = (x.year * 100L + x.month) * 100 + x.day;
	return (now > then) - (now < then);
}

static bool older(day birth, int64_t years, day d)
{
	return against_birthday(birth, years, d) > 0;
}

static bool younger(day birth, int64_t years, day d)
{
	return against_birthday(birth, years, d) < 0;
}

enum truth naive_aged(const struct naive *n, int64_t person, int sign, int64_t years, day d)
{
	bool all = true, some = false;
	EACH(n, person, P_PERSON_BIRTH, r) {
		bool lo = sign > 0 ? older(r->lo, years, d) : younger(r->lo, years, d);
		bool hi = sign > 0 ? older(r->hi, years, d) : younger(r->hi, years, d);
		all &= lo && hi;
		some |= lo || hi;
	}
	return !some ? NO : all ? SURE : POSSIBLE;
}

/* ---- dates ---- */

static enum truth dates_in(const struct naive *n, int64_t subject, int property, day from, day to)
{
	bool all = true, some = false;
	if (from > to) {
		return NO;
	}
	EACH(n, subject, property, r) {
		bool inside_it = !r->open && from <= r->lo && r->hi <= to;
		bool overlaps = !r->open && r->lo <= to && from <= r->hi;
		all &= inside_it;
		some |= overlaps;
	}
	return !some ? NO : all ? SURE : POSSIBLE;
}

enum truth naive_date(const struct naive *n, int64_t person, int property, day from, day to)
{
	enum truth best = NO;
	for (int64_t s = 0; s < n->subjects; s++) {
		enum truth here = is_theirs(n, s, person, property) ? dates_in(n, s, property, from, to) : NO;
		best = here > best ? here : best;
	}
	return best;
}

/* How a spell ended: of the wanted grounds surely, possibly (also where nobody says), or not. */
static enum truth ground_is(const struct naive *n, int64_t spell, unsigned flags)
{
	size_t all = 0, wanted = 0;
	EACH(n, spell, P_SPELL_GROUND, r) {
		const struct code *c = code_find(r->property, str_of(r->text));
		all++;
		wanted += c && (c->flags & flags);
	}
	return all && wanted == all ? SURE : wanted || !all ? POSSIBLE : NO;
}

static enum truth ended(const struct naive *n, int64_t person, unsigned flags, day from, day to)
{
	enum truth best = NO;
	for (int64_t s = 0; s < n->subjects; s++) {
		if (!belongs(n, s, person, P_SPELL_FROM)) {
			continue;
		}
		enum truth here = dates_in(n, s, P_SPELL_TO, from, to), ground = ground_is(n, s, flags);
		here = ground < here ? ground : here;
		best = here > best ? here : best;
	}
	return best;
}

enum truth naive_released(const struct naive *n, int64_t person, day from, day to)
{
	return ended(n, person, CODE_RELEASED, from, to);
}

void naive_days_lost(const struct naive *n, int64_t person, day from, day to, int64_t *ret_least, int64_t *ret_most)
{
	*ret_least = *ret_most = 0;
	for (int64_t s = 0; s < n->subjects; s++) {
		enum truth is = belongs(n, s, person, P_SPELL_FROM) ? dates_in(n, s, P_SPELL_TO, from, to) : NO;
		enum truth ground = ground_is(n, s, CODE_RELEASED);
		day start_lo = DAY_MAX, start_hi = DAY_MIN, end_lo = DAY_MAX, end_hi = DAY_MIN;
		is = ground < is ? ground : is;
		EACH(n, s, P_SPELL_FROM, r) {
			start_lo = r->lo < start_lo ? r->lo : start_lo;
			start_hi = later_day(start_hi, r->hi);
		}
		EACH(n, s, P_SPELL_TO, r) {
			end_lo = !r->open && r->lo < end_lo ? r->lo : end_lo;
			end_hi = r->open ? end_hi : later_day(end_hi, r->hi);
		}
		if (is == NO || start_lo == DAY_MAX) {
			continue;
		}
		/* Whoever was held was so for a day. */
		*ret_least += is != SURE ? 0 : end_lo > start_hi ? end_lo - start_hi : 1;
		*ret_most += end_hi > start_lo ? end_hi - start_lo : 1;
	}
}

enum truth naive_died(const struct naive *n, int64_t person, day from, day to)
{
	enum truth said = dates_in(n, person, P_PERSON_DEATH, from, to),
			   in_custody = ended(n, person, CODE_DEATH, from, to);
	return said > in_custody ? said : in_custody;
}

enum truth naive_recognised(const struct naive *n, int64_t person, int64_t body, day from, day to)
{
	enum truth best = NO;
	for (int64_t s = 0; s < n->subjects; s++) {
		bool named = body == 0;
		if (!belongs(n, s, person, P_RECOGNITION_BODY)) {
			continue;
		}
		EACH(n, s, P_RECOGNITION_BODY, r) {
			named |= r->number == body;
		}
		enum truth here = named ? dates_in(n, s, P_RECOGNITION_GIVEN, from, to) : NO;
		best = here > best ? here : best;
	}
	return best;
}

/* ---- existence ---- */

bool naive_exists(const struct naive *n, int64_t person)
{
	for (size_t i = 0; i < n->count; i++) {
		if (n->owner[n->list[i].subject] == person && raw_live(n, &n->list[i])) {
			return true;
		}
	}
	return false;
}

bool naive_recorded(const struct naive *n, int64_t person, int property)
{
	for (size_t i = 0; i < n->count; i++) {
		const struct raw *r = &n->list[i];
		if (r->property->code == property && n->owner[r->subject] == person && raw_live(n, r)) {
			return true;
		}
	}
	return false;
}

bool naive_sentence(const struct naive *n, int64_t subject)
{
	bool is = false, live = false;
	for (size_t i = n->first[subject]; i; i = n->next[i - 1]) {
		is |= n->list[i - 1].property->kind == KIND_SENTENCE;
		live |= raw_live(n, &n->list[i - 1]);
	}
	return is && live;
}

void naive_months(const struct naive *n, int64_t sentence, int64_t *ret_least, int64_t *ret_most)
{
	bool any = false;
	*ret_least = *ret_most = 0;
	EACH(n, sentence, P_SENTENCE_MONTHS, r) {
		*ret_least = any && *ret_least < r->number ? *ret_least : r->number;
		*ret_most = any && *ret_most > r->number ? *ret_most : r->number;
		any = true;
	}
}
