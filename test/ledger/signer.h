/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Ed25519 keys for tests, of a seed that is one byte repeated, and the callback that signs with them. */
#ifndef TEST_LEDGER_SIGNER_H
#define TEST_LEDGER_SIGNER_H

#include <string.h>

#include <sodium.h>

#include "ledger/note.h"

struct signer {
	uint8_t public[crypto_sign_PUBLICKEYBYTES];
	uint8_t secret[crypto_sign_SECRETKEYBYTES];
	struct note_key key;
};

static inline enum rc signer_sign(void *data, const void *p, size_t n, uint8_t ret[SIGNATURE_SIZE], struct fault *f)
{
	struct signer *s = data;
	(void)f;
	(void)crypto_sign_detached(ret, NULL, p, n, s->secret);
	return RC_OK;
}

static inline void signer_of_seed(struct signer *s, const uint8_t seed[crypto_sign_SEEDBYTES], const char *name,
	uint8_t type)
{
	(void)crypto_sign_seed_keypair(s->public, s->secret, seed);
	s->key = note_key_make(name, type, s->public);
}

static inline void signer_make(struct signer *s, uint8_t byte, const char *name, uint8_t type)
{
	uint8_t seed[crypto_sign_SEEDBYTES];
	memset(seed, byte, sizeof seed);
	signer_of_seed(s, seed, name, type);
}

#endif
