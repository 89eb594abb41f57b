/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The strict decoder of the CBOR subset. It keeps a small stack of open containers, so
 * that counts, depth and the order of map keys are checked whoever reads.
 */
#include "ledger/cbor.h"

#include "ledger/cbor_head.h"

void cbor_reader_init(struct cbor_reader *r, struct str bytes, struct fault *f)
{
	*r = (struct cbor_reader){.bytes = bytes, .fault = f};
}

static bool fail(struct cbor_reader *r, const char *what)
{
	if (r->rc == RC_OK) {
		r->rc = fault_set(r->fault, RC_INVALID, "CBOR, byte %zu: %s", r->at, what);
	}
	return false;
}

static uint8_t byte_at(const struct cbor_reader *r, size_t at)
{
	return (uint8_t)r->bytes.p[at];
}

enum cbor_type cbor_peek(struct cbor_reader *r)
{
	static const enum cbor_type types[] = {
		CBOR_UINT, CBOR_NEGATIVE, CBOR_BYTES, CBOR_TEXT, CBOR_ARRAY, CBOR_MAP, CBOR_BAD,
	};

	if (r->rc != RC_OK) {
		return CBOR_BAD;
	}
	if (r->at >= r->bytes.n) {
		return CBOR_END;
	}
	uint8_t first = byte_at(r, r->at);
	if (first >> 5 != MAJOR_SIMPLE) {
		return types[first >> 5];
	}
	switch (first) {
	case CBOR_FALSE:
	case CBOR_TRUE:
		return CBOR_BOOL;
	case CBOR_NULL_BYTE:
		return CBOR_NULL;
	default:
		return CBOR_BAD;
	}
}

/* Reads the number of the head at r->at, which stays where it is. */
static bool head_read(struct cbor_reader *r, uint64_t *ret_value, size_t *ret_size)
{
	uint8_t info = byte_at(r, r->at) & 0x1F;
	if (info < 24) {
		*ret_value = info;
		*ret_size = 1;
		return true;
	}
	if (info > 27) {
		return fail(r, "a length that is indefinite or reserved");
	}
	size_t size = (size_t)1 << (info - 24);
	if (r->bytes.n - r->at - 1 < size) {
		return fail(r, "the bytes end within a number");
	}
	uint64_t value = 0;
	for (size_t i = 1; i <= size; i++) {
		value = value << 8 | byte_at(r, r->at + i);
	}
	/* In the next shorter form it would not have fitted. */
	if (size == 1 ? value < 24 : value >> (4 * size) == 0) {
		return fail(r, "a number that is not in its shortest form");
	}
	*ret_value = value;
	*ret_size = 1 + size;
	return true;
}

/* Keys of a map are unsigned and strictly ascending. */
static bool key_follows(struct cbor_reader *r, struct cbor_level *level)
{
	uint64_t key;
	size_t size;
	if (byte_at(r, r->at) >> 5 != MAJOR_UINT) {
		return fail(r, "a map key that is not an unsigned integer");
	}
	if (!head_read(r, &key, &size)) {
		return false;
	}
	if (level->has_key && key <= level->key) {
		return fail(r, "map keys that are not in ascending order");
	}
	level->has_key = true;
	level->key = key;
	return true;
}

/* Takes one item, of that type, out of the count of what it stands in. */
static bool begin(struct cbor_reader *r, enum cbor_type type)
{
	while (r->depth > 0 && r->level[r->depth - 1].left == 0) {
		r->depth--;
	}
	if (r->rc != RC_OK) {
		return false;
	}
	enum cbor_type found = cbor_peek(r);
	if (found == CBOR_END) {
		return fail(r, "the bytes end too early");
	}
	if (found == CBOR_BAD) {
		return fail(r, "a float, tag or simple value, which statements do not use");
	}
	if (r->depth == 0 && r->whole) {
		return fail(r, "bytes after the end of the item");
	}
	if (r->depth > 0) {
		struct cbor_level *level = &r->level[r->depth - 1];
		if (level->map && level->left % 2 == 0 && !key_follows(r, level)) {
			return false;
		}
		level->left--;
	}
	r->whole = true;
	return found == type || fail(r, "an item of another type than belongs here");
}

/* An item that is a number only. */
static uint64_t number(struct cbor_reader *r, enum cbor_type type)
{
	uint64_t value;
	size_t size;
	if (!begin(r, type) || !head_read(r, &value, &size)) {
		return 0;
	}
	r->at += size;
	return value;
}

uint64_t cbor_read_uint(struct cbor_reader *r)
{
	return number(r, CBOR_UINT);
}

int64_t cbor_read_int(struct cbor_reader *r)
{
	bool negative = cbor_peek(r) == CBOR_NEGATIVE;
	size_t start = r->at;
	uint64_t value = number(r, negative ? CBOR_NEGATIVE : CBOR_UINT);
	if (value > INT64_MAX) {
		r->at = start;
		fail(r, "an integer past 64 bits with a sign");
		return 0;
	}
	return negative ? -1 - (int64_t)value : (int64_t)value;
}

/* The bytes or text of a string. */
static struct str string(struct cbor_reader *r, enum cbor_type type)
{
	uint64_t length;
	size_t size;
	struct str none = {"", 0};
	if (!begin(r, type) || !head_read(r, &length, &size)) {
		return none;
	}
	if (length > r->bytes.n - r->at - size) {
		fail(r, "a string longer than the bytes");
		return none;
	}
	struct str s = str_sub(r->bytes, r->at + size, r->at + size + (size_t)length);
	if (type == CBOR_TEXT && !text_is_nfc(s)) {
		fail(r, "a text that is not UTF-8 in normal form C");
		return none;
	}
	r->at += size + (size_t)length;
	return s;
}

struct str cbor_read_bytes(struct cbor_reader *r)
{
	return string(r, CBOR_BYTES);
}

struct str cbor_read_text(struct cbor_reader *r)
{
	return string(r, CBOR_TEXT);
}

static uint64_t container(struct cbor_reader *r, enum cbor_type type)
{
	uint64_t count;
	size_t size;
	bool map = type == CBOR_MAP;
	if (!begin(r, type) || !head_read(r, &count, &size)) {
		return 0;
	}
	/* Every item takes a byte at least; so a count is never trusted past the bytes. */
	if (count > (r->bytes.n - r->at - size) / (map ? 2 : 1)) {
		fail(r, "a count of items larger than the bytes");
		return 0;
	}
	if (r->depth == CBOR_DEPTH) {
		fail(r, "items nested deeper than 8");
		return 0;
	}
	r->level[r->depth++] = (struct cbor_level){.left = map ? 2 * count : count, .map = map};
	r->at += size;
	return count;
}

uint64_t cbor_read_array(struct cbor_reader *r)
{
	return container(r, CBOR_ARRAY);
}

uint64_t cbor_read_map(struct cbor_reader *r)
{
	return container(r, CBOR_MAP);
}

bool cbor_read_bool(struct cbor_reader *r)
{
	if (!begin(r, CBOR_BOOL)) {
		return false;
	}
	return byte_at(r, r->at++) == CBOR_TRUE;
}

void cbor_read_null(struct cbor_reader *r)
{
	if (begin(r, CBOR_NULL)) {
		r->at++;
	}
}

enum rc cbor_reader_finish(struct cbor_reader *r)
{
	if (r->rc != RC_OK) {
		return r->rc;
	}
	for (int i = 0; i < r->depth; i++) {
		if (r->level[i].left != 0) {
			fail(r, "a container that is not read to its end");
			return r->rc;
		}
	}
	if (!r->whole) {
		fail(r, "there is no item");
	} else if (r->at != r->bytes.n) {
		fail(r, "bytes after the end of the item");
	}
	return r->rc;
}

enum rc cbor_check(struct str bytes, struct fault *f)
{
	struct cbor_reader r;
	cbor_reader_init(&r, bytes, f);
	while (r.rc == RC_OK && r.at < bytes.n) {
		switch (cbor_peek(&r)) {
		case CBOR_UINT:
			cbor_read_uint(&r);
			break;
		case CBOR_BYTES:
			cbor_read_bytes(&r);
			break;
		case CBOR_TEXT:
			cbor_read_text(&r);
			break;
		case CBOR_ARRAY:
			cbor_read_array(&r);
			break;
		case CBOR_MAP:
			cbor_read_map(&r);
			break;
		case CBOR_BOOL:
			cbor_read_bool(&r);
			break;
		case CBOR_NULL:
			cbor_read_null(&r);
			break;
		case CBOR_NEGATIVE:
		case CBOR_BAD:
		case CBOR_END:
			cbor_read_int(&r); /* or the fault that fits */
			break;
		}
	}
	return cbor_reader_finish(&r);
}
