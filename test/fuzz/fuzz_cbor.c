/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bytes that somebody else calls CBOR, a header, a change, an entry, content or an event's payload: either refused, or
 * encoded to the same bytes again.
 */
#include <stdlib.h>
#include <string.h>

#include "../ledger/again.h"
#include "ledger/content.h"
#include "ledger/entry.h"
#include "ledger/event.h"

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

static void try_change(struct str bytes, struct buf *out)
{
	struct change_body c;
	struct fault f = {0};
	buf_clear(out);
	if (change_decode(bytes, &c, &f) == RC_OK) {
		change_encode(&c, out);
		must(str_eq(bytes, buf_view(out)));
	}
}

static void try_body(const struct entry *e, struct buf *out, struct arena *a)
{
	struct founding founding;
	struct notice notice;
	struct rotation rotation;
	struct fault f = {0};
	buf_clear(out);
	if (e->type == ENTRY_FOUNDING && founding_decode(e->body, &founding, &f) == RC_OK) {
		founding_encode(&founding, out);
		must(str_eq(e->body, buf_view(out)));
	} else if (e->type == ENTRY_NOTICE && notice_decode(a, e->body, &notice, &f) == RC_OK) {
		notice_encode(&notice, out);
		must(str_eq(e->body, buf_view(out)));
	} else if (e->type == ENTRY_KEY && rotation_decode(e->body, &rotation, &f) == RC_OK) {
		rotation_encode(&rotation, out);
		must(str_eq(e->body, buf_view(out)));
	}
}

static void try_entry(struct str bytes, struct buf *out, struct arena *a)
{
	struct entry e;
	struct fault f = {0};
	buf_clear(out);
	if (entry_decode(bytes, &e, &f) == RC_OK) {
		entry_encode(&e, out);
		must(str_eq(bytes, buf_view(out)));
		try_body(&e, out, a);
	}
}

static void try_content(struct str bytes, struct buf *out)
{
	struct content c;
	struct fault f = {0};
	buf_clear(out);
	if (content_decode(bytes, &c, &f) == RC_OK) {
		content_encode(&c, out);
		must(str_eq(bytes, buf_view(out)));
	}
}

#define TRY_PAYLOAD(name, ...) \
	do { \
		struct event_##name said = {0}; \
		buf_clear(out); \
		if (event_##name##_decode(__VA_ARGS__, &said, &f) == RC_OK) { \
			event_##name##_encode(&said, out); \
			must(str_eq(bytes, buf_view(out))); \
		} \
		fault_clear(&f); \
	} while (0)

static void try_payloads(struct str bytes, struct buf *out, struct arena *a)
{
	struct fault f = {0};
	struct event e;
	must(event_decode(bytes, &e, &f) != RC_OK || e.payload.n < bytes.n);
	fault_clear(&f);
	TRY_PAYLOAD(founding, bytes);
	TRY_PAYLOAD(certificate, bytes);
	TRY_PAYLOAD(revocation, bytes);
	TRY_PAYLOAD(review, bytes);
	TRY_PAYLOAD(use, bytes);
	TRY_PAYLOAD(notice, a, bytes);
	TRY_PAYLOAD(erased, a, bytes);
	TRY_PAYLOAD(key, bytes);
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
	try_change(bytes, &out);
	try_entry(bytes, &out, a);
	try_content(bytes, &out);
	try_payloads(bytes, &out, a);
	buf_finish(&out);
	arena_destroy(a);
	return 0;
}
