/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The sections that follow from words and tokens: the names of each token, how many names hold a code,
 * the tokens of each family of given names, and the tree of codes.
 */
#include <stdlib.h>
#include <string.h>

#include "name/index_build.h"
#include "name/index_tree.h"

/* Counts to beginnings: first[i] becomes the sum of what was before it; first[n] is the total. */
static uint32_t sum_up(uint32_t *first, uint32_t n)
{
	uint32_t sum = 0;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t count = first[i];
		first[i] = sum;
		sum += count;
	}
	first[n] = sum;
	return sum;
}

/*
 * For each name and each group of its words (group NULL: the token itself) counts once, or, with list
 * given, puts the name into the group's list at at[group]++. Names come in rising order.
 */
static void visit_groups(const struct index_draft *d, const uint32_t *group, uint32_t groups, uint32_t *at,
	uint32_t *list)
{
	uint32_t *last = xcalloc((size_t)groups + 1, sizeof *last); /* the last name seen, and 1 */
	for (uint32_t n = 0; n < d->names; n++) {
		for (uint32_t w = d->name_first[n]; w < d->name_first[n + 1]; w++) {
			uint32_t token = WORD_TOKEN(d->word[w]), g = group ? group[token] : token;
			if (last[g] == n + 1) {
				continue;
			}
			last[g] = n + 1;
			if (list) {
				list[at[g]] = n;
			}
			at[g]++;
		}
	}
	free(last);
}

static bool same_code(const struct index_token *a, const struct index_token *b)
{
	return a->side == b->side && memcmp(a->read.code, b->read.code, sizeof a->read.code) == 0;
}

/* Tokens of one code stand side by side, but for the side of their script. */
static void count_often(struct index_draft *d)
{
	uint32_t *group = xmalloc(((size_t)d->tokens + 1) * sizeof *group);
	uint32_t *count = xcalloc((size_t)d->tokens + 1, sizeof *count);
	uint32_t groups = 0;
	for (uint32_t k = 0; k < d->tokens; k++) {
		groups += k > 0 && !same_code(&d->token[k - 1], &d->token[k]);
		group[k] = groups;
	}
	visit_groups(d, group, groups + 1, count, NULL);
	for (uint32_t k = 0; k < d->tokens; k++) {
		d->token[k].often = count[group[k]];
	}
	free(group);
	free(count);
}

/* A given name is as common as its family, in whatever form: of those that have it as their nearest one. */
static void count_given(struct index_draft *d, const uint32_t *list_first, uint32_t families)
{
	uint32_t *count = xcalloc(families, sizeof *count);
	for (uint32_t k = 0; k < d->tokens; k++) {
		count[d->token[k].read.given[0]] += list_first[k + 1] - list_first[k];
	}
	for (uint32_t k = 0; k < d->tokens; k++) {
		struct index_token *t = &d->token[k];
		uint32_t often = t->read.given[0] ? count[t->read.given[0]] : 0;
		often = often < d->names ? often : d->names;
		t->often = often > t->often ? often : t->often;
	}
	free(count);
}

/* What has to be counted before the sections can be placed. */
struct counts {
	uint32_t *list_first;
	uint32_t *family_first;
	struct code_tree tree;
};

static uint32_t count_families(const struct index_draft *d, struct counts *c)
{
	uint32_t most = 0;
	for (uint32_t k = 0; k < d->tokens; k++) {
		for (int i = 0; i < NAME_GIVEN_MOST; i++) {
			most = d->token[k].read.given[i] > most ? d->token[k].read.given[i] : most;
		}
	}
	c->family_first = xcalloc((size_t)most + 2, sizeof *c->family_first);
	for (uint32_t k = 0; k < d->tokens; k++) {
		for (int i = 0; i < NAME_GIVEN_MOST; i++) {
			c->family_first[d->token[k].read.given[i]] += d->token[k].read.given[i] != 0;
		}
	}
	return most + 1;
}

/* Fills a section that was placed: sections are const for all but their maker. */
static void fill(const void *section, const void *from, size_t size)
{
	if (size > 0) {
		memcpy((void *)(uintptr_t)section, from, size);
	}
}

static void fill_families(struct name_index *x)
{
	uint32_t families = x->header.families;
	uint32_t *at = xmalloc(((size_t)families + 1) * sizeof *at);
	uint32_t *family = (uint32_t *)(uintptr_t)x->family;
	memcpy(at, x->family_first, ((size_t)families + 1) * sizeof *at);
	for (uint32_t k = 0; k < x->header.tokens; k++) {
		for (int i = 0; i < NAME_GIVEN_MOST; i++) {
			uint32_t g = x->token[k].read.given[i];
			if (g) {
				family[at[g]++] = k;
			}
		}
	}
	free(at);
}

static void fill_all(struct name_index *x, const struct index_draft *d, struct counts *c)
{
	const struct index_header *h = &x->header;
	fill(x->name_first, d->name_first, ((size_t)h->names + 1) * sizeof *x->name_first);
	fill(x->mark, d->mark, h->names * sizeof *x->mark);
	fill(x->word, d->word, h->words * sizeof *x->word);
	fill(x->token, d->token, h->tokens * sizeof *x->token);
	fill(x->list_first, c->list_first, ((size_t)h->tokens + 1) * sizeof *x->list_first);
	fill(x->family_first, c->family_first, ((size_t)h->families + 1) * sizeof *x->family_first);
	fill(x->node, c->tree.node, h->nodes * sizeof *x->node);
	visit_groups(d, NULL, h->tokens, c->list_first, (uint32_t *)(uintptr_t)x->list);
	fill_families(x);
}

struct name_index *index_from_draft(struct index_draft *d)
{
	struct counts c = {0};
	struct index_header h = {.magic = INDEX_MAGIC, .rules = index_rules(), .names = d->names,
		.words = d->words, .tokens = d->tokens};
	count_often(d);
	c.list_first = xcalloc((size_t)d->tokens + 1, sizeof *c.list_first);
	visit_groups(d, NULL, d->tokens, c.list_first, NULL);
	h.listed = sum_up(c.list_first, d->tokens);
	h.families = count_families(d, &c);
	count_given(d, c.list_first, h.families);
	h.related = sum_up(c.family_first, h.families);
	code_tree_make(d->token, d->tokens, &c.tree);
	h.nodes = c.tree.count;
	memcpy(h.roots, c.tree.roots, sizeof h.roots);
	while (h.others < d->tokens && d->token[h.others].side == SIDE_OTHER) {
		h.others++;
	}
	h.bytes = index_size(&h);

	struct name_index *x = xmalloc(sizeof *x);
	char *bytes = xcalloc(1, h.bytes);
	index_place(x, &h, bytes);
	x->owned = bytes;
	fill_all(x, d, &c);
	x->header.checksum = index_checksum(&h, str_sub(x->bytes, sizeof h, x->bytes.n));
	memcpy(bytes, &x->header, sizeof h);
	free(c.list_first);
	free(c.family_first);
	code_tree_finish(&c.tree);
	return x;
}

void index_draft_finish(struct index_draft *d)
{
	free(d->name_first);
	free(d->mark);
	free(d->word);
	free(d->token);
	*d = (struct index_draft){0};
}
