/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/agent_message.h"

#include <string.h>

#define VERSION 1

static void put32(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++) {
		p[i] = (uint8_t)(v >> (24 - 8 * i));
	}
}

static uint32_t get32(const void *from)
{
	const uint8_t *p = from;
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void begin(struct agent_message *m, int what)
{
	m->n = AGENT_LENGTH;
	m->bytes[m->n++] = VERSION;
	m->bytes[m->n++] = (uint8_t)what;
}

static void add(struct agent_message *m, struct str s)
{
	if (s.n) {
		memcpy(m->bytes + m->n, s.p, s.n);
		m->n += s.n;
	}
}

static void end(struct agent_message *m)
{
	put32(m->bytes, (uint32_t)(m->n - AGENT_LENGTH));
}

/* How many bytes a request may carry; no kind but these is one. */
static size_t bytes_most(enum agent_kind kind)
{
	return kind == AGENT_SIGN ? PERSON_BYTES_MOST : kind == AGENT_OPEN ? PERSON_BYTES_MOST + BOX_OVERHEAD : 0;
}

enum rc agent_request_encode(const struct agent_request *q, struct agent_message *ret, struct fault *f)
{
	if (q->domain.n > PERSON_DOMAIN_MOST || q->bytes.n > bytes_most(q->kind)) {
		return fault_set(f, RC_LIMIT, "%zu bytes are more than the agent takes", q->bytes.n);
	}
	begin(ret, q->kind);
	if (q->kind == AGENT_SIGN) {
		ret->bytes[ret->n++] = (uint8_t)q->domain.n;
		add(ret, q->domain);
	}
	add(ret, q->bytes);
	end(ret);
	return RC_OK;
}

static enum rc no_message(struct fault *f)
{
	enum rc rc = fault_set(f, RC_INVALID, "the agent and the program do not understand each other");
	fault_hint(f, "they may be of two versions: \"volya lock\", then \"volya unlock\"");
	return rc;
}

enum rc agent_request_decode(struct str bytes, struct agent_request *ret, struct fault *f)
{
	if (bytes.n < 2 || bytes.n > AGENT_BYTES_MOST || bytes.p[0] != VERSION) {
		return no_message(f);
	}
	*ret = (struct agent_request){.kind = (enum agent_kind)(uint8_t)bytes.p[1]};
	struct str rest = str_sub(bytes, 2, bytes.n);
	if (ret->kind < AGENT_LOOK || ret->kind > AGENT_LOCK) {
		return no_message(f);
	}
	if (ret->kind == AGENT_SIGN) {
		size_t n = rest.n ? (uint8_t)rest.p[0] : SIZE_MAX;
		if (n > PERSON_DOMAIN_MOST || n > rest.n - 1) {
			return no_message(f);
		}
		ret->domain = str_sub(rest, 1, 1 + n);
		rest = str_sub(rest, 1 + n, rest.n);
	}
	ret->bytes = rest;
	return rest.n <= bytes_most(ret->kind) ? RC_OK : no_message(f);
}

void agent_answer_encode(const struct agent_answer *a, struct agent_message *ret)
{
	begin(ret, a->rc);
	add(ret, str_sub(a->bytes, 0, a->bytes.n < PERSON_BYTES_MOST ? a->bytes.n : PERSON_BYTES_MOST));
	end(ret);
}

enum rc agent_answer_decode(struct str bytes, struct agent_answer *ret, struct fault *f)
{
	if (bytes.n < 2 || bytes.n > 2 + PERSON_BYTES_MOST || bytes.p[0] != VERSION || (uint8_t)bytes.p[1] > RC_INTERNAL) {
		return no_message(f);
	}
	*ret = (struct agent_answer){.rc = (enum rc)(uint8_t)bytes.p[1], .bytes = str_sub(bytes, 2, bytes.n)};
	return RC_OK;
}

size_t agent_facts_encode(const struct agent_facts *facts, uint8_t bytes[AGENT_FACTS_MOST])
{
	size_t n = strlen(facts->public.name);
	put32(bytes, facts->idle_left);
	memcpy(bytes + 4, facts->public.sign, KEY_SIZE);
	memcpy(bytes + 4 + KEY_SIZE, facts->public.box, KEY_SIZE);
	memcpy(bytes + 4 + 2 * KEY_SIZE, facts->public.name, n);
	return 4 + 2 * KEY_SIZE + n;
}

enum rc agent_facts_decode(struct str bytes, struct agent_facts *ret, struct fault *f)
{
	const size_t fixed = 4 + 2 * KEY_SIZE;
	*ret = (struct agent_facts){0};
	if (bytes.n < fixed || person_name_check(str_sub(bytes, fixed, bytes.n), NULL) != RC_OK) {
		return no_message(f);
	}
	ret->idle_left = get32(bytes.p);
	memcpy(ret->public.sign, bytes.p + 4, KEY_SIZE);
	memcpy(ret->public.box, bytes.p + 4 + KEY_SIZE, KEY_SIZE);
	memcpy(ret->public.name, bytes.p + fixed, bytes.n - fixed);
	return RC_OK;
}

size_t agent_length(const uint8_t bytes[AGENT_LENGTH])
{
	uint32_t n = get32(bytes);
	return n <= AGENT_BYTES_MOST ? n : 0;
}
