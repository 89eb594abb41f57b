/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Learns the weights of src/name/score_weights.inc from queries and judged pairs.
 *
 * name-weights FOLDER [ROUNDS] [MODULUS PART] > src/name/score_weights.inc
 *
 * FOLDER is one of "volya name bench". Two things are made small together, from the weights that the program was
 * built with: the surprise that a query is answered by its name and not by one of the others that an index finds
 * (a softmax of the ranks, as in conditional logit), and the surprise of the judgement of each pair (logistic
 * regression). Matching is redone at each step, so weights may change which words meet; there the loss has edges, and
 * slopes mislead. Queries and pairs whose hash leaves PART at MODULUS are measured and not learnt from.
 *
 * Method: pattern search (Hooke and Jeeves, 1961, "Direct search solution of numerical and statistical problems").
 */
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "name/index_find.h"
#include "name/score.h"

#define WEIGHTS (sizeof(struct score_weights) / sizeof(float))
#define ANSWERS 12
#define THREADS 2
#define ROUNDS 40
#define KEEP 2e-5 /* loss for each square of a scale that a weight has gone */
#define STEP_LEAST 0.01  /* of each weight's scale */
#define LOSS_LEAST 2e-5
#define PAIRS_SHARE 0.5 /* of the loss */
#define TEXT_MOST 4096

/* The weights in the order of struct score_weights; those that are for each nat of something change in small steps. */
static const struct {
	const char *label;
	double scale; /* 0: set by hand, as few examples tell of it */
} weights[] = {
	{"bias", 1}, {"match", 1}, {"match_given", 1}, {"other_family", 0}, {"cost", 0.1}, {"cost_far", 0.1},
	{"cost_by_length", 0.1}, {"kin", 0.1}, {"kin_sound", 0.1}, {"rarity", 0.1}, {"joined", 0}, {"initial", 0},
	{"patronymic", 1}, {"patronymic_cost", 0.1}, {"other_father", 1}, {"against", 1}, {"against_patronymic", 1},
	{"against_mixed", 1}, {"alone", 1}, {"alone_patronymic", 1}, {"title", 0}, {"swapped", 0.3}, {"one_word", 1},
	{"three_words", 0},
};
_Static_assert(sizeof(weights) / sizeof(*weights) == WEIGHTS, "a label for each weight");

/* A name that may answer a query, or the other name of a pair, with what is counted and known of both. */
struct trial {
	struct name_context context;
	struct match_known known[NAME_TOKENS_MOST];
	uint32_t name; /* number in names[] */
};

/* A query with its answers, the right one first; or a pair, with one. */
struct sample {
	uint32_t name;
	uint32_t first, count; /* of trials[] */
	bool pair, same, kept; /* kept apart, to measure with */
};

static struct name *names;
static struct trial *trials;
static struct sample *samples;
static size_t name_count, trial_count, sample_count;

static void *grow(void *list, size_t count, size_t size)
{
	return (count & (count - 1)) == 0 ? xrealloc(list, (count ? 2 * count : 1) * size) : list;
}

static uint32_t add_name(struct str text)
{
	names = grow(names, name_count, sizeof(*names));
	name_read(text, &names[name_count]);
	return (uint32_t)name_count++;
}

static void add_trial(struct sample *s, struct str text)
{
	trials = grow(trials, trial_count, sizeof(*trials));
	struct trial *t = &trials[trial_count++];
	memset(t, 0, sizeof(*t));
	for (size_t k = 0; k < NAME_TOKENS_MOST; k++) {
		memset(t->known[k].cost, 0xFF, sizeof(t->known[k].cost)); /* MATCH_NOT_KNOWN */
	}
	t->name = add_name(text);
	s->count++;
}

static uint32_t hash(const char *text)
{
	uint32_t h = 2166136261u;

	for (; *text; text++) {
		h = (h ^ (uint8_t)*text) * 16777619u;
	}
	h = (h ^ (h >> 15)) * 2246822519u;
	return h ^ (h >> 13);
}

static unsigned modulus, part;

static struct sample *add_sample(struct str query, const char *key)
{
	samples = grow(samples, sample_count, sizeof(*samples));
	struct sample *s = &samples[sample_count++];
	*s = (struct sample){.name = add_name(query), .first = (uint32_t)trial_count,
		.kept = modulus && hash(key) % modulus == part};
	return s;
}

/* Cuts a line at its tabs. Returns whether it has so many cells. */
static bool cut(char *line, char **cell, size_t count)
{
	size_t n = 0;

	line[strcspn(line, "\r\n")] = '\0';
	for (char *at = line; at && n < count; n++) {
		cell[n] = at;
		at = strchr(at, '\t');
		if (at) {
			*at++ = '\0';
		}
	}
	return n == count;
}

static FILE *open_file(const char *folder, const char *name)
{
	char path[TEXT_MOST];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return fopen(path, "r");
}

/* label, kind, qlang, ilang, a, b */
static void read_pairs(const char *folder)
{
	char line[TEXT_MOST], *cell[6];
	FILE *in = open_file(folder, "pair_dev.tsv");

	while (in && fgets(line, sizeof(line), in)) {
		if (!cut(line, cell, 6) || (*cell[0] != '0' && *cell[0] != '1')) {
			continue;
		}
		struct sample *s = add_sample(str_of(cell[4]), cell[4]);
		s->pair = true;
		s->same = *cell[0] == '1';
		add_trial(s, str_of(cell[5]));
	}
	if (in) {
		fclose(in);
	}
}

/* One query's answers by the index, the right one first. What is counted is as the index counts it. */
static void add_query(const struct name_index *index, struct name_search *search, const struct str *all,
	struct str query, struct str gold)
{
	static struct question question;
	struct name_hit hits[ANSWERS];
	struct name read;
	size_t count = name_index_find(search, query, NAME_SEARCH_SURE, hits, ANSWERS, NULL), right = count;
	char key[TEXT_MOST];

	for (size_t i = 0; i < count; i++) {
		right = str_eq(all[hits[i].name], gold) ? i : right;
	}
	if (right == count) {
		return; /* nothing is learnt from a name that is not found at all */
	}
	question_read(&question, index, query);
	snprintf(key, sizeof(key), "%.*s", STR_ARG(query));
	struct sample *s = add_sample(query, key);
	for (size_t i = 0; i < count; i++) {
		size_t k = i == 0 ? right : i <= right ? i - 1 : i;
		uint32_t number[NAME_TOKENS_MOST];
		add_trial(s, all[hits[k].name]);
		index_name(index, hits[k].name, &read, question.context.often_b, number);
		trials[trial_count - 1].context = question.context;
	}
}

static size_t read_index(const char *folder, const char *file, struct str **ret)
{
	char line[TEXT_MOST];
	size_t count = 0;
	FILE *in = open_file(folder, file);

	*ret = NULL;
	while (in && fgets(line, sizeof(line), in)) {
		line[strcspn(line, "\r\n")] = '\0';
		*ret = grow(*ret, count, sizeof(**ret));
		(*ret)[count++] = (struct str){strdup(line), strlen(line)};
	}
	if (in) {
		fclose(in);
	}
	return count;
}

/* tier, qlang, ilang, query, gold after the number of the query */
static void read_queries(const char *folder, const char *lang, const char *size)
{
	char line[TEXT_MOST], *cell[6], file[64];
	struct name_index *index;
	struct fault fault = {0};
	struct str *all;
	size_t count;
	FILE *in = open_file(folder, "q_dev.tsv");

	snprintf(file, sizeof(file), "idx_%s_%s.tsv", lang, size);
	count = read_index(folder, file, &all);
	if (in && count > 0 && name_index_build(all, count, THREADS, &index, &fault) == RC_OK) {
		struct name_search *search = name_search_create(index);
		while (fgets(line, sizeof(line), in)) {
			if (cut(line, cell, 6) && strcmp(cell[3], lang) == 0) {
				add_query(index, search, all, str_of(cell[4]), str_of(cell[5]));
			}
		}
		name_search_destroy(search);
		name_index_destroy(index);
	}
	if (in) {
		fclose(in);
	}
}

static float rank(const struct sample *s, size_t i)
{
	struct trial *t = &trials[s->first + i];
	struct match_known *known[NAME_TOKENS_MOST];

	for (size_t k = 0; k < NAME_TOKENS_MOST; k++) {
		known[k] = &t->known[k];
	}
	return match_rank(&names[s->name], &names[t->name], &t->context, known);
}

static double log_sum(double a, double b)
{
	return a > b ? a + log1p(exp(b - a)) : b + log1p(exp(a - b));
}

/* How surprising the truth is. */
static double surprise(const struct sample *s)
{
	double right = rank(s, 0), all = right;

	if (s->pair) {
		return log_sum(0, s->same ? -right : right);
	}
	for (size_t i = 1; i < s->count; i++) {
		all = log_sum(all, rank(s, i));
	}
	return all - right;
}

struct losses {
	double sum[2][2]; /* by pair, by kept */
	size_t count[2][2];
};

struct share {
	size_t from;
	struct losses losses;
};

static void *sum_share(void *data)
{
	struct share *share = data;

	for (size_t i = share->from; i < sample_count; i += THREADS) {
		const struct sample *s = &samples[i];
		share->losses.sum[s->pair][s->kept] += surprise(s);
		share->losses.count[s->pair][s->kept]++;
	}
	return NULL;
}

static struct score_weights begun; /* with these */

/* How far the weights have gone, in squares of their scales: what is told by few examples stays where it was. */
static double distance(void)
{
	double sum = 0;

	for (size_t i = 0; i < WEIGHTS; i++) {
		double far = ((const float *)&score_weights)[i] - ((const float *)&begun)[i];
		sum += weights[i].scale > 0 ? far * far / (weights[i].scale * weights[i].scale) : 0;
	}
	return sum;
}

static double loss_of(bool kept)
{
	pthread_t thread[THREADS];
	struct share share[THREADS];
	struct losses all = {0};
	double loss[2];

	for (size_t k = 0; k < THREADS; k++) {
		share[k] = (struct share){.from = k};
		if (pthread_create(&thread[k], NULL, sum_share, &share[k]) != 0) {
			abort();
		}
	}
	for (size_t k = 0; k < THREADS; k++) {
		pthread_join(thread[k], NULL);
		for (int i = 0; i < 4; i++) {
			all.sum[i / 2][i % 2] += share[k].losses.sum[i / 2][i % 2];
			all.count[i / 2][i % 2] += share[k].losses.count[i / 2][i % 2];
		}
	}
	for (int pair = 0; pair < 2; pair++) {
		loss[pair] = all.count[pair][kept] ? all.sum[pair][kept] / (double)all.count[pair][kept] : 0;
	}
	return (1 - PAIRS_SHARE) * loss[0] + PAIRS_SHARE * loss[1] + KEEP * distance();
}

/* Moves one weight by its step where that makes the loss less. Returns the loss. */
static double move(size_t i, double step, double loss)
{
	float *weight = &((float *)&score_weights)[i], was = *weight;

	for (int way = 1; way >= -1; way -= 2) {
		*weight = was + (float)(way * step * weights[i].scale);
		double now = loss_of(false);
		if (now < loss) {
			return now;
		}
	}
	*weight = was;
	return loss;
}

/* Goes on in the direction of the last round, as long as it is a good one. */
static double go_on(const struct score_weights *before, double loss)
{
	float *weight = (float *)&score_weights, delta[WEIGHTS];

	for (size_t i = 0; i < WEIGHTS; i++) {
		delta[i] = weight[i] - ((const float *)before)[i];
	}
	for (;;) {
		struct score_weights was = score_weights;
		for (size_t i = 0; i < WEIGHTS; i++) {
			weight[i] += delta[i];
		}
		double now = loss_of(false);
		if (now >= loss) {
			score_weights = was;
			return loss;
		}
		loss = now;
	}
}

static void learn(unsigned rounds)
{
	begun = score_weights;
	double loss = loss_of(false), step = 0.3;

	fprintf(stderr, "loss %.5f, of what is kept apart %.5f\n", loss, loss_of(true));
	for (unsigned round = 1; round <= rounds && step > STEP_LEAST; round++) {
		struct score_weights before = score_weights;
		double was = loss;
		for (size_t i = 0; i < WEIGHTS; i++) {
			loss = weights[i].scale > 0 ? move(i, step, loss) : loss;
		}
		loss = loss < was ? go_on(&before, loss) : loss;
		fprintf(stderr, "round %u, step %.3f: loss %.5f, of what is kept apart %.5f\n", round, step, loss,
			loss_of(true));
		step = was - loss < LOSS_LEAST ? step / 2 : step;
	}
}

int main(int argc, char **argv)
{
	static const char *const langs[] = {"be", "en", "en_alt", "fr", "lt", "lv", "pl", "ru", "uk"};
	static const char *const sizes[] = {"10000", "100000"};

	if (argc < 2) {
		fprintf(stderr, "usage: name-weights FOLDER [ROUNDS] [MODULUS PART] > score_weights.inc\n");
		return 2;
	}
	modulus = argc > 4 ? (unsigned)strtoul(argv[3], NULL, 10) : 0;
	part = argc > 4 ? (unsigned)strtoul(argv[4], NULL, 10) : 0;
	read_pairs(argv[1]);
	for (size_t i = 0; i < sizeof(langs) / sizeof(*langs); i++) {
		for (size_t k = 0; k < sizeof(sizes) / sizeof(*sizes); k++) {
			read_queries(argv[1], langs[i], sizes[k]);
		}
	}
	fprintf(stderr, "%zu queries and pairs, %zu comparisons\n", sample_count, trial_count);
	learn(argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : ROUNDS);
	printf("/* Learnt by tools/name_weights.c. */\n");
	for (size_t i = 0; i < WEIGHTS; i++) {
		printf(".%s = %.3ff,\n", weights[i].label, (double)((const float *)&score_weights)[i]);
	}
	return 0;
}
