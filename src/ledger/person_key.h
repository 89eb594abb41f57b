/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The inside of a person's key, for the person*.c files alone. */
#ifndef LEDGER_PERSON_KEY_H
#define LEDGER_PERSON_KEY_H

#include "ledger/person.h"

#define PERSON_SEED 32

struct person_key {
	struct person_public public;
	uint8_t seed[PERSON_SEED];
	uint8_t sign_secret[64];
	uint8_t box_secret[32];
};

/* In locked memory, both keys derived from the seed, which is wiped by the caller. */
struct person_key *person_from_seed(struct str name, const uint8_t seed[PERSON_SEED]);

/* Base64 of RFC 4648 section 5 without padding: the text, NUL-terminated, of n bytes is BASE64_TEXT(n) long. */
#define BASE64_TEXT(n) (((n) * 4 + 2) / 3 + 1)
char *base64_format(const uint8_t *p, size_t n, char *text); /* returns text */
bool base64_parse(struct str s, uint8_t *ret, size_t n);    /* exactly n bytes, one way of writing them */

#endif
