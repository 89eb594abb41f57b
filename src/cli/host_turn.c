/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A command's turn to write, where the register has a host: taken as the register is opened, given back at the end. */
#include "cli/host_turn.h"

#include <string.h>

#include "web/agent.h"

static enum rc post(void *data, const char *path, struct str body, int *ret_status, struct buf *out, struct fault *f)
{
	return fetch_post(data, path, body, ret_status, out, f);
}

enum rc host_reach_open(struct context *c, const char *url, struct fetch **ret, struct host_reach *ret_reach,
	struct fault *f)
{
	(void)c;
	if (!strstr(url, "://")) {
		return fault_set(f, RC_INVALID, "%s is no address of a host: \"https://...\"", url);
	}
	enum rc rc = fetch_open(url, NULL, ret, f);
	if (rc == RC_OK) {
		*ret_reach = (struct host_reach){post, *ret};
	}
	return rc;
}

enum rc host_session_open(struct context *c, struct host_session *ret, struct fault *f)
{
	struct host_joined joined;
	*ret = (struct host_session){0};
	ledger_start();
	enum rc rc = host_look(c->register_path, &joined, f);
	rc = rc == RC_OK ? agent_signer(c->arena, &ret->who, f) : rc;
	rc = rc == RC_OK ? host_reach_open(c, joined.url, &ret->fetch, &ret->reach, f) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	rc = host_open(c->register_path, &ret->who, &ret->reach, &c->progress, &ret->host, f);
	progress_clear();
	if (rc != RC_OK) {
		host_session_close(ret);
	}
	return rc;
}

void host_session_close(struct host_session *s)
{
	host_close(s->host);
	fetch_close(s->fetch);
	*s = (struct host_session){0};
}

void host_catch_up(struct context *c)
{
	struct host_joined joined;
	struct host_session s;
	struct fault f = {0};
	bool newer;
	enum rc rc = host_look(c->register_path, &joined, NULL);
	if (rc != RC_OK || joined.unsent) { /* what is not sent yet waits for "volya host sync" */
		return;
	}
	rc = host_session_open(c, &s, &f);
	if (rc == RC_OK) {
		rc = host_pull(s.host, &newer, &f);
		host_session_close(&s);
	}
	progress_clear();
	if (rc != RC_OK) {
		fputs("volya: the register is shown as it is here; what is newer at its host could not be taken in:\n", stderr);
		fault_print(stderr, &f);
	}
}

struct host_turn {
	struct host_session session;
};

enum rc host_turn_begin(struct context *c)
{
	struct host_joined joined;
	struct fault f = {0};
	enum rc rc = host_look(c->register_path, &joined, &f);
	if (rc == RC_NOT_FOUND || (rc == RC_OK && c->turn)) {
		return RC_OK;
	}
	struct host_turn *turn = arena_alloc(c->arena, sizeof *turn);
	rc = rc == RC_OK ? host_session_open(c, &turn->session, &f) : rc;
	if (rc == RC_OK) {
		rc = host_begin(turn->session.host, false, &f);
		progress_clear();
		if (rc == RC_OK) {
			c->turn = turn;
			return RC_OK;
		}
		host_session_close(&turn->session);
	}
	/* What is not there is no answer of "no": the command has not begun. */
	rc = fault_set(&c->fault, rc == RC_NOT_FOUND ? RC_DENIED : rc, "nothing was recorded, for the host must know of it "
		"first: %s", f.message);
	fault_hint(&c->fault, "%s", f.hint);
	return rc;
}

enum rc host_turn_end(struct context *c, enum rc rc)
{
	struct fault f = {0};
	bool sent;
	if (!c->turn) {
		return rc;
	}
	fflush(stdout); /* what was recorded is said, whatever comes of sending it */
	enum rc end = host_end(c->turn->session.host, &sent, &f);
	progress_clear();
	host_session_close(&c->turn->session);
	c->turn = NULL;
	if (end == RC_OK) {
		return rc;
	}
	if (rc != RC_OK) {
		fault_print(stderr, &f);
		return rc;
	}
	fault_clear(&c->fault);
	rc = fault_set(&c->fault, end, "it is recorded here, and the host does not have it yet: %s", f.message);
	fault_hint(&c->fault, "\"volya host sync\" sends it; until then nobody else can write");
	return rc;
}
