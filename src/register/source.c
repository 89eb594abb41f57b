/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sources: when they spoke, and what they are. */
#include <string.h>

#include "register/internal.h"

/* Live values of the two dates, now: a corrected date of a source corrects it for all times. (A list of two
 * properties would make SQLite build a table for it at every call.) */
static const char dates[] =
	"SELECT s.property, s.value FROM statement s WHERE s.subject = ? AND s.property BETWEEN 403 AND 405 "
	"AND s.property <> 404 AND s.mode IN (1, 2) AND NOT EXISTS "
	"(SELECT 1 FROM statement k WHERE k.target = s.no AND k.mode IN (2, 3))";

enum rc source_pub(struct db *db, int64_t source, day *ret, struct fault *f)
{
	struct query *q;
	bool row;
	day published = DAY_MIN, accessed = DAY_MAX;
	bool dated = false;
	enum rc rc = db_query(db, dates, &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, source);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		struct edtf date;
		if (edtf_parse(query_text(q, 1), &date, NULL) != RC_OK) {
			continue;
		}
		/* Of dates that disagree: published by the latest, first read on the earliest. */
		if (query_int(q, 0) == P_SOURCE_ACCESSED) {
			accessed = date.to.hi < accessed ? date.to.hi : accessed;
		} else {
			published = date.to.hi > published ? date.to.hi : published;
			dated = true;
		}
	}
	*ret = dated ? published : accessed;
	return rc;
}

static void take_value(struct arena *a, struct source_info *info, int property, struct str value)
{
	char **into = property == P_KEY ? &info->key : property == P_SOURCE_TITLE ? &info->title
		: property == P_SOURCE_PUBLISHER ? &info->publisher : property == P_SOURCE_URL ? &info->url
		: property == P_SOURCE_PUBLISHED ? &info->published_text : NULL;
	if (into && !*into) {
		*into = str_dup(a, value);
	}
	if (property == P_SOURCE_KIND && str_is(value, "letter")) {
		info->letter = true;
	}
}

enum rc source_get(struct reg *r, const struct viewer *v, struct arena *a, int64_t no,
	struct source_info *ret, struct fault *f)
{
	struct query *q;
	bool row = true;
	enum kind kind;
	*ret = (struct source_info){.no = no};
	struct fault none = {0};
	enum rc rc = subject_get(r, v, no, &kind, &ret->handle, &none);
	if (rc == RC_NOT_FOUND) {
		ret->title = arena_strdup(a, "protected source");
		ret->published = DAY_MAX;
		return RC_OK;
	}
	if (rc != RC_OK) {
		return fault_set(f, rc, "%s", none.message);
	}
	rc = db_query(r->db, "SELECT s.property, s.value FROM statement s WHERE s.subject = ? AND s.property <> 0 "
		"AND s.mode IN (1, 2) AND NOT EXISTS (SELECT 1 FROM statement k WHERE k.target = s.no "
		"AND k.mode IN (2, 3)) ORDER BY s.no", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		take_value(a, ret, (int)query_int(q, 0), query_text(q, 1));
	}
	return rc == RC_OK ? source_pub(r->db, no, &ret->published, f) : rc;
}
