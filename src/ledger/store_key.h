/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The key of a store of sealed chunks that lies with somebody who is to read nothing of it (manifest.h). Whoever holds
 * a role has it. From its 32 bytes four keys are derived, with libsodium's crypto_kdf (BLAKE2b) in the context
 * "volyahst":
 *
 *   1 chunks   chunk  = seal_value() of 64 KiB, aad its name
 *   2 names    name   = BLAKE2b-256 of the 64 KiB, with this key: the same bytes have the same name, and who has not
 *              the key cannot tell by a name what it is of
 *   3 bodies   body   = seal_value_padded(); manifest.h
 *   4 links    link   = a box for one person over seal_value() of the next key's 32 bytes, aad both ids
 *
 *   id = SHA-256("volya/host-key/1\0" || the 32 bytes), and under that the keyring keeps it
 *
 * A new key reaches a person only who has the one before, and their own: where the one before was destroyed by all,
 * what was sealed with it opens for nobody, whatever the store has kept.
 */
#ifndef LEDGER_STORE_KEY_H
#define LEDGER_STORE_KEY_H

#include "ledger/person.h"

#define CHUNK_SIZE ((size_t)65536)
#define CHUNK_SEALED (CHUNK_SIZE + SEAL_OVERHEAD)
#define LINK_SIZE (BOX_OVERHEAD + SEAL_OVERHEAD + KEY_SIZE)

struct store_key; /* in locked memory */
struct store_key *store_key_make(void);
struct store_key *store_key_of(const uint8_t bytes[KEY_SIZE]);
void store_key_destroy(struct store_key *k); /* NULL is fine */
const struct id *store_key_id(const struct store_key *k);
struct str store_key_bytes(const struct store_key *k); /* a view */

/* Of CHUNK_SIZE bytes. */
void chunk_name(const struct store_key *k, const void *chunk, struct id *ret);
void chunk_seal(const struct store_key *k, const struct id *name, const void *chunk, struct buf *out);
/* Appends CHUNK_SIZE bytes. RC_CRYPTO: it is not what bears this name. */
MUST_USE enum rc chunk_open(const struct store_key *k, const struct id *name, struct str sealed, struct buf *out,
	struct fault *f);

void body_seal(const struct store_key *k, const struct id *aad, struct str plain, struct buf *out);
MUST_USE enum rc body_open(const struct store_key *k, const struct id *aad, struct str sealed, struct buf *out,
	struct fault *f);

/* Appends LINK_SIZE bytes: the next key for who has this one, and the person's. */
MUST_USE enum rc link_seal(const struct store_key *from, const struct store_key *to, const uint8_t box[KEY_SIZE],
	struct buf *out, struct fault *f);
/* RC_NOT_FOUND: it is another person's; RC_CRYPTO: it holds another key than that of this id. */
MUST_USE enum rc link_open(const struct store_key *from, const struct id *to, struct str link, const struct signer *who,
	struct store_key **ret, struct fault *f);

#endif
