/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A person's key in memory: what it is derived from, what it signs, what it opens. */
#include "ledger/person.h"

#include <sodium.h>
#include <string.h>

#include "ledger/person_key.h"

_Static_assert(PERSON_SEED == crypto_kdf_KEYBYTES, "the seed is a key to derive from");
_Static_assert(crypto_sign_SECRETKEYBYTES == 64 && crypto_box_SECRETKEYBYTES == 32, "as in person_key.h");
_Static_assert(SIGNATURE_SIZE == crypto_sign_BYTES, "a signature of Ed25519");

struct person_key *person_from_seed(struct str name, const uint8_t seed[PERSON_SEED])
{
	struct person_key *k = secret_alloc(sizeof *k);
	uint8_t *derived = secret_alloc(PERSON_SEED);
	memcpy(k->seed, seed, PERSON_SEED);
	memcpy(k->public.name, name.p, name.n < PERSON_NAME_MOST ? name.n : PERSON_NAME_MOST);
	(void)crypto_kdf_derive_from_key(derived, PERSON_SEED, 1, "volyasig", seed);
	(void)crypto_sign_seed_keypair(k->public.sign, k->sign_secret, derived);
	(void)crypto_kdf_derive_from_key(derived, PERSON_SEED, 1, "volyabox", seed);
	(void)crypto_box_seed_keypair(k->public.box, k->box_secret, derived);
	secret_free(derived);
	return k;
}

struct person_key *person_make(struct str name)
{
	uint8_t *seed = secret_alloc(PERSON_SEED);
	randombytes_buf(seed, PERSON_SEED);
	struct person_key *k = person_from_seed(name, seed);
	secret_free(seed);
	return k;
}

void person_destroy(struct person_key *k)
{
	secret_free(k);
}

bool person_is_locked(const struct person_key *k)
{
	/* Locked twice is locked once; sodium_malloc() does not say whether it could. */
	return sodium_mlock((void *)k, sizeof *k) == 0;
}

const struct person_public *person_public(const struct person_key *k)
{
	return &k->public;
}

/* domain || 0x00 || bytes */
static enum rc signed_bytes(struct str domain, struct str bytes, uint8_t *ret, size_t *ret_n, struct fault *f)
{
	if (domain.n == 0 || domain.n > PERSON_DOMAIN_MOST) {
		return fault_set(f, RC_INVALID, "what a signature is for is not said, or too long");
	}
	for (size_t i = 0; i < domain.n; i++) {
		if (domain.p[i] < '!' || domain.p[i] > '~') {
			return fault_set(f, RC_INVALID, "what a signature is for is written with other than plain letters");
		}
	}
	if (bytes.n > PERSON_BYTES_MOST) {
		return fault_set(f, RC_LIMIT, "%zu bytes are more than are signed at once", bytes.n);
	}
	memcpy(ret, domain.p, domain.n);
	ret[domain.n] = 0;
	if (bytes.n) {
		memcpy(ret + domain.n + 1, bytes.p, bytes.n);
	}
	*ret_n = domain.n + 1 + bytes.n;
	return RC_OK;
}

#define SIGNED_MOST (PERSON_DOMAIN_MOST + 1 + PERSON_BYTES_MOST)

enum rc person_sign(const struct person_key *k, struct str domain, struct str bytes, uint8_t ret[SIGNATURE_SIZE],
	struct fault *f)
{
	uint8_t message[SIGNED_MOST];
	size_t n;
	enum rc rc = signed_bytes(domain, bytes, message, &n, f);
	if (rc == RC_OK) {
		(void)crypto_sign_detached(ret, NULL, message, n, k->sign_secret);
	}
	return rc;
}

enum rc person_check(const uint8_t sign[KEY_SIZE], struct str domain, struct str bytes,
	const uint8_t signature[SIGNATURE_SIZE], struct fault *f)
{
	uint8_t message[SIGNED_MOST];
	size_t n;
	enum rc rc = signed_bytes(domain, bytes, message, &n, f);
	if (rc == RC_OK && crypto_sign_verify_detached(signature, message, n, sign) != 0) {
		rc = fault_set(f, RC_CRYPTO, "the person's signature does not hold");
	}
	return rc;
}

enum rc person_open_box(const struct person_key *k, struct str sealed, void *ret, struct fault *f)
{
	if (sealed.n > PERSON_BYTES_MOST + BOX_OVERHEAD) {
		return fault_set(f, RC_LIMIT, "%zu bytes are more than a box is opened of", sealed.n);
	}
	if (sealed.n < BOX_OVERHEAD || crypto_box_seal_open(ret, (const uint8_t *)sealed.p, sealed.n, k->public.box,
		k->box_secret) != 0) {
		return fault_set(f, RC_CRYPTO, "a box does not open: it is damaged, or was closed for somebody else");
	}
	return RC_OK;
}

static enum rc signer_sign(void *data, struct str domain, struct str bytes, uint8_t ret[SIGNATURE_SIZE],
	struct fault *f)
{
	return person_sign(data, domain, bytes, ret, f);
}

static enum rc signer_open_box(void *data, struct str sealed, void *ret, struct fault *f)
{
	return person_open_box(data, sealed, ret, f);
}

struct signer person_signer(const struct person_key *k)
{
	return (struct signer){.public = k->public, .sign = signer_sign, .open_box = signer_open_box, .data = (void *)k};
}
