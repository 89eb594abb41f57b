/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A part is not judged by the whole; notes, tables and the letter's own people are no claims. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "letters.h"

static struct letter_report check(const char *text)
{
	struct letter_report l;
	letters_check(letters_arena, str_of(text), DAY_MAX, &l);
	return l;
}

static void expect(const struct letter_report *l, enum claim_kind kind, const char *words, enum verdict verdict)
{
	const struct letter_claim *c = letters_claim(l, kind, words);
	if (!c || c->verdict != verdict) {
		print_error("\"%s\": %s\n", words, c ? verdict_key(c->verdict) : "not found");
	}
	assert_non_null(c);
	assert_int_equal(c->verdict, verdict);
}

static void test_part_of_the_whole(void **state)
{
	(void)state;
	struct letter_report l = check(
		"15 January 2024\n\nOn 31 December 2023 there were 1,452 political prisoners. Some 45 political "
		"prisoners are citizens of other countries. At least 60 elderly political prisoners are in prison. "
		"About 90 political prisoners need an operation. Every year 20 people are convicted in political cases. "
		"In 2023, 19 people were convicted for donations. In 2022 and 2023, 2,845 people were convicted.\n");
	expect(&l, CLAIM_FIGURE, "1,452", VERDICT_SUPPORTED);
	expect(&l, CLAIM_FIGURE, "45 political", VERDICT_UNKNOWN);
	expect(&l, CLAIM_FIGURE, "60 elderly", VERDICT_UNKNOWN);
	expect(&l, CLAIM_FIGURE, "90 political", VERDICT_UNKNOWN);
	expect(&l, CLAIM_FIGURE, "20 people", VERDICT_UNKNOWN);
	expect(&l, CLAIM_FIGURE, "19 people", VERDICT_UNKNOWN);
	expect(&l, CLAIM_FIGURE, "2,845 people", VERDICT_UNKNOWN);
}

static void test_period_of_a_list(void **state)
{
	(void)state;
	struct letter_report l = check("2 April 2025\n\nLooking back at 2024:\n\n"
		"* 1,721 people were found guilty in politically motivated trials;\n"
		"* 1,712 people were convicted in politically motivated trials.\n");
	expect(&l, CLAIM_FIGURE, "1,721 people", VERDICT_SUPPORTED);
	expect(&l, CLAIM_FIGURE, "1,712 people", VERDICT_IMPRECISE);
	assert_int_equal(l.claim_count, 2);
}

static void test_notes(void **state)
{
	(void)state;
	struct letter_report l = check("# A statement\n\n15 January 2024\n\n"
		"On 31 December 2023 there were 1,452 political prisoners.[^1] They are many.[2] They remain.\xc2\xb3\n\n"
		"[^1]: Report 77, 2 columns, 12 political prisoners were in prison.\n");
	expect(&l, CLAIM_FIGURE, "1,452", VERDICT_SUPPORTED);
	assert_int_equal(l.claim_count, 1);
}

static void expect_table(const char *text)
{
	struct letter_report l = check(text);
	expect(&l, CLAIM_FIGURE, "1,452", VERDICT_SUPPORTED);
	expect(&l, CLAIM_FIGURE, "168", VERDICT_SUPPORTED);
	expect(&l, CLAIM_FIGURE, "1,562", VERDICT_CONTRADICTED);
	assert_int_equal(l.claim_count, 3);
}

static void test_tables(void **state)
{
	(void)state;
	expect_table("# A table\n\n9 October 2024\n\n| Day | Political prisoners | Women among the political prisoners |\n"
				 "|---|--:|--:|\n| 31 December 2023 | **1,452** | 168 |\n| 29 February 2024 | 1,562 | |\n");
	expect_table("<html><body><p>9 October 2024</p><table><tr><th>Day</th><th>Political prisoners</th>"
				 "<th>Women among the political prisoners</th></tr><tr><td>31 December 2023</td><td>1,452</td>"
				 "<td>168</td></tr><tr><td>29 February 2024</td><td>1,562</td><td></td></tr></table></body></html>");
	/* What tells these columns apart is not read: neither number is held against anything. */
	struct letter_report l = check("# A table\n\n9 October 2024\n\n| What | 2022 | 2023 |\n|---|---|---|\n"
								   "| People convicted | 1,242 | 1,603 |\n");
	assert_int_equal(l.claim_count, 0);
}

static void test_own_side(void **state)
{
	(void)state;
	struct letter_report l = check(
		"15 January 2024\n\nDear Minister,\n\n\"They are not forgotten,\" our colleague Ivan Sample said."
		" Maria Sample, chair of the Circle, wrote to you. Viktar Sample is in prison.\n\n"
		"Yours sincerely,\nIvan Sample\n");
	assert_null(letters_claim(&l, CLAIM_PERSON, "Ivan Sample"));
	assert_null(letters_claim(&l, CLAIM_PERSON, "Maria Sample"));
	expect(&l, CLAIM_PERSON, "Viktar Sample", VERDICT_UNKNOWN);
}

static void test_terms_of_several(void **state)
{
	(void)state;
	struct letter_report l = check("15 January 2024\n\nMaksim Znak was sentenced to ten years, "
		"Maryia Kalesnikava to twelve. Ales Bialiatski, Valiantsin Stefanovich and Uladzimir Labkovich were "
		"given ten, nine and seven years.\n");
	int64_t months[] = {120, 144, 120, 108, 84};
	size_t n = 0;
	for (size_t i = 0; i < l.claim_count; i++) {
		assert_true(l.claims[i].kind == CLAIM_PERSON || l.claims[i].kind == CLAIM_STATUS);
		if (l.claims[i].kind == CLAIM_STATUS) {
			assert_true(n < 5);
			assert_int_equal(l.claims[i].value, months[n]);
			/* Kalesnikava was sentenced to eleven. */
			assert_int_equal(l.claims[i].verdict, n == 1 ? VERDICT_CONTRADICTED : VERDICT_SUPPORTED);
			n++;
		}
	}
	assert_int_equal(n, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		LETTERS_TEST(test_part_of_the_whole),
		LETTERS_TEST(test_period_of_a_list),
		LETTERS_TEST(test_notes),
		LETTERS_TEST(test_tables),
		LETTERS_TEST(test_own_side),
		LETTERS_TEST(test_terms_of_several),
	};
	return cmocka_run_group_tests(tests, NULL, letters_end);
}
