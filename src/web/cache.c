/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The cache of pages: a table of chains, and one list by last use. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "web/cache.h"

#define PLACES 4096

struct entry {
	struct entry *chain;
	struct entry *newer, *older;
	uint64_t hash;
	int64_t state;
	char *key;
	size_t key_n;
	struct http_response response;
};

struct cache {
	pthread_mutex_t lock;
	struct entry *places[PLACES];
	struct entry *newest, *oldest;
	size_t bytes, limit;
};

#define LANES 4

static inline uint64_t mixed(uint64_t h, uint64_t word)
{
	h = (h ^ word) * 0xff51afd7ed558ccdu;
	return h ^ (h >> 32);
}

uint64_t cache_hash(const void *p, size_t n, uint64_t seed)
{
	const unsigned char *bytes = p;
	uint64_t h = seed ^ (n * 0x9e3779b97f4a7c15u), word, beside[LANES];

	/* Of a long text several words at once: each waits for the one before it in its lane alone. */
	if (n >= sizeof(beside)) {
		uint64_t lane[LANES] = { h, h + 1, h + 2, h + 3 };
		for (; n >= sizeof(beside); bytes += sizeof(beside), n -= sizeof(beside)) {
			memcpy(beside, bytes, sizeof(beside));
			for (int i = 0; i < LANES; i++) {
				lane[i] = mixed(lane[i], beside[i]);
			}
		}
		for (int i = 0; i < LANES; i++) {
			h = mixed(h, lane[i]);
		}
	}
	for (; n >= sizeof(word); bytes += sizeof(word), n -= sizeof(word)) {
		memcpy(&word, bytes, sizeof(word));
		h = mixed(h, word);
	}
	if (n) {
		word = 0;
		memcpy(&word, bytes, n);
		h = mixed(h, word);
	}
	h *= 0xc4ceb9fe1a85ec53u;
	return h ^ (h >> 29);
}

struct cache *cache_create(size_t bytes)
{
	struct cache *c = xcalloc(1, sizeof(*c));

	pthread_mutex_init(&c->lock, NULL);
	c->limit = bytes;
	return c;
}

static void unlink_use(struct cache *c, struct entry *e)
{
	*(e->newer ? &e->newer->older : &c->newest) = e->older;
	*(e->older ? &e->older->newer : &c->oldest) = e->newer;
}

static void link_newest(struct cache *c, struct entry *e)
{
	e->newer = NULL;
	e->older = c->newest;
	*(c->newest ? &c->newest->newer : &c->oldest) = e;
	c->newest = e;
}

static size_t size_of(const struct entry *e)
{
	return sizeof(*e) + e->key_n + http_body_view(e->response.body).n;
}

static void drop(struct cache *c, struct entry *e)
{
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): callers take e from the list */
	struct entry **at = &c->places[e->hash % PLACES];

	while (*at != e) {
		at = &(*at)->chain;
	}
	*at = e->chain;
	unlink_use(c, e);
	c->bytes -= size_of(e);
	http_body_release(e->response.body);
	free(e->key);
	free(e);
}

void cache_destroy(struct cache *c)
{
	if (c) {
		while (c->oldest) {
			drop(c, c->oldest);
		}
		pthread_mutex_destroy(&c->lock);
		free(c);
	}
}

static struct entry *find(struct cache *c, uint64_t hash, int64_t state, struct str key)
{
	struct entry *e = c->places[hash % PLACES];

	while (e && !(e->hash == hash && e->state == state && str_eq(key, (struct str){ e->key, e->key_n }))) {
		e = e->chain;
	}
	return e;
}

bool cache_get(struct cache *c, int64_t state, struct str key, struct http_response *ret)
{
	struct entry *e;

	if (!c) {
		return false;
	}
	uint64_t hash = cache_hash(key.p, key.n, (uint64_t)state);
	pthread_mutex_lock(&c->lock);
	e = find(c, hash, state, key);
	if (e) {
		unlink_use(c, e);
		link_newest(c, e);
		*ret = e->response;
		http_body_ref(ret->body);
	}
	pthread_mutex_unlock(&c->lock);
	return e != NULL;
}

void cache_put(struct cache *c, int64_t state, struct str key, const struct http_response *r)
{
	uint64_t hash = cache_hash(key.p, key.n, (uint64_t)state);

	if (!c || http_body_view(r->body).n > c->limit / 16) {
		return;
	}
	pthread_mutex_lock(&c->lock);
	if (!find(c, hash, state, key)) {
		struct entry *e = xcalloc(1, sizeof(*e));
		e->hash = hash;
		e->state = state;
		e->key = xmalloc(key.n + 1);
		memcpy(e->key, key.p, key.n);
		e->key_n = key.n;
		e->response = *r;
		http_body_ref(e->response.body);
		e->chain = c->places[hash % PLACES];
		c->places[hash % PLACES] = e;
		link_newest(c, e);
		c->bytes += size_of(e);
		/* The newest alone is under the limit: it is never the one dropped. */
		while (c->bytes > c->limit && c->oldest != e) {
			drop(c, c->oldest); /* NOLINT(clang-analyzer-unix.Malloc): the list is its own owner */
		}
	}
	pthread_mutex_unlock(&c->lock);
}
