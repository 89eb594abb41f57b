/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The run: rows taken in, u and m learnt, pairs weighed, groups made. */
#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

#include "name/link_internal.h"

/* Blocked pairs that m is learnt from: more tell nothing new. */
#define LEARN_PAIRS 500000

struct linking *linking_create(const struct link_field *fields, size_t count)
{
	struct linking *l = xcalloc(1, sizeof *l);
	l->fields = count < LINK_FIELDS_MOST ? count : LINK_FIELDS_MOST;
	for (size_t f = 0; f < l->fields; f++) {
		column_init(&l->columns[f], &fields[f]);
		l->model.types[f] = fields[f].type;
	}
	l->model.fields = l->fields;
	return l;
}

void linking_destroy(struct linking *l)
{
	if (!l) {
		return;
	}
	for (size_t f = 0; f < l->fields; f++) {
		column_finish(&l->columns[f]);
	}
	model_finish(&l->model);
	free(l->values);
	free(l->copy_of);
	free(l->equal_rows);
	free(l->equals);
	free(l->counted);
	free(l->decisions);
	free(l->pairs);
	free(l->groups);
	free(l);
}

enum rc linking_add(struct linking *l, unsigned side, const struct str *cells, uint32_t *ret, struct fault *f)
{
	if (l->count == LINK_RECORDS_MOST) {
		return fault_set(f, RC_LIMIT, "more than %u rows cannot be linked at once", LINK_RECORDS_MOST);
	}
	if (l->count == l->room) {
		l->room = l->room ? l->room * 2 : 1024;
		l->values = xrealloc(l->values, l->room * l->fields * sizeof *l->values);
	}
	if (side == 1 && !l->two_lists) {
		l->two_lists = true;
		l->second = l->count;
	}
	for (size_t i = 0; i < l->fields; i++) {
		l->values[(size_t)l->count * l->fields + i] = column_intern(&l->columns[i], cells[i]);
	}
	*ret = l->count++;
	return RC_OK;
}

void linking_decide(struct linking *l, uint32_t a, uint32_t b, enum link_decision decision)
{
	if (l->decision_count == l->decision_room) {
		l->decision_room = l->decision_room ? l->decision_room * 2 : 64;
		l->decisions = xrealloc(l->decisions, l->decision_room * sizeof *l->decisions);
	}
	l->decisions[l->decision_count++] = (struct link_said){a < b ? a : b, a < b ? b : a, decision};
}

float link_weight_of_probability(double probability)
{
	return (float)log2(probability / (1 - probability));
}

/* ---- learning ---- */

uint64_t linking_counted_pairs(const struct linking *l)
{
	uint64_t first = l->counted_first, all = l->counted_count;
	return l->two_lists ? first * (all - first) : all * (all - 1) / 2;
}

static void learn(struct linking *l, const struct link_pairs *blocked)
{
	struct pattern_counts counts = {0};
	struct link_sight sight = {.left.column = NULL};
	size_t step = 1 + blocked->count / LEARN_PAIRS;
	for (size_t i = 0; i < blocked->count; i += step) {
		uint32_t a = (uint32_t)(blocked->list[i] >> 32), b = (uint32_t)blocked->list[i];
		counts_add(&counts, linking_pattern(l, a, b, &sight), (double)step);
	}
	for (size_t i = 0; i < l->equal_count && !l->two_lists; i++) {
		const struct link_equal *e = &l->equals[i];
		if (!e->copies) {
			counts_add(&counts, linking_pattern(l, e->rows[0], e->rows[1], &sight), e->count * (e->count - 1.0) / 2);
		}
	}
	uint32_t first = l->counted_first, second = l->counted_count - first;
	uint32_t shorter = l->two_lists && first < second ? first : second;
	model_learn(&l->model, &counts, fmax((double)linking_counted_pairs(l), 1), shorter);
	counts_finish(&counts);
}

/* ---- weighing ---- */

/* What a field adds to the pair's weight. */
static double field_weight(const struct linking *l, uint64_t pattern, size_t field, uint32_t a, uint32_t b)
{
	const struct link_column *c = &l->columns[field];
	enum link_level level = pattern_level(pattern, field);
	double w = model_field_weight(&l->model, pattern, field);
	return level == LINK_MISSING ? 0
		: w + column_rarity(c, row_value(l, a, field), row_value(l, b, field), level, l->model.u[field][level]);
}

static double pattern_weight(const struct linking *l, uint64_t pattern, uint32_t a, uint32_t b)
{
	double w = 0;
	for (size_t f = 0; f < l->fields; f++) {
		w += field_weight(l, pattern, f, a, b);
	}
	return w;
}

double linking_evidence(const struct linking *l, uint32_t a, uint32_t b, struct link_sight *sight)
{
	return pattern_weight(l, linking_pattern(l, a, b, sight), a, b);
}

/* The most that names can add to a pair. */
static double names_most(const struct linking *l)
{
	double most = 0;
	for (size_t f = 0; f < l->fields; f++) {
		double best = 0;
		for (unsigned level = 1; level < LINK_LEVELS && l->columns[f].field.type == LINK_NAME; level++) {
			best = fmax(best, fmax(l->model.weight[f][level], l->model.weight_given[f][level]));
		}
		most += best;
	}
	return most;
}

/* Half of the pairs, weighed by one thread. Pairs that matter to nobody are dropped at once. */
struct weighing {
	const struct linking *l;
	const struct link_options *o;
	const uint64_t *pairs;
	size_t count;
	float least;
	double names_most;
	struct link_pair *kept;
	size_t kept_count, kept_room;
	bool tells;
};

static void keep(struct weighing *w, uint32_t a, uint32_t b, double weight)
{
	if (w->kept_count == w->kept_room) {
		w->kept_room = w->kept_room ? w->kept_room * 2 : 1024;
		w->kept = xrealloc(w->kept, w->kept_room * sizeof *w->kept);
	}
	w->kept[w->kept_count++] = (struct link_pair){a, b, (float)weight};
}

/* Names are compared last, and only where they can still make a match; alone they are never certain. */
static bool weigh_pair(const struct weighing *w, uint32_t a, uint32_t b, struct link_sight *sight, double *ret)
{
	const struct linking *l = w->l;
	uint64_t plain = linking_plain_pattern(l, a, b);
	double weight = l->model.prior + pattern_weight(l, plain, a, b);
	if (weight + w->names_most < w->least) {
		return false;
	}
	weight += pattern_weight(l, linking_name_pattern(l, a, b, sight), a, b);
	*ret = plain ? weight : fmin(weight, link_weight_of_probability(NAME_CERTAIN_MOST));
	return *ret >= w->least;
}

static void *weigh(void *data)
{
	struct weighing *w = data;
	struct link_sight sight = {.left.column = NULL};
	for (size_t i = 0; i < w->count; i++) {
		uint32_t a = (uint32_t)(w->pairs[i] >> 32), b = (uint32_t)w->pairs[i];
		double weight;
		if (weigh_pair(w, a, b, &sight, &weight)) {
			keep(w, a, b, weight);
		}
		if (w->tells && i % 16384 == 0 && w->o->progress) {
			w->o->progress(w->o->data, "comparing", i * 2, w->count * 2);
		}
	}
	return NULL;
}

static int heaviest_first(const void *a, const void *b)
{
	const struct link_pair *x = a, *y = b;
	if (x->weight != y->weight) {
		return x->weight > y->weight ? -1 : 1;
	}
	if (x->a != y->a) {
		return x->a < y->a ? -1 : 1;
	}
	return (x->b > y->b) - (x->b < y->b);
}

/* Equal rows have one weight: a star of pairs from the first of them. */
static void weigh_equal(struct linking *l, struct weighing *w)
{
	struct link_sight sight = {.left.column = NULL};
	double weight;
	for (size_t i = 0; i < l->equal_count && !l->two_lists; i++) {
		struct link_equal *e = &l->equals[i];
		bool tells = weigh_pair(w, e->rows[0], e->rows[1], &sight, &weight);
		e->joined = tells && weight >= link_weight_of_probability(w->o->threshold);
		l->alike += e->joined ? 0 : e->count;
		for (uint32_t k = 1; tells && k < e->count; k++) {
			keep(w, e->rows[0], e->rows[k], weight);
		}
		l->compared += e->count - 1;
	}
}

static int by_first_row(const void *key, const void *item)
{
	uint32_t row = *(const uint32_t *)key, first = ((const struct link_equal *)item)->rows[0];
	return (row > first) - (row < first);
}

static const struct link_equal *equals_of(const struct linking *l, uint32_t row)
{
	return l->equal_count ? bsearch(&row, l->equals, l->equal_count, sizeof *l->equals, by_first_row) : NULL;
}

/* Where a row of one list is at most one of the other, equal rows meet equal rows in step. */
static void pair_in_step(struct linking *l, struct weighing *w)
{
	size_t count = w->kept_count;
	for (size_t i = 0; i < count && w->o->one_to_one && l->two_lists; i++) {
		struct link_pair p = w->kept[i];
		const struct link_equal *a = equals_of(l, p.a), *b = equals_of(l, p.b);
		for (uint32_t k = 1; a && b && k < a->count && k < b->count; k++) {
			keep(w, a->rows[k], b->rows[k], p.weight);
		}
	}
}

static void weigh_pairs(struct linking *l, const struct link_options *o, const struct link_pairs *blocked)
{
	size_t half = blocked->count / 2;
	float least = link_weight_of_probability(o->review < o->threshold ? o->review : o->threshold);
	double most = names_most(l);
	struct weighing one = {l, o, blocked->list, half, least, most, NULL, 0, 0, true};
	struct weighing two = {l, o, blocked->list + half, blocked->count - half, least, most,
		NULL, 0, 0, false};
	pthread_t thread;
	bool started = pthread_create(&thread, NULL, weigh, &two) == 0;
	weigh(&one);
	if (started) {
		(void)pthread_join(thread, NULL);
	} else {
		weigh(&two);
	}
	for (size_t i = 0; i < two.kept_count; i++) {
		keep(&one, two.kept[i].a, two.kept[i].b, two.kept[i].weight);
	}
	free(two.kept);
	weigh_equal(l, &one);
	pair_in_step(l, &one);
	l->pairs = one.kept;
	l->pair_count = one.kept_count;
	if (l->pair_count) {
		qsort(l->pairs, l->pair_count, sizeof *l->pairs, heaviest_first);
	}
}

static int by_rows(const void *a, const void *b)
{
	const struct link_said *x = a, *y = b;
	if (x->a != y->a) {
		return x->a < y->a ? -1 : 1;
	}
	return (x->b > y->b) - (x->b < y->b);
}

/* A pair that a person has settled is no longer asked about. */
static void drop_decided(struct linking *l)
{
	size_t kept = 0;
	if (l->decision_count == 0) {
		return;
	}
	qsort(l->decisions, l->decision_count, sizeof *l->decisions, by_rows);
	for (size_t i = 0; i < l->pair_count; i++) {
		struct link_said key = {l->pairs[i].a, l->pairs[i].b, LINK_UNDECIDED};
		if (!bsearch(&key, l->decisions, l->decision_count, sizeof key, by_rows)) {
			l->pairs[kept++] = l->pairs[i];
		}
	}
	l->pair_count = kept;
}

enum rc linking_run(struct linking *l, const struct link_options *o, struct fault *f)
{
	struct link_pairs blocked;
	uint64_t first = l->second, second = l->count - l->second;
	if (l->count < 2 || (l->two_lists && (first == 0 || second == 0))) {
		return fault_set(f, RC_INVALID, "there are no two rows to compare");
	}
	l->possible = l->two_lists ? first * second : (uint64_t)l->count * (l->count - 1) / 2;
	linking_fold_equal(l);
	linking_meet_strangers(l);
	linking_block(l, o, &blocked);
	l->compared = blocked.count;
	learn(l, &blocked);
	weigh_pairs(l, o, &blocked);
	free(blocked.list);
	drop_decided(l);
	linking_cluster(l, o);
	return RC_OK;
}

/* ---- what was found ---- */

size_t linking_pairs(const struct linking *l, const struct link_pair **ret)
{
	*ret = l->pairs;
	return l->pair_count;
}

uint32_t linking_group(const struct linking *l, uint32_t record)
{
	return l->groups[record];
}

struct link_effort linking_effort(const struct linking *l)
{
	return (struct link_effort){l->compared, l->possible, l->alike, l->crowded};
}

char *linking_explain(const struct linking *l, struct arena *a, uint32_t one, uint32_t other)
{
	char *text = arena_strdup(a, "");
	struct link_sight sight = {.left.column = NULL};
	uint64_t pattern = linking_pattern(l, one, other, &sight);
	for (size_t f = 0; f < l->fields; f++) {
		enum link_level level = pattern_level(pattern, f);
		text = arena_printf(a, "%s%s%s %s", text, f ? "; " : "", l->columns[f].field.label,
			level_words(l->columns[f].field.type, level));
		text = level == LINK_MISSING ? text
			: arena_printf(a, "%s (%+.1f)", text, field_weight(l, pattern, f, one, other));
	}
	return text;
}
