/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A whole database, page by page: copied as it lies, and put in the place of another that others have open. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "store/sqlite.h"

/* As SQLite's file format has them: "Database Header Format". */
#define HEADER 100
#define FORMAT 18   /* two bytes: with a log of writes beside it, or without */
#define CHANGES 24  /* how often it was written */
#define COOKIE 40   /* how often its schema was */
#define VALID_FOR 92 /* when its size was noted: the number at CHANGES then */

/* db: that of the two which the fault is told of. */
static enum rc copy_pages(struct db *db, sqlite3 *to, sqlite3 *from, struct fault *f)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
	if (!b) {
		return sqlite_fault(db, sqlite3_errcode(to), f);
	}
	(void)sqlite3_backup_step(b, -1);
	int code = sqlite3_backup_finish(b);
	return code == SQLITE_OK ? RC_OK : sqlite_fault(db, code, f);
}

enum rc db_replace(struct db *db, const char *from, struct fault *f)
{
	sqlite3 *source = NULL;
	struct query *q;
	int64_t busy;
	queries_drop(db);
	int code = sqlite3_open_v2(from, &source, SQLITE_OPEN_READONLY, NULL);
	enum rc rc = code == SQLITE_OK ? copy_pages(db, db->sqlite, source, f)
		: fault_set(f, RC_IO, "cannot read %s", from);
	(void)sqlite3_close(source);
	if (rc == RC_OK) {
		rc = db_query(db, "PRAGMA wal_checkpoint(TRUNCATE)", &q, f);
		rc = rc == RC_OK ? query_int_or(q, 1, &busy, f) : rc; /* who reads still may finish */
	}
	return rc;
}

/* Copies of one content are the same bytes only where these numbers are. */
static enum rc settle(const char *path, struct fault *f)
{
	unsigned char h[HEADER];
	const unsigned char one[4] = {0, 0, 0, 1};
	int fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	bool fine = fd >= 0 && pread(fd, h, HEADER, 0) == HEADER && memcmp(h, "SQLite format 3", 16) == 0;
	if (fine) {
		h[FORMAT] = h[FORMAT + 1] = 1;
		memcpy(h + CHANGES, one, sizeof one);
		memcpy(h + COOKIE, one, sizeof one);
		memcpy(h + VALID_FOR, one, sizeof one);
		fine = pwrite(fd, h, HEADER, 0) == HEADER;
	}
	enum rc rc = fine ? RC_OK : fault_errno(f, RC_IO, "cannot write %s", path);
	if (fd >= 0) {
		close(fd);
	}
	return rc;
}

/* Nobody else may read it, and nothing is written over. */
static enum rc make_file(const char *path, struct fault *f)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0) {
		return fault_errno(f, errno == EEXIST ? RC_CONFLICT : RC_IO, "cannot make %s", path);
	}
	close(fd);
	return RC_OK;
}

enum rc db_copy_pages(const char *from, const char *to, struct fault *f)
{
	struct db *db = NULL;
	sqlite3 *copy = NULL;
	enum rc rc = db_open(from, DB_READ, &db, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = make_file(to, f);
	if (rc == RC_OK) {
		int code = sqlite3_open_v2(to, &copy, SQLITE_OPEN_READWRITE, NULL);
		rc = code == SQLITE_OK ? copy_pages(db, copy, db->sqlite, f) : fault_set(f, RC_IO, "cannot write %s", to);
		(void)sqlite3_close(copy);
		rc = rc == RC_OK ? settle(to, f) : rc;
		if (rc != RC_OK) {
			(void)unlink(to);
		}
	}
	db_close(db);
	return rc;
}
