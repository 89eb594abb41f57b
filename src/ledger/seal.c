/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/seal.h"

#include <string.h>

#include <sodium.h>

#define TAG_SIZE crypto_aead_xchacha20poly1305_ietf_ABYTES
#define BUCKET_LEAST 256
#define BUCKET_MOST 65536

_Static_assert(SEAL_NONCE == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "a nonce of the cipher");
_Static_assert(SEAL_OVERHEAD == SEAL_NONCE + TAG_SIZE, "nonce and tag");
_Static_assert(KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "a key of the cipher");
_Static_assert(BOX_OVERHEAD == crypto_box_SEALBYTES, "what a box adds");

/* Closes n bytes at p where they lie; the tag goes behind them. */
static void close_in_place(const uint8_t key[KEY_SIZE], const uint8_t *nonce, struct str aad, uint8_t *p, size_t n)
{
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt_detached(p, p + n, NULL, p, n, (const uint8_t *)aad.p, aad.n,
		NULL, nonce, key);
}

/*
 * The plain bytes are copied to where the sealed ones will be, once there is room for all: nothing moves between,
 * so no copy stays behind. padded: what they and the padding take together.
 */
static void seal(const uint8_t key[KEY_SIZE], struct str aad, struct str plain, size_t padded, struct buf *out)
{
	uint8_t *nonce = (uint8_t *)buf_extend(out, padded + SEAL_OVERHEAD);
	if (!nonce) {
		return;
	}
	uint8_t *p = nonce + SEAL_NONCE;
	random_bytes(nonce, SEAL_NONCE);
	if (plain.n) {
		memcpy(p, plain.p, plain.n);
	}
	if (padded > plain.n) {
		p[plain.n] = 0x80;
		memset(p + plain.n + 1, 0, padded - plain.n - 1);
	}
	close_in_place(key, nonce, aad, p, padded);
}

void seal_value(const uint8_t key[KEY_SIZE], struct str aad, struct str plain, struct buf *out)
{
	seal(key, aad, plain, plain.n, out);
}

/* The bucket that holds n bytes and the one that ends them; 0 for what no buffer holds. */
static size_t bucket_of(size_t n)
{
	size_t bucket = BUCKET_LEAST;
	if (n > SIZE_MAX / 2) {
		return 0;
	}
	while (bucket < n + 1 && bucket < BUCKET_MOST) {
		bucket *= 2;
	}
	return bucket >= n + 1 ? bucket : (n / BUCKET_MOST + 1) * BUCKET_MOST;
}

void seal_value_padded(const uint8_t key[KEY_SIZE], struct str aad, struct str plain, struct buf *out)
{
	size_t padded = bucket_of(plain.n);
	if (padded == 0) {
		out->full = true;
		return;
	}
	seal(key, aad, plain, padded, out);
}

enum rc seal_open(const uint8_t key[KEY_SIZE], struct str aad, struct str sealed, struct buf *out, struct fault *f)
{
	static const char refused[] = "a sealed value does not open: it is damaged, or closed with another key";
	if (sealed.n < SEAL_OVERHEAD) {
		return fault_set(f, RC_CRYPTO, "%s", refused);
	}
	size_t before = out->n, n = sealed.n - SEAL_OVERHEAD;
	const uint8_t *nonce = (const uint8_t *)sealed.p;
	uint8_t *p = (uint8_t *)buf_extend(out, n);
	if (!p) {
		return fault_set(f, RC_LIMIT, "a sealed value of %zu bytes is larger than it can be", n);
	}
	if (crypto_aead_xchacha20poly1305_ietf_decrypt_detached(p, NULL, nonce + SEAL_NONCE, n, nonce + SEAL_NONCE + n,
		(const uint8_t *)aad.p, aad.n, nonce, key) != 0) {
		sodium_memzero(p, n);
		out->n = before;
		out->p[before] = '\0';
		return fault_set(f, RC_CRYPTO, "%s", refused);
	}
	return RC_OK;
}

/* Whoever sealed it had the key, so what is wrong here tells an outsider nothing. */
static bool unpad(const char *p, size_t n, size_t *ret)
{
	size_t end = n;
	while (end > 0 && p[end - 1] == '\0') {
		end--;
	}
	*ret = end ? end - 1 : 0;
	return end > 0 && (uint8_t)p[end - 1] == 0x80 && bucket_of(*ret) == n;
}

enum rc seal_open_padded(const uint8_t key[KEY_SIZE], struct str aad, struct str sealed, struct buf *out,
	struct fault *f)
{
	size_t before = out->n, n;
	enum rc rc = seal_open(key, aad, sealed, out, f);
	if (rc != RC_OK) {
		return rc;
	}
	if (!unpad(out->p + before, out->n - before, &n)) {
		rc = fault_set(f, RC_CRYPTO, "a sealed value is not padded as it must be");
		n = 0;
	}
	sodium_memzero(out->p + before + n, out->n - before - n);
	out->n = before + n;
	return rc;
}

enum rc box_seal(const uint8_t box[KEY_SIZE], struct str plain, struct buf *out, struct fault *f)
{
	size_t before = out->n;
	uint8_t *p = (uint8_t *)buf_extend(out, plain.n + BOX_OVERHEAD);
	if (!p) {
		return fault_set(f, RC_LIMIT, "what is to be sealed is larger than it can be");
	}
	if (crypto_box_seal(p, (const uint8_t *)plain.p, plain.n, box) != 0) {
		out->n = before;
		out->p[before] = '\0';
		return fault_set(f, RC_CRYPTO, "a public key to seal for is no key");
	}
	return RC_OK;
}
