/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From a spelling to the words that may be behind it: the rules read backwards, letter by letter, keeping the
 * cheapest at each place (a beam). Conditions of the rules hold for the word that is being made.
 */
#include <string.h>

#include "name/forms_rules.h"

#define BEAM 64
#define TEXT_MOST 120 /* bytes of a spelling; a longer one has no answer */
#define TABLES_MOST 5
#define SILENT_MOST 4
#define LEAVES_MOST (BEAM * (1 + SILENT_MOST))

struct node {
	const struct node *parent;
	const struct forms_rule *rule; /* NULL at the begin */
	const char *last;              /* the last letter, or "^" */
	unsigned cost;
	uint16_t classes;              /* of the last letter */
	uint16_t wanted;               /* classes that the next must have; 0: any */
};

/* The nodes at a place of the text, cheapest first. */
struct place {
	struct node node[BEAM];
	unsigned count;
};

struct search {
	const char *text;
	size_t n;
	enum forms_lang lang;
	const struct forms_rule *tables[TABLES_MOST];
	const struct forms_rule *silent[SILENT_MOST]; /* the rules that write nothing */
	size_t silents;
	struct place *places; /* n + 1 */
	struct arena *arena;
};

static void place_add(struct place *p, const struct node *made)
{
	unsigned at = p->count;

	if (made->cost >= FORMS_NEVER || (at == BEAM && p->node[BEAM - 1].cost <= made->cost)) {
		return;
	}
	at -= at == BEAM;
	p->count = at + 1;
	for (; at > 0 && p->node[at - 1].cost > made->cost; at--) {
		p->node[at] = p->node[at - 1];
	}
	p->node[at] = *made;
}

/* The rule after the node, or false where a condition does not hold. */
static bool follow(const struct search *s, const struct node *node, const struct forms_rule *rule, struct node *ret)
{
	*ret = (struct node){node, rule, node->last, node->cost + rule->cost, node->classes, rule->before};
	if ((rule->after && !(rule->after & node->classes)) ||
		(node->wanted && !(node->wanted & forms_classes(rule->from)))) {
		return false;
	}
	for (const char *at = rule->from; *at; at += forms_letter_bytes(at)) {
		ret->cost += forms_likely(s->lang, ret->last, at);
		ret->last = at;
		ret->classes = (uint16_t)forms_classes(at);
	}
	return ret->cost < FORMS_NEVER;
}

/*
 * The nodes of a place that is complete, each alone and with every silent letter that may follow it.
 * Two silent letters never stand together.
 */
static size_t with_silent(struct search *s, struct place *p, const struct node *ret[LEAVES_MOST])
{
	size_t count = 0;

	for (unsigned i = 0; i < p->count; i++) {
		ret[count++] = &p->node[i];
		for (size_t k = 0; k < s->silents; k++) {
			struct node made;
			if (follow(s, &p->node[i], s->silent[k], &made)) {
				struct node *kept = arena_alloc(s->arena, sizeof(*kept));
				*kept = made;
				ret[count++] = kept;
			}
		}
	}
	return count;
}

/* Everything that the rules may read at the place. */
static void leave(struct search *s, size_t at)
{
	const struct node *nodes[LEAVES_MOST];
	size_t count = with_silent(s, &s->places[at], nodes);
	struct node made;

	for (size_t t = 0; t < TABLES_MOST && s->tables[t] && count > 0; t++) {
		for (const struct forms_rule *r = s->tables[t]; r->from; r++) {
			size_t n = strlen(r->to);
			bool ending = r->from[0] == '\0'; /* is added to a word, so it stands at the end */
			if (n == 0 || strncmp(s->text + at, r->to, n) != 0 || (ending && at + n < s->n)) {
				continue;
			}
			for (size_t i = 0; i < count; i++) {
				if (follow(s, nodes[i], r, &made)) {
					place_add(&s->places[at + n], &made);
				}
			}
		}
	}
}

static void run(struct search *s)
{
	s->places = arena_array(s->arena, s->n + 1, sizeof(*s->places));
	s->places[0].node[0] = (struct node){.last = "^", .classes = EDGE};
	s->places[0].count = 1;
	for (size_t t = 0; t < TABLES_MOST && s->tables[t]; t++) {
		for (const struct forms_rule *r = s->tables[t]; r->from; r++) {
			if (r->to[0] == '\0' && s->silents < SILENT_MOST) {
				s->silent[s->silents++] = r;
			}
		}
	}
	for (size_t at = 0; at < s->n; at++) {
		leave(s, at);
	}
}

/* The word of the node and what is before it; false when there is no room for it. */
static bool spell(const struct node *node, char ret[FORMS_WORD_MOST])
{
	const char *parts[2 * TEXT_MOST] = {NULL};
	size_t count = 0, n = 0;

	for (; node && node->rule && count < 2 * TEXT_MOST; node = node->parent) {
		parts[count++] = node->rule->from;
	}
	while (count-- > 0) {
		size_t part = strlen(parts[count]);
		if (n + part >= FORMS_WORD_MOST) {
			return false;
		}
		memcpy(ret + n, parts[count], part);
		n += part;
	}
	ret[n] = '\0';
	return n > 0;
}

static bool writes(const struct forms_system *s, const char *word, bool man, const char *text)
{
	char out[4 * FORMS_WORD_MOST];

	return forms_word_out(s, word, man, out, sizeof(out)) && !strcmp(out, text);
}

static size_t collect(struct search *s, const struct forms_system *system, struct place *last,
	struct forms_found *ret, size_t most)
{
	size_t count = 0;

	for (unsigned i = 0; i < last->count && count < most; i++) {
		struct forms_found *f = &ret[count];
		bool again = false;
		f->man = false;
		f->cost = last->node[i].cost;
		if (!spell(&last->node[i], f->word) || (system && !writes(system, f->word, false, s->text) &&
			!(system->men && (f->man = writes(system, f->word, true, s->text))))) {
			continue;
		}
		for (size_t k = 0; k < count && !again; k++) {
			again = !strcmp(ret[k].word, f->word);
		}
		count += !again;
	}
	return count;
}

/* The words at the end of the text, cheapest first. */
static size_t finish(struct search *s, const struct forms_system *system, struct forms_found *ret, size_t most)
{
	static const struct forms_rule end = {"", "", 0, 0, 0};
	struct place *last = arena_alloc(s->arena, sizeof(*last));
	const struct node *nodes[LEAVES_MOST];
	size_t count = with_silent(s, &s->places[s->n], nodes);
	struct node made;

	for (size_t i = 0; i < count; i++) {
		if (follow(s, nodes[i], &end, &made)) {
			made.cost += forms_likely(s->lang, made.last, "$");
			place_add(last, &made);
		}
	}
	return collect(s, system, last, ret, most);
}

size_t forms_search(struct arena *a, const struct forms_system *system, const char *text, struct forms_found *ret,
	size_t most)
{
	struct search s = {.text = text, .n = strlen(text), .lang = system->lang, .arena = a};
	size_t tables = 0;

	if (s.n == 0 || s.n > TEXT_MOST) {
		return 0;
	}
	if (system->men) {
		s.tables[tables++] = system->men;
	}
	for (size_t i = 0; i < 4 && system->rules[i] && tables < TABLES_MOST; i++) {
		s.tables[tables++] = system->rules[i];
	}
	run(&s);
	return finish(&s, system, ret, most);
}

size_t forms_search_table(struct arena *a, const struct forms_rule *table, enum forms_lang lang,
	const char *text, struct forms_found *ret, size_t most)
{
	struct search s = {.text = text, .n = strlen(text), .lang = lang, .arena = a, .tables = {table}};

	if (s.n == 0 || s.n > TEXT_MOST) {
		return 0;
	}
	run(&s);
	return finish(&s, NULL, ret, most);
}
