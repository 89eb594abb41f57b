/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Looking an organisation or a place up by its words: the whole recorded spelling in any order is the same, some
 * of its words are possible. Where that finds none whole, by the sound of every word: Homel, Gomel, Гомель.
 */
#include <stdlib.h>
#include <string.h>

#include "register/names.h"

#define CANDIDATES_MOST 4000
/* Nats that a word of the same name may cost in other letters: a name of a place has no patronymic to tell it by. */
#define SOUND_COST (3 * NAME_COST_NAT)

struct candidate {
	int64_t subject, statement;
	size_t shared; /* words of the name that it has */
};

struct ranked {
	struct match match;
	int rank; /* 0 is best */
};

struct finding {
	struct reg *reg;
	struct arena *arena;
	enum kind kind;
	struct str name, *words;
	size_t word_count;
	struct candidate *list;
	size_t count;
	struct ranked *ranked;
	size_t ranked_count, ranked_room;
};

static void add_candidate(struct finding *d, int64_t subject, int64_t statement)
{
	for (size_t i = 0; i < d->count; i++) {
		if (d->list[i].statement == statement) {
			d->list[i].shared++;
			return;
		}
	}
	if (d->count < CANDIDATES_MOST) {
		d->list[d->count++] = (struct candidate){subject, statement, 1};
	}
}

static enum rc add_word(struct finding *d, struct str word, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(d->reg->db, "SELECT p.subject, p.statement FROM spelling p JOIN subject u "
		"ON u.no = p.subject WHERE p.word = ? AND u.kind = ? LIMIT 4000", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_text(q, 1, word);
	query_bind_int(q, 2, d->kind);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		add_candidate(d, query_int(q, 0), query_int(q, 1));
	}
	return rc;
}

static void add_match(struct finding *d, const struct match *m, int rank)
{
	if (d->ranked_count == d->ranked_room) {
		size_t old = d->ranked_room * sizeof *d->ranked;
		d->ranked_room = d->ranked_room ? d->ranked_room * 2 : 16;
		d->ranked = arena_grow(d->arena, d->ranked, old, d->ranked_room * sizeof *d->ranked);
	}
	d->ranked[d->ranked_count++] = (struct ranked){*m, rank};
}

/* The whole spelling, or all words of the name among others. */
static void judge(struct finding *d, const struct candidate *c, struct str spelling, struct str tag)
{
	struct str *words;
	size_t count = name_words(d->arena, spelling, &words);
	bool whole = d->word_count == count, misprint = memmem(tag.p, tag.n, "x-misprint", 10) != NULL;
	bool last = count && str_eq(d->words[d->word_count - 1], words[count - 1]);
	if (c->shared != d->word_count || (!whole && d->word_count == 1 && !last)) {
		return;
	}
	struct match m = {c->subject, whole && !misprint ? MATCH_SAME : MATCH_POSSIBLE, whole ? 1 : 0.5f,
		str_dup(d->arena, spelling), misprint ? "recorded as a misprint" : whole ? "recorded spelling"
		: "part of a longer name"};
	add_match(d, &m, misprint ? 2 : whole ? 0 : 1);
}

static enum rc judge_candidates(struct finding *d, struct fault *f)
{
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < d->count; i++) {
		struct query *q;
		bool row;
		rc = db_query(d->reg->db, "SELECT value, language FROM statement WHERE no = ?", &q, f);
		if (rc != RC_OK) {
			return rc;
		}
		query_bind_int(q, 1, d->list[i].statement);
		rc = query_step(q, &row, f);
		if (rc == RC_OK && row) {
			judge(d, &d->list[i], query_text(q, 0), query_text(q, 1));
			query_done(q);
		}
	}
	return rc;
}

static bool has_digit(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9') {
			return true;
		}
	}
	return false;
}

/* Each word of both sounds like one of the other. Numbers have no sound to go by. */
static bool sounds_alike(const struct name *a, struct str spelling)
{
	struct name b;
	struct name_evidence e;
	if (has_digit(spelling)) {
		return false;
	}
	name_read(spelling, &b);
	name_score(a, &b, NULL, &e);
	for (size_t i = 0; i < e.count; i++) {
		if (e.link[i].how != NAME_SAME_SOUND || e.link[i].cost > SOUND_COST) {
			return false;
		}
	}
	return e.count > 0;
}

static void add_sound(struct finding *d, const struct name *name, int64_t subject, struct str spelling)
{
	if (sounds_alike(name, spelling)) {
		struct match m = {subject, MATCH_POSSIBLE, 0.5f, str_dup(d->arena, spelling), "sounds the same"};
		add_match(d, &m, 3);
	}
}

static enum rc add_sounds(struct finding *d, struct fault *f)
{
	struct query *q;
	bool row;
	struct name name;
	name_read(d->name, &name);
	enum rc rc = db_query(d->reg->db, "SELECT f.owner, s.value FROM fact f JOIN statement s ON s.no = f.statement "
		"WHERE f.property = ? AND f.dead_known = 10000000", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, d->kind == KIND_PLACE ? P_PLACE_NAME : P_ORG_NAME);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		add_sound(d, &name, query_int(q, 0), query_text(q, 1));
	}
	return rc;
}

/* A place that alone sounds like the name is the one; organisations take each other's names, as Viasna and Vesna. */
static void judge_sounds(struct finding *d)
{
	bool one = d->kind == KIND_PLACE && d->ranked_count > 0;
	for (size_t i = 0; i < d->ranked_count; i++) {
		one = one && d->ranked[i].rank == 3 && d->ranked[i].match.subject == d->ranked[0].match.subject;
	}
	for (size_t i = 0; one && i < d->ranked_count; i++) {
		d->ranked[i].match.certainty = MATCH_SAME;
	}
}

static int by_rank(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	if (x->rank != y->rank) {
		return x->rank - y->rank;
	}
	return (x->match.subject > y->match.subject) - (x->match.subject < y->match.subject);
}

/* The best of each subject. */
static void give(struct finding *d, size_t most, struct match *ret, size_t *ret_count)
{
	if (d->ranked_count) {
		qsort(d->ranked, d->ranked_count, sizeof *d->ranked, by_rank);
	}
	for (size_t i = 0; i < d->ranked_count && *ret_count < most; i++) {
		bool seen = false;
		for (size_t k = 0; k < *ret_count; k++) {
			seen |= ret[k].subject == d->ranked[i].match.subject;
		}
		if (!seen) {
			ret[(*ret_count)++] = d->ranked[i].match;
		}
	}
}

enum rc find_by_words(struct reg *r, struct arena *a, enum kind kind, struct str name, size_t most,
	struct match **ret, size_t *ret_count, struct fault *f)
{
	struct finding d = {.reg = r, .arena = a, .kind = kind, .name = name};
	d.word_count = name_words(a, name, &d.words);
	if (d.word_count == 0 || d.word_count > 12) {
		return RC_OK;
	}
	d.list = arena_array(a, CANDIDATES_MOST, sizeof *d.list);
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < d.word_count; i++) {
		rc = add_word(&d, d.words[i], f);
	}
	if (rc == RC_OK) {
		rc = judge_candidates(&d, f);
	}
	if (rc == RC_OK && d.ranked_count == 0 && !has_digit(name)) {
		rc = add_sounds(&d, f);
		judge_sounds(&d);
	}
	if (rc == RC_OK) {
		give(&d, most, *ret, ret_count);
	}
	return rc;
}
