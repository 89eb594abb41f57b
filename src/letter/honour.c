/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Honours, candidacies and offices that a letter gives to persons. */
#include "letter/status.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static int year_in(const struct words *w, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++) {
		bool year = w->tokens[i].kind == TOKEN_NUMBER && w->tokens[i].to - w->tokens[i].from == 4 &&
			w->tokens[i].number >= 1990 && w->tokens[i].number <= 2100;
		if (year) {
			return (int)w->tokens[i].number;
		}
	}
	return 0;
}

static const struct text_fact *find_honour(const struct person_facts *p, const char *key)
{
	for (size_t i = 0; i < p->honour_count; i++) {
		if (strstr(p->honours[i].text, key)) {
			return &p->honours[i];
		}
	}
	return NULL;
}

static bool year_fits(const struct text_fact *t, int year)
{
	char text[16];
	snprintf(text, sizeof text, "%d", year);
	if (t->from != DAY_MIN && t->to != DAY_MAX) {
		return day_ymd(t->from).year <= year && day_ymd(t->to).year >= year;
	}
	return strstr(t->text, text) || strstr(t->valid, text);
}

static void judge_honour(struct reading *r, const struct person_facts *p,
	const struct honour_words *h, int year, struct letter_claim *c)
{
	const struct text_fact *t = find_honour(p, h->key);
	if (!t) {
		c->verdict = VERDICT_UNKNOWN;
		c->why = arena_printf(r->arena, "the register has no such honour of %s", p->label);
		return;
	}
	c->register_value = arena_printf(r->arena, "%s: %s", p->label, t->text);
	c->register_on = *t->valid ? t->valid : NULL;
	claim_source(r, c, t->said.source);
	if (t->said.pub > r->letter) {
		c->verdict = VERDICT_UNKNOWN;
		c->why = arena_printf(r->arena, "%s, %s", t->text, backing_later(r, &t->said));
	} else if ((year && !year_fits(t, year)) || (t->from != DAY_MIN && t->from > r->letter)) {
		c->verdict = VERDICT_CONTRADICTED;
		c->why = arena_printf(r->arena, "the register has it as %s %s", t->text, t->valid);
	} else if (pattern_in_text(r->arena, str_of(t->text),
				   "collective*|as one of|group|jointly to|democratic opposition|as part "
				   "of|among")) {
		c->verdict = VERDICT_IMPRECISE;
		c->why = arena_printf(r->arena, "given to several together: %s", t->text);
	} else {
		c->verdict = VERDICT_SUPPORTED;
		c->why = arena_printf(r->arena, "the register agrees: %s", t->text);
	}
}

/* Who is honoured: right after "laureate", else the nearest before, else the next. */
static void honoured(struct status_reading *sr, size_t at, size_t n)
{
	const struct words *w = &sr->r->words;
	size_t noun = pattern_find(
		w, at, sr->end, "laureate|laureates|winner|winners|recipient|recipients", NULL);
	bool plural = noun < sr->end && pattern_at(w, noun, noun + 1, "laureates|winners|recipients");
	if (noun < sr->end && noun - at <= 8) {
		status_group_after(sr, noun + 1, plural);
		if (sr->from < sr->to) {
			return;
		}
	}
	status_group_before(sr, at, plural);
	if (sr->from == sr->to) {
		status_group_after(sr, at + n, false);
	}
}

enum rc find_honours(struct status_reading *sr)
{
	const struct words *w = &sr->r->words;
	enum rc rc = RC_OK;
	for (const struct honour_words *h = honour_words; h->key; h++) {
		size_t n = 0, at = pattern_find(w, sr->first, sr->end, h->pattern, &n);
		if (at == sr->end ||
			!pattern_in(w, sr->first, sr->end,
				"laureate*|winner*|recipient*|award*|prize|received|won|honour*|honor*|medal|"
				"order")) {
			continue;
		}
		honoured(sr, at, n);
		while (at + n < sr->end && w->tokens[at + n].capital) {
			n++; /* Nobel Peace Prize */
		}
		size_t near_from = at > sr->first + 2 ? at - 2 : sr->first,
			   near_to = at + n + 5 < sr->end ? at + n + 5 : sr->end;
		int year = year_in(w, near_from, near_to);
		for (size_t k = sr->from; k < sr->to && rc == RC_OK; k++) {
			struct person_facts p;
			bool known;
			struct letter_claim *c = status_claim(sr, k, CLAIM_STATUS, at, n);
			if (!c) {
				return RC_OK;
			}
			rc = status_person(sr, k, &p, &known);
			if (rc == RC_OK && known) {
				judge_honour(sr->r, &p, h, year, c);
			} else {
				status_nobody(sr, c);
			}
		}
	}
	return rc;
}

/* ---- candidates ---- */

static void judge_candidacy(
	struct reading *r, const struct person_facts *p, int year, bool loose, struct letter_claim *c)
{
	const struct text_fact *other = NULL, *fits = NULL;
	for (size_t i = 0; i < p->role_count; i++) {
		const struct text_fact *t = &p->roles[i];
		if (pattern_in_text(
				r->arena, str_of(t->text), "candidate|hopeful|contender|nominee|ran for")) {
			fits = year == 0 || year_fits(t, year) ? t : fits;
			other = t;
		}
	}
	const struct text_fact *shown = fits ? fits : other;
	if (shown) {
		c->register_value = arena_printf(r->arena, "%s: %s", p->label, shown->text);
		c->register_on = *shown->valid ? shown->valid : NULL;
		claim_source(r, c, shown->said.source);
	}
	if (shown && shown->said.pub > r->letter) {
		c->verdict = VERDICT_UNKNOWN;
		c->why = arena_printf(r->arena, "%s, %s", shown->text, backing_later(r, &shown->said));
	} else if (fits) {
		c->verdict = VERDICT_SUPPORTED;
		c->why = arena_printf(r->arena, "the register agrees: %s", fits->text);
	} else if (loose) {
		c->verdict = VERDICT_IMPRECISE;
		c->why = arena_printf(r->arena, "no candidate in %d by the register%s%s", year,
			other ? "; it has: " : "", other ? other->text : "");
	} else {
		c->verdict = other ? VERDICT_CONTRADICTED : VERDICT_UNKNOWN;
		c->why = arena_printf(r->arena,
			other ? "the register has: %s" : "the register has no candidacy of %s",
			other ? other->text : p->label);
	}
}

enum rc find_candidacies(struct status_reading *sr)
{
	const struct words *w = &sr->r->words;
	enum rc rc = RC_OK;
	size_t n = 0;
	size_t at = pattern_find(w, sr->first, sr->end,
		"presidential candidate|presidential candidates|candidate for president|"
		"candidate for the presidency|candidates for the presidency|candidates for "
		"president|presidential contender|"
		"presidential contenders|presidential hopeful|presidential hopefuls|ran for "
		"president|stood for president|challenged|"
		"challenger|challengers|candidate in|candidates in|stood against|ran against|candidate "
		"of|presidential aspirant",
		&n);
	bool loose = at < sr->end && pattern_at(w, at, at + 1, "challeng*") > 0;
	if (at == sr->end ||
		(loose && !pattern_in(w, sr->first, sr->end, "election|elections|presidential|vote"))) {
		return RC_OK;
	}
	size_t from = at > sr->first + 2 ? at - 2 : sr->first,
		   to = at + n + 8 < sr->end ? at + n + 8 : sr->end;
	int year = year_in(w, from, to);
	if (year == 0) {
		return RC_OK;
	}
	bool plural =
		pattern_in(w, at, at + n, "candidates|contenders|hopefuls|challengers|challenged");
	size_t after = at + n;
	while (after < sr->end && after < at + n + 12 && !mark_is(w, after, ",") &&
		(w->tokens[after].taken ||
			pattern_at(
				w, after, sr->end, "in|the|of|lukashenko|presidential|election|elections|at") ||
			w->tokens[after].kind == TOKEN_NUMBER)) {
		after++;
	}
	status_group_before(sr, at, plural);
	if (loose && !(sr->from < sr->to && at == sr->list[sr->to - 1].end)) {
		sr->from = sr->to; /* "people who challenged ...": they follow */
	}
	bool direct = sr->from < sr->to && at - sr->list[sr->to - 1].end <= 6;
	if (!direct) {
		status_group_after(sr, after, plural);
	}
	if (sr->from == sr->to && !loose) {
		status_group_before(sr, at, plural);
	}
	for (size_t k = sr->from; k < sr->to && rc == RC_OK; k++) {
		struct person_facts p;
		bool known;
		rc = status_person(sr, k, &p, &known);
		bool rival =
			rc == RC_OK && known && pattern_in(w, sr->list[k].first, sr->list[k].end, "lukashenk*");
		struct letter_claim *c = rc == RC_OK && known && !rival ? status_claim(sr, k, CLAIM_STATUS, at, n) : NULL;
		if (c) {
			judge_candidacy(sr->r, &p, year, loose, c);
		}
	}
	return rc;
}

/* ---- offices in the address and the signature ---- */

/* How many of the longer words of one text stand in the other, in percent. */
static int overlap(const char *a, const char *b)
{
	int all = 0, met = 0;
	for (const char *p = a; *p;) {
		size_t n = 0;
		while (isalpha((unsigned char)p[n])) {
			n++;
		}
		if (n >= 4 && strncasecmp(p, "since", 5) != 0 && strncasecmp(p, "republic", 8) != 0) {
			all++;
			for (const char *q = b; *q; q++) {
				if (strncasecmp(q, p, n) == 0 && (q == b || !isalpha((unsigned char)q[-1]))) {
					met++;
					break;
				}
			}
		}
		p += n ? n : 1;
	}
	return all ? met * 100 / all : 0;
}

static void judge_office(struct reading *r, const struct person_facts *p, const char *text,
	int from, int to, struct letter_claim *c)
{
	const struct text_fact *best = NULL;
	int score = 0;
	for (size_t i = 0; i < p->role_count; i++) {
		int one = overlap(text, p->roles[i].text), two = overlap(p->roles[i].text, text);
		int fit = one > two ? one : two;
		if (fit >= 60 && fit > score) {
			score = fit;
			best = &p->roles[i];
		}
	}
	if (!best) {
		c->verdict = VERDICT_UNKNOWN;
		c->why = arena_printf(r->arena, "the register has no such office of %s", p->label);
		return;
	}
	c->register_value = arena_printf(r->arena, "%s: %s", p->label, best->text);
	c->register_on = *best->valid ? best->valid : NULL;
	claim_source(r, c, best->said.source);
	bool wrong = (from && best->from != DAY_MIN && day_ymd(best->from).year != from) ||
		(to && best->to != DAY_MAX && best->to != DAY_MIN && day_ymd(best->to).year != to);
	wrong = wrong ||
		(!from && ((best->from != DAY_MIN && best->from > r->letter) || best->to < r->letter));
	c->verdict = wrong ? VERDICT_CONTRADICTED : VERDICT_SUPPORTED;
	c->why = wrong ? arena_printf(r->arena, "the register has %s, %s", best->text, best->valid)
				   : arena_printf(r->arena, "the register agrees: %s", best->text);
}

/* One office: the words up to a comma or line end, with years in brackets. */
static void one_office(struct reading *r, const struct person_facts *p, size_t first, size_t end)
{
	const struct words *w = &r->words;
	int from = 0, to = 0;
	size_t stop = first;
	while (stop < end && !mark_is(w, stop, "(")) {
		stop++;
	}
	for (size_t i = stop; i < end; i++) {
		int y = year_in(w, i, i + 1);
		to = y ? y : to;
		from = from ? from : y;
	}
	if (stop - first < 2 || stop - first > 14 ||
		!pattern_in(w, first, stop,
			"minister|president|ambassador|director|deputy|"
			"candidate|chair*|head|secretary|member|editor|leader|chancellor|representative|"
			"commissioner|professor|speaker|founder|adviser|advisor")) {
		return;
	}
	struct letter_claim *c = reading_claim(r, CLAIM_STATUS, first, end);
	if (c) {
		c->subject = p->no;
		judge_office(r, p, words_text(r->arena, w, first, stop), from, to, c);
	}
}

static size_t office_end(const struct words *w, size_t i, size_t end)
{
	int depth = 0;
	while (i < end) {
		depth += mark_is(w, i, "(") ? 1 : mark_is(w, i, ")") ? -1 : 0;
		bool line = i + 1 < end &&
			memchr(
				w->page->text.p + w->tokens[i].to, '\n', w->tokens[i + 1].from - w->tokens[i].to);
		if (mark_is(w, i, ",") && depth <= 0) {
			return i;
		}
		if (mark_is(w, i, ")") && i + 1 < end && word_is(w, i + 1, "and")) {
			return i + 1;
		}
		i++;
		if (line && depth <= 0 && !mark_is(w, i - 1, ",")) {
			return i;
		}
	}
	return end;
}

enum rc check_offices(struct reading *r)
{
	const struct words *w = &r->words;
	struct person_facts p;
	bool have = false;
	enum rc rc = RC_OK;
	size_t next = 0;
	uint32_t before = UINT32_MAX;
	for (size_t i = 0; i < w->count && rc == RC_OK;) {
		uint32_t block = w->tokens[i].block;
		bool frame = block >= r->close_block ||
			(block < r->greeting_block && r->greeting_block < r->page.block_count);
		if (!frame) {
			i++;
			have = false;
			continue;
		}
		have = have && !(block < r->close_block && block != before);
		before = block;
		while (next < r->mention_count && r->mentions[next].end <= i) {
			next++;
		}
		size_t block_end = i;
		while (block_end < w->count && w->tokens[block_end].block == block) {
			block_end++;
		}
		if (next < r->mention_count && r->mentions[next].first <= i) {
			have = r->mentions[next].subject && r->mentions[next].certainty == MATCH_SAME;
			bool maybe = r->mentions[next].subject && block >= r->close_block;
			if (have || maybe) {
				rc = person_load(r, r->mentions[next].subject, &p);
				have = have && rc == RC_OK;
			}
			i = r->mentions[next].end;
			continue;
		}
		size_t stop = office_end(w, i, block_end);
		if (next < r->mention_count && stop > r->mentions[next].first) {
			stop = r->mentions[next].first > i ? r->mentions[next].first : i + 1;
		}
		if (have) {
			one_office(r, &p, i, stop);
		}
		i = stop > i ? stop : i + 1;
	}
	return rc;
}
