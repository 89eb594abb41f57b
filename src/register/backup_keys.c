/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The secret keys of a register, copied to where its backups are not. */
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/keyring.h"
#include "register/backup.h"
#include "register/backup_folder.h"
#include "register/log_internal.h"
#include "register/rotate.h"

static enum rc copy_role(const char *path, const struct new_folder *n, enum role role, struct keys_report *ret,
	struct fault *f)
{
	char from[FOLDER_PATH], to[FOLDER_PATH];
	role_key_path(path, role, from, sizeof from);
	role_key_path(n->beside, role, to, sizeof to);
	if (access(from, F_OK) != 0) {
		return RC_OK;
	}
	ret->roles++;
	return role_key_copy(from, to, role, f);
}

/* A new key that waits for its name may be the one that counts: then the file to be copied is an old one. */
static enum rc settle_first(const char *path, struct fault *f)
{
	bool waits = false;
	struct reg *r;
	for (int role = 1; role <= ROLES; role++) {
		char next[FOLDER_PATH];
		role_key_next_path(path, (enum role)role, next, sizeof next);
		waits |= access(next, F_OK) == 0;
	}
	if (!waits) {
		return RC_OK;
	}
	enum rc rc = reg_open(path, DB_WRITE, &r, f);
	if (rc == RC_OK) {
		rc = keys_settle(r, f);
		reg_close(r);
	}
	return rc;
}

/* Read and written anew: one that is damaged is no copy to rely on. */
static enum rc copy_keyring(const char *path, const struct new_folder *n, struct keys_report *ret, struct fault *f)
{
	char from[FOLDER_PATH + 16], to[FOLDER_PATH];
	struct keyring *k;
	(void)snprintf(from, sizeof from, "%s/keyring", path);
	enum rc rc = new_folder_file(n, "keyring", to, f);
	if (rc != RC_OK || access(from, F_OK) != 0) {
		return rc;
	}
	rc = keyring_load(from, &k, f);
	if (rc == RC_OK) {
		rc = keyring_write(k, to, f);
		keyring_destroy(k);
		ret->keyring = rc == RC_OK;
	}
	return rc;
}

enum rc keys_write(const char *path, const char *to, struct keys_report *ret, struct fault *f)
{
	struct new_folder n;
	char keys[FOLDER_PATH];
	*ret = (struct keys_report){0};
	enum rc rc = settle_first(path, f);
	rc = rc == RC_OK ? new_folder_begin(to, &n, f) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	rc = new_folder_file(&n, "keys", keys, f);
	if (rc == RC_OK && mkdir(keys, 0700) != 0) {
		rc = fault_errno(f, RC_IO, "cannot make the folder %s", keys);
	}
	for (int role = ROLE_AUTHOR; rc == RC_OK && role <= ROLE_WITNESS; role++) {
		rc = copy_role(path, &n, (enum role)role, ret, f);
	}
	if (rc == RC_OK) {
		rc = copy_keyring(path, &n, ret, f);
	}
	if (rc == RC_OK && ret->roles == 0 && !ret->keyring) {
		rc = fault_set(f, RC_NOT_FOUND, "%s has no secret keys", path);
	}
	if (rc != RC_OK) {
		new_folder_drop(&n);
		return rc;
	}
	return new_folder_keep(&n, f);
}
