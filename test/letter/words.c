/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The text side alone: pages with places, sentences, numbers, days. No register is needed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "letter/words.h"

static struct arena *arena;

static int make(void **state)
{
	(void)state;
	arena = arena_create(64u << 20);
	return 0;
}

static int drop(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

static void read_words(const char *text, struct page *page, struct words *w)
{
	struct fault f = {0};
	assert_int_equal(page_read(arena, str_of(text), page, &f), RC_OK);
	assert_int_equal(words_read(arena, page, w, &f), RC_OK);
}

static void expect_amount(const char *text, int64_t value, const char *qualifier)
{
	struct page page;
	struct words w;
	struct amount m;
	read_words(text, &page, &w);
	assert_true(amount_next(&w, 0, 0, w.count, &m));
	assert_int_equal(m.value, value);
	assert_string_equal(m.qualifier, qualifier);
}

static void expect_none(const char *text)
{
	struct page page;
	struct words w;
	struct amount m;
	struct when *list;
	read_words(text, &page, &w);
	when_all(arena, &w, 0, w.count, day_of(2023, 3, 16), &list);
	bool any = amount_next(&w, 0, 0, w.count, &m);
	if (any) {
		print_error("%s\n", text);
	}
	assert_false(any);
}

static void test_numbers(void **state)
{
	(void)state;
	expect_amount("more than 1 450 people", 1450, "more_than");
	expect_amount("over 1,450 people", 1450, "more_than");
	expect_amount("1.450 people", 1450, "exactly");
	expect_amount("1\xc2\xa0"
				  "450 people",
		1450, "exactly");
	expect_amount("fifty thousand people", 50000, "exactly");
	expect_amount("two hundred and twenty-two prisoners", 222, "exactly");
	expect_amount("about 22 thousand people", 22000, "approximately");
	expect_amount("1.5 million people", 1500000, "exactly");
	expect_amount("hundreds of teachers", 100, "hundreds_of");
	expect_amount("tens of thousands of people", 10000, "tens_of_thousands_of");
	expect_amount("several thousand people", 1000, "thousands_of");
	expect_amount("no fewer than 36 journalists", 36, "at_least");
	expect_amount("fewer than 36 journalists", 36, "fewer_than");
	expect_amount("almost 3,000 people", 3000, "almost");
	expect_amount("up to 12 people", 12, "at_most");
	expect_amount("between 1,200 and 1,300 people", 1200, "between");
	expect_amount("from 10 to 15 people", 10, "between");
	expect_amount("some 1.4 thousand people", 1400, "approximately");
	expect_amount("twelve hundred people", 1200, "exactly");
	expect_amount("four and a half thousand people", 4500, "exactly");
	expect_amount("1,000 people or more", 1000, "at_least");
	expect_amount("65,000+ people", 65000, "more_than");
}

static void test_no_numbers(void **state)
{
	(void)state;
	expect_none("in 2019 nobody");
	expect_none("on 16 March 2023 he came");
	expect_none("Article 361 of the code");
	expect_none("Penal colony No. 4 in Homel");
	expect_none("12 years in prison");
	expect_none("40 percent of them");
	expect_none("a fine of $500 each");
	expect_none("write to 7@example.org or https://example.org/1234 now");
	expect_none("the G7 and the 80th anniversary");
	expect_none("3.7 times");
}

static void expect_when(const char *text, enum when_kind kind, const char *edtf)
{
	struct page page;
	struct words w;
	struct when *list;
	read_words(text, &page, &w);
	size_t n = when_all(arena, &w, 0, w.count, day_of(2023, 3, 16), &list);
	assert_int_equal(n, 1);
	assert_int_equal(list[0].kind, kind);
	assert_string_equal(list[0].edtf, edtf);
}

static void test_days(void **state)
{
	(void)state;
	expect_when("on 16 March 2023", WHEN_ON, "2023-03-16");
	expect_when("on March 16, 2023,", WHEN_ON, "2023-03-16");
	expect_when("on the 16th of March 2023", WHEN_ON, "2023-03-16");
	expect_when("on 2023-03-16", WHEN_ON, "2023-03-16");
	expect_when("on 16.03.2023", WHEN_ON, "2023-03-16");
	expect_when("As of March 2023, there", WHEN_AS_OF, "2023-03");
	expect_when("by the end of 2022", WHEN_AS_OF, "2022-12-31");
	expect_when("since 2020", WHEN_SINCE, "2020/..");
	expect_when("released in February.", WHEN_ON, "2023-02");
	expect_when("released in December.", WHEN_ON, "2022-12");
	expect_when("for the past three years more", WHEN_WITHIN, "2020-03-16/2023-03-16");
	expect_when("last year", WHEN_ON, "2022");
	expect_when("last month", WHEN_ON, "2023-02");
}

static void expect_place(const char *text, const char *word, unsigned line, unsigned column)
{
	struct page page;
	struct words w;
	unsigned got_line, got_column;
	read_words(text, &page, &w);
	const char *hit = memmem(page.text.p, page.text.n, word, strlen(word));
	assert_non_null(hit);
	page_where(&page, (size_t)(hit - page.text.p), &got_line, &got_column);
	assert_int_equal(got_line, line);
	assert_int_equal(got_column, column);
}

static void test_places(void **state)
{
	(void)state;
	expect_place("One\n\nTwo three\nfour five", "five", 4, 6);
	expect_place("\xd0\x96\xd0\x96 word", "word", 1, 4);
	expect_place("# Head\n\nsome **bold** word here", "word", 3, 15);
	expect_place("# H\n\n1. first item\n2. second [link](http://x.y) end", "end", 4, 30);
	expect_place("<p>A &amp; B<br>\n<b>bold</b> word</p>", "word", 2, 13);
	expect_place("<html><body>\n<p>caf\xc3\xa9 &eacute; last</p>", "last", 2, 18);
	expect_place("\xef\xbb\xbf"
				 "First line",
		"line", 1, 7);
}

static void expect_text(const char *file, const char *text)
{
	struct page page;
	struct fault f = {0};
	assert_int_equal(page_read(arena, str_of(file), &page, &f), RC_OK);
	assert_string_equal(str_dup(arena, page.text), text);
}

static void test_pages(void **state)
{
	(void)state;
	expect_text("a  b\nc\n\n1. d\n", "a b\nc\n\nd\n\n");
	expect_text("<p>a\n b</p><script>x</script><nav>menu</nav><p>c", "a b\n\nc\n\n");
	expect_text("<p>1 &lt; 2 &#8211; 3</p>", "1 < 2 \xe2\x80\x93 3\n\n");
	expect_text("# T\n\n<script>alert(1)</script>\n\n*a* `b` c\n", "T\n\na b c\n\n");
	expect_text("> quoted words", "quoted words\n\n");
	expect_text("", "");
}

static void test_bad_bytes(void **state)
{
	(void)state;
	struct page page;
	struct fault f = {0};
	assert_int_equal(page_read(arena, (struct str){"a\0b", 3}, &page, &f), RC_INVALID);
	fault_clear(&f);
	assert_int_equal(page_read(arena, STR("caf\xe9"), &page, &f), RC_INVALID);
	fault_clear(&f);
	assert_int_equal(page_read(arena, (struct str){"x", PAGE_LIMIT + 1}, &page, &f), RC_LIMIT);
}

static void expect_sentences(const char *text, size_t count)
{
	struct page page;
	struct words w;
	read_words(text, &page, &w);
	if (w.sentence_count != count) {
		print_error("%s\n", text);
	}
	assert_int_equal(w.sentence_count, count);
}

static void test_sentences(void **state)
{
	(void)state;
	expect_sentences("One is here. Two is there.", 2);
	expect_sentences("Mr. Smith of the U.S. left. He is gone!", 2);
	expect_sentences("A. Lukashenko and others, etc. At least 2 900 people", 2);
	expect_sentences("He said: \"No.\" Then he left.", 2);
	expect_sentences("One\n\nTwo", 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_numbers, make, drop),
		cmocka_unit_test_setup_teardown(test_no_numbers, make, drop),
		cmocka_unit_test_setup_teardown(test_days, make, drop),
		cmocka_unit_test_setup_teardown(test_places, make, drop),
		cmocka_unit_test_setup_teardown(test_pages, make, drop),
		cmocka_unit_test_setup_teardown(test_bad_bytes, make, drop),
		cmocka_unit_test_setup_teardown(test_sentences, make, drop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
