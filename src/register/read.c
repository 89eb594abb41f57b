/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading subjects and their statements. */
#include <stdlib.h>
#include <string.h>

#include "register/internal.h"

/*
 * A subject is there for the viewer while the views hold a live claim about its owner: none of a person
 * without a ground for publication.
 */
static const char visible[] =
	"SELECT kind, handle, EXISTS (SELECT 1 FROM fact WHERE owner = ?2 AND dead_known = 10000000) "
	"FROM subject WHERE no = ?1";

static enum rc kept_subject(struct reg *r, int64_t *no, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(r->db, "SELECT kept FROM same WHERE subject = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, *no);
	return query_int_or(q, *no, no, f);
}

enum rc subject_get(struct reg *r, const struct viewer *v, int64_t no, enum kind *ret_kind,
	handle *ret_handle, struct fault *f)
{
	struct query *q;
	bool row;
	int64_t top = 0;
	enum rc rc = viewer_check(r, v, f);
	if (rc == RC_OK) {
		rc = kept_subject(r, &no, f);
	}
	if (rc == RC_OK) {
		rc = subject_top(r->db, no, &top, f);
	}
	if (rc == RC_OK) {
		rc = db_query(r->db, visible, &q, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	query_bind_int(q, 2, top);
	rc = query_step(q, &row, f);
	if (rc != RC_OK) {
		return rc;
	}
	if (!row || query_int(q, 2) == 0) {
		query_done(q);
		return fault_set(f, RC_NOT_FOUND, "there is no such record");
	}
	*ret_kind = (enum kind)query_int(q, 0);
	*ret_handle = query_int(q, 1);
	query_done(q);
	return RC_OK;
}

static enum rc seen_or_not(struct reg *r, const struct viewer *v, int64_t no, int64_t *ret_no, struct fault *f)
{
	enum kind kind;
	handle h;
	if (no == 0) {
		return fault_set(f, RC_NOT_FOUND, "there is no such record");
	}
	enum rc rc = kept_subject(r, &no, f);
	if (rc == RC_OK) {
		rc = subject_get(r, v, no, &kind, &h, f);
	}
	*ret_no = no;
	return rc;
}

enum rc subject_by_handle(struct reg *r, const struct viewer *v, handle h, int64_t *ret_no, struct fault *f)
{
	struct query *q;
	int64_t no;
	enum rc rc = db_query(r->db, "SELECT no FROM subject WHERE handle = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, h);
	rc = query_int_or(q, 0, &no, f);
	return rc == RC_OK ? seen_or_not(r, v, no, ret_no, f) : rc;
}

enum rc subject_by_key(struct reg *r, const struct viewer *v, enum kind kind, struct str key,
	int64_t *ret_no, struct fault *f)
{
	struct query *q;
	int64_t no;
	/* Keys are short text: the views hold them, of live claims only. */
	enum rc rc = db_query(r->db, "SELECT f.subject FROM fact f JOIN subject u ON u.no = f.subject "
		"WHERE f.property = 1 AND f.value = ?1 AND (?2 = 0 OR u.kind = ?2) AND f.dead_known = 10000000 "
		"ORDER BY f.subject LIMIT 1", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_text(q, 1, key);
	query_bind_int(q, 2, kind);
	rc = query_int_or(q, 0, &no, f);
	return rc == RC_OK ? seen_or_not(r, v, no, ret_no, f) : rc;
}

enum rc org_name(struct reg *r, struct arena *a, int64_t org, char **ret, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, "SELECT name FROM org WHERE no = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, org);
	rc = query_step(q, &row, f);
	if (rc == RC_OK && row) {
		*ret = str_dup(a, query_text(q, 0));
	} else if (rc == RC_OK) {
		rc = fault_set(f, RC_NOT_FOUND, "there is no such organisation");
	}
	query_done(q);
	return rc;
}

static const char statements[] =
	"SELECT s.no, s.id, s.change, c.day, s.property, s.mode, s.target, s.value, s.language, s.valid, s.source, "
	"EXISTS (SELECT 1 FROM statement k WHERE k.target = s.no AND k.mode IN (2, 3)), s.subject, c.org "
	"FROM statement s JOIN change c ON c.no = s.change "
	"WHERE (s.subject = ?1 OR s.subject IN (SELECT subject FROM same WHERE kept = ?1)) AND s.property <> 0 "
	"ORDER BY s.no";

static void read_value(struct arena *a, struct query *q, int column, const struct property *p, struct value *ret)
{
	if (query_is_null(q, column)) {
		ret->type = VALUE_NONE;
	} else if (query_is_text(q, column)) {
		ret->type = VALUE_TEXT;
		ret->text = str_copy(a, query_text(q, column));
	} else {
		ret->type = p->type == TYPE_REF ? VALUE_REF : VALUE_INT;
		ret->number = query_int(q, column);
	}
}

static void read_statement(struct arena *a, struct query *q, struct statement *s)
{
	s->no = query_int(q, 0);
	memcpy(s->id.b, query_blob(q, 1).p, ID_SIZE);
	s->change = query_int(q, 2);
	s->recorded = (day)query_int(q, 3);
	s->property = property_by_code((int)query_int(q, 4));
	s->mode = (enum mode)query_int(q, 5);
	s->target = query_int(q, 6);
	read_value(a, q, 7, s->property, &s->value);
	s->language = str_copy(a, query_text(q, 8));
	s->valid = str_copy(a, query_text(q, 9));
	s->source = query_int(q, 10);
	s->live = query_int(q, 11) == 0 && (s->mode == MODE_ASSERT || s->mode == MODE_REPLACE);
	s->subject = query_int(q, 12);
	s->org = query_int(q, 13);
}

static int by_display(const void *a, const void *b)
{
	const struct statement *x = a, *y = b;
	if (x->property != y->property) {
		return x->property < y->property ? -1 : 1;
	}
	return (x->no > y->no) - (x->no < y->no);
}

static bool same_value(const struct value *a, const struct value *b)
{
	return a->type == b->type && (a->type == VALUE_TEXT ? str_eq(a->text, b->text) : a->number == b->number);
}

/* Whether two claims speak of days in common. */
static bool meet(const struct statement *a, const struct statement *b)
{
	struct edtf x, y;
	if (!a->property->timed || a->valid.n == 0 || b->valid.n == 0
		|| edtf_parse(a->valid, &x, NULL) != RC_OK || edtf_parse(b->valid, &y, NULL) != RC_OK) {
		return true;
	}
	/* Of two that begin on different days, the later ends the earlier unless that names its own end. */
	if (x.from.lo != y.from.lo && (!x.interval || x.to.what != EDTF_KNOWN)
		&& (!y.interval || y.to.what != EDTF_KNOWN)) {
		return false;
	}
	return x.from.lo <= y.to.hi && y.from.lo <= x.to.hi;
}

static enum rc read_rank(struct reg *r, int64_t source, int64_t *ret, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(r->db, "SELECT value FROM fact WHERE owner = ?1 AND property = 408 AND subject = ?1 "
		"AND dead_known = 10000000 ORDER BY statement DESC LIMIT 1", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, source);
	return query_int_or(q, 3, ret, f);
}

/* The same few sources come again in every list. */
enum rc source_rank(struct reg *r, int64_t source, int64_t *ret, struct fault *f)
{
	struct kept_rank *kept = &r->ranks[(uint64_t)source % RANKS_KEPT];
	uint32_t stamp = db_stamp(r->db);
	if (stamp && kept->stamp == stamp && kept->source == source) {
		*ret = kept->rank;
		return RC_OK;
	}
	enum rc rc = read_rank(r, source, ret, f);
	if (rc == RC_OK) {
		*kept = (struct kept_rank){source, *ret, stamp};
	}
	return rc;
}

/* Better source rank, then later published, then lower id: doc/model.md, the choice of the view. */
static bool better(const struct statement *a, int64_t rank_a, const struct statement *b, int64_t rank_b)
{
	if (rank_a != rank_b) {
		return rank_a < rank_b;
	}
	day pub_a = a->pub == DAY_MAX ? DAY_MIN : a->pub, pub_b = b->pub == DAY_MAX ? DAY_MIN : b->pub;
	if (pub_a != pub_b) {
		return pub_a > pub_b;
	}
	return memcmp(a->id.b, b->id.b, ID_SIZE) < 0;
}

/* Marks, among the live claims of one ONE property, what disagrees and what is shown. */
static void choose(struct statement *list, const int64_t *ranks, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct statement *s = &list[i];
		s->chosen = s->live;
		for (size_t k = 0; s->live && k < count; k++) {
			const struct statement *o = &list[k];
			if (k == i || !o->live || !meet(s, o)) {
				continue;
			}
			s->disputed |= !same_value(&s->value, &o->value);
			s->chosen &= !better(o, ranks[k], s, ranks[i]);
		}
	}
}

static enum rc mark_choices(struct reg *r, struct arena *a, struct statement *list, size_t count, struct fault *f)
{
	int64_t *ranks = arena_array(a, count + 1, sizeof *ranks);
	enum rc rc = RC_OK;
	for (size_t i = 0; i < count && rc == RC_OK; i++) {
		list[i].pub = DAY_MIN;
		ranks[i] = 3;
		size_t same = 0; /* one source says many things: it is looked up once */
		while (same < i && list[same].source != list[i].source) {
			same++;
		}
		if (same < i) {
			list[i].pub = list[same].pub;
			ranks[i] = ranks[same];
		} else if (list[i].source) {
			rc = source_pub(r->db, list[i].source, &list[i].pub, f);
			if (rc == RC_OK) {
				rc = source_rank(r, list[i].source, &ranks[i], f);
			}
		}
	}
	for (size_t from = 0, to; rc == RC_OK && from < count; from = to) {
		for (to = from + 1; to < count && list[to].property == list[from].property; to++) {
		}
		if (list[from].property->cardinality == ONE) {
			choose(list + from, ranks + from, to - from);
		} else {
			for (size_t i = from; i < to; i++) {
				list[i].chosen = list[i].live;
			}
		}
	}
	return rc;
}

/* Whether a subject is in no view: see store/unseen.sql. */
static enum rc is_unseen(struct reg *r, int64_t no, bool *ret, struct fault *f)
{
	struct query *q;
	int64_t top, found;
	enum rc rc = subject_top(r->db, no, &top, f);
	if (rc == RC_OK) {
		rc = db_query(r->db, "SELECT EXISTS (SELECT 1 FROM unseen WHERE owner = ?)", &q, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, top);
	rc = query_int_or(q, 0, &found, f);
	*ret = found != 0;
	return rc;
}

/* A claim that refers to what the viewer may not see is not there, nor is what was said about the claim. */
static enum rc leave_out_unseen(struct reg *r, struct statement *list, size_t *count, struct fault *f)
{
	size_t kept = 0;
	for (size_t i = 0; i < *count; i++) {
		bool unseen = false;
		enum rc rc = list[i].value.type == VALUE_REF ? is_unseen(r, list[i].value.number, &unseen, f) : RC_OK;
		if (rc != RC_OK) {
			return rc;
		}
		/* A statement comes after its target; a replacement has a value of its own. */
		bool about_kept = list[i].mode != MODE_RETRACT;
		for (size_t k = 0; k < kept && !about_kept; k++) {
			about_kept = list[k].no == list[i].target;
		}
		if (!unseen && about_kept) {
			list[kept++] = list[i];
		}
	}
	*count = kept;
	return RC_OK;
}

enum rc subject_statements(struct reg *r, const struct viewer *v, struct arena *a, int64_t no, bool all,
	struct statement **ret, size_t *ret_count, struct fault *f)
{
	struct query *q;
	struct statement *list = NULL;
	size_t count = 0, room = 0;
	bool row;
	enum kind kind;
	handle h;
	enum rc rc = subject_get(r, v, no, &kind, &h, f);
	if (rc == RC_OK) {
		rc = db_query(r->db, statements, &q, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		if (count == room) {
			room = room ? room * 2 : 32;
			list = arena_grow(a, list, count * sizeof *list, room * sizeof *list);
		}
		if (!property_by_code((int)query_int(q, 4))) {
			rc = fault_set(f, RC_DB, "statement %d is damaged: nobody knows its property", (int)query_int(q, 0));
			query_done(q);
			return rc;
		}
		read_statement(a, q, &list[count]);
		count += all || list[count].live;
	}
	if (rc == RC_OK) {
		rc = leave_out_unseen(r, list, &count, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	if (count) {
		qsort(list, count, sizeof *list, by_display);
	}
	*ret = list;
	*ret_count = count;
	return mark_choices(r, a, list, count, f);
}

enum rc subject_owned(struct reg *r, const struct viewer *v, struct arena *a, int64_t no,
	int64_t **ret, size_t *ret_count, struct fault *f)
{
	struct query *q;
	int64_t *list = NULL;
	size_t count = 0, room = 0;
	bool row;
	enum kind kind;
	handle h;
	enum rc rc = subject_get(r, v, no, &kind, &h, f);
	if (rc == RC_OK) {
		rc = db_query(r->db, "SELECT DISTINCT u.no FROM fact f JOIN subject u ON u.no = f.subject "
			"WHERE f.owner = ?1 AND u.parent IS NOT NULL AND f.dead_known = 10000000 "
			"ORDER BY u.kind, u.no", &q, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		if (count == room) {
			room = room ? room * 2 : 16;
			list = arena_grow(a, list, count * sizeof *list, room * sizeof *list);
		}
		list[count++] = query_int(q, 0);
	}
	*ret = list;
	*ret_count = count;
	return rc;
}
