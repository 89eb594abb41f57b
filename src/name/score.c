/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Evidence of one name for another, each kind kept apart, and its sum in nats. */
#include <math.h>
#include <string.h>

#include "name/score.h"

struct score_weights score_weights = {
#include "name/score_weights.inc"
};

/* The words that stand alone, by side: patronymics apart. */
struct alone {
	size_t words[2], patronymics[2];
};

static bool is_patronymic(const struct name *n, int i)
{
	return i >= 0 && n->token[i].kind == NAME_PATRONYMIC;
}

static struct alone count_alone(const struct name *a, const struct name *b, const struct matching *m)
{
	struct alone ret = {0};

	for (size_t i = 0; i < m->count; i++) {
		const struct name_link *l = &m->link[i];
		if (l->how == NAME_ALONE) {
			bool patronymic = l->a >= 0 ? is_patronymic(a, l->a) : is_patronymic(b, l->b);
			(patronymic ? ret.patronymics : ret.words)[l->a < 0]++;
		}
	}
	return ret;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Takes off so many of each as stand in each other's place. Returns how many. */
static size_t take_pairs(size_t *a, size_t *b)
{
	size_t n = least(*a, *b);

	*a -= n;
	*b -= n;
	return n;
}

/* What is against: words in each other's place, and words that only one side has. */
static void weigh_alone(struct alone *alone, struct name_evidence *e)
{
	size_t against = take_pairs(&alone->words[0], &alone->words[1]);
	size_t patronymics = take_pairs(&alone->patronymics[0], &alone->patronymics[1]);
	size_t mixed = take_pairs(&alone->patronymics[0], &alone->words[1]) +
	               take_pairs(&alone->patronymics[1], &alone->words[0]);
	size_t omitted = alone->patronymics[0] + alone->patronymics[1];

	e->other = score_weights.against * (float)against + score_weights.against_mixed * (float)mixed +
	           score_weights.alone * (float)(alone->words[0] + alone->words[1]);
	e->patronymic += score_weights.against_patronymic * (float)patronymics +
	                 score_weights.alone_patronymic * (float)omitted;
	if (patronymics > 0) {
		e->patronymic_is = NAME_PATRONYMIC_CONTRADICTED;
	} else if (omitted > 0) {
		e->patronymic_is = NAME_PATRONYMIC_OMITTED;
	}
}

static void weigh_link(const struct name *a, const struct name *b, const struct name_link *l,
	struct name_evidence *e)
{
	const struct name_token *x = &a->token[l->a], *y = &b->token[l->b];

	if (x->kind == NAME_PATRONYMIC || y->kind == NAME_PATRONYMIC) {
		e->patronymic += l->weight;
		e->patronymic_is = l->weight > score_weights.alone_patronymic - 1 ? NAME_PATRONYMIC_AGREES :
			NAME_PATRONYMIC_CONTRADICTED;
	} else if (x->kind == NAME_GIVEN || y->kind == NAME_GIVEN) {
		e->given += l->weight;
	} else {
		e->family += l->weight; /* unless order or a table says otherwise */
	}
}

static size_t count_titles(const struct name *n)
{
	size_t titles = 0;

	for (int i = 0; i < n->count; i++) {
		titles += n->token[i].kind == NAME_TITLE;
	}
	return titles;
}

static float weigh(const struct name *a, const struct name *b, const struct matching *m, struct name_evidence *e)
{
	struct alone alone = count_alone(a, b, m);
	size_t words = 0;

	memset(e, 0, sizeof(*e));
	e->count = m->count;
	memcpy(e->link, m->link, m->count * sizeof(m->link[0]));
	for (size_t i = 0; i < m->count; i++) {
		const struct name_link *l = &m->link[i];
		if (l->how == NAME_ALONE) {
			continue;
		}
		weigh_link(a, b, l, e);
		words += l->how != NAME_BY_INITIAL && l->how != NAME_JOINED && !is_patronymic(a, l->a) &&
		         !is_patronymic(b, l->b);
	}
	weigh_alone(&alone, e);
	e->other += words == 1 ? score_weights.one_word : words >= 3 ? score_weights.three_words : 0;
	e->other += count_titles(a) != count_titles(b) ? score_weights.title : 0;
	e->swapped = m->swapped;
	e->order = m->swapped ? score_weights.swapped : 0;
	return score_weights.bias + e->family + e->given + e->patronymic + e->other + e->order;
}

static void judge(float by_name, struct name_evidence *e)
{
	float rest = e->birth + e->place + e->sex;
	float logit = by_name;
	float p = 1.0f / (1.0f + expf(-logit));

	if (p > NAME_CERTAIN_MOST) {
		p = NAME_CERTAIN_MOST;
		logit = logf(p / (1 - p));
	}
	if (rest != 0) {
		p = 1.0f / (1.0f + expf(-(logit + rest)));
	}
	e->log_odds = by_name + rest;
	e->probability = p;
}

void name_score(const struct name *a, const struct name *b, const struct name_context *c,
	struct name_evidence *ret)
{
	struct matching m;
	float by_name;

	match_words(a, b, c, NULL, &m);
	by_name = weigh(a, b, &m, ret);
	if (c) {
		ret->birth = evidence_birth(&c->born_a, &c->born_b);
		ret->sex = evidence_sex(c->sex_a, c->sex_b);
		ret->place = evidence_place(c->place_a, c->place_b);
	}
	judge(by_name, ret);
}

float match_rank(const struct name *a, const struct name *b, const struct name_context *c,
	struct match_known *const *known)
{
	struct matching m;
	struct name_evidence e;

	match_words(a, b, c, known, &m);
	return weigh(a, b, &m, &e);
}

float name_rank(const struct name *a, const struct name *b, const struct name_context *c)
{
	return match_rank(a, b, c, NULL);
}
