/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The schema, version by version. user_version of the file counts the steps taken. */
#include "card_sql.h"
#include "schema_sql.h"
#include "store/migrate.h"
#include "tally_sql.h"
#include "undone_sql.h"
#include "unseen_sql.h"

/* Steps that were released never change. */
static const char *const released[] = {
	schema_sql,
	tally_sql,
	undone_sql,
	card_sql,
	unseen_sql,
};

static enum rc number(struct db *db, const char *sql, int64_t *ret, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(db, sql, &q, f);
	return rc == RC_OK ? query_int_or(q, 0, ret, f) : rc;
}

static enum rc version_of(struct db *db, int64_t *ret, struct fault *f)
{
	return number(db, "PRAGMA user_version", ret, f);
}

static enum rc take_steps(struct db *db, const char *const *steps, int count, struct fault *f)
{
	int64_t version;
	enum rc rc = db_begin_write(db, f);
	if (rc != RC_OK) {
		return rc;
	}
	/* Asked again under the lock: another writer may have been faster. */
	rc = version_of(db, &version, f);
	while (rc == RC_OK && version < count) {
		char pragma[48];
		rc = db_run(db, steps[version], f);
		version++;
		(void)snprintf(pragma, sizeof pragma, "PRAGMA user_version = %d", (int)version);
		if (rc == RC_OK) {
			rc = db_run(db, pragma, f);
		}
	}
	if (rc == RC_OK) {
		rc = db_commit(db, f);
	}
	if (rc != RC_OK) {
		db_rollback(db);
	}
	return rc;
}

enum rc migrate_check(struct db *db, const char *path, struct fault *f)
{
	int64_t count;
	enum rc rc = number(db, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"
		" AND name IN ('setting', 'subject', 'change', 'statement')", &count, f);
	return rc == RC_OK && count != 4 ? fault_set(f, RC_DB, "%s is no register", path) : rc;
}

enum rc migrate(struct db *db, const char *path, const char *const *steps, int count, bool may_write, bool fresh,
	struct fault *f)
{
	int64_t version;
	enum rc rc = version_of(db, &version, f);
	if (rc != RC_OK) {
		return rc;
	}
	if (version > count) {
		rc = fault_set(f, RC_DB, "%s was written by a newer version of the program", path);
		fault_hint(f, "it has schema %d, this program knows %d: update the program", (int)version, count);
		return rc;
	}
	if (version == count) {
		return RC_OK;
	}
	if (version == 0 && !fresh) {
		return fault_set(f, RC_DB, "%s is no register", path);
	}
	if (!may_write) {
		rc = fault_set(f, RC_DB, "%s has an older schema", path);
		fault_hint(f, "any command that writes brings it up to date, for example \"volya rebuild\"");
		return rc;
	}
	return take_steps(db, steps, count, f);
}

enum rc migrate_to_newest(struct db *db, const char *path, bool may_write, bool fresh, struct fault *f)
{
	return migrate(db, path, released, (int)(sizeof released / sizeof *released), may_write, fresh, f);
}
