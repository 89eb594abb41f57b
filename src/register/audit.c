/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The laws over the whole register. Each is one question to the views; what it finds is reported with the
 * claims that clash and their sources, and nothing is mended. The laws themselves are in audit_*.c.
 */
#include "register/audit.h"

#include <inttypes.h>
#include <string.h>

struct breach *breach_add(struct audit *a)
{
	if (a->count == a->room) {
		size_t room = a->room ? a->room * 2 : 64;
		a->list = arena_grow(a->arena, a->list, a->count * sizeof *a->list, room * sizeof *a->list);
		a->room = room;
	}
	return &a->list[a->count++];
}

/* By the viewer's rules: what they may not see is not named. */
static enum rc label_of(struct audit *a, int64_t subject, char **ret, struct fault *f)
{
	return subject_label(a->reg, reg_viewer(a->reg), a->arena, subject, "en", ret, f);
}

/*
 * The plus before k.value keeps the planner from walking all keys of the register in order to find the lowest.
 * What a statement says, its source in brackets: "to 2020-01-01 [since 2020-01] (viasna-99180)".
 */
static enum rc claim_text(struct audit *a, int64_t no, struct buf *out, struct str *ret_value, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(a->db,
		"SELECT s.property, s.value, s.valid, s.source, (SELECT min(+k.value) FROM fact k "
		"WHERE k.owner = s.source AND k.property = 1 AND k.dead_known = 10000000) FROM "
		"statement s WHERE s.no = ?",
		&q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	rc = query_step(q, &row, f);
	if (rc != RC_OK || !row) {
		return rc;
	}
	const struct property *p = property_by_code((int)query_int(q, 0));
	bool text = query_is_text(q, 1);
	int64_t number = text ? 0 : query_int(q, 1);
	*ret_value = str_copy(a->arena, query_text(q, 1));
	struct str valid = str_copy(a->arena, query_text(q, 2));
	struct str source = str_copy(a->arena, query_text(q, 4));
	query_done(q);
	buf_printf(out, "%s ", p ? p->key : "?");
	if (text || !p) {
		buf_str(out, *ret_value);
	} else if (p->type == TYPE_REF) {
		char *label;
		rc = label_of(a, number, &label, f);
		buf_puts(out, rc == RC_OK ? label : "");
	} else {
		buf_printf(out, "%" PRId64, number);
	}
	if (valid.n) {
		buf_printf(out, " [%.*s]", STR_ARG(valid));
	}
	if (source.n) {
		buf_printf(out, " (%.*s)", STR_ARG(source));
	}
	return rc;
}

/* The row's breach with its text; taken back where the law's own test finds nothing wrong. */
static enum rc describe(struct audit *a, const struct law *law, struct breach *b, struct fault *f)
{
	struct buf text;
	struct str value = {0}, first = {0};
	enum rc rc = RC_OK;
	buf_init(&text, 8192);
	buf_puts(&text, law->sentence);
	for (size_t i = 0; rc == RC_OK && i < 4 && b->statements[i]; i++) {
		buf_puts(&text, i == 0 ? ": " : "; ");
		rc = claim_text(a, b->statements[i], &text, &value, f);
		first = i == 0 ? value : first;
	}
	b->text = str_dup(a->arena, buf_view(&text));
	buf_finish(&text);
	if (rc == RC_OK) {
		rc = subject_top(a->db, b->subject, &b->owner, f);
	}
	if (rc == RC_OK && law->breaks && !law->breaks(first)) {
		a->count--;
	}
	return rc;
}

/* All rows first: what describes them asks the database too. */
static enum rc run_law(struct audit *a, const struct law *law, struct fault *f)
{
	struct query *q;
	bool row;
	size_t from = a->count;
	enum rc rc = db_query(a->db, law->sql, &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	if (strstr(law->sql, "?1")) {
		query_bind_int(q, 1, a->as_of);
	}
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		struct breach *b = breach_add(a);
		*b = (struct breach){.law = law->name, .error = law->error, .subject = query_int(q, 0)};
		for (int i = 1; i < query_columns(q) && i <= 4; i++) {
			b->statements[i - 1] = query_is_null(q, i) ? 0 : query_int(q, i);
		}
	}
	size_t found = a->count;
	a->count = from;
	for (size_t i = from; rc == RC_OK && i < found; i++) {
		struct breach b = a->list[i];
		*breach_add(a) = b;
		rc = describe(a, law, &a->list[a->count - 1], f);
	}
	return rc;
}

static enum rc run_laws(struct audit *a, bool errors, const struct progress *p, struct fault *f)
{
	const struct law *const all[] = {laws_people, laws_cases, laws_figures};
	uint64_t done = 0;
	enum rc rc = RC_OK;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		for (const struct law *law = all[i]; rc == RC_OK && law->name; law++) {
			if (law->error == errors) {
				rc = run_law(a, law, f);
				if (p && p->step) {
					p->step(p->data, errors ? "errors" : "warnings", ++done, 20);
				}
			}
		}
	}
	return rc;
}

enum rc audit_run(struct reg *r, struct arena *a, day as_of, bool deep, struct breach **ret, size_t *ret_count,
	const struct progress *p, struct fault *f)
{
	struct audit audit = {.reg = r, .db = r->db, .arena = a, .as_of = as_of};
	*ret = NULL;
	*ret_count = 0;
	enum rc rc = db_begin(r->db, f);
	if (rc == RC_OK && deep) {
		rc = audit_deep(&audit, p, f);
	}
	if (rc == RC_OK && deep) {
		rc = audit_views(&audit, p, f);
	}
	if (rc == RC_OK) {
		rc = run_laws(&audit, true, p, f);
	}
	if (rc == RC_OK) {
		rc = run_laws(&audit, false, p, f);
	}
	db_rollback(r->db);
	if (rc == RC_OK) {
		*ret = audit.list;
		*ret_count = audit.count;
	}
	return rc;
}
