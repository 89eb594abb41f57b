/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Cards read: of the people of a list, and what a subject is called. */
#include "register/view.h"

/* A range of subjects is read in one go when it holds no more than so many others for each that is wanted. */
#define OTHERS 3

/* Of a timed property the later claim holds: only those that begin on one day are told apart by their sources. */
static bool stands_beside_another(const struct card *card, size_t i)
{
	const struct claim_row *c = &card->claims[i], *end = card->claims + card->count;
	const struct claim_row *x = c;
	bool timed = property_by_code(c->property)->timed;
	while (x > card->claims && x[-1].property == c->property && x[-1].subject == c->subject) {
		x--;
	}
	for (; x < end && x->property == c->property && x->subject == c->subject; x++) {
		if (x != c && (!timed || x->from == c->from)) {
			return true;
		}
	}
	return false;
}

/* Claims that stand side by side are told apart by the rank of their source. */
static enum rc fill_ranks(struct reg *r, struct card *card, struct fault *f)
{
	enum rc rc = RC_OK;
	for (size_t i = 0; i < card->count && rc == RC_OK; i++) {
		struct claim_row *c = &card->claims[i];
		if (c->source && property_by_code(c->property)->cardinality == ONE && stands_beside_another(card, i)) {
			int64_t rank = 3;
			rc = source_rank(r, c->source, &rank, f);
			c->rank = (int)rank;
		}
	}
	return rc;
}

static bool live(const struct claim_row *c, day published_by, day known)
{
	return c->known <= known && known < c->gone && c->pub <= published_by &&
		!(c->dead_known <= known && c->dead_pub <= published_by);
}

static enum rc unpack(struct arena *a, int64_t owner, struct str bytes, day published_by, day known, struct card *card,
	struct fault *f)
{
	struct card_reader r;
	size_t room = 0;
	struct claim_row c;
	card_reader_init(&r, owner, str_copy(a, bytes)); /* the texts of the claims lie in it */
	while (card_next(&r, &c)) {
		if (!live(&c, published_by, known)) {
			continue;
		}
		if (card->count == room) {
			size_t more = room ? room * 2 : 16;
			card->claims = arena_grow(a, card->claims, room * sizeof c, more * sizeof c);
			room = more;
		}
		card->claims[card->count++] = c;
	}
	return card_finish(&r, f);
}

/* Who has none is not to be seen; but with facts, the register is older than cards are. */
static enum rc no_card(struct reg *r, int64_t no, struct fault *f)
{
	struct query *q;
	int64_t facts = 0;
	enum rc rc = db_query(r->db, "SELECT count(*) FROM fact WHERE owner = ?1 AND property = ?2", &q, f);
	if (rc == RC_OK) {
		query_bind_int(q, 1, no);
		query_bind_int(q, 2, P_PERSON_PUBLICATION);
		rc = query_int_or(q, 0, &facts, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	return facts ? card_damaged(f) : fault_set(f, RC_NOT_FOUND, "there is no such record");
}

/* Whether the people ascend and stand close enough to be read as a range. */
static bool dense(const int64_t *people, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		if (people[i] <= people[i - 1]) {
			return false;
		}
	}
	return people[count - 1] - people[0] < (int64_t)(count * (OTHERS + 1));
}

/* The cards of people who ascend, none of them left out. */
static enum rc read_range(struct reg *r, struct arena *a, const int64_t *people, size_t count, day published_by,
	day known, struct card *ret, struct fault *f)
{
	struct query *q;
	bool row;
	size_t n = 0;
	enum rc rc = db_query(r->db, "SELECT owner, handle, claims FROM card WHERE owner BETWEEN ? AND ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, people[0]);
	query_bind_int(q, 2, people[count - 1]);
	while (n < count && (rc = query_step(q, &row, f)) == RC_OK && row && query_int(q, 0) <= people[n]) {
		if (query_int(q, 0) == people[n]) {
			ret[n].handle = query_int(q, 1);
			rc = unpack(a, people[n], query_blob(q, 2), published_by, known, &ret[n], f);
			n++;
		}
		if (rc != RC_OK) {
			break;
		}
	}
	query_done(q);
	return rc == RC_OK && n < count ? no_card(r, people[n], f) : rc;
}

enum rc person_cards(struct reg *r, const struct viewer *v, struct arena *a, const int64_t *people, size_t count,
	day published_by, day known, struct card *ret, struct fault *f)
{
	enum rc rc = viewer_check(r, v, f);
	for (size_t i = 0; i < count; i++) {
		ret[i] = (struct card){0};
	}
	bool one_by_one = count && !dense(people, count);
	size_t step = one_by_one ? 1 : count;
	for (size_t i = 0; rc == RC_OK && i < count; i += step) {
		rc = read_range(r, a, people + i, step, published_by, known, ret + i, f);
	}
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		rc = fill_ranks(r, &ret[i], f);
	}
	return rc;
}

/* The name by which a card's owner is best known to readers of the language; no text where it has none. */
static enum rc best_name(int64_t owner, struct str card, const char *language, struct str *ret, struct fault *f)
{
	struct card_reader r;
	struct claim_row c;
	int best = NAMING_NONE;
	*ret = (struct str){"", 0};
	card_reader_init(&r, owner, card);
	while (card_next(&r, &c)) {
		int rank = c.subject == owner && c.dead_known == DAY_MAX
			? naming_rank(property_by_code(c.property), c.language, language) : NAMING_NONE;
		if (rank < best) {
			best = rank;
			*ret = c.text;
		}
	}
	return card_finish(&r, f);
}

enum rc card_called(struct reg *r, struct arena *a, int64_t no, const char *language, struct called *ret,
	struct fault *f)
{
	struct query *q;
	bool row;
	struct str name;
	enum rc rc = db_query(r->db, "SELECT kind, handle, claims FROM card WHERE owner = ? AND live", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	rc = query_step(q, &row, f);
	if (rc != RC_OK || !row) {
		return rc;
	}
	rc = best_name(no, query_blob(q, 2), language, &name, f);
	if (rc == RC_OK && name.n) {
		*ret = (struct called){(enum kind)query_int(q, 0), query_int(q, 1), str_dup(a, name)};
	}
	query_done(q);
	return rc;
}
