/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Looking names up among recorded spellings: whole is the same, less is possible. All people are invented. */
#include <pthread.h>

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
	first(box, "A. Vydumanski", "ales", MATCH_POSSIBLE, "initial");
	first(box, "Ales Vydumanzki", "ales", MATCH_POSSIBLE, "sounds like");
	first(box, "Ales Vudymaskin", "ales", MATCH_POSSIBLE, "misprint");
	first(box, "Zorka", "mononym", MATCH_POSSIBLE, "one word");
	first(box, "Prydumany-Ruzhovy", "jan", MATCH_POSSIBLE, "one side only");
}

static void strangers_are_not_found(void **state)
{
	struct box *box = *state;
	size_t count;
	begin(box);
	static const char *const strangers[] = {
		"", " ", "Petra Nikolska", "Ales Completelyother", "..", "A. B."};
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

/* One invented name as the languages write it; every one finds her. */
static void any_spelling_finds(void **state)
{
	struct box *box = *state;
	static const char *const spellings[] = {
		"\u041c\u0430\u0440\u044b\u044f \u041f\u0440\u044b\u0434\u0443\u043c\u0430\u043d\u0441\u043a\u0430\u044f",
		"\u041c\u0430\u0440\u0438\u044f \u041f\u0440\u0438\u0434\u0443\u043c\u0430\u043d\u0441\u043a\u0430\u044f",
		"Maryja Prydumanskaja", "Maria Pridumanskaya", "Maria Prydumanska", "PRIDUMANSKAIA Maria",
		"Maryja Prydumansk\u00e1", "Marija Prydumanskaja", "Pridoumanskaya, Marie",
	};
	begin(box);
	FINE(box_import(box, KIND_PERSON, "key,publication,source,name@en\nmaryia,recognised,s1,Maryia Prydumanskaya\n"
		"vera,recognised,s1,Vera Prydumanskaya\n"));
	for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
		size_t count;
		struct match *list = find(box, KIND_PERSON, spellings[i], &count);
		if (count == 0 || list[0].subject != box_key(box, KIND_PERSON, "maryia")) {
			fail_msg("\"%s\" is not found first", spellings[i]);
		}
		assert_true(list[0].probability >= MATCH_POSSIBLE_LEAST);
	}
	first(box, spellings[0], "maryia", MATCH_SAME, "other letters");
}

/* Who must stay two (public figures, as spelled by their colleagues). */
static void two_stay_two(void **state)
{
	struct box *box = *state;
	static const char *const pairs[][2] = {
		{"Viktar Babaryka", "Eduard Babaryka"}, {"Uladzimir Labkovich", "Nina Labkovich"},
		{"Ihar Losik", "Darya Losik"}, {"Rastsislau Stefanovich", "Valiantsin Stefanovich"},
		{"Nasta Loika", "Volha Loika"}, {"Siarhei Tsikhanouski", "Sviatlana Tsikhanouskaya"},
		{"Katsiaryna Andreyeva", "Katsiaryna Bakhvalava"},
	};
	begin(box);
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		size_t count;
		FINE(box_import(box, KIND_PERSON, arena_printf(box->arena,
			"key,publication,source,name@en\nperson%zu,recognised,s1,%s\n", i, pairs[i][0])));
		struct match *list = find(box, KIND_PERSON, pairs[i][1], &count);
		for (size_t k = 0; k < count; k++) {
			if (list[k].certainty != MATCH_FAINT) {
				fail_msg("\"%s\" was taken for %s: %s", pairs[i][1], list[k].spelling, list[k].why);
			}
		}
	}
}

static void namesakes_are_only_possible(void **state)
{
	struct box *box = *state;
	size_t count;
	begin(box);
	FINE(box_import(box, KIND_PERSON, "key,publication,source,name@en\nales2,recognised,s1,Ales Vydumanski\n"));
	struct match *list = find(box, KIND_PERSON, "Ales Vydumanski", &count);
	assert_true(count >= 2);
	assert_int_equal(list[0].certainty, MATCH_POSSIBLE);
	assert_int_equal(list[1].certainty, MATCH_POSSIBLE);
	assert_non_null(strstr(list[0].why, "another person"));
}

static void places_by_sound(void **state)
{
	struct box *box = *state;
	size_t count;
	begin(box);
	FINE(box_import(box, KIND_PLACE, "key,name@en,source\nhomel,Homel,s1\ncolony-8,Colony 8,s1\n"));
	static const char *const spellings[] = {"Gomel", "\u0413\u043e\u043c\u0435\u043b\u044c", "homel"};
	for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
		struct match *list = find(box, KIND_PLACE, spellings[i], &count);
		assert_int_equal(count, 1);
		assert_int_equal(list[0].subject, box_key(box, KIND_PLACE, "homel"));
		assert_int_equal(list[0].certainty, MATCH_SAME);
	}
	(void)find(box, KIND_PLACE, "Colony 7", &count);
	assert_int_equal(count, 0);
}

static struct str index_file(struct box *box)
{
	static char bytes[1 << 20];
	FILE *in = fopen(box_path(box, "reg/names.index"), "rb");
	struct str ret = {bytes, 0};
	if (in) {
		ret.n = fread(bytes, 1, sizeof bytes, in);
		assert_int_equal(fclose(in), 0);
	}
	return ret;
}

static void reopen(struct box *box)
{
	reg_close(box->reg);
	box->reg = NULL;
	FINE(reg_open(box_path(box, "reg"), DB_WRITE, &box->reg, &box->fault));
}

/* What is added, renamed or withheld after the index was made is found, or not, at once; also by one who opens it. */
static void the_index_follows(void **state)
{
	struct box *box = *state;
	size_t count;
	begin(box);
	first(box, "Ales Vydumanski", "ales", MATCH_SAME, "recorded spelling");
	assert_true(index_file(box).n > 0);
	FINE(box_import(box, KIND_PERSON, "key,publication,source,name@en\nnew,recognised,s1,Yanka Zusimadumany\n"));
	first(box, "Yanka Zusimadumany", "new", MATCH_SAME, "recorded spelling");
	reopen(box);
	first(box, "Yanka Zusimadumany", "new", MATCH_SAME, "recorded spelling");
	FINE(box_import(box, KIND_PERSON, "key,publication,source\nales,-,s1\n"));
	assert_int_equal(index_file(box).n, 0); /* it goes with the name, not with the next search */
	for (int i = 0; i < 2; i++) {
		(void)find(box, KIND_PERSON, "Ales Vydumanski", &count);
		assert_int_equal(count, 0);
		reopen(box);
	}
	FINE(box_import(box, KIND_PERSON, "key,publication,source\nales,recognised,s1\n"));
	first(box, "Ales Vydumanski", "ales", MATCH_SAME, "recorded spelling");
}

/* Every byte of the file turned over in turn: the answers stay the same. */
static void a_damaged_index_is_made_anew(void **state)
{
	struct box *box = *state;
	begin(box);
	first(box, "Ales Vydumanski", "ales", MATCH_SAME, "recorded spelling");
	struct str whole = index_file(box);
	char *good = str_dup(box->arena, whole);
	char *path = box_path(box, "reg/names.index");
	for (size_t cut = 0; cut < whole.n; cut += 97) {
		FILE *out = fopen(path, "wb");
		assert_non_null(out);
		for (size_t i = 0; i < whole.n; i++) {
			assert_int_not_equal(fputc(i == cut ? ~good[i] & 0xFF : good[i] & 0xFF, out), EOF);
		}
		assert_int_equal(fclose(out), 0);
		reopen(box);
		first(box, "Alex Vydumansky", "ales", MATCH_SAME, "recorded spelling");
		whole = index_file(box);
		assert_memory_equal(whole.p, good, whole.n);
	}
	assert_int_equal(truncate(path, (off_t)whole.n / 2), 0);
	reopen(box);
	first(box, "Alex Vydumansky", "ales", MATCH_SAME, "recorded spelling");
}

/* What stands in the file's place is no reason to wait, and its end while it is in use none to fall. */
static void an_index_that_is_taken_away(void **state)
{
	struct box *box = *state;
	char *path = box_path(box, "reg/names.index");
	begin(box);
	first(box, "Ales Vydumanski", "ales", MATCH_SAME, "recorded spelling");
	reopen(box);
	first(box, "Alex Vydumansky", "ales", MATCH_SAME, "recorded spelling");
	assert_int_equal(truncate(path, 0), 0);
	first(box, "Alex Vydumansky", "ales", MATCH_SAME, "recorded spelling");

	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	alarm(20); /* a pipe that nobody writes to would be waited for */
	reopen(box);
	first(box, "Alex Vydumansky", "ales", MATCH_SAME, "recorded spelling");
	alarm(0);
	assert_true(index_file(box).n > 0);

	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	reopen(box);
	first(box, "Alex Vydumansky", "ales", MATCH_SAME, "recorded spelling");
	assert_int_equal(rmdir(path), 0);
}

/* What a writer who was killed left behind goes with the index: there may be a withheld name in it. */
static void no_half_index_outlives_a_name(void **state)
{
	struct box *box = *state;
	begin(box);
	char *half = box_write(box, "reg/names.index.Ab3dEf", "Ales Vydumanski");
	char *other = box_write(box, "reg/names.indexes", "not ours");
	FINE(box_import(box, KIND_PERSON, "key,publication,source\nales,-,s1\n"));
	assert_int_not_equal(access(half, F_OK), 0);
	assert_int_equal(access(other, F_OK), 0);
	assert_int_equal(unlink(other), 0);
}

/* Somebody began to look before a person was withheld, and is done after: the name does not come back with the file. */
static void a_late_index_is_taken_away(void **state)
{
	struct box *box = *state;
	struct reg *late;
	struct match *list;
	size_t count;
	begin(box);
	FINE(reg_open(box_path(box, "reg"), DB_READ, &late, &box->fault));
	FINE(db_begin(reg_db(late), &box->fault));
	FINE(box_import(box, KIND_PERSON, "key,publication,source\nales,-,s1\n"));
	FINE(find_name(late, &viewer_public, box->arena, KIND_PERSON, STR("Ales Vydumanski"), 10, &list, &count,
		&box->fault));
	db_rollback(reg_db(late));
	assert_int_equal(index_file(box).n, 0);
	(void)find(box, KIND_PERSON, "Ales Vydumanski", &count);
	assert_int_equal(count, 0);
	assert_true(index_file(box).n > 0);
	/* The same look, after nothing but an addition, leaves a file that is of use. */
	FINE(db_begin(reg_db(late), &box->fault));
	FINE(box_import(box, KIND_PERSON, "key,publication,source,name@en\nnew,recognised,s1,Yanka Zusimadumany\n"));
	assert_int_equal(unlink(box_path(box, "reg/names.index")), 0);
	FINE(find_name(late, &viewer_public, box->arena, KIND_PERSON, STR("Jan Prydumany"), 10, &list, &count,
		&box->fault));
	db_rollback(reg_db(late));
	reg_close(late);
	first(box, "Yanka Zusimadumany", "new", MATCH_SAME, "recorded spelling");
}

struct searcher {
	const char *path;
	struct name_shelf *shelf;
	size_t wrong;
};

static void *search_on(void *data)
{
	struct searcher *s = data;
	struct fault f = {0};
	struct reg *reg;
	struct arena *a = arena_create((size_t)64 << 20);
	s->wrong = reg_open(s->path, DB_READ, &reg, &f) != RC_OK;
	if (s->wrong == 0) {
		reg_share_names(reg, s->shelf);
		for (int i = 0; i < 50; i++) {
			struct match *list;
			size_t count;
			enum rc rc = find_name(reg, &viewer_public, a, KIND_PERSON, str_of("Alex Vydumansky"), 10, &list,
				&count, &f);
			s->wrong += rc != RC_OK || count == 0 || list[0].certainty != MATCH_SAME;
		}
		reg_close(reg);
	}
	arena_destroy(a);
	return NULL;
}

/* Threads share one index, while a writer adds names, and takes one away so that it is made anew. */
static void threads_share_one_index(void **state)
{
	struct box *box = *state;
	struct searcher searchers[4];
	pthread_t threads[4];
	begin(box);
	FINE(box_import(box, KIND_PERSON, "key,publication,source,name@en\ngone,recognised,s1,Yanka Zusimadumany\n"));
	struct name_shelf *shelf = name_shelf_create();
	const char *path = box_path(box, "reg");
	for (int i = 0; i < 4; i++) {
		searchers[i] = (struct searcher){path, shelf, 0};
		assert_int_equal(pthread_create(&threads[i], NULL, search_on, &searchers[i]), 0);
	}
	enum rc added = box_import(box, KIND_PERSON, "key,publication,source,name@en\nnew,recognised,s1,Zorka Nova\n");
	enum rc hidden = box_import(box, KIND_PERSON, "key,publication,source\ngone,-,s1\n");
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
	}
	name_shelf_destroy(shelf);
	assert_int_equal(added, RC_OK);
	assert_int_equal(hidden, RC_OK);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(searchers[i].wrong, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOX_TEST(any_spelling_finds), BOX_TEST(two_stay_two), BOX_TEST(namesakes_are_only_possible),
		BOX_TEST(places_by_sound), BOX_TEST(the_index_follows), BOX_TEST(a_damaged_index_is_made_anew),
		BOX_TEST(an_index_that_is_taken_away), BOX_TEST(no_half_index_outlives_a_name),
		BOX_TEST(a_late_index_is_taken_away),
		BOX_TEST(threads_share_one_index),
		BOX_TEST(whole_spellings_are_the_same), BOX_TEST(less_is_only_possible), BOX_TEST(strangers_are_not_found),
		BOX_TEST(organisations_and_places_too), BOX_TEST(the_withheld_are_not_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
