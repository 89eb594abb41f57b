/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lines, numbers and base64 (by libsodium) of the small texts of a log. */
#include "ledger/note_text.h"

#include <string.h>

#include <sodium.h>

bool line_take(struct str *rest, struct str *ret)
{
	size_t end = str_find(*rest, '\n', 0);
	if (end == rest->n) {
		return false;
	}
	*ret = str_sub(*rest, 0, end);
	*rest = str_sub(*rest, end + 1, rest->n);
	return true;
}

bool words_take(struct str *rest, const char *words)
{
	if (!str_starts(*rest, words)) {
		return false;
	}
	*rest = str_sub(*rest, strlen(words), rest->n);
	return true;
}

bool number_read(struct str s, uint64_t *ret)
{
	uint64_t v = 0;
	if (s.n == 0 || (s.n > 1 && s.p[0] == '0')) {
		return false;
	}
	for (size_t i = 0; i < s.n; i++) {
		unsigned digit = (unsigned)(s.p[i] - '0');
		if (digit > 9 || v > (UINT64_MAX - digit) / 10) {
			return false;
		}
		v = 10 * v + digit;
	}
	*ret = v;
	return true;
}

/* At most room bytes. */
static bool decode(struct str text, void *p, size_t room, size_t *ret)
{
	for (size_t i = 0; i < text.n; i++) {
		/* libsodium 1.0.18 takes some bytes beyond ASCII for digits. */
		if ((unsigned char)text.p[i] > 0x7F) {
			return false;
		}
	}
	return sodium_base642bin(p, room, text.p, text.n, NULL, ret, NULL, sodium_base64_VARIANT_ORIGINAL) == 0;
}

bool base64_read(struct arena *a, struct str text, struct str *ret)
{
	size_t room = text.n / 4 * 3, n = 0;
	char *p = arena_alloc(a, room + 1);
	if (!decode(text, p, room, &n)) {
		return false;
	}
	*ret = (struct str){p, n};
	return true;
}

bool base64_read_hash(struct str text, struct id *ret)
{
	size_t n = 0;
	return decode(text, ret->b, ID_SIZE, &n) && n == ID_SIZE;
}

char *base64_text(struct arena *a, const void *p, size_t n)
{
	size_t room = sodium_base64_ENCODED_LEN(n, sodium_base64_VARIANT_ORIGINAL);
	return sodium_bin2base64(arena_alloc(a, room), room, p, n, sodium_base64_VARIANT_ORIGINAL);
}

void base64_add_hash(struct buf *b, const struct id *hash)
{
	char text[sodium_base64_ENCODED_LEN(ID_SIZE, sodium_base64_VARIANT_ORIGINAL)];
	buf_puts(b, sodium_bin2base64(text, sizeof text, hash->b, ID_SIZE, sodium_base64_VARIANT_ORIGINAL));
}
