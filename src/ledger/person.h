/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The key of a person: from one seed of 32 bytes an Ed25519 key to sign and an X25519 key to open boxes, derived
 * with libsodium's crypto_kdf (BLAKE2b) in the contexts "volyasig" and "volyabox", number 1.
 *
 *   signature = Ed25519 over domain || 0x00 || bytes
 *   fingerprint = the first 125 bits of SHA-256("volya/person/1\0" || sign || box), as 5 groups of 5 letters
 *
 * The file of the key is text, closed by a passphrase (Argon2id, then XChaCha20-Poly1305 over the seed):
 *
 *   # two lines for whoever opens the file
 *   volya-person-key 1
 *   name NAME
 *   public <base64 of sign || box>
 *   argon2id <memory in KiB> <passes> <salt, 16 bytes in hexadecimal>
 *   sealed <base64 of the sealed seed; its aad is all that stands above>
 *   check <hexadecimal of the first 8 bytes of SHA-256 over all that stands above>
 *
 * Only what the writer would write is read: any other byte anywhere is an error.
 */
#ifndef LEDGER_PERSON_H
#define LEDGER_PERSON_H

#include "ledger/ledger.h"
#include "ledger/seal.h"

#define PERSON_NAME_MOST 64
/* Of a signed message, and of what is in a box, so that either can be asked of the agent. */
#define PERSON_BYTES_MOST 4096
#define PERSON_DOMAIN_MOST 64

/* What others may know. */
struct person_public {
	char name[PERSON_NAME_MOST + 1]; /* in NFC, without spaces or slashes, not led by '.', '-' or '#' */
	uint8_t sign[KEY_SIZE];
	uint8_t box[KEY_SIZE];
};

/* In locked memory. */
struct person_key;

/* What opening costs whoever tries passphrases. */
struct person_cost {
	uint32_t memory_kib;
	uint32_t passes;
};
extern const struct person_cost person_cost_usual; /* 64 MiB, 3 passes */
/* A file that asks for less or more than this is refused: one protects nobody, the other stops the machine. */
#define PERSON_MEMORY_LEAST (8 * 1024)
#define PERSON_MEMORY_MOST (512 * 1024)
#define PERSON_PASSES_MOST 16

/* Characters a passphrase must have at least, and bytes it may have at most. */
#define PASSPHRASE_LEAST 14
#define PASSPHRASE_MOST 1024

/* RC_INVALID says what is wrong with a name, or with a new passphrase. */
MUST_USE enum rc person_name_check(struct str name, struct fault *f);
MUST_USE enum rc passphrase_check(struct str passphrase, struct fault *f);

/*
 * Makes a key and writes its file (0600) durably; RC_CONFLICT if PATH is there. ret is for person_destroy().
 * The passphrase is the caller's, in secret_alloc()'s memory.
 */
MUST_USE enum rc person_create(const char *path, struct str name, struct str passphrase, struct person_key **ret,
	struct fault *f);
/*
 * RC_NOT_FOUND: there is no file; RC_DENIED: others than the owner can read it, or it is no plain file;
 * RC_CRYPTO: the passphrase is another, or the file is damaged (the message says which).
 */
MUST_USE enum rc person_open(const char *path, struct str passphrase, struct person_key **ret, struct fault *f);
/* The public half without a passphrase: what the file says, which is proved only when it is opened. */
MUST_USE enum rc person_look(const char *path, struct person_public *ret, struct fault *f);
/* Closes the file with another passphrase; the one before opens it no more. */
MUST_USE enum rc person_repassphrase(const char *path, struct str old, struct str new_one, struct fault *f);
void person_destroy(struct person_key *k); /* NULL is fine */
/* Whether this process may keep it from the swap: a limit of the system's (RLIMIT_MEMLOCK) can forbid that. */
bool person_is_locked(const struct person_key *k);

/* The same on the bytes of a file. */
struct person_key *person_make(struct str name); /* of a name that was checked */
MUST_USE enum rc person_encode(const struct person_key *k, struct str passphrase, struct person_cost cost,
	struct buf *out, struct fault *f); /* RC_IO: there is no such memory */
MUST_USE enum rc person_decode(struct str text, struct str passphrase, struct person_key **ret, struct fault *f);
MUST_USE enum rc person_decode_public(struct str text, struct person_public *ret, struct person_cost *ret_cost,
	struct fault *f);

const struct person_public *person_public(const struct person_key *k); /* lives as long as k */
/* RC_INVALID: the domain is empty, too long or not printable; RC_LIMIT: more than PERSON_BYTES_MOST. */
MUST_USE enum rc person_sign(const struct person_key *k, struct str domain, struct str bytes,
	uint8_t ret[SIGNATURE_SIZE], struct fault *f);
/* RC_CRYPTO when it does not hold. */
MUST_USE enum rc person_check(const uint8_t sign[KEY_SIZE], struct str domain, struct str bytes,
	const uint8_t signature[SIGNATURE_SIZE], struct fault *f);
/* Writes the sealed.n - BOX_OVERHEAD bytes of a box to ret. RC_CRYPTO: not for this person, or damaged. */
MUST_USE enum rc person_open_box(const struct person_key *k, struct str sealed, void *ret, struct fault *f);

/*
 * Whoever can sign as a person and open what is closed for them: a key that was loaded here, or the agent
 * (web/agent.h). Everything that needs a person's signature takes this.
 */
struct signer {
	struct person_public public;
	enum rc (*sign)(void *data, struct str domain, struct str bytes, uint8_t ret[SIGNATURE_SIZE], struct fault *f);
	enum rc (*open_box)(void *data, struct str sealed, void *ret, struct fault *f);
	void *data;
};
/* Over a key, which must outlive it. */
struct signer person_signer(const struct person_key *k);

#define FINGERPRINT_TEXT 30
char *person_fingerprint(const struct person_public *p, char text[FINGERPRINT_TEXT]); /* returns text */
/*
 * One line to hand over: "volya-person NAME BASE64", where the base64 (RFC 4648 section 5, no padding) is of
 * 0x01 || sign || box || the first 4 bytes of SHA-256("volya/person/1\0" || sign || box || name).
 * Whether it is from whom it says is for people to see, by the fingerprint.
 */
char *person_format(struct arena *a, const struct person_public *p);
MUST_USE enum rc person_parse(struct str line, struct person_public *ret, struct fault *f);

#endif
