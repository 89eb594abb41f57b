/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What was decoded, encoded again: for the tests and the fuzz target that hold the two together. */
#ifndef TEST_LEDGER_AGAIN_H
#define TEST_LEDGER_AGAIN_H

#include "ledger/ledger.h"

/* Decodes one item of any shape and encodes it into out. What the decoder says about it. */
static inline enum rc cbor_again(struct str bytes, struct buf *out, struct fault *f)
{
	struct cbor_reader r;
	struct str s;
	cbor_reader_init(&r, bytes, f);
	for (;;) {
		switch (cbor_peek(&r)) {
		case CBOR_UINT:
			cbor_uint(out, cbor_read_uint(&r));
			break;
		case CBOR_NEGATIVE:
			cbor_int(out, cbor_read_int(&r));
			break;
		case CBOR_BYTES:
			s = cbor_read_bytes(&r);
			cbor_bytes(out, s.p, s.n);
			break;
		case CBOR_TEXT:
			cbor_text(out, cbor_read_text(&r));
			break;
		case CBOR_ARRAY:
			cbor_array(out, cbor_read_array(&r));
			break;
		case CBOR_MAP:
			cbor_map(out, cbor_read_map(&r));
			break;
		case CBOR_BOOL:
			cbor_bool(out, cbor_read_bool(&r));
			break;
		case CBOR_NULL:
			cbor_read_null(&r);
			cbor_null(out);
			break;
		case CBOR_BAD:
			cbor_read_null(&r); /* leaves the fault */
			return cbor_reader_finish(&r);
		case CBOR_END:
			return cbor_reader_finish(&r);
		}
	}
}

#endif
