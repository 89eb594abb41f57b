/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is to be hidden, and what was: statements by their record, by their copies, by their notice. */
#include <inttypes.h>
#include <string.h>

#include "register/hide_people.h"

enum rc hide_read(struct query *q, struct arena *a, struct hide_list *ret, struct fault *f)
{
	bool row;
	size_t room = 0;
	enum rc rc;
	*ret = (struct hide_list){0};
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		if (ret->count == room) {
			room = room ? room * 2 : 64;
			ret->list = arena_grow(a, ret->list, ret->count * sizeof *ret->list, room * sizeof *ret->list);
		}
		ret->list[ret->count++] = query_int(q, 0);
	}
	return rc;
}

/* By whom a record is called so: by the organisation that is asked for, where it is among them. */
static const char keyed[] = "SELECT t.no, max(t.org = ?2), t.name, u.kind, u.handle FROM (SELECT "
	"coalesce(m.kept, x.subject) AS no, c.org, o.name FROM fact x JOIN statement s ON s.no = x.statement "
	"JOIN change c ON c.no = s.change JOIN org o ON o.no = c.org LEFT JOIN same m ON m.subject = x.subject "
	"WHERE x.property = 1 AND x.value = ?1 AND x.dead_known = 10000000) t JOIN subject u ON u.no = t.no "
	"GROUP BY t.no ORDER BY t.no";

/* Seen or not, taken back or not: whatever this organisation has ever called so, or what has the handle. */
static const char named[] = "SELECT DISTINCT u.no, 1, '', u.kind, u.handle FROM (SELECT no FROM subject "
	"WHERE handle = ?2 UNION SELECT s.subject FROM statement s JOIN change c ON c.no = s.change "
	"WHERE c.org = 1 AND s.property = 1 AND s.value = ?1 UNION SELECT s.subject FROM withheld w "
	"JOIN statement s ON s.no = w.statement JOIN change c ON c.no = s.change WHERE c.org = 1 AND w.property = 1 "
	"AND w.value = ?1) t LEFT JOIN same m ON m.subject = t.no JOIN subject u ON u.no = coalesce(m.kept, t.no) "
	"ORDER BY u.no";

static enum rc read_keyed(struct query *q, struct arena *a, struct hide_keyed **ret, size_t *ret_count, struct fault *f)
{
	bool row;
	size_t room = 0;
	enum rc rc = RC_OK;
	*ret = NULL;
	*ret_count = 0;
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		if (*ret_count == room) {
			room = room ? room * 2 : 4;
			*ret = arena_grow(a, *ret, *ret_count * sizeof **ret, room * sizeof **ret);
		}
		(*ret)[(*ret_count)++] = (struct hide_keyed){.subject = query_int(q, 0), .own = query_int(q, 1) != 0,
			.by = str_dup(a, query_text(q, 2)), .kind = (enum kind)query_int(q, 3), .handle = query_int(q, 4)};
	}
	return rc;
}

enum rc hide_keyed(struct reg *r, struct arena *a, int64_t org, struct str key, struct hide_keyed **ret,
	size_t *ret_count, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(r->db, keyed, &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_text(q, 1, key);
	query_bind_int(q, 2, org);
	return read_keyed(q, a, ret, ret_count, f);
}

enum rc hide_named(struct reg *r, struct arena *a, struct str name, struct hide_keyed **ret, size_t *ret_count,
	struct fault *f)
{
	struct query *q;
	handle h;
	enum rc rc = db_query(r->db, named, &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_text(q, 1, name);
	query_bind_int(q, 2, handle_parse(name, &h) ? h : 0);
	return read_keyed(q, a, ret, ret_count, f);
}

enum rc hide_others(struct reg *r, struct arena *a, int64_t org, const struct hide_list *list, const char **ret,
	struct fault *f)
{
	struct numbers orgs = {0};
	enum rc rc = RC_OK;
	*ret = NULL;
	for (size_t i = 0; rc == RC_OK && i < list->count; i++) {
		struct query *q;
		bool row;
		rc = db_query(r->db, "SELECT DISTINCT c.org FROM statement t JOIN statement s ON s.subject = t.subject "
			"JOIN change c ON c.no = s.change WHERE t.no = ?1 AND c.org <> ?2 AND s.property <> 0", &q, f);
		if (rc != RC_OK) {
			break;
		}
		query_bind_int(q, 1, list->list[i]);
		query_bind_int(q, 2, org);
		while ((rc = query_step(q, &row, f)) == RC_OK && row) {
			numbers_add(&orgs, query_int(q, 0));
		}
	}
	numbers_sort(&orgs);
	for (size_t i = 0; rc == RC_OK && i < orgs.count; i++) {
		char *name;
		rc = org_name(r, a, orgs.list[i], &name, f);
		*ret = rc != RC_OK ? NULL : *ret ? arena_printf(a, "%s, %s", *ret, name) : name;
	}
	numbers_finish(&orgs);
	return rc;
}

/* Whose a record is that a withheld statement alone says no view tells any more: it is found by what is kept aside. */
enum rc hide_record(struct reg *r, struct arena *a, int64_t org, int64_t subject, struct hide_list *ret,
	struct fault *f)
{
	const char *codes = owner_codes(a);
	struct query *q;
	enum rc rc = db_query(r->db, arena_printf(a, "WITH lost (no, owner) AS (SELECT u.no, w.value FROM withheld w "
		"JOIN statement s ON s.no = w.statement JOIN subject u ON u.no = s.subject WHERE w.property IN (%s) "
		"AND u.parent IS NULL), top (no) AS (SELECT ?1 UNION SELECT subject FROM same WHERE kept = ?1), "
		"child (no) AS (SELECT u.no FROM subject u JOIN top ON u.parent = top.no "
		"UNION SELECT lost.no FROM lost JOIN top ON lost.owner = top.no), mine (no) AS (SELECT no FROM top "
		"UNION SELECT no FROM child UNION SELECT u.no FROM subject u JOIN child ON u.parent = child.no "
		"UNION SELECT lost.no FROM lost JOIN child ON lost.owner = child.no) "
		"SELECT s.no FROM mine m JOIN statement s ON s.subject = m.no JOIN change c ON c.no = s.change "
		"WHERE c.org = ?2 AND (s.property <> 0 OR ?2 <> 1 OR s.no IN (SELECT statement FROM withheld)) "
		"AND s.no NOT IN (SELECT statement FROM aside_here) ORDER BY s.no", codes),
		&q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, subject);
	query_bind_int(q, 2, org);
	return hide_read(q, a, ret, f);
}

enum rc hide_subject(struct reg *r, struct arena *a, int64_t subject, struct hide_list *ret, struct fault *f)
{
	return hide_record(r, a, OWN_ORG, subject, ret, f);
}

enum rc hide_statement(struct reg *r, struct arena *a, int64_t statement, struct hide_list *ret, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(r->db, "SELECT s.no FROM statement t JOIN statement s ON s.subject = t.subject "
		"AND s.property = t.property AND s.value IS t.value AND s.language IS t.language AND s.valid IS t.valid "
		"AND s.source IS t.source JOIN change c ON c.no = s.change JOIN change o ON o.no = t.change "
		"WHERE t.no = ?1 AND c.org = o.org AND (s.no = ?1 OR "
		"(s.property <> 0 AND s.mode IN (1, 2) AND t.mode IN (1, 2))) "
		"AND (s.property <> 0 OR s.no IN (SELECT statement FROM withheld)) "
		"AND s.no NOT IN (SELECT statement FROM aside_here) ORDER BY s.no", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, statement);
	return hide_read(q, a, ret, f);
}

struct noticed {
	struct reg *reg;
	struct arena *arena;
	struct notice notice;
};

static enum rc read_notice(void *data, const struct log_entry *e, struct fault *f)
{
	struct noticed *n = data;
	struct entry entry;
	enum rc rc = entry_decode(e->bytes, &entry, f);
	if (rc == RC_OK && entry.type != ENTRY_NOTICE) {
		rc = fault_set(f, RC_INVALID, "entry %" PRIu64 " of the log is no notice", e->index);
	}
	return rc == RC_OK ? notice_decode(n->arena, entry.body, &n->notice, f) : rc;
}

enum rc hide_noticed(struct reg *r, struct arena *a, uint64_t index, struct hide_list *ret, struct fault *f)
{
	struct noticed n = {.reg = r, .arena = a};
	*ret = (struct hide_list){0};
	enum rc rc = log_walk(r, OWN_ORG, index, index + 1, read_notice, &n, f);
	if (rc != RC_OK) {
		return rc;
	}
	ret->list = arena_array(a, n.notice.count, sizeof *ret->list);
	for (size_t i = 0; rc == RC_OK && i < n.notice.count; i++) {
		struct query *q;
		int64_t no = 0;
		rc = db_query(r->db, "SELECT w.statement FROM statement s JOIN withheld w ON w.statement = s.no "
			"WHERE s.prefix = ?1 AND s.id = ?2", &q, f);
		if (rc == RC_OK) {
			query_bind_int(q, 1, id_prefix(&n.notice.targets[i]));
			query_bind_blob(q, 2, n.notice.targets[i].b, ID_SIZE);
			rc = query_int_or(q, 0, &no, f);
		}
		if (rc == RC_OK && no) {
			ret->list[ret->count++] = no;
		}
	}
	return rc;
}

enum rc hide_notices(struct reg *r, struct arena *a, struct hiding **ret, size_t *ret_count, struct fault *f)
{
	struct query *q;
	bool row;
	size_t room = 0;
	*ret = NULL;
	*ret_count = 0;
	enum rc rc = db_query(r->db, "SELECT leaf, day, action, ground, roles, count, note FROM hiding WHERE org = 1 "
		"ORDER BY leaf DESC", &q, f);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		if (*ret_count == room) {
			room = room ? room * 2 : 16;
			*ret = arena_grow(a, *ret, *ret_count * sizeof **ret, room * sizeof **ret);
		}
		(*ret)[(*ret_count)++] = (struct hiding){.index = (uint64_t)query_int(q, 0), .day = (day)query_int(q, 1),
			.action = (enum notice_action)query_int(q, 2), .ground = (enum ground)query_int(q, 3),
			.roles = (int)query_int(q, 4), .count = query_int(q, 5),
			.note = query_is_null(q, 6) ? NULL : str_dup(a, query_text(q, 6))};
	}
	return rc;
}
