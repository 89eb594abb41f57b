/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Looking a person up by a name in any spelling: the matcher over all recorded ones, the best of each person. */
#include <stdlib.h>
#include <string.h>

#include "register/names.h"

/* Spellings asked of the index: some for each person wanted, since one person has several. */
#define HITS_EACH 6
#define HITS_LEAST 64
#define HITS_MOST 4096
/* A rank knows how rare the words are, a probability does not: below this rank none is as high as a faint one's. */
#define RANK_LEAST (-5.0f)
/* Cost of a word of the same name in other letters, and of forms of one given name; more is a slip or an ending. */
#define LETTERS_COST (3 * NAME_COST_NAT / 4)
#define FORMS_COST (3 * NAME_COST_NAT / 2)
/* A rival whose log-odds come so near leaves it open who is meant. */
#define RIVAL_NATS 1.5f
/* A family name alone is possible from this probability on: it is all that the name can say. */
#define FAMILY_LEAST 0.25f

struct candidate {
	struct match match;
	float log_odds;
	bool whole;    /* the recorded spelling, word for word */
	bool letters;  /* the same words in other letters */
	bool script;   /* that of the question */
	bool misprint;
};

struct finding {
	struct reg *reg;
	struct arena *arena;
	struct str text, plain;
	struct name name;
	struct candidate *list;
	size_t count, room;
};

static bool counts(const struct name_token *t)
{
	return t->kind != NAME_TITLE && t->kind != NAME_PARTICLE;
}

/* Every word of both has its equal on the other side. */
static bool same_letters(const struct name_evidence *e)
{
	size_t met = 0;
	for (size_t i = 0; i < e->count; i++) {
		const struct name_link *l = &e->link[i];
		bool equal = (l->how == NAME_SAME_SOUND && l->cost <= LETTERS_COST)
			|| (l->how == NAME_SAME_FAMILY && l->cost <= FORMS_COST);
		if (!equal) {
			return false;
		}
		met++;
	}
	return met > 1;
}

static size_t words_of(const struct name *n)
{
	size_t count = 0;
	for (size_t i = 0; i < n->count; i++) {
		count += counts(&n->token[i]);
	}
	return count;
}

/* Whether a is one word, and met what stands for the family name in b: marked so, or the last word. */
static bool family_alone(const struct name *a, const struct name *b, const struct name_evidence *e)
{
	int last = -1;
	for (int i = 0; i < b->count; i++) {
		last = counts(&b->token[i]) && b->token[i].kind != NAME_PATRONYMIC ? i : last;
	}
	for (size_t i = 0; i < e->count; i++) {
		const struct name_link *l = &e->link[i];
		if (l->how != NAME_ALONE && l->how != NAME_AGAINST) {
			bool given = a->token[l->a].given[0] != 0; /* many bear it */
			return !given && (b->token[l->b].kind == NAME_FAMILY || (!b->family_first && l->b == last));
		}
	}
	return false;
}

/* The reason in a few words. */
static const char *reason(const struct finding *d, const struct candidate *c, const struct name *b,
	struct str spelling, const struct name_evidence *e)
{
	struct buf out;
	if (c->misprint && (c->whole || c->letters)) {
		return "recorded as a misprint";
	}
	if (c->whole) {
		return words_of(b) > 1 ? "recorded spelling" : "recorded spelling of one word";
	}
	if (c->letters) {
		return "the same name in other letters";
	}
	if (words_of(&d->name) == 1 && words_of(b) > 1) {
		bool equal = e->count && e->link[0].cost == 0 && e->link[0].how == NAME_SAME_SOUND;
		const char *what = family_alone(&d->name, b, e) ? "family name only" : "one word of the name only";
		return equal ? what : arena_printf(d->arena, "%s, and spelled otherwise", what);
	}
	buf_init(&out, 1024);
	name_explain(e, &d->name, d->text, b, spelling, &out);
	const char *text = str_dup(d->arena, buf_view(&out));
	buf_finish(&out);
	return text;
}

/* Whether the name can be meant for that spelling, and how it stands. */
static bool weigh(struct finding *d, struct str spelling, struct str tag, struct candidate *c)
{
	struct name b;
	struct name_evidence e;
	name_read(spelling, &b);
	name_score(&d->name, &b, NULL, &e);
	if (e.probability < MATCH_FAINT_LEAST) {
		return false;
	}
	c->log_odds = e.log_odds;
	c->misprint = memmem(tag.p, tag.n, "x-misprint", 10) != NULL;
	c->whole = str_eq(d->plain, name_plain(d->arena, spelling));
	c->letters = same_letters(&e);
	c->script = d->name.scripts == b.scripts;
	bool one = words_of(&d->name) == 1, sure = (c->whole || c->letters) && !one && !c->misprint;
	bool possible = sure || c->whole || e.probability >= MATCH_POSSIBLE_LEAST
		|| (one && e.probability >= FAMILY_LEAST);
	possible = possible && (c->whole || !one || family_alone(&d->name, &b, &e));
	c->match.certainty = sure ? MATCH_SAME : possible ? MATCH_POSSIBLE : MATCH_FAINT;
	c->match.probability = e.probability;
	c->match.spelling = str_dup(d->arena, spelling);
	c->match.why = reason(d, c, &b, spelling, &e);
	return true;
}

static int by_merit(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	if (x->match.certainty != y->match.certainty) {
		return x->match.certainty < y->match.certainty ? -1 : 1;
	}
	if (x->whole != y->whole) {
		return x->whole ? -1 : 1;
	}
	if (x->match.subject == y->match.subject && x->letters && y->letters && x->script != y->script) {
		return x->script ? -1 : 1; /* of spellings of one person, the one that the reader writes */
	}
	if (x->log_odds != y->log_odds) {
		return x->log_odds > y->log_odds ? -1 : 1;
	}
	return (x->match.subject > y->match.subject) - (x->match.subject < y->match.subject);
}

static void keep(struct finding *d, const struct candidate *c)
{
	for (size_t i = 0; i < d->count; i++) {
		if (d->list[i].match.subject == c->match.subject) {
			if (by_merit(c, &d->list[i]) < 0) {
				d->list[i] = *c;
			}
			return;
		}
	}
	if (d->count == d->room) {
		size_t old = d->room * sizeof *d->list;
		d->room = d->room ? d->room * 2 : 16;
		d->list = arena_grow(d->arena, d->list, old, d->room * sizeof *d->list);
	}
	d->list[d->count++] = *c;
}

/* What was withheld since the index was made is not read, so it is not found. */
static enum rc consider(struct finding *d, const struct spelling *s, struct fault *f)
{
	struct str text, tag;
	struct candidate c = {.match.subject = s->owner};
	enum rc rc = spelling_read(d->reg, d->arena, s, &text, &tag, f);
	if (rc == RC_NOT_FOUND) {
		return RC_OK;
	}
	if (rc == RC_OK && weigh(d, text, tag, &c)) {
		keep(d, &c);
	}
	return rc;
}

static enum rc consider_added(struct finding *d, struct fault *f)
{
	const struct names *n = d->reg->names;
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < n->added_count; i++) {
		rc = consider(d, &n->added[i], f);
	}
	return rc;
}

/* Asks for more spellings until there are people enough, or no more spellings. */
static enum rc consider_indexed(struct finding *d, size_t most, struct fault *f)
{
	const struct names *n = d->reg->names;
	size_t room = most * HITS_EACH > HITS_LEAST ? most * HITS_EACH : HITS_LEAST, done = 0, found;
	enum rc rc = RC_OK;
	do {
		room = room < HITS_MOST ? room : HITS_MOST;
		struct name_hit *hits = arena_array(d->arena, room, sizeof *hits);
		found = name_index_find(n->search, d->text, NAME_SEARCH_SURE, hits, room, NULL);
		for (; rc == RC_OK && done < found && hits[done].rank >= RANK_LEAST; done++) {
			rc = consider(d, &n->catalogue->spellings[hits[done].name], f);
		}
		room *= 4;
	} while (rc == RC_OK && d->count < most && done == found && found * 4 == room && found < HITS_MOST);
	return rc;
}

/* Two who bear the name, or nearly: it is open who is meant. */
static void judge_rivals(struct finding *d)
{
	size_t same = 0;
	for (size_t i = 0; i < d->count; i++) {
		same += d->list[i].match.certainty == MATCH_SAME;
	}
	struct candidate *first = d->list, *second = d->list + 1;
	bool namesakes = same > 1 && first->whole == second->whole;
	bool near = same == 1 && !first->whole && d->count > 1 && second->match.certainty == MATCH_POSSIBLE
		&& second->log_odds > first->log_odds - RIVAL_NATS;
	for (size_t i = 0; i < d->count && d->list[i].match.certainty == MATCH_SAME; i++) {
		struct match *m = &d->list[i].match;
		if (namesakes || near) {
			m->certainty = MATCH_POSSIBLE;
			m->why = arena_printf(d->arena, "%s, but another person bears nearly the same name", m->why);
		} else if (i > 0) {
			m->certainty = MATCH_POSSIBLE; /* in other letters, where somebody has the very spelling */
		}
	}
}

static enum rc find_people(struct reg *r, struct arena *a, struct str name, size_t most, struct match **ret,
	size_t *ret_count, struct fault *f)
{
	struct finding d = {.reg = r, .arena = a, .text = name};
	name_read(name, &d.name);
	if (words_of(&d.name) == 0) {
		return RC_OK;
	}
	d.plain = name_plain(a, name);
	enum rc rc = names_ready(r, f);
	if (rc == RC_OK) {
		rc = consider_indexed(&d, most, f);
	}
	if (rc == RC_OK) {
		rc = consider_added(&d, f);
	}
	if (rc != RC_OK || d.count == 0) {
		return rc;
	}
	qsort(d.list, d.count, sizeof *d.list, by_merit);
	judge_rivals(&d);
	for (size_t i = 0; i < d.count && i < most; i++) {
		(*ret)[(*ret_count)++] = d.list[i].match;
	}
	return RC_OK;
}

enum rc find_name(struct reg *r, const struct viewer *v, struct arena *a, enum kind kind, struct str name,
	size_t most, struct match **ret, size_t *ret_count, struct fault *f)
{
	*ret = arena_array(a, most + 1, sizeof **ret);
	*ret_count = 0;
	enum rc rc = viewer_check(r, v, f);
	if (rc != RC_OK) {
		return rc;
	}
	return kind == KIND_PERSON ? find_people(r, a, name, most, ret, ret_count, f)
		: find_by_words(r, a, kind, name, most, ret, ret_count, f);
}
