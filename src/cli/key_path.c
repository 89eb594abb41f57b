/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The file of a person's key where none was named. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "cli/passphrase.h"

#define ENDING ".person"

enum rc key_folder(struct context *c, const char **ret)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	if (config && config[0] == '/') {
		*ret = arena_printf(c->arena, "%s/volya", config);
	} else if (home && home[0] == '/') {
		*ret = arena_printf(c->arena, "%s/.config/volya", home);
	} else {
		return fault_set(&c->fault, RC_INVALID, "HOME is not set: name the file of the key");
	}
	return RC_OK;
}

static bool is_key(const char *name)
{
	size_t n = strlen(name), end = sizeof ENDING - 1;
	return name[0] != '.' && n > end && strcmp(name + n - end, ENDING) == 0;
}

/* How many there are, and the last of them. */
static size_t look_for_keys(struct context *c, const char *folder, const char **ret)
{
	size_t count = 0;
	DIR *dir = opendir(folder);
	if (!dir) {
		return 0;
	}
	for (struct dirent *e = readdir(dir); e; e = readdir(dir)) {
		if (is_key(e->d_name)) {
			*ret = arena_printf(c->arena, "%s/%s", folder, e->d_name);
			count++;
		}
	}
	closedir(dir);
	return count;
}

enum rc key_path(struct context *c, const char *given, const char **ret)
{
	const char *folder;
	if (given) {
		*ret = given;
		return RC_OK;
	}
	enum rc rc = key_folder(c, &folder);
	if (rc != RC_OK) {
		return rc;
	}
	size_t count = look_for_keys(c, folder, ret);
	if (count != 1) {
		rc = fault_set(&c->fault, RC_INVALID, "there is %s key in %s", count ? "more than one" : "no", folder);
		fault_hint(&c->fault, count ? "name the file of yours"
			: "name the file, as on a stick, or make a key with \"volya key person NAME\"");
	}
	return rc;
}
