/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Entries of a log, and the content beside them: there and back, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ledger/content.h"
#include "ledger/entry.h"

struct fixture {
	struct arena *arena;
	struct buf bytes, again;
};

static int begin(void **state)
{
	struct fixture *x = calloc(1, sizeof *x);
	x->arena = arena_create(1 << 24);
	buf_init(&x->bytes, 1 << 20);
	buf_init(&x->again, 1 << 20);
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

static struct entry signed_entry(enum entry_type type, struct str body, unsigned roles)
{
	struct entry e = {.type = type, .body = body};
	for (int role = 1; role <= ROLES; role++) {
		e.has[role] = roles >> role & 1;
		memset(e.signature[role], role, SIGNATURE_SIZE);
	}
	return e;
}

static void every_entry_comes_back(void **state)
{
	struct fixture *x = *state;
	for (int type = ENTRY_FOUNDING; type <= ENTRY_KEY; type++) {
		for (unsigned roles = 0; roles < 16; roles += 2) {
			struct entry e = signed_entry((enum entry_type)type, STR("body"), roles), back;
			buf_clear(&x->bytes);
			buf_clear(&x->again);
			entry_encode(&e, &x->bytes);
			assert_int_equal(entry_decode(buf_view(&x->bytes), &back, NULL), RC_OK);
			assert_int_equal(back.type, type);
			assert_memory_equal(back.has, e.has, sizeof e.has);
			entry_encode(&back, &x->again);
			assert_true(str_eq(buf_view(&x->bytes), buf_view(&x->again)));
		}
	}
}

/* No byte may be another without the entry being another, or none. */
static void changed_bytes_are_refused_or_others(void **state)
{
	struct fixture *x = *state;
	struct entry e = signed_entry(ENTRY_CHANGE, STR("body"), 6), back;
	entry_encode(&e, &x->bytes);
	for (size_t at = 0; at < x->bytes.n; at++) {
		for (int bit = 0; bit < 8; bit++) {
			x->bytes.p[at] = (char)(x->bytes.p[at] ^ 1 << bit);
			if (entry_decode(buf_view(&x->bytes), &back, NULL) == RC_OK) {
				buf_clear(&x->again);
				entry_encode(&back, &x->again);
				assert_true(str_eq(buf_view(&x->bytes), buf_view(&x->again)));
			}
			x->bytes.p[at] = (char)(x->bytes.p[at] ^ 1 << bit);
		}
	}
	for (size_t cut = 1; cut < x->bytes.n; cut++) {
		assert_int_not_equal(entry_decode(str_sub(buf_view(&x->bytes), 0, cut), &back, NULL), RC_OK);
	}
}

static void a_header_is_an_entry_as_it_stands(void **state)
{
	struct fixture *x = *state;
	struct header h = {.kind = 1, .subject = 5, .mode = MODE_ASSERT, .day = 100}, read;
	uint8_t bytes[HEADER_MAX];
	struct entry e;
	(void)x;
	size_t n = header_encode(&h, bytes);
	assert_int_equal(entry_decode((struct str){(const char *)bytes, n}, &e, NULL), RC_OK);
	assert_int_equal(e.type, ENTRY_STATEMENT);
	assert_int_equal(header_decode((const uint8_t *)e.body.p, e.body.n, &read, NULL), RC_OK);
}

static void a_founding_needs_all_three_keys(void **state)
{
	struct fixture *x = *state;
	struct founding c = {.name = STR("Invented Centre")}, back;
	struct role_key *keys[ROLES + 1] = {NULL};
	struct entry e = {.type = ENTRY_FOUNDING};
	struct id id;
	char path[64];
	for (int role = 1; role <= ROLES; role++) {
		(void)snprintf(path, sizeof path, "entry-test-%d.key", role);
		(void)remove(path);
		assert_int_equal(role_key_create(path, (enum role)role, &keys[role], NULL), RC_OK);
		(void)remove(path);
		role_key_public(keys[role], c.key[role]);
	}
	founding_encode(&c, &x->bytes);
	e.body = buf_view(&x->bytes);
	founding_id(e.body, &id);
	for (int role = 1; role <= ROLES; role++) {
		assert_int_equal(founding_check(&e, &c, NULL), RC_CRYPTO);
		e.has[role] = true;
		role_key_sign(keys[role], &id, e.signature[role]);
	}
	assert_int_equal(founding_decode(e.body, &back, NULL), RC_OK);
	assert_true(str_is(back.name, "Invented Centre"));
	assert_int_equal(founding_check(&e, &back, NULL), RC_OK);
	e.signature[ROLE_LOG][3] ^= 1;
	assert_int_equal(founding_check(&e, &back, NULL), RC_CRYPTO);
	for (int role = 1; role <= ROLES; role++) {
		role_key_destroy(keys[role]);
	}
}

/* Signed by two roles with the keys of before, in its place, of this organisation: and then the new key is in force. */
static void a_new_key_takes_two_roles(void **state)
{
	struct fixture *x = *state;
	struct role_key *keys[ROLES + 1] = {NULL}, *fresh = role_key_make(ROLE_AUTHOR);
	struct founding c = {.name = STR("Invented Centre")}, old;
	struct rotation n = {.role = ROLE_AUTHOR, .from = 8}, back;
	struct entry e = {.type = ENTRY_KEY};
	struct id id;
	for (int role = 1; role <= ROLES; role++) {
		keys[role] = role_key_make((enum role)role);
		role_key_public(keys[role], c.key[role]);
	}
	old = c;
	role_key_public(fresh, n.key);
	rotation_encode(&n, &x->bytes);
	e.body = buf_view(&x->bytes);
	assert_int_equal(rotation_decode(e.body, &back, NULL), RC_OK);
	assert_true(back.role == n.role && back.from == n.from && memcmp(back.key, n.key, KEY_SIZE) == 0);
	rotation_id(e.body, &id);
	for (unsigned roles = 0; roles < 16; roles += 2) {
		int count = 0;
		for (int role = 1; role <= ROLES; role++) {
			e.has[role] = roles >> role & 1;
			role_key_sign(keys[role], &id, e.signature[role]);
			count += e.has[role];
		}
		c = old;
		assert_int_equal(rotation_follow(&e, 7, &c, NULL), count == 2 ? RC_OK : RC_CRYPTO);
		assert_memory_equal(c.key[ROLE_AUTHOR], count == 2 ? n.key : old.key[ROLE_AUTHOR], KEY_SIZE);
	}
	e.has[ROLE_AUTHOR] = false;
	c = old;
	assert_int_equal(rotation_follow(&e, 8, &c, NULL), RC_CRYPTO);
	c.org[0] = 1;
	assert_int_equal(rotation_follow(&e, 7, &c, NULL), RC_CRYPTO);
	c = old;
	memcpy(c.key[ROLE_LOG], n.key, KEY_SIZE);
	assert_int_equal(rotation_follow(&e, 7, &c, NULL), RC_CRYPTO);
	for (int role = 1; role <= ROLES; role++) {
		role_key_destroy(keys[role]);
	}
	role_key_destroy(fresh);
}

static void a_notice_lists_each_statement_once(void **state)
{
	struct fixture *x = *state;
	struct id targets[3] = {{{1}}, {{2}}, {{3}}};
	struct notice n = {.day = 5, .action = NOTICE_ERASE, .ground = GROUND_WISH, .count = 3, .targets = targets,
		.index = 77}, back;
	notice_encode(&n, &x->bytes);
	assert_int_equal(notice_decode(x->arena, buf_view(&x->bytes), &back, NULL), RC_OK);
	assert_true(back.action == NOTICE_ERASE && back.ground == GROUND_WISH && back.count == 3 && back.day == 5
		&& back.index == 77);
	assert_memory_equal(back.targets, targets, sizeof targets);
	targets[1] = targets[0];
	buf_clear(&x->bytes);
	notice_encode(&n, &x->bytes);
	assert_int_equal(notice_decode(x->arena, buf_view(&x->bytes), &back, NULL), RC_INVALID);
}

static void grounds_have_names(void **state)
{
	enum ground g;
	(void)state;
	for (int i = GROUND_SAFETY; i <= GROUND_SOURCE; i++) {
		assert_true(ground_parse(ground_name((enum ground)i), &g));
		assert_int_equal(g, i);
	}
	assert_false(ground_parse("whim", &g));
}

/* Each part of the content is bound by one of the two digests. */
static void content_is_what_the_digests_are_of(void **state)
{
	struct fixture *x = *state;
	const struct value values[] = {{0}, {VALUE_TEXT, STR("Вязень"), 0}, {VALUE_INT, {0}, -7}, {VALUE_REF, {0}, 99}};
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		struct content c = {.claim = {STR("name"), values[i], STR("be"), STR("2021/..")}, .source = i % 2 ? 12345 : 0};
		struct content back;
		struct header h;
		random_bytes(c.salts, sizeof c.salts);
		claim_digest(&c.claim, c.salts, &h.claim);
		source_digest(c.source, c.salts + SALT_SIZE, &h.source);
		buf_clear(&x->bytes);
		content_encode(&c, &x->bytes);
		assert_int_equal(content_decode(buf_view(&x->bytes), &back, NULL), RC_OK);
		assert_int_equal(content_check(&back, &h, NULL), RC_OK);
		for (size_t at = 0; at < x->bytes.n; at++) {
			x->bytes.p[at] ^= 1;
			assert_true(content_decode(buf_view(&x->bytes), &back, NULL) != RC_OK
				|| content_check(&back, &h, NULL) == RC_CRYPTO);
			x->bytes.p[at] ^= 1;
		}
	}
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(every_entry_comes_back),
		TEST(changed_bytes_are_refused_or_others),
		TEST(a_header_is_an_entry_as_it_stands),
		TEST(a_founding_needs_all_three_keys),
		TEST(a_new_key_takes_two_roles),
		TEST(a_notice_lists_each_statement_once),
		TEST(grounds_have_names),
		TEST(content_is_what_the_digests_are_of),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
