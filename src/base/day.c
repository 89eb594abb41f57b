/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Days as counts from 1970-01-01 in the proleptic Gregorian calendar. */
#include "base/day.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAYS_IN_400_YEARS 146097
#define DAYS_TO_1970 719468 /* from 0000-03-01 */
#define SECONDS_A_DAY 86400
#define MINSK_OFFSET (3 * 3600)

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int month_length(int year, int month)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	assert(month >= 1 && month <= 12);
	return month == 2 && is_leap(year) ? 29 : lengths[month - 1];
}

bool ymd_exists(int year, int month, int mday)
{
	return month >= 1 && month <= 12 && mday >= 1 && mday <= month_length(year, month);
}

/*
 * Years are counted from 1 March, so that the leap day is the last of its year and the
 * months from March on follow the pattern of 153 days every five months.
 */
day day_of(int year, int month, int mday)
{
	int y = month > 2 ? year : year - 1;
	int era = (y >= 0 ? y : y - 399) / 400;
	int in_era = y - era * 400;
	int from_march = month > 2 ? month - 3 : month + 9;
	int in_year = (153 * from_march + 2) / 5 + mday - 1;

	return era * DAYS_IN_400_YEARS + in_era * 365 + in_era / 4 - in_era / 100 + in_year - DAYS_TO_1970;
}

struct ymd day_ymd(day d)
{
	int z = d + DAYS_TO_1970;
	int era = (z >= 0 ? z : z - (DAYS_IN_400_YEARS - 1)) / DAYS_IN_400_YEARS;
	int in_era = z - era * DAYS_IN_400_YEARS;
	int year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	int in_year = in_era - (365 * year + year / 4 - year / 100);
	int from_march = (5 * in_year + 2) / 153;
	int month = from_march < 10 ? from_march + 3 : from_march - 9;

	return (struct ymd){
		.year = year + era * 400 + (month <= 2),
		.month = month,
		.day = in_year - (153 * from_march + 2) / 5 + 1,
	};
}

day day_today(void)
{
	const char *set = getenv("VOLYA_TODAY");
	day d;

	if (set != NULL && day_parse(str_of(set), &d)) {
		return d;
	}
	return (day)((time(NULL) + MINSK_OFFSET) / SECONDS_A_DAY);
}

char *day_format(day d, char text[DAY_TEXT])
{
	if (d <= DAY_MIN || d >= DAY_MAX) {
		memcpy(text, "..", 3);
		return text;
	}
	struct ymd t = day_ymd(d);
	if (t.year >= 0 && t.year <= 9999) {
		int digits[] = {t.year / 1000, t.year / 100 % 10, t.year / 10 % 10, t.year % 10, -1,
			t.month / 10, t.month % 10, -1, t.day / 10, t.day % 10};
		for (int i = 0; i < 10; i++) {
			text[i] = digits[i] < 0 ? '-' : (char)('0' + digits[i]);
		}
		text[10] = '\0';
	} else {
		snprintf(text, DAY_TEXT, "%s%04d-%02d-%02d", t.year < 0 ? "-" : "", abs(t.year) % 100000,
			t.month % 100, t.day % 100);
	}
	return text;
}

/* The number that n digits at p make, or -1. */
static int digits(const char *p, int n)
{
	int value = 0;
	for (int i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9') {
			return -1;
		}
		value = value * 10 + (p[i] - '0');
	}
	return value;
}

bool day_parse(struct str s, day *ret_day)
{
	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-') {
		return false;
	}
	int year = digits(s.p, 4), month = digits(s.p + 5, 2), mday = digits(s.p + 8, 2);
	if (year < 0 || !ymd_exists(year, month, mday)) {
		return false;
	}
	*ret_day = day_of(year, month, mday);
	return true;
}
