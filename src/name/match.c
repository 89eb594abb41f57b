/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The best matching of the words of two names, in whatever order: dynamic programming over sets of words. */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "name/cost.h"
#include "name/given.h"
#include "name/score.h"

#define RARITY_MOST 12.0f
#define RARITY_PRIOR 1000.0f
#define RARITY_PRIOR_SHARE 0.912f /* e^-RARITY_USUAL of it */

/* Of two forms of one family of given names that one is likelier which sounds nearer, up to here. */
#define KIN_SOUND_MOST (8 * NAME_COST_NAT)

float score_rarity(uint32_t often, uint32_t names)
{
	float rarity;

	if (names > 0 && often > 0) { /* as if so many names more had been counted, of which the usual share holds it */
		rarity = logf(((float)names + RARITY_PRIOR) / ((float)often + RARITY_PRIOR_SHARE));
	} else {
		rarity = RARITY_USUAL;
	}
	return rarity < RARITY_MOST ? rarity : RARITY_MOST;
}

float match_rarity(uint32_t often_a, uint32_t often_b, uint32_t names)
{
	if (often_a > 0 && often_b > 0) {
		return score_rarity(often_a > often_b ? often_a : often_b, names);
	}
	return fminf(score_rarity(often_a, names), score_rarity(often_b, names));
}

size_t match_words_of(const struct name *n, uint8_t *ret)
{
	size_t count = 0;

	for (uint8_t i = 0; i < n->count; i++) {
		if (n->token[i].kind != NAME_TITLE && n->token[i].kind != NAME_PARTICLE) {
			ret[count++] = i;
		}
	}
	if (count == 0) {
		for (uint8_t i = 0; i < n->count; i++) {
			ret[count++] = i;
		}
	}
	return count;
}

struct sides {
	const struct name *a, *b;
	const struct name_context *c;
	struct match_known *const *known;
	bool turned; /* a and b stand here the other way round than they were given */
	uint8_t word_a[NAME_TOKENS_MOST], word_b[NAME_TOKENS_MOST];
	size_t count_a, count_b;
	struct name_link edge[NAME_TOKENS_MOST][NAME_TOKENS_MOST]; /* weight 0: no match */
	struct name_link joined[NAME_TOKENS_MOST][NAME_TOKENS_MOST]; /* two words of a, from this one on, for one of b */
	struct name_link split[NAME_TOKENS_MOST][NAME_TOKENS_MOST]; /* the other way */
};

static float rarity_of(const struct sides *s, size_t i, size_t j)
{
	uint8_t x = s->word_a[i], y = s->word_b[j];
	const struct name_context *c = s->c;

	return match_rarity(s->turned ? c->often_b[x] : c->often_a[x], s->turned ? c->often_a[y] : c->often_b[y], c->names);
}

#define INITIAL_COST_MOST (5 * NAME_COST_NAT / 2)

unsigned match_initial_cost(const struct name_token *a, const struct name_token *b)
{
	const struct cost_table *t = cost_table_for(&a, &b);

	return t->substitute[a->code[0]][b->code[0]];
}

float match_against(const struct name_token *a, const struct name_token *b)
{
	int patronymics = (a->kind == NAME_PATRONYMIC) + (b->kind == NAME_PATRONYMIC);

	return patronymics == 2 ? score_weights.against_patronymic :
		patronymics == 1 ? score_weights.against_mixed : score_weights.against;
}

#define OTHER_FAMILY_LEAST 2.0f /* nats, below which two spellings are of one name whatever the table says */

static float gain_by_sound(const struct name_token *a, const struct name_token *b, float cost)
{
	const struct score_weights *w = &score_weights;
	bool given = a->given[0] && b->given[0];
	bool other = given && cost > OTHER_FAMILY_LEAST && !given_shared(a, b);
	float length = (float)(a->length + b->length) / 2;

	if (a->kind == NAME_PATRONYMIC || b->kind == NAME_PATRONYMIC) {
		return w->patronymic + (other ? w->other_father : 0) + w->patronymic_cost * score_past(cost, PATRONYMIC_FREE);
	}
	return w->match + (given ? w->match_given : 0) + (other ? w->other_family : 0) +
	       w->cost * (score_past(cost, COST_FREE) + COST_FREE_SHARE * cost) + w->cost_far * score_past(cost, COST_FAR) +
	       w->cost_by_length * score_past(cost * USUAL_LENGTH / length, COST_FREE_WORD);
}

static float gain_by_family(const struct name_token *a, unsigned kin, unsigned sound)
{
	const struct score_weights *w = &score_weights;
	float nats = (float)kin / NAME_COST_NAT;
	float sounds = (float)(sound < KIN_SOUND_MOST ? sound : KIN_SOUND_MOST) / NAME_COST_NAT;

	if (a->kind == NAME_PATRONYMIC) {
		return w->patronymic + w->patronymic_cost * score_past(nats, PATRONYMIC_FREE);
	}
	return w->match + w->match_given + w->kin * nats + w->kin_sound * sounds;
}

float match_gain(const struct name_token *a, const struct name_token *b, unsigned sound, unsigned *ret_kin)
{
	float by_sound = gain_by_sound(a, b, (float)sound / NAME_COST_NAT);
	unsigned kin = sound > GIVEN_COST_LEAST ? given_cost(a, b) : GIVEN_NO_KIN;

	*ret_kin = kin < sound ? kin : GIVEN_NO_KIN;
	return kin == GIVEN_NO_KIN ? by_sound : fmaxf(by_sound, gain_by_family(a, kin, sound));
}

/*
 * A match is never worse than what it is weighed against: its odds are mixed with those of a word that another
 * one has taken the place of. Returns how much better it is.
 */
static float above(float gain, float against)
{
	return logf(1 + expf(gain - against));
}

/* Nats of cost past which a match of words of so many units is no better than its opposite. */
static float cost_worth(float best, float against, float length)
{
	const struct score_weights *w = &score_weights;
	float slope = w->cost + w->cost_far + w->cost_by_length * USUAL_LENGTH / length;
	float at_far = best + w->cost * (COST_FAR - COST_FREE);

	return COST_FAR + (at_far - against + 1) / -slope;
}

static void find_initial(const struct name_token *a, const struct name_token *b, struct name_link *edge)
{
	unsigned cost = match_initial_cost(a, b);

	if (cost <= INITIAL_COST_MOST) {
		edge->how = NAME_BY_INITIAL;
		edge->cost = (uint16_t)cost;
		edge->weight = score_weights.initial - match_against(a, b);
	}
}

static float rare_weight(const struct sides *s, size_t i, size_t j)
{
	bool patronymic = s->a->token[s->word_a[i]].kind == NAME_PATRONYMIC ||
	                  s->b->token[s->word_b[j]].kind == NAME_PATRONYMIC;
	float rarity;

	if (!s->c || s->c->names == 0) {
		return 0;
	}
	rarity = rarity_of(s, i, j);
	return score_weights.rarity * (patronymic ? score_past(rarity, PATRONYMIC_USUAL) : rarity - RARITY_USUAL);
}

/* By sound; some number above limit where it is more. */
static unsigned sound_cost(const struct sides *s, size_t i, size_t j, unsigned limit)
{
	uint8_t x = s->turned ? s->word_b[j] : s->word_a[i], y = s->turned ? s->word_a[i] : s->word_b[j];
	const struct name_token *a = &(s->turned ? s->b : s->a)->token[x], *b = &(s->turned ? s->a : s->b)->token[y];
	uint16_t *known = s->known ? &s->known[y]->cost[x] : NULL, *least = s->known ? &s->known[y]->least[x] : NULL;
	unsigned cost;

	if (known && *known != MATCH_NOT_KNOWN) {
		return *known;
	}
	if (known && *least > limit) {
		return *least;
	}
	cost = a->hash == b->hash ? 0 : name_token_cost(a, b, limit);
	if (known && cost <= limit) {
		*known = (uint16_t)cost;
	} else if (known) {
		*least = (uint16_t)(limit + 1);
	}
	return cost;
}


static void find_edge(struct sides *s, size_t i, size_t j)
{
	const struct name_token *a = &s->a->token[s->word_a[i]], *b = &s->b->token[s->word_b[j]];
	struct name_link *edge = &s->edge[i][j];
	float against = match_against(a, b), rare = rare_weight(s, i, j);
	float worth = cost_worth(score_weights.match + rare, against, (float)(a->length + b->length) / 2);
	unsigned limit = (unsigned)(worth * NAME_COST_NAT), sound, kin;
	float gain;

	*edge = (struct name_link){.a = (int8_t)s->word_a[i], .b = (int8_t)s->word_b[j]};
	if (a->kind == NAME_INITIAL || b->kind == NAME_INITIAL) {
		find_initial(a, b, edge);
		return;
	}
	limit = limit > KIN_SOUND_MOST ? limit : KIN_SOUND_MOST;
	sound = sound_cost(s, i, j, limit);
	gain = match_gain(a, b, sound, &kin);
	if (sound > limit && kin == GIVEN_NO_KIN) {
		return;
	}
	edge->how = kin == GIVEN_NO_KIN ? NAME_SAME_SOUND : NAME_SAME_FAMILY;
	edge->cost = (uint16_t)(kin == GIVEN_NO_KIN ? sound : kin);
	edge->weight = above(gain + rare, against);
}

/* The code of two tokens as one word. False when they do not fit. */
static bool join(const struct name_token *x, const struct name_token *y, struct name_token *ret)
{
	if (x->length + y->length > NAME_CODE_MOST || x->kind == NAME_INITIAL || y->kind == NAME_INITIAL) {
		return false;
	}
	*ret = *x;
	memcpy(ret->code + x->length, y->code, y->length);
	ret->length = (uint8_t)(x->length + y->length);
	memset(ret->given, 0, sizeof(ret->given));
	ending_find(ret);
	return true;
}

unsigned match_joined_limit(unsigned length_a, unsigned length_b)
{
	return name_cost_limit(length_a, length_b) / 2;
}

/* Two words that follow one another in x against one of y. */
static void find_joined(const struct name_token *x, const struct name_token *y, const struct name_token *one,
	struct name_link *link)
{
	struct name_token both;
	unsigned limit, cost;

	*link = (struct name_link){0};
	if (one->length < x->length + 1 || one->kind == NAME_INITIAL ||
	    match_initial_cost(x, one) > NAME_COST_NAT || !join(x, y, &both)) {
		return;
	}
	limit = match_joined_limit(both.length, one->length);
	cost = name_token_cost(&both, one, limit);
	if (cost <= limit) {
		link->how = NAME_JOINED;
		link->cost = (uint16_t)cost;
		link->weight = above(score_weights.joined + score_weights.cost * (float)cost / NAME_COST_NAT,
			score_weights.against);
	}
}

static void find_edges(struct sides *s)
{
	for (size_t i = 0; i < s->count_a; i++) {
		for (size_t j = 0; j < s->count_b; j++) {
			find_edge(s, i, j);
		}
	}
	for (size_t i = 0; i < s->count_a; i++) {
		for (size_t j = 0; j < s->count_b; j++) {
			const struct name_token *a = &s->a->token[s->word_a[i]], *b = &s->b->token[s->word_b[j]];
			s->joined[i][j].weight = s->split[i][j].weight = 0;
			if (i + 1 < s->count_a) {
				find_joined(a, &s->a->token[s->word_a[i + 1]], b, &s->joined[i][j]);
			}
			if (j + 1 < s->count_b) {
				find_joined(b, &s->b->token[s->word_b[j + 1]], a, &s->split[i][j]);
			}
		}
	}
}

#define NOT_REACHED (-1e9f)

/* best[i][set]: the most that the first i words of a bring when the words of b in set are taken. */
struct table {
	float best[NAME_TOKENS_MOST + 1][1 << NAME_TOKENS_MOST];
	uint8_t step[NAME_TOKENS_MOST + 1][1 << NAME_TOKENS_MOST]; /* kind * 16 + word of b; kind 0: none */
};

static void better(struct table *t, size_t i, size_t set, float value, uint8_t step)
{
	if (value > t->best[i][set]) {
		t->best[i][set] = value;
		t->step[i][set] = step;
	}
}

static void fill(const struct sides *s, struct table *t)
{
	size_t sets = (size_t)1 << s->count_b;

	for (size_t i = 0; i <= s->count_a; i++) {
		for (size_t set = 0; set < sets; set++) {
			t->best[i][set] = NOT_REACHED;
		}
	}
	t->best[0][0] = 0;
	for (size_t i = 0; i < s->count_a; i++) {
		for (size_t set = 0; set < sets; set++) {
			float now = t->best[i][set];
			if (now <= NOT_REACHED) {
				continue;
			}
			better(t, i + 1, set, now, 0);
			for (size_t j = 0; j < s->count_b; j++) {
				size_t one = (size_t)1 << j;
				if (set & one) {
					continue;
				}
				if (s->edge[i][j].weight > 0) {
					better(t, i + 1, set | one, now + s->edge[i][j].weight, (uint8_t)(16 + j));
				}
				if (s->joined[i][j].weight > 0) {
					better(t, i + 2, set | one, now + s->joined[i][j].weight, (uint8_t)(32 + j));
				}
				if (s->split[i][j].weight > 0 && !(set & one << 1)) {
					better(t, i + 1, set | one | one << 1, now + s->split[i][j].weight, (uint8_t)(48 + j));
				}
			}
		}
	}
}

static void add_link(struct matching *m, const struct name_link *link, size_t a, size_t b)
{
	struct name_link *to = &m->link[m->count++];

	*to = *link;
	to->a = (int8_t)a;
	to->b = (int8_t)b;
}

/* Words that were matched for want of better, and speak against rather than for. */
static void mark_against(struct name_link *l)
{
	if (l->how == NAME_SAME_SOUND && l->weight < AGAINST_BELOW) {
		l->how = NAME_AGAINST;
	}
}

/* Walks the table back, from the last word of a to the first. */
static void walk(const struct sides *s, const struct table *t, size_t set, struct matching *m, uint8_t *used_a)
{
	size_t i = s->count_a;

	while (i > 0) {
		/* NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Assign): better() set each step of the way here */
		uint8_t step = t->step[i][set];
		size_t j = step & 15;
		size_t first = (step >> 4) == 2 ? i - 2 : i - 1;
		assert(first < i); /* two words are joined from the second on only */
		const struct name_link *link = (step >> 4) == 1 ? &s->edge[first][j] : (step >> 4) == 2 ?
			&s->joined[first][j] : &s->split[first][j];
		if (step >> 4) {
			const struct name_token *x = &s->a->token[s->word_a[first]], *y = &s->b->token[s->word_b[j]];
			add_link(m, link, s->word_a[first], s->word_b[j]);
			m->link[m->count - 1].weight += step >> 4 == 1 ? match_against(x, y) : score_weights.against;
			mark_against(&m->link[m->count - 1]);
			*used_a |= (uint8_t)((1 << first) | (1 << (i - 1)));
			set &= ~((size_t)1 << j);
			set &= (step >> 4) == 3 ? ~((size_t)2 << j) : set;
		}
		i = first;
	}
}

/* An order of names by all that is compared, so that the two ways round are one. */
static int order(const struct name *a, const struct name *b)
{
	int way = a->count - b->count;

	for (size_t i = 0; i < a->count && way == 0; i++) {
		const struct name_token *x = &a->token[i], *y = &b->token[i];
		way = x->hash != y->hash ? (x->hash < y->hash ? -1 : 1) : x->kind - y->kind;
	}
	return way;
}

static void turn(struct matching *m)
{
	for (size_t i = 0; i < m->count; i++) {
		int8_t a = m->link[i].a;
		m->link[i].a = m->link[i].b;
		m->link[i].b = a;
	}
}

/* Where the word stands when what is known to be given names stands first, and family names last. */
static int place_of(const struct name *n, int8_t word)
{
	uint8_t kind = n->token[word].kind;

	return word + (kind == NAME_FAMILY ? NAME_TOKENS_MOST : kind == NAME_GIVEN ? -NAME_TOKENS_MOST : 0);
}

/* A patronymic is known wherever it stands. */
static bool has_order(const struct name *a, const struct name *b, const struct name_link *l)
{
	return a->token[l->a].kind != NAME_PATRONYMIC && b->token[l->b].kind != NAME_PATRONYMIC;
}

static bool is_swapped(const struct name *a, const struct name *b, const struct matching *m)
{
	for (size_t i = 1; i < m->count; i++) {
		for (size_t k = 0; k < i; k++) {
			int way_a = place_of(a, m->link[i].a) - place_of(a, m->link[k].a);
			int way_b = place_of(b, m->link[i].b) - place_of(b, m->link[k].b);
			if ((way_a < 0) != (way_b < 0) && has_order(a, b, &m->link[i]) && has_order(a, b, &m->link[k])) {
				return true;
			}
		}
	}
	return false;
}

static void add_alone(const struct sides *s, uint8_t used_a, size_t used_b, struct matching *m)
{
	struct name_link alone = {.how = NAME_ALONE};

	for (size_t i = 0; i < s->count_a; i++) {
		if (!(used_a >> i & 1)) {
			add_link(m, &alone, s->word_a[i], (size_t)-1);
		}
	}
	for (size_t j = 0; j < s->count_b; j++) {
		if (!(used_b >> j & 1)) {
			add_link(m, &alone, (size_t)-1, s->word_b[j]);
		}
	}
}

void match_words(const struct name *a, const struct name *b, const struct name_context *c,
	struct match_known *const *known, struct matching *ret)
{
	bool turned = order(a, b) > 0;
	struct sides s = {.a = turned ? b : a, .b = turned ? a : b, .c = c, .known = known, .turned = turned};
	struct table t __attribute__((uninitialized)); /* of 12 kB; fill() sets what is read */
	size_t best = 0, sets;
	uint8_t used_a = 0;

	ret->count = 0;
	s.count_a = match_words_of(s.a, s.word_a);
	s.count_b = match_words_of(s.b, s.word_b);
	find_edges(&s);
	fill(&s, &t);
	sets = (size_t)1 << s.count_b;
	for (size_t set = 1; set < sets; set++) {
		if (t.best[s.count_a][set] > t.best[s.count_a][best]) {
			best = set;
		}
	}
	walk(&s, &t, best, ret, &used_a);
	ret->swapped = is_swapped(s.a, s.b, ret);
	add_alone(&s, used_a, best, ret);
	if (turned) {
		turn(ret);
	}
}
