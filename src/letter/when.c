/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Days and periods in English: 16 March 2023, March 16, 2023, 2023-03-16, in February, since 2020,
 * last year. */
#include "letter/words.h"

#include <stdlib.h>
#include <string.h>

static int month_of(const struct words *w, size_t i)
{
	static const char *const names[] = {"january|jan", "february|feb", "march|mar", "april|apr",
		"may", "june|jun", "july|jul", "august|aug", "september|sept|sep", "october|oct",
		"november|nov", "december|dec"};
	if (i >= w->count || !w->tokens[i].capital) {
		return 0;
	}
	for (int m = 0; m < 12; m++) {
		if (pattern_at(w, i, i + 1, names[m])) {
			return m + 1;
		}
	}
	return 0;
}

static int year_of(const struct words *w, size_t i, size_t end)
{
	if (i >= end || w->tokens[i].kind != TOKEN_NUMBER || w->tokens[i].to - w->tokens[i].from != 4) {
		return 0;
	}
	int64_t y = w->tokens[i].number;
	return y >= 1900 && y <= 2100 ? (int)y : 0;
}

/* "first", "the twenty-first" in words; *ret_n tokens. */
static int ordinal_of(const struct words *w, size_t i, size_t end, size_t *ret_n)
{
	static const char *const words[] = {"first", "second", "third", "fourth", "fifth", "sixth",
		"seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth",
		"fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
		"twenty first", "twenty second", "twenty third", "twenty fourth", "twenty fifth",
		"twenty sixth", "twenty seventh", "twenty eighth", "twenty ninth", "thirtieth",
		"thirty first"};
	for (int d = 31; d > 0; d--) {
		*ret_n = pattern_at(w, i, end, words[d - 1]);
		if (*ret_n > 0) {
			return d;
		}
	}
	return 0;
}

/* 16, 16th, 1st, first: the day of a month; *ret_n tokens. */
static int mday_of(const struct words *w, size_t i, size_t end, size_t *ret_n)
{
	*ret_n = 1;
	if (i >= end || w->tokens[i].kind == TOKEN_MARK) {
		return 0;
	}
	int said = ordinal_of(w, i, end, ret_n);
	if (said > 0) {
		return said;
	}
	*ret_n = 1;
	struct str s = word_text(w, i);
	size_t n = 0;
	int value = 0;
	while (n < s.n && n < 2 && s.p[n] >= '0' && s.p[n] <= '9') {
		value = value * 10 + (s.p[n++] - '0');
	}
	struct str tail = str_sub(s, n, s.n);
	bool ordinal = str_is_nocase(tail, "st") || str_is_nocase(tail, "nd") ||
		str_is_nocase(tail, "rd") || str_is_nocase(tail, "th");
	return n > 0 && value >= 1 && value <= 31 && (tail.n == 0 || ordinal) ? value : 0;
}

/* Digits parted by marks: 2023-03-16, 16.03.2023, 16/03/2023. */
static size_t numeric_date(
	const struct words *w, size_t i, size_t end, struct ymd *ret, int *ret_precision)
{
	if (i + 2 >= end || w->tokens[i].kind != TOKEN_NUMBER || w->tokens[i + 1].kind != TOKEN_MARK ||
		w->tokens[i + 2].kind != TOKEN_NUMBER || w->tokens[i + 1].blank || w->tokens[i + 2].blank) {
		return 0;
	}
	struct str mark = word_text(w, i + 1);
	bool third = i + 4 < end && w->tokens[i + 3].kind == TOKEN_MARK &&
		str_eq(word_text(w, i + 3), mark) && w->tokens[i + 4].kind == TOKEN_NUMBER &&
		!w->tokens[i + 4].blank;
	int64_t a = w->tokens[i].number, b = w->tokens[i + 2].number;
	size_t width = w->tokens[i + 2].to - w->tokens[i + 2].from;
	if (str_is(mark, "-") && year_of(w, i, end) && width == 2 && b >= 1 && b <= 12) {
		int64_t c = third ? w->tokens[i + 4].number : 0;
		*ret = (struct ymd){(int)a, (int)b, third && c >= 1 && c <= 31 ? (int)c : 1};
		*ret_precision = third ? 3 : 2;
		return third ? 5 : 3;
	}
	if (third && (str_is(mark, ".") || str_is(mark, "/")) && year_of(w, i + 4, end) && a >= 1 &&
		a <= 31 && b >= 1 && b <= 12) {
		*ret = (struct ymd){(int)w->tokens[i + 4].number, (int)b, (int)a};
		*ret_precision = 3;
		return 5;
	}
	return 0;
}

static void guess_year(struct ymd *d, day letter, int precision)
{
	struct ymd l = letter == DAY_MAX ? day_ymd(day_today()) : day_ymd(letter);
	d->year = l.year;
	if (d->month > l.month || (d->month == l.month && precision == 3 && d->day > l.day)) {
		d->year--; /* the letter looks back */
	}
}

size_t when_date(
	const struct words *w, size_t i, size_t end, day letter, struct ymd *ret, int *ret_precision)
{
	size_t n = numeric_date(w, i, end, ret, ret_precision);
	if (n > 0) {
		return ymd_exists(ret->year, ret->month, ret->day) ? n : 0;
	}
	size_t at = i, used;
	int mday = mday_of(w, at, end, &used), month = 0;
	if (mday > 0) {
		at += used;
		at += word_is(w, at, "of");
		month = at < end ? month_of(w, at) : 0;
		if (month == 0) {
			int year = year_of(w, i, end);
			*ret = (struct ymd){year, 1, 1};
			*ret_precision = 1;
			return year ? 1 : 0;
		}
		at++;
	} else if (at < end && (month = month_of(w, at)) > 0) {
		at++;
		at += at < end && mark_is(w, at, ".") && !w->tokens[at].blank;
		int after = mday_of(w, at, end, &used);
		if (after > 0) {
			mday = after;
			at += used;
		}
	} else {
		int year = year_of(w, i, end);
		*ret = (struct ymd){year, 1, 1};
		*ret_precision = 1;
		return year ? 1 : 0;
	}
	size_t comma = at < end && mark_is(w, at, ",") ? 1 : 0;
	int year = year_of(w, at + comma, end);
	*ret = (struct ymd){year, month, mday ? mday : 1};
	*ret_precision = mday ? 3 : 2;
	if (year > 0) {
		at += comma + 1;
	} else {
		/* "May" and "March" alone are also verbs. */
		if (mday == 0 && (month == 5 || month == 3) && i > 0 &&
			!pattern_at(w, i - 1, i,
				"in|since|by|of|until|from|last|early|late|mid|during|and|this|next|before|"
				"after")) {
			return 0;
		}
		guess_year(ret, letter, *ret_precision);
	}
	return ymd_exists(ret->year, ret->month, ret->day) ? at - i : 0;
}

static void set_bounds(struct arena *a, struct when *when, struct ymd d, int precision)
{
	when->precision = precision;
	if (precision == 3) {
		when->from = when->to = day_of(d.year, d.month, d.day);
		when->edtf = arena_printf(a, "%04d-%02d-%02d", d.year, d.month, d.day);
	} else if (precision == 2) {
		when->from = day_of(d.year, d.month, 1);
		when->to = day_of(d.year, d.month, month_length(d.year, d.month));
		when->edtf = arena_printf(a, "%04d-%02d", d.year, d.month);
	} else {
		when->from = day_of(d.year, 1, 1);
		when->to = day_of(d.year, 12, 31);
		when->edtf = arena_printf(a, "%04d", d.year);
	}
}

/* What stands before a date says how it is meant. */
static void set_kind(struct arena *a, const struct words *w, size_t first, struct when *when)
{
	static const struct {
		const char *pattern;
		enum when_kind kind;
	} leads[] = {
		{"as of|as at|as on|by|at|until|till|up to|through|by late|by early|by mid", WHEN_AS_OF},
		{"by the end of|at the end of|as of the end of|by the close of|to the end of|until the end "
		 "of",
			WHEN_AS_OF},
		{"end of|the end of|late", WHEN_AS_OF},
		{"by the beginning of|at the beginning of|at the start of|by the start of|early in",
			WHEN_AS_OF},
		{"since|starting in|beginning in|ever since|from|starting from|since the summer of|since "
		 "early|since late",
			WHEN_SINCE},
		{"looking back at|look back at|back at|looking back on|over the whole of|in the whole of", WHEN_ON},
		{"on|in|during|throughout|of|in the course of|in early|in late|in mid|over|for", WHEN_ON},
	};
	when->kind = WHEN_ON;
	size_t best = 0, at = when->first;
	for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
		for (size_t n = 1; n <= 5 && at >= first + n; n++) {
			if (n > best && pattern_at(w, at - n, at, leads[i].pattern) == n) {
				best = n;
				when->kind = leads[i].kind;
				bool start = pattern_in(w, at - n, at, "beginning|start|early");
				bool end = pattern_in(w, at - n, at, "end|close|late");
				if (when->kind == WHEN_AS_OF && start) {
					when->to = when->from;
				} else if (when->kind == WHEN_AS_OF && end) {
					when->from = when->to;
				}
			}
		}
	}
	when->first = at - best;
	char from[DAY_TEXT];
	if (when->kind == WHEN_SINCE) {
		when->edtf = arena_printf(a, "%s/..", when->edtf);
	} else if (when->kind == WHEN_AS_OF && when->from == when->to && when->precision < 3) {
		when->edtf = arena_strdup(a, day_format(when->from, from));
		when->precision = 3;
	}
}

/* In place of how many months ago. */
#define THIS_MONTH 100
#define NEW_YEAR 101

struct ago {
	const char *pattern;
	int years, months;
};

/* "last year", "this month": one named period before the letter. */
static size_t relative_named(struct arena *a, const struct words *w, size_t first, size_t i,
	size_t end, day letter, struct when *ret)
{
	static const struct ago list[] = {
		{"last year|the previous year|in the past year alone", -1, 0},
		{"this year|the current year", 0, 0},
		{"last month|the previous month", 0, -1},
		{"this month", 0, THIS_MONTH},
		{"at the start of the year|at the beginning of the year|at the turn of the year|since the "
		 "start of the year|since the beginning of the year",
			0, NEW_YEAR},
	};
	struct ymd l = day_ymd(letter);
	for (size_t k = 0; k < sizeof list / sizeof *list; k++) {
		size_t n = pattern_at(w, i, end, list[k].pattern);
		if (n == 0) {
			continue;
		}
		if (list[k].months == NEW_YEAR) {
			set_bounds(a, ret, (struct ymd){l.year, 1, 1}, 3);
			ret->kind = WHEN_AS_OF;
			return n;
		}
		if (list[k].months == 0) {
			set_bounds(a, ret, (struct ymd){l.year + list[k].years, 1, 1}, 1);
		} else {
			int month = list[k].months == THIS_MONTH ? l.month : l.month - 1;
			struct ymd d = {month ? l.year : l.year - 1, month ? month : 12, 1};
			set_bounds(a, ret, d, 2);
		}
		set_kind(a, w, first, ret);
		return n;
	}
	return 0;
}

/* 0 = Monday. */
static int weekday(day d)
{
	return (int)(((d - day_of(2024, 1, 1)) % 7 + 7) % 7);
}

/* "yesterday", "on Saturday": the last such day. */
static size_t relative_day(
	struct arena *a, const struct words *w, size_t i, size_t end, day letter, struct when *ret)
{
	static const char *const days[] = {
		"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
	size_t n = pattern_at(w, i, end, "yesterday|today");
	day d = n && word_is(w, i, "yesterday") ? letter - 1 : letter;
	size_t lead = n ? 0 : pattern_at(w, i, end, "on|last|this|on last");
	for (int k = 0; lead > 0 && n == 0 && k < 7; k++) {
		if (pattern_at(w, i + lead, end, days[k]) &&
			!(i + lead + 1 < end && mark_is(w, i + lead + 1, ","))) {
			n = lead + 1;
			d = letter - (weekday(letter) - k + 7) % 7;
		}
	}
	if (n > 0) {
		set_bounds(a, ret, day_ymd(d), 3);
		ret->kind = WHEN_ON;
	}
	return n;
}

/* "that year" after a day or period: its year. */
static size_t that_year(struct arena *a, const struct words *w, size_t i, size_t end,
	const struct when *before, struct when *ret)
{
	size_t n = before ? pattern_at(w, i, end, "that year|the same year") : 0;
	if (n > 0) {
		set_bounds(a, ret, (struct ymd){day_ymd(before->to).year, 1, 1}, 1);
		set_kind(a, w, 0, ret);
	}
	return n;
}

/* "for the past three years", "in the last two months", "over three years": a span that ends with
 * the letter. */
static size_t relative_span(
	struct arena *a, const struct words *w, size_t i, size_t end, day letter, struct when *ret)
{
	size_t n = pattern_at(w, i, end,
		"for the past|for the last|in the past|in the last|over the past|over the last|"
		"during the past|during the last|within the past|within the last|in just|in less than|in "
		"under|in|for|within|over");
	if (n == 0) {
		return 0;
	}
	bool past =
		pattern_in(w, i, i + n, "past|last|over|for") || pattern_in(w, i, i + n, "just|less");
	struct amount m;
	size_t at = i + n, back = 0;
	if (!past) {
		return 0;
	}
	static const char *const numbers[] = {"one", "two", "three", "four", "five", "six", "seven",
		"eight", "nine", "ten", "eleven", "twelve"};
	m.value = 0;
	for (size_t k = 0; k < 12; k++) {
		m.value = word_is(w, at, numbers[k]) ? (int64_t)k + 1 : m.value;
	}
	if (at < end && w->tokens[at].kind == TOKEN_NUMBER && w->tokens[at].number < 100) {
		m.value = w->tokens[at].number;
	}
	back = m.value > 0 ? at + 1 : at;
	m.value = m.value > 0 ? m.value : 1;
	int months = 0;
	if (pattern_at(w, back, end, "year|years")) {
		months = (int)m.value * 12;
	} else if (pattern_at(w, back, end, "month|months")) {
		months = (int)m.value;
	}
	if (months == 0 || back >= end) {
		return 0;
	}
	struct ymd l = day_ymd(letter);
	int count = l.year * 12 + l.month - 1 - months;
	struct ymd from = {count / 12, count % 12 + 1, 1};
	char text[2][DAY_TEXT];
	ret->from = day_of(from.year, from.month,
		l.day <= month_length(from.year, from.month) ? l.day : month_length(from.year, from.month));
	ret->to = letter;
	ret->edtf =
		arena_printf(a, "%s/%s", day_format(ret->from, text[0]), day_format(ret->to, text[1]));
	ret->precision = 1;
	ret->kind = WHEN_WITHIN;
	return back + 1 - i;
}

static bool says_year(const struct words *w, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++) {
		if (year_of(w, i, end)) {
			return true;
		}
	}
	return false;
}

/* "between 2020 and 2023", "from 2020 to 2023": as of the end of it, for what is counted since 2020.
 * Tokens after the first year; 0 = no such words. */
static size_t since_2020_till(
	struct arena *a, const struct words *w, size_t i, size_t end, struct when *when)
{
	int year = i + 2 < end ? year_of(w, i + 2, end) : 0;
	if (i == 0 || !pattern_at(w, i - 1, i, "between|from") || year_of(w, i, end) != 2020 || year < 2021 ||
		!pattern_at(w, i + 1, end, "and|to|till|until|through")) {
		return 0;
	}
	set_bounds(a, when, (struct ymd){year, 12, 31}, 3);
	when->kind = WHEN_AS_OF;
	when->first = i - 1;
	return 2;
}

size_t when_all(
	struct arena *a, struct words *w, size_t first, size_t end, day letter, struct when **ret)
{
	size_t count = 0, room = 0;
	day base = letter == DAY_MAX ? day_today() : letter;
	*ret = NULL;
	for (size_t i = first; i < end;) {
		struct when when = {.first = i};
		struct ymd d;
		int precision = 0;
		size_t n = relative_span(a, w, i, end, base, &when);
		n = n ? n : relative_named(a, w, first, i, end, base, &when);
		n = n ? n : relative_day(a, w, i, end, base, &when);
		n = n ? n : that_year(a, w, i, end, count ? &(*ret)[count - 1] : NULL, &when);
		if (n == 0 && (n = when_date(w, i, end, base, &d, &precision)) > 0) {
			/* "In 2015 six were pardoned, on 22 August": the year goes on. */
			if (precision > 1 && count == 1 && (*ret)[0].first == first && (*ret)[0].kind == WHEN_ON &&
				!says_year(w, i, i + n)) {
				d.year = day_ymd((*ret)[0].from).year;
			}
			/* 2,019 people and "2019 people": a count, told by amount_next. */
			bool alone = precision == 1 && n == 1;
			set_bounds(a, &when, d, precision);
			when.year_said = true;
			set_kind(a, w, first, &when);
			if (alone && when.first == i &&
				pattern_at(w, i + 1, end,
					"people|persons|political|prisoners|men|women|ngos|convictions|detentions|"
					"cases|organi*|journalists|were")) {
				n = 0;
			}
		}
		n += n == 1 && precision == 1 ? since_2020_till(a, w, i, end, &when) : 0;
		if (n == 0) {
			i++;
			continue;
		}
		when.end = i + n;
		for (size_t k = i; k < i + n; k++) {
			w->tokens[k].taken = true;
		}
		if (count == room) {
			size_t more = room ? room * 2 : 4;
			*ret = arena_grow(a, *ret, room * sizeof **ret, more * sizeof **ret);
			room = more;
		}
		(*ret)[count++] = when;
		i += n;
	}
	return count;
}
