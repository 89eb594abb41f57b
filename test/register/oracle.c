/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* doc/model.md a second time, from the raw statements, with no thought for speed. */
#include <stdlib.h>
#include <string.h>

#include "oracle.h"

#define ROWS_MOST 4096

struct raw {
	int64_t no, subject, target, number, source;
	enum mode mode;
	const struct property *property;
	struct edtf date, valid;
	char text[64];
	day known;
	const struct raw *killers[2]; /* by whoever, and by an undo for good */
};

struct oracle {
	struct raw rows[ROWS_MOST];
	size_t count;
	int64_t subjects[ROWS_MOST], handles[ROWS_MOST], label[ROWS_MOST];
	size_t subject_count;
};

static void read_rows(struct oracle *o, struct world *w)
{
	struct query *q;
	bool row;
	FINE(w, db_query(reg_db(w->reg), "SELECT s.no, s.subject, s.mode, s.target, s.property, s.value, s.valid, "
		"s.source, c.day FROM statement s JOIN change c ON c.no = s.change ORDER BY s.no", &q, &w->fault));
	while (query_step(q, &row, &w->fault) == RC_OK && row) {
		struct raw *r = &o->rows[o->count++];
		assert_true(o->count < ROWS_MOST);
		r->no = query_int(q, 0);
		r->subject = query_int(q, 1);
		r->mode = (enum mode)query_int(q, 2);
		r->target = query_int(q, 3);
		r->property = property_by_code((int)query_int(q, 4));
		r->number = query_int(q, 5);
		if (query_is_text(q, 5)) {
			struct str text = query_text(q, 5);
			snprintf(r->text, sizeof r->text, "%.*s", STR_ARG(text));
		}
		if (r->property->type == TYPE_DATE && query_is_text(q, 5)) {
			FINE(w, edtf_parse(query_text(q, 5), &r->date, &w->fault));
		}
		FINE(w, edtf_parse(query_text(q, 6), &r->valid, &w->fault));
		r->source = query_int(q, 7);
		r->known = (day)query_int(q, 8);
	}
}

static void read_subjects(struct oracle *o, struct world *w)
{
	struct query *q;
	bool row;
	FINE(w, db_query(reg_db(w->reg), "SELECT no, handle FROM subject", &q, &w->fault));
	while (query_step(q, &row, &w->fault) == RC_OK && row) {
		assert_true(o->subject_count < ROWS_MOST);
		o->subjects[o->subject_count] = query_int(q, 0);
		o->label[o->subject_count] = query_int(q, 0);
		o->handles[o->subject_count++] = query_int(q, 1);
	}
}

static bool is_claim(const struct raw *r)
{
	return r->mode == MODE_ASSERT || r->mode == MODE_REPLACE;
}

static bool live_now(const struct raw *r)
{
	return is_claim(r) && !r->killers[0];
}

static int64_t *label_of(struct oracle *o, int64_t subject)
{
	for (size_t i = 0; i < o->subject_count; i++) {
		if (o->subjects[i] == subject) {
			return &o->label[i];
		}
	}
	return NULL;
}

/* Whether calling all of group a by the name b would bring two together that are never the same. */
static bool brings_together(struct oracle *o, int64_t a, int64_t b)
{
	for (size_t i = 0; i < o->count; i++) {
		const struct raw *r = &o->rows[i];
		if (live_now(r) && r->property->code == P_NEVER_SAME_AS) {
			int64_t x = *label_of(o, r->subject), y = *label_of(o, r->number);
			if ((x == a && y == b) || (x == b && y == a)) {
				return true;
			}
		}
	}
	return false;
}

struct pair {
	int64_t low, high, a, b;
};

static int by_handles(const void *x, const void *y)
{
	const struct pair *p = x, *q = y;
	return p->low != q->low ? (p->low < q->low ? -1 : 1) : (p->high > q->high) - (p->high < q->high);
}

static int64_t handle_of(const struct oracle *o, int64_t subject)
{
	size_t i = 0;
	while (o->subjects[i] != subject) {
		i++;
	}
	return o->handles[i];
}

static void join_groups(struct oracle *o)
{
	struct pair pairs[WORLD_MOST];
	size_t count = 0;
	for (size_t i = 0; i < o->count; i++) {
		const struct raw *r = &o->rows[i];
		if (live_now(r) && r->property->code == P_SAME_AS) {
			int64_t x = handle_of(o, r->subject), y = handle_of(o, r->number);
			assert_true(count < WORLD_MOST);
			pairs[count++] = (struct pair){x < y ? x : y, x < y ? y : x, r->subject, r->number};
		}
	}
	qsort(pairs, count, sizeof *pairs, by_handles);
	for (size_t i = 0; i < count; i++) {
		int64_t a = *label_of(o, pairs[i].a), b = *label_of(o, pairs[i].b);
		bool joined = a != b && !brings_together(o, a, b);
		for (size_t k = 0; joined && k < o->subject_count; k++) {
			o->label[k] = o->label[k] == a ? b : o->label[k];
		}
	}
}

struct oracle *oracle_create(struct world *w)
{
	struct oracle *o = calloc(1, sizeof *o);
	read_rows(o, w);
	read_subjects(o, w);
	for (size_t i = 0; i < o->count; i++) {
		for (size_t k = 0; k < o->count; k++) {
			if (o->rows[k].target == o->rows[i].no) {
				bool second = o->rows[i].killers[0] != NULL;
				assert_true(!second || (!o->rows[i].killers[1] && o->rows[k].source == 0));
				o->rows[i].killers[second] = &o->rows[k];
			}
		}
	}
	join_groups(o);
	return o;
}

void oracle_destroy(struct oracle *o)
{
	free(o);
}

int64_t oracle_kept(const struct oracle *o, int64_t subject)
{
	int64_t label = *label_of((struct oracle *)o, subject), kept = 0, lowest = INT64_MAX;
	for (size_t i = 0; i < o->subject_count; i++) {
		if (o->label[i] == label && o->handles[i] < lowest) {
			lowest = o->handles[i];
			kept = o->subjects[i];
		}
	}
	return kept;
}

static day latest(day a, day b)
{
	return a > b ? a : b;
}

static day pub_of(const struct oracle *o, int64_t source)
{
	day published = DAY_MIN, accessed = DAY_MAX;
	bool dated = false;
	for (size_t i = 0; i < o->count; i++) {
		const struct raw *r = &o->rows[i];
		if (r->subject == source && live_now(r) && r->property->code == P_SOURCE_PUBLISHED) {
			published = latest(published, r->date.to.hi);
			dated = true;
		} else if (r->subject == source && live_now(r) && r->property->code == P_SOURCE_ACCESSED) {
			accessed = r->date.to.hi < accessed ? r->date.to.hi : accessed;
		}
	}
	return source == 0 ? DAY_MIN : dated ? published : accessed;
}

static bool live(const struct oracle *o, const struct raw *r, day pub, day known)
{
	bool killed = false;
	for (size_t i = 0; i < 2 && r->killers[i]; i++) {
		killed |= r->killers[i]->known <= known && pub_of(o, r->killers[i]->source) <= pub;
	}
	return is_claim(r) && r->known <= known && pub_of(o, r->source) <= pub && !killed;
}

/* The next live claim about a subject, from *at on; NULL after the last. */
static const struct raw *next_claim(const struct oracle *o, size_t *at, int64_t subject, int property, day pub,
	day known)
{
	while (*at < o->count) {
		const struct raw *r = &o->rows[(*at)++];
		if (r->subject == subject && r->property->code == property && live(o, r, pub, known)) {
			return r;
		}
	}
	return NULL;
}

bool oracle_public(const struct oracle *o, int64_t person)
{
	for (size_t i = 0; i < o->count; i++) {
		const struct raw *r = &o->rows[i];
		if (live_now(r) && r->property->code == P_PERSON_PUBLICATION && oracle_kept(o, r->subject) == person) {
			return true;
		}
	}
	return false;
}

/* Whose a spell or recognition is: of live statements the owner of lowest handle, else of the first. */
static int64_t owner_of(const struct oracle *o, int64_t subject, int property)
{
	int64_t first = 0, lowest = 0;
	for (size_t i = 0; i < o->count; i++) {
		const struct raw *r = &o->rows[i];
		if (r->subject != subject || r->property->code != property || !is_claim(r)) {
			continue;
		}
		first = first ? first : r->number;
		if (live_now(r) && (!lowest || handle_of(o, r->number) < handle_of(o, lowest))) {
			lowest = r->number;
		}
	}
	return lowest ? oracle_kept(o, lowest) : first ? oracle_kept(o, first) : 0;
}

static day from_lo(const struct raw *r)
{
	return r->valid.from.what == EDTF_KNOWN ? r->valid.from.lo : DAY_MIN;
}

static day from_hi(const struct raw *r)
{
	switch (r->valid.from.what) {
	case EDTF_KNOWN:
		return r->valid.from.hi;
	case EDTF_UNKNOWN:
		return r->valid.to.what == EDTF_KNOWN ? r->valid.to.hi : DAY_MAX;
	default:
		return DAY_MIN;
	}
}

/* Whether a claim of a ONE property covers a day. */
static enum answer covers(const struct oracle *o, const struct raw *r, day on, day pub, day known)
{
	day last_lo = DAY_MAX, last_hi = DAY_MAX, next = DAY_MAX;
	const struct raw *other;
	int code = r->property->code;
	if (r->valid.interval && r->valid.to.what == EDTF_KNOWN) {
		last_lo = r->valid.to.lo;
		last_hi = r->valid.to.hi;
	} else {
		for (size_t at = 0; (other = next_claim(o, &at, r->subject, code, pub, known));) {
			if (from_lo(other) > from_lo(r) && from_lo(other) < next) {
				next = from_lo(other);
			}
		}
		for (size_t at = 0; (other = next_claim(o, &at, r->subject, code, pub, known));) {
			if (next != DAY_MAX && from_lo(other) == next) {
				last_lo = next - 1;
				last_hi = last_hi == DAY_MAX ? from_hi(other) - 1 : latest(last_hi, from_hi(other) - 1);
			}
		}
	}
	if (on < from_lo(r) || on > last_hi) {
		return ANSWER_NO;
	}
	return on >= from_hi(r) && on <= last_lo ? ANSWER_SURE : ANSWER_POSSIBLE;
}

static bool is_held(const struct raw *status)
{
	const struct code *code = code_find(status->property, str_of(status->text));
	return code && (code->flags & CODE_HELD);
}

static day word_of(const struct oracle *o, int64_t spell, day pub, day known)
{
	static const int said[] = {P_SPELL_FROM, P_SPELL_HEARD, P_SPELL_STATUS, P_SPELL_PLACE, P_SPELL_CELL};
	day word = DAY_MIN;
	for (size_t i = 0; i < 5; i++) {
		const struct raw *r;
		for (size_t at = 0; (r = next_claim(o, &at, spell, said[i], pub, known));) {
			if (said[i] == P_SPELL_STATUS && !is_held(r)) {
				continue;
			}
			word = latest(word, i < 2 ? r->date.from.lo : from_lo(r));
		}
	}
	return word;
}

static enum answer inside(const struct oracle *o, int64_t spell, day on, day pub, day known)
{
	day start_lo = DAY_MIN, start_hi = DAY_MIN, open_pub = DAY_MIN;
	bool any = false, begun = false, sure = true, ends = false, open = false, before_some_end = false;
	const struct raw *r;
	for (size_t at = 0; (r = next_claim(o, &at, spell, P_SPELL_FROM, pub, known));) {
		any = true;
		begun |= r->date.from.lo <= on;
		sure &= r->date.to.hi <= on;
		start_lo = latest(start_lo, r->date.from.lo);
		start_hi = latest(start_hi, r->date.to.hi);
	}
	for (size_t at = 0; (r = next_claim(o, &at, spell, P_SPELL_TO, pub, known));) {
		ends = true;
		if (strcmp(r->text, "..") == 0) {
			open = true;
			day said = pub_of(o, r->source);
			open_pub = latest(open_pub, said == DAY_MAX ? DAY_MIN : said);
			continue;
		}
		before_some_end |= on < latest(r->date.to.hi, start_hi + 1);
		sure &= on < latest(r->date.from.lo, start_lo + 1);
	}
	if (!any || !begun || (ends && !open && !before_some_end)) {
		return ANSWER_NO;
	}
	if (open) {
		sure &= on <= latest(word_of(o, spell, pub, known), open_pub) + OPEN_END_TERM;
	}
	if (!ends) {
		sure &= on <= word_of(o, spell, pub, known);
	}
	return sure ? ANSWER_SURE : ANSWER_POSSIBLE;
}

static enum answer held_by(const struct oracle *o, int64_t spell, day on, day pub, day known)
{
	enum answer answer = inside(o, spell, on, pub, known);
	bool maybe_free = false, surely_free = false, maybe_held = false;
	const struct raw *r;
	for (size_t at = 0; (r = next_claim(o, &at, spell, P_SPELL_STATUS, pub, known));) {
		enum answer c = covers(o, r, on, pub, known);
		if (is_held(r)) {
			maybe_held |= c != ANSWER_NO;
		} else {
			maybe_free |= c != ANSWER_NO;
			surely_free |= c == ANSWER_SURE;
		}
	}
	if (surely_free && !maybe_held) {
		return ANSWER_NO;
	}
	return maybe_free && answer == ANSWER_SURE ? ANSWER_POSSIBLE : answer;
}

/* What a death says of the day: sure that it was not before it, possible, or no. */
static enum answer alive(const struct oracle *o, int64_t person, day on, day pub, day known)
{
	bool some_before = false, all_before = true, any = false;
	for (size_t i = 0; i < o->subject_count; i++) {
		const struct raw *r;
		if (oracle_kept(o, o->subjects[i]) != person) {
			continue;
		}
		for (size_t at = 0; (r = next_claim(o, &at, o->subjects[i], P_PERSON_DEATH, pub, known));) {
			any = true;
			some_before |= r->date.from.lo < on;
			all_before &= r->date.to.hi < on;
		}
	}
	return any && all_before ? ANSWER_NO : any && some_before ? ANSWER_POSSIBLE : ANSWER_SURE;
}

enum answer oracle_held(const struct oracle *o, int64_t person, day on, day pub, day known)
{
	enum answer best = ANSWER_NO;
	for (size_t i = 0; i < o->subject_count; i++) {
		if (owner_of(o, o->subjects[i], P_SPELL_PERSON) == person) {
			enum answer a = held_by(o, o->subjects[i], on, pub, known);
			best = a > best ? a : best;
		}
	}
	enum answer life = alive(o, person, on, pub, known);
	return life < best ? life : best;
}

static enum answer listed_by(const struct oracle *o, int64_t recognition, int64_t body, day on, day pub, day known)
{
	bool named = false, sure = true, any = false, begun = false, withdrawn = false, before_some = false;
	const struct raw *r;
	for (size_t at = 0; (r = next_claim(o, &at, recognition, P_RECOGNITION_BODY, pub, known));) {
		bool same = oracle_kept(o, r->number) == body;
		named |= same;
		sure &= same;
	}
	for (size_t at = 0; (r = next_claim(o, &at, recognition, P_RECOGNITION_GIVEN, pub, known));) {
		any = true;
		begun |= r->date.from.lo <= on;
		sure &= r->date.to.hi <= on;
	}
	for (size_t at = 0; (r = next_claim(o, &at, recognition, P_RECOGNITION_WITHDRAWN, pub, known));) {
		withdrawn = true;
		before_some |= r->date.to.hi > on;
		sure &= r->date.from.lo > on;
	}
	if (!named || !any || !begun || (withdrawn && !before_some)) {
		return ANSWER_NO;
	}
	return sure ? ANSWER_SURE : ANSWER_POSSIBLE;
}

enum answer oracle_listed(const struct oracle *o, int64_t person, int64_t body, day on, day pub, day known)
{
	enum answer best = ANSWER_NO;
	for (size_t i = 0; i < o->subject_count; i++) {
		if (owner_of(o, o->subjects[i], P_RECOGNITION_PERSON) == person) {
			enum answer a = listed_by(o, o->subjects[i], body, on, pub, known);
			best = a > best ? a : best;
		}
	}
	return best;
}
