/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Handles and bytes, written for people: Crockford's base32 and hexadecimal. */
#include <string.h>

#include "ledger/ledger.h"

static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

char *handle_format(handle h, char text[HANDLE_TEXT])
{
	uint64_t bits = (uint64_t)h;
	for (int i = HANDLE_TEXT - 2; i >= 0; i--) {
		text[i] = digits[bits & 31];
		bits >>= 5;
	}
	text[HANDLE_TEXT - 1] = '\0';
	return text;
}

static int digit_value(char c)
{
	if (c >= 'A' && c <= 'Z') {
		c = (char)(c - 'A' + 'a');
	}
	if (c == 'i' || c == 'l') {
		c = '1';
	} else if (c == 'o') {
		c = '0';
	}
	const char *at = c ? strchr(digits, c) : NULL;
	return at ? (int)(at - digits) : -1;
}

bool handle_parse(struct str s, handle *ret_handle)
{
	uint64_t bits = 0;
	if (s.n != HANDLE_TEXT - 1) {
		return false;
	}
	for (size_t i = 0; i < s.n; i++) {
		int value = digit_value(s.p[i]);
		if (value < 0) {
			return false;
		}
		bits = bits << 5 | (uint64_t)value;
	}
	*ret_handle = (handle)bits;
	return bits != 0;
}

char *hex_format(const uint8_t *p, size_t n, char *text)
{
	static const char hex[] = "0123456789abcdef";
	for (size_t i = 0; i < n; i++) {
		text[2 * i] = hex[p[i] >> 4];
		text[2 * i + 1] = hex[p[i] & 15];
	}
	text[2 * n] = '\0';
	return text;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	if (c >= 'a' && c <= 'f') {
		return c - 'a' + 10;
	}
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool hex_parse(struct str s, uint8_t *ret, size_t n)
{
	if (s.n != 2 * n) {
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		int high = hex_value(s.p[2 * i]), low = hex_value(s.p[2 * i + 1]);
		if (high < 0 || low < 0) {
			return false;
		}
		ret[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}
