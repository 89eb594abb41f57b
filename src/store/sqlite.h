/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Shared by the sqlite*.c files alone: what stands behind struct db and struct query. */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include <sqlite3.h>

#include "store/store.h"

struct query {
	struct db *db;
	sqlite3_stmt *stmt;
	char *sql;
	struct query *next;          /* in its bucket of the cache */
	struct query *older, *newer; /* by last use */
	bool open;                   /* handed out and not done */
	int64_t started;             /* monotonic milliseconds; 0 = not yet */
};

#define CACHE_BUCKETS 128
#define CACHE_NEAR 64

struct db {
	sqlite3 *sqlite;
	char *path;
	bool writing, in_transaction;
	int savepoints;
	int deadline; /* milliseconds for each statement, 0 = none */
	int64_t until, run_started; /* of the statement that runs now */
	const struct arena *memory; /* of the caller, or NULL */
	size_t memory_most;
	struct query *cache[CACHE_BUCKETS];
	struct query *near[CACHE_NEAR]; /* by the address of the text: most texts are constants */
	struct query *oldest, *newest;
	int cached;
};

/* What SQLite said, as an rc with words: a full disk, a lock, a damaged file, a deadline. */
enum rc sqlite_fault(struct db *db, int code, struct fault *f);
/*
 * SQLite rolls back by itself when the disk is full or fails. What came after would then be committed
 * on its own, as half a change: so nothing runs any more until the caller has rolled back too.
 */
MUST_USE enum rc db_still_open(struct db *db, struct fault *f);
/* Sets the clock of a statement that is about to step. */
void deadline_start(struct db *db, int64_t *started);
void queries_end(struct db *db);  /* all are done */
void queries_drop(struct db *db); /* and gone */

#endif
