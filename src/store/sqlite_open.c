/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Opening, closing and checking the database file. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/sqlite.h"

#define BUSY_MS 10000

/* Statistics on memory cost every allocation a lock. */
static void configure_once(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* The file is there, and so must be its name after a power cut. */
static enum rc sync_folder(const char *path, struct fault *f)
{
	char *copy = xmalloc(strlen(path) + 1);
	memcpy(copy, path, strlen(path) + 1);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(copy);
	if (fd < 0 || fsync(fd) != 0) {
		enum rc rc = fault_errno(f, RC_IO, "%s: the folder cannot be synced", path);
		if (fd >= 0) {
			close(fd);
		}
		return rc;
	}
	close(fd);
	return RC_OK;
}

static enum rc check_presence(const char *path, enum db_access access, struct fault *f)
{
	bool there = access == DB_CREATE ? faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0
		: faccessat(AT_FDCWD, path, F_OK, 0) == 0;
	if (access == DB_CREATE && there) {
		return fault_set(f, RC_CONFLICT, "%s is there already", path);
	}
	if (access != DB_CREATE && !there) {
		return fault_set(f, RC_NOT_FOUND, "there is no register at %s", path);
	}
	return RC_OK;
}

static enum rc set_pragmas(struct db *db, enum db_access access, struct fault *f)
{
	enum rc rc = db_run(db, "PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON; "
		"PRAGMA temp_store = MEMORY", f);
	if (rc != RC_OK) {
		return rc;
	}
	/* EXTRA first: FULL loses acknowledged commits when power fails at the switch into WAL. */
	return access == DB_READ
		? db_run(db, "PRAGMA query_only = ON; PRAGMA mmap_size = 4294967296; PRAGMA cache_size = -16384", f)
		: db_run(db, "PRAGMA synchronous = EXTRA; PRAGMA journal_mode = WAL; "
			"PRAGMA cache_size = -524288", f);
}

static void harden(sqlite3 *sqlite)
{
	(void)sqlite3_db_config(sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(sqlite, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	(void)sqlite3_db_config(sqlite, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	(void)sqlite3_db_config(sqlite, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	(void)sqlite3_limit(sqlite, SQLITE_LIMIT_ATTACHED, 0);
	(void)sqlite3_limit(sqlite, SQLITE_LIMIT_EXPR_DEPTH, 1000);
	(void)sqlite3_extended_result_codes(sqlite, 1);
	(void)sqlite3_busy_timeout(sqlite, BUSY_MS);
}

static enum rc open_file(struct db *db, enum db_access access, struct fault *f)
{
	/* A reader of a WAL database still writes its shared-memory index: query_only keeps it honest. */
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	if (access == DB_CREATE) {
		flags |= SQLITE_OPEN_CREATE;
	}
	int code = sqlite3_open_v2(db->path, &db->sqlite, flags, NULL);
	if (code != SQLITE_OK) {
		return sqlite_fault(db, code, "open", f);
	}
	harden(db->sqlite);
	return RC_OK;
}

enum rc db_open(const char *path, enum db_access access, struct db **ret, struct fault *f)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	(void)pthread_once(&once, configure_once);
	enum rc rc = check_presence(path, access, f);
	if (rc != RC_OK) {
		return rc;
	}
	struct db *db = xcalloc(1, sizeof *db);
	db->path = xmalloc(strlen(path) + 1);
	memcpy(db->path, path, strlen(path) + 1);
	db->writing = access != DB_READ;
	rc = open_file(db, access, f);
	if (rc == RC_OK) {
		rc = set_pragmas(db, access, f);
	}
	if (rc == RC_OK) {
		rc = db_migrate(db, db->writing, access == DB_CREATE, f);
	}
	if (rc == RC_OK && access == DB_CREATE) {
		rc = sync_folder(path, f);
	}
	if (rc != RC_OK) {
		db_close(db);
		return rc;
	}
	*ret = db;
	return RC_OK;
}

void db_close(struct db *db)
{
	if (!db) {
		return;
	}
	db_rollback(db);
	for (int i = 0; i < CACHE_BUCKETS; i++) {
		for (struct query *q = db->cache[i], *next; q; q = next) {
			next = q->next;
			(void)sqlite3_finalize(q->stmt);
			free(q->sql);
			free(q);
		}
	}
	(void)sqlite3_close(db->sqlite);
	free(db->path);
	free(db);
}

enum rc db_check(struct db *db, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(db, "PRAGMA integrity_check(1)", &q, f);
	if (rc == RC_OK) {
		rc = query_step(q, &row, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	if (!row || !str_is(query_text(q, 0), "ok")) {
		rc = fault_set(f, RC_DB, "%s is damaged: %.*s", db->path, STR_ARG(query_text(q, 0)));
		fault_hint(f, "go back to a backup");
	}
	query_done(q);
	return rc;
}
