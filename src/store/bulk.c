/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a bulk load need not keep up to date: indexes, dropped before it and made again, sorted, after it; and the
 * running sums over span, which are made anew.
 */
#include "store/store.h"
#include "tally_sql.h"

static const char *const drop =
	"DROP INDEX IF EXISTS fact_value; DROP INDEX IF EXISTS span_day;"
	"DROP INDEX IF EXISTS statement_prefix;"
	"DROP TRIGGER IF EXISTS span_added; DROP TRIGGER IF EXISTS span_removed";

static const char *const make =
	"CREATE INDEX IF NOT EXISTS fact_value ON fact (property, value, owner);"
	"CREATE INDEX IF NOT EXISTS span_day ON span (what, aux, sure, day_from, day_to, known_from, known_to,"
	" pub_from, pub_to, subject);"
	"CREATE INDEX IF NOT EXISTS statement_prefix ON statement (prefix)";

enum rc db_bulk_begin(struct db *db, struct fault *f)
{
	return db_run(db, drop, f);
}

enum rc db_bulk_end(struct db *db, struct fault *f)
{
	enum rc rc = db_run(db, make, f);
	return rc == RC_OK ? db_run(db, tally_sql, f) : rc;
}
