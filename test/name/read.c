/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading a name: words, kinds, and that spellings of one name fold to like codes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "name/name.h"

static unsigned cost(const char *x, const char *y)
{
	struct name a, b;

	name_read(str_of(x), &a);
	name_read(str_of(y), &b);
	assert_int_equal(a.count, 1);
	assert_int_equal(b.count, 1);
	return name_token_cost(&a.token[0], &b.token[0], 1000);
}

static void same_sound(void **state)
{
	(void)state;
	assert_int_equal(cost("Шчарбакоў", "Щербаков"), cost("Щербаков", "Шчарбакоў"));
	assert_int_equal(cost("Čarkaš", "Czarkasz"), 0);
	assert_int_equal(cost("Шаша", "Schascha"), 0);
	assert_int_equal(cost("Maria", "Мария"), 0);
	assert_true(cost("Вiктар", "Віктар") == 0); /* a Latin i in a Cyrillic word */
	assert_true(cost("č", "c\xCC\x8C") == 0);   /* composed and not */
}

static void kinds(void **state)
{
	struct name n;

	(void)state;
	name_read(STR("Ціханоўскі, Сяргей Леанідавіч"), &n);
	assert_int_equal(n.count, 3);
	assert_true(n.family_first);
	assert_int_equal(n.token[0].kind, NAME_FAMILY);
	assert_int_equal(n.token[1].kind, NAME_GIVEN);
	assert_int_equal(n.token[2].kind, NAME_PATRONYMIC);
	name_read(STR("Мікалай Статкевіч"), &n);
	assert_int_equal(n.token[1].kind, NAME_UNKNOWN);
	name_read(STR("A. B. NOWAK"), &n);
	assert_int_equal(n.token[0].kind, NAME_INITIAL);
	assert_int_equal(n.token[1].kind, NAME_INITIAL);
	name_read(STR("von Trotta"), &n);
	assert_int_equal(n.token[0].kind, NAME_PARTICLE);
}

static enum name_sex sex_of(const char *text)
{
	struct name n;
	name_read(str_of(text), &n);
	return name_sex_shown(&n);
}

static void sex(void **state)
{
	static const char *const female[] = {"Aliaksandra Ivanova", "А. Иванова", "Петровская Анна", "Ivanova",
		"Volha", "Петрова Е. Сергеевна"};
	static const char *const male[] = {"Aliaksandr Ivanou", "Пётр", "Siarhei Zhuk"};
	static const char *const neither[] = {"", "S. Ivanou", "Sasha", "Zhuk", "Siarhei Ivanova", "Kalina", "Nova"};
	(void)state;
	for (size_t i = 0; i < sizeof female / sizeof *female; i++) {
		assert_int_equal(sex_of(female[i]), NAME_SEX_FEMALE);
	}
	for (size_t i = 0; i < sizeof male / sizeof *male; i++) {
		assert_int_equal(sex_of(male[i]), NAME_SEX_MALE);
	}
	for (size_t i = 0; i < sizeof neither / sizeof *neither; i++) {
		assert_int_equal(sex_of(neither[i]), NAME_SEX_UNKNOWN);
	}
}

static void nothing(void **state)
{
	struct name n;

	(void)state;
	name_read(STR(""), &n);
	assert_int_equal(n.count, 0);
	name_read(STR(" ,.- \xE2\x80\xAE '"), &n);
	assert_int_equal(n.count, 0);
	name_read(STR("\xFF\xFE\xC0\x80"), &n);
	assert_int_equal(n.count, 0);
	assert_true(n.damaged);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_sound),
		cmocka_unit_test(kinds), cmocka_unit_test(sex),
		cmocka_unit_test(nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
