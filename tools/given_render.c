/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Given names: how one form may be written by others. The systems are those of doc/names.md. */
#include <string.h>

#include "given_forms.h"

enum system { PRESS, FRENCH, GERMAN, POLISH, SCHOLARLY, ISO9, BGN, LACINKA, SYSTEMS };

/* A Cyrillic letter in each system; NULL: as in PRESS. What the fold makes one anyway is not told apart here. */
static const struct spelling {
	uint32_t letter;
	const char *as[SYSTEMS];
} spellings[] = {
	{0x430, {"a"}}, {0x431, {"b"}}, {0x432, {"v", NULL, "w", "w"}}, {0x433, {"g", NULL, NULL, NULL, NULL, "g"}},
	{0x434, {"d"}}, {0x435, {"e"}}, {0x451, {"yo", "io", "jo", "io", "jo", "e"}},
	{0x436, {"zh", "j", "sch", "ż", "ž", "ž"}}, {0x437, {"z", NULL, "s"}}, {0x438, {"i"}}, {0x439, {"j"}},
	{0x43A, {"k"}}, {0x43B, {"l"}}, {0x43C, {"m"}}, {0x43D, {"n"}}, {0x43E, {"o"}}, {0x43F, {"p"}},
	{0x440, {"r"}}, {0x441, {"s"}}, {0x442, {"t"}}, {0x443, {"u", "ou"}}, {0x444, {"f"}},
	{0x445, {"kh", NULL, "ch", "ch", "ch", "h"}}, {0x446, {"ts", NULL, "z", "c", "c", "c"}},
	{0x447, {"ch", "tch", "tsch", "cz", "č", "č"}}, {0x448, {"sh", "ch", "sch", "sz", "š", "š"}},
	{0x449, {"shch", "chtch", "schtsch", "szcz", "šč", "š"}}, {0x44A, {""}}, {0x44B, {"y"}}, {0x44C, {""}},
	{0x44D, {"e"}}, {0x44E, {"yu", "iou", "ju", "iu", "ju", "u"}}, {0x44F, {"ya", "ia", "ja", "ia", "ja", "a"}},
	{0x454, {"e"}}, {0x456, {"i"}}, {0x457, {"yi", "i", "ji", "ji", "ji", "i"}},
	{0x45E, {"u", NULL, NULL, NULL, "ŭ", "ŭ", "w"}},
	{0x491, {"g"}}, {0x452, {"dj", NULL, NULL, "dź", "đ", "đ"}}, {0x458, {"j"}}, {0x459, {"lj"}}, {0x45A, {"nj"}},
	{0x45B, {"c", "tch", "tsch", "ć", "ć", "ć"}}, {0x45F, {"dzh", "dj", "dsch", "dż", "dž", "d"}},
};

static const char *spelled(uint32_t letter, enum system system)
{
	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
		if (spellings[i].letter == letter) {
			system = system == LACINKA ? SCHOLARLY : system;
			return spellings[i].as[system] ? spellings[i].as[system] : spellings[i].as[PRESS];
		}
	}
	return NULL;
}

static uint32_t small(uint32_t letter)
{
	return letter >= 0x410 && letter <= 0x42F ? letter + 0x20 : letter >= 0x400 && letter <= 0x40F ? letter + 0x50 :
		letter == 0x490 ? 0x491 : letter;
}

static bool is_h(const char *lang, enum system system)
{
	return system != ISO9 && (!strcmp(lang, "be") || !strcmp(lang, "uk"));
}

/* Into out, which is empty after it when the form has a letter that is not Cyrillic. */
static void transliterate(struct str form, const char *lang, enum system system, struct buf *out)
{
	uint32_t last = 0;
	int32_t point;
	size_t at = 0;

	buf_clear(out);
	while ((point = utf8_next(form, &at)) >= 0) {
		uint32_t letter = small((uint32_t)point);
		const char *as = spelled(letter, system);
		if (point == '\'' || point == 0x2019 || point == 0x2BC) {
			as = "";
		} else if (!as) {
			buf_clear(out);
			return;
		} else if (letter == 0x433 && is_h(lang, system)) {
			as = "h";
		} else if (letter == 0x44A && !strcmp(lang, "bg")) {
			as = "a";
		} else if (last == 0x433 && system == FRENCH && !is_h(lang, system) && strchr("ei", as[0])) {
			buf_puts(out, "u"); /* Guennadi */
		} else if (last == 0x43B && system == LACINKA && !strcmp(lang, "be") && as[0] == 'j' && as[1]) {
			as++; /* ля is la */
		}
		buf_puts(out, as);
		last = letter;
	}
}

/* The Latin letter without its sign, for ASCII spellings: Tomáš as Tomas; 0: it has none to lose. */
static char bare(uint32_t point)
{
	static const char letters[] =
		"čcČCšsŠSžzŽZřrŘRćcĆCśsŚSźzŹZżzŻZńnŃNŭuŬU"
		"äaÄAöoÖOüuÜUåaÅAşsŞSșsȘSțtȚTőoŐOűuŰUłlŁLđdĐDõoÕO";
	struct str all = STR(letters);
	size_t at = 0;
	int32_t with, without;

	while ((with = utf8_next(all, &at)) >= 0 && (without = utf8_next(all, &at)) >= 0) {
		if ((uint32_t)with == point) {
			return (char)without;
		}
	}
	return '\0';
}

static bool strip_signs(struct str form, struct buf *out)
{
	size_t at = 0, from = 0;
	bool any = false;
	int32_t point;

	buf_clear(out);
	while ((point = utf8_next(form, &at)) >= 0) {
		char base = bare((uint32_t)point);
		if (base) {
			buf_putc(out, base);
			any = true;
		} else {
			buf_add(out, form.p + from, at - from);
		}
		from = at;
	}
	return any;
}

/* Lithuanian and Latvian give an ending to what men of other languages are called. */
static void with_ending(struct buf *b, void (*add)(void *arg, struct str made), void *arg)
{
	static const char *const after_consonant[] = {"as", "s", "is", "us"}, *const after_i[] = {"us", "s"};
	char last = b->n ? b->p[b->n - 1] : '\0';
	bool vowel = strchr("aeou", last), glide = last == 'j' || last == 'i' || last == 'y';
	size_t n = b->n;

	for (size_t i = 0; last && !vowel && i < (glide ? 2u : 4u); i++) {
		buf_puts(b, glide ? after_i[i] : after_consonant[i]);
		add(arg, (struct str){b->p, b->n});
		b->n = n;
	}
}

/* Russian ё is mostly written е. */
static bool without_yo(struct str form, struct buf *out)
{
	size_t at = 0, from = 0;
	bool any = false;
	int32_t point;

	buf_clear(out);
	while ((point = utf8_next(form, &at)) >= 0) {
		if (point == 0x451 || point == 0x401) {
			buf_puts(out, "е");
			any = true;
		} else {
			buf_add(out, form.p + from, at - from);
		}
		from = at;
	}
	return any;
}

void given_render(struct str form, const char *lang, bool man, void (*add)(void *arg, struct str made), void *arg)
{
	struct buf out, e;

	buf_init(&out, 4096);
	buf_init(&e, 4096);
	for (int system = 0; system < SYSTEMS; system++) {
		transliterate(form, lang, (enum system)system, &out);
		if (out.n > 0) {
			add(arg, (struct str){out.p, out.n});
		}
		if (out.n > 0 && man && system == SCHOLARLY) {
			with_ending(&out, add, arg);
		}
	}
	if (out.n == 0 && strip_signs(form, &out)) {
		add(arg, (struct str){out.p, out.n});
	} else if (without_yo(form, &e)) {
		add(arg, (struct str){e.p, e.n});
		given_render((struct str){e.p, e.n}, lang, man, add, arg);
	}
	buf_finish(&out);
	buf_finish(&e);
}
