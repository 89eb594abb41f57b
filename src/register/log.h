/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The public log of a register: what was said, in the order in which it was said, as leaves of a tree (ledger/tree.h)
 * whose head is signed with every change. The database is the record; REG/log holds the same as static files
 * (C2SP tlog-tiles), made from it, for anybody to copy and check.
 */
#ifndef REGISTER_LOG_H
#define REGISTER_LOG_H

#include "ledger/content.h"
#include "ledger/entry.h"
#include "ledger/note.h"
#include "ledger/tile.h"
#include "ledger/tree.h"
#include "register/register.h"

/* Whose register this is, in org.no. */
#define OWN_ORG 1

/* Name of a log's key and first line of its checkpoints: "volya/ORG/public". */
char *log_origin(struct arena *a, const uint8_t org[ORG_SIZE]);
/* The key that checks its checkpoints, as others are told it: "volya/ORG/public+HASH+KEY". */
MUST_USE enum rc log_key(struct reg *r, struct arena *a, int64_t org, struct note_key *ret, struct fault *f);
/* The one that signed when the log had so many entries: a checkpoint of before a new key is checked with the old. */
MUST_USE enum rc log_key_at(struct reg *r, struct arena *a, int64_t org, uint64_t size, struct note_key *ret,
	struct fault *f);

/* "author", "reviewer", "log" or "witness". */
const char *role_word(enum role role);

/* How far a log has come. */
struct log_head {
	struct tree tree;
	struct str checkpoint; /* the signed note; in the arena */
};
/* RC_NOT_FOUND: the register is of before there was a log; its next change begins one. */
MUST_USE enum rc log_head(struct reg *r, struct arena *a, int64_t org, struct log_head *ret, struct fault *f);

/* One entry, as it is read back. */
struct log_entry {
	uint64_t index;
	struct str bytes;      /* valid until the next one; none where the entry cannot be made again */
	int64_t statement;     /* its number, or 0 */
	int64_t change;        /* the number of the change that this entry is or that closes it, or 0 */
	struct query *row;     /* of a statement: a row of log_statements; of a change: of log_changes; else NULL */
};
/* Columns of a statement's row. */
enum { ROW_NO, ROW_ID, ROW_PREFIX, ROW_SUBJECT, ROW_KIND, ROW_MODE, ROW_PROPERTY, ROW_VALUE, ROW_REFERENCE,
	ROW_LANGUAGE, ROW_VALID, ROW_SOURCE, ROW_SALTS, ROW_TARGET_ID, ROW_TARGET, ROW_SUBJECT_NO };
/* Columns of a change's row. */
enum { ROW_CHANGE_NO, ROW_CHANGE_NUMBER, ROW_CHANGE_ID, ROW_CHANGE_BODY, ROW_CHANGE_DAY, ROW_CHANGE_MESSAGE,
	ROW_CHANGE_SALT, ROW_CHANGE_AUTHOR, ROW_CHANGE_REVIEWER, ROW_CHANGE_FIRST, ROW_CHANGE_COUNT, ROW_CHANGE_LEAF };
typedef enum rc (*log_each)(void *data, const struct log_entry *e, struct fault *f);
/*
 * The entries from (inclusive) to (exclusive), in order; of a log of before there was one, as they will stand in it.
 * What is missing or damaged is given without bytes.
 */
MUST_USE enum rc log_walk(struct reg *r, int64_t org, uint64_t from, uint64_t to, log_each each, void *data,
	struct fault *f);
/* Where a statement stands. */
MUST_USE enum rc log_index(struct reg *r, int64_t statement, int64_t *ret_org, uint64_t *ret_index, struct fault *f);
/* What stands there: a statement's number, or 0 for any other entry. RC_NOT_FOUND beyond the end. */
MUST_USE enum rc log_statement(struct reg *r, int64_t org, uint64_t index, int64_t *ret, struct fault *f);

/* By the first digits of its id, in hexadecimal. RC_NOT_FOUND; RC_CONFLICT where several begin so. */
MUST_USE enum rc statement_by_id(struct reg *r, struct str digits, int64_t *ret, struct fault *f);

/*
 * Brings REG/log up to what the database holds: tiles and bundles first, the checkpoint last, each durable. RC_DB
 * where the files are ahead of the database: it was put back to an older state, and must not go on.
 */
MUST_USE enum rc log_publish(struct reg *r, const struct progress *p, struct fault *f);
/* The files of REG/log, to read. data is the register. */
struct log_files log_own_files(struct reg *r);
/* The files of a log in any folder: a mirror, a copy on a stick. The path must outlive it. */
struct log_files log_folder_files(const char *path);
/*
 * Writes the log into a folder, with what is public of its content: all that a partner, a static host or somebody who
 * verifies needs. What is there already and still so is left alone; what was withheld since is gone from it.
 */
MUST_USE enum rc log_mirror(struct reg *r, const char *path, const struct progress *p, struct fault *f);

/*
 * What the digests of a bundle of entries stand for: for each entry a length of four bytes, the highest first, and so
 * many bytes; none where it is no statement, or is not public. RC_NOT_FOUND where there is no bundle of that width.
 */
MUST_USE enum rc log_content(struct reg *r, uint64_t bundle, unsigned width, struct buf *out, struct fault *f);

/*
 * Proof that a statement stands in the log, to be checked with nothing else (C2SP tlog-proof): its text, in the arena.
 */
MUST_USE enum rc log_receipt(struct reg *r, struct arena *a, int64_t statement, char **ret, struct fault *f);

/* Whether the secret keys of both roles lie in the register's folder, so that one person can publish alone. */
bool reg_one_folder(const struct reg *r);

/* What log_verify_all() looked at. */
struct log_report {
	bool founded;    /* there is a log; without one there are only ids, chain and signatures to check */
	bool files;      /* REG/log is there, and was held against the database */
	bool one_folder; /* the secret keys of both roles lie in the register's folder */
	uint64_t entries, statements, changes, notices, keys; /* keys: that took an old one's place */
	uint64_t blank;  /* statements whose content is withheld or erased: their digests are there */
	struct id root;
};
/*
 * The whole register from its leaves: the file, every organisation's log, the files of REG/log. What does not hold is
 * listed, in the arena; the report is of the register's own log. RC_DB: the file is damaged and cannot be gone through.
 */
MUST_USE enum rc log_verify_all(struct reg *r, struct arena *a, struct log_report *ret, struct breach **ret_list,
	size_t *ret_count, const struct progress *p, struct fault *f);

#endif
