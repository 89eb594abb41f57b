/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What was erased leaves no bytes behind: the file written anew, and the log of writes emptied. */
#include "store/sqlite.h"

enum rc db_scrub_later(struct db *db, struct fault *f)
{
	return db_run(db, "INSERT OR REPLACE INTO setting (key, value) VALUES ('scrub', 1)", f);
}

/* Both ask for the file alone; a checkpoint that could not go to its end says so in its first column. */
static enum rc checkpoint(struct db *db, struct fault *f)
{
	struct query *q;
	int64_t busy = 0;
	enum rc rc = db_query(db, "PRAGMA wal_checkpoint(TRUNCATE)", &q, f);
	if (rc == RC_OK) {
		rc = query_int_or(q, 1, &busy, f);
	}
	return rc == RC_OK && busy ? fault_set(f, RC_BUSY, "another program reads the register") : rc;
}

static enum rc scrub(struct db *db, struct fault *f)
{
	enum rc rc = checkpoint(db, f);
	if (rc == RC_OK) {
		/* It works through a database of its own, which nobody else may attach. */
		int most = sqlite3_limit(db->sqlite, SQLITE_LIMIT_ATTACHED, 1);
		rc = db_run(db, "VACUUM", f);
		(void)sqlite3_limit(db->sqlite, SQLITE_LIMIT_ATTACHED, most);
	}
	if (rc == RC_OK) {
		rc = checkpoint(db, f);
	}
	if (rc == RC_OK) {
		rc = db_run(db, "DELETE FROM setting WHERE key = 'scrub'", f);
	}
	return rc;
}

enum rc db_scrub_waits(struct db *db, bool *ret, struct fault *f)
{
	struct query *q;
	int64_t marked = 0;
	enum rc rc = db_query(db, "SELECT count(*) FROM setting WHERE key = 'scrub'", &q, f);
	if (rc == RC_OK) {
		rc = query_int_or(q, 0, &marked, f);
	}
	*ret = rc == RC_OK && marked > 0;
	return rc;
}

enum rc db_scrub(struct db *db, struct fault *f)
{
	bool waits;
	enum rc rc = db_scrub_waits(db, &waits, f);
	if (rc == RC_OK && waits) {
		rc = scrub(db, f);
		if (rc != RC_OK) {
			fault_hint(f, "it is erased, but the database file still has traces of it: \"volya rebuild\" when nothing "
				"else has the register open");
		}
	}
	return rc;
}
