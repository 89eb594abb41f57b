/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Prepared statements over SQLite: a cache of them by their text, parameters, rows, deadlines. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/sqlite.h"

/* Statements kept. A server is asked questions without end: the one not used longest gives way. */
#define CACHE_MOST 256

/* FNV-1a */
static unsigned bucket_of(const char *sql)
{
	uint32_t h = 2166136261u;
	for (; *sql; sql++) {
		h = (h ^ (unsigned char)*sql) * 16777619u;
	}
	return h % CACHE_BUCKETS;
}

/* Where a query may stand that was asked for with the text at this address. A guess: texts are compared. */
static struct query **near_place(struct db *db, const char *sql)
{
	return &db->near[((uintptr_t)sql >> 3 ^ (uintptr_t)sql >> 9) % CACHE_NEAR];
}

static void unlink_query(struct query *q)
{
	*(q->older ? &q->older->newer : &q->db->oldest) = q->newer;
	*(q->newer ? &q->newer->older : &q->db->newest) = q->older;
	q->older = q->newer = NULL;
}

static void link_newest(struct query *q)
{
	q->older = q->db->newest;
	*(q->older ? &q->older->newer : &q->db->oldest) = q;
	q->db->newest = q;
}

static void drop_query(struct query *q)
{
	struct query **at = &q->db->cache[bucket_of(q->sql)];
	while (*at != q) {
		at = &(*at)->next;
	}
	*at = q->next;
	for (size_t i = 0; i < CACHE_NEAR; i++) {
		if (q->db->near[i] == q) {
			q->db->near[i] = NULL;
		}
	}
	unlink_query(q);
	q->db->cached--;
	(void)sqlite3_finalize(q->stmt);
	free(q->sql);
	free(q);
}

static void make_room(struct db *db)
{
	struct query *q = db->oldest;
	while (q && db->cached >= CACHE_MOST) {
		struct query *newer = q->newer;
		if (!q->open) {
			drop_query(q);
		}
		q = newer;
	}
}

static enum rc prepare(struct db *db, const char *sql, unsigned bucket, struct query **ret, struct fault *f)
{
	sqlite3_stmt *stmt;
	int code = sqlite3_prepare_v3(db->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);
	if (code != SQLITE_OK) {
		return sqlite_fault(db, code, f);
	}
	if (!stmt) {
		return fault_set(f, RC_INTERNAL, "a query without SQL");
	}
	make_room(db);
	struct query *q = xcalloc(1, sizeof *q);
	*q = (struct query){.db = db, .stmt = stmt, .next = db->cache[bucket]};
	q->sql = xmalloc(strlen(sql) + 1);
	memcpy(q->sql, sql, strlen(sql) + 1);
	db->cache[bucket] = q;
	db->cached++;
	link_newest(q);
	*ret = q;
	return RC_OK;
}

static enum rc find_or_prepare(struct db *db, const char *sql, struct query **ret, struct fault *f)
{
	unsigned bucket = bucket_of(sql);
	struct query *q = db->cache[bucket];
	while (q && strcmp(q->sql, sql) != 0) {
		q = q->next;
	}
	enum rc rc = q ? RC_OK : prepare(db, sql, bucket, &q, f);
	if (rc == RC_OK) {
		*near_place(db, sql) = q;
		*ret = q;
	}
	return rc;
}

enum rc db_query(struct db *db, const char *sql, struct query **ret, struct fault *f)
{
	struct query *q = *near_place(db, sql);
	if (!q || strcmp(q->sql, sql) != 0) {
		enum rc rc = find_or_prepare(db, sql, &q, f);
		if (rc != RC_OK) {
			return rc;
		}
	}
	if (q->open) {
		return fault_set(f, RC_INTERNAL, "a query is still open: %s", sql);
	}
	unlink_query(q);
	link_newest(q);
	q->open = true;
	q->started = 0;
	*ret = q;
	return RC_OK;
}

void queries_end(struct db *db)
{
	for (struct query *q = db->newest; q; q = q->older) {
		query_done(q);
	}
}

void queries_drop(struct db *db)
{
	while (db->newest) {
		drop_query(db->newest);
	}
}

/* A parameter that is not there is a fault of ours. */
static void bound(struct query *q, int code)
{
	(void)q;
	assert(code == SQLITE_OK);
}

void query_bind_int(struct query *q, int i, int64_t v)
{
	bound(q, sqlite3_bind_int64(q->stmt, i, v));
}

void query_bind_text(struct query *q, int i, struct str s)
{
	bound(q, sqlite3_bind_text64(q->stmt, i, s.p ? s.p : "", s.n, SQLITE_STATIC, SQLITE_UTF8));
}

void query_bind_blob(struct query *q, int i, const void *p, size_t n)
{
	bound(q, sqlite3_bind_blob64(q->stmt, i, p ? p : "", n, SQLITE_STATIC));
}

void query_bind_null(struct query *q, int i)
{
	bound(q, sqlite3_bind_null(q->stmt, i));
}

static enum rc may_step(struct db *db, struct fault *f)
{
	if (db->memory && arena_used(db->memory) > db->memory_most) {
		return fault_set(f, RC_LIMIT, "the answer is larger than a request may hold; ask for less at a time");
	}
	return db_still_open(db, f);
}

enum rc query_step(struct query *q, bool *ret_row, struct fault *f)
{
	*ret_row = false;
	assert(q->open);
	enum rc rc = may_step(q->db, f);
	if (rc != RC_OK) {
		query_done(q);
		return rc;
	}
	deadline_start(q->db, &q->started);
	int code = sqlite3_step(q->stmt);
	*ret_row = code == SQLITE_ROW;
	if (code == SQLITE_ROW) {
		return RC_OK;
	}
	rc = code == SQLITE_DONE ? RC_OK : sqlite_fault(q->db, code, f);
	query_done(q);
	return rc;
}

enum rc query_run(struct query *q, struct fault *f)
{
	bool row;
	enum rc rc = query_step(q, &row, f);
	query_done(q);
	return rc;
}

enum rc query_int_or(struct query *q, int64_t other, int64_t *ret, struct fault *f)
{
	bool row;
	enum rc rc = query_step(q, &row, f);
	*ret = rc == RC_OK && row ? query_int(q, 0) : other;
	query_done(q);
	return rc;
}

void query_done(struct query *q)
{
	if (!q || !q->open) {
		return;
	}
	(void)sqlite3_reset(q->stmt);
	(void)sqlite3_clear_bindings(q->stmt);
	q->open = false;
}

int64_t query_int(struct query *q, int column)
{
	return sqlite3_column_int64(q->stmt, column);
}

struct str query_text(struct query *q, int column)
{
	const unsigned char *p = sqlite3_column_text(q->stmt, column);
	return (struct str){p ? (const char *)p : "", (size_t)sqlite3_column_bytes(q->stmt, column)};
}

struct str query_blob(struct query *q, int column)
{
	const void *p = sqlite3_column_blob(q->stmt, column);
	return (struct str){p ? p : "", (size_t)sqlite3_column_bytes(q->stmt, column)};
}

bool query_is_null(struct query *q, int column)
{
	return sqlite3_column_type(q->stmt, column) == SQLITE_NULL;
}

bool query_is_text(struct query *q, int column)
{
	return sqlite3_column_type(q->stmt, column) == SQLITE_TEXT;
}

int query_columns(struct query *q)
{
	return sqlite3_column_count(q->stmt);
}

int query_parameters(struct query *q)
{
	return sqlite3_bind_parameter_count(q->stmt);
}

int64_t db_last_row(struct db *db)
{
	return sqlite3_last_insert_rowid(db->sqlite);
}

int64_t db_changes(struct db *db)
{
	return sqlite3_changes64(db->sqlite);
}

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void deadline_start(struct db *db, int64_t *started)
{
	if (db->deadline == 0) {
		return;
	}
	if (started == &db->run_started || *started == 0) {
		*started = now_ms();
	}
	db->until = *started + db->deadline;
}

static int past_deadline(void *data)
{
	struct db *db = data;
	return now_ms() > db->until;
}

/* Virtual machine steps between two looks at the clock: well under a millisecond. */
#define STEPS 20000

void db_deadline(struct db *db, int milliseconds)
{
	db->deadline = milliseconds > 0 ? milliseconds : 0;
	db->until = INT64_MAX;
	sqlite3_progress_handler(db->sqlite, db->deadline ? STEPS : 0, past_deadline, db);
}

uint32_t db_stamp(struct db *db)
{
	unsigned version = 0;
	if (db->writing || !db->in_transaction) {
		return 0;
	}
	int code = sqlite3_file_control(db->sqlite, "main", SQLITE_FCNTL_DATA_VERSION, &version);
	return code == SQLITE_OK ? version : 0;
}

void db_memory(struct db *db, const struct arena *a, size_t most)
{
	db->memory = a;
	db->memory_most = most;
}

enum rc db_version(struct db *db, int64_t *ret, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(db, "SELECT (SELECT coalesce(max(no), 0) FROM change) + "
		"(SELECT coalesce(sum(size), 0) FROM log)", &q, f);
	return rc == RC_OK ? query_int_or(q, 0, ret, f) : rc;
}
