/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The CBOR subset: examples of RFC 8949 appendix A, what must be refused, and random items
 * with every single-byte change of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "again.h"

/* From RFC 8949 appendix A: those of its examples that the subset has. */
static const char *const accepted[] = {
	"00", "01", "0a", "17", "1818", "1819", "1864", "1903e8", "1a000f4240", "1b000000e8d4a51000",
	"1bffffffffffffffff", "20", "29", "3863", "3903e7", "f4", "f5", "f6", "40", "4401020304", "60", "6161",
	"6449455446", "62225c", "62c3bc", "63e6b0b4", "64f0908591", "80", "83010203", "8301820203820405",
	"98190102030405060708090a0b0c0d0e0f101112131415161718181819", "a0", "a201020304",
	"3b7fffffffffffffff", /* the least number of 64 bits with a sign */
	"8181818181818180",   /* eight deep */
};

static const struct refusal {
	const char *hex;
	const char *why; /* part of the message */
} refused[] = {
	{"", "no item"},
	{"3bffffffffffffffff", "64 bits"},
	{"3b8000000000000000", "64 bits"},
	{"c249010000000000000000", "tag"}, /* a big number */
	{"c074323031332d30332d32315432303a30343a30305a", "tag"},
	{"f97e00", "float"},
	{"fa47c35000", "float"},
	{"fb3ff199999999999a", "float"},
	{"f7", "simple"}, /* undefined */
	{"f0", "simple"},
	{"f820", "simple"},
	{"f814", "simple"}, /* false in two bytes */
	{"1817", "shortest"},
	{"1900ff", "shortest"},
	{"1a0000ffff", "shortest"},
	{"1b00000000ffffffff", "shortest"},
	{"3817", "shortest"},
	{"5800", "shortest"},
	{"7801" "61", "shortest"},
	{"98020405", "shortest"},
	{"b801" "0000", "shortest"},
	{"1c", "reserved"},
	{"1f", "indefinite"},
	{"5f42010243030405ff", "indefinite"},
	{"7f657374726561646d696e67ff", "indefinite"},
	{"9fff", "indefinite"},
	{"bf6346756ef563416d7421ff", "indefinite"},
	{"ff", "simple"},
	{"19", "end within"},
	{"1901", "end within"},
	{"1bffffffffffffff", "end within"},
	{"43" "0102", "longer"},
	{"5bffffffffffffffff", "longer"},
	{"7b7fffffffffffffff" "61", "longer"},
	{"8201", "larger"}, /* two announced, one byte left */
	{"9bffffffffffffffff", "larger"},
	{"bbffffffffffffffff", "larger"},
	{"bb8000000000000001", "larger"}, /* twice this is 2 */
	{"a2010203", "larger"},
	{"828101", "to its end"},
	{"0000", "after the end"},
	{"8000", "after the end"},
	{"a201020100", "ascending"}, /* the same key twice */
	{"a203040102", "ascending"},
	{"a26161016162820304", "unsigned"},
	{"a12000", "unsigned"},
	{"a1f500", "unsigned"},
	{"818181818181818180", "deeper"},
	{"61ff", "normal form"},         /* not UTF-8 */
	{"62c080", "normal form"},       /* overlong */
	{"63eda080", "normal form"},     /* half of a surrogate pair */
	{"6365cc81", "normal form"},     /* e and a combining acute accent */
	{"63e284ab", "normal form"},     /* the sign of Angstrom */
	{"66d183d0b8cc86", "normal form"}, /* the Cyrillic short i in two code points */
};

struct bytes {
	uint8_t b[256];
	size_t n;
};

static struct bytes from_hex(const char *hex)
{
	struct bytes bytes = {.n = strlen(hex) / 2};
	assert_true(bytes.n <= sizeof bytes.b);
	assert_true(hex_parse(str_of(hex), bytes.b, bytes.n));
	return bytes;
}

static struct str view(const struct bytes *b)
{
	return (struct str){(const char *)b->b, b->n};
}

/* cbor_check() and the pull reader agree; what they accept encodes to the same bytes. */
static bool holds_together(struct str bytes, struct fault *f)
{
	struct buf out;
	struct fault other = {0};
	enum rc rc = cbor_check(bytes, f);
	buf_init(&out, 1 << 20);
	assert_int_equal(cbor_again(bytes, &out, &other), rc);
	if (rc == RC_OK) {
		assert_int_equal(out.n, bytes.n);
		assert_memory_equal(out.p, bytes.p, bytes.n);
	} else {
		assert_int_equal(rc, RC_INVALID);
		assert_true(f->message[0] != '\0');
	}
	buf_finish(&out);
	return rc == RC_OK;
}

static void takes_the_examples(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++) {
		struct bytes b = from_hex(accepted[i]);
		struct fault f = {0};
		if (!holds_together(view(&b), &f)) {
			fail_msg("%s: %s", accepted[i], f.message);
		}
	}
}

static void refuses_the_rest(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		struct bytes b = from_hex(refused[i].hex);
		struct fault f = {0};
		if (holds_together(view(&b), &f)) {
			fail_msg("%s was accepted", refused[i].hex);
		}
		if (!strstr(f.message, refused[i].why)) {
			fail_msg("%s: '%s' does not say '%s'", refused[i].hex, f.message, refused[i].why);
		}
	}
}

/* xorshift64: the same cases on each run. */
struct dice {
	uint64_t state;
};

static uint64_t roll(struct dice *d, uint64_t sides)
{
	d->state ^= d->state << 13;
	d->state ^= d->state >> 7;
	d->state ^= d->state << 17;
	return d->state % sides;
}

/* Numbers near where a head grows. */
static uint64_t edgy(struct dice *d)
{
	uint64_t edge = UINT64_C(1) << roll(d, 64);
	return roll(d, 4) == 0 ? roll(d, 30) : edge + roll(d, 3) - 1;
}

static void random_text(struct dice *d, struct buf *out)
{
	static const char *const parts[] = {"a", "Z", "\xC3\xBC", "\xD0\xA1", "\xE6\xB0\xB4", "\xF0\x90\x85\x91",
		"\xD1\x9E", "-", "\n", ""};
	char text[256];
	size_t n = 0;
	for (uint64_t left = roll(d, 40); left; left--) {
		const char *part = parts[roll(d, 10)];
		memcpy(text + n, part, strlen(part));
		n += strlen(part);
	}
	cbor_text(out, (struct str){text, n});
}

static void random_item(struct dice *d, struct buf *out, int depth)
{
	uint8_t bytes[300] = {0xA5};
	uint64_t count = roll(d, 5), key = 0;
	switch (roll(d, depth < CBOR_DEPTH ? 9 : 6)) {
	case 0:
		cbor_uint(out, edgy(d));
		break;
	case 1:
		cbor_int(out, -1 - (int64_t)(edgy(d) >> 1));
		break;
	case 2:
		cbor_bytes(out, bytes, roll(d, sizeof bytes));
		break;
	case 3:
		random_text(d, out);
		break;
	case 4:
		cbor_bool(out, roll(d, 2));
		break;
	case 5:
		cbor_null(out);
		break;
	case 6:
	case 7:
		cbor_array(out, count);
		for (; count; count--) {
			random_item(d, out, depth + 1);
		}
		break;
	default:
		cbor_map(out, count);
		for (; count; count--) {
			key += 1 + roll(d, 300);
			cbor_uint(out, key);
			random_item(d, out, depth + 1);
		}
		break;
	}
}

static void random_items_come_back(void **state)
{
	(void)state;
	struct dice d = {0x9E3779B97F4A7C15};
	struct buf out;
	buf_init(&out, 1 << 20);
	for (int i = 0; i < 10000; i++) {
		struct fault f = {0};
		buf_clear(&out);
		random_item(&d, &out, 0);
		if (!holds_together(buf_view(&out), &f)) {
			fail_msg("item %d: %s", i, f.message);
		}
		/* Cut anywhere, or with anything behind it, it is no item any more. */
		size_t cut = roll(&d, out.n);
		struct fault cut_fault = {0};
		assert_false(holds_together(str_sub(buf_view(&out), 0, cut), &cut_fault));
		buf_putc(&out, (char)roll(&d, 256));
		struct fault more_fault = {0};
		assert_false(holds_together(buf_view(&out), &more_fault));
	}
	buf_finish(&out);
}

static void changed_bytes_are_refused_or_the_same(void **state)
{
	(void)state;
	struct dice d = {0x2545F4914F6CDD1D};
	struct buf out;
	buf_init(&out, 1 << 20);
	for (int i = 0; i < 40; i++) {
		buf_clear(&out);
		random_item(&d, &out, 4);
		for (size_t at = 0; at < out.n && at < 120; at++) {
			char was = out.p[at];
			for (int c = 0; c < 256; c++) {
				struct fault f = {0};
				out.p[at] = (char)c;
				(void)holds_together(buf_view(&out), &f);
			}
			out.p[at] = was;
		}
	}
	buf_finish(&out);
}

static void the_first_fault_stays(void **state)
{
	(void)state;
	struct bytes b = from_hex("8301f605");
	struct fault f = {0};
	struct cbor_reader r;
	cbor_reader_init(&r, view(&b), &f);
	assert_int_equal(cbor_read_array(&r), 3);
	assert_int_equal(cbor_read_uint(&r), 1);
	assert_int_equal(cbor_read_uint(&r), 0); /* null is no number */
	assert_int_equal(cbor_read_text(&r).n, 0);
	assert_int_equal(cbor_peek(&r), CBOR_BAD);
	assert_int_equal(cbor_reader_finish(&r), RC_INVALID);
	assert_non_null(strstr(f.message, "byte 2: an item of another type"));
}

/* Who reads only a part has not read the item. */
static void a_part_is_not_the_whole(void **state)
{
	(void)state;
	struct bytes b = from_hex("820102");
	struct fault f = {0};
	struct cbor_reader r;
	cbor_reader_init(&r, view(&b), &f);
	assert_int_equal(cbor_read_array(&r), 2);
	assert_int_equal(cbor_read_uint(&r), 1);
	assert_int_equal(cbor_reader_finish(&r), RC_INVALID);
}

static void numbers_keep_their_sign(void **state)
{
	(void)state;
	static const int64_t numbers[] = {INT64_MIN, INT64_MIN + 1, -257, -256, -25, -24, -1, 0, 23, 24, INT64_MAX};
	struct buf out;
	buf_init(&out, 1000);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		struct fault f = {0};
		struct cbor_reader r;
		buf_clear(&out);
		cbor_int(&out, numbers[i]);
		cbor_reader_init(&r, buf_view(&out), &f);
		assert_true(cbor_read_int(&r) == numbers[i]);
		assert_int_equal(cbor_reader_finish(&r), RC_OK);
	}
	buf_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_the_examples),
		cmocka_unit_test(refuses_the_rest),
		cmocka_unit_test(random_items_come_back),
		cmocka_unit_test(changed_bytes_are_refused_or_the_same),
		cmocka_unit_test(the_first_fault_stays),
		cmocka_unit_test(a_part_is_not_the_whole),
		cmocka_unit_test(numbers_keep_their_sign),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
