/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The inside of a host, for the files host*.c alone. */
#ifndef WEB_HOST_INSIDE_H
#define WEB_HOST_INSIDE_H

#include <pthread.h>

#include "ledger/host_call.h"
#include "ledger/manifest.h"
#include "web/host.h"

#define HOST_PATH_SIZE 4096
#define HOST_ALLOWED 256

/* Of each person who called since it was started. */
struct host_caller {
	uint8_t key[KEY_SIZE];
	uint64_t counter;
};

struct host_store {
	char *folder;
	int lock;
	pthread_mutex_t mutex; /* one operation at a time */
	struct host_hello hello;
	struct host_caller callers[HOST_ALLOWED];
	size_t caller_count;
	bool held;             /* the pen */
	uint8_t holder[KEY_SIZE], token[HOST_TOKEN];
	uint64_t since;
	struct buf manifest;   /* that is there; empty: none */
};

/* FOLDER/name. RC_INVALID: that is too long. */
MUST_USE enum rc host_file(const struct host_store *s, const char *name, char path[HOST_PATH_SIZE], struct fault *f);
/* The keys in FOLDER/allow; RC_DB: it is damaged. None where there is no such file. */
MUST_USE enum rc host_allowed(const char *folder, uint8_t ret[HOST_ALLOWED][KEY_SIZE], size_t *ret_count,
	struct fault *f);

/* ---- host_chunks.c ---- */

/* A byte for each name: whether it is there whole. */
MUST_USE enum rc host_have(struct host_store *s, struct str names, struct buf *out, struct fault *f);
MUST_USE enum rc host_put(struct host_store *s, struct str name, struct str chunk, struct fault *f);
MUST_USE enum rc host_get(struct host_store *s, struct str name, struct buf *out, struct fault *f);
/* Takes a manifest by this key in the place of the one that is there; then drops what it does not name. RC_CONFLICT. */
MUST_USE enum rc host_manifest(struct host_store *s, const uint8_t key[KEY_SIZE], struct str bytes, struct fault *f);

/* ---- host_log.c ---- */

MUST_USE enum rc host_log_list(struct host_store *s, struct buf *out, struct fault *f);
MUST_USE enum rc host_log_put(struct host_store *s, struct str path, struct str bytes, struct fault *f);
MUST_USE enum rc host_log_drop(struct host_store *s, struct str path, struct fault *f);

#endif
