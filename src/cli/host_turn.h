/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A register's host, reached: for the commands. */
#ifndef CLI_HOST_TURN_H
#define CLI_HOST_TURN_H

#include "cli/cli.h"
#include "register/host.h"
#include "web/fetch.h"

/* For fetch_close(). RC_INVALID: it is no address. */
MUST_USE enum rc host_reach_open(struct context *c, const char *url, struct fetch **ret, struct host_reach *ret_reach,
	struct fault *f);

struct host_session {
	struct signer who;
	struct fetch *fetch;
	struct host_reach reach;
	struct host *host;
};
/* With the host of the context's register, as whoever's key is unlocked; it must not move meanwhile. RC_NOT_FOUND. */
MUST_USE enum rc host_session_open(struct context *c, struct host_session *ret, struct fault *f);
void host_session_close(struct host_session *s);
/*
 * Takes in what is newer at the host, if the register has one and somebody's key is unlocked; that it could not is said
 * on stderr, and no fault.
 */
void host_catch_up(struct context *c);

#endif
