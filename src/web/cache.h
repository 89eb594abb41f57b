/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Finished public pages, keyed by the state of the register and the address. Nothing a signed-in
 * reader sees ever enters it. Bounded in bytes; the page unused for longest goes first. Thread-safe.
 */
#ifndef WEB_CACHE_H
#define WEB_CACHE_H

#include "web/http.h"

struct cache;
struct cache *cache_create(size_t bytes);
void cache_destroy(struct cache *c); /* NULL is fine */
/* Fills body, type, etag and status of ret. False: not there. c NULL: never there. */
bool cache_get(struct cache *c, int64_t state, struct str key, struct http_response *ret);
void cache_put(struct cache *c, int64_t state, struct str key, const struct http_response *r);

/* Sixty-four bits over bytes, for table places and entity tags; no defence against a forger. */
uint64_t cache_hash(const void *p, size_t n, uint64_t seed);

#endif
