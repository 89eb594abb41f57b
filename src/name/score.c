/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Evidence of one name for another, each kind kept apart, and its sum in nats. */
#include <math.h>
#include <string.h>

#include "name/score.h"

const struct score_weights score_weights = {
	.bias = -9.0f,
	.rarity = 1.0f,
	.cost = 0.45f,
	.initial = 1.5f,
	.alone = -0.7f,
	.alone_patronymic = -0.1f,
	.against = -4.0f,
	.against_patronymic = -5.0f,
	.swapped = -0.05f,
	.calibrate_scale = 1.0f,
	.calibrate_shift = 0.0f,
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

static size_t most(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* What is against: words in each other's place, and words that only one side has. */
static void weigh_alone(const struct alone *alone, struct name_evidence *e)
{
	size_t against = least(alone->words[0], alone->words[1]);
	size_t against_patronymic = least(alone->patronymics[0], alone->patronymics[1]);

	e->other = score_weights.against * (float)against +
	           score_weights.alone * (float)(most(alone->words[0], alone->words[1]) - against);
	e->patronymic += score_weights.against_patronymic * (float)against_patronymic +
	                 score_weights.alone_patronymic *
	                 (float)(most(alone->patronymics[0], alone->patronymics[1]) - against_patronymic);
	if (against_patronymic > 0) {
		e->patronymic_is = NAME_PATRONYMIC_CONTRADICTED;
	} else if (alone->patronymics[0] || alone->patronymics[1]) {
		e->patronymic_is = NAME_PATRONYMIC_OMITTED;
	}
}

static float weigh(const struct name *a, const struct name *b, const struct matching *m, struct name_evidence *e)
{
	struct alone alone = count_alone(a, b, m);

	memset(e, 0, sizeof(*e));
	e->count = m->count;
	memcpy(e->link, m->link, m->count * sizeof(m->link[0]));
	for (size_t i = 0; i < m->count; i++) {
		const struct name_link *l = &m->link[i];
		if (l->how == NAME_ALONE) {
			continue;
		}
		if (is_patronymic(a, l->a) || is_patronymic(b, l->b)) {
			e->patronymic += l->weight;
			e->patronymic_is = NAME_PATRONYMIC_AGREES;
		} else if (a->token[l->a].kind == NAME_FAMILY || b->token[l->b].kind == NAME_FAMILY) {
			e->family += l->weight;
		} else {
			e->given += l->weight;
		}
	}
	weigh_alone(&alone, e);
	e->swapped = m->swapped;
	e->order = m->swapped ? score_weights.swapped : 0;
	return score_weights.bias + e->family + e->given + e->patronymic + e->other + e->order;
}

static void judge(float by_name, struct name_evidence *e)
{
	float rest = e->birth + e->place + e->sex;
	float logit = score_weights.calibrate_scale * by_name + score_weights.calibrate_shift;
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

	match_words(a, b, c, &m);
	by_name = weigh(a, b, &m, ret);
	judge(by_name, ret);
}

float name_rank(const struct name *a, const struct name *b, const struct name_context *c)
{
	struct matching m;
	struct name_evidence e;

	match_words(a, b, c, &m);
	return weigh(a, b, &m, &e);
}
