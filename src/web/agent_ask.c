/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Asking the agent: a connection for each request. */
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "web/agent.h"
#include "web/agent_place.h"

/* Longer than the agent gives to all that can stand in the queue before us. */
#define ANSWER_MS 40000

static enum rc nothing_unlocked(struct fault *f)
{
	enum rc rc = fault_set(f, RC_NOT_FOUND, "no key is unlocked");
	fault_hint(f, "\"volya unlock\" opens yours");
	return rc;
}

/* *ret_process may be NULL. */
static enum rc dial(int *ret, pid_t *ret_process, struct fault *f)
{
	struct agent_place place;
	pid_t process;
	enum rc rc = agent_place_find(&place, false, NULL);
	if (rc == RC_NOT_FOUND) {
		return nothing_unlocked(f);
	}
	if (rc != RC_OK) {
		return agent_place_find(&place, false, f);
	}
	int s = agent_connect(&place, ANSWER_MS);
	if (s < 0) {
		rc = errno == ENOENT || errno == ECONNREFUSED ? nothing_unlocked(f)
			: errno == EAGAIN ? fault_set(f, RC_BUSY, "the agent does not come to us: others ask too much of it")
			: fault_errno(f, RC_IO, "cannot reach the agent");
	} else if (!agent_peer(s, &process)) {
		rc = fault_set(f, RC_DENIED, "what answers at %s is not yours", place.socket.sun_path);
	} else if (ret_process) {
		*ret_process = process;
	}
	if (rc != RC_OK) {
		if (s >= 0) {
			close(s);
		}
		return rc;
	}
	*ret = s;
	return RC_OK;
}

/* An agent that ended while it was asked has said nothing: it is as if it were not there. */
static enum rc exchange(int s, struct agent_message *m, int wait_ms, struct agent_answer *ret, struct fault *f)
{
	struct str bytes;
	int64_t deadline = agent_now() + wait_ms;
	if (!agent_write(s, m->bytes, m->n, deadline) || !agent_receive(s, m, &bytes, deadline)) {
		return agent_now() < deadline ? nothing_unlocked(f) : fault_set(f, RC_IO, "the agent does not answer");
	}
	enum rc rc = agent_answer_decode(bytes, ret, f);
	if (rc == RC_OK && ret->rc != RC_OK) {
		rc = fault_set(f, ret->rc, "%.*s", STR_ARG(ret->bytes));
	}
	return rc;
}

/* One request and its answer, whose bytes lie in *m, which is for secret_free(). */
static enum rc ask(const struct agent_request *q, struct agent_message **ret_m, struct str *ret, pid_t *ret_process,
	struct fault *f)
{
	struct agent_answer said;
	struct agent_message *m = secret_alloc(sizeof *m);
	int s = -1;
	enum rc rc = agent_request_encode(q, m, f);
	if (rc == RC_OK) {
		rc = dial(&s, ret_process, f);
	}
	if (rc == RC_OK) {
		rc = exchange(s, m, ANSWER_MS, &said, f);
		close(s);
	}
	if (rc != RC_OK) {
		secret_free(m);
		return rc;
	}
	*ret_m = m;
	*ret = said.bytes;
	return RC_OK;
}

static enum rc wrong_answer(struct fault *f)
{
	return fault_set(f, RC_CRYPTO, "the agent's answer is not what was asked for");
}

enum rc agent_look(struct agent_state *ret, struct fault *f)
{
	struct agent_message *m;
	struct agent_facts facts;
	struct str bytes;
	enum rc rc = ask(&(struct agent_request){.kind = AGENT_LOOK}, &m, &bytes, &ret->process, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = agent_facts_decode(bytes, &facts, f);
	ret->public = facts.public;
	ret->idle_left = facts.idle_left;
	secret_free(m);
	return rc;
}

/* The signature of whoever's key is open now: held against the key that was open when the signer was made. */
static enum rc ask_to_sign(void *data, struct str domain, struct str bytes, uint8_t ret[SIGNATURE_SIZE],
	struct fault *f)
{
	const struct person_public *who = data;
	const struct agent_request q = {.kind = AGENT_SIGN, .domain = domain, .bytes = bytes};
	struct agent_message *m;
	struct str said;
	enum rc rc = ask(&q, &m, &said, NULL, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = said.n == SIGNATURE_SIZE
		? person_check(who->sign, domain, bytes, (const uint8_t *)said.p, NULL) : RC_CRYPTO;
	if (rc == RC_OK) {
		memcpy(ret, said.p, SIGNATURE_SIZE);
	} else {
		rc = fault_set(f, RC_CRYPTO, "it is not the key of %s any more that is unlocked", who->name);
	}
	secret_free(m);
	return rc;
}

static enum rc ask_to_open(void *data, struct str sealed, void *ret, struct fault *f)
{
	const struct agent_request q = {.kind = AGENT_OPEN, .bytes = sealed};
	struct agent_message *m;
	struct str said;
	(void)data;
	if (sealed.n < BOX_OVERHEAD) {
		return wrong_answer(f);
	}
	enum rc rc = ask(&q, &m, &said, NULL, f);
	if (rc != RC_OK) {
		return rc;
	}
	if (said.n != sealed.n - BOX_OVERHEAD) {
		rc = wrong_answer(f);
	} else if (said.n) {
		memcpy(ret, said.p, said.n);
	}
	secret_free(m);
	return rc;
}
enum rc agent_signer(struct arena *a, struct signer *ret, struct fault *f)
{
	struct agent_state state;
	enum rc rc = agent_look(&state, f);
	if (rc == RC_OK) {
		struct person_public *who = arena_alloc(a, sizeof *who);
		*who = state.public;
		*ret = (struct signer){.public = *who, .sign = ask_to_sign, .open_box = ask_to_open, .data = who};
	}
	return rc;
}
