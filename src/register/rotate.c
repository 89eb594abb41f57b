/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A role's key gives way to another, in a register of one hand. */
#include "register/rotate.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "register/rotate_people.h"

/* One that no reader follows would be the end of the log: it is followed here first. */
enum rc rotate_enter(struct change *c, const struct entry *e, struct fault *f)
{
	struct founding keys;
	enum rc rc = log_keys(c->reg, c->arena, OWN_ORG, &keys, f);
	rc = rc == RC_OK ? rotation_follow(e, c->tree.size, &keys, f) : rc;
	return rc == RC_OK ? log_add(c->reg, OWN_ORG, &c->tree, e, f) : rc;
}

/* Durable before anything says that it is in force. What lies there is of a rotation that was not recorded. */
static enum rc make_beside(struct reg *r, enum role role, struct role_key **ret, struct fault *f)
{
	char path[4096];
	role_key_next_path(r->path, role, path, sizeof path);
	enum rc rc = access(path, F_OK) == 0 ? file_remove_erasing(path, f) : RC_OK;
	return rc == RC_OK ? role_key_create(path, role, ret, f) : rc;
}

/* By the two others: whoever has the old key, if anybody, has no say in it. */
static enum rc enter(struct change *c, enum role role, const struct role_key *fresh, struct fault *f)
{
	struct rotation n = {.role = role, .from = c->tree.size + 1};
	struct entry e = {.type = ENTRY_KEY};
	struct buf body;
	struct id id;
	memcpy(n.org, c->reg->org, ORG_SIZE);
	role_key_public(fresh, n.key);
	buf_init(&body, ENTRY_MOST);
	rotation_encode(&n, &body);
	e.body = buf_view(&body);
	rotation_id(e.body, &id);
	for (int other = 1; other <= ROLES; other++) {
		if (other != (int)role) {
			e.has[other] = true;
			role_key_sign(c->keys->of[other], &id, e.signature[other]);
		}
	}
	enum rc rc = rotate_enter(c, &e, f);
	buf_finish(&body);
	return rc;
}

static enum rc rotate_plain(struct reg *r, enum role role, uint64_t *ret_index, struct fault *f)
{
	struct role_key *fresh = NULL;
	struct change *c;
	enum rc rc = change_begin_notices(r, ROLES_ALL & ~(1u << role), &c, f);
	if (rc != RC_OK) {
		return rc;
	}
	*ret_index = c->tree.size;
	rc = role_key_settle(r, role, f);
	rc = rc == RC_OK ? make_beside(r, role, &fresh, f) : rc;
	rc = rc == RC_OK ? enter(c, role, fresh, f) : rc;
	if (rc == RC_OK && role == ROLE_LOG) {
		c->keys->of[ROLE_LOG] = fresh; /* signs the very checkpoint that covers its entry */
		fresh = NULL;
	}
	role_key_destroy(fresh);
	if (rc != RC_OK) {
		change_abandon(c);
		return rc;
	}
	/* Where this fails the new key stays beside: whether it was recorded is known only when the file is read again. */
	rc = change_close_notices(c, f);
	if (rc == RC_OK) {
		rc = keys_settle(r, f);
		fault_hint(f, "the new key is in force; its file is put in place by whatever is recorded next");
	}
	return rc;
}

enum rc keys_settle(struct reg *r, struct fault *f)
{
	enum rc rc = db_begin_write(r->db, f);
	for (int role = 1; rc == RC_OK && role <= ROLES; role++) {
		rc = role_key_settle(r, (enum role)role, f);
	}
	db_rollback(r->db);
	return rc;
}

enum rc key_rotate(struct reg *r, enum role role, uint64_t *ret_index, struct fault *f)
{
	bool people;
	*ret_index = 0;
	enum rc rc = people_founded(r, &people, f);
	rc = rc == RC_OK ? public_ready(r, f) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	return people ? rotate_by_person(r, role, f) : rotate_plain(r, role, ret_index, f);
}
