/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Values closed with a key: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03, libsodium's "ietf" construction).
 *
 *   sealed value = nonce (24 random bytes) || ciphertext || tag (16)
 *
 * The aad says what the value is and where it belongs (a leaf, an id): it is not in the bytes, and without the
 * same aad nothing opens. Under one key a nonce by chance does not repeat in 2^80 values.
 *
 * And boxes for one person: libsodium's crypto_box_seal (X25519, XSalsa20-Poly1305, a key pair thrown away).
 */
#ifndef LEDGER_SEAL_H
#define LEDGER_SEAL_H

#include "ledger/ledger.h"
#include "ledger/secret.h"

#define SEAL_NONCE 24
#define SEAL_OVERHEAD (SEAL_NONCE + 16)

/* Appends the sealed value to out; where out has no room for it, out->full is set, as by buf_add(). */
void seal_value(const uint8_t key[KEY_SIZE], struct str aad, struct str plain, struct buf *out);
/*
 * Appends the plain bytes to out, which never holds them before they are known to be true. RC_CRYPTO: another key,
 * another aad, or damage: which of them cannot be told. RC_LIMIT: out has no room. out is for buf_wipe().
 */
MUST_USE enum rc seal_open(const uint8_t key[KEY_SIZE], struct str aad, struct str sealed, struct buf *out,
	struct fault *f);

/*
 * The same with the size hidden: the plain bytes are padded (ISO/IEC 7816-4: 0x80, then zeros) to the next bucket.
 * Buckets are the powers of two from 256 bytes to 64 KiB, then whole numbers of 64 KiB.
 */
void seal_value_padded(const uint8_t key[KEY_SIZE], struct str aad, struct str plain, struct buf *out);
MUST_USE enum rc seal_open_padded(const uint8_t key[KEY_SIZE], struct str aad, struct str sealed, struct buf *out,
	struct fault *f);

#define BOX_OVERHEAD 48

/* Appends a box that only the holder of the public key's other half can open. RC_CRYPTO: that is no good key. */
MUST_USE enum rc box_seal(const uint8_t box[KEY_SIZE], struct str plain, struct buf *out, struct fault *f);

#endif
