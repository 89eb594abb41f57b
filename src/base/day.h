/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Days. A day is a count from 1970-01-01 in the proleptic Gregorian calendar, and
 * always a day of Europe/Minsk.
 */
#ifndef BASE_DAY_H
#define BASE_DAY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

typedef int32_t day;

/* Sentinels outside every real day: "since ever" and "for ever". */
#define DAY_MIN ((day)-10000000)
#define DAY_MAX ((day)10000000)

struct ymd {
	int year;
	int month; /* 1-12 */
	int day;   /* 1-31 */
};

day day_of(int year, int month, int mday); /* the date must exist */
struct ymd day_ymd(day d);
bool ymd_exists(int year, int month, int mday);
int month_length(int year, int month);
/* Today in Minsk (UTC+3, no summer time since 2011), or VOLYA_TODAY=YYYY-MM-DD if set: for tests and replays. */
day day_today(void);
/* YYYY-MM-DD into a caller's buffer; DAY_MIN and DAY_MAX as "..". Returns text. */
#define DAY_TEXT 16
char *day_format(day d, char text[DAY_TEXT]);
/* Exactly YYYY-MM-DD. */
bool day_parse(struct str s, day *ret_day);

#endif
