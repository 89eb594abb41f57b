/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Families of given names: forms meet across languages, patronymics agree, and different names stay apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "given_forms.h"

static struct arena *arena;
static struct given_forms forms;

static struct name_token word(const char *text)
{
	struct name n;

	name_read(str_of(text), &n);
	assert_int_equal(n.count, 1);
	return n.token[0];
}

static bool share(const struct given *x, unsigned x_count, const struct given *y, unsigned y_count)
{
	for (unsigned i = 0; i < x_count; i++) {
		for (unsigned k = 0; k < y_count; k++) {
			if (x[i].family == y[k].family && (x[i].how == GIVEN_FULL || y[k].how == GIVEN_FULL)) {
				return true;
			}
		}
	}
	return false;
}

/* Whether the two may be one name: a family holds both, and one of them in full. */
static bool kin(const char *x, const char *y)
{
	struct name_token a = word(x), b = word(y);
	struct given of_a[GIVEN_MOST], of_b[GIVEN_MOST];

	return share(of_a, given_find(&a, of_a), of_b, given_find(&b, of_b));
}

static bool father(const char *patronymic, const char *name)
{
	struct name_token a = word(patronymic), b = word(name);
	struct given of_a[GIVEN_MOST], of_b[GIVEN_MOST];

	return share(of_a, given_father(&a, of_a), of_b, given_find(&b, of_b));
}

static void meet(void **state)
{
	static const char *const same[][2] = {
		{"Сяргей", "Siarhei"}, {"Сяргей", "Siarhiej"}, {"Сяргей", "Syarhyey"}, {"Сяргей", "Serguei"},
		{"Сергей", "Сяргей"}, {"Сергій", "Siarhei"}, {"Яўген", "Yauhen"}, {"Яўген", "Jaŭhien"},
		{"Яўген", "Yawhyen"}, {"Evgueni", "Яўген"}, {"Jewgeni", "Yauhen"}, {"Пётр", "Piotr"}, {"Пётр", "Pyotr"},
		{"Пётр", "Petr"}, {"Петр", "Пётр"}, {"Petro", "Пётр"}, {"Мікалай", "Nikolai"}, {"Микола", "Mikałaj"},
		{"Aliaksandras", "Александр"}, {"Siarhejus", "Сергей"}, {"Volodymyr", "Uladzimir"}, {"Wladimir", "Уладзімір"},
		{"Dzianis", "Denis"}, {"Zmicier", "Дмитрий"}, {"Алесь", "Аляксандр"}, {"Коля", "Мікалай"},
		{"Вольга", "Olga"}, {"Hanna", "Анна"}, {"Таццяна", "Tetiana"}, {"Кася", "Кацярына"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		if (!kin(same[i][0], same[i][1])) {
			fail_msg("%s and %s do not meet", same[i][0], same[i][1]);
		}
	}
}

static void apart(void **state)
{
	static const char *const different[][2] = {
		{"Мікалай", "Міхаіл"}, {"Аляксей", "Аляксандр"}, {"Ганна", "Галіна"}, {"Марыя", "Марына"},
		{"Алеся", "Алена"}, {"Уладзімір", "Уладзіслаў"}, {"Леў", "Леанід"}, {"Павел", "Пётр"},
		{"Anna", "Anton"}, {"Наталля", "Надзея"}, {"John", "Jean"}, {"Peter", "Pablo"}, {"Ігар", "Ягор"},
		{"Максім", "Максімілян"}, {"Станіслаў", "Расціслаў"}, {"Jack", "Jacques"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(different) / sizeof(different[0]); i++) {
		if (kin(different[i][0], different[i][1])) {
			fail_msg("%s and %s meet", different[i][0], different[i][1]);
		}
	}
}

static void patronymics(void **state)
{
	static const char *const fathers[][2] = {
		{"Мікалаевіч", "Николай"}, {"Николаевич", "Мікалай"}, {"Mikalayevich", "Мікалай"},
		{"Mikołajewicz", "Мікалай"}, {"Миколайович", "Мікалай"}, {"Николаевна", "Мікалай"},
		{"Мікалаеўна", "Николай"}, {"Миколаївна", "Мікалай"}, {"Ivanaŭna", "Иван"}, {"Ивановна", "Іван"},
		{"Іванавіч", "Иван"}, {"Сяргеевіч", "Сергей"}, {"Сергіївна", "Сяргей"}, {"Сергеевич", "Сяргей"},
		{"Пятровіч", "Пётр"}, {"Петрович", "Пётр"}, {"Petrovich", "Пётр"}, {"Piatrovich", "Пётр"},
		{"Петрівна", "Пётр"}, {"Паўлавіч", "Павел"}, {"Павловна", "Павел"}, {"Львович", "Лев"},
		{"Юр’евіч", "Юрый"}, {"Юрьевна", "Юрий"}, {"Ильич", "Илья"}, {"Ильинична", "Илья"},
		{"Никитич", "Мікіта"}, {"Змітравіч", "Дзмітрый"}, {"Дмитриевич", "Дзмітрый"},
		{"Аляксеевіч", "Алексей"}, {"Alekseevna", "Аляксей"}, {"Уладзіміравіч", "Владимир"},
		{"Васільевіч", "Василий"}, {"Григорьевна", "Рыгор"}, {"Рыгоравіч", "Григорий"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(fathers) / sizeof(fathers[0]); i++) {
		if (!father(fathers[i][0], fathers[i][1])) {
			fail_msg("%s is not of %s", fathers[i][0], fathers[i][1]);
		}
	}
	assert_false(father("Петрович", "Павел"));
	assert_false(father("Мікалаевіч", "Міхаіл"));
	assert_false(father("Аляксандравіч", "Аляксей"));
}

/* Only what can be nothing else is surely a given name. */
static void surely_given(void **state)
{
	struct name n;

	(void)state;
	name_read(STR("Ціханоўскі Сяргей"), &n);
	assert_int_equal(n.token[1].kind, NAME_GIVEN);
	assert_int_equal(n.token[0].kind, NAME_UNKNOWN);
	name_read(STR("Thomas Martin"), &n);
	assert_int_equal(n.token[0].kind, NAME_UNKNOWN);
	assert_int_equal(n.token[1].kind, NAME_UNKNOWN);
	name_read(STR("Мартын Іван Пятровіч"), &n);
	assert_int_equal(n.token[0].kind, NAME_UNKNOWN);
	assert_int_equal(n.token[1].kind, NAME_GIVEN);
	assert_int_equal(n.token[2].kind, NAME_PATRONYMIC);
	name_read(STR("Іван, Пятро"), &n);
	assert_int_equal(n.token[0].kind, NAME_FAMILY);
	assert_int_equal(n.token[0].given[0], 0);
	name_read(STR("Иванов"), &n);
	assert_int_equal(n.token[0].given[0], 0);
	name_read(STR("Сяргей"), &n);
	assert_int_equal(n.token[0].kind, NAME_UNKNOWN);
}

static int read_all(void **state)
{
	(void)state;
	arena = arena_create((size_t)1 << 30);
	given_forms_read(arena, GIVEN_TXT, &forms);
	return 0;
}

static int free_all(void **state)
{
	(void)state;
	given_forms_free(&forms);
	arena_destroy(arena);
	return 0;
}

/* What stands in the file is found, each form in its own family. */
static void all_found(void **state)
{
	(void)state;
	assert_int_equal(forms.families, given_count() + 1);
	for (size_t i = 0; i < forms.count; i++) {
		const struct given_form *f = &forms.form[i];
		struct given of[GIVEN_MOST];
		bool found = f->made || f->father;
		struct name_token t;
		unsigned n;
		if (found) {
			continue;
		}
		t = word(f->text);
		n = given_find(&t, of);
		for (unsigned k = 0; k < n; k++) {
			found |= of[k].family == f->of.family;
		}
		if (!found && n < GIVEN_MOST) {
			fail_msg("%s is not found as %s", f->text, given_name(f->of.family));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(meet),
		cmocka_unit_test(apart),
		cmocka_unit_test(patronymics),
		cmocka_unit_test(surely_given),
		cmocka_unit_test(all_found),
	};

	return cmocka_run_group_tests_name("name/given", tests, read_all, free_all);
}
