/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Live rows of fact, and the days they cover: doc/model.md, Live claims and Dates. */
#include "ask/asking.h"

static const char facts_of[] =
	"SELECT subject, statement, value, value_hi, open, from_lo, from_hi, to_lo, to_hi, pub, source FROM fact "
	"WHERE owner = ?1 AND property = ?2 AND known <= ?3 AND pub <= ?4 "
	"AND NOT (dead_known <= ?3 AND dead_pub <= ?4)";

static void read_claim(struct asking *w, struct query *q, struct claim *c)
{
	c->subject = query_int(q, 0);
	c->statement = query_int(q, 1);
	c->is_null = query_is_null(q, 2);
	if (query_is_text(q, 2)) {
		c->text = str_copy(w->scratch, query_text(q, 2));
	} else {
		c->number = query_int(q, 2);
		c->lo = (day)c->number;
		c->hi = (day)query_int(q, 3);
	}
	c->open = query_int(q, 4) != 0;
	c->from_lo = (day)query_int(q, 5);
	c->from_hi = (day)query_int(q, 6);
	c->last_lo = (day)query_int(q, 7);
	c->last_hi = (day)query_int(q, 8);
	c->pub = (day)query_int(q, 9);
	c->source = query_int(q, 10);
}

size_t claims_load(struct asking *w, int64_t owner, int property, int64_t only, struct claim **ret)
{
	struct query *q;
	bool row;
	size_t count = 0, room = 0;
	*ret = NULL;
	if (w->rc != RC_OK || (w->rc = db_query(w->db, facts_of, &q, w->fault)) != RC_OK) {
		return 0;
	}
	query_bind_int(q, 1, owner);
	query_bind_int(q, 2, property);
	query_bind_int(q, 3, w->known);
	query_bind_int(q, 4, w->pub);
	while ((w->rc = query_step(q, &row, w->fault)) == RC_OK && row) {
		if (only && query_int(q, 0) != only) {
			continue;
		}
		if (count == room) {
			size_t old = room * sizeof **ret;
			room = room ? room * 2 : 4;
			*ret = arena_grow(w->scratch, *ret, old, room * sizeof **ret);
		}
		(*ret)[count] = (struct claim){0};
		read_claim(w, q, &(*ret)[count++]);
	}
	return count;
}

/* Said without any time: it holds always, and nothing that comes later ends it. */
static bool timeless(const struct claim *c)
{
	return c->from_lo == DAY_MIN && c->from_hi == DAY_MIN && c->last_lo == DAY_MAX;
}

void claims_bound(const struct property *p, struct claim *claims, size_t count)
{
	if (!p->timed || p->cardinality != ONE) {
		return;
	}
	for (size_t i = 0; i < count; i++) {
		const struct claim *next = NULL;
		for (size_t k = 0; k < count; k++) {
			if (claims[k].from_lo > claims[i].from_lo && (!next || claims[k].from_lo < next->from_lo)) {
				next = &claims[k];
			}
		}
		if (next && claims[i].last_lo == DAY_MAX && !timeless(&claims[i])) {
			claims[i].last_lo = next->from_lo - 1;
			claims[i].last_hi = next->from_hi - 1;
		}
	}
}

enum truth claim_covers(const struct claim *c, const struct property *p, day d)
{
	if (!p->timed || timeless(c)) {
		return SURE;
	}
	if (c->from_hi <= d && d <= c->last_lo) {
		return SURE;
	}
	return c->from_lo <= d && d <= c->last_hi ? POSSIBLE : NO;
}

size_t claims_group(const struct claim *claims, size_t count, size_t at, bool together)
{
	size_t end = at;
	while (end < count && (together || claims[end].subject == claims[at].subject)) {
		end++;
	}
	return end - at;
}

int64_t claims_subject(const struct asking *w, const struct property *p, const struct thing *t)
{
	bool owned = kind_info(w->kind)->owner != NULL;
	if (p->kind == KIND_NONE) {
		return t->no;
	}
	return owned && p->kind == w->kind ? t->no : 0;
}

bool claims_together(const struct asking *w, const struct property *p)
{
	(void)w;
	return p->kind == KIND_NONE || !kind_info(p->kind)->owner;
}
