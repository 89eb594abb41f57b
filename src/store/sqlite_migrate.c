/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The schema, version by version. user_version of the file counts the steps taken. */
#include "audience_sql.h"
#include "card_sql.h"
#include "cards_sql.h"
#include "exchange_sql.h"
#include "gone_sql.h"
#include "here_sql.h"
#include "log_sql.h"
#include "private_sql.h"
#include "schema_sql.h"
#include "store/migrate.h"
#include "tally_sql.h"
#include "undone_sql.h"
#include "unseen_sql.h"
#include "witness_sql.h"

/* Steps that were released never change. */
static const char *const released[] = {
	schema_sql,
	tally_sql,
	undone_sql,
	card_sql,
	unseen_sql,
	gone_sql,
	cards_sql,
	log_sql,
	witness_sql,
	exchange_sql,
	private_sql,
	audience_sql,
	here_sql,
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

static enum rc take_step(struct db *db, const char *step, int64_t version, struct fault *f)
{
	char pragma[48];
	(void)snprintf(pragma, sizeof pragma, "PRAGMA user_version = %d", (int)version + 1);
	enum rc rc = db_run(db, step, f);
	return rc == RC_OK ? db_run(db, pragma, f) : rc;
}

static enum rc take_steps(struct db *db, const char *const *steps, int count, const struct remake *remake,
	struct fault *f)
{
	int64_t version;
	bool any = false;
	enum rc rc = db_begin_write(db, f);
	if (rc != RC_OK) {
		return rc;
	}
	/* Asked again under the lock: another writer may have been faster. */
	rc = version_of(db, &version, f);
	for (; rc == RC_OK && version < count; version++) {
		rc = take_step(db, steps[version], version, f);
		any = true;
	}
	if (rc == RC_OK && any && remake) {
		rc = remake->run(db, remake->data, f);
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

static enum rc check_version(struct db *db, const char *path, int count, int64_t *ret, struct fault *f)
{
	enum rc rc = version_of(db, ret, f);
	if (rc == RC_OK && *ret > count) {
		rc = fault_set(f, RC_DB, "%s was written by a newer version of the program", path);
		fault_hint(f, "it has schema %d, this program knows %d: update the program", (int)*ret, count);
	}
	return rc;
}

enum rc migrate(struct db *db, const char *path, const char *const *steps, int count, const struct remake *remake,
	struct fault *f)
{
	int64_t version;
	enum rc rc = check_version(db, path, count, &version, f);
	if (rc != RC_OK || version == count) {
		return rc;
	}
	if (version == 0) {
		return fault_set(f, RC_DB, "%s is no register", path);
	}
	if (!remake) {
		rc = fault_set(f, RC_DB, "%s has an older schema", path);
		fault_hint(f, "\"volya rebuild\" brings it up to date");
		return rc;
	}
	return take_steps(db, steps, count, remake, f);
}

#define RELEASED ((int)(sizeof released / sizeof *released))

enum rc migrate_fresh(struct db *db, struct fault *f)
{
	return take_steps(db, released, RELEASED, NULL, f);
}

enum rc migrate_to_newest(struct db *db, const char *path, const struct remake *remake, struct fault *f)
{
	return migrate(db, path, released, RELEASED, remake, f);
}

enum rc migrate_is_old(struct db *db, const char *path, bool *ret, struct fault *f)
{
	int64_t version;
	enum rc rc = check_version(db, path, RELEASED, &version, f);
	*ret = rc == RC_OK && version > 0 && version < RELEASED;
	return rc;
}
