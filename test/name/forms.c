/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Forms of names: each system writes what its rules say, and what it writes leads back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/base.h"
#include "name/forms.h"

static struct arena *arena;

static const char *written(enum forms_lang lang, const char *code, struct str name, bool man)
{
	const struct forms_system *s = forms_system(lang, code);
	struct buf b;

	assert_non_null(s);
	buf_init(&b, 4096);
	forms_out(s, name, man, &b);
	const char *text = str_dup(arena, buf_view(&b));
	buf_finish(&b);
	return text;
}

/* Common given names and invented family names, in every system; worked out by hand from the rule tables. */
static void by_rule(void **state)
{
	static const struct {
		enum forms_lang lang;
		const char *code, *name, *form;
		bool man;
	} all[] = {
		{FORMS_BE, "practice", "Таццяна Дзераўняная", "Tatsiana Dzeraunianaya", false},
		{FORMS_BE, "practice", "Юр’ева-ЖУКАЎ", "Yuryeva-ZHUKAU", false},
		{FORMS_BE, "geo2007", "Ілья Шчаўеў", "Iĺja Ščaŭjeŭ", false},
		{FORMS_BE, "lacinka", "Лёля Вальковіч", "Lola Valkovič", false},
		{FORMS_BE, "bgn", "Дар’я Кузьміна", "Darʺya Kuzʹmina", false},
		{FORMS_BE, "iso9", "Ґедзь Юшчэўскі", "G̀edzʹ Ûščèŭskì", false},
		{FORMS_BE, "rules2023", "Харошаў", "Haroshaw", false},
		{FORMS_BE, "english", "Дзмітрый Георгій", "Dzmitry Heorhi", false},
		{FORMS_BE, "polish", "Ганна Ляшчынская", "Hanna Laszczyńska", false},
		{FORMS_BE, "lithuanian", "Дзмітрый Бельскі", "Dzmitrijus Belskis", true},
		{FORMS_BE, "lithuanian", "Дзмітрый Бельскі", "Dzmitryj Belski", false},
		{FORMS_BE, "latvian", "Зміцер Жураўлёў", "Zmicers Žurauljovs", true},
		{FORMS_BE, "german", "Яўген Шыцік", "Jauhen Schyzik", false},
		{FORMS_BE, "french", "Юлія Чайка", "Youliya Tchaïka", false},
		{FORMS_RU, "icao", "Щукин Юрий Объездов", "Shchukin Iurii Obieezdov", false},
		{FORMS_RU, "english", "Юрий Еремеев", "Yury Yeremeyev", false},
		{FORMS_RU, "gost", "Цыпин Эльбацев", "Cy`pin E`l`bacev", false},
		{FORMS_RU, "iso9", "Щёголь", "Ŝëgolʹ", false},
		{FORMS_RU, "polish", "Андрей Жилинский", "Andriej Żyliński", false},
		{FORMS_RU, "german", "Борисов Чижов", "Borissow Tschischow", false},
		{FORMS_RU, "french", "Сергей Пушин", "Sergueï Pouchine", false},
		{FORMS_RU, "lithuanian", "Игорь Ломакович", "Igoris Lomakovičius", true},
		{FORMS_RU, "latvian", "Игорь Зверев", "Igors Zverevs", true},
		{FORMS_RU, "scholarly", "Щерба Юлия", "Ščerba Julija", false},
		{FORMS_UK, "national2010", "Згурський Юрій Їжак", "Zghurskyi Yurii Yizhak", false},
		{FORMS_UK, "polish", "Олексій Гнатюк", "Ołeksij Hnatiuk", false},
		{FORMS_UK, "german", "Євген Чубай", "Jewhen Tschubaj", false},
	};
	unsigned bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const char *made = written(all[i].lang, all[i].code, str_of(all[i].name), all[i].man);
		if (strcmp(made, all[i].form) != 0) {
			print_error("%s: %s is %s, not %s\n", all[i].code, all[i].name, made, all[i].form);
			bad++;
		}
	}
	assert_int_equal(bad, 0);
}

/* What is no letter stays, look-alikes are read, and bytes that are no text do no harm. */
static void odd_input(void **state)
{
	enum forms_lang best;

	(void)state;
	assert_string_equal(written(FORMS_BE, "practice", STR("В\x69ктар 3, \"Жук\""), false), "Viktar 3, \"Zhuk\"");
	assert_string_equal(written(FORMS_BE, "practice", STR("Ле\xCC\x81на"), false), "Lena");
	assert_string_equal(written(FORMS_BE, "practice", STR("\xFF" "Ян\xD0"), false), "\xFF" "Yan\xD0");
	assert_string_equal(written(FORMS_BE, "practice", STR("Smith"), false), "Smith");
	assert_int_equal(forms_read(STR(""), &best), 0);
	assert_int_equal(forms_read(STR("12 - "), &best), 0);
	assert_int_equal(forms_read(STR("محمد"), &best), 0);
	assert_int_equal(forms_read(STR("Anna 安娜"), &best), 0);
	assert_int_equal(forms_read(STR("Siarhei O’Hara"), &best), FORMS_IS_LATIN);
	assert_int_equal(forms_read(STR("Сяргей Ўсаў"), &best), 1 << FORMS_BE);
	assert_int_equal(forms_read(STR("Щукин Эрик"), &best), 1 << FORMS_RU);
	assert_int_equal(forms_read(STR("Їжак"), &best), 1 << FORMS_UK);
	assert_true(forms_read(STR("Сергей"), &best) & 1 << FORMS_RU);
	assert_int_equal(best, FORMS_RU);
	forms_read(STR("Сяргей Марчук"), &best);
	assert_int_equal(best, FORMS_BE);
	forms_read(STR("Олександр Марчук"), &best);
	assert_int_equal(best, FORMS_UK);
}

/* Whether the letters are the same: an apostrophe may be written in several ways, and look-alikes are read. */
static bool same_letters(enum forms_lang lang, struct str a, struct str b)
{
	return !strcmp(written(lang, "scholarly", a, false), written(lang, "scholarly", b, false));
}

/* The place of the name among what the spelling leads back to, from 1; 0: not there. */
static size_t place_of(const struct forms_system *s, struct str name)
{
	struct forms_candidate found[FORMS_MOST];
	struct buf b;
	size_t place = 0;

	buf_init(&b, 4096);
	forms_out(s, name, false, &b);
	size_t count = forms_back(arena, s, buf_view(&b), found, FORMS_MOST);
	for (size_t i = 0; i < count && !place; i++) {
		place = same_letters(s->lang, found[i].text, name) ? i + 1 : 0;
	}
	buf_finish(&b);
	return place;
}

static unsigned not_back(enum forms_lang lang, struct str name)
{
	unsigned bad = 0;

	for (size_t i = 0; i < forms_system_count; i++) {
		const struct forms_system *s = &forms_systems[i];
		if (s->lang == lang && s->flags & FORMS_REVERSIBLE && !place_of(s, name)) {
			print_error("%s does not lead back to %.*s\n", s->code, STR_ARG(name));
			bad++;
		}
	}
	return bad;
}

static void leads_back(void **state)
{
	static const char *const names[FORMS_LANGS][8] = {
		{"Аляксандр", "Таццяна", "Дар’я", "Яўген", "Уладзімір", "Лявонцьеў", "Шчасны", "Наталля"},
		{"Александр", "Татьяна", "Юрий", "Щукин", "Объездов", "Эдуард", "Артём", "Подъячев"},
		{"Олександр", "Єгор", "Їжак", "В’ячеслав", "Згурський", "Соломія", "Щербань", "Гнатюк"},
	};
	unsigned bad = 0;

	(void)state;
	for (int lang = 0; lang < FORMS_LANGS; lang++) {
		for (size_t i = 0; i < 8; i++) {
			bad += not_back((enum forms_lang)lang, str_of(names[lang][i]));
		}
	}
	assert_int_equal(bad, 0);
}

/* Whatever the spelling, what is offered for it is written so. */
static void only_what_is_written_so(void **state)
{
	static const char *const spellings[] = {"Siarhei", "Yauhen", "Jaŭhien", "Tchekhov", "Schukow", "Iurii", "Mikołaj"};
	struct forms_candidate found[FORMS_MOST];
	size_t seen = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
		for (size_t k = 0; k < forms_system_count; k++) {
			size_t count = forms_back(arena, &forms_systems[k], str_of(spellings[i]), found, FORMS_MOST);
			for (size_t c = 0; c < count; c++) {
				assert_string_equal(written(forms_systems[k].lang, forms_systems[k].code, found[c].text, false),
					spellings[i]);
			}
			seen += count;
		}
	}
	assert_true(seen > 100);
	assert_int_equal(forms_back_any(arena, FORMS_BE, STR("Siarhei"), found, 1), 1);
	assert_string_equal(str_dup(arena, found[0].text), "Сяргей");
	assert_string_equal(found[0].system->code, "practice");
	assert_int_equal(forms_back_any(arena, FORMS_BE, STR("Qx"), found, FORMS_MOST), 0);
}

static bool converts(enum forms_lang from, struct str name, struct str other)
{
	struct forms_candidate found[FORMS_MOST];
	size_t count = forms_convert(arena, from, name, found, FORMS_MOST);

	for (size_t i = 0; i < count; i++) {
		if (str_eq(found[i].text, other)) {
			return true;
		}
	}
	return false;
}

/* Given names, place names and common words as family names. */
static void be_and_ru(void **state)
{
	static const char *const pairs[][2] = {
		{"Мікалай", "Николай"}, {"Сяргей", "Сергей"}, {"Ганна", "Анна"}, {"Дзядуля", "Дедуля"},
		{"Мядзведзеў", "Медведев"},
		{"Казлоў", "Козлов"}, {"Каваленка", "Коваленко"}, {"Рыбакоў", "Рыбаков"}, {"Шчарбакоў", "Щербаков"},
		{"Арлоўскі", "Орловский"}, {"Мацвееў", "Матвеев"}, {"Грышын", "Гришин"}, {"Уласаў", "Власов"},
	};
	unsigned bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct str be = str_of(pairs[i][0]), ru = str_of(pairs[i][1]);
		if (!converts(FORMS_BE, be, ru) || !converts(FORMS_RU, ru, be)) {
			print_error("%s and %s are not led to one another\n", be.p, ru.p);
			bad++;
		}
	}
	assert_int_equal(bad, 0);
	assert_false(converts(FORMS_UK, STR("Сергій"), STR("Сергей")));
}

static void older_orthography(void **state)
{
	static const char *const pairs[][2] = {
		{"Зьміцер", "Зміцер"}, {"Натальля", "Наталля"}, {"Аляксандар Сьвірыдовіч", "Аляксандр Свірыдовіч"},
		{"Кузьма", "Кузьма"}, {"Вольга", "Вольга"}, {"Альбіна", "Альбіна"}, {"Лявоньцеў", "Лявонцеў"},
		{"Smith", "Smith"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct buf b;
		buf_init(&b, 4096);
		forms_normal(str_of(pairs[i][0]), &b);
		assert_string_equal(b.p, pairs[i][1]);
		buf_finish(&b);
	}
}

/* ---- over facts that are not part of the program ---- */

static struct csv_reader *opened(const char *path)
{
	const char *shared = getenv("VOLYA_SHARED");
	struct csv_reader *csv;
	struct fault f = {0};

	if (!shared) {
		skip();
	}
	assert_int_equal(csv_open(arena_printf(arena, "%s/facts/%s", shared, path), ',', &csv, &f), RC_OK);
	return csv;
}

/* A name without another that stands in brackets after it. */
static struct str alone(struct str name)
{
	return str_trim(str_sub(name, 0, str_find(name, '(', 0)));
}

static bool among(const char *form, struct str list)
{
	struct str *parts;
	size_t count = str_split(arena, list, ',', &parts);

	for (size_t i = 0; i < count; i++) {
		if (str_is(parts[i], form)) {
			return true;
		}
	}
	return false;
}

/*
 * be,ru,sex,practice,geo2007,lacinka,bgn,iso9_be,icao_ru,polish,lithuanian: the columns that rules made are made
 * again by ours; Polish and Lithuanian list what is usual, which is often another name (Andrzej, Jonas).
 */
static void glossary(void **state)
{
	static const char *const codes[] = {"practice", "geo2007", "lacinka", "bgn", "iso9", "icao"};
	struct csv_reader *csv = opened("glossary.csv");
	const struct csv_row *row;
	struct fault f = {0};
	unsigned rows = 0, bad = 0, polish = 0, lithuanian = 0;

	(void)state;
	while (csv_next(csv, &row, &f) == RC_OK && row) {
		struct str be = row->cells[0].text, ru = alone(row->cells[1].text);
		if (rows++ == 0) {
			continue;
		}
		for (size_t i = 0; i < 6; i++) {
			bool from_ru = i == 5;
			const char *made = written(from_ru ? FORMS_RU : FORMS_BE, codes[i], from_ru ? ru : be, false);
			if (!str_is(row->cells[3 + i].text, made)) {
				print_error("%s: %.*s is %s\n", codes[i], STR_ARG(row->cells[3 + i].text), made);
				bad++;
			}
		}
		bool man = str_is(row->cells[2].text, "M");
		polish += among(written(FORMS_BE, "polish", be, man), row->cells[9].text) ||
			among(written(FORMS_RU, "polish", ru, man), row->cells[9].text);
		lithuanian += among(written(FORMS_BE, "lithuanian", be, man), row->cells[10].text) ||
			among(written(FORMS_RU, "lithuanian", ru, man), row->cells[10].text);
		bad += not_back(FORMS_BE, be) + not_back(FORMS_RU, ru);
	}
	csv_close(csv);
	assert_int_equal(rows, 86);
	assert_int_equal(bad, 0);
	print_message("of 85: Polish %u, Lithuanian %u\n", polish, lithuanian);
	assert_true(polish >= 60 && lithuanian >= 60);
}

/*
 * name_be,name_ru,name_en of people in the public eye. Ten have chosen or were given other English forms: foreign
 * names (Macron, Borne, Poczobut, Hanada, Ramanauskienė), -y for -ый (Valery, Dzmitry), and Hennadz, Dzmitry and
 * Mikalai for what is Генадзь, Зміцер and Мікола in Belarusian.
 */
static void people(void **state)
{
	static const char *const others[] = {
		"Валерый Цапкала", "Эмануэль Макрон", "Элізабет Борн", "Андрэй Пачобут", "Генадзь Фядыніч", "Зміцер Дашкевіч",
		"Мікола Дзядок", "Дзмітрый Наважылаў", "Акіхіра Гаеўскі-Ханада", "Алена Раманаўскене",
	};
	struct csv_reader *csv = opened("people.csv");
	const struct csv_row *row;
	struct fault f = {0};
	unsigned rows = 0, same = 0, bad = 0;

	(void)state;
	while (csv_next(csv, &row, &f) == RC_OK && row) {
		struct str be = alone(row->cells[0].text), en = alone(row->cells[2].text);
		if (rows++ == 0) {
			continue;
		}
		const char *made = written(FORMS_BE, "practice", be, false);
		bool known = false;
		for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
			known |= str_is(be, others[i]);
		}
		if (str_is(en, made) == known) {
			print_error("%.*s is %s, not %.*s\n", STR_ARG(be), made, STR_ARG(en));
			bad++;
		}
		same += str_is(en, made);
	}
	csv_close(csv);
	assert_int_equal(rows, 67);
	assert_int_equal(bad, 0);
	assert_int_equal(same, 56);
}

/* The pairs of family names of the glossary that string distance misses: "be / ru; be / ru ... ." */
static void hard_pairs(void **state)
{
	const char *shared = getenv("VOLYA_SHARED");
	FILE *in = shared ? fopen(arena_printf(arena, "%s/facts/glossary.md", shared), "rb") : NULL;
	static char text[1 << 16];
	struct str *pairs;
	unsigned all = 0, to_ru = 0, to_be = 0;

	(void)state;
	if (!in) {
		skip();
	}
	text[fread(text, 1, sizeof(text) - 1, in)] = '\0';
	assert_int_equal(fclose(in), 0);
	const char *from = strstr(text, "be / ru pairs that string distance misses:");
	assert_non_null(from);
	struct str list = str_of(strchr(from, ':') + 1);
	size_t count = str_split(arena, str_sub(list, 0, str_find(list, '.', 0)), ';', &pairs);
	for (size_t i = 0; i < count; i++) {
		struct str *sides;
		assert_int_equal(str_split(arena, pairs[i], '/', &sides), 2);
		bool ru = converts(FORMS_BE, sides[0], sides[1]), be = converts(FORMS_RU, sides[1], sides[0]);
		if (!ru || !be) {
			print_message("%.*s: %s%s\n", STR_ARG(pairs[i]), ru ? "" : "not to ru ", be ? "" : "not to be");
		}
		all++;
		to_ru += ru;
		to_be += be;
	}
	print_message("of %u hard pairs: %u from be to ru, %u from ru to be\n", all, to_ru, to_be);
	assert_int_equal(all, 18);
	assert_true(to_ru == all && to_be == all);
}

/* How often a system's spelling leads back to the name, first or at all. */
struct coverage {
	unsigned names, first, any;
};

static void count_word(struct str word, enum forms_lang lang, struct coverage of[])
{
	for (size_t i = 0; i < forms_system_count; i++) {
		const struct forms_system *s = &forms_systems[i];
		if (s->lang == lang && s->flags & FORMS_REVERSIBLE) {
			size_t place = place_of(s, word);
			of[i].names++;
			of[i].first += place == 1;
			of[i].any += place > 0;
		}
	}
}

static bool small_but_first(struct str word)
{
	size_t capitals = 0;

	for (size_t at = 0; at + 1 < word.n; at++) {
		unsigned char c = (unsigned char)word.p[at], d = (unsigned char)word.p[at + 1];
		capitals += c == 0xD0 && (d < 0xB0);
	}
	return capitals == 1 && word.n > 6;
}

/* Words of the names of one language: entity_id, tier, dob, gender, lang, name. Every step-th. */
static unsigned words_of(struct str line, const char *lang, enum forms_lang as, unsigned seen, unsigned step,
	struct coverage of[])
{
	struct str *cells, *words;
	enum forms_lang best;

	if (str_split(arena, line, '\t', &cells) < 6 || !str_is(cells[4], lang)) {
		return seen;
	}
	size_t count = str_split(arena, cells[5], ' ', &words);
	for (size_t i = 0; i < count; i++) {
		if (small_but_first(words[i]) && forms_read(words[i], &best) & 1u << as && seen++ % step == 0) {
			count_word(words[i], as, of);
		}
	}
	return seen;
}

static void coverage(void **state)
{
	const char *shared = getenv("VOLYA_SHARED");
	FILE *in = shared ? fopen(arena_printf(arena, "%s/names/dev.tsv", shared), "r") : NULL;
	struct coverage of[64] = {{0}};
	unsigned seen[FORMS_LANGS] = {0};
	unsigned bad = 0;
	static const unsigned steps[FORMS_LANGS] = {2, 20, 7};
	char line[4096];

	(void)state;
	if (!in) {
		skip();
	}
	while (fgets(line, sizeof(line), in)) {
		for (int lang = 0; lang < FORMS_LANGS; lang++) {
			seen[lang] = words_of(str_of(line), forms_lang_code((enum forms_lang)lang), (enum forms_lang)lang,
				seen[lang], steps[lang], of);
		}
		arena_reset(arena);
	}
	assert_int_equal(fclose(in), 0);
	for (size_t i = 0; i < forms_system_count; i++) {
		if (of[i].names > 0) {
			print_message("%s %-12s %4u words: first %.3f, among %d %.3f\n", forms_lang_code(forms_systems[i].lang),
				forms_systems[i].code, of[i].names, (double)of[i].first / of[i].names, FORMS_MOST,
				(double)of[i].any / of[i].names);
			assert_true(of[i].names > 100);
			bad += of[i].any < of[i].names * 0.97;
		}
	}
	assert_int_equal(bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_rule),
		cmocka_unit_test(odd_input),
		cmocka_unit_test(leads_back),
		cmocka_unit_test(only_what_is_written_so),
		cmocka_unit_test(be_and_ru),
		cmocka_unit_test(older_orthography),
		cmocka_unit_test(glossary),
		cmocka_unit_test(people),
		cmocka_unit_test(hard_pairs),
		cmocka_unit_test(coverage),
	};

	arena = arena_create((size_t)1 << 32);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_destroy(arena);
	return failed;
}
