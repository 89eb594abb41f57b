/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bytes that come over the agent's socket, from either side: refused, or encoded to the same bytes again. The
 * first byte says what they are taken for.
 */
#include <stdlib.h>
#include <string.h>

#include "web/agent_message.h"

static void must(bool holds)
{
	if (!holds) {
		abort();
	}
}

/* The message is a length and the bytes it was read from. */
static void must_be(const struct agent_message *m, struct str bytes)
{
	must(agent_length(m->bytes) == bytes.n && m->n == AGENT_LENGTH + bytes.n);
	must(memcmp(m->bytes + AGENT_LENGTH, bytes.p, bytes.n) == 0);
}

static void try_request(struct str bytes, struct agent_message *m)
{
	struct agent_request q;
	struct fault f = {0};
	if (agent_request_decode(bytes, &q, &f) == RC_OK) {
		must(q.kind >= AGENT_LOOK && q.kind <= AGENT_LOCK && q.domain.n <= PERSON_DOMAIN_MOST);
		must(agent_request_encode(&q, m, NULL) == RC_OK);
		must_be(m, bytes);
	} else {
		must(f.rc == RC_INVALID && f.message[0] != '\0');
	}
}

static void try_answer(struct str bytes, struct agent_message *m)
{
	struct agent_answer a;
	struct agent_facts facts;
	uint8_t again[AGENT_FACTS_MOST];
	if (agent_answer_decode(bytes, &a, NULL) != RC_OK) {
		return;
	}
	must(rc_name(a.rc) != NULL);
	agent_answer_encode(&a, m);
	must_be(m, bytes);
	if (agent_facts_decode(a.bytes, &facts, NULL) == RC_OK) {
		must(person_name_check(str_of(facts.public.name), NULL) == RC_OK);
		must(agent_facts_encode(&facts, again) == a.bytes.n && memcmp(again, a.bytes.p, a.bytes.n) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct agent_message m;
	if (size == 0) {
		return 0;
	}
	struct str bytes = {(const char *)data + 1, size - 1};
	if (data[0] == 'q') {
		try_request(bytes, &m);
	} else {
		try_answer(bytes, &m);
	}
	if (size > AGENT_LENGTH) {
		must(agent_length(data + 1) <= AGENT_BYTES_MOST);
	}
	return 0;
}
