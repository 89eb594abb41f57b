/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calls to the host: signed, counted, and what its answers mean. Nothing that it says is printed. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "register/host_internal.h"

static enum rc say_hello(struct host *h, struct fault *f)
{
	struct host_hello hello;
	struct timespec now;
	struct buf out;
	int status = 0;
	buf_init(&out, 1024);
	enum rc rc = h->reach->post(h->reach->data, HOST_PATH "hello", (struct str){0}, &status, &out, f);
	if (rc == RC_OK && (status != 200 || host_hello_decode(buf_view(&out), &hello, NULL) != RC_OK)) {
		rc = fault_set(f, RC_IO, "there is no host at that address (status %d)", status);
	}
	buf_finish(&out);
	if (rc != RC_OK) {
		return rc;
	}
	if (memcmp(hello.host.b, h->state.host.b, ID_SIZE) != 0) {
		rc = fault_set(f, RC_CRYPTO, "at %s answers another host than the one that was joined", h->state.url);
		fault_hint(f, "ask its keeper; where the host was moved: \"volya host join --move URL\"");
		return rc;
	}
	(void)clock_gettime(CLOCK_REALTIME, &now);
	uint64_t counter = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
	h->counter = h->counter > counter ? h->counter : counter;
	h->hello = hello;
	h->greeted = true;
	return RC_OK;
}

static enum rc send_once(struct host *h, const char *op, struct str payload, int *ret_status, struct buf *out,
	struct fault *f)
{
	struct host_call c = {.counter = ++h->counter, .payload = payload};
	char *path = arena_printf(h->arena, "%s%s", HOST_PATH, op);
	struct buf body;
	buf_init(&body, payload.n + HOST_CALL_AROUND);
	enum rc rc = host_call_encode(&c, &h->hello, op, h->who, &body, f);
	rc = rc == RC_OK ? h->reach->post(h->reach->data, path, buf_view(&body), ret_status, out, f) : rc;
	buf_finish(&body);
	return rc;
}

/* It was started anew, or our clock goes behind that of another machine of ours. */
static enum rc refresh(struct host *h, struct str answer, struct fault *f)
{
	struct cbor_reader r;
	cbor_reader_init(&r, answer, NULL);
	uint64_t last = cbor_read_uint(&r);
	h->counter = cbor_reader_finish(&r) == RC_OK && last > h->counter ? last : h->counter;
	return say_hello(h, f);
}

static enum rc what_it_means(struct host *h, int status, struct fault *f)
{
	enum rc rc;
	switch (status) {
	case 200:
		return RC_OK;
	case 403:
		rc = fault_set(f, RC_DENIED, "the host does not let %s in", h->who->public.name);
		fault_hint(f, "its keeper does: \"volya host allow FOLDER LINE\", with the line of \"volya key show\"");
		return rc;
	case 404:
		return fault_set(f, RC_NOT_FOUND, "the host has no such thing");
	case 409:
		rc = fault_set(f, RC_CONFLICT, "the pen is not ours any more: somebody broke it");
		fault_hint(f, "\"volya host sync\" says who; what was recorded here is still here");
		return rc;
	case 413:
		return fault_set(f, RC_LIMIT, "the host takes nothing as large as this");
	case 401:
		return fault_set(f, RC_CRYPTO, "the host does not take our signature");
	default:
		return fault_set(f, RC_IO, "the host answered with status %d", status);
	}
}

enum rc host_call(struct host *h, const char *op, struct str payload, struct buf *out, struct fault *f)
{
	size_t before = out->n;
	int status = 0;
	enum rc rc = h->greeted ? RC_OK : say_hello(h, f);
	rc = rc == RC_OK ? send_once(h, op, payload, &status, out, f) : rc;
	if (rc == RC_OK && status == 401) {
		rc = refresh(h, str_sub(buf_view(out), before, out->n), f);
		out->n = before;
		rc = rc == RC_OK ? send_once(h, op, payload, &status, out, f) : rc;
	}
	rc = rc == RC_OK ? what_it_means(h, status, f) : rc;
	if (rc != RC_OK) {
		out->n = before;
		fault_hint(f, "nothing is lost: what is here stays here, and \"volya host sync\" goes on later");
	}
	return rc;
}

/* ---- the pen, and the manifest that comes with it ---- */

static enum rc read_said(struct host *h, struct fault *f)
{
	enum rc rc = host_pen_decode(buf_view(&h->said), &h->pen, f);
	h->manifest = (struct manifest){0};
	h->digest = (struct id){{0}};
	if (rc == RC_OK && h->pen.manifest.n) {
		rc = manifest_decode(h->pen.manifest, &h->manifest, f);
		rc = rc == RC_OK ? manifest_check(&h->manifest, f) : rc;
		manifest_digest(h->pen.manifest, &h->digest);
	}
	return rc == RC_INVALID || rc == RC_LIMIT ? RC_DB : rc;
}

enum rc host_call_pen(struct host *h, const char *op, struct str payload, struct fault *f)
{
	buf_clear(&h->said);
	enum rc rc = host_call(h, op, payload, &h->said, f);
	return rc == RC_OK ? read_said(h, f) : rc;
}

enum rc host_call_state(struct host *h, struct fault *f)
{
	return host_call_pen(h, "state", (struct str){(const char *)h->state.token, HOST_TOKEN}, f);
}

void host_step(struct host *h, const char *what, uint64_t done, uint64_t all)
{
	if (h->progress && h->progress->step) {
		h->progress->step(h->progress->data, what, done, all);
	}
}
