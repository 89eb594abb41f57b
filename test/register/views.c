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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_incremental_is_rebuild),
		cmocka_unit_test(test_boxes_are_the_model),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
