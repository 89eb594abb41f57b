/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Views: the same after small changes as made anew, and as doc/model.md says, asked day by day. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "oracle.h"

/* More rounds by VOLYA_ROUNDS, for the long run. */
static unsigned rounds(unsigned usual)
{
	int64_t n;
	return str_int(str_of(getenv("VOLYA_ROUNDS")), &n) && n > 0 ? (unsigned)n : usual;
}

static bool same_digest(struct world *w)
{
	struct id before, after;
	FINE(w, views_digest(w->reg, &before, &w->fault));
	FINE(w, views_rebuild(w->reg, NULL, &w->fault));
	FINE(w, views_digest(w->reg, &after, &w->fault));
	return memcmp(&before, &after, sizeof before) == 0;
}

static void test_incremental_is_rebuild(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= rounds(4); seed++) {
		struct world *w = world_create(seed);
		for (int i = 0; i < 60; i++) {
			int64_t no;
			world_pass(w, (int)world_random(w, 3) * 10);
			(void)world_change(w, &no);
			if (!same_digest(w)) {
				fail_msg("seed %u, change %" PRId64 ": the views are not what a rebuild makes", seed, no);
			}
		}
		world_destroy(w);
	}
}

/* What the boxes say of one point; they must not overlap. */
static enum answer boxes_say(struct world *w, enum span_what what, int64_t aux, int64_t subject, day on, day pub,
	day known)
{
	struct query *q;
	bool row;
	enum answer answer = ANSWER_NO;
	int met = 0;
	FINE(w, db_query(reg_db(w->reg), "SELECT sure FROM span WHERE what = ? AND aux = ? AND subject = ? "
		"AND day_from <= ?4 AND ?4 < day_to AND pub_from <= ?5 AND ?5 < pub_to AND known_from <= ?6 AND ?6 < known_to",
		&q, &w->fault));
	query_bind_int(q, 1, what);
	query_bind_int(q, 2, aux);
	query_bind_int(q, 3, subject);
	query_bind_int(q, 4, on);
	query_bind_int(q, 5, pub);
	query_bind_int(q, 6, known);
	while (query_step(q, &row, &w->fault) == RC_OK && row) {
		answer = query_int(q, 0) ? ANSWER_SURE : ANSWER_POSSIBLE;
		met++;
	}
	assert_true(met <= 1);
	return answer;
}

struct point {
	day on, pub, known;
};

static struct point random_point(struct world *w)
{
	struct point p;
	p.on = day_of(2019, 3, 1) + (day)world_random(w, 1200);
	p.pub = world_random(w, 3) == 0 ? DAY_MAX : day_of(2019, 1, 1) + (day)world_random(w, 1100);
	p.known = world_random(w, 3) == 0 ? w->today : day_of(2020, 12, 25) + (day)world_random(w, 500);
	return p;
}

/* met: how often each answer was wanted. */
static void compare(struct world *w, const struct oracle *o, int64_t person, unsigned seed, size_t met[3])
{
	bool seen = oracle_kept(o, person) == person && oracle_public(o, person);
	int64_t body = w->subjects[KIND_ORGANISATION][world_random(w, (unsigned)w->counts[KIND_ORGANISATION])];
	for (int i = 0; i < 30; i++) {
		struct point p = random_point(w);
		enum answer held = boxes_say(w, SPAN_HELD, 0, person, p.on, p.pub, p.known);
		enum answer listed = boxes_say(w, SPAN_LISTED, body, person, p.on, p.pub, p.known);
		enum answer held_wanted = seen ? oracle_held(o, person, p.on, p.pub, p.known) : ANSWER_NO;
		enum answer listed_wanted = seen ? oracle_listed(o, person, body, p.on, p.pub, p.known) : ANSWER_NO;
		met[held_wanted]++;
		met[listed_wanted]++;
		if (held != held_wanted || listed != listed_wanted) {
			char on[DAY_TEXT], pub[DAY_TEXT], known[DAY_TEXT];
			fail_msg("seed %u, person %" PRId64 " on %s, published by %s, known on %s: "
				"held %d for %d, listed %d for %d",
				seed, person, day_format(p.on, on), day_format(p.pub, pub), day_format(p.known, known),
				held, held_wanted, listed, listed_wanted);
		}
	}
}

static void test_boxes_are_the_model(void **state)
{
	size_t met[3] = {0};
	(void)state;
	for (unsigned seed = 1; seed <= rounds(15); seed++) {
		struct world *w = world_create(1000 + seed);
		for (int i = 0; i < 50; i++) {
			int64_t no;
			world_pass(w, (int)world_random(w, 3) * 10);
			(void)world_change(w, &no);
		}
		struct oracle *o = oracle_create(w);
		for (size_t i = 0; i < w->counts[KIND_PERSON]; i++) {
			compare(w, o, w->subjects[KIND_PERSON][i], seed, met);
		}
		oracle_destroy(o);
		world_destroy(w);
	}
	/* A test that is always told no proves nothing. */
	assert_true(met[ANSWER_SURE] > 20 && met[ANSWER_POSSIBLE] > 20 && met[ANSWER_NO] > 20);
}

/* Claim by claim what fact has, and for names and texts what was said; a person in no view has no card. */
static size_t compare_card(struct world *w, struct arena *a, int64_t person, struct point p)
{
	struct query *q;
	struct card card;
	bool row;
	size_t count = 0;
	FINE(w, db_query(reg_db(w->reg), "SELECT f.statement, f.property, f.subject, f.value, f.value_hi, f.open, "
		"f.from_lo, f.to_hi, t.value, t.language FROM fact f JOIN statement t ON t.no = f.statement WHERE f.owner = ?1 "
		"AND f.property IN (101, 106, 502, 503, 504, 505, 506, 702) AND f.known <= ?2 AND f.pub <= ?3 "
		"AND NOT (f.dead_known <= ?2 AND f.dead_pub <= ?3) AND f.gone > ?2 ORDER BY f.property, f.subject, f.statement",
		&q, &w->fault));
	query_bind_int(q, 1, person);
	query_bind_int(q, 2, p.known);
	query_bind_int(q, 3, p.pub);
	enum rc rc = person_cards(w->reg, &viewer_public, a, &person, 1, p.pub, p.known, &card, &w->fault);
	assert_true(rc == RC_OK || rc == RC_NOT_FOUND);
	while (query_step(q, &row, &w->fault) == RC_OK && row) {
		assert_true(count < card.count);
		const struct claim_row *c = &card.claims[count++];
		const struct property *x = property_by_code((int)query_int(q, 1));
		assert_int_equal(c->statement, query_int(q, 0));
		assert_int_equal(c->property, x->code);
		assert_int_equal(c->subject, query_int(q, 2));
		assert_int_equal(c->open, query_int(q, 5));
		assert_int_equal(c->from, query_int(q, 6));
		assert_int_equal(c->to, query_int(q, 7));
		if (x->type == TYPE_NAME || x->type == TYPE_TEXT) {
			assert_true(str_eq(c->text, query_text(q, 8)) && str_eq(c->language, query_text(q, 9)));
		} else {
			assert_int_equal(c->lo, query_int(q, 3));
			assert_int_equal(c->hi, query_int(q, x->type == TYPE_DATE ? 4 : 3));
		}
	}
	assert_int_equal(count, card.count);
	return count;
}

static void test_cards_are_the_facts(void **state)
{
	struct arena *a = arena_create((size_t)1 << 26);
	size_t claims = 0;
	(void)state;
	for (unsigned seed = 1; seed <= rounds(10); seed++) {
		struct world *w = world_create(2000 + seed);
		for (int i = 0; i < 50; i++) {
			int64_t no;
			world_pass(w, (int)world_random(w, 3) * 10);
			(void)world_change(w, &no);
		}
		for (size_t i = 0; i < w->counts[KIND_PERSON]; i++) {
			for (int k = 0; k < 10; k++) {
				claims += compare_card(w, a, w->subjects[KIND_PERSON][i], random_point(w));
				arena_reset(a);
			}
		}
		world_destroy(w);
	}
	assert_true(claims > 100);
	arena_destroy(a);
}

/* What a card calls its owner is what the statements do, for readers of any language. */
static void test_cards_name_their_owners(void **state)
{
	static const char *const languages[] = {"en", "be", "ru"};
	struct arena *a = arena_create((size_t)1 << 26);
	size_t named = 0;
	(void)state;
	for (unsigned seed = 1; seed <= rounds(10); seed++) {
		struct world *w = world_create(3000 + seed);
		char *names[(KIND_LAST + 1) * WORLD_MOST * 3];
		size_t n = 0;
		for (int i = 0; i < 50; i++) {
			int64_t no;
			world_pass(w, (int)world_random(w, 3) * 10);
			(void)world_change(w, &no);
		}
		for (int pass = 0; pass < 2; pass++, n = 0) {
			for (int k = 0; k <= KIND_LAST; k++) {
				for (size_t i = 0; i < w->counts[k] * 3; i++, n++) {
					char *label = NULL;
					enum rc rc = subject_label(w->reg, &viewer_public, a, w->subjects[k][i / 3], languages[i % 3],
						&label, &w->fault);
					assert_true(rc == RC_OK || rc == RC_NOT_FOUND);
					if (pass == 0) {
						names[n] = label;
						continue;
					}
					assert_true(!label == !names[n]);
					if (label) {
						assert_string_equal(label, names[n]);
						named++;
					}
				}
			}
			FINE(w, db_run(reg_db(w->reg), "DELETE FROM card", &w->fault));
		}
		world_destroy(w);
		arena_reset(a);
	}
	assert_true(named > 100);
	arena_destroy(a);
}

static void test_damaged_card(void **state)
{
	struct world *w = world_create(7);
	struct arena *a = arena_create((size_t)1 << 20);
	struct change *c;
	struct card card;
	(void)state;
	FINE(w, change_begin(w->reg, "one", &c, &w->fault));
	int64_t no = world_subject(w, c, KIND_PERSON), written;
	world_say(w, c, no, P_PERSON_NAME, "Ivan Invented");
	world_say(w, c, no, P_PERSON_PUBLICATION, "public_figure");
	FINE(w, change_close(c, NULL, &written, &w->fault));
	FINE(w, person_cards(w->reg, &viewer_public, a, &no, 1, DAY_MAX, DAY_MAX - 1, &card, &w->fault));
	assert_int_equal(card.count, 1);
	assert_true(str_is(card.claims[0].text, "Ivan Invented"));
	/* Every shorter card is damaged, and so is one that says a text is longer than it. */
	FINE(w, db_run(reg_db(w->reg), "UPDATE card SET claims = substr(claims, 1, length(claims) - 1) "
		"WHERE length(claims) > 0", &w->fault));
	assert_int_equal(person_cards(w->reg, &viewer_public, a, &no, 1, DAY_MAX, DAY_MAX - 1, &card, &w->fault), RC_DB);
	FINE(w, db_run(reg_db(w->reg), "UPDATE card SET claims = x'ffffffffffffffffffff'", &w->fault));
	assert_int_equal(person_cards(w->reg, &viewer_public, a, &no, 1, DAY_MAX, DAY_MAX - 1, &card, &w->fault), RC_DB);
	FINE(w, db_run(reg_db(w->reg), "DELETE FROM card", &w->fault));
	assert_int_equal(person_cards(w->reg, &viewer_public, a, &no, 1, DAY_MAX, DAY_MAX - 1, &card, &w->fault), RC_DB);
	FINE(w, views_rebuild(w->reg, NULL, &w->fault));
	FINE(w, person_cards(w->reg, &viewer_public, a, &no, 1, DAY_MAX, DAY_MAX - 1, &card, &w->fault));
	assert_int_equal(card.count, 1);
	arena_destroy(a);
	world_destroy(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_incremental_is_rebuild),
		cmocka_unit_test(test_boxes_are_the_model),
		cmocka_unit_test(test_cards_are_the_facts),
		cmocka_unit_test(test_cards_name_their_owners),
		cmocka_unit_test(test_damaged_card),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
