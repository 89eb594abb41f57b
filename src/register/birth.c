/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A birth date held against those recorded of a person. */
#include "register/internal.h"

/* One digit is another, or day and month have changed places. */
static bool is_slip(day a, day b)
{
	char x[DAY_TEXT], y[DAY_TEXT];
	struct str s = str_of(day_format(a, x)), t = str_of(day_format(b, y));
	bool turned = s.n == 10 && t.n == 10 && str_eq(str_sub(s, 0, 4), str_sub(t, 0, 4))
		&& str_eq(str_sub(s, 5, 7), str_sub(t, 8, 10)) && str_eq(str_sub(s, 8, 10), str_sub(t, 5, 7));
	return turned || text_distance(s, t, 1) <= 1;
}

static enum birth_fit fit_of(const struct edtf_date *a, day lo, day hi)
{
	if (lo <= a->hi && a->lo <= hi) {
		return BIRTH_FITS;
	}
	return lo == hi && a->lo == a->hi && is_slip(a->lo, lo) ? BIRTH_SLIP : BIRTH_CONTRADICTS;
}

enum rc person_birth_fit(struct reg *r, const struct viewer *v, int64_t no, const struct edtf_date *born,
	enum birth_fit *ret, struct fault *f)
{
	struct query *q;
	bool row;
	*ret = BIRTH_NOT_SAID;
	enum rc rc = viewer_check(r, v, f);
	if (rc != RC_OK || born->what != EDTF_KNOWN) {
		return rc;
	}
	rc = db_query(r->db, "SELECT value, value_hi FROM fact WHERE owner = ? AND property = ? "
		"AND open = 0 AND dead_known = 10000000", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	query_bind_int(q, 2, P_PERSON_BIRTH);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		enum birth_fit fit = fit_of(born, (day)query_int(q, 0), (day)query_int(q, 1));
		*ret = *ret == BIRTH_NOT_SAID || fit < *ret ? fit : *ret;
	}
	return rc;
}
