/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where a log is read from, as a user names it: an address on the web, a folder, a bundle. */
#ifndef CLI_PLACE_H
#define CLI_PLACE_H

#include "cli/cli.h"
#include "web/fetch.h"

struct place {
	char *name; /* as it is remembered: of a folder the whole path */
	struct fetch *fetch;
	struct log_files files;
};
/* For place_close(). proxy: as in fetch.h, or NULL. */
MUST_USE enum rc place_open(struct context *c, const char *name, const char *proxy, struct place *ret);
void place_close(struct place *p);
/* The name as it is remembered; in the arena. */
char *place_name(struct context *c, const char *name);

#endif
