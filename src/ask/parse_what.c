/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a question counts: people, women, journalists, parties, sentences ... */
#include <string.h>

#include "ask/parse.h"

/* What a noun says by itself: women are people whose sex is female. */
static struct node *noun_node(struct parser *p, int property, const struct code *code)
{
	struct node *n = make_node(p, NODE_VALUE);
	n->property = property_by_code(property);
	n->values[0] = (struct value){VALUE_INT, {0}, code->number};
	n->value_words[0] = arena_strdup(p->arena, code->key);
	n->value_count = 1;
	n->words = arena_printf(p->arena, "%s is %s", n->property->key, code->key);
	return n;
}

static bool take_sex(struct parser *p, const char *word, const char *key, struct node **where)
{
	if (!take(p, word)) {
		return false;
	}
	*where = noun_node(p, P_PERSON_SEX, code_find(property_by_code(P_PERSON_SEX), str_of(key)));
	return true;
}

/* journalist -> journalists, party -> parties; media and clergy are many by themselves. */
static bool is_plural(struct str said, const char *word)
{
	size_t n = strlen(word);
	if (strcmp(word, "media") == 0 || strcmp(word, "clergy") == 0) {
		return str_is_nocase(said, word);
	}
	size_t stem = word[n - 1] == 'y' ? n - 1 : n;
	return said.n > stem && str_is_nocase(str_sub(said, stem, said.n), stem < n ? "ies" : "s") &&
		str_eq_nocase(str_sub(said, 0, stem), (struct str){word, stem});
}

static bool take_code_noun(struct parser *p, int property, struct node **where)
{
	for (const struct code *c = property_by_code(property)->codes; c->key; c++) {
		if (is_plural(word_at(p, 0), c->key)) {
			p->t.at++;
			*where = noun_node(p, property, c);
			return true;
		}
	}
	return false;
}

/* The other kinds: episodes, crossings, and what belongs to people: sentences, spells ... */
static bool take_kind(struct parser *p, const char **ret_subject)
{
	const struct kind_info *info = kind_find(word_at(p, 0));
	if (!info || info->tier != TIER_PUBLIC || !next_is(p, info->plural)) {
		return false;
	}
	p->q->kind = info->kind;
	*ret_subject = info->plural;
	p->t.at++;
	return true;
}

enum rc take_what(struct parser *p, const char **ret_subject, struct node **where)
{
	static const char *const subjects[] = {"people", "women", "men", "journalists", "organisations",
		"spells", "cases", "charges", "sentences", "recognitions", "closures", "figures", "episodes", "crossings",
		"meetings"};
	p->q->kind = KIND_PERSON;
	*ret_subject = "people";
	if (take(p, "persons") || take(p, "prisoners") || take_sex(p, "women", "female", where)
		|| take_sex(p, "men", "male", where) || take_code_noun(p, P_PERSON_OCCUPATION, where)
		|| take_kind(p, ret_subject)) {
		return RC_OK;
	}
	if (take_code_noun(p, P_ORG_KIND, where)) {
		*ret_subject = "organisations";
		p->q->kind = KIND_ORGANISATION;
		return RC_OK;
	}
	return not_understood(p, "people, women, men, organisations or sentences", subjects,
		sizeof subjects / sizeof *subjects);
}
