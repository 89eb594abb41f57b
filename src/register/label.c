/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Words for a reader: what a subject is called, what a value says. */
#include <inttypes.h>
#include <string.h>

#include "register/internal.h"

/* A plain name of the language comes before any other. */
int language_rank(struct str tag, const char *language)
{
	size_t n = strlen(language);
	bool of_language = tag.n >= n && memcmp(tag.p, language, n) == 0 && (tag.n == n || tag.p[n] == '-');
	if (memmem(tag.p, tag.n, "x-misprint", 10)) {
		return 9;
	}
	if (of_language) {
		return tag.n == n ? 0 : memmem(tag.p, tag.n, "x-press", 7) ? 2 : 1;
	}
	return memmem(tag.p, tag.n, "x-press", 7) ? 6 : str_starts(tag, "en") ? 3 : str_starts(tag, "be") ? 4 : 5;
}

int naming_rank(const struct property *p, struct str tag, const char *language)
{
	if (!p) { /* a damaged row: whoever verifies says so */
		return NAMING_NONE;
	}
	if (p->type == TYPE_NAME) {
		return language_rank(tag, language);
	}
	switch (p->code) {
	case P_SOURCE_TITLE:
	case P_LETTER_TITLE:
	case P_FIGURE_LABEL:
	case P_MEETING_BODY:
	case P_MEASURE_TEXT:
	case P_COVERAGE_TEXT:
	case P_THREAT_TEXT:
	case P_DEMAND_TEXT:
	case P_FLOW_COMMODITY:
		return 20;
	case P_FIGURE_NAME:
	case P_CASE_NAME:
	case P_EPISODE_WHO:
		return 30;
	case P_KEY:
		return 40;
	default:
		return NAMING_NONE;
	}
}

/* The best live value among name-like statements: names, then titles and the like, then the key. */
static enum rc best_name(struct reg *r, struct arena *a, int64_t no, const char *language, char **ret,
	struct fault *f)
{
	struct query *q;
	bool row;
	int best = NAMING_NONE;
	*ret = NULL;
	enum rc rc = db_query(r->db, "SELECT s.property, s.value, s.language FROM statement s WHERE s.subject = ? "
		"AND s.mode IN (1, 2) AND s.property <> 0 AND NOT EXISTS (SELECT 1 FROM statement k WHERE k.target = s.no "
		"AND k.mode IN (2, 3)) ORDER BY s.no", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		int rank = naming_rank(property_by_code((int)query_int(q, 0)), query_text(q, 2), language);
		if (rank < best) {
			best = rank;
			*ret = str_dup(a, query_text(q, 1));
		}
	}
	return rc;
}

enum rc subject_called(struct reg *r, const struct viewer *v, struct arena *a, int64_t no, const char *language,
	struct called *ret, struct fault *f)
{
	char text[HANDLE_TEXT];
	*ret = (struct called){0};
	enum rc rc = viewer_check(r, v, f);
	if (rc == RC_OK) {
		rc = card_called(r, a, no, language, ret, f);
	}
	if (rc != RC_OK || ret->name) {
		return rc;
	}
	/* What has an owner, was merged, has no name or is not to be seen. */
	rc = subject_get(r, v, no, &ret->kind, &ret->handle, f);
	if (rc == RC_OK) {
		rc = best_name(r, a, no, language, &ret->name, f);
	}
	if (rc == RC_OK && !ret->name) {
		ret->name = arena_printf(a, "%s", handle_format(ret->handle, text));
	}
	return rc;
}

enum rc subject_label(struct reg *r, const struct viewer *v, struct arena *a, int64_t no,
	const char *language, char **ret, struct fault *f)
{
	struct called called;
	enum rc rc = subject_called(r, v, a, no, language, &called, f);
	*ret = called.name;
	return rc;
}

static enum rc reference_text(struct reg *r, const struct viewer *v, struct arena *a, int64_t no, char **ret,
	struct fault *f)
{
	struct fault ignored = {0};
	enum rc rc = subject_label(r, v, a, no, "en", ret, &ignored);
	if (rc == RC_NOT_FOUND) {
		*ret = arena_strdup(a, "(not public)");
		return RC_OK;
	}
	return rc == RC_OK ? RC_OK : fault_set(f, rc, "%s", ignored.message);
}

enum rc statement_text(struct reg *r, const struct viewer *v, struct arena *a,
	const struct statement *s, char **ret, struct fault *f)
{
	const struct code *code = NULL;
	switch (s->value.type) {
	case VALUE_TEXT:
		if (s->property->type == TYPE_CODE) {
			code = code_find(s->property, s->value.text);
		}
		*ret = code ? arena_strdup(a, code->label) : str_dup(a, s->value.text);
		return RC_OK;
	case VALUE_INT:
		*ret = arena_printf(a, "%" PRId64, s->value.number);
		return RC_OK;
	case VALUE_REF:
		return reference_text(r, v, a, s->value.number, ret, f);
	default:
		*ret = arena_strdup(a, "");
		return RC_OK;
	}
}

enum rc subject_value(struct reg *r, const struct viewer *v, struct arena *a, int64_t no,
	int property, char **ret, struct fault *f)
{
	struct statement *list;
	size_t count;
	*ret = NULL;
	enum rc rc = subject_statements(r, v, a, no, false, &list, &count, f);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		if (list[i].property->code == property && list[i].chosen) {
			return statement_text(r, v, a, &list[i], ret, f);
		}
	}
	return rc;
}
