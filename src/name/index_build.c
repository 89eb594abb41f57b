/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Building an index: names are read and their tokens told apart by each thread for itself; then the
 * tables are joined, ordered, and written into the sections.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "name/index_build.h"

#define THREADS_MOST 8
#define LEFT_OUT_MOST 255

/* What one thread makes of its share of the names. */
struct share {
	const struct str *names;
	size_t count;
	struct token_table table;
	uint32_t *word; /* numbers of its own table */
	uint32_t words, room;
	uint8_t *length; /* [count]: words of each name */
	struct index_mark *mark;
	uint32_t *number; /* by own number: the token's number in the index */
};

static void read_one(struct share *s, size_t i)
{
	struct name name;
	struct index_token token;
	name_read(s->names[i], &name);
	if (s->words + NAME_TOKENS_MOST > s->room) {
		s->room *= 2;
		s->word = xrealloc(s->word, s->room * sizeof *s->word);
	}
	for (int k = 0; k < name.count; k++) {
		index_token_of(&name.token[k], &token);
		uint32_t number = token_table_add(&s->table, &token);
		s->word[s->words++] = WORD_MAKE(number, name.token[k].kind, name.token[k].joined);
	}
	s->length[i] = name.count;
	s->mark[i] = (struct index_mark){
		(uint8_t)(name.scripts << 2 | name.damaged << 1 | name.family_first), name.left_out,
	};
}

static void *read_share(void *data)
{
	struct share *s = data;
	for (size_t i = 0; i < s->count; i++) {
		read_one(s, i);
	}
	return NULL;
}

static void share_init(struct share *s, const struct str *names, size_t count)
{
	*s = (struct share){.names = names, .count = count, .room = (uint32_t)count * 3 + NAME_TOKENS_MOST};
	token_table_init(&s->table);
	s->word = xmalloc(s->room * sizeof *s->word);
	s->length = xmalloc(count + 1);
	s->mark = xmalloc((count + 1) * sizeof *s->mark);
}

static void share_finish(struct share *s)
{
	token_table_finish(&s->table);
	free(s->word);
	free(s->length);
	free(s->mark);
	free(s->number);
}

/* Reads all shares, each in a thread but the first; a thread that cannot be had is done without. */
static void read_shares(struct share *shares, unsigned count)
{
	pthread_t thread[THREADS_MOST];
	bool started[THREADS_MOST] = {false};
	for (unsigned i = 1; i < count; i++) {
		started[i] = pthread_create(&thread[i], NULL, read_share, &shares[i]) == 0;
	}
	read_share(&shares[0]);
	for (unsigned i = 1; i < count; i++) {
		if (started[i]) {
			pthread_join(thread[i], NULL);
		} else {
			read_share(&shares[i]);
		}
	}
}

static int by_token(const void *a, const void *b)
{
	return index_token_compare(*(const struct index_token *const *)a, *(const struct index_token *const *)b);
}

/*
 * Joins the tables of all shares into that of the first and numbers the tokens by their order, which
 * does not depend on who read them. *ret_order: [count], pointers into the first table.
 */
static void number_tokens(struct share *shares, unsigned count, const struct index_token ***ret_order)
{
	struct token_table *all = &shares[0].table;
	for (unsigned i = 0; i < count; i++) {
		uint32_t own = shares[i].table.count;
		shares[i].number = xmalloc(((size_t)own + 1) * sizeof *shares[i].number);
		for (uint32_t k = 0; k < own; k++) {
			shares[i].number[k] = i == 0 ? k : token_table_add(all, &shares[i].table.token[k]);
		}
	}
	const struct index_token **order = xmalloc(((size_t)all->count + 1) * sizeof *order);
	uint32_t *place = xmalloc(((size_t)all->count + 1) * sizeof *place);
	for (uint32_t k = 0; k < all->count; k++) {
		order[k] = &all->token[k];
	}
	qsort(order, all->count, sizeof *order, by_token);
	for (uint32_t k = 0; k < all->count; k++) {
		place[order[k] - all->token] = k;
	}
	/* The first share holds its own tokens first, in its own numbers. */
	for (unsigned i = 0; i < count; i++) {
		uint32_t own = i == 0 ? all->count : shares[i].table.count;
		shares[i].number = xrealloc(shares[i].number, ((size_t)own + 1) * sizeof *shares[i].number);
		for (uint32_t k = 0; k < own; k++) {
			shares[i].number[k] = place[i == 0 ? k : shares[i].number[k]];
		}
	}
	free(place);
	*ret_order = order;
}

static uint32_t total_words(const struct share *shares, unsigned count)
{
	uint32_t words = 0;
	for (unsigned i = 0; i < count; i++) {
		words += shares[i].words;
	}
	return words;
}

/* Words and marks of all names, with the tokens' numbers in the index. */
static void collect_words(const struct share *shares, unsigned count, struct index_draft *d)
{
	uint32_t name = 0, word = 0;
	for (unsigned i = 0; i < count; i++) {
		const struct share *s = &shares[i];
		for (uint32_t w = 0, n = 0; n < s->count; n++, name++) {
			d->name_first[name] = word;
			d->mark[name] = s->mark[n];
			for (unsigned k = 0; k < s->length[n]; k++, w++) {
				d->word[word++] = s->number[WORD_TOKEN(s->word[w])] << 4 | (s->word[w] & 15);
			}
		}
	}
	d->name_first[name] = word;
}

static void draft_from_shares(struct share *shares, unsigned threads, size_t count, struct index_draft *d)
{
	const struct index_token **order;
	number_tokens(shares, threads, &order);
	*d = (struct index_draft){.names = (uint32_t)count, .words = total_words(shares, threads),
		.tokens = shares[0].table.count};
	d->name_first = xmalloc((count + 1) * sizeof *d->name_first);
	d->mark = xmalloc((count + 1) * sizeof *d->mark);
	d->word = xmalloc(((size_t)d->words + 1) * sizeof *d->word);
	d->token = xmalloc(((size_t)d->tokens + 1) * sizeof *d->token);
	for (uint32_t k = 0; k < d->tokens; k++) {
		d->token[k] = *order[k];
	}
	free(order);
	collect_words(shares, threads, d);
}

enum rc name_index_build(const struct str *names, size_t count, unsigned threads, struct name_index **ret,
	struct fault *f)
{
	struct share shares[THREADS_MOST];
	struct index_draft draft;
	if (count > NAME_INDEX_MOST) {
		return fault_set(f, RC_LIMIT, "an index holds at most %u names, not %zu", NAME_INDEX_MOST, count);
	}
	threads = threads < 1 ? 1 : threads > THREADS_MOST ? THREADS_MOST : threads;
	for (unsigned i = 0; i < threads; i++) {
		size_t from = count * i / threads, to = count * (i + 1) / threads;
		share_init(&shares[i], names + from, to - from);
	}
	read_shares(shares, threads);
	draft_from_shares(shares, threads, count, &draft);
	for (unsigned i = 0; i < threads; i++) {
		share_finish(&shares[i]);
	}
	*ret = index_from_draft(&draft);
	index_draft_finish(&draft);
	return RC_OK;
}

void name_index_destroy(struct name_index *index)
{
	if (index) {
		free(index->owned);
		free(index);
	}
}
