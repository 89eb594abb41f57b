/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What became of the statements of a change, and which later changes rest on it. */
#include <inttypes.h>
#include <stdlib.h>

#include "register/undo.h"

/* The first statement of a change or of a later one: numbers of changes ascend with those of statements. */
static enum rc first_statement(struct db *db, int64_t change, int64_t *ret, struct fault *f)
{
	struct query *q;
	int64_t low = 1, high;
	enum rc rc = db_query(db, "SELECT max(no) + 1 FROM statement", &q, f);
	if (rc == RC_OK) {
		rc = query_int_or(q, 1, &high, f);
	}
	while (rc == RC_OK && low < high) {
		int64_t middle = low + (high - low) / 2, found;
		rc = db_query(db, "SELECT change FROM statement WHERE no >= ? ORDER BY no LIMIT 1", &q, f);
		if (rc == RC_OK) {
			query_bind_int(q, 1, middle);
			rc = query_int_or(q, INT64_MAX, &found, f);
		}
		if (rc == RC_OK && found < change) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	*ret = low;
	return rc;
}

static enum rc statement_range(struct db *db, int64_t change, int64_t *ret_first, int64_t *ret_last, struct fault *f)
{
	enum rc rc = first_statement(db, change, ret_first, f);
	if (rc == RC_OK) {
		rc = first_statement(db, change + 1, ret_last, f);
		*ret_last -= rc == RC_OK;
	}
	return rc;
}

/* An undo says again, in their order, what the change took back of other changes: they are paired by that order. */
static const char pair_copies[] =
	"INSERT INTO temp.undo_copy (of, change, no) SELECT k.target, ?1, a.no FROM "
	"(SELECT row_number() OVER (ORDER BY k.no) AS i, k.target FROM statement k JOIN statement t ON t.no = k.target "
	"WHERE k.no BETWEEN ?2 AND ?3 AND k.mode IN (2, 3) AND t.change <> k.change AND t.property <> 0) k JOIN "
	"(SELECT row_number() OVER (ORDER BY no) AS i, no FROM statement WHERE no BETWEEN ?4 AND ?5 AND mode = 1 "
	"AND property <> 0) a "
	"ON a.i = k.i";

/* Of one change that an undo took back, by the undo's statements from first to last. */
static enum rc note_copies(struct db *db, int64_t undo, int64_t undone, int64_t first, int64_t last, struct fault *f)
{
	struct query *q;
	int64_t undone_first, undone_last;
	enum rc rc = statement_range(db, undone, &undone_first, &undone_last, f);
	if (rc == RC_OK) {
		rc = db_query(db, pair_copies, &q, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, undo);
	query_bind_int(q, 2, undone_first);
	query_bind_int(q, 3, undone_last);
	query_bind_int(q, 4, first);
	query_bind_int(q, 5, last);
	return query_run(q, f);
}

/* From the newest: an undo that was not undone is in force, and what it undid is not. */
static enum rc read_undos(struct undoing *u, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(u->reg->db, "SELECT by, change, first, lead(first) OVER (PARTITION BY by ORDER BY place) "
		"FROM undone ORDER BY by DESC, place", &q, f);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		int64_t by = query_int(q, 0), change = query_int(q, 1), first = query_int(q, 2), last, unused;
		if (u->undone_by[by] == 0) {
			u->undone_by[change] = by;
		}
		rc = statement_range(u->reg->db, by, &unused, &last, f);
		if (rc == RC_OK) {
			last = query_is_null(q, 3) ? last : query_int(q, 3) - 1;
			rc = note_copies(u->reg->db, by, change, first, last, f);
		}
		if (rc != RC_OK) {
			query_done(q);
		}
	}
	return rc;
}

static enum rc prepare_tables(struct db *db, struct fault *f)
{
	return db_run(db, "CREATE TEMP TABLE IF NOT EXISTS undo_copy (of INTEGER, change INTEGER, no INTEGER NOT NULL "
		"UNIQUE, PRIMARY KEY (of, change)) WITHOUT ROWID; "
		"CREATE TEMP TABLE IF NOT EXISTS undo_made (no INTEGER PRIMARY KEY); "
		"DELETE FROM temp.undo_copy; DELETE FROM temp.undo_made", f);
}

enum rc undoing_init(struct undoing *u, const struct change *c, int64_t no, struct fault *f)
{
	struct db *db = c->reg->db;
	*u = (struct undoing){.reg = c->reg, .no = no};
	u->undone_by = xcalloc((size_t)c->no + 1, sizeof *u->undone_by);
	struct query *q;
	int64_t own = 0;
	enum rc known = db_query(db, "SELECT count(*) FROM change WHERE no = ? AND org = 1", &q, f);
	if (known == RC_OK) {
		query_bind_int(q, 1, no);
		known = query_int_or(q, 0, &own, f);
	}
	if (known != RC_OK) {
		return known;
	}
	if (!own) {
		enum rc rc = fault_set(f, RC_INVALID, "there is no change %" PRId64, no);
		fault_hint(f, "\"volya changes\" lists them");
		return rc;
	}
	enum rc rc = prepare_tables(db, f);
	if (rc == RC_OK) {
		rc = read_undos(u, f);
	}
	return rc == RC_OK ? statement_range(db, no, &u->first, &u->last, f) : rc;
}

void undoing_finish(struct undoing *u)
{
	free(u->undone_by);
}

static enum rc numbers_of(struct query *q, struct numbers *ret, struct fault *f)
{
	bool row;
	enum rc rc;
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		numbers_add(ret, query_int(q, 0));
	}
	return rc;
}

enum rc undoing_standing(const struct undoing *u, int64_t statement, struct numbers *ret, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(u->reg->db, "WITH RECURSIVE family (no) AS (SELECT ?1 UNION ALL SELECT c.no FROM family f "
		"JOIN temp.undo_copy c ON c.of = f.no) SELECT f.no FROM family f JOIN statement s ON s.no = f.no "
		"WHERE s.property <> 0 AND NOT EXISTS "
		"(SELECT 1 FROM statement k WHERE k.target = f.no AND k.mode IN (2, 3) AND k.source IS NULL)", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, statement);
	return numbers_of(q, ret, f);
}

enum rc undoing_sources_against(const struct undoing *u, int64_t statement, struct numbers *ret, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(u->reg->db, "SELECT source FROM statement WHERE target = ? AND mode IN (2, 3) "
		"AND source IS NOT NULL AND no < ? ORDER BY no", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, statement);
	query_bind_int(q, 2, u->first);
	return numbers_of(q, ret, f);
}

/* Subjects whose first statement is in the change: it made them. */
static enum rc note_made(const struct undoing *u, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(u->reg->db, "INSERT INTO temp.undo_made SELECT DISTINCT s.subject FROM statement s "
		"WHERE s.no BETWEEN ?1 AND ?2 AND NOT EXISTS "
		"(SELECT 1 FROM statement e WHERE e.subject = s.subject AND e.no < ?1)", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, u->first);
	query_bind_int(q, 2, u->last);
	return query_run(q, f);
}

/* The change that first said what a statement says: an undo only repeats. */
static enum rc origin_of(const struct undoing *u, int64_t statement, int64_t *ret_change, struct fault *f)
{
	enum rc rc = RC_OK;
	struct query *q;
	for (int64_t of = statement; rc == RC_OK && of != 0;) {
		statement = of;
		rc = db_query(u->reg->db, "SELECT of FROM temp.undo_copy WHERE no = ?", &q, f);
		if (rc == RC_OK) {
			query_bind_int(q, 1, statement);
			rc = query_int_or(q, 0, &of, f);
		}
	}
	if (rc == RC_OK) {
		rc = db_query(u->reg->db, "SELECT change FROM statement WHERE no = ?", &q, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, statement);
	return query_int_or(q, 0, ret_change, f);
}

/*
 * Later claims of what the change made, by it or from it, that somebody may still read; and what a source that it
 * made took back, which holds from that source's day on.
 */
static char *resting_sql(struct arena *a)
{
	return arena_printf(a, "SELECT l.no FROM statement l WHERE l.no > ?1 AND ((l.mode IN (1, 2) AND "
		"(l.subject IN (SELECT no FROM temp.undo_made) OR l.source IN (SELECT no FROM temp.undo_made) "
		"OR (l.property IN (%s) AND l.value IN (SELECT no FROM temp.undo_made))) AND NOT EXISTS (SELECT 1 FROM "
		"statement k WHERE k.target = l.no AND k.mode IN (2, 3) AND k.source IS NULL)) OR (l.mode IN (2, 3) "
		"AND l.source IN (SELECT no FROM temp.undo_made) AND l.change NOT IN (SELECT by FROM undone)))",
		reference_codes(a));
}

static enum rc resting_on_subjects(const struct undoing *u, struct numbers *ret, struct fault *f)
{
	struct query *q;
	bool row;
	struct arena *a = arena_create((size_t)1 << 20);
	enum rc rc = db_query(u->reg->db, resting_sql(a), &q, f);
	if (rc == RC_OK) {
		query_bind_int(q, 1, u->last);
	}
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		int64_t change;
		rc = origin_of(u, query_int(q, 0), &change, f);
		if (rc != RC_OK) {
			query_done(q);
		} else if (change != u->no && !u->undone_by[change]) {
			numbers_add(ret, change);
		}
	}
	arena_destroy(a);
	return rc;
}

/* Who took back what the change said, or a copy of it; and where an undo did, which change it took back then. */
static const char killers[] =
	"WITH RECURSIVE family (no) AS (SELECT no FROM statement WHERE no BETWEEN ?1 AND ?2 AND mode IN (1, 2) "
	"UNION ALL SELECT c.no FROM family f JOIN temp.undo_copy c ON c.of = f.no) "
	"SELECT DISTINCT k.change, coalesce((SELECT d.change FROM undone d WHERE d.by = k.change AND d.first <= k.no "
	"ORDER BY d.first DESC LIMIT 1), 0) FROM family f JOIN statement k ON k.target = f.no AND k.mode IN (2, 3) "
	"WHERE k.change <> ?3";

/*
 * What was undone since has no part in it any more, neither has the undo of what came after the change. An undo that
 * reached behind the change has.
 */
static enum rc resting_on_claims(const struct undoing *u, struct numbers *ret, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(u->reg->db, killers, &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, u->first);
	query_bind_int(q, 2, u->last);
	query_bind_int(q, 3, u->no);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		int64_t killer = query_int(q, 0), undid = query_int(q, 1);
		if (!u->undone_by[killer] && undid < u->no) {
			numbers_add(ret, killer);
		}
	}
	return rc;
}

enum rc undoing_resting(const struct undoing *u, struct numbers *ret, struct fault *f)
{
	enum rc rc = note_made(u, f);
	if (rc == RC_OK) {
		rc = resting_on_claims(u, ret, f);
	}
	if (rc == RC_OK) {
		rc = resting_on_subjects(u, ret, f);
	}
	numbers_sort(ret);
	return rc;
}
