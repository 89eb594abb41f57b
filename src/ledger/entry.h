/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The entries of a public log: what its leaves are the hashes of. A statement's entry is its header, as it stands.
 * Every other is CBOR [type, body, [[role, signature], ...]] in ascending order of roles; what is signed is an id
 * made of the body, but the author's signature of a change is over its proposal's id.
 *
 *   founding  body = CBOR {1: 1, 2: org, 3: name, 4: author's key, 5: reviewer's key, 6: log's key}; the first entry,
 *             and no other; signed by all three; id = SHA-256("volya/founding/1\0" || body)
 *   change    body and id as in ledger.h; signed by author and reviewer
 *   notice    body = CBOR {1: 1, 2: org, 3: day, 4: action, 5: ground, 6: [statement id, ...], 7: index}; id by
 *             "volya/notice/1"; signed by one role or by two. The index is the entry's own: a notice that
 *             somebody puts in the log a second time is none
 *   key       body = CBOR {1: 1, 2: org, 3: role, 4: its new public key, 5: the first index it is good for, which is
 *             the one behind this entry}; signed by two of the three roles, with the keys that were good until then;
 *             id by "volya/key-entry/1"
 *
 * No personal data stands in any of them: the name is the organisation's, grounds are codes.
 */
#ifndef LEDGER_ENTRY_H
#define LEDGER_ENTRY_H

#include "ledger/tile.h"

enum entry_type {
	ENTRY_FOUNDING = 0,
	ENTRY_CHANGE = 1,
	ENTRY_NOTICE = 2,
	ENTRY_KEY = 3,
	ENTRY_STATEMENT = 9, /* by its shape; not written */
};

struct entry {
	enum entry_type type;
	struct str body; /* of a statement: the header */
	bool has[ROLES + 1]; /* by role */
	uint8_t signature[ROLES + 1][SIGNATURE_SIZE];
};

/* Appends the bytes. */
void entry_encode(const struct entry *e, struct buf *out);
/* What entry_decode() would say of it, before anything else of it is looked at. */
bool entry_is_statement(struct str bytes);
/* Strict; the body is a view into bytes and has not been looked at. */
MUST_USE enum rc entry_decode(struct str bytes, struct entry *ret, struct fault *f);

struct founding {
	uint8_t org[ORG_SIZE];
	struct str name;
	uint8_t key[ROLES + 1][KEY_SIZE]; /* by role */
};
void founding_encode(const struct founding *c, struct buf *out);
/* The name is a view into body. */
MUST_USE enum rc founding_decode(struct str body, struct founding *ret, struct fault *f);
void founding_id(struct str body, struct id *ret);
/* Whether all three keys signed it. */
MUST_USE enum rc founding_check(const struct entry *e, const struct founding *c, struct fault *f);

enum notice_action {
	NOTICE_WITHHOLD = 1, /* is not shown any more: one role, at once */
	NOTICE_SHOW = 2,     /* is shown again: two roles */
	NOTICE_ERASE = 3,    /* salts and content are destroyed: two roles */
};
/* On what ground: codes, since words could name somebody. */
enum ground {
	GROUND_SAFETY = 1, /* somebody is in danger by it */
	GROUND_WISH = 2,   /* the person or the family wishes it */
	GROUND_LAW = 3,    /* a law or a court of where the organisation is */
	GROUND_ERROR = 4,  /* it should never have been published */
	GROUND_SOURCE = 5, /* to protect a source */
};
/* "safety", "wish", ...; NULL where there is none. */
const char *ground_name(enum ground g);
bool ground_parse(const char *name, enum ground *ret);

#define NOTICE_TARGETS 1000
struct notice {
	uint8_t org[ORG_SIZE];
	day day;
	enum notice_action action;
	enum ground ground;
	size_t count; /* 1 to NOTICE_TARGETS */
	const struct id *targets; /* statement ids, ascending, each once */
	uint64_t index;           /* where in the log it stands */
};
/* How many of the two roles must sign it. */
int notice_roles(enum notice_action action);
void notice_encode(const struct notice *n, struct buf *out);
/* The targets are copied into the arena. */
MUST_USE enum rc notice_decode(struct arena *a, struct str body, struct notice *ret, struct fault *f);
void notice_id(struct str body, struct id *ret);

/* A role's key gives way to another. */
struct rotation {
	uint8_t org[ORG_SIZE];
	enum role role;
	uint8_t key[KEY_SIZE];
	uint64_t from;
};
void rotation_encode(const struct rotation *n, struct buf *out);
MUST_USE enum rc rotation_decode(struct str body, struct rotation *ret, struct fault *f);
void rotation_id(struct str body, struct id *ret);
/*
 * Follows the entry, which stands at index: checks it against the keys of now, and puts the new one in its place.
 * RC_CRYPTO, and the keys are left as they are, where it does not hold.
 */
MUST_USE enum rc rotation_follow(const struct entry *e, uint64_t index, struct founding *keys, struct fault *f);

#endif
