/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Witnesses (C2SP tlog-witness): who cosigns a log's checkpoints once it has seen that each grows out of the last, so
 * that a log cannot show two histories. Both sides, without a network and without a place to keep things: those
 * are the caller's.
 */
#ifndef LEDGER_WITNESS_H
#define LEDGER_WITNESS_H

#include "ledger/note.h"

/* ---- what is sent: "add-checkpoint" ---- */

#define WITNESS_PROOF_MOST 63
#define WITNESS_REQUEST_MOST (NOTE_MOST + 64 * 1024)

struct witness_request {
	uint64_t old_size; /* of the checkpoint the witness cosigned last; 0: of none, and then there is no proof */
	struct proof proof;
	struct str note;   /* the new checkpoint, signed */
};

char *witness_request_format(struct arena *a, const struct witness_request *r);
/* RC_INVALID, RC_LIMIT. The note is a view of the bytes and not looked into. */
MUST_USE enum rc witness_request_parse(struct arena *a, struct str bytes, struct witness_request *ret,
	struct fault *f);

/* ---- the witness ---- */

/* Where a witness keeps what it has cosigned. All of it may be called from one request only at a time. */
struct witness_store {
	/* The i-th key that signs for the origin, from 0. RC_NOT_FOUND: no more. */
	enum rc (*log_key)(void *data, struct arena *a, const char *origin, size_t i, struct note_key *ret,
		struct fault *f);
	/* Size and root of what was cosigned last; size 0 and any root where nothing was. */
	enum rc (*latest)(void *data, const char *origin, uint64_t *ret_size, struct id *ret_root, struct fault *f);
	/*
	 * A checkpoint that its log has signed, whatever becomes of it; note has the log's line alone. Where another of
	 * the same origin and size with another root is known, the two are evidence and must be kept for ever.
	 */
	enum rc (*seen)(void *data, const struct checkpoint *c, struct str note, struct fault *f);
	/*
	 * Puts c in the place of what latest() gave, if that still stands: else RC_CONFLICT. note is as for seen(), with
	 * our cosignature. It must be durable before the answer leaves the house.
	 */
	enum rc (*advance)(void *data, uint64_t old_size, const struct id *old_root, const struct checkpoint *c,
		struct str note, struct fault *f);
	void *data;
};

struct witness {
	struct witness_store store;
	struct note_key key; /* of type NOTE_COSIGNATURE; a key of its own, for a cosignature does not say whose it is */
	sign_bytes sign;
	void *sign_data;
};

struct witness_answer {
	int status;       /* of HTTP: 200, 400, 403, 404, 409, 422 */
	const char *type; /* of the body; a constant */
	struct str body;  /* lines of cosignatures; the size cosigned last; or words */
};

/*
 * Answers one request, at so many seconds since 1970. RC_OK: there is an answer, which may be a refusal. Anything else
 * comes from the store or the signer, and nothing was cosigned.
 */
MUST_USE enum rc witness_add(const struct witness *w, struct arena *a, struct str request, uint64_t seconds,
	struct witness_answer *ret, struct fault *f);

/* ---- the log ---- */

/*
 * What a witness answered to a request with this note: RC_OK, and its lines that hold in *ret_lines, with the time.
 * RC_CONFLICT: it has cosigned a tree of *ret_size (if that is more than ours, ours was put back from an old copy, or
 * there are two of us; if it is what we said, it knows another tree of that size). RC_DENIED: it does not know the log
 * or its key; RC_INVALID: it could not read the request, or the proof does not hold; RC_CRYPTO: its signature does not;
 * RC_IO: any other status.
 */
MUST_USE enum rc witness_answer_read(struct arena *a, int status, struct str body, const struct note *n,
	const struct note_key *witness, struct str *ret_lines, uint64_t *ret_seconds, uint64_t *ret_size, struct fault *f);
/* The note with these lines in place of those that it had from the key. */
char *note_replace(struct arena *a, const struct note *n, const struct note_key *k, struct str lines);

#endif
