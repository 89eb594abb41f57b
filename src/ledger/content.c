/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <string.h>

#include "ledger/cbor_head.h"
#include "ledger/content.h"

#define HANDLE_SIZE 8
#define HANDLE_END ((handle)1 << 60)

static void put_handle(struct buf *out, handle h)
{
	uint8_t bytes[HANDLE_SIZE];
	big_endian(bytes, (uint64_t)h, HANDLE_SIZE);
	cbor_bytes(out, bytes, sizeof bytes);
}

static void put_value(struct buf *out, const struct value *v)
{
	switch (v->type) {
	case VALUE_TEXT:
		cbor_text(out, v->text);
		break;
	case VALUE_INT:
		cbor_int(out, v->number);
		break;
	case VALUE_REF:
		put_handle(out, v->number);
		break;
	case VALUE_NONE:
		cbor_null(out);
		break;
	}
}

void content_encode(const struct content *c, struct buf *out)
{
	cbor_array(out, 7);
	cbor_bytes(out, c->salts, SALT_SIZE);
	cbor_bytes(out, c->salts + SALT_SIZE, SALT_SIZE);
	cbor_text(out, c->claim.property);
	put_value(out, &c->claim.value);
	cbor_text(out, c->claim.language);
	cbor_text(out, c->claim.valid);
	if (c->source) {
		put_handle(out, c->source);
	} else {
		cbor_null(out);
	}
}

static handle read_handle(struct cbor_reader *r)
{
	uint8_t bytes[HANDLE_SIZE] = {0};
	uint64_t bits = 0;
	cbor_read_fixed(r, bytes, sizeof bytes);
	for (int i = 0; i < HANDLE_SIZE; i++) {
		bits = bits << 8 | bytes[i];
	}
	if (r->rc == RC_OK && (bits == 0 || bits >= HANDLE_END)) {
		r->rc = fault_set(r->fault, RC_INVALID, "eight bytes are no handle");
	}
	return (handle)bits;
}

static struct value read_value(struct cbor_reader *r)
{
	switch (cbor_peek(r)) {
	case CBOR_TEXT:
		return (struct value){VALUE_TEXT, cbor_read_text(r), 0};
	case CBOR_UINT:
	case CBOR_NEGATIVE:
		return (struct value){VALUE_INT, {0}, cbor_read_int(r)};
	case CBOR_BYTES:
		return (struct value){VALUE_REF, {0}, read_handle(r)};
	default:
		cbor_read_null(r); /* or the fault that fits */
		return (struct value){0};
	}
}

static handle read_source(struct cbor_reader *r)
{
	if (cbor_peek(r) == CBOR_BYTES) {
		return read_handle(r);
	}
	cbor_read_null(r);
	return 0;
}

enum rc content_decode(struct str bytes, struct content *ret, struct fault *f)
{
	struct content c = {0};
	struct cbor_reader r;
	cbor_reader_init(&r, bytes, f);
	uint64_t seven = cbor_read_array(&r);
	if (r.rc == RC_OK && seven != 7) {
		return fault_set(f, RC_INVALID, "a statement's content has 7 parts");
	}
	cbor_read_fixed(&r, c.salts, SALT_SIZE);
	cbor_read_fixed(&r, c.salts + SALT_SIZE, SALT_SIZE);
	c.claim.property = cbor_read_text(&r);
	c.claim.value = read_value(&r);
	c.claim.language = cbor_read_text(&r);
	c.claim.valid = cbor_read_text(&r);
	c.source = read_source(&r);
	enum rc rc = r.rc == RC_OK ? cbor_reader_finish(&r) : r.rc;
	if (rc == RC_OK) {
		*ret = c;
	}
	return rc;
}

enum rc content_check(const struct content *c, const struct header *h, struct fault *f)
{
	struct id claim, source;
	claim_digest(&c->claim, c->salts, &claim);
	source_digest(c->source, c->salts + SALT_SIZE, &source);
	if (memcmp(claim.b, h->claim.b, ID_SIZE) != 0) {
		return fault_set(f, RC_CRYPTO, "what is said is not what was signed");
	}
	return memcmp(source.b, h->source.b, ID_SIZE) == 0 ? RC_OK
		: fault_set(f, RC_CRYPTO, "the source is not the one that was signed");
}
