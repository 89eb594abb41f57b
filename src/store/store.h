/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * store: one small interface to a database, its schema and migrations. It knows tables
 * and columns, not what a statement means. SQLite stands behind it.
 *
 * One writer, many readers. A struct db belongs to one thread. Everything is read inside
 * one read transaction a request, so a page sees one state.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/base.h"

struct db;
/* A prepared statement, kept by its db and handed out again by the same SQL text. Once done it is the db's again:
 * ask db_query() for it anew. (At most 256 are kept; the one not used longest gives way.) */
struct query;

enum db_access {
	DB_READ,
	DB_WRITE,
	DB_CREATE, /* makes the file (0600), whole or not at all; RC_CONFLICT if it is there */
};

/*
 * Opens the database file; DB_CREATE gives it the newest schema. RC_DB with a hint when the schema is older or newer:
 * db_update() is for an older one. synchronous=EXTRA is set before journal_mode=WAL; trusted_schema off; foreign keys
 * on. DB_READ reads what nobody may write (a read-only medium; no right to write for anybody) as it lies, when it was
 * closed whole.
 */
MUST_USE enum rc db_open(const char *path, enum db_access access, struct db **ret, struct fault *f);
/* Makes the views again, which a new schema may see with other eyes; inside the transaction that is open. */
struct remake {
	enum rc (*run)(struct db *db, void *data, struct fault *f);
	void *data;
};
/*
 * Brings a file with an older schema up to the newest, in one transaction with remake, which is not called when there
 * is nothing to do; then nothing is written either.
 */
MUST_USE enum rc db_update(const char *path, const struct remake *remake, struct fault *f);
void db_close(struct db *db); /* NULL is fine; rolls back what is open */

MUST_USE enum rc db_begin(struct db *db, struct fault *f);       /* read snapshot */
MUST_USE enum rc db_begin_write(struct db *db, struct fault *f); /* RC_BUSY after 10 s */
MUST_USE enum rc db_commit(struct db *db, struct fault *f);      /* durable when it returns RC_OK */
void db_rollback(struct db *db);                                 /* no-op without a transaction */
/* After RC_IO the transaction may be gone already: whatever is asked then fails too, till db_rollback().
 * Savepoints nest, inside a transaction; for --keep-going and dry runs. */
MUST_USE enum rc db_savepoint(struct db *db, struct fault *f);
MUST_USE enum rc db_savepoint_keep(struct db *db, struct fault *f);
void db_savepoint_undo(struct db *db);

/* Runs SQL without parameters or rows. */
MUST_USE enum rc db_run(struct db *db, const char *sql, struct fault *f);
/*
 * A query ready to bind. The same SQL text gives the same prepared statement, reset and unbound;
 * so one text is never open twice at a time (RC_INTERNAL).
 */
MUST_USE enum rc db_query(struct db *db, const char *sql, struct query **ret, struct fault *f);
/* Binding: parameters count from 1. Bytes are not copied: they must live until the query is done. */
void query_bind_int(struct query *q, int i, int64_t v);
void query_bind_text(struct query *q, int i, struct str s);
void query_bind_blob(struct query *q, int i, const void *p, size_t n);
void query_bind_null(struct query *q, int i);
/* The next row. *ret_row false at the end, and then the query is done by itself. */
MUST_USE enum rc query_step(struct query *q, bool *ret_row, struct fault *f);
/* Steps once, no row wanted; done afterwards. */
MUST_USE enum rc query_run(struct query *q, struct fault *f);
/* One number: the first column of the first row, or other when there is no row. Done afterwards. */
MUST_USE enum rc query_int_or(struct query *q, int64_t other, int64_t *ret, struct fault *f);
void query_done(struct query *q); /* stop early; NULL and done twice are fine */
/* Columns count from 0. Views live until the next step. */
int64_t query_int(struct query *q, int column);
struct str query_text(struct query *q, int column);
struct str query_blob(struct query *q, int column);
bool query_is_null(struct query *q, int column);
bool query_is_text(struct query *q, int column);
int query_columns(struct query *q);
int query_parameters(struct query *q); /* the highest number of a parameter */

int64_t db_last_row(struct db *db); /* the integer key of the last insert */
int64_t db_changes(struct db *db);  /* rows the last statement changed */
/* Statements run for longer than this many milliseconds are interrupted with RC_LIMIT; 0 = never. */
void db_deadline(struct db *db, int milliseconds); /* each has its own clock, from its first step */
/*
 * No query takes another step (RC_LIMIT) once more than most bytes are in use in a, where the caller keeps what it
 * reads: an answer without end is a fault then, and not the end of the process at the arena's own limit, which must
 * leave room for an array that doubles. NULL: never. a must outlive the next call.
 */
void db_memory(struct db *db, const struct arena *a, size_t most);
/* A number that grows with every change of the register by anyone: for caches. */
MUST_USE enum rc db_version(struct db *db, int64_t *ret, struct fault *f);
/*
 * Inside a transaction of a reader: a number that stays the same as long as nobody changes the register, had without a
 * query, never 0. Anywhere else 0: there nothing may be remembered.
 */
uint32_t db_stamp(struct db *db);
/* Bulk loading: drop and make again the indexes of views and of statement ids; inside a write transaction. */
MUST_USE enum rc db_bulk_begin(struct db *db, struct fault *f);
MUST_USE enum rc db_bulk_end(struct db *db, struct fault *f);
/*
 * Erasing: inside the write transaction that takes content away, the file is marked; after the commit every page is
 * written anew and the log of writes emptied, so that no bytes of it are left in any file. RC_BUSY where somebody reads
 * for longer than ten seconds: the mark stays, db_scrub() can be called again, and does nothing without it.
 */
MUST_USE enum rc db_scrub_later(struct db *db, struct fault *f);
MUST_USE enum rc db_scrub_waits(struct db *db, bool *ret, struct fault *f); /* whether the mark is there */
MUST_USE enum rc db_scrub(struct db *db, struct fault *f);
/*
 * Copies the database, as it is at one moment, into a new file (0600) that holds what is in its tables and nothing
 * else, not what was deleted. Others may read and write meanwhile. Durable when it returns RC_OK, but for its name;
 * else there is no such file. Whatever its schema; RC_CONFLICT where to is there, RC_DB where the file is damaged.
 */
MUST_USE enum rc db_copy(const char *from, const char *to, struct fault *f);
/*
 * The same page by page, so that two copies differ where something was written in between, and nowhere else; it is not
 * durable.
 * What was deleted is zeros in it (secure_delete), or, before db_scrub() came to its end, may be there still.
 */
MUST_USE enum rc db_copy_pages(const char *from, const char *to, struct fault *f);
/*
 * Puts the whole content of another database file in the place of this one's, in one transaction: whoever reads sees
 * the one or the other. Outside any transaction. RC_BUSY after 10 s.
 */
MUST_USE enum rc db_replace(struct db *db, const char *from, struct fault *f);
/*
 * A copy of what from sees, to be changed at will: nobody else sees it, and it is gone when it is closed. On a disk's
 * temporary place, so that it may be large; or in memory alone, so that no file ever holds a byte of it.
 */
enum db_scratch_place { SCRATCH_ON_DISK, SCRATCH_IN_MEMORY };
MUST_USE enum rc db_scratch(struct db *from, enum db_scratch_place place, struct db **ret, struct fault *f);
/* Consistency check of the file itself; RC_DB says what is wrong. */
MUST_USE enum rc db_check(struct db *db, struct fault *f);

#endif
