/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a partner says, withheld in this register alone. No log tells of it, since our notices name our statements only;
 * the rows say on what ground and since when, and each sync puts away again what it brought of it.
 */
#include "register/hide_here.h"

#include <inttypes.h>
#include <string.h>

#include "register/hide_people.h"

static enum rc run_on(struct reg *r, const char *sql, int64_t no, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(r->db, sql, &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	return query_run(q, f);
}

static enum rc run_with(struct reg *r, const char *sql, int64_t no, int64_t other, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(r->db, sql, &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	query_bind_int(q, 2, other);
	return query_run(q, f);
}

/* ---- one statement ---- */

static enum rc put_aside(struct change *c, int64_t statement, int64_t no, struct fault *f)
{
	struct hidden_row w;
	enum rc rc = hide_row(c->reg, statement, &w, f);
	const struct property *p = rc == RC_OK ? property_by_code((int)w.property) : NULL;
	if (rc == RC_OK) {
		rc = run_with(c->reg, "INSERT OR IGNORE INTO aside_here (statement, no) VALUES (?1, ?2)", statement, no, f);
	}
	if (rc != RC_OK || !p) {
		return rc; /* blank already: should the partner show it again, it is put aside then */
	}
	rc = statement_keep_aside(c->reg, statement, f);
	rc = rc == RC_OK ? statement_blank(c->reg, statement, &w.header, f) : rc;
	return rc == RC_OK ? change_touch(c, w.subject, p, f) : rc;
}

/* It comes back, unless it waits for an erasure by the partner, or they took it back themselves. */
static enum rc take_back(struct change *c, int64_t statement, struct fault *f)
{
	struct hidden_row w;
	enum rc rc = run_on(c->reg, "UPDATE statement SET (property, value, language, valid, source, salts) = (SELECT "
		"w.property, w.value, w.language, w.valid, w.source, w.salts FROM withheld w WHERE w.statement = ?1) "
		"WHERE no = ?1 AND no IN (SELECT statement FROM withheld) AND no NOT IN (SELECT statement FROM held_back)",
		statement, f);
	rc = rc == RC_OK ? run_on(c->reg, "DELETE FROM withheld WHERE statement = ?1 AND statement NOT IN "
		"(SELECT statement FROM held_back)", statement, f) : rc;
	rc = rc == RC_OK ? run_on(c->reg, "DELETE FROM aside_here WHERE statement = ?1", statement, f) : rc;
	rc = rc == RC_OK ? hide_row(c->reg, statement, &w, f) : rc;
	const struct property *p = rc == RC_OK ? property_by_code((int)w.property) : NULL;
	return rc == RC_OK && p ? change_touch(c, w.subject, p, f) : rc;
}

/* ---- whatever is withheld here, and is in its row all the same ---- */

/*
 * The statements themselves, and what an undo says again of them; and of a record everything the partner says of it and
 * of what belongs to it, which is what was put aside before, and what hangs on that.
 */
static const char returned[] = "WITH RECURSIVE kin (no, org, subject) AS (SELECT h.no, h.org, s.subject "
	"FROM withheld_here h JOIN aside_here a ON a.no = h.no JOIN statement s ON s.no = a.statement "
	"WHERE h.whole = 1 AND h.shown IS NULL UNION SELECT k.no, k.org, u.no FROM kin k JOIN subject u "
	"ON u.parent = k.subject) SELECT s.no, k.no FROM kin k JOIN statement s ON s.subject = k.subject "
	"JOIN change c ON c.no = s.change WHERE c.org = k.org AND s.property <> 0 "
	"UNION SELECT s.no, a.no FROM aside_here a JOIN withheld w ON w.statement = a.statement JOIN statement t "
	"ON t.no = a.statement JOIN change o ON o.no = t.change JOIN statement s ON s.subject = t.subject "
	"AND s.property = w.property AND s.value IS w.value AND s.language IS w.language AND s.valid IS w.valid "
	"AND s.source IS w.source AND s.mode IN (1, 2) JOIN change c ON c.no = s.change AND c.org = o.org "
	"WHERE w.property <> 0 AND t.mode IN (1, 2) "
	"UNION SELECT s.no, a.no FROM aside_here a JOIN statement s ON s.no = a.statement WHERE s.property <> 0 ORDER BY 1";

enum rc here_keep(struct change *c, struct fault *f)
{
	struct numbers list = {0};
	struct query *q;
	bool row;
	enum rc rc = db_query(c->reg->db, returned, &q, f);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		numbers_add(&list, query_int(q, 0));
		numbers_add(&list, query_int(q, 1));
	}
	for (size_t i = 0; rc == RC_OK && i + 1 < list.count; i += 2) {
		rc = put_aside(c, list.list[i], list.list[i + 1], f);
		c->renames = true;
	}
	numbers_finish(&list);
	return rc;
}

enum rc here_forget(struct reg *r, int64_t statement, struct fault *f)
{
	return run_on(r, "DELETE FROM withheld WHERE statement = ?1 AND statement IN (SELECT statement FROM aside_here) "
		"AND statement NOT IN (SELECT statement FROM held_back)", statement, f);
}

/* ---- one withholding ---- */

struct acting_here {
	struct reg *reg;
	struct arena *arena;
	struct here what;
	const struct hide_list *list;
	char *note;
	bool show;
	const struct progress *progress;
};

static enum rc insert_row(struct acting_here *x, const char *note, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(x->reg->db, "INSERT INTO withheld_here (org, whole, day, ground, count, note) "
		"VALUES (?, ?, ?, ?, ?, ?)", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, x->what.org);
	query_bind_int(q, 2, x->what.whole);
	query_bind_int(q, 3, day_today());
	query_bind_int(q, 4, x->what.ground);
	query_bind_int(q, 5, (int64_t)x->list->count);
	if (note && *note) {
		query_bind_text(q, 6, str_of(note));
	}
	rc = query_run(q, f);
	x->what.no = rc == RC_OK ? db_last_row(x->reg->db) : 0;
	return rc;
}

static enum rc move_statements(struct acting_here *x, struct change *c, struct fault *f)
{
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < x->list->count; i++) {
		rc = x->show ? take_back(c, x->list->list[i], f) : put_aside(c, x->list->list[i], x->what.no, f);
	}
	c->renames = true;
	rc = rc == RC_OK ? here_keep(c, f) : rc; /* another withholding may hold what this one lets go */
	return rc == RC_OK ? views_update(c, x->progress, f) : rc;
}

static enum rc change_rows(struct acting_here *x, bool people, struct fault *f)
{
	struct change *c;
	enum rc rc = change_begin_foreign(x->reg, x->what.org, &c, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = x->show ? run_with(x->reg, "UPDATE withheld_here SET shown = ?2 WHERE no = ?1", x->what.no, day_today(), f)
		: insert_row(x, people ? NULL : x->note, f);
	rc = rc == RC_OK ? move_statements(x, c, f) : rc;
	if (rc != RC_OK) {
		change_abandon(c);
		return rc;
	}
	return change_close_foreign(c, f);
}

static enum rc put_event(struct acting_here *x, struct private_log *p, struct fault *f)
{
	struct event_here e = {.number = x->what.no, .count = (int64_t)x->list->count, .note = str_of(x->note),
		.action = x->show ? NOTICE_SHOW : NOTICE_WITHHOLD, .ground = x->what.ground};
	struct id *ids = arena_array(p->arena, x->list->count + 1, sizeof *ids);
	struct change_sum *sum = change_sum_create();
	struct buf payload;
	enum rc rc = org_id(x->reg, x->what.org, e.org, f);
	for (size_t i = 0; rc == RC_OK && i < x->list->count; i++) {
		rc = hide_id(x->reg, x->list->list[i], &ids[i], f);
	}
	hide_sort(ids, rc == RC_OK ? x->list->count : 0);
	for (size_t i = 0; rc == RC_OK && i < x->list->count; i++) {
		change_sum_add(sum, &ids[i]);
	}
	change_sum_finish(sum, &e.statements);
	buf_init(&payload, 2 * EVENT_TEXT_MOST);
	event_here_encode(&e, &payload);
	rc = rc == RC_OK ? private_put(p, EVENT_HERE, buf_view(&payload), NULL, f) : rc;
	buf_finish(&payload);
	return rc;
}

static enum rc act_as_person(struct acting_here *x, struct fault *f)
{
	struct private_log log;
	enum rc rc = private_begin(x->reg, &log, f);
	if (rc != RC_OK) {
		return rc;
	}
	if (strlen(x->note) > EVENT_TEXT_MOST) {
		rc = fault_set(f, RC_LIMIT, "a note has at most %d bytes", EVENT_TEXT_MOST);
	}
	rc = rc == RC_OK ? change_rows(x, true, f) : rc;
	rc = rc == RC_OK ? put_event(x, &log, f) : rc;
	rc = rc == RC_OK ? private_end(&log, f) : rc;
	private_finish(&log);
	return rc;
}

static enum rc by_person(struct acting_here *x, struct fault *f)
{
	struct reg *r = x->reg;
	enum rc rc = reg_trial_begin(r, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = act_as_person(x, f);
	if (rc == RC_OK) {
		names_forget(r);
		rc = db_commit(r->db, f);
	}
	if (rc == RC_OK) {
		r->trial = false;
		names_forget(r);
	}
	reg_trial_end(r);
	return rc;
}

static enum rc act(struct acting_here *x, const char *note, struct fault *f)
{
	bool people;
	enum rc rc = text_clean(x->arena, str_of(note), &x->note, f);
	rc = rc == RC_OK ? people_founded(x->reg, &people, f) : rc;
	return rc != RC_OK ? rc : people ? by_person(x, f) : change_rows(x, false, f);
}

enum rc here_withhold(struct reg *r, struct arena *a, struct here *h, const struct hide_list *list,
	const struct progress *p, struct fault *f)
{
	struct acting_here x = {.reg = r, .arena = a, .what = *h, .list = list, .progress = p};
	if (list->count == 0) {
		return fault_set(f, RC_NOT_FOUND, "they say nothing of it that could be withheld here");
	}
	enum rc rc = act(&x, h->note, f);
	h->no = x.what.no;
	return rc;
}

static enum rc list_aside(struct reg *r, int64_t no, struct arena *a, struct hide_list *ret, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(r->db, "SELECT statement FROM aside_here WHERE no = ? ORDER BY statement", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	return hide_read(q, a, ret, f);
}

enum rc here_show(struct reg *r, struct arena *a, int64_t no, const char *note, const struct progress *p, size_t *ret,
	struct fault *f)
{
	struct acting_here x = {.reg = r, .arena = a, .show = true, .progress = p};
	struct hide_list list;
	struct here *all;
	size_t count;
	enum rc rc = here_list(r, a, &all, &count, f);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		x.what = all[i].no == no ? all[i] : x.what;
	}
	if (rc == RC_OK && (x.what.no == 0 || x.what.shown)) {
		rc = fault_set(f, RC_NOT_FOUND, x.what.no ? "here:%" PRId64 " was shown again already"
			: "nothing is withheld as here:%" PRId64, no);
		fault_hint(f, "\"volya withhold\" lists what is");
	}
	rc = rc == RC_OK ? list_aside(r, no, a, &list, f) : rc;
	x.list = &list;
	*ret = rc == RC_OK ? list.count : 0;
	return rc == RC_OK ? act(&x, note, f) : rc;
}

enum rc here_list(struct reg *r, struct arena *a, struct here **ret, size_t *ret_count, struct fault *f)
{
	struct query *q;
	bool row;
	size_t room = 0;
	*ret = NULL;
	*ret_count = 0;
	enum rc rc = db_query(r->db, "SELECT h.no, h.org, o.name, h.whole, h.day, h.ground, h.count, h.note, "
		"coalesce(h.shown, 0) FROM withheld_here h JOIN org o ON o.no = h.org ORDER BY h.no DESC", &q, f);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		if (*ret_count == room) {
			room = room ? room * 2 : 16;
			*ret = arena_grow(a, *ret, *ret_count * sizeof **ret, room * sizeof **ret);
		}
		(*ret)[(*ret_count)++] = (struct here){.no = query_int(q, 0), .org = query_int(q, 1),
			.by = str_dup(a, query_text(q, 2)), .whole = query_int(q, 3) != 0, .day = (day)query_int(q, 4),
			.ground = (enum ground)query_int(q, 5), .count = query_int(q, 6),
			.note = query_is_null(q, 7) ? NULL : str_dup(a, query_text(q, 7)), .shown = (day)query_int(q, 8)};
	}
	return rc;
}
