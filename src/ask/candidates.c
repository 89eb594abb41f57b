/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where to look for those who may meet a condition: in the boxes of held or listed, or everywhere. */
#include <inttypes.h>

#include "ask/tree.h"

/* Every visible subject of the kind with something live said of it. */
static char *everyone(struct sql *q, enum kind kind)
{
	return arena_printf(q->arena, "FROM subject s WHERE s.kind = %d AND s.no NOT IN (SELECT subject FROM same) "
		"AND EXISTS (SELECT 1 FROM fact e WHERE e.owner = s.no AND %s)", kind, live_sql(q, "e"));
}

struct candidates candidates_sql(struct sql *q, enum kind kind, struct node *where)
{
	struct node *rest;
	struct node *span = take_span(q->arena, where, &rest);
	struct candidates c = {.pair = {"1", "1"}};
	struct pair more = rest ? node_sql(q, rest) : (struct pair){"1", "1"};
	if (!span) {
		c.from = everyone(q, kind);
		c.pair = more;
		return c;
	}
	/* Boxes of one person never overlap: each appears once. Both values of sure, so that days are a range. */
	c.from = arena_printf(q->arena, "FROM (SELECT x.subject AS no, x.sure AS sure FROM span x WHERE x.what = %d "
		"AND x.aux = %" PRId64 " AND x.sure IN (0, 1) AND x.day_from <= ?1 AND x.day_to > ?1 AND x.known_from <= ?3 "
		"AND x.known_to > ?3 AND x.pub_from <= ?2 AND x.pub_to > ?2) s WHERE 1", span->what, span->body);
	c.pair.sure = rest ? arena_printf(q->arena, "(s.sure AND %s)", more.sure) : "s.sure";
	c.pair.possible = more.possible;
	return c;
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
