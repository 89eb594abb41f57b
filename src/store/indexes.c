/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Indexes of the view tables, dropped before a bulk load and made again, sorted, after it. */
#include "store/store.h"

static const char *const drop =
	"DROP INDEX IF EXISTS fact_value; DROP INDEX IF EXISTS span_day; DROP INDEX IF EXISTS span_subject";

static const char *const make =
	"CREATE INDEX IF NOT EXISTS fact_value ON fact (property, value, owner);"
	"CREATE INDEX IF NOT EXISTS span_day ON span (what, aux, sure, day_from, day_to, known_from, known_to,"
	" pub_from, pub_to, subject);"
	"CREATE INDEX IF NOT EXISTS span_subject ON span (subject, what)";

enum rc db_view_indexes_drop(struct db *db, struct fault *f)
{
	return db_run(db, drop, f);
}

enum rc db_view_indexes_make(struct db *db, struct fault *f)
{
	return db_run(db, make, f);
}
