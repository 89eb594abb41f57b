/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is said to have happened: releases here and elsewhere, closings of the border, and why. */
#include "letter/reading.h"

#include <stdlib.h>
#include <string.h>

static int64_t gap_to(const struct amount *m, int64_t value)
{
	int64_t lo, hi;
	amount_bounds(m, &lo, &hi);
	return value < lo ? lo - value : value > hi ? value - hi : 0;
}

static bool in_period(const struct episode *e, const struct when *when)
{
	return !when || (e->to >= when->from && e->from <= when->to);
}

/* The episode meant: of that country, in that time; of several the nearest in number. */
static const struct episode *find_episode(const struct reading *r,
	const struct country_words *country, const struct when *when, const struct amount *m)
{
	const struct episode *best = NULL;
	int64_t gap = 0;
	for (size_t i = 0; i < r->facts.episode_count; i++) {
		const struct episode *e = &r->facts.episodes[i];
		if (!e->country || strcmp(e->country->code, country->code) != 0 || e->from > r->letter ||
			!in_period(e, when)) {
			continue;
		}
		int64_t g = gap_to(m, e->released);
		if (!best || g < gap || (g == gap && e->from > best->from)) {
			best = e;
			gap = g;
		}
	}
	return best;
}

/* The day of what is told about token at: the nearest in first..end, else the one said before it.
 */
static const struct when *clause_when(const struct reading *r, size_t first, size_t end, size_t at)
{
	const struct when *hit = NULL, *other = NULL;
	for (size_t i = 0; i < r->when_count; i++) {
		const struct when *x = &r->whens[i];
		if (x->kind != WHEN_ON || pattern_at(&r->words, x->end, x->end + 3, "of that year") ||
			pattern_at(&r->words, x->end, x->end + 2, "election|elections|presidential|summit")) {
			continue;
		}
		if (x->first >= first && x->first < end) {
			size_t gap = x->first > at ? x->first - at : at - x->first;
			size_t best = !hit ? SIZE_MAX : hit->first > at ? hit->first - at : at - hit->first;
			hit = gap < best ? x : hit;
		} else if (x->end <= first && !other) {
			other = x;
		}
	}
	/* "In 2015 six were pardoned, on 22 August": the finer of the two. */
	for (size_t i = 0; hit && hit->precision == 1 && i < r->when_count; i++) {
		const struct when *x = &r->whens[i];
		bool finer = x->kind == WHEN_ON && x->precision > 1 && x->first >= first &&
			x->first < end && x->from >= hit->from && x->to <= hit->to;
		hit = finer ? x : hit;
	}
	return hit ? hit : other;
}

static void judge_release(struct reading *r, const struct amount *m, const struct episode *e,
	bool pardon, bool released, struct letter_claim *c)
{
	c->subject = e->subject;
	c->register_value = arena_printf(r->arena, "%lld, %s%s%s", (long long)e->released,
		e->country->name, e->who ? ": " : "", e->who ? e->who : "");
	c->register_on = e->date_text;
	claim_source(r, c, e->count.source);
	claim_source(r, c, e->when.source);
	if (e->count.pub > r->letter) {
		c->verdict = VERDICT_UNKNOWN;
		c->why = arena_printf(r->arena, "%lld on %s, %s", (long long)e->released, e->date_text,
			backing_later(r, &e->count));
	} else if (gap_to(m, e->released) == 0) {
		bool only_pardon = e->means && strcmp(e->means, "amnesty") == 0 && !pardon && released &&
			strcmp(e->country->code, "BY") != 0;
		c->verdict = only_pardon ? VERDICT_IMPRECISE : VERDICT_SUPPORTED;
		c->why = arena_printf(r->arena,
			only_pardon ? "the sources tell of %lld pardons on %s, not of confirmed releases"
						: "agrees with %lld on %s",
			(long long)e->released, e->date_text);
	} else {
		c->verdict = VERDICT_CONTRADICTED;
		c->why = arena_printf(
			r->arena, "the register has %lld on %s", (long long)e->released, e->date_text);
	}
}

/* "taken to Lithuania" names another country, too: then the release at home is meant. */
static const struct episode *home_episode(const struct reading *r,
	const struct country_words *country, const struct when *when, const struct amount *m)
{
	for (size_t i = 0; i < r->facts.episode_count; i++) {
		const struct country_words *c = r->facts.episodes[i].country;
		if (c && strcmp(c->code, country->code) == 0) {
			return NULL; /* that country has releases of its own */
		}
	}
	return when && when->precision >= 2 ? find_episode(r, country_of(STR("BY")), when, m) : NULL;
}

/* "freed in exchange for sanctions on two banks": the price, and nobody is counted. */
static bool is_price(const struct words *w, const struct amount *m, size_t first, size_t clause_end)
{
	size_t price = pattern_find(w, first, m->first, words_exchange, NULL);
	return price < m->first && pattern_in(w, first, price, words_release) &&
		!pattern_in(w, m->end, clause_end, words_release);
}

bool check_release(
	struct reading *r, const struct amount *m, size_t s, size_t clause, size_t clause_end)
{
	const struct words *w = &r->words;
	bool pardon = pattern_in(w, clause, clause_end, words_pardon);
	bool release = pattern_in(w, clause, clause_end, words_release);
	/* "52 were freed on 11 September and 25 on 16 September" */
	size_t begin = w->sentences[s].first;
	bool bare = m->end < clause_end &&
		(word_is(w, m->end, "on") || word_is(w, m->end, "in") || word_is(w, m->end, "more"));
	release = release || (bare && pattern_in(w, begin, clause, words_release));
	if ((!pardon && !release) || pattern_in(w, clause, clause_end, "full term*|served*|former")) {
		return true;
	}
	size_t first = w->sentences[s].first, end = w->sentences[s].end;
	if (pattern_in(w, m->end, clause_end, "among those|among the freed|of those freed|of the freed")) {
		return true; /* not all of them */
	}
	if (is_price(w, m, first, clause_end)) {
		return false;
	}
	const struct country_words *country = country_in(w, clause, clause_end);
	country = country ? country : country_in(w, first, end);
	const struct when *when = clause_when(r, clause, clause_end, m->number);
	bool abroad = country && strcmp(country->code, "BY") != 0;
	bool home = !abroad;
	country = country ? country : country_of(STR("BY"));
	const struct episode *e = find_episode(r, country, when, m);
	const struct episode *own = abroad ? home_episode(r, country, when, m) : NULL;
	if (own) {
		e = own;
		home = true;
	}
	/* At home a year's or a running count is a figure; a release is told by its day or month. */
	if (home && (!when || when->precision < 2 || !e)) {
		return true;
	}
	if (pattern_in(w, clause, m->first, words_modal) &&
		!pattern_in(w, clause, m->first, "march|after")) {
		return !home;
	}
	struct letter_claim *c =
		reading_claim(r, CLAIM_FIGURE, m->first, clause_end > m->end ? clause_end : m->end);
	if (!c) {
		return false;
	}
	c->value = m->value;
	c->qualifier = m->qualifier;
	c->on = when ? when->edtf : NULL;
	if (e) {
		r->last_episode = e;
		r->last_episode_sentence = s;
		judge_release(r, m, e, pardon, release, c);
	} else {
		c->verdict = VERDICT_UNKNOWN;
		c->why = arena_printf(
			r->arena, "no release of prisoners in %s then is in the register", country->name);
	}
	r->release_before = r->release_before || abroad;
	return false;
}

/* ---- causes ---- */

static void judge_cause(struct reading *r, size_t s, struct letter_claim *c)
{
	const struct words *w = &r->words;
	bool linked = false;
	const struct episode *last = NULL;
	for (size_t k = s > 1 ? s - 1 : 0; k <= s; k++) {
		for (size_t i = 0; i < r->facts.episode_count; i++) {
			const struct episode *e = &r->facts.episodes[i];
			if (!e->country || e->from > r->letter || r->letter - e->to > 400 ||
				!pattern_in(w, w->sentences[k].first, w->sentences[k].end, e->country->pattern) ||
				strcmp(e->country->code, "BY") == 0) {
				continue;
			}
			last = e;
			linked = linked || strcmp(e->cause, "linked") == 0;
			claim_source(r, c, e->when.source);
		}
	}
	if (!last && r->last_episode && s - r->last_episode_sentence <= 2) {
		last = r->last_episode;
		linked = strcmp(last->cause, "linked") == 0;
		claim_source(r, c, last->when.source);
	}
	c->verdict = linked ? VERDICT_SUPPORTED : VERDICT_UNKNOWN;
	if (last) {
		c->subject = last->subject;
		c->register_value = last->given;
		c->register_on = last->date_text;
	}
	c->why = arena_strdup(r->arena,
		linked ? "a source ties the release to what was given for it"
			: last && strcmp(last->cause, "denied") == 0
			? "no source supports this cause; those asked deny that anything was given"
			: "no source in the register supports this cause");
}

static void find_cause(struct reading *r, size_t s, bool before)
{
	const struct words *w = &r->words;
	size_t first = w->sentences[s].first, end = w->sentences[s].end, n = 0;
	size_t at = pattern_find(w, first, end, words_because, &n);
	if (at == end || pattern_in(w, first, at, words_modal)) {
		return;
	}
	bool here =
		(pattern_in(w, first, end, words_release) || pattern_in(w, first, end, words_pardon)) &&
		!pattern_in(w, first, at, "imprison*|jailed|convicted|detained");
	bool refers =
		before && pattern_in(w, first, at, "it|this|these|that|both|such|did so|do so|done so");
	if (!here && !refers) {
		return;
	}
	struct letter_claim *c = reading_claim(r, CLAIM_EVENT, first, end);
	if (c) {
		judge_cause(r, s, c);
	}
}

/* Releases traded for something: held against episodes for which something was given. */
static bool find_trade(struct reading *r, size_t s)
{
	const struct words *w = &r->words;
	size_t first = w->sentences[s].first, end = w->sentences[s].end;
	size_t at = pattern_find(w, first, end, words_exchange, NULL);
	if (at == end || !pattern_in(w, first, end, words_ease) ||
		pattern_in(w, first, at, words_modal) ||
		!(pattern_in(w, first, end, words_release) ||
			pattern_in(w, first, end, "hostage*|prisoners"))) {
		return false;
	}
	struct letter_claim *c = reading_claim(r, CLAIM_EVENT, first, end);
	if (!c) {
		return true;
	}
	struct buf text;
	buf_init(&text, 4096);
	for (size_t i = 0; i < r->facts.episode_count; i++) {
		const struct episode *e = &r->facts.episodes[i];
		bool given = e->given && strcmp(e->cause, "denied") != 0 && e->given_from <= r->letter;
		if (!e->country || strcmp(e->country->code, "BY") != 0 || e->from > r->letter || !given ||
			pattern_in_text(r->arena, str_of(e->given), "no easing|none")) {
			continue;
		}
		buf_printf(&text, "%s%s: %s", text.n ? "; " : "", e->date_text, e->given);
		claim_source(r, c, e->when.source);
		c->subject = e->subject;
		c->register_on = e->date_text;
	}
	c->verdict = text.n ? VERDICT_SUPPORTED : VERDICT_UNKNOWN;
	c->register_value = text.n ? arena_strdup(r->arena, text.p) : NULL;
	c->why = arena_strdup(r->arena,
		text.n ? "the register has releases after which something was given"
			   : "no release for which something was given is in the register");
	buf_finish(&text);
	return true;
}

/* ---- the border ---- */

/* Does the sentence name a crossing of this measure? */
static bool names_crossing(const struct reading *r, const struct measure *m, size_t s)
{
	const struct words *w = &r->words;
	for (size_t i = w->sentences[s].first; i < w->sentences[s].end; i++) {
		struct str t = word_text(w, i);
		if (!w->tokens[i].capital || t.n < 5 || pattern_at(w, i, i + 1, words_not_names)) {
			continue;
		}
		char *word = str_dup(r->arena, t);
		if ((m->text && strstr(m->text, word)) || strstr(m->crossings, word)) {
			return true;
		}
	}
	return false;
}

static const struct measure *find_measure(const struct reading *r,
	const struct country_words *state, const struct when *when, size_t s, bool *ret_other_day)
{
	bool best_named = false;
	const struct measure *best = NULL;
	*ret_other_day = false;
	for (size_t i = 0; i < r->facts.measure_count; i++) {
		const struct measure *m = &r->facts.measures[i];
		bool by = false;
		for (size_t k = 0; k < m->state_count; k++) {
			by = by || m->states[k] == state;
		}
		if (!by || m->from > r->letter) {
			continue;
		}
		if (when && (m->from > when->to || m->from < when->from)) {
			*ret_other_day = true;
			continue;
		}
		bool named = names_crossing(r, m, s);
		if (!best || (named && !best_named) || (named == best_named && m->from > best->from)) {
			best = m;
			best_named = named;
		}
	}
	return best;
}

static void judge_closing(struct reading *r, const struct country_words *state,
	const struct when *when, size_t s, struct letter_claim *c)
{
	bool other_day;
	const struct measure *m = find_measure(r, state, when, s, &other_day);
	if (!m && other_day) {
		m = find_measure(r, state, NULL, s, &other_day);
		c->verdict = when->precision == 3 ? VERDICT_CONTRADICTED : VERDICT_UNKNOWN;
	} else {
		c->verdict = m ? VERDICT_SUPPORTED : VERDICT_UNKNOWN;
	}
	if (!m) {
		c->why = arena_printf(
			r->arena, "no closing of the border by %s by then is in the register", state->name);
		return;
	}
	c->subject = m->subject;
	c->register_value =
		arena_printf(r->arena, "%s: %s%s%s%s", state->name, m->text ? m->text : "closed",
			*m->crossings ? " (" : "", m->crossings, *m->crossings ? ")" : "");
	c->register_on = m->date_text;
	claim_source(r, c, m->said.source);
	if (m->said.pub > r->letter) {
		c->verdict = VERDICT_UNKNOWN;
		c->why = arena_printf(r->arena, "%s took such a measure on %s, %s", state->name,
			m->date_text, backing_later(r, &m->said));
		return;
	}
	c->why = arena_printf(r->arena,
		c->verdict == VERDICT_SUPPORTED ? "%s took such a measure on %s"
										: "the register has a measure of %s on %s, not then",
		state->name, m->date_text);
	if (r->on != DAY_MAX && m->to <= r->on && c->verdict == VERDICT_SUPPORTED) {
		char text[DAY_TEXT];
		c->now = arena_printf(r->arena, "ended on %s", day_format(m->to, text));
		c->verdict = VERDICT_OUTDATED;
	}
}

static bool borders_belarus(const struct country_words *c)
{
	return strcmp(c->code, "PL") == 0 || strcmp(c->code, "LT") == 0 || strcmp(c->code, "LV") == 0 ||
		strcmp(c->code, "UA") == 0 || strcmp(c->code, "RU") == 0;
}

/* The part of a sentence that tells of one country: up to a semicolon or the next such country. */
static size_t country_end(const struct words *w, size_t at, size_t end)
{
	size_t stop = end;
	for (size_t i = at + 1; i < end; i++) {
		if (mark_is(w, i, ";")) {
			return i;
		}
		for (const struct country_words *c = country_words; c->code; c++) {
			if (borders_belarus(c) && pattern_at(w, i, end, c->pattern)) {
				return i;
			}
		}
	}
	return stop;
}

/* "Poland closed its crossings on the 12th and Lithuania on the 29th": each with its own day. */
static void one_closing(
	struct reading *r, size_t s, const struct country_words *c, size_t at, size_t close)
{
	const struct words *w = &r->words;
	size_t first = w->sentences[s].first, end = w->sentences[s].end;
	struct letter_claim *claim = reading_claim(r, CLAIM_EVENT, first, end);
	if (!claim) {
		return;
	}
	const struct when *when = NULL, *own = NULL;
	size_t stop = country_end(w, at, end);
	for (size_t i = 0; i < r->when_count && !own; i++) {
		const struct when *x = &r->whens[i];
		own = x->kind != WHEN_WITHIN && x->first > at && x->first < stop ? x : NULL;
	}
	when = own ? own : clause_when(r, first, end, close);
	claim->on = when ? when->edtf : NULL;
	judge_closing(r, c, when, s, claim);
}

static void find_closings(struct reading *r, size_t s)
{
	const struct words *w = &r->words;
	size_t first = w->sentences[s].first, end = w->sentences[s].end;
	size_t close = pattern_find(w, first, end, words_close, NULL);
	bool border = pattern_in(w, first, end, words_border);
	for (size_t i = 0; close < end && !border && i < r->facts.measure_count; i++) {
		border = names_crossing(r, &r->facts.measures[i], s); /* "Latvia closed Silene" */
	}
	if (close == end || !border || pattern_in(w, first, close, words_modal)) {
		return;
	}
	for (const struct country_words *c = country_words; c->code; c++) {
		size_t at = pattern_find(w, first, end, c->pattern, NULL);
		bool theirs = at < end && borders_belarus(c);
		/* "the border with Lithuania" says where, not who. */
		bool where = theirs && at > first &&
			pattern_at(w, at - 1, end, "with|to|from|into|for|between|registered");
		/* Another part of the sentence tells of this country, and of no closing. */
		size_t stop = theirs ? country_end(w, at, end) : end;
		bool other = theirs && stop < end && mark_is(w, stop, ";") && close > stop;
		if (theirs && !other && !(where && at > close)) {
			one_closing(r, s, c, at, close);
		}
	}
}

void find_events(struct reading *r, size_t s)
{
	bool before = r->release_before;
	const struct words *w = &r->words;
	size_t first = w->sentences[s].first, end = w->sentences[s].end;
	if (!find_trade(r, s)) {
		find_cause(r, s, before);
	}
	find_closings(r, s);
	/* Whether the next sentence may say "it became possible because". */
	r->release_before =
		pattern_in(w, first, end, words_release) || pattern_in(w, first, end, words_pardon);
}
