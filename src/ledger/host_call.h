/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a person's register and a host say to each other. Every call is a POST to HOST/host/1/OP; what it is about is in
 * its body, which the person signs, never in its address.
 *
 *   hello  = CBOR [1, host's id (32), nonce (16)]          the answer to an empty body; the nonce is of this start
 *   call   = CBOR [signing key, counter, signature, payload]
 *   signature = the person's, domain "volya/host/1", over SHA-256("volya/host-call/1\0" || id || nonce || OP || 0x00 ||
 *               counter (8 bytes, the highest first) || SHA-256(payload))
 *
 * A counter is taken once, and only in ascending order for each key: what was heard on the way says nothing a second
 * time, and nothing to another host.
 *
 *   OP           payload                     answer
 *   state        token                       pen
 *   take         [token, key or null, since] pen    key, since: whose pen is broken; without them it must be free
 *   give         token                       pen
 *   have         names (32 bytes each)       a byte for each: 1, it is there whole
 *   put          [token, name, chunk]        nothing
 *   get          name                        chunk
 *   manifest     [token, manifest]           nothing; ledger/manifest.h
 *   log-list     nothing                     [[path, SHA-256], ...]: the files of the public log
 *   log-put      [token, path, bytes]        nothing
 *   log-drop     [token, path]               nothing
 *
 *   pen    = [key or null, since, whether it is the caller's and the token's, manifest]   since: seconds since 1970
 *   token  = 16 bytes by chance: of one register, so that a person with two machines writes from one
 *
 * A status of 401 has the last counter as its body; 403: the key is not allowed; 409: the pen is another's, or the
 * manifest does not follow the one that is there.
 */
#ifndef LEDGER_HOST_CALL_H
#define LEDGER_HOST_CALL_H

#include "ledger/person.h"

#define HOST_PATH "host/1/"
#define HOST_NONCE 16
#define HOST_TOKEN 16
/* Names of one call, and bytes of one file of a log. */
#define HOST_NAMES 4096
#define HOST_FILE_MOST ((size_t)16 << 20)
/* What is around the payload. */
#define HOST_CALL_AROUND 256

struct host_hello {
	struct id host;
	uint8_t nonce[HOST_NONCE];
};
void host_hello_encode(const struct host_hello *h, struct buf *out);
MUST_USE enum rc host_hello_decode(struct str bytes, struct host_hello *ret, struct fault *f);

struct host_call {
	uint8_t key[KEY_SIZE];
	uint64_t counter;
	uint8_t signature[SIGNATURE_SIZE];
	struct str payload;
};
/* Signs it; key and signature are set. */
MUST_USE enum rc host_call_encode(struct host_call *c, const struct host_hello *to, const char *op,
	const struct signer *who, struct buf *out, struct fault *f);
/* Strict; the payload is a view. The signature has not been looked at. */
MUST_USE enum rc host_call_decode(struct str bytes, struct host_call *ret, struct fault *f);
/* RC_CRYPTO where it does not hold. */
MUST_USE enum rc host_call_check(const struct host_call *c, const struct host_hello *to, const char *op,
	struct fault *f);

struct host_pen {
	bool held, mine;
	uint8_t key[KEY_SIZE];
	uint64_t since;
	struct str manifest; /* empty: none yet */
};
void host_pen_encode(const struct host_pen *p, struct buf *out);
/* Strict; the manifest is a view. */
MUST_USE enum rc host_pen_decode(struct str bytes, struct host_pen *ret, struct fault *f);

/* The payload [token, first, second] where second may be none. */
void host_write_encode(const uint8_t token[HOST_TOKEN], struct str first, const struct str *second, bool text,
	struct buf *out);
/* Two parts (second NULL) or three; text: the first is text, not bytes. */
MUST_USE enum rc host_write_decode(struct str bytes, uint8_t ret_token[HOST_TOKEN], bool text, struct str *ret_first,
	struct str *ret_second, struct fault *f);

#endif
