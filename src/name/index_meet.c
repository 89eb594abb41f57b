/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The tokens that come up in a search: what they cost to the words of the query, and are worth at most. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "name/given.h"
#include "name/index_find.h"

void meeting_init(struct meeting *m, const struct name_index *x, struct question *q)
{
	*m = (struct meeting){.index = x, .question = q, .walker = walker_create(x), .room = 256,
		.joined = match_joined_most()};
	m->place = xcalloc((size_t)x->header.tokens + 1, sizeof *m->place);
	m->met = xmalloc(m->room * sizeof *m->met);
}

void meeting_finish(struct meeting *m)
{
	walker_destroy(m->walker);
	free(m->place);
	free(m->met);
}

void meeting_clear(struct meeting *m)
{
	for (uint32_t i = 0; i < m->count; i++) {
		m->place[m->met[i].token] = 0;
	}
	m->count = 0;
	for (size_t i = 0; i < m->question->count; i++) {
		walker_set(m->walker, i, &m->question->name.token[m->question->asked[i].at]);
	}
}

struct met *meeting_add(struct meeting *m, uint32_t token)
{
	if (m->place[token]) {
		return &m->met[m->place[token] - 1];
	}
	if (m->count == m->room) {
		m->room *= 2;
		m->met = xrealloc(m->met, m->room * sizeof *m->met);
	}
	struct met *met = &m->met[m->count++];
	m->place[token] = m->count;
	met->token = token;
	met->weighed = met->anchors = met->joins = 0;
	memset(met->known.cost, 0xFF, sizeof met->known.cost); /* MATCH_NOT_KNOWN */
	memset(met->known.least, 0, sizeof met->known.least);
	return met;
}

/* The most that a token is worth of that cost, which is far and need not be known well. */
static float far_most(struct meeting *m, size_t i, unsigned cost)
{
	struct asked *a = &m->question->asked[i];
	unsigned nats = (cost - WALK_MOST) / NAME_COST_NAT;
	nats = nats < FAR_STEPS ? nats : FAR_STEPS - 1;
	if (isnan(a->far[nats])) {
		a->far[nats] = match_most(&m->question->name.token[a->at], m->question->context.often_a[a->at],
			m->question->context.names, WALK_MOST + nats * NAME_COST_NAT);
	}
	return a->far[nats];
}

void meeting_weigh(struct meeting *m, struct met *met, size_t i, unsigned cost)
{
	const struct question *q = m->question;
	const struct index_token *t = &m->index->token[met->token];
	uint8_t at = q->asked[i].at, bit = (uint8_t)(1 << i);
	if (met->weighed & bit) {
		return;
	}
	met->weighed |= bit;
	met->known.cost[at] = (uint16_t)cost;
	if (cost == MATCH_NOT_KNOWN) {
		cost = walker_least(m->walker, i, met->token);
		met->known.least[at] = (uint16_t)cost;
	}
	if (match_may_join(&q->name.token[at], &t->read, 0)) {
		unsigned joined = walker_least_joined(m->walker, i, met->token);
		met->joins |= match_may_join(&q->name.token[at], &t->read, joined) ? bit : 0;
	}
	if (cost >= WALK_MOST && !given_shared(&q->name.token[at], &t->read)) {
		met->worth[i] = far_most(m, i, cost);
	} else {
		met->worth[i] = match_worth(&q->name.token[at], q->context.often_a[at], &t->read, t->often,
			q->context.names, cost);
	}
}

/* Weighs the token for all words of the query. */
static const struct met *meet(struct meeting *m, uint32_t token)
{
	struct met *met = meeting_add(m, token);
	for (size_t i = 0; i < m->question->count; i++) {
		meeting_weigh(m, met, i, MATCH_NOT_KNOWN);
	}
	return met;
}

/* What words of a name say together. */
struct told {
	float most[NAME_TOKENS_MOST]; /* by word of the query */
	unsigned joins, words, initials;
};

static void read_words(struct meeting *m, uint32_t name, struct told *ret)
{
	const struct question *q = m->question;
	const uint32_t *word = &m->index->word[m->index->name_first[name]];
	const uint32_t *end = &m->index->word[m->index->name_first[name + 1]];
	*ret = (struct told){0};
	for (bool first = true; word < end; word++, first = false) {
		unsigned kind = WORD_KIND(*word);
		const struct met *met = meet(m, WORD_TOKEN(*word));
		ret->words += kind != NAME_TITLE && kind != NAME_PARTICLE;
		ret->initials += kind == NAME_INITIAL;
		ret->joins |= met->joins;
		for (size_t i = 0; i < q->count; i++) {
			ret->most[i] = first || met->worth[i] > ret->most[i] ? met->worth[i] : ret->most[i];
		}
	}
}

/* Words of the query that have no word of the name to themselves may stand alone: the least worthy ones. */
float meeting_name_most(struct meeting *m, uint32_t name)
{
	const struct question *q = m->question;
	struct told t;
	read_words(m, name, &t);
	bool any = t.initials > 0 || t.joins;
	float unmatched = match_unmatched_most(t.initials > 0), sum = q->rest, relief[NAME_TOKENS_MOST];
	size_t alone = any ? q->count : q->words > t.words ? q->words - t.words : 0, reliefs = 0;
	for (size_t i = 0; i < q->count; i++) {
		float most = t.joins >> i & 1 && m->joined > t.most[i] ? m->joined : t.most[i];
		sum += most;
		if (unmatched > most) {
			relief[reliefs++] = unmatched - most;
		}
	}
	while (alone-- > 0 && reliefs > 0) {
		size_t largest = 0;
		for (size_t i = 1; i < reliefs; i++) {
			largest = relief[i] > relief[largest] ? i : largest;
		}
		sum += relief[largest];
		relief[largest] = relief[--reliefs];
	}
	return sum;
}
