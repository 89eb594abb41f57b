/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A question from its first word to its last. doc/ask.md has the grammar. */
#include <string.h>

#include "ask/parse.h"

static const char *const forms[] = {"count", "list", "share", "series", "sum", "change", "figure"};

static const char *const clauses[] = {
	"held", "listed", "released", "detained", "sentenced", "convicted", "recognised", "died", "born", "on",
	"published", "known", "where", "by", "aged", "from", "liquidated", "closed", "blocked", "in", "since",
};

/* Property code and sense of "released in 2025" and its like. */
static const struct event {
	const char *word;
	enum kind kind;
	int property;
	unsigned grounds;
	const char *closure; /* of organisations: the kind of closure it must be */
} events[] = {
	{"released", KIND_PERSON, P_SPELL_TO, CODE_RELEASED, NULL},
	{"detained", KIND_PERSON, P_SPELL_FROM, 0, NULL},
	{"arrested", KIND_PERSON, P_SPELL_FROM, 0, NULL},
	{"sentenced", KIND_PERSON, P_SENTENCE_DATE, 0, NULL},
	{"convicted", KIND_PERSON, P_SENTENCE_DATE, 0, NULL},
	{"recognised", KIND_PERSON, P_RECOGNITION_GIVEN, 0, NULL},
	{"died", KIND_PERSON, P_PERSON_DEATH, 0, NULL},
	{"born", KIND_PERSON, P_PERSON_BIRTH, 0, NULL},
	{"liquidated", KIND_ORGANISATION, P_CLOSURE_DATE, 0, "liquidated"},
	{"closed", KIND_ORGANISATION, P_CLOSURE_DATE, 0, "closed"},
	{"blocked", KIND_ORGANISATION, P_CLOSURE_DATE, 0, "blocked"},
};

static enum rc said_twice(struct parser *p, const char *what)
{
	enum rc rc = fault_set(p->fault, RC_INVALID, "the question says \"%s\" twice", what);
	fault_where(p->fault, NULL, 0, p->t.at ? p->t.list[p->t.at - 1].column : 1);
	return rc;
}

/* The last day that the words of a date may mean: "on 2023-03" asks for its end. */
static enum rc take_day(struct parser *p, const char *what, day *into)
{
	day lo;
	char *words;
	if (*into != DAY_MAX) {
		return said_twice(p, what);
	}
	return take_date(p, &lo, into, &words);
}

/* "held", "listed by viasna", and perhaps a period: on one day of it. */
static enum rc span_node(struct parser *p, enum span_what what, char *said, struct node *n)
{
	char *words;
	day lo, hi;
	enum rc rc = take_period(p, &n->period, &lo, &hi, &words);
	n->lo = lo;
	n->hi = hi;
	n->what = what;
	n->property = property_by_code(what == SPAN_HELD ? P_SPELL_FROM : P_RECOGNITION_GIVEN);
	n->clause = true;
	n->words = rc == RC_OK && n->period ? arena_printf(p->arena, "%s %s", said, words) : said;
	return rc;
}

static enum rc take_held(struct parser *p, struct node **ret)
{
	*ret = make_node(p, NODE_SPAN);
	return span_node(p, SPAN_HELD, arena_strdup(p->arena, "held"), *ret);
}

static enum rc take_listed(struct parser *p, struct node **ret)
{
	struct node *n = *ret = make_node(p, NODE_SPAN);
	char *words;
	enum rc rc = expect(p, "by");
	if (rc == RC_OK) {
		rc = take_subject(p, KIND_ORGANISATION, &n->body, &words);
	}
	return rc == RC_OK ? span_node(p, SPAN_LISTED, arena_printf(p->arena, "listed by %s", words), n) : rc;
}

static struct node *event_node(struct parser *p, const struct event *e, day lo, day hi, const char *words)
{
	struct node *n = make_node(p, NODE_DATE);
	n->property = property_by_code(e->property);
	n->grounds = e->grounds;
	n->lo = lo;
	n->hi = hi;
	n->clause = true;
	n->words = arena_printf(p->arena, "%s%s%s", e->word, *words ? " " : "", words);
	return n;
}

/* Death is said of the person, or is how a spell ended. */
static struct node *died_node(struct parser *p, struct node *said)
{
	struct node *ended = make_node(p, NODE_DATE), *either;
	ended->property = property_by_code(P_SPELL_TO);
	ended->grounds = CODE_DEATH;
	ended->lo = said->lo;
	ended->hi = said->hi;
	ended->words = said->words;
	either = join(p, NODE_OR, said, ended);
	either->clause = either->whole = true;
	either->words = said->words;
	return either;
}

static struct node *closure_node(struct parser *p, const struct event *e)
{
	struct node *n = make_node(p, NODE_VALUE);
	n->property = property_by_code(P_CLOSURE_KIND);
	const struct code *code = code_find(n->property, str_of(e->closure));
	n->values[0] = (struct value){VALUE_INT, {0}, code->number};
	n->value_words[0] = arena_strdup(p->arena, code->key);
	n->value_count = 1;
	n->words = arena_printf(p->arena, "kind of closure is %s", code->key);
	return n;
}

static enum rc event_period(struct parser *p, day *lo, day *hi, char **words)
{
	bool found;
	enum rc rc = take_period(p, &found, lo, hi, words);
	bool dated = p->q->form != ASK_SERIES && p->q->form != ASK_CHANGE;
	if (rc == RC_OK && !found && dated && take(p, "on")) {
		rc = take_date(p, lo, hi, words);
		*words = rc == RC_OK ? arena_printf(p->arena, "in %s", *words) : NULL;
	} else if (rc == RC_OK && !found && dated) {
		/* Said out, so that the day of the question cannot be read as the day of the event. */
		*words = arena_strdup(p->arena, "at any time");
	}
	return rc;
}

static enum rc take_event(struct parser *p, const struct event *e, struct node **ret)
{
	day lo, hi;
	char *words, *body_words;
	int64_t body = 0;
	enum rc rc = RC_OK;
	p->t.at++;
	if (e->property == P_RECOGNITION_GIVEN && take(p, "by")) {
		rc = take_subject(p, KIND_ORGANISATION, &body, &body_words);
	}
	if (rc == RC_OK) {
		rc = event_period(p, &lo, &hi, &words);
	}
	if (rc != RC_OK) {
		return rc;
	}
	struct node *n = event_node(p, e, lo, hi, words);
	if (body) {
		n->body = body;
		n->words = arena_printf(p->arena, "%s by %s%s%s", e->word, body_words, *words ? " " : "", words);
	}
	if (e->property == P_PERSON_DEATH) {
		n = died_node(p, n);
	}
	if (e->closure) {
		/* One closure must be of the kind and in the period: its date carries both. */
		n->left = closure_node(p, e);
	}
	*ret = n;
	return RC_OK;
}

static enum rc take_by(struct parser *p)
{
	do {
		if (p->q->by_count == 2) {
			return said_twice(p, "by");
		}
		enum kind kinds[] = {p->q->kind, kind_top(p->q->kind), KIND_SPELL, KIND_CHARGE, KIND_SENTENCE,
			KIND_RECOGNITION, KIND_CLOSURE};
		const struct property *found = NULL;
		const char *words[128];
		size_t count = 0;
		for (size_t i = 0; !found && i < sizeof kinds / sizeof *kinds; i++) {
			found = property_find(kinds[i], word_at(p, 0));
			found = found && found->kind != KIND_NONE && found->type != TYPE_DATE && found->type != TYPE_NAME
				&& found->type != TYPE_URL ? found : NULL;
		}
		for (const struct property *x = properties(); x->key && count < 120; x++) {
			words[count] = x->key;
			count += x->kind == p->q->kind || x->kind == KIND_SPELL || x->kind == KIND_CHARGE;
		}
		if (!found) {
			return not_understood(p, "a property to group by", words, count);
		}
		p->q->by[p->q->by_count++] = found;
		p->t.at++;
	} while (take(p, "and") || take(p, ","));
	return RC_OK;
}

static enum rc take_condition(struct parser *p, struct node **where)
{
	struct node *more;
	enum rc rc = take_where(p, &more);
	if (rc == RC_OK) {
		*where = join(p, NODE_AND, *where, more);
	}
	return rc;
}

/* Clauses that say on which day, by which word. */
static enum rc take_days(struct parser *p, bool *ret_taken)
{
	*ret_taken = true;
	if (p->q->form != ASK_SERIES && p->q->form != ASK_CHANGE && take(p, "on")) {
		return take_day(p, "on", &p->q->on);
	}
	if (take_two(p, "published", "by")) {
		return take_day(p, "published by", &p->q->published_by);
	}
	if (take_two(p, "known", "on")) {
		return take_day(p, "known on", &p->q->known);
	}
	*ret_taken = false;
	return RC_OK;
}

/* What may be said as a clause and as a condition alike: held, listed by a body, and what happened when. */
enum rc take_said(struct parser *p, bool *ret_found, struct node **ret)
{
	enum kind top = kind_top(p->q->kind);
	bool person = top == KIND_PERSON;
	*ret = NULL;
	*ret_found = true;
	for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
		if (top == events[i].kind && next_is(p, events[i].word)) {
			return take_event(p, &events[i], ret);
		}
	}
	if (person && take(p, "held")) {
		return take_held(p, ret);
	}
	if (person && take(p, "listed")) {
		return take_listed(p, ret);
	}
	*ret_found = false;
	return RC_OK;
}

/* "sentences in 2023": those of that time, by their first date. */
static enum rc take_time(struct parser *p, bool *ret_found, struct node **ret)
{
	const struct property *date = kind_date(p->q->kind);
	day lo, hi;
	char *words;
	*ret = NULL;
	*ret_found = false;
	enum rc rc = date ? take_period(p, ret_found, &lo, &hi, &words) : RC_OK;
	if (rc == RC_OK && *ret_found) {
		struct node *n = *ret = make_node(p, NODE_DATE);
		n->property = date;
		n->lo = lo;
		n->hi = hi;
		n->clause = true;
		n->words = words;
		p->timed = true;
	}
	return rc;
}

static enum rc take_clause(struct parser *p, struct node **where, bool *ret_taken)
{
	struct node *said = NULL;
	enum rc rc = take_days(p, ret_taken);
	if (rc == RC_OK && !*ret_taken) {
		rc = take_said(p, ret_taken, &said);
	}
	if (rc == RC_OK && !*ret_taken) {
		rc = take_time(p, ret_taken, &said);
	}
	*where = rc == RC_OK ? join(p, NODE_AND, *where, said) : NULL;
	if (rc != RC_OK || *ret_taken) {
		return rc;
	}
	*ret_taken = true;
	if (take(p, "where") || (kind_top(p->q->kind) == KIND_PERSON && next_is(p, "aged"))) {
		return take_condition(p, where);
	}
	if ((p->q->form == ASK_COUNT || p->q->form == ASK_LIST) && take(p, "by")) {
		return take_by(p);
	}
	/* "and released ...": a joining word between clauses. */
	if (p->q->form != ASK_CHANGE && next_is(p, "and") && p->t.at + 1 < p->t.count) {
		p->t.at++;
		return RC_OK;
	}
	*ret_taken = false;
	return RC_OK;
}

static enum rc take_clauses(struct parser *p, struct node **where)
{
	bool taken = true;
	enum rc rc = RC_OK;
	while (rc == RC_OK && taken && p->t.at < p->t.count) {
		rc = take_clause(p, where, &taken);
	}
	return rc;
}

/* A name that no figure bears is a slip; one that is borne, but not near the day, is answered with no. */
static enum rc take_figure_name(struct parser *p)
{
	const char *const *names = ask_complete(p->reg, p->arena, STR("figure"));
	size_t count = 0;
	bool known = false;
	p->q->figure = word_at(p, 0);
	for (; names[count]; count++) {
		known |= str_is(p->q->figure, names[count]);
	}
	if (p->q->figure.n == 0 || (count && !known)) {
		return not_understood(p, "the name of a recorded figure", names, count);
	}
	p->t.at++;
	return RC_OK;
}

static enum rc take_figure(struct parser *p)
{
	bool taken = true;
	p->q->kind = KIND_FIGURE;
	enum rc rc = take_figure_name(p);
	while (rc == RC_OK && taken && p->t.at < p->t.count) {
		rc = take(p, "by") ? take_subject(p, KIND_ORGANISATION, &p->q->figure_body, &p->q->figure_body_words)
			: take_days(p, &taken);
	}
	return rc;
}

static enum rc take_series(struct parser *p)
{
	static const char *const steps[] = {"daily", "weekly", "monthly", "quarterly", "yearly"};
	day unused;
	char *words;
	size_t i = 0;
	while (i < 5 && !take(p, steps[i])) {
		i++;
	}
	if (i == 5) {
		return not_understood(p, "daily, weekly, monthly, quarterly or yearly", steps, 5);
	}
	p->q->step = (enum step)i;
	enum rc rc = take_what(p, &p->q->subject, &p->q->where);
	if (rc == RC_OK) {
		rc = take_clauses(p, &p->q->where);
	}
	if (rc == RC_OK) {
		rc = expect(p, "from");
	}
	if (rc == RC_OK) {
		rc = take_date(p, &p->q->from, &unused, &words);
	}
	if (rc == RC_OK) {
		rc = expect(p, "to");
	}
	if (rc == RC_OK) {
		rc = take_date(p, &unused, &p->q->to, &words);
	}
	p->q->to_column = rc == RC_OK ? p->t.list[p->t.at - 1].column : 0;
	if (rc == RC_OK && p->q->from > p->q->to) {
		rc = fault_set(p->fault, RC_INVALID, "the series ends before it begins");
		fault_where(p->fault, NULL, 0, p->q->to_column);
	}
	if (rc == RC_OK) {
		rc = take_clauses(p, &p->q->where);
	}
	/* Sentences have no day but their own: without a period they are counted in their step, like events. */
	if (rc == RC_OK && kind_date(p->q->kind) && !p->timed) {
		struct node *n = make_node(p, NODE_DATE);
		n->property = kind_date(p->q->kind);
		n->clause = true;
		n->words = arena_strdup(p->arena, "");
		p->q->where = join(p, NODE_AND, p->q->where, n);
	}
	return rc;
}

static enum rc take_change(struct parser *p)
{
	day unused;
	char *words;
	enum rc rc = expect(p, "in");
	if (rc == RC_OK) {
		rc = take_what(p, &p->q->subject, &p->q->where);
	}
	if (rc == RC_OK) {
		rc = take_clauses(p, &p->q->where);
	}
	if (rc == RC_OK) {
		rc = expect(p, "between");
	}
	if (rc == RC_OK) {
		rc = take_date(p, &unused, &p->q->from, &words);
	}
	if (rc == RC_OK) {
		rc = expect(p, "and");
	}
	if (rc == RC_OK) {
		rc = take_date(p, &unused, &p->q->to, &words);
	}
	if (rc == RC_OK && p->q->to < p->q->from) {
		rc = fault_set(p->fault, RC_INVALID, "the second day is before the first");
		fault_hint(p->fault, "change in ... between the earlier day and the later");
	}
	return rc == RC_OK ? take_clauses(p, &p->q->where) : rc;
}

static enum rc take_share(struct parser *p)
{
	const char *subject;
	enum rc rc = expect(p, "of");
	if (rc == RC_OK) {
		rc = take_what(p, &subject, &p->q->where);
	}
	if (rc == RC_OK) {
		rc = take_clauses(p, &p->q->where);
	}
	if (rc == RC_OK) {
		rc = expect(p, "among");
	}
	enum kind part = p->q->kind;
	size_t at = p->t.at;
	if (rc == RC_OK) {
		rc = take_what(p, &p->q->subject, &p->q->among);
	}
	if (rc == RC_OK && part != p->q->kind) {
		p->t.at = at;
		rc = not_understood(p, kind_info(part)->plural, NULL, 0);
	}
	return rc == RC_OK ? take_clauses(p, &p->q->among) : rc;
}

/* "days lost by people ...", or a number of what is summed up: "months of sentences in 2023". */
static enum rc take_sum(struct parser *p)
{
	size_t at = p->t.at;
	enum rc rc;
	if (take_two(p, "days", "lost")) {
		rc = expect(p, "by");
		at = p->t.at;
		if (rc == RC_OK) {
			rc = take_what(p, &p->q->subject, &p->q->where);
		}
		if (rc == RC_OK && p->q->kind != KIND_PERSON) {
			p->t.at = at;
			rc = not_understood(p, "people, women or men", NULL, 0);
		}
		return rc == RC_OK ? take_clauses(p, &p->q->where) : rc;
	}
	struct str number = word_at(p, 0);
	if (!str_is_nocase(word_at(p, 1), "of")) {
		static const char *const sums[] = {"days lost by", "months of", "fine of"};
		return not_understood(p, "\"days lost by\" or a number, \"months of sentences\",", sums, 3);
	}
	p->t.at += 2;
	rc = take_what(p, &p->q->subject, &p->q->where);
	if (rc != RC_OK) {
		return rc;
	}
	p->q->sum = property_find(p->q->kind, number);
	if (!p->q->sum || p->q->sum->kind != p->q->kind || p->q->sum->type != TYPE_INT) {
		const char *words[32];
		size_t count = 0;
		for (const struct property *x = properties(); x->key && count < 32; x++) {
			words[count] = x->key;
			count += x->kind == p->q->kind && x->type == TYPE_INT;
		}
		p->t.at = at;
		return not_understood(p, arena_printf(p->arena, "\"days lost\" or a number of %s", p->q->subject), words,
			count);
	}
	return take_clauses(p, &p->q->where);
}

static enum rc take_counted(struct parser *p)
{
	enum rc rc = take_what(p, &p->q->subject, &p->q->where);
	return rc == RC_OK ? take_clauses(p, &p->q->where) : rc;
}

static enum rc take_form(struct parser *p)
{
	size_t i = 0;
	while (i < sizeof forms / sizeof *forms && !take(p, forms[i])) {
		i++;
	}
	if (i == sizeof forms / sizeof *forms) {
		return not_understood(p, "count, list, share, series, sum, change or figure", forms, i);
	}
	p->q->form = (enum ask_form)i;
	switch (p->q->form) {
	case ASK_FIGURE:
		return take_figure(p);
	case ASK_SERIES:
		return take_series(p);
	case ASK_CHANGE:
		return take_change(p);
	case ASK_SHARE:
		return take_share(p);
	case ASK_SUM:
		return take_sum(p);
	default:
		return take_counted(p);
	}
}

enum rc question_parse(struct reg *r, const struct viewer *v, struct arena *a, struct str text,
	struct question *ret, struct fault *f)
{
	struct parser p = {.reg = r, .viewer = v, .arena = a, .q = ret, .fault = f};
	*ret = (struct question){.on = DAY_MAX, .published_by = DAY_MAX, .known = DAY_MAX, .from = DAY_MIN,
		.to = DAY_MAX};
	if (!utf8_valid(text)) {
		return fault_set(f, RC_INVALID, "the question is not UTF-8 text");
	}
	enum rc rc = lex(a, text, &p.t, f);
	if (rc == RC_OK) {
		rc = take_form(&p);
	}
	if (rc == RC_OK && p.t.at < p.t.count) {
		bool when = next_is(&p, "in") || next_is(&p, "since") || next_is(&p, "before") || next_is(&p, "between");
		rc = not_understood(&p, when ? "what happened then (held, released, detained, sentenced ...)"
			: "the end of the question or another clause", clauses,
			sizeof clauses / sizeof *clauses);
	}
	return rc;
}

struct node *take_span(struct arena *a, struct node *where, struct node **ret_rest)
{
	*ret_rest = where;
	if (!where) {
		return NULL;
	}
	if (where->type == NODE_SPAN) {
		*ret_rest = NULL;
		return where;
	}
	if (where->type != NODE_AND) {
		return NULL;
	}
	struct node *copy = arena_alloc(a, sizeof *copy), *rest;
	*copy = *where;
	struct node *span = take_span(a, where->left, &rest);
	copy->left = rest;
	if (!span) {
		copy->left = where->left;
		span = take_span(a, where->right, &rest);
		copy->right = rest;
	}
	*ret_rest = !copy->left ? copy->right : !copy->right ? copy->left : copy;
	return span;
}
