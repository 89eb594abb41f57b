/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The head of a CBOR item: a major type and a number in its shortest form (RFC 8949
 * section 3). Written into the caller's bytes, for the encoder in cbor.c and for the
 * digests in statement.c, which allocate nothing.
 */
#ifndef LEDGER_CBOR_HEAD_H
#define LEDGER_CBOR_HEAD_H

#include <stddef.h>
#include <stdint.h>

enum cbor_major {
	MAJOR_UINT = 0,
	MAJOR_NEGATIVE = 1,
	MAJOR_BYTES = 2,
	MAJOR_TEXT = 3,
	MAJOR_ARRAY = 4,
	MAJOR_MAP = 5,
	MAJOR_SIMPLE = 7,
};

#define CBOR_FALSE 0xF4
#define CBOR_TRUE 0xF5
#define CBOR_NULL_BYTE 0xF6

/* Largest head in bytes. */
#define HEAD_MAX 9

/* The low bytes of v, the highest first. */
static inline void big_endian(uint8_t *p, uint64_t v, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++) {
		p[i] = (uint8_t)(v >> (8 * (bytes - 1 - i)));
	}
}

static inline uint64_t big_endian_read(const uint8_t *p, size_t bytes)
{
	uint64_t v = 0;
	for (size_t i = 0; i < bytes; i++) {
		v = v << 8 | p[i];
	}
	return v;
}

/* Writes a head at p, which has room for HEAD_MAX. Returns its size. */
static inline size_t head_write(uint8_t *p, enum cbor_major major, uint64_t v)
{
	uint8_t high = (uint8_t)(major << 5);
	if (v < 24) {
		p[0] = (uint8_t)(high | v);
		return 1;
	}
	unsigned power = v <= UINT8_MAX ? 0 : v <= UINT16_MAX ? 1 : v <= UINT32_MAX ? 2 : 3;
	p[0] = (uint8_t)(high | (24 + power));
	big_endian(p + 1, v, (size_t)1 << power);
	return 1 + ((size_t)1 << power);
}

/* An integer: major 0, or major 1 holding -1 - v. */
static inline size_t head_write_int(uint8_t *p, int64_t v)
{
	return v >= 0 ? head_write(p, MAJOR_UINT, (uint64_t)v)
		      : head_write(p, MAJOR_NEGATIVE, ~(uint64_t)v);
}

#endif
