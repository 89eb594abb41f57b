/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What pages are written with: escaping by place, messages, dates, routes, the cache. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "web/cache.h"
#include "web/views.h"

struct stage {
	struct page page;
	struct buf out, words;
	struct fault fault;
};

static int make(void **state)
{
	struct stage *s = xcalloc(1, sizeof(*s));

	buf_init(&s->out, 1u << 20);
	buf_init(&s->words, 1u << 20);
	s->page = (struct page){ .arena = arena_create(8u << 20), .out = &s->out, .words = &s->words,
		.language = language_find(STR("en")), .fault = &s->fault };
	*state = s;
	return s->page.language ? 0 : 1;
}

static int drop(void **state)
{
	struct stage *s = *state;

	arena_destroy(s->page.arena);
	buf_finish(&s->out);
	buf_finish(&s->words);
	free(s);
	return 0;
}

static void wrote(struct stage *s, const char *wanted)
{
	assert_string_equal(s->out.p, wanted);
	buf_clear(&s->out);
}

static void text_never_becomes_markup(void **state)
{
	struct stage *s = *state;

	OUT_TEXT(&s->page, (const char *)"<script>alert('x')</script> & \"q\"");
	assert_null(strpbrk(s->out.p, "<>\"'"));
	buf_clear(&s->out);
	OUT_TEXT(&s->page, (const char *)NULL);
	wrote(s, "");
	OUT_TEXT(&s->page, (size_t)42);
	wrote(s, "42");
}

static void addresses_are_checked(void **state)
{
	static const char *const bad[] = { "javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x", "//evil.example/",
		"/\\evil.example", " https://x", "\tjavascript:x", "vbscript:x", "", "people" };
	struct stage *s = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		OUT_HREF(&s->page, bad[i]);
		wrote(s, "#");
	}
	OUT_HREF(&s->page, "https://example.org/?a=1&b=\"2\"");
	wrote(s, "https://example.org/?a=1&amp;b=&quot;2&quot;");
	OUT_URL(&s->page, (const char *)"a b&c=\"<");
	wrote(s, "a%20b%26c%3D%22%3C");
}

static void messages_take_values(void **state)
{
	struct stage *s = *state;
	struct page *p = &s->page;
	const struct msg_value values[] = { { "name", "<b>{other}</b>" }, { "other", "never" } };

	out_message(p, "Hello {name}, {missing} {", values, 2);
	wrote(s, "Hello &lt;b&gt;{other}&lt;/b&gt;, {missing} {");
	assert_string_equal(message_text(p, "{name}", values, 1), "<b>{other}</b>");
	assert_string_equal(_n("one", "many", 1), "one");
	assert_string_equal(_n("one", "many", 0), "many");
	assert_string_equal(_n("one", "many", 21), "many");
}

static void numbers_and_dates_in_words(void **state)
{
	struct stage *s = *state;
	struct page *p = &s->page;
	static const char *const dates[][2] = {
		{ "2023-03-16", "16 March 2023" }, { "2023-03", "March 2023" }, { "2023", "2023" },
		{ "2021~", "about 2021" }, { "2021-05?", "May 2021, uncertain" },
		{ "2017-05-14/..", "since 14 May 2017" }, { "2020-05/2025-06", "May 2020 to June 2025" },
		{ "../2023-03-16", "until 16 March 2023" }, { "..", "not ended" }, { "", "" },
		{ "no date <b>", "no date <b>" },
	};

	assert_string_equal(number(p, 1450), "1\xe2\x80\xaf" "450");
	assert_string_equal(number(p, -65000), "-65\xe2\x80\xaf" "000");
	assert_string_equal(number(p, 7), "7");
	for (size_t i = 0; i < sizeof(dates) / sizeof(*dates); i++) {
		assert_string_equal(date_text(p, str_of(dates[i][0])), dates[i][1]);
	}
	assert_string_equal(term_text(p, 54), "4 years 6 months");
	assert_string_equal(term_text(p, 12), "1 year");
	assert_string_equal(term_text(p, 1), "1 month");
}

static void routes_are_found(void **state)
{
	static const char *const none[] = { "/en/peopl", "/xx/people", "/en/people/", "/en/person/", "//", "/en//",
		"/en/../etc/passwd", "/en/nokind/x", "/person/x" };
	struct str rest;
	const struct language *l;

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		assert_null(route_find(str_of(none[i]), &rest, &l));
		assert_non_null(l);
	}
	assert_string_equal(route_find(STR("/en/"), &rest, &l)->name, "front");
	assert_string_equal(route_find(STR("/en/person/abc"), &rest, &l)->name, "person");
	assert_true(str_is(rest, "abc"));
	assert_string_equal(route_find(STR("/en/source/abc"), &rest, &l)->name, "record");
	assert_string_equal(route_elsewhere(STR("/")), "/en/");
	assert_string_equal(route_elsewhere(STR("/people")), "people");
	assert_null(route_elsewhere(STR("/person/abc")));
}

static struct http_response response_of(const char *text)
{
	struct http_response r = { .status = 200, .type = "text/html" };
	struct buf b;

	buf_init(&b, 1u << 20);
	buf_puts(&b, text);
	r.body = http_body_take(&b);
	buf_finish(&b);
	return r;
}

static void cache_keeps_states_apart_and_stays_small(void **state)
{
	struct cache *c = cache_create(16000);
	struct http_response r = response_of("one"), got;

	(void)state;
	cache_put(c, 1, STR("/a"), &r);
	assert_true(cache_get(c, 1, STR("/a"), &got));
	assert_true(str_is(http_body_view(got.body), "one"));
	http_body_release(got.body);
	assert_false(cache_get(c, 2, STR("/a"), &got));
	assert_false(cache_get(c, 1, STR("/b"), &got));
	for (int i = 0; i < 1000; i++) {
		char key[16];
		snprintf(key, sizeof(key), "/%d", i);
		cache_put(c, 1, str_of(key), &r);
	}
	assert_false(cache_get(c, 1, STR("/a"), &got));
	assert_true(cache_get(c, 1, STR("/999"), &got));
	http_body_release(got.body);
	http_body_release(r.body);
	cache_destroy(c);
}

static void bounds_and_uncertain_days_in_words(void **state)
{
	struct stage *s = *state;
	struct page *p = &s->page;

	assert_string_equal(bounds_text(p, (struct bounds){ 7, 7 }), "7");
	assert_string_equal(bounds_text(p, (struct bounds){ 0, 3 }), "at most 3");
	assert_string_equal(bounds_text(p, (struct bounds){ 2, 3 }), "between 2 and 3");
	assert_string_equal(number(p, -1234567), "-1\xe2\x80\xaf" "234\xe2\x80\xaf" "567");
	assert_string_equal(value_int(p, INT64_MIN), "-9223372036854775808");
	assert_string_equal(value_int(p, 0), "0");
	/* Days within which a thing began, unless they are those of a month or a year. */
	assert_string_equal(days_text(p, day_of(2020, 5, 1), day_of(2021, 5, 25)), "between 1 May 2020 and 25 May 2021");
	assert_string_equal(days_text(p, day_of(2020, 5, 1), day_of(2020, 5, 31)), "May 2020");
	assert_string_equal(days_text(p, day_of(2020, 1, 1), day_of(2020, 12, 31)), "2020");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(text_never_becomes_markup, make, drop),
		cmocka_unit_test_setup_teardown(addresses_are_checked, make, drop),
		cmocka_unit_test_setup_teardown(messages_take_values, make, drop),
		cmocka_unit_test_setup_teardown(numbers_and_dates_in_words, make, drop),
		cmocka_unit_test_setup_teardown(bounds_and_uncertain_days_in_words, make, drop),
		cmocka_unit_test(routes_are_found),
		cmocka_unit_test(cache_keeps_states_apart_and_stays_small),
	};

	return cmocka_run_group_tests_name("out", tests, NULL, NULL);
}
