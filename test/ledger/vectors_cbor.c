/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The CBOR subset over vectors of others, in $VOLYA_SHARED/vectors: RFC 8949 appendix A as JSON, and the
 * table of the common deterministic encoding draft. The same ground is held everywhere by cbor.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "again.h"
#include "json_c.h"

static void vectors_path(const char *name, char path[4096])
{
	snprintf(path, 4096, "%s/vectors/%s", getenv("VOLYA_SHARED"), name);
}

static bool accepts(const char *hex)
{
	uint8_t bytes[1024];
	struct fault f = {0};
	struct buf out;
	size_t n = strlen(hex) / 2;
	assert_true(n <= sizeof bytes && hex_parse(str_of(hex), bytes, n));
	struct str view = {(const char *)bytes, n};
	enum rc rc = cbor_check(view, &f);
	buf_init(&out, 4096);
	assert_int_equal(cbor_again(view, &out, NULL), rc);
	assert_true(rc != RC_OK || str_eq(buf_view(&out), view));
	buf_finish(&out);
	return rc == RC_OK;
}

/* What JSON can say and the subset has too: no fractions, no text keys, nothing past 64 bits with a sign. */
static bool in_subset(struct json_c_object *v)
{
	if (json_object_is_type(v, json_type_array)) {
		bool all = true;
		for (size_t i = 0; i < json_object_array_length(v); i++) {
			all = all && in_subset(json_object_array_get_idx(v, i));
		}
		return all;
	}
	return !json_object_is_type(v, json_type_double)
		&& (!json_object_is_type(v, json_type_object) || json_object_object_length(v) == 0);
}

/* Forms that JSON writes as other things: numbers as floats or big numbers, indefinite lengths. */
static bool is_plain_form(const char *hex)
{
	static const char *const other[] = {"c2", "c3", "f9", "fa", "fb", "3bffffffffffffffff", "5f", "7f", "9f", "bf",
		"f7", "f0", "f8", "d7", "d8", "c0", "c1", "826161bf", "83018202039f", "83019f"};
	for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
		if (strncmp(hex, other[i], strlen(other[i])) == 0) {
			return false;
		}
	}
	return true;
}

/* Without a JSON form: a diagnostic text tells what it is. */
static bool diagnostic_in_subset(const char *text)
{
	return strncmp(text, "h'", 2) == 0 || strcmp(text, "{1: 2, 3: 4}") == 0;
}

static void appendix_a(void **state)
{
	(void)state;
	char path[4096];
	vectors_path("cbor-test-vectors/appendix_a.json", path);
	struct json_c_object *all = json_object_from_file(path), *hex, *decoded, *diagnostic;
	int taken = 0;
	assert_non_null(all);
	assert_int_equal(json_object_array_length(all), 82);
	for (size_t i = 0; i < 82; i++) {
		struct json_c_object *row = json_object_array_get_idx(all, i);
		assert_true(json_object_object_get_ex(row, "hex", &hex));
		const char *text = json_object_get_string(hex);
		bool expected = json_object_object_get_ex(row, "decoded", &decoded)
			? in_subset(decoded) && is_plain_form(text)
			: json_object_object_get_ex(row, "diagnostic", &diagnostic)
				&& diagnostic_in_subset(json_object_get_string(diagnostic)) && is_plain_form(text);
		if (accepts(text) != expected) {
			fail_msg("%s: %s", text, expected ? "refused" : "accepted");
		}
		taken += expected;
	}
	assert_int_equal(taken, 33);
	json_object_put(all);
}

static void check_number(const char *hex, struct str decimal)
{
	uint8_t bytes[16];
	size_t n = strlen(hex) / 2;
	struct cbor_reader r;
	char text[32];
	assert_true(hex_parse(str_of(hex), bytes, n));
	cbor_reader_init(&r, (struct str){(const char *)bytes, n}, NULL);
	if (cbor_peek(&r) == CBOR_UINT) {
		snprintf(text, sizeof text, "%llu", (unsigned long long)cbor_read_uint(&r));
	} else {
		snprintf(text, sizeof text, "%lld", (long long)cbor_read_int(&r));
	}
	assert_true(str_is(decimal, text));
	assert_int_equal(cbor_reader_finish(&r), RC_OK);
}

/* Rows: int, flt or bad; the value; the bytes; a remark. Only integers of 64 bits are in the subset. */
static bool check_row(const struct csv_row *row)
{
	char hex[256];
	assert_int_equal(row->count, 4);
	snprintf(hex, sizeof hex, "%.*s", STR_ARG(row->cells[2].text));
	bool expected = str_is(row->cells[0].text, "int") && hex[0] <= '3' && strcmp(hex, "3bffffffffffffffff") != 0;
	if (accepts(hex) != expected) {
		fail_msg("%s: %s", hex, expected ? "refused" : "accepted");
	}
	if (expected) {
		check_number(hex, row->cells[1].text);
	}
	return expected;
}

static void deterministic_table(void **state)
{
	(void)state;
	char path[4096];
	struct csv_reader *in;
	const struct csv_row *row;
	int rows = 0, taken = 0;
	vectors_path("cbor-cde/example-table-input.csv", path);
	assert_int_equal(csv_open(path, ',', &in, NULL), RC_OK);
	while (csv_next(in, &row, NULL) == RC_OK && row) {
		taken += check_row(row);
		rows++;
	}
	csv_close(in);
	assert_int_equal(rows, 76);
	assert_int_equal(taken, 19);
}

int main(void)
{
	const char *shared = getenv("VOLYA_SHARED");
	if (!shared || !*shared) {
		fputs("skipped: VOLYA_SHARED is not set\n", stderr);
		return 77;
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(appendix_a),
		cmocka_unit_test(deterministic_table),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
