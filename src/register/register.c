/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The register as a folder: made, opened, closed. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "register/log_internal.h"

static void path_in(const char *folder, const char *name, char *path, size_t size)
{
	snprintf(path, size, "%s/%s", folder, name);
}

static enum rc make_folder(const char *path, struct fault *f)
{
	if (mkdir(path, 0700) != 0) {
		return errno == EEXIST ? RC_OK : fault_errno(f, RC_IO, "cannot make the folder %s", path);
	}
	return folder_sync(path, f);
}

static enum rc put_setting(struct db *db, const char *key, struct str text, const void *bytes, size_t n,
	struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(db, "INSERT INTO setting (key, value) VALUES (?, ?)", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_text(q, 1, str_of(key));
	if (bytes) {
		query_bind_blob(q, 2, bytes, n);
	} else {
		query_bind_text(q, 2, text);
	}
	return query_run(q, f);
}

static enum rc create_keys(const char *path, struct role_keys *ret, struct fault *f)
{
	enum rc rc = RC_OK;
	for (int role = 1; rc == RC_OK && role <= ROLES; role++) {
		char file[4096];
		role_key_path(path, (enum role)role, file, sizeof file);
		rc = role_key_create(file, (enum role)role, &ret->of[role], f);
	}
	return rc;
}

static enum rc put_org(struct db *db, const uint8_t org[ORG_SIZE], const char *organisation, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(db, "INSERT INTO org (no, id, name) VALUES (?, ?, ?)", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, OWN_ORG);
	query_bind_blob(q, 2, org, ORG_SIZE);
	query_bind_text(q, 3, str_of(organisation));
	return query_run(q, f);
}

/* Identity and keys, and the first entry of the log, which tells both. */
static enum rc write_identity(struct db *db, const char *path, char *organisation, struct fault *f)
{
	struct reg r = {.db = db, .organisation = organisation};
	struct role_keys keys = {{NULL}};
	struct tree tree;
	random_bytes(r.org, sizeof r.org);
	enum rc rc = db_begin_write(db, f);
	if (rc == RC_OK) {
		rc = put_setting(db, "org", str_of(NULL), r.org, sizeof r.org, f);
	}
	if (rc == RC_OK) {
		rc = put_setting(db, "name", str_of(organisation), NULL, 0, f);
	}
	if (rc == RC_OK) {
		rc = put_org(db, r.org, organisation, f);
	}
	if (rc == RC_OK) {
		rc = create_keys(path, &keys, f);
	}
	if (rc == RC_OK) {
		rc = log_found_new(&r, &keys, &tree, f);
	}
	role_keys_finish(&keys);
	return rc == RC_OK ? db_commit(db, f) : rc;
}

/* The database has this name until all is made: where it lies, a register was begun and not finished. */
#define HALF "register.db.new"

/* A half-made register must not stand in the way of the next try. */
static void remove_half(const char *path)
{
	static const char *const names[] = {
		"keys/author.key", "keys/reviewer.key", "keys/log.key", "keys/author.key.new", "keys/reviewer.key.new",
		"keys/log.key.new", "keys", HALF "-wal", HALF "-shm", HALF "-journal", HALF, "", /* last: what says half */
	};
	char full[4096];
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		path_in(path, names[i], full, sizeof full);
		(void)remove(full);
	}
}

static bool is_there(const char *path, const char *name)
{
	char full[4096];
	path_in(path, name, full, sizeof full);
	return access(full, F_OK) == 0;
}

/* Nothing of another register is taken for a half-made one: its keys may be the only ones. */
static enum rc check_free(const char *path, struct fault *f)
{
	if (is_there(path, "register.db")) {
		return fault_set(f, RC_CONFLICT, "%s holds a register already", path);
	}
	if (is_there(path, HALF)) {
		remove_half(path);
	}
	for (int role = 1; role <= ROLES; role++) {
		char file[4096];
		role_key_path(path, (enum role)role, file, sizeof file);
		if (access(file, F_OK) == 0) {
			enum rc rc = fault_set(f, RC_CONFLICT, "%s is there already, without its register", file);
			fault_hint(f, "bring the register back from a backup, or choose another folder");
			return rc;
		}
	}
	return RC_OK;
}

/* All is made and closed: it gets its name, for good. */
static enum rc finish_half(const char *path, const char *half, struct fault *f)
{
	char database[4096];
	if (is_there(path, HALF "-wal")) {
		return fault_set(f, RC_IO, "%s could not be written whole", half);
	}
	path_in(path, "register.db", database, sizeof database);
	if (rename(half, database) != 0) {
		return fault_errno(f, RC_IO, "cannot write %s", database);
	}
	return folder_sync(database, f);
}

static enum rc make_all(const char *path, char *name, struct fault *f)
{
	char half[4096], keys[4096];
	struct db *db = NULL;
	path_in(path, HALF, half, sizeof half);
	path_in(path, "keys", keys, sizeof keys);
	enum rc rc = db_open(half, DB_CREATE, &db, f);
	if (rc == RC_OK) {
		rc = make_folder(keys, f);
	}
	if (rc == RC_OK) {
		rc = write_identity(db, path, name, f);
	}
	db_close(db);
	return rc == RC_OK ? finish_half(path, half, f) : rc;
}

enum rc reg_create(const char *path, const char *organisation, struct fault *f)
{
	struct arena *a = arena_create((size_t)1 << 20);
	char *name;
	enum rc rc = text_clean(a, str_of(organisation), &name, f);
	if (rc == RC_OK) {
		rc = check_free(path, f);
	}
	if (rc == RC_OK) {
		rc = make_folder(path, f);
	}
	if (rc == RC_OK) {
		rc = make_all(path, name, f);
		if (rc != RC_OK && !is_there(path, "register.db")) {
			remove_half(path);
		}
	}
	arena_destroy(a);
	return rc;
}

static enum rc read_identity(struct reg *r, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, "SELECT (SELECT value FROM setting WHERE key = 'org'), "
		"(SELECT value FROM setting WHERE key = 'name')", &q, f);
	if (rc == RC_OK) {
		rc = query_step(q, &row, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	struct str org = query_blob(q, 0), name = query_text(q, 1);
	if (org.n != ORG_SIZE) {
		query_done(q);
		return fault_set(f, RC_DB, "%s has no identity", r->path);
	}
	memcpy(r->org, org.p, ORG_SIZE);
	r->organisation = xcalloc(1, name.n + 1);
	memcpy(r->organisation, name.p, name.n);
	query_done(q);
	return RC_OK;
}

static enum rc remake_views(struct db *db, void *data, struct fault *f)
{
	struct reg r = {.db = db};
	return views_remake(&r, data, f);
}

enum rc reg_update(const char *path, const struct progress *p, struct fault *f)
{
	char database[4096];
	struct progress steps = p ? *p : (struct progress){0};
	path_in(path, "register.db", database, sizeof database);
	return db_update(database, &(struct remake){remake_views, &steps}, f);
}

enum rc reg_open(const char *path, enum db_access access, struct reg **ret, struct fault *f)
{
	char database[4096];
	path_in(path, "register.db", database, sizeof database);
	enum rc rc = reg_update(path, NULL, f);
	if (rc != RC_OK) {
		return rc;
	}
	struct reg *r = xcalloc(1, sizeof *r);
	r->path = xcalloc(1, strlen(path) + 1);
	memcpy(r->path, path, strlen(path));
	size_t room = strlen(path) + sizeof "/log";
	r->log_path = xcalloc(1, room);
	path_in(path, "log", r->log_path, room);
	rc = db_open(database, access, &r->db, f);
	if (rc == RC_OK) {
		rc = read_identity(r, f);
	}
	if (rc != RC_OK) {
		reg_close(r);
		return rc;
	}
	*ret = r;
	return RC_OK;
}

void reg_close(struct reg *r)
{
	if (!r) {
		return;
	}
	names_close(r);
	db_close(r->db);
	reg_close(r->home);
	private_view_finish(r->private);
	free(r->path);
	free(r->log_path);
	free(r->organisation);
	free(r);
}

struct db *reg_db(struct reg *r)
{
	return r->db;
}

const char *reg_path(const struct reg *r)
{
	return r->path;
}

const char *reg_organisation(const struct reg *r)
{
	return r->organisation;
}

const uint8_t *reg_org(const struct reg *r)
{
	return r->org;
}

enum rc reg_trial_begin(struct reg *r, struct fault *f)
{
	enum rc rc = db_begin_write(r->db, f);
	r->trial = rc == RC_OK;
	return rc;
}

void reg_trial_end(struct reg *r)
{
	if (r->trial) {
		db_rollback(r->db);
		r->trial = false;
	}
}
