/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Words that are known: given names by the families' lists, and patronymics of them. */
#include <string.h>

#include "name/forms_rules.h"
#include "name/given.h"

/* What a patronymic has in place of the end of the father's name. Source: the grammars. */
static const struct {
	enum forms_lang lang;
	const char *patronymic, *father;
} patronymics[] = {
	{FORMS_BE, "йлавіч", "іл"}, {FORMS_BE, "йлаўна", "іл"}, {FORMS_RU, "йлович", "ил"}, {FORMS_RU, "йловна", "ил"},
	{FORMS_BE, "авіч", ""}, {FORMS_BE, "аўна", ""}, {FORMS_BE, "евіч", "й"}, {FORMS_BE, "еўна", "й"},
	{FORMS_BE, "евіч", ""}, {FORMS_BE, "еўна", ""}, {FORMS_BE, "’евіч", "ый"}, {FORMS_BE, "’еўна", "ый"},
	{FORMS_BE, "ьевіч", "ій"}, {FORMS_BE, "ьеўна", "ій"}, {FORMS_BE, "рыевіч", "рый"}, {FORMS_BE, "рыеўна", "рый"},
	{FORMS_RU, "ович", ""}, {FORMS_RU, "овна", ""}, {FORMS_RU, "евич", "й"}, {FORMS_RU, "евна", "й"},
	{FORMS_RU, "евич", "ь"}, {FORMS_RU, "евна", "ь"}, {FORMS_RU, "ьевич", "ий"}, {FORMS_RU, "ьевна", "ий"},
	{FORMS_RU, "ич", "а"}, {FORMS_RU, "инична", "а"}, {FORMS_RU, "лович", "ел"}, {FORMS_RU, "ловна", "ел"},
	{FORMS_UK, "ович", ""}, {FORMS_UK, "івна", ""}, {FORMS_UK, "ївна", "й"}, {FORMS_UK, "ович", "о"},
	{FORMS_UK, "івна", "о"}, {FORMS_UK, "ович", "ь"}, {FORMS_UK, "айович", "а"},
	{FORMS_UK, "аївна", "а"},
};

/* Whether the name of the family in the language is among its listed forms. */
static bool listed(const char *forms, const char *word)
{
	struct str all = str_of(forms);
	struct forms_word form;
	size_t n = strlen(word);

	for (size_t at = 0, to; at < all.n; at = to + 1) {
		to = str_find(all, ' ', at);
		if (to - at != n || memcmp(all.p + to - 2, word + n - 2, 2) != 0) {
			continue; /* most end here: capitals need not be read */
		}
		forms_word_read(all, &at, &form);
		if (!strcmp(form.text, word)) {
			return true;
		}
	}
	return false;
}

uint16_t forms_given(const char *word, enum forms_lang lang)
{
	static const enum given_lang in[FORMS_LANGS] = {GIVEN_BE, GIVEN_RU, GIVEN_UK};

	for (unsigned family = 1; strlen(word) > 2 && family <= given_count(); family++) {
		if (listed(given_in((uint16_t)family, in[lang]), word)) {
			return (uint16_t)family;
		}
	}
	return 0;
}

bool forms_is_known(const char *word, enum forms_lang lang)
{
	char father[FORMS_WORD_MOST + 8];
	size_t n = strlen(word);

	if (n >= FORMS_WORD_MOST || forms_given(word, lang) > 0) {
		return n < FORMS_WORD_MOST;
	}
	for (size_t i = 0; i < sizeof(patronymics) / sizeof(patronymics[0]); i++) {
		size_t end = strlen(patronymics[i].patronymic);
		if (patronymics[i].lang != lang || n <= end || strcmp(word + n - end, patronymics[i].patronymic) != 0) {
			continue;
		}
		memcpy(father, word, n - end);
		memcpy(father + n - end, patronymics[i].father, strlen(patronymics[i].father) + 1);
		if (forms_given(father, lang) > 0) {
			return true;
		}
	}
	return false;
}
