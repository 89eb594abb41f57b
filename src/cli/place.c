/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/place.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

char *place_name(struct context *c, const char *name)
{
	char *whole = strstr(name, "://") ? NULL : realpath(name, NULL);
	char *kept = arena_strdup(c->arena, whole ? whole : name);
	free(whole);
	return kept;
}

enum rc place_open(struct context *c, const char *name, struct place *ret)
{
	struct stat st;
	ret->name = place_name(c, name);
	if (stat(ret->name, &st) != 0 || !S_ISDIR(st.st_mode)) {
		enum rc rc = fault_set(&c->fault, RC_INVALID, "%s is no folder", name);
		fault_hint(&c->fault, "\"volya log mirror FOLDER\" makes one of a register");
		return rc;
	}
	ret->files = log_folder_files(ret->name);
	return RC_OK;
}

void place_close(struct place *p)
{
	(void)p;
}
