/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Shared by the files register/host*.c alone. */
#ifndef REGISTER_HOST_INTERNAL_H
#define REGISTER_HOST_INTERNAL_H

#include "ledger/host_call.h"
#include "ledger/keyring.h"
#include "ledger/manifest.h"
#include "register/host.h"
#include "register/private_log.h"

/* REG/host/joined. */
struct host_state {
	char url[HOST_URL_MOST + 1];
	struct id host, key, next;
	uint64_t number;
	struct id digest;
	bool has_token, unsent;
	uint8_t token[HOST_TOKEN];
};
MUST_USE enum rc host_state_read(const char *path, struct host_state *ret, struct fault *f);
MUST_USE enum rc host_state_write(const char *path, const struct host_state *s, struct fault *f);
/* The folder REG/host is made where it is not; nobody else works with it until the descriptor is closed. */
MUST_USE enum rc host_lock(const char *path, int *ret, struct fault *f);

struct host {
	char *path; /* of the register */
	const struct signer *who;
	const struct host_reach *reach;
	const struct progress *progress;
	struct arena *arena;
	int lock;
	struct host_state state;
	struct host_hello hello;
	bool greeted;
	uint64_t counter;
	/* what the host said last */
	struct buf said;
	struct host_pen pen;
	struct manifest manifest; /* number 0: there is none */
	struct id digest;
};

/* For host_close(); with no state and no lock. */
struct host *host_make(const char *path, const struct signer *who, const struct host_reach *r,
	const struct progress *p);
/* REG/name, in h's arena. */
char *host_path(struct host *h, const char *name);
/* Takes away a folder of ours and all that is in it, written over with zeros before. */
void host_remove(const char *path);
/* Makes REG/host/NAME, empty. */
MUST_USE enum rc host_fresh(struct host *h, const char *name, char **ret, struct fault *f);
MUST_USE enum rc host_keep(struct host *h, struct fault *f); /* the state, as it is now */

/*
 * host_talk.c: one call; the answer is appended to out. RC_CONFLICT: status 409; RC_NOT_FOUND: 404; RC_DENIED: the host
 * does not let us in.
 */
MUST_USE enum rc host_call(struct host *h, const char *op, struct str payload, struct buf *out, struct fault *f);
/* state, take, give: what they answer is in h. */
MUST_USE enum rc host_call_pen(struct host *h, const char *op, struct str payload, struct fault *f);
MUST_USE enum rc host_call_state(struct host *h, struct fault *f);
/* A step of work, for who watches. */
void host_step(struct host *h, const char *what, uint64_t done, uint64_t all);

/* host_keys.c: the store's key of this id out of the keyring at path. RC_NOT_FOUND: it is not there for us. */
MUST_USE enum rc host_key_in(struct host *h, const char *keyring, const struct id *id, struct store_key **ret,
	struct fault *f);
/* The key of the host's manifest: out of the keyring, or by its links from one that is there. RC_DENIED: neither. */
MUST_USE enum rc host_key_find(struct host *h, struct store_key **ret, struct fault *f);
MUST_USE enum rc host_body(struct host *h, const struct store_key *k, struct manifest_body *ret, struct fault *f);
/* Destroys all there is of an item in the keyring of the register. */
MUST_USE enum rc host_key_forget(struct host *h, const struct id *id, struct fault *f);

/* What was erased and whom a role was taken from, in numbers: it only grows. */
MUST_USE enum rc host_mark(struct reg *r, const struct people *p, uint64_t *ret, struct fault *f);
/* Heads of both logs, and the mark. */
MUST_USE enum rc host_heads(struct reg *r, const struct people *p, struct manifest_body *ret, struct fault *f);

/* host_fetch.c: the files of the manifest into the folder, each held against its digest. */
MUST_USE enum rc host_fetch(struct host *h, const struct store_key *k, const struct manifest_body *b, const char *to,
	struct fault *f);
/* host_pull.c: what was fetched into the folder in, made a register at to, with its keyring, and verified. */
MUST_USE enum rc host_build(struct host *h, const char *in, const char *to, const struct manifest_body *b,
	struct fault *f);

/* host_push.c, host_mirror.c. *ret_sent is only ever set. */
MUST_USE enum rc host_push(struct host *h, bool *ret_sent, struct fault *f);
MUST_USE enum rc host_mirror(struct host *h, bool *ret_sent, struct fault *f);

#endif
