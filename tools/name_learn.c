/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Learns the costs of src/name/cost_table.inc from spellings of one person in several languages.
 *
 * name-learn DEV.tsv [MODULUS PART] > src/name/cost_table.inc
 *
 * DEV.tsv has a header and the columns entity_id, tier, dob, gender, lang, name. Entities whose hash leaves
 * PART at MODULUS are left out, to measure with. The words of the names of one entity are matched by the costs
 * that the program was built with; on the pairs a memoryless stochastic edit distance is fitted by expectation
 * maximisation (Ristad and Yianilos, 1998, "Learning string-edit distance"), with what is dropped conditioned
 * on the unit before it. Run it twice: the matching is better the second time.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "name/cost.h"
#include "name/score.h"

#define ROUNDS 12
#define NAMES_MOST 400 /* names of one entity */

/* A pair of tokens met in so many entities. */
struct pair {
	struct name_token a, b;
	uint8_t scripts;
	unsigned entity, count;
};

struct model {
	double substitute[COST_SCRIPTS][UNIT_COUNT][UNIT_COUNT];
	double drop[COST_SCRIPTS][2][UNIT_COUNT][UNIT_COUNT];
	double ending[COST_SCRIPTS][ENDING_COUNT][ENDING_COUNT];
};

static struct pair *pairs;
static size_t pair_count, pair_room;
static uint32_t *slots; /* hash table of pair numbers + 1 */
static size_t slot_count = 1 << 21;

static uint32_t text_hash(const char *s)
{
	uint32_t h = 2166136261u;

	for (; *s; s++) {
		h = (h ^ (uint8_t)*s) * 16777619u;
	}
	h = (h ^ (h >> 15)) * 2246822519u;
	return h ^ (h >> 13);
}

/* Notes a pair once for each entity. */
static void note(const struct name_token *a, const struct name_token *b, unsigned entity)
{
	const struct cost_table *t = cost_table_for(&a, &b);
	size_t at = (a->hash * 31u + b->hash * 17u + (size_t)(t - cost_tables)) % slot_count;

	for (;; at = (at + 1) % slot_count) {
		struct pair *p = slots[at] ? &pairs[slots[at] - 1] : NULL;
		if (!p) {
			break;
		}
		if (p->a.hash == a->hash && p->b.hash == b->hash && p->scripts == t - cost_tables) {
			p->count += p->entity != entity;
			p->entity = entity;
			return;
		}
	}
	if (pair_count == pair_room) {
		pair_room = pair_room ? 2 * pair_room : 1024;
		pairs = xrealloc(pairs, pair_room * sizeof(*pairs));
	}
	pairs[pair_count] = (struct pair){*a, *b, (uint8_t)(t - cost_tables), entity, 1};
	slots[at] = (uint32_t)++pair_count;
}

/* What two names of one entity say: matched words, and the one word on each side that is left. */
static void note_names(const struct name *a, const struct name *b, unsigned entity)
{
	struct matching m;
	int left_a = -1, left_b = -1, lefts = 0;

	match_words(a, b, NULL, NULL, &m);
	for (size_t i = 0; i < m.count; i++) {
		const struct name_link *l = &m.link[i];
		if (l->how == NAME_SAME_SOUND || l->how == NAME_SAME_FAMILY) {
			note(&a->token[l->a], &b->token[l->b], entity);
		} else if (l->how == NAME_ALONE) {
			left_a = l->a >= 0 ? l->a : left_a;
			left_b = l->b >= 0 ? l->b : left_b;
			lefts++;
		}
	}
	if (lefts == 2 && left_a >= 0 && left_b >= 0 && m.count >= 3) {
		note(&a->token[left_a], &b->token[left_b], entity);
	}
}

static void note_entity(const struct name *names, size_t count, unsigned entity)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t k = i + 1; k < count; k++) {
			note_names(&names[i], &names[k], entity);
		}
	}
}

static void read_names(FILE *in, unsigned modulus, unsigned part)
{
	static struct name names[NAMES_MOST];
	char line[8192], last[256] = "";
	size_t count = 0;
	unsigned entity = 0;

	while (fgets(line, sizeof(line), in)) {
		char *tab = strchr(line, '\t'), *name = strrchr(line, '\t');
		if (!tab || !name || strlen(name) < 2) {
			continue;
		}
		*tab = '\0';
		if (strcmp(line, last) != 0) {
			note_entity(names, count, ++entity);
			count = 0;
			snprintf(last, sizeof(last), "%.255s", line);
		}
		if (count < NAMES_MOST && !(modulus && text_hash(line) % modulus == part)) {
			name_read(str_of(name + 1), &names[count++]);
		}
	}
	note_entity(names, count, ++entity);
}

/* Odds of one step, from the costs. */
static double odds(double cost)
{
	return exp(-cost);
}

#define SIDE (NAME_CODE_MOST + 1)

static double drop_odds(const struct model *m, const struct pair *p, int side, size_t at)
{
	const struct name_token *t = side ? &p->b : &p->a;

	return odds(m->drop[p->scripts][side][t->code[at]][at ? t->code[at - 1] : 0]);
}

static double substitute_odds(const struct model *m, const struct pair *p, size_t i, size_t j)
{
	return odds(m->substitute[p->scripts][p->a.code[i]][p->b.code[j]]);
}

static void forward(const struct model *m, const struct pair *p, double f[SIDE][SIDE])
{
	for (size_t i = 0; i <= p->a.length; i++) {
		for (size_t j = 0; j <= p->b.length; j++) {
			f[i][j] = i + j == 0;
			if (i > 0) {
				f[i][j] += f[i - 1][j] * drop_odds(m, p, 0, i - 1);
			}
			if (j > 0) {
				f[i][j] += f[i][j - 1] * drop_odds(m, p, 1, j - 1);
			}
			if (i > 0 && j > 0) {
				f[i][j] += f[i - 1][j - 1] * substitute_odds(m, p, i - 1, j - 1);
			}
		}
	}
}

/* Odds of all ways from each place to the end; the endings' exchange is one of them. */
static void backward(const struct model *m, const struct pair *p, double by_ending, double b[SIDE][SIDE])
{
	size_t n = p->a.length, k = p->b.length;

	for (size_t i = n + 1; i-- > 0;) {
		for (size_t j = k + 1; j-- > 0;) {
			b[i][j] = (i == n && j == k) + (i == p->a.stem && j == p->b.stem ? by_ending : 0);
			if (i < n) {
				b[i][j] += b[i + 1][j] * drop_odds(m, p, 0, i);
			}
			if (j < k) {
				b[i][j] += b[i][j + 1] * drop_odds(m, p, 1, j);
			}
			if (i < n && j < k) {
				b[i][j] += b[i + 1][j + 1] * substitute_odds(m, p, i, j);
			}
		}
	}
}

/*
 * Spellings are often the same because one was copied from the other; what differs where they differ is learnt
 * from the others, with a small part of the equal ones.
 */
#define IDENTICAL 0.05

/* Adds the expected steps of one pair to counts. Returns how likely the pair is of one name. */
static double expect(const struct model *m, const struct pair *p, struct model *counts)
{
	static double f[SIDE][SIDE], b[SIDE][SIDE];
	double by_ending = p->a.ending != p->b.ending ?
		odds(m->ending[p->scripts][p->a.ending][p->b.ending]) : 0;
	double related, weight, scale;

	forward(m, p, f);
	backward(m, p, by_ending, b);
	/* A unit that is kept tells about 2.2 nats; two words at random are left over in few names. */
	related = 1 / (1 + exp(4 - 1.1 * (p->a.length + p->b.length)) / b[0][0]);
	weight = related * sqrt(p->count) * (p->a.hash == p->b.hash ? IDENTICAL : 1);
	scale = weight / b[0][0];
	for (size_t i = 0; i <= p->a.length; i++) {
		for (size_t j = 0; j <= p->b.length; j++) {
			if (i < p->a.length) {
				counts->drop[p->scripts][0][p->a.code[i]][i ? p->a.code[i - 1] : 0] +=
					scale * f[i][j] * drop_odds(m, p, 0, i) * b[i + 1][j];
			}
			if (j < p->b.length) {
				counts->drop[p->scripts][1][p->b.code[j]][j ? p->b.code[j - 1] : 0] +=
					scale * f[i][j] * drop_odds(m, p, 1, j) * b[i][j + 1];
			}
			if (i < p->a.length && j < p->b.length) {
				counts->substitute[p->scripts][p->a.code[i]][p->b.code[j]] +=
					scale * f[i][j] * substitute_odds(m, p, i, j) * b[i + 1][j + 1];
			}
		}
	}
	counts->ending[p->scripts][p->a.ending][p->b.ending] += p->a.ending == p->b.ending ? weight :
		scale * f[p->a.stem][p->b.stem] * by_ending;
	return weight;
}

/* How often each unit stands after each other unit, in pairs that are related. */
static void occurrences(const struct pair *p, double weight, struct model *all)
{
	for (size_t i = 0; i < p->a.length; i++) {
		all->drop[p->scripts][0][p->a.code[i]][i ? p->a.code[i - 1] : 0] += weight;
	}
	for (size_t j = 0; j < p->b.length; j++) {
		all->drop[p->scripts][1][p->b.code[j]][j ? p->b.code[j - 1] : 0] += weight;
	}
}

/* Where both are of one script, the two sides are one. */
static void fold_sides(struct model *c)
{
	for (int s = 0; s < COST_MIXED; s++) {
		for (int x = 0; x < UNIT_COUNT; x++) {
			for (int y = 0; y < UNIT_COUNT; y++) {
				double both = c->drop[s][0][x][y] + c->drop[s][1][x][y];
				c->drop[s][0][x][y] = c->drop[s][1][x][y] = both;
				if (x < y) {
					both = (c->substitute[s][x][y] + c->substitute[s][y][x]) / 2;
					c->substitute[s][x][y] = c->substitute[s][y][x] = both;
				}
			}
		}
		for (int x = 0; x < ENDING_COUNT; x++) {
			for (int y = 0; y < x; y++) {
				double both = (c->ending[s][x][y] + c->ending[s][y][x]) / 2;
				c->ending[s][x][y] = c->ending[s][y][x] = both;
			}
		}
	}
}

#define COST_MOST (255.0 / NAME_COST_NAT)

static double cost_of(double share)
{
	double cost = -log(share);

	return cost < 0.02 ? 0.02 : cost > COST_MOST ? COST_MOST : cost;
}

/* Readings that rules of transliteration know and the data hardly shows: Latin x for х (GOST 7.79 B). */
static const struct {
	uint8_t a, b;
	double count;
} known[] = {{UNIT_KS, UNIT_KH, 2}};

static double known_count(int x, int y)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if ((x == known[i].a && y == known[i].b) || (x == known[i].b && y == known[i].a)) {
			return known[i].count;
		}
	}
	return 0;
}

/* The share of one pair of units, with a little of the other scripts' counts where there is not much. */
static void fit_substitutes(const struct model *c, struct model *m)
{
	for (int s = 0; s < COST_SCRIPTS; s++) {
		for (int x = 1; x < UNIT_COUNT; x++) {
			for (int y = 1; y < UNIT_COUNT; y++) {
				double met = 0.002 + known_count(x, y);
				double all = 1 + c->substitute[s][x][x], other = 1 + c->substitute[s][y][y];
				for (int k = 0; k < COST_SCRIPTS; k++) {
					met += 0.02 * (c->substitute[k][x][y] + c->substitute[k][y][x]) / 2;
				}
				for (int k = 1; k < UNIT_COUNT; k++) { /* some have no like on the other side */
					all = c->substitute[s][x][k] > all ? c->substitute[s][x][k] : all;
					other = c->substitute[s][k][y] > other ? c->substitute[s][k][y] : other;
				}
				m->substitute[s][x][y] = x == y ? 0 :
					cost_of((c->substitute[s][x][y] + met) / sqrt(all * other));
			}
		}
	}
}

static void fit_drops(const struct model *c, const struct model *all, struct model *m)
{
	for (int s = 0; s < COST_SCRIPTS; s++) {
		for (int side = 0; side < 2; side++) {
			for (int x = 1; x < UNIT_COUNT; x++) {
				double met = 0.01, seen = 2, share;
				for (int y = 0; y < UNIT_COUNT; y++) {
					met += c->drop[s][side][x][y];
					seen += all->drop[s][side][x][y];
				}
				share = met / seen;
				for (int y = 0; y < UNIT_COUNT; y++) {
					m->drop[s][side][x][y] = cost_of((c->drop[s][side][x][y] + 3 * share) /
					                                 (all->drop[s][side][x][y] + 3));
				}
			}
		}
	}
}

static void fit_endings(const struct model *c, struct model *m)
{
	for (int s = 0; s < COST_SCRIPTS; s++) {
		for (int x = 0; x < ENDING_COUNT; x++) {
			for (int y = 0; y < ENDING_COUNT; y++) {
				double all = 0.5, other = 0.5;
				for (int k = 0; k < ENDING_COUNT; k++) {
					all += c->ending[s][x][k];
					other += c->ending[s][k][y];
				}
				m->ending[s][x][y] = x == y ? 0 :
					cost_of((c->ending[s][x][y] + 0.005) / sqrt(all * other));
			}
		}
	}
}

static void from_table(struct model *m)
{
	for (int s = 0; s < COST_SCRIPTS; s++) {
		for (int x = 0; x < UNIT_COUNT; x++) {
			for (int y = 0; y < UNIT_COUNT; y++) {
				m->substitute[s][x][y] = cost_tables[s].substitute[x][y] / (double)NAME_COST_NAT;
				m->drop[s][0][x][y] = cost_tables[s].drop[0][x][y] / (double)NAME_COST_NAT;
				m->drop[s][1][x][y] = cost_tables[s].drop[1][x][y] / (double)NAME_COST_NAT;
			}
		}
		for (int x = 0; x < ENDING_COUNT; x++) {
			for (int y = 0; y < ENDING_COUNT; y++) {
				m->ending[s][x][y] = cost_tables[s].ending[x][y] / (double)NAME_COST_NAT;
			}
		}
	}
}

static void learn(struct model *m)
{
	static struct model counts, all;

	for (int round = 0; round < ROUNDS; round++) {
		double weight = 0;
		memset(&counts, 0, sizeof(counts));
		memset(&all, 0, sizeof(all));
		for (size_t i = 0; i < pair_count; i++) {
			double w = expect(m, &pairs[i], &counts);
			occurrences(&pairs[i], w, &all);
			weight += w;
		}
		fold_sides(&counts);
		fold_sides(&all);
		fit_substitutes(&counts, m);
		fit_drops(&counts, &all, m);
		fit_endings(&counts, m);
		fprintf(stderr, "round %d: %zu pairs, weight %.0f\n", round, pair_count, weight);
	}
}

static void print_row(const double *row, int count)
{
	for (int i = 0; i < count; i++) {
		printf("%s%ld", i ? "," : "{", lround(row[i] * NAME_COST_NAT));
	}
	printf("},\n");
}

static void print_model(const struct model *m)
{
	printf("/* SPDX-License-Identifier: AGPL-3.0-or-later */\n"
	       "/* Made by tools/name_learn.c; cost.h says what the numbers are. Learnt from the names of legislators\n"
	       " * (Wikidata labels collected by everypolitician-data, CC0) and of the sanction annexes of the Official\n"
	       " * Journal of the EU, each person in several languages. */\n");
	for (int s = 0; s < COST_SCRIPTS; s++) {
		printf("{\n.substitute = {\n");
		for (int x = 0; x < UNIT_COUNT; x++) {
			print_row(m->substitute[s][x], UNIT_COUNT);
		}
		printf("},\n.drop = {{\n");
		for (int side = 0; side < 2; side++) {
			for (int x = 0; x < UNIT_COUNT; x++) {
				print_row(m->drop[s][side][x], UNIT_COUNT);
			}
			printf("%s", side ? "}},\n" : "}, {\n");
		}
		printf(".ending = {\n");
		for (int x = 0; x < ENDING_COUNT; x++) {
			print_row(m->ending[s][x], ENDING_COUNT);
		}
		printf("},\n},\n");
	}
}

int main(int argc, char **argv)
{
	static struct model m;
	FILE *in = argc > 1 ? fopen(argv[1], "r") : NULL;

	if (!in || (argc != 2 && argc != 4)) {
		fprintf(stderr, "name-learn DEV.tsv [MODULUS PART] > cost_table.inc\n");
		return 2;
	}
	slots = xcalloc(slot_count, sizeof(*slots));
	read_names(in, argc == 4 ? (unsigned)strtoul(argv[2], NULL, 10) : 0,
		argc == 4 ? (unsigned)strtoul(argv[3], NULL, 10) : 0);
	fclose(in);
	from_table(&m);
	learn(&m);
	print_model(&m);
	free(slots);
	free(pairs);
	return 0;
}
