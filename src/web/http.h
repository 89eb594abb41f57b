/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * http: requests and responses without a word of the library behind them. http_mhd.c holds the
 * library; everything else in the room sees only this header.
 *
 * Quick answers are made in the server's own threads, slow ones in a small pool of workers while
 * the connection waits aside, so that nobody's slow question holds up another's page.
 */
#ifndef WEB_HTTP_H
#define WEB_HTTP_H

#include "base/base.h"

enum http_method {
	HTTP_GET,
	HTTP_HEAD,
	HTTP_POST,
	HTTP_OTHER,
};

/* Views live until the request is answered. */
struct http_request {
	enum http_method method;
	struct str path;  /* as sent, percent-encoded, without the query */
	struct str query; /* behind the ?, or empty */
	struct str content_type, if_none_match, host, cookie, body;
	uint64_t started; /* microseconds of the monotonic clock */
};

/* Bytes of an answer. Shared between the cache and connections: counted. */
struct http_body;
/* Takes over what the buffer holds; the buffer is empty afterwards. */
struct http_body *http_body_take(struct buf *b);
struct http_body *http_body_ref(struct http_body *b);
void http_body_release(struct http_body *b); /* NULL is fine */
struct str http_body_view(const struct http_body *b);

#define HTTP_ETAG 24

struct http_response {
	int status;
	const char *type;          /* content type; a constant */
	struct http_body *body;    /* the response owns one count; NULL: empty */
	char etag[HTTP_ETAG];      /* with quotes, or empty */
	char location[256];        /* of a redirect, or empty */
	char cookie[96];           /* Set-Cookie, or empty */
	char filename[96];         /* offered as a download under this name, or empty */
	const char *allow;         /* of a 405; a constant */
	const char *caching;       /* Cache-Control; a constant */
};

/* What the server asks of the program behind it. */
struct http_app {
	void *data;
	/* State of one thread; NULL ends the server's start. The stop function takes it back. */
	void *(*thread_start)(void *data);
	void (*thread_stop)(void *state);
	/* Most bytes of a body this request may bring; 0: none. */
	size_t (*body_limit)(void *data, const struct http_request *r);
	bool (*slow)(void *data, const struct http_request *r);
	/* ret is zeroed; every field of it may be set. */
	void (*answer)(void *state, const struct http_request *r, struct http_response *ret);
};

struct http_server;
/* threads: of the pool; workers: for slow requests. Listens when it returns RC_OK. */
MUST_USE enum rc http_start(const struct http_app *app, const char *address, uint16_t port, int threads,
	int workers, struct http_server **ret, struct fault *f);
uint16_t http_port(const struct http_server *s);
/* Takes no more, lets running requests end, frees. NULL is fine. */
void http_stop(struct http_server *s);

uint64_t http_clock(void); /* microseconds, monotonic */

#endif
