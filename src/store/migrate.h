/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Schema versions. For the files of store/ and its tests. */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "store/store.h"

/* Any SQLite file may have a version; a register has its tables from the first. RC_DB without them. */
MUST_USE enum rc migrate_check(struct db *db, const char *path, struct fault *f);
/*
 * Brings the schema up to version count, or checks that it is there when may_write is false. Step i (SQL) leads from
 * version i to i + 1; all that are missing run in one transaction. fresh: an empty file is what is expected.
 */
MUST_USE enum rc migrate(struct db *db, const char *path, const char *const *steps, int count, bool may_write,
	bool fresh, struct fault *f);
/* The same with the steps of this program. */
MUST_USE enum rc migrate_to_newest(struct db *db, const char *path, bool may_write, bool fresh, struct fault *f);

#endif
