/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The project's own letter and invented ones against the project's own data; reports and rendering.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "letters.h"

static struct letter_report own_letter(day on)
{
	struct letter_report l;
	char path[512];
	snprintf(path, sizeof path, "%s/letters/2024-09-10-appeal.txt", getenv("VOLYA_DATA"));
	struct str bytes = letters_file(letters_arena, path);
	assert_true(bytes.n > 0);
	letters_check(letters_arena, bytes, on, &l);
	return l;
}

static void expect(
	const struct letter_report *l, enum claim_kind kind, const char *words, enum verdict verdict)
{
	const struct letter_claim *c = letters_claim(l, kind, words);
	if (!c || c->verdict != verdict) {
		print_error("%s \"%s\": %s\n", claim_kind_key(kind), words,
			c ? verdict_key(c->verdict) : "not found");
	}
	assert_non_null(c);
	assert_int_equal(c->verdict, verdict);
}

static void test_own_letter(void **state)
{
	(void)state;
	struct letter_report l = own_letter(DAY_MAX);
	assert_int_equal(l.date, day_of(2024, 9, 10));
	assert_int_equal(l.addressee_count, 1);
	assert_int_equal(l.signatory_count, 2);
	assert_int_equal(l.request_count, 3);
	assert_string_equal(l.requests[0].value, "1");
	assert_int_equal(l.deadline_count, 1);
	assert_string_equal(l.deadlines[0].value, "2024-09-24");
	expect(&l, CLAIM_FIGURE, "1,376 people", VERDICT_SUPPORTED);
	expect(&l, CLAIM_FIGURE, "177 women", VERDICT_SUPPORTED);
	expect(&l, CLAIM_FIGURE, "1,600 political prisoners", VERDICT_CONTRADICTED);
	expect(&l, CLAIM_FIGURE, "300 newspapers", VERDICT_UNKNOWN);
	expect(&l, CLAIM_FIGURE, "222 political prisoners", VERDICT_SUPPORTED);
	expect(&l, CLAIM_STATUS, "a presidential candidate", VERDICT_CONTRADICTED);
	expect(&l, CLAIM_STATUS, "sentence of ten years", VERDICT_SUPPORTED);
	expect(&l, CLAIM_DATE, "arrested on June 25, 2020", VERDICT_SUPPORTED);
	expect(&l, CLAIM_PERSON, "Viktar Babaryka", VERDICT_SUPPORTED);
}

static void test_later_day(void **state)
{
	(void)state;
	struct letter_report l = own_letter(day_of(2026, 1, 1));
	expect(&l, CLAIM_PERSON, "Viktar Babaryka", VERDICT_OUTDATED);
	expect(&l, CLAIM_FIGURE, "1,376 people", VERDICT_OUTDATED);
	expect(&l, CLAIM_PERSON, "Andrzej Poczobut", VERDICT_SUPPORTED);
	expect(&l, CLAIM_FIGURE, "1,600 political prisoners", VERDICT_CONTRADICTED);
	assert_non_null(letters_claim(&l, CLAIM_FIGURE, "1,376 people")->now);
}

static void test_text_fits(void **state)
{
	(void)state;
	struct letter_report l = own_letter(DAY_MAX);
	struct buf out;
	struct fault f = {0};
	buf_init(&out, 1 << 20);
	assert_int_equal(
		letter_report_text(letters_register(), &viewer_public, letters_arena, &l, 80, false, &out, &f),
		RC_OK);
	struct str all = buf_view(&out);
	assert_true(utf8_valid(all));
	for (size_t at = 0; at < all.n;) {
		size_t end = str_find(all, '\n', at);
		struct str line = str_sub(all, at, end);
		assert_true(utf8_length(line) <= 80 || !memchr(str_trim(line).p, ' ', str_trim(line).n));
		at = end + 1;
	}
	assert_null(memchr(all.p, 033, all.n));
	buf_finish(&out);
}

/* Whatever a letter says, it never becomes markup, and JSON stays JSON. */
static void test_no_markup(void **state)
{
	(void)state;
	static const char letter[] = "10 June 2024\n\nDear <b>President</b> \"Macron\",\n\n"
								 "1,374 political prisoners <script>alert('1')</script> are held. "
								 "Jane O\"Brien' onclick=<img src=x> is a political prisoner. 5 "
								 "journalists & <i>77 doctors</i> are in prison.\n";
	struct letter_report l;
	struct buf out;
	struct fault f = {0};
	letters_check(letters_arena, str_of(letter), DAY_MAX, &l);
	buf_init(&out, 1 << 20);
	assert_int_equal(
		letter_report_page(letters_register(), &viewer_public, letters_arena, &l, &out, &f), RC_OK);
	assert_null(strstr(out.p, "<script"));
	assert_null(strstr(out.p, "<img"));
	assert_null(strstr(out.p, "<i>"));
	assert_null(strstr(out.p, "style="));
	assert_non_null(strstr(out.p, "1,374 political prisoners"));
	buf_finish(&out);
}

static struct letter_report short_letter(const char *text)
{
	struct letter_report l;
	letters_check(letters_arena, str_of(text), DAY_MAX, &l);
	return l;
}

static void test_verdicts(void **state)
{
	(void)state;
	struct letter_report l = short_letter(
		"Dear all,\n\n16 March 2023\n\nMore than 1 450 political prisoners are held. "
		"More than 1 000 NGOs were liquidated. Viasna counts 1,800 political prisoners.");
	expect(&l, CLAIM_FIGURE, "More than 1 450", VERDICT_SUPPORTED);
	expect(&l, CLAIM_FIGURE, "More than 1 000", VERDICT_SUPPORTED);
	assert_non_null(
		strstr(letters_claim(&l, CLAIM_FIGURE, "More than 1 000")->why, "true but low"));
	expect(&l, CLAIM_FIGURE, "1,800", VERDICT_CONTRADICTED);
	l = short_letter(
		"1 May 2023\n\nIn Nicaragua 300 political prisoners were released in February. "
		"This happened thanks to the firmness of Europe.");
	expect(&l, CLAIM_FIGURE, "300 political prisoners", VERDICT_CONTRADICTED);
	expect(&l, CLAIM_EVENT, "thanks to the firmness", VERDICT_UNKNOWN);
}

/* Nothing to find is no claim: prices, articles, ages, other people's numbers. */
static void test_nothing(void **state)
{
	(void)state;
	struct letter_report l = short_letter(
		"16 March 2023\n\nUnder Article 361 a fine of 500 euros is due. The 27 of us met "
		"for 3 hours in Room 12. See https://example.org/1450 or call 555 0100. Prices rose by 12 "
		"percent.");
	assert_int_equal(l.claim_count, 0);
	l = short_letter("");
	assert_int_equal(l.claim_count, 0);
	assert_int_equal(l.date, DAY_MAX);
}

static void test_render(void **state)
{
	(void)state;
	struct buf out;
	struct fault f = {0};
	struct reg *r = letters_register();
	day on = day_of(2024, 9, 10);
	struct str good =
		STR("There are **{{figure political_prisoners_current by viasna}}** of them.\n");
	buf_init(&out, 1 << 20);
	assert_int_equal(
		letter_render(r, &viewer_public, letters_arena, good, "t", on, LETTER_MARKDOWN, &out, &f), RC_OK);
	assert_non_null(strstr(out.p, "**1,376[^1]**"));
	assert_non_null(strstr(out.p, "[^1]: "));
	buf_clear(&out);
	assert_int_equal(
		letter_render(r, &viewer_public, letters_arena, good, "t", on, LETTER_HTML, &out, &f), RC_OK);
	assert_non_null(strstr(out.p, "<strong>1,376"));
	buf_clear(&out);
	struct str script = STR("<script>alert(1)</script> [x](javascript:alert(1))\n");
	assert_int_equal(
		letter_render(r, &viewer_public, letters_arena, script, "t", on, LETTER_HTML, &out, &f), RC_OK);
	assert_null(strstr(out.p, "<script"));
	assert_null(strstr(out.p, "javascript:"));
	buf_finish(&out);
}

static void expect_refused(const char *template, unsigned line, unsigned column)
{
	struct buf out;
	struct fault f = {0};
	buf_init(&out, 1 << 20);
	assert_int_equal(letter_render(letters_register(), &viewer_public, letters_arena, str_of(template), "t",
						 day_of(2024, 9, 10), LETTER_TEXT, &out, &f),
		RC_INVALID);
	assert_int_equal(f.line, line);
	assert_int_equal(f.column, column);
	assert_int_equal(out.n, 0);
	buf_finish(&out);
}

static void test_render_refuses(void **state)
{
	(void)state;
	expect_refused("one\n\ntwo {{count peple held}}\n", 3, 13);
	expect_refused("one {{count people held\n", 1, 5);
	expect_refused("one {{}} two", 1, 7);
	expect_refused("one {{figure no_such_figure by viasna}} two", 1, 14);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		LETTERS_TEST(test_own_letter),
		LETTERS_TEST(test_later_day),
		LETTERS_TEST(test_text_fits),
		LETTERS_TEST(test_no_markup),
		LETTERS_TEST(test_verdicts),
		LETTERS_TEST(test_nothing),
		LETTERS_TEST(test_render),
		LETTERS_TEST(test_render_refuses),
	};
	return cmocka_run_group_tests(tests, NULL, letters_end);
}
