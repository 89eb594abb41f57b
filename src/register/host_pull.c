/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is newer at the host takes the place of what is here: after all of it was verified, where it holds all that is
 * here, and so that a crash in between leaves what can be gone on with. The keyring of both lies there before the
 * database changes, and that of the host alone after it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "register/backup.h"
#include "register/cosign.h"
#include "register/host_internal.h"

/* ---- a register made of what came ---- */

static enum rc copy_keyring(struct host *h, const char *in, const char *to, struct fault *f)
{
	struct buf b;
	buf_init(&b, KEYRING_FILE_MOST);
	enum rc rc = file_read_private(arena_printf(h->arena, "%s/keyring", in), &b, f);
	if (rc == RC_OK) {
		rc = file_create(arena_printf(h->arena, "%s/keyring", to), buf_view(&b), 0600, f);
	}
	buf_finish(&b);
	return rc == RC_NOT_FOUND ? RC_DB : rc;
}

static enum rc check_heads(const struct manifest_body *is, const struct manifest_body *said, struct fault *f)
{
	bool fine = memcmp(is->org, said->org, ORG_SIZE) == 0 && is->public_size == said->public_size
		&& is->private_size == said->private_size && is->mark == said->mark
		&& memcmp(is->public_root.b, said->public_root.b, ID_SIZE) == 0
		&& memcmp(is->private_root.b, said->private_root.b, ID_SIZE) == 0;
	return fine ? RC_OK : fault_set(f, RC_CRYPTO, "what the host gave is not what its manifest says");
}

/* Both logs: the public one was verified with the database, the private one needs the keyring. */
static enum rc check_built(struct host *h, const char *to, const struct manifest_body *b, struct fault *f)
{
	struct manifest_body is = {0};
	struct people people;
	struct reg *r;
	enum rc rc = reg_open(to, DB_READ, &r, f);
	if (rc != RC_OK) {
		return rc;
	}
	reg_act_as(r, h->who);
	rc = people_read(r, h->arena, NULL, &people, f);
	rc = rc == RC_OK ? host_heads(r, &people, &is, f) : rc;
	rc = rc == RC_OK ? check_heads(&is, b, f) : rc;
	reg_close(r);
	return rc;
}

/* The file that came, in place of the copy by which it was verified: its pages lie as they do at the host. */
static enum rc take_pages(struct host *h, const char *in, const char *to, struct fault *f)
{
	const char *from = arena_printf(h->arena, "%s/register.db", in);
	const char *name = arena_printf(h->arena, "%s/register.db", to);
	if (access(arena_printf(h->arena, "%s-wal", name), F_OK) == 0) {
		return fault_set(f, RC_IO, "%s could not be closed", name);
	}
	return rename(from, name) == 0 ? RC_OK : fault_errno(f, RC_IO, "cannot write %s", name);
}

enum rc host_build(struct host *h, const char *in, const char *to, const struct manifest_body *b, struct fault *f)
{
	struct backup_report report;
	enum rc rc = backup_restore(in, to, (struct str){0}, &report, h->progress, f);
	rc = rc == RC_OK ? copy_keyring(h, in, to, f) : rc;
	rc = rc == RC_OK ? take_pages(h, in, to, f) : rc;
	return rc == RC_OK ? check_built(h, to, b, f) : rc;
}

/* ---- held against what is here ---- */

static enum rc refuse_both(const char *log, struct fault *f)
{
	enum rc rc = fault_set(f, RC_CONFLICT, "this register's %s log has entries that the host's has not, and the host's "
		"has others: nothing was thrown away on either side", log);
	fault_hint(f, "the pen was broken while something was not sent; keep both folders, and find out together who "
		"recorded what (doc/host.md)");
	return rc;
}

static enum rc public_grows(struct reg *here, struct reg *there, struct arena *a, struct fault *f)
{
	struct log_head old, new;
	struct id root = {{0}}, was;
	enum rc rc = log_head(here, a, OWN_ORG, &old, f);
	rc = rc == RC_OK ? log_head(there, a, OWN_ORG, &new, f) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	tree_root(&old.tree, &was);
	if (new.tree.size >= old.tree.size) {
		rc = log_root_at(there, OWN_ORG, old.tree.size, &root, f);
	}
	return rc == RC_OK && (new.tree.size < old.tree.size || memcmp(root.b, was.b, ID_SIZE) != 0)
		? refuse_both("public", f) : rc;
}

/* What the leaf is made of. */
struct leaf {
	struct id commitment;
	int64_t audience;
};

static enum rc next_event(struct query *q, struct leaf *ret, bool *ret_row, struct fault *f)
{
	enum rc rc = query_step(q, ret_row, f);
	if (rc == RC_OK && *ret_row && query_blob(q, 0).n == ID_SIZE) {
		memcpy(ret->commitment.b, query_blob(q, 0).p, ID_SIZE);
		ret->audience = query_int(q, 1);
	}
	return rc;
}

static enum rc private_grows(struct reg *here, struct reg *there, struct fault *f)
{
	static const char sql[] = "SELECT commitment, audience FROM event ORDER BY leaf";
	struct query *a = NULL, *b = NULL;
	struct leaf x = {0}, y = {0};
	bool more = true, row = true, differs = false;
	enum rc rc = db_query(here->db, sql, &a, f);
	rc = rc == RC_OK ? db_query(there->db, sql, &b, f) : rc;
	while (rc == RC_OK && !differs && (rc = next_event(a, &x, &more, f)) == RC_OK && more) {
		rc = next_event(b, &y, &row, f);
		differs = !row || memcmp(x.commitment.b, y.commitment.b, ID_SIZE) != 0 || x.audience != y.audience;
	}
	query_done(a);
	query_done(b);
	return rc == RC_OK && differs ? refuse_both("private", f) : rc;
}

/* A witness may have seen more than both. */
static enum rc check_seen(struct reg *here, struct reg *there, struct arena *a, struct fault *f)
{
	uint64_t seen, size;
	enum rc rc = cosign_seen(here, a, &seen, f);
	rc = rc == RC_OK ? public_size(there, &size, f) : rc;
	if (rc == RC_OK && seen > size) {
		rc = fault_set(f, RC_DB, "the host shows %" PRIu64 " entries of the log, and a witness has seen %" PRIu64
			": it was put back to an older state", size, seen);
		fault_hint(f, "ask its keeper; nothing was changed here");
	}
	return rc;
}

static enum rc check_grows(struct reg *here, struct reg *there, struct arena *a, struct fault *f)
{
	enum rc rc = db_begin(here->db, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = db_begin(there->db, f);
	if (rc == RC_OK) {
		rc = public_grows(here, there, a, f);
		rc = rc == RC_OK ? private_grows(here, there, f) : rc;
		rc = rc == RC_OK ? check_seen(here, there, a, f) : rc;
		db_rollback(there->db);
	}
	db_rollback(here->db);
	return rc;
}

/* ---- and put in its place ---- */

static enum rc join_keyrings(struct host *h, const char *new, struct fault *f)
{
	const char *path = host_path(h, "keyring");
	struct keyring *own, *theirs;
	enum rc rc = keyring_load(path, &own, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = keyring_load(arena_printf(h->arena, "%s/keyring", new), &theirs, f);
	if (rc == RC_OK) {
		keyring_merge(own, theirs);
		rc = keyring_write(own, path, f);
		keyring_destroy(theirs);
	}
	keyring_destroy(own);
	return rc;
}

static enum rc settle_keyring(struct host *h, const char *new, struct fault *f)
{
	struct buf b;
	buf_init(&b, KEYRING_FILE_MOST);
	enum rc rc = file_read_private(arena_printf(h->arena, "%s/keyring", new), &b, f);
	if (rc == RC_OK) {
		rc = file_replace_erasing(host_path(h, "keyring"), buf_view(&b), 0600, f);
	}
	buf_finish(&b);
	return rc;
}

/* Who witnesses the log; a register without one, whose host has none either, stays without. */
static enum rc settle_policy(struct host *h, const char *new, struct fault *f)
{
	struct fault none = {0};
	struct buf b;
	buf_init(&b, POLICY_MOST);
	enum rc rc = file_read(arena_printf(h->arena, "%s/policy", new), &b, &none);
	if (rc == RC_OK) {
		rc = file_replace(host_path(h, "policy"), buf_view(&b), 0644, f);
	} else if (rc == RC_NOT_FOUND) {
		(void)unlink(host_path(h, "policy"));
		rc = RC_OK;
	} else {
		rc = fault_set(f, rc, "%s", none.message);
	}
	buf_finish(&b);
	return rc;
}

/* Where something was erased meanwhile, the new database is marked, and the old one's bytes go with the mark. */
static enum rc mark_scrub(struct reg *here, struct reg *there, struct fault *f)
{
	const struct people none = {0}; /* who holds what leaves no traces in the database */
	uint64_t before = 0, after = 0;
	enum rc rc = host_mark(here, &none, &before, f);
	rc = rc == RC_OK ? host_mark(there, &none, &after, f) : rc;
	if (rc != RC_OK || before == after) {
		return rc;
	}
	rc = db_begin_write(there->db, f);
	rc = rc == RC_OK ? db_scrub_later(there->db, f) : rc;
	rc = rc == RC_OK ? db_commit(there->db, f) : rc;
	if (rc != RC_OK) {
		db_rollback(there->db);
	}
	return rc;
}

/* The log's files follow; in the mirror, too, what was withheld or erased is no more. */
static enum rc settle_log(struct host *h, struct reg *here, struct fault *f)
{
	const char *mirror = host_path(h, "host/mirror");
	enum rc rc = log_publish(here, h->progress, f);
	return rc == RC_OK && access(mirror, F_OK) == 0 ? log_mirror(here, mirror, h->progress, f) : rc;
}

static enum rc replace(struct host *h, struct reg *here, const char *new, struct fault *f)
{
	enum rc rc = join_keyrings(h, new, f);
	if (rc == RC_OK) {
		names_forget(here);
		rc = db_replace(here->db, arena_printf(h->arena, "%s/register.db", new), f);
		names_forget(here);
	}
	rc = rc == RC_OK ? settle_keyring(h, new, f) : rc;
	rc = rc == RC_OK ? settle_policy(h, new, f) : rc;
	rc = rc == RC_OK ? db_scrub(here->db, f) : rc;
	return rc == RC_OK ? settle_log(h, here, f) : rc;
}

static enum rc take_in(struct host *h, struct reg *here, const char *new, struct fault *f)
{
	struct reg *there;
	enum rc rc = reg_open(new, DB_WRITE, &there, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = check_grows(here, there, h->arena, f);
	rc = rc == RC_OK ? mark_scrub(here, there, f) : rc;
	reg_close(there);
	return rc == RC_OK ? replace(h, here, new, f) : rc;
}

static enum rc pull_with(struct host *h, const struct store_key *k, struct fault *f)
{
	struct manifest_body body;
	struct reg *here = NULL;
	char *in, *new = host_path(h, "host/new");
	enum rc rc = host_body(h, k, &body, f);
	rc = rc == RC_OK ? host_fresh(h, "in", &in, f) : rc;
	rc = rc == RC_OK ? host_fetch(h, k, &body, in, f) : rc;
	rc = rc == RC_OK ? reg_open(h->path, DB_WRITE, &here, f) : rc;
	if (rc == RC_OK) {
		host_remove(new);
		rc = host_build(h, in, new, &body, f);
		rc = rc == RC_OK ? take_in(h, here, new, f) : rc;
	}
	reg_close(here);
	host_remove(host_path(h, "host/in"));
	host_remove(new);
	host_remove(host_path(h, "host/new.new"));
	return rc;
}

/* What the host may not show: something older than it showed us, or another of the same number. */
static enum rc check_newer(struct host *h, bool *ret_newer, struct fault *f)
{
	*ret_newer = memcmp(h->digest.b, h->state.digest.b, ID_SIZE) != 0;
	if (!*ret_newer || h->manifest.number > h->state.number) {
		return RC_OK;
	}
	enum rc rc = fault_set(f, RC_DB, "the host shows its state number %" PRIu64 ", and has shown %" PRIu64 ": it was "
		"put back, or tells two stories", h->manifest.number, h->state.number);
	fault_hint(f, "ask its keeper; nothing was changed here. Where its folder is lost: \"volya host join --move URL\"");
	return rc;
}

enum rc host_pull(struct host *h, bool *ret_new, struct fault *f)
{
	struct store_key *k = NULL;
	*ret_new = false;
	enum rc rc = check_newer(h, ret_new, f);
	if (rc != RC_OK || !*ret_new) {
		return rc;
	}
	rc = host_key_find(h, &k, f);
	rc = rc == RC_OK ? pull_with(h, k, f) : rc;
	store_key_destroy(k);
	if (rc == RC_OK) {
		h->state.number = h->manifest.number;
		h->state.digest = h->digest;
		h->state.key = h->manifest.key;
		h->state.next = (struct id){{0}};
		rc = host_keep(h, f);
	}
	return rc;
}
