/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Changes: their bytes, their ids, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "again.h"

/* Made by hand with another language's tools. */
static const char known[] =
	"a601020250000102030405060708090a0b0c0d0e0f030204582007070707070707070707070707070707070707070707"
	"07070707070707070707052206585fa601020250000102030405060708090a0b0c0d0e0f03230458201758cfd5c4d8c3"
	"b8361a97b4a46544f91b9138fe301a0e572e8c11b11a9cf9a30502065820af0a68e2d2692b58ecda95051d5e7fe5dd3b"
	"c9f3d3f0b5260166565c694919f4";
static const char known_first[] =
	"a801010250000102030405060708090a0b0c0d0e0f030204582007070707070707070707070707070707"
	"07070707070707070707070707070707052206"
	"77d0bfd0b5d180d188d0b0d18f20d0b7d0bcd0b5d0bdd0b00702085820"
	"af0a68e2d2692b58ecda95051d5e7fe5dd3bc9f3d3f0b5260166565c694919f4";

static struct change_body sample(void)
{
	static const uint8_t salt[SALT_SIZE] = {9, 9, 9};
	struct change_body c = {.number = 2, .has_previous = true, .day = -3, .proposal = {.day = -4, .count = 2}};
	struct id one, two;
	struct change_sum *sum = change_sum_create();
	for (int i = 0; i < ORG_SIZE; i++) {
		c.org[i] = c.proposal.org[i] = (uint8_t)i;
	}
	memset(one.b, 7, ID_SIZE);
	memset(two.b, 8, ID_SIZE);
	c.previous = one;
	change_sum_add(sum, &one);
	change_sum_add(sum, &two);
	change_sum_finish(sum, &c.proposal.statements);
	message_digest(STR("першая змена"), salt, &c.proposal.message);
	return c;
}

struct fixture {
	struct arena *arena;
	struct buf bytes, again;
};

static int begin(void **state)
{
	struct fixture *x = calloc(1, sizeof *x);
	x->arena = arena_create(1 << 24);
	buf_init(&x->bytes, 1 << 16);
	buf_init(&x->again, 1 << 16);
	*state = x;
	ledger_start();
	return 0;
}

static int end(void **state)
{
	struct fixture *x = *state;
	arena_destroy(x->arena);
	buf_finish(&x->bytes);
	buf_finish(&x->again);
	free(x);
	return 0;
}

static void is_as_written_down(void **state)
{
	struct fixture *x = *state;
	struct change_body c = sample();
	struct id id;
	char text[1000];
	change_encode(&c, &x->bytes);
	assert_string_equal(hex_format((uint8_t *)x->bytes.p, x->bytes.n, text), known);
	change_id(buf_view(&x->bytes), &id);
	assert_string_equal(hex_format(id.b, ID_SIZE, text),
		"b8819f860378ce621ea02115ac379cd7ce4704e24da131b4b8a05f7249c100f7");
}

static void comes_back(void **state)
{
	struct fixture *x = *state;
	struct change_body c = sample(), back;
	struct fault f = {0};
	change_encode(&c, &x->bytes);
	assert_int_equal(change_decode(buf_view(&x->bytes), &back, &f), RC_OK);
	assert_memory_equal(c.org, back.org, ORG_SIZE);
	assert_true(back.number == 2 && back.has_previous && back.day == -3);
	assert_memory_equal(&c.previous, &back.previous, ID_SIZE);
	assert_true(back.proposal.day == -4 && back.proposal.count == 2);
	assert_memory_equal(&c.proposal.message, &back.proposal.message, ID_SIZE);
	assert_memory_equal(&c.proposal.statements, &back.proposal.statements, ID_SIZE);
}

static void the_first_has_none_before_it(void **state)
{
	struct fixture *x = *state;
	struct change_body c = sample(), back;
	struct fault f = {0};
	c.number = 1;
	c.has_previous = false;
	change_encode(&c, &x->bytes);
	assert_int_equal(change_decode(buf_view(&x->bytes), &back, &f), RC_OK);
	assert_false(back.has_previous);
	/* its number stands at 22: a second change that names none before it is none */
	assert_int_equal(x->bytes.p[22], 1);
	x->bytes.p[22] = 2;
	assert_int_equal(change_decode(buf_view(&x->bytes), &back, &f), RC_INVALID);
}

/* A proposal's id is its own: what the reviewer adds does not touch what the author signed. */
static void a_proposal_is_signed_apart(void **state)
{
	struct change_body c = sample(), later = sample();
	struct id one, two;
	(void)state;
	later.number = 7;
	later.day = 12;
	proposal_id(&c.proposal, &one);
	proposal_id(&later.proposal, &two);
	assert_memory_equal(&one, &two, ID_SIZE);
	later.proposal.count++;
	proposal_id(&later.proposal, &two);
	assert_memory_not_equal(&one, &two, ID_SIZE);
}

static void another_organisations_proposal_is_refused(void **state)
{
	struct fixture *x = *state;
	struct change_body c = sample(), back;
	c.proposal.org[0] ^= 1;
	change_encode(&c, &x->bytes);
	assert_int_equal(change_decode(buf_view(&x->bytes), &back, NULL), RC_INVALID);
}

/* Of before there was a log. */
static void the_first_form_is_read(void **state)
{
	uint8_t bytes[200];
	struct change_body c, now = sample();
	struct str message, body = {(const char *)bytes, sizeof known_first / 2};
	struct id id;
	char text[2 * ID_SIZE + 1];
	(void)state;
	assert_true(hex_parse(str_of(known_first), bytes, body.n));
	assert_int_equal(change_decode_first(body, &c, &message, NULL), RC_OK);
	assert_true(str_is(message, "першая змена"));
	assert_true(c.number == 2 && c.has_previous && c.day == -3 && c.proposal.day == -3 && c.proposal.count == 2);
	assert_memory_equal(&now.proposal.statements, &c.proposal.statements, ID_SIZE);
	change_id_first(body, &id);
	assert_string_equal(hex_format(id.b, ID_SIZE, text),
		"81c5e4e84b7c35964aabc8f3cf276151e222bf02faa199377b69c70f139bc984");
	assert_int_equal(change_decode(body, &c, NULL), RC_INVALID);
}

static void changed_bytes_are_refused_or_others(void **state)
{
	struct fixture *x = *state;
	struct change_body c = sample(), back;
	struct id id, other;
	change_encode(&c, &x->bytes);
	change_id(buf_view(&x->bytes), &id);
	for (size_t at = 0; at < x->bytes.n; at++) {
		char was = x->bytes.p[at];
		for (int v = 0; v < 256; v++) {
			x->bytes.p[at] = (char)v;
			if ((char)v == was || change_decode(buf_view(&x->bytes), &back, NULL) != RC_OK) {
				continue;
			}
			buf_clear(&x->again);
			change_encode(&back, &x->again);
			assert_true(str_eq(buf_view(&x->bytes), buf_view(&x->again)));
			change_id(buf_view(&x->bytes), &other);
			assert_memory_not_equal(&id, &other, ID_SIZE);
		}
		x->bytes.p[at] = was;
	}
	for (size_t cut = 0; cut < x->bytes.n; cut++) {
		assert_int_equal(change_decode(str_sub(buf_view(&x->bytes), 0, cut), &back, NULL), RC_INVALID);
	}
}

static void the_order_of_statements_counts(void **state)
{
	(void)state;
	struct id a = {{1}}, b = {{2}}, ab, ba;
	struct change_sum *sum = change_sum_create();
	change_sum_add(sum, &a);
	change_sum_add(sum, &b);
	change_sum_finish(sum, &ab);
	sum = change_sum_create();
	change_sum_add(sum, &b);
	change_sum_add(sum, &a);
	change_sum_finish(sum, &ba);
	assert_memory_not_equal(&ab, &ba, ID_SIZE);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(is_as_written_down),
		TEST(comes_back),
		TEST(the_first_has_none_before_it),
		TEST(a_proposal_is_signed_apart),
		TEST(another_organisations_proposal_is_refused),
		TEST(the_first_form_is_read),
		TEST(changed_bytes_are_refused_or_others),
		TEST(the_order_of_statements_counts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
