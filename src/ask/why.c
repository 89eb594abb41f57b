/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Why somebody was left out, in the words of the record: released when, detained later, what is recorded instead. */
#include <inttypes.h>
#include <string.h>

#include "ask/tree.h"

#define NAMED_MOST 3

/* A live claim, as it was said. */
struct noted {
	int64_t subject, lo, hi, number, source;
	bool open;
	char *text, *valid;
};

struct record {
	struct noted *list;
	size_t count;
};

/* The live claims of a property that a question about the subject looks at, by their values. */
static enum rc read_record(struct asking *k, const struct about *about, int property, struct record *ret)
{
	struct sql q = sql_for(k, k->question->on);
	struct query *query;
	size_t room = 0;
	bool row;
	*ret = (struct record){0};
	enum rc rc = asking_query(k, &q, arena_printf(k->arena, "SELECT f.subject, f.value, f.value_hi, f.open, f.source, "
		"t.value, t.valid FROM (SELECT ?4 AS no, ?5 AS owner, ?6 AS file) s JOIN fact f ON %s JOIN statement t "
		"ON t.no = f.statement ORDER BY f.value, f.statement", claim_sql(&q, property, "f")), &query);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(query, 4, about->no);
	query_bind_int(query, 5, about->owner);
	query_bind_int(query, 6, about->file);
	while ((rc = query_step(query, &row, k->fault)) == RC_OK && row) {
		GROW(k->arena, ret->list, ret->count, room);
		ret->list[ret->count++] = (struct noted){query_int(query, 0), query_int(query, 1), query_int(query, 2),
			query_int(query, 5), query_int(query, 4), query_int(query, 3) != 0, str_dup(k->arena, query_text(query, 5)),
			str_dup(k->arena, query_text(query, 6))};
	}
	return rc;
}

static const struct noted *of_subject(const struct record *r, int64_t subject)
{
	for (size_t i = 0; i < r->count; i++) {
		if (r->list[i].subject == subject) {
			return &r->list[i];
		}
	}
	return NULL;
}

static enum rc value_words(struct asking *k, const struct property *p, const struct noted *s, char **ret)
{
	const struct code *code = p->type == TYPE_CODE ? code_find(p, str_of(s->text)) : NULL;
	*ret = s->text;
	if (code) {
		*ret = arena_strdup(k->arena, code->label);
	} else if (p->type == TYPE_INT) {
		*ret = arena_printf(k->arena, "%" PRId64, s->number);
	} else if (p->type == TYPE_REF) {
		return subject_label(k->reg, k->viewer, k->arena, s->number, "en", ret, k->fault);
	}
	return RC_OK;
}

struct reason {
	char *words;
	int64_t source;
};

static void give(struct asking *k, struct reason *ret, const char *lead, const struct noted *s)
{
	ret->words = arena_printf(k->arena, "%s %s", lead, s->text);
	ret->source = s->source;
}

/* "released 2022-05-01 (term served)" */
static enum rc spell_over(struct asking *k, const struct about *about, const struct noted *end, struct reason *ret)
{
	struct record grounds;
	enum rc rc = read_record(k, about, P_SPELL_GROUND, &grounds);
	const struct noted *ground = rc == RC_OK ? of_subject(&grounds, end->subject) : NULL;
	const struct code *code = ground ? code_find(property_by_code(P_SPELL_GROUND), str_of(ground->text)) : NULL;
	unsigned flags = code ? code->flags : 0;
	give(k, ret, flags & CODE_RELEASED ? "released" : flags & CODE_DEATH ? "died" : "the spell ended", end);
	if (code) {
		ret->words = arena_printf(k->arena, "%s (%s)", ret->words, code->label);
	}
	return rc;
}

/* The last dated end before the period of a spell that may have begun by its last day. */
static const struct noted *last_end(const struct record *starts, const struct record *ends, int64_t hi)
{
	const struct noted *last = NULL;
	for (size_t i = 0; i < ends->count; i++) {
		const struct noted *e = &ends->list[i], *start = of_subject(starts, e->subject);
		if (!e->open && start && start->lo <= hi) {
			last = !last || e->lo >= last->lo ? e : last;
		}
	}
	return last;
}

/* No end and no death before it: a status that is one at liberty. */
static enum rc at_liberty(struct asking *k, const struct about *about, struct reason *ret)
{
	struct record statuses;
	const struct property *p = property_by_code(P_SPELL_STATUS);
	enum rc rc = read_record(k, about, P_SPELL_STATUS, &statuses);
	for (size_t i = 0; rc == RC_OK && i < statuses.count; i++) {
		const struct noted *s = &statuses.list[i];
		const struct code *code = code_find(p, str_of(s->text));
		if (code && !(code->flags & CODE_HELD)) {
			ret->words = arena_printf(k->arena, "%s [%s]", code->label, s->valid);
			ret->source = s->source;
		}
	}
	return rc;
}

static enum rc why_not_held(struct asking *k, const struct about *about, int64_t lo, int64_t hi, struct reason *ret)
{
	struct record starts, ends, deaths;
	enum rc rc = read_record(k, about, P_SPELL_FROM, &starts);
	if (rc == RC_OK) {
		rc = read_record(k, about, P_SPELL_TO, &ends);
	}
	if (rc == RC_OK) {
		rc = read_record(k, about, P_PERSON_DEATH, &deaths);
	}
	if (rc != RC_OK) {
		return rc;
	}
	const struct noted *end = last_end(&starts, &ends, hi);
	if (starts.count == 0) {
		ret->words = arena_strdup(k->arena, "no deprivation of liberty is recorded");
	} else if (starts.list[0].lo > hi) {
		give(k, ret, "not yet detained: first detained", &starts.list[0]);
	} else if (end) {
		return spell_over(k, about, end, ret);
	} else if (deaths.count && deaths.list[deaths.count - 1].hi < lo) {
		give(k, ret, "died", &deaths.list[deaths.count - 1]);
	} else {
		return at_liberty(k, about, ret);
	}
	return RC_OK;
}

static enum rc why_not_listed(struct asking *k, const struct about *about, const struct node *n, int64_t hi,
	struct reason *ret)
{
	struct record bodies, given, withdrawn;
	const struct noted *first = NULL, *out = NULL;
	enum rc rc = read_record(k, about, P_RECOGNITION_BODY, &bodies);
	if (rc == RC_OK) {
		rc = read_record(k, about, P_RECOGNITION_GIVEN, &given);
	}
	if (rc == RC_OK) {
		rc = read_record(k, about, P_RECOGNITION_WITHDRAWN, &withdrawn);
	}
	for (size_t i = 0; rc == RC_OK && i < bodies.count; i++) {
		if (bodies.list[i].number != n->body) {
			continue;
		}
		const struct noted *g = of_subject(&given, bodies.list[i].subject);
		const struct noted *w = of_subject(&withdrawn, bodies.list[i].subject);
		first = g && (!first || g->lo < first->lo) ? g : first;
		out = w ? w : out;
	}
	if (!first) {
		ret->words = arena_printf(k->arena, "not %s: no such recognition is recorded", n->words);
	} else if (first->lo > hi) {
		give(k, ret, arena_printf(k->arena, "not %s until", n->words), first);
	} else if (out) {
		give(k, ret, arena_printf(k->arena, "no longer %s: withdrawn", n->words), out);
	}
	return rc;
}

/* What became of a charge, on which ground a spell ended, how long a place or status held and when its spell ended. */
static enum rc circumstance(struct asking *k, const struct about *about, const struct property *p,
	const struct noted *s, char **ret)
{
	struct record more = {0};
	enum rc rc = RC_OK;
	int other = p->kind == KIND_CHARGE && p->code != P_CHARGE_STAGE ? P_CHARGE_STAGE
		: p->code == P_SPELL_TO ? P_SPELL_GROUND : p->kind == KIND_SPELL && p->timed ? P_SPELL_TO : 0;
	*ret = arena_printf(k->arena, p->timed && *s->valid ? " [%s]" : "%s", p->timed ? s->valid : "");
	if (other) {
		rc = read_record(k, about, other, &more);
	}
	const struct noted *then = of_subject(&more, s->subject);
	const struct code *code = then && other != P_SPELL_TO
		? code_find(property_by_code(other), str_of(then->text)) : NULL;
	if (code) {
		*ret = arena_printf(k->arena, "%s, %s", *ret, code->label);
	} else if (then && !then->open && other == P_SPELL_TO) {
		*ret = arena_printf(k->arena, "%s, ended %s", *ret, then->text);
	}
	return rc;
}

/* "not so: article is 342 (recorded: 361)" */
static enum rc recorded_instead(struct asking *k, const struct about *about, const struct node *n, struct reason *ret)
{
	struct record r;
	char *list = arena_strdup(k->arena, "");
	enum rc rc = read_record(k, about, n->property->code, &r);
	for (size_t i = 0; rc == RC_OK && i < r.count && i < NAMED_MOST; i++) {
		char *value, *more = NULL;
		rc = value_words(k, n->property, &r.list[i], &value);
		if (rc == RC_OK) {
			rc = circumstance(k, about, n->property, &r.list[i], &more);
		}
		list = rc == RC_OK ? arena_printf(k->arena, "%s%s%s%s", list, i ? "; " : "", value, more) : list;
		ret->source = ret->source ? ret->source : r.list[i].source;
	}
	if (rc == RC_OK && r.count) {
		ret->words = arena_printf(k->arena, "not so: %s (recorded: %s%s)", n->words, list,
			r.count > NAMED_MOST ? " ..." : "");
	} else if (rc == RC_OK) {
		ret->words = arena_printf(k->arena, "nothing recorded: %s", n->words);
	}
	return rc;
}

enum rc why_not(struct asking *k, const struct about *about, const struct node *n, struct ask_excluded *ret)
{
	struct sql q = sql_for(k, k->question->on);
	struct reason reason = {arena_printf(k->arena, "not so: %s", n->words), 0};
	int64_t lo = k->question->on, hi = lo;
	enum rc rc = RC_OK;
	if (n->type == NODE_SPAN && n->period) {
		period_sql(&q, n, &lo, &hi);
	}
	if (n->type == NODE_SPAN) {
		rc = n->what == SPAN_HELD ? why_not_held(k, about, lo, hi, &reason)
			: why_not_listed(k, about, n, hi, &reason);
	} else if (n->property && n->type != NODE_HAS) {
		rc = recorded_instead(k, about, n, &reason);
	}
	ret->reason = reason.words;
	ret->source = reason.source;
	return rc;
}
