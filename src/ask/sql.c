/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Conditions as SQL over fact and span: one expression for "surely", one for "possibly".
 * Kleene's rules join them: doc/model.md, At least, at most. Numbers and names of columns come from
 * constants; whatever a person typed is bound.
 */
#include <inttypes.h>
#include <string.h>

#include "ask/tree.h"

#define P(...) arena_printf(q->arena, __VA_ARGS__)

char *live_sql(struct sql *q, const char *x)
{
	return P("%s.known <= ?3 AND %s.pub <= ?2 AND NOT (%s.dead_known <= ?3 AND %s.dead_pub <= ?2) AND %s.gone > ?3",
		x, x, x, x, x);
}

static bool of_case(enum kind kind)
{
	return kind == KIND_CASE || kind == KIND_CHARGE || kind == KIND_SENTENCE;
}

/* A sentence has its own months, the articles of its case, and everything else of its person. */
static char *tie_sql(struct sql *q, enum kind of, const char *x)
{
	if (!kind_info(q->kind)->owner) {
		return P("%s", "");
	}
	if (of == q->kind) {
		return P(" AND %s.subject = s.no", x);
	}
	return of_case(of) && of_case(q->kind)
		? P(" AND %s.subject IN (SELECT no FROM subject WHERE no = s.file OR parent = s.file)", x) : P("%s", "");
}

/* The one reference that may lead out of its owner's records to a person who is withheld: the spell of a case. */
static char *seen_sql(struct sql *q, int code, const char *x)
{
	return code != P_CASE_SPELL ? P("%s", "") : P(" AND (SELECT coalesce(m.kept, u.parent) FROM subject u "
		"LEFT JOIN same m ON m.subject = u.parent WHERE u.no = %s.value) NOT IN (SELECT owner FROM unseen)", x);
}

char *claim_sql(struct sql *q, int code, const char *x)
{
	return P("%s.owner = s.owner AND %s.property = %d%s%s AND %s", x, x, code,
		tie_sql(q, property_by_code(code)->kind, x), seen_sql(q, code, x), live_sql(q, x));
}

char *claims_sql(struct sql *q, int code, const char *x)
{
	return P("FROM fact %s WHERE %s", x, claim_sql(q, code, x));
}

char *siblings_sql(struct sql *q, const char *x, int code, const char *y)
{
	return P("FROM fact %s WHERE %s.owner = s.owner AND %s.property = %d AND %s.subject = %s.subject AND %s", y, y, y,
		code, y, x, live_sql(q, y));
}

/* Bounds of the last day a timed claim holds: its end, or the day before the next claim begins. */
static char *last_day(struct sql *q, const struct property *p, const char *x, const char *bound)
{
	if (p->cardinality != ONE) {
		return P("%s.to_%s", x, bound);
	}
	char *next = P("%s_next", x);
	return P(
		"CASE WHEN %s.to_hi < 10000000 THEN %s.to_%s ELSE coalesce((SELECT %s.from_%s - 1 %s "
		"AND %s.from_lo > %s.from_lo ORDER BY %s.from_lo, %s.from_hi DESC LIMIT 1), 10000000) END",
		x, x, bound, next, bound, siblings_sql(q, x, p->code, next), next, x, next, next);
}

struct pair cover_sql(struct sql *q, const struct property *p, const char *x)
{
	if (!p->timed) {
		return (struct pair){P("1"), P("1")};
	}
	struct pair cover = {
		P("(%s.from_hi <= ?1 AND ?1 <= %s)", x, last_day(q, p, x, "lo")),
		P("(%s.from_lo <= ?1 AND ?1 <= %s)", x, last_day(q, p, x, "hi")),
	};
	if (p->kind != KIND_SPELL) {
		return cover;
	}
	/* Nobody is in a colony once the spell is over; a status at liberty goes on. */
	struct pair inside = inside_sql(q, x);
	const char *free = p->code != P_SPELL_STATUS ? "" : P("%s.value NOT IN %s OR ", x, codes_sql(q, p, CODE_HELD));
	return (struct pair){
		P("(%s AND (%s%s))", cover.sure, free, inside.sure),
		P("(%s AND (%s%s))", cover.possible, free, inside.possible),
	};
}

static char *text_parameter(struct sql *q, struct str text)
{
	if (q->text_count == TEXTS_MOST) {
		return P("NULL");
	}
	q->texts[q->text_count++] = text;
	return P("?%d", (int)(9 + q->text_count));
}

static char *value_set(struct sql *q, const struct node *n)
{
	char *list = P("%s", "");
	for (size_t i = 0; i < n->value_count; i++) {
		const struct value *v = &n->values[i];
		char *one = v->type == VALUE_TEXT ? text_parameter(q, v->text) : P("%" PRId64, v->number);
		list = P("%s%s%s", list, i ? ", " : "", one);
	}
	return P("(%s)", list);
}

/* A charge that was dropped, or of which the person was acquitted, counts no more; nor surely, where that may be so. */
struct pair stands_sql(struct sql *q, const struct property *p, const char *x)
{
	const struct property *stage = property_by_code(P_CHARGE_STAGE);
	if (p->kind != KIND_CHARGE || p == stage) {
		return (struct pair){"1", "1"};
	}
	struct pair cover = cover_sql(q, stage, "z");
	char *any = siblings_sql(q, x, stage->code, "z");
	return (struct pair){
		P("NOT EXISTS (SELECT 1 %s AND z.value IN (4, 6) AND %s)", any, cover.possible),
		P("(NOT EXISTS (SELECT 1 %s AND z.value IN (4, 6) AND %s) OR EXISTS (SELECT 1 %s AND z.value NOT IN (4, 6) "
			"AND %s))", any, cover.sure, any, cover.possible),
	};
}

static struct pair value_sql(struct sql *q, const struct node *n)
{
	const struct property *p = n->property;
	char *set = value_set(q, n);
	struct pair f = cover_sql(q, p, "f"), o = cover_sql(q, p, "o"), stands = stands_sql(q, p, "f");
	char *fits = P("SELECT 1 %s AND f.value IN %s", claims_sql(q, p->code, "f"), set);
	char *sure = P("%s AND %s AND %s", fits, stands.sure, f.sure);
	if (p->cardinality == ONE) {
		sure = P("%s AND NOT EXISTS (SELECT 1 %s AND o.value NOT IN %s AND %s)", sure,
			siblings_sql(q, "f", p->code, "o"), set, o.possible);
	}
	return (struct pair){P("EXISTS (%s)", sure), P("EXISTS (%s AND %s AND %s)", fits, stands.possible, f.possible)};
}

static struct pair has_sql(struct sql *q, const struct node *n)
{
	struct pair f = cover_sql(q, n->property, "f"), stands = stands_sql(q, n->property, "f");
	char *any = claims_sql(q, n->property->code, "f");
	return (struct pair){
		P("EXISTS (SELECT 1 %s AND %s AND %s)", any, f.sure, stands.sure),
		P("EXISTS (SELECT 1 %s AND %s AND %s)", any, f.possible, stands.possible),
	};
}

static struct pair number_sql(struct sql *q, const struct node *n)
{
	struct pair stands = stands_sql(q, n->property, "f");
	char *fits = P("SELECT 1 %s AND f.value BETWEEN %" PRId64 " AND %" PRId64, claims_sql(q, n->property->code, "f"),
		n->lo, n->hi);
	char *sure = P("%s AND %s AND NOT EXISTS (SELECT 1 %s AND o.value NOT BETWEEN %" PRId64 " AND %" PRId64 ")", fits,
		stands.sure, siblings_sql(q, "f", n->property->code, "o"), n->lo, n->hi);
	return (struct pair){P("EXISTS (%s)", sure), P("EXISTS (%s AND %s)", fits, stands.possible)};
}

struct pair ground_sql(struct sql *q, unsigned wanted)
{
	const struct property *p = property_by_code(P_SPELL_GROUND);
	char *set = codes_sql(q, p, wanted);
	char *any = siblings_sql(q, "f", p->code, "g");
	return (struct pair){
		P("EXISTS (SELECT 1 %s AND g.value IN %s) AND NOT EXISTS (SELECT 1 %s AND g.value NOT IN %s)", any, set, any,
			set),
		P("(EXISTS (SELECT 1 %s AND g.value IN %s) OR NOT EXISTS (SELECT 1 %s))", any, set, any),
	};
}

/* Whom a recognition is by; what kind of closure it is: of the same subject as the date. */
static struct pair companion_sql(struct sql *q, const struct node *n)
{
	int code = n->body ? P_RECOGNITION_BODY : n->left ? P_CLOSURE_KIND : 0;
	if (code == 0) {
		return n->grounds ? ground_sql(q, n->grounds) : (struct pair){P("1"), P("1")};
	}
	int64_t value = n->body ? n->body : n->left->values[0].number;
	/* "liquidated" is by force or by itself: both end the organisation. */
	char *set = !n->body && value == 1 ? P("(1, 2)") : P("(%" PRId64 ")", value);
	char *any = siblings_sql(q, "f", code, "g");
	return (struct pair){
		P("EXISTS (SELECT 1 %s AND g.value IN %s) AND NOT EXISTS (SELECT 1 %s AND g.value NOT IN %s)", any, set, any,
			set),
		P("EXISTS (SELECT 1 %s AND g.value IN %s)", any, set),
	};
}

/* "since D" ends with the question's day; an event without a period is up to it, and of a series inside the step. */
void period_sql(const struct sql *q, const struct node *n, int64_t *ret_lo, int64_t *ret_hi)
{
	*ret_lo = n->lo == DAY_MIN && n->hi == DAY_MAX && q->stepped ? q->step_from : n->lo;
	*ret_hi = n->hi == DAY_MAX ? q->on : n->hi;
}

static struct pair date_sql(struct sql *q, const struct node *n)
{
	int code = n->property->code;
	struct pair with = companion_sql(q, n);
	int64_t lo, hi;
	period_sql(q, n, &lo, &hi);
	if (lo > hi) {
		return (struct pair){P("0"), P("0")}; /* since a day that is still to come */
	}
	char *inside = P("f.open = 0 AND f.value >= %" PRId64 " AND f.value_hi <= %" PRId64, lo, hi);
	char *overlap = P("f.open = 0 AND f.value <= %" PRId64 " AND f.value_hi >= %" PRId64, hi, lo);
	char *outside = P("(o.open <> 0 OR o.value < %" PRId64 " OR o.value_hi > %" PRId64 ")", lo, hi);
	return (struct pair){
		P("EXISTS (SELECT 1 %s AND %s AND NOT EXISTS (SELECT 1 %s AND %s) AND %s)", claims_sql(q, code, "f"), inside,
			siblings_sql(q, "f", code, "o"), outside, with.sure),
		P("EXISTS (SELECT 1 %s AND %s AND %s)", claims_sql(q, code, "f"), overlap, with.possible),
	};
}

/*
 * Every day of the term is covered, be it by several claims one after the other: its first day is, and so is
 * the day after each end within it.
 */
static char *flag_covers(struct sql *q, const struct node *n, const char *from, const char *to)
{
	int code = n->property->code;
	int64_t flag = n->values[0].number, back = n->number - 1;
	char *any = P("SELECT 1 %s AND f.value = %" PRId64, claims_sql(q, code, "f"), flag);
	char *ends = P("SELECT 1 %s AND e.value = %" PRId64, claims_sql(q, code, "e"), flag);
	return P("(EXISTS (%s AND f.%s <= ?1 - %" PRId64 " AND f.%s >= ?1 - %" PRId64
			 ") AND NOT EXISTS (%s AND e.%s >= ?1 - %" PRId64
			 " AND e.%s < ?1 AND NOT EXISTS (%s AND f.%s <= e.%s + 1 AND f.%s > e.%s)))",
		any, from, back, to, back, ends, to, back, to, any, from, to, to, to);
}

static struct pair flag_sql(struct sql *q, const struct node *n)
{
	return (struct pair){flag_covers(q, n, "from_hi", "to_lo"), flag_covers(q, n, "from_lo", "to_hi")};
}

/*
 * Whoever was born before this day is older than so many years (sign 1); after it, younger (sign -1). Who was
 * born on a 29 February grows older between 28 February and 1 March.
 */
static day years_before(day on, int64_t years, int sign)
{
	struct ymd d = day_ymd(on);
	d.year -= (int)years;
	if (!ymd_exists(d.year, d.month, d.day)) {
		return sign > 0 ? day_of(d.year, 3, 1) : day_of(d.year, 2, 28);
	}
	return day_of(d.year, d.month, d.day);
}

static struct pair age_sql(struct sql *q, const struct node *n)
{
	char *limit = P("%d", (int)years_before(q->on, n->number, n->sign));
	char *any = claims_sql(q, P_PERSON_BIRTH, "f");
	if (n->sign > 0) {
		return (struct pair){
			P("(EXISTS (SELECT 1 %s) AND NOT EXISTS (SELECT 1 %s AND f.value_hi >= %s))", any, any, limit),
			P("EXISTS (SELECT 1 %s AND f.value < %s)", any, limit),
		};
	}
	return (struct pair){
		P("(EXISTS (SELECT 1 %s) AND NOT EXISTS (SELECT 1 %s AND f.value <= %s))", any, any, limit),
		P("EXISTS (SELECT 1 %s AND f.value_hi > %s)", any, limit),
	};
}

/* A chain of one joining word stands in one pair of brackets: a pair for each would be too deep for the database. */
static struct pair chain_sql(struct sql *q, const struct node *n, enum node_type type)
{
	if (n->type != type) {
		return node_sql(q, n);
	}
	struct pair a = chain_sql(q, n->left, type), b = chain_sql(q, n->right, type);
	const char *word = type == NODE_AND ? "AND" : "OR";
	return (struct pair){
		P("%s %s %s", a.sure, word, b.sure),
		P("%s %s %s", a.possible, word, b.possible),
	};
}

struct pair node_sql(struct sql *q, const struct node *n)
{
	struct pair a;
	switch (n->type) {
	case NODE_AND:
	case NODE_OR:
		a = chain_sql(q, n, n->type);
		return (struct pair){P("(%s)", a.sure), P("(%s)", a.possible)};
	case NODE_NOT:
		a = node_sql(q, n->left);
		return (struct pair){P("(NOT %s)", a.possible), P("(NOT %s)", a.sure)};
	case NODE_SPAN:
		return span_sql(q, n);
	case NODE_VALUE:
		return value_sql(q, n);
	case NODE_HAS:
		return has_sql(q, n);
	case NODE_NUMBER:
		return number_sql(q, n);
	case NODE_DATE:
		return date_sql(q, n);
	case NODE_FLAG:
		return flag_sql(q, n);
	default:
		return age_sql(q, n);
	}
}

static char *nothing_sql(struct sql *q, const struct node *n)
{
	switch (n->type) {
	case NODE_AND:
	case NODE_OR:
		return P("%s OR %s", nothing_sql(q, n->left), nothing_sql(q, n->right));
	case NODE_NOT:
		return nothing_sql(q, n->left);
	case NODE_VALUE:
	case NODE_NUMBER:
	case NODE_AGE:
		return P("NOT EXISTS (SELECT 1 %s)", claims_sql(q, n->property->code, "f"));
	default:
		return P("0");
	}
}

char *unrecorded_sql(struct sql *q, const struct node *n)
{
	char *nothing = nothing_sql(q, n);
	return strcmp(nothing, "0") == 0 ? nothing : P("(%s)", nothing);
}
