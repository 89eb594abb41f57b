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
	const char *first = given[draw(sizeof given / sizeof *given)];
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

static void expect_same(const struct name_index *index, struct name_search *search, struct str query)
{
	struct name_hit found[ANSWERS], scanned[ANSWERS];
	size_t count = name_index_find(search, query, found, ANSWERS);
	size_t all = name_index_scan(index, query, scanned, ANSWERS);
	if (count != all) {
		fail_msg("%.*s: %zu answers, %zu by the scan", STR_ARG(query), count, all);
	}
	for (size_t i = 0; i < count; i++) {
		if (found[i].name != scanned[i].name || found[i].rank != scanned[i].rank) {
			fail_msg("%.*s: answer %zu is %u (%f), by the scan %u (%f)", STR_ARG(query), i, found[i].name,
				(double)found[i].rank, scanned[i].name, (double)scanned[i].rank);
		}
	}
}

static void find_is_scan(void **data)
{
	struct arena *a = arena_create((size_t)256 << 20);
	struct str *names = invent_names(a, NAMES);
	struct name_index *index = build(names, NAMES, 2);
	struct name_search *search = name_search_create(index);
	(void)data;
	for (int i = 0; i < 400; i++) {
		struct str name = names[draw(NAMES)];
		expect_same(index, search, i % 2 ? misspell(a, name) : name);
		expect_same(index, search, str_of(invent_name(a, invent_family(a))));
	}
	expect_same(index, search, str_of(""));
	expect_same(index, search, str_of("\xff\xfe\x80"));
	expect_same(index, search, str_of("А. Б."));
	expect_same(index, search, str_of("a b c d e f g h i j k l m n"));
	name_search_destroy(search);
	name_index_destroy(index);
	arena_destroy(a);
}

/* All tokens within the limit, by the trees and one by one. */
static void walk_is_complete(void **data)
{
	struct arena *a = arena_create((size_t)64 << 20);
	struct str *names = invent_names(a, NAMES);
	struct name_index *index = build(names, NAMES, 1);
	struct walker *walker = walker_create(index);
	struct alike_list list = {0};
	(void)data;
	for (int i = 0; i < 500; i++) {
		struct name name;
		name_read(misspell(a, names[draw(NAMES)]), &name);
		if (name.count == 0) {
			continue;
		}
		const struct name_token *t = &name.token[0];
		uint32_t expected = 0;
		list.count = 0;
		walker_find(walker, t, &list);
		for (uint32_t k = 0; k < index->header.tokens; k++) {
			const struct name_token *other = &index->token[k].read;
			unsigned limit = name_anchor_limit(t->length, other->length);
			expected += name_token_cost(t, other, limit) <= limit;
		}
		assert_int_equal(list.count, expected);
	}
	free(list.alike);
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
	assert_int_equal(name_index_find(search, STR("Ales"), &hit, 1), 0);
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
		expect_same(opened, search, misspell(a, names[draw(NAMES)]));
	}
	name_search_destroy(search);
	name_index_destroy(opened);
	arena_destroy(a);
}

/* Cut anywhere, or a byte changed anywhere: refused, with a reason. */
static void refuses_damage(void **data)
{
	struct arena *a = arena_create((size_t)64 << 20);
	struct str *names = invent_names(a, 60);
	struct name_index *built = build(names, 60, 1), *opened;
	struct str bytes = str_copy(a, name_index_bytes(built));
	char *p = (char *)(uintptr_t)bytes.p;
	(void)data;
	name_index_destroy(built);
	for (size_t i = 0; i < bytes.n; i++) {
		struct fault f = {0};
		p[i] ^= 0x20;
		assert_int_equal(name_index_open(bytes, &opened, &f), RC_DB);
		assert_true(f.message[0] && f.hint[0]);
		p[i] ^= 0x20;
	}
	for (size_t n = 0; n < bytes.n; n += 7) {
		struct fault f = {0};
		assert_int_equal(name_index_open(str_sub(bytes, 0, n), &opened, &f), RC_DB);
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
	struct name_search *search = name_search_create(r->index);
	for (int i = 0; i < 100; i++) {
		r->counts[i] = name_index_find(search, r->queries[i * 7], r->hits[i], ANSWERS);
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
		cmocka_unit_test(find_is_scan),
		cmocka_unit_test(walk_is_complete),
		cmocka_unit_test(threads_make_no_difference),
		cmocka_unit_test(opens_again),
		cmocka_unit_test(refuses_damage),
		cmocka_unit_test(many_threads_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
