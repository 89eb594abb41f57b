/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The open letter of 16 March 2023, where VOLYA_SHARED says that it lies; else skipped by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "letters.h"

static struct arena *arena;
static struct str bytes;

static const struct letter_claim *must(
	const struct letter_report *l, enum claim_kind kind, const char *words, enum verdict verdict)
{
	const struct letter_claim *c = letters_claim(l, kind, words);
	if (!c || c->verdict != verdict) {
		print_error("%s \"%s\": %s\n", claim_kind_key(kind), words,
			c ? verdict_key(c->verdict) : "not found");
	}
	assert_non_null(c);
	assert_int_equal(c->verdict, verdict);
	return c;
}

static void test_frame(void **state)
{
	(void)state;
	struct letter_report l;
	letters_check(arena, bytes, DAY_MAX, &l);
	assert_int_equal(l.date, day_of(2023, 3, 16));
	assert_int_equal(l.addressee_count, 2);
	assert_non_null(strstr(l.addressees[0].text, "Emmanuel Macron"));
	assert_int_not_equal(l.addressees[0].subject, 0);
	assert_non_null(strstr(l.addressees[1].text, "Elisabeth Borne"));
	assert_int_equal(l.signatory_count, 1);
	assert_non_null(strstr(l.signatories[0].text, "Tsepka"));
	size_t numbered = 0;
	for (size_t i = 0; i < l.request_count; i++) {
		numbered += l.requests[i].value != NULL;
	}
	assert_int_equal(numbered, 3);
	assert_int_equal(l.deadline_count, 1);
	assert_string_equal(l.deadlines[0].value, "2023-03-23");
	must(&l, CLAIM_SLIP, "Include the release of all political hostages", VERDICT_NOTE);
}

static void check_value(const struct letter_claim *c, int64_t value, bool sources)
{
	assert_int_equal(c->value, value);
	assert_true((c->source_count > 0) == sources);
	assert_true((c->register_value && c->register_on) == sources);
}

static void test_figures(void **state)
{
	(void)state;
	struct letter_report l;
	letters_check(arena, bytes, DAY_MAX, &l);
	check_value(must(&l, CLAIM_FIGURE, "1 450", VERDICT_SUPPORTED), 1450, true);
	check_value(must(&l, CLAIM_FIGURE, "2 900", VERDICT_SUPPORTED), 2900, true);
	check_value(must(&l, CLAIM_FIGURE, "fifty thousand", VERDICT_IMPRECISE), 50000, true);
	check_value(must(&l, CLAIM_FIGURE, "215 print media", VERDICT_UNKNOWN), 215, false);
	const struct letter_claim *ngos = must(&l, CLAIM_FIGURE, "1 000 NGOs", VERDICT_SUPPORTED);
	check_value(ngos, 1000, true);
	assert_non_null(strstr(ngos->why, "true but low"));
	check_value(must(&l, CLAIM_FIGURE, "222 political prisoners", VERDICT_SUPPORTED), 222, true);
	check_value(must(&l, CLAIM_FIGURE, "22,000", VERDICT_SUPPORTED), 22000, true);
	must(&l, CLAIM_FIGURE, "hundreds of journalists", VERDICT_IMPRECISE);
	must(&l, CLAIM_EVENT, "It became possible because", VERDICT_UNKNOWN);
	must(&l, CLAIM_EVENT, "in exchange for the easing of sanctions", VERDICT_SUPPORTED);
	must(&l, CLAIM_EVENT, "closing the border for cargo", VERDICT_SUPPORTED);
	assert_int_equal(l.count[VERDICT_CONTRADICTED], 0);
}

static void test_people(void **state)
{
	(void)state;
	static const char *const same[] = {"Emmanuel Macron", "Elisabeth Borne", "Ales Bialiatski",
		"Siarhei Tsikhanovsky", "Viktor Babaryka", "Maria Kalesnikava", "Mikola Statkevich",
		"Alexander Lukashenko", "Sviatlana Tsikhanouskaya", "Andrei Sannikov"};
	struct letter_report l;
	letters_check(arena, bytes, DAY_MAX, &l);
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		must(&l, CLAIM_PERSON, same[i], VERDICT_SUPPORTED);
	}
	assert_non_null(
		strstr(must(&l, CLAIM_PERSON, "Veronika Tsepka", VERDICT_UNKNOWN)->why, "possibly"));
	assert_non_null(
		strstr(must(&l, CLAIM_PERSON, "Valery Tsepka", VERDICT_UNKNOWN)->why, "possibly"));
	must(&l, CLAIM_STATUS, "Nobel Peace Prize laureate Ales", VERDICT_SUPPORTED);
	bool sakharov = false;
	for (size_t i = 0; i < l.claim_count; i++) {
		sakharov = sakharov ||
			(strncmp(l.claims[i].text, "Sakharov", 8) == 0 &&
				l.claims[i].verdict == VERDICT_IMPRECISE);
	}
	assert_true(sakharov); /* it went to the democratic opposition as a whole */
	must(&l, CLAIM_STATUS, "Maria Kalesnikava (in prison", VERDICT_SUPPORTED);
	must(&l, CLAIM_STATUS, "presidential candidate Andrei Sannikov", VERDICT_SUPPORTED);
}

static void test_later(void **state)
{
	(void)state;
	struct letter_report l;
	letters_check(arena, bytes, day_of(2026, 1, 1), &l);
	must(&l, CLAIM_FIGURE, "1 450", VERDICT_OUTDATED);
	must(&l, CLAIM_PERSON, "Ales Bialiatski", VERDICT_OUTDATED);
	must(&l, CLAIM_PERSON, "Maria Kalesnikava", VERDICT_OUTDATED);
	must(&l, CLAIM_PERSON, "Mikola Statkevich",
		VERDICT_SUPPORTED); /* he was freed on 19 February 2026 */
	assert_non_null(must(&l, CLAIM_FIGURE, "2 900", VERDICT_SUPPORTED)->now);
}

int main(void)
{
	const char *shared = getenv("VOLYA_SHARED");
	char path[512];
	if (!shared || !*shared) {
		puts("letter/seed: skipped, VOLYA_SHARED is not set");
		return 77;
	}
	arena = arena_create(512u << 20);
	snprintf(path, sizeof path, "%s/seed/open-letter-2023-03-16.txt", shared);
	bytes = letters_file(arena, path);
	if (bytes.n == 0) {
		puts("letter/seed: skipped, the letter is not there");
		return 77;
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_frame),
		cmocka_unit_test(test_figures),
		cmocka_unit_test(test_people),
		cmocka_unit_test(test_later),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	letters_finish();
	arena_destroy(arena);
	return failed;
}
