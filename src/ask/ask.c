/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A question answered: read, its days filled in, run, and said again in canonical words. */
#include <string.h>

#include "ask/tree.h"

static void fill_days(struct question *q, const struct ask_options *o)
{
	if (q->on == DAY_MAX) {
		q->on = o->on == DAY_MAX ? day_today() : o->on;
	}
	if (q->published_by == DAY_MAX) {
		q->published_by = o->published_by;
	}
	if (q->known == DAY_MAX) {
		q->known = day_today();
	}
}

/* Clauses of their own (held, released in 2025), or the conditions after where: joined as they are said. */
static char *said_words(struct arena *a, const struct node *n, bool clauses)
{
	if (n->type == NODE_AND && !n->clause) {
		char *left = said_words(a, n->left, clauses), *right = said_words(a, n->right, clauses);
		const char *between = !*left || !*right ? "" : clauses ? " " : " and ";
		return arena_printf(a, "%s%s%s", left, between, right);
	}
	return arena_strdup(a, n->clause == clauses ? n->words : "");
}

/* "people held where sex is female": words that read back to the same condition. */
static char *things_words(struct arena *a, const char *subject, const struct node *where)
{
	char *clauses = where ? said_words(a, where, true) : arena_strdup(a, "");
	char *rest = where ? said_words(a, where, false) : arena_strdup(a, "");
	return arena_printf(a, "%s%s%s%s%s", subject, *clauses ? " " : "", clauses, *rest ? " where " : "", rest);
}

static char *canonical(struct arena *a, const struct question *q, day known)
{
	static const char *const forms[] = {
		"count", "list", "share of", "series", "sum", "change in", "figure"};
	static const char *const steps[] = {"daily", "weekly", "monthly", "quarterly", "yearly"};
	char on[DAY_TEXT], from[DAY_TEXT], to[DAY_TEXT], by[DAY_TEXT], then[DAY_TEXT];
	char *text = arena_strdup(a, forms[q->form]);
	if (q->form == ASK_FIGURE) {
		text = arena_printf(a, "figure %.*s%s%s", STR_ARG(q->figure), q->figure_body ? " by " : "",
			q->figure_body ? q->figure_body_words : "");
	} else if (q->form == ASK_SHARE) {
		text = arena_printf(a, "share of %s among %s", things_words(a, q->subject, q->where),
			things_words(a, q->subject, q->among));
	} else if (q->form == ASK_SUM) {
		text = arena_printf(a, "sum %s %s", q->sum ? arena_printf(a, "%s of", q->sum->key) : "days lost by",
			things_words(a, q->subject, q->where));
	} else {
		text = arena_printf(a, "%s%s%s %s", text, q->form == ASK_SERIES ? " " : "",
			q->form == ASK_SERIES ? steps[q->step] : "", things_words(a, q->subject, q->where));
	}
	for (size_t i = 0; i < q->by_count; i++) {
		text = arena_printf(a, "%s %s %s", text, i ? "and" : "by", q->by[i]->key);
	}
	if (q->form == ASK_SERIES) {
		text = arena_printf(a, "%s from %s to %s", text, day_format(q->from, from), day_format(q->to, to));
	} else if (q->form == ASK_CHANGE) {
		text = arena_printf(a, "%s between %s and %s", text, day_format(q->from, from), day_format(q->to, to));
	} else {
		text = arena_printf(a, "%s on %s", text, day_format(q->on, on));
	}
	if (q->published_by != DAY_MAX) {
		text = arena_printf(a, "%s published by %s", text, day_format(q->published_by, by));
	}
	return known == DAY_MAX ? text : arena_printf(a, "%s known on %s", text, day_format(known, then));
}

/* The body of a list that is asked for, or 0. */
static int64_t body_of(const struct node *n)
{
	if (!n || n->type == NODE_NOT || n->type == NODE_OR) {
		return 0;
	}
	if (n->type == NODE_SPAN && n->what == SPAN_LISTED) {
		return n->body;
	}
	int64_t left = n->type == NODE_AND ? body_of(n->left) : 0;
	return left ? left : n->type == NODE_AND ? body_of(n->right) : 0;
}

static bool asks_held(const struct node *n)
{
	return n && ((n->type == NODE_SPAN && n->what == SPAN_HELD)
		|| (n->type == NODE_AND && (asks_held(n->left) || asks_held(n->right))));
}

/* Nothing but held and listed: what the published figure of prisoners counts too. */
static bool only_spans(const struct node *n)
{
	if (!n || n->type == NODE_AND) {
		return n && only_spans(n->left) && only_spans(n->right);
	}
	return n->type == NODE_SPAN && !n->period;
}

static enum rc find_beside(struct asking *k)
{
	const struct question *q = k->question;
	if (q->form != ASK_COUNT || q->kind != KIND_PERSON || q->by_count || !only_spans(q->where)) {
		return RC_OK;
	}
	return find_figure(k, STR("political_prisoners_current"), body_of(q->where), &k->answer->beside);
}

static void add_note(struct asking *k, const char *note)
{
	char *old = k->answer->note;
	k->answer->note = old ? arena_printf(k->arena, "%s; %s", old, note) : arena_strdup(k->arena, note);
}

static void add_notes(struct asking *k)
{
	const struct question *q = k->question;
	if (asks_held(q->where) || asks_held(q->among)) {
		add_note(k, arena_printf(k->arena, "an end that is open counts as certain for %d days after the last word",
			OPEN_END_TERM));
	}
	for (size_t i = 0; i < q->by_count; i++) {
		if (q->by[i]->cardinality == MANY || q->by[i]->kind != q->kind) {
			add_note(k,
				arena_printf(k->arena, "whoever has several values of %s stands in several rows",
					q->by[i]->key));
		}
	}
}

static enum rc run_form(struct asking *k)
{
	enum rc rc;
	switch (k->question->form) {
	case ASK_COUNT:
		rc = run_count(k);
		return rc == RC_OK && k->question->by_count ? run_groups(k) : rc;
	case ASK_LIST:
		if (k->options->counted) {
			k->answer->count = *k->options->counted;
			return run_members(k);
		}
		rc = run_count(k);
		return rc == RC_OK ? run_members(k) : rc;
	case ASK_SHARE:
		return run_share(k);
	case ASK_SERIES:
		return run_series(k);
	case ASK_SUM:
		return run_sum(k);
	case ASK_CHANGE:
		return run_change(k);
	default:
		return run_figure(k);
	}
}

static bool can_explain(const struct question *q)
{
	return q->form == ASK_COUNT || q->form == ASK_LIST || q->form == ASK_SUM;
}

static const char *sum_unit(const struct question *q)
{
	return !q->sum ? "days" : q->sum->code == P_SENTENCE_FINE ? "BYN" : q->sum->label;
}

static enum rc answer_question(struct asking *k)
{
	struct question *q = k->question;
	struct answer *w = k->answer;
	day known = q->known; /* as said: a question that does not say so asks for what is known whenever it is read */
	fill_days(q, k->options);
	if ((q->form == ASK_SERIES || q->form == ASK_CHANGE) && q->to != DAY_MAX) {
		q->on = q->to;
	}
	*w = (struct answer){.form = q->form, .on = q->on, .from = q->from, .to = q->to, .published_by = q->published_by,
		.known = q->known, .kind = q->kind};
	w->unit = q->form == ASK_SHARE ? "%" : q->form == ASK_SUM ? sum_unit(q) : q->subject;
	w->question = canonical(k->arena, q, known);
	int64_t body = body_of(q->form == ASK_SHARE ? q->among : q->where);
	enum rc rc = coverage_on(k->reg, k->viewer, k->arena, kind_top(q->kind), body, q->on, &w->coverage, k->fault);
	if (rc == RC_OK) {
		rc = run_form(k);
	}
	if (rc == RC_OK && k->options->explain && can_explain(q)) {
		rc = run_explain(k);
	}
	if (rc == RC_OK) {
		rc = find_beside(k);
	}
	add_notes(k);
	return rc;
}

enum rc ask_run(struct reg *r, const struct viewer *v, struct arena *a, struct str question,
	const struct ask_options *o, struct answer *ret, struct fault *f)
{
	struct question q;
	struct asking k = {r, v, a, &q, o, ret, f};
	enum rc rc = viewer_check(r, v, f);
	if (rc == RC_OK) {
		rc = question_parse(r, v, a, question, &q, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	db_deadline(reg_db(r), o->deadline);
	rc = answer_question(&k);
	db_deadline(reg_db(r), 0);
	return rc;
}

enum rc ask_check(struct reg *r, const struct viewer *v, struct arena *a, struct str question, struct fault *f)
{
	struct question q;
	enum rc rc = viewer_check(r, v, f);
	return rc == RC_OK ? question_parse(r, v, a, question, &q, f) : rc;
}
