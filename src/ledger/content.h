/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the digests of a header stand for: it lies beside the entry, can be withheld, and can be destroyed with its
 * salts.
 *
 *   content = CBOR [claim salt, source salt, property, value, language, valid, source]
 *   value and source as in the digests (ledger.h): null, text, an integer, or the 8 bytes of a handle; property,
 *   language and valid are texts, the last two empty where nothing was said
 */
#ifndef LEDGER_CONTENT_H
#define LEDGER_CONTENT_H

#include "ledger/tile.h"

struct content {
	uint8_t salts[2 * SALT_SIZE]; /* claim's, source's */
	struct claim claim;
	handle source; /* 0: none */
};

/* Appends the bytes. */
void content_encode(const struct content *c, struct buf *out);
/* Strict; texts are views into bytes. */
MUST_USE enum rc content_decode(struct str bytes, struct content *ret, struct fault *f);
/* RC_CRYPTO where it is not what the header's digests were made from. */
MUST_USE enum rc content_check(const struct content *c, const struct header *h, struct fault *f);

#endif
