/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/host_call.h"

#include <string.h>

#include "ledger/hash.h"

#define VERSION 1
#define DOMAIN STR("volya/host/1")

static enum rc expect(struct cbor_reader *r, bool holds, const char *what)
{
	if (r->rc == RC_OK && !holds) {
		r->rc = fault_set(r->fault, RC_INVALID, "this is no %s", what);
	}
	return r->rc;
}

/* ---- hello ---- */

void host_hello_encode(const struct host_hello *h, struct buf *out)
{
	cbor_array(out, 3);
	cbor_uint(out, VERSION);
	cbor_bytes(out, h->host.b, ID_SIZE);
	cbor_bytes(out, h->nonce, HOST_NONCE);
}

enum rc host_hello_decode(struct str bytes, struct host_hello *ret, struct fault *f)
{
	struct cbor_reader r;
	cbor_reader_init(&r, bytes, f);
	uint64_t items = cbor_read_array(&r), version = cbor_read_uint(&r);
	if (expect(&r, items == 3 && version == VERSION, "word of a host") != RC_OK) {
		return r.rc;
	}
	cbor_read_fixed(&r, ret->host.b, ID_SIZE);
	cbor_read_fixed(&r, ret->nonce, HOST_NONCE);
	return cbor_reader_finish(&r);
}

/* ---- a call ---- */

static void call_digest(const struct host_call *c, const struct host_hello *to, const char *op, struct id *ret)
{
	uint8_t counter[8];
	struct id payload;
	for (int i = 0; i < 8; i++) {
		counter[i] = (uint8_t)(c->counter >> (56 - 8 * i));
	}
	digest_plain();
	digest_add(c->payload.p, c->payload.n);
	digest_end(&payload);
	digest_begin("volya/host-call/1");
	digest_add(to->host.b, ID_SIZE);
	digest_add(to->nonce, HOST_NONCE);
	digest_add(op, strlen(op) + 1);
	digest_add(counter, sizeof counter);
	digest_add(payload.b, ID_SIZE);
	digest_end(ret);
}

static struct str view(const struct id *id)
{
	return (struct str){(const char *)id->b, ID_SIZE};
}

enum rc host_call_encode(struct host_call *c, const struct host_hello *to, const char *op, const struct signer *who,
	struct buf *out, struct fault *f)
{
	struct id digest;
	memcpy(c->key, who->public.sign, KEY_SIZE);
	call_digest(c, to, op, &digest);
	enum rc rc = who->sign(who->data, DOMAIN, view(&digest), c->signature, f);
	if (rc != RC_OK) {
		return rc;
	}
	cbor_array(out, 4);
	cbor_bytes(out, c->key, KEY_SIZE);
	cbor_uint(out, c->counter);
	cbor_bytes(out, c->signature, SIGNATURE_SIZE);
	cbor_bytes(out, c->payload.p, c->payload.n);
	return out->full ? fault_set(f, RC_LIMIT, "it is larger than a host takes") : RC_OK;
}

enum rc host_call_decode(struct str bytes, struct host_call *ret, struct fault *f)
{
	struct cbor_reader r;
	*ret = (struct host_call){0};
	cbor_reader_init(&r, bytes, f);
	if (expect(&r, cbor_read_array(&r) == 4, "call") != RC_OK) {
		return r.rc;
	}
	cbor_read_fixed(&r, ret->key, KEY_SIZE);
	ret->counter = cbor_read_uint(&r);
	cbor_read_fixed(&r, ret->signature, SIGNATURE_SIZE);
	ret->payload = cbor_read_bytes(&r);
	return cbor_reader_finish(&r);
}

enum rc host_call_check(const struct host_call *c, const struct host_hello *to, const char *op, struct fault *f)
{
	struct id digest;
	call_digest(c, to, op, &digest);
	return person_check(c->key, DOMAIN, view(&digest), c->signature, NULL) == RC_OK ? RC_OK
		: fault_set(f, RC_CRYPTO, "the call's signature does not hold");
}

/* ---- the pen ---- */

void host_pen_encode(const struct host_pen *p, struct buf *out)
{
	cbor_array(out, 4);
	if (p->held) {
		cbor_bytes(out, p->key, KEY_SIZE);
	} else {
		cbor_null(out);
	}
	cbor_uint(out, p->since);
	cbor_bool(out, p->mine);
	cbor_bytes(out, p->manifest.p, p->manifest.n);
}

enum rc host_pen_decode(struct str bytes, struct host_pen *ret, struct fault *f)
{
	struct cbor_reader r;
	*ret = (struct host_pen){0};
	cbor_reader_init(&r, bytes, f);
	if (expect(&r, cbor_read_array(&r) == 4, "answer of a host") != RC_OK) {
		return r.rc;
	}
	ret->held = cbor_peek(&r) == CBOR_BYTES;
	if (ret->held) {
		cbor_read_fixed(&r, ret->key, KEY_SIZE);
	} else {
		cbor_read_null(&r);
	}
	ret->since = (uint64_t)cbor_read_within(&r, 0, INT64_MAX);
	ret->mine = cbor_read_bool(&r);
	ret->manifest = cbor_read_bytes(&r);
	return cbor_reader_finish(&r);
}

/* ---- what is written ---- */

void host_write_encode(const uint8_t token[HOST_TOKEN], struct str first, const struct str *second, bool text,
	struct buf *out)
{
	cbor_array(out, second ? 3 : 2);
	cbor_bytes(out, token, HOST_TOKEN);
	if (text) {
		cbor_text(out, first);
	} else {
		cbor_bytes(out, first.p, first.n);
	}
	if (second) {
		cbor_bytes(out, second->p, second->n);
	}
}

enum rc host_write_decode(struct str bytes, uint8_t ret_token[HOST_TOKEN], bool text, struct str *ret_first,
	struct str *ret_second, struct fault *f)
{
	struct cbor_reader r;
	cbor_reader_init(&r, bytes, f);
	uint64_t parts = ret_second ? 3 : 2;
	if (expect(&r, cbor_read_array(&r) == parts, "payload of that call") != RC_OK) {
		return r.rc;
	}
	cbor_read_fixed(&r, ret_token, HOST_TOKEN);
	*ret_first = text ? cbor_read_text(&r) : cbor_read_bytes(&r);
	if (ret_second) {
		*ret_second = cbor_read_bytes(&r);
	}
	return cbor_reader_finish(&r);
}
