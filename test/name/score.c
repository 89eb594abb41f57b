/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Comparing names: the glossary's cases, evidence of each kind, and properties over many names and any bytes. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "name/name.h"

static struct name_evidence score(const char *x, const char *y)
{
	struct name a, b;
	struct name_evidence e;

	name_read(str_of(x), &a);
	name_read(str_of(y), &b);
	name_score(&a, &b, NULL, &e);
	return e;
}

static double probability(const char *x, const char *y)
{
	return (double)score(x, y).probability;
}

/* Family names that plain edit distance keeps apart; with one given name beside them. */
static void family_names_meet(void **state)
{
	static const char *const pairs[][2] = {
		{"Ціханоўскі", "Тихановский"}, {"Бяляцкі", "Беляцкий"}, {"Аўтуховіч", "Автухович"},
		{"Севярынец", "Северинец"}, {"Ашурак", "Ашурок"}, {"Дзядок", "Дедок"}, {"Ярашук", "Ярошук"},
		{"Аліневіч", "Олиневич"}, {"Кастусёў", "Костусёв"}, {"Цапкала", "Цепкало"}, {"Бабарыка", "Бабарико"},
		{"Мацкевіч", "Мацкевич"}, {"Пачобут", "Почобут"}, {"Саннікаў", "Санников"}, {"Шчыракова", "Щирякова"},
		{"Мажэйка", "Можейко"}, {"Леўшына", "Левшина"}, {"Арэшка", "Орешко"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		char x[128], y[128];
		snprintf(x, sizeof(x), "Мікалай %s", pairs[i][0]);
		snprintf(y, sizeof(y), "%s Николай", pairs[i][1]);
		if (probability(x, y) < 0.85) {
			fail_msg("%s, %s: %.3f", x, y, probability(x, y));
		}
	}
}

static void one_person_in_many_spellings(void **state)
{
	static const char *const names[] = {
		"Сяргей Ціханоўскі", "Сергей Тихановский", "Siarhei Tsikhanouski", "Sergei Tikhanovsky",
		"Serguei Tikhanovski", "TIKHANOVSKI, Sergey Leonidovich", "Sergej Tichanowskij", "Siarhiej Cichanouski",
	};
	size_t count = sizeof(names) / sizeof(names[0]);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		for (size_t k = i + 1; k < count; k++) {
			if (probability(names[i], names[k]) < 0.5) {
				fail_msg("%s, %s: %.3f", names[i], names[k], probability(names[i], names[k]));
			}
		}
	}
}

static void others_stay_apart(void **state)
{
	static const char *const pairs[][2] = {
		{"Babaryka Viktar", "Babaryka Eduard"}, {"Labkovich Uladzimir", "Labkovich Nina"},
		{"Losik Ihar", "Losik Darya"}, {"Andreyeva Katsiaryna", "Ilyash Ihar"},
		{"Rastsislau Stefanovich", "Valiantsin Stefanovich"}, {"Loika Nasta", "Loika Volha"},
		{"Іван Іванавіч Іваноў", "Иван Петрович Иванов"},
		{"Наста Лойка", "Ольга Лойко"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		if (probability(pairs[i][0], pairs[i][1]) > 0.15) {
			fail_msg("%s, %s: %.3f", pairs[i][0], pairs[i][1], probability(pairs[i][0], pairs[i][1]));
		}
	}
}

/* Pen names and damaged forms: never nearly certain. */
static void at_most_possible(void **state)
{
	static const char *const pairs[][2] = {
		{"Katsiaryna Andreyeva", "Katsiaryna Bakhvalava"}, {"Marfa Rabkova", "Maryia Rabkova"},
		{"Tsepka Valery", "Tsapkala Valery"}, {"Raman Platazevich", "Raman Pratasevich"},
		{"Mikola Dedkov", "Mikola Dziadok"}, {"Kohl", "Coale"}, {"Cole", "Coale"}, {"Sealine", "Silene"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		if (probability(pairs[i][0], pairs[i][1]) > 0.9) {
			fail_msg("%s, %s: %.3f", pairs[i][0], pairs[i][1], probability(pairs[i][0], pairs[i][1]));
		}
	}
}

static void patronymics(void **state)
{
	(void)state;
	assert_int_equal(score("Іван Пятровіч Лойка", "Лойко Иван Петрович").patronymic_is, NAME_PATRONYMIC_AGREES);
	assert_int_equal(score("Іван Пятровіч Лойка", "Лойко Иван").patronymic_is, NAME_PATRONYMIC_OMITTED);
	assert_int_equal(score("Іван Пятровіч Лойка", "Лойко Иван Сергеевич").patronymic_is,
		NAME_PATRONYMIC_CONTRADICTED);
	assert_int_equal(score("Іван Лойка", "Лойко Иван").patronymic_is, NAME_PATRONYMIC_NONE);
	assert_true(probability("Іван Пятровіч Лойка", "Лойко Иван") > 0.9);
	assert_true(probability("Іван Пятровіч Лойка", "Лойко Иван Сергеевич") < 0.1);
}

/* A bare name is never certain; a birth date beside it may be, or may undo it. */
static void birth_dates(void **state)
{
	struct name a, b;
	struct name_context c = {0};
	struct name_evidence bare, e;
	struct edtf value;

	(void)state;
	name_read(STR("Іван Лойка"), &a);
	name_read(STR("Loika Ivan"), &b);
	name_score(&a, &b, NULL, &bare);
	assert_true(bare.probability <= NAME_CERTAIN_MOST);
	assert_int_equal(edtf_parse(STR("1980-05-06"), &value, NULL), RC_OK);
	c.born_a = c.born_b = value.from;
	name_score(&a, &b, &c, &e);
	assert_true(e.birth > 5 && e.probability > 0.999f);
	assert_int_equal(edtf_parse(STR("1980"), &value, NULL), RC_OK);
	c.born_b = value.from;
	name_score(&a, &b, &c, &e);
	assert_true(e.birth > 2 && e.birth < 5);
	assert_int_equal(edtf_parse(STR("1971-02-03"), &value, NULL), RC_OK);
	c.born_b = value.from;
	name_score(&a, &b, &c, &e);
	assert_true(e.birth < -4 && e.probability < 0.5f);
	c.born_b = (struct edtf_date){0};
	c.sex_a = NAME_SEX_MALE;
	c.sex_b = NAME_SEX_FEMALE;
	name_score(&a, &b, &c, &e);
	assert_true(e.birth == 0 && e.sex < -3);
}

static void place_and_words(void **state)
{
	struct name a, b;
	struct name_context c = {.place_a = STR("Гродна"), .place_b = STR("Hrodna")};
	struct name_evidence e;
	struct buf out;

	(void)state;
	name_read(STR("Іван Лойка"), &a);
	name_read(STR("Loika Ivan Pavlovich"), &b);
	name_score(&a, &b, &c, &e);
	assert_true(e.place > 0);
	buf_init(&out, 4096);
	name_explain(&e, &a, STR("Іван Лойка"), &b, STR("Loika Ivan Pavlovich"), &out);
	assert_non_null(strstr(out.p, "the places agree"));
	assert_non_null(strstr(out.p, "leaves the patronymic out"));
	buf_finish(&out);
}

/* Names of no one, for the properties. */
static const char *const many[] = {
	"Іван Лойка", "Loika, Ivan", "I. Loika", "Іван Пятровіч Лойка", "Jan Łojko", "Анна-Мария Сальвадор",
	"MacDonald John", "Mac Donald J.", "von der Heide", "Ольга Петровна КУЗНЕЦОВА", "Volha Kuzniatsova",
	"Dr. Quill, Jr.", "Ёлка Ильинична", "x", "42", "a b c d e f g h i j",
	"李 明", "محمد علي",
	"Ааа Ааа Ааа Ааа Ааа Ааа Ааа Ааа", "Бин Ладен", "de la Cruz", "Сулейман-оглы",
};
#define MANY (sizeof(many) / sizeof(many[0]))

static void symmetric_and_reflexive(void **state)
{
	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		for (size_t k = 0; k < MANY; k++) {
			float there = score(many[i], many[k]).log_odds, back = score(many[k], many[i]).log_odds;
			if (fabsf(there - back) > 1e-3f) {
				fail_msg("%s, %s: %f there, %f back", many[i], many[k], (double)there, (double)back);
			}
			if (there > score(many[i], many[i]).log_odds + 1e-3f && score(many[k], many[k]).log_odds < there) {
				fail_msg("%s is more like %s than either like itself", many[i], many[k]);
			}
		}
	}
}

/* A word that is added to both sides, the same, never speaks against. */
static void agreement_never_harms(void **state)
{
	static const char *const added[] = {"Сяргей", "Zawadzki", "Петровна", "Quorvex"};

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		for (size_t k = 0; k < MANY; k++) {
			for (size_t n = 0; n < sizeof(added) / sizeof(added[0]); n++) {
				char x[256], y[256];
				struct name a, b;
				name_read(str_of(many[i]), &a);
				name_read(str_of(many[k]), &b);
				if (a.count == NAME_TOKENS_MOST || b.count == NAME_TOKENS_MOST) {
					continue; /* no room for one more */
				}
				snprintf(x, sizeof(x), "%s %s", many[i], added[n]);
				snprintf(y, sizeof(y), "%s %s", many[k], added[n]);
				if (score(x, y).log_odds < score(many[i], many[k]).log_odds - 1e-3f) {
					fail_msg("%s | %s: %f; without %s %f", x, y, (double)score(x, y).log_odds, added[n],
						(double)score(many[i], many[k]).log_odds);
				}
			}
		}
	}
}

/* The cost of tokens: no less than nothing, symmetric, and a limit only cuts what is above it. */
static void token_costs(void **state)
{
	struct name a, b;

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		for (size_t k = 0; k < MANY; k++) {
			name_read(str_of(many[i]), &a);
			name_read(str_of(many[k]), &b);
			if (a.count == 0 || b.count == 0) {
				continue;
			}
			unsigned whole = name_token_cost(&a.token[0], &b.token[0], UINT16_MAX);
			assert_int_equal(whole, name_token_cost(&b.token[0], &a.token[0], UINT16_MAX));
			for (unsigned limit = 0; limit < 400; limit += 50) {
				unsigned cut = name_token_cost(&a.token[0], &b.token[0], limit);
				assert_true(whole <= limit ? cut == whole : cut > limit);
			}
		}
	}
}

static void any_bytes(void **state)
{
	static char text[1 << 20];
	struct name a, b;
	struct name_evidence e;

	(void)state;
	memset(text, 'x', 3);
	for (size_t i = 3; i + 1 < sizeof(text); i += 2) { /* a megabyte of combining marks */
		memcpy(text + i, "\xCC\x81", 2);
	}
	name_read((struct str){text, sizeof(text)}, &a);
	assert_int_equal(a.count, 1);
	assert_true(a.damaged);
	srand(7);
	for (int round = 0; round < 20000; round++) {
		size_t n = (size_t)rand() % 64;
		for (size_t i = 0; i < n; i++) {
			text[i] = (char)rand();
		}
		name_read((struct str){text, n}, &a);
		name_read((struct str){text + n / 2, n - n / 2}, &b);
		assert_true(a.count <= NAME_TOKENS_MOST);
		for (size_t i = 0; i < a.count; i++) {
			assert_true(a.token[i].length >= 1 && a.token[i].length <= NAME_CODE_MOST);
			assert_true(a.token[i].from < a.token[i].to && a.token[i].to <= n);
			assert_true(a.token[i].stem <= a.token[i].length);
		}
		name_score(&a, &b, NULL, &e);
		assert_true(isfinite(e.log_odds) && e.probability >= 0 && e.probability <= NAME_CERTAIN_MOST);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(family_names_meet),
		cmocka_unit_test(one_person_in_many_spellings),
		cmocka_unit_test(others_stay_apart),
		cmocka_unit_test(at_most_possible),
		cmocka_unit_test(patronymics),
		cmocka_unit_test(birth_dates),
		cmocka_unit_test(place_and_words),
		cmocka_unit_test(symmetric_and_reflexive),
		cmocka_unit_test(agreement_never_harms),
		cmocka_unit_test(token_costs),
		cmocka_unit_test(any_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
