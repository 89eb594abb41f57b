/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The encoder of the CBOR subset: it has no way to write anything outside it. */
#include "ledger/cbor.h"

#include <assert.h>

#include "ledger/cbor_head.h"

static void add_head(struct buf *b, enum cbor_major major, uint64_t v)
{
	uint8_t head[HEAD_MAX];
	size_t n = head_write(head, major, v);
	buf_add(b, head, n);
}

void cbor_uint(struct buf *b, uint64_t v)
{
	add_head(b, MAJOR_UINT, v);
}

void cbor_int(struct buf *b, int64_t v)
{
	uint8_t head[HEAD_MAX];
	size_t n = head_write_int(head, v);
	buf_add(b, head, n);
}

void cbor_bytes(struct buf *b, const void *p, size_t n)
{
	add_head(b, MAJOR_BYTES, n);
	buf_add(b, p, n);
}

void cbor_text(struct buf *b, struct str s)
{
	/* Outside text went through text_clean() where it came in. */
	assert(text_is_nfc(s));
	add_head(b, MAJOR_TEXT, s.n);
	buf_str(b, s);
}

void cbor_array(struct buf *b, uint64_t count)
{
	add_head(b, MAJOR_ARRAY, count);
}

void cbor_map(struct buf *b, uint64_t count)
{
	add_head(b, MAJOR_MAP, count);
}

void cbor_bool(struct buf *b, bool v)
{
	uint8_t byte = v ? CBOR_TRUE : CBOR_FALSE;
	buf_add(b, &byte, 1);
}

void cbor_null(struct buf *b)
{
	uint8_t byte = CBOR_NULL_BYTE;
	buf_add(b, &byte, 1);
}
