/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The entries of a log, made again from the tables, in their order. */
#include <inttypes.h>
#include <string.h>

#include "register/log_internal.h"

/* A statement with the handles of all it names; in the order of the columns of log.h. */
static const char log_statements[] =
	"SELECT s.no, s.id, s.prefix, u.handle, u.kind, s.mode, s.property, s.value, v.handle, s.language, s.valid, "
	"o.handle, s.salts, t.id, s.target, s.subject FROM statement s LEFT JOIN subject u ON u.no = s.subject "
	"LEFT JOIN subject o ON o.no = s.source LEFT JOIN subject v ON typeof(s.value) = 'integer' AND v.no = s.value "
	"LEFT JOIN statement t ON t.no = s.target WHERE s.no BETWEEN ?1 AND ?2 ORDER BY s.no";

static const char log_changes[] =
	"SELECT no, number, id, body, day, message, salt, author, reviewer, first, count, leaf FROM change "
	"WHERE org = ?1 AND leaf >= ?2 ORDER BY leaf";

static struct value value_of(struct query *q, const struct property *p)
{
	if (query_is_text(q, ROW_VALUE)) {
		return (struct value){VALUE_TEXT, query_text(q, ROW_VALUE), 0};
	}
	if (query_is_null(q, ROW_VALUE)) {
		return (struct value){0};
	}
	return p->type == TYPE_REF ? (struct value){VALUE_REF, {0}, query_int(q, ROW_REFERENCE)}
		: (struct value){VALUE_INT, {0}, query_int(q, ROW_VALUE)};
}

bool row_claim(struct query *q, struct claim *ret)
{
	const struct property *p = property_by_code((int)query_int(q, ROW_PROPERTY));
	if (!p) {
		return false;
	}
	*ret = (struct claim){.property = str_of(p->key), .value = value_of(q, p), .language = query_text(q, ROW_LANGUAGE),
		.valid = query_text(q, ROW_VALID)};
	/* A damaged file may hold anything; what was said is text of one form. */
	return text_is_nfc(ret->value.text) && text_is_nfc(ret->language) && text_is_nfc(ret->valid);
}

/* What is kept of a claim that is not: its two digests, in place of the salts. */
static bool blank(struct query *q)
{
	return query_int(q, ROW_PROPERTY) == PROPERTY_BLANK;
}

static bool row_digests(struct query *q, struct header *h)
{
	struct claim claim;
	struct str salts = query_blob(q, ROW_SALTS);
	if (salts.n != 2 * SALT_SIZE) {
		return false;
	}
	if (blank(q)) {
		memcpy(h->claim.b, salts.p, ID_SIZE);
		memcpy(h->source.b, salts.p + ID_SIZE, ID_SIZE);
		return true;
	}
	if (!row_claim(q, &claim)) {
		return false;
	}
	claim_digest(&claim, (const uint8_t *)salts.p, &h->claim);
	source_digest(query_int(q, ROW_SOURCE), (const uint8_t *)salts.p + SALT_SIZE, &h->source);
	return true;
}

bool row_header(struct query *q, const uint8_t org[ORG_SIZE], day said, uint8_t bytes[HEADER_MAX], size_t *ret_n)
{
	struct str target = query_blob(q, ROW_TARGET_ID);
	int64_t mode = query_int(q, ROW_MODE), kind = query_int(q, ROW_KIND), subject = query_int(q, ROW_SUBJECT);
	struct header h = {.kind = (int)kind, .subject = subject, .mode = (enum mode)mode, .day = said,
		.has_target = target.n == ID_SIZE};
	/* What header_encode() holds to be so: rows may have been tampered with. */
	if (subject <= 0 || subject >= (handle)1 << 60 || kind < 1 || kind > 255 || mode < MODE_ASSERT
		|| mode > MODE_DISPUTE || h.has_target != (mode != MODE_ASSERT)
		|| h.has_target == query_is_null(q, ROW_TARGET) || !row_digests(q, &h)) {
		return false;
	}
	memcpy(h.org, org, ORG_SIZE);
	if (h.has_target) {
		memcpy(h.target.b, target.p, ID_SIZE);
	}
	*ret_n = header_encode(&h, bytes);
	return true;
}

enum rc change_entry(struct str body, struct str author, struct str reviewer, struct buf *out, struct fault *f)
{
	struct entry e = {.type = ENTRY_CHANGE, .body = body};
	if (author.n != SIGNATURE_SIZE || reviewer.n != SIGNATURE_SIZE) {
		return fault_set(f, RC_DB, "a change lacks a signature");
	}
	e.has[ROLE_AUTHOR] = e.has[ROLE_REVIEWER] = true;
	memcpy(e.signature[ROLE_AUTHOR], author.p, SIGNATURE_SIZE);
	memcpy(e.signature[ROLE_REVIEWER], reviewer.p, SIGNATURE_SIZE);
	entry_encode(&e, out);
	return RC_OK;
}

/* More entries than this in a row are not missing but never were. */
#define GAP_MOST ((uint64_t)1 << 24)

struct walk {
	struct reg *reg;
	int64_t org;
	uint8_t org_id[ORG_SIZE];
	uint64_t next, to; /* index of the next entry, and of the first that is not wanted */
	log_each each;
	void *data;
	struct buf bytes;
};

static enum rc give(struct walk *w, struct log_entry e, struct fault *f)
{
	e.index = w->next++;
	return w->each(w->data, &e, f);
}

/* The day of the headers: in the proposal, or in a body of before there were any. */
static enum rc said_on(struct query *change, day *ret, struct fault *f)
{
	struct change_body body;
	struct str message;
	enum rc rc = query_is_null(change, ROW_CHANGE_SALT) && query_int(change, ROW_CHANGE_NUMBER) > 0
			&& change_decode(query_blob(change, ROW_CHANGE_BODY), &body, NULL) != RC_OK
		? change_decode_first(query_blob(change, ROW_CHANGE_BODY), &body, &message, f)
		: change_decode(query_blob(change, ROW_CHANGE_BODY), &body, f);
	*ret = rc == RC_OK ? body.proposal.day : 0;
	return rc;
}

static enum rc give_statement(struct walk *w, struct query *q, int64_t change, day said, struct fault *f)
{
	uint8_t bytes[HEADER_MAX];
	size_t n = 0;
	/* A row that can be no statement has an entry without bytes: whoever verifies says so. */
	bool fine = row_header(q, w->org_id, said, bytes, &n);
	return give(w, (struct log_entry){.bytes = {(const char *)bytes, fine ? n : 0}, .statement = query_int(q, ROW_NO),
		.change = change, .row = q}, f);
}

/* What is not there any more has an entry without bytes, row and number: whoever verifies goes on behind it. */
static enum rc give_missing(struct walk *w, uint64_t count, struct fault *f)
{
	enum rc rc = count > GAP_MOST ? fault_set(f, RC_DB, "entries of the log are missing from %" PRIu64 " on", w->next)
		: RC_OK;
	while (rc == RC_OK && count-- && w->next < w->to) {
		rc = give(w, (struct log_entry){0}, f);
	}
	return rc;
}

/* Those of a change's statements that are wanted and stand before its entry. */
static enum rc give_statements(struct walk *w, struct query *change, day said, struct fault *f)
{
	uint64_t leaf = (uint64_t)query_int(change, ROW_CHANGE_LEAF), end = leaf < w->to ? leaf : w->to;
	uint64_t count = (uint64_t)query_int(change, ROW_CHANGE_COUNT);
	int64_t no_of_leaf = query_int(change, ROW_CHANGE_FIRST) + (int64_t)count;
	struct query *q;
	bool row;
	enum rc rc = leaf - w->next > count ? give_missing(w, leaf - w->next - count, f) : RC_OK;
	if (w->next >= end || rc != RC_OK) {
		return rc;
	}
	rc = db_query(w->reg->db, log_statements, &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no_of_leaf - (int64_t)(leaf - w->next));
	query_bind_int(q, 2, no_of_leaf - (int64_t)(leaf - end) - 1);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		int64_t skipped = query_int(q, ROW_NO) - (no_of_leaf - (int64_t)(leaf - w->next));
		rc = skipped ? give_missing(w, (uint64_t)skipped, f) : RC_OK;
		if (rc == RC_OK) {
			rc = give_statement(w, q, query_int(change, ROW_CHANGE_NO), said, f);
		}
	}
	query_done(q);
	return rc == RC_OK && w->next < end ? give_missing(w, end - w->next, f) : rc;
}

static enum rc give_change(struct walk *w, struct query *change, struct fault *f)
{
	day said;
	enum rc rc = said_on(change, &said, f);
	if (rc == RC_OK) {
		rc = give_statements(w, change, said, f);
	}
	if (rc != RC_OK || w->next >= w->to) {
		return rc;
	}
	buf_clear(&w->bytes);
	rc = change_entry(query_blob(change, ROW_CHANGE_BODY), query_blob(change, ROW_CHANGE_AUTHOR),
		query_blob(change, ROW_CHANGE_REVIEWER), &w->bytes, f);
	return rc == RC_OK ? give(w, (struct log_entry){.bytes = buf_view(&w->bytes),
		.change = query_int(change, ROW_CHANGE_NO), .row = change}, f) : rc;
}

/* The entries of other types that stand at the place that is next, one after another. */
static enum rc give_others(struct walk *w, struct query *others, bool *has_other, struct fault *f)
{
	enum rc rc = RC_OK;
	while (rc == RC_OK && *has_other && (uint64_t)query_int(others, 0) == w->next && w->next < w->to) {
		rc = give(w, (struct log_entry){.bytes = query_blob(others, 1)}, f);
		if (rc == RC_OK) {
			rc = query_step(others, has_other, f);
		}
	}
	return rc;
}

static enum rc open_walk(struct walk *w, struct query **ret_changes, struct query **ret_others, struct fault *f)
{
	enum rc rc = db_query(w->reg->db, log_changes, ret_changes, f);
	if (rc == RC_OK) {
		rc = db_query(w->reg->db, "SELECT leaf, bytes FROM entry WHERE org = ?1 AND leaf >= ?2 ORDER BY leaf",
			ret_others, f);
	}
	if (rc == RC_OK) {
		query_bind_int(*ret_changes, 1, w->org);
		query_bind_int(*ret_changes, 2, (int64_t)w->next);
		query_bind_int(*ret_others, 1, w->org);
		query_bind_int(*ret_others, 2, (int64_t)w->next);
	}
	return rc;
}

static enum rc walk_on(struct walk *w, struct fault *f)
{
	struct query *changes = NULL, *others = NULL;
	bool has_change = true, has_other = false;
	enum rc rc = open_walk(w, &changes, &others, f);
	if (rc == RC_OK) {
		rc = query_step(others, &has_other, f);
	}
	while (rc == RC_OK && has_change && w->next < w->to) {
		rc = give_others(w, others, &has_other, f);
		if (rc == RC_OK) {
			rc = query_step(changes, &has_change, f);
		}
		if (rc == RC_OK && has_change) {
			rc = give_change(w, changes, f);
		}
	}
	if (rc == RC_OK) {
		rc = give_others(w, others, &has_other, f);
	}
	query_done(changes);
	query_done(others);
	return rc == RC_OK && w->next < w->to ? give_missing(w, w->to - w->next, f) : rc;
}

enum rc log_walk(struct reg *r, int64_t org, uint64_t from, uint64_t to, log_each each, void *data, struct fault *f)
{
	struct walk w = {.reg = r, .org = org, .next = from, .to = to, .each = each, .data = data};
	enum rc rc = from < to ? org_id(r, org, w.org_id, f) : RC_OK;
	if (from >= to || rc != RC_OK) {
		return rc;
	}
	buf_init(&w.bytes, ENTRY_MOST);
	rc = walk_on(&w, f);
	buf_finish(&w.bytes);
	return rc;
}
