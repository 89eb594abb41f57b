/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What can be counted: whose it is, when it happened, what it is called. */
#include "ask/tree.h"

enum kind kind_top(enum kind kind)
{
	while (kind_info(kind)->owner) {
		kind = property_find(kind, str_of(kind_info(kind)->owner))->ref;
	}
	return kind;
}

const struct property *kind_date(enum kind kind)
{
	if (kind == KIND_PERSON || kind == KIND_ORGANISATION || kind == KIND_PLACE) {
		return NULL;
	}
	for (const struct property *p = properties(); p->key; p++) {
		if (p->kind == kind && p->type == TYPE_DATE) {
			return p;
		}
	}
	return NULL;
}

enum rc member_label(struct reg *r, const struct viewer *v, struct arena *a, int64_t subject, int64_t owner,
	char **ret, struct fault *f)
{
	enum kind kind;
	handle h;
	char *date = NULL;
	enum rc rc = subject_label(r, v, a, owner, "en", ret, f);
	if (rc != RC_OK || subject == owner) {
		return rc;
	}
	rc = subject_get(r, v, subject, &kind, &h, f);
	if (rc == RC_OK && kind_date(kind)) {
		rc = subject_value(r, v, a, subject, kind_date(kind)->code, &date, f);
	}
	if (rc == RC_OK) {
		*ret = arena_printf(a, "%s, %s%s%s", *ret, kind_info(kind)->label, date ? " of " : "", date ? date : "");
	}
	return rc;
}
