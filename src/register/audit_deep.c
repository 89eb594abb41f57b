/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether the register is what was signed: each statement's id from what it says, each change's body from its
 * statements, the chain of changes, both signatures.
 */
#include <inttypes.h>
#include <string.h>

#include "register/audit.h"

struct deep {
	struct audit *audit;
	uint8_t author[KEY_SIZE], reviewer[KEY_SIZE];
	struct id previous; /* of the change before */
	int64_t number;     /* of that change */
};

static void breach_found(struct deep *d, const char *law, int64_t statement, char *text)
{
	*breach_add(d->audit) = (struct breach){.law = law, .error = true, .statements = {statement}, .text = text};
}

static enum rc read_role(struct db *db, const char *name, uint8_t ret[KEY_SIZE], struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(db, "SELECT value FROM setting WHERE key = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_text(q, 1, str_of(name));
	rc = query_step(q, &row, f);
	if (rc == RC_OK && (!row || query_blob(q, 0).n != KEY_SIZE)) {
		rc = fault_set(f, RC_DB, "the register has no public key of its %s", name);
	}
	if (rc == RC_OK) {
		memcpy(ret, query_blob(q, 0).p, KEY_SIZE);
	}
	query_done(q);
	return rc;
}

/* A statement with the handles of all it names, in the order of the log. */
static const char statements_of[] =
	"SELECT s.no, s.id, s.prefix, u.handle, u.kind, s.mode, s.property, s.value, v.handle, s.language, s.valid, "
	"o.handle, s.salts, t.id, s.target FROM statement s LEFT JOIN subject u ON u.no = s.subject "
	"LEFT JOIN subject o ON o.no = s.source LEFT JOIN subject v ON typeof(s.value) = 'integer' AND v.no = s.value "
	"LEFT JOIN statement t ON t.no = s.target WHERE s.change = ?1 AND s.no BETWEEN ?2 AND ?3 ORDER BY s.no";

static struct value value_of(struct query *q, const struct property *p)
{
	if (query_is_text(q, 7)) {
		return (struct value){VALUE_TEXT, query_text(q, 7), 0};
	}
	if (query_is_null(q, 7)) {
		return (struct value){0};
	}
	return p->type == TYPE_REF ? (struct value){VALUE_REF, {0}, query_int(q, 8)}
		: (struct value){VALUE_INT, {0}, query_int(q, 7)};
}

/* The id as it follows from what the row says; false where the row cannot be a statement. */
static bool id_of(const struct deep *d, struct query *q, day recorded, struct id *ret)
{
	uint8_t bytes[HEADER_MAX];
	const struct property *p = property_by_code((int)query_int(q, 6));
	struct str salts = query_blob(q, 12), target = query_blob(q, 13);
	if (!p || salts.n != 2 * SALT_SIZE || query_is_null(q, 3) || (!query_is_null(q, 14) && target.n != ID_SIZE)) {
		return false;
	}
	struct header h = {.kind = (int)query_int(q, 4), .subject = query_int(q, 3), .mode = (enum mode)query_int(q, 5),
		.day = recorded, .has_target = target.n == ID_SIZE};
	struct claim claim = {.property = str_of(p->key), .value = value_of(q, p), .language = query_text(q, 9),
		.valid = query_text(q, 10)};
	memcpy(h.org, d->audit->reg->org, ORG_SIZE);
	if (h.has_target) {
		memcpy(h.target.b, target.p, ID_SIZE);
	}
	claim_digest(&claim, (const uint8_t *)salts.p, &h.claim);
	source_digest(query_int(q, 11), (const uint8_t *)salts.p + SALT_SIZE, &h.source);
	statement_id(bytes, header_encode(&h, bytes), ret);
	return true;
}

static void check_statement(struct deep *d, struct query *q, day recorded, struct id *ret)
{
	struct str kept = query_blob(q, 1);
	int64_t no = query_int(q, 0);
	*ret = (struct id){{0}};
	if (!id_of(d, q, recorded, ret) || kept.n != ID_SIZE || memcmp(kept.p, ret->b, ID_SIZE) != 0) {
		breach_found(d, "statement-altered", no, arena_printf(d->audit->arena,
			"statement %" PRId64 " does not say what its identifier was made from", no));
	}
}

/* The statements from first on that the body counts. */
static enum rc check_statements(struct deep *d, const struct change_body *body, int64_t first, struct id *ret_sum,
	struct fault *f)
{
	struct query *q;
	bool row;
	struct change_sum *sum = change_sum_create();
	enum rc rc = db_query(d->audit->db, statements_of, &q, f);
	if (rc == RC_OK) {
		query_bind_int(q, 1, body->number);
		query_bind_int(q, 2, first);
		query_bind_int(q, 3, first + body->count - 1);
	}
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		struct id id;
		check_statement(d, q, body->day, &id);
		change_sum_add(sum, &id);
	}
	change_sum_finish(sum, ret_sum);
	return rc;
}

struct kept_change {
	int64_t no;
	struct id id;
	day day;
	struct str body, message, author, reviewer;
};

/* What is wrong with a change by itself and beside the one before; NULL: nothing. */
static const char *fault_of(const struct deep *d, const struct kept_change *c, const struct change_body *body)
{
	struct id id;
	change_id(c->body, &id);
	if (memcmp(id.b, c->id.b, ID_SIZE) != 0) {
		return "its body is not what its identifier was made from";
	}
	if (body->number != c->no || body->day != c->day || !str_eq(body->message, c->message)
		|| memcmp(body->org, d->audit->reg->org, ORG_SIZE) != 0) {
		return "its body says other than its row";
	}
	if (c->no != d->number + 1 || body->has_previous != (d->number > 0)
		|| (body->has_previous && memcmp(body->previous.b, d->previous.b, ID_SIZE) != 0)) {
		return "it does not follow on the change before";
	}
	if (c->author.n != SIGNATURE_SIZE || c->reviewer.n != SIGNATURE_SIZE
		|| signature_check(d->author, ROLE_AUTHOR, &id, (const uint8_t *)c->author.p, NULL) != RC_OK
		|| signature_check(d->reviewer, ROLE_REVIEWER, &id, (const uint8_t *)c->reviewer.p, NULL) != RC_OK) {
		return "its signatures do not hold";
	}
	return NULL;
}

static enum rc check_change(struct deep *d, const struct kept_change *c, int64_t *first, struct fault *f)
{
	struct arena *a = d->audit->arena;
	struct change_body body = {0};
	struct id sum;
	if (change_decode(a, c->body, &body, NULL) != RC_OK) {
		breach_found(d, "change-altered", 0, arena_printf(a, "change %" PRId64 ": its body cannot be read", c->no));
		return RC_OK;
	}
	const char *fault = fault_of(d, c, &body);
	enum rc rc = check_statements(d, &body, *first, &sum, f);
	*first += body.count;
	if (!fault && memcmp(sum.b, body.statements.b, ID_SIZE) != 0) {
		fault = "its statements are not those that were signed";
	}
	if (fault) {
		breach_found(d, "change-altered", 0, arena_printf(a, "change %" PRId64 ": %s", c->no, fault));
	}
	d->previous = c->id;
	d->number = c->no;
	return rc;
}

/* *next: where the statements of the first change begin; afterwards, where those of one more would. */
static enum rc check_changes(struct deep *d, const struct progress *p, int64_t *next, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(d->audit->db, "SELECT no, id, day, body, message, author, reviewer, "
		"(SELECT max(no) FROM change) FROM change ORDER BY no", &q, f);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		struct kept_change c = {.no = query_int(q, 0), .day = (day)query_int(q, 2), .body = query_blob(q, 3),
			.message = query_text(q, 4), .author = query_blob(q, 5), .reviewer = query_blob(q, 6)};
		if (query_blob(q, 1).n == ID_SIZE) {
			memcpy(c.id.b, query_blob(q, 1).p, ID_SIZE);
		}
		if (p && p->step) {
			p->step(p->data, "changes", (uint64_t)c.no, (uint64_t)query_int(q, 7));
		}
		rc = check_change(d, &c, next, f);
		if (rc != RC_OK) {
			query_done(q);
		}
	}
	return rc;
}

enum rc audit_deep(struct audit *a, const struct progress *p, struct fault *f)
{
	struct deep d = {.audit = a};
	struct query *q;
	int64_t next = 1, last = 0;
	enum rc rc = db_check(a->db, f);
	if (rc == RC_OK) {
		rc = read_role(a->db, "author", d.author, f);
	}
	if (rc == RC_OK) {
		rc = read_role(a->db, "reviewer", d.reviewer, f);
	}
	if (rc == RC_OK) {
		rc = check_changes(&d, p, &next, f);
	}
	if (rc == RC_OK) {
		rc = db_query(a->db, "SELECT count(*) FROM statement", &q, f);
	}
	if (rc == RC_OK) {
		rc = query_int_or(q, 0, &last, f);
	}
	if (rc == RC_OK && last != next - 1) {
		breach_found(&d, "statement-added", 0, arena_printf(a->arena,
			"the changes close %" PRId64 " statements, and there are %" PRId64, next - 1, last));
	}
	return rc;
}
