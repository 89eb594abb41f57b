/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What one person signs as a whole: CBOR [body, signature], where the signature is over SHA-256(domain || 0x00 || body)
 * in that domain. The body says whose it is; who reads it checks that key.
 */
#ifndef LEDGER_SIGNED_BODY_H
#define LEDGER_SIGNED_BODY_H

#include "ledger/person.h"

/* Appends it to out. RC_LIMIT: out has no room. */
MUST_USE enum rc signed_body_put(const char *domain, struct str body, const struct signer *who, struct buf *out,
	struct fault *f);
/* Takes it apart; the body is a view, and neither has been looked at. */
MUST_USE enum rc signed_body_read(struct str bytes, struct str *ret_body, uint8_t ret_signature[SIGNATURE_SIZE],
	struct fault *f);
/* RC_CRYPTO: the signature does not hold. */
MUST_USE enum rc signed_body_check(const char *domain, struct str body, const uint8_t key[KEY_SIZE],
	const uint8_t signature[SIGNATURE_SIZE], struct fault *f);

#endif
