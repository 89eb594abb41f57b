/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who was counted, who was left out and why, and what it all rests on. */
#include <string.h>

#include "ask/tree.h"

#define EXCLUDED_MOST 1000
#define CONDITIONS_MOST 40

struct conditions {
	const struct node *list[CONDITIONS_MOST];
	size_t count;
};

/* The conjuncts, so that the first that fails can be named. */
static void collect(struct conditions *c, const struct node *n)
{
	if (n && n->type == NODE_AND) {
		collect(c, n->left);
		collect(c, n->right);
	} else if (n && c->count < CONDITIONS_MOST) {
		c->list[c->count++] = n;
	}
}

static char *columns_of(struct asking *k, struct sql *q, const struct conditions *c)
{
	char *columns = arena_strdup(k->arena, "");
	for (size_t i = 0; i < c->count; i++) {
		struct pair p = node_sql(q, c->list[i]);
		columns = arena_printf(k->arena, "%s, %s, %s, %s", columns, p.sure, p.possible, unrecorded_sql(q, c->list[i]));
	}
	return columns;
}

/* The first condition that fails, and why: the row has s.no, s.owner, s.file, then three columns for each condition. */
static enum rc give_reason(struct asking *k, struct query *q, const struct conditions *c, struct ask_excluded *ret)
{
	for (size_t i = 0; i < c->count; i++) {
		int column = 3 + 3 * (int)i;
		if (query_int(q, column + 1)) {
			continue;
		}
		if (query_int(q, column + 2)) {
			ret->reason = arena_printf(k->arena, "nothing recorded: %s", c->list[i]->words);
			return RC_OK;
		}
		return why_not(k, &(struct about){query_int(q, 0), query_int(q, 1), query_int(q, 2)}, c->list[i], ret);
	}
	ret->reason = arena_strdup(k->arena, "not counted");
	return RC_OK;
}

static enum rc list_excluded(struct asking *k, const struct conditions *c)
{
	struct sql q = sql_for(k, k->question->on);
	struct answer *w = k->answer;
	struct query *query;
	size_t room = 0;
	bool row;
	struct pair all = node_sql(&q, k->question->where);
	char *columns = columns_of(k, &q, c);
	enum rc rc = asking_query(k, &q, arena_printf(k->arena, "SELECT s.no, s.owner, s.file%s %s AND NOT %s "
		"ORDER BY s.no LIMIT %d", columns, everyone_sql(&q, k->question->kind), all.possible, EXCLUDED_MOST), &query);
	while (rc == RC_OK && (rc = query_step(query, &row, k->fault)) == RC_OK && row) {
		GROW(k->arena, w->excluded, w->excluded_count, room);
		struct ask_excluded *x = &w->excluded[w->excluded_count++];
		*x = (struct ask_excluded){.subject = query_int(query, 0), .owner = query_int(query, 1)};
		rc = give_reason(k, query, c, x);
	}
	if (rc != RC_OK) {
		query_done(query);
	}
	return rc;
}

/* What is not certain about those only possibly counted. */
static enum rc explain_possible(struct asking *k, const struct conditions *c)
{
	struct sql q = sql_for(k, k->question->on);
	struct answer *w = k->answer;
	struct query *query;
	size_t at = 0;
	bool row;
	struct pair all = node_sql(&q, k->question->where);
	char *columns = columns_of(k, &q, c);
	enum rc rc = asking_query(k, &q, arena_printf(k->arena, "SELECT s.no%s %s AND %s AND NOT %s ORDER BY s.no",
		columns, everyone_sql(&q, k->question->kind), all.possible, all.sure), &query);
	while (rc == RC_OK && (rc = query_step(query, &row, k->fault)) == RC_OK && row) {
		while (at < w->member_count && w->members[at].subject < query_int(query, 0)) {
			at++;
		}
		for (size_t i = 0; at < w->member_count && w->members[at].subject == query_int(query, 0) && i < c->count; i++) {
			if (!query_int(query, 1 + 3 * (int)i)) {
				w->members[at].why = arena_printf(k->arena, "not certain: %s", c->list[i]->words);
				break;
			}
		}
	}
	return rc;
}

static void collect_properties(struct asking *k, const struct node *n, char **list)
{
	if (!n) {
		return;
	}
	collect_properties(k, n->left, list);
	collect_properties(k, n->right, list);
	if (n->type == NODE_SPAN) {
		*list = arena_printf(k->arena, "%s, %s", *list, n->what == SPAN_HELD ? "502, 503, 504, 505, 507"
			: "902, 903, 904");
	} else if (n->property) {
		*list = arena_printf(k->arena, "%s, %d", *list, n->property->code);
	}
}

/* Sources of the claims that the conditions looked at, of those counted. */
static enum rc list_sources(struct asking *k)
{
	struct sql q = sql_for(k, k->question->on);
	struct answer *w = k->answer;
	struct query *query;
	size_t room = 0;
	bool row;
	char *list = arena_strdup(k->arena, "0");
	collect_properties(k, k->question->where, &list);
	struct candidates c = candidates_sql(&q, k->question->kind, k->question->where);
	enum rc rc = asking_query(k, &q, arena_printf(k->arena, "SELECT DISTINCT f.source FROM fact f WHERE f.owner IN "
		"(SELECT s.no %s AND %s) AND f.property IN (%s) AND f.source IS NOT NULL AND %s ORDER BY 1", c.from,
		c.pair.possible, list, live_sql(&q, "f")), &query);
	while (rc == RC_OK && (rc = query_step(query, &row, k->fault)) == RC_OK && row) {
		GROW(k->arena, w->sources, w->source_count, room);
		w->sources[w->source_count++] = query_int(query, 0);
	}
	return rc;
}

enum rc run_explain(struct asking *k)
{
	struct conditions c = {.count = 0};
	enum rc rc = RC_OK;
	if (k->answer->member_count == 0) {
		rc = run_members(k);
	}
	collect(&c, k->question->where);
	if (rc == RC_OK && k->question->where) {
		rc = list_excluded(k, &c);
	}
	if (rc == RC_OK && k->question->where) {
		rc = explain_possible(k, &c);
	}
	return rc == RC_OK ? list_sources(k) : rc;
}
