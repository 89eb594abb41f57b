/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One row of the list of people: what holds on its day, in a few words, from the person's card. */
#include <string.h>

#include "web/people.h"

#define PLACES_KNOWN 64

struct known_place {
	int64_t no;
	const char *label;
};

/* The rank of the source, then what was said last: the choice of the view. */
static bool better(const struct claim_row *a, const struct claim_row *b)
{
	return a->rank != b->rank ? a->rank < b->rank : a->pub > b->pub;
}

/* The chosen claim of a property that does not change with time, or NULL. */
static const struct claim_row *chosen(const struct card *c, int64_t subject, int property)
{
	const struct claim_row *best = NULL;

	for (size_t i = 0; i < c->count; i++) {
		const struct claim_row *x = &c->claims[i];
		if (x->property == property && x->subject == subject && (!best || better(x, best))) {
			best = x;
		}
	}
	return best;
}

/* Of a timed property the claim that covers the day and begins last. */
static const struct claim_row *covering(const struct card *c, int64_t subject, int property, day on)
{
	const struct claim_row *best = NULL;

	for (size_t i = 0; i < c->count; i++) {
		const struct claim_row *x = &c->claims[i];
		bool fits = x->property == property && x->subject == subject && x->from <= on && on <= x->to;
		if (fits && (!best || x->from > best->from || (x->from == best->from && better(x, best)))) {
			best = x;
		}
	}
	return best;
}

/* The begin of the spell the day lies in, or of the last before it. */
static const struct claim_row *spell_on(const struct card *c, day on)
{
	const struct claim_row *best = NULL;

	for (size_t i = 0; i < c->count; i++) {
		const struct claim_row *x = &c->claims[i];
		if (x->property == P_SPELL_FROM && x->lo <= on && (!best || x->lo > best->lo) &&
			chosen(c, x->subject, P_SPELL_FROM) == x) {
			best = x;
		}
	}
	return best;
}

static const char *code_label(struct page *p, const struct claim_row *c)
{
	const struct code *code = c ? code_by_number(property_by_code(c->property), c->lo) : NULL;

	return code ? _(code->label) : NULL;
}

/* The same few places come again on every page. */
static enum rc place_label(struct page *p, struct people *l, int64_t no, const char **ret)
{
	for (size_t i = 0; i < l->place_count; i++) {
		if (l->places[i].no == no) {
			*ret = l->places[i].label;
			return RC_OK;
		}
	}
	enum rc rc = page_label(p, no, ret);
	if (rc == RC_OK && l->place_count < PLACES_KNOWN) {
		l->places[l->place_count++] = (struct known_place){ no, *ret };
	}
	return rc;
}

static enum rc spell_words(struct page *p, struct people *l, const struct card *c, const struct claim_row *from,
	struct person_row *row)
{
	const struct claim_row *to = chosen(c, from->subject, P_SPELL_TO);

	if (to && to->open == 0 && to->lo <= l->on) {
		row->state = code_label(p, chosen(c, from->subject, P_SPELL_GROUND));
		row->state = row->state ? row->state : _("at liberty");
		row->since = days_text(p, (day)to->lo, (day)to->hi);
		return RC_OK;
	}
	const struct claim_row *place = covering(c, from->subject, P_SPELL_PLACE, l->on);
	row->state = code_label(p, covering(c, from->subject, P_SPELL_STATUS, l->on));
	row->state = row->state ? row->state : _("held");
	row->since = days_text(p, (day)from->lo, (day)from->hi);
	return place ? place_label(p, l, place->lo, &row->place) : RC_OK;
}

/* Two claims of the same are one to a reader. */
static bool said_before(const struct card *c, size_t i)
{
	const struct claim_row *x = &c->claims[i];

	for (size_t k = 0; k < i; k++) {
		const struct claim_row *y = &c->claims[k];
		if (y->property == x->property && y->lo == x->lo && str_eq(y->text, x->text)) {
			return true;
		}
	}
	return false;
}

/* All values of a property, joined by commas; NULL: none. */
static const char *gather(struct page *p, const struct card *c, int property)
{
	const char *all = NULL;

	for (size_t i = 0; i < c->count; i++) {
		const struct claim_row *x = &c->claims[i];
		if (x->property != property || said_before(c, i)) {
			continue;
		}
		const char *text = x->text.n ? str_dup(p->arena, x->text) : code_label(p, x);
		all = all && text ? arena_join(p->arena, (const char *const[]){ all, ", ", text }, 3) : text ? text : all;
	}
	return all;
}

static const char *best_name(struct page *p, const struct card *c)
{
	const struct claim_row *best = NULL;
	int rank = 0;

	for (size_t i = 0; i < c->count; i++) {
		const struct claim_row *x = &c->claims[i];
		int its = x->property == P_PERSON_NAME ? language_rank(x->language, p->language->name) : 0;
		if (x->property == P_PERSON_NAME && (!best || its < rank)) {
			best = x;
			rank = its;
		}
	}
	return best ? str_dup(p->arena, best->text) : NULL;
}

/* The spelling that a search met, where the name shown is another one. */
static const char *met_spelling(const struct people *l, int64_t subject, const char *name)
{
	for (size_t i = 0; i < l->match_count; i++) {
		if (l->matches[i].subject == subject) {
			return strcmp(l->matches[i].spelling, name) ? l->matches[i].spelling : NULL;
		}
	}
	return NULL;
}

static enum rc fill_row(struct page *p, struct people *l, const struct ask_member *member, const struct card *c,
	struct person_row *row)
{
	*row = (struct person_row){ .sure = member->sure, .why = member->why };
	row->href = page_of(p, KIND_PERSON, c->handle);
	row->name = best_name(p, c);
	row->name = row->name ? row->name : strrchr(row->href, '/') + 1; /* the handle */
	row->spelling = met_spelling(l, member->subject, row->name);
	row->articles = gather(p, c, P_CHARGE_ARTICLE);
	row->occupation = gather(p, c, P_PERSON_OCCUPATION);
	const struct claim_row *from = spell_on(c, l->on);
	return from ? spell_words(p, l, c, from, row) : RC_OK;
}

enum rc people_rows(struct page *p, struct people *l, size_t from, size_t count, struct person_row *ret)
{
	struct card *cards = arena_array(p->arena, count + 1, sizeof(*cards));
	int64_t *people = arena_array(p->arena, count + 1, sizeof(*people));
	const struct ask_member *members = l->members + from;

	for (size_t i = 0; i < count; i++) {
		people[i] = members[i].subject;
	}
	l->places = arena_array(p->arena, PLACES_KNOWN, sizeof(*l->places));
	l->place_count = 0;
	enum rc rc = person_cards(p->reg, p->viewer, p->arena, people, count, l->published_by, p->today, cards, p->fault);
	for (size_t i = 0; i < count && rc == RC_OK; i++) {
		rc = fill_row(p, l, &members[i], &cards[i], &ret[i]);
	}
	return rc;
}
