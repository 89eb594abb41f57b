/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Walking the trees of codes with rows of an edit distance. */
#include "name/index_walk.h"

#include <stdlib.h>
#include <string.h>

#define FAR 0x3fffu
#define COLUMNS (NAME_CODE_MOST + 1)
/*
 * Of the limit, what the walk forwards may cost up to the middle; the rest is for the walk back to it, which
 * makes two rows a step and therefore has the lesser share.
 */
#define FORWARD_EIGHTHS 6

/* What it costs at least to come to each column; FAR outside of first..last, and first > last: everywhere. */
struct row {
	uint16_t cell[COLUMNS];
	uint8_t first, last;
};

/* One direction of one walk. Columns are units of the token that is looked for, in that direction. */
struct pass {
	const struct index_node *node;
	bool backward;
	unsigned columns;              /* units of the token */
	unsigned ending_column;        /* reached before (forward) or after (backward) its ending */
	const uint8_t *substitute[NAME_CODE_MOST]; /* by column: costs by unit of the tree */
	uint8_t leave[NAME_CODE_MOST]; /* of the token's unit */
	const uint8_t (*drop)[UNIT_COUNT]; /* forward: of the tree's unit, by the unit before it */
	const uint8_t *drop_least;     /* backward: the same whatever stands before it */
	unsigned reach[COLUMNS];       /* most that a way may have cost when it first comes to the column */
	unsigned stay[COLUMNS];        /* most that it may have cost there */
	unsigned limit, share; /* of the whole, and of the way to the middle */
	uint8_t ending[ENDING_COUNT];  /* what each costs in place of that of the token */
	unsigned ending_least;         /* the least of them */
	struct row row[COLUMNS];       /* by depth */
	struct row guess;              /* backward: of the last unit, never above the true row */
	unsigned stem_least[COLUMNS];  /* forward: the least so far in the column of the ending */
	uint8_t path[COLUMNS];         /* units */
	uint8_t path_ending[COLUMNS];  /* backward: endings that the units down to here are */
};

struct walker {
	const struct name_index *index;
	uint64_t *seen;  /* a bit for each token */
	uint8_t drop_least[COST_SCRIPTS][2][UNIT_COUNT];
	uint8_t turned[COST_SCRIPTS][UNIT_COUNT][UNIT_COUNT]; /* costs of substitution, sides exchanged */
	struct pass pass;
};

static void set_tables(struct walker *w, int t)
{
	for (int u = 0; u < UNIT_COUNT; u++) {
		for (int side = 0; side < 2; side++) {
			const uint8_t *drop = cost_tables[t].drop[side][u];
			uint8_t least = drop[0];
			for (int before = 1; before < UNIT_COUNT; before++) {
				least = drop[before] < least ? drop[before] : least;
			}
			w->drop_least[t][side][u] = least;
		}
		for (int other = 0; other < UNIT_COUNT; other++) {
			w->turned[t][u][other] = cost_tables[t].substitute[other][u];
		}
	}
}

struct walker *walker_create(const struct name_index *index)
{
	struct walker *w = xcalloc(1, sizeof *w);
	w->index = index;
	w->seen = xcalloc(index->header.tokens / 64 + 1, sizeof *w->seen);
	for (int t = 0; t < COST_SCRIPTS; t++) {
		set_tables(w, t);
	}
	return w;
}

void walker_destroy(struct walker *w)
{
	if (w) {
		free(w->seen);
		free(w);
	}
}

static bool is_far(const struct row *r)
{
	return r->first > r->last;
}

static unsigned cell(const struct row *r, unsigned j)
{
	return j >= r->first && j <= r->last ? r->cell[j] : FAR;
}

/* A row from the one above it, over a unit of the tree that costs drop to leave out. */
static void add_row(const struct pass *p, const struct row *above, uint8_t unit, unsigned drop, struct row *ret)
{
	unsigned first = above->first, last = above->last, left = FAR, least = COLUMNS, most = 0;
	for (unsigned j = first; j <= p->columns; j++) {
		unsigned come = left == FAR ? FAR : left + p->leave[j - 1], value = FAR;
		if (j > first && j <= last + 1) {
			value = above->cell[j - 1] + p->substitute[j - 1][unit];
			come = value < come ? value : come;
		}
		value = j <= last ? above->cell[j] + drop : FAR;
		come = come > p->reach[j] ? FAR : come;
		value = value < come ? value : come;
		left = value > p->stay[j] ? FAR : value;
		ret->cell[j] = (uint16_t)left;
		if (left != FAR) {
			least = least == COLUMNS ? j : least;
			most = j;
		} else if (j > last) {
			break;
		}
	}
	ret->first = (uint8_t)least;
	ret->last = (uint8_t)most;
}

static unsigned ending_cost(const struct pass *p, uint8_t ending)
{
	return ending < ENDING_COUNT ? p->ending[ending] : p->ending_least;
}

/* Backward: an ending of the tree stands for that of the token. */
static void add_ending(const struct pass *p, uint8_t ending, struct row *r)
{
	unsigned j = p->ending_column, cost = ending_cost(p, ending);
	if (cost > p->stay[j] || cost >= cell(r, j)) {
		return;
	}
	if (is_far(r)) {
		r->first = r->last = (uint8_t)j;
	}
	while (r->first > j) {
		r->cell[--r->first] = FAR;
	}
	while (r->last < j) {
		r->cell[++r->last] = FAR;
	}
	r->cell[j] = (uint16_t)cost;
}

/*
 * Backward, what it costs to leave out a unit of the tree depends on the next one on the path. So each step
 * makes the true row of the unit before, and a guess of its own that takes the least.
 */
static void settle_row(struct pass *p, unsigned d, uint8_t before)
{
	add_row(p, &p->row[d - 1], p->path[d], p->drop[p->path[d]][before], &p->row[d]);
	if (p->path_ending[d]) {
		add_ending(p, p->path_ending[d], &p->row[d]);
	}
}

static bool go_back(struct pass *p, unsigned d, uint8_t unit, uint8_t ending, bool endings)
{
	p->path[d] = unit;
	p->path_ending[d] = ending;
	if (d > 1) {
		settle_row(p, d - 1, unit);
	}
	if (!is_far(&p->row[d - 1])) {
		add_row(p, &p->row[d - 1], unit, p->drop_least[unit], &p->guess);
		if (!is_far(&p->guess)) {
			return true;
		}
	}
	return endings || (ending && ending_cost(p, ending) <= p->share);
}

/* One more unit of a path. False: nothing below can be within the limit. */
static bool go_down(struct pass *p, unsigned d, uint8_t unit, uint8_t ending, bool endings)
{
	if (p->backward) {
		return go_back(p, d, unit, ending, endings);
	}
	p->path[d] = unit;
	add_row(p, &p->row[d - 1], unit, p->drop[unit][p->path[d - 1]], &p->row[d]);
	unsigned stem = cell(&p->row[d], p->ending_column);
	p->stem_least[d] = stem < p->stem_least[d - 1] ? stem : p->stem_least[d - 1];
	return !is_far(&p->row[d]) || p->stem_least[d] + p->ending_least <= p->limit;
}

/* What the walk knows of the cost of a token whose units it has gone down: never above the true cost. */
static bool may_fit(struct pass *p, const struct name_token *t)
{
	if (p->backward) {
		settle_row(p, t->length, 0);
	}
	return cell(&p->row[t->length], p->columns) <= p->limit ||
		(!p->backward && cell(&p->row[t->stem], p->ending_column) + p->ending[t->ending] <= p->limit);
}

static uint32_t token_at(const struct walker *w, uint32_t place)
{
	return w->pass.backward ? w->index->back[place] : place;
}

void alike_add(struct alike_list *list, uint32_t token, unsigned cost)
{
	if (list->count == list->room) {
		list->room = list->room ? list->room * 2 : 256;
		list->alike = xrealloc(list->alike, list->room * sizeof *list->alike);
	}
	list->alike[list->count++] = (struct alike){token, (uint16_t)cost};
}

static void try_token(struct walker *w, const struct name_token *q, uint32_t number, struct alike_list *ret)
{
	const struct name_token *t = &w->index->token[number].read;
	unsigned limit = name_anchor_limit(q->length, t->length);
	if ((w->seen[number / 64] >> (number % 64) & 1) || !may_fit(&w->pass, t)) {
		return;
	}
	unsigned cost = name_token_cost(q, t, limit);
	if (cost <= limit) {
		w->seen[number / 64] |= UINT64_C(1) << (number % 64);
		alike_add(ret, number, cost);
	}
}

/* The rest of the one code at a node, then its tokens. */
static void finish_code(struct walker *w, const struct name_token *q, const struct index_node *n,
	struct alike_list *ret)
{
	struct pass *p = &w->pass;
	uint32_t end = p->node[n->end].from;
	const struct name_token *t = &w->index->token[token_at(w, n->from)].read;
	unsigned strip = (unsigned)(t->length - t->stem);
	for (unsigned d = n->depth + 1u; d <= t->length; d++) {
		uint8_t unit = t->code[p->backward ? t->length - d : d - 1];
		if (!go_down(p, d, unit, strip == d ? t->ending : 0, strip > d)) {
			return;
		}
	}
	for (uint32_t place = n->from; place < end; place++) {
		try_token(w, q, token_at(w, place), ret);
	}
}

static void walk(struct walker *w, const struct name_token *q, uint32_t from, uint32_t to,
	struct alike_list *ret)
{
	struct pass *p = &w->pass;
	for (uint32_t i = from; i < to;) {
		const struct index_node *n = &p->node[i];
		__builtin_prefetch(&p->node[n->end]); /* the next sibling: far away, and mostly looked at */
		if (n->flags & NODE_WHOLE && !p->backward) {
			__builtin_prefetch(&w->index->token[n->from]);
		}
		if (!go_down(p, n->depth, n->unit, n->ending, n->flags & NODE_ENDINGS)) {
			i = n->end;
			continue;
		}
		if (n->flags & NODE_WHOLE) {
			finish_code(w, q, n, ret);
			i = n->end;
			continue;
		}
		i++;
		for (uint32_t place = n->from; place < p->node[i].from; place++) {
			try_token(w, q, token_at(w, place), ret);
		}
	}
}

/* Costs between the token and a side of the tree: which table, and which of its two sides the tree is. */
static const struct cost_table *table_of(const struct name_token *q, enum index_side side, int *ret_tree)
{
	bool cyrillic = q->script == NAME_CYRILLIC;
	*ret_tree = cyrillic ? 0 : 1;
	if (cyrillic == (side == SIDE_CYRILLIC)) {
		return &cost_tables[cyrillic ? COST_CYRILLIC : COST_LATIN];
	}
	return &cost_tables[COST_MIXED];
}

static void set_costs(struct walker *w, const struct name_token *q, const struct cost_table *t, int tree)
{
	struct pass *p = &w->pass;
	for (unsigned j = 0; j < p->columns; j++) {
		unsigned at = p->backward ? p->columns - 1 - j : j;
		uint8_t unit = q->code[at];
		p->leave[j] = t->drop[!tree][unit][at ? q->code[at - 1] : 0];
		p->substitute[j] = tree ? t->substitute[unit] : w->turned[t - cost_tables][unit];
	}
	p->drop = t->drop[tree];
	p->drop_least = w->drop_least[t - cost_tables][tree];
	p->ending_least = FAR;
	for (unsigned e = 0; e < ENDING_COUNT; e++) {
		p->ending[e] = tree ? t->ending[q->ending][e] : t->ending[e][q->ending];
		p->ending_least = p->ending[e] < p->ending_least ? p->ending[e] : p->ending_least;
	}
}

/* Limits by column, and the row before the first unit of the tree. */
static void set_limits(struct pass *p, const struct name_token *q, unsigned limit)
{
	unsigned middle = q->length / 2u < q->stem ? q->length / 2u : q->stem, value = 0;
	unsigned half = p->backward ? p->columns - middle : middle;
	unsigned share = limit * FORWARD_EIGHTHS / 8;
	share = p->backward ? limit - share : share; /* one of them is not exceeded */
	p->limit = limit;
	p->share = share;
	p->ending_column = p->backward ? (unsigned)(q->length - q->stem) : q->stem;
	for (unsigned j = 0; j <= p->columns; j++) {
		p->reach[j] = j <= half ? share : limit;
		p->stay[j] = j < half || (p->backward && j == half) ? share : limit;
	}
	p->row[0].first = 0;
	for (unsigned j = 0; j <= p->columns && value <= p->reach[j]; j++) {
		p->row[0].cell[j] = (uint16_t)value;
		p->row[0].last = (uint8_t)j;
		value += j < p->columns ? p->leave[j] : 0;
	}
	p->path[0] = 0;
	if (p->backward) {
		add_ending(p, 0, &p->row[0]);
	}
	p->stem_least[0] = cell(&p->row[0], p->ending_column);
}

void walker_find(struct walker *w, const struct name_token *q, struct alike_list *ret)
{
	struct pass *p = &w->pass;
	const struct name_index *x = w->index;
	uint32_t before = ret->count;
	p->columns = q->length;
	for (int backward = 0; backward < 2; backward++) {
		p->backward = backward;
		p->node = backward ? x->backward : x->forward;
		for (int side = 0; side < SIDES; side++) {
			uint32_t turn = x->header.turn[backward], end = x->header.nodes[backward];
			uint32_t from = side == SIDE_OTHER ? 0 : turn, to = side == SIDE_OTHER ? turn : end;
			int tree;
			if (from < to) {
				const struct cost_table *t = table_of(q, (enum index_side)side, &tree);
				set_costs(w, q, t, tree);
				set_limits(p, q, name_anchor_limit(q->length, NAME_CODE_MOST));
				walk(w, q, from, to, ret);
			}
		}
	}
	for (uint32_t i = before; i < ret->count; i++) {
		w->seen[ret->alike[i].token / 64] = 0;
	}
}
