/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Linking, on people who are all INVENTED: names put together from syllables, a name that somebody bears is so by
 * chance.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "name/link_internal.h"

#define PEOPLE 400
#define AGAIN 150

static const struct link_field fields[] = {{"name", LINK_NAME}, {"born", LINK_DATE}, {"place", LINK_WORDS}};
static const struct link_options usual = {.threshold = 0.5, .review = 0.05};

struct row {
	char name[64], born[16], place[16];
	uint32_t who;
};

/* A syllable in Latin and in Cyrillic. */
static const char *const syllables[][2] = {
	{"ba", "ба"}, {"ru", "ру"}, {"zho", "жо"}, {"mar", "мар"}, {"shu", "шу"}, {"kle", "кле"}, {"ton", "тон"},
	{"vie", "ве"}, {"dzi", "дзи"}, {"cha", "ча"}, {"stro", "стро"}, {"py", "пы"}, {"lu", "лу"}, {"na", "на"},
};
static const char *const given[][2] = {
	{"Siarhei", "Сергей"}, {"Mikalai", "Николай"}, {"Volha", "Ольга"}, {"Hanna", "Анна"}, {"Yauhen", "Евгений"},
	{"Andrei", "Андрей"}, {"Tatsiana", "Татьяна"}, {"Dzmitry", "Дмитрий"},
};
static const char *const places[] = {"Homel", "Brest", "Lida", "Pinsk", "Orsha", "Slutsk"};

#define COUNT(list) (sizeof(list) / sizeof *(list))

static unsigned below(uint64_t *state, size_t n)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((*state >> 33) % n);
}

/* The same person in the other script, now and then without the place or the day. */
static void make_rows(struct row *rows)
{
	uint64_t state = 8;
	for (uint32_t i = 0; i < PEOPLE; i++) {
		size_t a = below(&state, COUNT(syllables)), b = below(&state, COUNT(syllables)),
			c = below(&state, COUNT(syllables)), g = below(&state, COUNT(given));
		unsigned year = 1950 + below(&state, 50), month = 1 + below(&state, 12), of_month = 1 + below(&state, 28);
		const char *place = places[below(&state, COUNT(places))];
		for (int script = 0; script < 2; script++) {
			struct row *r = script ? &rows[PEOPLE + i] : &rows[i];
			if (script && i >= AGAIN) {
				break;
			}
			snprintf(r->name, sizeof r->name, script ? "%s%s%s%s, %s" : "%s%s%s%s %s", syllables[a][script],
				syllables[b][script], syllables[c][script], script ? "ский" : "ski", given[g][script]);
			snprintf(r->born, sizeof r->born, script && i % 5 == 0 ? "%u" : "%u-%02u-%02u", year, month, of_month);
			snprintf(r->place, sizeof r->place, "%s", script && i % 3 == 0 ? "" : place);
			r->who = i;
		}
	}
}

static struct linking *linking_of(const struct row *rows, uint32_t count, uint32_t second)
{
	struct linking *l = linking_create(fields, COUNT(fields));
	for (uint32_t i = 0; i < count; i++) {
		struct str cells[] = {str_of(rows[i].name), str_of(rows[i].born), str_of(rows[i].place)};
		uint32_t number;
		assert_int_equal(linking_add(l, i >= second, cells, &number, NULL), RC_OK);
		assert_int_equal(number, i);
	}
	return l;
}

static struct row rows[PEOPLE + AGAIN];

static void test_finds_people_in_another_script(void **state)
{
	(void)state;
	struct linking *l = linking_of(rows, COUNT(rows), UINT32_MAX);
	unsigned right = 0, wrong = 0;
	assert_int_equal(linking_run(l, &usual, NULL), RC_OK);
	for (uint32_t i = 0; i < AGAIN; i++) {
		right += linking_group(l, i) == linking_group(l, PEOPLE + i);
	}
	for (uint32_t i = 0; i < COUNT(rows); i++) {
		assert_true(linking_group(l, i) <= i);
		wrong += linking_group(l, i) != i && rows[linking_group(l, i)].who != rows[i].who;
	}
	assert_true(right >= AGAIN * 95 / 100);
	assert_true(wrong <= AGAIN * 2 / 100);
	struct link_effort effort = linking_effort(l);
	assert_int_equal(effort.possible, COUNT(rows) * (COUNT(rows) - 1) / 2);
	assert_true(effort.compared < effort.possible / 2);
	linking_destroy(l);
}

/* The order of the rows is no evidence. */
static void test_order_does_not_matter(void **state)
{
	(void)state;
	static struct row turned[COUNT(rows)];
	for (size_t i = 0; i < COUNT(rows); i++) {
		turned[i] = rows[COUNT(rows) - 1 - i];
	}
	struct linking *one = linking_of(rows, COUNT(rows), UINT32_MAX);
	struct linking *other = linking_of(turned, COUNT(rows), UINT32_MAX);
	unsigned differ = 0;
	assert_int_equal(linking_run(one, &usual, NULL), RC_OK);
	assert_int_equal(linking_run(other, &usual, NULL), RC_OK);
	for (uint32_t i = 0; i < AGAIN; i++) {
		uint32_t a = (uint32_t)COUNT(rows) - 1 - i, b = (uint32_t)COUNT(rows) - 1 - (PEOPLE + i);
		differ += (linking_group(one, i) == linking_group(one, PEOPLE + i))
			!= (linking_group(other, a) == linking_group(other, b));
	}
	/* u is measured on random pairs, which are others then: a pair on the very edge may fall either way. */
	assert_true(differ <= 1);
	linking_destroy(one);
	linking_destroy(other);
}

static void test_decisions_outrank_weights(void **state)
{
	(void)state;
	struct linking *l = linking_of(rows, COUNT(rows), UINT32_MAX);
	const struct link_pair *pairs;
	linking_decide(l, PEOPLE + 1, 1, LINK_NEVER); /* the same by all that is written */
	linking_decide(l, 300, 301, LINK_SAME);       /* nothing in common */
	linking_decide(l, 310, 311, LINK_SAME);
	linking_decide(l, 311, 310, LINK_NEVER);      /* never outranks same */
	assert_int_equal(linking_run(l, &usual, NULL), RC_OK);
	assert_int_not_equal(linking_group(l, 1), linking_group(l, PEOPLE + 1));
	assert_int_equal(linking_group(l, 300), linking_group(l, 301));
	assert_int_not_equal(linking_group(l, 310), linking_group(l, 311));
	size_t count = linking_pairs(l, &pairs);
	for (size_t i = 0; i < count; i++) {
		assert_false(pairs[i].a == 1 && pairs[i].b == PEOPLE + 1);
		assert_true(i == 0 || pairs[i - 1].weight >= pairs[i].weight);
		assert_true(pairs[i].a < pairs[i].b);
	}
	linking_destroy(l);
}

/* Two rows of the second list fit one of the first: the better one has it. */
static void test_one_to_one(void **state)
{
	(void)state;
	static struct row two[COUNT(rows) + 1];
	memcpy(two, rows, sizeof rows);
	two[COUNT(rows)] = rows[PEOPLE];
	snprintf(two[COUNT(rows)].born, sizeof two->born, "%.4s", rows[0].born);
	snprintf(two[PEOPLE].born, sizeof two->born, "%s", rows[0].born);
	struct link_options o = usual;
	for (int only = 0; only < 2; only++) {
		struct linking *l = linking_of(two, COUNT(two), PEOPLE);
		o.one_to_one = only;
		assert_int_equal(linking_run(l, &o, NULL), RC_OK);
		assert_int_equal(linking_group(l, PEOPLE), 0);
		assert_int_equal(linking_group(l, COUNT(rows)) == 0, !only);
		linking_destroy(l);
	}
}

#define TIMES 40

/* More equal rows than a block may hold are one person nevertheless, and so is who is nearly them. */
static void test_many_equal_rows(void **state)
{
	(void)state;
	static struct row many[COUNT(rows) + 2 * TIMES];
	memcpy(many, rows, sizeof rows);
	for (size_t i = 0; i < TIMES; i++) {
		many[COUNT(rows) + i] = rows[300];           /* of whom there is one row else */
		many[COUNT(rows) + TIMES + i] = rows[PEOPLE]; /* who is in the other script, too */
	}
	for (uint32_t second = 0; second < 2; second++) {
		struct linking *l = linking_of(many, COUNT(many), second ? (uint32_t)COUNT(rows) : UINT32_MAX);
		assert_int_equal(linking_run(l, &usual, NULL), RC_OK);
		for (uint32_t i = 0; i < TIMES; i++) {
			assert_int_equal(linking_group(l, (uint32_t)COUNT(rows) + i), 300);
			assert_int_equal(linking_group(l, (uint32_t)COUNT(rows) + TIMES + i), linking_group(l, PEOPLE));
		}
		struct link_effort effort = linking_effort(l);
		assert_true(effort.compared < effort.possible / 2);
		linking_destroy(l);
	}
}

/* One of them is said to be somebody else: he stands alone, and the others are still one. */
static void test_equal_rows_told_apart(void **state)
{
	(void)state;
	static struct row many[COUNT(rows) + TIMES];
	memcpy(many, rows, sizeof rows);
	for (size_t i = 0; i < TIMES; i++) {
		many[COUNT(rows) + i] = rows[300];
	}
	struct linking *l = linking_of(many, COUNT(many), UINT32_MAX);
	const uint32_t other = COUNT(rows) + 5;
	linking_decide(l, 300, other, LINK_NEVER);
	assert_int_equal(linking_run(l, &usual, NULL), RC_OK);
	for (uint32_t i = COUNT(rows); i < COUNT(many); i++) {
		assert_int_equal(linking_group(l, i), i == other ? other : 300);
	}
	linking_destroy(l);
}

/* Equal rows of two lists, one to one: in pairs, and those that are left over alone. */
static void test_equal_rows_one_to_one(void **state)
{
	(void)state;
	static struct row many[COUNT(rows) + 3 * TIMES];
	const uint32_t second = COUNT(rows) + TIMES;
	unsigned sizes[COUNT(many)] = {0}, alone = 0;
	memcpy(many, rows, sizeof rows);
	for (size_t i = 0; i < 3 * TIMES; i++) {
		many[COUNT(rows) + i] = rows[300];
	}
	struct link_options o = usual;
	o.one_to_one = true;
	struct linking *l = linking_of(many, COUNT(many), second);
	assert_int_equal(linking_run(l, &o, NULL), RC_OK);
	for (uint32_t i = 0; i < COUNT(many); i++) {
		assert_true(++sizes[linking_group(l, i)] <= 2);
	}
	for (uint32_t i = second; i < COUNT(many); i++) {
		alone += linking_group(l, i) == i;
	}
	assert_int_equal(alone, TIMES - 1); /* number 300 makes 41 in the first list */
	linking_destroy(l);
}

/* They share a name and a date, more of them than a block may hold, and each says another place. */
static void test_many_rows_nearly_equal(void **state)
{
	(void)state;
	static struct row many[COUNT(rows) + TIMES];
	memcpy(many, rows, sizeof rows);
	for (unsigned i = 0; i < TIMES; i++) {
		many[COUNT(rows) + i] = rows[300];
		snprintf(many[COUNT(rows) + i].place, sizeof many->place, "%c%c%cki", 'A' + i % 26, "aeo"[i % 3],
			"bdgm"[i / 10]);
	}
	struct linking *l = linking_of(many, COUNT(many), UINT32_MAX);
	assert_int_equal(linking_run(l, &usual, NULL), RC_OK);
	for (uint32_t i = COUNT(rows); i < COUNT(many); i++) {
		assert_int_equal(linking_group(l, i), 300);
	}
	linking_destroy(l);
}

/* A list of nothing but one row again and again has nothing to learn from. */
static void test_nothing_but_equal_rows(void **state)
{
	(void)state;
	static struct row many[5000];
	for (size_t i = 0; i < COUNT(many); i++) {
		many[i] = rows[0];
	}
	struct linking *l = linking_of(many, COUNT(many), UINT32_MAX);
	assert_int_equal(linking_run(l, &usual, NULL), RC_OK);
	for (uint32_t i = 0; i < COUNT(many); i++) {
		assert_int_equal(linking_group(l, i), 0);
	}
	assert_int_equal(linking_effort(l).compared, COUNT(many) - 1);
	linking_destroy(l);
	/* Their names alone do not make them one. */
	for (size_t i = 0; i < COUNT(many); i++) {
		many[i].born[0] = many[i].place[0] = '\0';
	}
	l = linking_of(many, COUNT(many), UINT32_MAX);
	assert_int_equal(linking_run(l, &usual, NULL), RC_OK);
	assert_int_equal(linking_group(l, 4999), 4999);
	assert_int_equal(linking_effort(l).alike, COUNT(many));
	linking_destroy(l);
}

/* Two words of one name that sound alike are one mark: no row is compared with itself. */
static void test_nobody_meets_himself(void **state)
{
	(void)state;
	static struct row some[COUNT(rows)];
	const struct link_pair *pairs;
	memcpy(some, rows, sizeof rows);
	for (size_t i = 0; i < 20; i++) {
		snprintf(some[i].name, sizeof some->name, "%sba %sbo", syllables[i % 14][0], syllables[i % 14][0]);
	}
	struct linking *l = linking_of(some, COUNT(some), UINT32_MAX);
	const struct link_options all = {.threshold = 0.5, .review = 1e-9};
	assert_int_equal(linking_run(l, &all, NULL), RC_OK);
	size_t count = linking_pairs(l, &pairs);
	for (size_t i = 0; i < count; i++) {
		assert_true(pairs[i].a < pairs[i].b);
	}
	linking_destroy(l);
}

/* All that they share is shared by too many: who is compared with nobody is counted. */
static void test_crowded(void **state)
{
	(void)state;
	struct linking *l = linking_create(fields, COUNT(fields));
	for (uint32_t i = 0; i < 64; i++) {
		static const char vowels[] = "aeou";
		char name[32];
		snprintf(name, sizeof name, "Siarhei Zh%cch%ck%c", vowels[i % 4], vowels[i / 4 % 4], vowels[i / 16]);
		struct str cells[] = {str_of(name), STR(""), STR("")};
		uint32_t number;
		assert_int_equal(linking_add(l, 0, cells, &number, NULL), RC_OK);
	}
	assert_int_equal(linking_run(l, &usual, NULL), RC_OK);
	assert_int_equal(linking_effort(l).crowded, 64);
	linking_destroy(l);
}

static void test_nothing_to_compare(void **state)
{
	(void)state;
	struct fault f = {0};
	struct linking *l = linking_of(rows, 1, UINT32_MAX);
	assert_int_equal(linking_run(l, &usual, &f), RC_INVALID);
	linking_destroy(l);
	linking_destroy(NULL);
}

/* Rows of any bytes are rows. */
static void test_any_bytes(void **state)
{
	(void)state;
	uint64_t chance = 1;
	struct linking *l = linking_create(fields, COUNT(fields));
	for (int i = 0; i < 2000; i++) {
		static char bytes[3][600];
		struct str cells[3];
		uint32_t number;
		for (int c = 0; c < 3; c++) {
			cells[c] = (struct str){bytes[c], below(&chance, i % 50 ? 12 : sizeof bytes[c])};
			for (size_t k = 0; k < cells[c].n; k++) {
				bytes[c][k] = (char)below(&chance, 256);
			}
		}
		assert_int_equal(linking_add(l, 0, cells, &number, NULL), RC_OK);
	}
	assert_int_equal(linking_run(l, &usual, NULL), RC_OK);
	linking_destroy(l);
}

static void test_explains(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct linking *l = linking_of(rows, COUNT(rows), UINT32_MAX);
	assert_int_equal(linking_run(l, &usual, NULL), RC_OK);
	char *why = linking_explain(l, a, 0, PEOPLE);
	assert_non_null(strstr(why, "name fits"));
	assert_non_null(strstr(why, "place not said"));
	linking_destroy(l);
	arena_destroy(a);
}

/* No pair of strangers shown is half a pair shown: the weight of equal names ends where the sample does. */
static void test_unseen_is_not_impossible(void **state)
{
	(void)state;
	struct link_model m = {.fields = 1, .types = {LINK_NAME}, .random_scale = 1};
	struct pattern_counts blocked = {0};
	counts_add(&m.random, LINK_DIFFERENT, 400000);
	counts_add(&blocked, LINK_EQUAL, 1000);
	model_learn(&m, &blocked, 1e9, 1000);
	assert_true(m.weight[0][LINK_EQUAL] < 19.7); /* log2(400000 / 0.5) */
	assert_true(m.weight[0][LINK_EQUAL] > 15);
	counts_finish(&blocked);
	model_finish(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_finds_people_in_another_script),
		cmocka_unit_test(test_order_does_not_matter),
		cmocka_unit_test(test_decisions_outrank_weights),
		cmocka_unit_test(test_one_to_one),
		cmocka_unit_test(test_many_equal_rows),
		cmocka_unit_test(test_equal_rows_told_apart),
		cmocka_unit_test(test_equal_rows_one_to_one),
		cmocka_unit_test(test_many_rows_nearly_equal),
		cmocka_unit_test(test_nothing_but_equal_rows),
		cmocka_unit_test(test_nobody_meets_himself),
		cmocka_unit_test(test_crowded),
		cmocka_unit_test(test_nothing_to_compare),
		cmocka_unit_test(test_any_bytes),
		cmocka_unit_test(test_explains),
		cmocka_unit_test(test_unseen_is_not_impossible),
	};
	make_rows(rows);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
