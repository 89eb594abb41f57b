/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of kinds holds together, and doc/kinds.md is what it prints. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "register/kinds.h"

static void test_codes_are_unique(void **state)
{
	(void)state;
	for (const struct property *p = properties(); p->key; p++) {
		assert_ptr_equal(property_by_code(p->code), p);
		for (const struct property *o = p + 1; o->key; o++) {
			bool both = o->kind == p->kind || o->kind == KIND_NONE || p->kind == KIND_NONE;
			assert_true(o->code != p->code);
			assert_false(both && strcmp(o->key, p->key) == 0);
		}
	}
}

static void test_code_lists(void **state)
{
	(void)state;
	for (const struct property *p = properties(); p->key; p++) {
		assert_int_equal(p->type == TYPE_CODE, p->codes != NULL);
		for (const struct code *c = p->codes; c && c->key; c++) {
			assert_ptr_equal(code_find(p, str_of(c->key)), c);
			assert_ptr_equal(code_by_number(p, c->number), c);
		}
	}
}

/* Views follow an owner two steps: person, case, charge. */
static void test_owners(void **state)
{
	(void)state;
	for (int k = 1; k <= KIND_LAST; k++) {
		const struct kind_info *info = kind_info((enum kind)k);
		assert_int_equal(info->kind, k);
		assert_ptr_equal(kind_find(str_of(info->plural)), info);
		int steps = 0;
		while (info->owner) {
			const struct property *p = property_find(info->kind, str_of(info->owner));
			assert_true(p && p->type == TYPE_REF && p->ref != KIND_NONE && ++steps <= 2);
			info = kind_info(p->ref);
		}
	}
}

static bool counts_as_held(const char *status)
{
	const struct code *c = code_find(property_by_code(P_SPELL_STATUS), str_of(status));
	assert_non_null(c);
	return c->flags & CODE_HELD;
}

static void test_held_set(void **state)
{
	static const char *const held[] = {"detained_72h", "administrative_arrest", "custody_pretrial",
		"house_arrest_pretrial", "restriction_open", "colony_settlement", "colony_general", "colony_medium",
		"colony_strict", "colony_special", "prison_regime", "psychiatric", "pardon_refused_returned"};
	static const char *const free_ones[] = {"released_on_bail", "released_until_transfer", "restriction_home"};
	(void)state;
	for (size_t i = 0; i < sizeof held / sizeof *held; i++) {
		assert_true(counts_as_held(held[i]));
	}
	for (size_t i = 0; i < sizeof free_ones / sizeof *free_ones; i++) {
		assert_false(counts_as_held(free_ones[i]));
	}
}

static void test_articles(void **state)
{
	(void)state;
	assert_non_null(article_find(STR("342")));
	assert_non_null(article_find(STR("361-1")));
	assert_non_null(article_find(STR("19.11")));
	assert_null(article_find(STR("9999")));
	assert_null(article_find(STR("34")));
}

static void test_page_is_current(void **state)
{
	char *page = malloc(1 << 20);
	struct buf now;
	(void)state;
	FILE *in = fopen(getenv("VOLYA_KINDS_PAGE"), "r");
	assert_non_null(in);
	size_t n = fread(page, 1, 1 << 20, in);
	(void)fclose(in);
	buf_init(&now, 1 << 20);
	kinds_markdown(&now);
	assert_false(now.full);
	if (n != now.n || memcmp(page, now.p, n) != 0) {
		fail_msg("doc/kinds.md is not what \"volya kinds\" prints: make it again");
	}
	buf_finish(&now);
	free(page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_codes_are_unique),
		cmocka_unit_test(test_code_lists),
		cmocka_unit_test(test_owners),
		cmocka_unit_test(test_held_set),
		cmocka_unit_test(test_articles),
		cmocka_unit_test(test_page_is_current),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
