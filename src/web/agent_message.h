/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is said to the agent, and what it answers. Each is a length (4 bytes, the highest first) and so many bytes:
 *
 *   request = version (1), kind, body
 *     look    nothing
 *     sign    length of the domain (1 byte), domain, the bytes to sign
 *     open    a sealed box
 *     lock    nothing
 *   answer = version (1), outcome (enum rc), body
 *     where the outcome is bad: what was wrong, in words
 *     look    seconds left (4), sign key (32), box key (32), name
 *     sign    signature (64)
 *     open    what was in the box
 */
#ifndef WEB_AGENT_MESSAGE_H
#define WEB_AGENT_MESSAGE_H

#include "ledger/person.h"

#define AGENT_LENGTH 4
/* Of a request or an answer, without its length. */
#define AGENT_BYTES_MOST (3 + PERSON_DOMAIN_MOST + PERSON_BYTES_MOST + BOX_OVERHEAD)

enum agent_kind {
	AGENT_LOOK = 1,
	AGENT_SIGN = 2,
	AGENT_OPEN = 3,
	AGENT_LOCK = 4,
};

struct agent_request {
	enum agent_kind kind;
	struct str domain; /* sign */
	struct str bytes;  /* sign, open */
};

struct agent_answer {
	enum rc rc;
	struct str bytes;
};

/* What look answers. */
struct agent_facts {
	uint32_t idle_left;
	struct person_public public;
};

/* Room for one message; the caller wipes what was secret. */
struct agent_message {
	uint8_t bytes[AGENT_LENGTH + AGENT_BYTES_MOST];
	size_t n; /* with its length in front, ready to send */
};

/* Domain and bytes must fit: RC_LIMIT. */
MUST_USE enum rc agent_request_encode(const struct agent_request *q, struct agent_message *ret, struct fault *f);
/* Cuts what is too long. */
void agent_answer_encode(const struct agent_answer *a, struct agent_message *ret);
/* bytes: without the length. Strict: RC_INVALID for whatever would not encode to the same bytes again. */
MUST_USE enum rc agent_request_decode(struct str bytes, struct agent_request *ret, struct fault *f);
MUST_USE enum rc agent_answer_decode(struct str bytes, struct agent_answer *ret, struct fault *f);
/* The body of what look answers, as long as it says. */
#define AGENT_FACTS_MOST (4 + 2 * KEY_SIZE + PERSON_NAME_MOST)
size_t agent_facts_encode(const struct agent_facts *facts, uint8_t bytes[AGENT_FACTS_MOST]);
MUST_USE enum rc agent_facts_decode(struct str bytes, struct agent_facts *ret, struct fault *f);
/* The length in front of a message; 0 where it is none that could be. */
size_t agent_length(const uint8_t bytes[AGENT_LENGTH]);

#endif
