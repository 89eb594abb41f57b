/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Cards: what a list shows of a person and what anything is called, in one row of the views. A list page reads a few
 * claims of many people, and a row for each claim, looked up one by one, is most of what it would do. A card has the
 * same claims as fact, packed.
 *
 * A card is a row of claims in the order of fact (property, subject, statement). A claim is a row of whole numbers
 * and texts, the numbers of card_next() below; a number is zigzag (0, -1, 1, -2 ... as 0, 1, 2, 3 ...) in groups of
 * seven bits, lowest first, the top bit saying that more follow; a text is its length and its bytes. What is as in
 * the claim before, or as it is with most, is left out: the first number of a claim tells what is there.
 */
#include <string.h>

#include "register/view.h"

#define NUMBER_BYTES 10

/* What a claim has beside property, subject, statement and value. */
enum {
	HAS_SOURCE = 1, /* source and pub: not those of the claim before */
	HAS_KNOWN = 2,  /* not that of the claim before */
	HAS_DEATH = 4,  /* dead_pub, dead_known, gone: not all DAY_MAX */
	HAS_FROM = 8,   /* not DAY_MIN */
	HAS_TO = 16,    /* not DAY_MAX */
	HAS_BITS = 5,
};

/* Of a person what a list shows; of all else what it is called. */
static bool shown(const struct owner *o, const struct view_claim *c)
{
	switch (c->property->code) {
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
		return o->kind != KIND_PERSON && c->subject == o->no && naming_rank(c->property, c->language, "") < NAMING_NONE;
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

/* last: what the claim before had of what is left out where it is the same. */
static void put_claim(struct buf *b, int64_t owner, const struct view_claim *c, struct claim_row *last)
{
	bool dies = c->dead_pub != DAY_MAX || c->dead_known != DAY_MAX || c->gone != DAY_MAX;
	int has = (c->source != last->source || c->pub != last->pub ? HAS_SOURCE : 0) |
		(c->known != last->known ? HAS_KNOWN : 0) | (dies ? HAS_DEATH : 0) |
		(c->from_lo != DAY_MIN ? HAS_FROM : 0) | (c->to_hi != DAY_MAX ? HAS_TO : 0);
	put_number(b, (int64_t)c->property->code << HAS_BITS | has);
	put_number(b, c->subject - owner);
	put_number(b, c->statement - last->statement);
	if (has & HAS_SOURCE) {
		put_number(b, c->source);
		put_number(b, c->pub);
	}
	if (has & HAS_KNOWN) {
		put_number(b, c->known);
	}
	if (has & HAS_DEATH) {
		put_number(b, c->dead_pub);
		put_number(b, c->dead_known);
		put_number(b, c->gone);
	}
	if (has & HAS_FROM) {
		put_number(b, c->from_lo);
	}
	if (has & HAS_TO) {
		put_number(b, c->to_hi);
	}
	*last = (struct claim_row){.statement = c->statement, .source = c->source, .pub = c->pub, .known = c->known};
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
	struct claim_row last = {0};
	struct query *q;
	enum rc rc = db_query(w->db, "INSERT INTO card (owner, kind, handle, live, claims) "
		"SELECT no, kind, handle, ?2, ?3 FROM subject WHERE no = ?1", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	buf_clear(&w->card);
	for (size_t i = 0; i < w->owner.count; i++) {
		if (shown(&w->owner, &w->owner.claims[i])) {
			put_claim(&w->card, w->owner.no, &w->owner.claims[i], &last);
		}
	}
	query_bind_int(q, 1, w->owner.no);
	query_bind_int(q, 2, owner_lives(&w->owner));
	query_bind_blob(q, 3, w->card.p, w->card.n);
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
	c->lo = c->hi = c->open = 0;
	c->text = c->language = (struct str){"", 0};
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
	int64_t first = take_number(r);
	ret->property = (int)(first >> HAS_BITS);
	ret->subject = r->owner + take_number(r);
	ret->statement = r->statement += take_number(r);
	if (first & HAS_SOURCE) {
		r->source = take_number(r);
		r->pub = (day)take_number(r);
	}
	if (first & HAS_KNOWN) {
		r->known = (day)take_number(r);
	}
	ret->source = r->source;
	ret->pub = r->pub;
	ret->known = r->known;
	ret->dead_pub = first & HAS_DEATH ? (day)take_number(r) : DAY_MAX;
	ret->dead_known = first & HAS_DEATH ? (day)take_number(r) : DAY_MAX;
	ret->gone = first & HAS_DEATH ? (day)take_number(r) : DAY_MAX;
	ret->from = first & HAS_FROM ? (day)take_number(r) : DAY_MIN;
	ret->to = first & HAS_TO ? (day)take_number(r) : DAY_MAX;
	ret->rank = 0;
	take_value(r, ret);
	return !r->damaged;
}

enum rc card_damaged(struct fault *f)
{
	(void)fault_set(f, RC_DB, "the views are not whole");
	fault_hint(f, "make them again with \"volya rebuild\"");
	return RC_DB;
}

enum rc card_finish(const struct card_reader *r, struct fault *f)
{
	return r->damaged ? card_damaged(f) : RC_OK;
}
