/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/place.h"

#include <stdlib.h>
#include <string.h>

char *place_name(struct context *c, const char *name)
{
	char *whole = strstr(name, "://") ? NULL : realpath(name, NULL);
	char *kept = arena_strdup(c->arena, whole ? whole : name);
	free(whole);
	return kept;
}

enum rc place_open(struct context *c, const char *name, const char *proxy, struct place *ret)
{
	struct fetch_options o = {.proxy = proxy};
	ret->name = place_name(c, name);
	enum rc rc = fetch_open(ret->name, &o, &ret->fetch, &c->fault);
	if (rc == RC_OK) {
		ret->files = fetch_files(ret->fetch);
	}
	return rc == RC_NOT_FOUND ? RC_INVALID : rc; /* a name that is wrong, not an answer of "no" */
}

void place_close(struct place *p)
{
	fetch_close(p->fetch);
}
