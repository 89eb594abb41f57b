/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Parcels: there and back, for one key, from one key; no byte may change. People are invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ledger/parcel.h"

struct fixture {
	struct person_key *anna, *boris;
	struct signer from, to;
	struct buf bytes, plain;
};

static int begin(void **state)
{
	struct fixture *x = calloc(1, sizeof *x);
	ledger_start();
	x->anna = person_make(STR("anna"));
	x->boris = person_make(STR("boris"));
	x->from = person_signer(x->anna);
	x->to = person_signer(x->boris);
	buf_init(&x->bytes, PARCEL_MOST);
	buf_init(&x->plain, PARCEL_MOST);
	struct parcel p = {.org = {7}, .organisation = STR("Invented Centre"), .day = 20000, .draft = STR("what is said")};
	memcpy(p.to, x->to.public.box, KEY_SIZE);
	assert_int_equal(parcel_seal(&p, &x->from, &x->bytes, NULL), RC_OK);
	*state = x;
	return 0;
}

static int end(void **state)
{
	struct fixture *x = *state;
	person_destroy(x->anna);
	person_destroy(x->boris);
	buf_wipe(&x->bytes);
	buf_wipe(&x->plain);
	free(x);
	return 0;
}

static void it_arrives_from_whom_it_says(void **state)
{
	struct fixture *x = *state;
	struct parcel p;
	assert_int_equal(parcel_open(buf_view(&x->bytes), &x->to, &x->plain, &p, NULL), RC_OK);
	assert_true(p.org[0] == 7 && p.day == 20000 && str_is(p.organisation, "Invented Centre"));
	assert_true(str_is(p.draft, "what is said"));
	assert_string_equal(p.from.name, "anna");
	assert_memory_equal(p.from.sign, x->from.public.sign, KEY_SIZE);
	assert_memory_equal(p.from.box, x->from.public.box, KEY_SIZE);
	assert_null(memmem(x->bytes.p, x->bytes.n, "anna", 4));
	assert_null(memmem(x->bytes.p, x->bytes.n, x->from.public.sign, KEY_SIZE));
	assert_null(memmem(x->bytes.p, x->bytes.n, x->to.public.box, KEY_SIZE));
}

static void nobody_else_opens_it(void **state)
{
	struct fixture *x = *state;
	struct parcel p;
	assert_int_equal(parcel_open(buf_view(&x->bytes), &x->from, &x->plain, &p, NULL), RC_CRYPTO);
	assert_int_equal(parcel_open(STR("volya-parcel 1\n"), &x->to, &x->plain, &p, NULL), RC_INVALID);
	assert_int_equal(parcel_open(STR("something else altogether, and long enough to be one by its size: "
		"yes, it is. And more of it, so that nothing is said of how short it is."), &x->to, &x->plain, &p, NULL),
		RC_INVALID);
}

static void no_byte_may_change(void **state)
{
	struct fixture *x = *state;
	struct parcel p;
	for (size_t at = 0; at < x->bytes.n; at++) {
		x->bytes.p[at] ^= 1;
		buf_clear(&x->plain);
		assert_int_not_equal(parcel_open(buf_view(&x->bytes), &x->to, &x->plain, &p, NULL), RC_OK);
		x->bytes.p[at] ^= 1;
	}
	for (size_t n = 0; n < x->bytes.n; n++) {
		buf_clear(&x->plain);
		assert_int_not_equal(parcel_open((struct str){x->bytes.p, n}, &x->to, &x->plain, &p, NULL), RC_OK);
	}
}

/* Boris closes what Anna signed for him once more, for Vera: as if Anna had sent it to her. */
static void what_was_signed_for_one_is_not_passed_on_to_another(void **state)
{
	struct fixture *x = *state;
	struct person_key *vera = person_make(STR("vera"));
	struct signer to = person_signer(vera);
	struct buf again, plain;
	uint8_t key[KEY_SIZE] = {1}, aad[15 + KEY_SIZE];
	struct parcel p;
	assert_int_equal(parcel_open(buf_view(&x->bytes), &x->to, &x->plain, &p, NULL), RC_OK);
	buf_init(&again, PARCEL_MOST);
	buf_init(&plain, PARCEL_MOST);
	memcpy(aad, "volya-parcel 1\n", 15);
	memcpy(aad + 15, to.public.box, KEY_SIZE);
	buf_add(&again, aad, 15);
	assert_int_equal(box_seal(to.public.box, (struct str){(const char *)key, KEY_SIZE}, &again, NULL), RC_OK);
	seal_value_padded(key, (struct str){(const char *)aad, sizeof aad}, buf_view(&x->plain), &again);
	assert_int_equal(parcel_open(buf_view(&again), &to, &plain, &p, NULL), RC_CRYPTO);
	buf_finish(&again);
	buf_finish(&plain);
	person_destroy(vera);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_arrives_from_whom_it_says),
		TEST(nobody_else_opens_it),
		TEST(no_byte_may_change),
		TEST(what_was_signed_for_one_is_not_passed_on_to_another),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
