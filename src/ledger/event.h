/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The events of an organisation's private log: who holds which role, what was drafted, how it was reviewed, and which
 * person used which role's key. Only the log's checkpoints leave the house.
 *
 *   body       = CBOR {1: 1, 2: org, 3: index in the private log, 4: size of the public log, 5: day,
 *                      6: who made it (their signing key), 7: type, 8: payload (the bytes of a CBOR item)}
 *   event      = CBOR [body, signature of that person over SHA-256("volya/event/1\0" || body), domain "volya/event/1"]
 *   commitment = SHA-256("volya/private/1\0" || salt (32) || event): what the leaf (RFC 6962) is the hash of
 *   sealed     = seal_value() of salt || event, under a key of its own, aad the commitment; in the keyring the key's
 *                item is the commitment
 *
 *   founding    [public size, the log's own public key, [author's, reviewer's, log's signature]]; the signatures are
 *               role_key_sign()'s over SHA-256("volya/people/1\0" || org || log's key || the person's key)
 *   certificate [name, signing key, box key, role, from]   from, until: indexes of the public log
 *   revocation  [signing key, role, from, reason]
 *   draft       register/draft.h
 *   review      [event reviewed, its commitment, accepted, comment]
 *   use         [role, of what, id, event it goes back to or null, note]
 *   notice      [action, role, note, [[body, signature], ...]]: what a second person is to confirm
 *   erased      [notice, [draft, ...]]: drafts and private statements that spoke of what was erased by that notice;
 *               their sealed bytes and keys are gone, their commitments stay
 *   private     [sealed, [signing key, ...], draft]: what is said to all who hold a role, or to those named alone; of
 *               one record and what it owns. The draft (bytes) is unsigned, without basis and receipts
 *   forget      [reason, [handle, ...]]: what is said in private of these is to be erased, once another person agrees
 *   key         [role, body, signature]: of a key entry that a second person is to confirm, signed in that role
 *   here        [organisation, number, action, ground, count, SHA-256 over the ids in ascending order, note]: what a
 *               partner says, withheld or shown again here alone
 */
#ifndef LEDGER_EVENT_H
#define LEDGER_EVENT_H

#include "ledger/entry.h"
#include "ledger/person.h"

enum event_type {
	EVENT_FOUNDING = 1,
	EVENT_CERTIFICATE = 2,
	EVENT_REVOCATION = 3,
	EVENT_DRAFT = 4,
	EVENT_REVIEW = 5,
	EVENT_USE = 6,
	EVENT_NOTICE = 7,
	EVENT_ERASED = 8,
	EVENT_PRIVATE = 9,
	EVENT_FORGET = 10,
	EVENT_KEY = 11,
	EVENT_HERE = 12,
};

#define EVENT_NONE UINT64_MAX
/* Of an event, its salt too: what a draft may have. */
#define EVENT_MOST ((size_t)256 << 20)
/* Of a comment, note or reason. */
#define EVENT_TEXT_MOST 4000

struct event {
	uint8_t org[ORG_SIZE];
	uint64_t index, size;
	day day;
	uint8_t actor[KEY_SIZE];
	enum event_type type;
	struct str payload;
};

/* Appends the event with its maker's signature; org and actor are filled in from those given. */
MUST_USE enum rc event_encode(const struct event *e, const struct signer *who, struct buf *out, struct fault *f);
/* Strict, and the signature is checked; the payload is a view into bytes and has not been looked at. */
MUST_USE enum rc event_decode(struct str bytes, struct event *ret, struct fault *f);
void event_commit(struct str salted, struct id *ret); /* of salt || event */
/*
 * The leaf of a commitment. Of an event that is closed for some alone (event_is_named()) it says so, in a byte behind
 * it: nobody can pass off another event as one that is not for you.
 */
void event_leaf(const struct id *commitment, bool named, struct id *ret);

struct event_founding {
	uint64_t size;
	uint8_t key[KEY_SIZE];
	uint8_t signature[ROLES + 1][SIGNATURE_SIZE]; /* by role */
};
void event_founding_id(const uint8_t org[ORG_SIZE], const uint8_t key[KEY_SIZE], const uint8_t actor[KEY_SIZE],
	struct id *ret);
struct event_certificate {
	struct person_public person;
	enum role role;
	uint64_t from;
};
struct event_revocation {
	uint8_t person[KEY_SIZE];
	enum role role;
	uint64_t from;
	struct str reason;
};
struct event_review {
	uint64_t index;
	struct id commitment;
	bool accepted;
	struct str comment;
};
enum used_for {
	USED_PROPOSAL = 1, /* an author's: id of the proposal */
	USED_CHANGE = 2,   /* a reviewer's: id of the change */
	USED_NOTICE = 3,
	USED_KEY = 4,
};
struct event_use {
	enum role role;
	enum used_for of;
	struct id id;
	uint64_t event; /* or EVENT_NONE */
	struct str note;
};
struct event_notice {
	enum notice_action action;
	enum role role;
	struct str note;
	size_t count; /* 1 or more */
	struct signed_notice {
		struct str body;
		uint8_t signature[SIGNATURE_SIZE];
	} *list;
};

struct event_erased {
	uint64_t notice;
	size_t count; /* 1 or more */
	uint64_t *list; /* ascending */
};

struct event_private {
	bool sealed;
	size_t count; /* of the audience: 1 or more where it is sealed, else 0 */
	uint8_t (*audience)[KEY_SIZE];
	struct str draft;
};
struct event_forget {
	struct str reason;
	size_t count; /* 1 or more */
	int64_t *handles;
};
struct event_key {
	enum role role; /* that signed it */
	struct str body;
	uint8_t signature[SIGNATURE_SIZE];
};
struct event_here {
	uint8_t org[ORG_SIZE];
	int64_t number, count;
	enum notice_action action; /* NOTICE_WITHHOLD, NOTICE_SHOW */
	enum ground ground;
	struct id statements;
	struct str note;
};

/* The payloads. Texts are views into bytes; lists are in the arena. */
void event_founding_encode(const struct event_founding *p, struct buf *out);
MUST_USE enum rc event_founding_decode(struct str bytes, struct event_founding *ret, struct fault *f);
void event_certificate_encode(const struct event_certificate *p, struct buf *out);
MUST_USE enum rc event_certificate_decode(struct str bytes, struct event_certificate *ret, struct fault *f);
void event_revocation_encode(const struct event_revocation *p, struct buf *out);
MUST_USE enum rc event_revocation_decode(struct str bytes, struct event_revocation *ret, struct fault *f);
void event_review_encode(const struct event_review *p, struct buf *out);
MUST_USE enum rc event_review_decode(struct str bytes, struct event_review *ret, struct fault *f);
void event_use_encode(const struct event_use *p, struct buf *out);
MUST_USE enum rc event_use_decode(struct str bytes, struct event_use *ret, struct fault *f);
void event_notice_encode(const struct event_notice *p, struct buf *out);
MUST_USE enum rc event_notice_decode(struct arena *a, struct str bytes, struct event_notice *ret, struct fault *f);
void event_here_encode(const struct event_here *p, struct buf *out);
MUST_USE enum rc event_here_decode(struct str bytes, struct event_here *ret, struct fault *f);
void event_erased_encode(const struct event_erased *p, struct buf *out);
MUST_USE enum rc event_erased_decode(struct arena *a, struct str bytes, struct event_erased *ret, struct fault *f);
void event_private_encode(const struct event_private *p, struct buf *out);
MUST_USE enum rc event_private_decode(struct arena *a, struct str bytes, struct event_private *ret, struct fault *f);
/* Whether it is closed for some of the people alone: what is private and sealed. */
bool event_is_named(const struct event *e);
void event_forget_encode(const struct event_forget *p, struct buf *out);
MUST_USE enum rc event_forget_decode(struct arena *a, struct str bytes, struct event_forget *ret, struct fault *f);
void event_key_encode(const struct event_key *p, struct buf *out);
MUST_USE enum rc event_key_decode(struct str bytes, struct event_key *ret, struct fault *f);

#endif
