/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Views of bytes, and UTF-8 read one code point at a time. */
#include "base/text.h"

#include <string.h>

struct str str_of(const char *cstr)
{
	return cstr != NULL ? (struct str){cstr, strlen(cstr)} : (struct str){"", 0};
}

bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_is(struct str a, const char *cstr)
{
	return str_eq(a, str_of(cstr));
}

static char ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool str_eq_nocase(struct str a, struct str b)
{
	if (a.n != b.n) {
		return false;
	}
	for (size_t i = 0; i < a.n; i++) {
		if (ascii_lower(a.p[i]) != ascii_lower(b.p[i])) {
			return false;
		}
	}
	return true;
}

bool str_is_nocase(struct str a, const char *cstr)
{
	return str_eq_nocase(a, str_of(cstr));
}

bool str_starts(struct str a, const char *prefix)
{
	size_t n = strlen(prefix);
	return a.n >= n && (n == 0 || memcmp(a.p, prefix, n) == 0);
}

int str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n != 0 ? memcmp(a.p, b.p, n) : 0;
	return c != 0 ? c : (a.n > b.n) - (a.n < b.n);
}

/* Bytes of white space or invisible filling at p, 0 if there is none. */
static size_t space_at(const char *p, size_t n)
{
	unsigned char c = (unsigned char)p[0];
	if (c == ' ' || (c >= '\t' && c <= '\r')) {
		return 1;
	}
	if (n >= 2 && memcmp(p, "\xC2\xA0", 2) == 0) {
		return 2; /* U+00A0 no-break space */
	}
	if (n >= 3 && (memcmp(p, "\xEF\xBB\xBF", 3) == 0 || memcmp(p, "\xE2\x80\x8B", 3) == 0)) {
		return 3; /* U+FEFF byte order mark, U+200B zero-width space */
	}
	return 0;
}

struct str str_trim(struct str s)
{
	while (s.n > 0) {
		size_t w = space_at(s.p, s.n);
		if (w == 0) {
			break;
		}
		s.p += w;
		s.n -= w;
	}
	while (s.n > 0) {
		size_t w = 1;
		while (w < 3 && w < s.n && ((unsigned char)s.p[s.n - w] & 0xC0) == 0x80) {
			w++;
		}
		if (space_at(s.p + s.n - w, w) != w) {
			break;
		}
		s.n -= w;
	}
	return s;
}

struct str str_sub(struct str s, size_t from, size_t to)
{
	to = to < s.n ? to : s.n;
	from = from < to ? from : to;
	return (struct str){s.n != 0 ? s.p + from : s.p, to - from};
}

size_t str_find(struct str s, char c, size_t from)
{
	if (from >= s.n) {
		return s.n;
	}
	const char *hit = memchr(s.p + from, c, s.n - from);
	return hit != NULL ? (size_t)(hit - s.p) : s.n;
}

char *str_dup(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);
	if (s.n != 0) {
		memcpy(p, s.p, s.n);
	}
	return p;
}

struct str str_copy(struct arena *a, struct str s)
{
	return (struct str){str_dup(a, s), s.n};
}

bool str_int(struct str s, int64_t *ret_value)
{
	bool negative = s.n > 0 && s.p[0] == '-';
	size_t i = s.n > 0 && (s.p[0] == '-' || s.p[0] == '+') ? 1 : 0;
	int64_t value = 0;

	if (i == s.n) {
		return false;
	}
	for (; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9') {
			return false;
		}
		int digit = s.p[i] - '0';
		/* Counted downwards, as the negative side reaches one further. */
		if (__builtin_mul_overflow(value, 10, &value) ||
			__builtin_sub_overflow(value, digit, &value)) {
			return false;
		}
	}
	if (!negative && value == INT64_MIN) {
		return false;
	}
	*ret_value = negative ? value : -value;
	return true;
}

size_t str_split(struct arena *a, struct str s, char c, struct str **ret_parts)
{
	size_t count = 1;
	for (size_t at = str_find(s, c, 0); at < s.n; at = str_find(s, c, at + 1)) {
		count++;
	}
	struct str *parts = arena_array(a, count, sizeof(*parts));
	size_t from = 0;
	for (size_t i = 0; i < count; i++) {
		size_t to = str_find(s, c, from);
		parts[i] = str_trim(str_sub(s, from, to));
		from = to + 1;
	}
	*ret_parts = parts;
	return count;
}

static bool continues(struct str s, size_t at)
{
	return at < s.n && ((unsigned char)s.p[at] & 0xC0) == 0x80;
}

int32_t utf8_next(struct str s, size_t *at)
{
	static const int32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

	if (*at >= s.n) {
		return -2;
	}
	size_t i = (*at)++;
	unsigned char c = (unsigned char)s.p[i];
	if (c < 0x80) {
		return c;
	}
	size_t length = c >= 0xF0 && c <= 0xF4 ? 4 : c >= 0xE0 && c < 0xF0 ? 3 : c >= 0xC2 && c < 0xE0 ? 2 : 0;
	if (length == 0) {
		return -1;
	}
	int32_t value = c & (0x7F >> length);
	for (size_t k = 1; k < length; k++) {
		if (!continues(s, i + k)) {
			return -1;
		}
		value = value << 6 | (s.p[i + k] & 0x3F);
	}
	if (value < least[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
		return -1;
	}
	*at = i + length;
	return value;
}

/* How many bytes from at on are plain ASCII, eight at a time. */
static size_t ascii_run(struct str s, size_t at)
{
	size_t i = at;
	for (; i + 8 <= s.n; i += 8) {
		uint64_t eight;
		memcpy(&eight, s.p + i, 8);
		if ((eight & UINT64_C(0x8080808080808080)) != 0) {
			break;
		}
	}
	while (i < s.n && (unsigned char)s.p[i] < 0x80) {
		i++;
	}
	return i - at;
}

bool utf8_valid(struct str s)
{
	for (size_t at = ascii_run(s, 0); at < s.n; at += ascii_run(s, at)) {
		if (utf8_next(s, &at) < 0) {
			return false;
		}
	}
	return true;
}

size_t utf8_length(struct str s)
{
	size_t count = 0;
	for (size_t at = 0; at < s.n; count++) {
		utf8_next(s, &at);
	}
	return count;
}
