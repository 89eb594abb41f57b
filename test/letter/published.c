/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A letter is judged by what was published by its day; days, terms and articles of persons. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "letters.h"

/* The only claim of a kind that a letter of one paragraph makes. */
static const struct letter_claim *one(
	const char *day_text, const char *body, day on, enum claim_kind kind)
{
	struct letter_report l;
	const char *text = arena_printf(letters_arena, "%s\n\nDear readers,\n\n%s\n", day_text, body);
	const struct letter_claim *hit = NULL;
	letters_check(letters_arena, str_of(text), on, &l);
	for (size_t i = 0; i < l.claim_count; i++) {
		if (l.claims[i].kind == kind) {
			assert_null(hit);
			hit = arena_alloc(letters_arena, sizeof *hit);
			memcpy((void *)hit, &l.claims[i], sizeof *hit);
		}
	}
	if (!hit) {
		print_error("no %s in \"%s\"\n", claim_kind_key(kind), body);
	}
	assert_non_null(hit);
	return hit;
}

static void expect(const char *day_text, const char *body, enum claim_kind kind,
	enum verdict verdict, const char *why)
{
	const struct letter_claim *c = one(day_text, body, DAY_MAX, kind);
	if (c->verdict != verdict || !strstr(c->why, why)) {
		print_error("\"%s\": %s, %s\n", body, verdict_key(c->verdict), c->why);
	}
	assert_int_equal(c->verdict, verdict);
	assert_non_null(strstr(c->why, why));
	if (verdict == VERDICT_SUPPORTED || verdict == VERDICT_CONTRADICTED) {
		assert_non_null(c->register_value);
		assert_true(c->source_count > 0);
	}
}

static const char later[] = "said by a source published later";

static void test_figures_published(void **state)
{
	(void)state;
	/* Viasna's report for March came out on 4 April. */
	static const char march[] = "In March 44 people were recognised as political prisoners.";
	expect("2 April 2023", march, CLAIM_FIGURE, VERDICT_UNKNOWN, later);
	expect("4 April 2023", march, CLAIM_FIGURE, VERDICT_SUPPORTED, "agrees with 44");
	/* A wrong number is not contradicted by what nobody had read. */
	expect("2 April 2023", "In March 90 people were recognised as political prisoners.",
		CLAIM_FIGURE, VERDICT_UNKNOWN, later);
	expect("5 April 2023", "In March 90 people were recognised as political prisoners.",
		CLAIM_FIGURE, VERDICT_CONTRADICTED, "44");
	/* The list of 27 February may have moved this far; the later source confirms it. */
	expect("2 April 2023", "Viasna lists 1,474 political prisoners.", CLAIM_FIGURE,
		VERDICT_SUPPORTED, later);
	expect("2 April 2023", "Viasna lists 3,000 political prisoners.", CLAIM_FIGURE,
		VERDICT_CONTRADICTED, "1452");
}

static void test_sum_of_years(void **state)
{
	(void)state;
	const struct letter_claim *c = one("16 March 2023",
		"Since 2020 at least 2,900 people have been convicted in politically motivated cases.",
		DAY_MAX, CLAIM_FIGURE);
	assert_int_equal(c->verdict, VERDICT_SUPPORTED);
	assert_non_null(strstr(c->register_value, "103 + 1285 + 1242"));
	assert_string_equal(c->register_on, "2022-12-31");
	assert_true(c->source_count >= 3);
	assert_non_null(strstr(c->why, later));
	expect("16 March 2023", "Since 2020 only 2,000 people have been convicted in political cases.",
		CLAIM_FIGURE, VERDICT_CONTRADICTED, "2630");
}

static void test_people_published(void **state)
{
	(void)state;
	/* Freed on 12 February 2025, published the same day; before that nobody could know. */
	static const char held[] = "Andrei Kuznechyk is in prison.";
	expect("11 February 2025", held, CLAIM_STATUS, VERDICT_SUPPORTED, "agrees");
	expect("13 February 2025", held, CLAIM_STATUS, VERDICT_CONTRADICTED, "otherwise");
	const struct letter_claim *c =
		one("11 February 2025", held, day_of(2025, 3, 1), CLAIM_STATUS);
	assert_int_equal(c->verdict, VERDICT_OUTDATED);
	/* The first source for this death is of 2023. */
	expect("1 June 2022", "Vitold Ashurak died on 21 May 2021.", CLAIM_DATE, VERDICT_UNKNOWN, later);
	expect("1 June 2024", "Vitold Ashurak died on 21 May 2021.", CLAIM_DATE, VERDICT_SUPPORTED,
		"agrees");
	/* Vasil Berasneu was pardoned in August 2024, as was written on the 22nd. */
	expect("20 August 2024", "Vasil Berasneu is in prison.", CLAIM_STATUS, VERDICT_SUPPORTED, later);
}

static void test_days(void **state)
{
	(void)state;
	static const char day_text[] = "1 June 2026";
	expect(day_text, "Ales Bialiatski was sentenced on 3 March 2023.", CLAIM_DATE,
		VERDICT_SUPPORTED, "2023-03-03");
	expect(day_text, "Ales Bialiatski was sentenced on 5 May 2022.", CLAIM_DATE,
		VERDICT_CONTRADICTED, "register has 20");
	expect(day_text, "Ales Bialiatski was detained on 14 July 2021.", CLAIM_DATE,
		VERDICT_SUPPORTED, "agrees");
	expect(day_text, "Ales Bialiatski was released in June 2025.", CLAIM_DATE,
		VERDICT_CONTRADICTED, "2025-12-13");
	expect(day_text, "Ales Bialiatski, born in 1962, is free.", CLAIM_DATE, VERDICT_SUPPORTED,
		"1962-09-25");
	expect(day_text, "Ales Bialiatski (born 1961) is free.", CLAIM_DATE, VERDICT_CONTRADICTED,
		"1962-09-25");
	/* The register knows the month, or the year, and no more. */
	expect(day_text, "Mikalai Klimovich died on 7 May 2023.", CLAIM_DATE, VERDICT_IMPRECISE,
		"only 2023-05");
	expect(day_text, "Dzianis Dashkevich was detained on 4 May 2022.", CLAIM_DATE, VERDICT_UNKNOWN,
		"");
	expect(day_text, "Andrei Kuznechyk was sentenced on 1 March 2020.", CLAIM_DATE,
		VERDICT_CONTRADICTED, "2022-06-08");
}

static void test_terms(void **state)
{
	(void)state;
	static const char day_text[] = "1 June 2026";
	expect(day_text, "Ales Bialiatski was sentenced to ten years.", CLAIM_STATUS,
		VERDICT_SUPPORTED, "120 months");
	expect(day_text, "Katsiaryna Andreyeva got eight years and three months.", CLAIM_STATUS,
		VERDICT_SUPPORTED, "99 months");
	expect(day_text, "Ales Bialiatski got 12 years.", CLAIM_STATUS, VERDICT_CONTRADICTED, "months");
	expect(day_text, "Andrei Kuznechyk was charged under Article 361-1.", CLAIM_STATUS,
		VERDICT_SUPPORTED, "361-1");
	expect(day_text, "Andrei Kuznechyk was charged under Article 289.", CLAIM_STATUS,
		VERDICT_CONTRADICTED, "361-1");
}

/* What is denied, supposed or a share counts nobody. */
static void test_unreal(void **state)
{
	(void)state;
	static const char *const words[] = {"If 500 political prisoners were freed, we would rejoice.",
		"Even 10 political prisoners would be too many.", "One in five political prisoners is ill.",
		"Not 1,000 political prisoners.", "Two out of three political prisoners are ill.",
		"The U.S. Government knows political prisoners.", "See the note [3] on political prisoners."};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct letter_report l;
		const char *text = arena_printf(letters_arena, "1 June 2024\n\nDear readers,\n\n%s\n", words[i]);
		letters_check(letters_arena, str_of(text), DAY_MAX, &l);
		if (l.claim_count > 0) {
			print_error("%s: %s\n", words[i], l.claims[0].text);
		}
		assert_int_equal(l.claim_count, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		LETTERS_TEST(test_figures_published),
		LETTERS_TEST(test_sum_of_years),
		LETTERS_TEST(test_people_published),
		LETTERS_TEST(test_days),
		LETTERS_TEST(test_terms),
		LETTERS_TEST(test_unreal),
	};
	return cmocka_run_group_tests(tests, NULL, letters_end);
}
