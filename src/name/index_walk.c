/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows of an edit distance, a byte for each place, all places of a row at once. */
#include "name/index_walk.h"

#include <simde/x86/sse2.h>
#include <stdlib.h>
#include <string.h>

#define LANES 16
/* Units of a word that a row has places for; of a longer word the first ones are looked at, then the whole. */
#define COLUMNS_MOST (LANES - 1)
#define FAR 255u
#define COARSE_SHIFT 2 /* costs in parts of 1 << that */
#define STEPS 4 /* 1, 2, 4 and 8 units of the word left out */

typedef simde__m128i row;

union cells {
	row row;
	uint8_t cell[LANES];
};

/* What each step costs, by column; the first column is before the word. */
struct step_costs {
	bool ready;
	row substitute[UNIT_COUNT]; /* by unit of the tree */
	row leave[STEPS];           /* of the 1 << step units of the word up to the column */
};

/* A word against the tokens of one side. */
struct costs {
	struct step_costs exact;
	struct step_costs coarse; /* parts of it, rounded down, that reach farther */
	const uint8_t (*drop)[UNIT_COUNT]; /* of a unit of the tree, by the one before it */
	uint8_t ending[ENDING_COUNT]; /* what each costs in place of that of the word */
	unsigned ending_least;
};

struct asked_word {
	struct name_token token;
	unsigned columns; /* the last one */
	bool whole;       /* all of the word has columns */
	unsigned stem;    /* the column of its stem; beyond the last one, there is none */
	bool ready[SIDES];
	struct costs costs[SIDES];
};

/* One walk. Rows by depth, as bytes too, to be read place by place. */
struct pass {
	const struct asked_word *word;
	const struct costs *costs;
	unsigned limit;
	int count; /* of leave[] that may be within it */
	union cells at[NAME_CODE_MOST + 1];
	uint8_t path[NAME_CODE_MOST + 1]; /* units */
};

struct walker {
	const struct name_index *index;
	struct pass pass;
	struct asked_word word[NAME_TOKENS_MOST];
	uint8_t turned[COST_SCRIPTS][UNIT_COUNT][UNIT_COUNT]; /* costs of substitution, sides exchanged */
};

struct walker *walker_create(const struct name_index *index)
{
	struct walker *w = xcalloc(1, sizeof *w); /* aligned for rows, as all of malloc is */
	w->index = index;
	for (int t = 0; t < COST_SCRIPTS; t++) {
		for (int u = 0; u < UNIT_COUNT; u++) {
			for (int other = 0; other < UNIT_COUNT; other++) {
				w->turned[t][u][other] = cost_tables[t].substitute[other][u];
			}
		}
	}
	return w;
}

void walker_destroy(struct walker *w)
{
	free(w);
}

/* The same a number of columns farther on. What is 0 before them has a step added that is FAR there. */
#define SHIFTED(v, columns) simde_mm_slli_si128((v), (columns))

/* Costs between the word and a side of the tree: which table, and which of its two sides the tree is. */
static const struct cost_table *table_of(const struct name_token *word, enum index_side side, int *ret_tree)
{
	bool cyrillic = word->script == NAME_CYRILLIC;
	*ret_tree = cyrillic ? 0 : 1;
	if (cyrillic == (side == SIDE_CYRILLIC)) {
		return &cost_tables[cyrillic ? COST_CYRILLIC : COST_LATIN];
	}
	return &cost_tables[COST_MIXED];
}

/* What it costs to leave out the 1 << step units of the word that end with each column. */
static void set_leaves(const struct asked_word *a, const uint8_t drop[UNIT_COUNT][UNIT_COUNT], unsigned shift,
	struct step_costs *ret)
{
	uint8_t *one = (uint8_t *)&ret->leave[0];
	memset(ret->leave, FAR, sizeof ret->leave);
	for (unsigned j = 1; j <= a->columns; j++) {
		one[j] = drop[a->token.code[j - 1]][j > 1 ? a->token.code[j - 2] : 0] >> shift;
	}
	for (unsigned step = 1; step < STEPS; step++) {
		const uint8_t *part = (const uint8_t *)&ret->leave[step - 1];
		uint8_t *whole = (uint8_t *)&ret->leave[step];
		for (unsigned j = 1u << step; j <= a->columns; j++) {
			unsigned cost = part[j] + part[j - (1u << (step - 1))];
			whole[j] = (uint8_t)(cost < FAR ? cost : FAR);
		}
	}
}

/* The steps between the word and a side of the tree, if they were not set before. */
static void set_steps(const struct walker *w, const struct asked_word *a, enum index_side side, unsigned shift,
	struct step_costs *c)
{
	uint8_t *cells = (uint8_t *)c->substitute;
	int tree;
	const struct cost_table *t = table_of(&a->token, side, &tree);
	if (c->ready) {
		return;
	}
	c->ready = true;
	memset(c->substitute, FAR, sizeof c->substitute);
	for (unsigned j = 1; j <= a->columns; j++) {
		uint8_t unit = a->token.code[j - 1];
		const uint8_t *by_unit = tree ? t->substitute[unit] : w->turned[t - cost_tables][unit];
		for (unsigned other = 0; other < UNIT_COUNT; other++) {
			cells[other * LANES + j] = by_unit[other] >> shift;
		}
	}
	set_leaves(a, t->drop[!tree], shift, c);
}

static void set_endings(struct asked_word *a, enum index_side side)
{
	struct costs *c = &a->costs[side];
	int tree;
	const struct cost_table *t = table_of(&a->token, side, &tree);
	c->exact.ready = c->coarse.ready = false;
	c->drop = t->drop[tree];
	c->ending_least = FAR;
	for (unsigned e = 0; e < ENDING_COUNT; e++) {
		c->ending[e] = tree ? t->ending[a->token.ending][e] : t->ending[e][a->token.ending];
		c->ending_least = c->ending[e] < c->ending_least ? c->ending[e] : c->ending_least;
	}
}

void walker_set(struct walker *w, size_t i, const struct name_token *word)
{
	struct asked_word *a = &w->word[i];
	a->token = *word;
	a->whole = word->length <= COLUMNS_MOST;
	a->columns = a->whole ? word->length : COLUMNS_MOST;
	a->stem = word->stem <= a->columns ? word->stem : LANES;
	set_endings(a, SIDE_OTHER);
	set_endings(a, SIDE_CYRILLIC);
}

/* Units of the word that are left out after the last column that was reached. */
static inline row leave_out(const struct step_costs *c, int count, row v)
{
	v = simde_mm_min_epu8(v, simde_mm_adds_epu8(SHIFTED(v, 1), c->leave[0]));
	v = simde_mm_min_epu8(v, simde_mm_adds_epu8(SHIFTED(v, 2), c->leave[1]));
	if (count > 2) {
		v = simde_mm_min_epu8(v, simde_mm_adds_epu8(SHIFTED(v, 4), c->leave[2]));
		v = simde_mm_min_epu8(v, simde_mm_adds_epu8(SHIFTED(v, 8), c->leave[3]));
	}
	return v;
}

static unsigned cell(const struct pass *p, unsigned depth, unsigned column)
{
	return column < LANES ? p->at[depth].cell[column] : FAR;
}

/* The least in a column down to a depth: some codes there may go on in another way than row by row. */
static unsigned least_in(const struct pass *p, unsigned depth, unsigned column)
{
	unsigned least = FAR;
	for (unsigned d = 0; d <= depth; d++) {
		least = cell(p, d, column) < least ? cell(p, d, column) : least;
	}
	return least;
}

/* Whether any of the columns is within the limit. */
static inline bool is_within(row v, unsigned limit)
{
	row over = simde_mm_subs_epu8(v, simde_mm_set1_epi8((char)limit));
	return simde_mm_movemask_epi8(simde_mm_cmpeq_epi8(over, simde_mm_setzero_si128())) != 0;
}

/* Before the first unit of a token. */
static row first_row(const struct step_costs *c, int count)
{
	row v = simde_mm_slli_si128(simde_mm_set1_epi8((char)FAR), 1);
	return leave_out(c, count, v);
}

static void begin(struct walker *w, size_t i, enum index_side side, unsigned limit)
{
	struct pass *p = &w->pass;
	set_steps(w, &w->word[i], side, 0, &w->word[i].costs[side].exact);
	p->word = &w->word[i];
	p->costs = &p->word->costs[side];
	p->limit = limit;
	p->count = is_within(p->costs->exact.leave[2], limit) ? STEPS : 2;
	p->at[0].row = first_row(&p->costs->exact, p->count);
	p->path[0] = 0;
}

static inline row next_row(const struct step_costs *c, int count, row above, uint8_t unit, unsigned drop)
{
	row dropped = simde_mm_adds_epu8(above, simde_mm_set1_epi8((char)drop));
	row v = simde_mm_adds_epu8(SHIFTED(above, 1), c->substitute[unit]);
	return leave_out(c, count, simde_mm_min_epu8(v, dropped));
}

/* One more unit of a path. False: nothing below can be within the limit. */
static inline bool go_down(struct pass *p, unsigned depth, uint8_t unit, bool in_ending)
{
	const struct costs *c = p->costs;
	unsigned drop = c->drop[unit][p->path[depth - 1]];
	row v = next_row(&c->exact, p->count, p->at[depth - 1].row, unit, drop);
	p->at[depth].row = v;
	p->path[depth] = unit;
	return is_within(v, p->limit) ||
		(in_ending && least_in(p, depth - 1, p->word->stem) + c->ending_least <= p->limit) ||
		(!p->word->whole && least_in(p, depth, p->word->columns) <= p->limit);
}

/* The cost of a token whose units were gone down; above the limit, some number above it. */
static unsigned cost_there(const struct pass *p, const struct name_token *t)
{
	unsigned by_ending = cell(p, t->stem, p->word->stem) + p->costs->ending[t->ending];
	unsigned cost = p->word->whole ? cell(p, t->length, p->word->columns) :
		least_in(p, t->length, p->word->columns);
	cost = by_ending < cost ? by_ending : cost;
	return cost > p->limit || p->word->whole ? cost : name_token_cost(&p->word->token, t, p->limit);
}

void alike_add(struct alike_list *list, uint32_t token, unsigned cost)
{
	if (list->count == list->room) {
		list->room = list->room ? list->room * 2 : 256;
		list->alike = xrealloc(list->alike, list->room * sizeof *list->alike);
	}
	list->alike[list->count++] = (struct alike){.token = token, .cost = (uint16_t)cost};
}

static void try_token(struct walker *w, uint32_t token, struct alike_list *ret)
{
	unsigned cost = cost_there(&w->pass, &w->index->token[token].read);
	if (cost <= w->pass.limit) {
		alike_add(ret, token, cost);
	}
}

/* The rest of the one code below a node of that depth, then its tokens. */
static void finish_code(struct walker *w, uint32_t from, uint32_t to, unsigned depth, struct alike_list *ret)
{
	const struct name_token *t = &w->index->token[from].read;
	for (unsigned d = depth + 1; d <= t->length; d++) {
		if (!go_down(&w->pass, d, t->code[d - 1], d > t->stem)) {
			return;
		}
	}
	for (uint32_t token = from; token < to; token++) {
		try_token(w, token, ret);
	}
}

/* Siblings of that depth, from the first one on; the tokens at and below them end before to. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as a code is long */
static void walk(struct walker *w, const struct index_node *n, uint32_t to, unsigned depth, struct alike_list *ret)
{
	for (;; n++) {
		bool last = n->flags & NODE_LAST;
		uint32_t end = last ? to : n[1].from;
		if (go_down(&w->pass, depth, n->unit, n->flags & NODE_ENDING)) {
			if (n->flags & NODE_WHOLE) {
				finish_code(w, n->from, end, depth, ret);
			} else {
				const struct index_node *child = &w->index->node[n->child];
				for (uint32_t token = n->from; token < child->from; token++) {
					try_token(w, token, ret);
				}
				walk(w, child, end, depth + 1, ret);
			}
		}
		if (last) {
			return;
		}
	}
}

void walker_find(struct walker *w, size_t i, unsigned limit, struct alike_list *ret)
{
	const struct index_header *h = &w->index->header;
	const struct index_node *root = w->index->node;
	ret->count = 0;
	for (int side = 0; side < SIDES; side++) {
		if (h->roots[side] > 0) {
			begin(w, i, (enum index_side)side, limit);
			walk(w, root, side == SIDE_OTHER ? h->others : h->tokens, 1, ret);
		}
		root += h->roots[side];
	}
}

static unsigned least_cell(row v)
{
	union cells c;
	v = simde_mm_min_epu8(v, simde_mm_srli_si128(v, 8));
	v = simde_mm_min_epu8(v, simde_mm_srli_si128(v, 4));
	v = simde_mm_min_epu8(v, simde_mm_srli_si128(v, 2));
	c.row = simde_mm_min_epu8(v, simde_mm_srli_si128(v, 1));
	return c.cell[0];
}

static const struct costs *coarse_costs(struct walker *w, size_t i, const struct index_token *t)
{
	struct costs *c = &w->word[i].costs[t->side];
	set_steps(w, &w->word[i], (enum index_side)t->side, COARSE_SHIFT, &c->coarse);
	return c;
}

static inline row coarse_row(const struct costs *c, row above, const struct name_token *t, unsigned d)
{
	uint8_t unit = t->code[d], before = d ? t->code[d - 1] : 0;
	return next_row(&c->coarse, STEPS, above, unit, c->drop[unit][before] >> COARSE_SHIFT);
}

unsigned walker_least(struct walker *w, size_t i, uint32_t token)
{
	const struct index_token *t = &w->index->token[token];
	const struct asked_word *a = &w->word[i];
	if (!a->whole) {
		return name_token_cost(&a->token, &t->read, WALK_FAR);
	}
	const struct costs *c = coarse_costs(w, i, t);
	union cells end = {.row = first_row(&c->coarse, STEPS)}, stem = end;
	for (unsigned d = 0; d < t->read.length; d++) {
		end.row = coarse_row(c, end.row, &t->read, d);
		stem.row = d + 1 == t->read.stem ? end.row : stem.row;
	}
	unsigned least = (unsigned)end.cell[a->columns] << COARSE_SHIFT;
	unsigned by_ending = ((unsigned)stem.cell[a->stem] << COARSE_SHIFT) + c->ending[t->read.ending];
	return by_ending < least ? by_ending : least;
}

/* Two that are joined have rows as the first of them has; where their ending begins, it may be before its end. */
unsigned walker_least_joined(struct walker *w, size_t i, uint32_t token)
{
	const struct index_token *t = &w->index->token[token];
	const struct asked_word *a = &w->word[i];
	if (!a->whole) {
		return 0;
	}
	const struct costs *c = coarse_costs(w, i, t);
	union cells all = {.row = first_row(&c->coarse, STEPS)};
	row end = all.row, last = simde_mm_set1_epi8((char)FAR);
	for (unsigned d = 0; d < t->read.length; d++) {
		end = coarse_row(c, end, &t->read, d);
		all.row = simde_mm_min_epu8(all.row, end);
		last = d + ENDING_UNITS_MOST >= t->read.length ? simde_mm_min_epu8(last, end) : last;
	}
	unsigned through = FAR;
	for (unsigned j = a->columns > ENDING_UNITS_MOST ? a->columns - ENDING_UNITS_MOST : 0; j <= a->columns; j++) {
		through = all.cell[j] < through ? all.cell[j] : through;
	}
	unsigned least = least_cell(last);
	return (least < through ? least : through) << COARSE_SHIFT;
}
