/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The subset of deterministic CBOR (RFC 8949 section 4.2.1) that statements use:
 * unsigned and negative integers of 64 bits in shortest form, byte strings, UTF-8 text in NFC,
 * arrays, maps with strictly ascending unsigned integer keys, false, true, null. No floats,
 * no tags, no indefinite lengths, depth at most 8.
 *
 * The encoder can write nothing else; the decoder refuses whatever would not encode
 * to the same bytes again.
 */
#ifndef LEDGER_CBOR_H
#define LEDGER_CBOR_H

#include "base/base.h"

/* Containers inside containers, counting the outermost. */
#define CBOR_DEPTH 8

/* Appends one item, or the head of one. Text must be in NFC: text_clean() makes it so. */
void cbor_uint(struct buf *b, uint64_t v);
void cbor_int(struct buf *b, int64_t v);
void cbor_bytes(struct buf *b, const void *p, size_t n);
void cbor_text(struct buf *b, struct str s);
void cbor_array(struct buf *b, uint64_t count);
void cbor_map(struct buf *b, uint64_t count);
void cbor_bool(struct buf *b, bool v);
void cbor_null(struct buf *b);

/*
 * A pull decoder over the bytes of one item. Every read checks, also the order of map keys
 * and that nothing follows the item; the first fault stays, and reads after it give
 * zero or an empty view.
 */
struct cbor_reader {
	struct str bytes;
	size_t at;
	struct fault *fault;
	enum rc rc; /* sticky */
	/* The containers that are open. */
	struct cbor_level {
		uint64_t left; /* items that must still come; a map has two for each pair */
		bool map;
		bool has_key;
		uint64_t key; /* the last one */
	} level[CBOR_DEPTH];
	int depth;
	bool whole; /* the outermost item has begun: nothing may stand beside it */
};

enum cbor_type {
	CBOR_END,
	CBOR_UINT,
	CBOR_NEGATIVE,
	CBOR_BYTES,
	CBOR_TEXT,
	CBOR_ARRAY,
	CBOR_MAP,
	CBOR_BOOL,
	CBOR_NULL,
	CBOR_BAD,
};

void cbor_reader_init(struct cbor_reader *r, struct str bytes, struct fault *f);
/* What comes next; CBOR_END after the last byte, CBOR_BAD for what the subset lacks. */
enum cbor_type cbor_peek(struct cbor_reader *r);
uint64_t cbor_read_uint(struct cbor_reader *r);
int64_t cbor_read_int(struct cbor_reader *r);
struct str cbor_read_bytes(struct cbor_reader *r); /* views into bytes */
struct str cbor_read_text(struct cbor_reader *r);
uint64_t cbor_read_array(struct cbor_reader *r); /* the count */
uint64_t cbor_read_map(struct cbor_reader *r);
bool cbor_read_bool(struct cbor_reader *r);
void cbor_read_null(struct cbor_reader *r);
/* The map's next key must be this one. */
void cbor_want_key(struct cbor_reader *r, uint64_t key);
/* Byte string of exactly n bytes into ret. */
void cbor_read_fixed(struct cbor_reader *r, void *ret, size_t n);
/* An integer within bounds; least when it is not. */
int64_t cbor_read_within(struct cbor_reader *r, int64_t least, int64_t most);
/* RC_OK when all bytes were read and nothing was wrong. */
MUST_USE enum rc cbor_reader_finish(struct cbor_reader *r);
/* Walks one whole item of any shape in bytes: RC_INVALID where it is not in the subset above. */
MUST_USE enum rc cbor_check(struct str bytes, struct fault *f);

#endif
