/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The small signed texts of a log, as C2SP writes them: signed-note, tlog-checkpoint, tlog-cosignature
 * (Ed25519, type 0x04), tlog-proof, tlog-policy. What is parsed lies in the caller's arena or is a view of
 * the caller's bytes, which must outlive it. Signatures are made through a callback and checked by libsodium.
 */
#ifndef LEDGER_NOTE_H
#define LEDGER_NOTE_H

#include "ledger/tree.h"

/* The types of keys that are used here. */
#define NOTE_ED25519 0x01
#define NOTE_COSIGNATURE 0x04

/* The largest note that is read, and the most lines of signatures in it. */
#define NOTE_MOST ((size_t)1 << 20)
#define NOTE_LINES_MOST 100

/* A public key. */
struct note_key {
	const char *name;
	uint32_t id;
	uint8_t type;
	uint8_t key[KEY_SIZE];
};

/* A key and its id: the first four bytes of SHA-256(name || 0x0A || type || key). name is not copied. */
struct note_key note_key_make(const char *name, uint8_t type, const uint8_t key[KEY_SIZE]);
/* "name+id+base64". RC_INVALID: of another form, of another type than the two above, or its id is wrong. */
MUST_USE enum rc note_key_parse(struct arena *a, struct str vkey, struct note_key *ret, struct fault *f);
char *note_key_format(struct arena *a, const char *name, uint8_t type, const uint8_t key[KEY_SIZE]);
/* Not empty, UTF-8, without spaces of any kind, control characters and plus signs. */
bool note_name_fits(struct str name);

struct note_line {
	const char *name;
	uint32_t id;
	struct str signature; /* what follows the four bytes of the id */
	struct str line;      /* as it stands in the note, its line feed too */
};
struct note {
	struct str text; /* ends with a line feed; a view of the bytes */
	struct note_line *lines;
	size_t count;
};

/* RC_INVALID, RC_LIMIT. Nothing is believed yet: note_check() does that. */
MUST_USE enum rc note_parse(struct arena *a, struct str bytes, struct note *ret, struct fault *f);
/* The same of what comes apart: a checkpoint's text, and the lines that a witness answered. */
MUST_USE enum rc note_join(struct arena *a, struct str text, struct str lines, struct note *ret, struct fault *f);
/*
 * That the note is signed with the key, of either type. RC_NOT_FOUND: no line of that key (lines of others
 * do not matter); RC_CRYPTO: one there is does not hold.
 */
MUST_USE enum rc note_check(const struct note *n, const struct note_key *k, struct fault *f);
/* The same for a cosignature, with the time it names, in seconds since 1970; of several the latest. */
MUST_USE enum rc note_cosign_check(const struct note *n, const struct note_key *k, uint64_t *ret_seconds,
	struct fault *f);

/* Signs the n bytes: the secret may lie elsewhere. */
typedef enum rc (*sign_bytes)(void *data, const void *p, size_t n, uint8_t ret[SIGNATURE_SIZE],
	struct fault *f);
/* The whole note: text (which must end with a line feed), an empty line, one signature. k is of type NOTE_ED25519. */
MUST_USE enum rc note_sign(struct arena *a, struct str text, const struct note_key *k, sign_bytes sign,
	void *data, char **ret, struct fault *f);
/* The line of a cosignature alone, with its line feed: to be added to the note. k is of type NOTE_COSIGNATURE. */
MUST_USE enum rc note_cosign(struct arena *a, struct str text, const struct note_key *k, uint64_t seconds,
	sign_bytes sign, void *data, char **ret_line, struct fault *f);

struct checkpoint {
	const char *origin;
	uint64_t size;
	struct id root;
};

/* Of a note's text. Lines after the third are let pass: they are not ours to judge. */
MUST_USE enum rc checkpoint_parse(struct arena *a, struct str text, struct checkpoint *ret, struct fault *f);
char *checkpoint_format(struct arena *a, const struct checkpoint *c); /* the text that is signed */

/* A receipt for one entry that can be checked offline. */
struct tlog_proof {
	bool has_extra;
	struct str extra; /* not signed by anybody */
	uint64_t index;
	struct proof proof;
	struct str checkpoint; /* the whole note */
};

char *tlog_proof_format(struct arena *a, const struct tlog_proof *p);
MUST_USE enum rc tlog_proof_parse(struct arena *a, struct str bytes, struct tlog_proof *ret, struct fault *f);
/*
 * That the leaf is where the receipt says, in the tree of its checkpoint. Who signed the checkpoint is not
 * looked at: policy_check() or note_check() on ret_note, which may be NULL, does. Errors as those of the parts.
 */
MUST_USE enum rc tlog_proof_check(struct arena *a, const struct tlog_proof *p, const struct id *leaf,
	struct note *ret_note, struct checkpoint *ret, struct fault *f);

/* Which logs are known, and whose cosignatures make a checkpoint good enough. */
struct policy_log {
	struct note_key key;
	const char *url; /* or NULL */
};
struct policy_member {
	const char *name;
	/* A witness: needed is 0. */
	struct note_key key;
	const char *url; /* or NULL */
	/* A group: so many of its members, which are indexes of earlier ones. */
	size_t needed;
	size_t *members;
	size_t count;
};
struct policy {
	struct policy_log *logs;
	size_t log_count;
	struct policy_member *members; /* witnesses and groups in the order of the file */
	size_t member_count;
	size_t quorum; /* index of a member, or POLICY_NONE */
};
#define POLICY_NONE SIZE_MAX
#define POLICY_MOST ((size_t)1 << 18) /* bytes of a file; and at most 256 logs and 256 members */

/*
 * RC_INVALID with the line, RC_LIMIT. A witness's key that is written as of type 1 is taken for the same key
 * as a cosigner's, as others write it so.
 */
MUST_USE enum rc policy_parse(struct arena *a, struct str text, struct policy *ret, struct fault *f);
/*
 * That the checkpoint is signed by one of the logs, under its own name as the origin, and cosigned by the
 * quorum. RC_NOT_FOUND: by too few, or no log is listed; RC_CRYPTO: a line of a listed key does not hold;
 * RC_INVALID: no checkpoint.
 */
MUST_USE enum rc policy_check(const struct policy *p, const struct note *n, struct fault *f);
/* The quorum alone, where the log is known otherwise and its signature was checked. */
MUST_USE enum rc policy_witnessed(const struct policy *p, const struct note *n, struct fault *f);

#endif
