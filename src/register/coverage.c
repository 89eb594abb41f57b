/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What this register holds of whose list: only a declared whole list makes a count more than a sample. */
#include <string.h>

#include "register/internal.h"

struct declared {
	bool complete, covers_body, covers_kind, begun, over;
	char *text;
};

/* A claim of its: the text it was said with, or the subject that is named. */
static void read_declared(struct arena *a, int property, struct str text, int64_t subject, enum kind kind, int64_t body,
	day on, struct declared *d)
{
	struct edtf e;
	switch (property) {
	case P_COVERAGE_KIND:
		d->complete = str_is(text, "complete");
		break;
	case P_COVERAGE_BODY:
		d->covers_body = body == 0 || subject == body;
		break;
	case P_COVERAGE_OF:
		d->covers_kind = str_is(text, kind_info(kind)->key);
		break;
	case P_COVERAGE_FROM:
		d->begun = edtf_parse(text, &e, NULL) == RC_OK && e.from.hi <= on;
		break;
	case P_COVERAGE_TO:
		d->over = edtf_parse(text, &e, NULL) == RC_OK && e.to.what == EDTF_KNOWN && e.to.lo < on;
		break;
	case P_COVERAGE_TEXT:
		d->text = str_dup(a, text);
		break;
	default:
		break;
	}
}

static enum rc list_coverages(struct reg *r, struct numbers *ret, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, "SELECT owner FROM fact WHERE property = 2402 AND dead_known = 10000000", &q, f);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		numbers_add(ret, query_int(q, 0));
	}
	numbers_sort(ret);
	return rc;
}

static enum rc read_coverage(struct reg *r, struct arena *a, int64_t no, enum kind kind, int64_t body, day on,
	struct declared *d, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, "SELECT f.property, s.value, f.value FROM fact f "
		"JOIN statement s ON s.no = f.statement WHERE f.owner = ? AND f.dead_known = 10000000", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		read_declared(a, (int)query_int(q, 0), query_text(q, 1), query_int(q, 2), kind, body, on, d);
	}
	return rc;
}

enum rc coverage_on(struct reg *r, const struct viewer *v, struct arena *a, enum kind kind, int64_t body,
	day on, struct coverage *ret, struct fault *f)
{
	struct numbers list = {0};
	*ret = (struct coverage){.text = arena_strdup(a, "a sample: no whole list is declared")};
	enum rc rc = viewer_check(r, v, f);
	if (rc == RC_OK) {
		rc = list_coverages(r, &list, f);
	}
	for (size_t i = 0; rc == RC_OK && i < list.count; i++) {
		/* Without words on kind, body and days it speaks of people, of any list, at all times. */
		struct declared d = {.covers_body = true, .covers_kind = kind == KIND_PERSON, .begun = true};
		rc = read_coverage(r, a, list.list[i], kind, body, on, &d, f);
		if (rc != RC_OK || !d.covers_kind || !d.covers_body) {
			continue;
		}
		bool whole = d.complete && d.begun && !d.over;
		if (whole || !ret->complete) {
			ret->complete |= whole;
			ret->text = d.text ? d.text : ret->text;
		}
	}
	numbers_finish(&list);
	return rc;
}
