/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Endings that one family name takes on by sex and language, and those of patronymics: tables. */
#include <string.h>

#include "name/sound.h"

/* Units at the end of a code (UNIT_LETTERS; v is V or W, h is TSH or CH, o is O, E or A), how many they
 * are, and the group of the ending. The first that fits counts: longer ones stand first. */
static const struct {
	const char *end;
	uint8_t units, group;
} endings[] = {
	{"vIhna", 5, 21}, /* -ovichna, as some write */
	{"ovIh", 4, 20},  /* -ovich, -evich, -avich */
	{"ovna", 4, 21},
	{"Ivna", 4, 21},
	{"InIhna", 6, 21},
	{"Ihna", 4, 21},
	{"AJA", 3, 3},
	{"ENE", 3, 10},   /* -iene */
	{"AITE", 4, 11},
	{"UTE", 3, 12},
	{"JUS", 3, 7},
	{"AS", 2, 4},
	{"IS", 2, 5},
	{"US", 2, 6},
	{"OS", 2, 15},
	{"ES", 2, 16},
	{"OI", 2, 14},
	{"EI", 2, 17},
	{"AI", 2, 18},
	{"JA", 2, 19},
	{"S", 1, 8},
	{"9", 1, 13},     /* Latvian -sh */
	{"I", 1, 1},
	{"A", 1, 2},
	{"E", 1, 9},
	{"O", 1, 22},
	{"U", 1, 23},
};
#define ROOT_LEAST 3 /* units that are left before an ending */

static bool fits(char pattern, uint8_t unit)
{
	switch (pattern) {
	case 'v':
		return unit == UNIT_V || unit == UNIT_W;
	case 'h':
		return unit == UNIT_TSH || unit == UNIT_CH;
	case 'o':
		return unit == UNIT_O || unit == UNIT_E || unit == UNIT_A;
	case 'n':
		return unit == UNIT_N;
	case 'a':
		return unit == UNIT_A;
	default:
		return UNIT_LETTERS[unit] == pattern;
	}
}

/* From the last unit on: most endings differ there. */
static bool ends_in(const struct name_token *t, const char *end, size_t units)
{
	if (t->length < units) {
		return false;
	}
	for (size_t i = 1; i <= units; i++) {
		if (!fits(end[units - i], t->code[t->length - i])) {
			return false;
		}
	}
	return true;
}

static bool ends(const struct name_token *t, const char *end)
{
	return ends_in(t, end, strlen(end));
}

void ending_find(struct name_token *t)
{
	t->stem = t->length;
	t->ending = 0;
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		if (t->length >= endings[i].units + ROOT_LEAST && ends_in(t, endings[i].end, endings[i].units)) {
			t->stem = (uint8_t)(t->length - endings[i].units);
			t->ending = endings[i].group;
			return;
		}
	}
}

bool ending_is_patronymic(const struct name_token *t, bool *ret_sure)
{
	*ret_sure = ends(t, "ovna") || ends(t, "Ivna") || ends(t, "InIhna");
	return *ret_sure || ends(t, "ovIh") || ends(t, "vIhna") || (ends(t, "Ih") && t->length >= 4);
}

bool ending_is_feminine(const struct name_token *t)
{
	return t->length >= 3 + ROOT_LEAST && (ends(t, "ovA") || ends(t, "SKAJA"));
}

size_t ending_patronymic_stem(const struct name_token *t)
{
	static const char *const ends_of[] = {"ovIhna", "ovIh", "ovna", "Ivna", "InIhna", "Ihna", "Ih"};
	static const uint8_t units_of[] = {6, 4, 4, 4, 6, 4, 2};

	for (size_t i = 0; i < sizeof(ends_of) / sizeof(ends_of[0]); i++) {
		if (ends(t, ends_of[i]) && t->length > units_of[i]) {
			return (size_t)(t->length - units_of[i]);
		}
	}
	return 0;
}
