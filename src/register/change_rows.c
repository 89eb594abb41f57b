/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows of statements and changes: of what is said here, and of what arrives from another organisation. */
#include <string.h>

#include "register/log_internal.h"

/* Value, language, validity and source: four parameters from at on. */
static void bind_value(struct query *q, int at, const struct said *s)
{
	if (s->value.type == VALUE_TEXT) {
		query_bind_text(q, at, s->value.text);
	} else if (s->value.type != VALUE_NONE) {
		query_bind_int(q, at, s->value.number);
	}
	if (s->language.n) {
		query_bind_text(q, at + 1, s->language);
	}
	if (s->valid.n) {
		query_bind_text(q, at + 2, s->valid);
	}
	if (s->source) {
		query_bind_int(q, at + 3, s->source);
	}
}

/* Keeps a digested statement. */
enum rc change_insert(struct change *c, const struct said *s, const struct id *id,
	const uint8_t salts[2 * SALT_SIZE], struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(c->reg->db, "INSERT INTO statement (no, prefix, id, change, subject, mode, target, "
		"property, value, language, valid, source, salts) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, c->next_statement);
	query_bind_int(q, 2, id_prefix(id));
	query_bind_blob(q, 3, id->b, ID_SIZE);
	query_bind_int(q, 4, c->no);
	query_bind_int(q, 5, s->subject);
	query_bind_int(q, 6, s->mode);
	if (s->target) {
		query_bind_int(q, 7, s->target);
	}
	query_bind_int(q, 8, s->property->code);
	bind_value(q, 9, s);
	query_bind_blob(q, 13, salts, 2 * SALT_SIZE);
	return query_run(q, f);
}

/* ---- what arrives from another organisation ---- */

enum rc change_keep_foreign(struct change *c, int64_t org, const struct change_body *body, const struct id *id,
	struct str bytes, const uint8_t author[SIGNATURE_SIZE], const uint8_t reviewer[SIGNATURE_SIZE], int64_t leaf,
	struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(c->reg->db, "INSERT INTO change (no, org, number, id, body, day, message, author, reviewer, "
		"first, count, leaf) VALUES (?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?)", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, ++c->no);
	query_bind_int(q, 2, org);
	query_bind_int(q, 3, body->number);
	query_bind_blob(q, 4, id->b, ID_SIZE);
	query_bind_blob(q, 5, bytes.p, bytes.n);
	query_bind_int(q, 6, body->day);
	query_bind_blob(q, 7, author, SIGNATURE_SIZE);
	query_bind_blob(q, 8, reviewer, SIGNATURE_SIZE);
	query_bind_int(q, 9, c->next_statement);
	query_bind_int(q, 10, body->proposal.count);
	query_bind_int(q, 11, leaf);
	return query_run(q, f);
}

/* Whether somebody may be seen by it is for the views, not for whoever takes it in: nothing is noted as asserted. */
static enum rc note_arrived(struct change *c, const struct said *s, struct fault *f)
{
	size_t asserted = c->asserted.count;
	enum rc rc = change_note(c, s, f);
	c->asserted.count = asserted;
	return rc;
}

enum rc change_keep(struct change *c, const struct said *s, const struct id *id, const uint8_t salts[2 * SALT_SIZE],
	int64_t *ret_no, struct fault *f)
{
	enum rc rc = change_insert(c, s, id, salts, f);
	*ret_no = c->next_statement++;
	return rc == RC_OK ? note_arrived(c, s, f) : rc;
}

enum rc change_keep_blank(struct change *c, int64_t subject, const struct header *h, int64_t target,
	const struct id *id,
	int64_t *ret_no, struct fault *f)
{
	static const struct property none = {.code = PROPERTY_BLANK};
	struct said s = {.subject = subject, .property = &none, .mode = h->mode, .target = target};
	uint8_t digests[2 * ID_SIZE];
	memcpy(digests, h->claim.b, ID_SIZE);
	memcpy(digests + ID_SIZE, h->source.b, ID_SIZE);
	enum rc rc = change_insert(c, &s, id, digests, f);
	*ret_no = c->next_statement++;
	numbers_add(&c->touched, subject); /* it may take something back */
	c->renames = true;
	return rc;
}

enum rc change_fill(struct change *c, int64_t statement, const struct said *s, const uint8_t salts[2 * SALT_SIZE],
	struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(c->reg->db, "UPDATE statement SET property = ?2, value = ?3, language = ?4, valid = ?5, "
		"source = ?6, salts = ?7 WHERE no = ?1", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, statement);
	query_bind_int(q, 2, s->property->code);
	bind_value(q, 3, s);
	query_bind_blob(q, 7, salts, 2 * SALT_SIZE);
	rc = query_run(q, f);
	c->renames = true; /* an old statement may be a name that the index has not */
	return rc == RC_OK ? note_arrived(c, s, f) : rc;
}
