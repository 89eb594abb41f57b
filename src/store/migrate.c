/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The schema, version by version. user_version of the file counts the steps taken. */
#include "schema_sql.h"
#include "store/sqlite.h"

/* Step i brings a file from version i to i + 1. Steps that were released never change. */
static const char *const steps[] = {
	schema_sql,
};
#define NEWEST ((int64_t)(sizeof steps / sizeof *steps))

static enum rc version_of(struct db *db, int64_t *ret, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(db, "PRAGMA user_version", &q, f);
	return rc == RC_OK ? query_int_or(q, 0, ret, f) : rc;
}

static enum rc take_steps(struct db *db, int64_t version, struct fault *f)
{
	enum rc rc = db_begin_write(db, f);
	if (rc != RC_OK) {
		return rc;
	}
	/* Another writer may have been faster. */
	rc = version_of(db, &version, f);
	while (rc == RC_OK && version < NEWEST) {
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

enum rc db_migrate(struct db *db, bool may_write, bool fresh, struct fault *f)
{
	int64_t version;
	enum rc rc = version_of(db, &version, f);
	if (rc != RC_OK) {
		return rc;
	}
	if (version > NEWEST) {
		rc = fault_set(f, RC_DB, "%s was written by a newer version of the program", db->path);
		fault_hint(f, "it has schema %d, this program knows %d: update the program", (int)version,
			(int)NEWEST);
		return rc;
	}
	if (version == 0 && !fresh) {
		return fault_set(f, RC_DB, "%s is no register", db->path);
	}
	if (version == NEWEST) {
		return RC_OK;
	}
	if (!may_write) {
		rc = fault_set(f, RC_DB, "%s has an older schema", db->path);
		fault_hint(f, "any command that writes brings it up to date, for example \"volya rebuild\"");
		return rc;
	}
	return take_steps(db, version, f);
}
