/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A parcel: what one person sends another of another organisation in private, closed for their key alone and signed.
 *
 *   parcel    = "volya-parcel 1\n" || box (a sealed box of a key, made for this parcel alone) || sealed
 *   sealed    = seal_value_padded() of CBOR [body, signature] under that key, aad "volya-parcel 1\n" || the recipient's
 *               box key
 *   body      = CBOR {1: 1, 2: organisation, 3: its name, 4: name of who sends it, 5: their signing key, 6: their box
 *               key, 7: the recipient's box key, 8: day, 9: the draft (register/draft.h), unsigned}
 *   signature = the sender's over SHA-256("volya/parcel/1\0" || body), domain "volya/parcel/1"
 *
 * Whoever carries it sees neither from whom nor to whom it is, and its size only in steps. Names in it are what the
 * sender says; the key is what counts.
 */
#ifndef LEDGER_PARCEL_H
#define LEDGER_PARCEL_H

#include "ledger/person.h"

#define PARCEL_MOST ((size_t)64 << 20)

struct parcel {
	uint8_t org[ORG_SIZE];
	struct str organisation;
	struct person_public from;
	uint8_t to[KEY_SIZE];
	day day;
	struct str draft;
};

/* From who; p->from is not looked at. RC_LIMIT: it is too large. */
MUST_USE enum rc parcel_seal(const struct parcel *p, const struct signer *who, struct buf *out, struct fault *f);
/*
 * plain holds what ret is a view of, for buf_wipe(). RC_INVALID: it is no parcel; RC_CRYPTO: it is for another key, was
 * altered, or its signature does not hold.
 */
MUST_USE enum rc parcel_open(struct str bytes, const struct signer *who, struct buf *plain, struct parcel *ret,
	struct fault *f);
/* What is in the seal: strict, the signature checked. */
MUST_USE enum rc parcel_decode(struct str plain, struct parcel *ret, struct fault *f);

#endif
