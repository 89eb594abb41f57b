/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The keyring: secrets (keys of roles, keys of private values), each closed in a box for each person who may use
 * it. One small file beside the database, and not in its backups, so that erasing a secret here erases it.
 *
 *   file = CBOR array [1, array of wraps] || SHA-256 of that
 *   wrap = array [item id (32 bytes), public box key (32 bytes), box]; ascending by item, then key, none twice
 *   box  = sealed box over item id || secret: a wrap that was moved to another item does not open
 *
 * It is written whole, beside, and named over the old one. After an item was removed the old file's blocks are
 * written over with zeros, too; what a flash disk keeps of them nobody can reach from here.
 *
 * Who writes it holds the register's lock for writing from load to write: of two at once the later would undo what
 * the other did. Readers need nothing.
 */
#ifndef LEDGER_KEYRING_H
#define LEDGER_KEYRING_H

#include "ledger/person.h"

/* Bytes of a secret at most. */
#define KEYRING_SECRET_MOST 1024
#define KEYRING_FILE_MOST ((size_t)512 << 20)

struct keyring;

struct wrap {
	struct id item;
	uint8_t person[KEY_SIZE]; /* the public box key */
	struct str box;
};

struct keyring *keyring_create(void); /* empty; for keyring_destroy() */
void keyring_destroy(struct keyring *k); /* NULL is fine */
/* RC_NOT_FOUND: there is none; RC_DENIED: others can read it; RC_CRYPTO: it is damaged. */
MUST_USE enum rc keyring_load(const char *path, struct keyring **ret, struct fault *f);
/* The whole file, 0600, durable when it returns RC_OK; else the one before is there. */
MUST_USE enum rc keyring_write(struct keyring *k, const char *path, struct fault *f);
/* The same on bytes. */
MUST_USE enum rc keyring_decode(struct str bytes, struct keyring **ret, struct fault *f);
MUST_USE enum rc keyring_encode(struct keyring *k, struct buf *out, struct fault *f);

/* Closes the secret for a person and adds it; a wrap of the same item and person gives way. */
MUST_USE enum rc keyring_add(struct keyring *k, const struct id *item, const uint8_t person[KEY_SIZE],
	struct str secret, struct fault *f);
/* Adds all that another keyring has and this has not; and one box that was made elsewhere. */
void keyring_merge(struct keyring *k, struct keyring *from);
void keyring_take(struct keyring *k, const struct id *item, const uint8_t person[KEY_SIZE], struct str box);
/* Opens what is kept of the item for this person. ret holds size bytes, in secret_alloc()'s memory, and the secret
 * must have that size. RC_NOT_FOUND: nothing is kept for them; RC_CRYPTO: it does not open. */
MUST_USE enum rc keyring_open(struct keyring *k, const struct id *item, const struct signer *who, void *ret,
	size_t size, struct fault *f);
/* Whether something is kept; *ret_box (may be NULL) is valid until the next add, remove or destroy. */
bool keyring_find(struct keyring *k, const struct id *item, const uint8_t person[KEY_SIZE], struct str *ret_box);
/* Forgets the item for all, or all items of a person, or the one for the other. Returns how many wraps went. */
size_t keyring_remove(struct keyring *k, const struct id *item);
size_t keyring_remove_person(struct keyring *k, const uint8_t person[KEY_SIZE]);
size_t keyring_remove_wrap(struct keyring *k, const struct id *item, const uint8_t person[KEY_SIZE]);
/* In ascending order; valid until the next add, remove or destroy. */
size_t keyring_count(struct keyring *k);
struct wrap keyring_at(struct keyring *k, size_t i);

#endif
