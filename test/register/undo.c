/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Undo: what is live, and every answer known now, is again what it was before the change. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "oracle.h"

static unsigned rounds(unsigned usual)
{
	int64_t n;
	return str_int(str_of(getenv("VOLYA_ROUNDS")), &n) && n > 0 ? (unsigned)n : usual;
}

/* All live claims by handles, in an order of their own: what the register says, not how it came to. */
static const char content[] =
	"SELECT u.handle, s.property, CASE WHEN v.no IS NULL THEN s.value ELSE v.handle END, s.language, s.valid, o.handle "
	"FROM statement s JOIN subject u ON u.no = s.subject LEFT JOIN subject o ON o.no = s.source "
	"LEFT JOIN subject v ON typeof(s.value) = 'integer' AND v.no = s.value "
	"AND s.property IN (3, 4, 501, 506, 901, 902) "
	"WHERE s.mode IN (1, 2) AND NOT EXISTS (SELECT 1 FROM statement k WHERE k.target = s.no AND k.mode IN (2, 3)) "
	"ORDER BY 1, 2, 3, 4, 5, 6";

static struct id content_digest(struct world *w)
{
	struct query *q;
	bool row;
	struct id id;
	struct hash *h = hash_create();
	FINE(w, db_query(reg_db(w->reg), content, &q, &w->fault));
	while (query_step(q, &row, &w->fault) == RC_OK && row) {
		for (int i = 0; i < query_columns(q); i++) {
			int64_t number = query_int(q, i);
			struct str text = query_is_text(q, i) ? query_text(q, i) : str_of(NULL);
			hash_add(h, &number, sizeof number);
			hash_add(h, &text.n, sizeof text.n);
			hash_add(h, text.p, text.n);
		}
	}
	hash_finish(h, &id);
	return id;
}

static bool same(struct id a, struct id b)
{
	return memcmp(a.b, b.b, ID_SIZE) == 0;
}

/* Who is held on some days as some sources tell it, known today: by the boxes. */
static struct id answers_digest(struct world *w)
{
	struct id id;
	struct hash *h = hash_create();
	for (day on = day_of(2018, 12, 1); on < day_of(2022, 3, 1); on += 29) {
		for (day pub = day_of(2019, 1, 1); pub < day_of(2022, 2, 1); pub += 97) {
			struct query *q;
			bool row;
			FINE(w, db_query(reg_db(w->reg), "SELECT s.what, s.sure, u.handle, b.handle FROM span s JOIN subject u "
				"ON u.no = s.subject LEFT JOIN subject b ON b.no = s.aux WHERE day_from <= ?1 AND ?1 < day_to "
				"AND pub_from <= ?2 AND ?2 < pub_to AND known_from <= ?3 AND ?3 < known_to ORDER BY 1, 3, 4",
				&q, &w->fault));
			query_bind_int(q, 1, on);
			query_bind_int(q, 2, pub);
			query_bind_int(q, 3, w->today);
			while (query_step(q, &row, &w->fault) == RC_OK && row) {
				int64_t numbers[] = {on, pub, query_int(q, 0), query_int(q, 1), query_int(q, 2), query_int(q, 3)};
				hash_add(h, numbers, sizeof numbers);
			}
		}
	}
	hash_finish(h, &id);
	return id;
}

/* 0: it would say something again about a person whose ground was taken back; or all it said it took back itself. */
static int64_t undo(struct world *w, int64_t change)
{
	struct fault f = {0};
	int64_t no = 0;
	enum rc rc = change_undo(w->reg, change, false, NULL, &no, &f);
	if (rc == RC_DENIED) {
		return 0;
	}
	w->fault = f;
	FINE(w, rc);
	assert_true(no > change || no == 0);
	return no;
}

/* Undo, undo of the undo, and so on: back and forth between two states. */
static void test_there_and_back(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= rounds(3); seed++) {
		struct world *w = world_create(2000 + seed);
		for (int i = 0; i < 25; i++) {
			int64_t no;
			struct id before = content_digest(w), answers = answers_digest(w);
			if (world_change(w, &no) != RC_OK || no == 0) {
				continue;
			}
			struct id after = content_digest(w);
			world_pass(w, 1);
			for (unsigned turns = world_random(w, 4); turns > 0; turns--) {
				if ((no = undo(w, no)) == 0) {
					break;
				}
				assert_true(same(content_digest(w), before) && same(answers_digest(w), answers));
				if ((no = undo(w, no)) == 0) {
					break;
				}
				assert_true(same(content_digest(w), after));
			}
		}
		world_destroy(w);
	}
}

static int64_t changes_of(struct world *w)
{
	struct query *q;
	int64_t count = 0;
	FINE(w, db_query(reg_db(w->reg), "SELECT count(*) FROM change", &q, &w->fault));
	FINE(w, query_int_or(q, 0, &count, &w->fault));
	return count;
}

/* With what rests on it, a change is taken back in one change, and one undo of that brings all of it back. */
static void test_with_later(void **state)
{
	size_t several = 0;
	(void)state;
	for (unsigned seed = 1; seed <= rounds(6); seed++) {
		struct world *w = world_create(4000 + seed);
		struct arena *a = arena_create((size_t)1 << 20);
		for (int i = 0; i < 40; i++) {
			struct fault f = {0};
			int64_t no, *list, count = changes_of(w);
			size_t taken;
			struct id before = content_digest(w), answers = answers_digest(w);
			if (count < 10 || world_random(w, 3) != 0) {
				(void)world_change(w, &no);
				continue;
			}
			int64_t target = 1 + world_random(w, (unsigned)count);
			enum rc rc = change_undo(w->reg, target, true, NULL, &no, &f);
			if (rc != RC_OK || no == 0) {
				assert_true(rc == RC_OK || rc == RC_CONFLICT || rc == RC_DENIED);
				assert_int_equal(changes_of(w), count);
				assert_true(same(content_digest(w), before) && same(answers_digest(w), answers));
				continue;
			}
			assert_int_equal(changes_of(w), count + 1);
			FINE(w, change_undone(w->reg, a, no, &list, &taken, &w->fault));
			assert_true(taken > 0 && list[taken - 1] == target);
			several += taken > 1;
			if (world_random(w, 2) == 0 && undo(w, no)) {
				assert_true(same(content_digest(w), before) && same(answers_digest(w), answers));
			}
		}
		arena_destroy(a);
		world_destroy(w);
	}
	assert_true(several > 5);
}

#define CHANGES 25

/*
 * Takes back all of the changes, in any order; one that another must wait for comes again later. False when some can
 * not be taken back: they would say something again about a person who has had no ground since long before.
 */
static bool undo_all(struct world *w, int64_t *changes, size_t count)
{
	for (int turns = 0; count > 0; turns++) {
		if (turns > 400) {
			return false;
		}
		size_t i = world_random(w, (unsigned)count);
		struct fault f = {0};
		int64_t no;
		enum rc rc = change_undo(w->reg, changes[i], true, NULL, &no, &f);
		/* RC_CONFLICT: it went with another. RC_DENIED: its person's ground is still to come back. */
		if (rc != RC_OK && rc != RC_CONFLICT && rc != RC_DENIED) {
			fault_print(stderr, &f);
		}
		assert_true(rc == RC_OK || rc == RC_CONFLICT || rc == RC_DENIED);
		if (rc != RC_DENIED) {
			changes[i] = changes[--count];
		}
	}
	return true;
}

static void test_any_order(void **state)
{
	size_t whole = 0;
	(void)state;
	for (unsigned seed = 1; seed <= rounds(16); seed++) {
		struct world *w = world_create(3000 + seed);
		int64_t changes[CHANGES];
		size_t count = 0;
		for (int i = 0; i < 10; i++) {
			(void)world_change(w, &changes[0]);
		}
		struct id before = content_digest(w), answers = answers_digest(w);
		for (int i = 0; i < CHANGES; i++) {
			count += world_change(w, &changes[count]) == RC_OK && changes[count] != 0;
			if (count > 1 && world_random(w, 4) == 0) {
				struct fault f = {0};
				int64_t no;
				world_pass(w, 1);
				enum rc rc = change_undo(w->reg, changes[world_random(w, (unsigned)count)], false, NULL, &no, &f);
				assert_true(rc == RC_OK || rc == RC_CONFLICT || rc == RC_DENIED);
			}
		}
		bool all = undo_all(w, changes, count);
		whole += all;
		if (all && !same(content_digest(w), before)) {
			fail_msg("seed %u: undoing everything left other claims live than before", seed);
		}
		if (all && !same(answers_digest(w), answers)) {
			fail_msg("seed %u: undoing everything left other answers than before", seed);
		}
		world_destroy(w);
	}
	assert_true(whole > 0);
}

/* A claim replaced by one of a later source, in a change of its own: Z of 2020-01-01 by W of 2021-06-01. */
struct replaced {
	int64_t base, said, changed, claim, person;
};

static int64_t source_of(struct world *w, struct change *c, const char *published)
{
	int64_t no = world_subject(w, c, KIND_SOURCE);
	world_say(w, c, no, P_SOURCE_PUBLISHED, published);
	return no;
}

static int64_t say_begin(struct world *w, struct change *c, struct said s, const char *date, int64_t source)
{
	int64_t no;
	s.property = property_by_code(P_SPELL_FROM);
	s.value = (struct value){VALUE_TEXT, str_of(date), 0};
	s.source = source;
	FINE(w, change_say(c, &s, &no, &w->fault));
	return no;
}

static struct replaced replace_begin(struct world *w)
{
	struct replaced r;
	struct change *c = world_begin(w);
	int64_t early = source_of(w, c, "2020-01-01"), late = source_of(w, c, "2021-06-01");
	r.person = world_subject(w, c, KIND_PERSON);
	int64_t spell = world_subject(w, c, KIND_SPELL);
	world_say(w, c, r.person, P_PERSON_PUBLICATION, "public_figure");
	world_say_ref(w, c, spell, P_SPELL_PERSON, r.person);
	FINE(w, change_close(c, NULL, &r.base, &w->fault));
	world_pass(w, 1);
	c = world_begin(w);
	r.claim = say_begin(w, c, (struct said){.subject = spell, .mode = MODE_ASSERT}, "2019-03-01", early);
	FINE(w, change_close(c, NULL, &r.said, &w->fault));
	world_pass(w, 1);
	c = world_begin(w);
	(void)say_begin(w, c, (struct said){.subject = spell, .mode = MODE_REPLACE, .target = r.claim}, "2019-05-01", late);
	FINE(w, change_close(c, NULL, &r.changed, &w->fault));
	world_pass(w, 1);
	return r;
}

/* Live claims of a begin as published by a day, known today. */
static int64_t begins(struct world *w, int64_t person, day published)
{
	int64_t count;
	struct query *q;
	FINE(w, db_query(reg_db(w->reg), "SELECT count(*) FROM fact WHERE owner = ?1 AND property = ?4 AND pub <= ?2 "
		"AND known <= ?3 AND NOT (dead_known <= ?3 AND dead_pub <= ?2) AND gone > ?3", &q, &w->fault));
	query_bind_int(q, 1, person);
	query_bind_int(q, 2, published);
	query_bind_int(q, 3, w->today);
	query_bind_int(q, 4, P_SPELL_FROM);
	FINE(w, query_int_or(q, 0, &count, &w->fault));
	return count;
}

/* What was replaced by a later source's word, and both taken back, is not left over for days before that source. */
static void test_replaced_by_later(void **state)
{
	(void)state;
	const day before = day_of(2020, 7, 1), after = day_of(2022, 1, 1);
	struct world *w = world_create(7);
	struct replaced r = replace_begin(w);
	struct id said = content_digest(w), answers = answers_digest(w);
	assert_int_equal(begins(w, r.person, before), 1);
	assert_int_equal(begins(w, r.person, after), 1);
	int64_t first = undo(w, r.changed);
	assert_int_equal(begins(w, r.person, before), 1); /* not the claim and its copy side by side */
	assert_int_equal(begins(w, r.person, after), 1);
	int64_t second = undo(w, r.said);
	assert_int_equal(begins(w, r.person, before), 0);
	assert_int_equal(begins(w, r.person, after), 0);
	/* And all the way back: the replaced claim lives again, until the day of the later source. */
	undo(w, second);
	assert_int_equal(begins(w, r.person, after), 1);
	int64_t again = undo(w, first);
	assert_true(same(content_digest(w), said) && same(answers_digest(w), answers));
	assert_int_equal(begins(w, r.person, before), 1);
	/* Once more, after there and back: nothing of the first turn is in the way. */
	undo(w, again);
	undo(w, undo(w, r.said));
	undo(w, r.said);
	assert_int_equal(begins(w, r.person, before), 0);
	world_destroy(w);
}

/* The same within one change: what it said and replaced itself goes with it, and comes back with it. */
static void test_replaced_within(void **state)
{
	(void)state;
	const day before = day_of(2020, 7, 1);
	struct world *w = world_create(8);
	struct replaced r = replace_begin(w);
	int64_t no;
	undo(w, r.changed);
	undo(w, r.said);
	struct change *c = world_begin(w);
	int64_t spell = world_subject(w, c, KIND_SPELL);
	int64_t early = source_of(w, c, "2020-01-01"), late = source_of(w, c, "2021-06-01");
	world_say_ref(w, c, spell, P_SPELL_PERSON, r.person);
	int64_t claim = say_begin(w, c, (struct said){.subject = spell, .mode = MODE_ASSERT}, "2019-03-01", early);
	(void)say_begin(w, c, (struct said){.subject = spell, .mode = MODE_REPLACE, .target = claim}, "2019-05-01", late);
	FINE(w, change_close(c, NULL, &no, &w->fault));
	struct id said = content_digest(w), answers = answers_digest(w);
	assert_int_equal(begins(w, r.person, before), 1);
	no = undo(w, no);
	assert_int_equal(begins(w, r.person, before), 0);
	undo(w, no);
	assert_int_equal(begins(w, r.person, before), 1);
	assert_true(same(content_digest(w), said) && same(answers_digest(w), answers));
	world_destroy(w);
}

static void test_refusals(void **state)
{
	(void)state;
	struct world *w = world_create(1);
	struct fault f = {0};
	int64_t first, second, no;
	struct change *c = world_begin(w);
	int64_t person = world_subject(w, c, KIND_PERSON);
	world_say(w, c, person, P_PERSON_NAME, "Aryna Invented");
	world_say(w, c, person, P_PERSON_PUBLICATION, "public_figure");
	FINE(w, change_close(c, NULL, &first, &w->fault));
	c = world_begin(w);
	world_say(w, c, person, P_PERSON_BIRTH, "1990-01-02");
	FINE(w, change_close(c, NULL, &second, &w->fault));
	assert_int_equal(change_undo(w->reg, 999, false, NULL, &no, &f), RC_INVALID);
	fault_clear(&f);
	assert_int_equal(change_undo(w->reg, first, false, NULL, &no, &f), RC_CONFLICT);
	assert_non_null(strstr(f.message, "rest on change"));
	fault_clear(&f);
	undo(w, second);
	assert_int_equal(change_undo(w->reg, second, false, NULL, &no, &f), RC_CONFLICT);
	assert_non_null(strstr(f.message, "taken back already"));
	undo(w, first);
	world_destroy(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_with_later),
		cmocka_unit_test(test_any_order),
		cmocka_unit_test(test_replaced_by_later),
		cmocka_unit_test(test_replaced_within),
		cmocka_unit_test(test_refusals),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
