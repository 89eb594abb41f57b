/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Transactions over SQLite, and what its complaints mean. */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include "store/sqlite.h"

static enum rc rc_of(int code)
{
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return RC_BUSY;
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return RC_IO;
	case SQLITE_INTERRUPT:
	case SQLITE_TOOBIG:
	case SQLITE_NOMEM:
		return RC_LIMIT;
	case SQLITE_CONSTRAINT:
		return RC_CONFLICT;
	case SQLITE_MISUSE:
	case SQLITE_RANGE:
		return RC_INTERNAL;
	default:
		return RC_DB;
	}
}

static enum rc no_room(const char *path, struct fault *f)
{
	(void)fault_set(f, RC_IO, "%s: the disk is full", path);
	fault_hint(f, "nothing was changed; make room and try again");
	return RC_IO;
}

static enum rc disk_fault(struct db *db, struct fault *f)
{
	int number = sqlite3_system_errno(db->sqlite);
	char text[128];
	if (number == ENOSPC || number == EDQUOT || number == EFBIG) {
		return no_room(db->path, f);
	}
	(void)fault_set(f, RC_IO, "%s: the system could not read or write: %s", db->path,
		number ? strerror_r(number, text, sizeof text) : sqlite3_errmsg(db->sqlite));
	fault_hint(f, "nothing was changed; the disk may be failing");
	return RC_IO;
}

enum rc sqlite_fault(struct db *db, int code, struct fault *f)
{
	const char *path = db->path;
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		(void)fault_set(f, RC_BUSY, "%s: another writer is at work", path);
		fault_hint(f, "try again when it is done");
		return RC_BUSY;
	case SQLITE_FULL:
		return no_room(path, f);
	case SQLITE_IOERR:
		return disk_fault(db, f);
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_CANTOPEN:
		(void)fault_set(f, RC_IO, "%s: it, or its folder, may not be written", path);
		fault_hint(f, "reading writes an index beside it, too: get the right to write there, copy the register, or, "
			"when no register.db-wal is there, take the right to write it and its folder from all");
		return RC_IO;
	case SQLITE_INTERRUPT:
		return fault_set(f, RC_LIMIT, "the question took longer than %d ms", db->deadline);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		(void)fault_set(f, RC_DB, "%s: the file is damaged or no register (%s)", path,
			sqlite3_errmsg(db->sqlite));
		fault_hint(f, "go back to a backup");
		return RC_DB;
	default:
		return fault_set(f, rc_of(code), "%s: %s", path, sqlite3_errmsg(db->sqlite));
	}
}

enum rc db_still_open(struct db *db, struct fault *f)
{
	if (!db->in_transaction || !sqlite3_get_autocommit(db->sqlite)) {
		return RC_OK;
	}
	(void)fault_set(f, RC_IO, "%s: the change was given up after a fault of the disk", db->path);
	fault_hint(f, "nothing was changed; make room and try again");
	return RC_IO;
}

enum rc db_run(struct db *db, const char *sql, struct fault *f)
{
	enum rc rc = db_still_open(db, f);
	if (rc != RC_OK) {
		return rc;
	}
	deadline_start(db, &db->run_started);
	int code = sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL);
	return code == SQLITE_OK ? RC_OK : sqlite_fault(db, code, f);
}

/* For what every request runs: prepared once. */
static enum rc run_kept(struct db *db, const char *sql, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(db, sql, &q, f);
	return rc == RC_OK ? query_run(q, f) : rc;
}

enum rc db_begin(struct db *db, struct fault *f)
{
	assert(!db->in_transaction);
	enum rc rc = run_kept(db, "BEGIN", f);
	if (rc != RC_OK) {
		return rc;
	}
	db->in_transaction = true;
	/* BEGIN is lazy: the snapshot is taken by the first read. */
	rc = run_kept(db, "SELECT 1 FROM setting LIMIT 1", f);
	if (rc != RC_OK) {
		db_rollback(db);
	}
	return rc;
}

enum rc db_begin_write(struct db *db, struct fault *f)
{
	assert(!db->in_transaction);
	enum rc rc = db_run(db, "BEGIN IMMEDIATE", f);
	db->in_transaction = rc == RC_OK;
	return rc;
}

enum rc db_commit(struct db *db, struct fault *f)
{
	assert(db->in_transaction);
	queries_end(db);
	enum rc rc = db_run(db, "COMMIT", f);
	if (rc == RC_OK) {
		db->in_transaction = false;
		db->savepoints = 0;
	}
	return rc;
}

void db_rollback(struct db *db)
{
	if (!db->in_transaction) {
		return;
	}
	queries_end(db);
	/* SQLite has rolled back by itself after some errors (a full disk); then there is nothing to do. */
	if (!sqlite3_get_autocommit(db->sqlite)) {
		(void)sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
	}
	db->in_transaction = false;
	db->savepoints = 0;
}

/* SQLite finds the innermost of savepoints of one name: so one name is enough. */
enum rc db_savepoint(struct db *db, struct fault *f)
{
	assert(db->in_transaction);
	enum rc rc = db_run(db, "SAVEPOINT inner", f);
	db->savepoints += rc == RC_OK;
	return rc;
}

enum rc db_savepoint_keep(struct db *db, struct fault *f)
{
	assert(db->savepoints > 0);
	db->savepoints--;
	return db_run(db, "RELEASE inner", f);
}

void db_savepoint_undo(struct db *db)
{
	if (db->savepoints == 0) {
		return;
	}
	db->savepoints--;
	queries_end(db);
	(void)sqlite3_exec(db->sqlite, "ROLLBACK TO inner; RELEASE inner", NULL, NULL, NULL);
}
