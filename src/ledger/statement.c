/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Statement headers: the two salted digests, the canonical bytes, the id. Nothing here allocates. */
#include <assert.h>
#include <string.h>

#include "ledger/cbor_head.h"
#include "ledger/hash.h"

#define HEADER_VERSION 1
#define HANDLE_SIZE 8
#define HANDLE_END ((handle)1 << 60)
#define KIND_MOST 255

static void add_head(enum cbor_major major, uint64_t v)
{
	uint8_t head[HEAD_MAX];
	digest_add(head, head_write(head, major, v));
}

static void add_text(struct str s)
{
	add_head(MAJOR_TEXT, s.n);
	digest_add(s.p, s.n);
}

static void add_handle(handle h)
{
	uint8_t bytes[1 + HANDLE_SIZE] = {MAJOR_BYTES << 5 | HANDLE_SIZE};
	big_endian(bytes + 1, (uint64_t)h, HANDLE_SIZE);
	digest_add(bytes, sizeof bytes);
}

static void add_null(void)
{
	static const uint8_t byte = CBOR_NULL_BYTE;
	digest_add(&byte, 1);
}

static void add_value(const struct value *v)
{
	uint8_t head[HEAD_MAX];
	switch (v->type) {
	case VALUE_TEXT:
		add_text(v->text);
		break;
	case VALUE_INT:
		digest_add(head, head_write_int(head, v->number));
		break;
	case VALUE_REF:
		add_handle(v->number);
		break;
	case VALUE_NONE:
		add_null();
		break;
	}
}

void claim_digest(const struct claim *c, const uint8_t salt[SALT_SIZE], struct id *ret)
{
	digest_begin("volya/claim/1");
	digest_add(salt, SALT_SIZE);
	add_head(MAJOR_ARRAY, 4);
	add_text(c->property);
	add_value(&c->value);
	add_text(c->language);
	add_text(c->valid);
	digest_end(ret);
}

void source_digest(handle source, const uint8_t salt[SALT_SIZE], struct id *ret)
{
	digest_begin("volya/source/1");
	digest_add(salt, SALT_SIZE);
	if (source) {
		add_handle(source);
	} else {
		add_null();
	}
	digest_end(ret);
}

static uint8_t *put_uint(uint8_t *p, uint64_t key, uint64_t v)
{
	p += head_write(p, MAJOR_UINT, key);
	return p + head_write(p, MAJOR_UINT, v);
}

static uint8_t *put_bytes(uint8_t *p, uint64_t key, const void *bytes, size_t n)
{
	p += head_write(p, MAJOR_UINT, key);
	p += head_write(p, MAJOR_BYTES, n);
	memcpy(p, bytes, n);
	return p + n;
}

size_t header_encode(const struct header *h, uint8_t bytes[HEADER_MAX])
{
	uint8_t subject[HANDLE_SIZE];
	uint8_t *p = bytes;
	assert(h->kind > 0 && h->kind <= KIND_MOST && h->subject > 0 && h->subject < HANDLE_END);
	assert(h->has_target == (h->mode != MODE_ASSERT));
	big_endian(subject, (uint64_t)h->subject, HANDLE_SIZE);
	p += head_write(p, MAJOR_MAP, h->has_target ? 9 : 8);
	p = put_uint(p, 1, HEADER_VERSION);
	p = put_bytes(p, 2, h->org, ORG_SIZE);
	p = put_uint(p, 3, (uint64_t)h->kind);
	p = put_bytes(p, 4, subject, HANDLE_SIZE);
	p = put_uint(p, 5, h->mode);
	if (h->has_target) {
		p = put_bytes(p, 6, h->target.b, ID_SIZE);
	}
	p += head_write(p, MAJOR_UINT, 7);
	p += head_write_int(p, h->day);
	p = put_bytes(p, 8, h->claim.b, ID_SIZE);
	p = put_bytes(p, 9, h->source.b, ID_SIZE);
	assert(p - bytes <= HEADER_MAX);
	return (size_t)(p - bytes);
}

static handle read_subject(struct cbor_reader *r)
{
	uint8_t bytes[HANDLE_SIZE] = {0};
	uint64_t bits = 0;
	cbor_read_fixed(r, bytes, HANDLE_SIZE);
	for (int i = 0; i < HANDLE_SIZE; i++) {
		bits = bits << 8 | bytes[i];
	}
	if (r->rc == RC_OK && (bits == 0 || bits >= HANDLE_END)) {
		r->rc = fault_set(r->fault, RC_INVALID, "a header names no handle");
	}
	return (handle)bits;
}

static void read_field(struct cbor_reader *r, uint64_t key, struct header *h)
{
	switch (key) {
	case 1:
		(void)cbor_read_within(r, HEADER_VERSION, HEADER_VERSION);
		break;
	case 2:
		cbor_read_fixed(r, h->org, ORG_SIZE);
		break;
	case 3:
		h->kind = (int)cbor_read_within(r, 1, KIND_MOST);
		break;
	case 4:
		h->subject = read_subject(r);
		break;
	case 5:
		h->mode = (enum mode)cbor_read_within(r, MODE_ASSERT, MODE_DISPUTE);
		break;
	case 6:
		cbor_read_fixed(r, h->target.b, ID_SIZE);
		break;
	case 7:
		h->day = (day)cbor_read_within(r, DAY_MIN, DAY_MAX);
		break;
	case 8:
		cbor_read_fixed(r, h->claim.b, ID_SIZE);
		break;
	default:
		cbor_read_fixed(r, h->source.b, ID_SIZE);
		break;
	}
}

/* Any header, with words for what is wrong with it. */
static enum rc decode_fields(struct str bytes, struct header *ret, struct fault *f)
{
	struct cbor_reader r;
	struct header h = {0};
	cbor_reader_init(&r, bytes, f);
	uint64_t fields = cbor_read_map(&r);
	if (r.rc == RC_OK && fields != 8 && fields != 9) {
		return fault_set(f, RC_INVALID, "a header has %d fields, not 8 or 9", (int)(fields & 0xff));
	}
	h.has_target = fields == 9;
	for (uint64_t key = 1; r.rc == RC_OK && key <= 9; key++) {
		if (key == 6 && !h.has_target) {
			continue;
		}
		cbor_want_key(&r, key);
		read_field(&r, key, &h);
	}
	enum rc rc = r.rc == RC_OK ? cbor_reader_finish(&r) : r.rc;
	if (rc == RC_OK && h.has_target != (h.mode != MODE_ASSERT)) {
		return fault_set(f, RC_INVALID, "a header's mode and target do not go together");
	}
	if (rc == RC_OK) {
		*ret = h;
	}
	return rc;
}

/* A number at p, which goes on behind it. Of one that is too large for a header, nothing that would fit one. */
static int64_t take_number(const uint8_t **p)
{
	unsigned major = **p >> 5, low = *(*p)++ & 0x1F;
	size_t size = low < 24 || low > 26 ? 0 : (size_t)1 << (low - 24);
	int64_t v = size ? (int64_t)big_endian_read(*p, size) : (int64_t)low;
	*p += size;
	return major == MAJOR_NEGATIVE ? -1 - v : v;
}

/*
 * A header as header_encode() writes it, read by the places of its fields, with no look at what stands between them:
 * that it is one shows when it is written again. Millions of them are read where a log is verified.
 */
static bool read_by_place(const uint8_t *bytes, size_t n, struct header *ret)
{
	uint8_t padded[HEADER_MAX] = {0}, again[HEADER_MAX];
	const uint8_t *p = padded;
	struct header h = {0};
	if (n > sizeof padded) {
		return false;
	}
	memcpy(padded, bytes, n);
	h.has_target = padded[0] == (MAJOR_MAP << 5 | 9);
	p += 5; /* the map, the version, the key and the head of what follows */
	memcpy(h.org, p, ORG_SIZE);
	p += ORG_SIZE + 1;
	h.kind = (int)take_number(&p);
	p += 2;
	h.subject = (handle)big_endian_read(p, HANDLE_SIZE);
	p += HANDLE_SIZE + 1;
	h.mode = (enum mode)take_number(&p);
	if (h.has_target) {
		memcpy(h.target.b, p + 3, ID_SIZE);
		p += 3 + ID_SIZE;
	}
	p++;
	h.day = (day)take_number(&p);
	memcpy(h.claim.b, p + 3, ID_SIZE);
	memcpy(h.source.b, p + 3 + ID_SIZE + 3, ID_SIZE);
	if (h.kind < 1 || h.kind > KIND_MOST || h.subject <= 0 || h.subject >= HANDLE_END || h.mode < MODE_ASSERT
		|| h.mode > MODE_DISPUTE || h.has_target != (h.mode != MODE_ASSERT) || h.day < DAY_MIN || h.day > DAY_MAX
		|| header_encode(&h, again) != n || memcmp(again, bytes, n) != 0) {
		return false;
	}
	*ret = h;
	return true;
}

enum rc header_decode(const uint8_t *bytes, size_t n, struct header *ret, struct fault *f)
{
	return read_by_place(bytes, n, ret) ? RC_OK : decode_fields((struct str){(const char *)bytes, n}, ret, f);
}

void statement_id(const uint8_t *header, size_t n, struct id *ret)
{
	digest_begin("volya/statement/1");
	digest_add(header, n);
	digest_end(ret);
}
