/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Naughty strings through CSV, HTML and JSON: what goes in comes out, and no markup is born.
 * Without an argument over strings of our own; with "list" over the Big List in VOLYA_SHARED.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const own[] = {
	"", " ", "'", "''", "\"", "\"\"", "';--", "=HYPERLINK(\"http://example.org\";\"x\")", "@SUM(1+1)", "-1+1",
	"+1", "-", "--", "\t=1", "a,b;c|d", "a\nb", "a\r\nb", "<script>alert(1)</script>", "\" onload=\"x",
	"' onload='x", "&lt;", "</textarea>", "<!--", "]]>", "javascript:x", "%00", "%s%n", "../../etc/passwd",
	"NULL", "true", "1e309", "NaN", "sep=,", "\xEF\xBB\xBFx", "\xE2\x80\x8B", "\xF0\x9F\x95\x8A\xEF\xB8\x8F",
	"\xD0\xA6\xD1\x96\xD1\x85\xD0\xB0\xD0\xBD\xD0\xBE\xD1\x9E\xD1\x81\xD0\xBA\xD1\x96", "o'Brien",
	"\xE2\x80\xAE live", "z\xCC\x8C\xCC\x8C\xCC\x8C\xCC\x8C", "\x01\x02\x1F", "\x7F", "\xC2\x85",
	"\xFF\xFE", "\xC0\xAF", "\xED\xA0\x80",
};

struct list {
	struct str *strings;
	size_t count;
};

static void check_html(struct str s)
{
	struct buf b;

	buf_init(&b, 1000000);
	buf_html(&b, s);
	for (size_t i = 0; i < b.n; i++) {
		assert_null(memchr("<>\"'", b.p[i], 4));
		assert_true(b.p[i] != '&' || memchr(b.p + i, ';', b.n - i < 7 ? b.n - i : 7) != NULL);
	}
	buf_finish(&b);
}

static void check_json(struct arena *a, struct str s)
{
	struct json_writer w;
	struct json_value *v;
	struct buf b;

	buf_init(&b, 1000000);
	json_init(&w, &b, false);
	json_str(&w, s);
	assert_int_equal(json_parse(a, buf_view(&b), &v, NULL), RC_OK);
	assert_true(!utf8_valid(s) || str_eq(v->text, s));
	buf_finish(&b);
}

/* Whatever text_clean() takes is in a form that it takes again, unchanged. */
static void check_clean(struct arena *a, struct str s)
{
	char *once, *twice;

	if (text_clean(a, s, &once, NULL) == RC_OK) {
		assert_int_equal(text_clean(a, str_of(once), &twice, NULL), RC_OK);
		assert_string_equal(once, twice);
	}
	assert_true(utf8_valid(str_of(text_fold(a, s))));
}

/* Read back as it was, but trimmed and with LF for CRLF; bytes that are no text are refused. */
static void check_csv(struct arena *a, struct str s)
{
	const struct csv_row *row;
	struct csv_reader *r;
	char *plain = arena_alloc(a, s.n + 1);
	size_t n = 0;
	struct buf b;

	buf_init(&b, 1000000);
	buf_puts(&b, "\xEF\xBB\xBF");
	csv_write_cell(&b, STR("row"), true);
	csv_write_cell(&b, s, false);
	csv_end_row(&b);
	assert_int_equal(csv_open_bytes(buf_view(&b), "x", ',', &r, NULL), RC_OK);
	enum rc rc = csv_next(r, &row, NULL);
	assert_int_equal(rc, utf8_valid(s) ? RC_OK : RC_INVALID);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '\r') {
			plain[n++] = s.p[i];
		} else if (i + 1 == s.n || s.p[i + 1] != '\n') {
			plain[n++] = '\n';
		}
	}
	if (rc == RC_OK) {
		struct str trimmed = str_trim((struct str){plain, n});
		/* Behind the guard of a leading tab the white space of the cell stays. */
		assert_int_equal(row->count, 2);
		assert_true(str_eq(str_trim(row->cells[1].text), trimmed));
	}
	csv_close(r);
	buf_finish(&b);
}

static void test_all(void **state)
{
	const struct list *list = *state;
	struct arena *a = arena_create((size_t)16 * 1024 * 1024);

	for (size_t i = 0; i < list->count; i++) {
		check_html(list->strings[i]);
		check_json(a, list->strings[i]);
		check_clean(a, list->strings[i]);
		check_csv(a, list->strings[i]);
		arena_reset(a);
	}
	arena_destroy(a);
}

static void load_own(struct arena *a, struct list *ret)
{
	ret->count = sizeof(own) / sizeof(own[0]);
	ret->strings = arena_array(a, ret->count, sizeof(*ret->strings));
	for (size_t i = 0; i < ret->count; i++) {
		ret->strings[i] = str_of(own[i]);
	}
}

static bool load_big_list(struct arena *a, const char *shared, struct list *ret)
{
	const size_t most = 1024 * 1024;
	FILE *in = fopen(arena_printf(a, "%s/vectors/naughty/blns.json", shared), "rb");
	char *bytes = arena_alloc(a, most);
	struct json_value *v;

	if (in == NULL) {
		return false;
	}
	size_t n = fread(bytes, 1, most, in);
	fclose(in);
	if (json_parse(a, (struct str){bytes, n}, &v, NULL) != RC_OK || v->kind != JSON_ARRAY) {
		return false;
	}
	ret->count = v->count;
	ret->strings = arena_array(a, v->count, sizeof(*ret->strings));
	for (size_t i = 0; i < v->count; i++) {
		ret->strings[i] = v->items[i].text;
	}
	return v->count == 515;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_create((size_t)64 * 1024 * 1024);
	const char *shared = getenv("VOLYA_SHARED");
	struct list list = {0};
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(test_all, &list),
	};

	if (argc > 1 && strcmp(argv[1], "list") == 0) {
		if (shared == NULL || shared[0] == '\0') {
			arena_destroy(a);
			return 77;
		}
		if (!load_big_list(a, shared, &list)) {
			arena_destroy(a);
			return 1;
		}
	} else {
		load_own(a, &list);
	}
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_destroy(a);
	return failed;
}
