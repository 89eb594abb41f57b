/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SHA-256: one-shot with a kept context, and streaming. */
#include "ledger/hash.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

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

static EVP_MD *sha256;

static void fetch_sha256(void)
{
	/* Refused where another library has begun with OpenSSL before: then that one's memory is the system's. */
	(void)CRYPTO_set_mem_functions(get, get_more, give_back);
	sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	must(sha256 != NULL);
}

void hash_start(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	must(pthread_once(&once, fetch_sha256) == 0);
}

static EVP_MD_CTX *new_context(void)
{
	hash_start();
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	must(context != NULL);
	must(EVP_DigestInit_ex2(context, sha256, NULL));
	return context;
}

/* Made at a thread's first digest; it lives as long as the thread. */
static _Thread_local EVP_MD_CTX *thread_context;
static pthread_key_t thread_key;

static void free_context(void *context)
{
	EVP_MD_CTX_free(context);
}

static void make_key(void)
{
	must(pthread_key_create(&thread_key, free_context) == 0);
}

static void make_thread_context(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	must(pthread_once(&once, make_key) == 0);
	thread_context = new_context();
	must(pthread_setspecific(thread_key, thread_context) == 0);
}

/* What is hashed comes in pieces of a few bytes: a call of the library for each would cost more than their share. */
#define PIECES 512
static _Thread_local uint8_t pieces[PIECES];
static _Thread_local size_t pieces_size;

static void pass_on(void)
{
	must(EVP_DigestUpdate(thread_context, pieces, pieces_size));
	pieces_size = 0;
}

void digest_plain(void)
{
	pieces_size = 0;
	if (!thread_context) {
		make_thread_context();
	} else {
		must(EVP_DigestInit_ex2(thread_context, NULL, NULL));
	}
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
		must(EVP_DigestUpdate(thread_context, p, n));
	} else if (n) {
		memcpy(pieces + pieces_size, p, n);
		pieces_size += n;
	}
}

void digest_end(struct id *ret)
{
	pass_on();
	must(EVP_DigestFinal_ex(thread_context, ret->b, NULL));
}

struct hash {
	EVP_MD_CTX *context;
};

struct hash *hash_create(void)
{
	struct hash *h = xmalloc(sizeof *h);
	h->context = new_context();
	return h;
}

void hash_add(struct hash *h, const void *p, size_t n)
{
	must(EVP_DigestUpdate(h->context, p, n));
}

void hash_finish(struct hash *h, struct id *ret)
{
	must(EVP_DigestFinal_ex(h->context, ret->b, NULL));
	EVP_MD_CTX_free(h->context);
	free(h);
}
