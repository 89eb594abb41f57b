/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Queries and transactions over SQLite. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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
	default:
		return RC_DB;
	}
}

enum rc sqlite_fault(struct db *db, int code, const char *what, struct fault *f)
{
	const char *path = db->path;
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		(void)fault_set(f, RC_BUSY, "%s: another writer is at work", path);
		fault_hint(f, "try again when it is done");
		return RC_BUSY;
	case SQLITE_FULL:
		(void)fault_set(f, RC_IO, "%s: the disk is full", path);
		fault_hint(f, "nothing was changed; make room and try again");
		return RC_IO;
	case SQLITE_IOERR:
		(void)fault_set(f, RC_IO, "%s: the system could not read or write (%s)", path,
			sqlite3_errmsg(db->sqlite));
		fault_hint(f, "nothing was changed; the disk may be full or failing");
		return RC_IO;
	case SQLITE_READONLY:
	case SQLITE_PERM:
		(void)fault_set(f, RC_IO, "%s: may not be written", path);
		return RC_IO;
	case SQLITE_INTERRUPT:
		return fault_set(f, RC_LIMIT, "the question took longer than it may");
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		(void)fault_set(f, RC_DB, "%s: the file is damaged or no register (%s)", path,
			sqlite3_errmsg(db->sqlite));
		fault_hint(f, "go back to a backup");
		return RC_DB;
	default:
		return fault_set(f, rc_of(code), "%s: %s: %s", path, what, sqlite3_errmsg(db->sqlite));
	}
}

static enum rc run(struct db *db, const char *sql, struct fault *f)
{
	int code = sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL);
	return code == SQLITE_OK ? RC_OK : sqlite_fault(db, code, sql, f);
}

enum rc db_run(struct db *db, const char *sql, struct fault *f)
{
	return run(db, sql, f);
}

enum rc db_begin(struct db *db, struct fault *f)
{
	assert(!db->in_transaction);
	enum rc rc = run(db, "BEGIN", f);
	if (rc != RC_OK) {
		return rc;
	}
	db->in_transaction = true;
	/* BEGIN is lazy: the snapshot is taken by the first read. */
	rc = run(db, "SELECT 1 FROM setting LIMIT 1", f);
	if (rc != RC_OK) {
		db_rollback(db);
	}
	return rc;
}

enum rc db_begin_write(struct db *db, struct fault *f)
{
	assert(!db->in_transaction);
	enum rc rc = run(db, "BEGIN IMMEDIATE", f);
	db->in_transaction = rc == RC_OK;
	return rc;
}

static void end_queries(struct db *db)
{
	for (int i = 0; i < CACHE_BUCKETS; i++) {
		for (struct query *q = db->cache[i]; q; q = q->next) {
			query_done(q);
		}
	}
}

enum rc db_commit(struct db *db, struct fault *f)
{
	assert(db->in_transaction);
	end_queries(db);
	enum rc rc = run(db, "COMMIT", f);
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
	end_queries(db);
	/* SQLite has rolled back by itself after some errors (a full disk); then there is nothing to do. */
	if (!sqlite3_get_autocommit(db->sqlite)) {
		(void)sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
	}
	db->in_transaction = false;
	db->savepoints = 0;
}

enum rc db_savepoint(struct db *db, struct fault *f)
{
	enum rc rc = run(db, "SAVEPOINT inner", f);
	db->savepoints += rc == RC_OK;
	return rc;
}

enum rc db_savepoint_keep(struct db *db, struct fault *f)
{
	assert(db->savepoints > 0);
	db->savepoints--;
	return run(db, "RELEASE inner", f);
}

void db_savepoint_undo(struct db *db)
{
	if (db->savepoints == 0) {
		return;
	}
	db->savepoints--;
	end_queries(db);
	(void)sqlite3_exec(db->sqlite, "ROLLBACK TO inner; RELEASE inner", NULL, NULL, NULL);
}

/* FNV-1a */
static unsigned bucket_of(const char *sql)
{
	uint32_t h = 2166136261u;
	for (; *sql; sql++) {
		h = (h ^ (unsigned char)*sql) * 16777619u;
	}
	return h % CACHE_BUCKETS;
}

enum rc db_query(struct db *db, const char *sql, struct query **ret, struct fault *f)
{
	unsigned bucket = bucket_of(sql);
	struct query *q = db->cache[bucket];
	while (q && strcmp(q->sql, sql) != 0) {
		q = q->next;
	}
	if (q && q->open) {
		return fault_set(f, RC_INTERNAL, "a query is still open: %s", sql);
	}
	if (!q) {
		q = xcalloc(1, sizeof *q);
		int code = sqlite3_prepare_v3(db->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, &q->stmt, NULL);
		if (code != SQLITE_OK) {
			free(q);
			return sqlite_fault(db, code, sql, f);
		}
		q->db = db;
		q->sql = xmalloc(strlen(sql) + 1);
		memcpy(q->sql, sql, strlen(sql) + 1);
		q->next = db->cache[bucket];
		db->cache[bucket] = q;
	}
	q->open = true;
	*ret = q;
	return RC_OK;
}

/* A parameter that is not there is a fault of ours. */
static void bound(struct query *q, int code)
{
	(void)q;
	assert(code == SQLITE_OK);
}

void query_bind_int(struct query *q, int i, int64_t v)
{
	bound(q, sqlite3_bind_int64(q->stmt, i, v));
}

void query_bind_text(struct query *q, int i, struct str s)
{
	bound(q, sqlite3_bind_text64(q->stmt, i, s.p ? s.p : "", s.n, SQLITE_STATIC, SQLITE_UTF8));
}

void query_bind_blob(struct query *q, int i, const void *p, size_t n)
{
	bound(q, sqlite3_bind_blob64(q->stmt, i, p ? p : "", n, SQLITE_STATIC));
}

void query_bind_null(struct query *q, int i)
{
	bound(q, sqlite3_bind_null(q->stmt, i));
}

enum rc query_step(struct query *q, bool *ret_row, struct fault *f)
{
	int code = sqlite3_step(q->stmt);
	*ret_row = code == SQLITE_ROW;
	if (code == SQLITE_ROW) {
		return RC_OK;
	}
	enum rc rc = code == SQLITE_DONE ? RC_OK : sqlite_fault(q->db, code, "query", f);
	query_done(q);
	return rc;
}

enum rc query_run(struct query *q, struct fault *f)
{
	bool row;
	enum rc rc = query_step(q, &row, f);
	query_done(q);
	return rc;
}

enum rc query_int_or(struct query *q, int64_t other, int64_t *ret, struct fault *f)
{
	bool row;
	enum rc rc = query_step(q, &row, f);
	*ret = rc == RC_OK && row ? query_int(q, 0) : other;
	query_done(q);
	return rc;
}

void query_done(struct query *q)
{
	if (!q || !q->open) {
		return;
	}
	(void)sqlite3_reset(q->stmt);
	(void)sqlite3_clear_bindings(q->stmt);
	q->open = false;
}

int64_t query_int(struct query *q, int column)
{
	return sqlite3_column_int64(q->stmt, column);
}

struct str query_text(struct query *q, int column)
{
	const unsigned char *p = sqlite3_column_text(q->stmt, column);
	return (struct str){p ? (const char *)p : "", (size_t)sqlite3_column_bytes(q->stmt, column)};
}

struct str query_blob(struct query *q, int column)
{
	const void *p = sqlite3_column_blob(q->stmt, column);
	return (struct str){p ? p : "", (size_t)sqlite3_column_bytes(q->stmt, column)};
}

bool query_is_null(struct query *q, int column)
{
	return sqlite3_column_type(q->stmt, column) == SQLITE_NULL;
}

bool query_is_text(struct query *q, int column)
{
	return sqlite3_column_type(q->stmt, column) == SQLITE_TEXT;
}

int query_columns(struct query *q)
{
	return sqlite3_column_count(q->stmt);
}

int64_t db_last_row(struct db *db)
{
	return sqlite3_last_insert_rowid(db->sqlite);
}

int64_t db_changes(struct db *db)
{
	return sqlite3_changes64(db->sqlite);
}

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int past_deadline(void *data)
{
	struct db *db = data;
	return db->deadline && now_ms() > db->deadline;
}

void db_deadline(struct db *db, int milliseconds)
{
	db->deadline = milliseconds > 0 ? now_ms() + milliseconds : 0;
	sqlite3_progress_handler(db->sqlite, milliseconds > 0 ? 20000 : 0, past_deadline, db);
}

enum rc db_version(struct db *db, int64_t *ret, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(db, "SELECT coalesce(max(no), 0) FROM change", &q, f);
	return rc == RC_OK ? query_int_or(q, 0, ret, f) : rc;
}
