/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a host and a person's register read of each other, from whoever says that they are one: refused, or written as
 * the same bytes again. The first byte says which of it the others are.
 */
#include <stdlib.h>
#include <string.h>

#include "ledger/host_call.h"
#include "ledger/manifest.h"

static void must(bool holds)
{
	if (!holds) {
		abort();
	}
}

static enum rc sign_as_it_was(void *data, struct str domain, struct str bytes, uint8_t ret[SIGNATURE_SIZE],
	struct fault *f)
{
	(void)domain;
	(void)bytes;
	(void)f;
	memcpy(ret, data, SIGNATURE_SIZE);
	return RC_OK;
}

static struct signer signer_of(const uint8_t key[KEY_SIZE], uint8_t signature[SIGNATURE_SIZE])
{
	struct signer s = {.sign = sign_as_it_was, .data = signature};
	memcpy(s.public.sign, key, KEY_SIZE);
	return s;
}

static void try_manifest(struct str bytes, struct buf *again)
{
	struct manifest m;
	struct id digest;
	uint8_t signature[SIGNATURE_SIZE];
	if (manifest_decode(bytes, &m, NULL) != RC_OK) {
		return;
	}
	(void)!manifest_check(&m, NULL);
	manifest_aad(&m, &digest);
	for (size_t i = 0; i < m.chunks.n / ID_SIZE; i++) {
		manifest_chunk(&m, i, &digest);
	}
	memcpy(signature, m.signature, SIGNATURE_SIZE);
	struct signer s = signer_of(m.signer, signature);
	must(manifest_encode(&m, &s, again, NULL) == RC_OK && str_eq(buf_view(again), bytes));
}

static void try_body(struct str bytes, struct buf *again)
{
	struct manifest_body b;
	uint64_t chunks = bytes.n ? (uint8_t)bytes.p[0] : 0;
	bytes = str_sub(bytes, 1, bytes.n);
	if (manifest_body_decode(bytes, chunks, &b, NULL) == RC_OK) {
		manifest_body_encode(&b, again);
		must(str_eq(buf_view(again), bytes));
	}
}

static void try_call(struct str bytes, struct buf *again)
{
	const struct host_hello to = {.nonce = {1}};
	struct host_call c;
	uint8_t signature[SIGNATURE_SIZE];
	if (host_call_decode(bytes, &c, NULL) != RC_OK) {
		return;
	}
	(void)!host_call_check(&c, &to, "put", NULL);
	memcpy(signature, c.signature, SIGNATURE_SIZE);
	struct signer s = signer_of(c.key, signature);
	must(host_call_encode(&c, &to, "put", &s, again, NULL) == RC_OK && str_eq(buf_view(again), bytes));
}

static void try_write(struct str bytes, bool text, bool two, struct buf *again)
{
	uint8_t token[HOST_TOKEN];
	struct str first, second;
	if (host_write_decode(bytes, token, text, &first, two ? &second : NULL, NULL) == RC_OK) {
		host_write_encode(token, first, two ? &second : NULL, text, again);
		must(str_eq(buf_view(again), bytes));
	}
}

static void try_answer(struct str bytes, struct buf *again)
{
	struct host_pen p;
	struct host_hello h;
	if (host_pen_decode(bytes, &p, NULL) == RC_OK) {
		host_pen_encode(&p, again);
		must(str_eq(buf_view(again), bytes));
	} else if (host_hello_decode(bytes, &h, NULL) == RC_OK) {
		host_hello_encode(&h, again);
		must(str_eq(buf_view(again), bytes));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf again;
	if (size == 0) {
		return 0;
	}
	ledger_start();
	struct str bytes = {(const char *)data + 1, size - 1};
	buf_init(&again, size + 1024);
	switch (data[0]) {
	case 'm':
		try_manifest(bytes, &again);
		break;
	case 'b':
		try_body(bytes, &again);
		break;
	case 'c':
		try_call(bytes, &again);
		break;
	case 'w':
		try_write(bytes, false, true, &again);
		break;
	case 't':
		try_write(bytes, true, false, &again);
		break;
	default:
		try_answer(bytes, &again);
	}
	buf_finish(&again);
	return 0;
}
