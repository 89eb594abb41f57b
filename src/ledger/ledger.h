/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ledger: what makes a statement attributable. Deterministic CBOR (RFC 8949 section
 * 4.2), statement headers with two salted digests, changes with the signatures of an
 * organisation's two roles, and the role keys. No database here, no files but the key
 * files, no meaning of a property.
 *
 *   claim digest  = SHA-256("volya/claim/1\0"  || claim salt  || CBOR [property, value, language, valid])
 *   source digest = SHA-256("volya/source/1\0" || source salt || CBOR source handle (8 bytes) or null)
 *   (a value is null, text, an integer, or the 8 bytes of a handle; an empty text where language or
 *   validity was not said; handles big-endian; texts as text_clean() left them)
 *   header        = CBOR {1: 1, 2: org (16 bytes), 3: kind, 4: subject (8 bytes), 5: mode,
 *                         6: target id (32 bytes; absent for assert), 7: day, 8: claim, 9: source}
 *   statement id  = SHA-256("volya/statement/1\0" || header)
 *   message digest = SHA-256("volya/message/1\0" || salt || message)
 *   proposal      = CBOR {1: 2, 2: org, 3: day of the headers, 4: message digest, 5: count,
 *                         6: SHA-256 over the statement ids in order}
 *   proposal id   = SHA-256("volya/proposal/1\0" || proposal)
 *   change body   = CBOR {1: 2, 2: org, 3: number, 4: previous change id (absent for the first),
 *                         5: day recorded, 6: proposal (its bytes)}
 *   change id     = SHA-256("volya/change/2\0" || body)
 *   signature     = Ed25519 over "volya/sign/1\0" || role byte (1 author, 2 reviewer, 3 log) || id
 *
 * The author signs the proposal's id and the reviewer the change's, so that they can sign on two days and on two
 * machines. What stands in the log (entry.c) is each header, and after those of a change its body with both signatures.
 */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include "base/base.h"
#include "ledger/cbor.h"

#define ID_SIZE 32
#define ORG_SIZE 16
#define SALT_SIZE 32
#define KEY_SIZE 32
#define SIGNATURE_SIZE 64

struct id {
	uint8_t b[ID_SIZE];
};

/* Handles of subjects: random, 60 bits, positive. Written as 12 characters of Crockford's
 * base32 in lower case. 0 is no handle. */
typedef int64_t handle;
#define HANDLE_TEXT 13

enum mode {
	MODE_ASSERT = 1,
	MODE_REPLACE = 2,
	MODE_RETRACT = 3,
	MODE_DISPUTE = 4,
};

/* Must be called before anything else here; more often does no harm. Ends the process if the crypto
 * libraries do not start. */
void ledger_start(void);

/* size random bytes, made in blocks from seeds of the system's, so cheap for small sizes. Thread-safe. */
void random_bytes(void *p, size_t size);
handle handle_random(void);
char *handle_format(handle h, char text[HANDLE_TEXT]); /* returns text */
bool handle_parse(struct str s, handle *ret_handle);   /* case-blind; i l read as 1, o as 0 */

char *hex_format(const uint8_t *p, size_t n, char *text); /* text holds 2 n + 1; returns text */
bool hex_parse(struct str s, uint8_t *ret, size_t n);      /* exactly n bytes */

/* What a statement says: the part that is hidden behind the claim digest. */
enum value_type {
	VALUE_NONE = 0, /* retract, dispute without a value */
	VALUE_TEXT,
	VALUE_INT,
	VALUE_REF, /* the handle of another subject */
};
struct value {
	enum value_type type;
	struct str text;
	int64_t number; /* VALUE_INT, or the handle of VALUE_REF */
};

struct claim {
	struct str property; /* its key in the kinds table */
	struct value value;
	struct str language; /* BCP 47 tag, or empty */
	struct str valid;    /* EDTF, or empty: not bound to a time */
};

struct header {
	uint8_t org[ORG_SIZE];
	int kind;
	handle subject;
	enum mode mode;
	bool has_target;
	struct id target; /* the statement replaced, retracted or disputed */
	day day;
	struct id claim;
	struct id source;
};

/* Largest header in bytes. */
#define HEADER_MAX 192

void claim_digest(const struct claim *c, const uint8_t salt[SALT_SIZE], struct id *ret);
void source_digest(handle source, const uint8_t salt[SALT_SIZE], struct id *ret); /* 0: no source */
/* Returns the number of bytes written. */
size_t header_encode(const struct header *h, uint8_t bytes[HEADER_MAX]);
/* Strict: RC_INVALID for whatever would not encode to the same bytes again. */
MUST_USE enum rc header_decode(const uint8_t *bytes, size_t n, struct header *ret, struct fault *f);
void statement_id(const uint8_t *header, size_t n, struct id *ret);

enum role {
	ROLE_AUTHOR = 1,
	ROLE_REVIEWER = 2,
	ROLE_LOG = 3, /* signs the log's checkpoints */
	ROLE_WITNESS = 4, /* cosigns the checkpoints of others; no role of an organisation's log, so not among ROLES */
};
#define ROLES 3

/* What an author wants said: the message, the statements, the day that stands in their headers. */
struct proposal {
	uint8_t org[ORG_SIZE];
	day day;
	struct id message;
	int64_t count;        /* statements */
	struct id statements; /* from change_sum_finish() */
};

/* A proposal in its place: the change that closes the statements before it. */
struct change_body {
	uint8_t org[ORG_SIZE];
	int64_t number; /* 1, 2, 3 ... */
	bool has_previous;
	struct id previous;
	day day; /* recorded on */
	struct proposal proposal;
};

/* SHA-256 over the ids of a change, fed one by one. */
struct change_sum;
struct change_sum *change_sum_create(void);
void change_sum_add(struct change_sum *s, const struct id *id);
void change_sum_finish(struct change_sum *s, struct id *ret); /* frees s */

void message_digest(struct str message, const uint8_t salt[SALT_SIZE], struct id *ret);
void proposal_id(const struct proposal *p, struct id *ret);
/* Appends the canonical bytes to out. */
void change_encode(const struct change_body *c, struct buf *out);
/* Strict, as header_decode() is. */
MUST_USE enum rc change_decode(struct str bytes, struct change_body *ret, struct fault *f);
void change_id(struct str body, struct id *ret);

/*
 * Before there was a log a change had another body, with its message in clear: CBOR {1: 1, 2: org, 3: number, 4:
 * previous, 5: day, 6: message, 7: count, 8: sum}, its id by "volya/change/1", and both roles signed that. Read where
 * such a register gets its log (register/log_found.c). The proposal's day is the change's.
 */
MUST_USE enum rc change_decode_first(struct str bytes, struct change_body *ret, struct str *ret_message,
	struct fault *f);
void change_id_first(struct str body, struct id *ret);

/* Role keys. The secret half lies in memory that is locked, guarded and wiped. */
struct role_key;
/* Makes one, writes PATH (0600, secret) durably; RC_CONFLICT if PATH is there. */
MUST_USE enum rc role_key_create(const char *path, enum role role, struct role_key **ret, struct fault *f);
/* Reads one. RC_NOT_FOUND, RC_DENIED (readable by others), RC_CRYPTO (damaged). */
MUST_USE enum rc role_key_load(const char *path, enum role role, struct role_key **ret, struct fault *f);
/* The same key in a new file, 0600, durable; RC_CONFLICT if it is there. */
MUST_USE enum rc role_key_copy(const char *from, const char *to, enum role role, struct fault *f);
/* One that lies in no file: made anew, or from its seed (a copy), and the seed, to be closed in a keyring. */
struct role_key *role_key_make(enum role role);
struct role_key *role_key_of_seed(enum role role, const uint8_t seed[KEY_SIZE]);
struct str role_key_seed(const struct role_key *k); /* a view: KEY_SIZE bytes of the key's own memory */
void role_key_destroy(struct role_key *k); /* NULL is fine */
void role_key_public(const struct role_key *k, uint8_t ret[KEY_SIZE]);
void role_key_sign(const struct role_key *k, const struct id *id, uint8_t ret[SIGNATURE_SIZE]);
/*
 * The bytes themselves, for signed notes: by a log's key, which signs nothing else but founding entries, and by a
 * witness's, which signs nothing but cosignatures. RC_CRYPTO for another role, and for what the other of the two signs.
 */
MUST_USE enum rc role_key_sign_note(const struct role_key *k, struct str text, uint8_t ret[SIGNATURE_SIZE],
	struct fault *f);
/* RC_CRYPTO when it does not hold. */
MUST_USE enum rc signature_check(const uint8_t key[KEY_SIZE], enum role role, const struct id *id,
	const uint8_t signature[SIGNATURE_SIZE], struct fault *f);

/* A signature, and whether it holds. */
struct signed_id {
	uint8_t key[KEY_SIZE];
	enum role role;
	struct id id;
	uint8_t signature[SIGNATURE_SIZE];
	int64_t tag; /* the caller's */
	bool holds;
};
/* Sets holds of each, on all cores. */
void signatures_check(struct signed_id *list, size_t count);

/* SHA-256 with a kept context, for view digests and ETags. */
struct hash;
struct hash *hash_create(void);
void hash_add(struct hash *h, const void *p, size_t n);
void hash_finish(struct hash *h, struct id *ret); /* frees h */

#endif
