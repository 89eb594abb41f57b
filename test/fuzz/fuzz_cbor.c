/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bytes that somebody else calls CBOR, a statement's header or a change: either refused, or encoded to
 * the same bytes again.
 */
#include <stdlib.h>
#include <string.h>

#include "../ledger/again.h"

static void must(bool holds)
{
	if (!holds) {
		abort();
	}
}

static void try_item(struct str bytes, struct buf *out)
{
	struct fault f = {0}, other = {0};
	enum rc rc = cbor_check(bytes, &f);
	buf_clear(out);
	must(cbor_again(bytes, out, &other) == rc);
	must(rc == RC_OK ? str_eq(bytes, buf_view(out)) : rc == RC_INVALID && f.message[0] != '\0');
}

static void try_header(struct str bytes)
{
	struct header h;
	struct fault f = {0};
	uint8_t again[HEADER_MAX];
	if (header_decode((const uint8_t *)bytes.p, bytes.n, &h, &f) == RC_OK) {
		size_t n = header_encode(&h, again);
		must(n == bytes.n && memcmp(again, bytes.p, n) == 0);
	}
}

static void try_change(struct str bytes, struct buf *out, struct arena *a)
{
	struct change_body c;
	struct fault f = {0};
	buf_clear(out);
	if (change_decode(a, bytes, &c, &f) == RC_OK) {
		change_encode(&c, out);
		must(str_eq(bytes, buf_view(out)));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = {(const char *)data, size};
	struct buf out;
	if (size > 1 << 20) {
		return 0;
	}
	struct arena *a = arena_create(8 << 20);
	buf_init(&out, 4 << 20);
	try_item(bytes, &out);
	try_header(bytes);
	try_change(bytes, &out, a);
	buf_finish(&out);
	arena_destroy(a);
	return 0;
}
