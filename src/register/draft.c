/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A draft is made: changes run as ever, what they said is kept, and nothing of it stays but the sealed event. */
#include "register/draft.h"

#include <stdlib.h>
#include <string.h>

uint64_t reg_drafted(struct reg *r)
{
	uint64_t index = r->has_drafted ? r->drafted : EVENT_NONE;
	r->has_drafted = false;
	return index;
}

static void drafting_free(struct reg *r)
{
	struct drafting *d = r->drafting;
	r->drafting = NULL;
	role_key_destroy(d->key);
	for (size_t i = 0; i < d->private_count; i++) {
		buf_wipe(&d->private[i]);
	}
	free(d->private);
	buf_wipe(&d->parts);
	free(d->message);
	free(d->proposals);
	free(d);
}

static enum rc next_of(struct db *db, const char *sql, int64_t *ret, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(db, sql, &q, f);
	return rc == RC_OK ? query_int_or(q, 1, ret, f) : rc;
}

static enum rc begin(struct reg *r, bool one, struct fault *f)
{
	struct role_key *key = NULL;
	/* First the key: who is no author hears of it before anything is read. */
	enum rc rc = r->home ? private_may_say(r, f) : people_key(r, ROLE_AUTHOR, &key, f);
	if (rc == RC_OK) {
		rc = reg_trial_begin(r, f);
	}
	if (rc != RC_OK) {
		role_key_destroy(key);
		return rc;
	}
	struct drafting *d = xcalloc(1, sizeof *d);
	d->one = one;
	d->key = key;
	buf_init(&d->parts, EVENT_MOST);
	r->drafting = d;
	r->has_drafted = false;
	rc = next_of(r->db, "SELECT max(no) + 1 FROM statement", &d->first_statement, f);
	if (rc == RC_OK) {
		rc = next_of(r->db, "SELECT max(no) + 1 FROM subject", &d->first_subject, f);
	}
	if (rc != RC_OK) {
		reg_trial_end(r);
		drafting_free(r);
	}
	return rc;
}

enum rc draft_begin_one(struct reg *r, struct fault *f)
{
	return begin(r, true, f);
}

enum rc reg_draft_begin(struct reg *r, struct fault *f)
{
	bool people;
	enum rc rc = people_founded(r, &people, f);
	return rc == RC_OK && people && !r->trial ? begin(r, false, f) : rc;
}

void draft_give_up(struct reg *r)
{
	if (r->drafting && r->drafting->one) {
		reg_trial_end(r);
		drafting_free(r);
	}
}

/* ---- what a change said ---- */

static void put_id_or_null(struct buf *out, struct str id)
{
	if (id.n == ID_SIZE) {
		cbor_bytes(out, id.p, ID_SIZE);
	} else {
		cbor_null(out);
	}
}

static void put_handle(struct buf *out, int64_t h)
{
	uint8_t bytes[8];
	for (int i = 0; i < 8; i++) {
		bytes[i] = (uint8_t)((uint64_t)h >> (56 - 8 * i));
	}
	cbor_bytes(out, bytes, sizeof bytes);
}

enum { S_SUBJECT, S_PROPERTY, S_MODE, S_TARGET, S_VALUE, S_REFERENCE, S_LANGUAGE, S_VALID, S_SOURCE, S_SALTS };
static const char statements_of[] = "SELECT " DRAFT_COLUMNS DRAFT_FROM "WHERE s.no >= ? ORDER BY s.no";

void draft_put_statement(struct query *q, struct buf *out)
{
	const struct property *p = property_by_code((int)query_int(q, S_PROPERTY));
	struct str salts = query_blob(q, S_SALTS);
	cbor_array(out, 9);
	cbor_uint(out, (uint64_t)query_int(q, S_SUBJECT));
	cbor_uint(out, (uint64_t)query_int(q, S_PROPERTY));
	cbor_uint(out, (uint64_t)query_int(q, S_MODE));
	put_id_or_null(out, query_blob(q, S_TARGET));
	if (query_is_text(q, S_VALUE)) {
		cbor_text(out, query_text(q, S_VALUE));
	} else if (query_is_null(q, S_VALUE)) {
		cbor_null(out);
	} else if (p && p->type == TYPE_REF) {
		put_handle(out, query_int(q, S_REFERENCE));
	} else {
		cbor_int(out, query_int(q, S_VALUE));
	}
	cbor_text(out, query_text(q, S_LANGUAGE));
	cbor_text(out, query_text(q, S_VALID));
	cbor_uint(out, (uint64_t)query_int(q, S_SOURCE));
	cbor_bytes(out, salts.p, salts.n);
}

static void put_undone(struct query *q, struct buf *out)
{
	cbor_array(out, 2);
	cbor_uint(out, (uint64_t)query_int(q, 0));
	cbor_uint(out, (uint64_t)query_int(q, 1));
}

static void put_subject(struct query *q, struct buf *out)
{
	cbor_array(out, 2);
	cbor_uint(out, (uint64_t)query_int(q, 0));
	cbor_uint(out, (uint64_t)query_int(q, 1));
}

static void put_receipt(struct query *q, struct buf *out)
{
	cbor_array(out, 3);
	cbor_uint(out, (uint64_t)query_int(q, 0));
	cbor_uint(out, (uint64_t)query_int(q, 1));
	cbor_uint(out, (uint64_t)query_int(q, 2));
}

/* An array of so many rows: they are counted first. */
static enum rc put_rows(struct change *c, const char *count, const char *sql, int64_t from, int64_t other,
	void (*put)(struct query *q, struct buf *out), struct fault *f)
{
	struct buf *out = &c->reg->drafting->parts;
	struct query *q;
	int64_t rows;
	bool row;
	enum rc rc = db_query(c->reg->db, count, &q, f);
	if (rc == RC_OK) {
		query_bind_int(q, 1, from);
		rc = query_int_or(q, 0, &rows, f);
	}
	if (rc == RC_OK) {
		cbor_array(out, (uint64_t)rows);
		rc = db_query(c->reg->db, sql, &q, f);
	}
	if (rc == RC_OK) {
		query_bind_int(q, 1, from);
		if (other >= 0) {
			query_bind_int(q, 2, other);
		}
	}
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		put(q, out);
	}
	return rc;
}

static enum rc put_all(struct change *c, struct fault *f)
{
	enum rc rc = put_rows(c, "SELECT count(*) FROM undone WHERE by = ?", "SELECT h.number, n.first - ?2 FROM undone n "
		"JOIN change h ON h.no = n.change WHERE n.by = ?1 ORDER BY n.place", c->no, c->first_statement, put_undone, f);
	if (rc == RC_OK) {
		rc = put_rows(c, "SELECT count(*) FROM subject WHERE no >= ?", "SELECT kind, handle FROM subject WHERE no >= ? "
			"ORDER BY no", c->first_subject, -1, put_subject, f);
	}
	if (rc == RC_OK) {
		rc = put_rows(c, "SELECT count(*) FROM statement WHERE no >= ?", statements_of, c->first_statement, -1,
			draft_put_statement, f);
	}
	return rc == RC_OK ? put_rows(c, "SELECT count(*) FROM receipt WHERE change = ?", "SELECT n.line, u.handle, "
		"n.statements FROM receipt n JOIN subject u ON u.no = n.subject WHERE n.change = ? ORDER BY n.line, n.subject",
		c->no, -1, put_receipt, f) : rc;
}

static enum rc number_of(struct reg *r, int64_t change, int64_t *ret, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(r->db, "SELECT number FROM change WHERE no = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, change);
	return query_int_or(q, 0, ret, f);
}

enum rc draft_take(struct change *c, struct fault *f)
{
	struct drafting *d = c->reg->drafting;
	struct buf *out = &d->parts;
	if (c->reg->home) {
		return private_take(c, f);
	}
	uint8_t signature[SIGNATURE_SIZE];
	int64_t undoes = 0;
	enum rc rc = c->undoes ? number_of(c->reg, c->undoes, &undoes, f) : RC_OK;
	role_key_sign(d->key, &c->proposal, signature);
	cbor_array(out, 9);
	cbor_text(out, str_of(c->message));
	cbor_bytes(out, c->salt, SALT_SIZE);
	cbor_int(out, c->said);
	cbor_bytes(out, signature, sizeof signature);
	if (undoes) {
		cbor_uint(out, (uint64_t)undoes);
	} else {
		cbor_null(out);
	}
	if (rc == RC_OK) {
		rc = put_all(c, f);
	}
	if (rc == RC_OK && out->full) {
		rc = fault_set(f, RC_LIMIT, "this is too much for one draft");
		fault_hint(f, "import it in parts");
	}
	if (rc != RC_OK) {
		return rc;
	}
	if (!d->message) {
		d->message = xcalloc(1, strlen(c->message) + 1);
		memcpy(d->message, c->message, strlen(c->message));
	}
	d->statements += c->number;
	d->proposals = xrealloc(d->proposals, (d->count + 1) * sizeof *d->proposals);
	d->proposals[d->count++] = c->proposal;
	return RC_OK;
}

/* ---- what it rests on ---- */

enum rc draft_basis(struct reg *r, int64_t subject, int64_t below, struct id *ret, struct fault *f)
{
	struct hash *h = hash_create();
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, "SELECT id, property = 0 FROM statement WHERE subject = ? AND no < ? ORDER BY id", &q,
		f);
	if (rc == RC_OK) {
		query_bind_int(q, 1, subject);
		query_bind_int(q, 2, below);
	}
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		uint8_t blank = (uint8_t)query_int(q, 1);
		hash_add(h, query_blob(q, 0).p, query_blob(q, 0).n);
		hash_add(h, &blank, 1);
	}
	hash_finish(h, ret);
	return rc;
}

/* Of every record that was there before and is spoken of now. */
static enum rc put_basis(struct reg *r, struct buf *out, struct fault *f)
{
	const struct drafting *d = r->drafting;
	struct numbers list = {0};
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, "SELECT DISTINCT subject FROM statement WHERE no >= ? AND subject < ?", &q, f);
	if (rc == RC_OK) {
		query_bind_int(q, 1, d->first_statement);
		query_bind_int(q, 2, d->first_subject);
	}
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		numbers_add(&list, query_int(q, 0));
	}
	numbers_sort(&list);
	cbor_array(out, list.count);
	for (size_t i = 0; rc == RC_OK && i < list.count; i++) {
		struct id digest;
		int64_t h = 0;
		rc = draft_basis(r, list.list[i], d->first_statement, &digest, f);
		if (rc == RC_OK) {
			rc = db_query(r->db, "SELECT handle FROM subject WHERE no = ?", &q, f);
		}
		if (rc == RC_OK) {
			query_bind_int(q, 1, list.list[i]);
			rc = query_int_or(q, 0, &h, f);
		}
		cbor_array(out, 2);
		cbor_uint(out, (uint64_t)h);
		cbor_bytes(out, digest.b, ID_SIZE);
	}
	numbers_finish(&list);
	return rc;
}

/* ---- the end of it ---- */

struct keeping {
	const struct drafting *draft;
	struct str payload;
	uint64_t index;
};

static enum rc put_uses(struct private_log *p, const struct keeping *k, struct fault *f)
{
	struct buf payload;
	enum rc rc = RC_OK;
	buf_init(&payload, EVENT_MOST);
	for (size_t i = 0; rc == RC_OK && i < k->draft->count; i++) {
		struct event_use use = {.role = ROLE_AUTHOR, .of = USED_PROPOSAL, .id = k->draft->proposals[i],
			.event = k->index};
		buf_clear(&payload);
		event_use_encode(&use, &payload);
		rc = private_put(p, EVENT_USE, buf_view(&payload), NULL, f);
	}
	buf_finish(&payload);
	return rc;
}

static enum rc put_draft(struct private_log *p, void *data, struct fault *f)
{
	struct keeping *k = data;
	enum rc rc = private_put(p, EVENT_DRAFT, k->payload, &k->index, f);
	return rc == RC_OK ? put_uses(p, k, f) : rc;
}

static enum rc keep(struct reg *r, struct str payload, struct fault *f)
{
	struct keeping k = {.draft = r->drafting, .payload = payload};
	enum rc rc = private_write(r, put_draft, &k, f);
	r->drafted = k.index;
	r->has_drafted = rc == RC_OK;
	return rc;
}

enum rc reg_draft_end(struct reg *r, bool keep_it, struct fault *f)
{
	struct drafting *d = r->drafting;
	struct buf payload;
	if (!d) {
		return RC_OK;
	}
	keep_it = keep_it && d->count;
	enum rc rc = RC_OK;
	buf_init(&payload, EVENT_MOST);
	if (keep_it && !r->home) {
		cbor_array(&payload, 4);
		cbor_text(&payload, str_of(d->message));
		cbor_uint(&payload, (uint64_t)d->statements);
		cbor_array(&payload, d->count);
		buf_add(&payload, d->parts.p, d->parts.n);
		rc = put_basis(r, &payload, f);
	}
	reg_trial_end(r); /* nothing of it stays */
	if (rc == RC_OK && keep_it && r->home) {
		rc = private_keep(r, f);
	} else if (rc == RC_OK && keep_it) {
		rc = payload.full ? fault_set(f, RC_LIMIT, "this is too much for one draft")
			: keep(r, buf_view(&payload), f);
	}
	buf_wipe(&payload);
	drafting_free(r);
	return rc;
}

enum rc draft_end_one(struct reg *r, struct fault *f)
{
	return r->drafting && r->drafting->one ? reg_draft_end(r, true, f) : RC_OK;
}
