/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where to look for those who may meet a condition: in the boxes of held or listed, or everywhere. */
#include "ask/tree.h"

/* What belongs to somebody, by the statements that say to whom: spells, cases, charges, sentences, recognitions ... */
static char *belongings_sql(struct sql *q, enum kind kind)
{
	const struct property *whose = property_find(kind, str_of(kind_info(kind)->owner));
	const char *file = kind == KIND_CASE ? "r.subject" : kind == KIND_CHARGE || kind == KIND_SENTENCE
		? "(SELECT parent FROM subject WHERE no = r.subject)" : "0";
	return arena_printf(q->arena, "FROM (SELECT DISTINCT r.subject AS no, r.owner AS owner, %s AS file FROM fact r "
		"WHERE r.property = %d) s WHERE EXISTS (SELECT 1 FROM fact e WHERE e.owner = s.owner AND e.subject = s.no "
		"AND %s)", file, whose->code, live_sql(q, "e"));
}

char *everyone_sql(struct sql *q, enum kind kind)
{
	if (kind_info(kind)->owner) {
		return belongings_sql(q, kind);
	}
	return arena_printf(q->arena, "FROM (SELECT no, no AS owner, 0 AS file FROM subject WHERE kind = %d AND no NOT IN "
		"(SELECT subject FROM same)) s WHERE EXISTS (SELECT 1 FROM fact e WHERE e.owner = s.owner AND %s)", kind,
		live_sql(q, "e"));
}

struct candidates candidates_sql(struct sql *q, enum kind kind, struct node *where)
{
	struct node *rest = where;
	struct node *span = kind == KIND_PERSON ? take_span(q->arena, where, &rest) : NULL;
	struct candidates c = {.pair = {"1", "1"}};
	struct pair more = rest ? node_sql(q, rest) : (struct pair){"1", "1"};
	if (!span) {
		c.from = everyone_sql(q, kind);
		c.pair = more;
		return c;
	}
	/*
	 * Boxes of one person never overlap: each appears once on a day, perhaps several times in a period. Both values of
	 * sure, so that days are a range.
	 */
	c.from = arena_printf(q->arena, "FROM (SELECT x.subject AS no, x.subject AS owner, 0 AS file, %s AS sure "
		"FROM span x WHERE x.sure IN (0, 1) AND %s%s) s WHERE 1",
		span->period ? "max(x.sure)" : "x.sure", boxes_sql(q, span),
		span->period ? " GROUP BY x.subject" : "");
	const char *sure = span->period ? arena_printf(q->arena, "(s.sure OR %s)", begun_sql(q, span)) : "s.sure";
	c.pair.sure = rest ? arena_printf(q->arena, "(%s AND %s)", sure, more.sure) : sure;
	c.pair.possible = more.possible;
	return c;
}

struct sql sql_for(const struct asking *k, day on)
{
	return (struct sql){.arena = k->arena, .kind = k->question->kind, .on = on, .stepped = k->stepped,
		.step_from = k->step_from};
}

enum rc asking_query(struct asking *k, const struct sql *q, const char *text, struct query **ret)
{
	enum rc rc = db_query(reg_db(k->reg), text, ret, k->fault);
	if (rc != RC_OK) {
		return rc;
	}
	/* ?3 stands in every question; the others in those that need them: binding past the last would be a fault. */
	int count = query_parameters(*ret);
	if (count >= 1) {
		query_bind_int(*ret, 1, q->on);
	}
	if (count >= 2) {
		query_bind_int(*ret, 2, k->question->published_by);
	}
	if (count >= 3) {
		query_bind_int(*ret, 3, k->question->known);
	}
	for (size_t i = 0; i < q->text_count; i++) {
		query_bind_text(*ret, (int)i + 10, q->texts[i]);
	}
	return RC_OK;
}
