/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the ways to fetch share among themselves. */
#ifndef WEB_FETCH_INSIDE_H
#define WEB_FETCH_INSIDE_H

#include "web/fetch.h"

struct fetch {
	enum rc (*read)(void *state, const char *path, struct buf *out, struct fault *f);
	void (*close)(void *state);
	void *state;
	bool http;
};

/* Most bytes that a file of this name has; 0: no file of a log has such a name. */
size_t fetch_most(struct str path);

MUST_USE enum rc fetch_http_open(const char *url, const struct fetch_options *o, struct fetch *ret, struct fault *f);
MUST_USE enum rc fetch_http_post(void *state, const char *path, struct str body, int *ret_status, struct buf *out,
	struct fault *f);
/* Takes the open file over, also where it refuses; name is for what it says. */
MUST_USE enum rc fetch_bundle_open(int fd, const char *name, struct fetch *ret, struct fault *f);

#endif
