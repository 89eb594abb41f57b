/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whether the register is what was signed: the file, the log of every organisation, the log's files. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "register/log_internal.h"
#include "register/verify.h"

/* SQLite's own check of the file, which costs as much as all others: on another core, by a connection of its own. */
struct file_check {
	char path[4096];
	enum rc rc;
	struct fault fault;
};

static void *check_file(void *data)
{
	struct file_check *c = data;
	struct db *db = NULL;
	c->rc = db_open(c->path, DB_READ, &db, &c->fault);
	if (c->rc == RC_OK) {
		c->rc = db_check(db, &c->fault);
	}
	db_close(db);
	return NULL;
}

static enum rc verify_logs(struct audit *a, struct verify_files *files, struct log_report *own,
	const struct progress *p, struct fault *f)
{
	struct numbers orgs = {0};
	struct query *q;
	bool row;
	enum rc rc = db_query(a->db, "SELECT no FROM org WHERE no = 1 OR no IN (SELECT org FROM log) "
		"OR no IN (SELECT org FROM change) ORDER BY no", &q, f); /* a partner's may not have come yet */
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		numbers_add(&orgs, query_int(q, 0));
	}
	for (size_t i = 0; rc == RC_OK && i < orgs.count; i++) {
		struct log_report other;
		bool mine = orgs.list[i] == OWN_ORG;
		rc = log_verify(a, orgs.list[i], mine ? files : NULL, mine ? own : &other, p, f);
	}
	numbers_finish(&orgs);
	return rc;
}

static enum rc verify_all(struct audit *a, struct log_report *own, const struct progress *p, struct fault *f)
{
	struct verify_files *files;
	struct file_check check = {.rc = RC_OK};
	pthread_t thread;
	*own = (struct log_report){0};
	(void)snprintf(check.path, sizeof check.path, "%s/register.db", a->reg->path);
	bool apart = pthread_create(&thread, NULL, check_file, &check) == 0;
	if (!apart) {
		(void)check_file(&check);
	}
	enum rc rc = verify_files_open(a, &files, f);
	if (rc == RC_OK) {
		rc = verify_logs(a, files, own, p, f);
		own->files = files != NULL;
		verify_files_close(files);
	}
	if (apart) {
		(void)pthread_join(thread, NULL);
	}
	/* What the file is damaged by comes before what that has led to. */
	if (check.rc != RC_OK) {
		rc = check.rc;
		if (f) {
			*f = check.fault;
		}
	}
	return rc;
}

enum rc audit_deep(struct audit *a, const struct progress *p, struct fault *f)
{
	struct log_report own;
	return verify_all(a, &own, p, f);
}

/* In a copy: nothing of the register is written, and it may lie where nothing can be. */
static enum rc remade_digest(struct reg *r, struct id *ret, const struct progress *p, struct fault *f)
{
	struct reg copy = *r;
	copy.names = NULL;
	enum rc rc = db_scratch(r->db, SCRATCH_ON_DISK, &copy.db, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = db_begin_write(copy.db, f);
	if (rc == RC_OK) {
		rc = views_remake(&copy, p, f);
	}
	if (rc == RC_OK) {
		rc = views_digest(&copy, ret, f);
	}
	db_close(copy.db);
	return rc;
}

enum rc audit_views(struct audit *a, const struct progress *p, struct fault *f)
{
	struct id kept, made;
	struct fault none = {0};
	enum rc read = views_digest(a->reg, &kept, &none);
	if (read == RC_LIMIT || read == RC_IO || read == RC_BUSY) { /* nothing that is wrong with them */
		return fault_set(f, read, "%s", none.message);
	}
	enum rc rc = remade_digest(a->reg, &made, p, f);
	if (rc == RC_OK && (read != RC_OK || memcmp(&kept, &made, sizeof kept) != 0)) {
		*breach_add(a) = (struct breach){.law = "views-altered", .error = true, .text = arena_strdup(a->arena,
			"what is shown is not what the statements say (\"volya rebuild\" makes the views anew)")};
	}
	return rc;
}

static bool has_key(const struct reg *r, enum role role)
{
	char path[4096];
	role_key_path(r->path, role, path, sizeof path);
	return access(path, F_OK) == 0;
}

bool reg_one_folder(const struct reg *r)
{
	return has_key(r, ROLE_AUTHOR) && has_key(r, ROLE_REVIEWER);
}

enum rc log_verify_all(struct reg *r, struct arena *a, struct log_report *ret, struct breach **ret_list,
	size_t *ret_count, const struct progress *p, struct fault *f)
{
	struct audit audit = {.reg = r, .db = r->db, .arena = a};
	enum rc rc = db_begin(r->db, f);
	if (rc == RC_OK) {
		rc = verify_all(&audit, ret, p, f);
		db_rollback(r->db);
	}
	ret->one_folder = reg_one_folder(r);
	*ret_list = audit.list;
	*ret_count = audit.count;
	return rc;
}
