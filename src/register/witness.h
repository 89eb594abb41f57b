/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * This register as a witness of others' logs (C2SP tlog-witness; the rules are in ledger/witness.h), and what it knows
 * of logs that showed two histories. Its key is REG/keys/witness.key; its name "volya/ORG/witness".
 */
#ifndef REGISTER_WITNESS_H
#define REGISTER_WITNESS_H

#include "ledger/witness.h"
#include "register/register.h"

/* So many new checkpoints of one log are kept in a day; beyond them it must wait till tomorrow (RC_BUSY). */
#define SIGHTINGS_MOST 5000

/*
 * From now on checkpoints with this key's name for an origin, signed by it, are cosigned: what is asked for by a
 * partner. A log may have several keys. Makes the register's witness key where there is none. RC_INVALID: a key that
 * signs no logs; RC_CONFLICT: it is the witness's own. More often does no harm.
 */
MUST_USE enum rc witness_trust(struct reg *r, const struct note_key *log, struct fault *f);
/* The key that checks this register's cosignatures; name in the arena. RC_NOT_FOUND: it is no witness yet. */
MUST_USE enum rc witness_key(struct reg *r, struct arena *a, struct note_key *ret, struct fault *f);

/*
 * Answers an add-checkpoint request, at so many seconds since 1970; r may be a reader, as what is to be written is
 * written through a connection of its own, and only once the log's signature holds. When it returns RC_OK all that the
 * answer says is durable. RC_BUSY, RC_IO ...: there is no answer, and nothing was cosigned.
 */
MUST_USE enum rc witness_post(struct reg *r, struct arena *a, struct str request, uint64_t seconds,
	struct witness_answer *ret, struct fault *f);
/* The checkpoint that was cosigned last, as a note with both signatures; by the SHA-256 of the origin. RC_NOT_FOUND. */
MUST_USE enum rc witness_checkpoint(struct reg *r, struct arena *a, const struct id *digest, char **ret,
	struct fault *f);

/*
 * Keeps a checkpoint that a log has signed, wherever it was met; inside the write transaction that is open. The caller
 * has checked the signature, and note has no other lines. *ret_fork: another of its size and with another root
 * was kept before; the two are evidence now.
 */
MUST_USE enum rc sighting_keep(struct reg *r, const struct checkpoint *c, struct str note, bool *ret_fork,
	struct fault *f);

/*
 * Keeps two notes of one log that no proof joins, once, of whatever sizes; inside the write transaction that is open.
 * What they show is the caller's to have checked.
 */
MUST_USE enum rc evidence_keep(struct reg *r, const struct checkpoint *c, struct str first, struct str second,
	struct fault *f);

/* Two notes of one log that nothing can explain. */
struct evidence {
	char *origin;
	uint64_t size;
	char *first, *second;
	day day; /* the second was seen on */
};
/* All there is, by origin and size; in the arena. */
MUST_USE enum rc evidence_list(struct reg *r, struct arena *a, struct evidence **ret, size_t *ret_count,
	struct fault *f);

/* A log that is witnessed, for whoever keeps the register. */
struct witnessed {
	char *origin;
	uint64_t size;    /* cosigned last */
	bool cosigned;    /* false: nothing yet */
	int64_t evidence; /* how many forks are known */
};
MUST_USE enum rc witnessed_list(struct reg *r, struct arena *a, struct witnessed **ret, size_t *ret_count,
	struct fault *f);

#endif
