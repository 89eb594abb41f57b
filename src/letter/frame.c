/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The frame of a letter: its day, whom it is to, who signs, what it asks, by when, and sentences
 * that stand twice. */
#include "letter/reading.h"

#include <stdlib.h>
#include <string.h>

#define ITEMS_MOST 200

static void block_tokens(const struct reading *r, size_t block, size_t *ret_first, size_t *ret_end)
{
	const struct words *w = &r->words;
	size_t lo = 0, hi = w->count;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (w->tokens[mid].block < block) {
			lo = mid + 1;
		} else {
			hi = mid;
		}
	}
	*ret_first = lo;
	while (lo < w->count && w->tokens[lo].block == block) {
		lo++;
	}
	*ret_end = lo;
}

static void add_item(struct reading *r, struct letter_item **list, size_t *count, size_t first,
	size_t end, char *value)
{
	if (*count >= ITEMS_MOST || first >= end) {
		return;
	}
	if (!*list) {
		*list = arena_array(r->arena, ITEMS_MOST, sizeof **list);
	}
	struct letter_item *item = &(*list)[(*count)++];
	*item =
		(struct letter_item){.text = words_text(r->arena, &r->words, first, end), .value = value};
	page_where(&r->page, r->words.tokens[first].from, &item->line, &item->column);
}

/* ---- salutation, close, day ---- */

static void find_greeting(struct reading *r)
{
	r->greeting_block = r->close_block = r->page.block_count;
	for (size_t b = 0; b < r->page.block_count; b++) {
		size_t first, end;
		block_tokens(r, b, &first, &end);
		if (r->greeting_block == r->page.block_count && b < 40 && end - first <= 40 &&
			pattern_at(&r->words, first, end,
				"dear|your excellency|your excellencies|excellencies|excellency|"
				"ladies and gentlemen|to whom it may|esteemed|mr president|madam "
				"president|honourable members|"
				"honorable members|distinguished")) {
			r->greeting_block = b;
		}
		bool closes = pattern_at(&r->words, first, end,
			"sincerely|yours sincerely|yours faithfully|yours truly|respectfully|"
			"respectfully yours|with respect|kind regards|best regards|with kind regards|with best "
			"regards|signed|signatories|"
			"signed by|in solidarity|with hope|with deep respect|with gratitude|sincerely "
			"yours|signatures|undersigned|"
			"with sincere respect|with highest regards|faithfully|the undersigned|regards|on "
			"behalf of the signatories");
		if (closes && b > 0 &&
			(end - first <= 12 || mark_is(&r->words, first + 1, ",") ||
				mark_is(&r->words, first + 2, ","))) {
			r->close_block = b;
			if (b > r->page.block_count / 2) {
				break;
			}
		}
	}
}

/* A day standing alone, or with a town, or after "Date:" or "Published". */
static day day_in_block(const struct reading *r, size_t b, bool alone)
{
	size_t first, end;
	block_tokens(r, b, &first, &end);
	if (alone && (end - first > 16 || r->page.blocks[b].kind == BLOCK_ITEM)) {
		return DAY_MAX;
	}
	for (size_t i = first; i < end; i++) {
		struct ymd d;
		int precision = 0;
		size_t n = when_date(&r->words, i, end, day_of(2000, 1, 1), &d, &precision);
		bool year = n > 0 && pattern_in(&r->words, i, i + n, "19*|20*");
		if (year && precision == 3) {
			return day_of(d.year, d.month, d.day);
		}
		if (year && precision == 2 && alone && end - first <= 4) {
			return day_of(d.year, d.month, month_length(d.year, d.month));
		}
	}
	return DAY_MAX;
}

static void find_day(struct reading *r)
{
	size_t top = r->greeting_block < r->page.block_count ? r->greeting_block : 12;
	day found = DAY_MAX;
	for (size_t b = 0; b < top && b < r->page.block_count && found == DAY_MAX; b++) {
		found = day_in_block(r, b, true);
	}
	for (size_t b = r->close_block; b < r->page.block_count && found == DAY_MAX; b++) {
		found = day_in_block(r, b, true);
	}
	for (size_t b = r->page.block_count; b > 0 && b + 4 > r->page.block_count && found == DAY_MAX;
		 b--) {
		found = day_in_block(r, b - 1, true);
	}
	for (size_t b = 0; b < top && b < r->page.block_count && found == DAY_MAX; b++) {
		found = day_in_block(r, b, false);
	}
	r->report->date = found;
	r->letter = found == DAY_MAX ? day_today() : found;
}

/* ---- addressees ---- */

static bool addressee_block(const struct reading *r, size_t b, size_t first, size_t end)
{
	const struct words *w = &r->words;
	if (end - first < 2 || end - first > 60 ||
		(r->page.blocks[b].kind == BLOCK_HEADING && end - first > 8) ||
		day_in_block(r, b, true) != DAY_MAX ||
		pattern_in(w, first, end,
			"open letter|subject|published|appeal|statement|from|by|joint "
			"letter|home|press|share|date|re|menu|about")) {
		return false;
	}
	size_t capital = 0;
	for (size_t i = first; i < end; i++) {
		capital += w->tokens[i].capital;
	}
	return capital >= 2;
}

static bool honorific(const struct words *w, size_t i, size_t end)
{
	return pattern_at(w, i, end,
		"the honorable|the honourable|honorable|honourable|mr|mrs|ms|his excellency|her excellency|"
		"h e|dr|the right honourable|the rt hon|hon|sir|prof|professor|to");
}

static void add_addressees(struct reading *r, size_t first, size_t end)
{
	const struct words *w = &r->words;
	first += pattern_at(w, first, end, "to|attn|attention") ? 1 : 0;
	first += first < end && mark_is(w, first, ":") ? 1 : 0;
	size_t from = first;
	for (size_t i = first + 1; i < end; i++) {
		bool line = memchr(w->page->text.p + w->tokens[i - 1].to, '\n',
						w->tokens[i].from - w->tokens[i - 1].to) != NULL;
		if (line && honorific(w, i, end)) {
			add_item(r, &r->report->addressees, &r->report->addressee_count, from, i, NULL);
			from = i;
		}
	}
	add_item(r, &r->report->addressees, &r->report->addressee_count, from, end, NULL);
}

/* "Dear President Macron and Prime Minister Borne": two. */
static void greeting_addressees(struct reading *r)
{
	const struct words *w = &r->words;
	size_t first, end;
	block_tokens(r, r->greeting_block, &first, &end);
	size_t stop = first;
	while (stop < end && stop < first + 30 && !mark_is(w, stop, ":") && !mark_is(w, stop, "!")) {
		if (mark_is(w, stop, ",") && stop + 1 < end && !w->tokens[stop + 1].capital) {
			break;
		}
		stop++;
	}
	size_t from = first + (word_is(w, first, "dear") ? 1 : 0);
	for (size_t i = from; i <= stop; i++) {
		if (i < stop && !mark_is(w, i, ",") && !word_is(w, i, "and")) {
			continue;
		}
		size_t capital = 0;
		for (size_t k = from; k < i; k++) {
			capital += w->tokens[k].capital &&
				!pattern_at(w, k, i,
					"sir|madam|sirs|friends|colleagues|members|ladies|gentlemen|excellency|"
					"excellencies|your|all");
		}
		if (capital > 0) {
			add_item(r, &r->report->addressees, &r->report->addressee_count, from, i, NULL);
		}
		from = i + 1;
	}
}

static void find_addressees(struct reading *r)
{
	size_t top = r->greeting_block < r->page.block_count ? r->greeting_block : 0;
	for (size_t b = 0; b < top; b++) {
		size_t first, end;
		block_tokens(r, b, &first, &end);
		if (addressee_block(r, b, first, end)) {
			add_addressees(r, first, end);
		}
	}
	if (r->report->addressee_count == 0 && r->greeting_block < r->page.block_count) {
		greeting_addressees(r);
	}
}

/* ---- signatories ---- */

static size_t line_end(const struct words *w, size_t i, size_t end)
{
	size_t k = i + 1;
	while (k < end &&
		!memchr(
			w->page->text.p + w->tokens[k - 1].to, '\n', w->tokens[k].from - w->tokens[k - 1].to)) {
		k++;
	}
	return k;
}

/* Two to four capitalised words, up to the first comma or dash. */
static size_t name_length(const struct words *w, size_t i, size_t end)
{
	size_t n = 0, k = i;
	while (k < end &&
		(w->tokens[k].capital || mark_is(w, k, "-") ||
			(mark_is(w, k, ".") && k > i && w->tokens[k - 1].to - w->tokens[k - 1].from == 1))) {
		n += w->tokens[k].capital;
		k++;
	}
	bool ends = k >= end || w->tokens[k].kind == TOKEN_MARK;
	return ends && n >= 2 && n <= 4 ? k - i : 0;
}

static void find_signatories(struct reading *r)
{
	const struct words *w = &r->words;
	bool any = false;
	for (size_t b = r->close_block; b < r->page.block_count; b++) {
		size_t first, end;
		block_tokens(r, b, &first, &end);
		bool item = r->page.blocks[b].kind == BLOCK_ITEM;
		for (size_t i = first; i < end;) {
			size_t stop = line_end(w, i, end);
			if (b == r->close_block && i == first) {
				size_t comma = i;
				while (comma < stop && !mark_is(w, comma, ",") && !mark_is(w, comma, ":")) {
					comma++;
				}
				i = comma + 1 < stop ? comma + 1 : stop;
				continue;
			}
			size_t n = name_length(w, i, stop);
			bool person = n &&
				(pattern_at(w, i, stop, words_given_names) ||
					w->tokens[i].to - w->tokens[i].from == 1);
			if (n && (person || !any || item)) {
				add_item(r, &r->report->signatories, &r->report->signatory_count, i, i + n, NULL);
				any = true;
			} else if (item && stop - i <= 12) {
				add_item(r, &r->report->signatories, &r->report->signatory_count, i, stop, NULL);
			}
			i = stop;
		}
	}
}

/* ---- requests and deadlines ---- */

static bool asks(const struct words *w, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++) {
		if (!pattern_at(w, i, end,
				"we|i|us|organisations|organizations|undersigned|signatories|coalition") &&
			!(i == first &&
				pattern_at(w, i, end, "our requests|our demands|our request|our demand"))) {
			continue;
		}
		size_t reach = i + 8 < end ? i + 8 : end;
		size_t at = pattern_find(w, i, reach,
			"urge|ask|call on|call upon|call for|request|requests|demand|demands|appeal|"
			"invite|propose|recommend|implore|beg|entreat|kindly ask|insist",
			NULL);
		if (at < reach && !pattern_in(w, i, at, "who|which|not|that")) {
			return true;
		}
	}
	return false;
}

static void find_requests(struct reading *r)
{
	const struct words *w = &r->words;
	for (size_t s = r->body_first; s < r->body_end; s++) {
		size_t first = w->sentences[s].first, end = w->sentences[s].end;
		if (r->page.blocks[w->sentences[s].block].kind == BLOCK_ITEM || !asks(w, first, end)) {
			continue;
		}
		size_t b = w->sentences[s].block + 1;
		bool list = b < r->page.block_count && r->page.blocks[b].kind == BLOCK_ITEM &&
			(mark_is(w, end - 1, ":") || s + 1 >= r->body_end ||
				w->sentences[s + 1].block != w->sentences[s].block);
		if (!list) {
			add_item(r, &r->report->requests, &r->report->request_count, first, end, NULL);
			continue;
		}
		for (; b < r->page.block_count && r->page.blocks[b].kind == BLOCK_ITEM; b++) {
			size_t from, to;
			block_tokens(r, b, &from, &to);
			char *number = r->page.blocks[b].number
				? arena_printf(r->arena, "%d", r->page.blocks[b].number)
				: NULL;
			add_item(r, &r->report->requests, &r->report->request_count, from, to, number);
		}
	}
}

static void add_deadline(struct reading *r, size_t first, size_t end, day d)
{
	char text[DAY_TEXT];
	add_item(r, &r->report->deadlines, &r->report->deadline_count, first, end,
		arena_strdup(r->arena, day_format(d, text)));
}

/* "within a week", "in 72 hours", "one week": days; 0 = none. *ret_n tokens used. */
static int term_days(const struct words *w, size_t i, size_t end, size_t *ret_n)
{
	static const char *const numbers[] = {
		"a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"};
	int count = 0;
	for (int k = 0; k < 11; k++) {
		count = word_is(w, i, numbers[k]) ? (k ? k : 1) : count;
	}
	if (i < end && w->tokens[i].kind == TOKEN_NUMBER && w->tokens[i].number > 0 &&
		w->tokens[i].number < 1000) {
		count = (int)w->tokens[i].number;
	}
	size_t unit = count ? i + 1 : i;
	unit += mark_is(w, unit, "-") ? 1 : 0;
	unit += word_is(w, unit, "working") || word_is(w, unit, "calendar") || word_is(w, unit, "full")
		? 1
		: 0;
	*ret_n = unit + 1 - i;
	if (count == 0 || unit >= end) {
		return 0;
	}
	if (pattern_at(w, unit, end, "week|weeks")) {
		return 7 * count;
	}
	if (pattern_at(w, unit, end, "day|days")) {
		return count;
	}
	if (pattern_at(w, unit, end, "fortnight")) {
		return 14 * count;
	}
	if (pattern_at(w, unit, end, "month|months")) {
		return 30 * count;
	}
	return pattern_at(w, unit, end, "hour|hours") ? (count + 23) / 24 : 0;
}

static day deadline_day(
	const struct reading *r, const struct words *w, size_t i, size_t end, size_t *ret_n)
{
	struct ymd d;
	int precision = 0;
	*ret_n = when_date(w, i, end, r->letter, &d, &precision);
	if (*ret_n == 0 || precision == 1) {
		return DAY_MAX;
	}
	bool year = pattern_in(w, i, i + *ret_n, "19*|20*") &&
		w->tokens[i + *ret_n - 1].to - w->tokens[i + *ret_n - 1].from == 4;
	int mday = precision == 2 ? month_length(d.year, d.month) : d.day;
	day at = day_of(d.year, d.month, mday);
	if (at < r->letter && !year && ymd_exists(d.year + 1, d.month, mday)) {
		at = day_of(d.year + 1, d.month, mday);
	}
	return at;
}

static void find_deadlines(struct reading *r)
{
	const struct words *w = &r->words;
	for (size_t s = r->body_first; s < r->body_end; s++) {
		size_t first = w->sentences[s].first, end = w->sentences[s].end, used = 0;
		bool demand = pattern_in(w, first, end, words_modal) || asks(w, first, end) ||
			r->page.blocks[w->sentences[s].block].kind == BLOCK_ITEM ||
			pattern_in(w, first, end, "deadline|ultimatum|term of|days are left");
		for (size_t i = first; demand && i < end; i++) {
			size_t n = pattern_at(w, i, end,
				"within the next|within|no later than|not later than|by no later "
				"than|by|before|until|in the next|"
				"term of|deadline of|deadline is|deadline|ultimatum of|in no more than|in at most");
			if (n == 0) {
				continue;
			}
			bool span =
				pattern_in(w, i, i + n, "within|next|term|deadline|ultimatum|no more than|at most");
			int days = span ? term_days(w, i + n, end, &used) : 0;
			day d = days ? r->letter + days : deadline_day(r, w, i + n, end, &used);
			if (d != DAY_MAX && d > r->letter) {
				add_deadline(r, i, i + n + used, d);
				i += n + used - 1;
			}
		}
	}
}

/* ---- a sentence that stands twice ---- */

struct print {
	uint64_t hash;
	size_t sentence;
};

static int by_print(const void *a, const void *b)
{
	const struct print *x = a, *y = b;
	if (x->hash != y->hash) {
		return x->hash < y->hash ? -1 : 1;
	}
	return x->sentence < y->sentence ? -1 : x->sentence > y->sentence;
}

static uint64_t sentence_print(const struct words *w, const struct sentence *s)
{
	uint64_t hash = 14695981039346656037u;
	for (size_t i = s->first; i < s->end; i++) {
		struct str t = word_text(w, i);
		if (w->tokens[i].kind == TOKEN_MARK) {
			continue;
		}
		for (size_t k = 0; k <= t.n; k++) {
			unsigned char c = k < t.n ? (unsigned char)t.p[k] : ' ';
			hash = (hash ^ (c >= 'A' && c <= 'Z' ? c + 32u : c)) * 1099511628211u;
		}
	}
	return hash;
}

static void find_slips(struct reading *r)
{
	const struct words *w = &r->words;
	size_t n = 0;
	struct print *list = arena_array(r->arena, w->sentence_count + 1, sizeof *list);
	for (size_t s = r->body_first; s < r->body_end; s++) {
		bool row = mark_is(w, w->sentences[s].first, "|"); /* of a table */
		if (!row && w->sentences[s].end - w->sentences[s].first >= 6) {
			list[n++] = (struct print){sentence_print(w, &w->sentences[s]), s};
		}
	}
	qsort(list, n, sizeof *list, by_print);
	for (size_t i = 1; i < n; i++) {
		if (list[i].hash != list[i - 1].hash) {
			continue;
		}
		const struct sentence *s = &w->sentences[list[i].sentence];
		struct letter_claim *c = reading_claim(r, CLAIM_SLIP, s->first, s->end);
		if (c) {
			unsigned line, column;
			page_where(
				&r->page, w->tokens[w->sentences[list[i - 1].sentence].first].from, &line, &column);
			c->verdict = VERDICT_NOTE;
			c->why = arena_printf(
				r->arena, "the same sentence stands already in line %u, column %u", line, column);
		}
	}
}

void find_frame(struct reading *r)
{
	const struct words *w = &r->words;
	find_greeting(r);
	find_day(r);
	r->body_first = 0;
	r->body_end = w->sentence_count;
	for (size_t s = 0; s < w->sentence_count; s++) {
		if (r->greeting_block < r->page.block_count && w->sentences[s].block <= r->greeting_block) {
			r->body_first = s +
				(w->sentences[s].block < r->greeting_block ||
							w->sentences[s].end - w->sentences[s].first <= 12 ||
							s + 1 == w->sentence_count
						? 1
						: 0);
		}
		if (s < r->body_end && w->sentences[s].block >= r->close_block) {
			r->body_end = s;
		}
	}
	r->body_first = r->body_first < r->body_end ? r->body_first : 0;
	find_addressees(r);
	find_signatories(r);
	find_requests(r);
	find_deadlines(r);
	find_slips(r);
}
