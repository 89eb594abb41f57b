/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * People and the private log against who would forge it: each event is forged as only somebody with keys of their own
 * could, past the program's own refusals, and must be found. Persons are invented.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "register/audit.h"
#include "register/draft.h"
#include "register/hide.h"
#include "house.h"

/* ---- what is to be ---- */

static void a_draft_becomes_a_change_with_the_same_ids(void **state)
{
	struct fixture *x = *state;
	int64_t no, before = count(x, "SELECT count(*) FROM statement");
	uint64_t index = draft(x, ANNA, "Invented One");
	assert_int_equal(count(x, "SELECT count(*) FROM statement"), before);
	assert_int_equal(publish(x, BORIS, index, &no), RC_DENIED);
	assert_int_equal(review(x, BORIS, index), RC_OK);
	assert_int_equal(publish(x, BORIS, index, &no), RC_OK);
	assert_int_equal(count(x, "SELECT count(*) FROM statement"), before + 2);
	assert_int_equal(count(x, "SELECT length(message) + coalesce(length(salt), 0) FROM change "
		"ORDER BY no DESC LIMIT 1"), 0);
	assert_int_equal(publish(x, BORIS, index, &no), RC_CONFLICT);
	assert_int_equal(verified(x, NULL, ""), 0);
}

static void the_days_may_be_two(void **state)
{
	struct fixture *x = *state;
	int64_t no;
	uint64_t index = draft(x, ANNA, "Invented Two");
	day drafted = x->w->today;
	world_pass(x->w, 3);
	assert_int_equal(review(x, BORIS, index), RC_OK);
	assert_int_equal(publish(x, BORIS, index, &no), RC_OK);
	assert_int_equal(count(x, "SELECT day FROM change ORDER BY no DESC LIMIT 1"), drafted + 3);
	assert_int_equal(verified(x, NULL, ""), 0);
}

/* ---- refused ---- */

static void nobody_is_both_persons(void **state)
{
	struct fixture *x = *state;
	int64_t no;
	uint64_t index = draft(x, ANNA, "Invented Three");
	assert_int_equal(review(x, ANNA, index), RC_DENIED);
	assert_int_equal(publish(x, ANNA, index, &no), RC_DENIED);
	assert_int_equal(review(x, BORIS, index), RC_OK);
	assert_int_equal(publish(x, ANNA, index, &no), RC_DENIED);
	assert_int_equal(count(x, "SELECT count(*) FROM change WHERE message = ''"), 0);
}

static void without_a_key_nothing_is_written(void **state)
{
	struct fixture *x = *state;
	struct change *c;
	struct people people;
	struct fault f = {0}, g = {0};
	reg_act_as(x->w->reg, NULL);
	assert_int_equal(change_begin(x->w->reg, "x", &c, &f), RC_DENIED);
	assert_non_null(strstr(f.hint, "volya unlock"));
	assert_int_equal(people_read(x->w->reg, x->arena, NULL, &people, &g), RC_DENIED);
	/* One who holds nothing here. */
	act_as(x, VERA);
	f = (struct fault){0};
	assert_int_equal(change_begin(x->w->reg, "x", &c, &f), RC_DENIED);
	/* And one who was not given the role. */
	act_as(x, BORIS);
	f = (struct fault){0};
	assert_int_equal(change_begin(x->w->reg, "x", &c, &f), RC_DENIED);
	assert_non_null(strstr(f.message, "boris does not hold the key of the author"));
	/* A trial writes nothing, and needs none. */
	reg_act_as(x->w->reg, NULL);
	f = (struct fault){0};
	assert_int_equal(reg_trial_begin(x->w->reg, &f), RC_OK);
	assert_int_equal(change_begin(x->w->reg, "x", &c, &f), RC_OK);
	change_abandon(c);
	reg_trial_end(x->w->reg);
}

static void who_goes_loses_what_was_closed_for_them(void **state)
{
	struct fixture *x = *state;
	struct people people;
	struct fault f = {0};
	struct keyring *k;
	act_as(x, ANNA);
	FINE(x->w, people_add(x->w->reg, &x->who[VERA].public, ROLE_AUTHOR, &x->w->fault));
	uint64_t index = draft(x, VERA, "Invented Four");
	assert_int_equal(review(x, BORIS, index), RC_OK);
	FINE(x->w, people_revoke(x->w->reg, STR("vera"), ALL, EVENT_NONE, STR("left"), false, &x->w->fault));
	int64_t no;
	assert_int_equal(publish(x, BORIS, index, &no), RC_DENIED); /* no author any more */
	act_as(x, VERA);
	assert_int_equal(people_read(x->w->reg, x->arena, NULL, &people, &f), RC_CRYPTO);
	FINE(x->w, keyring_load(keyring_path(x->w->reg, x->arena), &k, &x->w->fault));
	for (size_t i = 0; i < keyring_count(k); i++) {
		assert_memory_not_equal(keyring_at(k, i).person, x->who[VERA].public.box, KEY_SIZE);
	}
	keyring_destroy(k);
}

/* One of several roles: that key alone is gone, for that person alone. */
static void one_role_of_two_is_taken(void **state)
{
	struct fixture *x = *state;
	int64_t no;
	act_as(x, ANNA);
	FINE(x->w, people_add(x->w->reg, &x->who[VERA].public, ROLE_AUTHOR, &x->w->fault));
	FINE(x->w, people_add(x->w->reg, &x->who[VERA].public, ROLE_REVIEWER, &x->w->fault));
	FINE(x->w, people_revoke(x->w->reg, STR("vera"), 1u << ROLE_REVIEWER, EVENT_NONE, STR("enough of them"), false,
		&x->w->fault));
	uint64_t index = draft(x, VERA, "Invented Fifteen");
	uint64_t other = draft(x, ANNA, "Invented Sixteen");
	assert_int_equal(review(x, VERA, other), RC_DENIED);
	assert_int_equal(review(x, BORIS, index), RC_OK);
	assert_int_equal(publish(x, BORIS, index, &no), RC_OK);
	assert_int_equal(verified(x, NULL, ""), 0);
}

/* From an entry on that is past: what was signed since then is named. */
static void a_key_in_wrong_hands_is_named_from_then_on(void **state)
{
	struct fixture *x = *state;
	uint64_t size;
	int64_t no;
	act_as(x, ANNA);
	FINE(x->w, people_add(x->w->reg, &x->who[VERA].public, ROLE_AUTHOR, &x->w->fault));
	FINE(x->w, public_size(x->w->reg, &size, &x->w->fault));
	uint64_t index = draft(x, VERA, "Invented Seventeen");
	assert_int_equal(review(x, BORIS, index), RC_OK);
	assert_int_equal(publish(x, BORIS, index, &no), RC_OK);
	assert_int_equal(verified(x, NULL, ""), 0);
	act_as(x, ANNA);
	FINE(x->w, people_revoke(x->w->reg, STR("vera"), ALL, size, STR("laptop seized"), false, &x->w->fault));
	assert_int_equal(verified(x, "four-eyes", "vera, who signed as author, did not hold that role"), 1);
}

/* ---- forged ---- */

static struct str review_of(struct fixture *x, uint64_t index, bool other)
{
	struct people people;
	struct buf out;
	act_as(x, ANNA);
	FINE(x->w, people_read(x->w->reg, x->arena, NULL, &people, &x->w->fault));
	struct event_review v = {.index = index, .commitment = people_pending(&people, index)->commitment, .accepted = true,
		.comment = STR("seen")};
	v.commitment.b[0] ^= other;
	buf_init(&out, 4096);
	event_review_encode(&v, &out);
	struct str payload = str_copy(x->arena, buf_view(&out));
	buf_finish(&out);
	return payload;
}

static void a_review_of_what_is_ones_own_is_found(void **state)
{
	struct fixture *x = *state;
	uint64_t index = draft(x, ANNA, "Invented Five");
	(void)forge(x, ANNA, EVENT_REVIEW, review_of(x, index, false), 0);
	is_found(x, "nobody reviews what is their own");
}

static void a_review_of_another_draft_is_found(void **state)
{
	struct fixture *x = *state;
	uint64_t index = draft(x, ANNA, "Invented Six");
	(void)forge(x, BORIS, EVENT_REVIEW, review_of(x, index, true), 0);
	is_found(x, "another draft than the one it names");
}

static void an_event_in_another_place_is_found(void **state)
{
	struct fixture *x = *state;
	uint64_t index = draft(x, ANNA, "Invented Seven");
	(void)forge(x, BORIS, EVENT_REVIEW, review_of(x, index, false), 1);
	is_found(x, "signed for another place");
}

static void a_role_that_one_gives_oneself_is_found(void **state)
{
	struct fixture *x = *state;
	struct event_certificate c = {.person = x->who[BORIS].public, .role = ROLE_AUTHOR};
	struct buf out;
	buf_init(&out, 4096);
	event_certificate_encode(&c, &out);
	(void)draft(x, ANNA, "Invented Eight"); /* the founding is over */
	(void)forge(x, BORIS, EVENT_CERTIFICATE, buf_view(&out), 0);
	buf_finish(&out);
	is_found(x, "given by one who does not hold it");
}

static void a_draft_of_one_who_went_is_found(void **state)
{
	struct fixture *x = *state;
	uint64_t index = draft(x, ANNA, "Invented Nine");
	(void)forge(x, VERA, EVENT_DRAFT, payload_of(x, index), 0);
	is_found(x, "only an author drafts");
}

/* Every byte of what a draft says is under the author role's signature, or is none of the change. */
static void an_altered_draft_is_not_published(void **state)
{
	struct fixture *x = *state;
	int64_t no, before = count(x, "SELECT count(*) FROM statement");
	uint64_t index = draft(x, ANNA, "Invented Ten");
	struct str payload = payload_of(x, index);
	char *at = memmem(payload.p, payload.n, "Invented Ten", 12);
	assert_non_null(at);
	at[9] = 'P';
	index = forge(x, ANNA, EVENT_DRAFT, payload, 0);
	assert_int_equal(review(x, BORIS, index), RC_OK);
	assert_int_equal(publish(x, BORIS, index, &no), RC_CRYPTO);
	assert_int_equal(count(x, "SELECT count(*) FROM statement"), before);
}

static void changed_bytes_in_the_file_are_found(void **state)
{
	struct fixture *x = *state;
	(void)draft(x, ANNA, "Invented Eleven");
	FINE(x->w, db_run(reg_db(x->w->reg), "UPDATE event SET sealed = CAST(substr(sealed, 1, 40) || "
		"(SELECT substr(sealed, 41) FROM event WHERE leaf = 0) AS BLOB) WHERE leaf = 1", &x->w->fault));
	is_found(x, "event 1");
	assert_true(verified(x, "private-log", "event 1") >= 1);
}

static void an_event_that_was_taken_out_is_found(void **state)
{
	struct fixture *x = *state;
	(void)draft(x, ANNA, "Invented Twelve");
	FINE(x->w, db_run(reg_db(x->w->reg), "DELETE FROM event WHERE leaf = (SELECT max(leaf) FROM event)", &x->w->fault));
	is_found(x, "not those of its checkpoint");
}

static void an_event_that_was_emptied_is_found(void **state)
{
	struct fixture *x = *state;
	uint64_t index = draft(x, ANNA, "Invented Thirteen");
	char sql[80];
	(void)snprintf(sql, sizeof sql, "UPDATE event SET sealed = x'' WHERE leaf = %" PRIu64, index);
	FINE(x->w, db_run(reg_db(x->w->reg), sql, &x->w->fault));
	is_found(x, "nobody says why");
}

static void a_keyring_without_a_key_is_found(void **state)
{
	struct fixture *x = *state;
	struct keyring *k;
	struct wrap w;
	(void)draft(x, ANNA, "Invented Fourteen");
	FINE(x->w, keyring_load(keyring_path(x->w->reg, x->arena), &k, &x->w->fault));
	for (size_t i = 0; i < keyring_count(k); i++) {
		w = keyring_at(k, i);
		if (memcmp(w.person, x->who[BORIS].public.box, KEY_SIZE) == 0
			&& count(x, "SELECT count(*) FROM event") > 0) {
			struct query *q;
			int64_t leaf;
			FINE(x->w, db_query(reg_db(x->w->reg), "SELECT leaf + 1 FROM event WHERE commitment = ?", &q,
				&x->w->fault));
			query_bind_blob(q, 1, w.item.b, ID_SIZE);
			FINE(x->w, query_int_or(q, 0, &leaf, &x->w->fault));
			if (leaf) {
				break;
			}
		}
	}
	assert_int_equal(keyring_remove_wrap(k, &w.item, x->who[BORIS].public.box), 1);
	FINE(x->w, keyring_write(k, keyring_path(x->w->reg, x->arena), &x->w->fault));
	keyring_destroy(k);
	is_found(x, "the keyring has no key of event");
	assert_true(verified(x, "private-log", "for boris") >= 1);
}

/* ---- what is private ---- */

static struct str said_in_private(struct fixture *x, bool sealed)
{
	struct event_private said = {.sealed = sealed, .count = sealed, .draft = payload_of(x, draft(x, ANNA, "Invented"))};
	struct buf out;
	buf_init(&out, 4096);
	said.audience = &x->who[ANNA].public.sign;
	event_private_encode(&said, &out);
	struct str payload = str_copy(x->arena, buf_view(&out));
	buf_finish(&out);
	return payload;
}

static void what_a_stranger_says_in_private_is_found(void **state)
{
	struct fixture *x = *state;
	(void)forge(x, VERA, EVENT_PRIVATE, said_in_private(x, false), 0);
	is_found(x, "said in private by one who holds no role");
}

static void what_is_sealed_and_lies_open_is_found(void **state)
{
	struct fixture *x = *state;
	(void)forge(x, ANNA, EVENT_PRIVATE, said_in_private(x, true), 0);
	is_found(x, "closed for others than it says");
}

/* An event cannot be hidden from somebody by calling it one that is sealed for others. */
static void an_event_that_is_called_sealed_is_found(void **state)
{
	struct fixture *x = *state;
	(void)forge(x, ANNA, EVENT_PRIVATE, said_in_private(x, false), 0);
	FINE(x->w, db_run(reg_db(x->w->reg), "UPDATE event SET audience = 1 WHERE leaf = (SELECT max(leaf) FROM event)",
		&x->w->fault));
	is_found(x, "closed for others than it says");
	FINE(x->w, db_run(reg_db(x->w->reg), "UPDATE event SET audience = 0, sealed = x'' WHERE leaf = "
		"(SELECT max(leaf) FROM event)", &x->w->fault));
	is_found(x, "nobody says why");
}

static void an_erasure_that_one_agrees_with_oneself_is_found(void **state)
{
	struct fixture *x = *state;
	struct buf out;
	int64_t record = 7;
	uint64_t draft_index = draft(x, ANNA, "Invented");
	struct event_forget v = {.reason = STR("wish"), .count = 1, .handles = &record};
	buf_init(&out, 4096);
	event_forget_encode(&v, &out);
	struct event_erased gone = {.count = 1, .list = &draft_index};
	gone.notice = forge(x, ANNA, EVENT_FORGET, buf_view(&out), 0);
	assert_int_equal(review(x, ANNA, gone.notice), RC_DENIED);
	assert_int_equal(review(x, BORIS, gone.notice), RC_OK);
	buf_clear(&out);
	event_erased_encode(&gone, &out);
	(void)forge(x, ANNA, EVENT_ERASED, buf_view(&out), 0);
	buf_finish(&out);
	is_found(x, "no two persons agreed on");
}

/* Anna has the keys of all roles, and makes a change past the program that every mirror takes for good. */
static void one_person_in_both_roles_is_found(void **state)
{
	struct fixture *x = *state;
	struct change *c;
	struct id proposal, id;
	struct query *q;
	bool row;
	int64_t no, source;
	act_as(x, ANNA);
	FINE(x->w, change_begin_notices(x->w->reg, ALL, &c, &x->w->fault));
	FINE(x->w, change_subject(c, KIND_SOURCE, &source, &x->w->fault));
	(void)world_say(x->w, c, source, P_SOURCE_TITLE, "Invented title");
	FINE(x->w, change_settle(c, NULL, &x->w->fault));
	proposal = c->proposal;
	FINE(x->w, change_close(c, NULL, &no, &x->w->fault));
	assert_true(verified(x, "four-eyes", "nobody says to have used the key of the author") == 1);
	put_use(x, ANNA, ROLE_AUTHOR, USED_PROPOSAL, &proposal);
	assert_true(verified(x, "four-eyes", "nobody says to have used the key of the reviewer") == 1);
	FINE(x->w, db_query(reg_db(x->w->reg), "SELECT id FROM change ORDER BY no DESC LIMIT 1", &q, &x->w->fault));
	FINE(x->w, query_step(q, &row, &x->w->fault));
	memcpy(id.b, query_blob(q, 0).p, ID_SIZE);
	query_done(q);
	put_use(x, ANNA, ROLE_REVIEWER, USED_CHANGE, &id);
	assert_true(verified(x, "four-eyes", "anna alone stands behind it") == 1);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(a_draft_becomes_a_change_with_the_same_ids),
		TEST(the_days_may_be_two),
		TEST(nobody_is_both_persons),
		TEST(without_a_key_nothing_is_written),
		TEST(who_goes_loses_what_was_closed_for_them),
		TEST(one_role_of_two_is_taken),
		TEST(a_key_in_wrong_hands_is_named_from_then_on),
		TEST(a_review_of_what_is_ones_own_is_found),
		TEST(a_review_of_another_draft_is_found),
		TEST(an_event_in_another_place_is_found),
		TEST(a_role_that_one_gives_oneself_is_found),
		TEST(a_draft_of_one_who_went_is_found),
		TEST(an_altered_draft_is_not_published),
		TEST(changed_bytes_in_the_file_are_found),
		TEST(an_event_that_was_taken_out_is_found),
		TEST(an_event_that_was_emptied_is_found),
		TEST(what_a_stranger_says_in_private_is_found),
		TEST(what_is_sealed_and_lies_open_is_found),
		TEST(an_event_that_is_called_sealed_is_found),
		TEST(an_erasure_that_one_agrees_with_oneself_is_found),
		TEST(a_keyring_without_a_key_is_found),
		TEST(one_person_in_both_roles_is_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
