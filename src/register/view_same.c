/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who is who: live "same as" statements joined into groups, the lowest handle kept. Two subjects that are
 * "never the same" end in one group by no chain: the pairs are taken in the order of their handles, and one
 * that would join them is left out. So it matters what was said, not when.
 */
#include <stdlib.h>
#include <string.h>

#include "register/view.h"

struct pair {
	int64_t a, b;
};

struct group {
	int64_t subject;
	handle handle;
	size_t root;
};

struct grouping {
	struct arena *arena;
	struct group *groups;
	size_t count;
	struct pair *nevers;
	size_t never_count;
};

static enum rc read_pairs(struct reg *r, struct arena *a, int property, struct pair **ret, size_t *ret_count,
	struct fault *f)
{
	struct query *q;
	bool row;
	size_t room = 0;
	*ret = NULL;
	*ret_count = 0;
	enum rc rc = db_query(r->db, "SELECT s.subject, s.value FROM statement s JOIN subject a ON a.no = s.subject "
		"JOIN subject b ON b.no = s.value WHERE s.property = ? AND s.mode IN (1, 2) AND NOT EXISTS "
		"(SELECT 1 FROM statement k WHERE k.target = s.no AND k.mode IN (2, 3)) "
		"ORDER BY min(a.handle, b.handle), max(a.handle, b.handle)", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, property);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		if (*ret_count == room) {
			size_t old = room * sizeof **ret;
			room = room ? room * 2 : 64;
			*ret = arena_grow(a, *ret, old, room * sizeof **ret);
		}
		(*ret)[(*ret_count)++] = (struct pair){query_int(q, 0), query_int(q, 1)};
	}
	return rc;
}

static size_t root_of(const struct grouping *g, size_t i)
{
	while (g->groups[i].root != i) {
		i = g->groups[i].root;
	}
	return i;
}

static enum rc group_of(struct reg *r, struct grouping *g, int64_t subject, size_t *ret, struct fault *f)
{
	struct query *q;
	for (size_t i = 0; i < g->count; i++) {
		if (g->groups[i].subject == subject) {
			*ret = i;
			return RC_OK;
		}
	}
	enum rc rc = db_query(r->db, "SELECT handle FROM subject WHERE no = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, subject);
	*ret = g->count;
	g->groups[g->count] = (struct group){subject, 0, g->count};
	return query_int_or(q, 0, &g->groups[g->count++].handle, f);
}

/* Whether joining two groups would bring a never-same pair together. */
static bool forbidden(const struct grouping *g, size_t a, size_t b)
{
	for (size_t i = 0; i < g->never_count; i++) {
		size_t x = SIZE_MAX, y = SIZE_MAX;
		for (size_t k = 0; k < g->count; k++) {
			x = g->groups[k].subject == g->nevers[i].a ? root_of(g, k) : x;
			y = g->groups[k].subject == g->nevers[i].b ? root_of(g, k) : y;
		}
		if ((x == a && y == b) || (x == b && y == a)) {
			return true;
		}
	}
	return false;
}

static enum rc join(struct reg *r, struct grouping *g, const struct pair *p, struct fault *f)
{
	size_t a, b;
	enum rc rc = group_of(r, g, p->a, &a, f);
	if (rc == RC_OK) {
		rc = group_of(r, g, p->b, &b, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	a = root_of(g, a);
	b = root_of(g, b);
	if (a == b || forbidden(g, a, b)) {
		return RC_OK;
	}
	bool a_lower = g->groups[a].handle < g->groups[b].handle;
	g->groups[a_lower ? b : a].root = a_lower ? a : b;
	return RC_OK;
}

static enum rc write_same(struct reg *r, const struct grouping *g, struct fault *f)
{
	enum rc rc = db_run(r->db, "DELETE FROM same", f);
	for (size_t i = 0; rc == RC_OK && i < g->count; i++) {
		struct query *q;
		size_t root = root_of(g, i);
		if (root == i) {
			continue;
		}
		rc = db_query(r->db, "INSERT INTO same (subject, kept) VALUES (?, ?)", &q, f);
		if (rc == RC_OK) {
			query_bind_int(q, 1, g->groups[i].subject);
			query_bind_int(q, 2, g->groups[root].subject);
			rc = query_run(q, f);
		}
	}
	return rc;
}

static enum rc note_rows(struct reg *r, struct numbers *ret, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, "SELECT subject, kept FROM same", &q, f);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		numbers_add(ret, query_int(q, 0));
		numbers_add(ret, query_int(q, 1));
	}
	return rc;
}

enum rc same_update(struct reg *r, struct numbers *ret_moved, struct fault *f)
{
	struct grouping g = {.arena = arena_create((size_t)1 << 30)};
	struct pair *pairs;
	size_t count;
	enum rc rc = note_rows(r, ret_moved, f);
	if (rc == RC_OK) {
		rc = read_pairs(r, g.arena, P_NEVER_SAME_AS, &g.nevers, &g.never_count, f);
	}
	if (rc == RC_OK) {
		rc = read_pairs(r, g.arena, P_SAME_AS, &pairs, &count, f);
	}
	if (rc == RC_OK) {
		g.groups = arena_array(g.arena, 2 * count + 1, sizeof *g.groups);
	}
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		rc = join(r, &g, &pairs[i], f);
	}
	if (rc == RC_OK) {
		rc = write_same(r, &g, f);
	}
	if (rc == RC_OK) {
		rc = note_rows(r, ret_moved, f);
	}
	numbers_sort(ret_moved);
	arena_destroy(g.arena);
	return rc;
}
