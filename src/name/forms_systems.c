/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of systems: which rules each has, in which order, and what it is used for. */
#include <string.h>

#include "name/forms_tables.h"

#define LITHUANIAN_USE "press of Lithuania"
#define LATVIAN_USE "press of Latvia"
#define POLISH_USE "press of Poland"
#define GERMAN_USE "press in German"
#define SCHOLARLY_USE "libraries, in German"
#define FRENCH_USE "press in French"
#define ENGLISH_USE "press in English"
#define ISO9_USE "libraries, a sign a letter"

const struct forms_system forms_systems[] = {
	{"practice", "Belarus, practice", "passports, human rights", FORMS_BE, FORMS_REVERSIBLE, NULL,
		{be_practice, rules_digraphs, rules_plain}},
	{"geo2007", "Instruction 2000/2007", "place names, United Nations", FORMS_BE, FORMS_REVERSIBLE, NULL,
		{be_2007, be_latin, rules_hacek, rules_plain}},
	{"lacinka", "Łacinka", "Belarusian in Latin letters", FORMS_BE, FORMS_REVERSIBLE, NULL,
		{be_lacinka, be_latin, rules_hacek, rules_plain}},
	{"bgn", "BGN/PCGN 1979", "maps, offices of the US and UK", FORMS_BE, FORMS_REVERSIBLE, NULL,
		{be_bgn, rules_digraphs, rules_plain}},
	{"iso9", "ISO 9:1995", ISO9_USE, FORMS_BE, FORMS_REVERSIBLE, NULL, {be_iso9, rules_hacek, rules_plain}},
	{"rules2023", "Rules of 2023", "place names in Belarus", FORMS_BE, FORMS_REVERSIBLE | FORMS_UNVERIFIED, NULL,
		{be_2023, rules_digraphs, rules_plain}},
	{"english", "English", ENGLISH_USE, FORMS_BE, FORMS_PRESS, NULL,
		{be_english, be_practice, rules_digraphs, rules_plain}},
	{"polish", "Polish", POLISH_USE, FORMS_BE, FORMS_PRESS, NULL, {be_polish, polish, rules_plain}},
	{"lithuanian", "Lithuanian", LITHUANIAN_USE, FORMS_BE, FORMS_PRESS | FORMS_MAN, lithuanian_men,
		{be_h, lithuanian, rules_hacek, rules_plain}},
	{"latvian", "Latvian", LATVIAN_USE, FORMS_BE, FORMS_PRESS | FORMS_MAN, latvian_men,
		{be_h, latvian, rules_hacek, rules_plain}},
	{"german", "German", GERMAN_USE, FORMS_BE, FORMS_PRESS, NULL, {be_h, german, rules_plain}},
	{"scholarly", "German scholarly", SCHOLARLY_USE, FORMS_BE, FORMS_REVERSIBLE, NULL,
		{be_scholarly, scholarly, rules_hacek, rules_plain}},
	{"french", "French", FRENCH_USE, FORMS_BE, FORMS_PRESS, NULL, {be_french, french, rules_plain}},

	{"icao", "ICAO Doc 9303", "Russian passports since 2013", FORMS_RU, FORMS_REVERSIBLE, NULL,
		{ru_icao, rules_digraphs, rules_plain}},
	{"english", "English, BGN-like", ENGLISH_USE, FORMS_RU, FORMS_PRESS, NULL,
		{ru_english, rules_digraphs, rules_plain}},
	{"gost", "GOST 7.79 B", "Russian registers", FORMS_RU, FORMS_REVERSIBLE, NULL,
		{ru_gost, rules_digraphs, rules_plain}},
	{"iso9", "ISO 9:1995", ISO9_USE, FORMS_RU, FORMS_REVERSIBLE, NULL, {ru_iso9, rules_hacek, rules_plain}},
	{"polish", "Polish", POLISH_USE, FORMS_RU, FORMS_PRESS, NULL, {ru_polish, polish, rules_plain}},
	{"lithuanian", "Lithuanian", LITHUANIAN_USE, FORMS_RU, FORMS_PRESS | FORMS_MAN, lithuanian_men,
		{lithuanian, rules_hacek, rules_plain}},
	{"latvian", "Latvian", LATVIAN_USE, FORMS_RU, FORMS_PRESS | FORMS_MAN, latvian_men,
		{latvian, rules_hacek, rules_plain}},
	{"german", "German", GERMAN_USE, FORMS_RU, FORMS_PRESS, NULL, {german, rules_plain}},
	{"scholarly", "German scholarly", SCHOLARLY_USE, FORMS_RU, FORMS_REVERSIBLE, NULL,
		{scholarly, rules_hacek, rules_plain}},
	{"french", "French", FRENCH_USE, FORMS_RU, FORMS_PRESS, NULL, {ru_french, french, rules_plain}},

	{"national2010", "National 2010", "Ukrainian passports", FORMS_UK, FORMS_REVERSIBLE, NULL,
		{uk_2010, rules_digraphs, rules_plain}},
	{"english", "English", ENGLISH_USE, FORMS_UK, FORMS_PRESS, NULL, {uk_english, rules_digraphs, rules_plain}},
	{"polish", "Polish", POLISH_USE, FORMS_UK, FORMS_PRESS, NULL, {uk_polish, polish, rules_plain}},
	{"lithuanian", "Lithuanian", LITHUANIAN_USE, FORMS_UK, FORMS_PRESS | FORMS_MAN, lithuanian_men,
		{uk_press, lithuanian, rules_hacek, rules_plain}},
	{"latvian", "Latvian", LATVIAN_USE, FORMS_UK, FORMS_PRESS | FORMS_MAN, latvian_men,
		{uk_press, latvian, rules_hacek, rules_plain}},
	{"german", "German", GERMAN_USE, FORMS_UK, FORMS_PRESS, NULL, {uk_press, german, rules_plain}},
	{"scholarly", "German scholarly", SCHOLARLY_USE, FORMS_UK, FORMS_REVERSIBLE, NULL,
		{uk_scholarly, scholarly, rules_hacek, rules_plain}},
	{"french", "French", FRENCH_USE, FORMS_UK, FORMS_PRESS, NULL, {uk_french, french, rules_plain}},
};
const size_t forms_system_count = sizeof(forms_systems) / sizeof(forms_systems[0]);

const struct forms_system *forms_system(enum forms_lang lang, const char *code)
{
	for (size_t i = 0; i < forms_system_count; i++) {
		if (forms_systems[i].lang == lang && !strcmp(forms_systems[i].code, code)) {
			return &forms_systems[i];
		}
	}
	return NULL;
}

const char *forms_lang_code(enum forms_lang lang)
{
	static const char *const codes[FORMS_LANGS] = {"be", "ru", "uk"};

	return codes[lang];
}
