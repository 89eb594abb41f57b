/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Answers that count or list: count, groups, members, change. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ask/tree.h"

/*
 * Held or listed and nothing else, whatever was published: the sum of the cells up to the day (schema: tally), in runs
 * of 32 days and then by days.
 */
static char *count_cells(struct asking *k, const struct node *span)
{
	char *cells = arena_printf(k->arena, "SELECT sum(sure) AS s, sum(possible) AS p FROM tally WHERE what = %d "
		"AND aux = %" PRId64 " AND known <= ?3", span->what, span->body);
	return arena_printf(k->arena, "SELECT coalesce(sum(s), 0), coalesce(sum(p), 0) FROM (%s AND scale = 5 "
		"AND day < ?1 >> 5 UNION ALL %s AND scale = 0 AND day BETWEEN ?1 >> 5 << 5 AND ?1)", cells, cells);
}

/* The same with "published by": two plain counts over one index. */
static char *count_boxes(struct asking *k, const struct node *span)
{
	static const char one[] = "(SELECT count(*) FROM span WHERE what = %d AND aux = %" PRId64 " AND sure = %d "
		"AND day_from <= ?1 AND day_to > ?1 AND known_from <= ?3 AND known_to > ?3 AND pub_from <= ?2 AND pub_to > ?2)";
	char *sure = arena_printf(k->arena, one, span->what, span->body, 1);
	char *possible = arena_printf(k->arena, one, span->what, span->body, 0);
	return arena_printf(k->arena, "SELECT s, s + p FROM (SELECT %s AS s, %s AS p)", sure, possible);
}

enum rc count_on(struct asking *k, struct node *where, day on, struct bounds *ret)
{
	struct sql q = sql_for(k, on);
	struct query *query;
	struct node *rest;
	bool row;
	const struct node *span = take_span(k->arena, where, &rest);
	char *text;
	if (span && !rest && !span->period && k->question->kind == KIND_PERSON) {
		text = k->question->published_by == DAY_MAX ? count_cells(k, span) : count_boxes(k, span);
	} else {
		struct candidates c = candidates_sql(&q, k->question->kind, where);
		text = arena_printf(k->arena, "SELECT coalesce(sum(%s), 0), coalesce(sum(%s), 0) %s", c.pair.sure,
			c.pair.possible, c.from);
	}
	enum rc rc = asking_query(k, &q, text, &query);
	if (rc == RC_OK) {
		rc = query_step(query, &row, k->fault);
	}
	if (rc != RC_OK) {
		return rc;
	}
	*ret = (struct bounds){query_int(query, 0), query_int(query, 1)};
	query_done(query);
	return RC_OK;
}

static enum rc count_unrecorded(struct asking *k)
{
	struct sql q = sql_for(k, k->question->on);
	struct query *query;
	struct node *rest;
	(void)take_span(k->arena, k->question->where, &rest);
	if (!rest) {
		return RC_OK;
	}
	struct candidates c = candidates_sql(&q, k->question->kind, k->question->where);
	char *nothing = unrecorded_sql(&q, rest);
	if (strcmp(nothing, "0") == 0) {
		return RC_OK;
	}
	enum rc rc = asking_query(k, &q, arena_printf(k->arena, "SELECT count(*) %s AND NOT %s AND %s", c.from,
		c.pair.possible, nothing), &query);
	return rc == RC_OK ? query_int_or(query, 0, &k->answer->unrecorded, k->fault) : rc;
}

enum rc run_count(struct asking *k)
{
	enum rc rc = count_on(k, k->question->where, k->question->on, &k->answer->count);
	return rc == RC_OK ? count_unrecorded(k) : rc;
}

static enum rc read_members(struct asking *k, struct query *query, struct ask_member **ret, size_t *ret_count)
{
	size_t room = 0;
	bool row;
	enum rc rc;
	*ret = NULL;
	*ret_count = 0;
	while ((rc = query_step(query, &row, k->fault)) == RC_OK && row) {
		GROW(k->arena, *ret, *ret_count, room);
		struct ask_member *m = &(*ret)[(*ret_count)++];
		*m = (struct ask_member){query_int(query, 0), query_int(query, 2), query_int(query, 1) != 0, NULL};
		m->why = m->sure ? NULL : "not under every claim and date";
	}
	return rc;
}

static enum rc members_on(struct asking *k, day on, size_t from, size_t most, struct ask_member **ret,
	size_t *ret_count)
{
	struct sql q = sql_for(k, on);
	struct query *query;
	struct candidates c = candidates_sql(&q, k->question->kind, k->question->where);
	char *text = arena_printf(k->arena, "SELECT s.no, %s, s.owner %s AND %s ORDER BY s.no LIMIT %" PRId64
		" OFFSET %" PRId64,
		c.pair.sure, c.from, c.pair.possible, most ? (int64_t)most : INT64_MAX, (int64_t)from);
	enum rc rc = asking_query(k, &q, text, &query);
	return rc == RC_OK ? read_members(k, query, ret, ret_count) : rc;
}

enum rc run_members(struct asking *k)
{
	if (k->options->listed) {
		k->answer->members = k->options->listed;
		k->answer->member_count = k->options->listed_count;
		return RC_OK;
	}
	return members_on(k, k->question->on, k->options->list_from, k->options->list_most, &k->answer->members,
		&k->answer->member_count);
}

/* ---- groups ---- */

struct cell {
	struct value value; /* VALUE_NONE: nothing recorded */
	bool sure;
};

struct grouping {
	struct asking *k;
	size_t room;
	/* of the present subject: groups it stands in, so that each counts it once */
	int64_t subject;
	size_t *mine;
	bool *mine_sure;
	size_t mine_count, mine_room;
};

static bool same_value(const struct value *a, const struct value *b)
{
	return a->type == b->type && (a->type == VALUE_TEXT ? str_eq(a->text, b->text) : a->number == b->number);
}

static enum rc name_group(struct asking *k, struct ask_group *g, size_t i, const struct value *v)
{
	const struct property *p = k->question->by[i];
	const struct code *code;
	char *label = NULL;
	enum rc rc = RC_OK;
	if (v->type == VALUE_NONE) {
		g->keys[i] = arena_strdup(k->arena, "unknown");
		g->labels[i] = arena_strdup(k->arena, "nothing recorded");
	} else if (v->type == VALUE_TEXT) {
		g->keys[i] = g->labels[i] = str_dup(k->arena, v->text);
	} else if (p->type == TYPE_CODE && (code = code_by_number(p, v->number))) {
		g->keys[i] = arena_strdup(k->arena, code->key);
		g->labels[i] = arena_strdup(k->arena, code->label);
	} else if (p->type == TYPE_REF) {
		rc = subject_label(k->reg, k->viewer, k->arena, v->number, "en", &label, k->fault);
		g->keys[i] = g->labels[i] = label;
		g->subjects[i] = v->number;
	} else {
		g->keys[i] = g->labels[i] = arena_printf(k->arena, "%" PRId64, v->number);
	}
	return rc;
}

/* Values of the groups, kept beside them while they are filled. */
struct group_values {
	struct value values[2];
};

static size_t find_group(const struct asking *k, const struct group_values *seen, const struct cell cells[2])
{
	size_t i = 0;
	for (; seen && i < k->answer->group_count; i++) {
		bool same = same_value(&seen[i].values[0], &cells[0].value)
			&& (k->question->by_count < 2 || same_value(&seen[i].values[1], &cells[1].value));
		if (same) {
			break;
		}
	}
	return i;
}

/* Adds the finished subject to its groups. */
static void settle_subject(struct grouping *g)
{
	for (size_t i = 0; i < g->mine_count; i++) {
		struct bounds *b = &g->k->answer->groups[g->mine[i]].count;
		b->at_most++;
		b->at_least += g->mine_sure[i];
	}
	g->mine_count = 0;
}

static void stand_in(struct grouping *g, size_t group, bool sure)
{
	for (size_t i = 0; i < g->mine_count; i++) {
		if (g->mine[i] == group) {
			g->mine_sure[i] |= sure;
			return;
		}
	}
	if (g->mine_count == g->mine_room) {
		size_t old = g->mine_room;
		g->mine_room = old ? old * 2 : 64;
		g->mine = arena_grow(g->k->arena, g->mine, old * sizeof *g->mine, g->mine_room * sizeof *g->mine);
		g->mine_sure = arena_grow(g->k->arena, g->mine_sure, old, g->mine_room);
	}
	g->mine[g->mine_count] = group;
	g->mine_sure[g->mine_count++] = sure;
}

static struct cell read_cell(struct asking *k, struct query *q, int column)
{
	struct cell c = {{VALUE_NONE, {0}, 0}, query_int(q, column + 1) != 0};
	if (query_is_text(q, column)) {
		c.value = (struct value){VALUE_TEXT, str_copy(k->arena, query_text(q, column)), 0};
	} else if (!query_is_null(q, column)) {
		c.value = (struct value){VALUE_INT, {0}, query_int(q, column)};
	} else {
		c.sure = true;
	}
	return c;
}

static enum rc take_group_row(struct grouping *g, struct query *q, struct group_values **seen)
{
	struct asking *k = g->k;
	struct answer *w = k->answer;
	struct cell cells[2] = {read_cell(k, q, 2), {{VALUE_NONE, {0}, 0}, true}};
	if (k->question->by_count == 2) {
		cells[1] = read_cell(k, q, 4);
	}
	if (query_int(q, 0) != g->subject) {
		settle_subject(g);
		g->subject = query_int(q, 0);
	}
	size_t at = find_group(k, *seen, cells);
	if (at == w->group_count) {
		if (w->group_count == g->room) {
			size_t old = g->room;
			g->room = old ? old * 2 : 64;
			w->groups = arena_grow(k->arena, w->groups, old * sizeof *w->groups, g->room * sizeof *w->groups);
			*seen = arena_grow(k->arena, *seen, old * sizeof **seen, g->room * sizeof **seen);
		}
		w->groups[w->group_count] = (struct ask_group){0};
		(*seen)[w->group_count] = (struct group_values){{cells[0].value, cells[1].value}};
		w->group_count++;
	}
	stand_in(g, at, query_int(q, 1) && cells[0].sure && cells[1].sure);
	return RC_OK;
}

/* Live values of a property that may hold on the day, and whether each surely does. */
static char *group_join(struct sql *q, const struct property *p, const char *x)
{
	struct pair f = cover_sql(q, p, x), stands = stands_sql(q, p, x);
	const char *sure = arena_printf(q->arena, "(%s AND %s)", f.sure, stands.sure);
	if (p->cardinality == ONE) {
		struct pair o = cover_sql(q, p, "o");
		sure = arena_printf(q->arena, "(%s AND NOT EXISTS (SELECT 1 FROM fact o WHERE o.owner = s.owner "
			"AND o.property = %d AND o.subject = %s.subject AND %s AND o.value IS NOT %s.value AND %s))", sure, p->code,
			x, live_sql(q, "o"), x, o.possible);
	}
	return arena_printf(q->arena, "(SELECT %s.value AS v, %s AS sure %s AND %s AND %s)", x, sure,
		claims_sql(q, p->code, x), f.possible, stands.possible);
}

static int by_size(const void *a, const void *b)
{
	const struct ask_group *x = a, *y = b;
	if (x->count.at_most != y->count.at_most) {
		return x->count.at_most > y->count.at_most ? -1 : 1;
	}
	int c = strcmp(x->keys[0], y->keys[0]);
	return c || !x->keys[1] || !y->keys[1] ? c : strcmp(x->keys[1], y->keys[1]);
}

/*
 * Candidates once, joined with their live values; a value several claims agree on is one value.
 * and a candidate without any stands under nothing recorded.
 */
static enum rc group_rows(struct grouping *g, struct group_values **seen)
{
	struct asking *k = g->k;
	struct sql q = sql_for(k, k->question->on);
	struct query *query;
	bool row;
	struct candidates c = candidates_sql(&q, k->question->kind, k->question->where);
	char *inner = arena_printf(k->arena, "SELECT s.no AS no, s.owner AS owner, s.file AS file, %s AS sure %s "
		"AND %s", c.pair.sure,
		c.from, c.pair.possible);
	char *joins = arena_strdup(k->arena, ""), *columns = arena_strdup(k->arena, "");
	for (size_t i = 0; i < k->question->by_count; i++) {
		const struct property *p = k->question->by[i];
		const char *x = i ? "h" : "g";
		struct pair cover = cover_sql(&q, p, x), stands = stands_sql(&q, p, x);
		joins = arena_printf(k->arena, "%s LEFT JOIN fact %s ON %s AND %s AND %s", joins, x,
			claim_sql(&q, p->code, x), cover.possible, stands.possible);
		columns = arena_printf(k->arena, "%s, %s.value, (SELECT max(j.sure) FROM %s j WHERE j.v IS %s.value)", columns,
			x, group_join(&q, p, "f"), x);
	}
	enum rc rc = asking_query(k, &q, arena_printf(k->arena, "SELECT s.no, s.sure%s FROM (%s) s%s ORDER BY s.no",
		columns, inner, joins), &query);
	while (rc == RC_OK && (rc = query_step(query, &row, k->fault)) == RC_OK && row) {
		rc = take_group_row(g, query, seen);
	}
	settle_subject(g);
	return rc;
}

enum rc run_groups(struct asking *k)
{
	struct grouping g = {.k = k};
	struct group_values *seen = NULL;
	enum rc rc = group_rows(&g, &seen);
	for (size_t i = 0; rc == RC_OK && seen && i < k->answer->group_count; i++) {
		for (size_t n = 0; rc == RC_OK && n < k->question->by_count; n++) {
			rc = name_group(k, &k->answer->groups[i], n, &seen[i].values[n]);
		}
	}
	if (rc == RC_OK && k->answer->group_count) {
		qsort(k->answer->groups, k->answer->group_count, sizeof *k->answer->groups, by_size);
	}
	return rc;
}

/* ---- change ---- */

/*
 * Those more certainly in one list than in the other: surely when they are in it for sure and not even possibly
 * in the other. Both are ordered by number. Who is possibly in both stands in neither: *ret_both counts them.
 */
static void moved(struct arena *a, const struct ask_member *one, size_t n, const struct ask_member *other, size_t m,
	struct ask_member **ret, size_t *ret_count, int64_t *ret_both)
{
	size_t k = 0;
	*ret = arena_array(a, n + 1, sizeof **ret);
	*ret_count = 0;
	*ret_both = 0;
	for (size_t i = 0; i < n; i++) {
		while (k < m && other[k].subject < one[i].subject) {
			k++;
		}
		bool there = k < m && other[k].subject == one[i].subject;
		bool there_surely = there && other[k].sure;
		if (!there || (one[i].sure && !there_surely)) {
			struct ask_member *x = &(*ret)[(*ret_count)++];
			*x = (struct ask_member){one[i].subject, one[i].owner, one[i].sure && !there, NULL};
			x->why = x->sure ? NULL : there ? "possibly so on the other day too" : "not under every claim and date";
		}
		*ret_both += there && !one[i].sure && !there_surely;
	}
}

enum rc run_change(struct asking *k)
{
	struct ask_member *before, *after;
	size_t n, m;
	int64_t both;
	struct answer *w = k->answer;
	enum rc rc = members_on(k, k->question->from, 0, 0, &before, &n);
	if (rc == RC_OK) {
		rc = members_on(k, k->question->to, 0, 0, &after, &m);
	}
	if (rc != RC_OK) {
		return rc;
	}
	moved(k->arena, after, m, before, n, &w->came, &w->came_count, &both);
	moved(k->arena, before, n, after, m, &w->left, &w->left_count, &both);
	if (both) {
		w->note = arena_printf(k->arena,
			"%" PRId64 " may or may not have been so on either day, and stand in neither list",
			both);
	}
	w->points = arena_array(k->arena, 2, sizeof *w->points);
	w->point_count = 2;
	w->points[0].on = k->question->from;
	w->points[1].on = k->question->to;
	for (size_t i = 0; i < n; i++) {
		w->points[0].count.at_most++;
		w->points[0].count.at_least += before[i].sure;
	}
	for (size_t i = 0; i < m; i++) {
		w->points[1].count.at_most++;
		w->points[1].count.at_least += after[i].sure;
	}
	return RC_OK;
}
