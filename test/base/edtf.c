/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * EDTF levels 0 and 1: the forms of the specification (https://www.loc.gov/standards/datetime/),
 * each with the bounds it must have, and bounds held against a walk through every day.
 */
#include "base/edtf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct good {
	const char *text;
	const char *from_lo, *from_hi; /* ".." for a side without bounds */
	const char *to_lo, *to_hi;     /* NULL: not an interval */
};

static const struct good goods[] = {
	/* Level 0 */
	{"1985-04-12", "1985-04-12", "1985-04-12", NULL, NULL},
	{"1985-04", "1985-04-01", "1985-04-30", NULL, NULL},
	{"1985", "1985-01-01", "1985-12-31", NULL, NULL},
	{"1985-04-12T23:20:30", "1985-04-12", "1985-04-12", NULL, NULL},
	{"1985-04-12T23:20:30Z", "1985-04-13", "1985-04-13", NULL, NULL},
	{"1985-04-12T23:20:30-04", "1985-04-13", "1985-04-13", NULL, NULL},
	{"1985-04-12T23:20:30+04:30", "1985-04-12", "1985-04-12", NULL, NULL},
	{"1964/2008", "1964-01-01", "1964-12-31", "2008-01-01", "2008-12-31"},
	{"2004-06/2006-08", "2004-06-01", "2004-06-30", "2006-08-01", "2006-08-31"},
	{"2004-02-01/2005-02-08", "2004-02-01", "2004-02-01", "2005-02-08", "2005-02-08"},
	{"2004-02-01/2005-02", "2004-02-01", "2004-02-01", "2005-02-01", "2005-02-28"},
	{"2004-02-01/2005", "2004-02-01", "2004-02-01", "2005-01-01", "2005-12-31"},
	{"2005/2006-02", "2005-01-01", "2005-12-31", "2006-02-01", "2006-02-28"},
	/* Level 1: long years, which no day can count, lie inside the sentinels */
	{"Y12345", "12345-01-01", "12345-12-31", NULL, NULL},
	{"Y-12345", "-12345-01-01", "-12345-12-31", NULL, NULL},
	/* Level 1: seasons */
	{"2001-21", "2001-03-01", "2001-05-31", NULL, NULL},
	{"2001-22", "2001-06-01", "2001-08-31", NULL, NULL},
	{"2001-23", "2001-09-01", "2001-11-30", NULL, NULL},
	{"2003-24", "2003-12-01", "2004-02-29", NULL, NULL},
	/* Level 1: qualified, wider by their own precision */
	{"1984?", "1983-01-01", "1985-12-31", NULL, NULL},
	{"2004-06~", "2004-05-01", "2004-07-31", NULL, NULL},
	{"2004-01~", "2003-12-01", "2004-02-29", NULL, NULL},
	{"2004-06-11%", "2004-06-10", "2004-06-12", NULL, NULL},
	{"2001-21~", "2000-12-01", "2001-08-31", NULL, NULL},
	/* Level 1: unspecified digits */
	{"201X", "2010-01-01", "2019-12-31", NULL, NULL},
	{"20XX", "2000-01-01", "2099-12-31", NULL, NULL},
	{"2004-XX", "2004-01-01", "2004-12-31", NULL, NULL},
	{"1985-04-XX", "1985-04-01", "1985-04-30", NULL, NULL},
	{"1985-XX-XX", "1985-01-01", "1985-12-31", NULL, NULL},
	/* Level 1: open and unknown ends */
	{"1985-04-12/..", "1985-04-12", "1985-04-12", "..", ".."},
	{"1985-04/..", "1985-04-01", "1985-04-30", "..", ".."},
	{"1985/..", "1985-01-01", "1985-12-31", "..", ".."},
	{"../1985-04-12", "..", "..", "1985-04-12", "1985-04-12"},
	{"../1985-04", "..", "..", "1985-04-01", "1985-04-30"},
	{"../1985", "..", "..", "1985-01-01", "1985-12-31"},
	{"1985-04-12/", "1985-04-12", "1985-04-12", "..", ".."},
	{"/1985-04", "..", "..", "1985-04-01", "1985-04-30"},
	{"1984~/2004-06", "1983-01-01", "1985-12-31", "2004-06-01", "2004-06-30"},
	{"1984/2004-06~", "1984-01-01", "1984-12-31", "2004-05-01", "2004-07-31"},
	{"1984~/2004~", "1983-01-01", "1985-12-31", "2003-01-01", "2005-12-31"},
	{"1984?/2004%", "1983-01-01", "1985-12-31", "2003-01-01", "2005-12-31"},
	{"-1984?/2004", "-1985-01-01", "-1983-12-31", "2004-01-01", "2004-12-31"},
	{"2004-06-XX/2004-07-03", "2004-06-01", "2004-06-30", "2004-07-03", "2004-07-03"},
	/* Level 1: years before the common era */
	{"-1985", "-1985-01-01", "-1985-12-31", NULL, NULL},
	{"0000", "0000-01-01", "0000-12-31", NULL, NULL},
	/* Overlapping bounds are in order as long as some reading is. */
	{"2020-05-20/2020-05", "2020-05-20", "2020-05-20", "2020-05-01", "2020-05-31"},
	/* Minsk was two hours ahead of UTC or three: where that matters, both days may be meant. */
	{"2005-01-10T21:30:00Z", "2005-01-10", "2005-01-11", NULL, NULL},
	{"2020-01-10T21:30:00Z", "2020-01-11", "2020-01-11", NULL, NULL},
	{"2020-01-10T01:00:00+12:00", "2020-01-09", "2020-01-09", NULL, NULL},
	{"2020-01-10T24:00:00", "2020-01-10", "2020-01-10", NULL, NULL},
	{"2016-12-31T23:59:60Z", "2017-01-01", "2017-01-01", NULL, NULL},
};

static void check_end(const struct edtf_date *date, const char *lo, const char *hi)
{
	char text[DAY_TEXT];
	assert_string_equal(day_format(date->lo, text), lo);
	assert_string_equal(day_format(date->hi, text), hi);
}

static void test_good(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(goods) / sizeof(goods[0]); i++) {
		const struct good *g = &goods[i];
		struct fault fault = {0};
		struct edtf e;
		enum rc rc = edtf_parse(str_of(g->text), &e, &fault);
		if (rc != RC_OK) {
			print_error("%s: %s\n", g->text, fault.message);
		}
		assert_int_equal(rc, RC_OK);
		assert_int_equal(e.interval, g->to_lo != NULL);
		check_end(&e.from, g->from_lo, g->from_hi);
		check_end(&e.to, g->to_lo != NULL ? g->to_lo : g->from_lo, g->to_hi != NULL ? g->to_hi : g->from_hi);
	}
}

struct bad {
	const char *text;
	unsigned column;
	const char *hint; /* a part of it, or NULL */
};

static const struct bad bads[] = {
	{"2021-02-29", 9, "2021-02-28"},
	{"2020-04-31", 9, "2020-04-30"},
	{"2020-13", 6, NULL},
	{"2020-00", 6, NULL},
	{"2020-20", 6, NULL},
	{"2020-25", 6, NULL},
	{"31.12.2020", 3, "2020-12-31"},
	{"2020.12.31", 5, "2020-12-31"},
	{"2020/05/01", 8, "2020-05-01"},
	{"2020/05", 8, "2020-05"},
	{"5/6/2020", 2, "2020-06-05 or 2020-05-06"},
	{"2020-5-1", 6, "2020-05-01"},
	{"2021/2020", 6, "earlier"},
	{"2020-05-01/2020-04", 12, "earlier"},
	{"201x", 4, "X"},
	{"2020-05-uu", 9, "X"},
	{"2XXX", 2, NULL},
	{"20X1", 4, NULL},
	{"2004-XX-01", 9, NULL},
	{"201X-05", 5, NULL},
	{"1985-04-1X", 9, NULL},
	{"unknown/2020", 1, "empty"},
	{"2020-05-01/open", 12, ".."},
	{"2020-05-01 \xE2\x80\x93 2020-05-03", 11, "/"},
	{"2020-05-01 / 2020-06-01", 11, "spaces"},
	{" 2020", 1, "spaces"},
	{"2020 ", 5, "spaces"},
	{"12345", 5, NULL},
	{"Y2020", 6, NULL},
	{"Y", 2, NULL},
	{"-0000", 6, NULL},
	{"2020?~", 6, NULL},
	{"?2020", 1, NULL},
	{"2020-05-01T10:10", 17, NULL},
	{"2020-05-01T25:00:00", 14, NULL},
	{"2020-05-01T10:10:10+3", 22, NULL},
	{"2020-05T10:10:10", 8, NULL},
	{"2020-05-01T10:10:10Z/2021", 11, NULL},
	{"2020/2021/2022", 10, NULL},
	{"...", 1, NULL},
	{"2020-05-01X", 11, NULL},
	{"\xD0\xBC\xD0\xB0\xD0\xB9 2020", 1, NULL},
};

static void test_bad(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bads) / sizeof(bads[0]); i++) {
		const struct bad *b = &bads[i];
		struct fault fault = {0};
		struct edtf e;
		enum rc rc = edtf_parse(str_of(b->text), &e, &fault);
		if (rc != RC_INVALID || (b->hint != NULL && strstr(fault.hint, b->hint) == NULL)) {
			print_error("%s: %d, %s, %s\n", b->text, rc, fault.message, fault.hint);
		}
		assert_int_equal(rc, RC_INVALID);
		assert_int_equal(fault.rc, RC_INVALID);
		assert_true(fault.hint[0] != '\0');
		if (b->hint != NULL) {
			assert_non_null(strstr(fault.hint, b->hint));
		}
		assert_in_range(fault.column, 1, utf8_length(str_of(b->text)) + 1);
	}
}

/* Columns count code points, not bytes. */
static void test_column(void **state)
{
	struct fault fault = {0};
	struct edtf e;

	(void)state;
	assert_int_equal(edtf_parse(STR("2020-05-01\xE2\x80\x93"), &e, &fault), RC_INVALID);
	assert_int_equal(fault.column, 11);
	fault_clear(&fault);
	assert_int_equal(edtf_parse(STR("2020-13-01"), &e, &fault), RC_INVALID);
	assert_int_equal(fault.column, 6);
}

static void test_kinds_of_ends(void **state)
{
	struct edtf e;

	(void)state;
	assert_int_equal(edtf_parse(STR(""), &e, NULL), RC_OK);
	assert_int_equal(e.from.what, EDTF_NONE);
	assert_int_equal(edtf_parse(STR(".."), &e, NULL), RC_OK);
	assert_int_equal(e.from.what, EDTF_OPEN);
	assert_int_equal(edtf_parse(STR("2020/"), &e, NULL), RC_OK);
	assert_int_equal(e.to.what, EDTF_UNKNOWN);
	assert_int_equal(edtf_parse(STR("2020/.."), &e, NULL), RC_OK);
	assert_int_equal(e.to.what, EDTF_OPEN);
	assert_int_equal(edtf_parse(STR("/.."), &e, NULL), RC_OK);
	assert_int_equal(e.from.what, EDTF_UNKNOWN);
	assert_int_equal(edtf_parse(STR("2004-06~/2004-08?"), &e, NULL), RC_OK);
	assert_true(e.from.approximate && !e.from.uncertain);
	assert_true(e.to.uncertain && !e.to.approximate);
	assert_int_equal(edtf_parse(STR("2004-06-11%"), &e, NULL), RC_OK);
	assert_true(e.from.approximate && e.from.uncertain);
}

/* Beyond what a day can count a date is still known, and never "for ever". */
static void test_far_years(void **state)
{
	static const char *const texts[] = {"Y170000002", "Y-170000002", "Y99999999999999999999999?"};
	struct edtf e;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(edtf_parse(str_of(texts[i]), &e, NULL), RC_OK);
		assert_int_equal(e.from.what, EDTF_KNOWN);
		assert_true(e.from.lo > DAY_MIN && e.from.hi < DAY_MAX && e.from.lo <= e.from.hi);
	}
}

/* Whether the date, written out, fits the pattern where X stands for any digit. */
static bool fits(const char *date, const char *pattern)
{
	for (; *pattern != '\0'; pattern++, date++) {
		if (*pattern != 'X' && *pattern != *date) {
			return false;
		}
	}
	return true;
}

/* Every pattern with every month and year of a span, held against a walk through its days. */
static void test_bounds_day_by_day(void **state)
{
	static const char *const ends[] = {"", "-XX", "-XX-XX", "-MM", "-MM-XX"};
	char pattern[40], text[DAY_TEXT];

	(void)state;
	for (int year = 1896; year <= 2104; year += 4) {
		for (int month = 1; month <= 12; month++) {
			for (size_t i = 0; i < 5; i++) {
				day lo = DAY_MAX, hi = DAY_MIN;
				struct edtf e;
				snprintf(pattern, sizeof(pattern), "%04d%s", year, ends[i]);
				if (pattern[4] != '\0' && pattern[5] == 'M') {
					pattern[5] = (char)('0' + month / 10);
					pattern[6] = (char)('0' + month % 10);
				}
				for (day d = day_of(year, 1, 1) - 40; d <= day_of(year, 12, 31) + 40; d++) {
					if (fits(day_format(d, text), pattern)) {
						lo = d < lo ? d : lo;
						hi = d;
					}
				}
				assert_int_equal(edtf_parse(str_of(pattern), &e, NULL), RC_OK);
				assert_int_equal(e.from.lo, lo);
				assert_int_equal(e.from.hi, hi);
			}
		}
	}
}

/* A first fault is kept: a second parse does not speak over it. */
static void test_first_fault_wins(void **state)
{
	struct fault fault = {0};
	struct edtf e;

	(void)state;
	fault_set(&fault, RC_DENIED, "no");
	fault_hint(&fault, "none");
	assert_int_equal(edtf_parse(STR("x"), &e, &fault), RC_INVALID);
	assert_int_equal(fault.rc, RC_DENIED);
	assert_string_equal(fault.message, "no");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_column),
		cmocka_unit_test(test_kinds_of_ends),
		cmocka_unit_test(test_far_years),
		cmocka_unit_test(test_bounds_day_by_day),
		cmocka_unit_test(test_first_fault_wins),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
