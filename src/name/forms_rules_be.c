/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rules of transliteration from Belarusian. Sources: doc/names.md. */
#include "name/forms_tables.h"

const struct forms_rule be_practice[] = {
	{"цц", "ts"}, {"г", "h"}, {"ґ", "g"}, {"й", "i"}, {"ў", "u"}, {"х", "kh"},
	{"е", "ye", OPEN}, {"е", "e"}, {"ё", "yo", OPEN}, {"ё", "io"}, {"ю", "yu", OPEN}, {"ю", "iu"},
	{"я", "ya", EDGE | VOWEL | SIGN}, {"я", "ia"}, {"ь", ""}, {"’", ""}, {NULL},
};
const struct forms_rule be_english[] = {
	{"ый", "y", 0, EDGE}, {"ій", "i", 0, EDGE}, {NULL},
};
const struct forms_rule be_bgn[] = {
	{"г", "h"}, {"ґ", "g"}, {"е", "ye"}, {"ё", "yo"}, {"ю", "yu"}, {"я", "ya"}, {"й", "y"}, {"ў", "w"},
	{"х", "kh"}, {"ь", "ʹ"}, {"’", "ʺ"}, {NULL},
};
/* What the Instruction and Łacinka have in common. */
const struct forms_rule be_latin[] = {
	{"зь", "ź"}, {"сь", "ś"}, {"нь", "ń"}, {"ць", "ć"}, {"г", "h"}, {"ґ", "g"}, {"ў", "ŭ"}, {"х", "ch"},
	{"е", "je", OPEN | SHORT_U}, {"е", "ie"}, {"ё", "jo", OPEN | SHORT_U}, {"ё", "io"},
	{"ю", "ju", OPEN | SHORT_U}, {"ю", "iu"}, {"я", "ja", OPEN | SHORT_U}, {"я", "ia"}, {"ь", ""}, {"’", ""}, {NULL},
};
const struct forms_rule be_2007[] = {
	{"ль", "ĺ"}, {NULL},
};
const struct forms_rule be_lacinka[] = {
	{"ль", "l"}, {"л", "l", 0, SOFT | LETTER_E | EL}, {"л", "ł"},
	{"е", "e", EL}, {"ё", "o", EL}, {"ю", "u", EL}, {"я", "a", EL}, {NULL},
};
const struct forms_rule be_iso9[] = {
	{"ґ", "g̀"}, {"ё", "ë"}, {"і", "ì"}, {"ў", "ŭ"}, {"х", "h"}, {"э", "è"}, {"ю", "û"}, {"я", "â"},
	{"ь", "ʹ"}, {"’", "’"}, {NULL},
};
const struct forms_rule be_2023[] = {
	{"г", "h"}, {"ў", "w"}, {"х", "h"}, {"ц", "c"}, {"ь", ""}, {"’", ""},
	{"е", "je", OPEN | SHORT_U}, {"е", "ie"}, {"ё", "jo", OPEN | SHORT_U}, {"ё", "io"},
	{"ю", "ju", OPEN | SHORT_U}, {"ю", "iu"}, {"я", "ja", OPEN | SHORT_U}, {"я", "ia"}, {NULL},
};
const struct forms_rule be_polish[] = {
	{"нская", "ńska", 0, EDGE}, {"ская", "ska", 0, EDGE}, {"цкая", "cka", 0, EDGE}, {"нск", "ńsk"},
	{"ый", "y", 0, EDGE}, {"г", "h"}, {"ў", "u"},
	{"л", "l", 0, SOFT | LETTER_E | EL}, {"е", "je", OPEN | SHORT_U}, {"е", "e", EL}, {"е", "ie"}, {NULL},
};
const struct forms_rule be_h[] = { /* г is heard as h in every language */
	{"г", "h"}, {NULL},
};
const struct forms_rule be_french[] = {
	{"г", "h"}, {"оў", "ou"}, {NULL},
};
const struct forms_rule be_scholarly[] = {
	{"г", "h"}, {"ў", "ŭ"}, {"’", "’"}, {NULL},
};
