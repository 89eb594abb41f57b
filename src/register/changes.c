/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* History: the changes as whoever keeps the register sees them, and as a viewer may. */
#include <string.h>

#include "register/internal.h"

/* All subjects that are in no view, with what they own. */
#define HIDDEN "WITH top (no) AS (SELECT owner FROM unseen UNION ALL SELECT s.subject FROM unseen n " \
	"CROSS JOIN same s ON s.kept = n.owner), " \
	"child (no) AS (SELECT u.no FROM top CROSS JOIN subject u ON u.parent = top.no), " \
	"hidden (no) AS (SELECT no FROM top UNION ALL SELECT no FROM child " \
	"UNION ALL SELECT u.no FROM child CROSS JOIN subject u ON u.parent = child.no), "
/* Claims of others that refer to them. */
#define POINTING "pointing (no) AS (SELECT f.statement FROM hidden h CROSS JOIN fact f ON f.value = h.no " \
	"AND f.property IN (%s) WHERE f.owner NOT IN (SELECT owner FROM unseen)) "

static void read_change(struct arena *a, struct query *q, struct change_info *ret)
{
	*ret = (struct change_info){.no = query_int(q, 0), .day = (day)query_int(q, 2),
		.message = str_dup(a, query_text(q, 3)), .undoes = query_int(q, 4), .statements = query_int(q, 5)};
	memcpy(ret->id.b, query_blob(q, 1).p, ID_SIZE);
}

/* Newest first; of every change, how many of its statements the viewer may not see is asked of hidden, if any. */
static enum rc read_changes(struct reg *r, struct arena *a, const int64_t *hidden, size_t most,
	struct change_info **ret, size_t *ret_count, struct fault *f)
{
	struct query *q;
	bool row;
	size_t room = 0;
	*ret = NULL;
	*ret_count = 0;
	enum rc rc = db_query(r->db, "SELECT no, id, day, message, undoes, count FROM change WHERE org = 1 ORDER BY "
		"no DESC", &q, f);
	while (rc == RC_OK && *ret_count < most && (rc = query_step(q, &row, f)) == RC_OK && row) {
		if (*ret_count == room) {
			size_t old = room * sizeof **ret;
			room = room ? room * 2 : 64;
			*ret = arena_grow(a, *ret, old, room * sizeof **ret);
		}
		struct change_info *c = &(*ret)[*ret_count];
		read_change(a, q, c);
		if (hidden) {
			c->statements -= hidden[c->no];
		}
		*ret_count += !hidden || c->statements > 0;
	}
	if (rc != RC_OK || *ret_count == most) {
		query_done(q);
	}
	return rc;
}

enum rc changes_kept(struct reg *r, struct arena *a, size_t most, struct change_info **ret, size_t *ret_count,
	struct fault *f)
{
	return read_changes(r, a, NULL, most, ret, ret_count, f);
}

/* How many statements of each change, by its number, are about somebody who is in no view, or refer to one. */
static enum rc count_hidden(struct reg *r, struct arena *a, int64_t **ret, struct fault *f)
{
	struct query *q;
	bool row;
	int64_t last;
	enum rc rc = db_query(r->db, "SELECT max(no) FROM change", &q, f);
	if (rc == RC_OK) {
		rc = query_int_or(q, 0, &last, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	*ret = arena_array(a, (size_t)last + 1, sizeof **ret);
	rc = db_query(r->db, arena_printf(a, HIDDEN POINTING
		"SELECT s.change FROM hidden h CROSS JOIN statement s ON s.subject = h.no "
		"UNION ALL SELECT s.change FROM pointing p CROSS JOIN statement s ON s.no = p.no "
		"UNION ALL SELECT s.change FROM pointing p CROSS JOIN statement s ON s.target = p.no AND s.mode = 3",
		reference_codes(a)), &q, f);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		(*ret)[query_int(q, 0)]++;
	}
	return rc;
}

enum rc changes_list(struct reg *r, const struct viewer *v, struct arena *a, size_t most,
	struct change_info **ret, size_t *ret_count, struct fault *f)
{
	int64_t *hidden = NULL;
	enum rc rc = viewer_check(r, v, f);
	if (rc == RC_OK) {
		rc = count_hidden(r, a, &hidden, f);
	}
	if (rc == RC_OK) {
		rc = read_changes(r, a, hidden, most, ret, ret_count, f);
	}
	for (size_t i = 0; rc == RC_OK && i < *ret_count; i++) {
		struct change_info *c = &(*ret)[i];
		*c = (struct change_info){.day = c->day, .statements = c->statements, .undoes = c->undoes != 0};
	}
	return rc;
}

enum rc withheld_count(struct reg *r, int64_t *ret, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(r->db, "SELECT count(*) FROM unseen n JOIN subject u ON u.no = n.owner "
		"WHERE n.withheld = 1 AND u.kind = 1", &q, f);
	return rc == RC_OK ? query_int_or(q, 0, ret, f) : rc;
}
