/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Names that nothing was learnt from: family names invented here, with common given names, written in every
 * system by the rules of forms, and looked for among thousands of other invented names. Weights and costs that
 * only remembered the names they were fitted on would fail it.
 */
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
#include "name/index.h"

#define TARGETS 50 /* of a language */
#define GIVEN 8
#define NEAR 6      /* names of others that are near each target */
#define OTHERS 4000 /* names of others in an index, beside those */
#define NAMES (TARGETS * (1 + NEAR) + OTHERS)

/* All invented. */
static const char *const family[FORMS_LANGS][TARGETS] = {
	{"Вухлавец", "Жмурдзевіч", "Скрабуцянік", "Хвяндурка", "Шчабялёўскі", "Дзербуноў", "Кукшанавец", "Гарамзюк",
		"Пліскуценка", "Цяхмурык", "Бзыкалаў", "Ёршанюк", "Праткунец", "Ласіхвілін", "Мурзацеўскі", "Наздрэшка",
		"Аўсяпекаў", "Брыдзюгін", "Вірацюк", "Гузмялевіч", "Дрыгвінскі", "Жыцявей", "Завірушнік", "Імглюк",
		"Клякацеў", "Лупацейка", "Мжыгараў", "Няхлюевіч", "Отвінчык", "Пеўнягуб", "Рагазунскі", "Смаргучоў",
		"Тхарабой", "Удодзевіч", "Фурмацюк", "Хлюпянец", "Цыбадзюк", "Чмялюкевіч", "Шкірдзюк", "Шчупачонак",
		"Эйсмадзін", "Юхнавей", "Ягліцкевіч", "Аднабрыў", "Бульбянік", "Вузлякоў", "Глуздавец", "Дзьмухалаў",
		"Жвірадзей", "Зыбуцька"},
	{"Взмывалов", "Гмызенков", "Дрязгунин", "Ежовников", "Жмурлыкин", "Зюзягин", "Истошников", "Кряхтелов",
		"Лопушенский", "Мшелоимов", "Невсыпаев", "Обмылкин", "Пырьевский", "Ряхловцев", "Сусляков", "Тюфякин",
		"Ухмылков", "Фыркалов", "Хлипкович", "Цыпкарёв", "Чихвостов", "Шмыгалин", "Щелкопёров", "Эхолотов",
		"Юлящев", "Ящуровский", "Безухлов", "Вьюшнев", "Горлохватов", "Дёгтерев", "Ершистов", "Жужелицын",
		"Зыбунов", "Икотин", "Клюкводаров", "Лихоманов", "Мерзлихин", "Неунывалов", "Острожилин", "Пьянзин",
		"Рыжуханов", "Скрипучев", "Тарахтелкин", "Угольщев", "Филимошкин", "Хмурищев", "Цокотухин", "Чертоплясов",
		"Шуршалов", "Щавелин"},
	{"Вогнебор", "Гнітючий", "Джмелюк", "Ївжанюк", "Жбурляк", "Завірюхенко", "Їжакевський", "Крутивуз", "Лахмітюк",
		"Мрякотін", "Нехайбіда", "Обіцянчук", "Повзунець", "Реп’яшенко", "Скиглюк", "Тюхтієнко", "Уюнець", "Фуркайло",
		"Хитрюга", "Цвіркунчак", "Чмихало", "Шкереберт", "Щипавка", "Юшкогрій", "Ялозюк", "Баюрний", "В’юнкевич",
		"Гадючинський", "Дрімайло", "Єрихонюк", "Жалібник", "Зозулинець", "Іскрянюк", "Кульбабенко", "Лускогриз",
		"Мишопляс", "Навпрошків", "Огудинський", "Пухирчак", "Розтулипа", "Свербигуз", "Тиндилик", "Угринчук",
		"Хвостогриз", "Цибулярчук", "Чапляник", "Шелестюк", "Щиглицький", "Бурмосій", "Ґринджолюк"},
};

/* Common given names, of men, so that the endings for men apply. */
static const char *const given[FORMS_LANGS][GIVEN] = {
	{"Сяргей", "Мікалай", "Аляксандр", "Дзмітрый", "Яўген", "Уладзімір", "Віктар", "Ігар"},
	{"Сергей", "Николай", "Александр", "Дмитрий", "Евгений", "Владимир", "Виктор", "Игорь"},
	{"Сергій", "Микола", "Олександр", "Дмитро", "Євген", "Володимир", "Віктор", "Ігор"},
};

/* Of what the names of others are put together: a begin, a middle and an end. Invented as well. */
static const char *const parts[FORMS_LANGS][3][20] = {
	{{"Бар", "Вал", "Гас", "Даў", "Жаб", "Зар", "Каз", "Лаз", "Маз", "Наг", "Пап", "Раж", "Сар", "Тар", "Хад", "Цар",
		"Чар", "Шал", "Юр", "Як"},
		{"ыль", "ан", "уш", "ет", "яд", "ак", "еб", "он", "ір", "уд", "ач", "ім", "ар", "оз", "ел",
		"уб", "ын", "ас", "ух", "ядз"},
		{"овіч", "евіч", "ук", "юк", "оўскі", "аў", "ін", "онак", "ец", "ка", "енка", "ік", "эль", "ей", "ала", "уля",
		"інскі", "ыра", "ун", "аш"}},
	{{"Бор", "Вол", "Гос", "Дов", "Жаб", "Зар", "Коз", "Лаз", "Маз", "Наг", "Поп", "Рож", "Сор", "Тар", "Ход", "Цар",
		"Чар", "Шал", "Юр", "Як"},
		{"ыл", "ан", "уш", "ет", "яд", "ак", "еб", "он", "ир", "уд", "ач", "им", "ар", "оз", "ел",
		"уб", "ын", "ас", "ух", "ед"},
		{"ов", "ев", "ин", "евич", "овский", "ков", "нев", "цев", "ихин", "ышев", "уков", "анов", "енко", "юк", "ский",
		"ягин", "алов", "унин", "ыгин", "ашов"}},
	{{"Бор", "Вол", "Гос", "Дов", "Жаб", "Зар", "Коз", "Лаз", "Маз", "Наг", "Поп", "Рож", "Сор", "Тар", "Ход", "Цар",
		"Чар", "Шал", "Юр", "Як"},
		{"ил", "ан", "уш", "ет", "яд", "ак", "еб", "он", "ір", "уд", "ач", "им", "ар", "оз", "ел",
		"уб", "ин", "ас", "ух", "ід"},
		{"енко", "ук", "юк", "чак", "івський", "ець", "ій", "айло", "ко", "ик", "инський", "ович", "ай", "ун", "ура",
		"иха", "ак", "аль", "ів", "ишин"}},
};

static struct arena *arena;

/* The name with the letters from the place on, so many of them, replaced. */
static const char *altered(const char *name, size_t place, size_t letters, const char *by)
{
	struct str s = str_of(name);
	size_t from = 0, to;

	while (place-- > 0) {
		utf8_next(s, &from);
	}
	for (to = from; letters > 0; letters--) {
		utf8_next(s, &to);
	}
	return arena_printf(arena, "%.*s%s%s", (int)from, name, by, name + to);
}

/* Somebody else whose family name is near: another begin, a syllable more or another, another end. */
static const char *near(const char *name, bool odd, size_t kind)
{
	size_t n = utf8_length(str_of(name));

	switch (kind) {
	case 0:
		return altered(name, 0, 1, odd ? "Прас" : "Мур");
	case 1:
		return altered(name, n / 2, 0, "тру");
	case 2:
		return altered(name, n - 3, 3, "руб");
	case 3:
		return altered(name, n - 2, 2, "орт");
	case 4:
		return altered(name, 2, 2, "мо");
	default:
		return altered(name, n / 2, 2, "фу");
	}
}

/* The targets first, then who is near them and has the same given name, then others with the given names in turn. */
static size_t fill(enum forms_lang lang, struct str ret[NAMES])
{
	uint32_t state = 20200809;

	for (size_t i = 0; i < TARGETS; i++) {
		ret[i] = str_of(arena_printf(arena, "%s %s", given[lang][i % GIVEN], family[lang][i]));
		for (size_t k = 0; k < NEAR; k++) {
			const char *other = near(family[lang][i], i % 2, k);
			assert_string_not_equal(other, family[lang][i]);
			ret[TARGETS + i * NEAR + k] = str_of(arena_printf(arena, "%s %s", given[lang][i % GIVEN], other));
		}
	}
	for (size_t i = 0; i < OTHERS; i++) {
		uint32_t pick[3];
		for (int k = 0; k < 3; k++) {
			state = state * 1664525 + 1013904223; /* Numerical Recipes' generator: the same names each time */
			pick[k] = (state >> 16) % 20;
		}
		ret[NAMES - OTHERS + i] = str_of(arena_printf(arena, "%s %s%s%s", given[lang][i % GIVEN],
			parts[lang][0][pick[0]],
			parts[lang][1][pick[1]], parts[lang][2][pick[2]]));
	}
	return NAMES;
}

static bool first(struct name_search *search, struct str query, uint32_t wanted)
{
	struct name_hit hit[2];
	size_t count = name_index_find(search, query, NAME_SEARCH_QUICK, hit, 2, NULL);

	return count > 0 && hit[0].name == wanted && (count == 1 || hit[1].rank < hit[0].rank);
}

static struct name_index *index_of(enum forms_lang lang, struct str names[NAMES])
{
	struct name_index *index;
	struct fault f = {0};

	assert_int_equal(name_index_build(names, fill(lang, names), 1, &index, &f), RC_OK);
	return index;
}

/* How many of the targets are the first answer to their spelling in the system. */
static unsigned found_by(const struct forms_system *s, struct name_search *search, const struct str *names)
{
	unsigned found = 0;
	struct buf b;

	buf_init(&b, 4096);
	for (uint32_t i = 0; i < TARGETS; i++) {
		buf_clear(&b);
		assert_true(forms_out(s, names[i], true, &b));
		found += first(search, buf_view(&b), i);
	}
	buf_finish(&b);
	return found;
}

static void every_system(void **state)
{
	static struct str names[NAMES];
	unsigned bad = 0, all = 0, asked = 0;

	(void)state;
	for (int lang = 0; lang < FORMS_LANGS; lang++) {
		struct name_index *index = index_of((enum forms_lang)lang, names);
		struct name_search *search = name_search_create(index);
		for (size_t i = 0; i < forms_system_count; i++) {
			if (forms_systems[i].lang == (enum forms_lang)lang) {
				unsigned found = found_by(&forms_systems[i], search, names);
				print_message("%s %-12s %u of %d\n", forms_lang_code((enum forms_lang)lang),
					forms_systems[i].code, found,
					TARGETS);
				bad += found < TARGETS * 9 / 10;
				all += found;
				asked += TARGETS;
			}
		}
		name_search_destroy(search);
		name_index_destroy(index);
	}
	print_message("all %.4f of %u\n", (double)all / asked, asked);
	assert_int_equal(bad, 0);
	assert_true(all >= asked * 0.97);
}

/* Belarusian names asked for as Russian offices write them: converted first, then transliterated. */
static void by_way_of_russian(void **state)
{
	static struct str names[NAMES];
	struct name_index *index = index_of(FORMS_BE, names);
	struct name_search *search = name_search_create(index);
	unsigned found = 0;
	struct buf b;

	(void)state;
	buf_init(&b, 4096);
	for (uint32_t i = 0; i < TARGETS; i++) {
		struct forms_candidate russian;
		buf_clear(&b);
		assert_int_equal(forms_convert(arena, FORMS_BE, names[i], &russian, 1), 1);
		forms_out(forms_system(FORMS_RU, "icao"), russian.text, false, &b);
		found += first(search, buf_view(&b), i);
	}
	print_message("by way of Russian %u of %d\n", found, TARGETS);
	assert_true(found >= TARGETS * 9 / 10);
	buf_finish(&b);
	name_search_destroy(search);
	name_index_destroy(index);
}

/* ---- that they are unseen ---- */

static int by_code(const void *x, const void *y)
{
	const struct name_token *a = x, *b = y;

	return memcmp(a->code, b->code, NAME_CODE_MOST);
}

static struct name_token *tokens_of(struct str text, size_t *ret_count)
{
	struct name_token *all = NULL;
	size_t count = 0, room = 0;

	for (size_t at = 0, to; at < text.n; at = to + 1) {
		struct name n;
		to = str_find(text, '\n', at);
		struct str line = str_sub(text, at, to);
		size_t tab = line.n;
		while (tab > 0 && line.p[tab - 1] != '\t') {
			tab--;
		}
		name_read(str_sub(line, tab, line.n), &n);
		for (unsigned i = 0; i < n.count; i++) {
			if (count == room) {
				room = room ? 2 * room : 1 << 16;
				all = xrealloc(all, room * sizeof(*all));
			}
			all[count++] = n.token[i];
		}
	}
	qsort(all, count, sizeof(*all), by_code);
	*ret_count = count;
	return all;
}

static struct str whole(const char *path)
{
	FILE *in = fopen(path, "rb");

	assert_non_null(in);
	assert_int_equal(fseek(in, 0, SEEK_END), 0);
	size_t n = (size_t)ftell(in);
	rewind(in);
	char *bytes = arena_alloc(arena, n + 1);
	assert_int_equal(fread(bytes, 1, n, in), n);
	assert_int_equal(fclose(in), 0);
	return (struct str){bytes, n};
}

static void nobody_has_seen_them(void **state)
{
	const char *shared = getenv("VOLYA_SHARED");
	unsigned bad = 0;
	size_t count;

	(void)state;
	if (!shared) {
		skip();
	}
	struct str text = whole(arena_printf(arena, "%s/names/dev.tsv", shared));
	struct name_token *all = tokens_of(text, &count);
	assert_true(count > 30000);
	for (int lang = 0; lang < FORMS_LANGS; lang++) {
		for (size_t i = 0; i < TARGETS; i++) {
			struct name n;
			name_read(str_of(family[lang][i]), &n);
			for (unsigned k = 0; k < n.count; k++) {
				bool seen = bsearch(&n.token[k], all, count, sizeof(*all), by_code) || strstr(text.p,
					family[lang][i]);
				if (seen) {
					print_error("%s is known\n", family[lang][i]);
				}
				bad += seen;
			}
		}
	}
	free(all);
	assert_int_equal(bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_system),
		cmocka_unit_test(by_way_of_russian),
		cmocka_unit_test(nobody_has_seen_them),
	};

	arena = arena_create((size_t)1 << 28);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_destroy(arena);
	return failed;
}
