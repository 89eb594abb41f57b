/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where the agent and those who ask it meet, for the agent*.c files alone. */
#ifndef WEB_AGENT_PLACE_H
#define WEB_AGENT_PLACE_H

#include <sys/socket.h>
#include <sys/un.h>

#include "base/base.h"
#include "web/agent_message.h"

struct agent_place {
	char folder[sizeof((struct sockaddr_un *)0)->sun_path];
	char lock[sizeof((struct sockaddr_un *)0)->sun_path + 8];
	struct sockaddr_un socket;
};

/*
 * Finds the place, and makes the folder where make says so. RC_NOT_FOUND: it is not there; RC_DENIED: it is not
 * this user's alone, so that others could stand in for the agent.
 */
MUST_USE enum rc agent_place_find(struct agent_place *ret, bool make, struct fault *f);
/* A connection to it, for close(), or -1 with errno. Waits so long where others are before us: EAGAIN after that. */
int agent_connect(const struct agent_place *place, int wait_ms);
/* Whether the process at the other end is this user's; its number, too. */
bool agent_peer(int socket, pid_t *ret_process);

/* Milliseconds of a clock that only goes forward. */
int64_t agent_now(void);
/* All n bytes until the deadline (of that clock). */
bool agent_read(int socket, uint8_t *p, size_t n, int64_t deadline);
bool agent_write(int socket, const uint8_t *p, size_t n, int64_t deadline);
/* One whole message; the view of its bytes without the length is *ret. */
bool agent_receive(int socket, struct agent_message *m, struct str *ret, int64_t deadline);

#endif
