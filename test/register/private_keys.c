/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A role's new key where there are people: it takes two of them, and what is forged of it is found. */
#include <string.h>

#include "house.h"
#include "register/rotate.h"
#include "register/rotate_people.h"

static uint64_t ask_for_key(struct fixture *x, int person, enum role role)
{
	uint64_t unused;
	act_as(x, person);
	FINE(x->w, key_rotate(x->w->reg, role, &unused, &x->w->fault));
	uint64_t index = reg_drafted(x->w->reg);
	assert_true(index != EVENT_NONE);
	return index;
}

/* For how many people the keyring has a key of the role. */
static int closed_for(struct fixture *x, enum role role, const uint8_t key[KEY_SIZE])
{
	struct keyring *k;
	struct id item;
	int n = 0;
	role_item(role, key, &item);
	FINE(x->w, keyring_load(keyring_path(x->w->reg, x->arena), &k, &x->w->fault));
	for (size_t i = 0; i < keyring_count(k); i++) {
		struct wrap w = keyring_at(k, i);
		n += memcmp(w.item.b, item.b, ID_SIZE) == 0;
	}
	keyring_destroy(k);
	return n;
}

static struct pending waiting(struct fixture *x, uint64_t index)
{
	struct people people;
	FINE(x->w, people_read(x->w->reg, x->arena, NULL, &people, &x->w->fault));
	return *people_pending(&people, index);
}

static void a_new_key_takes_two_persons(void **state)
{
	struct fixture *x = *state;
	struct fault f = {0};
	uint8_t old[KEY_SIZE], now[KEY_SIZE];
	int64_t no;
	uint64_t index = ask_for_key(x, ANNA, ROLE_AUTHOR);
	struct pending p = waiting(x, index);
	assert_int_equal(closed_for(x, ROLE_AUTHOR, p.key), 1);
	assert_int_equal(review(x, ANNA, index), RC_DENIED);
	act_as(x, BORIS);
	FINE(x->w, people_review(x->w->reg, index, false, STR("not now"), &x->w->fault));
	assert_int_equal(closed_for(x, ROLE_AUTHOR, p.key), 0);
	index = ask_for_key(x, ANNA, ROLE_REVIEWER);
	p = waiting(x, index);
	FINE(x->w, role_public(x->w->reg, ROLE_REVIEWER, old, &x->w->fault));
	assert_int_equal(review(x, BORIS, index), RC_OK);
	assert_int_equal(publish(x, BORIS, index, &no), RC_OK);
	FINE(x->w, role_public(x->w->reg, ROLE_REVIEWER, now, &x->w->fault));
	assert_memory_equal(now, p.key, KEY_SIZE);
	assert_int_equal(closed_for(x, ROLE_REVIEWER, now), 2);
	assert_int_equal(closed_for(x, ROLE_REVIEWER, old), 0);
	assert_int_equal(publish(x, BORIS, index, &no), RC_CONFLICT);
	index = draft(x, ANNA, "Invented Eighteen");
	assert_int_equal(review(x, BORIS, index), RC_OK);
	assert_int_equal(publish(x, BORIS, index, &no), RC_OK);
	assert_int_equal(verified(x, NULL, ""), 0);
	act_as(x, VERA);
	uint64_t unused;
	assert_int_equal(key_rotate(x->w->reg, ROLE_LOG, &unused, &f), RC_CRYPTO); /* nothing is closed for her */
}

/* A keyring that was put back has it for nobody: the role could never sign again. */
static void a_new_key_that_is_in_no_keyring_is_not_entered(void **state)
{
	struct fixture *x = *state;
	struct keyring *k;
	struct id item;
	int64_t no;
	uint64_t index = ask_for_key(x, ANNA, ROLE_LOG);
	struct pending p = waiting(x, index);
	role_item(ROLE_LOG, p.key, &item);
	FINE(x->w, keyring_load(keyring_path(x->w->reg, x->arena), &k, &x->w->fault));
	assert_int_equal(keyring_remove_wrap(k, &item, x->who[ANNA].public.box), 1);
	FINE(x->w, keyring_write(k, keyring_path(x->w->reg, x->arena), &x->w->fault));
	keyring_destroy(k);
	assert_int_equal(review(x, BORIS, index), RC_OK);
	assert_int_equal(publish(x, BORIS, index, &no), RC_CONFLICT);
	assert_int_equal(verified(x, NULL, ""), 0);
}

/* Past the program: with the keys of all roles, as Anna has them. */
static void enter_alone(struct fixture *x, struct str body, enum role one, enum role other)
{
	struct entry e = {.type = ENTRY_KEY, .body = body};
	struct change *c;
	struct id id;
	act_as(x, ANNA);
	rotation_id(body, &id);
	FINE(x->w, change_begin_notices(x->w->reg, ALL, &c, &x->w->fault));
	e.has[one] = e.has[other] = true;
	role_key_sign(c->keys->of[one], &id, e.signature[one]);
	role_key_sign(c->keys->of[other], &id, e.signature[other]);
	FINE(x->w, rotate_enter(c, &e, &x->w->fault));
	FINE(x->w, change_close_notices(c, &x->w->fault));
}

static void a_new_key_of_one_person_is_found(void **state)
{
	struct fixture *x = *state;
	struct event_key key;
	struct buf out;
	uint64_t index = ask_for_key(x, ANNA, ROLE_REVIEWER);
	struct str payload = payload_of(x, index);
	FINE(x->w, event_key_decode(payload, &key, &x->w->fault));
	assert_int_equal(key.role, ROLE_AUTHOR);
	enter_alone(x, key.body, ROLE_AUTHOR, ROLE_LOG);
	assert_int_equal(verified(x, "four-eyes", "nobody says to have used the key of the log"), 1);
	struct event_use use = {.role = ROLE_LOG, .of = USED_KEY, .event = index};
	rotation_id(key.body, &use.id);
	buf_init(&out, 4096);
	event_use_encode(&use, &out);
	(void)forge(x, ANNA, EVENT_USE, buf_view(&out), 0);
	buf_finish(&out);
	assert_int_equal(verified(x, "four-eyes", "anna alone stands behind it"), 1);
	/* The same once more, now that its place is taken. */
	(void)forge(x, ANNA, EVENT_KEY, payload, 0);
	is_found(x, "is for another place");
}

static void a_new_key_of_one_who_holds_nothing_is_found(void **state)
{
	struct fixture *x = *state;
	uint64_t index = ask_for_key(x, ANNA, ROLE_LOG);
	(void)forge(x, VERA, EVENT_KEY, payload_of(x, index), 0);
	is_found(x, "does not hold the role that signs");
}

static void a_new_key_that_nobody_asked_for_is_found(void **state)
{
	struct fixture *x = *state;
	struct id id = {{1}};
	put_use(x, ANNA, ROLE_AUTHOR, USED_KEY, &id);
	is_found(x, "nobody asked for");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(a_new_key_takes_two_persons),
		TEST(a_new_key_that_is_in_no_keyring_is_not_entered),
		TEST(a_new_key_of_one_person_is_found),
		TEST(a_new_key_of_one_who_holds_nothing_is_found),
		TEST(a_new_key_that_nobody_asked_for_is_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
