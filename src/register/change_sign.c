/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What closes a change: its body, both signatures, its entry, the head of the log. */
#include <string.h>

#include "register/log_internal.h"

/* What is signed of a change, and kept. */
struct closing {
	struct buf body;
	struct id id;
	uint8_t author[SIGNATURE_SIZE], reviewer[SIGNATURE_SIZE];
};

static enum rc insert_change(struct change *c, const struct closing *k, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(c->reg->db, "INSERT INTO change (no, org, number, id, body, day, message, salt, author, "
		"reviewer, undoes, first, count, leaf) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, c->no);
	query_bind_int(q, 2, OWN_ORG);
	query_bind_int(q, 3, c->of_log);
	query_bind_blob(q, 4, k->id.b, ID_SIZE);
	query_bind_blob(q, 5, k->body.p, k->body.n);
	query_bind_int(q, 6, c->day);
	if (c->replay && !c->keyless) { /* its words are in the private log, and there alone */
		query_bind_text(q, 7, STR(""));
	} else {
		query_bind_text(q, 7, str_of(c->message));
		query_bind_blob(q, 8, c->salt, sizeof c->salt);
	}
	query_bind_blob(q, 9, k->author, sizeof k->author);
	query_bind_blob(q, 10, k->reviewer, sizeof k->reviewer);
	if (c->undoes) {
		query_bind_int(q, 11, c->undoes);
	} else {
		query_bind_null(q, 11);
	}
	query_bind_int(q, 12, c->first_statement);
	query_bind_int(q, 13, c->number);
	query_bind_int(q, 14, (int64_t)c->tree.size);
	return query_run(q, f);
}

static enum rc previous_change(struct change *c, struct change_body *body, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(c->reg->db, "SELECT id, day FROM change WHERE org = 1 AND number = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, c->of_log - 1);
	rc = query_step(q, &row, f);
	if (rc == RC_OK && row) {
		body->has_previous = true;
		memcpy(body->previous.b, query_blob(q, 0).p, ID_SIZE);
		/* A clock that was set back does not turn the log's order round. What is private has an order of its own. */
		if (query_int(q, 1) > c->day && !c->reg->home) {
			rc = fault_set(f, RC_CONFLICT, "the last change was recorded on a later day than today");
			fault_hint(f, "set the clock right");
		}
	}
	query_done(q);
	return rc;
}

/* The change's own entry, behind those of its statements; then the head of the log over all of them. */
static enum rc enter_change(struct change *c, const struct closing *k, struct fault *f)
{
	struct buf entry;
	struct id leaf;
	buf_init(&entry, ENTRY_MOST);
	enum rc rc = change_entry(buf_view(&k->body), (struct str){(const char *)k->author, sizeof k->author},
		(struct str){(const char *)k->reviewer, sizeof k->reviewer}, &entry, f);
	if (rc == RC_OK) {
		leaf_hash(entry.p, entry.n, &leaf);
		tree_add(&c->tree, &leaf);
		rc = c->keyless ? log_keep(c->reg, OWN_ORG, &c->tree, STR(""), f)
			: log_sign(c->reg, c->keys, &c->tree, f);
	}
	buf_finish(&entry);
	return rc;
}

/* What was drafted is signed by its author already, and must be what was signed. */
static enum rc sign_both(struct change *c, struct closing *k, struct fault *f)
{
	uint8_t public[KEY_SIZE];
	enum rc rc = RC_OK;
	if (c->keyless) {
		memset(k->author, 0, sizeof k->author);
		memset(k->reviewer, 0, sizeof k->reviewer);
		return RC_OK;
	}
	if (c->replay) {
		memcpy(k->author, c->replay->author, SIGNATURE_SIZE);
		rc = role_public(c->reg, ROLE_AUTHOR, public, f);
		rc = rc == RC_OK ? signature_check(public, ROLE_AUTHOR, &c->proposal, k->author, f) : rc;
		fault_hint(f, "where the author's key was changed since, reject it, and let its author draft it anew");
	} else {
		role_key_sign(c->keys->of[ROLE_AUTHOR], &c->proposal, k->author);
	}
	role_key_sign(c->keys->of[ROLE_REVIEWER], &k->id, k->reviewer);
	return rc;
}

enum rc change_sign(struct change *c, struct fault *f)
{
	struct change_body body = {.number = c->of_log, .day = c->day,
		.proposal = {.day = c->said, .count = c->number}};
	struct closing k;
	memcpy(body.org, c->reg->org, ORG_SIZE);
	memcpy(body.proposal.org, c->reg->org, ORG_SIZE);
	enum rc rc = previous_change(c, &body, f);
	change_sum_finish(c->sum, &body.proposal.statements);
	c->sum = NULL;
	if (rc != RC_OK) {
		return rc;
	}
	if (c->replay) {
		memcpy(c->salt, c->replay->salt, SALT_SIZE);
	} else {
		random_bytes(c->salt, sizeof c->salt);
	}
	message_digest(str_of(c->message), c->salt, &body.proposal.message);
	buf_init(&k.body, ENTRY_MOST);
	change_encode(&body, &k.body);
	proposal_id(&body.proposal, &c->proposal);
	change_id(buf_view(&k.body), &k.id);
	rc = sign_both(c, &k, f);
	if (rc == RC_OK) {
		rc = insert_change(c, &k, f);
	}
	if (rc == RC_OK) {
		rc = enter_change(c, &k, f);
	}
	buf_finish(&k.body);
	return rc;
}
