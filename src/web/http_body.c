/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The bytes of an answer, counted, because the cache and several connections may hold them at once. */
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "web/http.h"

struct http_body {
	atomic_int count;
	char *bytes; /* malloc()ed by the buffer it came from */
	size_t n;
};

struct http_body *http_body_take(struct buf *b)
{
	struct http_body *body = xcalloc(1, sizeof(*body));

	atomic_init(&body->count, 1);
	body->bytes = b->p;
	body->n = b->n;
	buf_init(b, b->limit);
	return body;
}

struct http_body *http_body_ref(struct http_body *b)
{
	atomic_fetch_add_explicit(&b->count, 1, memory_order_relaxed);
	return b;
}

void http_body_release(struct http_body *b)
{
	if (b && atomic_fetch_sub_explicit(&b->count, 1, memory_order_acq_rel) == 1) {
		free(b->bytes);
		free(b);
	}
}

struct str http_body_view(const struct http_body *b)
{
	return b && b->bytes ? (struct str){ b->bytes, b->n } : (struct str){ "", 0 };
}

uint64_t http_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_nsec / 1000u;
}
