/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rules of transliteration from Russian and from Ukrainian. Sources: doc/names.md. */
#include "name/forms_tables.h"

const struct forms_rule ru_icao[] = {
	{"ё", "e"}, {"й", "i"}, {"х", "kh"}, {"щ", "shch"}, {"ъ", "ie"}, {"ь", ""}, {"ю", "iu"}, {"я", "ia"}, {NULL},
};
const struct forms_rule ru_english[] = {
	{"ий", "y", 0, EDGE}, {"ый", "y", 0, EDGE}, {"е", "ye", OPEN | SHORT_I}, {"ё", "yo"}, {"й", "y"}, {"х", "kh"},
	{"щ", "shch"}, {"ъ", ""}, {"ь", ""}, {"ю", "yu"}, {"я", "ya"}, {NULL},
};
const struct forms_rule ru_gost[] = {
	{"ё", "yo"}, {"х", "x"}, {"ц", "c", 0, SOFT | LETTER_E | LETTER_I | LETTER_EH | YERY | SHORT_I}, {"ц", "cz"},
	{"щ", "shh"}, {"ъ", "``"}, {"ы", "y`"}, {"ь", "`"}, {"э", "e`"}, {"ю", "yu"}, {"я", "ya"}, {NULL},
};
const struct forms_rule ru_iso9[] = {
	{"ё", "ë"}, {"х", "h"}, {"щ", "ŝ"}, {"ъ", "ʺ"}, {"ь", "ʹ"}, {"э", "è"}, {"ю", "û"}, {"я", "â"}, {NULL},
};
const struct forms_rule ru_polish[] = {
	{"нский", "ński", 0, EDGE}, {"нская", "ńska", 0, EDGE}, {"нск", "ńsk"}, {"ский", "ski", 0, EDGE},
	{"цкий", "cki", 0, EDGE}, {"ская", "ska", 0, EDGE}, {"цкая", "cka", 0, EDGE},
	{"ый", "y", 0, EDGE}, {"и", "y", HUSH}, {"л", "l", 0, SOFT | LETTER_E | LETTER_I | EL},
	{"е", "je", OPEN}, {"е", "e", EL | HUSH}, {"е", "ie"}, {"ё", "o", HUSH}, {NULL},
};
const struct forms_rule ru_french[] = {
	{"г", "gu", 0, LETTER_E | LETTER_I | SOFT | LETTER_EH}, {NULL},
};

const struct forms_rule uk_2010[] = {
	{"зг", "zgh"}, {"г", "h"}, {"ґ", "g"}, {"є", "ye", EDGE}, {"є", "ie"}, {"и", "y"}, {"ї", "yi", EDGE}, {"ї", "i"},
	{"й", "y", EDGE}, {"й", "i"}, {"х", "kh"}, {"щ", "shch"}, {"ь", ""}, {"’", ""},
	{"ю", "yu", EDGE}, {"ю", "iu"}, {"я", "ya", EDGE}, {"я", "ia"}, {NULL},
};
const struct forms_rule uk_english[] = {
	{"ий", "y", 0, EDGE}, {"ьо", "io"}, {"г", "h"}, {"ґ", "g"}, {"є", "ye"}, {"и", "y"}, {"ї", "yi"}, {"й", "y"},
	{"х", "kh"}, {"щ", "shch"}, {"ь", ""}, {"’", ""}, {"ю", "yu"}, {"я", "ya"}, {NULL},
};
const struct forms_rule uk_polish[] = {
	{"нський", "ński", 0, EDGE}, {"нська", "ńska", 0, EDGE}, {"ський", "ski", 0, EDGE}, {"цький", "cki", 0, EDGE},
	{"ська", "ska", 0, EDGE}, {"цька", "cka", 0, EDGE}, {"ьо", "io"}, {"г", "h"}, {"є", "je", OPEN},
	{"є", "e", EL}, {"є", "ie"}, {"и", "y"}, {"ї", "ji"},
	{"л", "l", 0, SOFT | EL}, {NULL},
};
/* How the other press habits differ for Ukrainian. */
const struct forms_rule uk_press[] = {
	{"ьо", "io"}, {"г", "h"}, {"и", "y"}, {"ї", "ji"}, {"є", "je"}, {NULL},
};
const struct forms_rule uk_french[] = {
	{"ий", "y", 0, EDGE}, {"г", "h"}, {"и", "y"}, {"ї", "ï"}, {"є", "ie"}, {NULL},
};
const struct forms_rule uk_scholarly[] = {
	{"г", "h"}, {"и", "y"}, {"ї", "ji"}, {"є", "je"}, {"’", "’"}, {NULL},
};
