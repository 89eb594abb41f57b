/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * web: the public face over HTTP. Server-rendered pages that need no JavaScript. No SQL
 * here: pages ask through ask/ and register/.
 *
 * Requests are answered by a pool of threads, each with its own reader of the register and one
 * arena a request; nothing slow runs in them. No names in URLs or log lines.
 */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include "letter/letter.h"

struct web_options {
	const char *register_path;
	const char *letters;  /* a folder of letters shown with their check, or NULL */
	const char *address;  /* "127.0.0.1" */
	uint16_t port;        /* 0 = any free one */
	int threads;          /* 0 = cores */
	bool cache;           /* anonymous public pages, keyed by state of the register and URL */
	bool private;         /* with what is private to whose key is unlocked, until it is locked: on this machine alone */
	/* Called once it listens; code: what has to be typed to see what is private, else NULL. */
	void (*ready)(void *data, const char *url, const char *code);
	void *data;
};
/* Serves until SIGINT or SIGTERM, then lets running requests end. */
MUST_USE enum rc web_serve(const struct web_options *o, struct fault *f);

#endif
