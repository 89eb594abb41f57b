/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbers of a sentence: what is counted, when, by whom. */
#include "letter/reading.h"

#include <string.h>

/* The part of a sentence that belongs to one number: from what stands before it to the next one. */
struct clause {
	size_t sentence_first, sentence_end;
	size_t first, end;			 /* of the clause */
	size_t head, head_end;		 /* the words right after the number */
	size_t lead_first, lead_end; /* the sentence a list hangs on, or the one before */
	bool before;				 /* the head stands before the number */
	bool item;					 /* of a list */
};

static bool stops(const struct words *w, size_t i)
{
	return mark_is(w, i, ";") || mark_is(w, i, "|") || mark_is(w, i, ":") || mark_is(w, i, "\xe2\x80\x94") ||
		mark_is(w, i, "\xe2\x80\x93") || mark_is(w, i, "(") || mark_is(w, i, ")");
}

/* A number's head goes on for a few words, till a mark, a verb or a new phrase. */
static size_t head_end(const struct words *w, size_t from, size_t end)
{
	size_t i = from;
	while (i < end && i < from + 9) {
		bool hyphen = mark_is(w, i, "-");
		if ((w->tokens[i].kind == TOKEN_MARK && !hyphen) || w->tokens[i].kind == TOKEN_NUMBER) {
			break;
		}
		if (i > from &&
			pattern_at(w, i, end,
				"were|was|are|is|have|has|had|who|which|that|in|on|by|since|for|after|and|"
				"to|as|from|at|down|up|currently|now|still|remain|remained|behind|been|being|during|"
				"because|while|but|than|with|"
				"recognised|recognized")) {
			break;
		}
		i++;
	}
	return i;
}

/* Where the next number that counts begins; the clause may not reach into its words. */
static size_t next_number(const struct words *w, const struct amount *m, size_t end)
{
	struct amount next;
	return amount_next(w, m->end, m->end, end, &next) ? next.first : end;
}

static size_t clause_begin(const struct words *w, size_t number, size_t floor)
{
	size_t i = number;
	while (i > floor && !stops(w, i - 1)) {
		i--;
	}
	return i;
}

static size_t clause_finish(const struct words *w, const struct amount *m, size_t next, size_t end)
{
	size_t i = m->end;
	while (i < next && !mark_is(w, i, ";")) {
		i++;
	}
	/* ", and more than 1 000": what leads to the next number is the next clause's. */
	if (i == next && next < end) {
		size_t back = next;
		while (back > m->end && back + 14 > next && !mark_is(w, back - 1, ",") &&
			!mark_is(w, back - 1, ";") && !word_is(w, back - 1, "and") &&
			!word_is(w, back - 1, "while") && !word_is(w, back - 1, "but")) {
			back--;
		}
		if (back > m->end && back + 14 > next) {
			i = back;
		}
	}
	return i;
}

static bool counted_head(const struct words *w, const struct clause *c)
{
	if (c->head > 0 && word_is(w, c->head - 1, "of") &&
		pattern_at(w, c->head, c->end, "them|these|those|whom|which")) {
		return true;
	}
	for (size_t i = c->head; i < c->head_end; i++) {
		if (pattern_at(w, i, c->head_end, words_counted)) {
			return true;
		}
	}
	return false;
}

static size_t head_reach(const struct clause *c)
{
	/* "of them", "remain behind bars": heads may look past the noun phrase. */
	size_t reach = c->head_end > c->head ? c->head_end : c->head;
	reach = reach + 3 < c->end ? reach + 3 : c->end;
	return reach;
}

static bool head_fits(const struct words *w, const struct clause *c, const char *heads)
{
	size_t limit = c->head_end > c->head ? c->head_end : c->head + 1;
	size_t from =
		c->head > 0 && word_is(w, c->head - 1, "of") ? c->head - 1 : c->head; /* "of them" */
	for (size_t i = from; i < limit && i < c->end; i++) {
		if (pattern_at(w, i, head_reach(c), heads)) {
			return true;
		}
	}
	return false;
}

static bool said_in(const struct words *w, const struct clause *c, const char *pattern, int level)
{
	if (!pattern || pattern_in(w, c->first, c->end, pattern)) {
		return true;
	}
	if (level >= 1 && pattern_in(w, c->sentence_first, c->sentence_end, pattern)) {
		return true;
	}
	return level >= 2 && c->lead_end > c->lead_first &&
		pattern_in(w, c->lead_first, c->lead_end, pattern);
}

static bool scope_fits(const struct figure_words *row, const struct when *when)
{
	if (row->scope == SCOPE_YEAR) {
		return when && when->kind == WHEN_ON && when->precision == 1;
	}
	if (row->scope == SCOPE_MONTH) {
		return when && when->kind == WHEN_ON && when->precision == 2;
	}
	return true;
}

/* "900 of them were liquidated by force": of those counted before, when the deed is the clause's own. */
static bool inherits(
	const struct words *w, const struct clause *c, const struct figure_words *row, int level)
{
	bool of_them = c->head > 0 && word_is(w, c->head - 1, "of") &&
		pattern_at(w, c->head, c->end, "them|these|those|whom|which");
	/* "of 1,696 NGOs 635 dissolved themselves", "421 wound up by their own decision" */
	bool deed = false;
	for (size_t i = c->head; row->deeds && i < c->end && i < c->head + 3 && !deed; i++) {
		deed = pattern_at(w, i, c->end, row->deeds) > 0;
	}
	return level > 0 && row->deeds && (of_them || deed) &&
		pattern_in(w, c->head, c->end, row->deeds) &&
		(pattern_in(w, c->sentence_first, c->first, row->heads) ||
			(c->lead_end > c->lead_first &&
				pattern_in(w, c->lead_first, c->lead_end, row->heads)));
}

static bool row_fits(const struct words *w, const struct clause *c, const struct figure_words *row,
	const struct when *when, int level)
{
	if (!scope_fits(row, when) ||
		(row->heads && !head_fits(w, c, row->heads) && !inherits(w, c, row, level))) {
		return false;
	}
	if (row->never && pattern_in(w, c->head, c->end, row->never)) {
		return false;
	}
	if (!row->heads && level == 2 && !counted_head(w, c)) {
		return false;
	}
	/* "of them" are those counted just before, in the same sentence or the item before. */
	if (level == 2 && !c->item && c->head > 0 && word_is(w, c->head - 1, "of") && word_is(w, c->head, "them")) {
		return false;
	}
	/* A deed of its own is not that of the sentence before. */
	if (level == 2 && row->deeds && !pattern_in(w, c->first, c->end, row->deeds) &&
		pattern_in(w, c->first, c->end, words_deeds)) {
		return false;
	}
	return said_in(w, c, row->deeds, level) && said_in(w, c, row->also, level ? level : 1);
}

/* "45 political prisoners are citizens of other countries", "60 elderly political prisoners": some of
 * them, whom the number of all says nothing of. */
static bool some_prisoners(const struct words *w, const struct clause *c)
{
	if (c->before) {
		return false;
	}
	size_t i = c->head_end;
	i += pattern_at(w, i, c->end, "who|that|which|of them");
	size_t verb = pattern_at(w, i, c->end, "are|were|have|had");
	bool have = verb && pattern_at(w, i, c->end, "have|had");
	i += verb;
	while (verb && i < c->end && pattern_at(w, i, c->end, words_adverbs)) {
		i++;
	}
	if (have && !word_is(w, i, "been")) {
		return true;
	}
	i += have;
	bool told = verb && i < c->end && w->tokens[i].kind == TOKEN_WORD;
	return pattern_in(w, c->head, c->head_end, words_some) ||
		pattern_in(w, c->head, c->end, "solitary|punishment|incommunicado|for life|life sentence*") ||
		pattern_at(w, i, c->end, words_narrower) || (told && !pattern_at(w, i, c->end, words_whole));
}

/* The words count fewer than the figure of the row does. */
static bool narrowed(const struct words *w, const struct clause *c, const struct figure_words *row)
{
	if (strcmp(row->figure, "political_prisoners_current") == 0) {
		return some_prisoners(w, c);
	}
	/* "200 people are convicted every year", "35 journalists were convicted" */
	bool rate = pattern_in(w, c->first, c->end, "every year|each year|per year|every month|each month|per month|a day");
	bool group = !row->heads && !c->before && pattern_in(w, c->head, c->head_end, words_groups);
	/* "12 people were convicted for donations" */
	size_t n = 0, at = pattern_find(w, c->head, c->end, "convicted|sentenced|found guilty", &n);
	bool why = strncmp(row->figure, "convicted_", 10) == 0 && at < c->end &&
		pattern_at(w, at + n, c->end, "for|under|of|to|in absentia|in their absence") &&
		!pattern_in(w, at + n, c->end, "politic*|beliefs|views|opinions|reasons");
	return rate || group || why;
}

static const struct figure_words *find_row(
	const struct words *w, const struct clause *c, const struct when *when)
{
	static const struct figure_words some = {.scope = SCOPE_STOCK};
	for (int level = 0; level <= 2; level++) {
		for (const struct figure_words *row = figure_words; row->figure || row->heads; row++) {
			if (row->figure && row_fits(w, c, row, when, level)) {
				return narrowed(w, c, row) ? &some : row;
			}
		}
	}
	for (const struct figure_words *row = figure_words; row->figure || row->heads; row++) {
		if (!row->figure && head_fits(w, c, row->heads)) {
			return row;
		}
	}
	return NULL;
}

static const struct when *nearest_when(
	const struct reading *r, const struct clause *c, const struct amount *m)
{
	const struct when *inside = NULL, *other = NULL, *since = NULL;
	for (size_t i = 0; i < r->when_count; i++) {
		const struct when *x = &r->whens[i];
		bool span = x->kind == WHEN_SINCE || x->kind == WHEN_WITHIN;
		if (span) {
			since = x->first >= c->first && x->first < c->end ? x : since;
			continue;
		}
		/* "the election of 2020", "2020 presidential election": no day of what is counted. */
		if (pattern_at(&r->words, x->end, c->sentence_end, words_occasions) ||
			(x->first > c->sentence_first &&
				pattern_at(&r->words, x->first - 1, x->first, words_occasions))) {
			continue;
		}
		if (x->first >= c->first && x->first < c->end) {
			bool closer = !inside ||
				(x->first > m->number && inside->first < m->number &&
					x->first - m->number < m->number - inside->first);
			inside = closer ? x : inside;
		} else if (x->end <= m->number) {
			other = x; /* the last said before it in the sentence goes on */
		}
	}
	return inside ? inside : since ? since : other;
}

static const char *body_in(const struct words *w, size_t first, size_t end)
{
	for (const struct body_words *b = body_words; b->key; b++) {
		if (pattern_in(w, first, end, b->pattern)) {
			return b->key;
		}
	}
	return NULL;
}

/* "journalists, teachers, doctors and others": the number stands for all of them together. */
static bool joint_head(const struct words *w, const struct clause *c)
{
	size_t groups = 0;
	for (size_t i = c->head; i < c->end && i < c->head + 40; i++) {
		if (pattern_at(w, i, c->end, words_groups)) {
			groups++;
		} else if (w->tokens[i].kind == TOKEN_MARK && !mark_is(w, i, ",")) {
			break;
		} else if (pattern_at(w, i, c->end, "are|were|is|have|who|remain|has|had")) {
			break;
		}
	}
	return groups >= 3;
}

static void lead_of(const struct reading *r, size_t s, struct clause *c)
{
	const struct words *w = &r->words;
	c->lead_first = c->lead_end = 0;
	uint32_t block = w->sentences[s].block;
	size_t lead = s;
	c->item = r->page.blocks[block].kind == BLOCK_ITEM;
	if (c->item) {
		while (lead > 0 && r->page.blocks[w->sentences[lead].block].kind == BLOCK_ITEM) {
			lead--;
		}
		/* "177 of them women" goes on from the item before. */
		bool goes_on = pattern_in(w, c->sentence_first, c->sentence_end, "of them|of whom|of these");
		lead = goes_on && s > 0 ? s - 1 : lead;
	} else if (s > 0 && w->sentences[s - 1].block == block) {
		lead = s - 1;
	}
	if (lead != s) {
		c->lead_first = w->sentences[lead].first;
		c->lead_end = w->sentences[lead].end;
	}
}

/* "Women among them: 168", "Women | 168": a label, and the number ends the record. */
static void label_before(const struct words *w, const struct amount *m, struct clause *c)
{
	size_t mark = m->first > c->sentence_first ? m->first - 1 : c->sentence_first;
	if ((m->end < c->sentence_end && w->tokens[m->end].kind != TOKEN_MARK) ||
		mark == c->sentence_first || (!mark_is(w, mark, ":") && !mark_is(w, mark, "|"))) {
		return;
	}
	c->first = mark;
	for (int depth = 0; c->first > c->sentence_first; c->first--) {
		depth += mark_is(w, c->first - 1, ")") ? 1 : mark_is(w, c->first - 1, "(") ? -1 : 0;
		if (depth < 0 || mark_is(w, c->first - 1, ";") || mark_is(w, c->first - 1, "|")) {
			break;
		}
	}
	c->head = c->first;
	c->head_end = head_end(w, c->head, mark);
	c->end = m->end;
	c->before = true;
}

/* Nothing that is counted follows the number. */
static bool no_head(const struct words *w, const struct clause *c)
{
	return c->head >= c->sentence_end || w->tokens[c->head].kind == TOKEN_MARK ||
		pattern_at(w, c->head, c->sentence_end, "at|in|on|by|as|a|and|since|from|for|this|last|after");
}

static void cut_clause(
	const struct reading *r, size_t s, const struct amount *m, size_t floor, struct clause *c)
{
	const struct words *w = &r->words;
	c->sentence_first = w->sentences[s].first;
	c->sentence_end = w->sentences[s].end;
	c->first = clause_begin(w, m->first, floor);
	c->end = clause_finish(w, m, next_number(w, m, c->sentence_end), c->sentence_end);
	c->head = m->end;
	c->head += c->head < c->end && word_is(w, c->head, "of") ? 1 : 0;
	c->head_end = head_end(w, c->head, c->end);
	/* "the number of political prisoners has reached 1,500": what is counted stands before. */
	size_t noun =
		pattern_find(w, c->first, m->first, "number|total|list|count|figure|toll|tally", NULL);
	if (no_head(w, c) && noun < m->first) {
		c->head = noun + 1 + (word_is(w, noun + 1, "of") ? 1 : 0);
		c->head_end = head_end(w, c->head, m->first);
		c->end = c->end > m->end ? c->end : m->end;
		c->before = true;
	}
	label_before(w, m, c);
	lead_of(r, s, c);
}

/* Is it worth saying that the register has nothing on it? Only what is counted and done to
 * somebody. */
static bool worth_saying(const struct words *w, const struct clause *c)
{
	return counted_head(w, c) &&
		(pattern_in(w, c->first, c->end, words_deeds) ||
			(c->lead_end > c->lead_first &&
				pattern_in(w, c->lead_first, c->lead_end, words_deeds) && c->end - c->head < 8));
}

static const char *period_text(struct reading *r, const struct when *when)
{
	char text[DAY_TEXT];
	return when ? when->edtf : arena_strdup(r->arena, day_format(r->letter, text));
}

/* The words shown: from the qualifier to the end of what is counted. */
static size_t shown_end(const struct words *w, const struct clause *c)
{
	size_t end = c->head_end;
	if (c->before) {
		return c->end;
	}
	while (end < c->end && end < c->head_end + 4 &&
		!(w->tokens[end].kind == TOKEN_MARK && !mark_is(w, end, "-"))) {
		end++;
	}
	while (end > c->head &&
		pattern_at(
			w, end - 1, end, "the|a|an|of|for|in|to|by|on|as|at|and|that|which|who|since|with")) {
		end--;
	}
	return end > c->head ? end : c->head;
}

/* The clause counts people of another country: "in Iran", "Azerbaijan holds". */
static bool elsewhere(
	const struct words *w, const struct clause *c, const struct country_words *country)
{
	if (strcmp(country->code, "BY") == 0 || pattern_in(w, c->first, c->end, "belarus*") ||
		country_in(w, c->sentence_first, c->first)) {
		return false;
	}
	size_t at = pattern_find(w, c->first, c->end, country->pattern, NULL);
	return at == c->first || pattern_at(w, at - 1, at, "in|of") ||
		(at + 1 < c->end && pattern_at(w, at + 1, c->end, words_keeps));
}

static void say_figure(struct reading *r, const struct clause *c, const struct amount *m,
	const struct figure_words *row, const struct when *when)
{
	const struct words *w = &r->words;
	struct letter_claim *claim = reading_claim(
		r, CLAIM_FIGURE, c->before ? c->head : m->first, c->before ? m->end : shown_end(w, c));
	if (!claim) {
		return;
	}
	claim->value = m->value;
	claim->qualifier = m->qualifier;
	claim->on = arena_strdup(r->arena, period_text(r, when));
	static const struct figure_words none = {0};
	const char *body = body_in(w, c->first, c->end);
	body = body ? body : body_in(w, c->sentence_first, c->sentence_end);
	struct figure_claim fc = {.row = row ? row : &none,
		.amount = m,
		.when = when,
		.body = body,
		.joint = joint_head(w, c)};
	const struct country_words *country = country_in(w, c->first, c->end);
	if (country && row && elsewhere(w, c, country)) {
		fc.row = &none;
	}
	judge_figure(r, &fc, claim);
}

static const struct when *lead_when(struct reading *r, const struct clause *c)
{
	struct when *list = NULL;
	if (c->lead_end <= c->lead_first) {
		return NULL;
	}
	size_t n = when_all(r->arena, &r->words, c->lead_first, c->lead_end, r->letter, &list);
	for (size_t i = n; i > 0; i--) {
		bool event = pattern_at(&r->words, list[i - 1].end, c->lead_end,
			"presidential|election|elections|vote|protests");
		if (!event && list[i - 1].kind != WHEN_SINCE && list[i - 1].kind != WHEN_WITHIN) {
			return &list[i - 1];
		}
	}
	return NULL;
}

/* "not 1,000 but 1,300", "if 500 were released", "10 would be too many": nothing is said to be so. */
static bool unreal(const struct words *w, const struct clause *c, const struct amount *m)
{
	size_t near = m->first > c->first + 2 ? m->first - 2 : c->first;
	bool not_so = pattern_in(w, near, m->first, words_denied) &&
		(m->first == near + 1 || pattern_at(w, m->first - 1, m->first, words_denied));
	/* "X with 13 others": one of them is told apart. */
	bool others = m->first > c->sentence_first && pattern_at(w, m->first - 1, m->first, "with|and") &&
		pattern_at(w, m->end, c->sentence_end, "others|other");
	/* "X got 15 years, Y nine." */
	size_t name = m->first > c->sentence_first && word_is(w, m->first - 1, "to") ? m->first - 1 : m->first;
	bool term = name > c->sentence_first && w->tokens[name - 1].kind == TOKEN_WORD && w->tokens[name - 1].capital &&
		!c->before && (m->end >= c->sentence_end || w->tokens[m->end].kind == TOKEN_MARK) &&
		pattern_in(w, c->sentence_first, m->first, words_sentenced);
	return not_so || others || term || pattern_in(w, c->first, m->first, words_supposed) ||
		pattern_in(w, c->sentence_first, c->first, words_supposed) ||
		pattern_in(w, m->end, c->end, words_would);
}

/* "| People convicted | 1,603 | 1,721 |": what tells the columns apart stands in another row. */
static bool column_cell(const struct words *w, const struct amount *m, const struct clause *c)
{
	size_t before = m->first, after = m->end;
	bool cell = before > c->sentence_first && mark_is(w, before - 1, "|") &&
		(after >= c->sentence_end || mark_is(w, after, "|"));
	if (!cell) {
		return false;
	}
	bool left = before >= c->sentence_first + 3 && w->tokens[before - 2].kind == TOKEN_NUMBER &&
		!w->tokens[before - 2].taken && mark_is(w, before - 3, "|");
	bool right = after + 1 < c->sentence_end && w->tokens[after + 1].kind == TOKEN_NUMBER &&
		!w->tokens[after + 1].taken && (after + 2 >= c->sentence_end || mark_is(w, after + 2, "|"));
	return left || right;
}

/* "In 2021 and 2022": two years together, for which no figure stands. */
static bool joined_years(const struct reading *r, const struct when *when)
{
	for (size_t i = 0; i < r->when_count; i++) {
		const struct when *a = &r->whens[i];
		const struct when *b = i + 1 < r->when_count ? a + 1 : a;
		bool beside = b != a && b->first > a->end && b->first - a->end <= 1 &&
			(pattern_at(&r->words, a->end, b->first, "and|to|till|until|through|or") ||
				mark_is(&r->words, a->end, "-") || mark_is(&r->words, a->end, "\xe2\x80\x93"));
		if (beside && a->precision == 1 && b->precision == 1 && (when == a || when == b)) {
			return true;
		}
	}
	return false;
}

static void one_amount(struct reading *r, size_t s, const struct amount *m, size_t floor)
{
	struct clause c = {0};
	cut_clause(r, s, m, floor, &c);
	if (column_cell(&r->words, m, &c)) {
		return;
	}
	if (unreal(&r->words, &c, m) || !check_release(r, m, s, c.first, c.end)) {
		return;
	}
	struct when first;
	const struct when *when = nearest_when(r, &c, m);
	/* "the year 2022 began with 969": its first day */
	if (when && when->precision < 3 && when->kind == WHEN_ON &&
		pattern_in(&r->words, c.first, m->first, "began with|begins with|opened with|started with")) {
		first = *when;
		first.to = first.from;
		first.precision = 3;
		when = &first;
	}
	const struct figure_words *row = find_row(&r->words, &c, when);
	static const struct figure_words both = {.scope = SCOPE_TOTAL};
	row = row && when && when->precision == 1 && joined_years(r, when) ? &both : row;
	if (!when && r->page.blocks[r->words.sentences[s].block].kind == BLOCK_ITEM) {
		when = lead_when(r, &c);
		const struct figure_words *with = when ? find_row(&r->words, &c, when) : NULL;
		/* "more than 6,560 have been convicted" is no month's number, whatever month leads to it. */
		bool so_far = row && row->scope == SCOPE_TOTAL &&
			pattern_in(&r->words, c.first, c.end, "have been|has been|had been");
		row = with && !so_far ? with : row;
	}
	/* "25 political prisoners then; by the end of the year 169" */
	bool bare = !c.before && no_head(&r->words, &c) && !pattern_in(&r->words, c.head, c.end, words_deeds);
	row = !row && bare && r->last_row_sentence == s + 1 ? r->last_row : row;
	if (row) {
		r->last_row = row;
		r->last_row_sentence = s + 1;
	}
	if (row || worth_saying(&r->words, &c)) {
		say_figure(r, &c, m, row, when);
	}
}

void find_figures(struct reading *r, size_t s)
{
	const struct words *w = &r->words;
	size_t first = w->sentences[s].first, end = w->sentences[s].end, floor = first;
	struct amount m;
	for (size_t at = first; amount_next(w, at, first, end, &m); at = m.end) {
		one_amount(r, s, &m, floor);
		floor = m.end;
		/* The next number's clause begins after this one's words. */
		size_t stop = next_number(w, &m, end);
		while (stop > floor && stop < end && !mark_is(w, stop - 1, ",") &&
			!word_is(w, stop - 1, "and") && !word_is(w, stop - 1, "while") &&
			!word_is(w, stop - 1, "but") && !mark_is(w, stop - 1, ";")) {
			stop--;
		}
		floor = stop > floor && stop < end ? stop : floor;
	}
}
