/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading: which claim is shown and which are disputed, what things are called, merges followed. */
#include <stdlib.h>
#include <string.h>

#include "world.h"

static int64_t source_of(struct world *w, struct change *c, const char *published, const char *rank)
{
	int64_t no = world_subject(w, c, KIND_SOURCE), n;
	world_say(w, c, no, P_SOURCE_PUBLISHED, published);
	struct said s = {.subject = no, .property = property_by_code(P_SOURCE_RANK), .mode = MODE_ASSERT};
	if (rank && str_int(str_of(rank), &n)) {
		s.value = (struct value){VALUE_INT, {0}, n};
		FINE(w, change_say(c, &s, NULL, &w->fault));
	}
	return no;
}

static int64_t say_from(struct world *w, struct change *c, int64_t subject, int property, const char *text,
	const char *valid, int64_t source)
{
	int64_t no = 0;
	struct said s = {.subject = subject, .property = property_by_code(property), .mode = MODE_ASSERT,
		.value = {VALUE_TEXT, str_of(text), 0}, .valid = str_of(valid), .source = source};
	FINE(w, change_say(c, &s, &no, &w->fault));
	return no;
}

static int64_t named_person(struct world *w, struct change *c, const char *name)
{
	int64_t no = world_subject(w, c, KIND_PERSON);
	world_say(w, c, no, P_PERSON_NAME, name);
	world_say(w, c, no, P_PERSON_PUBLICATION, "public_figure");
	return no;
}

static void close_change(struct world *w, struct change *c)
{
	int64_t no;
	FINE(w, change_close(c, NULL, &no, &w->fault));
}

/* The statements of one property, in their order. */
static const struct statement *statement_by_no(const struct statement *list, size_t count, int64_t no)
{
	for (size_t i = 0; i < count; i++) {
		if (list[i].no == no) {
			return &list[i];
		}
	}
	fail_msg("a statement is missing");
	return NULL;
}

/* Rank before date; date before id. */
static void test_choice(void **state)
{
	(void)state;
	struct world *w = world_create(1);
	struct arena *a = arena_create(1 << 20);
	struct change *c = world_begin(w);
	int64_t person = named_person(w, c, "Aryna Invented");
	int64_t first_hand = say_from(w, c, person, P_PERSON_BIRTH, "1990-01-01", NULL, source_of(w, c, "2020-01-01", "1"));
	int64_t late = say_from(w, c, person, P_PERSON_BIRTH, "1990-01-02", NULL, source_of(w, c, "2021-01-01", NULL));
	int64_t early_death = say_from(w, c, person, P_PERSON_DEATH, "2020-05", NULL, source_of(w, c, "2020-06-01", NULL));
	int64_t late_death = say_from(w, c, person, P_PERSON_DEATH, "2020-06", NULL, source_of(w, c, "2020-08-01", "3"));
	int64_t sex = say_from(w, c, person, P_PERSON_SEX, "female", NULL, source_of(w, c, "2020-06-01", "5"));
	int64_t sex_too = say_from(w, c, person, P_PERSON_SEX, "female", NULL, source_of(w, c, "2020-06-01", "4"));
	close_change(w, c);
	struct statement *list;
	size_t count;
	FINE(w, subject_statements(w->reg, &viewer_public, a, person, false, &list, &count, &w->fault));
	assert_true(statement_by_no(list, count, first_hand)->chosen && statement_by_no(list, count, first_hand)->disputed);
	assert_true(!statement_by_no(list, count, late)->chosen && statement_by_no(list, count, late)->disputed);
	assert_true(!statement_by_no(list, count, early_death)->chosen && statement_by_no(list, count, late_death)->chosen);
	assert_true(!statement_by_no(list, count, sex)->chosen && statement_by_no(list, count, sex_too)->chosen);
	assert_false(statement_by_no(list, count, sex)->disputed);
	char *text;
	FINE(w, subject_value(w->reg, &viewer_public, a, person, P_PERSON_BIRTH, &text, &w->fault));
	assert_string_equal(text, "1990-01-01");
	arena_destroy(a);
	world_destroy(w);
}

/* One after the other is no dispute; two on the same days are. */
static void test_disputes_in_time(void **state)
{
	(void)state;
	struct world *w = world_create(2);
	struct arena *a = arena_create(1 << 20);
	struct change *c = world_begin(w);
	int64_t person = named_person(w, c, "Aryna Invented"), spell = world_subject(w, c, KIND_SPELL);
	int64_t source = w->subjects[KIND_SOURCE][0];
	world_say_ref(w, c, spell, P_SPELL_PERSON, person);
	int64_t first = say_from(w, c, spell, P_SPELL_STATUS, "custody_pretrial", "2020-05-01/", source);
	int64_t second = say_from(w, c, spell, P_SPELL_STATUS, "colony", "2021-02/..", source);
	int64_t third = say_from(w, c, spell, P_SPELL_STATUS, "prison_regime", "2021-02/..", source);
	close_change(w, c);
	struct statement *list;
	size_t count;
	FINE(w, subject_statements(w->reg, &viewer_public, a, spell, false, &list, &count, &w->fault));
	assert_false(statement_by_no(list, count, first)->disputed);
	assert_true(statement_by_no(list, count, first)->chosen);
	assert_true(statement_by_no(list, count, second)->disputed && statement_by_no(list, count, third)->disputed);
	assert_int_equal(statement_by_no(list, count, second)->chosen + statement_by_no(list, count, third)->chosen, 1);
	arena_destroy(a);
	world_destroy(w);
}

static handle handle_of(struct world *w, int64_t subject, int64_t *ret_kept)
{
	struct query *q;
	bool row;
	FINE(w, db_query(reg_db(w->reg), "SELECT u.handle, coalesce(s.kept, u.no) FROM subject u LEFT JOIN same s "
		"ON s.subject = u.no WHERE u.no = ?", &q, &w->fault));
	query_bind_int(q, 1, subject);
	FINE(w, query_step(q, &row, &w->fault));
	handle h = query_int(q, 0);
	*ret_kept = query_int(q, 1);
	query_done(q);
	return h;
}

/* Two records of one person become one, under the lowest handle, with the spells of both; and apart again. */
static void test_merge_and_part(void **state)
{
	(void)state;
	struct world *w = world_create(3);
	struct arena *a = arena_create(1 << 20);
	struct change *c = world_begin(w);
	int64_t one = named_person(w, c, "Aryna Invented"), two = named_person(w, c, "Arina Invented");
	int64_t spells[2] = {world_subject(w, c, KIND_SPELL), world_subject(w, c, KIND_SPELL)}, kept, other, no;
	world_say_ref(w, c, spells[0], P_SPELL_PERSON, one);
	world_say_ref(w, c, spells[1], P_SPELL_PERSON, two);
	world_say_ref(w, c, two, P_SAME_AS, one);
	close_change(w, c);
	handle h1 = handle_of(w, one, &kept), h2 = handle_of(w, two, &other);
	assert_int_equal(kept, other);
	assert_int_equal(kept, h1 < h2 ? one : two);
	FINE(w, subject_by_handle(w->reg, &viewer_public, h1 < h2 ? h2 : h1, &no, &w->fault));
	assert_int_equal(no, kept);
	int64_t *owned;
	size_t count;
	FINE(w, subject_owned(w->reg, &viewer_public, a, kept, &owned, &count, &w->fault));
	assert_int_equal(count, 2);
	for (int i = 0; i < 2; i++) {
		enum kind kind;
		handle h;
		FINE(w, subject_get(w->reg, &viewer_public, spells[i], &kind, &h, &w->fault));
		assert_int_equal(kind, KIND_SPELL);
	}
	c = world_begin(w);
	world_say_ref(w, c, one, P_NEVER_SAME_AS, two);
	close_change(w, c);
	assert_int_equal(handle_of(w, two, &other), h2);
	assert_int_equal(other, two);
	FINE(w, subject_owned(w->reg, &viewer_public, a, two, &owned, &count, &w->fault));
	assert_int_equal(count, 1);
	assert_int_equal(owned[0], spells[1]);
	arena_destroy(a);
	world_destroy(w);
}

static void say_name(struct world *w, struct change *c, int64_t person, const char *name, const char *language)
{
	struct said s = {.subject = person, .property = property_by_code(P_PERSON_NAME), .mode = MODE_ASSERT,
		.value = {VALUE_TEXT, str_of(name), 0}, .language = str_of(language), .source = w->subjects[KIND_SOURCE][0]};
	FINE(w, change_say(c, &s, NULL, &w->fault));
}

static void test_labels(void **state)
{
	(void)state;
	struct world *w = world_create(4);
	struct arena *a = arena_create(1 << 20);
	struct change *c = world_begin(w);
	int64_t person = world_subject(w, c, KIND_PERSON), nameless = world_subject(w, c, KIND_PERSON);
	world_say(w, c, person, P_PERSON_PUBLICATION, "public_figure");
	world_say(w, c, nameless, P_PERSON_PUBLICATION, "public_figure");
	say_name(w, c, person, "Арына Прыдуманая", "be");
	say_name(w, c, person, "Arina Inventedskaya", "en-x-press");
	say_name(w, c, person, "Aryna Invented", "en");
	close_change(w, c);
	char *label, text[HANDLE_TEXT];
	int64_t kept;
	FINE(w, subject_label(w->reg, &viewer_public, a, person, "en", &label, &w->fault));
	assert_string_equal(label, "Aryna Invented");
	FINE(w, subject_label(w->reg, &viewer_public, a, person, "be", &label, &w->fault));
	assert_string_equal(label, "Арына Прыдуманая");
	FINE(w, subject_label(w->reg, &viewer_public, a, nameless, "en", &label, &w->fault));
	assert_string_equal(label, handle_format(handle_of(w, nameless, &kept), text));
	arena_destroy(a);
	world_destroy(w);
}

/* The day a source counts from: its own date before the day it was read, and the latest it may mean. */
static void test_source_days(void **state)
{
	(void)state;
	struct world *w = world_create(5);
	struct arena *a = arena_create(1 << 20);
	struct change *c = world_begin(w);
	int64_t dated = source_of(w, c, "2020-02", NULL), read = world_subject(w, c, KIND_SOURCE);
	int64_t neither = world_subject(w, c, KIND_SOURCE);
	world_say(w, c, dated, P_SOURCE_ACCESSED, "2020-12-31");
	world_say(w, c, read, P_SOURCE_ACCESSED, "2020-12-31");
	world_say(w, c, neither, P_SOURCE_KIND, "letter");
	close_change(w, c);
	struct source_info info;
	FINE(w, source_get(w->reg, &viewer_public, a, dated, &info, &w->fault));
	assert_int_equal(info.published, day_of(2020, 2, 29));
	assert_string_equal(info.published_text, "2020-02");
	FINE(w, source_get(w->reg, &viewer_public, a, read, &info, &w->fault));
	assert_int_equal(info.published, day_of(2020, 12, 31));
	FINE(w, source_get(w->reg, &viewer_public, a, neither, &info, &w->fault));
	assert_int_equal(info.published, DAY_MAX);
	assert_true(info.letter);
	arena_destroy(a);
	world_destroy(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_choice),
		cmocka_unit_test(test_disputes_in_time),
		cmocka_unit_test(test_merge_and_part),
		cmocka_unit_test(test_labels),
		cmocka_unit_test(test_source_days),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
