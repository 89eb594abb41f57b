/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Code points to letters: Latin with every diacritic, Cyrillic, Greek; the rest by its number. */
#include "name/sound.h"

/*
 * One character for each code point from U+00C0 and from U+1E00: a small letter is its base letter (Unicode
 * canonical decomposition), others are units (sound.h) that the diacritic makes; '~' and ' ' are no letter.
 */
static const char latin_low[] =
	"aaaaEoESeeeeiiiiDNoooo6 6uuu7yTSaaaaEoESeeeeiiiiDNoooo6 6uuu7yTy" /* 00C0 */
	"aaaaaaCC88cc88DDDDeeeeeeeeee44ggggGGXXHHiiiiiiiiiiii55KKkLLLLLLL" /* 0100 */
	"LLLNNNNNNNNNoooo6666rrRR==SS999999CCTTTTuuuuWWuu77uuwwyyyZZ5555s" /* 0140 */
	"bBbb~~Occ~Ddd~EEEffg~~~ikkl~~nnooo~~pp~~~~~ttttuu~vyy55~~~~~~~~~" /* 0180 */
	"~~~~444~l~~n~aaiioouuuuuuuuuuEaaaaEEggggkkoooo~~5~d~gg~~nnaaEE66" /* 01C0 */
	"aaaaeeeeiiiioooorrrruuuu99CC~~hhnd~~zzaaeeooooooooyylnt~~~acclts" /* 0200 */
	"z~~bu~eejj~qrryy";                                                /* 0240 */
static const char latin_added[] =
	"aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm" /* 1E00 */
	"mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv" /* 1E40 */
	"wwwwwwwwwwxxxxyyzzzzzzhtwyas~~S~aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee" /* 1E80 */
	"eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy~~~~yy"; /* 1EC0 */

/* Cyrillic from U+0400, two characters each: units; a quote is a soft or hard sign, a space nothing. */
static const char cyrillic[] =
	"E JO4 G E S I JIJ LJNJC K I W 4 "                                 /* 0400 Ѐ Ё Ђ Ѓ Є Ѕ І Ї Ј Љ Њ Ћ Ќ Ѝ Ў Џ */
	"A B V 2 D E 5 Z I J K L M N O P R S T U F X C 8 9 0 ` I ' E JUJA" /* 0410 А..Я */
	"A B V 2 D E 5 Z I J K L M N O P R S T U F X C 8 9 0 ` I ' E JUJA" /* 0430 а..я */
	"E JO4 G E S I JIJ LJNJC K I W 4 ";                                /* 0450 ѐ..џ */
/* From U+048A, one character each, both cases: letters of the peoples of the former Union. */
static const char cyrillic_more[] =
	"JJ''RRGGGGGG55ZZKKKKKKKKNNNNPPHHSSTTUUUUXXCC88888HH88" /* 048A..04BE */
	"8I55KKLLNNNN88MMIAAAAEEEEEE5555ZZ33IIII66666EEEUUUUUU8822IIGGXXXX"; /* 04BF..04FF */
/* Greek from U+0391 (capitals) and U+03B1 (small), two characters each. */
static const char greek[] = "A V G D E Z I T I K L M N Q O P R S S T I F X PSO I I A E I I ";

static enum letter_what unknown_letter(uint32_t point, struct letter *ret)
{
	ret->script = NAME_OTHER_SCRIPT;
	ret->text[0] = UNIT_LETTERS[UNIT_OTHER + point % 4];
	ret->text[1] = UNIT_LETTERS[UNIT_OTHER + point / 4 % 4];
	ret->text[2] = UNIT_LETTERS[UNIT_OTHER + point / 16 % 4];
	return LETTER_YES;
}

static enum letter_what two_letters(const char *pair, uint8_t script, struct letter *ret)
{
	char first = pair[0] == '`' ? LETTER_SOFT : pair[0];

	if (first == ' ') {
		return LETTER_NOTHING;
	}
	ret->script = script;
	ret->text[0] = first;
	ret->text[1] = pair[1] == ' ' ? '\0' : pair[1];
	return LETTER_YES;
}

static enum letter_what latin_letter(char base, struct letter *ret)
{
	if (base == '~' || base == ' ') {
		return LETTER_SPACE;
	}
	ret->script = NAME_LATIN;
	ret->text[0] = base;
	return LETTER_YES;
}

static enum letter_what ascii(uint32_t point, struct letter *ret)
{
	if (point >= 'A' && point <= 'Z') {
		ret->upper = true;
		return latin_letter((char)(point + 'a' - 'A'), ret);
	}
	if (point >= 'a' && point <= 'z') {
		ret->lower = true;
		return latin_letter((char)point, ret);
	}
	if (point >= '0' && point <= '9') {
		return unknown_letter(point, ret);
	}
	switch (point) {
	case ',':
	case ';':
		return LETTER_COMMA;
	case '.':
		return LETTER_DOT;
	case '-':
		return LETTER_HYPHEN;
	case '\'':
	case '`':
		ret->text[0] = LETTER_SOFT;
		return LETTER_YES;
	default:
		return LETTER_SPACE;
	}
}

/* Punctuation past ASCII that names meet, and what is not to be seen at all. */
static enum letter_what sign(uint32_t point, struct letter *ret)
{
	if (point == 0xB4 || point == 0x2B9 || point == 0x2BA || point == 0x2BC || point == 0x2BB ||
	    point == 0x2B2 || point == 0x2C8 || point == 0x2018 || point == 0x2019 || point == 0x2032 ||
	    point == 0x2033 || point == 0x201B) {
		ret->text[0] = LETTER_SOFT;
		return LETTER_YES;
	}
	if ((point >= 0x2010 && point <= 0x2015) || point == 0x2212 || point == 0xAD) {
		return point == 0xAD ? LETTER_NOTHING : LETTER_HYPHEN;
	}
	if ((point >= 0x200B && point <= 0x200F) || (point >= 0x202A && point <= 0x202E) ||
	    (point >= 0x2060 && point <= 0x206F) || point == 0xFEFF || (point >= 0xFE00 && point <= 0xFE0F)) {
		return LETTER_NOTHING;
	}
	if ((point >= 0x300 && point <= 0x36F) || (point >= 0x483 && point <= 0x489) ||
	    (point >= 0x1AB0 && point <= 0x1AFF) || (point >= 0x1DC0 && point <= 0x1DFF) ||
	    (point >= 0x20D0 && point <= 0x20FF) || (point >= 0xFE20 && point <= 0xFE2F)) {
		return LETTER_MARK;
	}
	return LETTER_SPACE;
}

static enum letter_what cyrillic_letter(uint32_t point, struct letter *ret)
{
	if (point < 0x460) {
		ret->upper = point < 0x430;
		ret->lower = !ret->upper;
		return two_letters(&cyrillic[2 * (point - 0x400)], NAME_CYRILLIC, ret);
	}
	if (point >= 0x48A && point - 0x48A < sizeof(cyrillic_more) - 1) {
		char pair[2] = {cyrillic_more[point - 0x48A], ' '};
		return two_letters(pair, NAME_CYRILLIC, ret);
	}
	if (point == 0x490 || point == 0x491) {
		return two_letters("G ", NAME_CYRILLIC, ret);
	}
	return point < 0x48A && point >= 0x483 ? LETTER_MARK : unknown_letter(point, ret);
}

enum letter_what letter_of(uint32_t point, struct letter *ret)
{
	*ret = (struct letter){0};
	if (point < 0x80) {
		return ascii(point, ret);
	}
	if (point >= 0xC0 && point < 0x250) {
		ret->upper = point < 0xDF;
		ret->lower = point >= 0xDF && point < 0x100;
		return latin_letter(latin_low[point - 0xC0], ret);
	}
	if (point >= 0x400 && point < 0x530) {
		return cyrillic_letter(point, ret);
	}
	if (point >= 0x1E00 && point < 0x1F00) {
		return latin_letter(latin_added[point - 0x1E00], ret);
	}
	if ((point >= 0x391 && point <= 0x3AF) || (point >= 0x3B1 && point <= 0x3CE)) {
		uint32_t at = point >= 0x3B1 ? point - 0x3B1 : point - 0x391;
		return two_letters(&greek[2 * (at < 30 ? at : 8)], NAME_OTHER_SCRIPT, ret);
	}
	if (point >= 0xFF21 && point <= 0xFF5A) { /* full width */
		return ascii(point - 0xFEE0, ret);
	}
	if (point < 0x391 || (point >= 0x1AB0 && point < 0x1E00) || (point >= 0x2000 && point < 0x2C00) ||
	    (point >= 0x3000 && point < 0x3040) || (point >= 0xFE00 && point <= 0xFEFF) ||
	    (point >= 0x1F000 && point < 0x20000) || point >= 0xE0000) {
		return sign(point, ret);
	}
	return unknown_letter(point, ret);
}

/* Base, combining mark, result: as the composed letters of latin_low and cyrillic. */
static const struct {
	char base;
	uint16_t mark;
	char result;
} marked[] = {
	{'c', 0x30C, '8'}, {'s', 0x30C, '9'}, {'z', 0x30C, '5'}, {'r', 0x30C, '='}, {'c', 0x301, 'C'},
	{'s', 0x301, 'S'}, {'z', 0x301, 'Z'}, {'n', 0x301, 'N'}, {'z', 0x307, '5'}, {'u', 0x306, 'W'},
	{'o', 0x308, '6'}, {'u', 0x308, '7'}, {'a', 0x308, 'E'}, {'o', 0x30B, '6'}, {'u', 0x30B, '7'},
	{'a', 0x30A, 'o'}, {'c', 0x327, 'S'}, {'s', 0x327, '9'}, {'s', 0x326, '9'}, {'t', 0x326, 'C'},
	{'t', 0x327, 'C'}, {'n', 0x303, 'N'}, {'I', 0x306, 'J'}, {'U', 0x306, 'W'},
};

char letter_marked(char base, uint32_t mark)
{
	for (size_t i = 0; i < sizeof(marked) / sizeof(marked[0]); i++) {
		if (marked[i].base == base && marked[i].mark == mark) {
			return marked[i].result;
		}
	}
	return base;
}
