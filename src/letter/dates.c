/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Days of a person's life that a letter tells: detained, freed, sentenced, born, dead. */
#include "letter/status.h"

#include <string.h>

/* A record known only to this many days cannot tell one day from another: nothing to hold it against. */
#define VAGUE_DAYS 31

enum day_fit {
	DAY_NONE,  /* nothing recorded */
	DAY_OTHER, /* another day */
	DAY_VAGUE, /* the record is too coarse to tell */
	DAY_INSIDE, /* within the record, which is coarser than the letter */
	DAY_SAME,
};

/* What the register has for a day, the best of several records. */
struct day_found {
	enum day_fit fit;
	int64_t gap; /* days off */
	const char *text;
	struct backing said;
	bool ever; /* birth: known from the first day, whenever it was written down */
};

static enum day_fit day_fit(const struct when *when, day lo, day hi)
{
	if (lo > when->to || hi < when->from) {
		return DAY_OTHER;
	}
	if (lo >= when->from && hi <= when->to) {
		return DAY_SAME;
	}
	return hi - lo > VAGUE_DAYS ? DAY_VAGUE : DAY_INSIDE;
}

static void consider(const struct reading *r, struct day_found *best, const struct when *when,
	const char *text, day lo, day hi, const struct backing *said)
{
	if (!text || lo == DAY_MIN) {
		return;
	}
	enum day_fit fit = day_fit(when, lo, hi);
	/* "about 1 February" is no quarrel with "1 February", nor with "February". */
	size_t n = strlen(when->edtf), all = strlen(text);
	bool about = all > n && (text[all - 1] == '~' || text[all - 1] == '?') && all <= 11;
	bool within = about && strncmp(text, when->edtf, n) == 0 &&
		(n + 1 == all || (text[n] == '-' && when->precision > 1));
	fit = within ? DAY_SAME : fit;
	bool later = said->pub > r->letter, best_later = best->said.pub > r->letter;
	int64_t gap = lo > when->to ? lo - when->to : when->from > hi ? when->from - hi : 0;
	bool better = fit > best->fit || (fit == best->fit && gap < best->gap);
	if (!best->text || (best_later && !later) || (best_later == later && better)) {
		*best = (struct day_found){
			.fit = fit, .gap = gap, .text = text, .said = *said, .ever = best->ever};
	}
}

static void judge_day(struct reading *r, const char *label, const struct when *when,
	const struct day_found *d, struct letter_claim *c)
{
	static const enum verdict verdicts[] = {[DAY_NONE] = VERDICT_UNKNOWN,
		[DAY_OTHER] = VERDICT_CONTRADICTED,
		[DAY_VAGUE] = VERDICT_UNKNOWN,
		[DAY_INSIDE] = VERDICT_IMPRECISE,
		[DAY_SAME] = VERDICT_SUPPORTED};
	static const char *const words[] = {[DAY_NONE] = "",
		[DAY_OTHER] = "the register has ",
		[DAY_VAGUE] = "the register knows no more than ",
		[DAY_INSIDE] = "the register has only ",
		[DAY_SAME] = "the register agrees: "};
	c->on = when->edtf;
	c->register_value =
		arena_printf(r->arena, "%s: %s", label, d->text ? d->text : "no such day recorded");
	c->verdict = verdicts[d->fit];
	if (!d->text) {
		c->why = arena_strdup(r->arena, "the register holds no day for this");
		return;
	}
	c->register_on = arena_strdup(r->arena, d->text);
	claim_source(r, c, d->said.source);
	if (d->said.pub > r->letter && !d->ever) {
		c->verdict = VERDICT_UNKNOWN;
		c->why = arena_printf(r->arena, "%s, %s", d->text, backing_later(r, &d->said));
		return;
	}
	c->why = arena_printf(r->arena, "%s%s", words[d->fit], d->text);
}

void judge_state_day(struct reading *r, enum person_state_kind state, const struct when *when,
	const struct person_facts *p, struct letter_claim *c)
{
	struct day_found best = {0};
	for (size_t i = 0; i < p->spell_count; i++) {
		const struct spell_facts *s = &p->spells[i];
		if (state == STATE_HELD) {
			consider(r, &best, when, s->from_text, s->from_lo, s->from_hi, &s->from_said);
		} else if (s->ended && (state != STATE_DEAD || s->death)) {
			consider(r, &best, when, s->to_text, s->to_lo, s->to_hi, &s->to_said);
		}
	}
	if (state == STATE_DEAD) {
		consider(r, &best, when, p->death.text, p->death.lo, p->death.hi, &p->death.said);
	}
	judge_day(r, p->label, when, &best, c);
}

/* A claim about each of those meant; judged by one record or all sentences. */
static enum rc say_day(struct status_reading *sr, size_t at, const struct when *when, bool birth)
{
	enum rc rc = RC_OK;
	for (size_t k = sr->from; k < sr->to && rc == RC_OK; k++) {
		struct person_facts p;
		struct day_found best = {.ever = birth};
		bool known;
		rc = status_person(sr, k, &p, &known);
		size_t from = at < when->first ? at : when->first, end = at < when->end ? when->end : at + 1;
		struct letter_claim *c =
			rc == RC_OK ? status_claim(sr, k, CLAIM_DATE, from, end - from) : NULL;
		if (!c) {
			continue;
		}
		if (!known) {
			status_nobody(sr, c);
			continue;
		}
		for (size_t i = 0; !birth && i < p.sentence_count; i++) {
			const struct sentence_facts *s = &p.sentences[i];
			consider(sr->r, &best, when, s->date_text, s->from, s->to, &s->date_said);
		}
		if (birth) {
			consider(sr->r, &best, when, p.birth.text, p.birth.lo, p.birth.hi, &p.birth.said);
		}
		judge_day(sr->r, p.label, when, &best, c);
	}
	return rc;
}

/* "sentenced on 3 March 2023", "sentenced to ten years on 3 March 2023". */
enum rc find_sentenced_days(struct status_reading *sr)
{
	const struct words *w = &sr->r->words;
	enum rc rc = RC_OK;
	const struct when *told = NULL;
	for (size_t i = sr->first; i < sr->end && rc == RC_OK; i++) {
		bool tried = pattern_at(w, i, sr->end, words_tried);
		if (!tried && !pattern_at(w, i, sr->end, words_sentenced)) {
			continue;
		}
		size_t reach = i + 14 < sr->end ? i + 14 : sr->end;
		const struct when *when = NULL;
		for (size_t k = 0; k < sr->r->when_count && !when; k++) {
			const struct when *x = &sr->r->whens[k];
			when = x->first > i && x->first < reach && x->kind == WHEN_ON ? x : NULL;
		}
		bool before = false;
		/* "on 8 February 2023 he was given eight years" */
		for (size_t k = 0; k < sr->r->when_count && !when; k++) {
			const struct when *x = &sr->r->whens[k];
			bool near = x->end <= i && i - x->end <= 5 && x->kind == WHEN_ON && x->precision > 1;
			near = near &&
				(x->first == sr->first || w->tokens[x->first - 1].kind == TOKEN_MARK ||
					word_is(w, x->first - 1, "and"));
			before = near && !pattern_in(w, x->end, i, "and|but") && term_at(w, i + 1, reach);
			when = before ? x : NULL;
		}
		/* Another thing told before the day takes it. */
		bool other = when && !before &&
			(pattern_in(w, i + 1, when->first, words_arrested) ||
				pattern_in(w, i + 1, when->first, "released|freed|born|died|since|for acts|who"));
		other = other ||
			(when && !before && !tried && !pattern_in(w, i, when->first, "year|years|months|sentence|verdict"));
		if (!when || other || when == told) {
			continue;
		}
		told = when;
		status_group_before(sr, i, true);
		rc = say_day(sr, i, when, false);
	}
	return rc;
}

enum rc find_births(struct status_reading *sr)
{
	const struct words *w = &sr->r->words;
	enum rc rc = RC_OK;
	for (size_t i = sr->first; i < sr->end && rc == RC_OK; i++) {
		if (!word_is(w, i, "born")) {
			continue;
		}
		const struct when *when = NULL;
		for (size_t k = 0; k < sr->r->when_count && !when; k++) {
			const struct when *x = &sr->r->whens[k];
			when = x->first > i && x->first <= i + 5 ? x : NULL;
		}
		status_group_before(sr, i, false);
		if (when) {
			rc = say_day(sr, i, when, true);
		}
	}
	return rc;
}
