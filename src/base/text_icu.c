/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Normal form, case and the check of outside text, over ICU. Nearly all text here is
 * ASCII, Latin or Cyrillic in normal form already; it never reaches ICU's normaliser.
 */
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

/* Longest text, in bytes, that is worth handling: ICU counts in int32_t. */
#define LONGEST ((size_t)64 * 1024 * 1024)

/*
 * Code points that are assigned, starters, and unchanged by NFC whatever stands beside
 * them (NFC_Quick_Check=Yes, combining class 0 in UnicodeData). U+0300 on may combine.
 */
static bool is_plain(int32_t c)
{
	return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t' || (c >= 0xA0 && c < 0x300) ||
		(c >= 0x400 && c <= 0x482) || (c >= 0x48A && c <= 0x52F) ||
		(c >= 0x2010 && c <= 0x2027) || (c >= 0x2030 && c <= 0x205E);
}

static bool all_plain(struct str s)
{
	for (size_t at = 0; at < s.n;) {
		if (s.p[at] >= ' ' && s.p[at] < 0x7F) {
			at++; /* nearly always, and no call for it */
		} else if (!is_plain(utf8_next(s, &at))) {
			return false;
		}
	}
	return true;
}

/* UTF-16 in the arena; bytes that are not UTF-8 become U+FFFD. */
static UChar *to_utf16(struct arena *a, struct str s, int32_t *ret_length)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar *wide = arena_array(a, s.n + 1, sizeof(*wide));
	u_strFromUTF8WithSub(wide, (int32_t)s.n + 1, ret_length, s.p, (int32_t)s.n, 0xFFFD, NULL, &status);
	return wide;
}

static char *to_utf8(struct arena *a, const UChar *wide, int32_t length)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t size = length * 3 + 1; /* the most a UTF-16 unit takes */
	char *text = arena_alloc(a, (size_t)size);
	u_strToUTF8(text, size, NULL, wide, length, &status);
	return text;
}

static UChar *to_nfc(struct arena *a, UChar *wide, int32_t *length)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
	if (unorm2_isNormalized(nfc, wide, *length, &status)) {
		return wide;
	}
	/* Worst growth of NFC in UTF-16 units: Unicode FAQ on normalisation. */
	int32_t size = *length * 3 + 1;
	UChar *normal = arena_array(a, (size_t)size, sizeof(*normal));
	*length = unorm2_normalize(nfc, wide, *length, normal, size, &status);
	return normal;
}

static char *fold_plain(struct arena *a, struct str s)
{
	/* Two bytes may become three (U+023A and its like), one stays one, three stay three. */
	char *text = arena_alloc(a, s.n + s.n / 2 + 1);
	int32_t n = 0;
	for (size_t at = 0; at < s.n;) {
		int32_t c = u_tolower(utf8_next(s, &at));
		U8_APPEND_UNSAFE(text, n, c);
	}
	text[n] = '\0';
	return text;
}

char *text_fold(struct arena *a, struct str s)
{
	s.n = s.n < LONGEST ? s.n : LONGEST;
	/* U+0130 is the one plain letter whose lower case is two code points. */
	if (all_plain(s) && memmem(s.p, s.n, "\xC4\xB0", 2) == NULL) {
		return fold_plain(a, s);
	}
	UErrorCode status = U_ZERO_ERROR;
	int32_t length;
	UChar *wide = to_utf16(a, s, &length);
	wide = to_nfc(a, wide, &length);
	int32_t size = length * 3 + 1;
	UChar *lower = arena_array(a, (size_t)size, sizeof(*lower));
	length = u_strToLower(lower, size, wide, length, "", &status);
	lower = to_nfc(a, lower, &length);
	return to_utf8(a, lower, length);
}

static enum rc refuse(struct fault *f, struct str s, size_t at, int32_t c)
{
	unsigned column = (unsigned)utf8_length(str_sub(s, 0, at)) + 1;

	if (c < 0) {
		fault_set(f, RC_INVALID, "byte 0x%02X is not UTF-8 text", (unsigned char)s.p[at]);
	} else if (u_charType(c) == U_CONTROL_CHAR) {
		fault_set(f, RC_INVALID, "there is a control character U+%04X in the text", (unsigned)c);
	} else if (u_charType(c) == U_UNASSIGNED) {
		fault_set(f, RC_INVALID, "U+%04X is not a character of Unicode %s", (unsigned)c,
			U_UNICODE_VERSION);
	} else {
		fault_set(f, RC_INVALID, "U+%04X turns the direction of the text that follows", (unsigned)c);
		fault_hint(f, "take the invisible character out; it can make a text read as another");
	}
	fault_where(f, NULL, 0, column);
	return RC_INVALID;
}

static bool is_allowed(int32_t c)
{
	if (is_plain(c)) {
		return true;
	}
	if (c < 0 || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)) {
		return false;
	}
	int8_t type = u_charType(c);
	return type != U_CONTROL_CHAR && type != U_UNASSIGNED;
}

enum rc text_clean(struct arena *a, struct str s, char **ret_text, struct fault *f)
{
	if (s.n > LONGEST) {
		return fault_set(f, RC_LIMIT, "a text of %zu bytes is too long", s.n);
	}
	bool plain = true;
	for (size_t at = 0; at < s.n;) {
		size_t start = at;
		int32_t c = utf8_next(s, &at);
		if (is_plain(c)) {
			continue;
		}
		plain = false;
		if (!is_allowed(c)) {
			return refuse(f, s, start, c);
		}
	}
	if (plain) {
		*ret_text = str_dup(a, s);
		return RC_OK;
	}
	int32_t length;
	UChar *wide = to_utf16(a, s, &length);
	wide = to_nfc(a, wide, &length);
	*ret_text = to_utf8(a, wide, length);
	return RC_OK;
}

bool text_is_nfc(struct str s)
{
	if (all_plain(s)) {
		return true;
	}
	if (s.n > LONGEST || !utf8_valid(s)) {
		return false;
	}
	UErrorCode status = U_ZERO_ERROR;
	UChar *wide = xmalloc((s.n + 1) * sizeof(*wide));
	int32_t length;
	u_strFromUTF8(wide, (int32_t)s.n + 1, &length, s.p, (int32_t)s.n, &status);
	bool normal = U_SUCCESS(status)
		&& unorm2_isNormalized(unorm2_getNFCInstance(&status), wide, length, &status)
		&& U_SUCCESS(status);
	free(wide);
	return normal;
}

char *text_country(struct arena *a, struct str code, const char *language)
{
	UErrorCode error = U_ZERO_ERROR;
	UChar name[128];
	char utf8[512];
	int32_t n;
	if (code.n != 2 || code.p[0] < 'A' || code.p[0] > 'Z' || code.p[1] < 'A' || code.p[1] > 'Z') {
		return NULL;
	}
	char locale[] = {'_', code.p[0], code.p[1], '\0'};
	n = uloc_getDisplayCountry(locale, language, name, 128, &error);
	/* U_USING_DEFAULT_WARNING: no name was found, and the code stands for it. */
	if (U_FAILURE(error) || error == U_USING_DEFAULT_WARNING || n == 0 || n >= 128) {
		return NULL;
	}
	u_strToUTF8(utf8, sizeof utf8, &n, name, n, &error);
	return U_FAILURE(error) ? NULL : str_dup(a, (struct str){utf8, (size_t)n});
}
