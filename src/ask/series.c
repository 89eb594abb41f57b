/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Answers that reckon: series, share, sum of days. */
#include <inttypes.h>

#include "ask/tree.h"

#define STEPS_MOST 40000
/* More than the conditions of one step can take. */
#define STEP_MEMORY ((size_t)64 << 20)

/* The last day of the step that holds d. */
static day step_end(enum step step, day d)
{
	struct ymd x = day_ymd(d);
	switch (step) {
	case STEP_DAY:
		return d;
	case STEP_WEEK:
		/* ISO weeks end on Sunday; 1970-01-01 was a Thursday. */
		return d + (day)(6 - (((d + 3) % 7) + 7) % 7);
	case STEP_MONTH:
		return day_of(x.year, x.month, month_length(x.year, x.month));
	case STEP_QUARTER:
		x.month = (x.month - 1) / 3 * 3 + 3;
		return day_of(x.year, x.month, month_length(x.year, x.month));
	default:
		return day_of(x.year, 12, 31);
	}
}

static enum rc make_steps(struct asking *k)
{
	struct answer *w = k->answer;
	const struct question *q = k->question;
	size_t count = 0;
	for (day d = q->from; d <= q->to && count <= STEPS_MOST; d = step_end(q->step, d) + 1) {
		count++;
	}
	if (count > STEPS_MOST) {
		(void)fault_set(k->fault, RC_LIMIT, "the series has more than %d steps", STEPS_MOST);
		fault_where(k->fault, NULL, 0, q->to_column);
		fault_hint(k->fault, "take a shorter time, or longer steps: weekly, monthly, quarterly, yearly");
		return RC_LIMIT;
	}
	w->points = arena_array(k->arena, count + 1, sizeof *w->points);
	for (day d = q->from; d <= q->to; d = w->points[w->point_count - 1].on + 1) {
		day end = step_end(q->step, d);
		w->points[w->point_count++].on = end < q->to ? end : q->to;
	}
	return RC_OK;
}

/* The first step whose day is d or later. */
static size_t step_at(const struct answer *w, int64_t d)
{
	size_t lo = 0, hi = w->point_count;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (w->points[mid].on < d) {
			lo = mid + 1;
		} else {
			hi = mid;
		}
	}
	return lo;
}

/* Rows of sure, possible and the day from which they add to the count: cells, or with "published by" boxes. */
static char *changes_sql(struct asking *k, const struct node *span)
{
	if (k->question->published_by == DAY_MAX) {
		return arena_printf(k->arena, "SELECT sum(sure), sum(possible), day FROM tally WHERE what = %d "
			"AND aux = %" PRId64 " AND scale = 0 AND day <= ?1 AND known <= ?3 GROUP BY day", span->what, span->body);
	}
	char *boxes = arena_printf(k->arena, "FROM span WHERE what = %d AND aux = %" PRId64 " AND sure IN (0, 1) "
		"AND day_from <= ?1 AND known_from <= ?3 AND known_to > ?3 AND pub_from <= ?2 AND pub_to > ?2", span->what,
		span->body);
	return arena_printf(k->arena, "SELECT sure, 1, day_from %s UNION ALL SELECT -sure, -1, day_to %s", boxes, boxes);
}

/* One pass: what is added, by the first step it reaches, and then summed up from step to step. */
static enum rc scan_changes(struct asking *k, const struct node *span)
{
	struct answer *w = k->answer;
	struct sql q = sql_for(k, k->question->to);
	struct query *query;
	bool row;
	struct bounds *delta = arena_array(k->arena, w->point_count + 1, sizeof *delta);
	enum rc rc = asking_query(k, &q, changes_sql(k, span), &query);
	while (rc == RC_OK && (rc = query_step(query, &row, k->fault)) == RC_OK && row) {
		struct bounds *d = &delta[step_at(w, query_int(query, 2))];
		d->at_least += query_int(query, 0);
		d->at_most += query_int(query, 1);
	}
	struct bounds sum = {0, 0};
	for (size_t i = 0; i < w->point_count; i++) {
		sum.at_least += delta[i].at_least;
		sum.at_most += delta[i].at_most;
		w->points[i].count = sum;
	}
	return rc;
}

/* What one step is counted with is forgotten with it: a long series must not fill the arena of the request. */
static enum rc count_steps(struct asking *k)
{
	struct arena *whole = k->arena, *of_step = arena_create(STEP_MEMORY);
	enum rc rc = RC_OK;
	k->arena = of_step;
	for (size_t i = 0; rc == RC_OK && i < k->answer->point_count; i++) {
		k->stepped = true;
		k->step_from = i ? k->answer->points[i - 1].on + 1 : k->question->from;
		rc = count_on(k, k->question->where, k->answer->points[i].on, &k->answer->points[i].count);
		arena_reset(of_step);
	}
	k->arena = whole;
	arena_destroy(of_step);
	return rc;
}

enum rc run_series(struct asking *k)
{
	struct node *rest;
	struct node *span = take_span(k->arena, k->question->where, &rest);
	enum rc rc = make_steps(k);
	if (rc == RC_OK && span && !rest && !span->period && k->question->kind == KIND_PERSON) {
		return scan_changes(k, span);
	}
	return rc == RC_OK ? count_steps(k) : rc;
}

/*
 * A share over the worlds that agree with the claims. A subject surely in the whole counts below the line;
 * one that is only possibly in it is left out or taken in as the bound wants:
 *   least = |in both surely| / (|whole surely| + |whole possibly only, and not surely in the part|)
 *   most  = (|whole surely, part possibly| + |whole possibly only, part possibly|) /
 *           (|whole surely| + |whole possibly only, part possibly|)
 */
enum rc run_share(struct asking *k)
{
	struct sql q = sql_for(k, k->question->on);
	struct query *query;
	bool row;
	struct candidates c = candidates_sql(&q, k->question->kind, k->question->among);
	struct pair part = k->question->where ? node_sql(&q, k->question->where) : (struct pair){"1", "1"};
	char *text = arena_printf(k->arena, "SELECT coalesce(sum(b AND n), 0), coalesce(sum(b), 0), "
		"coalesce(sum(NOT b AND NOT n), 0), coalesce(sum(b AND m), 0), coalesce(sum(NOT b AND m), 0) "
		"FROM (SELECT %s AS b, %s AS n, %s AS m %s AND %s)", c.pair.sure, part.sure, part.possible, c.from,
		c.pair.possible);
	enum rc rc = asking_query(k, &q, text, &query);
	if (rc == RC_OK) {
		rc = query_step(query, &row, k->fault);
	}
	if (rc != RC_OK) {
		return rc;
	}
	int64_t both = query_int(query, 0), whole = query_int(query, 1), thin = query_int(query, 2);
	int64_t may = query_int(query, 3), more = query_int(query, 4);
	query_done(query);
	k->answer->count.at_least = whole + thin ? both * 10000 / (whole + thin) : more ? 10000 : 0;
	k->answer->count.at_most = whole + more ? ((may + more) * 10000 + whole + more - 1) / (whole + more) : 0;
	if (whole + thin + more == 0) {
		k->answer->note = arena_strdup(k->arena, "nobody is in the whole, so there is no share");
	}
	return RC_OK;
}

/*
 * Days inside spells that ended in the period: the end's day is not lost, a spell of one day is one day. For sure
 * only of spells that every claim ends there, on a ground that is wanted.
 */
static char *ended_days(struct sql *q, struct candidates *c, const struct node *end)
{
	int64_t lo, hi;
	struct pair ground = end->grounds ? ground_sql(q, end->grounds) : (struct pair){"1", "1"};
	period_sql(q, end, &lo, &hi);
	return arena_printf(q->arena,
		"SELECT coalesce(sum(CASE WHEN sure THEN max(1, lo) ELSE 0 END), 0), "
		"coalesce(sum(max(1, hi)), 0) FROM (SELECT s.sure AND min(t.value) >= %" PRId64
		" AND max(t.value_hi) <= %" PRId64 " AND NOT EXISTS (SELECT 1 FROM fact e WHERE e.owner = "
		"s.no AND e.property = 503 AND e.subject = t.subject "
		"AND e.open <> 0 AND %s) AND %s AS sure, min(t.value) - max(f.value_hi) AS lo, "
		"max(t.value_hi) - min(f.value) AS hi "
		"FROM (SELECT s.no AS no, s.owner AS owner, s.file AS file, %s AS sure %s AND %s) s "
		"JOIN fact t ON t.owner = s.no AND t.property = 503 AND t.open = 0 "
		"AND %s JOIN fact f ON f.owner = s.no AND f.property = 502 AND f.subject = t.subject AND "
		"%s WHERE %s "
		"GROUP BY s.no, t.subject HAVING max(t.value <= %" PRId64 " AND t.value_hi >= %" PRId64
		"))",
		lo, hi, live_sql(q, "e"), ground.sure, c->pair.sure, c->from, c->pair.possible,
		live_sql(q, "t"), live_sql(q, "f"), ground.possible, hi, lo);
}

/* Days held over all spells: in the period that "held" has, or else up to and with the day asked for. */
static char *held_days(struct sql *q, struct candidates *c, const struct node *held)
{
	int64_t lo = DAY_MIN, hi = q->on;
	if (held) {
		period_sql(q, held, &lo, &hi);
	}
	char *days = arena_printf(q->arena, "min(x.day_to, %" PRId64 ") - max(x.day_from, %" PRId64 ")", hi + 1, lo);
	return arena_printf(q->arena, "SELECT coalesce(sum(CASE WHEN s.sure AND x.sure THEN %s ELSE 0 END), 0), "
		"coalesce(sum(%s), 0) FROM (SELECT s.no AS no, s.owner AS owner, s.file AS file, %s AS sure %s AND %s) s "
		"JOIN span x ON x.subject = s.no AND x.what = 1 AND x.day_from > %" PRId64 " AND x.day_from <= %" PRId64
		" AND x.day_to > %" PRId64 " AND x.known_from <= ?3 AND x.known_to > ?3 AND x.pub_from <= ?2 AND x.pub_to > ?2",
		days, days, c->pair.sure, c->from, c->pair.possible,
		lo == DAY_MIN ? (int64_t)DAY_MIN : (int64_t)DAY_MIN - 1, hi, lo);
}

/* Among conditions that must all hold: the end of a spell, or being held in a period. */
static const struct node *find_condition(const struct node *n, bool ended)
{
	if (!n) {
		return NULL;
	}
	if (n->type == NODE_AND) {
		const struct node *found = find_condition(n->left, ended);
		return found ? found : find_condition(n->right, ended);
	}
	bool is = ended ? n->type == NODE_DATE && n->property->code == P_SPELL_TO
		: n->type == NODE_SPAN && n->what == SPAN_HELD && n->period;
	return is ? n : NULL;
}

/* The least and the greatest value of a number of each; of one only possibly meant the worse of it and of none. */
static char *numbers(struct sql *q, struct candidates *c, const struct property *p)
{
	char *claims = claims_sql(q, p->code, "f");
	return arena_printf(q->arena, "SELECT coalesce(sum(CASE WHEN sure THEN lo ELSE min(0, lo) END), 0), "
		"coalesce(sum(CASE WHEN sure THEN hi ELSE max(0, hi) END), 0), coalesce(sum(lo IS NULL), 0) "
		"FROM (SELECT %s AS sure, (SELECT min(f.value) %s) AS lo, (SELECT max(f.value) %s) AS hi %s AND %s)",
		c->pair.sure, claims, claims, c->from, c->pair.possible);
}

enum rc run_sum(struct asking *k)
{
	const struct question *asked = k->question;
	struct sql q = sql_for(k, asked->on);
	struct query *query;
	bool row;
	struct candidates c = candidates_sql(&q, asked->kind, asked->where);
	const struct node *end = find_condition(asked->where, true);
	const struct node *held = find_condition(asked->where, false);
	enum rc rc = asking_query(k, &q, asked->sum ? numbers(&q, &c, asked->sum)
		: end ? ended_days(&q, &c, end) : held_days(&q, &c, held), &query);
	if (rc == RC_OK) {
		rc = query_step(query, &row, k->fault);
	}
	if (rc != RC_OK) {
		return rc;
	}
	k->answer->count = (struct bounds){query_int(query, 0), query_int(query, 1)};
	if (asked->sum && query_int(query, 2)) {
		k->answer->note = arena_printf(k->arena, "%" PRId64 " %s have no %s recorded", query_int(query, 2),
			asked->subject, asked->sum->label);
	}
	query_done(query);
	return RC_OK;
}
