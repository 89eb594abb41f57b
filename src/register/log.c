/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The head of a log: read, written, signed; where a statement stands. */
#include <inttypes.h>
#include <string.h>

#include "register/log_internal.h"

char *log_origin(struct arena *a, const uint8_t org[ORG_SIZE])
{
	char hex[2 * ORG_SIZE + 1];
	return arena_printf(a, "volya/%s/public", hex_format(org, ORG_SIZE, hex));
}

enum rc org_id(struct reg *r, int64_t org, uint8_t ret[ORG_SIZE], struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, "SELECT id FROM org WHERE no = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, org);
	rc = query_step(q, &row, f);
	if (rc == RC_OK && (!row || query_blob(q, 0).n != ORG_SIZE)) {
		rc = fault_set(f, RC_DB, "organisation %" PRId64 " has no identity", org);
	}
	if (rc == RC_OK) {
		memcpy(ret, query_blob(q, 0).p, ORG_SIZE);
	}
	query_done(q);
	return rc;
}

/* Of before there was a log: from the settings, where that of the log itself is not. */
static enum rc first_public(struct reg *r, enum role role, uint8_t ret[KEY_SIZE], struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, "SELECT value FROM setting WHERE key = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_text(q, 1, str_of(role_word(role)));
	rc = query_step(q, &row, f);
	if (rc == RC_OK && (!row || query_blob(q, 0).n != KEY_SIZE)) {
		rc = fault_set(f, RC_DB, "the register has no public key of its %s", role_word(role));
	}
	if (rc == RC_OK) {
		memcpy(ret, query_blob(q, 0).p, KEY_SIZE);
	}
	query_done(q);
	return rc;
}

static enum rc read_founding(struct str bytes, struct founding *ret, struct fault *f)
{
	struct entry e;
	enum rc rc = entry_decode(bytes, &e, f);
	if (rc == RC_OK && e.type != ENTRY_FOUNDING) {
		rc = fault_set(f, RC_INVALID, "the first entry of the log is no founding");
	}
	return rc == RC_OK ? founding_decode(e.body, ret, f) : rc;
}

enum rc log_founding(struct reg *r, struct arena *a, int64_t org, struct founding *ret, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, "SELECT bytes FROM entry WHERE org = ? AND leaf = 0", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, org);
	rc = query_step(q, &row, f);
	if (rc == RC_OK && !row) {
		return fault_set(f, RC_NOT_FOUND, "there is no log yet");
	}
	if (rc == RC_OK) {
		rc = read_founding(query_blob(q, 0), ret, f);
	}
	if (rc == RC_OK) {
		ret->name = str_copy(a, ret->name);
	}
	query_done(q);
	return rc;
}

enum rc log_keys(struct reg *r, struct arena *a, int64_t org, struct founding *ret, struct fault *f)
{
	return log_keys_at(r, a, org, INT64_MAX, ret, f);
}

enum rc log_keys_at(struct reg *r, struct arena *a, int64_t org, uint64_t below, struct founding *ret, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = log_founding(r, a, org, ret, f);
	if (rc == RC_OK) {
		rc = db_query(r->db, "SELECT leaf, bytes FROM entry WHERE org = ? AND leaf < ? "
			"AND substr(bytes, 1, 2) = x'8303' ORDER BY leaf", &q, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, org);
	query_bind_int(q, 2, (int64_t)below);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		struct entry e;
		/* One that does not hold has no effect on anybody who reads the log, so it must have none here. */
		if (entry_decode(query_blob(q, 1), &e, NULL) == RC_OK) {
			(void)!rotation_follow(&e, (uint64_t)query_int(q, 0), ret, NULL);
		}
	}
	return rc;
}

enum rc role_public(struct reg *r, enum role role, uint8_t ret[KEY_SIZE], struct fault *f)
{
	struct arena *a = arena_create((size_t)1 << 16);
	struct founding founding;
	struct fault none = {0};
	enum rc rc = log_keys(r, a, OWN_ORG, &founding, &none);
	arena_destroy(a);
	if (rc == RC_NOT_FOUND) {
		return first_public(r, role, ret, f);
	}
	if (rc != RC_OK) {
		return fault_set(f, rc, "%s", none.message);
	}
	memcpy(ret, founding.key[role], KEY_SIZE);
	return RC_OK;
}

enum rc log_key(struct reg *r, struct arena *a, int64_t org, struct note_key *ret, struct fault *f)
{
	return log_key_at(r, a, org, INT64_MAX, ret, f);
}

enum rc log_key_at(struct reg *r, struct arena *a, int64_t org, uint64_t size, struct note_key *ret, struct fault *f)
{
	struct founding founding;
	enum rc rc = log_keys_at(r, a, org, size < INT64_MAX ? size : INT64_MAX, &founding, f);
	if (rc == RC_OK) {
		rc = note_key_parse(a, str_of(note_key_format(a, log_origin(a, founding.org), NOTE_ED25519,
			founding.key[ROLE_LOG])), ret, f);
	}
	return rc;
}

enum rc log_head(struct reg *r, struct arena *a, int64_t org, struct log_head *ret, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, "SELECT size, peaks, checkpoint FROM log WHERE org = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, org);
	rc = query_step(q, &row, f);
	if (rc == RC_OK && !row) {
		rc = fault_set(f, RC_NOT_FOUND, "the register has no log yet");
		fault_hint(f, "its next change begins one");
		return rc;
	}
	if (rc == RC_OK) {
		rc = tree_decode(query_blob(q, 1), &ret->tree, f);
	}
	if (rc == RC_OK && ret->tree.size != (uint64_t)query_int(q, 0)) {
		rc = fault_set(f, RC_DB, "the head of the log does not fit its size");
	}
	if (rc == RC_OK) {
		ret->checkpoint = str_copy(a, query_text(q, 2));
	}
	query_done(q);
	return rc;
}

static enum rc sign_note(void *data, const void *p, size_t n, uint8_t ret[SIGNATURE_SIZE], struct fault *f)
{
	return role_key_sign_note(data, (struct str){p, n}, ret, f);
}

enum rc log_keep(struct reg *r, int64_t org, const struct tree *t, struct str checkpoint, struct fault *f)
{
	uint8_t peaks[TREE_BYTES_MOST];
	struct query *q;
	size_t n = tree_encode(t, peaks);
	enum rc rc = db_query(r->db, "INSERT INTO log (org, size, peaks, checkpoint) VALUES (?1, ?2, ?3, ?4) "
		"ON CONFLICT DO UPDATE SET size = ?2, peaks = ?3, checkpoint = ?4", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, org);
	query_bind_int(q, 2, (int64_t)t->size);
	query_bind_blob(q, 3, peaks, n);
	query_bind_text(q, 4, checkpoint);
	return query_run(q, f);
}

enum rc log_sign(struct reg *r, const struct role_keys *k, const struct tree *t, struct fault *f)
{
	struct arena *a = arena_create((size_t)1 << 20);
	struct checkpoint c = {.origin = log_origin(a, r->org), .size = t->size};
	struct note_key key;
	uint8_t public[KEY_SIZE];
	char *note;
	tree_root(t, &c.root);
	role_key_public(k->of[ROLE_LOG], public);
	enum rc rc = note_key_parse(a, str_of(note_key_format(a, c.origin, NOTE_ED25519, public)), &key, f);
	if (rc == RC_OK) {
		rc = note_sign(a, str_of(checkpoint_format(a, &c)), &key, sign_note, k->of[ROLE_LOG], &note, f);
	}
	if (rc == RC_OK) {
		rc = log_keep(r, OWN_ORG, t, str_of(note), f);
	}
	arena_destroy(a);
	return rc;
}

enum rc log_add(struct reg *r, int64_t org, struct tree *t, const struct entry *e, struct fault *f)
{
	struct buf bytes;
	struct query *q;
	struct id leaf;
	buf_init(&bytes, ENTRY_MOST);
	entry_encode(e, &bytes);
	enum rc rc = bytes.full ? fault_set(f, RC_LIMIT, "an entry of the log is too large")
		: db_query(r->db, "INSERT INTO entry (org, leaf, bytes) VALUES (?, ?, ?)", &q, f);
	if (rc == RC_OK) {
		query_bind_int(q, 1, org);
		query_bind_int(q, 2, (int64_t)t->size);
		query_bind_blob(q, 3, bytes.p, bytes.n);
		rc = query_run(q, f);
		leaf_hash(bytes.p, bytes.n, &leaf);
		tree_add(t, &leaf);
	}
	buf_finish(&bytes);
	return rc;
}

enum rc log_index(struct reg *r, int64_t statement, int64_t *ret_org, uint64_t *ret_index, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, "SELECT c.org, c.leaf - c.count + s.no - c.first FROM statement s "
		"JOIN change c ON c.no = s.change WHERE s.no = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, statement);
	rc = query_step(q, &row, f);
	if (rc == RC_OK && !row) {
		return fault_set(f, RC_NOT_FOUND, "there is no statement %" PRId64, statement);
	}
	if (rc == RC_OK) {
		*ret_org = query_int(q, 0);
		*ret_index = (uint64_t)query_int(q, 1);
	}
	query_done(q);
	return rc;
}

enum rc log_statement(struct reg *r, int64_t org, uint64_t index, int64_t *ret, struct fault *f)
{
	struct query *q;
	int64_t size;
	enum rc rc = db_query(r->db, "SELECT size FROM log WHERE org = ?", &q, f);
	if (rc == RC_OK) {
		query_bind_int(q, 1, org);
		rc = query_int_or(q, 0, &size, f);
	}
	if (rc == RC_OK && (index > INT64_MAX || (int64_t)index >= size)) {
		rc = fault_set(f, RC_NOT_FOUND, "the log has no entry %" PRIu64, index);
	}
	if (rc == RC_OK) {
		rc = db_query(r->db, "SELECT CASE WHEN leaf > ?2 AND leaf - count <= ?2 THEN first + ?2 - (leaf - count) "
			"ELSE 0 END FROM change WHERE org = ?1 AND leaf >= ?2 ORDER BY leaf LIMIT 1", &q, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, org);
	query_bind_int(q, 2, (int64_t)index);
	return query_int_or(q, 0, ret, f);
}

int64_t id_prefix(const struct id *id)
{
	uint64_t prefix = 0;
	for (int i = 0; i < 8; i++) {
		prefix = prefix << 8 | id->b[i];
	}
	return (int64_t)prefix;
}

/* The first eight bytes are indexed: of the digits that are given, those in them bound what is looked at. */
static void prefix_range(struct str digits, int64_t *lo, int64_t *hi)
{
	char text[17];
	uint8_t low[8] = {0}, high[8] = {0};
	uint64_t a = 0, b = 0;
	for (int pass = 0; pass < 2; pass++) {
		memset(text, pass ? 'f' : '0', 16);
		text[16] = '\0';
		memcpy(text, digits.p, digits.n < 16 ? digits.n : 16);
		(void)hex_parse(str_of(text), pass ? high : low, 8);
	}
	for (int i = 0; i < 8; i++) {
		a = a << 8 | low[i];
		b = b << 8 | high[i];
	}
	*lo = (int64_t)a;
	*hi = (int64_t)b;
}

enum rc statement_by_id(struct reg *r, struct str digits, int64_t *ret, struct fault *f)
{
	struct query *q;
	bool row;
	int64_t lo, hi;
	size_t found = 0;
	enum rc rc = db_query(r->db, "SELECT no, lower(hex(id)) FROM statement WHERE prefix BETWEEN ?1 AND ?2", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	prefix_range(digits, &lo, &hi);
	query_bind_int(q, 1, lo);
	query_bind_int(q, 2, hi);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		if (str_eq(str_sub(query_text(q, 1), 0, digits.n), digits)) {
			*ret = query_int(q, 0);
			found++;
		}
	}
	if (rc == RC_OK && found != 1) {
		rc = found ? fault_set(f, RC_CONFLICT, "%zu statements begin with %.*s: give more digits", found,
			STR_ARG(digits))
			: fault_set(f, RC_NOT_FOUND, "no statement's id begins with %.*s", STR_ARG(digits));
	}
	return rc;
}
