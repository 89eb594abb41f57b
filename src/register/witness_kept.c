/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a register keeps of others' logs: checkpoints it saw and cosigned, and evidence of forks. */
#include <string.h>

#include "register/internal.h"
#include "register/witness.h"

/* The checkpoint of this size that was seen first: its root, or *ret_row false. */
static enum rc seen_before(struct reg *r, const struct checkpoint *c, bool *ret_row, bool *ret_same, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(r->db, "SELECT root FROM sighting WHERE origin = ? AND size = ?", &q, f);
	if (rc == RC_OK) {
		query_bind_text(q, 1, str_of(c->origin));
		query_bind_int(q, 2, (int64_t)c->size);
		rc = query_step(q, ret_row, f);
	}
	if (rc == RC_OK && *ret_row) {
		struct str root = query_blob(q, 0);
		*ret_same = root.n == ID_SIZE && memcmp(root.p, c->root.b, ID_SIZE) == 0;
		query_done(q);
	}
	return rc;
}

/* A log that signs thousands of checkpoints a day wants to fill the disk. */
static enum rc check_budget(struct reg *r, const struct checkpoint *c, struct fault *f)
{
	struct query *q;
	int64_t count = 0;
	enum rc rc = db_query(r->db, "SELECT count(*) FROM sighting WHERE origin = ? AND day = ?", &q, f);
	if (rc == RC_OK) {
		query_bind_text(q, 1, str_of(c->origin));
		query_bind_int(q, 2, day_today());
		rc = query_int_or(q, 0, &count, f);
	}
	return rc == RC_OK && count >= SIGHTINGS_MOST
		? fault_set(f, RC_BUSY, "the log has signed %d checkpoints today", SIGHTINGS_MOST) : rc;
}

static enum rc keep(struct reg *r, const char *sql, const struct checkpoint *c, struct str note, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(r->db, sql, &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_text(q, 1, str_of(c->origin));
	query_bind_int(q, 2, (int64_t)c->size);
	query_bind_text(q, 3, note);
	query_bind_int(q, 4, day_today());
	if (query_parameters(q) > 4) {
		query_bind_blob(q, 5, c->root.b, ID_SIZE);
	}
	return query_run(q, f);
}

enum rc sighting_keep(struct reg *r, const struct checkpoint *c, struct str note, bool *ret_fork, struct fault *f)
{
	bool row = false, same = true;
	*ret_fork = false;
	enum rc rc = seen_before(r, c, &row, &same, f);
	if (rc != RC_OK) {
		return rc;
	}
	if (row) {
		*ret_fork = !same;
		/* Two are enough; a third of the same size says nothing more. */
		return same ? RC_OK : keep(r, "INSERT OR IGNORE INTO evidence (origin, size, first, second, day) "
			"SELECT ?1, ?2, note, ?3, ?4 FROM sighting WHERE origin = ?1 AND size = ?2", c, note, f);
	}
	rc = check_budget(r, c, f);
	return rc == RC_OK ? keep(r, "INSERT INTO sighting (origin, size, note, day, root) VALUES (?1, ?2, ?3, ?4, ?5)", c,
		note, f) : rc;
}

enum rc evidence_keep(struct reg *r, const struct checkpoint *c, struct str first, struct str second, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(r->db, "INSERT OR IGNORE INTO evidence (origin, size, first, second, day) "
		"VALUES (?, ?, ?, ?, ?)", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_text(q, 1, str_of(c->origin));
	query_bind_int(q, 2, (int64_t)c->size);
	query_bind_text(q, 3, first);
	query_bind_text(q, 4, second);
	query_bind_int(q, 5, day_today());
	return query_run(q, f);
}

enum rc witness_checkpoint(struct reg *r, struct arena *a, const struct id *digest, char **ret, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, "SELECT note FROM cosigned WHERE digest = ?", &q, f);
	if (rc == RC_OK) {
		query_bind_blob(q, 1, digest->b, ID_SIZE);
		rc = query_step(q, &row, f);
	}
	if (rc == RC_OK && !row) {
		return fault_set(f, RC_NOT_FOUND, "nothing of that log was cosigned here");
	}
	if (rc == RC_OK) {
		*ret = str_dup(a, query_text(q, 0));
		query_done(q);
	}
	return rc;
}

enum rc evidence_list(struct reg *r, struct arena *a, struct evidence **ret, size_t *ret_count, struct fault *f)
{
	struct query *q;
	bool row = false;
	size_t room = 0;
	*ret = NULL;
	*ret_count = 0;
	enum rc rc = db_query(r->db, "SELECT origin, size, first, second, day FROM evidence ORDER BY origin, size", &q, f);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		if (*ret_count == room) {
			size_t more = room ? 2 * room : 16;
			*ret = arena_grow(a, *ret, room * sizeof **ret, more * sizeof **ret);
			room = more;
		}
		(*ret)[(*ret_count)++] = (struct evidence){str_dup(a, query_text(q, 0)), (uint64_t)query_int(q, 1),
			str_dup(a, query_text(q, 2)), str_dup(a, query_text(q, 3)), (day)query_int(q, 4)};
	}
	return rc;
}

enum rc witnessed_list(struct reg *r, struct arena *a, struct witnessed **ret, size_t *ret_count, struct fault *f)
{
	struct query *q;
	bool row = false;
	size_t room = 0;
	*ret = NULL;
	*ret_count = 0;
	enum rc rc = db_query(r->db, "SELECT k.origin, c.size, (SELECT count(*) FROM evidence e WHERE e.origin = k.origin) "
		"FROM (SELECT DISTINCT origin FROM log_key) k LEFT JOIN cosigned c ON c.origin = k.origin ORDER BY k.origin",
		&q, f);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		if (*ret_count == room) {
			size_t more = room ? 2 * room : 16;
			*ret = arena_grow(a, *ret, room * sizeof **ret, more * sizeof **ret);
			room = more;
		}
		(*ret)[(*ret_count)++] = (struct witnessed){str_dup(a, query_text(q, 0)), (uint64_t)query_int(q, 1),
			!query_is_null(q, 1), query_int(q, 2)};
	}
	return rc;
}
