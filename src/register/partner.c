/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Partners: whose logs are copied here, under which key, and what was found against them. */
#include <inttypes.h>
#include <string.h>

#include "register/exchange.h"
#include "register/foreign.h"
#include "register/log_internal.h"

static char *text_or_null(struct arena *a, struct query *q, int column)
{
	return query_is_null(q, column) ? NULL : str_dup(a, query_text(q, column));
}

enum rc partners_list(struct reg *r, struct arena *a, struct partner **ret, size_t *ret_count, struct fault *f)
{
	struct query *q;
	bool row;
	size_t room = 0;
	*ret = NULL;
	*ret_count = 0;
	enum rc rc = db_query(r->db, "SELECT p.org, o.name, p.place, p.key, p.trouble, o.id, coalesce(l.size, 0), "
		"coalesce(p.synced, 0), (SELECT count(*) FROM quarantine u WHERE u.org = p.org), (SELECT count(*) "
			"FROM refused d "
		"JOIN statement s ON s.no = d.statement JOIN change c ON c.no = s.change WHERE c.org = p.org), "
		"(SELECT count(*) FROM held_back h WHERE h.org = p.org), (SELECT u.reason FROM quarantine u "
		"WHERE u.org = p.org ORDER BY u.leaf LIMIT 1) FROM partner p JOIN org o ON o.no = p.org "
		"LEFT JOIN log l ON l.org = p.org ORDER BY o.name, p.org", &q, f);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		if (*ret_count == room) {
			size_t old = room * sizeof **ret;
			room = room ? room * 2 : 8;
			*ret = arena_grow(a, *ret, old, room * sizeof **ret);
		}
		struct partner *p = &(*ret)[(*ret_count)++];
		*p = (struct partner){.org = query_int(q, 0), .name = str_dup(a, query_text(q, 1)),
			.place = str_dup(a, query_text(q, 2)), .key = str_dup(a, query_text(q, 3)),
				.trouble = text_or_null(a, q, 4),
			.size = (uint64_t)query_int(q, 6), .synced = (day)query_int(q, 7), .waiting = query_int(q, 8),
			.refused = query_int(q, 9), .held_back = query_int(q, 10), .why = text_or_null(a, q, 11)};
		struct str id = query_blob(q, 5);
		memcpy(p->id, id.p, id.n == ORG_SIZE ? ORG_SIZE : 0);
	}
	return rc;
}

enum rc partner_find(struct reg *r, struct arena *a, const char *name, struct partner *ret, struct fault *f)
{
	struct partner *list;
	size_t count, found = 0;
	enum rc rc = partners_list(r, a, &list, &count, f);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		char hex[2 * ORG_SIZE + 1];
		if (str_starts(str_of(list[i].name), name) || str_starts(str_of(hex_format(list[i].id, ORG_SIZE, hex)), name)) {
			*ret = list[i];
			found++;
		}
	}
	if (rc == RC_OK && found != 1) {
		rc = found ? fault_set(f, RC_CONFLICT, "%zu partners are called \"%s\"", found, name)
			: fault_set(f, RC_NOT_FOUND, "no partner is called \"%s\"", name);
		fault_hint(f, "\"volya partner list\" names them; the first letters of a name or of its log's number do");
	}
	return rc;
}

enum rc partner_look(struct arena *a, const struct log_files *from, struct introduction *ret, struct fault *f)
{
	struct foreign log;
	enum rc rc = foreign_open(&log, a, from, (struct str){0}, f);
	if (rc == RC_OK) {
		rc = foreign_prove(&log, f);
	}
	if (rc == RC_OK) {
		*ret = (struct introduction){.name = str_dup(a, log.founding.name), .size = log.head.size,
			.key = note_key_format(a, log.key.name, log.key.type, log.key.key)};
		memcpy(ret->org, log.founding.org, ORG_SIZE);
	}
	return rc;
}

static enum rc insert_org(struct reg *r, const struct foreign *log, int64_t *ret, struct fault *f)
{
	struct query *q;
	int64_t there;
	enum rc rc = db_query(r->db, "SELECT no FROM org WHERE id = ?", &q, f);
	if (rc == RC_OK) {
		query_bind_blob(q, 1, log->founding.org, ORG_SIZE);
		rc = query_int_or(q, 0, &there, f);
	}
	if (rc == RC_OK && there) {
		return fault_set(f, RC_CONFLICT, there == OWN_ORG ? "that is this register's own log"
			: "this partner is known already");
	}
	if (rc == RC_OK) {
		rc = db_query(r->db, "INSERT INTO org (id, name) VALUES (?, ?)", &q, f);
	}
	if (rc == RC_OK) {
		query_bind_blob(q, 1, log->founding.org, ORG_SIZE);
		query_bind_text(q, 2, log->founding.name);
		rc = query_run(q, f);
		*ret = db_last_row(r->db);
	}
	return rc;
}

static enum rc insert_partner(struct reg *r, int64_t org, const char *place, const char *key, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(r->db, "INSERT INTO partner (org, place, key, added) VALUES (?, ?, ?, ?)", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, org);
	query_bind_text(q, 2, str_of(place));
	query_bind_text(q, 3, str_of(key));
	query_bind_int(q, 4, day_today());
	return query_run(q, f);
}

enum rc partner_add(struct reg *r, struct arena *a, const char *place, const struct log_files *from, const char *key,
	struct partner *ret, struct fault *f)
{
	struct foreign log;
	int64_t org = 0;
	enum rc rc = foreign_open(&log, a, from, (struct str){0}, f);
	if (rc == RC_OK) {
		rc = foreign_prove(&log, f);
	}
	char *served = rc == RC_OK ? note_key_format(a, log.key.name, log.key.type, log.key.key) : NULL;
	if (rc == RC_OK && key && !foreign_known_by(&log, key)) {
		rc = fault_set(f, RC_CRYPTO, "the log that is served there has another key: %s", served);
	}
	if (rc == RC_OK) {
		rc = db_begin_write(r->db, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	rc = insert_org(r, &log, &org, f);
	if (rc == RC_OK) {
		rc = insert_partner(r, org, place, served, f);
	}
	if (rc == RC_OK) {
		rc = db_commit(r->db, f);
	}
	if (rc != RC_OK) {
		db_rollback(r->db);
		return rc;
	}
	*ret = (struct partner){.org = org, .name = str_dup(a, log.founding.name), .key = served,
		.place = arena_strdup(a, place)};
	memcpy(ret->id, log.founding.org, ORG_SIZE);
	return RC_OK;
}

enum rc partner_move(struct reg *r, int64_t org, const char *place, struct fault *f)
{
	struct query *q;
	enum rc rc = db_begin_write(r->db, f);
	if (rc == RC_OK) {
		rc = db_query(r->db, "UPDATE partner SET place = ?2 WHERE org = ?1", &q, f);
	}
	if (rc == RC_OK) {
		query_bind_int(q, 1, org);
		query_bind_text(q, 2, str_of(place));
		rc = query_run(q, f);
	}
	if (rc == RC_OK) {
		rc = db_commit(r->db, f);
	}
	if (rc != RC_OK) {
		db_rollback(r->db);
	}
	return rc;
}
