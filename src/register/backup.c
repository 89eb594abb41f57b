/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "register/backup.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "register/backup_folder.h"
#include "register/cosign.h"
#include "register/log_internal.h"

/* That something newer was seen says nothing against what is there: it may be kept and read, and signs nothing. */
static bool against(const struct breach *b)
{
	return b->error && strcmp(b->law, "rollback") != 0;
}

static enum rc verify(struct reg *r, struct arena *a, struct backup_report *ret, const struct progress *p,
	struct fault *f)
{
	struct breach *list;
	size_t count;
	enum rc rc = log_verify_all(r, a, &ret->log, &list, &count, p, f);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		if (against(&list[i])) {
			rc = fault_set(f, RC_DB, "the copy does not hold (%s): %s", list[i].law, list[i].text);
		}
	}
	return rc;
}

/* The head of the log, beside the database that holds it: for whoever checks without this program. */
static enum rc write_checkpoint(struct reg *r, struct arena *a, const struct new_folder *n, struct fault *f)
{
	struct log_head head;
	char path[FOLDER_PATH];
	struct fault none = {0};
	enum rc rc = log_head(r, a, OWN_ORG, &head, &none);
	if (rc == RC_NOT_FOUND) {
		return RC_OK;
	}
	rc = rc == RC_OK ? new_folder_file(n, "checkpoint", path, f) : fault_set(f, rc, "%s", none.message);
	return rc == RC_OK ? file_create(path, head.checkpoint, 0600, f) : rc;
}

/* Who witnesses the log: a small file beside the database, if there is one. */
static enum rc copy_policy(const char *from, const struct new_folder *n, struct fault *f)
{
	char source[FOLDER_PATH], to[FOLDER_PATH];
	struct buf text;
	struct fault why = {0};
	int length = snprintf(source, sizeof source, "%s/policy", from);
	if (length < 0 || length >= FOLDER_PATH) {
		return fault_set(f, RC_INVALID, "%s: the path is too long", from);
	}
	buf_init(&text, POLICY_MOST);
	enum rc rc = file_read(source, &text, &why);
	if (rc == RC_OK) {
		rc = new_folder_file(n, "policy", to, &why);
	}
	if (rc == RC_OK) {
		rc = file_create(to, buf_view(&text), 0600, &why);
	}
	buf_finish(&text);
	return rc == RC_OK || rc == RC_NOT_FOUND ? RC_OK : fault_set(f, rc, "%s", why.message);
}

static enum rc copy_database(const char *from, const struct new_folder *n, struct fault *f)
{
	char source[FOLDER_PATH], to[FOLDER_PATH];
	int length = snprintf(source, sizeof source, "%s/register.db", from);
	if (length < 0 || length >= FOLDER_PATH) {
		return fault_set(f, RC_INVALID, "%s: the path is too long", from);
	}
	enum rc rc = new_folder_file(n, "register.db", to, f);
	return rc == RC_OK ? db_copy(source, to, f) : rc;
}

enum rc backup_write(const char *path, const char *to, struct backup_report *ret, const struct progress *p,
	struct fault *f)
{
	struct new_folder n;
	struct reg *r = NULL;
	*ret = (struct backup_report){0};
	enum rc rc = new_folder_begin(to, &n, f);
	if (rc != RC_OK) {
		return rc;
	}
	struct arena *a = arena_create((size_t)1 << 30);
	rc = copy_database(path, &n, f);
	if (rc == RC_OK) {
		rc = copy_policy(path, &n, f);
	}
	if (rc == RC_OK) {
		rc = reg_open(n.beside, DB_READ, &r, f);
	}
	if (rc == RC_OK) {
		rc = verify(r, a, ret, p, f);
	}
	if (rc == RC_OK) {
		rc = write_checkpoint(r, a, &n, f);
	}
	reg_close(r);
	arena_destroy(a);
	if (rc != RC_OK) {
		new_folder_drop(&n);
		return rc;
	}
	return new_folder_keep(&n, f);
}

/* ---- and back ---- */

static enum rc meet(struct reg *r, struct arena *a, struct str note, struct backup_report *ret, struct fault *f)
{
	struct checkpoint c = {0};
	enum rc rc = log_meet(r, a, note, &c, f);
	if (rc == RC_OK && c.size > ret->met) {
		ret->met = c.size;
	}
	return rc;
}

/* A checkpoint that lies with the backup, or in the log/ of a register that was copied. */
static enum rc meet_file(struct reg *r, struct arena *a, const char *from, const char *name,
	struct backup_report *ret, struct fault *f)
{
	char path[FOLDER_PATH];
	struct buf text;
	struct fault why = {0};
	int length = snprintf(path, sizeof path, "%s/%s", from, name);
	if (length < 0 || length >= FOLDER_PATH) {
		return fault_set(f, RC_INVALID, "%s: the path is too long", from);
	}
	buf_init(&text, NOTE_MOST);
	enum rc rc = file_read(path, &text, &why);
	if (rc == RC_OK) {
		rc = meet(r, a, buf_view(&text), ret, &why);
	}
	buf_finish(&text);
	return rc == RC_OK || rc == RC_NOT_FOUND ? RC_OK
		: fault_set(f, rc == RC_IO || rc == RC_BUSY ? rc : RC_DB, "%s: %s", path, why.message);
}

/* What is known of its log from elsewhere, into the copy. */
static enum rc meet_all(struct reg *r, struct arena *a, const char *from, struct str seen, struct backup_report *ret,
	struct fault *f)
{
	struct fault why = {0};
	enum rc rc = meet_file(r, a, from, "checkpoint", ret, f);
	if (rc == RC_OK) {
		rc = meet_file(r, a, from, "log/checkpoint", ret, f);
	}
	if (rc == RC_OK && seen.n) {
		rc = meet(r, a, seen, ret, &why);
		rc = rc == RC_OK ? RC_OK : fault_set(f, rc, "the checkpoint that was given: %s", why.message);
	}
	return rc;
}

enum rc backup_restore(const char *from, const char *to, struct str seen, struct backup_report *ret,
	const struct progress *p, struct fault *f)
{
	struct new_folder n;
	struct reg *r = NULL;
	*ret = (struct backup_report){0};
	enum rc rc = new_folder_begin(to, &n, f);
	if (rc != RC_OK) {
		return rc;
	}
	struct arena *a = arena_create((size_t)1 << 30);
	rc = copy_database(from, &n, f);
	if (rc == RC_OK) {
		rc = copy_policy(from, &n, f);
	}
	if (rc == RC_OK) {
		rc = reg_open(n.beside, DB_WRITE, &r, f);
	}
	if (rc == RC_OK) {
		rc = verify(r, a, ret, p, f);
	}
	if (rc == RC_OK && ret->log.founded) {
		rc = meet_all(r, a, from, seen, ret, f);
	}
	reg_close(r);
	arena_destroy(a);
	if (rc != RC_OK) {
		new_folder_drop(&n);
		return rc;
	}
	return new_folder_keep(&n, f);
}
