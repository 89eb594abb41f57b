/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Random bytes, drawn from the system in blocks: two salts for each of ten million statements. */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "ledger/ledger.h"

#define BLOCK 16384

void ledger_start(void)
{
	if (sodium_init() < 0) {
		fputs("volya: libsodium does not start\n", stderr);
		abort();
	}
}

void random_bytes(void *p, size_t size)
{
	static _Thread_local uint8_t block[BLOCK];
	static _Thread_local size_t left;
	if (size > BLOCK / 4) {
		randombytes_buf(p, size);
		return;
	}
	if (left < size) {
		randombytes_buf(block, BLOCK);
		left = BLOCK;
	}
	left -= size;
	memcpy(p, block + left, size);
	/* What was handed out must not be found here again. */
	sodium_memzero(block + left, size);
}

handle handle_random(void)
{
	uint64_t bits;
	do {
		random_bytes(&bits, sizeof bits);
		bits >>= 4;
	} while (bits == 0);
	return (handle)bits;
}
