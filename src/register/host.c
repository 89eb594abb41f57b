/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A register and its host: begun, turns to write, joined, invited to, and copied from. */
#include "register/host.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "register/host_internal.h"

#define PEN_TRIES 6

struct host *host_make(const char *path, const struct signer *who, const struct host_reach *r,
	const struct progress *p)
{
	struct host *h = xcalloc(1, sizeof *h);
	size_t n = strlen(path) + 1;
	h->path = memcpy(xmalloc(n), path, n);
	h->who = who;
	h->reach = r;
	h->progress = p;
	h->arena = arena_create((size_t)1 << 30);
	h->lock = -1;
	buf_init(&h->said, MANIFEST_MOST + 1024);
	return h;
}

/* What a turn that was cut short has left on its way: it is in clear, and no more than what is here. */
static void clear(struct host *h)
{
	static const char *const folders[] = {"host/in", "host/in.new", "host/new", "host/new.new", "host/out"};
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		host_remove(host_path(h, folders[i]));
	}
}

enum rc host_open(const char *path, const struct signer *who, const struct host_reach *r, const struct progress *p,
	struct host **ret, struct fault *f)
{
	struct host_state s;
	enum rc rc = host_state_read(path, &s, f);
	if (rc != RC_OK) {
		return rc;
	}
	struct host *h = host_make(path, who, r, p);
	rc = host_lock(path, &h->lock, f);
	rc = rc == RC_OK ? host_state_read(path, &h->state, f) : rc; /* as it is now that it is ours */
	if (rc == RC_OK) {
		clear(h);
		rc = host_call_state(h, f);
	}
	if (rc != RC_OK) {
		host_close(h);
		return rc;
	}
	*ret = h;
	return RC_OK;
}

void host_close(struct host *h)
{
	if (!h) {
		return;
	}
	if (h->lock >= 0) {
		close(h->lock);
	}
	buf_finish(&h->said);
	arena_destroy(h->arena);
	free(h->path);
	free(h);
}

/* ---- the pen ---- */

/* Whose key it is, as far as the register here knows. */
static void name_of(struct host *h, const uint8_t key[KEY_SIZE], char ret[PERSON_NAME_MOST + 1])
{
	struct arena *a = arena_create((size_t)1 << 30);
	struct people people;
	struct reg *r = NULL;
	char hex[2 * KEY_SIZE + 1];
	(void)snprintf(ret, PERSON_NAME_MOST + 1, "the key %.16s...", hex_format(key, KEY_SIZE, hex));
	if (reg_open(h->path, DB_READ, &r, NULL) == RC_OK) {
		reg_act_as(r, h->who);
		if (people_read(r, a, NULL, &people, NULL) == RC_OK) {
			for (size_t i = 0; i < people.holding_count; i++) {
				const struct person_public *p = &people.holdings[i].person;
				if (memcmp(p->sign, key, KEY_SIZE) == 0) {
					(void)snprintf(ret, PERSON_NAME_MOST + 1, "%s", p->name);
				}
			}
		}
	}
	reg_close(r);
	arena_destroy(a);
}

void host_tell(struct host *h, struct host_said *ret)
{
	*ret = (struct host_said){.number = h->manifest.number, .chunks = h->manifest.chunks.n / ID_SIZE,
		.held = h->pen.held, .mine = h->pen.mine, .since = h->pen.since};
	if (h->pen.held) {
		name_of(h, h->pen.key, ret->name);
	}
}

/* The token is remembered before it is used: a turn that was cut short goes on. */
static enum rc take(struct host *h, bool breaks, struct fault *f)
{
	struct buf payload;
	if (!h->state.has_token) {
		random_bytes(h->state.token, HOST_TOKEN);
		h->state.has_token = true;
		enum rc rc = host_keep(h, f);
		if (rc != RC_OK) {
			return rc;
		}
	}
	buf_init(&payload, 256);
	cbor_array(&payload, 3);
	cbor_bytes(&payload, h->state.token, HOST_TOKEN);
	if (breaks && h->pen.held) {
		cbor_bytes(&payload, h->pen.key, KEY_SIZE);
		cbor_uint(&payload, h->pen.since);
	} else {
		cbor_null(&payload);
		cbor_uint(&payload, 0);
	}
	enum rc rc = host_call_pen(h, "take", buf_view(&payload), f);
	buf_finish(&payload);
	return rc;
}

static enum rc refuse_pen(struct host *h, struct fault *f)
{
	char name[PERSON_NAME_MOST + 1], text[64];
	time_t since = (time_t)h->pen.since;
	struct tm tm;
	name_of(h, h->pen.key, name);
	(void)strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", gmtime_r(&since, &tm));
	h->state.has_token = false; /* ours is good for nothing */
	memset(h->state.token, 0, HOST_TOKEN);
	(void)!host_keep(h, NULL);
	bool own = memcmp(h->pen.key, h->who->public.sign, KEY_SIZE) == 0;
	enum rc rc = fault_set(f, RC_BUSY, "%s has had the pen of the host since %s%s", name, text,
		own ? ", on another machine" : "");
	fault_hint(f, "ask them; where they cannot give it back, \"volya host sync --break\" takes it");
	return rc;
}

static enum rc give(struct host *h, struct fault *f)
{
	enum rc rc = host_call_pen(h, "give", (struct str){(const char *)h->state.token, HOST_TOKEN}, f);
	if (rc == RC_OK) {
		h->state.has_token = false;
		memset(h->state.token, 0, HOST_TOKEN);
		rc = host_keep(h, f);
	}
	return rc;
}

enum rc host_begin(struct host *h, bool breaks, struct fault *f)
{
	bool newer;
	const struct timespec moment = {0, 500000000};
	enum rc rc = take(h, breaks, f);
	for (int i = 0; rc == RC_OK && !h->pen.mine && i < PEN_TRIES; i++) { /* most turns take a second or two */
		(void)nanosleep(&moment, NULL);
		rc = take(h, false, f);
	}
	if (rc == RC_OK && !h->pen.mine) {
		return refuse_pen(h, f);
	}
	if (rc == RC_OK) {
		rc = host_pull(h, &newer, f);
		if (rc != RC_OK) {
			(void)!give(h, NULL); /* who cannot write holds nobody up */
		}
	}
	if (rc == RC_OK && !h->state.unsent) {
		h->state.unsent = true;
		rc = host_keep(h, f);
	}
	return rc;
}

enum rc host_end(struct host *h, bool *ret_sent, struct fault *f)
{
	*ret_sent = false;
	enum rc rc = host_push(h, ret_sent, f);
	rc = rc == RC_OK ? host_mirror(h, ret_sent, f) : rc;
	if (rc == RC_OK) {
		h->state.unsent = false;
		rc = host_keep(h, f);
	}
	return rc == RC_OK ? give(h, f) : rc;
}

/* ---- joined ---- */

static enum rc check_joinable(const char *path, bool move, struct fault *f)
{
	struct host_state s;
	struct fault why = {0};
	char witness[4096];
	enum rc rc = host_state_read(path, &s, &why);
	if (rc == RC_OK && !move) {
		rc = fault_set(f, RC_CONFLICT, "this register has a host already: %s", s.url);
		fault_hint(f, "--move gives it another");
		return rc;
	}
	if (rc != RC_OK && rc != RC_NOT_FOUND) {
		return fault_set(f, rc, "%s", why.message);
	}
	role_key_path(path, ROLE_WITNESS, witness, sizeof witness);
	return access(witness, F_OK) != 0 ? RC_OK
		: fault_set(f, RC_DENIED, "this register witnesses others' logs, from this machine alone: be a witness in a "
			"register of its own");
}

static enum rc check_people(const char *path, struct fault *f)
{
	struct reg *r;
	bool founded;
	enum rc rc = reg_open(path, DB_READ, &r, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = people_founded(r, &founded, f);
	if (rc == RC_OK && !founded) {
		rc = fault_set(f, RC_DENIED, "this register has no people: what lies at a host is sealed for people");
		fault_hint(f, "\"volya key found\" founds them");
	}
	reg_close(r);
	return rc;
}

/* Whom it is: believed now, and held against what answers from then on. */
static enum rc meet(const struct host_reach *r, struct id *ret, struct fault *f)
{
	struct host_hello hello;
	struct buf out;
	int status = 0;
	buf_init(&out, 1024);
	enum rc rc = r->post(r->data, HOST_PATH "hello", (struct str){0}, &status, &out, f);
	if (rc == RC_OK && (status != 200 || host_hello_decode(buf_view(&out), &hello, NULL) != RC_OK)) {
		rc = fault_set(f, RC_INVALID, "there is no host at that address (status %d)", status);
	}
	if (rc == RC_OK) {
		*ret = hello.host;
	}
	buf_finish(&out);
	return rc;
}

enum rc host_join(const char *path, const char *url, bool move, const struct signer *who, const struct host_reach *r,
	const struct progress *p, struct fault *f)
{
	struct host_state s = {.unsent = true};
	struct host_state old;
	struct host *h = NULL;
	bool sent;
	int lock = -1;
	enum rc rc = strlen(url) <= HOST_URL_MOST ? check_joinable(path, move, f)
		: fault_set(f, RC_INVALID, "the address is too long");
	rc = rc == RC_OK ? check_people(path, f) : rc;
	rc = rc == RC_OK ? meet(r, &s.host, f) : rc;
	rc = rc == RC_OK ? host_lock(path, &lock, f) : rc;
	if (rc == RC_OK) {
		if (host_state_read(path, &old, NULL) == RC_OK) {
			s.key = old.key; /* the way from one host to another: what we have opens what others sent there */
		}
		memcpy(s.url, url, strlen(url));
		h = host_make(path, who, r, p);
		h->lock = lock;
		h->state = s;
		rc = host_call_state(h, f); /* before anything is remembered: it must let us in */
	}
	if (rc == RC_OK && h->manifest.number) {
		struct store_key *k;
		rc = host_key_find(h, &k, f);
		if (rc == RC_OK) {
			store_key_destroy(k);
		}
	}
	rc = rc == RC_OK ? host_keep(h, f) : rc;
	rc = rc == RC_OK ? host_begin(h, false, f) : rc;
	rc = rc == RC_OK ? host_end(h, &sent, f) : rc;
	host_close(h);
	return rc;
}
