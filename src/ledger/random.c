/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Random bytes, made in blocks: two salts for each of ten million statements. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "ledger/hash.h"

#define BLOCK 16384

/* Random bytes of this thread that nobody was given yet. */
static _Thread_local uint8_t block[BLOCK];
static _Thread_local size_t left;

/* A child must not hand out what its parent will: only the thread that forks lives on in it. */
static void forget(void)
{
	sodium_memzero(block, left);
	left = 0;
}

static void start(void)
{
	if (sodium_init() < 0 || pthread_atfork(NULL, NULL, forget) != 0) {
		give_up("libsodium does not start");
	}
	hash_start();
}

void ledger_start(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	(void)pthread_once(&once, start);
}

/* A new seed of the system's for each block, and ChaCha20 from there: four times faster than the system call. */
static void refill(void)
{
	uint8_t seed[randombytes_SEEDBYTES];
	randombytes_buf(seed, sizeof seed);
	randombytes_buf_deterministic(block, BLOCK, seed);
	sodium_memzero(seed, sizeof seed);
	left = BLOCK;
}

void random_bytes(void *p, size_t size)
{
	if (size > BLOCK / 4) {
		randombytes_buf(p, size);
		return;
	}
	if (left < size) {
		refill();
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
