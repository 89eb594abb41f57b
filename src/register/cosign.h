/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * This register's log and its witnesses: their cosignatures are asked for and put into its checkpoint. A witness that
 * has cosigned more of the log than the register holds tells it that it was put back from an old copy; it then signs
 * nothing more, for that would be a second history.
 */
#ifndef REGISTER_COSIGN_H
#define REGISTER_COSIGN_H

#include "ledger/note.h"
#include "register/register.h"

/* How witnesses are reached. url is the policy's, as it stands there. */
struct cosign_reach {
	/* POST url/path; any status is an answer. RC_IO and others: it could not be reached. */
	enum rc (*post)(void *data, const char *url, const char *path, struct str body, int *ret_status,
		struct buf *out, struct fault *f);
	/* GET url/path. RC_NOT_FOUND: it has no such thing. */
	enum rc (*get)(void *data, const char *url, const char *path, struct buf *out, struct fault *f);
	void *data;
};

enum cosign_fate {
	COSIGN_DONE,
	COSIGN_AHEAD,     /* it shows a checkpoint of ours, signed, that is longer than our log */
	COSIGN_FORK,      /* it shows one of ours, signed, of which our log is no continuation */
	COSIGN_REFUSED,   /* it does not know us, or says what it cannot show */
	COSIGN_UNREACHED,
};
struct cosign_said {
	const char *name; /* of the witness, in the policy */
	enum cosign_fate fate;
	uint64_t size;    /* that it has cosigned, as far as that was shown */
	uint64_t seconds; /* COSIGN_DONE: when, by its clock */
	char *text;       /* why not; NULL when done */
};

/* REG/policy, who witnesses the log (C2SP tlog-policy). RC_NOT_FOUND: there is none; RC_INVALID with file and line. */
MUST_USE enum rc cosign_policy(struct reg *r, struct arena *a, struct policy *ret, struct fault *f);
/*
 * Asks every witness of the policy that has an address for its cosignature of the newest checkpoint, and publishes the
 * checkpoint with those that hold. r is a writer outside a transaction. What each said is in the arena; a witness that
 * could not help is no fault. RC_NOT_FOUND: there is no log yet.
 */
MUST_USE enum rc log_cosign(struct reg *r, struct arena *a, const struct policy *p, const struct cosign_reach *reach,
	struct cosign_said **ret, size_t *ret_count, struct fault *f);

/*
 * A checkpoint of this register's own log, met elsewhere: kept when our key has signed it. RC_CRYPTO: it has not.
 * Inside no transaction.
 */
MUST_USE enum rc log_meet(struct reg *r, struct arena *a, struct str note, struct checkpoint *ret, struct fault *f);
/* How many entries the largest checkpoint of this register's own log has that was met elsewhere; 0 where none was. */
MUST_USE enum rc cosign_seen(struct reg *r, struct arena *a, uint64_t *ret, struct fault *f);
/* RC_DB where a checkpoint of more than size entries was met elsewhere: before anything is signed. */
MUST_USE enum rc cosign_check_ahead(struct reg *r, struct arena *a, uint64_t size, struct fault *f);

#endif
