/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* CSV as spreadsheets write it: encodings, delimiters, lines; and that what is written reads back. */
#include "base/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* All rows as "line.column[text] ...\n", or the fault as "!rc line: message". */
static void dump(struct str bytes, char delimiter, struct buf *out)
{
	struct fault fault = {0};
	const struct csv_row *row = NULL;
	struct csv_reader *r;
	enum rc rc = csv_open_bytes(bytes, "test.csv", delimiter, &r, &fault);

	buf_clear(out);
	while (rc == RC_OK && (rc = csv_next(r, &row, &fault)) == RC_OK && row != NULL) {
		for (size_t i = 0; i < row->count; i++) {
			const struct csv_cell *c = &row->cells[i];
			buf_printf(out, "%u.%u[%.*s]", c->line, c->column, STR_ARG(c->text));
		}
		buf_putc(out, '\n');
	}
	if (rc != RC_OK) {
		buf_printf(out, "!%s %s:%u", rc_name(rc), fault.file, fault.line);
		assert_true(rc != RC_LIMIT || fault.hint[0]); /* what to do about it */
	}
	csv_close(r);
}

static void check(struct str bytes, const char *expected)
{
	struct buf out;

	buf_init(&out, 1000000);
	dump(bytes, 0, &out);
	assert_string_equal(out.p, expected);
	buf_finish(&out);
}

static void test_shapes(void **state)
{
	(void)state;
	check(STR(""), "");
	check(STR("\n\n \r\n"), "");
	check(STR("a,b\n1,2"), "1.1[a]1.2[b]\n2.1[1]2.2[2]\n");
	check(STR("a;b\r\n1;2,5\r\n"), "1.1[a]1.2[b]\n2.1[1]2.2[2,5]\n");
	check(STR("a\tb\r1\t2\r"), "1.1[a]1.2[b]\n2.1[1]2.2[2]\n");
	check(STR("\xEF\xBB\xBF\"a\";b\n"), "1.1[a]1.2[b]\n");
	check(STR("sep=;\r\na;b\r\n"), "2.1[a]2.2[b]\n");
	check(STR("\"x;y\",b\n"), "1.1[x;y]1.2[b]\n");
	check(STR("a,b\n,\n;\n \n1,\n"), "1.1[a]1.2[b]\n3.1[;]\n5.1[1]5.2[]\n");
	check(STR(" a , \"b\" \n"), "1.1[a]1.2[b]\n");
	check(STR("a\"b,c\n"), "1.1[a\"b]1.2[c]\n");
	check(STR("\"a\"\"b\",c\n"), "1.1[a\"b]1.2[c]\n");
	check(STR("a,\xC2\xA0x\xE2\x80\x8B\n"), "1.1[a]1.2[x]\n");
}

/* A cell of several lines moves those after it, in LF, CRLF and CR files. */
static void test_lines(void **state)
{
	(void)state;
	check(STR("a,b,c\n1,\"x\n\ny\",2\n3,4,5\n"),
		"1.1[a]1.2[b]1.3[c]\n2.1[1]2.2[x\n\ny]4.3[2]\n5.1[3]5.2[4]5.3[5]\n");
	check(STR("a,b\r\n\"x\r\ny\",2\r\n\r\n3,4\r\n"),
		"1.1[a]1.2[b]\n2.1[x\ny]3.2[2]\n5.1[3]5.2[4]\n");
	check(STR("a,b\r\"x\ry\",2\r3,4\r"), "1.1[a]1.2[b]\n2.1[x\ny]3.2[2]\n4.1[3]4.2[4]\n");
}

static void test_encodings(void **state)
{
	(void)state;
	/* "імя;месца" in UTF-8 and in Windows-1251 */
	check(STR("\xD1\x96\xD0\xBC\xD1\x8F;b\n"), "1.1[\xD1\x96\xD0\xBC\xD1\x8F]1.2[b]\n");
	check(STR("\xB3\xEC\xFF;b\n"), "1.1[\xD1\x96\xD0\xBC\xD1\x8F]1.2[b]\n");
	check(STR("\xFF\xFE" "a\0;\0"), "!invalid test.csv:1");
	check(STR("\xFE\xFF\0a"), "!invalid test.csv:1");
	check(STR("a,b\n1,\0\n"), "!invalid test.csv:2");
	/* 0x98 is the one byte that Windows-1251 leaves free. */
	check(STR("\xEF,b\n\x98,2\n"), "!invalid test.csv:2");
	/* The mark says UTF-8, a cell says otherwise. */
	check(STR("\xEF\xBB\xBF" "a,b\n1,\xEF\n"), "1.1[a]1.2[b]\n!invalid test.csv:2");
	/* Bytes that would be text only if two cells were one. */
	check(STR("\xEF\xBB\xBF\xD0,\xB0\n"), "!invalid test.csv:1");
}

/* Bytes that are no text are refused where they stand, whatever stands around them. */
static void test_mixed_encodings(void **state)
{
	(void)state;
	check(STR("імя,b\nАлесь,\xFF\n"), "1.1[імя]1.2[b]\n!invalid test.csv:2");
	check(STR("імя,b\nАлесь,\xC0\xAF\n"), "1.1[імя]1.2[b]\n!invalid test.csv:2");
	check(STR("імя,b\nАлесь,\xED\xA0\x80\n"), "1.1[імя]1.2[b]\n!invalid test.csv:2");
	/* A row of Windows-1251 ("Міхась") among rows of UTF-8, above them and below. */
	check(STR("імя\nАлесь\n\xCC\xB3\xF5\xE0\xF1\xFC\n"), "1.1[імя]\n2.1[Алесь]\n!invalid test.csv:3");
	check(STR("a\n\xCC\xB3\xF5\xE0\xF1\xFC\nАлесь\n"), "1.1[a]\n!invalid test.csv:2");
	/* Latin letters stand alone among ASCII. */
	check(STR("a,b\nŁukasz,\xFF\n"), "1.1[a]1.2[b]\n!invalid test.csv:2");
	/* "Рігор Кісялёў", "ДІДЕНКО", "СССР»": pairs in them are UTF-8 by chance. */
	check(STR("\xD0\xB3\xE3\xEE\xF0 \xCA\xB3\xF1\xFF\xEB\xB8\xA2\n"), "1.1[Рігор Кісялёў]\n");
	check(STR("\xC4\xB2\xC4\xC5\xCD\xCA\xCE\n"), "1.1[ДІДЕНКО]\n");
	check(STR("\xAB\xED\xE0\xF0\xEE\xE4\xFB \xD1\xD1\xD1\xD0\xBB\n"), "1.1[«народы СССР»]\n");
}

/* UTF-8 that begins far below a stretch of Windows-1251. */
static void test_late_mixture(void **state)
{
	struct buf in, out;

	(void)state;
	buf_init(&in, 1000000);
	buf_init(&out, 10000000);
	for (int i = 0; i < 20000; i++) {
		buf_puts(&in, "\xCC\xB3\xF5\xE0\xF1\xFC\n");
	}
	buf_puts(&in, "Алесь\n");
	dump(buf_view(&in), 0, &out);
	assert_non_null(strstr(out.p, "!invalid test.csv:20001"));
	buf_finish(&in);
	buf_finish(&out);
}

/* The encoding shows late: 200 KiB of ASCII come first. */
static void test_late_encoding(void **state)
{
	struct buf in, out;

	(void)state;
	buf_init(&in, 1000000);
	buf_init(&out, 10000000);
	for (int i = 0; i < 20000; i++) {
		buf_puts(&in, "abcde;fghi\n");
	}
	buf_puts(&in, "\xCC\xB3\xED\xF1\xEA;x\n");
	dump(buf_view(&in), 0, &out);
	assert_non_null(strstr(out.p, "20001.1[\xD0\x9C\xD1\x96\xD0\xBD\xD1\x81\xD0\xBA]20001.2[x]\n"));
	buf_finish(&in);
	buf_finish(&out);
}

/* A two-byte letter and a CRLF at every place around the end of a chunk. */
static void test_chunk_ends(void **state)
{
	struct buf in, out;

	(void)state;
	buf_init(&in, 1000000);
	buf_init(&out, 10000000);
	for (int shift = 0; shift < 6; shift++) {
		buf_clear(&in);
		buf_puts(&in, "a;b\r\n");
		while (in.n < 65536 - 3 - (size_t)shift) {
			buf_putc(&in, 'x');
		}
		buf_puts(&in, "\xD0\x96;\"q\r\nr\"\r\nlast;\xD0\x96\r\n");
		dump(buf_view(&in), 0, &out);
		assert_non_null(strstr(out.p, "x\xD0\x96]2.2[q\nr]\n4.1[last]4.2[\xD0\x96]\n"));
	}
	buf_finish(&in);
	buf_finish(&out);
}

static void test_open_quote(void **state)
{
	(void)state;
	check(STR("a,b\n1,\"x\n2,3\n"), "1.1[a]1.2[b]\n!invalid test.csv:2");
	check(STR("\""), "!invalid test.csv:1");
}

static void test_limits(void **state)
{
	struct buf in, out;

	(void)state;
	buf_init(&in, 4000000);
	buf_init(&out, 4000000);
	buf_puts(&in, "a,b\n1,\"");
	while (in.n < 1100000) {
		buf_puts(&in, "no end in sight\n");
	}
	dump(buf_view(&in), 0, &out);
	assert_string_equal(out.p, "1.1[a]1.2[b]\n!limit test.csv:2");
	buf_clear(&in);
	for (int i = 0; i < 4096; i++) {
		buf_putc(&in, ',');
	}
	dump(buf_view(&in), ',', &out);
	assert_string_equal(out.p, "!limit test.csv:1");
	buf_finish(&in);
	buf_finish(&out);
}

static void test_file(void **state)
{
	char path[] = "/tmp/volya-csv-XXXXXX";
	struct fault fault = {0};
	const struct csv_row *row;
	struct csv_reader *r;
	uint64_t done, total;

	(void)state;
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "a,b\n1,2\n", 8), 8);
	close(fd);
	assert_int_equal(csv_open(path, 0, &r, &fault), RC_OK);
	assert_string_equal(csv_name(r), path);
	assert_int_equal(csv_next(r, &row, &fault), RC_OK);
	csv_position(r, &done, &total);
	assert_int_equal(done, 4);
	assert_int_equal(total, 8);
	assert_int_equal(csv_next(r, &row, &fault), RC_OK);
	assert_int_equal(row->count, 2);
	assert_int_equal(csv_next(r, &row, &fault), RC_OK);
	assert_null(row);
	assert_int_equal(csv_next(r, &row, &fault), RC_OK);
	assert_null(row);
	csv_close(r);
	unlink(path);
	assert_int_equal(csv_open(path, 0, &r, &fault), RC_NOT_FOUND);
	assert_null(r);
	csv_close(NULL);
}

static void check_written(struct str cell, const char *expected)
{
	struct buf b;
	buf_init(&b, 1000);
	csv_write_cell(&b, cell, true);
	assert_string_equal(b.p, expected);
	buf_finish(&b);
}

static void test_write(void **state)
{
	(void)state;
	check_written(STR("plain"), "plain");
	check_written(STR("a,b"), "\"a,b\"");
	check_written(STR("say \"no\""), "\"say \"\"no\"\"\"");
	check_written(STR("two\nlines"), "\"two\nlines\"");
	check_written(STR("=1+1"), "'=1+1");
	check_written(STR("+375"), "'+375");
	check_written(STR("@x"), "'@x");
	check_written(STR("-x"), "'-x");
	check_written(STR("-5"), "-5");
	check_written(STR("-"), "-");
	check_written(STR("'tis"), "''tis");
	check_written(STR("=a,\"b\""), "\"'=a,\"\"b\"\"\"");
}

/* A random cell of the signs that matter most, in a stable, trimmed form. */
static struct str random_cell(char *p, size_t most)
{
	static const char *const signs[] = {"a", "1", " ", ",", ";", "\t", "\"", "'", "=", "+", "-", "@", "\n",
		"|", "\xD1\x9E", "\xE2\x82\xAC", "\xF0\x9F\x95\x8A", "sep="};
	size_t n = 0;

	for (size_t count = (size_t)rand() % 9; count > 0; count--) {
		const char *sign = signs[(size_t)rand() % (sizeof(signs) / sizeof(signs[0]))];
		if (n + strlen(sign) < most) {
			memcpy(p + n, sign, strlen(sign));
			n += strlen(sign);
		}
	}
	return str_trim((struct str){p, n});
}

/* Random tables, written and read back, are the same cell by cell. */
static void test_round_trip(void **state)
{
	enum { ROWS = 5, COLUMNS = 4 };
	char bytes[ROWS][COLUMNS][64];
	struct str cells[ROWS][COLUMNS];

	(void)state;
	srand(20200809);
	for (int round = 0; round < 5000; round++) {
		struct csv_reader *r;
		const struct csv_row *row;
		struct buf b;
		buf_init(&b, 100000);
		for (int i = 0; i < ROWS; i++) {
			for (int j = 0; j < COLUMNS; j++) {
				/* The first cell is never empty, as a blank row is left out by the reader. */
				cells[i][j] = j == 0 ? STR("row") : random_cell(bytes[i][j], sizeof(bytes[i][j]));
				csv_write_cell(&b, cells[i][j], j == 0);
			}
			csv_end_row(&b);
		}
		assert_int_equal(csv_open_bytes(buf_view(&b), "x", ',', &r, NULL), RC_OK);
		for (int i = 0; i < ROWS; i++) {
			assert_int_equal(csv_next(r, &row, NULL), RC_OK);
			assert_int_equal(row->count, COLUMNS);
			for (int j = 0; j < COLUMNS; j++) {
				assert_true(str_eq(row->cells[j].text, cells[i][j]));
			}
		}
		assert_int_equal(csv_next(r, &row, NULL), RC_OK);
		assert_null(row);
		csv_close(r);
		buf_finish(&b);
	}
}

/* A quote that closes in the middle of a cell must not swallow the rows below it. */
static void test_stray_quote(void **state)
{
	struct csv_reader *r;
	const struct csv_row *row;
	struct fault f = {0};

	(void)state;
	assert_int_equal(csv_open_bytes(STR("a,b\n1,\"Nasha Niva\" paper\n2,x\n3,\"y\"\n"), "x", ',', &r, NULL), RC_OK);
	assert_int_equal(csv_next(r, &row, &f), RC_OK);
	assert_int_equal(csv_next(r, &row, &f), RC_INVALID);
	assert_int_equal(f.line, 2);
	csv_close(r);
	assert_int_equal(csv_open_bytes(STR("a\tb\n1\t\"Nasha Niva\n2\tpaper\" x\n"), "list.tsv", 0, &r, NULL), RC_OK);
	for (int rows = 0; rows < 3; rows++) {
		assert_int_equal(csv_next(r, &row, NULL), RC_OK);
		assert_int_equal(row->count, 2);
	}
	assert_true(str_is(row->cells[1].text, "paper\" x"));
	csv_close(r);
}

/* Random bytes: whatever comes, rows or a fault, and an end. */
static void test_any_bytes(void **state)
{
	struct buf out;

	(void)state;
	srand(1991);
	buf_init(&out, 1000000);
	for (int round = 0; round < 20000; round++) {
		static const char signs[] = "\",;\t\r\n ab'=\xD0\xB0\xFF\x98";
		char bytes[40];
		size_t n = (size_t)rand() % sizeof(bytes);
		for (size_t i = 0; i < n; i++) {
			bytes[i] = signs[(size_t)rand() % (sizeof(signs) - 1)];
		}
		dump((struct str){bytes, n}, 0, &out);
	}
	buf_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_encodings),
		cmocka_unit_test(test_mixed_encodings),
		cmocka_unit_test(test_late_mixture),
		cmocka_unit_test(test_late_encoding),
		cmocka_unit_test(test_chunk_ends),
		cmocka_unit_test(test_open_quote),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_write),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_stray_quote),
		cmocka_unit_test(test_any_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
