/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Holds a figure of the letter against the published ones. doc/letter.md says the rules in words.
 * A stock (on a day) is read within 92 days; a running total never falls; a period is met by name.
 */
#include "letter/reading.h"

#include <assert.h>
#include <string.h>

#define STOCK_REACH 92
#define NEAR_LATER 45
/* What no reading shows may still be so: a stock moves by a thousandth a day, a running total grows
 * by a twentieth a month, at most. */
#define STOCK_DRIFT 1000
#define STALE 366
#define TOTAL_GROWTH 600

/* A verdict on the readings published by some day. */
struct judged {
	struct letter_claim claim;
	const struct reading_point *shown; /* the reading it rests on, or NULL */
	bool stretched; /* right only because the truth may have moved since that reading */
};

const char *qualifier_words(const char *qualifier)
{
	static const char *const words[][2] = {{"exactly", ""}, {"at_least", "at least "},
		{"more_than", "more than "}, {"approximately", "about "}, {"almost", "almost "},
		{"at_most", "at most "}, {"fewer_than", "fewer than "}, {"hundreds_of", "hundreds of, "},
		{"thousands_of", "thousands of, "}, {"dozens_of", "dozens of, "}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (qualifier && strcmp(qualifier, words[i][0]) == 0) {
			return words[i][1];
		}
	}
	return "";
}

void amount_bounds(const struct amount *m, int64_t *ret_lo, int64_t *ret_hi)
{
	const char *q = m->qualifier;
	int64_t v = m->value;
	*ret_lo = *ret_hi = v;
	if (strcmp(q, "between") == 0) {
		*ret_hi = m->top;
	} else if (strcmp(q, "at_least") == 0 || strcmp(q, "more_than") == 0) {
		*ret_lo = v + (q[0] == 'm');
		*ret_hi = INT64_MAX;
	} else if (strcmp(q, "approximately") == 0) {
		*ret_lo = v - v * 6 / 100;
		*ret_hi = v + v * 6 / 100;
	} else if (strcmp(q, "almost") == 0) {
		*ret_lo = v - v * 8 / 100 - (v < 13);
	} else if (strcmp(q, "at_most") == 0 || strcmp(q, "fewer_than") == 0) {
		*ret_lo = 0;
		*ret_hi = v - (q[0] == 'f');
	} else if (strcmp(q, "exactly") != 0) {
		*ret_lo = 2 * v; /* hundreds of: two at least */
		*ret_hi = 20 * v;
	} else if (m->rounded) {
		int64_t step = 1;
		while (step * 10 <= v && v % (step * 10) == 0) {
			step *= 10;
		}
		int64_t slack = step / 2 < v * 3 / 100 ? step / 2 : v * 3 / 100;
		*ret_lo = v - slack;
		*ret_hi = v + slack;
	}
}

/* What a published figure allows the truth to be on its own day. */
static void point_bounds(const struct reading_point *p, int64_t *ret_lo, int64_t *ret_hi)
{
	struct amount m = {.value = p->value, .qualifier = p->qualifier};
	amount_bounds(&m, ret_lo, ret_hi);
	if (*ret_hi == INT64_MAX) {
		*ret_lo = p->value;
		*ret_hi = p->value + p->value / 10;
	}
}

struct evidence {
	const struct reading_point *earlier, *later;
	int64_t lo, hi;			/* what the truth may be, by these */
	int64_t near_lo, near_hi; /* the same, were nothing to move between readings */
	bool any;
};

static day claim_day(const struct reading *r, const struct figure_claim *fc)
{
	const struct when *w = fc->when;
	if (!w || w->kind == WHEN_SINCE || w->kind == WHEN_WITHIN) {
		return r->letter;
	}
	return w->to < r->letter ? w->to : r->letter;
}

static bool same_body(const struct reading_point *p, const char *body)
{
	return !body || (p->body_key && strcmp(p->body_key, body) == 0) ||
		(p->body_key && strncmp(p->body_key, body, strlen(body)) == 0);
}

static bool of_period(const struct reading_point *p, const struct when *w, enum figure_scope scope)
{
	if (!w || p->to == DAY_MAX) {
		return false;
	}
	struct ymd a = day_ymd(p->to), b = day_ymd(w->to);
	return a.year == b.year && (scope == SCOPE_YEAR || a.month == b.month);
}

static void nearest(const struct reading *r, const struct figure_claim *fc, day on, day by,
	const char *body, struct evidence *e)
{
	*e = (struct evidence){0};
	for (size_t i = 0; i < r->facts.point_count; i++) {
		const struct reading_point *p = &r->facts.points[i];
		if (p->said.pub > by || strcmp(p->name, fc->row->figure) != 0 || !same_body(p, body)) {
			continue;
		}
		if (fc->row->scope == SCOPE_YEAR || fc->row->scope == SCOPE_MONTH) {
			if (of_period(p, fc->when, fc->row->scope)) {
				e->earlier = p;
			}
			continue;
		}
		/* A month stands for its last day; one that contains the day counts as of the day. */
		day at = p->to > on && p->from <= on ? on : p->to;
		if (at <= on &&
			(!e->earlier || p->to > e->earlier->to ||
				(p->to == e->earlier->to && p->said.pub < e->earlier->said.pub))) {
			e->earlier = p;
		} else if (at > on && (!e->later || p->to < e->later->to)) {
			e->later = p;
		}
	}
}

static void stock_bounds(struct evidence *e, day on)
{
	int64_t lo, hi;
	if (e->earlier && e->earlier->to < on - STOCK_REACH) {
		e->earlier = NULL;
	}
	if (e->later && e->later->from > on + STOCK_REACH) {
		e->later = NULL;
	}
	/* A later reading far off says little beside an earlier one close by. */
	bool same_day = e->earlier && e->earlier->from == on && e->earlier->to == on;
	bool beside = e->later && !same_day &&
		(!e->earlier || (e->later->from - on <= NEAR_LATER) || on - e->earlier->to > NEAR_LATER);
	if (e->earlier) {
		point_bounds(e->earlier, &e->lo, &e->hi);
		e->any = true;
	}
	if (beside) {
		point_bounds(e->later, &lo, &hi);
		e->lo = e->any && e->lo < lo ? e->lo : lo;
		e->hi = e->any && e->hi > hi ? e->hi : hi;
		e->any = true;
	}
	e->near_lo = e->lo;
	e->near_hi = e->hi;
	if (e->earlier && !beside) {
		int64_t age = on > e->earlier->to ? on - e->earlier->to : 0;
		e->lo -= e->lo * age / STOCK_DRIFT;
		e->hi += e->hi * age / STOCK_DRIFT;
	}
}

static void total_bounds(struct evidence *e, day on)
{
	int64_t lo, hi;
	if (e->earlier) {
		point_bounds(e->earlier, &e->lo, &hi);
		int64_t age = on > e->earlier->to ? on - e->earlier->to : 0;
		e->near_lo = e->lo;
		e->near_hi = hi;
		e->hi = hi + e->earlier->value * age / TOTAL_GROWTH;
		e->any = true;
	}
	if (e->later) {
		int64_t gap = e->later->from - on;
		point_bounds(e->later, &lo, &hi);
		/* Counted later, "at least" is the most that was counted by then, give or take a hundredth. */
		bool open = hi > e->later->value && lo == e->later->value;
		hi = open && e->earlier ? lo + lo / 100 : hi;
		if (!e->earlier && gap <= 2 * NEAR_LATER) {
			e->lo = e->near_lo = lo - lo * gap / 1000;
			e->hi = e->near_hi = hi;
			e->any = true;
		} else if (!e->earlier) {
			e->lo = 0;
			e->hi = hi; /* it never falls: what was counted later is the most it can have been */
		} else if (gap <= 2 * NEAR_LATER && hi > e->hi) {
			e->hi = e->near_hi = hi;
		} else if (e->hi > hi) {
			e->hi = hi > e->lo ? hi : e->lo;
			e->near_hi = e->hi;
		}
	}
}

static void weigh(const struct figure_claim *fc, day on, struct evidence *e)
{
	if (fc->row->scope == SCOPE_STOCK) {
		stock_bounds(e, on);
	} else if (fc->row->scope == SCOPE_TOTAL) {
		total_bounds(e, on);
	} else if (e->earlier) {
		point_bounds(e->earlier, &e->lo, &e->hi);
		if (strcmp(e->earlier->qualifier, "at_least") == 0) {
			e->hi = e->lo;
		}
		e->near_lo = e->lo;
		e->near_hi = e->hi;
		e->any = true;
	}
}

static char *point_text(struct reading *r, const struct reading_point *p)
{
	char *sum = arena_strdup(r->arena, "");
	for (size_t i = 0; i < p->part_count; i++) {
		sum = arena_printf(
			r->arena, "%s%s%lld", sum, i ? " + " : "", (long long)p->parts[i]->value);
	}
	if (p->part_count > 1) {
		return arena_printf(r->arena, "at least %lld (year by year: %s)%s%s", (long long)p->value,
			sum, p->body_label ? " by " : "", p->body_label ? p->body_label : "");
	}
	return arena_printf(r->arena, "%s%lld%s%s", qualifier_words(p->qualifier), (long long)p->value,
		p->body_label ? " by " : "", p->body_label ? p->body_label : "");
}

static void show_point(struct reading *r, struct judged *j, const struct reading_point *p)
{
	struct letter_claim *c = &j->claim;
	assert(p);
	j->shown = p;
	c->subject = p->subject;
	c->register_value = point_text(r, p);
	c->register_on = p->date_text;
	claim_source(r, c, p->said.source);
	for (size_t i = 0; i < p->part_count; i++) {
		claim_source(r, c, p->parts[i]->said.source);
	}
}

/* True for what the amount says of a day on which the truth lies in lo..hi. */
static bool allows(const struct amount *m, int64_t lo, int64_t hi)
{
	int64_t clo, chi;
	amount_bounds(m, &clo, &chi);
	return clo <= hi && chi >= lo;
}

static bool near_miss(const struct amount *m, int64_t lo, int64_t hi)
{
	int64_t gap = m->value < lo ? lo - m->value : m->value - hi;
	return strcmp(m->qualifier, "exactly") == 0 && gap * 100 <= m->value;
}

static char *later_note(
	struct reading *r, const struct evidence *e, const struct reading_point *shown)
{
	if (!e->later || e->later == shown) {
		return arena_strdup(r->arena, "");
	}
	return arena_printf(
		r->arena, "; next reading: %s on %s", point_text(r, e->later), e->later->date_text);
}

static void judge_supported(struct reading *r, const struct figure_claim *fc,
	const struct evidence *e, const struct reading_point *shown, struct judged *j)
{
	struct letter_claim *c = &j->claim;
	const struct amount *m = fc->amount;
	j->stretched = !allows(m, e->near_lo, e->near_hi);
	bool floor = strcmp(m->qualifier, "at_least") == 0 || strcmp(m->qualifier, "more_than") == 0;
	c->verdict = VERDICT_SUPPORTED;
	if (floor && m->value * 100 < e->lo * 90) {
		c->why = arena_printf(r->arena, "true but low: the nearest reading is %s on %s%s",
			point_text(r, shown), shown->date_text, later_note(r, e, shown));
	} else {
		c->why = arena_printf(r->arena, "agrees with %s on %s%s", point_text(r, shown),
			shown->date_text, later_note(r, e, shown));
	}
}

static void judge_differs(struct reading *r, const struct figure_claim *fc,
	const struct evidence *e, const struct reading_point *shown, struct letter_claim *c)
{
	if (near_miss(fc->amount, e->lo, e->hi)) {
		c->verdict = VERDICT_IMPRECISE;
		c->why = arena_printf(r->arena, "close to %s on %s, but not that number%s",
			point_text(r, shown), shown->date_text, later_note(r, e, shown));
		return;
	}
	c->verdict = VERDICT_CONTRADICTED;
	c->why = arena_printf(r->arena, "the nearest reading is %s on %s%s", point_text(r, shown),
		shown->date_text, later_note(r, e, shown));
}

static void judge_missing(struct reading *r, const struct figure_claim *fc,
	const struct evidence *e, struct judged *j)
{
	struct letter_claim *c = &j->claim;
	const struct reading_point *far = e->earlier ? e->earlier : e->later;
	c->verdict = VERDICT_UNKNOWN;
	if (far && fc->row->scope == SCOPE_TOTAL && !allows(fc->amount, 0, e->hi)) {
		show_point(r, j, far);
		c->verdict = VERDICT_CONTRADICTED;
		c->why = arena_printf(r->arena, "this total never falls, and it was %s on %s",
			point_text(r, far), far->date_text);
	} else if (far) {
		show_point(r, j, far);
		c->why = arena_printf(r->arena, "no reading near that day; the nearest is %s on %s",
			point_text(r, far), far->date_text);
	} else {
		c->why = arena_strdup(r->arena, "no published figure for this is in the register");
	}
}

/* With --on: does it still hold then? */
static void judge_now(
	struct reading *r, const struct figure_claim *fc, const char *body, struct letter_claim *c)
{
	struct evidence e;
	if (r->on == DAY_MAX || fc->row->scope == SCOPE_YEAR || fc->row->scope == SCOPE_MONTH) {
		return;
	}
	nearest(r, fc, r->on, r->on, body, &e);
	if (fc->row->scope == SCOPE_STOCK && body && (!e.earlier || e.earlier->to < r->on - STOCK_REACH)) {
		nearest(r, fc, r->on, r->on, NULL, &e); /* that body's is too old: the newest of any */
	}
	const struct reading_point *then = e.earlier;
	day on = claim_day(r, fc);
	if (!then || then->to <= on || (r->letter <= r->on && then->to <= r->letter)) {
		return;
	}
	c->now = arena_printf(r->arena, "%s on %s", point_text(r, then), then->date_text);
	point_bounds(then, &e.lo, &e.hi);
	if (c->verdict == VERDICT_SUPPORTED && !allows(fc->amount, e.lo, e.hi)) {
		c->verdict = VERDICT_OUTDATED;
		c->why = arena_printf(
			r->arena, "right on the letter's date (%s), no longer: %s", c->why, c->now);
	}
}

static void judge_body(
	struct reading *r, const struct figure_claim *fc, const char *body, day by, struct judged *j)
{
	struct evidence e;
	day on = claim_day(r, fc);
	nearest(r, fc, on, by, body, &e);
	const struct reading_point *earlier = e.earlier, *later = e.later;
	weigh(fc, on, &e);
	if (!e.any) {
		int64_t hi = e.hi;
		e.earlier = earlier;
		e.later = later;
		e.hi = hi;
		judge_missing(r, fc, &e, j);
		return;
	}
	/* The reading that says the same is shown before one that is merely nearer. */
	const struct reading_point *shown = e.earlier ? e.earlier : e.later;
	int64_t lo, hi;
	if (e.earlier && e.later) {
		point_bounds(e.earlier, &lo, &hi);
		bool earlier_fits = allows(fc->amount, lo, hi);
		point_bounds(e.later, &lo, &hi);
		bool closer = e.later->from - on <= 3 && on - e.earlier->to > 31;
		if ((!earlier_fits && allows(fc->amount, lo, hi) && e.later->from - on <= NEAR_LATER) ||
			closer) {
			shown = e.later;
		}
	}
	show_point(r, j, shown);
	if (allows(fc->amount, e.lo, e.hi)) {
		judge_supported(r, fc, &e, shown, j);
	} else {
		judge_differs(r, fc, &e, shown, &j->claim);
	}
}

static int verdict_rank(enum verdict v)
{
	static const int rank[] = {[VERDICT_SUPPORTED] = 5,
		[VERDICT_OUTDATED] = 4,
		[VERDICT_IMPRECISE] = 3,
		[VERDICT_CONTRADICTED] = 2,
		[VERDICT_UNKNOWN] = 1,
		[VERDICT_NOTE] = 0};
	return rank[v];
}

/* Without a body named, the best of all bodies' readings counts, and the others are not hidden. */
static void judge_any_body(
	struct reading *r, const struct figure_claim *fc, day by, struct judged *j)
{
	struct judged best = *j, one;
	const char *tried[16];
	size_t n = 0;
	judge_body(r, fc, NULL, by, &best);
	for (size_t i = 0; i < r->facts.point_count && n < 16; i++) {
		const struct reading_point *p = &r->facts.points[i];
		bool seen = !p->body_key || strcmp(p->name, fc->row->figure) != 0;
		for (size_t k = 0; k < n && !seen; k++) {
			seen = strcmp(tried[k], p->body_key) == 0;
		}
		if (seen) {
			continue;
		}
		tried[n++] = p->body_key;
		one = *j;
		judge_body(r, fc, p->body_key, by, &one);
		/* What one body counted long ago does not speak against what another counts now. */
		bool stale = one.shown && best.shown && one.shown->to + STALE < best.shown->to;
		if (!stale && verdict_rank(one.claim.verdict) > verdict_rank(best.claim.verdict)) {
			if (best.claim.verdict == VERDICT_CONTRADICTED) {
				one.claim.why = arena_printf(r->arena, "%s; another count: %s on %s",
					one.claim.why, best.claim.register_value, best.claim.register_on);
			}
			best = one;
		}
	}
	*j = best;
}

/* The body the letter names, where it has such a figure. */
static const char *named_body(const struct reading *r, const struct figure_claim *fc)
{
	for (size_t i = 0; fc->body && i < r->facts.point_count; i++) {
		const struct reading_point *p = &r->facts.points[i];
		if (strcmp(p->name, fc->row->figure) == 0 && same_body(p, fc->body)) {
			return fc->body;
		}
	}
	return NULL;
}

/* By what was published by a day. */
static void judge_by(struct reading *r, const struct figure_claim *fc, day by, struct judged *j)
{
	const char *body = named_body(r, fc);
	if (body) {
		judge_body(r, fc, body, by, j);
	}
	if (!body || j->claim.verdict == VERDICT_UNKNOWN) {
		judge_any_body(r, fc, by, j);
	}
}

/*
 * What was published by the letter's day decides; what came out later is told, and where it speaks
 * against the sources of that time, or alone, the verdict is unknown.
 */
static void judge_published(
	struct reading *r, const struct figure_claim *fc, struct letter_claim *c)
{
	struct judged then = {.claim = *c}, all = {.claim = *c};
	judge_by(r, fc, r->letter, &then);
	judge_by(r, fc, DAY_MAX, &all);
	enum verdict a = then.claim.verdict, b = all.claim.verdict;
	bool later = all.shown && all.shown->said.pub > r->letter;
	*c = then.claim;
	if (!later) {
		return;
	}
	char *note = arena_printf(r->arena, "%s on %s, %s", point_text(r, all.shown),
		all.shown->date_text, backing_later(r, &all.shown->said));
	if (a == VERDICT_UNKNOWN) {
		*c = all.claim;
		c->why = note;
	} else {
		c->why = arena_printf(r->arena, "%s; %s", c->why, note);
		claim_source(r, c, all.shown->said.source);
	}
	bool against = a == VERDICT_CONTRADICTED && b != VERDICT_CONTRADICTED;
	bool moved = a == VERDICT_SUPPORTED && then.stretched && b == VERDICT_CONTRADICTED;
	if (a == VERDICT_UNKNOWN || against || moved) {
		c->verdict = VERDICT_UNKNOWN;
	}
}

void judge_figure(struct reading *r, const struct figure_claim *fc, struct letter_claim *c)
{
	if (!fc->row->figure) {
		c->verdict = VERDICT_UNKNOWN;
		c->why = arena_strdup(r->arena, "the register holds no such figure");
		return;
	}
	judge_published(r, fc, c);
	judge_now(r, fc, named_body(r, fc), c);
	if (fc->joint && c->verdict != VERDICT_SUPPORTED && c->register_value) {
		c->verdict = VERDICT_IMPRECISE;
		c->why = arena_printf(r->arena,
			"holds only if all the groups named are read together; of the first alone: %s on %s",
			c->register_value, c->register_on);
	} else if (fc->row->loose &&
		(c->verdict == VERDICT_SUPPORTED || c->verdict == VERDICT_UNKNOWN ||
			c->verdict == VERDICT_OUTDATED) &&
		c->register_value) {
		c->verdict = VERDICT_IMPRECISE;
		c->why = arena_printf(r->arena, "the number may stand, but %s; %s", fc->row->loose, c->why);
	}
}
