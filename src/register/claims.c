/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a list shows of a person, straight from the views, in one read. */
#include "register/internal.h"

/*
 * One range of the views, which lie in the order of owner and property. (A list of properties would make SQLite build a
 * table for it at every call.) Names are free text, so they are looked up.
 */
static const char claims[] =
	"SELECT f.property, f.subject, f.value, f.value_hi, f.open, f.from_lo, f.to_hi, f.pub, f.source, "
	"CASE f.property WHEN 101 THEN (SELECT value FROM statement WHERE no = f.statement) END, "
	"CASE f.property WHEN 101 THEN (SELECT language FROM statement WHERE no = f.statement) END "
	"FROM fact f WHERE f.owner = ?1 AND f.property BETWEEN 101 AND 702 "
	"AND f.pub <= ?2 AND f.known <= ?3 AND NOT (f.dead_known <= ?3 AND f.dead_pub <= ?2)";

static void read_claim(struct arena *a, struct query *q, struct claim_row *c)
{
	c->property = (int)query_int(q, 0);
	c->subject = query_int(q, 1);
	if (query_is_text(q, 2)) {
		c->text = str_copy(a, query_text(q, 2));
	} else {
		c->lo = query_int(q, 2);
	}
	c->hi = query_is_null(q, 3) ? c->lo : query_int(q, 3);
	c->open = (int)query_int(q, 4);
	c->from = (day)query_int(q, 5);
	c->to = (day)query_int(q, 6);
	c->pub = (day)query_int(q, 7);
	c->source = query_int(q, 8);
	if (c->property == P_PERSON_NAME) {
		c->text = str_copy(a, query_text(q, 9));
		c->language = str_copy(a, query_text(q, 10));
	}
}

/* Claims that stand side by side are told apart by the rank of their source. */
static enum rc fill_ranks(struct reg *r, struct claim_row *list, size_t count, struct fault *f)
{
	enum rc rc = RC_OK;
	for (size_t i = 0; i < count && rc == RC_OK; i++) {
		const struct claim_row *c = &list[i];
		bool before = i > 0 && c[-1].property == c->property && c[-1].subject == c->subject;
		bool after = i + 1 < count && c[1].property == c->property && c[1].subject == c->subject;
		const struct property *p = before || after ? property_by_code(c->property) : NULL;
		if (p && p->cardinality == ONE && c->source) {
			int64_t rank = 3;
			rc = source_rank(r, c->source, &rank, f);
			list[i].rank = (int)rank;
		}
	}
	return rc;
}

enum rc owner_claims(struct reg *r, const struct viewer *v, struct arena *a, int64_t owner, day published_by,
	day known, struct claim_row **ret, size_t *ret_count, struct fault *f)
{
	struct query *q;
	struct claim_row *list = NULL;
	size_t count = 0, room = 0;
	bool row;
	enum rc rc = viewer_check(v, f);
	if (rc == RC_OK) {
		rc = db_query(r->db, claims, &q, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, owner);
	query_bind_int(q, 2, published_by);
	query_bind_int(q, 3, known);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		if (count == room) {
			room = room ? room * 2 : 32;
			list = arena_grow(a, list, count * sizeof *list, room * sizeof *list);
		}
		read_claim(a, q, &list[count++]);
	}
	*ret = list;
	*ret_count = count;
	return rc == RC_OK ? fill_ranks(r, list, count, f) : rc;
}

enum rc subject_handle(struct reg *r, const struct viewer *v, int64_t no, handle *ret, struct fault *f)
{
	struct query *q;
	enum rc rc = viewer_check(v, f);
	if (rc == RC_OK) {
		rc = db_query(r->db, "SELECT handle FROM subject WHERE no = ?", &q, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	return query_int_or(q, 0, ret, f);
}
