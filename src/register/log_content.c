/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What stands behind the leaves, as far as it is public: bundle by bundle for those who copy the log, and statement by
 * statement for a receipt.
 */
#include <string.h>

#include "register/log_internal.h"

/* Whether a subject is in no view: it, or whom it belongs to, is withheld, or nothing said of it stands. */
static enum rc subject_hidden(struct reg *r, int64_t subject, bool *ret, struct fault *f)
{
	struct query *q;
	int64_t top, hidden = 0;
	enum rc rc = subject_top(r->db, subject, &top, f);
	if (rc == RC_OK) {
		rc = db_query(r->db, "SELECT count(*) FROM unseen WHERE owner IN (?1, ?2) AND withheld = 1", &q, f);
	}
	if (rc == RC_OK) {
		query_bind_int(q, 1, top);
		query_bind_int(q, 2, subject);
		rc = query_int_or(q, 0, &hidden, f);
	}
	*ret = hidden > 0;
	return rc;
}

/* A claim is public where the views have it. */
static enum rc claim_shown(struct reg *r, int64_t no, int64_t subject, int64_t property, bool *ret, struct fault *f)
{
	struct query *q;
	int64_t top, shown = 0;
	enum rc rc = subject_top(r->db, subject, &top, f);
	if (rc == RC_OK) {
		rc = db_query(r->db, "SELECT count(*) FROM fact WHERE owner = ? AND property = ? AND subject = ? "
			"AND statement = ?", &q, f);
	}
	if (rc == RC_OK) {
		query_bind_int(q, 1, top);
		query_bind_int(q, 2, property);
		query_bind_int(q, 3, subject);
		query_bind_int(q, 4, no);
		rc = query_int_or(q, 0, &shown, f);
	}
	*ret = shown > 0;
	return rc;
}

struct seen_row {
	int64_t subject, reference, target, property, mode;
};

static enum rc read_seen_row(struct reg *r, int64_t no, struct seen_row *ret, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, "SELECT subject, CASE WHEN typeof(value) = 'integer' THEN value END, target, "
		"property, "
		"mode FROM statement WHERE no = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	rc = query_step(q, &row, f);
	if (rc == RC_OK && row) {
		*ret = (struct seen_row){query_int(q, 0), query_int(q, 1), query_int(q, 2), query_int(q, 3), query_int(q, 4)};
	} else if (rc == RC_OK) {
		rc = fault_set(f, RC_DB, "a statement is missing");
	}
	query_done(q);
	return rc;
}

enum rc statement_shown(struct reg *r, int64_t no, bool *ret, struct fault *f)
{
	struct seen_row row = {0};
	bool hidden = false;
	enum rc rc = RC_OK;
	*ret = true;
	/* What takes back, or disputes, is shown where its target is: each target is older, so this ends. */
	while (rc == RC_OK && no && *ret) {
		rc = read_seen_row(r, no, &row, f);
		const struct property *p = rc == RC_OK ? property_by_code((int)row.property) : NULL;
		*ret = p != NULL;
		if (rc == RC_OK && p && (row.mode == MODE_ASSERT || row.mode == MODE_REPLACE)) {
			rc = claim_shown(r, no, row.subject, row.property, ret, f);
		}
		if (rc == RC_OK && *ret && p && p->type == TYPE_REF && row.reference) {
			rc = subject_hidden(r, row.reference, &hidden, f);
			*ret = !hidden;
		}
		no = row.target;
	}
	return rc;
}

/* The content of a statement's row, at the end of out; nothing where the public may not see it. */
static enum rc add_content(struct reg *r, const struct log_entry *e, struct buf *out, struct fault *f)
{
	struct content c = {.source = query_int(e->row, ROW_SOURCE)};
	struct str salts = query_blob(e->row, ROW_SALTS);
	bool shown;
	enum rc rc = statement_shown(r, e->statement, &shown, f);
	if (rc != RC_OK || !shown || salts.n != sizeof c.salts || !row_claim(e->row, &c.claim)) {
		return rc;
	}
	memcpy(c.salts, salts.p, sizeof c.salts);
	content_encode(&c, out);
	return RC_OK;
}

struct bundling {
	struct reg *reg;
	struct buf *out, one;
};

static enum rc add_one(void *data, const struct log_entry *e, struct fault *f)
{
	struct bundling *b = data;
	buf_clear(&b->one);
	enum rc rc = e->statement ? add_content(b->reg, e, &b->one, f) : RC_OK;
	if (rc == RC_OK && b->one.full) {
		rc = fault_set(f, RC_LIMIT, "a statement is too large");
	}
	return rc == RC_OK ? bundle_add(b->out, TILE_CONTENT, buf_view(&b->one), f) : rc;
}

static enum rc add_all(struct reg *r, uint64_t from, uint64_t to, struct buf *out, struct fault *f)
{
	struct bundling b = {.reg = r, .out = out};
	buf_init(&b.one, CONTENT_MOST);
	enum rc rc = log_walk(r, OWN_ORG, from, to, add_one, &b, f);
	buf_finish(&b.one);
	return rc;
}

enum rc log_content(struct reg *r, uint64_t bundle, unsigned width, struct buf *out, struct fault *f)
{
	struct arena *a = arena_create((size_t)1 << 20);
	struct log_head head;
	enum rc rc = log_head(r, a, OWN_ORG, &head, f);
	if (rc == RC_OK && (bundle > head.tree.size / TILE_WIDTH || width < 1 || width > TILE_WIDTH
		|| bundle * TILE_WIDTH + width > head.tree.size)) {
		rc = fault_set(f, RC_NOT_FOUND, "the log has no such bundle");
	}
	if (rc == RC_OK) {
		rc = add_all(r, bundle * TILE_WIDTH, bundle * TILE_WIDTH + width, out, f);
	}
	arena_destroy(a);
	return rc;
}

/* ---- receipts ---- */

struct receipt {
	struct reg *reg;
	struct buf *header, *content;
};

static enum rc take_receipt(void *data, const struct log_entry *e, struct fault *f)
{
	struct receipt *x = data;
	if (e->bytes.n == 0) {
		return fault_set(f, RC_DB, "entry %d of the log is damaged", (int)e->index);
	}
	buf_str(x->header, e->bytes);
	return e->statement ? add_content(x->reg, e, x->content, f) : RC_OK;
}

static enum rc extra_of(struct reg *r, struct arena *a, int64_t org, uint64_t index, struct tlog_proof *ret,
	struct fault *f)
{
	struct buf header, content, extra;
	buf_init(&header, ENTRY_MOST);
	buf_init(&content, CONTENT_MOST);
	buf_init(&extra, 2 * CONTENT_MOST);
	enum rc rc = log_walk(r, org, index, index + 1, take_receipt, &(struct receipt){r, &header, &content}, f);
	if (rc == RC_OK && content.n == 0) {
		rc = fault_set(f, RC_NOT_FOUND, "entry %d of the log has no content that is public", (int)index);
	}
	if (rc == RC_OK) {
		cbor_array(&extra, 2);
		cbor_bytes(&extra, header.p, header.n);
		cbor_bytes(&extra, content.p, content.n);
		ret->has_extra = true;
		ret->extra = str_copy(a, buf_view(&extra));
	}
	buf_finish(&header);
	buf_finish(&content);
	buf_finish(&extra);
	return rc;
}

enum rc log_receipt(struct reg *r, struct arena *a, int64_t statement, char **ret, struct fault *f)
{
	struct log_files own = log_own_files(r);
	struct log_head head;
	struct tlog_proof proof = {0};
	int64_t org;
	enum rc rc = log_index(r, statement, &org, &proof.index, f);
	if (rc == RC_OK && org != OWN_ORG) {
		rc = fault_set(f, RC_NOT_FOUND, "the statement stands in another organisation's log: ask them for its receipt");
	}
	if (rc == RC_OK) {
		rc = log_head(r, a, org, &head, f);
	}
	if (rc == RC_OK) {
		rc = extra_of(r, a, org, proof.index, &proof, f);
	}
	if (rc == RC_OK) {
		rc = tiles_inclusion(&own, proof.index, head.tree.size, &proof.proof, f);
	}
	if (rc == RC_OK) {
		proof.checkpoint = head.checkpoint;
		*ret = tlog_proof_format(a, &proof);
	}
	return rc;
}
