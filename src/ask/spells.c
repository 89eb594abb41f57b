/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Days of spells and recognitions as SQL: whether the day lies inside a spell, and who is held or listed, on the day or
 * on one day of a period. doc/model.md, Held and Listed.
 */
#include <inttypes.h>

#include "ask/tree.h"

#define P(...) arena_printf(q->arena, __VA_ARGS__)

char *codes_sql(struct sql *q, const struct property *p, unsigned flags)
{
	char *set = P("%s", "");
	for (const struct code *c = p->codes; c->key; c++) {
		if (c->flags & flags) {
			set = P("%s%s%d", set, *set ? ", " : "", c->number);
		}
	}
	return P("(%s)", set);
}

/* The latest day a source says that the person of the spell is held. */
static char *word_sql(struct sql *q, const char *x)
{
	return P("(SELECT max(CASE WHEN c.property IN (%d, %d) THEN c.value WHEN c.property = %d AND c.value NOT IN %s "
		"THEN NULL ELSE c.from_lo END) FROM fact c WHERE c.owner = s.owner AND c.property IN (%d, %d, %d, %d, %d) "
		"AND c.subject = %s.subject AND %s)", P_SPELL_FROM, P_SPELL_HEARD, P_SPELL_STATUS,
		codes_sql(q, property_by_code(P_SPELL_STATUS), CODE_HELD), P_SPELL_FROM, P_SPELL_HEARD, P_SPELL_STATUS,
		P_SPELL_PLACE, P_SPELL_CELL, x, live_sql(q, "c"));
}

struct pair inside_sql(struct sql *q, const char *x)
{
	char *starts = siblings_sql(q, x, P_SPELL_FROM, "a"), *ends = siblings_sql(q, x, P_SPELL_TO, "b");
	char *said = P("CASE WHEN EXISTS (SELECT 1 %s AND b.open <> 0) THEN %d + max(%s, coalesce((SELECT max(b.pub) %s "
		"AND b.open <> 0 AND b.pub < 10000000), -10000000)) WHEN EXISTS (SELECT 1 %s) THEN 10000000 ELSE %s END",
		ends, OPEN_END_TERM, word_sql(q, x), ends, ends, word_sql(q, x));
	/* An end that may be the first day is read as the day after. */
	return (struct pair){
		P("(?1 >= (SELECT max(a.value_hi) %s) AND ?1 <= %s AND NOT EXISTS (SELECT 1 %s AND b.open = 0 "
			"AND max(b.value, 1 + (SELECT max(a.value) %s)) <= ?1))", starts, said, ends, starts),
		P("(?1 >= (SELECT min(a.value) %s) AND (NOT EXISTS (SELECT 1 %s) OR EXISTS (SELECT 1 %s AND (b.open <> 0 "
			"OR max(b.value_hi, 1 + (SELECT max(a.value_hi) %s)) > ?1))))", starts, ends, ends, starts),
	};
}

/* A spell that surely began in the period, and not by a status at liberty or after death: its first day is one. */
static char *held_from_sql(struct sql *q, int64_t lo, int64_t hi)
{
	char *starts = siblings_sql(q, "f", P_SPELL_FROM, "o");
	return P("EXISTS (SELECT 1 %s AND NOT EXISTS (SELECT 1 %s AND (o.value < %" PRId64 " OR o.value_hi > %" PRId64 ")) "
		"AND NOT EXISTS (SELECT 1 %s AND o.value NOT IN %s) AND NOT EXISTS (SELECT 1 %s AND d.value < "
		"(SELECT max(o.value_hi) %s)))", claims_sql(q, P_SPELL_FROM, "f"), starts, lo, hi,
		siblings_sql(q, "f", P_SPELL_STATUS, "o"), codes_sql(q, property_by_code(P_SPELL_STATUS), CODE_HELD),
		claims_sql(q, P_PERSON_DEATH, "d"), starts);
}

/* A recognition by the body that was surely given in the period, and not withdrawn by then. */
static char *listed_from_sql(struct sql *q, int64_t body, int64_t lo, int64_t hi)
{
	char *given = siblings_sql(q, "f", P_RECOGNITION_GIVEN, "o");
	char *bodies = siblings_sql(q, "f", P_RECOGNITION_BODY, "o");
	return P("EXISTS (SELECT 1 %s AND NOT EXISTS (SELECT 1 %s AND (o.value < %" PRId64 " OR o.value_hi > %" PRId64 ")) "
		"AND EXISTS (SELECT 1 %s) AND NOT EXISTS (SELECT 1 %s AND o.value <> %" PRId64 ") AND NOT EXISTS (SELECT 1 %s "
		"AND d.value <= (SELECT max(o.value_hi) %s)))", claims_sql(q, P_RECOGNITION_GIVEN, "f"), given, lo, hi, bodies,
		bodies, body, siblings_sql(q, "f", P_RECOGNITION_WITHDRAWN, "d"), given);
}

char *begun_sql(struct sql *q, const struct node *n)
{
	int64_t lo, hi;
	if (!n->period) {
		return P("0");
	}
	period_sql(q, n, &lo, &hi);
	return n->what == SPAN_HELD ? held_from_sql(q, lo, hi) : listed_from_sql(q, n->body, lo, hi);
}

char *boxes_sql(struct sql *q, const struct node *n)
{
	int64_t lo, hi;
	char *days = P("x.day_from <= ?1 AND x.day_to > ?1");
	if (n->period) {
		period_sql(q, n, &lo, &hi);
		days = P("x.day_from <= %" PRId64 " AND x.day_to > %" PRId64 "%s", hi, lo, lo > hi ? " AND 0" : "");
	}
	return P("x.what = %d AND x.aux = %" PRId64 " AND %s AND x.known_from <= ?3 AND x.known_to > ?3 "
		"AND x.pub_from <= ?2 AND x.pub_to > ?2", n->what, n->body, days);
}

struct pair span_sql(struct sql *q, const struct node *n)
{
	/* By its name: the planner would rather walk all boxes of the day, for each subject anew. */
	char *box = P("SELECT 1 FROM span x INDEXED BY span_subject WHERE x.subject = s.owner AND %s", boxes_sql(q, n));
	return (struct pair){
		P("(EXISTS (%s AND x.sure = 1) OR %s)", box, begun_sql(q, n)),
		P("EXISTS (%s)", box),
	};
}
