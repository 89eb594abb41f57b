/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JSON: what is written, what is read, what must be refused (RFC 8259, JSONTestSuite). */
#include "base/json.h"

#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/day.h"
#include "base/json_in.h"

#define ARENA_LIMIT ((size_t)64 * 1024 * 1024)

static void write_sample(struct json_writer *w)
{
	json_object(w);
	json_put_cstr(w, "none", NULL);
	json_put_int(w, "least", INT64_MIN);
	json_put_bool(w, "yes", true);
	json_put_day(w, "on", day_of(2023, 3, 16));
	json_put_day(w, "ever", DAY_MAX);
	json_key(w, "list");
	json_array(w);
	json_int(w, 1);
	json_array(w);
	json_array_end(w);
	json_real(w, 0.5, 2);
	json_real(w, NAN, 2);
	json_array_end(w);
	json_object_end(w);
}

static void test_write(void **state)
{
	struct json_writer w;
	struct buf b;

	(void)state;
	buf_init(&b, 10000);
	json_init(&w, &b, false);
	write_sample(&w);
	assert_string_equal(b.p, "{\"none\":null,\"least\":-9223372036854775808,\"yes\":true,"
		"\"on\":\"2023-03-16\",\"ever\":null,\"list\":[1,[],0.50,null]}");
	buf_clear(&b);
	json_init(&w, &b, true);
	write_sample(&w);
	assert_string_equal(b.p, "{\n  \"none\": null,\n  \"least\": -9223372036854775808,\n"
		"  \"yes\": true,\n  \"on\": \"2023-03-16\",\n  \"ever\": null,\n  \"list\": [\n    1,\n"
		"    [],\n    0.50,\n    null\n  ]\n}");
	buf_finish(&b);
}

static void test_write_strings(void **state)
{
	static const struct {
		struct str in;
		const char *out;
	} cases[] = {
		{{"a\"b\\c", 5}, "\"a\\\"b\\\\c\""},
		{{"\n\r\t\b\f\x01\x1F\x7F", 8}, "\"\\n\\r\\t\\b\\f\\u0001\\u001f\\u007f\""},
		{{"a\0b", 3}, "\"a\\u0000b\""},
		{{"\xD1\x9E\xE2\x80\xA8", 5}, "\"\xD1\x9E\\u2028\""},
		{{"a\xFF\xC3(", 4}, "\"a\xEF\xBF\xBD\xEF\xBF\xBD(\""},
		{{"\xED\xA0\x80", 3}, "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
		{{"", 0}, "\"\""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct json_writer w;
		struct buf b;
		buf_init(&b, 1000);
		json_init(&w, &b, false);
		json_str(&w, cases[i].in);
		assert_string_equal(b.p, cases[i].out);
		buf_finish(&b);
	}
}

/* Random bytes, written and read back: valid text comes back as it was. */
static void test_strings_read_back(void **state)
{
	(void)state;
	srand(20231116);
	for (int round = 0; round < 2000; round++) {
		struct arena *a = arena_create(ARENA_LIMIT);
		char bytes[24];
		struct json_writer w;
		struct json_value *v;
		struct buf b;
		size_t n = (size_t)rand() % sizeof(bytes);
		for (size_t i = 0; i < n; i++) {
			bytes[i] = (char)(round % 2 == 0 ? rand() % 128 : rand() % 256);
		}
		struct str s = {bytes, n};
		buf_init(&b, 1000);
		json_init(&w, &b, false);
		json_str(&w, s);
		assert_int_equal(json_parse(a, buf_view(&b), &v, NULL), RC_OK);
		assert_int_equal(v->kind, JSON_STRING);
		assert_true(!utf8_valid(s) || str_eq(v->text, s));
		assert_true(utf8_valid(v->text));
		buf_finish(&b);
		arena_destroy(a);
	}
}

static void test_read(void **state)
{
	struct arena *a = arena_create(ARENA_LIMIT);
	struct json_value *v;
	const struct json_value *m;

	(void)state;
	assert_int_equal(json_parse(a, STR(" {\"a\": [1, 2.5, -3e2], \"b\": {\"c\": \"\\u045e\\u0000x\"},"
		"\"d\": null, \"e\": true, \"f\": 9223372036854775807000, \"a2\": 1, \"a2\": 2}\n"), &v, NULL), RC_OK);
	assert_int_equal(v->kind, JSON_OBJECT);
	assert_int_equal(v->count, 6);
	m = json_member(v, "a");
	assert_int_equal(m->count, 3);
	assert_int_equal(m->items[0].kind, JSON_INT);
	assert_int_equal(m->items[0].integer, 1);
	assert_int_equal(m->items[1].kind, JSON_REAL);
	assert_true(m->items[1].real == 2.5 && m->items[2].real == -300);
	m = json_member(json_member(v, "b"), "c");
	assert_int_equal(m->text.n, 4);
	assert_memory_equal(m->text.p, "\xD1\x9E\0x", 4);
	assert_int_equal(json_member(v, "d")->kind, JSON_NULL);
	assert_true(json_member(v, "e")->boolean);
	assert_int_equal(json_member(v, "f")->kind, JSON_REAL);
	assert_int_equal(json_member(v, "a2")->integer, 2);
	assert_null(json_member(v, "z"));
	assert_null(json_member(json_member(v, "a"), "z"));
	arena_destroy(a);
}

static void test_refuse(void **state)
{
	static const char *const wrong[] = {"", " ", "[", "]", "{", "[1,]", "{\"a\":1,}", "[,1]", "01",
		"-01", "1.", ".5", "-", "+1", "1e", "1e+", "0x1", "NaN", "Infinity", "-Infinity", "nul",
		"True", "nullx", "'a'", "\"a", "\"\t\"", "\"\\x\"", "\"\\u12\"", "{a:1}", "{1:2}",
		"{\"a\" 1}", "[1 2]", "1 2", "// x\n1", "/* */ 1", "[1]]", "\"\xFF\"", "\"\xED\xA3\xA3\"",
		"\xEF\xBB\xBF[]", "[\v1]", "{\"a\":1 \"b\":2}", "\"\\"};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct arena *a = arena_create(ARENA_LIMIT);
		struct fault fault = {0};
		struct json_value *v;
		if (json_parse(a, str_of(wrong[i]), &v, &fault) != RC_INVALID) {
			print_error("taken: %s\n", wrong[i]);
			fail();
		}
		assert_int_equal(fault.rc, RC_INVALID);
		assert_true(fault.line > 0 && fault.column > 0);
		arena_destroy(a);
	}
}

static void test_depth(void **state)
{
	struct arena *a = arena_create(ARENA_LIMIT);
	struct json_value *v;
	char text[200];

	(void)state;
	memset(text, '[', 100);
	memset(text + 100, ']', 100);
	assert_int_equal(json_parse(a, (struct str){text, 200}, &v, NULL), RC_LIMIT);
	assert_int_equal(json_parse(a, (struct str){text + 80, 40}, &v, NULL), RC_OK);
	arena_destroy(a);
}

static void test_place(void **state)
{
	struct arena *a = arena_create(ARENA_LIMIT);
	struct fault fault = {0};
	struct json_value *v;

	(void)state;
	assert_int_equal(json_parse(a, STR("[1,\n \"\xD1\x9E\", nil]"), &v, &fault), RC_INVALID);
	assert_int_equal(fault.line, 2);
	assert_int_equal(fault.column, 7);
	arena_destroy(a);
}

static enum rc parse_file(const char *folder, const char *name)
{
	struct arena *a = arena_create(ARENA_LIMIT);
	struct json_value *v;
	FILE *in = fopen(arena_printf(a, "%s/%s", folder, name), "rb");
	char *bytes = arena_alloc(a, 1024 * 1024);

	assert_non_null(in);
	size_t n = fread(bytes, 1, 1024 * 1024, in);
	fclose(in);
	enum rc rc = json_parse(a, (struct str){bytes, n}, &v, NULL);
	arena_destroy(a);
	return rc;
}

/* y_ must be taken, n_ must be refused, i_ may be either. */
static void test_suite(void **state)
{
	const char *shared = getenv("VOLYA_SHARED");
	char folder[4096];
	int taken = 0, refused = 0;

	(void)state;
	snprintf(folder, sizeof(folder), "%s/vectors/jsontestsuite/test_parsing", shared);
	DIR *dir = opendir(folder);
	assert_non_null(dir);
	for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
		if (e->d_name[0] == '.') {
			continue;
		}
		enum rc rc = parse_file(folder, e->d_name);
		bool as_it_should = e->d_name[0] == 'i' || (rc == RC_OK) == (e->d_name[0] == 'y');
		if (!as_it_should) {
			print_error("%s: %s\n", e->d_name, rc_name(rc));
		}
		assert_true(as_it_should);
		taken += e->d_name[0] == 'y';
		refused += e->d_name[0] == 'n';
	}
	closedir(dir);
	assert_int_equal(taken, 95);
	assert_int_equal(refused, 188);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest own[] = {
		cmocka_unit_test(test_write),
		cmocka_unit_test(test_write_strings),
		cmocka_unit_test(test_strings_read_back),
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_refuse),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_place),
	};
	const struct CMUnitTest others[] = {
		cmocka_unit_test(test_suite),
	};
	const char *shared = getenv("VOLYA_SHARED");

	if (argc < 2 || strcmp(argv[1], "suite") != 0) {
		return cmocka_run_group_tests(own, NULL, NULL);
	}
	if (shared == NULL || shared[0] == '\0') {
		return 77;
	}
	return cmocka_run_group_tests(others, NULL, NULL);
}
