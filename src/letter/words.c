/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Cuts a page into tokens and sentences, and meets patterns on them. */
#include "letter/words.h"

#include <ctype.h>
#include <string.h>

/* Longer runs without a full stop are cut: no sentence is that long, and what looks about in a
 * sentence stays quick on any input. */
#define SENTENCE_MOST 300
#define RECORD_MOST 40
#define ADDRESS_MOST 300 /* bytes of a mail or web address */
#define STARTS_ROOM 2048

struct str word_text(const struct words *w, size_t i)
{
	return str_sub(w->page->text, w->tokens[i].from, w->tokens[i].to);
}

char *words_text(struct arena *a, const struct words *w, size_t first, size_t end)
{
	if (first >= end) {
		return arena_strdup(a, "");
	}
	struct str s = str_sub(w->page->text, w->tokens[first].from, w->tokens[end - 1].to);
	char *copy = str_dup(a, s);
	for (char *p = copy; *p; p++) {
		*p = *p == '\n' ? ' ' : *p;
	}
	return copy;
}

/* ---- tokens ---- */

static bool is_letter(int32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		(c >= 0xc0 && c < 0x2000 && c != 0xd7 && c != 0xf7) || (c >= 0x2c00 && c < 0x3000) ||
		(c >= 0x3040 && c < 0xfb00);
}

/* Upper case in the scripts that have it here; enough to see a name. */
static bool is_upper(int32_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde) || (c >= 0x0400 && c <= 0x042f) ||
		(c >= 0x0100 && c <= 0x0137 && c % 2 == 0) || (c >= 0x0139 && c <= 0x0148 && c % 2 == 1) ||
		(c >= 0x014a && c <= 0x0177 && c % 2 == 0) || c == 0x0178 || c == 0x0179 || c == 0x017b ||
		c == 0x017d;
}

static bool is_blank(int32_t c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == 0xa0 || c == 0x202f ||
		(c >= 0x2000 && c <= 0x200b);
}

static bool is_apostrophe(int32_t c)
{
	return c == '\'' || c == 0x2019 || c == 0x02bc || c == 0x2018;
}

static int32_t peek(struct str s, size_t at)
{
	return utf8_next(s, &at);
}

/* The end of a word that begins at at. Hyphens and apostrophes stay inside only before a letter. */
static size_t word_end(struct str s, size_t at)
{
	while (at < s.n) {
		size_t next = at;
		int32_t c = utf8_next(s, &next);
		if (is_letter(c) || (c >= '0' && c <= '9') || (c >= 0x300 && c < 0x370)) {
			at = next;
			continue;
		}
		int32_t after = peek(s, next);
		if (is_apostrophe(c) && is_letter(after)) {
			size_t tail = next;
			utf8_next(s, &tail);
			/* The 's of a possessive is not part of the word. */
			if ((after == 's' || after == 'S') && !is_letter(peek(s, tail))) {
				return at;
			}
			at = next;
			continue;
		}
		return at;
	}
	return at;
}

/* An address: from "http" or with an @ inside, up to the next blank. */
static size_t address_end(struct str s, size_t at)
{
	struct str rest = str_sub(s, at, s.n);
	bool url =
		str_starts(rest, "http://") || str_starts(rest, "https://") || str_starts(rest, "www.");
	size_t end = at, most = s.n - at < ADDRESS_MOST ? s.n : at + ADDRESS_MOST;
	bool mail = false;
	while (end < most && !is_blank((unsigned char)s.p[end]) && s.p[end] != '<' && s.p[end] != ')') {
		mail = mail || (s.p[end] == '@' && end > at);
		end++;
	}
	return url || mail ? end : at;
}

static size_t group_separator(struct str s, size_t at)
{
	static const char *const marks[] = {
		",", ".", " ", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89", "'", "\xe2\x80\x99"};
	struct str rest = str_sub(s, at, s.n);
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		if (str_starts(rest, marks[i])) {
			return strlen(marks[i]);
		}
	}
	return 0;
}

static bool three_digits(struct str s, size_t at)
{
	for (size_t i = 0; i < 3; i++) {
		if (at + i >= s.n || !isdigit((unsigned char)s.p[at + i])) {
			return false;
		}
	}
	return at + 3 >= s.n || !isdigit((unsigned char)s.p[at + 3]);
}

/* Digits in groups of three, all with the same separator: 1 450, 1,450, 1.450, 22 628. */
static size_t number_end(struct str s, size_t at, int64_t *ret)
{
	size_t end = at;
	int64_t value = 0;
	while (end < s.n && isdigit((unsigned char)s.p[end])) {
		value = value < 1000000000000 ? value * 10 + (s.p[end] - '0') : value;
		end++;
	}
	size_t n = end - at, mark = group_separator(s, end);
	struct str sign = str_sub(s, end, end + mark);
	while (n <= 3 && s.p[at] != '0' && mark && three_digits(s, end + mark) &&
		str_eq(sign, str_sub(s, end, end + mark)) && value < 1000000000) {
		end += mark;
		for (size_t i = 0; i < 3; i++) {
			value = value * 10 + (s.p[end + i] - '0');
		}
		end += 3;
	}
	*ret = value;
	return end;
}

static void add_token(struct words *w, struct token t)
{
	if (w->count == w->room) {
		size_t more = w->room ? w->room * 2 : 256;
		w->tokens =
			arena_grow(w->arena, w->tokens, w->room * sizeof *w->tokens, more * sizeof *w->tokens);
		w->room = more;
	}
	w->tokens[w->count++] = t;
}

/* A print of the first three letters of a word, in lower case. */
static uint8_t start_print(struct str s)
{
	uint32_t print = 0;
	for (size_t i = 0; i < 3; i++) {
		print = print * 31 + (i < s.n ? (uint32_t)tolower((unsigned char)s.p[i]) : 0);
	}
	return (uint8_t)(print ^ print >> 8);
}

static size_t read_token(struct words *w, struct str s, size_t at, uint32_t block, bool blank)
{
	size_t next = at;
	int32_t c = utf8_next(s, &next);
	struct token t = {.blank = blank, .from = (uint32_t)at, .block = block};
	size_t end = is_letter(c) || (c >= '0' && c <= '9') ? address_end(s, at) : at;
	if (end > at) {
		t.kind = TOKEN_MARK;
	} else if (is_letter(c)) {
		end = word_end(s, at);
		t.capital = is_upper(c);
	} else if (c >= '0' && c <= '9') {
		t.kind = TOKEN_NUMBER;
		end = number_end(s, at, &t.number);
		/* 80th, 3D, 4G: a word. */
		size_t tail = word_end(s, end);
		if (tail > end) {
			t.kind = TOKEN_WORD;
			end = tail;
		}
	} else {
		t.kind = TOKEN_MARK;
		end = next;
	}
	t.to = (uint32_t)end;
	t.start = start_print(str_sub(s, at, end));
	add_token(w, t);
	return end;
}

static void cut_tokens(struct words *w)
{
	struct str text = w->page->text;
	for (size_t b = 0; b < w->page->block_count; b++) {
		const struct block *block = &w->page->blocks[b];
		struct str s = str_sub(text, 0, block->to);
		bool blank = true;
		for (size_t at = block->from; at < block->to;) {
			size_t next = at;
			if (is_blank(utf8_next(s, &next))) {
				blank = true;
				at = next;
				continue;
			}
			at = read_token(w, s, at, (uint32_t)b, blank);
			blank = false;
		}
	}
}

/* ---- patterns ---- */

bool mark_is(const struct words *w, size_t i, const char *mark)
{
	return i < w->count && w->tokens[i].kind == TOKEN_MARK && str_is(word_text(w, i), mark);
}

/* Compares without case and accents of the letters a pattern may have. */
static bool letters_meet(struct str word, const char *pattern, size_t n)
{
	bool open = n > 0 && pattern[n - 1] == '*';
	n -= open;
	if (word.n < n || (!open && word.n != n)) {
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		if (tolower((unsigned char)word.p[i]) != pattern[i]) {
			return false;
		}
	}
	return true;
}

bool word_is(const struct words *w, size_t i, const char *pattern_word)
{
	return i < w->count && w->tokens[i].kind != TOKEN_MARK &&
		letters_meet(word_text(w, i), pattern_word, strlen(pattern_word));
}

static bool is_hyphen(const struct words *w, size_t i)
{
	return mark_is(w, i, "-") || mark_is(w, i, "\xe2\x80\x91");
}

static size_t alternative_at(const struct words *w, size_t i, size_t end, const char *alt, size_t n)
{
	size_t at = i;
	for (size_t from = 0; from < n;) {
		size_t to = from;
		while (to < n && alt[to] != ' ') {
			to++;
		}
		while (at > i && at < end && is_hyphen(w, at)) {
			at++;
		}
		if (at >= end || w->tokens[at].kind == TOKEN_MARK ||
			!letters_meet(word_text(w, at), alt + from, to - from)) {
			return 0;
		}
		at++;
		from = to + 1;
	}
	return at - i;
}

/* Which prints the first words of a pattern have. Most words of a letter begin none of a pattern's
 * alternatives, and this says so without reading them. */
struct pattern_starts {
	const char *pattern;
	uint64_t prints[4];
};

static void learn_starts(struct pattern_starts *ps, const char *pattern)
{
	*ps = (struct pattern_starts){.pattern = pattern};
	while (*pattern) {
		size_t n = strcspn(pattern, "| "), all = strcspn(pattern, "|");
		if (n > 0 && pattern[n - 1] == '*' && n <= 3) {
			memset(ps->prints, 0xff, sizeof ps->prints);
		}
		uint8_t print = start_print((struct str){pattern, n});
		ps->prints[print / 64] |= (uint64_t)1 << print % 64;
		pattern += all + (pattern[all] == '|');
	}
}

static bool may_begin(const struct words *w, size_t i, const char *pattern)
{
	if (!w->starts) {
		return true;
	}
	size_t slot = ((uintptr_t)pattern >> 3) * 2654435761u % STARTS_ROOM;
	for (size_t tries = 0; tries < 16; tries++, slot = (slot + 1) % STARTS_ROOM) {
		struct pattern_starts *ps = &w->starts[slot];
		if (!ps->pattern) {
			learn_starts(ps, pattern);
		}
		if (ps->pattern == pattern) {
			uint8_t print = w->tokens[i].start;
			return ps->prints[print / 64] >> print % 64 & 1;
		}
	}
	return true;
}

size_t pattern_at(const struct words *w, size_t i, size_t end, const char *pattern)
{
	size_t best = 0;
	if (i >= end || i >= w->count || !may_begin(w, i, pattern)) {
		return 0;
	}
	while (*pattern) {
		size_t n = strcspn(pattern, "|");
		size_t met = n ? alternative_at(w, i, end, pattern, n) : 0;
		best = met > best ? met : best;
		pattern += n + (pattern[n] == '|');
	}
	return best;
}

size_t pattern_find(
	const struct words *w, size_t first, size_t end, const char *pattern, size_t *ret_n)
{
	for (size_t i = first; i < end; i++) {
		size_t n = pattern_at(w, i, end, pattern);
		if (n > 0) {
			if (ret_n) {
				*ret_n = n;
			}
			return i;
		}
	}
	return end;
}

bool pattern_in(const struct words *w, size_t first, size_t end, const char *pattern)
{
	return pattern && pattern_find(w, first, end, pattern, NULL) < end;
}

bool pattern_in_text(struct arena *a, struct str text, const char *pattern)
{
	struct block block = {.from = 0, .to = text.n};
	struct page page = {.text = text, .blocks = &block, .block_count = 1};
	struct words w = {.page = &page, .arena = a};
	cut_tokens(&w);
	return pattern_in(&w, 0, w.count, pattern);
}

/* ---- sentences ---- */

static bool abbreviation(const struct words *w, size_t i)
{
	static const char *const list =
		"mr|mrs|ms|dr|prof|st|no|nos|art|arts|messrs|hon|rev|gen|col|"
		"jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|vs|approx|ca|cf|p|pp|vol|fig|mln|bln";
	if (i >= w->count || w->tokens[i].kind != TOKEN_WORD) {
		return false;
	}
	/* A single letter is an initial, or a part of U.S. */
	bool number = i + 2 < w->count && w->tokens[i + 2].kind == TOKEN_NUMBER;
	return w->tokens[i].to - w->tokens[i].from == 1 ||
		(number ? pattern_at(w, i, i + 1, list)
				: pattern_at(w, i, i + 1, "mr|mrs|ms|dr|prof|st|messrs|hon|rev|gen|col|vs|ca|cf"));
}

static bool ends_sentence(const struct words *w, size_t i, size_t end)
{
	if (mark_is(w, i, "!") || mark_is(w, i, "?") || mark_is(w, i, "\xe2\x80\xa6")) {
		return i + 1 >= end || w->tokens[i + 1].blank;
	}
	if (!mark_is(w, i, ".")) {
		return false;
	}
	if (i + 1 >= end) {
		return true;
	}
	size_t next = i + 1;
	while (next < end &&
		(mark_is(w, next, "\"") || mark_is(w, next, "\xe2\x80\x9d") || mark_is(w, next, ")"))) {
		next++;
	}
	if (next >= end) {
		return true;
	}
	const struct token *t = &w->tokens[next];
	bool begins = t->capital || t->kind == TOKEN_NUMBER || t->kind == TOKEN_MARK;
	return (t->blank || next > i + 1) && begins &&
		!(i > 0 && abbreviation(w, i - 1) && !w->tokens[i].blank);
}

/* Token i begins a line of its block. */
static bool begins_line(const struct words *w, size_t i)
{
	size_t from = w->tokens[i - 1].to, n = w->tokens[i].from - from;
	return memchr(w->page->text.p + from, '\n', n) != NULL;
}

/* "Political prisoners (1 September): 1,324": a line that begins at i and is a record of its own. */
static bool record_line(const struct words *w, size_t i, size_t end)
{
	size_t last = i, colon = 0;
	while (last < end && w->tokens[last].block == w->tokens[i].block && last < i + RECORD_MOST &&
		(last == i || !begins_line(w, last))) {
		colon = mark_is(w, last, ":") && last > i ? last : colon;
		last++;
	}
	return colon > 0 && w->tokens[last - 1].kind == TOKEN_NUMBER && last - colon <= 5;
}

static void cut_sentences(struct words *w)
{
	bool record = false;
	for (size_t i = 0; i < w->count;) {
		size_t first = i;
		uint32_t block = w->tokens[i].block;
		while (i < w->count && w->tokens[i].block == block && i - first < SENTENCE_MOST) {
			bool line = i == 0 || w->tokens[i - 1].block != block || begins_line(w, i);
			bool before = record;
			record = line ? record_line(w, i, w->count) : record;
			bool row = line && i > first && mark_is(w, i, "|"); /* of a table */
			if (row || (line && i > first && (before || record))) {
				break;
			}
			size_t last = i++;
			size_t end = i;
			while (end < w->count && w->tokens[end].block == block && end < i + 2) {
				end++;
			}
			if (ends_sentence(w, last, end)) {
				while (i < w->count && w->tokens[i].block == block && !w->tokens[i].blank) {
					i++; /* closing quotation marks */
				}
				break;
			}
		}
		w->sentences[w->sentence_count++] = (struct sentence){(uint32_t)first, (uint32_t)i, block};
	}
}

enum rc words_read(struct arena *a, const struct page *page, struct words *ret, struct fault *f)
{
	*ret = (struct words){.page = page, .arena = a};
	ret->starts = arena_array(a, STARTS_ROOM, sizeof *ret->starts);
	/* At worst a token for each byte, twice over while they grow. */
	if (arena_full(a, 2 * (page->text.n + 256) * sizeof *ret->tokens + 65536)) {
		return fault_set(f, RC_LIMIT, "the letter is too long for the memory given to it");
	}
	cut_tokens(ret);
	if (arena_full(a, (ret->count + 1) * sizeof *ret->sentences + 65536)) {
		return fault_set(f, RC_LIMIT, "the letter is too long for the memory given to it");
	}
	ret->sentences = arena_array(a, ret->count + 1, sizeof *ret->sentences);
	cut_sentences(ret);
	return RC_OK;
}
