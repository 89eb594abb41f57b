/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Events of a private log: there and back, bound to maker and place; no byte may change. People are invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ledger/event.h"

struct fixture {
	struct arena *arena;
	struct buf bytes, again;
	struct person_key *key;
	struct signer who;
};

static int begin(void **state)
{
	struct fixture *x = calloc(1, sizeof *x);
	ledger_start();
	x->arena = arena_create(1 << 24);
	buf_init(&x->bytes, 1 << 20);
	buf_init(&x->again, 1 << 20);
	x->key = person_make(STR("vymysla"));
	x->who = person_signer(x->key);
	*state = x;
	return 0;
}

static int end(void **state)
{
	struct fixture *x = *state;
	arena_destroy(x->arena);
	buf_finish(&x->bytes);
	buf_finish(&x->again);
	person_destroy(x->key);
	free(x);
	return 0;
}

static void an_event_is_its_makers(void **state)
{
	struct fixture *x = *state;
	struct event e = {.org = {7}, .index = 3, .size = 99, .day = 20000, .type = EVENT_USE, .payload = STR("payload")};
	struct event back;
	assert_int_equal(event_encode(&e, &x->who, &x->bytes, NULL), RC_OK);
	assert_int_equal(event_decode(buf_view(&x->bytes), &back, NULL), RC_OK);
	assert_true(back.index == 3 && back.size == 99 && back.day == 20000 && back.type == EVENT_USE);
	assert_true(str_is(back.payload, "payload"));
	assert_memory_equal(back.org, e.org, ORG_SIZE);
	assert_memory_equal(back.actor, x->who.public.sign, KEY_SIZE);
	for (size_t at = 0; at < x->bytes.n; at++) {
		x->bytes.p[at] ^= 1;
		assert_int_not_equal(event_decode(buf_view(&x->bytes), &back, NULL), RC_OK);
		x->bytes.p[at] ^= 1;
	}
}

/* What was written comes back; cut short or changed it is another one, or none. */
#define THERE_AND_BACK(name, value, read, check) \
	do { \
		struct event_##name back = {0}; \
		buf_clear(&x->bytes); \
		event_##name##_encode(&(value), &x->bytes); \
		assert_int_equal(read(buf_view(&x->bytes), &back), RC_OK); \
		assert_true(check); \
		for (size_t at = 0; at < x->bytes.n; at++) { \
			assert_int_not_equal(read(str_sub(buf_view(&x->bytes), 0, at), &back), RC_OK); \
			x->bytes.p[at] ^= 1; \
			if (read(buf_view(&x->bytes), &back) == RC_OK) { \
				buf_clear(&x->again); \
				event_##name##_encode(&back, &x->again); \
				assert_true(str_eq(buf_view(&x->bytes), buf_view(&x->again))); \
			} \
			x->bytes.p[at] ^= 1; \
		} \
	} while (0)
#define READ(name) read_##name
#define READER(name) \
	static enum rc read_##name(struct str bytes, struct event_##name *ret) \
	{ \
		return event_##name##_decode(bytes, ret, NULL); \
	}
READER(founding)
READER(certificate)
READER(revocation)
READER(review)
READER(use)

static void payloads_come_back(void **state)
{
	struct fixture *x = *state;
	struct event_founding founding = {.size = 12, .key = {1, 2, 3}};
	struct event_certificate certificate = {.person = x->who.public, .role = ROLE_REVIEWER, .from = 44};
	struct event_revocation revocation = {.person = {9}, .role = ROLE_LOG, .from = 45, .reason = STR("left")};
	struct event_review review = {.index = 4, .commitment = {{5}}, .accepted = true, .comment = STR("seen")};
	struct event_use use = {.role = ROLE_AUTHOR, .of = USED_PROPOSAL, .id = {{8}}, .event = EVENT_NONE,
		.note = STR("")};
	THERE_AND_BACK(founding, founding, READ(founding), back.size == 12 && back.key[2] == 3);
	THERE_AND_BACK(certificate, certificate, READ(certificate),
		back.role == ROLE_REVIEWER && back.from == 44 && strcmp(back.person.name, "vymysla") == 0);
	THERE_AND_BACK(revocation, revocation, READ(revocation),
		back.role == ROLE_LOG && back.from == 45 && str_is(back.reason, "left"));
	THERE_AND_BACK(review, review, READ(review),
		back.index == 4 && back.accepted && str_is(back.comment, "seen"));
	THERE_AND_BACK(use, use, READ(use), back.of == USED_PROPOSAL && back.event == EVENT_NONE);
	use.event = 17;
	THERE_AND_BACK(use, use, READ(use), back.event == 17);
}

static void a_notice_waits_with_its_signatures(void **state)
{
	struct fixture *x = *state;
	struct signed_notice list[2] = {{STR("one"), {1}}, {STR("two"), {2}}};
	struct event_notice n = {.action = NOTICE_ERASE, .role = ROLE_AUTHOR, .note = STR("why"), .count = 2,
		.list = list}, back;
	event_notice_encode(&n, &x->bytes);
	assert_int_equal(event_notice_decode(x->arena, buf_view(&x->bytes), &back, NULL), RC_OK);
	assert_true(back.count == 2 && str_is(back.list[1].body, "two") && back.list[1].signature[0] == 2);
	for (size_t at = 0; at < x->bytes.n; at++) {
		assert_int_not_equal(event_notice_decode(x->arena, str_sub(buf_view(&x->bytes), 0, at), &back, NULL), RC_OK);
	}
	n.action = NOTICE_WITHHOLD; /* one person is enough for that: it never waits */
	buf_clear(&x->bytes);
	event_notice_encode(&n, &x->bytes);
	assert_int_equal(event_notice_decode(x->arena, buf_view(&x->bytes), &back, NULL), RC_INVALID);
}

static void a_new_key_waits_with_its_signature(void **state)
{
	struct fixture *x = *state;
	struct event_key k = {.role = ROLE_LOG, .body = STR("body"), .signature = {3}}, back;
	event_key_encode(&k, &x->bytes);
	assert_int_equal(event_key_decode(buf_view(&x->bytes), &back, NULL), RC_OK);
	assert_true(back.role == ROLE_LOG && str_is(back.body, "body") && back.signature[0] == 3);
	for (size_t at = 0; at < x->bytes.n; at++) {
		assert_int_not_equal(event_key_decode(str_sub(buf_view(&x->bytes), 0, at), &back, NULL), RC_OK);
	}
}

static void drafts_are_erased_in_order(void **state)
{
	struct fixture *x = *state;
	uint64_t list[] = {3, 7};
	struct event_erased e = {.notice = 9, .count = 2, .list = list}, back;
	event_erased_encode(&e, &x->bytes);
	assert_int_equal(event_erased_decode(x->arena, buf_view(&x->bytes), &back, NULL), RC_OK);
	assert_true(back.notice == 9 && back.count == 2 && back.list[1] == 7);
	list[1] = 3;
	buf_clear(&x->bytes);
	event_erased_encode(&e, &x->bytes);
	assert_int_equal(event_erased_decode(x->arena, buf_view(&x->bytes), &back, NULL), RC_INVALID);
}

static void what_a_partner_says_is_withheld_here(void **state)
{
	struct fixture *x = *state;
	struct event_here h = {.number = 3, .count = 12, .action = NOTICE_WITHHOLD, .ground = GROUND_WISH,
		.note = STR("asked for")}, back;
	memset(h.org, 0x5a, ORG_SIZE);
	memset(h.statements.b, 0x77, ID_SIZE);
	event_here_encode(&h, &x->bytes);
	assert_int_equal(event_here_decode(buf_view(&x->bytes), &back, NULL), RC_OK);
	assert_true(back.number == 3 && back.count == 12 && back.action == NOTICE_WITHHOLD && back.ground == GROUND_WISH);
	assert_true(str_eq(back.note, h.note) && memcmp(back.org, h.org, ORG_SIZE) == 0);
	assert_memory_equal(&back.statements, &h.statements, sizeof h.statements);
	h.action = NOTICE_ERASE; /* what is not ours to say is not ours to destroy */
	buf_clear(&x->bytes);
	event_here_encode(&h, &x->bytes);
	assert_int_equal(event_here_decode(buf_view(&x->bytes), &back, NULL), RC_INVALID);
}

static void a_salt_hides_what_is_committed_to(void **state)
{
	struct id one, other;
	(void)state;
	event_commit(STR("salt event"), &one);
	event_commit(STR("halt event"), &other);
	assert_memory_not_equal(&one, &other, sizeof one);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(an_event_is_its_makers),
		TEST(payloads_come_back),
		TEST(a_notice_waits_with_its_signatures),
		TEST(a_new_key_waits_with_its_signature),
		TEST(drafts_are_erased_in_order),
		TEST(what_a_partner_says_is_withheld_here),
		TEST(a_salt_hides_what_is_committed_to),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
