/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A parcel: written, closed, opened and read. */
#include "ledger/parcel.h"

#include <string.h>

#include "ledger/signed_body.h"

#define BODY_VERSION 1
static const char magic[] = "volya-parcel 1\n";
static const char signed_as[] = "volya/parcel/1";
#define MAGIC_SIZE (sizeof magic - 1)
#define AAD_SIZE (MAGIC_SIZE + KEY_SIZE)
#define BOX_SIZE (KEY_SIZE + BOX_OVERHEAD)

static void body_encode(const struct parcel *p, const struct person_public *from, struct buf *out)
{
	cbor_map(out, 9);
	cbor_uint(out, 1);
	cbor_uint(out, BODY_VERSION);
	cbor_uint(out, 2);
	cbor_bytes(out, p->org, ORG_SIZE);
	cbor_uint(out, 3);
	cbor_text(out, p->organisation);
	cbor_uint(out, 4);
	cbor_text(out, str_of(from->name));
	cbor_uint(out, 5);
	cbor_bytes(out, from->sign, KEY_SIZE);
	cbor_uint(out, 6);
	cbor_bytes(out, from->box, KEY_SIZE);
	cbor_uint(out, 7);
	cbor_bytes(out, p->to, KEY_SIZE);
	cbor_uint(out, 8);
	cbor_int(out, p->day);
	cbor_uint(out, 9);
	cbor_bytes(out, p->draft.p, p->draft.n);
}

static void aad_of(const uint8_t to[KEY_SIZE], uint8_t ret[AAD_SIZE])
{
	memcpy(ret, magic, MAGIC_SIZE);
	memcpy(ret + MAGIC_SIZE, to, KEY_SIZE);
}

static enum rc sign_body(const struct parcel *p, const struct signer *who, struct buf *plain, struct fault *f)
{
	struct buf body;
	buf_init(&body, PARCEL_MOST);
	body_encode(p, &who->public, &body);
	enum rc rc = body.full ? fault_set(f, RC_LIMIT, "it is too large for one parcel")
		: signed_body_put(signed_as, buf_view(&body), who, plain, f);
	buf_wipe(&body);
	return rc;
}

enum rc parcel_seal(const struct parcel *p, const struct signer *who, struct buf *out, struct fault *f)
{
	uint8_t aad[AAD_SIZE], *key = secret_alloc(KEY_SIZE);
	struct buf plain;
	buf_init(&plain, PARCEL_MOST);
	random_bytes(key, KEY_SIZE);
	aad_of(p->to, aad);
	enum rc rc = sign_body(p, who, &plain, f);
	if (rc == RC_OK) {
		buf_add(out, magic, MAGIC_SIZE);
		rc = box_seal(p->to, (struct str){(const char *)key, KEY_SIZE}, out, f);
	}
	if (rc == RC_OK) {
		seal_value_padded(key, (struct str){(const char *)aad, AAD_SIZE}, buf_view(&plain), out);
		rc = out->full ? fault_set(f, RC_LIMIT, "it is too large for one parcel") : RC_OK;
	}
	buf_wipe(&plain);
	secret_free(key);
	return rc;
}

static struct str text_field(struct cbor_reader *r, uint64_t key)
{
	cbor_want_key(r, key);
	return cbor_read_text(r);
}

static void fixed_field(struct cbor_reader *r, uint64_t key, uint8_t *ret, size_t n)
{
	cbor_want_key(r, key);
	cbor_read_fixed(r, ret, n);
}

static enum rc body_decode(struct str body, struct parcel *p, struct fault *f)
{
	struct cbor_reader r;
	cbor_reader_init(&r, body, f);
	if (cbor_read_map(&r) != 9 && r.rc == RC_OK) {
		return fault_set(f, RC_INVALID, "the body of a parcel has 9 fields");
	}
	cbor_want_key(&r, 1);
	(void)cbor_read_within(&r, BODY_VERSION, BODY_VERSION);
	fixed_field(&r, 2, p->org, ORG_SIZE);
	p->organisation = text_field(&r, 3);
	struct str name = text_field(&r, 4);
	fixed_field(&r, 5, p->from.sign, KEY_SIZE);
	fixed_field(&r, 6, p->from.box, KEY_SIZE);
	fixed_field(&r, 7, p->to, KEY_SIZE);
	cbor_want_key(&r, 8);
	p->day = (day)cbor_read_within(&r, DAY_MIN, DAY_MAX);
	cbor_want_key(&r, 9);
	p->draft = cbor_read_bytes(&r);
	enum rc rc = r.rc == RC_OK ? cbor_reader_finish(&r) : r.rc;
	rc = rc == RC_OK ? person_name_check(name, f) : rc;
	if (rc == RC_OK) {
		memcpy(p->from.name, name.p, name.n);
		p->from.name[name.n] = '\0';
	}
	return rc;
}

enum rc parcel_decode(struct str plain, struct parcel *ret, struct fault *f)
{
	uint8_t signature[SIGNATURE_SIZE];
	struct parcel p = {0};
	struct str body;
	enum rc rc = signed_body_read(plain, &body, signature, f);
	rc = rc == RC_OK ? body_decode(body, &p, f) : rc;
	rc = rc == RC_OK ? signed_body_check(signed_as, body, p.from.sign, signature, f) : rc;
	if (rc == RC_OK) {
		*ret = p;
	}
	return rc;
}

static enum rc open_with(struct str bytes, const struct signer *who, uint8_t key[KEY_SIZE], struct buf *plain,
	struct parcel *ret, struct fault *f)
{
	uint8_t aad[AAD_SIZE];
	struct fault why = {0};
	struct str box = str_sub(bytes, MAGIC_SIZE, MAGIC_SIZE + BOX_SIZE);
	enum rc rc = who->open_box(who->data, box, key, &why);
	if (rc == RC_CRYPTO) {
		return fault_set(f, rc, "this parcel is closed for another key than that of %s, or damaged", who->public.name);
	}
	if (rc != RC_OK) {
		return fault_set(f, rc, "%s", why.message);
	}
	aad_of(who->public.box, aad);
	struct str sealed = str_sub(bytes, MAGIC_SIZE + BOX_SIZE, bytes.n);
	rc = seal_open_padded(key, (struct str){(const char *)aad, AAD_SIZE}, sealed, plain, f);
	rc = rc == RC_OK ? parcel_decode(buf_view(plain), ret, f) : rc;
	return rc == RC_OK && memcmp(ret->to, who->public.box, KEY_SIZE) != 0
		? fault_set(f, RC_CRYPTO, "this parcel was signed for another key, and closed for yours by somebody else") : rc;
}

enum rc parcel_open(struct str bytes, const struct signer *who, struct buf *plain, struct parcel *ret, struct fault *f)
{
	if (!str_starts(bytes, magic) || bytes.n < MAGIC_SIZE + BOX_SIZE + SEAL_OVERHEAD) {
		return fault_set(f, RC_INVALID, "this is no parcel");
	}
	uint8_t *key = secret_alloc(KEY_SIZE);
	enum rc rc = open_with(bytes, who, key, plain, ret, f);
	secret_free(key);
	return rc;
}
