/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Schema versions. For the files of store/ and its tests. */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "store/store.h"

/* Any SQLite file may have a version; a register has its tables from the first. RC_DB without them. */
MUST_USE enum rc migrate_check(struct db *db, const char *path, struct fault *f);
/*
 * Brings the schema of a register up to version count: step i (SQL) leads from version i to i + 1; all that are missing
 * and then remake run in one transaction. Without remake it only checks: RC_DB when the schema is older or newer.
 */
MUST_USE enum rc migrate(struct db *db, const char *path, const char *const *steps, int count,
	const struct remake *remake, struct fault *f);
/* The same with the steps of this program. */
MUST_USE enum rc migrate_to_newest(struct db *db, const char *path, const struct remake *remake, struct fault *f);
/* All the steps of this program in an empty file. */
MUST_USE enum rc migrate_fresh(struct db *db, struct fault *f);
MUST_USE enum rc migrate_is_old(struct db *db, const char *path, bool *ret, struct fault *f);

#endif
