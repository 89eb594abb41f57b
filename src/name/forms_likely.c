/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the spelling of each language avoids: which of several Cyrillic words with one Latin spelling comes first.
 * Source: the orthographies; the costs are a judgement, and were not learnt from names.
 */
#include <string.h>

#include "name/forms_rules.h"
#include "name/given.h"

#define BE (1 << FORMS_BE)
#define RU (1 << FORMS_RU)
#define UK (1 << FORMS_UK)
#define VOWELS "аеёиіоуыэюяїє"
#define CONSONANTS "бвгґджзклмнпрстфхцчшщ"
#define LABIALS "бпвмф"

static const char *const alphabets[FORMS_LANGS] = {
	"абвгґдеёжзійклмнопрстуўфхцчшыьэюя’",
	"абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
	"абвгґдеєжзиіїйклмнопрстуфхцчшщьюя’",
};

/* The letters before and after, as sets: ^ the begin, $ the end of a word, NULL any. All rows that fit add up. */
static const struct likely {
	uint8_t langs;
	uint16_t cost;
	const char *before, *letter;
} likely[] = {
	{BE | RU | UK, FORMS_NEVER, "^", "ьъ’"},
	{BE | RU | UK, 90, "^", "ўы"},
	{BE | RU | UK, 60, CONSONANTS "ўьъ’", "й"},
	{BE | RU | UK, 25, "^", "й"},
	{BE | RU | UK, 50, VOWELS, "ы"},
	{BE | RU | UK, 10, VOWELS, "аоэ"},
	{BE | RU | UK, 20, "иі", "аоуыэ"},
	{BE | RU | UK, 90, VOWELS "йўьъ’", "ьъ’"},
	{BE | RU | UK, 60, "ь", "аўуыэйі" },
	{BE | RU | UK, 40, "кз", "гх"},
	{BE | RU | UK, 25, "сц", "гх"},
	{BE | RU | UK, 12, "т", "сз"},
	{BE | RU | UK, 20, "тц", "жчш"},
	{RU | UK, 40, "ш", "ч"},
	{BE | UK, 30, NULL, "ґ"},

	{BE, 30, VOWELS, "у"},
	{BE, 60, CONSONANTS "ўйь’", "ў"},
	{BE, 12, VOWELS, "і"},
	{BE, 40, "жшчрдт", "іеёюяь’"},
	{BE, 20, "гкх", "ыэ"},
	{BE, 15, "бвзклмнпсф", "э"},
	{BE, 12, "ц", "ц"},
	{BE, 60, "бвгґджкмпртфхчшў", "ь"},
	{BE, 8, "л", "ь"},
	{BE, 14, "нсзц", "ь"},
	{BE, 20, CONSONANTS, "’"},
	{BE, 60, "’", "абвгґджзйклмнопрстуўфхцчшыэ$"},

	{RU, 25, CONSONANTS, "э"},
	{RU, 12, VOWELS, "э"},
	{RU, 4, "^", "э"},
	{RU, 12, NULL, "ё"},
	{RU, 6, VOWELS, "и"},
	{RU, 12, "и", "и"},
	{RU, 40, "жшчщ", "ыюяэ"},
	{RU, 25, "гкх", "ыяюэ"},
	{RU, 8, "л", "ь"},
	{RU, 14, "нсзтдр", "ь"},
	{RU, 25, LABIALS, "ь"},
	{RU, 25, "жшчщ", "ь"},
	{RU, 90, "гкхц", "ь"},
	{RU, 20, CONSONANTS, "ъ"},
	{RU, 40, "ъ", "абвгджзийклмнопрстуфхцчшщыэ$"},

	{UK, 3, VOWELS, "ї"},
	{UK, 40, CONSONANTS "^", "ї"},
	{UK, 15, VOWELS, "і"},
	{UK, 25, VOWELS "^", "и"},
	{UK, 25, CONSONANTS, "є"},
	{UK, 10, "і", "е"},
	{UK, 8, "лсц", "ь"},
	{UK, 12, "нз", "ь"},
	{UK, 16, "тд", "ь"},
	{UK, 60, "бвгґжкмпрфхчшщ", "ь"},
	{UK, 25, LABIALS "рк", "’"},
	{UK, 60, "гґджзлнстхцчшщ", "’"},
	{UK, 60, "’", "абвгґджзийклмнопрстуфхцчшще$"},
};

/* The letter as it stands in a set: both are whole letters. */
static bool holds(const char *set, const char *letter)
{
	size_t n = forms_letter_bytes(letter);

	for (; *set; set += forms_letter_bytes(set)) {
		if (!strncmp(set, letter, n)) {
			return true;
		}
	}
	return false;
}

unsigned forms_likely(enum forms_lang lang, const char *before, const char *letter)
{
	unsigned cost = letter[0] == '$' || holds(alphabets[lang], letter) ? 0 : FORMS_NEVER;

	for (size_t i = 0; i < sizeof(likely) / sizeof(likely[0]); i++) {
		const struct likely *l = &likely[i];
		if (l->langs & 1 << lang && holds(l->letter, letter) && (!l->before || holds(l->before, before))) {
			cost += l->cost;
		}
	}
	return cost;
}

unsigned forms_word_cost(enum forms_lang lang, const char *word)
{
	const char *before = "^";
	unsigned cost = 0;

	for (; *word; word += forms_letter_bytes(word)) {
		cost += forms_likely(lang, before, word);
		before = word;
	}
	return cost + forms_likely(lang, before, "$");
}
