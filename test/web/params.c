/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Queries of addresses and posted forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "web/params.h"

static int make(void **state)
{
	*state = arena_create(8u << 20);
	return 0;
}

static int drop(void **state)
{
	arena_destroy(*state);
	return 0;
}

static void reads_and_decodes(void **state)
{
	struct params p;
	struct str query = STR("q=%D0%90%D0%BB%D0%B5%D1%81%D1%8C+B&&on=2023-03-16&empty=&bare&q=second");

	assert_int_equal(params_parse(*state, query, &p, NULL), RC_OK);
	assert_int_equal(p.count, 5);
	assert_string_equal(params_get(&p, "q"), "\xd0\x90\xd0\xbb\xd0\xb5\xd1\x81\xd1\x8c B");
	assert_string_equal(params_get(&p, "on"), "2023-03-16");
	assert_string_equal(params_get(&p, "bare"), "");
	assert_string_equal(params_get(&p, "missing"), "");
}

static void refuses_what_is_no_text(void **state)
{
	static const char *const bad[] = { "q=%", "q=%2", "q=%zz", "q=%ff", "q=%00", "q=%0d%0aSet-Cookie:x",
		"%c0%af=1", "q=%ed%a0%80", "q=%e2%80%ae" };
	struct params p;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_int_equal(params_parse(*state, str_of(bad[i]), &p, NULL), RC_INVALID);
	}
}

static void keeps_limits(void **state)
{
	struct params p;
	struct buf b;

	buf_init(&b, 1u << 20);
	for (int i = 0; i < PARAMS_MOST + 1; i++) {
		buf_puts(&b, "a=1&");
	}
	assert_int_equal(params_parse(*state, buf_view(&b), &p, NULL), RC_LIMIT);
	buf_clear(&b);
	buf_puts(&b, "q=");
	for (int i = 0; i < PARAM_BYTES + 1; i++) {
		buf_putc(&b, 'x');
	}
	assert_int_equal(params_parse(*state, buf_view(&b), &p, NULL), RC_LIMIT);
	buf_finish(&b);
}

static void links_change_one_value(void **state)
{
	struct params p;

	assert_int_equal(params_parse(*state, STR("q=a%26b&page=2&sex="), &p, NULL), RC_OK);
	assert_string_equal(params_link(*state, "/en/people", &p, "page", "3"), "/en/people?q=a%26b&page=3");
	assert_string_equal(params_link(*state, "/en/people", &p, "page", NULL), "/en/people?q=a%26b");
	assert_string_equal(params_link(*state, "/en/people", &p, "x", "\"<>"),
		"/en/people?q=a%26b&page=2&x=%22%3C%3E");
}

static void reads_encoded_forms(void **state)
{
	struct form form;

	assert_int_equal(form_parse(*state, STR("application/x-www-form-urlencoded; charset=utf-8"),
		STR("letter=a%0D%0Ab+c&on="), &form, NULL), RC_OK);
	assert_true(str_is(form_get(&form, "letter"), "a\r\nb c"));
	assert_int_equal(form_get(&form, "on").n, 0);
	assert_int_equal(form_parse(*state, STR("text/plain"), STR("letter=a"), &form, NULL), RC_INVALID);
}

static void reads_multipart_forms(void **state)
{
	struct str type = STR("multipart/form-data; boundary=\"--x\"");
	struct str body = STR("----x\r\nContent-Disposition: form-data; name=\"letter\"\r\n\r\n\r\n"
		"----x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n"
		"Content-Type: text/plain\r\n\r\nline\r\n--not the end\r\n----x--\r\n");
	struct form form;

	assert_int_equal(form_parse(*state, type, body, &form, NULL), RC_OK);
	assert_int_equal(form.count, 2);
	assert_true(str_is(form_get(&form, "file"), "line\r\n--not the end"));
	assert_true(str_is(form.list[1].filename, "a.txt"));
}

static void refuses_broken_multipart(void **state)
{
	static const char *const bad[] = { "", "--x", "--x\r\n", "--x\r\n\r\nvalue\r\n--x--", "nothing here at all",
		"--x\r\nContent-Disposition: form-data\r\n\r\nv\r\n--x--",
		"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nv" };
	struct form form;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_int_equal(form_parse(*state, STR("multipart/form-data; boundary=x"), str_of(bad[i]), &form, NULL),
			RC_INVALID);
	}
	assert_int_equal(form_parse(*state, STR("multipart/form-data"), STR("--\r\n"), &form, NULL), RC_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reads_and_decodes, make, drop),
		cmocka_unit_test_setup_teardown(refuses_what_is_no_text, make, drop),
		cmocka_unit_test_setup_teardown(keeps_limits, make, drop),
		cmocka_unit_test_setup_teardown(links_change_one_value, make, drop),
		cmocka_unit_test_setup_teardown(reads_encoded_forms, make, drop),
		cmocka_unit_test_setup_teardown(reads_multipart_forms, make, drop),
		cmocka_unit_test_setup_teardown(refuses_broken_multipart, make, drop),
	};

	return cmocka_run_group_tests_name("params", tests, NULL, NULL);
}
