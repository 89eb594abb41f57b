/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How a log begins: with the founding entry, which names the organisation and its three keys. In a new register
 * nothing else is there. One of before there was a log has changes, whose bodies hold their messages in clear; they
 * are checked, and made again with the digest of the message in its place, signed by the same two keys.
 */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "register/audit.h"
#include "register/log_internal.h"

static enum rc add_founding(struct reg *r, const struct role_keys *k, struct tree *t, struct fault *f)
{
	struct founding founding = {.name = str_of(r->organisation)};
	struct entry e = {.type = ENTRY_FOUNDING};
	struct buf body;
	struct id id;
	buf_init(&body, ENTRY_MOST);
	memcpy(founding.org, r->org, ORG_SIZE);
	for (int role = 1; role <= ROLES; role++) {
		role_key_public(k->of[role], founding.key[role]);
	}
	founding_encode(&founding, &body);
	founding_id(buf_view(&body), &id);
	e.body = buf_view(&body);
	for (int role = 1; role <= ROLES; role++) {
		e.has[role] = true;
		role_key_sign(k->of[role], &id, e.signature[role]);
	}
	enum rc rc = log_add(r, OWN_ORG, t, &e, f);
	buf_finish(&body);
	return rc;
}

enum rc log_found_new(struct reg *r, const struct role_keys *k, struct tree *ret, struct fault *f)
{
	*ret = (struct tree){0};
	enum rc rc = add_founding(r, k, ret, f);
	return rc == RC_OK ? log_sign(r, k, ret, f) : rc;
}

/* ---- a register of before ---- */

/* The same as audit --deep says of it: nobody signs again what is not what was signed. */
static enum rc check_first(struct reg *r, struct arena *a, struct fault *f)
{
	struct audit audit = {.reg = r, .db = r->db, .arena = a};
	enum rc rc = audit_deep(&audit, NULL, f);
	if (rc == RC_OK && audit.count) {
		rc = fault_set(f, RC_CRYPTO, "the register is not what was signed: %s", audit.list[0].text);
		fault_hint(f, "\"volya audit --deep\" lists all that is wrong; take the register from a copy");
	}
	return rc;
}

struct renewing {
	struct id previous;
	bool has_previous;
	const struct role_keys *keys;
};

static enum rc keep_renewed(struct reg *r, struct renewing *w, int64_t no, const struct change_body *c,
	const uint8_t salt[SALT_SIZE], struct fault *f)
{
	uint8_t author[SIGNATURE_SIZE], reviewer[SIGNATURE_SIZE];
	struct id proposal, id;
	struct buf body;
	struct query *q;
	buf_init(&body, ENTRY_MOST);
	change_encode(c, &body);
	proposal_id(&c->proposal, &proposal);
	change_id(buf_view(&body), &id);
	role_key_sign(w->keys->of[ROLE_AUTHOR], &proposal, author);
	role_key_sign(w->keys->of[ROLE_REVIEWER], &id, reviewer);
	enum rc rc = db_query(r->db, "UPDATE change SET id = ?2, body = ?3, salt = ?4, author = ?5, reviewer = ?6 "
		"WHERE no = ?1", &q, f);
	if (rc == RC_OK) {
		query_bind_int(q, 1, no);
		query_bind_blob(q, 2, id.b, ID_SIZE);
		query_bind_blob(q, 3, body.p, body.n);
		query_bind_blob(q, 4, salt, SALT_SIZE);
		query_bind_blob(q, 5, author, sizeof author);
		query_bind_blob(q, 6, reviewer, sizeof reviewer);
		rc = query_run(q, f);
	}
	w->previous = id;
	w->has_previous = true;
	buf_finish(&body);
	return rc;
}

static enum rc renew(struct reg *r, struct renewing *w, int64_t no, struct str old, struct fault *f)
{
	uint8_t salt[SALT_SIZE];
	struct change_body c;
	struct str message;
	enum rc rc = change_decode_first(old, &c, &message, f);
	if (rc != RC_OK) {
		return rc;
	}
	random_bytes(salt, sizeof salt);
	message_digest(message, salt, &c.proposal.message);
	c.has_previous = w->has_previous;
	c.previous = w->previous;
	return keep_renewed(r, w, no, &c, salt, f);
}

/* One by one, by number: what is read must not be what is written meanwhile. */
static enum rc renew_all(struct reg *r, struct arena *a, const struct role_keys *k, uint64_t *ret_size, struct fault *f)
{
	struct renewing w = {.keys = k};
	bool row = true;
	enum rc rc = RC_OK;
	*ret_size = 1;
	for (int64_t no = 1; rc == RC_OK && row; no++) {
		struct query *q;
		struct str body = {0};
		rc = db_query(r->db, "SELECT body, leaf FROM change WHERE no = ?", &q, f);
		if (rc != RC_OK) {
			break;
		}
		query_bind_int(q, 1, no);
		rc = query_step(q, &row, f);
		if (rc == RC_OK && row) {
			body = str_copy(a, query_blob(q, 0));
			*ret_size = (uint64_t)query_int(q, 1) + 1;
		}
		query_done(q);
		if (rc == RC_OK && row) {
			rc = renew(r, &w, no, body, f);
		}
	}
	return rc;
}

static enum rc add_leaf(void *data, const struct log_entry *e, struct fault *f)
{
	struct tree *t = data;
	struct id leaf;
	if (e->bytes.n == 0) {
		return fault_set(f, RC_DB, "statement %" PRId64 " is damaged", e->statement);
	}
	leaf_hash(e->bytes.p, e->bytes.n, &leaf);
	tree_add(t, &leaf);
	return RC_OK;
}

enum rc log_found(struct reg *r, const struct role_keys *k, struct tree *ret, struct fault *f)
{
	struct arena *a = arena_create((size_t)1 << 30);
	uint64_t size;
	*ret = (struct tree){0};
	enum rc rc = check_first(r, a, f);
	if (rc == RC_OK) {
		rc = renew_all(r, a, k, &size, f);
	}
	if (rc == RC_OK) {
		rc = add_founding(r, k, ret, f);
	}
	if (rc == RC_OK) {
		rc = log_walk(r, OWN_ORG, 1, size, add_leaf, ret, f);
	}
	if (rc == RC_OK) {
		rc = log_sign(r, k, ret, f);
	}
	arena_destroy(a);
	return rc;
}
