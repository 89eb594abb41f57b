/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* doc/model.md, word by word. */
#include "naive.h"

#include <stdlib.h>
#include <string.h>

/* ---- loading ---- */

static void must(enum rc rc, struct fault *f)
{
	if (rc != RC_OK) {
		fault_print(stderr, f);
		abort();
	}
}

static int64_t number_of(struct db *db, const char *sql, int64_t parameter, struct fault *f)
{
	struct query *q;
	int64_t v;
	must(db_query(db, sql, &q, f), f);
	query_bind_int(q, 1, parameter);
	must(query_int_or(q, 0, &v, f), f);
	return v;
}

/* The last dated word on when a source was published, or first read. */
static day source_day(struct db *db, int64_t source, struct fault *f)
{
	static const int properties_of[] = {P_SOURCE_PUBLISHED, P_SOURCE_ACCESSED};
	for (int i = 0; i < 2; i++) {
		struct query *q;
		struct edtf e;
		bool row;
		day found = DAY_MAX;
		must(db_query(db, "SELECT value FROM statement WHERE subject = ? AND property = ? AND mode IN (1, 2) "
			"AND no NOT IN (SELECT target FROM statement WHERE target IS NOT NULL AND mode IN (2, 3)) ORDER BY no",
			&q, f), f);
		query_bind_int(q, 1, source);
		query_bind_int(q, 2, properties_of[i]);
		for (must(query_step(q, &row, f), f); row; must(query_step(q, &row, f), f)) {
			must(edtf_parse(query_text(q, 0), &e, f), f);
			found = e.to.hi;
		}
		if (found != DAY_MAX) {
			return found;
		}
	}
	return DAY_MAX;
}

static void load_value(struct naive *n, struct raw *r, struct query *q)
{
	struct edtf e;
	if (!query_is_text(q, 5)) {
		r->number = query_int(q, 5);
		return;
	}
	r->text = str_dup(n->arena, query_text(q, 5));
	if (r->property->type == TYPE_DATE && edtf_parse(str_of(r->text), &e, NULL) == RC_OK) {
		r->open = e.from.what == EDTF_OPEN && !e.interval;
		r->lo = e.from.what == EDTF_KNOWN ? e.from.lo : DAY_MIN;
		r->hi = e.to.what == EDTF_KNOWN ? e.to.hi : DAY_MAX;
	}
}

static struct raw *find_raw(struct naive *n, int64_t no)
{
	for (size_t i = 0; i < n->count; i++) {
		if (n->list[i].no == no) {
			return &n->list[i];
		}
	}
	return NULL;
}

struct row {
	int64_t no, change, mode, target, source;
};

static void load_row(struct naive *n, struct db *db, const struct row *x, struct query *q, struct fault *f)
{
	day known = (day)number_of(db, "SELECT day FROM change WHERE no = ?", x->change, f);
	day pub = x->source ? source_day(db, x->source, f) : DAY_MIN;
	struct raw *dead = x->mode == MODE_ASSERT ? NULL : find_raw(n, x->target);
	if (dead) {
		dead->dead_known = known;
		dead->dead_pub = pub;
	}
	if (x->mode == MODE_RETRACT) {
		return;
	}
	struct raw *r = &n->list[n->count++];
	*r = (struct raw){.no = x->no, .subject = query_int(q, 3), .known = known, .pub = pub, .dead_known = DAY_MAX,
		.dead_pub = DAY_MAX};
	r->property = property_by_code((int)query_int(q, 4));
	r->valid = str_dup(n->arena, query_text(q, 6));
	load_value(n, r, q);
	if (r->property->type == TYPE_REF && kind_info(r->property->kind)->owner
		&& str_is(str_of(kind_info(r->property->kind)->owner), r->property->key)) {
		n->owner[r->subject] = n->owner[r->number];
	}
}

void naive_load(struct naive *n, struct arena *a, const struct world *w)
{
	struct fault f = {0};
	struct query *q;
	bool row;
	struct db *db = reg_db(w->reg);
	int64_t most = number_of(db, "SELECT max(no) + ? FROM statement", 1, &f);
	*n = (struct naive){.arena = a, .pub = DAY_MAX, .known = DAY_MAX};
	n->list = arena_array(a, (size_t)most, sizeof *n->list);
	n->subjects = number_of(db, "SELECT max(no) + ? FROM subject", 1, &f);
	n->owner = arena_array(a, (size_t)n->subjects, sizeof *n->owner);
	for (int64_t i = 0; i < n->subjects; i++) {
		n->owner[i] = i;
	}
	must(db_query(db, "SELECT no, change, mode, subject, property, value, coalesce(valid, ''), target, source "
		"FROM statement ORDER BY no", &q, &f), &f);
	for (must(query_step(q, &row, &f), &f); row; must(query_step(q, &row, &f), &f)) {
		struct row x = {query_int(q, 0), query_int(q, 1), query_int(q, 2), query_int(q, 7), query_int(q, 8)};
		load_row(n, db, &x, q, &f);
	}
}

/* ---- claims and dates ---- */

static bool live(const struct naive *n, const struct raw *r)
{
	return r->known <= n->known && r->pub <= n->pub && !(r->dead_known <= n->known && r->dead_pub <= n->pub);
}

/* Bounds of validity: the first day, and the last where one is named. */
struct valid {
	bool ends;
	day from_lo, from_hi, last_lo, last_hi;
};

static struct valid valid_of(const struct raw *r)
{
	struct valid v = {false, DAY_MIN, DAY_MIN, DAY_MAX, DAY_MAX};
	struct edtf e;
	if (!*r->valid || edtf_parse(str_of(r->valid), &e, NULL) != RC_OK) {
		return v;
	}
	if (e.from.what == EDTF_KNOWN) {
		v.from_lo = e.from.lo;
		v.from_hi = e.from.hi;
	} else if (e.from.what == EDTF_UNKNOWN) {
		v.from_hi = e.to.what == EDTF_KNOWN ? e.to.hi : DAY_MAX;
	}
	if (e.interval ? e.to.what == EDTF_KNOWN : r->property->cardinality != ONE) {
		v.ends = true;
		v.last_lo = e.to.lo;
		v.last_hi = e.to.hi;
	}
	return v;
}

/* The next claim of the same subject and property: of those that begin later the first, with the latest hi. */
static const struct raw *next_claim(const struct naive *n, const struct raw *r)
{
	const struct raw *next = NULL;
	day from = valid_of(r).from_lo;
	for (size_t i = 0; i < n->count; i++) {
		const struct raw *o = &n->list[i];
		if (o->subject != r->subject || o->property != r->property || !live(n, o)) {
			continue;
		}
		day begins = valid_of(o).from_lo;
		bool nearer = next && begins == valid_of(next).from_lo && valid_of(o).from_hi > valid_of(next).from_hi;
		if (begins > from && (!next || begins < valid_of(next).from_lo || nearer)) {
			next = o;
		}
	}
	return next;
}

static enum truth covers(const struct naive *n, const struct raw *r, day d)
{
	struct valid v = valid_of(r);
	if (!r->property->timed) {
		return SURE;
	}
	if (!v.ends && r->property->cardinality == ONE) {
		const struct raw *next = next_claim(n, r);
		if (next) {
			v.last_lo = valid_of(next).from_lo - 1;
			v.last_hi = valid_of(next).from_hi - 1;
		}
	}
	if (v.from_hi <= d && d <= v.last_lo) {
		return SURE;
	}
	return v.from_lo <= d && d <= v.last_hi ? POSSIBLE : NO;
}

/* The live claims of a property on one subject, one after the other: *at 0 at first; NULL at the end. */
static const struct raw *claim_of(const struct naive *n, int64_t subject, int property, size_t *at)
{
	while (*at < n->count) {
		const struct raw *r = &n->list[(*at)++];
		if (r->subject == subject && r->property->code == property && live(n, r)) {
			return r;
		}
	}
	return NULL;
}

#define EACH(n, subject, property, r) \
	for (size_t at_##r = 0, on_##r = 1; on_##r; on_##r = 0) \
		for (const struct raw *r; (r = claim_of((n), (subject), (property), &at_##r));)

static day later(day a, day b)
{
	return a > b ? a : b;
}

static bool held_word(const struct raw *status)
{
	const struct code *c = code_find(status->property, str_of(status->text));
	return c && (c->flags & CODE_HELD);
}

/* ---- held ---- */

static day word_of(const struct naive *n, int64_t spell)
{
	day word = DAY_MIN;
	EACH(n, spell, P_SPELL_FROM, r) {
		word = later(word, r->lo);
	}
	EACH(n, spell, P_SPELL_HEARD, r) {
		word = later(word, r->lo);
	}
	EACH(n, spell, P_SPELL_STATUS, r) {
		word = held_word(r) ? later(word, valid_of(r).from_lo) : word;
	}
	EACH(n, spell, P_SPELL_PLACE, r) {
		word = later(word, valid_of(r).from_lo);
	}
	EACH(n, spell, P_SPELL_CELL, r) {
		word = later(word, valid_of(r).from_lo);
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
		start_lo = later(start_lo, r->lo);
		start_hi = later(start_hi, r->hi);
		begun_surely &= r->hi <= d;
		begun_possibly |= r->lo <= d;
	}
	EACH(n, spell, P_SPELL_TO, r) {
		ends++;
		if (r->open) {
			open = true;
			open_pub = r->pub == DAY_MAX ? open_pub : later(open_pub, r->pub);
			continue;
		}
		before_end &= d < later(r->lo, start_lo + 1);
		possible_end |= d < later(r->hi, start_hi + 1);
	}
	if (starts == 0 || !begun_possibly || (ends && !open && !possible_end)) {
		return NO;
	}
	bool sure = begun_surely && before_end;
	if (ends == 0) {
		sure &= d <= word_of(n, spell);
	} else if (open) {
		sure &= d <= later(word_of(n, spell), open_pub) + OPEN_END_TERM;
	}
	return sure ? SURE : POSSIBLE;
}

static enum truth held_by(const struct naive *n, int64_t spell, day d)
{
	enum truth in = inside(n, spell, d);
	bool free_possibly = false, free_surely = false, held_possibly = false;
	EACH(n, spell, P_SPELL_STATUS, r) {
		enum truth c = covers(n, r, d);
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

/* ---- conditions on properties ---- */

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
		enum truth c = covers(n, r, d);
		bool left = word_is(r, "dropped", "acquitted");
		left_surely |= left && c == SURE;
		left_possibly |= left && c != NO;
		kept_possibly |= !left && c != NO;
	}
	return !left_possibly ? SURE : !left_surely || kept_possibly ? POSSIBLE : NO;
}

static bool is_theirs(const struct naive *n, int64_t subject, int64_t person)
{
	return n->owner[subject] == person;
}

enum truth naive_is(const struct naive *n, int64_t person, int property, const char *const *words, day d)
{
	const struct property *p = property_by_code(property);
	enum truth best = NO;
	for (int64_t s = 0; s < n->subjects; s++) {
		enum truth here = NO;
		bool against = false;
		if (!is_theirs(n, s, person)) {
			continue;
		}
		EACH(n, s, property, r) {
			enum truth c = covers(n, r, d);
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
		if (!is_theirs(n, s, person)) {
			continue;
		}
		EACH(n, s, property, r) {
			enum truth c = covers(n, r, d);
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
		if (!is_theirs(n, s, person)) {
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
			enum truth c = word_is(r, flag, NULL) ? covers(n, r, x) : NO;
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
		enum truth here = is_theirs(n, s, person) ? dates_in(n, s, property, from, to) : NO;
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
			start_hi = later(start_hi, r->hi);
		}
		EACH(n, s, P_SPELL_TO, r) {
			end_lo = !r->open && r->lo < end_lo ? r->lo : end_lo;
			end_hi = r->open ? end_hi : later(end_hi, r->hi);
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
	enum truth said = dates_in(n, person, P_PERSON_DEATH, from, to), in_custody = ended(n, person, CODE_DEATH, from, to);
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
		if (is_theirs(n, n->list[i].subject, person) && live(n, &n->list[i])) {
			return true;
		}
	}
	return false;
}

bool naive_recorded(const struct naive *n, int64_t person, int property)
{
	for (size_t i = 0; i < n->count; i++) {
		const struct raw *r = &n->list[i];
		if (r->property->code == property && is_theirs(n, r->subject, person) && live(n, r)) {
			return true;
		}
	}
	return false;
}
