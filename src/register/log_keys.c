/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The role keys in a register's folder, held against those that the register knows. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "register/log_internal.h"

const char *role_word(enum role role)
{
	static const char *const words[] = {[ROLE_AUTHOR] = "author", [ROLE_REVIEWER] = "reviewer", [ROLE_LOG] = "log",
		[ROLE_WITNESS] = "witness"};
	return words[role];
}

void role_key_path(const char *register_path, enum role role, char *path, size_t size)
{
	(void)snprintf(path, size, "%s/keys/%s.key", register_path, role_word(role));
}

void role_key_next_path(const char *register_path, enum role role, char *path, size_t size)
{
	(void)snprintf(path, size, "%s/keys/%s.key.next", register_path, role_word(role));
}

void role_keys_finish(struct role_keys *k)
{
	for (int role = 1; role <= ROLES; role++) {
		role_key_destroy(k->of[role]);
		k->of[role] = NULL;
	}
}

/* One of another register would sign what nobody could check. Before there is a log there is no key of it to know. */
static enum rc check_known(struct reg *r, enum role role, const struct role_key *key, bool founded, struct fault *f)
{
	uint8_t public[KEY_SIZE], known[KEY_SIZE];
	enum rc rc = role == ROLE_LOG && !founded ? RC_OK : role_public(r, role, known, f);
	role_key_public(key, public);
	if (rc == RC_OK && (role != ROLE_LOG || founded) && memcmp(public, known, KEY_SIZE) != 0) {
		rc = fault_set(f, RC_CRYPTO, "the %s key in %s/keys is not this register's", role_word(role), r->path);
		fault_hint(f, "take its own from the copy you keep apart");
	}
	return rc;
}

static enum rc is_founded(struct reg *r, bool *ret, struct fault *f)
{
	struct query *q;
	int64_t count = 0;
	enum rc rc = db_query(r->db, "SELECT count(*) FROM log WHERE org = 1", &q, f);
	if (rc == RC_OK) {
		rc = query_int_or(q, 0, &count, f);
	}
	*ret = rc == RC_OK && count > 0;
	return rc;
}

/* One of a rotation that was not recorded is of no use to anybody, and is left to the next rotation. */
enum rc role_key_settle(struct reg *r, enum role role, struct fault *f)
{
	char path[4096], next[4096];
	uint8_t public[KEY_SIZE], known[KEY_SIZE];
	struct fault none = {0};
	struct role_key *key;
	role_key_path(r->path, role, path, sizeof path);
	role_key_next_path(r->path, role, next, sizeof next);
	if (access(next, F_OK) != 0) {
		return RC_OK;
	}
	enum rc rc = role_key_load(next, role, &key, &none);
	if (rc != RC_OK) { /* damaged: where it was needed, the one it should replace is not the register's */
		return rc == RC_IO ? fault_set(f, rc, "%s", none.message) : RC_OK;
	}
	role_key_public(key, public);
	role_key_destroy(key);
	rc = role_public(r, role, known, f);
	return rc == RC_OK && memcmp(public, known, KEY_SIZE) == 0 ? file_rename_erasing(next, path, f) : rc;
}

static enum rc load_one(struct reg *r, enum role role, bool founded, struct role_key **ret, struct fault *f)
{
	char path[4096];
	role_key_path(r->path, role, path, sizeof path);
	enum rc rc = founded ? role_key_settle(r, role, f) : RC_OK;
	if (rc == RC_OK) {
		rc = role == ROLE_LOG && !founded && access(path, F_OK) != 0 ? role_key_create(path, role, ret, f)
			: role_key_load(path, role, ret, f);
	}
	return rc == RC_OK ? check_known(r, role, *ret, founded, f) : rc;
}

enum rc role_keys_load(struct reg *r, unsigned roles, struct role_keys *ret, struct fault *f)
{
	struct role_keys k = {{NULL}};
	bool founded;
	enum rc rc = is_founded(r, &founded, f);
	for (int role = 1; rc == RC_OK && role <= ROLES; role++) {
		rc = roles >> role & 1 ? load_one(r, (enum role)role, founded, &k.of[role], f) : RC_OK;
	}
	if (rc != RC_OK) {
		role_keys_finish(&k);
		return rc;
	}
	*ret = k;
	return RC_OK;
}
