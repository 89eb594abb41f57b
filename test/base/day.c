/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Days: every day of a long span is walked one by one and held against the C library. */
#include "base/day.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

/* The next date by the plain rules of the calendar. */
static struct ymd next_date(struct ymd t)
{
	if (t.day < month_length(t.year, t.month)) {
		t.day++;
	} else if (t.month < 12) {
		t.month++;
		t.day = 1;
	} else {
		t = (struct ymd){t.year + 1, 1, 1};
	}
	return t;
}

static void test_every_day_in_turn(void **state)
{
	struct ymd expected = {-1200, 1, 1};
	day first = day_of(-1200, 1, 1);

	(void)state;
	for (day d = first; expected.year < 2600; d++, expected = next_date(expected)) {
		struct ymd got = day_ymd(d);
		assert_int_equal(got.year, expected.year);
		assert_int_equal(got.month, expected.month);
		assert_int_equal(got.day, expected.day);
		assert_int_equal(day_of(got.year, got.month, got.day), d);
	}
}

static void test_against_libc(void **state)
{
	(void)state;
	for (day d = day_of(1900, 1, 1); d < day_of(2200, 1, 1); d++) {
		time_t seconds = (time_t)d * 86400;
		struct tm tm;
		gmtime_r(&seconds, &tm);
		struct ymd t = day_ymd(d);
		assert_int_equal(t.year, tm.tm_year + 1900);
		assert_int_equal(t.month, tm.tm_mon + 1);
		assert_int_equal(t.day, tm.tm_mday);
	}
}

static void test_leap_years(void **state)
{
	(void)state;
	assert_int_equal(month_length(2000, 2), 29);
	assert_int_equal(month_length(1900, 2), 28);
	assert_int_equal(month_length(2024, 2), 29);
	assert_int_equal(month_length(2023, 2), 28);
	assert_true(ymd_exists(2024, 2, 29));
	assert_false(ymd_exists(2023, 2, 29));
	assert_false(ymd_exists(2023, 0, 1));
	assert_false(ymd_exists(2023, 13, 1));
	assert_false(ymd_exists(2023, 4, 31));
	assert_false(ymd_exists(2023, 4, 0));
}

static void test_format(void **state)
{
	char text[DAY_TEXT];

	(void)state;
	assert_string_equal(day_format(0, text), "1970-01-01");
	assert_string_equal(day_format(day_of(2023, 3, 16), text), "2023-03-16");
	assert_string_equal(day_format(day_of(7, 3, 6), text), "0007-03-06");
	assert_string_equal(day_format(day_of(-44, 3, 15), text), "-0044-03-15");
	assert_string_equal(day_format(day_of(12345, 12, 31), text), "12345-12-31");
	assert_string_equal(day_format(DAY_MIN, text), "..");
	assert_string_equal(day_format(DAY_MAX, text), "..");
	/* The largest that fit beside the sentinels. */
	day_format(DAY_MIN + 1, text);
	day_format(DAY_MAX - 1, text);
}

static void test_parse(void **state)
{
	static const char *const wrong[] = {"", "2023-3-16", "2023-03-16 ", "2023-02-29", "2023/03/16",
		"2023-03-1X", "-023-03-16", "20230316", "2023-13-01", "2023-00-10", "2023-01-00", "2o23-01-01"};
	day d = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_false(day_parse(str_of(wrong[i]), &d));
	}
	assert_true(day_parse(STR("2024-02-29"), &d));
	assert_int_equal(d, day_of(2024, 2, 29));
}

static void test_today(void **state)
{
	(void)state;
	setenv("VOLYA_TODAY", "2024-12-31", 1);
	assert_int_equal(day_today(), day_of(2024, 12, 31));
	unsetenv("VOLYA_TODAY");
	day before = (day)((time(NULL) + 3 * 3600) / 86400);
	day today = day_today();
	assert_in_range(today, before, before + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_day_in_turn),
		cmocka_unit_test(test_against_libc),
		cmocka_unit_test(test_leap_years),
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_today),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
