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
	struct query *next; /* in its bucket of the cache */
	bool open;          /* handed out and not done */
};

#define CACHE_BUCKETS 128

struct db {
	sqlite3 *sqlite;
	char *path;
	bool writing, in_transaction;
	int savepoints;
	int64_t deadline; /* monotonic milliseconds, 0 = none */
	struct query *cache[CACHE_BUCKETS];
};

/* What SQLite said, as an rc with words: a full disk, a lock, a damaged file, a deadline. */
enum rc sqlite_fault(struct db *db, int code, const char *what, struct fault *f);
/* Brings the schema of a writer up to the newest, or checks a reader's. */
MUST_USE enum rc db_migrate(struct db *db, bool may_write, bool fresh, struct fault *f);

#endif
