/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Text, buffers, arenas and faults. */
#include "base/text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_str(void **state)
{
	struct arena *a = arena_create(100000);
	struct str *parts;
	int64_t n;

	(void)state;
	assert_true(str_is(str_trim(STR("\xEF\xBB\xBF \xC2\xA0x y\xE2\x80\x8B\r\n")), "x y"));
	assert_int_equal(str_trim(STR(" \t ")).n, 0);
	/* The last byte of a letter may look like a space of another encoding. */
	assert_true(str_is(str_trim(STR("\xD0\xA0")), "\xD0\xA0"));
	assert_true(str_is(str_trim(STR("x\xA0")), "x\xA0"));
	assert_true(str_is_nocase(STR("ABc"), "aBC"));
	assert_true(str_starts(STR("abc"), "ab") && !str_starts(STR("a"), "ab"));
	assert_true(str_cmp(STR("a"), STR("ab")) < 0 && str_cmp(STR("b"), STR("ab")) > 0);
	assert_int_equal(str_cmp(STR(""), (struct str){NULL, 0}), 0);
	assert_int_equal(str_find(STR("abc"), 'c', 0), 2);
	assert_int_equal(str_find(STR("abc"), 'a', 1), 3);
	assert_int_equal(str_sub(STR("abc"), 2, 1).n, 0);
	assert_int_equal(str_sub(STR("abc"), 5, 9).n, 0);
	assert_int_equal(str_split(a, STR("a | b||"), '|', &parts), 4);
	assert_true(str_is(parts[0], "a") && str_is(parts[1], "b") && parts[3].n == 0);
	assert_int_equal(str_split(a, STR(""), '|', &parts), 1);
	assert_true(str_int(STR("-9223372036854775808"), &n) && n == INT64_MIN);
	assert_true(str_int(STR("+9223372036854775807"), &n) && n == INT64_MAX);
	assert_false(str_int(STR("9223372036854775808"), &n));
	assert_false(str_int(STR("-9223372036854775809"), &n));
	assert_false(str_int(STR(""), &n) || str_int(STR("-"), &n) || str_int(STR("1 "), &n));
	arena_destroy(a);
}

/* Every code point, written by the plain rule, reads back; surrogates and beyond do not. */
static void test_utf8_all(void **state)
{
	(void)state;
	for (int32_t c = 0; c < 0x110400; c++) {
		char p[4];
		size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4, at = 0;
		static const int lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
		for (size_t i = n - 1; i > 0; i--) {
			p[i] = (char)(0x80 | ((c >> (6 * (n - 1 - i))) & 0x3F));
		}
		p[0] = (char)(lead[n] | (c >> (6 * (n - 1))));
		bool legal = c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
		assert_int_equal(utf8_next((struct str){p, n}, &at), legal ? c : -1);
		assert_int_equal(at, legal ? n : 1);
		/* Cut short it is no text. */
		at = 0;
		assert_true(n == 1 || utf8_next((struct str){p, n - 1}, &at) == -1);
	}
}

static void test_utf8_bad(void **state)
{
	static const char *const wrong[] = {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF",
		"\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE", "\xFF", "\xC3", "aaaaaaaaaaaa\xC3"};
	size_t at = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_false(utf8_valid(str_of(wrong[i])));
	}
	assert_int_equal(utf8_next(STR(""), &at), -2);
	assert_true(utf8_valid(STR("0123456\xD1\x9E" "012345678\xE2\x82\xAC")));
	assert_int_equal(utf8_length(STR("\xD1\x9E\xFFx")), 3);
}

static void check_clean(const char *in, const char *out)
{
	struct arena *a = arena_create(1000000);
	char *text = NULL;
	enum rc rc = text_clean(a, str_of(in), &text, NULL);

	assert_int_equal(rc, out != NULL ? RC_OK : RC_INVALID);
	if (out != NULL) {
		assert_string_equal(text, out);
	}
	arena_destroy(a);
}

static void test_clean(void **state)
{
	(void)state;
	check_clean("", "");
	check_clean("plain\ttext\n", "plain\ttext\n");
	check_clean("\xD0\x9C\xD1\x96\xD0\xBD\xD1\x81\xD0\xBA", "\xD0\x9C\xD1\x96\xD0\xBD\xD1\x81\xD0\xBA");
	/* "й" and "ў" of two code points become one, as NFC has them */
	check_clean("\xD0\xB8\xCC\x86", "\xD0\xB9");
	check_clean("\xD1\x83\xCC\x86", "\xD1\x9E");
	check_clean("z\xCC\x8C", "\xC5\xBE");
	/* U+212B angstrom sign has a canonical equivalent. */
	check_clean("\xE2\x84\xAB", "\xC3\x85");
	check_clean("a\rb", NULL);
	check_clean("a\x01", NULL);
	check_clean("a\x7F", NULL);
	check_clean("a\xC2\x85", NULL);
	check_clean("a\xE2\x80\xAE" "b", NULL);
	check_clean("a\xE2\x81\xA6" "b", NULL);
	check_clean("\xCD\xB8", NULL);     /* U+0378, unassigned */
	check_clean("\xEF\xBF\xBF", NULL); /* U+FFFF, no character */
	check_clean("a\xC3", NULL);
	check_clean("\xED\xA0\x80", NULL);
	check_clean("\xF0\x9F\x95\x8A", "\xF0\x9F\x95\x8A");
}

static void test_clean_fault(void **state)
{
	struct arena *a = arena_create(100000);
	struct fault fault = {0};
	char *text;

	(void)state;
	assert_int_equal(text_clean(a, STR("\xD1\x9E\xE2\x80\xAE"), &text, &fault), RC_INVALID);
	assert_int_equal(fault.column, 2);
	assert_non_null(strstr(fault.message, "U+202E"));
	arena_destroy(a);
}

/* What needs no normalising by the fast path comes out of the slow path just the same. */
static void test_fast_path_is_nfc(void **state)
{
	struct arena *a = arena_create((size_t)1 << 30);

	(void)state;
	for (int32_t c = 0xA0; c < 0x2070; c++) {
		char p[8];
		char *alone, *beside, *fast, *slow;
		int n = c < 0x800 ? 2 : 3;
		p[0] = (char)(n == 2 ? 0xC0 | c >> 6 : 0xE0 | c >> 12);
		p[1] = (char)(0x80 | ((n == 2 ? c : c >> 6) & 0x3F));
		p[2] = (char)(0x80 | (c & 0x3F));
		p[n] = '\0';
		if (text_clean(a, str_of(p), &alone, NULL) != RC_OK) {
			continue;
		}
		/* A combining mark two letters on sends the whole text through ICU. */
		assert_int_equal(text_clean(a, str_of(arena_printf(a, "%sxz\xCC\x8C", p)), &beside, NULL), RC_OK);
		assert_string_equal(beside, arena_printf(a, "%sx\xC5\xBE", alone));
		fast = text_fold(a, str_of(p));
		slow = text_fold(a, str_of(arena_printf(a, "%s\xC5\xBD" "z\xCC\x8C", p)));
		/* Sigma at the end of a word is the one letter whose lower case sees its neighbours. */
		if (c != 0x3A3) {
			assert_string_equal(slow, arena_printf(a, "%s\xC5\xBE\xC5\xBE", fast));
		}
		arena_reset(a);
	}
	arena_destroy(a);
}

static void test_fold(void **state)
{
	struct arena *a = arena_create(100000);

	(void)state;
	assert_string_equal(text_fold(a, STR("ABC \xD0\x8E\xD0\x9C\xD0\x86\xD0\x81")),
		"abc \xD1\x9E\xD0\xBC\xD1\x96\xD1\x91");
	assert_string_equal(text_fold(a, STR("\xD0\xA3\xCC\x86")), "\xD1\x9E");
	assert_string_equal(text_fold(a, STR("\xC5\x81\xC3\x89")), "\xC5\x82\xC3\xA9");
	assert_string_equal(text_fold(a, STR("\xC8\xBA")), "\xE2\xB1\xA5"); /* grows from two bytes to three */
	assert_string_equal(text_fold(a, STR("\xC4\xB0")), "i\xCC\x87");
	assert_string_equal(text_fold(a, STR("")), "");
	assert_string_equal(text_fold(a, STR("A\xFF")), "a\xEF\xBF\xBD");
	arena_destroy(a);
}

static void test_nearest(void **state)
{
	static const char *const words[] = {"people", "women", "organisations", "held"};

	(void)state;
	assert_int_equal(text_distance(STR("kitten"), STR("sitting"), 9), 3);
	assert_int_equal(text_distance(STR("kitten"), STR("sitting"), 2), 3);
	assert_int_equal(text_distance(STR(""), STR("abc"), 9), 3);
	assert_int_equal(text_distance(STR("\xD1\x9E"), STR("\xD1\x83"), 9), 1);
	assert_string_equal(text_nearest(STR("peopel"), words, 4), "people");
	assert_string_equal(text_nearest(STR("organizations"), words, 4), "organisations");
	assert_null(text_nearest(STR("xyzzy"), words, 4));
	assert_null(text_nearest(STR("people"), words, 0));
}

static void test_buf(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 1000);
	assert_string_equal(b.p, "");
	buf_html(&b, STR("<a href=\"x\">'&"));
	assert_string_equal(b.p, "&lt;a href=&quot;x&quot;&gt;&#39;&amp;");
	buf_clear(&b);
	buf_url(&b, STR("a b/\xD1\x9E~?"));
	assert_string_equal(b.p, "a%20b%2F%D1%9E~%3F");
	buf_clear(&b);
	for (int i = 0; i < 500; i++) {
		buf_printf(&b, "%d", i % 10);
	}
	assert_int_equal(b.n, 500);
	assert_int_equal(strlen(b.p), 500);
	buf_finish(&b);
}

/* Past the limit nothing is added, not even what would fit again. */
static void test_buf_limit(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 10);
	buf_puts(&b, "12345678");
	buf_puts(&b, "abc");
	assert_true(b.full);
	buf_putc(&b, 'x');
	assert_string_equal(b.p, "12345678");
	buf_clear(&b);
	buf_printf(&b, "%s", "1234567890");
	assert_false(b.full);
	buf_printf(&b, "%d", 1);
	assert_true(b.full);
	assert_string_equal(b.p, "1234567890");
	buf_finish(&b);
}

static void test_arena(void **state)
{
	struct arena *a = arena_create(1000000);

	(void)state;
	for (size_t size = 0; size < 3000; size++) {
		char *p = arena_alloc(a, size);
		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++) {
			assert_int_equal(p[i], 0);
		}
		memset(p, 0xAA, size);
		if (arena_full(a, 4000)) {
			arena_reset(a);
			assert_int_equal(arena_used(a), 0);
		}
	}
	arena_reset(a);
	char *list = NULL;
	for (size_t n = 0; n < 5000; n++) {
		list = arena_grow(a, list, n, n + 1);
		assert_int_equal(list[n], 0);
		list[n] = (char)n;
	}
	for (size_t n = 0; n < 5000; n++) {
		assert_int_equal(list[n], (char)n);
	}
	assert_true(arena_full(a, 1000000));
	assert_false(arena_full(a, 900000));
	assert_string_equal(arena_printf(a, "%d-%s", 7, "x"), "7-x");
	arena_destroy(a);
	arena_destroy(NULL);
}

static char *printed(const struct fault *f)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	fault_print(out, f);
	fclose(out);
	return text;
}

static void test_fault(void **state)
{
	struct fault f = {0};

	(void)state;
	fault_hint(&f, "dropped");
	assert_string_equal(f.hint, "");
	assert_int_equal(fault_set(&f, RC_INVALID, "bad %d", 7), RC_INVALID);
	assert_int_equal(fault_set(&f, RC_IO, "later"), RC_IO);
	assert_int_equal(f.rc, RC_INVALID);
	fault_hint(&f, "do this");
	fault_hint(&f, "or that");
	fault_where(&f, "a.csv", 0, 3);
	fault_where(&f, "b.csv", 2, 9);
	fault_field(&f, "name");
	char *text = printed(&f);
	assert_string_equal(text, "volya: a.csv:2:3: name: bad 7\n  do this\n");
	free(text);
	fault_clear(&f);
	errno = ENOENT;
	assert_int_equal(fault_errno(&f, RC_IO, "x"), RC_IO);
	assert_string_equal(f.message, "x: No such file or directory");
	assert_int_equal(fault_set(NULL, RC_DB, "nobody listens"), RC_DB);
	for (int rc = RC_OK; rc <= RC_INTERNAL; rc++) {
		assert_in_range(rc_exit_status((enum rc)rc), 0, 3);
		assert_in_range(rc_http_status((enum rc)rc), 200, 599);
	}
}

/* Text from outside neither steers the terminal nor is cut within a letter. */
static void test_fault_is_safe(void **state)
{
	struct fault f = {0};
	char longer[2000] = "";

	(void)state;
	fault_set(&f, RC_INVALID, "%s", "a\x1B[2Jb\nc\xC2\x9B" "d");
	char *text = printed(&f);
	assert_string_equal(text, "volya: a?[2Jb?c?d\n");
	free(text);
	for (size_t shift = 0; shift < 4; shift++) {
		for (size_t i = 0; i + 4 < sizeof(longer); i++) {
			longer[i] = i < shift ? 'x' : "\xE2\x82\xAC"[(i - shift) % 3];
		}
		fault_clear(&f);
		fault_set(&f, RC_INVALID, "%s", longer);
		assert_true(utf8_valid(str_of(f.message)));
		assert_true(strlen(f.message) > sizeof(f.message) - 5);
	}
}

static void test_country(void **state)
{
	struct arena *a = arena_create(1 << 16);
	(void)state;
	assert_string_equal(text_country(a, STR("BY"), "en"), "Belarus");
	assert_string_equal(text_country(a, STR("LT"), "ru"), "Литва");
	static const char *const none[] = {"", "B", "by", "QQ", "BYX", "12", "Belarus", "Б"};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		assert_null(text_country(a, str_of(none[i]), "en"));
	}
	arena_destroy(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_str),
		cmocka_unit_test(test_utf8_all),
		cmocka_unit_test(test_utf8_bad),
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_clean_fault),
		cmocka_unit_test(test_fast_path_is_nfc),
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_nearest),
		cmocka_unit_test(test_buf),
		cmocka_unit_test(test_buf_limit),
		cmocka_unit_test(test_country),
		cmocka_unit_test(test_arena),
		cmocka_unit_test(test_fault),
		cmocka_unit_test(test_fault_is_safe),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
