/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rules that several systems share, and the habits of the press of each country. Sources: doc/names.md. */
#include "name/forms_tables.h"

/* Letters that are written alike nearly everywhere. */
const struct forms_rule rules_plain[] = {
	{"а", "a"}, {"б", "b"}, {"в", "v"}, {"г", "g"}, {"ґ", "g"}, {"д", "d"}, {"е", "e"}, {"з", "z"}, {"и", "i"},
	{"і", "i"}, {"й", "j"}, {"к", "k"}, {"л", "l"}, {"м", "m"}, {"н", "n"}, {"о", "o"}, {"п", "p"}, {"р", "r"},
	{"с", "s"}, {"т", "t"}, {"у", "u"}, {"ф", "f"}, {"ы", "y"}, {"э", "e"}, {NULL},
};
const struct forms_rule rules_digraphs[] = {
	{"ж", "zh"}, {"ц", "ts"}, {"ч", "ch"}, {"ш", "sh"}, {NULL},
};
const struct forms_rule rules_hacek[] = {
	{"ж", "ž"}, {"ц", "c"}, {"ч", "č"}, {"ш", "š"}, {NULL},
};

const struct forms_rule polish[] = {
	{"зь", "ź"}, {"сь", "ś"}, {"нь", "ń"}, {"ць", "ć"}, {"ль", "l"}, {"ь", ""}, {"ъ", ""}, {"’", ""},
	{"л", "ł"}, {"ё", "jo", OPEN | SHORT_U}, {"ё", "o", EL}, {"ё", "io"}, {"ю", "ju", OPEN | SHORT_U},
	{"ю", "u", EL}, {"ю", "iu"}, {"я", "ja", OPEN | SHORT_U}, {"я", "a", EL}, {"я", "ia"},
	{"в", "w"}, {"ж", "ż"}, {"х", "ch"}, {"ц", "c"}, {"ч", "cz"}, {"ш", "sz"}, {"щ", "szcz"}, {NULL},
};
const struct forms_rule lithuanian[] = {
	{"е", "je", EDGE | ANY_VOWEL | SIGN}, {"ё", "jo", OPEN}, {"ё", "io"}, {"ю", "ju", OPEN}, {"ю", "iu"},
	{"я", "ja", OPEN}, {"я", "ia"}, {"ў", "u"}, {"х", "ch"}, {"щ", "šč"}, {"ь", ""}, {"ъ", ""}, {"’", ""}, {NULL},
};
const struct forms_rule lithuanian_men[] = {
	{"скі", "skis", 0, EDGE}, {"цкі", "ckis", 0, EDGE}, {"ский", "skis", 0, EDGE}, {"цкий", "ckis", 0, EDGE},
	{"ський", "skis", 0, EDGE}, {"цький", "ckis", 0, EDGE}, {"іч", "ičius", 0, EDGE}, {"ич", "ičius", 0, EDGE},
	{"ый", "ijus", 0, EDGE}, {"ий", "ijus", 0, EDGE}, {"ій", "ijus", 0, EDGE}, {"й", "jus", 0, EDGE},
	{"ь", "is", 0, EDGE}, {"ў", "vas", 0, EDGE}, {"", "as", CONSONANT, EDGE}, {NULL},
};
const struct forms_rule latvian[] = {
	{"ская", "ska", 0, EDGE}, {"цкая", "cka", 0, EDGE}, {"ль", "ļ"}, {"нь", "ņ"},
	{"е", "je", EDGE | ANY_VOWEL | SIGN},
	{"ё", "jo"}, {"ю", "ju"}, {"я", "ja"}, {"ў", "u"}, {"х", "h"}, {"щ", "šč"}, {"ы", "i"},
	{"ь", ""}, {"ъ", ""}, {"’", ""}, {NULL},
};
const struct forms_rule latvian_men[] = {
	{"скі", "skis", 0, EDGE}, {"цкі", "ckis", 0, EDGE}, {"ский", "skis", 0, EDGE}, {"цкий", "ckis", 0, EDGE},
	{"ський", "skis", 0, EDGE}, {"цький", "ckis", 0, EDGE}, {"й", "js", 0, EDGE}, {"ль", "ļs", 0, EDGE},
	{"нь", "ņs", 0, EDGE}, {"ь", "s", 0, EDGE}, {"ў", "vs", 0, EDGE}, {"", "s", CONSONANT, EDGE}, {NULL},
};
const struct forms_rule german[] = {
	{"ий", "i", 0, EDGE}, {"ый", "y", 0, EDGE}, {"с", "ss", ANY_VOWEL, ANY_VOWEL},
	{"е", "je", EDGE | ANY_VOWEL | SIGN},
	{"ё", "jo"}, {"ю", "ju"}, {"я", "ja"}, {"в", "w"}, {"ж", "sch"}, {"з", "s"}, {"ў", "u"}, {"х", "ch"}, {"ц", "z"},
	{"ч", "tsch"}, {"ш", "sch"}, {"щ", "schtsch"}, {"ь", ""}, {"ъ", ""}, {"’", ""}, {NULL},
};
const struct forms_rule scholarly[] = {
	{"ё", "ë"}, {"ю", "ju"}, {"я", "ja"}, {"э", "ė"}, {"х", "ch"}, {"щ", "šč"}, {"ь", "ʹ"}, {"ъ", "ʺ"}, {NULL},
};
const struct forms_rule french[] = {
	{"ий", "i", 0, EDGE}, {"ый", "y", 0, EDGE}, {"ін", "ine", 0, EDGE}, {"ин", "ine", 0, EDGE},
	{"с", "ss", ANY_VOWEL, ANY_VOWEL}, {"ё", "yo", OPEN}, {"ё", "io"}, {"ю", "you", OPEN}, {"ю", "iou"},
	{"я", "ya", OPEN}, {"я", "ia"}, {"й", "ï", ANY_VOWEL}, {"й", "i"}, {"у", "ou"}, {"ў", "ou"}, {"ж", "j"},
	{"х", "kh"},
	{"ц", "ts"}, {"ч", "tch"}, {"ш", "ch"}, {"щ", "chtch"}, {"ь", ""}, {"ъ", ""}, {"’", ""}, {NULL},
};
