/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "register/backup_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

/* All that is ever written there, folders behind what they hold. Nothing else is taken away. */
static const char *const names[] = {
	"register.db", "register.db-wal", "register.db-shm", "register.db-journal", "checkpoint", "checkpoint.new",
	"policy", "policy.new", "keyring", "keyring.new", "keys/author.key", "keys/author.key.new", "keys/reviewer.key",
	"keys/reviewer.key.new", "keys/log.key", "keys/log.key.new", "keys/witness.key", "keys/witness.key.new", "keys",
};

enum rc new_folder_file(const struct new_folder *n, const char *name, char path[FOLDER_PATH], struct fault *f)
{
	int length = snprintf(path, FOLDER_PATH, "%s/%s", n->beside, name);
	return length > 0 && length < FOLDER_PATH ? RC_OK : fault_set(f, RC_INVALID, "%s: the path is too long", n->path);
}

static void clear(const struct new_folder *n)
{
	char path[FOLDER_PATH];
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (new_folder_file(n, names[i], path, NULL) == RC_OK) {
			(void)remove(path);
		}
	}
}

/* An empty folder may stand there: rename() puts another in its place. */
static enum rc check_free(const char *path, struct fault *f)
{
	struct stat st;
	char database[FOLDER_PATH + 16];
	if (lstat(path, &st) != 0) {
		return errno == ENOENT ? RC_OK : fault_errno(f, RC_IO, "cannot reach %s", path);
	}
	(void)snprintf(database, sizeof database, "%s/register.db", path);
	if (access(database, F_OK) == 0) {
		return fault_set(f, RC_CONFLICT, "%s holds a register already", path);
	}
	return S_ISDIR(st.st_mode) ? RC_OK : fault_set(f, RC_CONFLICT, "%s is there already", path);
}

/* Held till the folder has its name, so that two never write into one. */
static enum rc lock(struct new_folder *n, struct fault *f)
{
	struct stat held, there;
	n->lock = open(n->beside, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (n->lock < 0) {
		return fault_errno(f, RC_IO, "cannot open %s", n->beside);
	}
	bool mine = flock(n->lock, LOCK_EX | LOCK_NB) == 0 && fstat(n->lock, &held) == 0
		&& lstat(n->beside, &there) == 0 && held.st_ino == there.st_ino && held.st_dev == there.st_dev;
	if (mine) {
		return RC_OK;
	}
	close(n->lock);
	return fault_set(f, RC_BUSY, "another process writes %s", n->path);
}

enum rc new_folder_begin(const char *path, struct new_folder *ret, struct fault *f)
{
	size_t length = strlen(path);
	while (length > 1 && path[length - 1] == '/') {
		length--;
	}
	if (length == 0 || length + sizeof ".new" > FOLDER_PATH) {
		return fault_set(f, RC_INVALID, "\"%s\" is no path for a folder", path);
	}
	(void)snprintf(ret->path, FOLDER_PATH, "%.*s", (int)length, path);
	(void)snprintf(ret->beside, FOLDER_PATH, "%.*s.new", (int)length, path);
	enum rc rc = check_free(ret->path, f);
	if (rc != RC_OK) {
		return rc;
	}
	if (mkdir(ret->beside, 0700) != 0 && errno != EEXIST) {
		return fault_errno(f, RC_IO, "cannot make the folder %s", ret->beside);
	}
	rc = lock(ret, f);
	if (rc == RC_OK) {
		clear(ret);
	}
	return rc;
}

void new_folder_drop(struct new_folder *n)
{
	clear(n);
	(void)rmdir(n->beside);
	close(n->lock);
}

enum rc new_folder_keep(struct new_folder *n, struct fault *f)
{
	enum rc rc = filesystem_sync(n->beside, f);
	if (rc == RC_OK && rename(n->beside, n->path) != 0) {
		rc = errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR
			? fault_set(f, RC_CONFLICT, "%s is there already, and not empty", n->path)
			: fault_errno(f, RC_IO, "cannot make the folder %s", n->path);
	}
	if (rc != RC_OK) {
		new_folder_drop(n);
		return rc;
	}
	rc = folder_sync(n->path, f);
	close(n->lock);
	return rc;
}
