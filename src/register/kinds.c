/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The kinds, and look-ups in the tables of kinds, properties and codes. */
#include "register/kinds.h"

#include <pthread.h>
#include <string.h>

#include "register/properties.h"

static const struct kind_info kind_table[] = {
	{KIND_NONE, "", "", "", TIER_PUBLIC, NULL, ""},
	{KIND_PERSON, "person", "people", "person", TIER_PUBLIC, NULL,
		"somebody deprived of liberty, or another public person the record needs"},
	{KIND_ORGANISATION, "organisation", "organisations", "organisation", TIER_PUBLIC, NULL,
		"an organisation, outlet, party or state body"},
	{KIND_PLACE, "place", "places", "place", TIER_PUBLIC, NULL, "a prison, colony or town"},
	{KIND_SOURCE, "source", "sources", "source", TIER_PUBLIC, NULL, "where something was said"},
	{KIND_SPELL, "spell", "spells", "spell", TIER_PUBLIC, "person", "one unbroken deprivation of liberty"},
	{KIND_CASE, "case", "cases", "case", TIER_PUBLIC, "person", "one proceeding against one person"},
	{KIND_CHARGE, "charge", "charges", "charge", TIER_PUBLIC, "case", "one article in a case"},
	{KIND_SENTENCE, "sentence", "sentences", "sentence", TIER_PUBLIC, "case", "a sentence in a case"},
	{KIND_RECOGNITION, "recognition", "recognitions", "recognition", TIER_PUBLIC, "person",
		"a body's recognition of a person as a political prisoner"},
	{KIND_CLOSURE, "closure", "closures", "closure", TIER_PUBLIC, "organisation",
		"the end of an organisation or outlet"},
	{KIND_FIGURE, "figure", "figures", "published figure", TIER_PUBLIC, NULL, "a published number"},
	{KIND_EPISODE, "episode", "episodes", "episode of releases", TIER_PUBLIC, NULL,
		"releases, and what was given for them"},
	{KIND_THREAT, "threat", "threats", "threat", TIER_PUBLIC, NULL, "a threat made in public"},
	{KIND_LETTER, "letter", "letters", "letter", TIER_PUBLIC, NULL, "a letter or appeal"},
	{KIND_DEMAND, "demand", "demands", "demand", TIER_PUBLIC, NULL, "a demand with a condition and a term"},
	{KIND_MEASURE, "measure", "measures", "measure", TIER_PUBLIC, NULL, "a border closed or opened"},
	{KIND_CROSSING, "crossing", "crossings", "border crossing", TIER_PUBLIC, NULL, "a crossing of the border"},
	{KIND_FLOW, "flow", "flows", "flow of goods", TIER_PUBLIC, NULL, "goods carried from one place to another"},
	{KIND_MEETING, "meeting", "meetings", "meeting", TIER_PUBLIC, NULL, "a meeting that may take the matter up"},
	{KIND_INVITATION, "invitation", "invitations", "invitation", TIER_PUBLIC, "person",
		"somebody asked to a meeting"},
	{KIND_NEED, "need", "needs", "need", TIER_SEALED, "person", "what a person needs to leave"},
	{KIND_OFFER, "offer", "offers", "offer", TIER_SEALED, NULL, "a place offered"},
	{KIND_ACCOUNT, "account", "accounts", "account", TIER_MEMBERS, NULL, "somebody who works here"},
	{KIND_COVERAGE, "coverage", "coverages", "coverage", TIER_PUBLIC, NULL,
		"what this register holds: whose list, how much of it"},
};

const struct kind_info *kind_info(enum kind kind)
{
	return &kind_table[kind > 0 && kind <= KIND_LAST ? kind : KIND_NONE];
}

const struct kind_info *kind_find(struct str key)
{
	for (int k = 1; k <= KIND_LAST; k++) {
		if (str_is_nocase(key, kind_table[k].key) || str_is_nocase(key, kind_table[k].plural)) {
			return &kind_table[k];
		}
	}
	return NULL;
}

const struct property *properties(void)
{
	return property_table;
}

#define CODE_MOST 2500

static const struct property *by_code[CODE_MOST];

/* The table is constant; this is its index by code. */
static void index_codes(void)
{
	for (const struct property *p = property_table; p->key; p++) {
		by_code[p->code] = p;
	}
}

const struct property *property_by_code(int code)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	(void)pthread_once(&once, index_codes);
	return code > 0 && code < CODE_MOST ? by_code[code] : NULL;
}

const struct property *property_find(enum kind kind, struct str key)
{
	for (const struct property *p = property_table; p->key; p++) {
		if ((p->kind == kind || p->kind == KIND_NONE)
			&& (str_is_nocase(key, p->key) || str_is_nocase(key, p->label))) {
			return p;
		}
	}
	return NULL;
}

const struct code *code_find(const struct property *p, struct str key)
{
	for (const struct code *c = p->codes; c && c->key; c++) {
		if (str_is_nocase(key, c->key) || str_is_nocase(key, c->label)) {
			return c;
		}
	}
	return NULL;
}

const struct code *code_by_number(const struct property *p, int64_t number)
{
	for (const struct code *c = p->codes; c && c->key; c++) {
		if (c->number == number) {
			return c;
		}
	}
	return NULL;
}
