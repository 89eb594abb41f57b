/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Events: detained, released, sentenced, recognised, died, born, closed, in a period. */
#include "ask/asking.h"

static enum truth least(enum truth a, enum truth b)
{
	return a < b ? a : b;
}

static struct when period_of(const struct asking *w, const struct node *n)
{
	switch (n->when.what) {
	case WHEN_NONE:
		return (struct when){WHEN_BEFORE, DAY_MIN, w->on};
	case WHEN_STEP:
		return (struct when){WHEN_IN, w->step_from, w->step_to};
	case WHEN_SINCE:
		return (struct when){WHEN_IN, n->when.from, w->on};
	default:
		return n->when;
	}
}

/* The dates of one subject: sure when every claim lies in the period, possible when one may. */
static enum truth dates_in(const struct claim *claims, size_t count, const struct when *period)
{
	bool all = count > 0, some = false;
	for (size_t i = 0; i < count; i++) {
		enum truth in = in_period(&claims[i], period->from, period->to);
		all &= in == SURE;
		some |= in != NO;
	}
	return all ? SURE : some ? POSSIBLE : NO;
}

/* How the claims of a code property bear on a set of codes: none said SURE, all inside SURE, some POSSIBLE, none NO. */
static enum truth codes_allow(const struct claim *claims, size_t count, bool (*allowed)(const struct claim *, const void *),
	const void *data)
{
	size_t inside = 0;
	for (size_t i = 0; i < count; i++) {
		inside += allowed(&claims[i], data);
	}
	return inside == count ? SURE : inside ? POSSIBLE : NO;
}

static bool at_liberty(const struct claim *c, const void *data)
{
	const struct code *code = code_by_number(data, c->number);
	return code && (code->flags & CODE_RELEASED);
}

static bool not_administrative(const struct claim *c, const void *data)
{
	const struct code *code = code_by_number(data, c->number);
	return !code || !str_is(str_of(code->key), "administrative");
}

static bool is_number(const struct claim *c, const void *data)
{
	return c->number == *(const int64_t *)data;
}

static enum truth release_allows(struct asking *w, const struct thing *t, int64_t spell)
{
	struct claim *claims;
	size_t count = claims_load(w, t->owner, P_SPELL_GROUND, spell, &claims);
	return codes_allow(claims, count, at_liberty, property_by_code(P_SPELL_GROUND));
}

static enum truth conviction_allows(struct asking *w, const struct thing *t, int64_t sentence)
{
	struct claim *cases, *kinds;
	size_t count = claims_load(w, t->owner, P_SENTENCE_CASE, sentence, &cases);
	enum truth worst = SURE;
	for (size_t i = 0; i < count; i++) {
		size_t n = claims_load(w, t->owner, P_CASE_KIND, cases[i].number, &kinds);
		enum truth here = codes_allow(kinds, n, not_administrative, property_by_code(P_CASE_KIND));
		worst = count > 1 && here == NO ? least(worst, POSSIBLE) : least(worst, here);
	}
	return worst;
}

static enum truth recognition_allows(struct asking *w, const struct node *n, const struct thing *t, int64_t subject)
{
	struct claim *claims;
	if (n->body == 0) {
		return SURE;
	}
	size_t count = claims_load(w, t->owner, P_RECOGNITION_BODY, subject, &claims);
	return count ? codes_allow(claims, count, is_number, &n->body) : NO;
}

static enum truth closure_allows(struct asking *w, const struct node *n, const struct thing *t, int64_t subject)
{
	struct claim *claims;
	int64_t kind = n->closure;
	if (kind == 0) {
		return SURE;
	}
	size_t count = claims_load(w, t->owner, P_CLOSURE_KIND, subject, &claims);
	return count ? codes_allow(claims, count, is_number, &kind) : NO;
}

static enum truth allows(struct asking *w, const struct node *n, const struct thing *t, int64_t subject)
{
	switch (n->event) {
	case EVENT_RELEASED:
		return release_allows(w, t, subject);
	case EVENT_CONVICTED:
		return conviction_allows(w, t, subject);
	case EVENT_RECOGNISED:
		return recognition_allows(w, n, t, subject);
	case EVENT_CLOSED:
		return closure_allows(w, n, t, subject);
	default:
		return SURE;
	}
}

static const int date_property[] = {
	[EVENT_DETAINED] = P_SPELL_FROM,
	[EVENT_RELEASED] = P_SPELL_TO,
	[EVENT_SENTENCED] = P_SENTENCE_DATE,
	[EVENT_CONVICTED] = P_SENTENCE_DATE,
	[EVENT_RECOGNISED] = P_RECOGNITION_GIVEN,
	[EVENT_DIED] = P_PERSON_DEATH,
	[EVENT_BORN] = P_PERSON_BIRTH,
	[EVENT_CLOSED] = P_CLOSURE_DATE,
};

/* A sentence or closure that is recorded without a date happened at some time. */
static enum truth undated_truth(struct asking *w, const struct node *n, const struct thing *t, struct claim *dated,
	size_t dated_count)
{
	int marker = n->event == EVENT_CLOSED ? P_CLOSURE_ORG
		: n->event == EVENT_SENTENCED || n->event == EVENT_CONVICTED ? P_SENTENCE_CASE : 0;
	struct claim *all;
	size_t count = marker ? claims_load(w, t->owner, marker, 0, &all) : 0;
	for (size_t i = 0; i < count; i++) {
		bool has_date = false;
		for (size_t k = 0; k < dated_count && !has_date; k++) {
			has_date = dated[k].subject == all[i].subject;
		}
		if (!has_date && allows(w, n, t, all[i].subject) != NO) {
			return POSSIBLE;
		}
	}
	return NO;
}

enum truth event_truth(struct asking *w, const struct node *n, const struct thing *t)
{
	int code = date_property[n->event];
	struct when period = period_of(w, n);
	struct claim *claims;
	enum truth best = NO;
	bool together = n->event == EVENT_DIED || n->event == EVENT_BORN;
	size_t count = claims_load(w, t->owner, code, 0, &claims);
	for (size_t at = 0, size; at < count && best != SURE; at += size) {
		size = claims_group(claims, count, at, together);
		enum truth here = dates_in(claims + at, size, &period);
		if (here != NO) {
			here = least(here, allows(w, n, t, claims[at].subject));
		}
		best = here > best ? here : best;
	}
	return best != NO ? best : undated_truth(w, n, t, claims, count);
}

static bool ends_charge(const struct claim *c)
{
	const struct code *code = code_by_number(property_by_code(P_CHARGE_STAGE), c->number);
	return code && (str_is(str_of(code->key), "dropped") || str_is(str_of(code->key), "acquitted"));
}

enum truth charge_cap(struct asking *w, const struct thing *t, int64_t charge)
{
	const struct property *stage = property_by_code(P_CHARGE_STAGE);
	struct claim *claims;
	size_t count = claims_load(w, t->owner, P_CHARGE_STAGE, charge, &claims);
	enum truth cap = SURE;
	claims_bound(stage, claims, count);
	for (size_t i = 0; i < count; i++) {
		if (ends_charge(&claims[i])) {
			enum truth covers = claim_covers(&claims[i], stage, w->on);
			cap = least(cap, (enum truth)(SURE - covers));
		}
	}
	return cap;
}
