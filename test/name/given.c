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

/* Forms of the glossary that are left apart. */
static const struct {
	const char *be, *form, *why;
} left_apart[] = {
	{"Ян", "Ân", "it is Ann by its letters"},
	{"Юлія", "Ûlìâ", "it is Уля by its letters, which is short for Уляна"},
	{"Марыя", "Марфа", "the pen name of one person; Марфа is a name of its own"},
};

static bool is_left_apart(const char *be, struct str form)
{
	for (size_t i = 0; i < sizeof(left_apart) / sizeof(left_apart[0]); i++) {
		if (!strcmp(left_apart[i].be, be) && str_is(form, left_apart[i].form)) {
			return true;
		}
	}
	return false;
}

/* A cell of several forms: "Янка, Ваня (so)", "= Аляксандр or independent". */
static unsigned cell_meets(const char *be, struct str cell)
{
	struct str *parts;
	size_t count = str_split(arena, str_sub(cell, 0, str_find(cell, '(', 0)), ',', &parts);
	unsigned bad = 0;

	for (size_t i = 0; i < count; i++) {
		struct str form = str_trim(parts[i]);
		if (form.n > 0 && form.p[0] != '=' && !is_left_apart(be, form) && !kin(be, str_dup(arena, form))) {
			print_error("%s and %.*s do not meet\n", be, STR_ARG(form));
			bad++;
		}
	}
	return bad;
}

/* Every column of the glossary of equivalents: be,ru,sex, then forms. */
static void glossary(void **state)
{
	const char *shared = getenv("VOLYA_SHARED");
	const struct csv_row *row;
	struct csv_reader *csv;
	struct fault f = {0};
	unsigned bad = 0, rows = 0;

	(void)state;
	if (!shared) {
		skip();
	}
	assert_int_equal(csv_open(arena_printf(arena, "%s/facts/glossary.csv", shared), ',', &csv, &f), RC_OK);
	while (csv_next(csv, &row, &f) == RC_OK && row) {
		const char *be = str_dup(arena, row->cells[0].text);
		for (size_t i = 1; i < row->count && rows > 0; i++) {
			bad += i == 2 ? 0 : cell_meets(be, row->cells[i].text);
		}
		rows++;
	}
	csv_close(csv);
	assert_int_equal(rows, 86);
	assert_int_equal(bad, 0);
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

/* Whether some line of the file lists one spelling for both: then it is meant. */
static bool on_purpose(uint16_t x, uint16_t y)
{
	for (size_t i = 0; i < forms.count; i++) {
		const struct given_form *a = &forms.form[i];
		for (size_t k = i; k < forms.count && forms.form[k].key == a->key; k++) {
			const struct given_form *b = &forms.form[k];
			bool both = (a->of.family == x && b->of.family == y) || (a->of.family == y && b->of.family == x);
			if (both && !a->made && !b->made && !strcmp(a->text, b->text)) {
				return true;
			}
		}
	}
	return false;
}

/* Two families of one sex that a spelling meets in full, though no line says so. */
static const struct {
	const char *x, *y, *why;
} meeting[] = {
	{"Ян", "Ian", "Ian is Ян letter by letter"},
	{"Міхаіл", "Miguel", "Мигель and Michel: g and ch are one in the key, or Михаил would not meet Michail"},
	{"Michel", "Miguel", "as above"},
	{"Harry", "Gary", "Гарри is written for both; h and g are one in the key"},
	{"Pierre", "Per", "П’ер is Per by its letters"},
	{"Mary", "Marie", "Мари is Mary letter by letter"},
};

static bool is_allowed(const char *x, const char *y)
{
	for (size_t i = 0; i < sizeof(meeting) / sizeof(meeting[0]); i++) {
		if ((!strcmp(x, meeting[i].x) && !strcmp(y, meeting[i].y)) ||
		    (!strcmp(x, meeting[i].y) && !strcmp(y, meeting[i].x))) {
			return true;
		}
	}
	return false;
}

static unsigned collisions_at(const struct given_form *from, const struct given_form *to)
{
	struct given of[GIVEN_MOST];
	unsigned n = given_forms_merge(from, to, of), found = 0;

	for (unsigned i = 0; i < n; i++) {
		for (unsigned k = i + 1; k < n; k++) {
			const char *x = given_name(of[i].family), *y = given_name(of[k].family);
			if (of[i].how == GIVEN_FULL && of[k].how == GIVEN_FULL &&
			    given_sex(of[i].family) == given_sex(of[k].family) &&
			    !is_allowed(x, y) && !on_purpose(of[i].family, of[k].family)) {
				print_error("%s and %s both have %s%s\n", x, y, from->text, from->father ? " (father)" : "");
				found++;
			}
		}
	}
	return found;
}

static void collisions(void **state)
{
	unsigned found = 0;

	(void)state;
	for (size_t from = 0, to; from < forms.count; from = to) {
		for (to = from; to < forms.count && forms.form[to].key == forms.form[from].key; to++) {
		}
		found += collisions_at(&forms.form[from], &forms.form[to]);
	}
	assert_int_equal(found, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(meet),
		cmocka_unit_test(apart),
		cmocka_unit_test(patronymics),
		cmocka_unit_test(surely_given),
		cmocka_unit_test(glossary),
		cmocka_unit_test(all_found),
		cmocka_unit_test(collisions),
	};

	return cmocka_run_group_tests_name("name/given", tests, read_all, free_all);
}
