/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A register that witnesses logs: its key, the logs it trusts, and answering a request durably. */
#include "register/witness.h"

#include <string.h>
#include <unistd.h>

#include "register/log_internal.h"

static char *own_name(struct reg *r, struct arena *a)
{
	char org[2 * ORG_SIZE + 1];
	return arena_printf(a, "volya/%s/witness", hex_format(r->org, ORG_SIZE, org));
}

enum rc witness_key(struct reg *r, struct arena *a, struct note_key *ret, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, "SELECT value FROM setting WHERE key = 'witness'", &q, f);
	if (rc == RC_OK) {
		rc = query_step(q, &row, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	if (!row) {
		return fault_set(f, RC_NOT_FOUND, "this register is no witness of any log");
	}
	struct str key = query_blob(q, 0);
	if (key.n == KEY_SIZE) {
		*ret = note_key_make(own_name(r, a), NOTE_COSIGNATURE, (const uint8_t *)key.p);
	} else {
		rc = fault_set(f, RC_DB, "the register's witness key is damaged");
	}
	query_done(q);
	return rc;
}

/* ---- what is trusted ---- */

/* The key file comes first: whatever happens in between, the next try finds it and goes on. */
static enum rc make_key(struct reg *r, uint8_t ret[KEY_SIZE], struct fault *f)
{
	char path[4096];
	struct role_key *key = NULL;
	struct query *q;
	role_key_path(r->path, ROLE_WITNESS, path, sizeof path);
	enum rc rc = access(path, F_OK) == 0 ? role_key_load(path, ROLE_WITNESS, &key, f)
		: role_key_create(path, ROLE_WITNESS, &key, f);
	if (rc != RC_OK) {
		return rc;
	}
	role_key_public(key, ret);
	role_key_destroy(key);
	rc = db_query(r->db, "INSERT INTO setting (key, value) VALUES ('witness', ?)", &q, f);
	if (rc == RC_OK) {
		query_bind_blob(q, 1, ret, KEY_SIZE);
		rc = query_run(q, f);
	}
	return rc;
}

static enum rc trust(struct reg *r, struct arena *a, const struct note_key *log, struct fault *f)
{
	struct note_key own;
	struct query *q;
	struct fault none = {0};
	enum rc rc = witness_key(r, a, &own, &none);
	if (rc == RC_NOT_FOUND) {
		rc = make_key(r, own.key, f);
	} else if (rc != RC_OK) {
		return fault_set(f, rc, "%s", none.message);
	}
	if (rc == RC_OK && memcmp(own.key, log->key, KEY_SIZE) == 0) {
		rc = fault_set(f, RC_CONFLICT, "that is the witness key of this register itself");
	}
	if (rc == RC_OK) {
		rc = db_query(r->db, "INSERT OR IGNORE INTO log_key (origin, vkey) VALUES (?, ?)", &q, f);
	}
	if (rc == RC_OK) {
		query_bind_text(q, 1, str_of(log->name));
		query_bind_text(q, 2, str_of(note_key_format(a, log->name, log->type, log->key)));
		rc = query_run(q, f);
	}
	return rc;
}

enum rc witness_trust(struct reg *r, const struct note_key *log, struct fault *f)
{
	if (log->type != NOTE_ED25519) {
		return fault_set(f, RC_INVALID, "the key of %s is none of a log", log->name);
	}
	struct arena *a = arena_create((size_t)1 << 20);
	enum rc rc = db_begin_write(r->db, f);
	if (rc == RC_OK) {
		rc = trust(r, a, log, f);
	}
	if (rc == RC_OK) {
		rc = db_commit(r->db, f);
	}
	if (rc != RC_OK) {
		db_rollback(r->db);
	}
	arena_destroy(a);
	return rc;
}

/* ---- answering ---- */

/* A request under way: read through one connection, written through another, which is opened when it is needed. */
struct posting {
	struct reg *reader, *writer;
};

static enum rc log_key_of(void *data, struct arena *a, const char *origin, size_t i, struct note_key *ret,
	struct fault *f)
{
	struct posting *p = data;
	struct query *q;
	bool row;
	enum rc rc = db_query(p->reader->db, "SELECT vkey FROM log_key WHERE origin = ? ORDER BY vkey LIMIT 1 OFFSET ?", &q,
		f);
	if (rc == RC_OK) {
		query_bind_text(q, 1, str_of(origin));
		query_bind_int(q, 2, (int64_t)i);
		rc = query_step(q, &row, f);
	}
	if (rc == RC_OK && !row) {
		return fault_set(f, RC_NOT_FOUND, "no more keys");
	}
	if (rc == RC_OK) {
		rc = note_key_parse(a, query_text(q, 0), ret, f) == RC_OK ? RC_OK : RC_DB;
		query_done(q);
	}
	return rc;
}

/* Latest, seen and advance are one transaction, so that no other request gets in between. */
static enum rc seen(void *data, const struct checkpoint *c, struct str note, struct fault *f)
{
	struct posting *p = data;
	bool fork;
	enum rc rc = reg_open(p->reader->path, DB_WRITE, &p->writer, f);
	if (rc == RC_OK) {
		rc = db_begin_write(p->writer->db, f);
	}
	return rc == RC_OK ? sighting_keep(p->writer, c, note, &fork, f) : rc;
}

static enum rc latest(void *data, const char *origin, uint64_t *ret_size, struct id *ret_root, struct fault *f)
{
	struct posting *p = data;
	struct query *q;
	bool row = false;
	enum rc rc = db_query(p->writer->db, "SELECT size, root FROM cosigned WHERE origin = ?", &q, f);
	if (rc == RC_OK) {
		query_bind_text(q, 1, str_of(origin));
		rc = query_step(q, &row, f);
	}
	*ret_size = 0;
	if (rc != RC_OK || !row) {
		return rc;
	}
	struct str root = query_blob(q, 1);
	if (root.n == ID_SIZE) {
		*ret_size = (uint64_t)query_int(q, 0);
		memcpy(ret_root->b, root.p, ID_SIZE);
	} else {
		rc = fault_set(f, RC_DB, "what was cosigned of %s is damaged", origin);
	}
	query_done(q);
	return rc;
}

static enum rc advance(void *data, uint64_t old_size, const struct id *old_root, const struct checkpoint *c,
	struct str note, struct fault *f)
{
	struct posting *p = data;
	struct query *q;
	struct id digest;
	/* The first one takes an empty place; any other the place of what was compared, and of nothing else. */
	enum rc rc = db_query(p->writer->db, "INSERT INTO cosigned (origin, digest, size, root, note) "
		"VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (origin) DO UPDATE SET size = ?3, root = ?4, note = ?5 "
		"WHERE size = ?6 AND (root = ?7 OR size = 0)", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	struct hash *h = hash_create();
	hash_add(h, c->origin, strlen(c->origin));
	hash_finish(h, &digest);
	query_bind_text(q, 1, str_of(c->origin));
	query_bind_blob(q, 2, digest.b, ID_SIZE);
	query_bind_int(q, 3, (int64_t)c->size);
	query_bind_blob(q, 4, c->root.b, ID_SIZE);
	query_bind_text(q, 5, note);
	query_bind_int(q, 6, (int64_t)old_size);
	query_bind_blob(q, 7, old_root->b, ID_SIZE);
	rc = query_run(q, f);
	if (rc == RC_OK && db_changes(p->writer->db) == 0) {
		rc = fault_set(f, RC_CONFLICT, "another request was faster");
	}
	return rc;
}

static enum rc sign(void *data, const void *p, size_t n, uint8_t ret[SIGNATURE_SIZE], struct fault *f)
{
	return role_key_sign_note(data, (struct str){p, n}, ret, f);
}

static enum rc load_key(struct reg *r, struct arena *a, struct note_key *ret, struct role_key **ret_secret,
	struct fault *f)
{
	char path[4096];
	uint8_t public[KEY_SIZE];
	enum rc rc = witness_key(r, a, ret, f);
	if (rc != RC_OK) {
		return rc;
	}
	role_key_path(r->path, ROLE_WITNESS, path, sizeof path);
	rc = role_key_load(path, ROLE_WITNESS, ret_secret, f);
	if (rc != RC_OK) {
		return rc;
	}
	role_key_public(*ret_secret, public);
	if (memcmp(public, ret->key, KEY_SIZE) != 0) {
		role_key_destroy(*ret_secret);
		*ret_secret = NULL;
		return fault_set(f, RC_CRYPTO, "the witness key in %s/keys is not this register's", r->path);
	}
	return RC_OK;
}

enum rc witness_post(struct reg *r, struct arena *a, struct str request, uint64_t seconds,
	struct witness_answer *ret, struct fault *f)
{
	struct posting p = {.reader = r};
	struct witness w = {.store = {log_key_of, latest, seen, advance, &p}, .sign = sign};
	struct role_key *secret = NULL;
	enum rc rc = load_key(r, a, &w.key, &secret, f);
	if (rc != RC_OK) {
		return rc;
	}
	w.sign_data = secret;
	rc = witness_add(&w, a, request, seconds, ret, f);
	/* What was seen is kept, also where the answer is a refusal. */
	if (rc == RC_OK && p.writer) {
		rc = db_commit(p.writer->db, f);
	}
	reg_close(p.writer);
	role_key_destroy(secret);
	return rc;
}
