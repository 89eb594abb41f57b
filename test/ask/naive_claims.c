/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Raw statements, which of them are live, and the days they cover. */
#include "claims.h"

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
		size_t i = dead->kills[0].known != DAY_MAX;
		dead->kills[i].known = known;
		dead->kills[i].pub = pub;
	}
	if (x->mode == MODE_RETRACT) {
		return;
	}
	struct raw *r = &n->list[n->count++];
	*r = (struct raw){.no = x->no, .subject = query_int(q, 3), .known = known, .pub = pub,
		.kills = {{DAY_MAX, DAY_MAX}, {DAY_MAX, DAY_MAX}}};
	r->property = property_by_code((int)query_int(q, 4));
	r->valid = str_dup(n->arena, query_text(q, 6));
	load_value(n, r, q);
	if (r->property->type == TYPE_REF && kind_info(r->property->kind)->owner
		&& str_is(str_of(kind_info(r->property->kind)->owner), r->property->key)) {
		n->owner[r->subject] = n->owner[r->number];
	}
	if (r->property->code == P_CHARGE_CASE || r->property->code == P_SENTENCE_CASE) {
		n->file[r->subject] = r->number;
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
	n->file = arena_array(a, (size_t)n->subjects, sizeof *n->file);
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
	for (size_t i = 0; i < n->count; i++) {
		struct raw *r = &n->list[i];
		r->text = r->property->code == P_SPELL_PLACE ? r->number == w->places[0] ? "north" : "south" : r->text;
	}
	n->first = arena_array(a, (size_t)n->subjects, sizeof *n->first);
	n->next = arena_array(a, n->count + 1, sizeof *n->next);
	for (size_t i = n->count; i-- > 0;) {
		n->next[i] = n->first[n->list[i].subject];
		n->first[n->list[i].subject] = i + 1;
	}
}

/* ---- claims and dates ---- */

bool raw_live(const struct naive *n, const struct raw *r)
{
	bool killed = false;
	for (size_t i = 0; i < 2; i++) {
		killed |= r->kills[i].known <= n->known && r->kills[i].pub <= n->pub;
	}
	return r->known <= n->known && r->pub <= n->pub && !killed;
}

struct valid raw_valid(const struct raw *r)
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
	day from = raw_valid(r).from_lo;
	for (size_t i = 0; i < n->count; i++) {
		const struct raw *o = &n->list[i];
		if (o->subject != r->subject || o->property != r->property || !raw_live(n, o)) {
			continue;
		}
		day begins = raw_valid(o).from_lo;
		bool nearer = next && begins == raw_valid(next).from_lo && raw_valid(o).from_hi > raw_valid(next).from_hi;
		if (begins > from && (!next || begins < raw_valid(next).from_lo || nearer)) {
			next = o;
		}
	}
	return next;
}

enum truth raw_covers(const struct naive *n, const struct raw *r, day d)
{
	struct valid v = raw_valid(r);
	if (!r->property->timed) {
		return SURE;
	}
	if (!v.ends && r->property->cardinality == ONE) {
		const struct raw *next = next_claim(n, r);
		if (next) {
			v.last_lo = raw_valid(next).from_lo - 1;
			v.last_hi = raw_valid(next).from_hi - 1;
		}
	}
	if (v.from_hi <= d && d <= v.last_lo) {
		return SURE;
	}
	return v.from_lo <= d && d <= v.last_hi ? POSSIBLE : NO;
}

const struct raw *raw_next(const struct naive *n, int64_t subject, int property, size_t *at)
{
	*at = *at ? n->next[*at - 1] : n->first[subject];
	for (; *at; *at = n->next[*at - 1]) {
		const struct raw *r = &n->list[*at - 1];
		if (r->property->code == property && raw_live(n, r)) {
			return r;
		}
	}
	return NULL;
}

day later_day(day a, day b)
{
	return a > b ? a : b;
}

bool held_word(const struct raw *status)
{
	const struct code *c = code_find(status->property, str_of(status->text));
	return c && (c->flags & CODE_HELD);
}
