/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A folder that gets its name when all in it is there and durable. For the files backup*.c. */
#ifndef REGISTER_BACKUP_FOLDER_H
#define REGISTER_BACKUP_FOLDER_H

#include "base/base.h"

#define FOLDER_PATH 4096

struct new_folder {
	char path[FOLDER_PATH], beside[FOLDER_PATH]; /* its name to be, and the one it has while it is written */
	int lock;
};
/*
 * Makes PATH.new, empty, 0700; what one that was interrupted has left there is taken away. RC_CONFLICT: path is there
 * and holds a register or is no folder; RC_BUSY: another process writes there.
 */
MUST_USE enum rc new_folder_begin(const char *path, struct new_folder *ret, struct fault *f);
/* The path of what lies in it. */
MUST_USE enum rc new_folder_file(const struct new_folder *n, const char *name, char path[FOLDER_PATH], struct fault *f);
/* All of it durable, then named, also that durable. It is let go of either way. */
MUST_USE enum rc new_folder_keep(struct new_folder *n, struct fault *f);
void new_folder_drop(struct new_folder *n);

#endif
