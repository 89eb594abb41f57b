/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Conditions put together by Kleene's rules, and where the candidates come from. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ask/asking.h"

static int64_t clock_now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool asking_goes_on(struct asking *w)
{
	if (w->rc != RC_OK) {
		return false;
	}
	arena_reset(w->scratch);
	if (w->stop && clock_now() > w->stop) {
		w->rc = fault_set(w->fault, RC_LIMIT, "the question took longer than it may");
		return false;
	}
	if (arena_full(w->arena, 1 << 16)) {
		w->rc = fault_set(w->fault, RC_LIMIT, "the answer is longer than it may be");
		return false;
	}
	return true;
}

struct verdict verdict_of(struct asking *w, const struct node *n, const struct thing *t)
{
	struct verdict v = {SURE, true};
	if (!n) {
		return v;
	}
	if (n->what == NODE_NOT) {
		struct verdict inner = verdict_of(w, n->children[0], t);
		return (struct verdict){(enum truth)(SURE - inner.truth), inner.truth != SURE};
	}
	if (n->what != NODE_AND && n->what != NODE_OR) {
		return leaf_verdict(w, n, t);
	}
	bool any = n->what == NODE_OR;
	v = (struct verdict){any ? NO : SURE, !any};
	for (size_t i = 0; i < n->count; i++) {
		struct verdict c = verdict_of(w, n->children[i], t);
		v.truth = (any ? c.truth > v.truth : c.truth < v.truth) ? c.truth : v.truth;
		v.open = any ? v.open || c.open : v.open && c.open;
		/* Nothing that follows can change it any more. */
		if (any ? v.truth == SURE : !v.open) {
			break;
		}
	}
	return v;
}

/* Both truths come from one covering index, so no table row is touched. */
#define SPAN_WHERE \
	" FROM span WHERE what = ?1 AND aux = ?2 AND sure IN (0, 1) AND day_from <= ?4 AND day_to > ?3 " \
	"AND known_from <= ?5 AND known_to > ?5 AND pub_from <= ?6 AND pub_to > ?6"

struct query *span_query(struct asking *w, const char *sql, const struct node *n, day from, day to)
{
	struct query *q = NULL;
	if (w->rc != RC_OK || (w->rc = db_query(w->db, sql, &q, w->fault)) != RC_OK) {
		return NULL;
	}
	query_bind_int(q, 1, n->what == NODE_HELD ? SPAN_HELD : SPAN_LISTED);
	query_bind_int(q, 2, n->what == NODE_HELD ? 0 : n->body);
	query_bind_int(q, 3, from);
	query_bind_int(q, 4, to);
	query_bind_int(q, 5, w->known);
	query_bind_int(q, 6, w->pub);
	return q;
}

static struct when state_days(const struct asking *w, const struct node *n)
{
	if (n->when.what == WHEN_NONE) {
		return (struct when){WHEN_ON, w->on, w->on};
	}
	return (struct when){n->when.what, n->when.what == WHEN_ON ? n->when.to : n->when.from, n->when.to};
}

bool is_plain(const struct node *n)
{
	return n && node_is_state(n) && n->when.what != WHEN_IN;
}

void count_spans(struct asking *w, const struct node *n, struct bounds *ret)
{
	struct when days = state_days(w, n);
	bool row;
	*ret = (struct bounds){0, 0};
	struct query *q = span_query(w, "SELECT sure, count(*)" SPAN_WHERE " GROUP BY sure", n, days.from, days.to);
	while (q && (w->rc = query_step(q, &row, w->fault)) == RC_OK && row) {
		int64_t count = query_int(q, 1);
		ret->at_least += query_int(q, 0) ? count : 0;
		ret->at_most += count;
	}
}

static void fill_map(struct asking *w, struct node *n)
{
	struct when days = state_days(w, n);
	bool row;
	if (!n->map) {
		n->map = xcalloc((size_t)w->most + 1, 1);
		w->maps.list[w->maps.count++] = n->map;
	} else {
		memset(n->map, 0, (size_t)w->most + 1);
	}
	struct query *q = span_query(w, "SELECT sure, subject" SPAN_WHERE, n, days.from, days.to);
	while (q && (w->rc = query_step(q, &row, w->fault)) == RC_OK && row) {
		int64_t subject = query_int(q, 1);
		uint8_t truth = query_int(q, 0) ? SURE : POSSIBLE;
		if (subject >= 0 && subject <= w->most && n->map[subject] < truth) {
			n->map[subject] = truth;
		}
	}
}

void maps_fill(struct asking *w, struct node *condition)
{
	if (!condition || w->rc != RC_OK) {
		return;
	}
	if (node_is_state(condition)) {
		fill_map(w, condition);
	}
	for (size_t i = 0; i < condition->count; i++) {
		maps_fill(w, condition->children[i]);
	}
}

void asking_finish(struct asking *w)
{
	for (size_t i = 0; i < w->maps.count; i++) {
		free(w->maps.list[i]);
	}
	arena_destroy(w->scratch);
}

void things_add(struct things_list *l, int64_t no, int64_t owner)
{
	if (l->count == l->room) {
		l->room = l->room ? l->room * 2 : 256;
		l->list = xrealloc(l->list, l->room * sizeof *l->list);
	}
	l->list[l->count++] = (struct thing){no, owner};
}

static int by_number(const void *a, const void *b)
{
	const struct thing *x = a, *y = b;
	return (x->no > y->no) - (x->no < y->no);
}

static void sort_once(struct things_list *l)
{
	size_t kept = 0;
	if (l->count) {
		qsort(l->list, l->count, sizeof *l->list, by_number);
	}
	for (size_t i = 0; i < l->count; i++) {
		if (kept == 0 || l->list[i].no != l->list[kept - 1].no) {
			l->list[kept++] = l->list[i];
		}
	}
	l->count = kept;
}

/* Owners by one value of a property: the index fact_value gives them in order. */
static void owners_by_value(struct asking *w, const struct node *n, struct things_list *ret)
{
	for (size_t i = 0; i < n->choice_count && w->rc == RC_OK; i++) {
		struct query *q;
		bool row;
		w->rc = db_query(w->db, "SELECT owner FROM fact WHERE property = ?1 AND value = ?2", &q, w->fault);
		if (w->rc != RC_OK) {
			return;
		}
		query_bind_int(q, 1, n->property->code);
		query_bind_int(q, 2, n->choices[i].number);
		while ((w->rc = query_step(q, &row, w->fault)) == RC_OK && row) {
			things_add(ret, query_int(q, 0), query_int(q, 0));
		}
	}
}

/* Everybody with a row of the property, for values that are compared and not equal. */
static void owners_by_property(struct asking *w, const struct node *n, struct things_list *ret)
{
	struct query *q;
	bool row;
	w->rc = db_query(w->db, "SELECT owner FROM fact WHERE property = ?1", &q, w->fault);
	if (w->rc != RC_OK) {
		return;
	}
	query_bind_int(q, 1, n->property->code);
	while ((w->rc = query_step(q, &row, w->fault)) == RC_OK && row) {
		things_add(ret, query_int(q, 0), query_int(q, 0));
	}
}

/* Things with a live claim: those of which nothing was known or published then do not exist. */
static void all_of_kind(struct asking *w, struct things_list *ret)
{
	struct query *q;
	bool row;
	w->rc = db_query(w->db, "SELECT u.no FROM subject u WHERE u.kind = ?1 "
		"AND NOT EXISTS (SELECT 1 FROM same s WHERE s.subject = u.no) "
		"AND EXISTS (SELECT 1 FROM fact f WHERE f.owner = u.no AND f.known <= ?2 AND f.pub <= ?3 "
		"AND NOT (f.dead_known <= ?2 AND f.dead_pub <= ?3))", &q, w->fault);
	if (w->rc != RC_OK) {
		return;
	}
	query_bind_int(q, 1, w->kind);
	query_bind_int(q, 2, w->known);
	query_bind_int(q, 3, w->pub);
	while ((w->rc = query_step(q, &row, w->fault)) == RC_OK && row) {
		things_add(ret, query_int(q, 0), query_int(q, 0));
	}
}

/* Spells, cases, charges: by the claims that say whose they are. */
static void all_owned(struct asking *w, struct things_list *ret)
{
	const struct property *up = property_find(w->kind, str_of(kind_info(w->kind)->owner));
	struct query *q;
	bool row;
	w->rc = db_query(w->db, "SELECT subject, owner FROM fact WHERE property = ?1 AND known <= ?2 AND pub <= ?3 "
		"AND NOT (dead_known <= ?2 AND dead_pub <= ?3)", &q, w->fault);
	if (w->rc != RC_OK) {
		return;
	}
	query_bind_int(q, 1, up->code);
	query_bind_int(q, 2, w->known);
	query_bind_int(q, 3, w->pub);
	while ((w->rc = query_step(q, &row, w->fault)) == RC_OK && row) {
		things_add(ret, query_int(q, 0), query_int(q, 1));
	}
}

static void from_map(const struct asking *w, const struct node *n, struct things_list *ret)
{
	for (int64_t no = 0; no <= w->most; no++) {
		if (n->map[no]) {
			things_add(ret, no, no);
		}
	}
}

/* How well a condition narrows: 3 a map, 2 equal values, 1 any row, 0 not at all. */
static int narrows(const struct node *n)
{
	if (node_is_state(n)) {
		return 3;
	}
	if (n->what == NODE_FLAG) {
		return 2;
	}
	if (n->what != NODE_VALUE || n->negated || n->property->type == TYPE_NAME || n->property->kind == KIND_NONE) {
		return 0;
	}
	return n->op == OP_IS && n->property->type != TYPE_TEXT ? 2 : 1;
}

static struct node *narrowest(struct node *n)
{
	if (!n || n->what != NODE_AND) {
		return n && narrows(n) ? n : NULL;
	}
	struct node *best = NULL;
	for (size_t i = 0; i < n->count; i++) {
		if (narrows(n->children[i]) > (best ? narrows(best) : 0)) {
			best = n->children[i];
		}
	}
	return best;
}

void candidates(struct asking *w, struct node *condition, struct things_list *ret)
{
	*ret = (struct things_list){0};
	struct node *n = kind_info(w->kind)->owner ? NULL : narrowest(condition);
	/* Who lacks a record is counted too ("nothing recorded"): only held and listed narrow without losing any. */
	if (n && !node_is_state(n) && !w->options->list_most) {
		n = NULL;
	}
	if (w->rc != RC_OK) {
		return;
	}
	if (kind_info(w->kind)->owner) {
		all_owned(w, ret);
	} else if (!n) {
		all_of_kind(w, ret);
	} else if (node_is_state(n)) {
		from_map(w, n, ret);
		return;
	} else if (narrows(n) == 2) {
		owners_by_value(w, n, ret);
	} else {
		owners_by_property(w, n, ret);
	}
	sort_once(ret);
}
