/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Opening, closing and checking the database file. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "store/migrate.h"
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

static enum rc access_file(const char *path, struct fault *f)
{
	if (access(path, F_OK) == 0) {
		return RC_OK;
	}
	return errno == ENOENT ? fault_set(f, RC_NOT_FOUND, "there is no register at %s", path)
		: fault_errno(f, RC_IO, "cannot reach %s", path);
}

/* Takes the name for a new file, which nobody else can then have made; or looks that there is one. */
static enum rc claim_file(const char *path, enum db_access access, struct fault *f)
{
	if (access != DB_CREATE) {
		return access_file(path, f);
	}
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0) {
		return errno == EEXIST ? fault_set(f, RC_CONFLICT, "%s is there already", path)
			: fault_errno(f, RC_IO, "cannot make %s", path);
	}
	close(fd);
	return RC_OK;
}

/* A file that could not be made whole is not left lying in the way of the next try. */
static void unmake_file(const char *path)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	size_t size = strlen(path) + sizeof "-wal";
	char *name = xmalloc(size);
	for (size_t i = 0; i < 3; i++) {
		(void)snprintf(name, size, "%s%s", path, ends[i]);
		(void)unlink(name);
	}
	free(name);
}

static enum rc set_pragmas(struct db *db, struct fault *f)
{
	return db_run(db, "PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY", f);
}

static enum rc set_reading(struct db *db, struct fault *f)
{
	return db_run(db, "PRAGMA query_only = ON; PRAGMA mmap_size = 4294967296; PRAGMA cache_size = -16384", f);
}

/* A big import leaves a log of its own size: cut back when it was taken over. */
static enum rc set_writing(struct db *db, struct fault *f)
{
	struct query *q;
	bool row;
	/* EXTRA first: FULL loses acknowledged commits when power fails at the switch into WAL. */
	enum rc rc = db_run(db, "PRAGMA synchronous = EXTRA; PRAGMA cache_size = -524288;"
		"PRAGMA secure_delete = ON; "
		"PRAGMA journal_size_limit = 67108864", f);
	if (rc == RC_OK) {
		rc = db_query(db, "PRAGMA journal_mode = WAL", &q, f);
	}
	if (rc == RC_OK) {
		rc = query_step(q, &row, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	if (!row || !str_is(query_text(q, 0), "wal")) {
		rc = fault_set(f, RC_IO, "%s: this file system cannot hold a write-ahead log", db->path);
		fault_hint(f, "keep the register on a local disk");
	}
	query_done(q);
	return rc;
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

static bool nobody_writes(const char *path)
{
	struct stat st;
	struct statvfs fs;
	return statvfs(path, &fs) == 0 && ((fs.f_flag & ST_RDONLY) || (stat(path, &st) == 0 && !(st.st_mode & 0222)));
}

/*
 * Whether nobody may write the file or its folder, and all of it is in the file: then it can be read without the log
 * and the index that a reader keeps beside it. Rights of this process alone would not do: another might write.
 */
static bool lies_still(const char *path)
{
	static const char *const ends[] = {"-wal", "-shm"};
	size_t size = strlen(path) + sizeof "-wal";
	char *name = xmalloc(size);
	bool still = nobody_writes(path);
	for (size_t i = 0; still && i < 2; i++) {
		(void)snprintf(name, size, "%s%s", path, ends[i]);
		still = access(name, F_OK) != 0;
	}
	(void)snprintf(name, size, "%s", path);
	still = still && nobody_writes(dirname(name));
	free(name);
	return still;
}

/* As SQLite takes a path with options behind it: https://www.sqlite.org/uri.html */
static char *still_uri(const char *path)
{
	struct buf uri;
	buf_init(&uri, (size_t)1 << 20);
	buf_puts(&uri, path[0] == '/' ? "file://" : "file:");
	for (const char *p = path; *p; p++) {
		if (*p == '?' || *p == '#' || *p == '%') {
			buf_printf(&uri, "%%%02X", (unsigned)*p);
		} else {
			buf_putc(&uri, *p);
		}
	}
	buf_puts(&uri, "?immutable=1");
	char *text = xcalloc(1, uri.n + 1);
	memcpy(text, uri.p, uri.n);
	buf_finish(&uri);
	return text;
}

static int open_still(struct db *db)
{
	char *uri = still_uri(db->path);
	int code = sqlite3_open_v2(uri, &db->sqlite, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX
		| SQLITE_OPEN_EXRESCODE, NULL);
	free(uri);
	return code;
}

static enum rc open_file(struct db *db, bool still, struct fault *f)
{
	/* A reader of a WAL database still writes its shared-memory index: query_only keeps it honest. */
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	int code = still ? open_still(db) : sqlite3_open_v2(db->path, &db->sqlite, flags, NULL);
	if (code != SQLITE_OK) {
		return sqlite_fault(db, code, f);
	}
	harden(db->sqlite);
	return RC_OK;
}

static enum rc set_access(struct db *db, struct fault *f)
{
	return db->writing ? set_writing(db, f) : set_reading(db, f);
}

static enum rc set_up(struct db *db, bool fresh, bool still, struct fault *f)
{
	enum rc rc = open_file(db, still, f);
	if (rc == RC_OK) {
		rc = set_pragmas(db, f);
	}
	/* A file that is no register is told apart before anything is written into it. */
	return rc == RC_OK && !fresh ? migrate_check(db, db->path, f) : rc;
}

static enum rc set_schema(struct db *db, bool fresh, struct fault *f)
{
	enum rc rc = set_access(db, f);
	if (rc == RC_OK) {
		rc = fresh ? migrate_fresh(db, f) : migrate_to_newest(db, db->path, NULL, f);
	}
	return rc == RC_OK && fresh ? sync_folder(db->path, f) : rc;
}

static struct db *db_new(const char *path, bool writing)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	(void)pthread_once(&once, configure_once);
	struct db *db = xcalloc(1, sizeof *db);
	db->path = xmalloc(strlen(path) + 1);
	memcpy(db->path, path, strlen(path) + 1);
	db->writing = writing;
	return db;
}

/* Page by page into a file without a name, or into memory, which goes with the connection. */
static enum rc copy_pages(struct db *from, struct db *to, enum db_scratch_place place, struct fault *f)
{
	const char *name = place == SCRATCH_IN_MEMORY ? ":memory:" : "";
	int code = sqlite3_open_v2(name, &to->sqlite, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
		| SQLITE_OPEN_EXRESCODE, NULL);
	if (code != SQLITE_OK) {
		return sqlite_fault(to, code, f);
	}
	sqlite3_backup *b = sqlite3_backup_init(to->sqlite, "main", from->sqlite, "main");
	if (!b) {
		return sqlite_fault(to, sqlite3_extended_errcode(to->sqlite), f);
	}
	code = sqlite3_backup_step(b, -1);
	(void)sqlite3_backup_finish(b);
	return code == SQLITE_DONE ? RC_OK : sqlite_fault(from, code, f);
}

enum rc db_scratch(struct db *from, enum db_scratch_place place, struct db **ret, struct fault *f)
{
	struct db *db = db_new(from->path, true);
	enum rc rc = copy_pages(from, db, place, f);
	if (rc == RC_OK) {
		harden(db->sqlite);
		rc = set_pragmas(db, f);
	}
	if (rc == RC_OK) {
		rc = db_run(db, "PRAGMA synchronous = OFF; PRAGMA cache_size = -262144", f);
	}
	if (rc != RC_OK) {
		db_close(db);
		return rc;
	}
	*ret = db;
	return RC_OK;
}

enum rc db_update(const char *path, const struct remake *remake, struct fault *f)
{
	bool old = false;
	enum rc rc = claim_file(path, DB_WRITE, f);
	if (rc != RC_OK) {
		return rc;
	}
	struct db *db = db_new(path, true);
	bool still = lies_still(path);
	rc = set_up(db, false, still, f);
	if (rc == RC_OK) {
		rc = migrate_is_old(db, path, &old, f);
	}
	if (rc == RC_OK && old && still) {
		rc = fault_set(f, RC_IO, "%s has an older schema, and may not be written", path);
		fault_hint(f, "copy the register to where it may be written, and run \"volya rebuild\" there");
	} else if (rc == RC_OK && old) {
		rc = set_access(db, f);
		rc = rc == RC_OK ? migrate_to_newest(db, path, remake, f) : rc;
	}
	db_close(db);
	return rc;
}

enum rc db_open(const char *path, enum db_access access, struct db **ret, struct fault *f)
{
	bool fresh = access == DB_CREATE;
	enum rc rc = claim_file(path, access, f);
	if (rc != RC_OK) {
		return rc;
	}
	struct db *db = db_new(path, access != DB_READ);
	rc = set_up(db, fresh, access == DB_READ && lies_still(path), f);
	if (rc == RC_OK) {
		rc = set_schema(db, fresh, f);
	}
	if (rc != RC_OK) {
		db_close(db);
		if (fresh) {
			unmake_file(path);
		}
		return rc;
	}
	*ret = db;
	return RC_OK;
}

/* One statement: it reads in one transaction, and works through a database of its own, which nobody else may attach. */
static enum rc vacuum_into(struct db *db, const char *to, struct fault *f)
{
	struct query *q;
	int most = sqlite3_limit(db->sqlite, SQLITE_LIMIT_ATTACHED, 1);
	enum rc rc = db_query(db, "VACUUM INTO ?", &q, f);
	if (rc == RC_OK) {
		query_bind_text(q, 1, str_of(to));
		rc = query_run(q, f);
	}
	(void)sqlite3_limit(db->sqlite, SQLITE_LIMIT_ATTACHED, most);
	return rc;
}

static enum rc sync_file(const char *path, struct fault *f)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	enum rc rc = fd >= 0 && fsync(fd) == 0 ? RC_OK : fault_errno(f, RC_IO, "cannot write %s", path);
	if (fd >= 0) {
		close(fd);
	}
	return rc;
}

enum rc db_copy(const char *from, const char *to, struct fault *f)
{
	struct fault why = {0};
	enum rc rc = claim_file(from, DB_READ, f);
	if (rc == RC_OK) {
		rc = claim_file(to, DB_CREATE, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	struct db *db = db_new(from, false);
	rc = set_up(db, false, lies_still(from), &why);
	if (rc == RC_OK) {
		rc = vacuum_into(db, to, &why);
	}
	db_close(db);
	if (rc == RC_OK) {
		return sync_file(to, f);
	}
	unmake_file(to);
	return rc == RC_IO ? fault_set(f, rc, "%s could not be copied to %s: %s", from, to, why.message)
		: fault_set(f, rc, "%s", why.message);
}

void db_close(struct db *db)
{
	if (!db) {
		return;
	}
	db_rollback(db);
	queries_drop(db);
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
