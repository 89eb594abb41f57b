/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Fellegi-Sunter weights without labels. u is measured on random pairs, where nearly all are of two people; m and
 * the share of matches are learnt by expectation maximisation (Dempster, Laird and Rubin 1977) over patterns of
 * agreement of the pairs in blocks, and the few matches among the random pairs are taken out of u as they become
 * known. Because u and the share are those of all pairs, and not of the pairs in blocks, blocking does not bend
 * them: it only leaves out pairs that nearly agree on nothing.
 *
 * Fields are not independent among strangers either: neighbours share town and postcode. So each field may lean on
 * one earlier field, a tree as that of Chow and Liu (1968): where two rows are equal in that one, u is the share
 * among strangers who are equal in it.
 */
#include <math.h>
#include <string.h>

#include "name/link_internal.h"

#define ROUNDS_MOST 200
#define SETTLED 1e-5
/* A field leans on another when agreement in that one makes its own this many times likelier. */
#define LEANS 2.0
/* However well a field is kept, so often it is wrong in any way at all. */
#define ERRS 0.02

unsigned pattern_level(uint64_t pattern, size_t field)
{
	return (unsigned)(pattern >> (field * LINK_LEVEL_BITS)) & ((1u << LINK_LEVEL_BITS) - 1);
}

void counts_add(struct pattern_counts *c, uint64_t pattern, double n)
{
	if (c->used * 2 >= c->room) {
		struct pattern_counts old = *c;
		c->room = old.room ? old.room * 2 : 1024;
		c->used = 0;
		c->slots = xcalloc(c->room, sizeof *c->slots);
		for (size_t i = 0; i < old.room; i++) {
			if (old.slots[i].n > 0) {
				counts_add(c, old.slots[i].pattern, old.slots[i].n);
			}
		}
		free(old.slots);
	}
	size_t at = (size_t)(link_mix(pattern)) & (c->room - 1);
	while (c->slots[at].n > 0 && c->slots[at].pattern != pattern) {
		at = (at + 1) & (c->room - 1);
	}
	c->used += !(c->slots[at].n > 0);
	c->slots[at].pattern = pattern;
	c->slots[at].n += n;
}

void counts_finish(struct pattern_counts *c)
{
	free(c->slots);
	*c = (struct pattern_counts){0};
}

double model_field_weight(const struct link_model *m, uint64_t pattern, size_t field)
{
	unsigned level = pattern_level(pattern, field);
	if (level == LINK_MISSING) {
		return 0;
	}
	bool given = m->leans_on[field] >= 0 && pattern_level(pattern, (size_t)m->leans_on[field]) == LINK_EQUAL;
	return given ? m->weight_given[field][level] : m->weight[field][level];
}

double model_weight(const struct link_model *m, uint64_t pattern)
{
	double w = 0;
	for (size_t f = 0; f < m->fields; f++) {
		w += model_field_weight(m, pattern, f);
	}
	return w;
}

/*
 * What is usual before a list has told anything of itself: shares of the levels among rows of one person (m) and of
 * two (u), by type. A long list outweighs them; a short one has too little of its own to learn from.
 */
static const struct {
	double m[LINK_LEVELS], u[LINK_LEVELS];
} usual[] = {
	[LINK_NAME] = {{0, 0.60, 0.16, 0.10, 0.06, 0.05, 0.03}, {0, 5e-6, 1e-5, 5e-5, 2e-4, 3e-3, 0.996735}},
	[LINK_WORDS] = {{0, 0.72, 0.05, 0.04, 0.07, 0.04, 0.08}, {0, 0.02, 1e-4, 2e-4, 2e-3, 8e-3, 0.9697}},
	[LINK_DATE] = {{0, 0.80, 0.06, 0.06, 0.03, 0.02, 0.03}, {0, 6e-5, 8e-4, 2e-4, 0.02, 0.01, 0.96894}},
	[LINK_CODE] = {{0, 0.85, 0.06, 0.02, 0.01, 0.01, 0.05}, {0, 1e-4, 3e-4, 2e-3, 1e-6, 1e-6, 0.997598}},
	[LINK_CATEGORY] = {{0, 0.95, 0.002, 0.002, 0.002, 0.002, 0.042}, {0, 0.4, 1e-6, 1e-6, 1e-6, 1e-6, 0.599996}},
};
/* As how many matches, and how many pairs of strangers, they count. */
#define USUAL_MATCHES 10.0
#define USUAL_STRANGERS 2000.0
/* A level that no pair of strangers showed is rare, not impossible: it counts as half a pair. */
#define UNSEEN 0.5

/*
 * Shares of the levels among the patterns that say something of the field, each pattern counted as far as it is
 * of one person (matches) or of two, beside what is usual. scale: what one counted pair stands for.
 */
static void shares(const struct link_model *m, const struct pattern_counts *c, bool matches, double scale,
	double ret[][LINK_LEVELS])
{
	for (size_t f = 0; f < m->fields; f++) {
		for (unsigned level = 1; level < LINK_LEVELS; level++) {
			ret[f][level] = matches ? USUAL_MATCHES * usual[m->types[f]].m[level]
				: fmax(USUAL_STRANGERS * usual[m->types[f]].u[level], UNSEEN);
		}
	}
	for (size_t i = 0; i < c->room; i++) {
		if (c->slots[i].n > 0) {
			double p = m->learnt ? linking_probability(m->prior + model_weight(m, c->slots[i].pattern)) : 0;
			for (size_t f = 0; f < m->fields; f++) {
				ret[f][pattern_level(c->slots[i].pattern, f)] += scale * c->slots[i].n * (matches ? p : 1 - p);
			}
		}
	}
	for (size_t f = 0; f < m->fields; f++) {
		double sum = 0;
		ret[f][LINK_MISSING] = 0;
		for (unsigned level = 1; level < LINK_LEVELS; level++) {
			sum += ret[f][level];
		}
		for (unsigned level = 1; level < LINK_LEVELS; level++) {
			ret[f][level] /= sum;
		}
	}
}

/* How likely two people are to be equal or nearly so. */
static double agreeing(const double *u)
{
	return u[LINK_EQUAL] + u[LINK_LIKE] + u[LINK_NEAR];
}

/* Of the fields before it, the one that a field leans on most. */
static void measure_leaning(struct link_model *m, size_t on)
{
	double given[LINK_FIELDS_MOST][LINK_LEVELS];
	shares(m, &m->equal[on], false, 1, given);
	for (size_t f = on + 1; f < m->fields; f++) {
		const double *before = m->leans_on[f] < 0 ? m->u[f] : m->u_given[f];
		if (agreeing(given[f]) > LEANS * agreeing(before)) {
			m->leans_on[f] = (int)on;
			memcpy(m->u_given[f], given[f], sizeof given[f]);
		}
	}
}

/* u from the random pairs, less those of one person as far as that is known yet. */
static void measure_u(struct link_model *m)
{
	double u[LINK_FIELDS_MOST][LINK_LEVELS];
	shares(m, &m->random, false, m->random_scale, u);
	memcpy(m->u, u, sizeof u);
	for (size_t f = 0; f < m->fields; f++) {
		m->leans_on[f] = -1;
	}
	for (size_t f = 0; f < m->fields; f++) {
		if (m->equal[f].used) {
			measure_leaning(m, f);
		}
	}
}

static void set_weights(struct link_model *m)
{
	for (size_t f = 0; f < m->fields; f++) {
		for (unsigned level = 1; level < LINK_LEVELS; level++) {
			m->weight[f][level] = log2(m->m[f][level] / m->u[f][level]);
			m->weight_given[f][level] = m->leans_on[f] < 0 ? 0 : log2(m->m[f][level] / m->u_given[f][level]);
		}
	}
	m->prior = log2(m->share / (1 - m->share));
}

/* How many of the pairs are of one person by the present weights. */
static double count_matches(const struct link_model *m, const struct pattern_counts *c)
{
	double sum = 0;
	for (size_t i = 0; i < c->room; i++) {
		if (c->slots[i].n > 0) {
			sum += c->slots[i].n * linking_probability(m->prior + model_weight(m, c->slots[i].pattern));
		}
	}
	return sum;
}

/* One step: how far each pattern is a match by the present weights, and m and u from that. */
static double step(struct link_model *m, const struct pattern_counts *blocked, double possible)
{
	double next[LINK_FIELDS_MOST][LINK_LEVELS], before = m->share;
	double matches = fmax(count_matches(m, blocked), 0.5);
	shares(m, blocked, true, 1, next);
	measure_u(m);
	for (size_t f = 0; f < m->fields; f++) {
		for (unsigned level = 1; level < LINK_LEVELS; level++) {
			m->m[f][level] = (1 - ERRS) * next[f][level] + ERRS / (LINK_LEVELS - 1);
		}
	}
	m->share = fmin(matches / possible, 0.5);
	set_weights(m);
	return fabs(m->share - before) / before;
}

void model_learn(struct link_model *m, const struct pattern_counts *blocked, double possible, double rows)
{
	m->learnt = false;
	measure_u(m);
	for (size_t f = 0; f < m->fields; f++) {
		memcpy(m->m[f], usual[m->types[f]].m, sizeof m->m[f]);
	}
	m->share = fmin(rows / possible, 0.5);
	set_weights(m);
	m->learnt = true;
	for (int i = 0; i < ROUNDS_MOST && step(m, blocked, possible) > SETTLED; i++) {
	}
}

void model_finish(struct link_model *m)
{
	counts_finish(&m->random);
	for (size_t f = 0; f < LINK_FIELDS_MOST; f++) {
		counts_finish(&m->equal[f]);
	}
}

double linking_probability(double weight)
{
	return weight > 60 ? 1 : 1 / (1 + exp2(-weight));
}
