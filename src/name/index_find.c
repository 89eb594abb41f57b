/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Searching an index: stages of anchors, the rarest word of the query first. */
#include <stdlib.h>

#include "name/index_find.h"
#include "name/score.h"

struct name_search {
	const struct name_index *index;
	struct walker *walker;
	struct question question;
	struct hits hits;
	struct name name;     /* the one that is ranked */
	struct match_memo memo;
	uint64_t *visited;    /* a bit for each name */
	uint32_t *trace;      /* the names whose bits are set */
	size_t traced, room;
	uint8_t *anchors;     /* by token: the words of the query that it anchors, a bit each */
};

struct name_search *name_search_create(const struct name_index *index)
{
	struct name_search *s = xcalloc(1, sizeof *s);
	s->index = index;
	s->walker = walker_create(index);
	s->visited = xcalloc(index->header.names / 64 + 1, sizeof *s->visited);
	s->room = 1024;
	s->trace = xmalloc(s->room * sizeof *s->trace);
	s->anchors = xcalloc(index->header.tokens + 1, 1);
	return s;
}

void name_search_destroy(struct name_search *s)
{
	if (!s) {
		return;
	}
	for (size_t i = 0; i < NAME_TOKENS_MOST; i++) {
		free(s->question.asked[i].alike.alike);
	}
	walker_destroy(s->walker);
	free(s->visited);
	free(s->trace);
	free(s->anchors);
	free(s);
}

static void visit(struct name_search *s, uint32_t name)
{
	uint64_t bit = UINT64_C(1) << (name % 64);
	if (s->visited[name / 64] & bit) {
		return;
	}
	s->visited[name / 64] |= bit;
	if (s->traced == s->room) {
		s->room *= 2;
		s->trace = xrealloc(s->trace, s->room * sizeof *s->trace);
	}
	s->trace[s->traced++] = name;
	index_name(s->index, name, &s->name, s->question.context.often_b, s->memo.number);
	hits_add(&s->hits, name, match_rank(&s->question.name, &s->name, &s->question.context, &s->memo));
}

/* Tokens that anchor a word: within the limit of cost, or of one family of given names. */
static void look_for(struct name_search *s, size_t i)
{
	struct asked *a = &s->question.asked[i];
	const struct name_index *x = s->index;
	const struct name_token *t = &s->question.name.token[a->at];
	uint8_t bit = (uint8_t)(1 << i);
	walker_find(s->walker, t, &a->alike);
	for (uint32_t k = 0; k < a->alike.count; k++) {
		s->anchors[a->alike.alike[k].token] |= bit;
	}
	for (int g = 0; g < 2; g++) {
		uint32_t family = t->given[g];
		if (family == 0 || family >= x->header.families) {
			continue;
		}
		for (uint32_t k = x->family_first[family]; k < x->family_first[family + 1]; k++) {
			if (!(s->anchors[x->family[k]] & bit)) {
				s->anchors[x->family[k]] |= bit;
				alike_add(&a->alike, x->family[k], 0);
			}
		}
	}
	a->looked = true;
}

#define FETCHED 16 /* names whose parts are asked of the memory together */

/* What visit() reads of names is scattered over memory: waits for that of many at once. */
static void fetch_names(const struct name_index *x, const uint32_t *name, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		__builtin_prefetch(&x->name_first[name[i]]);
		__builtin_prefetch(&x->mark[name[i]]);
	}
	for (uint32_t i = 0; i < count; i++) {
		__builtin_prefetch(&x->word[x->name_first[name[i]]]);
	}
	for (uint32_t i = 0; i < count; i++) {
		for (uint32_t k = x->name_first[name[i]]; k < x->name_first[name[i] + 1]; k++) {
			const char *token = (const char *)&x->token[WORD_TOKEN(x->word[k])];
			__builtin_prefetch(token);
			__builtin_prefetch(token + sizeof(struct index_token) - 1);
		}
	}
}

static void visit_list(struct name_search *s, uint32_t token)
{
	uint32_t end = s->index->list_first[token + 1];
	for (uint32_t k = s->index->list_first[token]; k < end;) {
		uint32_t stop = end - k < FETCHED ? end : k + FETCHED;
		fetch_names(s->index, &s->index->list[k], stop - k);
		for (; k < stop; k++) {
			visit(s, s->index->list[k]);
		}
	}
}

/* Names with a rare anchor of the word. */
static void visit_rare(struct name_search *s, size_t i)
{
	const struct alike_list *list = &s->question.asked[i].alike;
	for (uint32_t k = 0; k < list->count; k++) {
		if (!index_is_common(s->index, list->alike[k].token)) {
			visit_list(s, list->alike[k].token);
		}
	}
}

static uint32_t names_of(const struct name_search *s, size_t i)
{
	const struct alike_list *list = &s->question.asked[i].alike;
	uint32_t names = 0;
	for (uint32_t k = 0; k < list->count; k++) {
		uint32_t token = list->alike[k].token;
		names += s->index->list_first[token + 1] - s->index->list_first[token];
	}
	return names;
}

static bool has_two_anchors(const struct name_search *s, uint32_t name)
{
	unsigned words = 0;
	for (uint32_t k = s->index->name_first[name]; k < s->index->name_first[name + 1]; k++) {
		words |= s->anchors[WORD_TOKEN(s->index->word[k])];
	}
	return (words & (words - 1)) != 0;
}

/* Names with anchors of two words, however common; of a query of one word, with an anchor of it. */
static void visit_common(struct name_search *s)
{
	size_t count = s->question.count, widest = 0;
	for (size_t i = 1; i < count; i++) {
		widest = names_of(s, i) > names_of(s, widest) ? i : widest;
	}
	for (size_t i = 0; i < count; i++) {
		const struct alike_list *list = &s->question.asked[i].alike;
		/* Who has two anchors has one that is not of the widest word. */
		for (uint32_t k = 0; k < list->count && (i != widest || count == 1); k++) {
			uint32_t token = list->alike[k].token;
			if (!index_is_common(s->index, token)) {
				continue;
			}
			for (uint32_t n = s->index->list_first[token]; n < s->index->list_first[token + 1]; n++) {
				if (count == 1 || has_two_anchors(s, s->index->list[n])) {
					visit(s, s->index->list[n]);
				}
			}
		}
	}
}

static void forget(struct name_search *s)
{
	for (size_t i = 0; i < s->traced; i++) {
		s->visited[s->trace[i] / 64] = 0;
	}
	s->traced = 0;
	for (size_t i = 0; i < s->question.count; i++) {
		const struct alike_list *list = &s->question.asked[i].alike;
		for (uint32_t k = 0; k < list->count; k++) {
			s->anchors[list->alike[k].token] = 0;
		}
	}
}

size_t name_index_find(struct name_search *s, struct str query, struct name_hit *ret, size_t count)
{
	hits_init(&s->hits, ret, count);
	question_read(&s->question, s->index, query);
	match_memo_forget(&s->memo);
	for (size_t i = 0; i < s->question.count && s->hits.best < NAME_RANK_GOOD; i++) {
		look_for(s, i);
		visit_rare(s, i);
	}
	if (s->hits.best < NAME_RANK_GOOD) {
		visit_common(s);
	}
	forget(s);
	return hits_finish(&s->hits);
}
