/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Looking a name up among the recorded spellings, plainly: the whole spelling in any order is the same,
 * anything less only possible. No rules across languages or scripts.
 */
#include <stdlib.h>
#include <string.h>

#include "register/internal.h"

#define CANDIDATES_MOST 4000
#define FORMS_MOST 40

struct candidate {
	int64_t subject, statement;
	unsigned shared; /* words of the name that it has, exactly */
	unsigned near;   /* words one letter off, or initials */
};

struct finding {
	struct reg *reg;
	struct arena *arena;
	enum kind kind;
	struct str *words;
	size_t word_count;
	struct candidate *list;
	size_t count;
};

static void add_candidate(struct finding *d, int64_t subject, int64_t statement, bool exact)
{
	for (size_t i = 0; i < d->count; i++) {
		if (d->list[i].statement == statement) {
			*(exact ? &d->list[i].shared : &d->list[i].near) += 1;
			return;
		}
	}
	if (d->count < CANDIDATES_MOST) {
		d->list[d->count++] = (struct candidate){subject, statement, exact, !exact};
	}
}

static enum rc add_exact(struct finding *d, struct str word, struct fault *f)
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
		add_candidate(d, query_int(q, 0), query_int(q, 1), true);
	}
	return rc;
}

/* Letters that may be wrong in a word of so many: none in short ones. */
static unsigned tolerance(struct str word)
{
	size_t n = utf8_length(word);
	return n >= 8 ? 2 : n >= 5 ? 1 : 0;
}

/* Recorded words that begin with the same two letters, and differ little. */
static enum rc similar_words(struct finding *d, struct str word, struct str *forms, size_t *ret_count,
	struct fault *f)
{
	struct query *q;
	bool row;
	size_t at = 0;
	*ret_count = 0;
	(void)utf8_next(word, &at);
	(void)utf8_next(word, &at);
	struct str from = str_sub(word, 0, at);
	char *to = arena_printf(d->arena, "%.*s\xF4\x8F\xBF\xBF", STR_ARG(from));
	enum rc rc = db_query(d->reg->db, "SELECT DISTINCT word FROM spelling WHERE word >= ? AND word < ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_text(q, 1, from);
	query_bind_text(q, 2, str_of(to));
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		struct str other = query_text(q, 0);
		unsigned most = tolerance(word);
		if (!str_eq(word, other) && text_distance(word, other, most) <= most && *ret_count < FORMS_MOST) {
			forms[(*ret_count)++] = str_copy(d->arena, other);
		}
	}
	return rc;
}

static enum rc add_similar(struct finding *d, struct str word, struct fault *f)
{
	struct str forms[FORMS_MOST];
	size_t count;
	struct query *q;
	bool row;
	if (tolerance(word) == 0) {
		return RC_OK;
	}
	enum rc rc = similar_words(d, word, forms, &count, f);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		rc = db_query(d->reg->db, "SELECT p.subject, p.statement FROM spelling p JOIN subject u "
			"ON u.no = p.subject WHERE p.word = ? AND u.kind = ? LIMIT 1000", &q, f);
		if (rc != RC_OK) {
			return rc;
		}
		query_bind_text(q, 1, forms[i]);
		query_bind_int(q, 2, d->kind);
		while ((rc = query_step(q, &row, f)) == RC_OK && row) {
			add_candidate(d, query_int(q, 0), query_int(q, 1), false);
		}
	}
	return rc;
}

static enum rc spelling_of(struct finding *d, int64_t statement, char **ret, char **ret_tag, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(d->reg->db, "SELECT value, language FROM statement WHERE no = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, statement);
	rc = query_step(q, &row, f);
	if (rc == RC_OK && row) {
		*ret = str_dup(d->arena, query_text(q, 0));
		*ret_tag = str_dup(d->arena, query_text(q, 1));
	}
	query_done(q);
	return rc;
}

/* "S. Tsikhanouski": single letters stand for words that begin with them. */
static size_t initials_met(const struct finding *d, const struct str *words, size_t count)
{
	size_t met = 0;
	for (size_t i = 0; i < d->word_count; i++) {
		for (size_t k = 0; utf8_length(d->words[i]) == 1 && k < count; k++) {
			if (words[k].n > d->words[i].n && memcmp(words[k].p, d->words[i].p, d->words[i].n) == 0) {
				met++;
				break;
			}
		}
	}
	return met;
}

/* Whether a candidate is a match, and how good: 0 is best. -1: none. */
static int judge(const struct finding *d, const struct candidate *c, const char *spelling, const char *tag,
	struct match *m)
{
	struct str *words;
	size_t count = name_words(d->arena, str_of(spelling), &words);
	size_t met = c->shared + c->near, initials = initials_met(d, words, count);
	bool last = false; /* the family name: the last word, or the first before a comma */
	for (size_t i = 0; i < d->word_count; i++) {
		last |= count && (str_eq(d->words[i], words[count - 1])
			|| text_distance(d->words[i], words[count - 1], tolerance(d->words[i])) <= tolerance(d->words[i]));
	}
	*m = (struct match){c->subject, MATCH_POSSIBLE, arena_strdup(d->arena, spelling), NULL};
	if (c->shared == d->word_count && d->word_count == count && count > 1) {
		bool misprint = strstr(tag, "x-misprint") != NULL;
		m->certainty = misprint ? MATCH_POSSIBLE : MATCH_SAME;
		m->why = misprint ? "recorded as a misprint" : "recorded spelling";
		return misprint ? 3 : 0;
	}
	if (d->kind != KIND_PERSON && c->shared == d->word_count && d->word_count == count) {
		m->certainty = MATCH_SAME;
		m->why = "recorded spelling";
		return 0;
	}
	if (c->shared == d->word_count && d->word_count > 1) {
		m->why = "part of a longer name";
		return 1;
	}
	if (met + initials >= d->word_count && d->word_count > 1 && last) {
		m->why = initials ? "initials and family name" : "a letter or two differ";
		return 2;
	}
	if (d->word_count == 1 && last) {
		bool misprint = strstr(tag, "x-misprint") != NULL;
		m->why = misprint ? "recorded as a misprint" : c->shared ? "family name only"
			: "family name only, a letter or two differ";
		return c->shared ? 4 : 5;
	}
	return -1;
}

struct ranked {
	struct match match;
	int rank;
};

static int by_rank(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	if (x->rank != y->rank) {
		return x->rank - y->rank;
	}
	return (x->match.subject > y->match.subject) - (x->match.subject < y->match.subject);
}

static enum rc rank_all(struct finding *d, struct ranked **ret, size_t *ret_count, struct fault *f)
{
	struct ranked *list = arena_array(d->arena, d->count + 1, sizeof *list);
	size_t count = 0;
	for (size_t i = 0; i < d->count; i++) {
		char *spelling = NULL, *tag = NULL;
		/* A word in common is not enough to read the spelling, where there are several words. */
		if (d->word_count > 2 && d->list[i].shared + d->list[i].near < 2) {
			continue;
		}
		enum rc rc = spelling_of(d, d->list[i].statement, &spelling, &tag, f);
		if (rc != RC_OK) {
			return rc;
		}
		list[count].rank = spelling ? judge(d, &d->list[i], spelling, tag, &list[count].match) : -1;
		count += list[count].rank >= 0;
	}
	qsort(list, count, sizeof *list, by_rank);
	*ret = list;
	*ret_count = count;
	return RC_OK;
}

enum rc find_name(struct reg *r, const struct viewer *v, struct arena *a, enum kind kind, struct str name,
	size_t most, struct match **ret, size_t *ret_count, struct fault *f)
{
	struct finding d = {.reg = r, .arena = a, .kind = kind};
	struct ranked *list;
	size_t count = 0;
	*ret = arena_array(a, most + 1, sizeof **ret);
	*ret_count = 0;
	enum rc rc = viewer_check(v, f);
	d.word_count = name_words(a, name, &d.words);
	if (rc != RC_OK || d.word_count == 0 || d.word_count > 12) {
		return rc;
	}
	d.list = arena_array(a, CANDIDATES_MOST, sizeof *d.list);
	for (size_t i = 0; rc == RC_OK && i < d.word_count; i++) {
		rc = add_exact(&d, d.words[i], f);
	}
	for (size_t i = 0; rc == RC_OK && kind == KIND_PERSON && i < d.word_count; i++) {
		rc = add_similar(&d, d.words[i], f);
	}
	if (rc == RC_OK) {
		rc = rank_all(&d, &list, &count, f);
	}
	for (size_t i = 0; rc == RC_OK && i < count && *ret_count < most; i++) {
		bool seen = false;
		for (size_t k = 0; k < *ret_count; k++) {
			seen |= (*ret)[k].subject == list[i].match.subject;
		}
		if (!seen) {
			(*ret)[(*ret_count)++] = list[i].match;
		}
	}
	return rc;
}
