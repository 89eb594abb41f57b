/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Changes: what closes the statements before it. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/hash.h"

#define CHANGE_VERSION 1

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

void change_encode(const struct change_body *c, struct buf *out)
{
	assert(c->number > 0 && c->count >= 0 && c->has_previous == (c->number > 1));
	cbor_map(out, c->has_previous ? 8 : 7);
	cbor_uint(out, 1);
	cbor_uint(out, CHANGE_VERSION);
	cbor_uint(out, 2);
	cbor_bytes(out, c->org, ORG_SIZE);
	cbor_uint(out, 3);
	cbor_uint(out, (uint64_t)c->number);
	if (c->has_previous) {
		cbor_uint(out, 4);
		cbor_bytes(out, c->previous.b, ID_SIZE);
	}
	cbor_uint(out, 5);
	cbor_int(out, c->day);
	cbor_uint(out, 6);
	cbor_text(out, c->message);
	cbor_uint(out, 7);
	cbor_uint(out, (uint64_t)c->count);
	cbor_uint(out, 8);
	cbor_bytes(out, c->statements.b, ID_SIZE);
}

struct decoding {
	struct cbor_reader r;
	struct arena *arena;
	struct change_body *c;
};

static enum rc read_fixed(struct cbor_reader *r, void *ret, size_t n)
{
	struct str bytes = cbor_read_bytes(r);
	if (r->rc != RC_OK) {
		return r->rc;
	}
	if (bytes.n != n) {
		return fault_set(r->fault, RC_INVALID, "a change's field has %zu bytes, not %zu", bytes.n, n);
	}
	memcpy(ret, bytes.p, n);
	return RC_OK;
}

/* A number from least to what fits. */
static enum rc read_count(struct cbor_reader *r, int64_t least, int64_t *ret)
{
	uint64_t v = cbor_read_uint(r);
	if (r->rc == RC_OK && (v > INT64_MAX || (int64_t)v < least)) {
		return fault_set(r->fault, RC_INVALID, "a change's number is out of range");
	}
	*ret = (int64_t)v;
	return r->rc;
}

static enum rc read_field(struct decoding *d, uint64_t key)
{
	int64_t v;
	enum rc rc;
	switch (key) {
	case 1:
		rc = read_count(&d->r, CHANGE_VERSION, &v);
		return rc == RC_OK && v != CHANGE_VERSION
			? fault_set(d->r.fault, RC_INVALID, "a change is of version %d", (int)(v & 0xffff)) : rc;
	case 2:
		return read_fixed(&d->r, d->c->org, ORG_SIZE);
	case 3:
		return read_count(&d->r, 1, &d->c->number);
	case 4:
		return read_fixed(&d->r, d->c->previous.b, ID_SIZE);
	case 5:
		v = cbor_read_int(&d->r);
		if (d->r.rc == RC_OK && (v < DAY_MIN || v > DAY_MAX)) {
			return fault_set(d->r.fault, RC_INVALID, "a change's day is out of range");
		}
		d->c->day = (day)v;
		return d->r.rc;
	case 6:
		d->c->message = str_copy(d->arena, cbor_read_text(&d->r));
		return d->r.rc;
	case 7:
		return read_count(&d->r, 0, &d->c->count);
	default:
		return read_fixed(&d->r, d->c->statements.b, ID_SIZE);
	}
}

enum rc change_decode(struct arena *a, struct str bytes, struct change_body *ret, struct fault *f)
{
	struct change_body c = {0};
	struct decoding d = {.arena = a, .c = &c};
	cbor_reader_init(&d.r, bytes, f);
	uint64_t fields = cbor_read_map(&d.r);
	if (d.r.rc == RC_OK && fields != 7 && fields != 8) {
		return fault_set(f, RC_INVALID, "a change has 7 or 8 fields");
	}
	c.has_previous = fields == 8;
	for (uint64_t key = 1; d.r.rc == RC_OK && key <= 8; key++) {
		if (key == 4 && !c.has_previous) {
			continue;
		}
		uint64_t said = cbor_read_uint(&d.r);
		if (d.r.rc == RC_OK && said != key) {
			return fault_set(f, RC_INVALID, "a change lacks field %d", (int)key);
		}
		enum rc rc = d.r.rc == RC_OK ? read_field(&d, key) : d.r.rc;
		if (rc != RC_OK) {
			return rc;
		}
	}
	enum rc rc = cbor_reader_finish(&d.r);
	if (rc == RC_OK && c.has_previous != (c.number > 1)) {
		return fault_set(f, RC_INVALID, "a change's number and its previous change do not go together");
	}
	if (rc == RC_OK) {
		*ret = c;
	}
	return rc;
}

void change_id(struct str body, struct id *ret)
{
	digest_begin("volya/change/1");
	digest_add(body.p, body.n);
	digest_end(ret);
}
