/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What of a person is public, written for people: names, fingerprints, the line to hand over. */
#include <sodium.h>
#include <string.h>

#include "ledger/person_key.h"

#define LINE_VERSION 1
#define LINE_CHECK 4
#define LINE_SIZE (1 + 2 * KEY_SIZE + LINE_CHECK)
#define LINE_WORD "volya-person "

#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING

char *base64_format(const uint8_t *p, size_t n, char *text)
{
	return sodium_bin2base64(text, BASE64_TEXT(n), p, n, VARIANT);
}

bool base64_parse(struct str s, uint8_t *ret, size_t n)
{
	size_t got = 0;
	if (s.n != BASE64_TEXT(n) - 1) {
		return false;
	}
	for (size_t i = 0; i < s.n; i++) {
		if ((uint8_t)s.p[i] >= 0x80) { /* which libsodium 1.0.18 takes for '_' */
			return false;
		}
	}
	return sodium_base642bin(ret, n, s.p, s.n, NULL, &got, NULL, VARIANT) == 0 && got == n;
}

/* White space of any script, and what has no width: two names must not look like one. */
static bool is_blank(int32_t c)
{
	return c <= ' ' || c == 0x85 || c == 0xA0 || c == 0xAD || c == 0x1680 || (c >= 0x2000 && c <= 0x200F)
		|| (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) || c == 0x3000 || c == 0xFEFF;
}

enum rc person_name_check(struct str name, struct fault *f)
{
	size_t at = 0;
	if (name.n == 0 || name.n > PERSON_NAME_MOST) {
		return fault_set(f, RC_INVALID, "a name has 1 to %d bytes", PERSON_NAME_MOST);
	}
	if (name.p[0] == '.' || name.p[0] == '-' || name.p[0] == '#') {
		return fault_set(f, RC_INVALID, "a name does not begin with \"%c\"", name.p[0]);
	}
	if (!text_is_nfc(name)) {
		return fault_set(f, RC_INVALID, "the name is not UTF-8 in normal form C");
	}
	for (int32_t c; (c = utf8_next(name, &at)) != -2;) {
		if (is_blank(c) || c == '/' || c == 0x7F) {
			enum rc rc = fault_set(f, RC_INVALID, "a name of a key has no spaces, slashes or hidden characters");
			fault_hint(f, "write it as one word: anna-k");
			return rc;
		}
	}
	return RC_OK;
}

enum rc passphrase_check(struct str passphrase, struct fault *f)
{
	if (passphrase.n > PASSPHRASE_MOST) {
		return fault_set(f, RC_LIMIT, "a passphrase has at most %d bytes", PASSPHRASE_MOST);
	}
	if (!utf8_valid(passphrase) || memchr(passphrase.p, '\n', passphrase.n) || memchr(passphrase.p, 0, passphrase.n)) {
		return fault_set(f, RC_INVALID, "a passphrase is one line of UTF-8");
	}
	if (utf8_length(passphrase) < PASSPHRASE_LEAST) {
		enum rc rc = fault_set(f, RC_INVALID, "the passphrase is shorter than %d characters", PASSPHRASE_LEAST);
		fault_hint(f, "take six words or more by chance, not a sentence that stands anywhere");
		return rc;
	}
	return RC_OK;
}

/* SHA-256("volya/person/1\0" || sign || box || more) */
static void digest(const struct person_public *p, struct str more, uint8_t ret[crypto_hash_sha256_BYTES])
{
	static const char prefix[] = "volya/person/1";
	crypto_hash_sha256_state state;
	(void)crypto_hash_sha256_init(&state);
	(void)crypto_hash_sha256_update(&state, (const uint8_t *)prefix, sizeof prefix);
	(void)crypto_hash_sha256_update(&state, p->sign, KEY_SIZE);
	(void)crypto_hash_sha256_update(&state, p->box, KEY_SIZE);
	(void)crypto_hash_sha256_update(&state, (const uint8_t *)more.p, more.n);
	(void)crypto_hash_sha256_final(&state, ret);
}

/* The digits of handles: no letter among them is taken for another when it is read aloud or copied. */
char *person_fingerprint(const struct person_public *p, char text[FINGERPRINT_TEXT])
{
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
	uint8_t d[crypto_hash_sha256_BYTES];
	char *to = text;
	digest(p, (struct str){0}, d);
	for (unsigned i = 0; i < 25; i++) {
		unsigned bit = 5 * i, two = (unsigned)d[bit / 8] << 8 | d[bit / 8 + 1];
		if (i && i % 5 == 0) {
			*to++ = '-';
		}
		*to++ = digits[two >> (11 - bit % 8) & 31];
	}
	*to = '\0';
	return text;
}

static void line_bytes(const struct person_public *p, uint8_t bytes[LINE_SIZE])
{
	uint8_t d[crypto_hash_sha256_BYTES];
	digest(p, str_of(p->name), d);
	bytes[0] = LINE_VERSION;
	memcpy(bytes + 1, p->sign, KEY_SIZE);
	memcpy(bytes + 1 + KEY_SIZE, p->box, KEY_SIZE);
	memcpy(bytes + 1 + 2 * KEY_SIZE, d, LINE_CHECK);
}

char *person_format(struct arena *a, const struct person_public *p)
{
	uint8_t bytes[LINE_SIZE];
	char text[BASE64_TEXT(LINE_SIZE)];
	line_bytes(p, bytes);
	return arena_printf(a, LINE_WORD "%s %s", p->name, base64_format(bytes, LINE_SIZE, text));
}

enum rc person_parse(struct str line, struct person_public *ret, struct fault *f)
{
	struct person_public p = {0};
	uint8_t bytes[LINE_SIZE], again[LINE_SIZE];
	line = str_trim(line);
	if (!str_starts(line, LINE_WORD)) {
		enum rc rc = fault_set(f, RC_INVALID, "this is no public key of a person");
		fault_hint(f, "it is the line \"volya-person NAME ...\" that \"volya key show\" writes");
		return rc;
	}
	line = str_sub(line, sizeof LINE_WORD - 1, line.n);
	size_t space = str_find(line, ' ', 0);
	struct str name = str_sub(line, 0, space);
	enum rc rc = person_name_check(name, f);
	if (rc != RC_OK) {
		return rc;
	}
	if (space == line.n || !base64_parse(str_sub(line, space + 1, line.n), bytes, LINE_SIZE)
		|| bytes[0] != LINE_VERSION) {
		return fault_set(f, RC_INVALID, "the public key of %.*s is damaged, or of a newer program", STR_ARG(name));
	}
	memcpy(p.name, name.p, name.n);
	memcpy(p.sign, bytes + 1, KEY_SIZE);
	memcpy(p.box, bytes + 1 + KEY_SIZE, KEY_SIZE);
	line_bytes(&p, again);
	if (memcmp(bytes, again, LINE_SIZE) != 0) {
		return fault_set(f, RC_INVALID, "the public key of %.*s is damaged: a letter was changed", STR_ARG(name));
	}
	*ret = p;
	return RC_OK;
}
