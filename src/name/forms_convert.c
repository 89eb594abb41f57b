/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Between Belarusian and Russian: how each letter of the one may be written in the other. Belarusian writes
 * what is heard (а for unstressed о, я for unstressed е, dz for soft d), so it tells more than one Russian
 * spelling and a Russian one, without its stress, more than one Belarusian. Source: the two orthographies.
 */
#include <string.h>

#include "name/forms_rules.h"
#include "name/given.h"

#define FRONT (SOFT | LETTER_E | LETTER_I | SOFT_SIGN) /* what makes a consonant before it soft */

/* A Russian word as Belarusian writes it. Conditions are of the Russian word. */
static const struct forms_rule to_be[] = {
	{"а", "а", .cost = 2}, {"о", "а", .cost = 5}, {"о", "о"}, {"ович", "авіч"}, {"овна", "аўна"},
	{"ова", "ава", 0, EDGE},
	{"ов", "аў", 0, EDGE}, {"енко", "енка", 0, EDGE}, {"ко", "ка", 0, EDGE, 3}, {"ло", "ла", 0, EDGE, 5},
	{"ок", "ак", 0, EDGE, 2}, {"е", "е"}, {"е", "я", CONSONANT, 0, 3}, {"е", "э", .cost = 2}, {"е", "а", HUSH, 0, 4},
	{"ре", "ра", .cost = 8}, {"э", "э", EDGE}, {"э", "э", .cost = 6}, {"ё", "ё"}, {"ё", "о", HUSH, 0, 2},
	{"рё", "ро", .cost = 5}, {"я", "я", EDGE}, {"я", "я", .cost = 2}, {"ря", "ра", .cost = 6}, {"и", "і"},
	{"и", "ы", HUSH},
	{"ри", "ры"}, {"ы", "ы", .cost = 3}, {"цын", "цын", 0, EDGE}, {"ский", "скі", 0, EDGE}, {"цкий", "цкі", 0, EDGE},
	{"ий", "ый", 0, EDGE, 1}, {"ый", "ы", 0, EDGE, 2}, {"ий", "і", 0, EDGE, 4}, {"й", "й"}, {"ю", "ю"}, {"у", "у"},
	{"у", "ў", VOWEL, CONSONANT, 8}, {"д", "д"}, {"д", "дз", 0, FRONT}, {"д", "дз", 0, FIRM, 4}, {"т", "т"},
	{"т", "ц", 0, FRONT}, {"т", "ц", 0, FIRM, 4},
	{"ц", "ц", .cost = 1}, {"тья", "цця"}, {"лья", "лля"}, {"нья", "ння"}, {"в", "в"},
	{"в", "ў", ANY_VOWEL, CONSONANT | EDGE},
	{"в", "у", EDGE, CONSONANT, 1}, {"ол", "оў", 0, CONSONANT, 6}, {"о", "во", EDGE, 0, 3}, {"г", "г"},
	{"г", "ґ", .cost = 1},
	{"щ", "шч"}, {"ъ", "’"}, {"ь", "’", .cost = 1}, {"ь", "ь"}, {"рь", "р", .cost = 8}, {"б", "б"},
	{"ж", "ж"}, {"з", "з"},
	{"к", "к"}, {"л", "л"}, {"м", "м"}, {"н", "н"}, {"п", "п"}, {"р", "р"}, {"с", "с"}, {"ф", "ф"},
	{"х", "х"}, {"ч", "ч"},
	{"ш", "ш"}, {NULL},
};

/* A Belarusian word as Russian writes it. Conditions are of the Belarusian word. */
static const struct forms_rule to_ru[] = {
	{"а", "а"}, {"а", "о", EDGE, 0, 1}, {"а", "о", .cost = 3}, {"о", "о", .cost = 2}, {"аў", "ов", 0, EDGE, 1},
	{"оў", "ов", 0, EDGE, 1}, {"ава", "ова", 0, EDGE}, {"авіч", "ович"}, {"аўна", "овна"}, {"ка", "ко", 0, EDGE},
	{"ла", "ло", 0, EDGE}, {"ак", "ок", 0, EDGE}, {"е", "е", .cost = 1}, {"я", "е", CONSONANT, 0, 3},
	{"э", "е", .cost = 4}, {"э", "е", HUSH}, {"рэ", "ре"}, {"ра", "ре", .cost = 4}, {"а", "е", HUSH, 0, 2},
	{"э", "э"},
	{"ё", "ё"}, {"ё", "е", .cost = 6}, {"о", "ё", HUSH}, {"ро", "рё"}, {"я", "я"}, {"ра", "ря"}, {"і", "и"},
	{"ы", "и", HUSH}, {"ры", "ри"}, {"ты", "ти", .cost = 8}, {"ды", "ди", .cost = 8}, {"тэ", "те", .cost = 8},
	{"дэ", "де", .cost = 8}, {"ы", "ы"}, {"скі", "ский", 0, EDGE}, {"цкі", "цкий", 0, EDGE}, {"ы", "ый", 0, EDGE},
	{"і", "ий", 0, EDGE, 2}, {"й", "й"}, {"ю", "ю"}, {"у", "у"}, {"ў", "у", VOWEL, CONSONANT, 2},
	{"д", "д", .cost = 1},
	{"дз", "д", 0, FRONT}, {"дз", "д", 0, FIRM, 2}, {"т", "т", .cost = 1}, {"ц", "т", 0, FRONT},
	{"ц", "т", 0, FIRM, 2}, {"ц", "ц"}, {"цця", "тья"}, {"лля", "лья"},
	{"ння", "нья"}, {"в", "в", .cost = 1}, {"ў", "в", ANY_VOWEL, CONSONANT | EDGE}, {"у", "в", EDGE, CONSONANT, 1},
	{"оў", "ол", 0, CONSONANT, 5}, {"во", "о", EDGE, 0, 6}, {"г", "г"}, {"шч", "щ"}, {"’", "ъ"}, {"’", "ь"},
	{"ь", "ь"},
	{"р", "рь"}, {"ч", "чь"}, {"ш", "шь"}, {"в", "вь"}, {"м", "мь"}, {"б", "б"}, {"ж", "ж"}, {"з", "з"}, {"к", "к"},
	{"л", "л"}, {"м", "м"}, {"н", "н"}, {"п", "п"}, {"р", "р"}, {"с", "с"}, {"ф", "ф"}, {"х", "х"},
	{"ч", "ч"}, {"ш", "ш"},
	{NULL},
};

/* Endings of given names, and a double letter, of the older orthography in today's. */
static const struct forms_rule normal[] = {
	{"дзьдз", "ддз"}, {"ндар", "ндр", 0, EDGE}, {"ётар", "ётр", 0, EDGE}, {NULL},
};

static size_t add_given(uint16_t family, enum forms_lang to, struct forms_found *ret, size_t most)
{
	struct str all = str_of(given_in(family, to == FORMS_BE ? GIVEN_BE : GIVEN_RU));
	struct forms_word form;
	size_t count = 0;

	for (size_t at = 0; at < all.n && count < most;) {
		forms_word_read(all, &at, &form);
		if (form.n > 0 && form.n < FORMS_WORD_MOST) {
			memcpy(ret[count].word, form.text, form.n + 1);
			ret[count].cost = (unsigned)count * 6;
			count++;
		}
	}
	return count;
}

/* A soft sign that only the older orthography writes: before a soft consonant, and in a double letter. */
static bool sign_is_extra(const char *word, const char *sign)
{
	const char *next = sign + 2;
	bool dz = !strncmp(next, "дз", 4);
	const char *after = next + (dz ? 4 : forms_letter_bytes(next));

	/* In a word of mixed scripts a letter of one byte may stand first. */
	if (sign - word < 2 || !(forms_classes(next) & CONSONANT)) {
		return false;
	}
	const char *before = sign - 2;
	if (!strncmp(before, "л", 2)) {
		return !strncmp(next, "л", 2);
	}
	return strstr("зсцн", (char[3]){before[0], before[1], '\0'}) &&
		forms_classes(after) & (SOFT | LETTER_E | SOFT_SIGN);
}

static void normal_word(const char *word, char *ret)
{
	size_t n = 0;

	for (const char *at = word; *at;) {
		const struct forms_rule *rule = normal;
		while (rule->from && (strncmp(rule->from, at, strlen(rule->from)) != 0 ||
			(rule->before & EDGE && at[strlen(rule->from)]))) {
			rule++;
		}
		size_t taken = rule->from ? strlen(rule->from) : forms_letter_bytes(at);
		const char *to = rule->from ? rule->to : at;
		bool extra = !strncmp(at, "ь", 2) && sign_is_extra(word, at);
		size_t to_n = rule->from ? strlen(to) : extra ? 0 : taken;
		memcpy(ret + n, to, to_n);
		n += to_n;
		at += taken;
	}
	ret[n] = '\0';
}

void forms_normal(struct str name, struct buf *out)
{
	struct forms_word word;
	char small[NAME_TEXT_MOST + 1];

	for (size_t at = 0, from = 0; at < name.n; from = at) {
		forms_word_read(name, &at, &word);
		if (word.n == 0 || !word.cyrillic) {
			buf_add(out, name.p + from, at - from);
			continue;
		}
		normal_word(word.text, small);
		if (word.capital[0]) {
			forms_capital(str_of(small), word.all_capital, out);
		} else {
			buf_puts(out, small);
		}
	}
}

struct direction {
	struct arena *arena;
	enum forms_lang from, to;
};

static size_t convert_word(void *arg, const char *text, struct forms_found *ret, size_t most)
{
	const struct direction *d = arg;
	char today[NAME_TEXT_MOST + 1];
	uint16_t family;

	normal_word(text, today);
	text = d->from == FORMS_BE ? today : text;
	family = forms_given(text, d->from);
	size_t count = family ? add_given(family, d->to, ret, most) : 0;
	/* The tables are read backwards: the one that tells how the other language writes this one. */
	return count ? count :
		forms_search_table(d->arena, d->to == FORMS_RU ? to_be : to_ru, d->to, text, ret, most);
}

size_t forms_convert(struct arena *a, enum forms_lang from, struct str name, struct forms_candidate *ret,
	size_t most)
{
	struct direction d = {a, from, from == FORMS_BE ? FORMS_RU : FORMS_BE};

	return from == FORMS_UK ? 0 : forms_combine(a, name, true, convert_word, &d, ret, most);
}
