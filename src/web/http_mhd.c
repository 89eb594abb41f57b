/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The only file that knows GNU libmicrohttpd: an epoll pool, strict parsing, suspended
 * connections for slow work, a deadline for every step.
 */
#include <microhttpd.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "web/http.h"
#include "web/http_accept.h"
#include "web/http_watch.h"
#include "web/work.h"

#define URI_MOST 8192
#define CONNECTIONS 2000
#define CONNECTIONS_OF_ONE 200
#define MEMORY_OF_ONE (32 * 1024)
#define HEADER_SECONDS 20
#define BODY_SECONDS 60
#define SEND_SECONDS 600
#define IDLE_SECONDS 15

struct http_server {
	struct http_app app;
	struct MHD_Daemon *daemon;
	struct http_accept *accept;
	struct http_watch *watch;
	struct work *work;
	pthread_key_t state;
	uint16_t port;
};

/* One request on its way. */
struct exchange {
	struct http_server *server;
	struct MHD_Connection *connection;
	struct http_request request;
	struct http_response response;
	struct buf body;
	char *uri;
	int refuse;     /* status, when it is turned away before anybody reads it */
	bool headers, answered;
};

static const struct {
	const char *name, *value;
} always[] = {
	{ "Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; "
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'" },
	{ "X-Content-Type-Options", "nosniff" },
	{ "Referrer-Policy", "no-referrer" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
	{ "Permissions-Policy", "browsing-topics=(), geolocation=(), camera=(), microphone=()" },
};

static struct http_watched *watched_of(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

static void mark(struct exchange *x, int seconds)
{
	http_watch_mark(watched_of(x->connection), seconds);
}

static void connection_notice(void *cls, struct MHD_Connection *c, void **context,
	enum MHD_ConnectionNotificationCode code)
{
	struct http_server *s = cls;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *info =
			MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
		*context = info ? http_watch_add(s->watch, info->connect_fd, HEADER_SECONDS) : NULL;
	} else {
		http_watch_remove(s->watch, *context);
		*context = NULL;
	}
}

/* Called with the request line, before headers: what it returns is the request's context. */
static void *request_begin(void *cls, const char *uri, struct MHD_Connection *c)
{
	struct exchange *x = xcalloc(1, sizeof(*x));
	size_t n = strlen(uri);

	x->server = cls;
	x->connection = c;
	x->request.started = http_clock();
	x->refuse = n > URI_MOST ? MHD_HTTP_URI_TOO_LONG : 0;
	n = n > URI_MOST ? 0 : n;
	x->uri = xmalloc(n + 1);
	memcpy(x->uri, uri, n);
	x->uri[n] = 0;
	struct str whole = { x->uri, n };
	size_t question = str_find(whole, '?', 0);
	x->request.path = str_sub(whole, 0, question);
	x->request.query = str_sub(whole, question < n ? question + 1 : n, n);
	return x;
}

static void request_end(void *cls, struct MHD_Connection *c, void **context,
	enum MHD_RequestTerminationCode why)
{
	struct exchange *x = *context;

	(void)cls;
	(void)c;
	(void)why;
	if (x) {
		mark(x, HEADER_SECONDS);
		http_body_release(x->response.body);
		buf_finish(&x->body);
		free(x->uri);
		free(x);
		*context = NULL;
	}
}

static struct str header(struct MHD_Connection *c, const char *name)
{
	return str_of(MHD_lookup_connection_value(c, MHD_HEADER_KIND, name));
}

static enum http_method method_of(const char *method)
{
	if (!strcmp(method, "GET")) {
		return HTTP_GET;
	}
	if (!strcmp(method, "HEAD")) {
		return HTTP_HEAD;
	}
	return !strcmp(method, "POST") ? HTTP_POST : HTTP_OTHER;
}

/* Whether the request may go on, decided from its headers alone. */
static void read_headers(struct exchange *x, const char *method)
{
	struct str length = header(x->connection, "Content-Length");
	struct str coding = header(x->connection, "Transfer-Encoding");
	int64_t bytes = 0;

	x->headers = true;
	x->request.method = method_of(method);
	x->request.content_type = header(x->connection, "Content-Type");
	x->request.if_none_match = header(x->connection, "If-None-Match");
	x->request.host = header(x->connection, "Host");
	x->request.cookie = header(x->connection, "Cookie");
	size_t limit = x->server->app.body_limit(x->server->app.data, &x->request);
	buf_init(&x->body, limit + 1);
	if (x->refuse) {
		return;
	}
	/* Two ways to say where a body ends are one too many: the door of request smuggling. */
	if ((length.n && coding.n) || (length.n && (!str_int(length, &bytes) || bytes < 0))) {
		x->refuse = MHD_HTTP_BAD_REQUEST;
	} else if ((uint64_t)bytes > limit || (coding.n && !limit)) {
		bool reads = x->request.method == HTTP_GET || x->request.method == HTTP_HEAD;
		x->refuse = limit || reads ? MHD_HTTP_CONTENT_TOO_LARGE : MHD_HTTP_METHOD_NOT_ALLOWED;
	}
	mark(x, BODY_SECONDS);
}

static void release_body(void *cls)
{
	http_body_release(cls);
}

static void add_headers(struct MHD_Response *m, const struct http_response *r)
{
	for (size_t i = 0; i < sizeof(always) / sizeof(*always); i++) {
		(void)MHD_add_response_header(m, always[i].name, always[i].value);
	}
	if (r->type) {
		(void)MHD_add_response_header(m, "Content-Type", r->type);
	}
	(void)MHD_add_response_header(m, "Cache-Control", r->caching ? r->caching : "no-store");
	if (r->etag[0]) {
		(void)MHD_add_response_header(m, "ETag", r->etag);
	}
	if (r->location[0]) {
		(void)MHD_add_response_header(m, "Location", r->location);
	}
	if (r->cookie[0]) {
		(void)MHD_add_response_header(m, "Set-Cookie", r->cookie);
	}
	if (r->allow) {
		(void)MHD_add_response_header(m, "Allow", r->allow);
	}
	if (r->filename[0]) {
		char value[160];
		snprintf(value, sizeof(value), "attachment; filename=\"%s\"", r->filename);
		(void)MHD_add_response_header(m, "Content-Disposition", value);
	}
}

/* Hands the body over to the library, and the answer with it. */
static enum MHD_Result send_response(struct exchange *x)
{
	struct http_response *r = &x->response;
	struct str bytes = http_body_view(r->body);
	struct MHD_Response *m;
	enum MHD_Result result;

	if (r->body) {
		m = MHD_create_response_from_buffer_with_free_callback_cls(bytes.n, (void *)(uintptr_t)bytes.p,
			release_body, r->body);
	} else {
		m = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
	}
	if (!m) {
		return MHD_NO;
	}
	r->body = NULL;
	add_headers(m, r);
	mark(x, SEND_SECONDS);
	result = MHD_queue_response(x->connection, (unsigned)r->status, m);
	MHD_destroy_response(m);
	return result;
}

/* An answer without a page, for what nobody should take part in. */
/* Before anything is known of the reader: a page in English, without the site's frame. */
static enum MHD_Result send_refusal(struct exchange *x, int status)
{
	struct buf b;

	buf_init(&b, 1024);
	buf_printf(&b, "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>%d</title>\n<p>", status);
	if (status == MHD_HTTP_CONTENT_TOO_LARGE) {
		buf_printf(&b, "%d: what was sent is larger than the %zu bytes that are taken here. Send a long letter in "
			"parts.", status, x->body.limit - 1);
	} else if (status == MHD_HTTP_METHOD_NOT_ALLOWED) {
		buf_printf(&b, "%d: nothing can be sent to this address. Ask for it with GET.", status);
	} else {
		buf_printf(&b, "%d: %s", status, status == MHD_HTTP_URI_TOO_LONG ? "the address is too long."
			: status == MHD_HTTP_BAD_REQUEST ? "the request contradicts itself."
			: "no answer could be given now. Try again in a while.");
	}
	buf_puts(&b, "</html>\n");
	x->response = (struct http_response){ .status = status, .type = "text/html; charset=utf-8" };
	x->response.allow = status == MHD_HTTP_METHOD_NOT_ALLOWED ? "GET, HEAD" : NULL;
	x->response.body = http_body_take(&b);
	buf_finish(&b);
	return send_response(x);
}

/* The state of this thread of the pool, made when it answers for the first time. */
static void *thread_state(struct http_server *s)
{
	void *state = pthread_getspecific(s->state);

	if (!state) {
		state = s->app.thread_start(s->app.data);
		if (state && pthread_setspecific(s->state, state)) {
			s->app.thread_stop(state);
			state = NULL;
		}
	}
	return state;
}

static void work_run(void *state, void *job)
{
	struct exchange *x = job;

	x->server->app.answer(state, &x->request, &x->response);
	x->answered = true;
	MHD_resume_connection(x->connection);
}

static enum MHD_Result answer(struct exchange *x)
{
	struct http_server *s = x->server;

	x->request.body = buf_view(&x->body);
	mark(x, 0);
	if (s->app.slow(s->app.data, &x->request)) {
		MHD_suspend_connection(x->connection);
		if (work_add(s->work, x)) {
			return MHD_YES;
		}
		MHD_resume_connection(x->connection);
		x->refuse = MHD_HTTP_SERVICE_UNAVAILABLE;
		x->answered = true;
		return MHD_YES;
	}
	void *state = thread_state(s);
	if (!state) {
		return send_refusal(x, MHD_HTTP_INTERNAL_SERVER_ERROR);
	}
	s->app.answer(state, &x->request, &x->response);
	return send_response(x);
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *c, const char *url, const char *method,
	const char *version, const char *upload, size_t *upload_size, void **context)
{
	struct exchange *x = *context;

	(void)cls;
	(void)c;
	(void)url;
	(void)version;
	if (!x) {
		return MHD_NO;
	}
	if (!x->headers) {
		read_headers(x, method);
		/* Refused before the body: the library then closes the connection, as it should. */
		return x->refuse ? send_refusal(x, x->refuse) : MHD_YES;
	}
	if (*upload_size) {
		buf_add(&x->body, upload, *upload_size);
		*upload_size = 0;
		return MHD_YES;
	}
	if (x->answered) {
		return x->refuse ? send_refusal(x, x->refuse) : send_response(x);
	}
	if (x->body.full || x->body.n >= x->body.limit) {
		return send_refusal(x, MHD_HTTP_CONTENT_TOO_LARGE);
	}
	return answer(x);
}

/* The library gives the connection to one of its threads by the socket's number: they take turns. */
static void take_connection(void *data, int socket, const struct sockaddr *from, socklen_t length)
{
	struct http_server *s = data;

	(void)MHD_add_connection(s->daemon, socket, from, length); /* it closes what it refuses */
}

static enum rc start_daemon(struct http_server *s, int threads, struct fault *f)
{
	s->daemon = MHD_start_daemon(
		MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC | MHD_USE_NO_LISTEN_SOCKET,
		0, NULL, NULL, handle, s, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)threads, MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY_OF_ONE,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)CONNECTIONS_OF_ONE,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
		MHD_OPTION_URI_LOG_CALLBACK, request_begin, s,
		MHD_OPTION_NOTIFY_COMPLETED, request_end, s,
		MHD_OPTION_NOTIFY_CONNECTION, connection_notice, s, MHD_OPTION_END);
	return s->daemon ? RC_OK : fault_set(f, RC_INTERNAL, "the server's threads could not start");
}

static enum rc start(struct http_server *s, const char *address, uint16_t port, int threads, int workers,
	struct fault *f)
{
	struct work_calls calls = { s->app.data, s->app.thread_start, s->app.thread_stop, work_run };
	int door;

	s->watch = http_watch_create();
	s->work = s->watch ? work_create(workers, &calls) : NULL;
	if (!s->work) {
		return fault_set(f, RC_INTERNAL, "the workers could not start");
	}
	enum rc rc = start_daemon(s, threads, f);
	if (rc == RC_OK) {
		rc = http_listen(address, port, &door, &s->port, f);
	}
	if (rc == RC_OK) {
		s->accept = http_accept_create(door, take_connection, s);
		rc = s->accept ? RC_OK : fault_set(f, RC_INTERNAL, "the thread that takes connections could not start");
	}
	return rc;
}

enum rc http_start(const struct http_app *app, const char *address, uint16_t port, int threads,
	int workers, struct http_server **ret, struct fault *f)
{
	struct http_server *s = xcalloc(1, sizeof(*s));

	s->app = *app;
	if (pthread_key_create(&s->state, app->thread_stop)) {
		free(s);
		return fault_set(f, RC_INTERNAL, "no thread storage left");
	}
	enum rc rc = start(s, address, port, threads, workers, f);
	if (rc != RC_OK) {
		http_stop(s);
		return rc;
	}
	*ret = s;
	return RC_OK;
}

uint16_t http_port(const struct http_server *s)
{
	return s->port;
}

void http_stop(struct http_server *s)
{
	if (!s) {
		return;
	}
	http_accept_destroy(s->accept);
	/* Every suspended connection is resumed by its worker before the daemon may end. */
	if (s->work) {
		work_close(s->work);
	}
	if (s->daemon) {
		MHD_stop_daemon(s->daemon);
	}
	work_destroy(s->work);
	http_watch_destroy(s->watch);
	pthread_key_delete(s->state);
	free(s);
}
