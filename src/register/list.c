/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* All subjects that have a value: for pages that show a kind whole. */
#include "register/internal.h"

enum rc subjects_saying(struct reg *r, const struct viewer *v, struct arena *a, int property, struct str value,
	size_t most, int64_t **ret, size_t *ret_count, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = viewer_check(r, v, f);
	*ret_count = 0;
	if (rc == RC_OK) {
		rc = db_query(r->db, "SELECT DISTINCT subject FROM fact WHERE property = ?1 AND (?2 IS NULL OR value = ?2) "
			"AND dead_known = 10000000 ORDER BY subject LIMIT ?3", &q, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, property);
	if (value.n) {
		query_bind_text(q, 2, value);
	}
	query_bind_int(q, 3, (int64_t)most);
	*ret = arena_array(a, most + 1, sizeof **ret);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		(*ret)[(*ret_count)++] = query_int(q, 0);
	}
	return rc;
}
