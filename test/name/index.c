/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The index of names against a scan of everything, on invented names in several spellings; its bytes,
 * whole and damaged; and many threads that read one index.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "name/index_walk.h"
#include "name/sound.h"

#define NAMES 3000
#define ANSWERS 11

static uint32_t state = 20261125;

static uint32_t draw(uint32_t below)
{
	state = state * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)(state >> 8) * below >> 24);
}

/* Invented families and given names; syllables make the rest. */
static const char *const given[] = {"Siarhei", "Сергей", "Сяргей", "Volha", "Ольга", "Mikalai", "Nikolai", "Мікалай",
	"Jan", "Ян", "Иван", "Aleś", "Алесь", "Oleksandr", "Александр", "Anna", "Ганна", "Hanna"};
static const char *const fathers[] = {"Сергеевич", "Siarhieievich", "Ивановна", "Ivanaŭna", "Mikalaevich"};
static const char *const syllables[] = {"ka", "ла", "шчы", "tsi", "rou", "ў", "neu", "ho", "го", "vi", "ski",
	"sha", "бе", "dzi", "m", "ch", "or", "ан", "iu", "zh"};

static char *invent_family(struct arena *a)
{
	char *name = arena_strdup(a, "");
	for (uint32_t i = 2 + draw(3); i > 0; i--) {
		name = arena_printf(a, "%s%s", name, syllables[draw(sizeof syllables / sizeof *syllables)]);
	}
	return name;
}

static char *invent_name(struct arena *a, const char *family)
{
	/* some so often that the search passes their names over */
	const char *first = given[draw(2) ? draw(3) : draw(sizeof given / sizeof *given)];
	switch (draw(8)) {
	case 0:
		return arena_printf(a, "%s, %s", family, first);
	case 1:
		return arena_printf(a, "%s %s %s", first, fathers[draw(sizeof fathers / sizeof *fathers)], family);
	case 2:
		return arena_printf(a, "%s-%s %s", family, invent_family(a), first);
	case 3:
		return arena_printf(a, "%.2s. %s", first, family);
	case 4:
		return arena_strdup(a, family);
	default:
		return arena_printf(a, "%s %s", first, family);
	}
}

static struct str *invent_names(struct arena *a, size_t count)
{
	struct str *names = arena_array(a, count, sizeof *names);
	char *family = invent_family(a);
	for (size_t i = 0; i < count; i++) {
		family = draw(4) ? invent_family(a) : family;
		names[i] = str_of(invent_name(a, family));
	}
	names[count / 2] = str_of("");
	names[count / 3] = str_of("- - -");
	return names;
}

/* One letter more, less or other. */
static struct str misspell(struct arena *a, struct str name)
{
	char *text = str_dup(a, name);
	size_t at = name.n ? draw((uint32_t)name.n) : 0;
	if (name.n > 2 && (text[at] & 0x80) == 0) {
		text[at] = (char)('a' + draw(26));
	}
	return str_of(text);
}

static struct name_index *build(const struct str *names, size_t count, unsigned threads)
{
	struct fault f = {0};
	struct name_index *index;
	assert_int_equal(name_index_build(names, count, threads, &index, &f), RC_OK);
	return index;
}

static float least_of(const struct name_hit *hits, size_t count)
{
	float window = count ? hits[0].rank - NAME_RANK_WINDOW : NAME_RANK_LEAST;
	return count == ANSWERS && hits[count - 1].rank > window ? hits[count - 1].rank : window;
}

/* What is found is ranked as by the scan; and what the scan finds above the bound is found. Whether it is tight. */
static bool expect_bound(const struct name_index *index, struct name_search *search, struct str query, float within)
{
	struct name_hit found[ANSWERS], all[ANSWERS];
	float bound;
	size_t count = name_index_find(search, query, within, found, ANSWERS, &bound);
	size_t scanned = name_index_scan(index, query, all, ANSWERS);
	for (size_t i = 0; i < scanned; i++) {
		size_t k = 0;
		while (k < count && found[k].name != all[i].name) {
			k++;
		}
		if (k < count) {
			assert_true(found[k].rank == all[i].rank);
		} else if (all[i].rank > bound && all[i].rank > least_of(found, count)) {
			fail_msg("%.*s: %u of rank %f is not found, bound %f", STR_ARG(query), all[i].name,
				(double)all[i].rank, (double)bound);
		}
	}
	for (size_t i = 1; i < count; i++) {
		assert_true(found[i].rank <= found[i - 1].rank);
	}
	return scanned > 0 && all[0].rank > bound;
}

static void bound_holds(void **data)
{
	struct arena *a = arena_create((size_t)256 << 20);
	struct str *names = invent_names(a, NAMES);
	struct name_index *index = build(names, NAMES, 2);
	struct name_search *search = name_search_create(index);
	int proved = 0;
	(void)data;
	for (int i = 0; i < 400; i++) {
		struct str name = names[draw(NAMES)];
		float within = (float)draw(5) - 3;
		proved += expect_bound(index, search, i % 2 ? misspell(a, name) : name, within);
		for (int k = 0; k < 4; k++) { /* farther and farther off, where searches end early */
			name = misspell(a, name);
			expect_bound(index, search, name, -4);
		}
		expect_bound(index, search, str_of(invent_name(a, invent_family(a))), within);
	}
	assert_true(proved > 80); /* a bound that is never reached would say nothing */
	expect_bound(index, search, str_of(""), 0);
	expect_bound(index, search, str_of("\xff\xfe\x80"), 0);
	expect_bound(index, search, str_of("А. Б."), 0);
	expect_bound(index, search, str_of("a b c d e f g h i j k l m n"), 0);
	expect_bound(index, search, str_of("Константинопольскавянская Антананаривушка"), 0);
	name_search_destroy(search);
	name_index_destroy(index);
	arena_destroy(a);
}

/* With within 0 the first answer is the best of all, wherever the bound can be lower than it. */
static void sure_is_best(void **data)
{
	struct arena *a = arena_create((size_t)256 << 20);
	struct str *names = invent_names(a, NAMES);
	struct name_index *index = build(names, NAMES, 2);
	struct name_search *search = name_search_create(index);
	struct name_hit found[ANSWERS], best[ANSWERS];
	int sure = 0;
	(void)data;
	for (int i = 0; i < 300; i++) {
		struct str query = misspell(a, names[draw(NAMES)]);
		float bound;
		size_t count = name_index_find(search, query, NAME_SEARCH_SURE, found, ANSWERS, &bound);
		if (count > 0 && bound < found[0].rank) {
			assert_true(name_index_scan(index, query, best, ANSWERS) > 0);
			assert_int_equal(found[0].name, best[0].name);
			sure++;
		}
	}
	assert_true(sure > 30);
	name_search_destroy(search);
	name_index_destroy(index);
	arena_destroy(a);
}

/* All tokens within the limit and what they cost, by the tree and one by one; and costs that are bounds of it. */
static void expect_walk(struct walker *w, const struct name_index *x, const struct name_token *t, unsigned limit)
{
	struct alike_list list = {0};
	uint32_t expected = 0;
	walker_set(w, 2, t);
	walker_find(w, 2, limit, &list);
	for (uint32_t k = 0; k < list.count; k++) {
		assert_int_equal(list.alike[k].cost, name_token_cost(t, &x->token[list.alike[k].token].read, limit));
	}
	for (uint32_t k = 0; k < x->header.tokens; k++) {
		unsigned cost = name_token_cost(t, &x->token[k].read, WALK_FAR), least = walker_least(w, 2, k);
		expected += cost <= limit;
		assert_true(least <= cost || cost > WALK_FAR);
	}
	assert_int_equal(list.count, expected);
	free(list.alike);
}

static void walk_is_complete(void **data)
{
	struct arena *a = arena_create((size_t)64 << 20);
	struct str *names = invent_names(a, NAMES);
	struct name_index *index = build(names, NAMES, 1);
	struct walker *walker = walker_create(index);
	struct name name;
	(void)data;
	for (int i = 0; i < 300; i++) {
		name_read(misspell(a, names[draw(NAMES)]), &name);
		if (name.count > 0) {
			expect_walk(walker, index, &name.token[0], 1 + draw(WALK_MOST));
		}
	}
	name_read(str_of("Kaschtschynjaschchyvanaubedzischzh"), &name); /* longer than a row */
	assert_true(name.token[0].length > 15);
	expect_walk(walker, index, &name.token[0], WALK_MOST);
	walker_destroy(walker);
	name_index_destroy(index);
	arena_destroy(a);
}

/* Two tokens that are joined cost no less than what the first of them told. */
static void joined_costs_are_bounds(void **data)
{
	struct arena *a = arena_create((size_t)64 << 20);
	struct str *names = invent_names(a, 400);
	struct name_index *index = build(names, 400, 1);
	struct walker *walker = walker_create(index);
	(void)data;
	for (int i = 0; i < 4000; i++) {
		uint32_t first = draw(index->header.tokens), second = draw(index->header.tokens);
		uint32_t one = draw(index->header.tokens);
		const struct name_token *y = &index->token[second].read, *q = &index->token[one].read;
		struct name_token both = index->token[first].read;
		unsigned joined;
		if (both.length + y->length > NAME_CODE_MOST) {
			continue;
		}
		walker_set(walker, 0, q);
		joined = walker_least_joined(walker, 0, first);
		memcpy(both.code + both.length, y->code, y->length);
		both.length = (uint8_t)(both.length + y->length);
		ending_find(&both);
		assert_true(joined <= name_token_cost(q, &both, WALK_FAR));
		assert_true(joined <= name_token_cost(&both, q, WALK_FAR));
		walker_set(walker, 0, &index->token[first].read);
		joined = walker_least_joined(walker, 0, one);
		assert_true(joined <= name_token_cost(&both, q, WALK_FAR));
	}
	walker_destroy(walker);
	name_index_destroy(index);
	arena_destroy(a);
}

static void threads_make_no_difference(void **data)
{
	struct arena *a = arena_create((size_t)64 << 20);
	struct str *names = invent_names(a, NAMES);
	struct name_index *one = build(names, NAMES, 1), *three = build(names, NAMES, 3);
	(void)data;
	assert_true(str_eq(name_index_bytes(one), name_index_bytes(three)));
	assert_int_equal(name_index_count(one), NAMES);
	name_index_destroy(one);
	name_index_destroy(three);
	one = build(NULL, 0, 2);
	struct name_search *search = name_search_create(one);
	struct name_hit hit;
	float bound;
	assert_int_equal(name_index_find(search, STR("Ales"), NAME_SEARCH_SURE, &hit, 1, &bound), 0);
	name_search_destroy(search);
	name_index_destroy(one);
	arena_destroy(a);
}

static void opens_again(void **data)
{
	struct arena *a = arena_create((size_t)256 << 20);
	struct fault f = {0};
	struct str *names = invent_names(a, NAMES);
	struct name_index *built = build(names, NAMES, 2), *opened;
	struct str bytes = str_copy(a, name_index_bytes(built));
	(void)data;
	name_index_destroy(built);
	assert_int_equal(name_index_open(bytes, &opened, &f), RC_OK);
	struct name_search *search = name_search_create(opened);
	for (int i = 0; i < 50; i++) {
		expect_bound(opened, search, misspell(a, names[draw(NAMES)]), NAME_SEARCH_SURE);
	}
	name_search_destroy(search);
	name_index_destroy(opened);
	arena_destroy(a);
}

static void expect_refused(struct str bytes)
{
	struct fault f = {0};
	struct name_index *opened;
	assert_int_equal(name_index_open(bytes, &opened, &f), RC_DB);
	assert_true(f.message[0] && f.hint[0]);
}

/* With a checksum that fits: refused, or answers that are names of the index. */
static bool expect_harmless(struct str bytes)
{
	static const char *const queries[] = {"Siarhei Bazhoruski", "Ольга Ружо", "M. Baruka"};
	struct index_header h;
	struct fault f = {0};
	struct name_index *opened;
	struct name_hit hits[ANSWERS];
	float bound;
	memcpy(&h, bytes.p, sizeof h);
	h.checksum = index_checksum(&h, str_sub(bytes, sizeof h, bytes.n));
	memcpy((char *)(uintptr_t)bytes.p, &h, sizeof h);
	if (name_index_open(bytes, &opened, &f) != RC_OK) {
		return false;
	}
	struct name_search *search = name_search_create(opened);
	for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
		size_t n = name_index_find(search, str_of(queries[i]), NAME_SEARCH_SURE, hits, ANSWERS, &bound);
		for (size_t k = 0; k < n; k++) {
			assert_true(hits[k].name < name_index_count(opened));
		}
	}
	name_search_destroy(search);
	name_index_destroy(opened);
	return true;
}

/* Cut at any byte, or any bit turned over: refused, with a reason. Where the checksum is made to fit, harmless. */
static void refuses_damage(void **data)
{
	struct arena *a = arena_create((size_t)64 << 20);
	struct str *names = invent_names(a, 30);
	struct name_index *built = build(names, 30, 1);
	struct str whole = str_copy(a, name_index_bytes(built)), bytes = str_copy(a, whole);
	char *p = (char *)(uintptr_t)bytes.p;
	size_t opened = 0;
	(void)data;
	name_index_destroy(built);
	for (size_t bit = 0; bit < bytes.n * 8; bit++) {
		p[bit / 8] ^= (char)(1 << bit % 8);
		expect_refused(bytes);
		opened += bit % 7 == 0 && expect_harmless(bytes); /* each takes a checksum and three searches */
		memcpy(p, whole.p, whole.n);
	}
	assert_true(opened > 0); /* else nothing of the searches was tried */
	for (size_t n = 0; n < bytes.n; n++) {
		char *cut = xmalloc(n + 1); /* of its own, so that a sanitizer sees what is read behind its end */
		memcpy(cut, whole.p, n);
		expect_refused((struct str){cut, n});
		free(cut);
	}
	arena_destroy(a);
}

struct reader {
	const struct name_index *index;
	const struct str *queries;
	struct name_hit hits[100][ANSWERS];
	size_t counts[100];
};

static void *read_index(void *data)
{
	struct reader *r = data;
	float bound;
	struct name_search *search = name_search_create(r->index);
	for (int i = 0; i < 100; i++) {
		r->counts[i] = name_index_find(search, r->queries[i * 7], NAME_SEARCH_QUICK, r->hits[i], ANSWERS, &bound);
	}
	name_search_destroy(search);
	return NULL;
}

static void many_threads_read(void **data)
{
	struct arena *a = arena_create((size_t)64 << 20);
	struct str *names = invent_names(a, NAMES);
	struct name_index *index = build(names, NAMES, 2);
	struct reader *readers = arena_array(a, 4, sizeof *readers);
	pthread_t threads[4];
	(void)data;
	for (int i = 0; i < 4; i++) {
		readers[i] = (struct reader){.index = index, .queries = names};
		assert_int_equal(pthread_create(&threads[i], NULL, read_index, &readers[i]), 0);
	}
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
	}
	for (int i = 1; i < 4; i++) {
		assert_memory_equal(readers[0].counts, readers[i].counts, sizeof readers[0].counts);
		for (int k = 0; k < 100; k++) {
			assert_memory_equal(readers[0].hits[k], readers[i].hits[k],
				readers[0].counts[k] * sizeof(struct name_hit));
		}
	}
	name_index_destroy(index);
	arena_destroy(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bound_holds),
		cmocka_unit_test(sure_is_best),
		cmocka_unit_test(walk_is_complete),
		cmocka_unit_test(joined_costs_are_bounds),
		cmocka_unit_test(threads_make_no_difference),
		cmocka_unit_test(opens_again),
		cmocka_unit_test(refuses_damage),
		cmocka_unit_test(many_threads_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
