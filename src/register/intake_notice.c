/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A partner's notices. What they withhold is gone from here at once, too. What they erase is destroyed, unless it is so
 * much in one day that somebody may have forced them: then it is out of sight, and waits for somebody here.
 */
#include <string.h>

#include "register/intake.h"

static enum rc run_on(struct intake *w, const char *sql, int64_t no, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(w->reg->db, sql, &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	return query_run(q, f);
}

/* Of a statement's row: its header, and the property it has, or has where its content is kept aside. */
struct present {
	struct header header;
	int64_t subject;
	const struct property *property; /* NULL: blank */
};

static enum rc read_present(void *data, const struct log_entry *e, struct fault *f)
{
	struct present *p = data;
	if (!e->row || e->bytes.n == 0) {
		return fault_set(f, RC_DB, "a statement of a partner is damaged");
	}
	p->subject = query_int(e->row, ROW_SUBJECT_NO);
	p->property = property_by_code((int)query_int(e->row, ROW_PROPERTY));
	return header_decode((const uint8_t *)e->bytes.p, e->bytes.n, &p->header, f);
}

static enum rc present_statement(struct intake *w, int64_t no, struct present *ret, struct fault *f)
{
	int64_t org;
	uint64_t index;
	enum rc rc = log_index(w->reg, no, &org, &index, f);
	return rc == RC_OK ? log_walk(w->reg, org, index, index + 1, read_present, ret, f) : rc;
}

static enum rc hold_back(struct intake *w, int64_t no, uint64_t leaf, struct fault *f)
{
	struct query *q;
	enum rc rc = statement_keep_aside(w->reg, no, f);
	if (rc == RC_OK) {
		rc = db_query(w->reg->db, "INSERT OR IGNORE INTO held_back (statement, org, leaf) VALUES (?, ?, ?)", &q, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	query_bind_int(q, 2, w->org);
	query_bind_int(q, 3, (int64_t)leaf);
	w->report->held_back++;
	return query_run(q, f);
}

/* It is withheld here, and so out of sight already: what was put aside of it goes, or waits to. */
static enum rc put_away_here(struct intake *w, const struct foreign_event *e, int64_t no, bool hold, struct fault *f)
{
	struct query *q;
	if (!hold) {
		return here_forget(w->reg, no, f);
	}
	enum rc rc = db_query(w->reg->db, "INSERT OR IGNORE INTO held_back (statement, org, leaf) SELECT statement, ?2, ?3 "
		"FROM aside_here WHERE statement = ?1 AND statement IN (SELECT statement FROM withheld)", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	query_bind_int(q, 2, w->org);
	query_bind_int(q, 3, (int64_t)e->index);
	return query_run(q, f);
}

/* Words of names are cleared by what the row says: so it is blanked only after the views were brought up to date. */
static enum rc put_away(struct intake *w, const struct foreign_event *e, int64_t no, bool hold, struct fault *f)
{
	struct present p = {.subject = 0};
	enum rc rc = present_statement(w, no, &p, f);
	if (rc != RC_OK || !p.property) {
		return rc == RC_OK ? put_away_here(w, e, no, hold, f) : rc;
	}
	rc = hold ? hold_back(w, no, e->index, f) : statement_keep_aside(w->reg, no, f);
	if (rc == RC_OK) {
		rc = statement_blank(w->reg, no, &p.header, f);
	}
	if (rc == RC_OK) {
		rc = change_touch(w->change, p.subject, p.property, f);
	}
	w->change->renames = true;
	return rc;
}

/* How many records a notice is on, as the statements' subjects belong to them. */
static enum rc count_records(struct intake *w, const struct foreign_event *e, int64_t *ret, struct fault *f)
{
	struct numbers tops = {0};
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < e->notice.count; i++) {
		int64_t no, org, top;
		struct present p = {.subject = 0};
		rc = intake_find(w->reg, &e->notice.targets[i], &no, &org, f);
		if (rc == RC_OK && no && org == w->org) {
			rc = present_statement(w, no, &p, f);
		}
		if (rc == RC_OK && p.subject && p.property) {
			rc = subject_top(w->reg->db, p.subject, &top, f);
			numbers_add(&tops, top);
		}
	}
	numbers_sort(&tops);
	*ret = (int64_t)tops.count;
	numbers_finish(&tops);
	return rc;
}

static enum rc act_on(struct intake *w, const struct foreign_event *e, int64_t no, bool hold, struct fault *f)
{
	switch (e->notice.action) {
	case NOTICE_WITHHOLD:
		w->report->withheld++;
		return put_away(w, e, no, false, f);
	case NOTICE_SHOW:
		w->report->shown++;
		numbers_add(&w->shown, no);
		return RC_OK;
	case NOTICE_ERASE:
		w->report->erased += !hold;
		w->scrub |= !hold;
		return put_away(w, e, no, hold, f);
	}
	return fault_set(f, RC_INVALID, "a notice of an unknown kind");
}

static enum rc keep_hiding(struct intake *w, const struct foreign_event *e, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(w->reg->db, "INSERT INTO hiding (org, leaf, day, action, ground, roles, count) "
		"VALUES (?, ?, ?, ?, ?, ?, ?)", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, w->org);
	query_bind_int(q, 2, (int64_t)e->index);
	query_bind_int(q, 3, e->notice.day);
	query_bind_int(q, 4, e->notice.action);
	query_bind_int(q, 5, e->notice.ground);
	query_bind_int(q, 6, e->roles);
	query_bind_int(q, 7, (int64_t)e->notice.count);
	return query_run(q, f);
}

enum rc intake_notice(struct intake *w, const struct foreign_event *e, struct fault *f)
{
	bool hold = false;
	int64_t records;
	enum rc rc = intake_keep_entry(w, e->index, e->bytes, f);
	if (rc != RC_OK || e->fault) {
		return rc; /* it stands in the log, and has no effect */
	}
	rc = keep_hiding(w, e, f);
	if (rc == RC_OK && e->notice.action == NOTICE_ERASE) {
		rc = count_records(w, e, &records, f);
		w->erased += rc == RC_OK && w->bounded ? records : 0;
		hold = w->bounded && w->erased > ERASED_A_DAY && !w->options->confirm;
	}
	for (size_t i = 0; rc == RC_OK && i < e->notice.count; i++) {
		int64_t no, org;
		rc = intake_find(w->reg, &e->notice.targets[i], &no, &org, f);
		if (rc == RC_OK && no && org == w->org) {
			rc = act_on(w, e, no, hold, f);
		}
	}
	return rc;
}

enum rc intake_confirm(struct intake *w, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(w->reg->db, "SELECT count(*) FROM held_back WHERE org = ?", &q, f);
	int64_t count = 0;
	if (rc == RC_OK) {
		query_bind_int(q, 1, w->org);
		rc = query_int_or(q, 0, &count, f);
	}
	if (rc == RC_OK && count) {
		w->report->erased += (size_t)count;
		w->scrub = true;
		rc = run_on(w, "DELETE FROM withheld WHERE statement IN (SELECT statement FROM aside_here) AND statement IN "
			"(SELECT statement FROM held_back WHERE org = ?1)", w->org, f);
	}
	if (rc == RC_OK && count) {
		rc = run_on(w, "DELETE FROM held_back WHERE org = ?1", w->org, f);
	}
	return rc;
}

enum rc intake_forget_aside(struct intake *w, struct fault *f)
{
	return run_on(w, "DELETE FROM withheld WHERE statement NOT IN (SELECT statement FROM held_back) AND statement "
		"NOT IN (SELECT statement FROM aside_here) AND statement IN "
		"(SELECT s.no FROM change c JOIN statement s ON s.change = c.no WHERE c.org = ?1)", w->org, f);
}
