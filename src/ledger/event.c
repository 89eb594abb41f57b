/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An event of a private log: its body, its maker's signature, what is committed to. */
#include "ledger/event.h"

#include <string.h>

#include "ledger/hash.h"
#include "ledger/signed_body.h"
#include "ledger/tree.h"

#define BODY_VERSION 1
static const char signed_as[] = "volya/event/1";

static void body_encode(const struct event *e, struct buf *out)
{
	cbor_map(out, 8);
	cbor_uint(out, 1);
	cbor_uint(out, BODY_VERSION);
	cbor_uint(out, 2);
	cbor_bytes(out, e->org, ORG_SIZE);
	cbor_uint(out, 3);
	cbor_uint(out, e->index);
	cbor_uint(out, 4);
	cbor_uint(out, e->size);
	cbor_uint(out, 5);
	cbor_int(out, e->day);
	cbor_uint(out, 6);
	cbor_bytes(out, e->actor, KEY_SIZE);
	cbor_uint(out, 7);
	cbor_uint(out, e->type);
	cbor_uint(out, 8);
	cbor_bytes(out, e->payload.p, e->payload.n);
}

enum rc event_encode(const struct event *e, const struct signer *who, struct buf *out, struct fault *f)
{
	struct event mine = *e;
	struct buf body;
	memcpy(mine.actor, who->public.sign, KEY_SIZE);
	buf_init(&body, EVENT_MOST);
	body_encode(&mine, &body);
	enum rc rc = body.full ? fault_set(f, RC_LIMIT, "it is too large for one event of the private log")
		: signed_body_put(signed_as, buf_view(&body), who, out, f);
	buf_wipe(&body);
	return rc;
}

static int64_t read_number(struct cbor_reader *r, uint64_t key, int64_t least, int64_t most)
{
	cbor_want_key(r, key);
	return cbor_read_within(r, least, most);
}

static enum rc body_decode(struct str body, struct event *e, struct fault *f)
{
	struct cbor_reader r;
	cbor_reader_init(&r, body, f);
	if (cbor_read_map(&r) != 8 && r.rc == RC_OK) {
		return fault_set(f, RC_INVALID, "the body of an event has 8 fields");
	}
	(void)read_number(&r, 1, BODY_VERSION, BODY_VERSION);
	cbor_want_key(&r, 2);
	cbor_read_fixed(&r, e->org, ORG_SIZE);
	e->index = (uint64_t)read_number(&r, 3, 0, INT64_MAX);
	e->size = (uint64_t)read_number(&r, 4, 0, INT64_MAX);
	e->day = (day)read_number(&r, 5, DAY_MIN, DAY_MAX);
	cbor_want_key(&r, 6);
	cbor_read_fixed(&r, e->actor, KEY_SIZE);
	e->type = (enum event_type)read_number(&r, 7, EVENT_FOUNDING, EVENT_HERE);
	cbor_want_key(&r, 8);
	e->payload = cbor_read_bytes(&r);
	return r.rc == RC_OK ? cbor_reader_finish(&r) : r.rc;
}

enum rc event_decode(struct str bytes, struct event *ret, struct fault *f)
{
	uint8_t signature[SIGNATURE_SIZE];
	struct event e = {0};
	struct str body;
	enum rc rc = signed_body_read(bytes, &body, signature, f);
	rc = rc == RC_OK ? body_decode(body, &e, f) : rc;
	rc = rc == RC_OK ? signed_body_check(signed_as, body, e.actor, signature, f) : rc;
	if (rc == RC_OK) {
		*ret = e;
	}
	return rc;
}

void event_commit(struct str salted, struct id *ret)
{
	digest_begin("volya/private/1");
	digest_add(salted.p, salted.n);
	digest_end(ret);
}

void event_leaf(const struct id *commitment, bool named, struct id *ret)
{
	uint8_t bytes[ID_SIZE + 1];
	memcpy(bytes, commitment->b, ID_SIZE);
	bytes[ID_SIZE] = 1;
	leaf_hash(bytes, ID_SIZE + named, ret);
}

void event_founding_id(const uint8_t org[ORG_SIZE], const uint8_t key[KEY_SIZE], const uint8_t actor[KEY_SIZE],
	struct id *ret)
{
	digest_begin("volya/people/1");
	digest_add(org, ORG_SIZE);
	digest_add(key, KEY_SIZE);
	digest_add(actor, KEY_SIZE);
	digest_end(ret);
}
