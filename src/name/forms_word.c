/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Words and letters of names: what is a word, classes of letters, small letters and capitals. */
#include <string.h>

#include "name/forms_rules.h"

/* From U+0430. */
static const uint16_t classes[] = {
	VOWEL, FIRM, FIRM, FIRM, FIRM, VOWEL | LETTER_E, HUSH, FIRM, VOWEL | LETTER_I, SHORT_I, /* а..й */
	FIRM, EL, FIRM, FIRM, VOWEL, FIRM, FIRM, FIRM, FIRM, VOWEL, FIRM, FIRM, HUSH, HUSH,     /* к..ч */
	HUSH, HUSH, SIGN, YERY, SIGN | SOFT_SIGN, VOWEL | LETTER_EH, VOWEL | SOFT, VOWEL | SOFT, /* ш..я */
	0, VOWEL | SOFT, 0, 0, VOWEL | SOFT, 0, VOWEL | SOFT, VOWEL | SOFT, 0, 0, 0, 0, 0, 0, SHORT_U, 0, /* ѐ..џ */
};

enum kind { NO_LETTER, LATIN, CYRILLIC, MARK, APOSTROPHE };

static enum kind kind_of(int32_t point)
{
	if (point >= 0x400 && point < 0x530) {
		return CYRILLIC;
	} else if (point == '\'' || point == 0x2019 || point == 0x2BC || point == '`' || point == 0x2B9 ||
		point == 0x2BA) {
		return APOSTROPHE;
	} else if ((point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') ||
		(point >= 0xC0 && point < 0x250 && point != 0xD7 && point != 0xF7) ||
		(point >= 0x1E00 && point < 0x1F00)) {
		return LATIN;
	}
	return point >= 0x300 && point < 0x370 ? MARK : NO_LETTER;
}

/* Between the Latin letters with signs, a small one is odd or even by block. */
static uint32_t small_of(uint32_t p)
{
	bool odd_is_small = (p >= 0x100 && p < 0x138) || (p >= 0x14A && p < 0x178) || (p >= 0x48A && p < 0x4C0) ||
		(p >= 0x1E00 && p < 0x1F00);
	bool even_is_small = (p >= 0x139 && p < 0x149) || (p >= 0x179 && p < 0x17F);

	if ((p >= 'A' && p <= 'Z') || (p >= 0xC0 && p < 0xDF && p != 0xD7) || (p >= 0x410 && p < 0x430)) {
		return p + 0x20;
	} else if (p >= 0x400 && p < 0x410) {
		return p + 0x50;
	} else if ((odd_is_small && p % 2 == 0) || (even_is_small && p % 2 == 1)) {
		return p + 1;
	}
	return p;
}

static uint32_t capital_of(uint32_t p)
{
	if ((p >= 'a' && p <= 'z') || (p >= 0xE0 && p < 0xFF && p != 0xF7) || (p >= 0x430 && p < 0x450)) {
		return p - 0x20;
	} else if (p >= 0x450 && p < 0x460) {
		return p - 0x50;
	}
	return p > 0x80 && small_of(p - 1) == p ? p - 1 : p;
}

static size_t utf8_put(uint32_t p, char ret[4])
{
	if (p < 0x80) {
		ret[0] = (char)p;
		return 1;
	} else if (p < 0x800) {
		ret[0] = (char)(0xC0 | p >> 6);
		ret[1] = (char)(0x80 | (p & 0x3F));
		return 2;
	}
	ret[0] = (char)(0xE0 | p >> 12);
	ret[1] = (char)(0x80 | (p >> 6 & 0x3F));
	ret[2] = (char)(0x80 | (p & 0x3F));
	return 3;
}

size_t forms_letter_bytes(const char *text)
{
	unsigned char c = (unsigned char)text[0];

	return c == 0 ? 0 : c < 0xC0 ? 1 : c < 0xE0 ? 2 : 3;
}

unsigned forms_classes(const char *text)
{
	size_t n = forms_letter_bytes(text);

	if (n == 0) {
		return EDGE;
	} else if (n == 3) {
		return !memcmp(text, "’", 3) ? SIGN : 0;
	} else if (!memcmp(text, "ґ", n)) {
		return FIRM;
	}
	uint32_t point = n == 2 ? ((unsigned char)text[0] & 0x1Fu) << 6 | ((unsigned char)text[1] & 0x3Fu) : 0;
	return point >= 0x430 && point < 0x460 ? classes[point - 0x430] : 0;
}

/* The Cyrillic letter that a Latin one looks like, in a word that is Cyrillic else. */
static uint32_t look_alike(uint32_t p)
{
	static const char latin[] = "aceiopxyABCEHIKMOPTXY";
	static const uint16_t cyrillic[] = {0x430, 0x441, 0x435, 0x456, 0x43E, 0x440, 0x445, 0x443, 0x410, 0x412,
		0x421, 0x415,
		0x41D, 0x406, 0x41A, 0x41C, 0x41E, 0x420, 0x422, 0x425, 0x423};
	const char *at = p > 0 && p < 0x80 ? strchr(latin, (int)p) : NULL;

	return at ? cyrillic[at - latin] : p;
}

static void word_add(struct forms_word *w, uint32_t p, unsigned *letters, unsigned *capitals)
{
	char bytes[4];
	uint32_t small = small_of(p);
	size_t n = utf8_put(small, bytes);

	if (w->n + n > NAME_TEXT_MOST) {
		return;
	}
	w->capital[w->n] = small != p;
	*letters += 1;
	*capitals += small != p;
	memcpy(w->text + w->n, bytes, n);
	w->n += n;
}

/* Where the word ends; whether it has Cyrillic letters. */
static size_t word_end(struct str name, size_t at, bool *ret_cyrillic)
{
	size_t end = at;
	int32_t point;

	*ret_cyrillic = false;
	while (end - at < NAME_TEXT_MOST && (point = utf8_next(name, &at)) != -2) {
		enum kind kind = kind_of(point);
		if (kind == NO_LETTER) {
			break;
		}
		*ret_cyrillic |= kind == CYRILLIC;
		end = at;
	}
	return end;
}

void forms_word_read(struct str name, size_t *at, struct forms_word *ret)
{
	unsigned letters = 0, capitals = 0;
	size_t next = *at;
	int32_t point = utf8_next(name, &next);
	enum kind kind = kind_of(point);

	ret->n = 0;
	ret->all_capital = false;
	ret->text[0] = '\0';
	if (kind != LATIN && kind != CYRILLIC) {
		*at = point == -2 ? name.n : next;
		return;
	}
	size_t end = word_end(name, *at, &ret->cyrillic);
	while (*at < end && (point = utf8_next(name, at)) >= 0) {
		kind = kind_of(point);
		if (kind == APOSTROPHE && ret->cyrillic) {
			next = *at;
			point = next < end ? 0x2019 : 0; /* the last in a word is a closing quote */
		} else if (kind == MARK && ret->cyrillic) {
			point = 0;
		} else if (ret->cyrillic) {
			point = (int32_t)look_alike((uint32_t)point);
		}
		if (point > 0) {
			word_add(ret, (uint32_t)point, &letters, &capitals);
		}
	}
	ret->text[ret->n] = '\0';
	ret->all_capital = letters > 1 && letters == capitals;
}

void forms_capital(struct str small, bool all, struct buf *out)
{
	size_t at = 0, from = 0;
	int32_t point;

	while ((point = utf8_next(small, &at)) >= 0) {
		char bytes[4];
		uint32_t capital = from == 0 || all ? capital_of((uint32_t)point) : (uint32_t)point;
		size_t n = utf8_put(capital, bytes);
		buf_add(out, bytes, n);
		from = at;
	}
}

bool forms_is_foreign(struct str name, size_t at)
{
	int32_t point = utf8_next(name, &at);
	bool sign = point < 0x80 || (point >= 0xA0 && point < 0xC0) || (point >= 0x2B0 && point < 0x370) ||
		(point >= 0x2000 && point < 0x2100) || point == 0xD7 || point == 0xF7;

	return !sign;
}
