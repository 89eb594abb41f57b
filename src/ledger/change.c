/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Changes: what an author proposes, and what closes the statements before it. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/hash.h"

#define CHANGE_VERSION 2
/* A proposal's bytes: six small fields, two of them digests. */
#define PROPOSAL_MOST 160

struct change_sum {
	struct hash *hash;
};

struct change_sum *change_sum_create(void)
{
	struct change_sum *s = xmalloc(sizeof *s);
	s->hash = hash_create();
	return s;
}

void change_sum_add(struct change_sum *s, const struct id *id)
{
	hash_add(s->hash, id->b, ID_SIZE);
}

void change_sum_finish(struct change_sum *s, struct id *ret)
{
	hash_finish(s->hash, ret);
	free(s);
}

void message_digest(struct str message, const uint8_t salt[SALT_SIZE], struct id *ret)
{
	digest_begin("volya/message/1");
	digest_add(salt, SALT_SIZE);
	digest_add(message.p, message.n);
	digest_end(ret);
}

static void put_bytes(struct buf *out, uint64_t key, const void *p, size_t n)
{
	cbor_uint(out, key);
	cbor_bytes(out, p, n);
}

static void put_number(struct buf *out, uint64_t key, int64_t v)
{
	cbor_uint(out, key);
	cbor_int(out, v);
}

static void proposal_encode(const struct proposal *p, struct buf *out)
{
	assert(p->count >= 0);
	cbor_map(out, 6);
	put_number(out, 1, CHANGE_VERSION);
	put_bytes(out, 2, p->org, ORG_SIZE);
	put_number(out, 3, p->day);
	put_bytes(out, 4, p->message.b, ID_SIZE);
	put_number(out, 5, p->count);
	put_bytes(out, 6, p->statements.b, ID_SIZE);
}

void proposal_id(const struct proposal *p, struct id *ret)
{
	struct buf bytes;
	buf_init(&bytes, PROPOSAL_MOST);
	proposal_encode(p, &bytes);
	digest_whole("volya/proposal/1", buf_view(&bytes), ret);
	buf_finish(&bytes);
}

void change_encode(const struct change_body *c, struct buf *out)
{
	struct buf proposal;
	assert(c->number > 0 && c->has_previous == (c->number > 1));
	buf_init(&proposal, PROPOSAL_MOST);
	proposal_encode(&c->proposal, &proposal);
	cbor_map(out, c->has_previous ? 6 : 5);
	put_number(out, 1, CHANGE_VERSION);
	put_bytes(out, 2, c->org, ORG_SIZE);
	put_number(out, 3, c->number);
	if (c->has_previous) {
		put_bytes(out, 4, c->previous.b, ID_SIZE);
	}
	put_number(out, 5, c->day);
	put_bytes(out, 6, proposal.p, proposal.n);
	buf_finish(&proposal);
}

static void read_fixed(struct cbor_reader *r, uint64_t key, void *ret, size_t n)
{
	cbor_want_key(r, key);
	cbor_read_fixed(r, ret, n);
}

static int64_t read_number(struct cbor_reader *r, uint64_t key, int64_t least, int64_t most)
{
	cbor_want_key(r, key);
	return cbor_read_within(r, least, most);
}

static enum rc proposal_decode(struct str bytes, struct proposal *p, struct fault *f)
{
	struct cbor_reader r;
	cbor_reader_init(&r, bytes, f);
	uint64_t fields = cbor_read_map(&r);
	if (r.rc == RC_OK && fields != 6) {
		return fault_set(f, RC_INVALID, "a proposal has 6 fields");
	}
	(void)read_number(&r, 1, CHANGE_VERSION, CHANGE_VERSION);
	read_fixed(&r, 2, p->org, ORG_SIZE);
	p->day = (day)read_number(&r, 3, DAY_MIN, DAY_MAX);
	read_fixed(&r, 4, p->message.b, ID_SIZE);
	p->count = read_number(&r, 5, 0, INT64_MAX);
	read_fixed(&r, 6, p->statements.b, ID_SIZE);
	return r.rc == RC_OK ? cbor_reader_finish(&r) : r.rc;
}

/* What both versions of a body begin with. */
static enum rc begin_body(struct cbor_reader *r, int version, uint64_t most_fields, struct change_body *c)
{
	uint64_t fields = cbor_read_map(r);
	if (r->rc == RC_OK && fields != most_fields && fields != most_fields - 1) {
		r->rc = fault_set(r->fault, RC_INVALID, "a change has %d or %d fields", (int)most_fields - 1, (int)most_fields);
	}
	c->has_previous = fields == most_fields;
	(void)read_number(r, 1, version, version);
	read_fixed(r, 2, c->org, ORG_SIZE);
	c->number = read_number(r, 3, 1, INT64_MAX);
	if (c->has_previous) {
		read_fixed(r, 4, c->previous.b, ID_SIZE);
	}
	if (r->rc == RC_OK && c->has_previous != (c->number > 1)) {
		r->rc = fault_set(r->fault, RC_INVALID, "a change's number and its previous change do not go together");
	}
	c->day = (day)read_number(r, 5, DAY_MIN, DAY_MAX);
	return r->rc;
}

enum rc change_decode(struct str bytes, struct change_body *ret, struct fault *f)
{
	struct change_body c = {0};
	struct cbor_reader r;
	cbor_reader_init(&r, bytes, f);
	enum rc rc = begin_body(&r, CHANGE_VERSION, 6, &c);
	if (rc != RC_OK) {
		return rc;
	}
	cbor_want_key(&r, 6);
	struct str proposal = cbor_read_bytes(&r);
	rc = r.rc == RC_OK ? cbor_reader_finish(&r) : r.rc;
	if (rc == RC_OK) {
		rc = proposal_decode(proposal, &c.proposal, f);
	}
	if (rc == RC_OK && memcmp(c.org, c.proposal.org, ORG_SIZE) != 0) {
		rc = fault_set(f, RC_INVALID, "a change holds another organisation's proposal");
	}
	if (rc == RC_OK) {
		*ret = c;
	}
	return rc;
}

enum rc change_decode_first(struct str bytes, struct change_body *ret, struct str *ret_message, struct fault *f)
{
	struct change_body c = {0};
	struct cbor_reader r;
	cbor_reader_init(&r, bytes, f);
	enum rc rc = begin_body(&r, 1, 8, &c);
	if (rc != RC_OK) {
		return rc;
	}
	cbor_want_key(&r, 6);
	*ret_message = cbor_read_text(&r);
	c.proposal.count = read_number(&r, 7, 0, INT64_MAX);
	read_fixed(&r, 8, c.proposal.statements.b, ID_SIZE);
	memcpy(c.proposal.org, c.org, ORG_SIZE);
	c.proposal.day = c.day;
	rc = r.rc == RC_OK ? cbor_reader_finish(&r) : r.rc;
	if (rc == RC_OK) {
		*ret = c;
	}
	return rc;
}

void change_id(struct str body, struct id *ret)
{
	digest_whole("volya/change/2", body, ret);
}

void change_id_first(struct str body, struct id *ret)
{
	digest_whole("volya/change/1", body, ret);
}
