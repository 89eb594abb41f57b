/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Cards: what a list shows of a person, in one row of the views. A list page reads a few claims of many people, and
 * a row for each claim, looked up one by one, is most of what it would do. A card has the same claims as fact, packed.
 *
 * A card is a row of claims in the order of fact (property, subject, statement). A claim is a row of whole numbers
 * and texts, the numbers of read_claim() below; a number is zigzag (0, -1, 1, -2 ... as 0, 1, 2, 3 ...) in groups of
 * seven bits, lowest first, the top bit saying that more follow; a text is its length and its bytes.
 */
#include <string.h>

#include "register/view.h"

#define NUMBER_BYTES 10

static bool shown(int property)
{
	switch (property) {
	case P_PERSON_NAME:
	case P_PERSON_OCCUPATION:
	case P_SPELL_FROM:
	case P_SPELL_TO:
	case P_SPELL_GROUND:
	case P_SPELL_STATUS:
	case P_SPELL_PLACE:
	case P_CHARGE_ARTICLE:
		return true;
	default:
		return false;
	}
}

/* ---- packing ---- */

static void put_number(struct buf *b, int64_t v)
{
	uint64_t rest = ((uint64_t)v << 1) ^ (v < 0 ? UINT64_MAX : 0);
	uint8_t bytes[NUMBER_BYTES];
	size_t n = 0;
	for (; rest > 0x7f; rest >>= 7) {
		bytes[n++] = (uint8_t)(rest | 0x80);
	}
	bytes[n++] = (uint8_t)rest;
	buf_add(b, bytes, n);
}

static void put_text(struct buf *b, struct str s)
{
	put_number(b, (int64_t)s.n);
	buf_str(b, s);
}

static void put_claim(struct buf *b, int64_t owner, const struct view_claim *c)
{
	put_number(b, c->property->code);
	put_number(b, c->subject - owner);
	put_number(b, c->statement);
	put_number(b, c->source);
	put_number(b, c->pub);
	put_number(b, c->known);
	put_number(b, c->dead_pub);
	put_number(b, c->dead_known);
	put_number(b, c->gone);
	put_number(b, c->from_lo);
	put_number(b, c->to_hi);
	switch (c->property->type) {
	case TYPE_DATE:
		put_number(b, c->lo);
		put_number(b, c->hi);
		put_number(b, c->open);
		break;
	case TYPE_NAME:
		put_text(b, c->language);
		put_text(b, c->value.text);
		break;
	case TYPE_TEXT:
		put_text(b, c->value.text);
		break;
	default:
		put_number(b, c->value.number);
		break;
	}
}

enum rc owner_write_card(struct viewing *w, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(w->db, "INSERT INTO card (owner, claims) VALUES (?, ?)", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	buf_clear(&w->card);
	for (size_t i = 0; i < w->owner.count; i++) {
		if (shown(w->owner.claims[i].property->code)) {
			put_claim(&w->card, w->owner.no, &w->owner.claims[i]);
		}
	}
	query_bind_int(q, 1, w->owner.no);
	query_bind_blob(q, 2, w->card.p, w->card.n);
	return query_run(q, f);
}

/* ---- unpacking ---- */

static int64_t take_long_number(struct card_reader *r)
{
	uint64_t v = 0;
	for (unsigned shift = 0; r->at < r->end && shift < 7 * NUMBER_BYTES; shift += 7) {
		uint8_t byte = *r->at++;
		v |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80) {
			return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
		}
	}
	r->damaged = true;
	return 0;
}

/* Most numbers are one byte. */
static inline int64_t take_number(struct card_reader *r)
{
	if (r->at < r->end && *r->at < 0x80) {
		unsigned v = *r->at++;
		return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
	}
	return take_long_number(r);
}

static struct str take_text(struct card_reader *r)
{
	int64_t n = take_number(r);
	if (n < 0 || n > r->end - r->at) {
		r->damaged = true;
		return (struct str){NULL, 0};
	}
	struct str s = {(const char *)r->at, (size_t)n};
	r->at += n;
	return s;
}

static void take_value(struct card_reader *r, struct claim_row *c)
{
	const struct property *p = property_by_code(c->property);
	if (!p) {
		r->damaged = true;
		return;
	}
	switch (p->type) {
	case TYPE_DATE:
		c->lo = take_number(r);
		c->hi = take_number(r);
		c->open = (int)take_number(r);
		break;
	case TYPE_NAME:
		c->language = take_text(r);
		c->text = take_text(r);
		break;
	case TYPE_TEXT:
		c->text = take_text(r);
		break;
	default:
		c->lo = c->hi = take_number(r);
		break;
	}
}

void card_reader_init(struct card_reader *r, int64_t owner, struct str card)
{
	*r = (struct card_reader){.owner = owner, .at = (const uint8_t *)card.p, .end = (const uint8_t *)card.p + card.n};
}

bool card_next(struct card_reader *r, struct claim_row *ret)
{
	if (r->at == r->end || r->damaged) {
		return false;
	}
	*ret = (struct claim_row){.property = (int)take_number(r)};
	ret->subject = r->owner + take_number(r);
	ret->statement = take_number(r);
	ret->source = take_number(r);
	ret->pub = (day)take_number(r);
	ret->known = (day)take_number(r);
	ret->dead_pub = (day)take_number(r);
	ret->dead_known = (day)take_number(r);
	ret->gone = (day)take_number(r);
	ret->from = (day)take_number(r);
	ret->to = (day)take_number(r);
	take_value(r, ret);
	return !r->damaged;
}

static enum rc damaged(struct fault *f)
{
	(void)fault_set(f, RC_DB, "the views are not whole");
	fault_hint(f, "make them again with \"volya rebuild\"");
	return RC_DB;
}

enum rc card_finish(const struct card_reader *r, struct fault *f)
{
	return r->damaged ? damaged(f) : RC_OK;
}

/* ---- reading ---- */

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
	card_reader_init(&r, owner, bytes);
	while (card_next(&r, &c)) {
		if (!live(&c, published_by, known)) {
			continue;
		}
		if (card->count == room) {
			size_t more = room ? room * 2 : 8;
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
	return facts ? damaged(f) : fault_set(f, RC_NOT_FOUND, "there is no such record");
}

enum rc person_card(struct reg *r, const struct viewer *v, struct arena *a, int64_t no, day published_by, day known,
	struct card *ret, struct fault *f)
{
	struct query *q;
	bool row;
	*ret = (struct card){0};
	enum rc rc = viewer_check(v, f);
	if (rc == RC_OK) {
		rc = db_query(r->db, "SELECT u.handle, c.claims FROM card c JOIN subject u ON u.no = c.owner WHERE c.owner = ?",
			&q, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	rc = query_step(q, &row, f);
	if (rc != RC_OK) {
		return rc;
	}
	if (!row) {
		return no_card(r, no, f);
	}
	ret->handle = query_int(q, 0);
	struct str bytes = str_copy(a, query_blob(q, 1)); /* the texts of the claims lie in it */
	query_done(q);
	rc = unpack(a, no, bytes, published_by, known, ret, f);
	return rc == RC_OK ? fill_ranks(r, ret, f) : rc;
}
