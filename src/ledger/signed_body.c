/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A body with its maker's signature. */
#include "ledger/signed_body.h"

#include "ledger/hash.h"

static void digest_of(const char *domain, struct str body, struct id *ret)
{
	digest_begin(domain);
	digest_add(body.p, body.n);
	digest_end(ret);
}

enum rc signed_body_put(const char *domain, struct str body, const struct signer *who, struct buf *out, struct fault *f)
{
	uint8_t signature[SIGNATURE_SIZE];
	struct id id;
	digest_of(domain, body, &id);
	enum rc rc = who->sign(who->data, str_of(domain), (struct str){(const char *)id.b, ID_SIZE}, signature, f);
	if (rc == RC_OK) {
		cbor_array(out, 2);
		cbor_bytes(out, body.p, body.n);
		cbor_bytes(out, signature, SIGNATURE_SIZE);
		rc = out->full ? fault_set(f, RC_LIMIT, "what is to be signed is too large") : RC_OK;
	}
	return rc;
}

enum rc signed_body_read(struct str bytes, struct str *ret_body, uint8_t ret_signature[SIGNATURE_SIZE], struct fault *f)
{
	struct cbor_reader r;
	cbor_reader_init(&r, bytes, f);
	if (cbor_read_array(&r) != 2 && r.rc == RC_OK) {
		return fault_set(f, RC_INVALID, "it is not a body and a signature");
	}
	*ret_body = cbor_read_bytes(&r);
	cbor_read_fixed(&r, ret_signature, SIGNATURE_SIZE);
	return r.rc == RC_OK ? cbor_reader_finish(&r) : r.rc;
}

enum rc signed_body_check(const char *domain, struct str body, const uint8_t key[KEY_SIZE],
	const uint8_t signature[SIGNATURE_SIZE], struct fault *f)
{
	struct id id;
	digest_of(domain, body, &id);
	return person_check(key, str_of(domain), (struct str){(const char *)id.b, ID_SIZE}, signature, f);
}
