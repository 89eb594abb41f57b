/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The site behind the server: one request in, one page out; and serving until a signal. */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "register/people.h"
#include "web/agent.h"
#include "web/cache.h"
#include "web/guard.h"
#include "web/totals.h"
#include "web/views.h"
#include "web/web.h"

/* What a request may read, and where its arena ends the process: an array that doubles fits in between. */
#define READ_MOST (256u << 20)
#define ARENA_MOST (4u * (size_t)READ_MOST)
#define PAGE_MOST (64u << 20)
#define WORDS_MOST (1u << 20)
#define CACHE_BYTES (32u << 20)
#define FORM_MOST (1u << 20)
#define WORKERS 2
#define QUICK_MS 2000
#define SLOW_MS 20000
#define HTML "text/html; charset=utf-8"

/* Of one thread. */
struct desk {
	const struct site *site;
	struct arena *arena;
	struct buf out, words;
	struct reg *reg;
	/* Where what is private is shown: who may see it, and the state of the register that the view was made of. */
	struct arena *person;
	struct signer who;
	uint32_t state;
};

static void desk_stop(void *state)
{
	struct desk *d = state;

	if (d) {
		reg_close(d->reg);
		buf_finish(&d->out);
		buf_finish(&d->words);
		arena_destroy(d->person);
		arena_destroy(d->arena);
		free(d);
	}
}

/* The register's own state, which the view in memory does not follow. */
static enum rc state_of(struct reg *r, uint32_t *ret, struct fault *f)
{
	enum rc rc = db_begin(reg_db(r), f);

	*ret = rc == RC_OK ? db_stamp(reg_db(r)) : 0;
	db_rollback(reg_db(r));
	return rc;
}

/* With what is private to whose key is unlocked. */
static enum rc add_private(struct desk *d, struct fault *f)
{
	struct reg *view;
	enum rc rc = agent_signer(d->person, &d->who, f);

	if (rc == RC_OK) {
		reg_act_as(d->reg, &d->who);
		rc = state_of(d->reg, &d->state, f);
	}
	if (rc == RC_OK) {
		rc = reg_open_private(d->reg, &view, f);
	}
	if (rc == RC_OK) {
		d->reg = view;
	}
	return rc;
}

static enum rc desk_open(struct desk *d, struct fault *f)
{
	enum rc rc = reg_open(d->site->register_path, DB_READ, &d->reg, f);

	if (rc == RC_OK && d->site->guard) {
		rc = add_private(d, f);
	}
	if (rc != RC_OK) {
		reg_close(d->reg);
		d->reg = NULL;
		return rc;
	}
	db_memory(reg_db(d->reg), d->arena, READ_MOST);
	if (!d->site->guard) {
		reg_share_names(d->reg, d->site->names);
	}
	return RC_OK;
}

/* A view with what is private is of one state of the register: made anew where that has gone on. */
static enum rc desk_refresh(struct desk *d, struct fault *f)
{
	uint32_t now = 0;
	enum rc rc = d->reg ? state_of(reg_home(d->reg), &now, f) : RC_OK;

	if (rc != RC_OK || (d->reg && now == d->state)) {
		return rc;
	}
	reg_close(d->reg);
	d->reg = NULL;
	return desk_open(d, f);
}

static void *desk_start(void *data)
{
	struct desk *d = xcalloc(1, sizeof(*d));
	struct fault f = { 0 };

	d->site = data;
	d->arena = arena_create(ARENA_MOST);
	buf_init(&d->out, PAGE_MOST);
	buf_init(&d->words, WORDS_MOST);
	d->person = arena_create((size_t)1 << 16);
	if (desk_open(d, &f) != RC_OK) {
		fault_print(stderr, &f);
		desk_stop(d);
		return NULL;
	}
	return d;
}

/* Which of the words in If-None-Match is this tag; weak ones count (RFC 9110, 13.1.2). */
static bool etag_met(struct str header, const char *etag)
{
	if (str_is(str_trim(header), "*")) {
		return true;
	}
	for (size_t at = 0; at < header.n;) {
		size_t end = str_find(header, ',', at);
		struct str word = str_trim(str_sub(header, at, end));
		if (str_starts(word, "W/")) {
			word = str_sub(word, 2, word.n);
		}
		if (str_is(word, etag)) {
			return true;
		}
		at = end + 1;
	}
	return false;
}

/* The tag is of the bytes alone, so that it tells nothing that they do not. */
static void finish(struct page *p, const struct route *route)
{
	struct http_response *r = p->response;

	r->status = r->status ? r->status : 200;
	if (!r->type) {
		r->type = route && route->type ? route->type : HTML;
	}
	if (r->status == 200 && p->request->method != HTTP_POST) {
		struct str s = buf_view(p->out);
		snprintf(r->etag, sizeof(r->etag), "\"%016llx\"",
			(unsigned long long)cache_hash(s.p, s.n, 0x766f6c7961u));
		r->caching = r->caching ? r->caching : "no-cache";
	}
	if (p->site->guard) {
		r->etag[0] = 0;
		r->caching = NULL;
	}
	r->body = http_body_take(p->out);
}

static void fail(struct page *p, enum rc rc)
{
	int status = rc_http_status(rc);
	struct fault plain = *p->fault;

	if (!plain.message[0] || status >= 500) {
		snprintf(plain.message, sizeof(plain.message), "%s", _("Something went wrong here. Try again later."));
		plain.hint[0] = 0;
	}
	buf_clear(p->out);
	*p->response = (struct http_response){ .type = HTML };
	page_error(p, status, &plain);
}

static enum rc make(struct page *p, const struct route *route, struct str key)
{
	enum rc rc = db_version(reg_db(p->reg), &p->state, p->fault);

	if (rc == RC_OK && route->cached && cache_get(p->site->cache, p->state, key, p->response)) {
		return RC_OK;
	}
	if (rc == RC_OK) {
		rc = params_parse(p->arena, p->request->query, &p->params, p->fault);
	}
	if (rc == RC_OK) {
		rc = route->make(p);
	}
	if (rc == RC_OK && p->out->full) {
		rc = fault_set(p->fault, RC_LIMIT, "%s", _("The page would be too large"));
	}
	if (rc == RC_OK) {
		finish(p, route);
		if (route->cached && p->response->status == 200) {
			cache_put(p->site->cache, p->state, key, p->response);
		}
	}
	return rc;
}

/* Reads one state of the register, whatever others write meanwhile. */
static enum rc read_and_make(struct page *p, const struct route *route)
{
	struct db *db = reg_db(p->reg);
	char *key = arena_printf(p->arena, "%d %.*s?%.*s", (int)p->today, STR_ARG(p->request->path),
		STR_ARG(p->request->query));
	enum rc rc = db_begin(db, p->fault);

	if (rc == RC_OK) {
		db_deadline(db, route->slow ? SLOW_MS : QUICK_MS);
		rc = make(p, route, str_of(key));
		db_rollback(db);
	}
	return rc;
}

static void go_elsewhere(struct page *p, const char *where)
{
	struct str query = p->request->query;

	p->response->status = 302;
	snprintf(p->response->location, sizeof(p->response->location), "%s%s%s%.*s",
		where[0] == '/' ? "" : "/en/", where, query.n && query.n < 200 ? "?" : "",
		query.n < 200 ? (int)query.n : 0, query.p);
}

static void wrong_method(struct page *p, const struct route *route)
{
	struct fault f = { .rc = RC_INVALID };

	snprintf(f.message, sizeof(f.message), "%s", _("This address does not take that method"));
	page_error(p, 405, &f);
	p->response->allow = route->post ? "GET, HEAD, POST" : "GET, HEAD";
}

static bool is_of_looks(const struct route *route)
{
	return route->make == page_style || route->make == page_icon || route->make == page_robots;
}

/* Everything up to the finished response; gives the name of the route for the log. */
static const char *respond(struct page *p)
{
	const struct route *route = route_find(p->request->path, &p->rest, &p->language);
	const char *elsewhere = route ? NULL : route_elsewhere(p->request->path);
	enum http_method method = p->request->method;
	enum rc rc = RC_OK;

	/* Of a site with what is private nothing but its looks is for whom it does not know. */
	if (p->site->guard && route && !guard_knows(p->site->guard, p->request) && !is_of_looks(route)) {
		route = route_find(STR("/enter"), &p->rest, &p->language);
	}
	if (p->site->guard && route && route->log) {
		p->reg = reg_home(p->reg);
		p->viewer = reg_viewer(p->reg);
	}
	if (route && (method == HTTP_OTHER || (method == HTTP_POST && !route->post))) {
		wrong_method(p, route);
	} else if (route) {
		p->section = route->name;
		p->path = arena_printf(p->arena, "%.*s", STR_ARG(p->request->path));
		rc = read_and_make(p, route);
	} else if (elsewhere) {
		go_elsewhere(p, elsewhere);
	} else {
		rc = fault_set(p->fault, RC_NOT_FOUND, "%s", _("There is no such page"));
	}
	if (rc != RC_OK) {
		if (rc_http_status(rc) >= 500) {
			fault_print(stderr, p->fault);
		}
		fail(p, rc);
	}
	if (!p->response->body) {
		finish(p, NULL);
	}
	return route ? route->name : "-";
}

static void answer(void *state, const struct http_request *request, struct http_response *ret)
{
	struct desk *d = state;
	struct fault fault = { 0 };
	static const char *const methods[] = { "GET", "HEAD", "POST", "OTHER" };

	arena_reset(d->arena);
	buf_clear(&d->out);
	if (d->site->guard && desk_refresh(d, &fault) != RC_OK) {
		fault_print(stderr, &fault);
		ret->status = 503;
		return;
	}
	struct page p = {
		.arena = d->arena, .out = &d->out, .words = &d->words, .reg = d->reg, .viewer = reg_viewer(d->reg),
		.site = d->site,
		.request = request, .response = ret, .section = "", .path = "/", .today = day_today(),
		.fault = &fault,
	};
	const char *name = respond(&p);
	if (ret->status == 200 && ret->etag[0] && request->if_none_match.n &&
		etag_met(request->if_none_match, ret->etag)) {
		http_body_release(ret->body);
		ret->body = NULL;
		ret->status = 304;
	}
	/* No addresses, no queries, no handles: which page, how it ended, how long it took. */
	fprintf(stderr, "method=%s route=%s status=%d us=%llu\n", methods[request->method], name, ret->status,
		(unsigned long long)(http_clock() - request->started));
}

static const struct route *route_of(const struct http_request *r)
{
	struct str rest;
	const struct language *language;

	return route_find(r->path, &rest, &language);
}

static size_t body_limit(void *data, const struct http_request *r)
{
	const struct route *route = r->method == HTTP_POST ? route_of(r) : NULL;

	(void)data;
	return route && route->post ? FORM_MOST : 0;
}

static bool slow(void *data, const struct http_request *r)
{
	const struct route *route = route_of(r);

	(void)data;
	/* A list that is searched or sorted reads more than one page of it. */
	return route && (route->slow || (route->make == page_people && r->query.n));
}

/* Waits for SIGINT or SIGTERM, which every thread has blocked; or until the key is locked, where that ends it. */
static void wait_for_end(const struct site *site, const sigset_t *set)
{
	const struct timespec second = { .tv_sec = 1 };
	struct agent_state state;
	struct fault f = { 0 };

	while (sigtimedwait(set, NULL, &second) < 0) {
		if (site->guard && agent_look(&state, &f) != RC_OK) {
			fputs("The key was locked: what is private is not shown any more.\n", stderr);
			return;
		}
	}
}

static enum rc serve(const struct web_options *o, struct site *site, const sigset_t *signals, struct fault *f)
{
	struct http_app app = { site, desk_start, desk_stop, body_limit, slow, answer };
	int all = o->threads > 0 ? o->threads : (int)sysconf(_SC_NPROCESSORS_ONLN);
	int threads = site->guard ? 1 : all; /* each would hold a view of its own */
	const char *address = o->address ? o->address : "127.0.0.1";
	struct http_server *server;
	char url[80];
	enum rc rc = http_start(&app, address, o->port, threads > 64 ? 64 : threads, site->guard ? 1 : WORKERS, &server,
		f);

	if (rc != RC_OK) {
		return rc;
	}
	snprintf(url, sizeof(url), "http://%s:%u/", address, http_port(server));
	if (o->ready) {
		o->ready(o->data, url, site->guard ? guard_code(site->guard) : NULL);
	}
	wait_for_end(site, signals);
	http_stop(server);
	return RC_OK;
}

enum rc web_serve(const struct web_options *o, struct fault *f)
{
	struct site site = { .register_path = o->register_path, .letters = o->letters };
	struct reg *probe;
	sigset_t signals, before;
	enum rc rc = reg_open(o->register_path, DB_READ, &probe, f);

	if (rc != RC_OK) {
		return rc;
	}
	reg_close(probe);
	site.guard = o->private ? guard_create() : NULL;
	site.cache = o->cache && !site.guard ? cache_create(CACHE_BYTES) : NULL;
	site.totals = site.guard ? NULL : totals_create();
	site.names = name_shelf_create();
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &signals, &before);
	/* Whoever reads the log may go away, as may a client: neither ends the server. */
	void (*on_pipe)(int) = signal(SIGPIPE, SIG_IGN);
	rc = serve(o, &site, &signals, f);
	(void)signal(SIGPIPE, on_pipe);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	cache_destroy(site.cache);
	totals_destroy(site.totals);
	name_shelf_destroy(site.names);
	guard_destroy(site.guard);
	return rc;
}
