/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How long somebody was sentenced for, and under which articles. */
#include "letter/status.h"

#include <string.h>

/* A number below a hundred in digits or a word; *ret_n tokens. */
static int64_t small_number(const struct words *w, size_t i, size_t end, size_t *ret_n)
{
	*ret_n = 1;
	static const char *const numbers[] = {"one", "two", "three", "four", "five", "six", "seven",
		"eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen",
		"seventeen", "eighteen", "nineteen", "twenty"};
	if (i < end && w->tokens[i].kind == TOKEN_NUMBER) {
		return w->tokens[i].number < 100 ? w->tokens[i].number : 0;
	}
	int tens = i < end && word_is(w, i, "thirty") ? 30 : 0, value = 0;
	size_t at = i + 2;
	for (int k = 0; i < end && k < 20; k++) {
		value = word_is(w, i, numbers[k]) ? k + 1 : value;
	}
	tens = value == 20 ? 20 : tens;
	for (int k = 0; tens && mark_is(w, i + 1, "-") && at < end && k < 9; k++) {
		if (word_is(w, at, numbers[k])) {
			*ret_n = 3; /* twenty-five */
			return tens + k + 1;
		}
	}
	return tens ? tens : value;
}

/* "12 years", "14 and a half years", "eight years and three months", "18 months": months, 0 = none;
 * *ret_n tokens. */
static int64_t term_months(const struct words *w, size_t i, size_t end, size_t *ret_n)
{
	size_t digits = 1, some;
	int64_t count = small_number(w, i, end, &digits), half = 0;
	size_t unit = i + digits;
	if (i < end && word_is(w, i, "a") && pattern_at(w, i + 1, end, "year and a half")) {
		count = 1;
	}
	unit += unit < end && mark_is(w, unit, "-") ? 1 : 0;
	if (count > 0 && pattern_at(w, unit, end, "and a half")) {
		half = 6;
		unit += 3;
	}
	*ret_n = unit + 1 - i;
	if (count == 0 || unit >= end) {
		return 0;
	}
	if (pattern_at(w, unit, end, "month|months")) {
		return count;
	}
	if (!pattern_at(w, unit, end, "year|years")) {
		return 0;
	}
	if (pattern_at(w, unit + 1, end, "and a half")) {
		*ret_n += 3;
		return count * 12 + 6;
	}
	size_t more = unit + 1;
	more += more < end && (mark_is(w, more, ",") || word_is(w, more, "and")) ? 1 : 0;
	int64_t months = small_number(w, more, end, &some);
	if (months > 0 && months < 12 && pattern_at(w, more + 1, end, "month|months")) {
		*ret_n = more + 2 - i;
		return count * 12 + months;
	}
	return count * 12 + half;
}

static void judge_term(
	struct reading *r, const struct person_facts *p, int64_t months, struct letter_claim *c)
{
	const struct sentence_facts *best = NULL, *later = NULL;
	int64_t sum = 0;
	bool right = false;
	for (size_t i = 0; i < p->sentence_count; i++) {
		const struct sentence_facts *s = &p->sentences[i];
		if ((s->months == 0 && s->appeal_months == 0) ||
			(s->from != DAY_MIN && s->from > r->letter)) {
			continue;
		}
		if (s->months_said.pub > r->letter) {
			later = s;
			continue;
		}
		sum += s->months;
		bool fits = s->months == months || s->appeal_months == months || sum == months;
		best = !best || fits ? s : best;
		right = right || fits;
	}
	const struct sentence_facts *shown = best ? best : later;
	if (!shown) {
		c->verdict = VERDICT_UNKNOWN;
		c->why = arena_printf(r->arena, "the register has no sentence of %s by then", p->label);
		return;
	}
	c->register_value =
		arena_printf(r->arena, "%s: %lld months", p->label, (long long)shown->months);
	c->register_on = shown->date_text;
	claim_source(r, c, shown->months_said.source);
	c->verdict = !best ? VERDICT_UNKNOWN : right ? VERDICT_SUPPORTED : VERDICT_CONTRADICTED;
	c->why = arena_printf(r->arena, "%s%lld months%s%s", right ? "the register agrees: " : "the register has ",
		(long long)shown->months, best ? "" : ", ", best ? "" : backing_later(r, &shown->months_said));
}

size_t term_at(const struct words *w, size_t i, size_t end)
{
	size_t n = 0;
	return term_months(w, i, end, &n) ? n : 0;
}

/* The person whose name ends right before token i, or count: nobody. */
static size_t named_right_before(const struct status_reading *sr, size_t i)
{
	size_t k = 0;
	while (k < sr->count && (sr->list[k].end != i || sr->list[k].first == i)) {
		k++;
	}
	return k;
}

static enum rc say_term(struct status_reading *sr, int64_t months, size_t at, size_t n)
{
	enum rc rc = RC_OK;
	for (size_t k = sr->from; k < sr->to && rc == RC_OK; k++) {
		struct person_facts p;
		bool known;
		rc = status_person(sr, k, &p, &known);
		struct letter_claim *c = rc == RC_OK ? status_claim(sr, k, CLAIM_STATUS, at, n) : NULL;
		if (c) {
			c->value = months;
		}
		if (c && !known) {
			status_nobody(sr, c);
		} else if (c) {
			judge_term(sr->r, &p, months, c);
		}
	}
	return rc;
}

/* Where the words begin that make of "ten years" a sentence; end: it is none. */
static size_t term_lead(const struct status_reading *sr, size_t i, size_t n)
{
	const struct words *w = &sr->r->words;
	size_t back = i > sr->first + 10 ? i - 10 : sr->first, lead = sr->end;
	for (size_t k = back; k < i; k++) {
		lead = pattern_at(w, k, i, words_sentenced) ? k : lead;
	}
	bool passing = i > sr->first &&
		pattern_at(w, i - 1, i, "aged|age|past|last|after|next|within|in|least|than|over|every|ago");
	bool age = pattern_at(w, i + n, sr->end, "old|ago|later|earlier|since|after|before|of work") > 0;
	if (passing || age) {
		return sr->end;
	}
	/* "Andrei Aliaksandrau: 14 years", "(14 years)" */
	bool label = i > sr->first && (mark_is(w, i - 1, ":") || mark_is(w, i - 1, "|") || mark_is(w, i - 1, "(")) &&
		i >= sr->first + 2 && w->tokens[i - 2].capital;
	return label ? i : lead;
}

#define LIST_MOST 12

/* "X, Y and Z were sentenced to ten, nine and seven years": each their own, where there are as many.
 * *ret_listed: the term at i ends such a list. */
static enum rc listed_terms(struct status_reading *sr, size_t i, size_t n, bool *ret_listed)
{
	const struct words *w = &sr->r->words;
	int64_t numbers[LIST_MOST] = {0};
	size_t count = 0, at = i, used, some;
	while (count < LIST_MOST && at >= sr->first + 2 &&
		(mark_is(w, at - 1, ",") || word_is(w, at - 1, "and"))) {
		size_t back = at - 2;
		back -= mark_is(w, back, ",") && back > sr->first; /* "nine, and seven" */
		if (!small_number(w, back, sr->end, &used) || w->tokens[back].taken) {
			break;
		}
		numbers[count++] = small_number(w, back, sr->end, &used);
		at = back;
	}
	*ret_listed = count > 0;
	size_t lead = count ? term_lead(sr, at, i + n - at) : sr->end;
	if (lead == sr->end) {
		return RC_OK;
	}
	status_group_before(sr, lead, true);
	size_t from = sr->from, to = sr->to;
	enum rc rc = RC_OK;
	for (size_t k = from; to - from == count + 1 && k < to && rc == RC_OK; k++) {
		bool last = k + 1 == to;
		int64_t months = last ? term_months(w, i, sr->end, &some) : 12 * numbers[to - k - 2];
		sr->from = k;
		sr->to = k + 1;
		rc = say_term(sr, months, lead, i + n - lead);
	}
	return rc;
}

enum rc find_terms(struct status_reading *sr)
{
	const struct words *w = &sr->r->words;
	enum rc rc = RC_OK;
	bool years = false; /* a term in years was told */
	for (size_t i = sr->first; i < sr->end && rc == RC_OK; i++) {
		bool to = i > sr->first && word_is(w, i - 1, "to"); /* "Y to nine" */
		size_t n = 0, whose = named_right_before(sr, to ? i - 1 : i);
		int64_t months = term_months(w, i, sr->end, &n);
		size_t lead = months ? term_lead(sr, i, n) : sr->end;
		/* "X was given fourteen years, Y nine." */
		if (!months && years && whose < sr->count) {
			months = 12 * small_number(w, i, sr->end, &n);
			bool ends = i + n >= sr->end || w->tokens[i + n].kind == TOKEN_MARK || word_is(w, i + n, "and");
			lead = months && ends ? i : sr->end;
		}
		bool listed = false;
		rc = months ? listed_terms(sr, i, n, &listed) : RC_OK;
		if (lead == sr->end || listed || rc != RC_OK) {
			continue;
		}
		years = true;
		if (whose < sr->count) {
			sr->from = whose;
			sr->to = whose + 1;
			lead = i;
		} else {
			status_group_before(sr, lead, lead != i);
		}
		if (sr->from == sr->to) {
			status_group_before(sr, i, false);
		}
		rc = say_term(sr, months, lead, i + n - lead);
		i += n - 1;
	}
	return rc;
}

/* ---- articles ---- */

static void judge_article(
	struct reading *r, const struct person_facts *p, const char *article, struct letter_claim *c)
{
	struct buf all;
	const struct text_fact *hit = NULL, *later = NULL;
	buf_init(&all, 1024);
	for (size_t i = 0; i < p->article_count; i++) {
		const struct text_fact *a = &p->articles[i];
		bool same = strcmp(a->text, article) == 0, known = a->said.pub <= r->letter;
		hit = same && known ? a : hit;
		later = same && !known ? a : later;
		if (known) {
			buf_printf(&all, "%s%s", all.n ? ", " : "", a->text);
			claim_source(r, c, a->said.source);
		}
	}
	c->register_value = all.n
		? arena_printf(r->arena, "%s: articles %s", p->label, all.p)
		: NULL;
	c->verdict = hit ? VERDICT_SUPPORTED
		: later || !all.n ? VERDICT_UNKNOWN
						  : VERDICT_CONTRADICTED;
	c->why = hit ? arena_printf(r->arena, "the register has article %s", article)
		: later	 ? arena_printf(r->arena, "article %s, %s", article, backing_later(r, &later->said))
		: all.n	 ? arena_printf(r->arena, "the register has articles %s", all.p)
				 : arena_printf(r->arena, "the register holds no charge of %s", p->label);
	buf_finish(&all);
}

/* "under Article 361", "article 342, part 1", "Articles 361-1 and 342": each number. */
enum rc find_articles(struct status_reading *sr)
{
	const struct words *w = &sr->r->words;
	enum rc rc = RC_OK;
	for (size_t i = sr->first; i + 1 < sr->end && rc == RC_OK; i++) {
		size_t n = pattern_at(w, i, sr->end, "article|articles|art|arts");
		size_t at = i + n + (n && mark_is(w, i + n, ".") ? 1 : 0);
		if (n == 0 || at >= sr->end || w->tokens[at].kind != TOKEN_NUMBER ||
			w->tokens[at].number < 100 || w->tokens[at].number > 500) {
			continue;
		}
		bool second = at + 2 < sr->end && mark_is(w, at + 1, "-") && !w->tokens[at + 1].blank &&
			w->tokens[at + 2].kind == TOKEN_NUMBER && w->tokens[at + 2].number < 10;
		char *article = second
			? arena_printf(sr->r->arena, "%d-%d", (int)w->tokens[at].number,
				  (int)w->tokens[at + 2].number)
			: arena_printf(sr->r->arena, "%d", (int)w->tokens[at].number);
		status_group_before(sr, i, true);
		for (size_t k = sr->from; k < sr->to && rc == RC_OK; k++) {
			struct person_facts p;
			bool known;
			rc = status_person(sr, k, &p, &known);
			struct letter_claim *c = rc == RC_OK && known
				? status_claim(sr, k, CLAIM_STATUS, i, at + (second ? 3 : 1) - i)
				: NULL;
			if (c) {
				judge_article(sr->r, &p, article, c);
			}
		}
		i = at;
	}
	return rc;
}
