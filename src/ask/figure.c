/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Published figures: doc/model.md, Figures. */
#include <string.h>

#include "ask/tree.h"

/* How old a stock may be, and how long after its end a period may be named, in days. */
#define STOCK_TERM 92
#define PERIOD_TERM 366

/*
 * Figures of the name and body whose date fits the day, the latest first; each with its live values from
 * sources that are evidence: not a letter, nor a copy of one. Scope 1 stock, 2 total, 3 period.
 */
static const char sql_figures[] =
	"SELECT n.owner, v.statement, v.value, v.source, d.value, d.value_hi, coalesce(c.value, 1), "
	"(SELECT count(DISTINCT o.value) FROM fact o WHERE o.owner = n.owner AND o.property = 1104 AND " "%s" "), "
	"coalesce((SELECT r.value FROM fact r WHERE r.owner = v.source AND r.property = 408 "
	"AND r.dead_known = 10000000 LIMIT 1), 3) AS rank, v.pub "
	"FROM fact n JOIN fact v ON v.owner = n.owner AND v.property = 1104 "
	"JOIN fact d ON d.owner = n.owner AND d.property = 1103 "
	"LEFT JOIN fact c ON c.owner = n.owner AND c.property = 1106 AND c.dead_known = 10000000 "
	"WHERE n.property = 1101 AND n.value = ?10 AND %s AND %s AND %s "
	"AND (?4 = 0 OR EXISTS (SELECT 1 FROM fact b WHERE b.owner = n.owner AND b.property = 1102 AND b.value = ?4 "
	"AND b.dead_known = 10000000)) "
	"AND NOT EXISTS (SELECT 1 FROM fact k WHERE k.owner = v.source AND k.property = 406 AND k.value = 5 "
	"AND k.dead_known = 10000000) "
	"AND NOT EXISTS (SELECT 1 FROM fact y JOIN fact k ON k.owner = y.value AND k.property = 406 AND k.value = 5 "
	"WHERE y.owner = v.source AND y.property = 407 AND y.dead_known = 10000000) "
	"AND ((coalesce(c.value, 1) = 1 AND d.value_hi <= ?1 AND ?1 - d.value_hi <= %d) "
	"OR (c.value = 2 AND d.value_hi <= ?1) "
	"OR (c.value = 3 AND d.value <= ?1 AND ?1 - d.value_hi <= %d)) "
	"ORDER BY d.value_hi DESC, rank, v.pub DESC, v.statement LIMIT 1";

static enum rc fill(struct asking *k, struct ask_figure *x)
{
	enum rc rc = subject_value(k->reg, k->viewer, k->arena, x->subject, P_FIGURE_NAME, &x->name, k->fault);
	if (rc == RC_OK) {
		rc = subject_value(k->reg, k->viewer, k->arena, x->subject, P_FIGURE_LABEL, &x->label, k->fault);
	}
	if (rc == RC_OK) {
		rc = subject_value(k->reg, k->viewer, k->arena, x->subject, P_FIGURE_BODY, &x->body, k->fault);
	}
	if (rc == RC_OK) {
		rc = subject_value(k->reg, k->viewer, k->arena, x->subject, P_FIGURE_QUALIFIER, &x->qualifier, k->fault);
	}
	if (rc == RC_OK) {
		rc = subject_value(k->reg, k->viewer, k->arena, x->subject, P_FIGURE_SCOPE, &x->scope, k->fault);
	}
	return rc == RC_OK ? subject_value(k->reg, k->viewer, k->arena, x->subject, P_FIGURE_DATE, &x->date_text, k->fault)
		: rc;
}

enum rc find_figure(struct asking *k, struct str name, int64_t body, struct ask_figure **ret)
{
	struct sql q = sql_for(k, k->question->on);
	q.texts[q.text_count++] = name;
	struct query *query;
	bool row;
	char *text = arena_printf(k->arena, sql_figures, live_sql(&q, "o"), live_sql(&q, "n"), live_sql(&q, "v"),
		live_sql(&q, "d"), STOCK_TERM, PERIOD_TERM);
	*ret = NULL;
	enum rc rc = asking_query(k, &q, text, &query);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(query, 4, body);
	rc = query_step(query, &row, k->fault);
	if (rc != RC_OK || !row) {
		return rc;
	}
	struct ask_figure *x = arena_alloc(k->arena, sizeof *x);
	x->subject = query_int(query, 0);
	x->value = query_int(query, 2);
	x->source = query_int(query, 3);
	x->date = (day)query_int(query, 5);
	x->disputed = query_int(query, 7) > 1;
	query_done(query);
	*ret = x;
	return fill(k, x);
}

enum rc run_figure(struct asking *k)
{
	struct answer *w = k->answer;
	enum rc rc = find_figure(k, k->question->figure, k->question->figure_body, &w->figure);
	if (rc != RC_OK) {
		return rc;
	}
	if (!w->figure) {
		w->note = arena_strdup(k->arena, "no figure of that name and body, near enough to the day, has a source that "
			"is evidence");
		return RC_OK;
	}
	w->sources = arena_array(k->arena, 1, sizeof *w->sources);
	w->sources[0] = w->figure->source;
	w->source_count = 1;
	return RC_OK;
}
