/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Searching an index. Tokens that are alike to a word of the query are looked for, at first those that cost little;
 * names that hold them are ranked; and so on with other words and higher costs, until no name that was not looked
 * at can have a rank that matters (Fagin's threshold algorithm, with bounds by the formula of the rank).
 */
#include <stdlib.h>

#include "name/given.h"
#include "name/index_find.h"

/* More names than that are looked at only where they hold anchors of two words, or one word is asked for. */
#define COMMON_LEAST 256
/* Sums of the bounds and of the rank are made in different order. */
#define ROUNDING 0.001f

static const unsigned steps[] = {4 * NAME_COST_NAT, 6 * NAME_COST_NAT, WALK_MOST};

/* A name that may be an answer, and the most that its rank can be. */
struct candidate {
	uint32_t name;
	float most;
};

struct name_search {
	const struct name_index *index;
	struct question question;
	struct meeting meeting;
	struct hits hits;
	struct candidate *candidate; /* a heap with the most on top */
	size_t candidates, candidate_room;
	uint64_t *visited; /* a bit for each name */
	uint32_t *trace;   /* the names whose bits are set */
	size_t traced, room;
	bool paired;       /* names with common anchors of two words were looked at */
};

struct name_search *name_search_create(const struct name_index *index)
{
	struct name_search *s = xcalloc(1, sizeof *s);
	s->index = index;
	meeting_init(&s->meeting, index, &s->question);
	s->visited = xcalloc(index->header.names / 64 + 1, sizeof *s->visited);
	s->room = 1024;
	s->trace = xmalloc(s->room * sizeof *s->trace);
	s->candidate_room = 1024;
	s->candidate = xmalloc(s->candidate_room * sizeof *s->candidate);
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
	meeting_finish(&s->meeting);
	free(s->visited);
	free(s->trace);
	free(s->candidate);
	free(s);
}

/* Whether the name was not visited before. */
static bool mark_visited(struct name_search *s, uint32_t name)
{
	uint64_t bit = UINT64_C(1) << (name % 64);
	if (s->visited[name / 64] & bit) {
		return false;
	}
	s->visited[name / 64] |= bit;
	if (s->traced == s->room) {
		s->room *= 2;
		s->trace = xrealloc(s->trace, s->room * sizeof *s->trace);
	}
	s->trace[s->traced++] = name;
	return true;
}

/* Makes the name a candidate, if it can be an answer and was not looked at before. */
static void visit(struct name_search *s, uint32_t name)
{
	if (!mark_visited(s, name)) {
		return;
	}
	float most = meeting_name_most(&s->meeting, name) + ROUNDING;
	if (most < hits_least(&s->hits)) {
		return;
	}
	if (s->candidates == s->candidate_room) {
		s->candidate_room *= 2;
		s->candidate = xrealloc(s->candidate, s->candidate_room * sizeof *s->candidate);
	}
	s->candidate[s->candidates++] = (struct candidate){name, most};
}

static void sink(struct candidate *heap, size_t count, size_t at)
{
	struct candidate c = heap[at];
	for (size_t child = 2 * at + 1; child < count; child = 2 * at + 1) {
		child += child + 1 < count && heap[child + 1].most > heap[child].most;
		if (heap[child].most <= c.most) {
			break;
		}
		heap[at] = heap[child];
		at = child;
	}
	heap[at] = c;
}

static void rank(struct name_search *s, uint32_t name)
{
	struct question *q = &s->question;
	struct match_known *known[NAME_TOKENS_MOST];
	uint32_t number[NAME_TOKENS_MOST];
	struct name n;
	index_name(s->index, name, &n, q->context.often_b, number);
	for (int i = 0; i < n.count; i++) {
		known[i] = &s->meeting.met[s->meeting.place[number[i]] - 1].known;
	}
	hits_add(&s->hits, name, match_rank(&q->name, &n, &q->context, known));
}

/* Ranks candidates, those first that may be best, until no other can be an answer. */
static void rank_candidates(struct name_search *s)
{
	for (size_t i = s->candidates / 2; i-- > 0;) {
		sink(s->candidate, s->candidates, i);
	}
	while (s->candidates > 0 && s->candidate[0].most >= hits_least(&s->hits)) {
		uint32_t name = s->candidate[0].name;
		s->candidate[0] = s->candidate[--s->candidates];
		sink(s->candidate, s->candidates, 0);
		rank(s, name);
	}
	s->candidates = 0;
}

/* What words but one bring at most to a name that was not looked at, and the rest with it. */
static float others_most(const struct question *q, size_t but, bool paired)
{
	float sum = q->rest;
	for (size_t i = 0; i < q->count; i++) {
		const struct asked *a = &q->asked[i];
		sum += i == but ? 0 : !paired && a->skipped > a->unseen ? a->skipped : a->unseen;
	}
	return sum;
}

/* The most that the rank of a name can be that was not looked at. */
static float not_seen_most(const struct name_search *s)
{
	const struct question *q = &s->question;
	float most = others_most(q, q->count, true);
	for (size_t i = 0; i < q->count; i++) {
		const struct asked *a = &q->asked[i];
		float with = others_most(q, i, s->paired) + (a->skipped > a->unseen ? a->skipped : a->unseen);
		most = with > most ? with : most;
	}
	return most;
}

/* The same, of names whose words are joined too; the search is not led by these. */
static float proved_most(struct name_search *s)
{
	float joined = match_joined_most();
	for (size_t i = 0; i < s->question.count; i++) {
		struct asked *a = &s->question.asked[i];
		a->unseen = joined > a->unseen ? joined : a->unseen;
	}
	return not_seen_most(s) + ROUNDING;
}

#define FETCHED 16 /* names whose parts are asked of the memory together */

/* What visit() reads of names is scattered over memory: waits for that of many at once. */
static void fetch_names(const struct name_index *x, const uint32_t *name, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		__builtin_prefetch(&x->name_first[name[i]]);
	}
	for (uint32_t i = 0; i < count; i++) {
		__builtin_prefetch(&x->word[x->name_first[name[i]]]);
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

static uint32_t names_of(const struct name_index *x, uint32_t token)
{
	return x->list_first[token + 1] - x->list_first[token];
}

static int by_worth(const void *a, const void *b)
{
	const struct alike *x = a, *y = b;
	int order = (x->worth < y->worth) - (x->worth > y->worth);
	return order ? order : (x->token > y->token) - (x->token < y->token);
}

/* Adds tokens of the families of given names that the word may be of. */
static void add_kin(struct name_search *s, size_t i)
{
	const struct name_index *x = s->index;
	struct asked *a = &s->question.asked[i];
	const struct name_token *t = &s->question.name.token[a->at];
	for (int g = 0; g < NAME_GIVEN_MOST; g++) {
		uint32_t family = t->given[g];
		if (family == 0 || family >= x->header.families) {
			continue;
		}
		for (uint32_t k = x->family_first[family]; k < x->family_first[family + 1]; k++) {
			alike_add(&a->alike, x->family[k], MATCH_NOT_KNOWN);
		}
	}
}

/* The most that a word brings of a token that costs more than that, or of none. */
static float unseen_most(const struct question *q, const struct asked *a, unsigned limit)
{
	float most = match_most(&q->name.token[a->at], q->context.often_a[a->at], q->context.names, limit + 1);
	float unmatched = match_unmatched_most(true);
	return most > unmatched ? most : unmatched;
}

/* Finds tokens of up to that cost; those that no lesser cost has found stay in the list, the worthiest first. */
static void look_for(struct name_search *s, size_t i, unsigned limit)
{
	struct asked *a = &s->question.asked[i];
	uint8_t bit = (uint8_t)(1 << i);
	uint32_t kept = 0;
	walker_find(s->meeting.walker, i, limit, &a->alike);
	if (a->known == 0) {
		add_kin(s, i);
	}
	for (uint32_t k = 0; k < a->alike.count; k++) {
		struct alike *alike = &a->alike.alike[k];
		struct met *met = meeting_add(&s->meeting, alike->token);
		if (!(met->anchors & bit)) {
			meeting_weigh(&s->meeting, met, i, alike->cost);
			met->anchors |= bit;
			alike->worth = met->worth[i];
			a->alike.alike[kept++] = *alike;
		}
	}
	a->alike.count = kept;
	if (kept) {
		qsort(a->alike.alike, kept, sizeof *a->alike.alike, by_worth);
	}
	a->known = limit;
	a->unseen = unseen_most(&s->question, a, limit);
}

/* Looks at the names of what was found, but for those that cannot matter, or that too many names hold. */
static void visit_found(struct name_search *s, size_t i)
{
	struct asked *a = &s->question.asked[i];
	float others = others_most(&s->question, i, false);
	for (uint32_t k = 0; k < a->alike.count; k++) {
		const struct alike *alike = &a->alike.alike[k];
		bool matters = alike->worth + others + ROUNDING >= hits_least(&s->hits);
		if (matters && (s->question.count == 1 || names_of(s->index, alike->token) <= COMMON_LEAST)) {
			visit_list(s, alike->token);
			rank_candidates(s); /* what is good leaves less to be looked at */
		} else if (alike->worth > a->skipped) {
			a->skipped = alike->worth;
		}
	}
	rank_candidates(s);
}

static bool has_two_anchors(const struct name_search *s, uint32_t name)
{
	unsigned words = 0;
	for (uint32_t k = s->index->name_first[name]; k < s->index->name_first[name + 1]; k++) {
		uint32_t place = s->meeting.place[WORD_TOKEN(s->index->word[k])];
		words |= place ? s->meeting.met[place - 1].anchors : 0;
	}
	return (words & (words - 1)) != 0;
}

/* Names with anchors of two words, however common. */
static void visit_pairs(struct name_search *s)
{
	uint32_t met = s->meeting.count; /* those that names add now are no anchors */
	for (uint32_t k = 0; k < met; k++) {
		uint32_t token = s->meeting.met[k].token;
		if (s->meeting.met[k].anchors == 0 || names_of(s->index, token) <= COMMON_LEAST) {
			continue;
		}
		for (uint32_t n = s->index->list_first[token]; n < s->index->list_first[token + 1]; n++) {
			if (has_two_anchors(s, s->index->list[n])) {
				visit(s, s->index->list[n]);
			}
		}
	}
	rank_candidates(s);
	s->paired = true;
}

/* The word, and the cost, that lowers most what names may have that were not looked at. False: there is none. */
static bool choose_step(const struct question *q, size_t *ret_word, unsigned *ret_limit)
{
	float best = 0;
	for (size_t i = 0; i < q->count; i++) {
		const struct asked *a = &q->asked[i];
		for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
			if (steps[k] <= a->known) {
				continue;
			}
			float after = unseen_most(q, a, steps[k]);
			float less = a->unseen - (after > a->skipped ? after : a->skipped);
			if (less > best) {
				best = less;
				*ret_word = i;
				*ret_limit = steps[k];
			}
			break;
		}
	}
	return best > 0;
}

static void forget(struct name_search *s)
{
	for (size_t i = 0; i < s->traced; i++) {
		s->visited[s->trace[i] / 64] = 0;
	}
	s->traced = 0;
	s->paired = false;
}

/* Whether no name can matter that was not looked at. */
static bool is_done(const struct name_search *s, float within)
{
	float least = s->hits.best - within;
	least = hits_least(&s->hits) > least ? hits_least(&s->hits) : least;
	return not_seen_most(s) + ROUNDING <= least;
}

size_t name_index_find(struct name_search *s, struct str query, float within, struct name_hit *ret, size_t count,
	float *ret_bound)
{
	size_t word = 0;
	unsigned limit = steps[0];
	hits_init(&s->hits, ret, count);
	question_read(&s->question, s->index, query);
	meeting_clear(&s->meeting);
	if (s->question.count > 0) {
		do {
			look_for(s, word, limit);
			visit_found(s, word);
		} while (!is_done(s, within) && choose_step(&s->question, &word, &limit));
		if (!is_done(s, within) && s->question.count > 1) {
			visit_pairs(s);
		}
	}
	if (ret_bound) {
		*ret_bound = proved_most(s);
	}
	forget(s);
	return hits_finish(&s->hits);
}
