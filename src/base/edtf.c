/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The grammar of EDTF levels 0 and 1, read by one function for each of its parts.
 * Seasons are those of Minsk, by whole months: winter 2020 runs from December 2020 on.
 */
#include "base/edtf.h"

#include <stdarg.h>
#include <string.h>

#include "base/edtf_slip.h"

/* Years a day can count: the sentinels lie outside. */
#define YEAR_LEAST (-25000)
#define YEAR_MOST 25000

enum precision { BY_DAY, BY_MONTH, BY_SEASON, BY_YEAR };

struct cursor {
	struct str s;
	size_t at;
	struct fault *f;
};

/* A date of some precision: the first and the last period it may mean. */
struct span {
	enum precision precision;
	day lo, hi;
};

static int peek(const struct cursor *c, size_t ahead)
{
	return c->at + ahead < c->s.n ? (unsigned char)c->s.p[c->at + ahead] : -1;
}

static bool is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static bool skip(struct cursor *c, char what)
{
	if (peek(c, 0) != what) {
		return false;
	}
	c->at++;
	return true;
}

/* The fault, with its column in code points. */
static PRINTF_LIKE(2, 3) enum rc wrong(struct cursor *c, const char *fmt, ...)
{
	char why[200];
	va_list args;

	va_start(args, fmt);
	vsnprintf(why, sizeof(why), fmt, args);
	va_end(args);
	fault_set(c->f, RC_INVALID, "\"%.*s\" is not a date: %s", c->s.n < 100 ? (int)c->s.n : 100,
		c->s.p, why);
	fault_where(c->f, NULL, 0, (unsigned)utf8_length(str_sub(c->s, 0, c->at)) + 1);
	return RC_INVALID;
}

/* First and last day of a year; years no day can count end just inside the sentinels. */
static day year_first(int64_t year)
{
	return year < YEAR_LEAST ? DAY_MIN + 1 : year > YEAR_MOST ? DAY_MAX - 1 : day_of((int)year, 1, 1);
}

static day year_last(int64_t year)
{
	return year < YEAR_LEAST ? DAY_MIN + 1 : year > YEAR_MOST ? DAY_MAX - 1 : day_of((int)year, 12, 31);
}

static struct span span_years(int64_t from, int64_t to)
{
	return (struct span){BY_YEAR, year_first(from), year_last(to)};
}

/* Months from 0 = January of the year; may run into the next year. */
static struct span span_months(int year, int first, int last, enum precision precision)
{
	int end_year = year + last / 12;
	int end_month = last % 12 + 1;
	return (struct span){
		precision,
		day_of(year, first + 1, 1),
		day_of(end_year, end_month, month_length(end_year, end_month)),
	};
}

static day months_off(day d, int months, bool to_end)
{
	struct ymd t = day_ymd(d);
	int count = t.year * 12 + t.month - 1 + months;
	int year = (count >= 0 ? count : count - 11) / 12;
	int month = count - year * 12 + 1;
	return day_of(year, month, to_end ? month_length(year, month) : 1);
}

/* A qualifier widens a value by its own precision on each side. */
static struct span widened(struct span span)
{
	static const int months[] = {[BY_MONTH] = 1, [BY_SEASON] = 3, [BY_YEAR] = 12};

	if (span.lo <= day_of(YEAR_LEAST, 12, 31) || span.hi >= day_of(YEAR_MOST, 1, 1)) {
		return span;
	}
	if (span.precision == BY_DAY) {
		span.lo -= 1;
		span.hi += 1;
	} else {
		span.lo = months_off(span.lo, -months[span.precision], false);
		span.hi = months_off(span.hi, months[span.precision], true);
	}
	return span;
}

/* Exactly two digits as a number, or -1. */
static int two_digits(struct cursor *c)
{
	if (!is_digit(peek(c, 0)) || !is_digit(peek(c, 1)) || is_digit(peek(c, 2))) {
		return -1;
	}
	int number = (peek(c, 0) - '0') * 10 + peek(c, 1) - '0';
	c->at += 2;
	return number;
}

/* Y170000002, Y-170000002: five digits or more. */
static enum rc read_long_year(struct cursor *c, struct span *ret)
{
	const int64_t beyond = INT64_C(1000000000000);
	int64_t year = 0;
	int count = 0;

	c->at++;
	bool negative = skip(c, '-');
	for (; is_digit(peek(c, 0)); c->at++, count++) {
		year = year < beyond ? year * 10 + peek(c, 0) - '0' : beyond;
	}
	if (count < 5) {
		return wrong(c, "a year after Y has five digits or more");
	}
	*ret = span_years(negative ? -year : year, negative ? -year : year);
	return RC_OK;
}

/* 201X, 20XX: a decade or a century. */
static struct span span_unspecified_year(int year, int unknown, bool negative)
{
	int width = unknown == 1 ? 10 : 100;
	int near = year, far = year + width - 1;
	return negative ? span_years(-far, -near) : span_years(near, far);
}

/* Four digits, of which the last one or two may be X. */
static enum rc read_year(struct cursor *c, int *ret_year, int *ret_unknown)
{
	int year = 0, unknown = 0;

	for (int i = 0; i < 4; i++, c->at++) {
		int digit = peek(c, 0);
		if (digit == 'X' && i >= 2) {
			unknown++;
			digit = '0';
		} else if (!is_digit(digit) || unknown > 0) {
			return wrong(c, "a year has four digits, of which the last two may be X");
		}
		year = year * 10 + digit - '0';
	}
	if (is_digit(peek(c, 0))) {
		return wrong(c, "a year of more than four digits begins with Y");
	}
	*ret_year = year;
	*ret_unknown = unknown;
	return RC_OK;
}

static const char *month_name(int month)
{
	static const char *const names[] = {"January", "February", "March", "April", "May", "June",
		"July", "August", "September", "October", "November", "December"};
	return names[month - 1];
}

static enum rc read_day(struct cursor *c, int year, int month, struct span *ret)
{
	if (peek(c, 0) == 'X' && peek(c, 1) == 'X') {
		c->at += 2;
		*ret = span_months(year, month - 1, month - 1, BY_MONTH);
		return RC_OK;
	}
	size_t start = c->at;
	int mday = two_digits(c);
	if (mday < 0) {
		return wrong(c, "a day has two digits, or is XX");
	}
	if (!ymd_exists(year, month, mday)) {
		c->at = start;
		wrong(c, "%s %d has %d days", month_name(month), year, month_length(year, month));
		fault_hint(c->f, "the last day of that month is %04d-%02d-%02d", year, month,
			month_length(year, month));
		return RC_INVALID;
	}
	day d = day_of(year, month, mday);
	*ret = (struct span){BY_DAY, d, d};
	return RC_OK;
}

/* 1985-XX-XX and 2004-XX: anywhere in the year. */
static enum rc read_unknown_month(struct cursor *c, int year, struct span *ret)
{
	c->at += 2;
	if (skip(c, '-')) {
		if (peek(c, 0) != 'X' || peek(c, 1) != 'X') {
			return wrong(c, "where the month is XX the day is XX too");
		}
		c->at += 2;
	}
	*ret = span_years(year, year);
	return RC_OK;
}

/* What follows the hyphen after a year: month, season, day. */
static enum rc read_month(struct cursor *c, int year, struct span *ret)
{
	if (peek(c, 0) == 'X' && peek(c, 1) == 'X') {
		return read_unknown_month(c, year, ret);
	}
	size_t start = c->at;
	int month = two_digits(c);
	if (month < 0) {
		return wrong(c, "a month has two digits, or is XX");
	}
	if (month >= 21 && month <= 24) {
		int first = 2 + (month - 21) * 3; /* spring begins with March */
		*ret = span_months(year, first, first + 2, BY_SEASON);
		return RC_OK;
	}
	if (month < 1 || month > 12) {
		c->at = start;
		return wrong(c, "there is no month %02d (01 to 12, or a season 21 to 24)", month);
	}
	if (skip(c, '-')) {
		return read_day(c, year, month, ret);
	}
	*ret = span_months(year, month - 1, month - 1, BY_MONTH);
	return RC_OK;
}

static enum rc read_calendar_date(struct cursor *c, struct span *ret)
{
	int year = 0, unknown = 0;
	bool negative = skip(c, '-');
	enum rc rc = read_year(c, &year, &unknown);

	if (rc != RC_OK) {
		return rc;
	}
	if (negative && year == 0 && unknown == 0) {
		return wrong(c, "there is no year -0000");
	}
	if (unknown > 0) {
		*ret = span_unspecified_year(year, unknown, negative);
		return RC_OK;
	}
	year = negative ? -year : year;
	if (skip(c, '-')) {
		return read_month(c, year, ret);
	}
	*ret = span_years(year, year);
	return RC_OK;
}

static void read_qualifier(struct cursor *c, struct edtf_date *date)
{
	int q = peek(c, 0);
	if (q == '?' || q == '~' || q == '%') {
		date->uncertain = q != '~';
		date->approximate = q != '?';
		c->at++;
	}
}

static enum rc read_date(struct cursor *c, struct edtf_date *ret, enum precision *ret_precision)
{
	struct span span = {0};
	enum rc rc = peek(c, 0) == 'Y' ? read_long_year(c, &span) : read_calendar_date(c, &span);

	if (rc != RC_OK) {
		return rc;
	}
	*ret = (struct edtf_date){.what = EDTF_KNOWN};
	read_qualifier(c, ret);
	if (ret->uncertain || ret->approximate) {
		span = widened(span);
	}
	ret->lo = span.lo;
	ret->hi = span.hi;
	*ret_precision = span.precision;
	return RC_OK;
}

/* One two-digit part of a time, at most most; -1 when it is not that. */
static int time_part(struct cursor *c, int most)
{
	int number = two_digits(c);
	return number > most ? -1 : number;
}

/* Z, +03, +03:00; *ret_minutes is the offset from UTC, *ret_there whether one stands there. */
static enum rc read_zone(struct cursor *c, int *ret_minutes, bool *ret_there)
{
	*ret_there = true;
	*ret_minutes = 0;
	if (skip(c, 'Z')) {
		return RC_OK;
	}
	int sign = peek(c, 0) == '+' ? 1 : peek(c, 0) == '-' ? -1 : 0;
	if (sign == 0) {
		*ret_there = false;
		return RC_OK;
	}
	c->at++;
	int hours = time_part(c, 23);
	int minutes = hours >= 0 && skip(c, ':') ? time_part(c, 59) : 0;
	if (hours < 0 || minutes < 0) {
		return wrong(c, "a time zone is Z, +03 or +03:00");
	}
	*ret_minutes = sign * (hours * 60 + minutes);
	return RC_OK;
}

/*
 * A time of another zone may fall on the day before or after in Minsk, which was two
 * hours ahead of UTC in winters before 2011-03-27 and has been three hours ahead since.
 */
static void move_to_minsk(struct edtf_date *date, int minute, int zone_minutes)
{
	const int a_day = 24 * 60;
	int utc = minute - zone_minutes;
	int least = utc + (date->lo < day_of(2011, 3, 27) ? 120 : 180);
	int most = utc + 180;

	date->hi = date->lo + (most >= a_day) - (most < 0);
	date->lo = date->lo + (least >= a_day) - (least < 0);
}

static enum rc read_time(struct cursor *c, struct edtf_date *date)
{
	int zone_minutes;
	bool has_zone;

	c->at++;
	int hours = time_part(c, 24);
	int minutes = hours >= 0 && skip(c, ':') ? time_part(c, 59) : -1;
	int seconds = minutes >= 0 && skip(c, ':') ? time_part(c, 60) : -1;
	if (seconds < 0 || (hours == 24 && minutes + seconds > 0)) {
		return wrong(c, "a time is written 10:10:10");
	}
	enum rc rc = read_zone(c, &zone_minutes, &has_zone);
	if (rc == RC_OK && has_zone) {
		move_to_minsk(date, hours * 60 + minutes, zone_minutes);
	}
	return rc;
}

static enum rc read_end(struct cursor *c, struct edtf_date *ret)
{
	enum precision precision;

	if (c->at == c->s.n || peek(c, 0) == '/') {
		*ret = (struct edtf_date){EDTF_UNKNOWN, DAY_MIN, DAY_MAX, false, false};
		return RC_OK;
	}
	if (peek(c, 0) == '.' && peek(c, 1) == '.') {
		c->at += 2;
		*ret = (struct edtf_date){EDTF_OPEN, DAY_MIN, DAY_MAX, false, false};
		return RC_OK;
	}
	return read_date(c, ret, &precision);
}

static enum rc read_interval(struct cursor *c, struct edtf *ret)
{
	enum rc rc = read_end(c, &ret->from);
	if (rc != RC_OK) {
		return rc;
	}
	if (!skip(c, '/')) {
		return wrong(c, "this cannot follow the date that an interval begins with");
	}
	size_t second = c->at;
	rc = read_end(c, &ret->to);
	if (rc != RC_OK) {
		return rc;
	}
	if (c->at != c->s.n) {
		return wrong(c, "this cannot follow the date that an interval ends with");
	}
	if (ret->from.what == EDTF_KNOWN && ret->to.what == EDTF_KNOWN && ret->from.lo > ret->to.hi) {
		c->at = second;
		wrong(c, "the interval ends before it begins");
		fault_hint(c->f, "write the earlier date first");
		return RC_INVALID;
	}
	ret->interval = true;
	return RC_OK;
}

static enum rc read_single(struct cursor *c, struct edtf *ret)
{
	enum precision precision;
	enum rc rc = read_date(c, &ret->from, &precision);

	if (rc == RC_OK && peek(c, 0) == 'T' && precision == BY_DAY && !ret->from.uncertain &&
		!ret->from.approximate) {
		rc = read_time(c, &ret->from);
	}
	if (rc == RC_OK && c->at != c->s.n) {
		rc = wrong(c, "nothing more can follow here");
	}
	ret->to = ret->from;
	return rc;
}

enum rc edtf_parse(struct str s, struct edtf *ret, struct fault *f)
{
	struct cursor c = {.s = s, .f = f};
	day d;

	*ret = (struct edtf){0};
	/* By far the most common value: one full date. */
	if (day_parse(s, &d)) {
		ret->from = ret->to = (struct edtf_date){EDTF_KNOWN, d, d, false, false};
		return RC_OK;
	}
	if (s.n == 0 || str_is(s, "..")) {
		enum edtf_what what = s.n == 0 ? EDTF_NONE : EDTF_OPEN;
		ret->from = ret->to = (struct edtf_date){what, DAY_MIN, DAY_MAX, false, false};
		return RC_OK;
	}
	enum rc rc = memchr(s.p, '/', s.n) != NULL ? read_interval(&c, ret) : read_single(&c, ret);
	if (rc != RC_OK) {
		edtf_slip_hint(s, f);
	}
	return rc;
}
