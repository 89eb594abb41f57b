/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A host behind the server: the public log for everybody, calls for those who are let in. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/host_call.h"
#include "ledger/tile.h"
#include "web/host_inside.h"
#include "web/http.h"

#define THREADS 2
#define WORKERS 4
#define OP "/" HOST_PATH
#define LOG "/log/"
/* The list of a log's files may be long; all else is far below. */
#define ANSWER_MOST ((size_t)64 << 20)

static struct str behind(struct str path, const char *prefix)
{
	return str_starts(path, prefix) ? str_sub(path, strlen(prefix), path.n) : (struct str){ 0 };
}

static void *desk_start(void *data)
{
	return data;
}

static void desk_stop(void *state)
{
	(void)state;
}

static size_t body_limit(void *data, const struct http_request *r)
{
	(void)data;
	return r->method == HTTP_POST ? host_store_most(behind(r->path, OP)) : 0;
}

static bool slow(void *data, const struct http_request *r)
{
	(void)data;
	return r->method == HTTP_POST;
}

static void answer_log(struct host_store *s, struct str path, struct http_response *ret, struct buf *out)
{
	struct tile_at at;
	bool tile = tile_path_parse(path, &at);

	switch (host_store_log(s, path, out, NULL)) {
	case RC_OK:
		ret->status = 200;
		ret->type = str_is(path, "checkpoint") ? "text/plain; charset=utf-8" : "application/octet-stream";
		/* Content can be withheld tomorrow, and the next change has another checkpoint. */
		ret->caching = tile && at.level != TILE_CONTENT && at.width == TILE_WIDTH
			? "public, max-age=31536000, immutable" : "no-cache";
		break;
	case RC_NOT_FOUND:
		ret->status = 404;
		break;
	default:
		ret->status = 500;
	}
}

static void answer(void *state, const struct http_request *request, struct http_response *ret)
{
	struct str op = behind(request->path, OP), path = behind(request->path, LOG);
	bool reads = request->method == HTTP_GET || request->method == HTTP_HEAD;
	struct buf out;

	buf_init(&out, ANSWER_MOST);
	ret->type = "application/octet-stream";
	if (request->method == HTTP_POST && op.n) {
		ret->status = host_store_answer(state, op, request->body, &out);
	} else if (reads && path.n) {
		answer_log(state, path, ret, &out);
	} else {
		ret->status = reads ? 404 : 405;
		ret->allow = reads ? NULL : "GET, HEAD";
	}
	ret->body = http_body_take(&out);
	buf_finish(&out);
	/* No addresses, no keys, no names of chunks: what was asked for, how it ended, how long it took. */
	fprintf(stderr, "op=%.*s status=%d us=%llu\n", host_store_most(op) ? (int)op.n : path.n ? 3 : 1,
		host_store_most(op) ? op.p : path.n ? "log" : "-", ret->status,
		(unsigned long long)(http_clock() - request->started));
}

static enum rc serve(struct host_store *store, const struct host_options *o, const sigset_t *signals, struct fault *f)
{
	struct http_app app = { store, desk_start, desk_stop, body_limit, slow, answer };
	const char *address = o->address ? o->address : "127.0.0.1";
	struct http_server *server;
	char url[80];
	int number;
	enum rc rc = http_start(&app, address, o->port, THREADS, WORKERS, &server, f);

	if (rc != RC_OK) {
		return rc;
	}
	snprintf(url, sizeof(url), "http://%s:%u/", address, http_port(server));
	if (o->ready) {
		o->ready(o->data, url);
	}
	while (sigwait(signals, &number)) {
	}
	http_stop(server);
	return RC_OK;
}

enum rc host_serve(const struct host_options *o, struct fault *f)
{
	struct host_store *store;
	sigset_t signals, before;
	enum rc rc = host_store_open(o->folder, &store, f);

	if (rc != RC_OK) {
		return rc;
	}
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &signals, &before);
	void (*on_pipe)(int) = signal(SIGPIPE, SIG_IGN);
	rc = serve(store, o, &signals, f);
	(void)signal(SIGPIPE, on_pipe);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	host_store_close(store);
	return rc;
}
