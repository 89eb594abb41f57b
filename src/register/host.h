/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A register whose people work on machines of their own, and meet at a host (web/host.h). The host has the whole
 * register as sealed chunks, the public log for everybody, and a pen: who writes holds it, so that two persons never
 * sign two histories of one log. Private keys and plaintext stay here.
 *
 *   REG/host/joined   CBOR [1, url, host's id, key, next key, number and digest of the manifest, token, whether
 *                     something was recorded that the host may not have]; keys by their ids, zeros: none; the token
 *                     empty: none
 *   REG/host/mirror/  the public log as it is sent
 *   REG/host/lock     held by whoever takes the pen, or puts something in the place of the database
 *   REG/host/in, new, out   what is on its way
 *
 * What goes out: the database as at one moment, page by page, the keyring, and the policy if there is one. What
 * comes in is verified from its leaves, public log and private, must hold all that is here, and takes the place of what
 * is here only then. The key of the store is in the keyring for everybody who holds a role. After an erasure or a
 * revocation what goes out next has another key, and the one before is destroyed: old chunks open for nobody then.
 */
#ifndef REGISTER_HOST_H
#define REGISTER_HOST_H

#include "register/people.h"

#define HOST_URL_MOST 1024

/* How a host is reached: POST to its address with path behind it; any status is an answer. */
struct host_reach {
	enum rc (*post)(void *data, const char *path, struct str body, int *ret_status, struct buf *out, struct fault *f);
	void *data;
};

struct host_joined {
	char url[HOST_URL_MOST + 1];
	bool unsent;  /* something was recorded here that the host may not have */
	bool holds;   /* the pen was taken, and may be ours still */
};
/* Whether the register at path has a host, and which. RC_NOT_FOUND: none. */
MUST_USE enum rc host_look(const char *path, struct host_joined *ret, struct fault *f);

struct host;
/*
 * Begins to work with the host of the register at path, as this person; r, who and p must outlive it. Nobody else works
 * with it from this folder until host_close(), which gives nothing back. RC_BUSY: somebody does, for ten seconds.
 */
MUST_USE enum rc host_open(const char *path, const struct signer *who, const struct host_reach *r,
	const struct progress *p, struct host **ret, struct fault *f);
void host_close(struct host *h); /* NULL is fine */

/*
 * The turn to write: the pen taken, and what is newer at the host taken in. RC_BUSY: it is another's, and the words say
 * whose and since when; breaks: it is taken all the same. Else as host_pull().
 */
MUST_USE enum rc host_begin(struct host *h, bool breaks, struct fault *f);
/* What was recorded since goes to the host, and the pen back to whoever takes it. *ret_sent: anything did. */
MUST_USE enum rc host_end(struct host *h, bool *ret_sent, struct fault *f);
/*
 * Takes in what is newer at the host, if anything. RC_CONFLICT: both have what the other has not; RC_DB: it shows an
 * older state than it did, or what does not hold; RC_DENIED: its key is not for us.
 */
MUST_USE enum rc host_pull(struct host *h, bool *ret_new, struct fault *f);

struct host_said {
	uint64_t number;   /* of its manifest; 0: none */
	size_t chunks;
	bool held, mine;   /* the pen */
	char name[PERSON_NAME_MOST + 1]; /* whose it is, as far as this register knows; else the beginning of the key */
	uint64_t since;    /* seconds since 1970 */
};
/* What it said last. */
void host_tell(struct host *h, struct host_said *ret);

/*
 * Gives the register at path a host: the address is kept, and the first state sent, or, where the host has one already,
 * taken in. move: it has one and gets another. RC_CONFLICT: it has one; RC_DENIED: it has no people, or the host has a
 * state that we have no key of.
 */
MUST_USE enum rc host_join(const char *path, const char *url, bool move, const struct signer *who,
	const struct host_reach *r, const struct progress *p, struct fault *f);
/*
 * One line that lets this person, who holds a role, make a register of their own from the host: address, whom it is,
 * and the store's key closed for them. In the arena.
 */
MUST_USE enum rc host_invite(struct host *h, const struct person_public *person, struct arena *a, char **ret,
	struct fault *f);
struct host_invitation {
	char url[HOST_URL_MOST + 1];
	struct id host, key;
	uint8_t org[ORG_SIZE];
	uint64_t number; /* that the host must have reached */
	char box[KEY_SIZE + ID_SIZE + BOX_OVERHEAD];
};
MUST_USE enum rc host_invitation_read(struct str line, struct host_invitation *ret, struct fault *f);
/* A register in the new folder to, of what the host has. RC_CONFLICT: it is there. */
MUST_USE enum rc host_clone(const struct host_invitation *i, const char *to, const struct signer *who,
	const struct host_reach *r, const struct progress *p, struct fault *f);

#endif
