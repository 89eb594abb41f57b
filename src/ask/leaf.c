/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One condition of one thing: sure, possible or neither. doc/model.md, At least, at most. */
#include <string.h>

#include "ask/asking.h"

static enum truth least(enum truth a, enum truth b)
{
	return a < b ? a : b;
}

static enum truth most(enum truth a, enum truth b)
{
	return a > b ? a : b;
}

enum truth in_period(const struct claim *c, day from, day to)
{
	if (c->open || c->is_null) {
		return NO;
	}
	if (from <= c->lo && c->hi <= to) {
		return SURE;
	}
	return c->lo <= to && from <= c->hi ? POSSIBLE : NO;
}

static bool text_is(struct asking *w, struct str said, const char *folded)
{
	return strcmp(text_fold(w->scratch, said), folded) == 0;
}

static enum truth one_of(struct asking *w, const struct node *n, const struct claim *c)
{
	for (size_t i = 0; i < n->choice_count; i++) {
		bool same = n->choices[i].text ? text_is(w, c->text, n->choices[i].text)
			: c->number == n->choices[i].number && !c->is_null;
		if (same) {
			return SURE;
		}
	}
	return NO;
}

/* Whether the value of one claim agrees with the condition. */
static enum truth agrees(struct asking *w, const struct node *n, const struct claim *c)
{
	switch (n->op) {
	case OP_IS:
		return one_of(w, n, c);
	case OP_OVER:
		return !c->is_null && c->number > n->number ? SURE : NO;
	case OP_UNDER:
		return !c->is_null && c->number < n->number ? SURE : NO;
	case OP_AT_LEAST:
		return !c->is_null && c->number >= n->number ? SURE : NO;
	case OP_AT_MOST:
		return !c->is_null && c->number <= n->number ? SURE : NO;
	case OP_DATE:
		return in_period(c, n->when.from, n->when.to);
	}
	return NO;
}

/* The claims of one subject together. */
static enum truth group_is(struct asking *w, const struct node *n, struct claim *claims, size_t count)
{
	const struct property *p = n->property;
	enum truth best = NO;
	bool against = false;
	claims_bound(p, claims, count);
	for (size_t i = 0; i < count; i++) {
		enum truth covers = claim_covers(&claims[i], p, w->on);
		enum truth a = covers == NO ? NO : agrees(w, n, &claims[i]);
		best = most(best, least(covers, a));
		against |= covers != NO && a != SURE;
	}
	return p->cardinality == ONE && against ? least(best, POSSIBLE) : best;
}

/* A name is asked for as the subject that bears it. */
static enum truth name_is(const struct node *n, const struct thing *t)
{
	for (size_t i = 0; i < n->choice_count; i++) {
		if (n->choices[i].number == t->owner) {
			return SURE;
		}
	}
	return NO;
}

static enum truth cap_of(struct asking *w, const struct property *p, const struct thing *t, int64_t subject)
{
	return p->kind == KIND_CHARGE && p->code != P_CHARGE_STAGE ? charge_cap(w, t, subject) : SURE;
}

enum truth value_is(struct asking *w, const struct node *n, const struct thing *t, bool *ret_recorded)
{
	struct claim *claims;
	const struct property *p = n->property;
	bool together = claims_together(w, p);
	enum truth best = NO;
	if (p->type == TYPE_NAME) {
		*ret_recorded = true;
		return name_is(n, t);
	}
	size_t count = claims_load(w, t->owner, p->code, claims_subject(w, p, t), &claims);
	*ret_recorded = count > 0;
	for (size_t at = 0, size; at < count && best != SURE; at += size) {
		size = claims_group(claims, count, at, together);
		enum truth here = group_is(w, n, claims + at, size);
		if (here != NO) {
			best = most(best, least(here, cap_of(w, p, t, claims[at].subject)));
		}
	}
	return best;
}

enum truth has_value(struct asking *w, const struct property *p, const struct thing *t)
{
	struct claim *claims;
	bool together = claims_together(w, p);
	enum truth best = NO;
	size_t count = claims_load(w, t->owner, p->code, claims_subject(w, p, t), &claims);
	for (size_t at = 0, size; at < count; at += size) {
		size = claims_group(claims, count, at, together);
		enum truth cap = cap_of(w, p, t, claims[at].subject);
		claims_bound(p, claims + at, size);
		for (size_t i = at; i < at + size; i++) {
			best = most(best, least(cap, claim_covers(&claims[i], p, w->on)));
		}
	}
	return best;
}

/* Whether intervals of one truth together cover every day from from to to. */
static bool covered(const struct claim *claims, size_t count, int64_t flag, bool surely, day from, day to)
{
	for (day d = from; d <= to;) {
		day end = d - 1;
		for (size_t i = 0; i < count; i++) {
			const struct claim *c = &claims[i];
			day first = surely ? c->from_hi : c->from_lo, last = surely ? c->last_lo : c->last_hi;
			if (c->number == flag && first <= d && d <= last && last > end) {
				end = last;
			}
		}
		if (end < d) {
			return false;
		}
		d = end + 1;
	}
	return true;
}

static enum truth flag_truth(struct asking *w, const struct node *n, const struct thing *t, bool *ret_recorded)
{
	struct claim *claims;
	size_t count = claims_load(w, t->owner, P_PERSON_FLAG, 0, &claims);
	day from = w->on - (day)n->number + 1;
	*ret_recorded = count > 0;
	if (covered(claims, count, n->choices[0].number, true, from, w->on)) {
		return SURE;
	}
	return covered(claims, count, n->choices[0].number, false, from, w->on) ? POSSIBLE : NO;
}

/* The day before which somebody must be born to have been years old before d. */
static int compare_birthday(day birth, int64_t years, day d)
{
	struct ymd b = day_ymd(birth), x = day_ymd(d);
	int64_t year = b.year + years;
	if (year != x.year) {
		return year < x.year ? -1 : 1;
	}
	int left = b.month * 32 + b.day, right = x.month * 32 + x.day;
	return (left > right) - (left < right);
}

static bool is_over(day birth, const struct node *n, day d)
{
	if (birth == DAY_MIN || birth == DAY_MAX) {
		return birth == DAY_MIN;
	}
	return compare_birthday(birth, n->number, d) < 0;
}

static bool is_under(day birth, const struct node *n, day d)
{
	if (birth == DAY_MIN || birth == DAY_MAX) {
		return birth == DAY_MAX;
	}
	return compare_birthday(birth, n->number, d) > 0;
}

static enum truth aged_truth(struct asking *w, const struct node *n, const struct thing *t, bool *ret_recorded)
{
	struct claim *claims;
	size_t count = claims_load(w, t->owner, P_PERSON_BIRTH, 0, &claims);
	bool sure = count > 0, possible = false;
	*ret_recorded = count > 0;
	for (size_t i = 0; i < count; i++) {
		const struct claim *c = &claims[i];
		sure &= n->op == OP_OVER ? is_over(c->hi, n, w->on) : is_under(c->lo, n, w->on);
		possible |= n->op == OP_OVER ? is_over(c->lo, n, w->on) : is_under(c->hi, n, w->on);
	}
	return sure ? SURE : possible ? POSSIBLE : NO;
}

static struct verdict negated(struct asking *w, const struct node *n, const struct thing *t, enum truth is)
{
	enum truth has = n->property->type == TYPE_NAME ? SURE : has_value(w, n->property, t);
	return (struct verdict){least(has, (enum truth)(SURE - is)), false};
}

struct verdict leaf_verdict(struct asking *w, const struct node *n, const struct thing *t)
{
	bool recorded = true;
	struct verdict v = {NO, false};
	switch (n->what) {
	case NODE_HELD:
	case NODE_LISTED:
		v.truth = t->no <= w->most ? (enum truth)n->map[t->no] : NO;
		break;
	case NODE_EVENT:
		v.truth = event_truth(w, n, t);
		break;
	case NODE_VALUE:
		v.truth = value_is(w, n, t, &recorded);
		if (n->negated) {
			v = negated(w, n, t, v.truth);
		}
		break;
	case NODE_HAS:
		v.truth = has_value(w, n->property, t);
		break;
	case NODE_FLAG:
		v.truth = flag_truth(w, n, t, &recorded);
		recorded = true; /* a flag that is not said is not there */
		break;
	default:
		v.truth = aged_truth(w, n, t, &recorded);
		break;
	}
	v.open = v.truth != NO || !recorded;
	return v;
}
