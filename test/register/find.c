/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Looking names up among recorded spellings: whole is the same, less is possible. All people are invented. */
#include "box.h"

static void begin(struct box *box)
{
	box_sources(box);
	FINE(box_import(box, KIND_PERSON,
		"key,publication,source,name@en,name@be,name@en-x-press,name@en-x-misprint\n"
		"ales,recognised,s1,Ales Vydumanski,\xD0\x90\xD0\xBB\xD0\xB5\xD1\x81\xD1\x8C "
		"\xD0\x92\xD1\x8B\xD0\xB4\xD1\x83\xD0\xBC\xD0\xB0\xD0\xBD\xD1\x81\xD0\xBA\xD1\x96,Alex "
		"Vydumansky,Ales Vudymaskin\n"
		"jan,recognised,s1,Jan Prydumany-Ruzhovy,,,\n"
		"hanna,recognised,s1,Hanna Vydumanskaya,,,\n"
		"mononym,recognised,s1,Zorka,,,\n"));
}

static struct match *find(struct box *box, enum kind kind, const char *name, size_t *count)
{
	struct match *list;
	FINE(find_name(box->reg, &viewer_public, box->arena, kind, str_of(name), 10, &list, count, &box->fault));
	return list;
}

/* The first match is this one; why is part of its reason. */
static void first(struct box *box, const char *name, const char *key, enum match_certainty certainty, const char *why)
{
	size_t count;
	struct match *list = find(box, KIND_PERSON, name, &count);
	if (count == 0) {
		fail_msg("\"%s\" is not found", name);
	}
	assert_int_equal(list[0].subject, box_key(box, KIND_PERSON, key));
	if (list[0].certainty != certainty || !strstr(list[0].why, why)) {
		fail_msg("\"%s\": %s (%s)", name, list[0].why, list[0].spelling);
	}
}

static void whole_spellings_are_the_same(void **state)
{
	struct box *box = *state;
	begin(box);
	first(box, "Ales Vydumanski", "ales", MATCH_SAME, "recorded spelling");
	first(box, "VYDUMANSKI, ales", "ales", MATCH_SAME, "recorded spelling");
	first(box, "Alex  Vydumansky", "ales", MATCH_SAME, "recorded spelling");
	first(box, "\xD0\x92\xD1\x8B\xD0\xB4\xD1\x83\xD0\xBC\xD0\xB0\xD0\xBD\xD1\x81\xD0\xBA\xD1\x96 "
		"\xD0\x90\xD0\xBB\xD0\xB5\xD1\x81\xD1\x8C", "ales", MATCH_SAME, "recorded spelling");
	first(box, "Jan Prydumany Ruzhovy", "jan", MATCH_SAME, "recorded spelling");
}

static void less_is_only_possible(void **state)
{
	struct box *box = *state;
	begin(box);
	first(box, "Vydumanski", "ales", MATCH_POSSIBLE, "family name");
	first(box, "A. Vydumanski", "ales", MATCH_POSSIBLE, "initials");
	first(box, "Ales Vydumanzki", "ales", MATCH_POSSIBLE, "differ");
	first(box, "Ales Vudymaskin", "ales", MATCH_POSSIBLE, "misprint");
	first(box, "Zorka", "mononym", MATCH_POSSIBLE, "family name only");
	first(box, "Prydumany-Ruzhovy", "jan", MATCH_POSSIBLE, "part");
}

static void strangers_are_not_found(void **state)
{
	struct box *box = *state;
	size_t count;
	begin(box);
	static const char *const strangers[] = {
		"", " ", "Ales", "Petra Nikolska", "Ales Completelyother", "Jan", "..", "A. B."};
	for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++) {
		struct match *list = find(box, KIND_PERSON, strangers[i], &count);
		if (count != 0) {
			fail_msg("\"%s\" was taken for %s: %s", strangers[i], list[0].spelling, list[0].why);
		}
	}
	(void)find(box, KIND_ORGANISATION, "Ales Vydumanski", &count);
	assert_int_equal(count, 0);
}

static void organisations_and_places_too(void **state)
{
	struct box *box = *state;
	size_t count;
	begin(box);
	struct match *list = find(box, KIND_ORGANISATION, "viasna", &count);
	assert_int_equal(count, 1);
	assert_int_equal(list[0].certainty, MATCH_SAME);
	list = find(box, KIND_PLACE, "Colony 9", &count);
	assert_int_equal(count, 1);
	assert_int_equal(list[0].subject, box_key(box, KIND_PLACE, "colony-9"));
}

static void the_withheld_are_not_found(void **state)
{
	struct box *box = *state;
	size_t count;
	begin(box);
	FINE(box_import(box, KIND_PERSON, "key,publication,source\nales,-,s1\n"));
	(void)find(box, KIND_PERSON, "Ales Vydumanski", &count);
	assert_int_equal(count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOX_TEST(whole_spellings_are_the_same), BOX_TEST(less_is_only_possible), BOX_TEST(strangers_are_not_found),
		BOX_TEST(organisations_and_places_too), BOX_TEST(the_withheld_are_not_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
