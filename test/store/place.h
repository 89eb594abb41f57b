/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A folder for one database, and short words for what every test of the store does. */
#ifndef TEST_STORE_PLACE_H
#define TEST_STORE_PLACE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/store.h"

struct place {
	char folder[64];
	char path[96];
	struct fault fault;
};

static inline int make_place(void **state)
{
	struct place *p = calloc(1, sizeof *p);
	snprintf(p->folder, sizeof p->folder, "/tmp/volya-store.XXXXXX");
	assert_non_null(mkdtemp(p->folder));
	snprintf(p->path, sizeof p->path, "%s/register.db", p->folder);
	*state = p;
	return 0;
}

static inline int remove_place(void **state)
{
	struct place *p = *state;
	static const char *const ends[] = {"", "-wal", "-shm"};
	for (size_t i = 0; i < 3; i++) {
		char path[128];
		snprintf(path, sizeof path, "%s%s", p->path, ends[i]);
		unlink(path);
	}
	assert_int_equal(rmdir(p->folder), 0);
	free(p);
	return 0;
}

#define FINE(call) \
	do { \
		enum rc rc_ = (call); \
		if (rc_ != RC_OK) { \
			fault_print(stderr, &p->fault); \
		} \
		assert_int_equal(rc_, RC_OK); \
	} while (0)

static inline struct db *open_db(struct place *p, enum db_access access)
{
	struct db *db = NULL;
	FINE(db_open(p->path, access, &db, &p->fault));
	return db;
}

static inline int64_t number(struct place *p, struct db *db, const char *sql)
{
	struct query *q;
	int64_t n;
	FINE(db_query(db, sql, &q, &p->fault));
	FINE(query_int_or(q, -1, &n, &p->fault));
	return n;
}

static inline void put_setting(struct place *p, struct db *db, const char *key, int64_t value)
{
	struct query *q;
	FINE(db_query(db, "INSERT INTO setting (key, value) VALUES (?, ?)", &q, &p->fault));
	query_bind_text(q, 1, str_of(key));
	query_bind_int(q, 2, value);
	FINE(query_run(q, &p->fault));
}

#endif
