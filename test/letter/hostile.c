/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Letters made to be slow or to break something: each is read, or refused with a reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "letters.h"

#define LONG ((size_t)200 << 10)

static int finish(void **state)
{
	(void)state;
	letters_finish();
	return 0;
}

/* head, then unit again and again up to n bytes. */
static enum rc check(const char *head, const char *unit, size_t n, struct fault *f)
{
	struct arena *a = arena_create(1024u << 20);
	struct letter_report l;
	struct letter_options o = {.on = DAY_MAX, .name = "letter"};
	size_t at = strlen(head), step = strlen(unit);
	char *bytes = malloc(n + at + step + 1);
	assert_non_null(bytes);
	memcpy(bytes, head, at);
	for (; at < n; at += step) {
		memcpy(bytes + at, unit, step);
	}
	enum rc rc = letter_check(
		letters_register(), &viewer_public, a, (struct str){bytes, at}, &o, &l, f);
	free(bytes);
	arena_destroy(a);
	return rc;
}

static void test_long(void **state)
{
	(void)state;
	static const char *const letters[][2] = {{"", "1"}, {"", "1 234 "}, {"", "a"}, {"", "a,"},
		{"", "a@"}, {"", "\""}, {"", "> "}, {"", "Ales "}, {"", "Ales Bialiatski "}, {"", "May "}, {"", "Mr. A. B. "},
		{"", "more than 100 people, Ales Bialiatski is in prison, "},
		{"", "We urge you to release 100 people by March 2023. "},
		{"", "Political prisoners: 5\n"}, {"", "sentenced to 10 years under Article 361 he "},
		{"<html><body>", "<div>"}, {"<html><body>", "<table><tr><td>"}, {"<html><body>", "&amp;"},
		{"<html><body>", "<p>1 234</p>"}, {"# x\n\n", "*a **"}, {"# x\n\n", "["},
		{"# x\n\n", "> > > 5\n"}};
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
		struct fault f = {0};
				bool many = strcmp(letters[i][1], "Ales Bialiatski ") == 0; /* fifty thousand names */
		enum rc rc = check(letters[i][0], letters[i][1], many ? 4 * LONG : LONG, &f);
		if (rc != RC_OK && !many) {
			print_error("\"%s\"\n", letters[i][1]);
			fault_print(stderr, &f);
		}
		assert_int_equal(rc, many ? RC_LIMIT : RC_OK);
	}
}

static void test_refused(void **state)
{
	(void)state;
	struct fault f = {0};
	assert_int_equal(check("", "people ", (5u << 20), &f), RC_LIMIT);
	fault_clear(&f);
	assert_int_equal(check("Dear \xff", "people ", 100, &f), RC_INVALID);
	fault_clear(&f);
	assert_int_equal(check("Dear \xed\xa0\x80", "people ", 100, &f), RC_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_refused),
	};
	return cmocka_run_group_tests(tests, NULL, finish);
}
