/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SHA-256: one-shot, and streaming. By the plain functions of OpenSSL and not by its EVP ones, which allocate and wipe
 * for each digest: of the short messages that a ledger is made of, that costs as much as the digest itself.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "ledger/hash.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/sha.h>

/* A digest that cannot be computed is a broken library, not bad input. */
static void must(int fine)
{
	if (fine != 1) {
		give_up("SHA-256 failed");
	}
}

/* OpenSSL comes down in places where it has no memory: so what it gets is never nothing, and the last word is ours. */
static void *get(size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	return xmalloc(n);
}

static void *get_more(void *p, size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	if (n == 0) {
		free(p);
		return NULL;
	}
	return xrealloc(p, n);
}

static void give_back(void *p, const char *file, int line)
{
	(void)file;
	(void)line;
	free(p);
}

static void set_memory(void)
{
	/* Refused where another library has begun with OpenSSL before: then that one's memory is the system's. */
	(void)CRYPTO_set_mem_functions(get, get_more, give_back);
}

void hash_start(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	must(pthread_once(&once, set_memory) == 0);
}

/* What is hashed comes in pieces of a few bytes: a call of the library for each would cost more than their share. */
#define PIECES 512
static _Thread_local SHA256_CTX context;
static _Thread_local uint8_t pieces[PIECES];
static _Thread_local size_t pieces_size;

static void pass_on(void)
{
	must(SHA256_Update(&context, pieces, pieces_size));
	pieces_size = 0;
}

void digest_plain(void)
{
	pieces_size = 0;
	must(SHA256_Init(&context));
}

void digest_begin(const char *prefix)
{
	digest_plain();
	digest_add(prefix, strlen(prefix) + 1);
}

void digest_add(const void *p, size_t n)
{
	if (n > PIECES - pieces_size) {
		pass_on();
	}
	if (n > PIECES) {
		must(SHA256_Update(&context, p, n));
	} else if (n) {
		memcpy(pieces + pieces_size, p, n);
		pieces_size += n;
	}
}

void digest_end(struct id *ret)
{
	pass_on();
	must(SHA256_Final(ret->b, &context));
}

void digest_whole(const char *prefix, struct str bytes, struct id *ret)
{
	digest_begin(prefix);
	digest_add(bytes.p, bytes.n);
	digest_end(ret);
}

struct hash {
	SHA256_CTX context;
};

struct hash *hash_create(void)
{
	struct hash *h = xmalloc(sizeof *h);
	must(SHA256_Init(&h->context));
	return h;
}

void hash_add(struct hash *h, const void *p, size_t n)
{
	must(SHA256_Update(&h->context, p, n));
}

void hash_finish(struct hash *h, struct id *ret)
{
	must(SHA256_Final(ret->b, &h->context));
	free(h);
}
