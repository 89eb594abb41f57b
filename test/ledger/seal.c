/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sealed values and boxes: they open with what closed them, and with nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ledger/seal.h"

#define MOST (1 << 20)

static const uint8_t key[KEY_SIZE] = {1, 2, 3};

static void fill(struct buf *b, size_t n)
{
	buf_clear(b);
	for (size_t i = 0; i < n; i++) {
		buf_putc(b, (char)(i * 31 + (i >> 8)));
	}
}

/* Every size about the buckets: what was closed comes back. */
static void comes_back(void **state)
{
	static const size_t sizes[] = {0, 1, 31, 254, 255, 256, 257, 511, 512, 513, 65534, 65535, 65536, 65537, 131071,
		131072, 200000};
	struct buf plain, sealed, opened;
	(void)state;
	buf_init(&plain, MOST);
	buf_init(&sealed, MOST);
	buf_init(&opened, MOST);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		fill(&plain, sizes[i]);
		buf_clear(&sealed);
		buf_clear(&opened);
		buf_puts(&opened, "before");
		seal_value(key, STR("here"), buf_view(&plain), &sealed);
		assert_int_equal(sealed.n, sizes[i] + SEAL_OVERHEAD);
		assert_int_equal(seal_open(key, STR("here"), buf_view(&sealed), &opened, NULL), RC_OK);
		buf_clear(&sealed);
		seal_value_padded(key, STR("here"), buf_view(&plain), &sealed);
		assert_int_equal(seal_open_padded(key, STR("here"), buf_view(&sealed), &opened, NULL), RC_OK);
		assert_int_equal(opened.n, 6 + 2 * sizes[i]);
		assert_memory_equal(opened.p, "before", 6);
		assert_memory_equal(opened.p + 6, plain.p, plain.n);
		assert_memory_equal(opened.p + 6 + plain.n, plain.p, plain.n);
	}
	buf_wipe(&plain);
	buf_wipe(&sealed);
	buf_wipe(&opened);
}

static size_t padded_size(size_t n)
{
	struct buf plain, sealed;
	buf_init(&plain, MOST);
	buf_init(&sealed, MOST);
	fill(&plain, n);
	seal_value_padded(key, STR(""), buf_view(&plain), &sealed);
	n = sealed.n - SEAL_OVERHEAD;
	buf_finish(&plain);
	buf_finish(&sealed);
	return n;
}

static void sizes_do_not_tell(void **state)
{
	(void)state;
	assert_int_equal(padded_size(0), 256);
	assert_int_equal(padded_size(255), 256);
	assert_int_equal(padded_size(256), 512);
	assert_int_equal(padded_size(1000), 1024);
	assert_int_equal(padded_size(65535), 65536);
	assert_int_equal(padded_size(65536), 131072);
	assert_int_equal(padded_size(150000), 196608);
}

/* Padding that another program made: of the wrong size, or none at all. */
static void padding_is_strict(void **state)
{
	struct buf plain, sealed, opened;
	(void)state;
	buf_init(&plain, MOST);
	buf_init(&sealed, MOST);
	buf_init(&opened, MOST);
	static const size_t totals[] = {0, 1, 128, 255, 256, 257, 512, 1024};
	for (size_t i = 0; i < sizeof totals / sizeof *totals; i++) {
		for (int end = 0; end < 3; end++) {
			buf_clear(&plain);
			buf_clear(&sealed);
			buf_clear(&opened);
			while (plain.n < totals[i]) {
				buf_putc(&plain, (char)(plain.n < 10 ? 'a' : plain.n > 10 || end == 0 ? 0 : end == 1 ? 0x81 : 0x80));
			}
			seal_value(key, STR(""), buf_view(&plain), &sealed);
			enum rc rc = seal_open_padded(key, STR(""), buf_view(&sealed), &opened, NULL);
			assert_int_equal(rc, totals[i] == 256 && end == 2 ? RC_OK : RC_CRYPTO);
			assert_int_equal(opened.n, rc == RC_OK ? 10 : 0);
		}
	}
	buf_finish(&plain);
	buf_finish(&sealed);
	buf_finish(&opened);
}

static void is_never_closed_twice_alike(void **state)
{
	struct buf one, two;
	(void)state;
	buf_init(&one, MOST);
	buf_init(&two, MOST);
	seal_value(key, STR("here"), STR("invented"), &one);
	seal_value(key, STR("here"), STR("invented"), &two);
	assert_memory_not_equal(one.p, two.p, SEAL_NONCE);
	assert_memory_not_equal(one.p + SEAL_NONCE, two.p + SEAL_NONCE, 8);
	buf_finish(&one);
	buf_finish(&two);
}

/* Any bit, any cut, anything behind, another place, another key: refused, and nothing is given out. */
static void anything_else_is_refused(void **state)
{
	static const uint8_t other[KEY_SIZE] = {1, 2, 4};
	struct buf sealed, opened;
	struct fault f = {0};
	(void)state;
	buf_init(&sealed, MOST);
	buf_init(&opened, MOST);
	seal_value(key, STR("here"), STR("an invented value"), &sealed);
	for (size_t bit = 0; bit < 8 * sealed.n; bit++) {
		sealed.p[bit / 8] = (char)(sealed.p[bit / 8] ^ 1 << bit % 8);
		assert_int_equal(seal_open(key, STR("here"), buf_view(&sealed), &opened, &f), RC_CRYPTO);
		sealed.p[bit / 8] = (char)(sealed.p[bit / 8] ^ 1 << bit % 8);
	}
	for (size_t n = 0; n < sealed.n; n++) {
		assert_int_equal(seal_open(key, STR("here"), (struct str){sealed.p, n}, &opened, NULL), RC_CRYPTO);
	}
	assert_int_equal(seal_open(key, STR("there"), buf_view(&sealed), &opened, NULL), RC_CRYPTO);
	assert_int_equal(seal_open(key, STR(""), buf_view(&sealed), &opened, NULL), RC_CRYPTO);
	assert_int_equal(seal_open(other, STR("here"), buf_view(&sealed), &opened, NULL), RC_CRYPTO);
	buf_putc(&sealed, '\0');
	assert_int_equal(seal_open(key, STR("here"), buf_view(&sealed), &opened, NULL), RC_CRYPTO);
	assert_int_equal(opened.n, 0);
	assert_non_null(strstr(f.message, "does not open"));
	buf_finish(&sealed);
	buf_finish(&opened);
}

static void a_full_buffer_is_said(void **state)
{
	struct buf sealed, small;
	(void)state;
	buf_init(&sealed, MOST);
	buf_init(&small, 10);
	seal_value(key, STR(""), STR("eleven long"), &small);
	assert_true(small.full);
	buf_clear(&small);
	seal_value_padded(key, STR(""), STR("x"), &small);
	assert_true(small.full);
	buf_clear(&small);
	seal_value(key, STR(""), STR("eleven long"), &sealed);
	assert_int_equal(seal_open(key, STR(""), buf_view(&sealed), &small, NULL), RC_LIMIT);
	buf_clear(&small);
	assert_int_equal(box_seal(key, STR("x"), &small, NULL), RC_LIMIT);
	buf_finish(&sealed);
	buf_finish(&small);
}

int main(void)
{
	ledger_start();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_back),
		cmocka_unit_test(sizes_do_not_tell),
		cmocka_unit_test(padding_is_strict),
		cmocka_unit_test(is_never_closed_twice_alike),
		cmocka_unit_test(anything_else_is_refused),
		cmocka_unit_test(a_full_buffer_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
