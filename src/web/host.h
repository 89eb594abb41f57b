/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A host: a store of sealed chunks with a pen, and the public log beside it, for the people of one organisation
 * (ledger/host_call.h says what they and it say to each other). It need not be trusted with secrets, and has none: what
 * it keeps opens with keys that it never sees, and the persons it lets in it knows by public keys alone.
 *
 *   FOLDER/id        by which it is known, 32 bytes in hexadecimal
 *   FOLDER/allow     the signing keys of those who may read and write the store, in hexadecimal, a line each
 *   FOLDER/pen       whose turn it is to write
 *   FOLDER/manifest  what the chunks are of, sealed; ledger/manifest.h
 *   FOLDER/chunks/   sealed chunks, each by its name
 *   FOLDER/log/      the public log as a mirror has it, for everybody
 */
#ifndef WEB_HOST_H
#define WEB_HOST_H

#include "ledger/person.h"

struct host_options {
	const char *folder;
	const char *address; /* "127.0.0.1" */
	uint16_t port;       /* 0: any free one */
	void (*ready)(void *data, const char *url); /* called once it listens */
	void *data;
};
/* Makes the folder where there is none, and serves until SIGINT or SIGTERM. RC_BUSY: another process serves it. */
MUST_USE enum rc host_serve(const struct host_options *o, struct fault *f);

/*
 * Lets a person in, or no more; a host that runs heeds it at once. The folder is made where there is none.
 * *ret_changed: it was not so already.
 */
MUST_USE enum rc host_allow(const char *folder, const struct person_public *person, bool allow, bool *ret_changed,
	struct fault *f);

/* ---- the store behind it, for host_serve() and for tests ---- */

struct host_store;
MUST_USE enum rc host_store_open(const char *folder, struct host_store **ret, struct fault *f);
void host_store_close(struct host_store *s); /* NULL is fine */
/* Most bytes of the body of this operation; 0: there is no such operation. */
size_t host_store_most(struct str op);
/* Answers a call, on any thread: the status, and what is appended to out. */
int host_store_answer(struct host_store *s, struct str op, struct str body, struct buf *out);
/* A file of the public log, appended to out. RC_NOT_FOUND. */
MUST_USE enum rc host_store_log(struct host_store *s, struct str path, struct buf *out, struct fault *f);

#endif
