/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A log held against its signatures, entry by entry. */
#include "register/verify.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "register/log_internal.h"

/* Signatures are checked so many at a time. */
#define BATCH 4096

struct verify {
	struct audit *audit;
	struct log_report *report;
	int64_t org;
	uint8_t org_id[ORG_SIZE];
	struct founding founding;
	struct tree tree;           /* of all whole rows of leaves; at the end of all */
	struct id row[TILE_WIDTH];  /* the leaves since */
	unsigned row_count;
	struct change_sum *sum; /* of the statements since the last change */
	int64_t statements, count; /* all of them; since the last change */
	int64_t next_statement; /* number of the next one, where there is only one organisation's */
	struct id previous;
	int64_t number; /* of the change before, in the log */
	struct signed_id *signed_ids;
	size_t signed_count;
	uint64_t size; /* entries to come */
	struct verify_files *files; /* or NULL */
	const struct progress *progress;
};

static void wrong(struct verify *v, const char *law, int64_t statement, char *text)
{
	*breach_add(v->audit) = (struct breach){.law = law, .error = true, .statements = {statement}, .text = text};
}

static void check_batch(struct verify *v)
{
	signatures_check(v->signed_ids, v->signed_count);
	for (size_t i = 0; i < v->signed_count; i++) {
		const struct signed_id *s = &v->signed_ids[i];
		if (!s->holds) {
			wrong(v, "signature", 0, arena_printf(v->audit->arena,
				"change %" PRId64 ": its %s's signature does not hold", s->tag, role_word(s->role)));
		}
	}
	v->signed_count = 0;
}

static void want_signature(struct verify *v, enum role role, const struct id *id,
	const uint8_t signature[SIGNATURE_SIZE],
	int64_t tag)
{
	if (v->signed_count == BATCH) {
		check_batch(v);
	}
	struct signed_id *s = &v->signed_ids[v->signed_count++];
	*s = (struct signed_id){.role = role, .id = *id, .tag = tag};
	memcpy(s->key, v->founding.key[role], KEY_SIZE);
	memcpy(s->signature, signature, SIGNATURE_SIZE);
}

static void check_statement(struct verify *v, const struct log_entry *e)
{
	struct id id = {{0}};
	struct str kept = query_blob(e->row, ROW_ID);
	statement_id((const uint8_t *)e->bytes.p, e->bytes.n, &id);
	if (e->bytes.n == 0 || kept.n != ID_SIZE || memcmp(kept.p, id.b, ID_SIZE) != 0
		|| query_int(e->row, ROW_PREFIX) != id_prefix(&id)) {
		wrong(v, "statement-altered", e->statement, arena_printf(v->audit->arena,
			"statement %" PRId64 " does not say what its identifier was made from", e->statement));
	}
	change_sum_add(v->sum, &id);
	v->statements++;
	v->count++;
	v->report->statements++;
	v->report->blank += query_int(e->row, ROW_PROPERTY) == PROPERTY_BLANK;
}

/* What is wrong with a change by itself and beside the one before; NULL: nothing. */
static const char *fault_of(const struct verify *v, struct query *q, const struct change_body *c, const struct id *id,
	struct str message)
{
	struct str kept = query_blob(q, ROW_CHANGE_ID), salt = query_blob(q, ROW_CHANGE_SALT);
	struct id digest;
	if (kept.n != ID_SIZE || memcmp(id->b, kept.p, ID_SIZE) != 0) {
		return "its body is not what its identifier was made from";
	}
	if (salt.n == SALT_SIZE) {
		message_digest(query_text(q, ROW_CHANGE_MESSAGE), (const uint8_t *)salt.p, &digest);
	}
	bool forgotten = salt.n == 0 && query_text(q, ROW_CHANGE_MESSAGE).n == 0; /* something of it was erased */
	if (c->number != query_int(q, ROW_CHANGE_NUMBER) || c->day != query_int(q, ROW_CHANGE_DAY)
		|| memcmp(c->org, v->org_id, ORG_SIZE) != 0
		|| (v->org == OWN_ORG && v->report->founded && !forgotten && (salt.n != SALT_SIZE
			|| memcmp(digest.b, c->proposal.message.b, ID_SIZE) != 0))
		|| (!v->report->founded && !str_eq(message, query_text(q, ROW_CHANGE_MESSAGE)))) {
		return "its body says other than its row";
	}
	if (c->number != v->number + 1 || (c->has_previous && memcmp(c->previous.b, v->previous.b, ID_SIZE) != 0)) {
		return "it does not follow on the change before";
	}
	return NULL;
}

static void check_sum(struct verify *v, const struct change_body *c, const char **why)
{
	struct id sum;
	change_sum_finish(v->sum, &sum);
	v->sum = change_sum_create();
	if (!*why && (memcmp(sum.b, c->proposal.statements.b, ID_SIZE) != 0 || v->count != c->proposal.count)) {
		*why = "its statements are not those that were signed";
	}
	v->count = 0;
}

static void check_change(struct verify *v, const struct log_entry *e)
{
	struct query *q = e->row;
	struct str body = query_blob(q, ROW_CHANGE_BODY), message = {0};
	struct change_body c = {0};
	struct id id = {{0}}, proposal;
	bool founded = v->report->founded;
	enum rc rc = founded ? change_decode(body, &c, NULL) : change_decode_first(body, &c, &message, NULL);
	const char *why = rc == RC_OK ? NULL : "its body cannot be read";
	(founded ? change_id : change_id_first)(body, &id);
	if (!why) {
		why = fault_of(v, q, &c, &id, message);
	}
	check_sum(v, &c, &why);
	if (why) {
		wrong(v, "change-altered", 0, arena_printf(v->audit->arena, "change %" PRId64 ": %s", e->change, why));
	} else {
		proposal_id(&c.proposal, &proposal);
		want_signature(v, ROLE_AUTHOR, founded ? &proposal : &id,
			(const uint8_t *)query_blob(q, ROW_CHANGE_AUTHOR).p, e->change);
		want_signature(v, ROLE_REVIEWER, &id, (const uint8_t *)query_blob(q, ROW_CHANGE_REVIEWER).p, e->change);
	}
	v->previous = id;
	v->number = query_int(q, ROW_CHANGE_NUMBER);
	v->report->changes++;
}

/* What was erased is nowhere only when the file was written anew. */
static enum rc check_scrubbed(struct verify *v, struct fault *f)
{
	bool waits;
	enum rc rc = db_scrub_waits(v->audit->db, &waits, f);
	if (rc == RC_OK && waits) {
		wrong(v, "traces", 0, arena_strdup(v->audit->arena, "something was erased, and the database file may still "
			"have traces of it (\"volya rebuild\" writes it anew)"));
	}
	return rc;
}

/* Who the register says it, or a partner, is: as the founding has it, which is signed. */
static enum rc check_identity(struct verify *v, struct fault *f)
{
	struct query *q;
	int64_t same;
	enum rc rc = db_query(v->audit->db, "SELECT (SELECT count(*) FROM org WHERE no = ?1 AND id = ?2 AND name = ?3) AND "
		"(?1 <> 1 OR ((SELECT value FROM setting WHERE key = 'org') = ?2 "
		"AND (SELECT value FROM setting WHERE key = 'name') = ?3))", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, v->org);
	query_bind_blob(q, 2, v->founding.org, ORG_SIZE);
	query_bind_text(q, 3, v->founding.name);
	rc = query_int_or(q, 0, &same, f);
	if (rc == RC_OK && !same) {
		wrong(v, "identity", 0, arena_strdup(v->audit->arena, "the organisation is not called as its log was founded"));
	}
	return rc;
}

static void check_founding(struct verify *v, const struct log_entry *e, const struct entry *entry)
{
	struct founding c;
	bool fine = e->index == 0 && founding_decode(entry->body, &c, NULL) == RC_OK
		&& founding_check(entry, &c, NULL) == RC_OK && memcmp(c.org, v->org_id, ORG_SIZE) == 0;
	if (!fine) {
		wrong(v, "founding-altered", 0, arena_printf(v->audit->arena,
			"entry %" PRIu64 ": the founding of the log does not hold", e->index));
	}
}

static void check_notice(struct verify *v, const struct log_entry *e, const struct entry *entry)
{
	struct notice n;
	struct id id;
	int roles = 0;
	bool fine = notice_decode(v->audit->arena, entry->body, &n, NULL) == RC_OK
		&& memcmp(n.org, v->org_id, ORG_SIZE) == 0;
	notice_id(entry->body, &id);
	for (int role = 1; role <= ROLES; role++) {
		if (entry->has[role]) {
			roles += role != ROLE_LOG;
			fine = fine && signature_check(v->founding.key[role], (enum role)role, &id, entry->signature[role],
				NULL) == RC_OK;
		}
	}
	if (v->org != OWN_ORG) {
		fine = true; /* a partner's notice that does not hold has no effect */
		roles = ROLES;
		n.index = e->index;
	}
	if (!fine || n.index != e->index || roles < notice_roles(n.action)) {
		wrong(v, "notice-altered", 0, arena_printf(v->audit->arena,
			"entry %" PRIu64 ": a notice does not hold", e->index));
	}
	v->report->notices++;
}

/* A partner's change that waits, or does not hold: it stands in its log, and the next one follows on it. */
static bool follow_kept(struct verify *v, const struct log_entry *e, const struct entry *entry)
{
	struct change_body c;
	struct id id, unused;
	if (entry->type == ENTRY_STATEMENT) {
		statement_id((const uint8_t *)e->bytes.p, e->bytes.n, &id);
		change_sum_add(v->sum, &id);
		v->count++;
		return true;
	}
	if (entry->type != ENTRY_CHANGE || change_decode(entry->body, &c, NULL) != RC_OK) {
		return entry->type == ENTRY_CHANGE;
	}
	change_id(entry->body, &v->previous);
	v->number = c.number;
	change_sum_finish(v->sum, &unused);
	v->sum = change_sum_create();
	v->count = 0;
	return true;
}

/*
 * From here on another key is good for a role; signatures of before were checked with the old one. A partner's that
 * does not hold has no effect, here as there.
 */
static void check_rotation(struct verify *v, const struct log_entry *e, const struct entry *entry)
{
	struct fault none = {0};
	if (rotation_follow(entry, e->index, &v->founding, &none) != RC_OK && v->org == OWN_ORG) {
		wrong(v, "key-altered", 0, arena_printf(v->audit->arena, "entry %" PRIu64 ": a new key does not hold: %s",
			e->index, none.message));
	}
	v->report->keys++;
}

static void check_other(struct verify *v, const struct log_entry *e)
{
	struct entry entry;
	bool fine = entry_decode(e->bytes, &entry, NULL) == RC_OK;
	if (v->org != OWN_ORG && (!fine || follow_kept(v, e, &entry))) {
		return;
	}
	if (!fine) {
		wrong(v, "entry-altered", 0, arena_printf(v->audit->arena, "entry %" PRIu64 " cannot be read", e->index));
	} else if (entry.type == ENTRY_FOUNDING) {
		check_founding(v, e, &entry);
	} else if (entry.type == ENTRY_NOTICE) {
		check_notice(v, e, &entry);
	} else if (entry.type == ENTRY_KEY) {
		check_rotation(v, e, &entry);
	} else {
		wrong(v, "entry-altered", 0, arena_printf(v->audit->arena, "entry %" PRIu64 " is in the wrong place",
			e->index));
	}
}

/* The leaves that were collected go into the tree, and are held against their tile. */
static void end_row(struct verify *v)
{
	struct id root = {{0}};
	uint64_t row = v->tree.size / TILE_WIDTH;
	if (v->row_count == TILE_WIDTH) {
		tile_root(v->row, &root);
		tree_add_row(&v->tree, &root);
	} else {
		for (unsigned i = 0; i < v->row_count; i++) {
			tree_add(&v->tree, &v->row[i]);
		}
	}
	if (v->files) {
		verify_files_row(v->files, row, v->row, v->row_count, &root);
	}
	v->row_count = 0;
}

static enum rc check_entry(void *data, const struct log_entry *e, struct fault *f)
{
	struct verify *v = data;
	(void)f;
	if (e->statement) {
		check_statement(v, e);
	} else if (e->change) {
		check_change(v, e);
	} else if (e->bytes.n == 0) {
		wrong(v, "entry-missing", 0, arena_printf(v->audit->arena, "entry %" PRIu64 " of the log is missing",
			e->index));
	} else {
		check_other(v, e);
	}
	leaf_hash(e->bytes.p, e->bytes.n, &v->row[v->row_count++]);
	if (v->files) {
		verify_files_take(v->files, e);
	}
	if (v->row_count == TILE_WIDTH) {
		end_row(v);
	}
	v->report->entries++;
	if (v->progress && v->progress->step && (e->index % 1024 == 0 || e->index + 1 == v->size)) {
		v->progress->step(v->progress->data, "entries", e->index + 1, v->size);
	}
	return RC_OK;
}

/* The head: root and signature; and that nothing lies beside the log. */
static enum rc check_head(struct verify *v, const struct log_head *head, struct fault *f)
{
	struct arena *a = v->audit->arena;
	struct checkpoint c = {0};
	struct note_key key;
	struct note note;
	struct id root;
	tree_root(&v->tree, &v->report->root);
	tree_root(&head->tree, &root);
	enum rc rc = log_key(v->audit->reg, a, v->org, &key, f);
	if (rc != RC_OK) {
		return rc;
	}
	if (note_parse(a, head->checkpoint, &note, NULL) != RC_OK || note_check(&note, &key, NULL) != RC_OK
		|| checkpoint_parse(a, note.text, &c, NULL) != RC_OK || strcmp(c.origin, key.name) != 0) {
		wrong(v, "checkpoint", 0, arena_strdup(a, "the signature of the log's checkpoint does not hold"));
	} else if (c.size != v->tree.size || memcmp(c.root.b, v->report->root.b, ID_SIZE) != 0
		|| memcmp(root.b, v->report->root.b, ID_SIZE) != 0) {
		wrong(v, "checkpoint", 0, arena_printf(a, "the log's entries are not those of its checkpoint (%" PRIu64
			" entries)", c.size));
	}
	return RC_OK;
}

/* A statement that no change closes is in no log. */
static enum rc check_loose(struct verify *v, struct fault *f)
{
	struct query *q;
	int64_t loose = 0;
	enum rc rc = db_query(v->audit->db, "SELECT count(*) FROM statement", &q, f);
	if (rc == RC_OK) {
		rc = query_int_or(q, 0, &loose, f);
	}
	if (rc == RC_OK) {
		rc = db_query(v->audit->db, "SELECT coalesce(sum(count), 0) FROM change", &q, f);
	}
	int64_t closed = 0;
	if (rc == RC_OK) {
		rc = query_int_or(q, 0, &closed, f);
	}
	if (rc == RC_OK && loose != closed) {
		wrong(v, "statement-added", 0, arena_printf(v->audit->arena, "the changes close %" PRId64
			" statements, and there are %" PRId64, closed, loose));
	}
	return rc;
}

/* Each says of itself which change closes it: from there comes the day on which it was recorded. */
static enum rc check_closed(struct verify *v, struct fault *f)
{
	struct query *q;
	int64_t no = 0;
	enum rc rc = db_query(v->audit->db, "SELECT s.no FROM statement s LEFT JOIN change c ON c.no = s.change "
		"WHERE c.no IS NULL OR s.no < c.first OR s.no >= c.first + c.count LIMIT 1", &q, f);
	if (rc == RC_OK) {
		rc = query_int_or(q, 0, &no, f);
	}
	if (rc == RC_OK && no) {
		wrong(v, "statement-altered", no, arena_printf(v->audit->arena,
			"statement %" PRId64 " says that another change closes it than does", no));
	}
	return rc;
}

static enum rc first_size(struct verify *v, struct fault *f)
{
	struct query *q;
	int64_t last = 0;
	enum rc rc = db_query(v->audit->db, "SELECT max(leaf) + 1 FROM change WHERE org = 1", &q, f);
	if (rc == RC_OK) {
		rc = query_int_or(q, 1, &last, f);
	}
	v->size = rc == RC_OK && last > 0 ? (uint64_t)last : 1;
	for (int role = ROLE_AUTHOR; rc == RC_OK && role <= ROLE_REVIEWER; role++) {
		rc = role_public(v->audit->reg, (enum role)role, v->founding.key[role], f);
	}
	return rc;
}

static enum rc begin(struct verify *v, struct log_head *head, struct fault *f)
{
	struct fault none = {0};
	struct reg *r = v->audit->reg;
	enum rc rc = org_id(r, v->org, v->org_id, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = log_head(r, v->audit->arena, v->org, head, &none);
	if (rc == RC_NOT_FOUND && v->org == OWN_ORG) {
		return first_size(v, f);
	}
	if (rc != RC_OK) {
		return fault_set(f, RC_DB, "%s", none.message);
	}
	v->report->founded = true;
	v->size = head->tree.size;
	rc = log_founding(r, v->audit->arena, v->org, &v->founding, &none);
	if (rc == RC_INVALID || rc == RC_CRYPTO || rc == RC_NOT_FOUND) {
		wrong(v, "founding-altered", 0, arena_strdup(v->audit->arena, "the first entry of the log cannot be read"));
		v->size = 0;
		return RC_OK;
	}
	return rc == RC_OK ? RC_OK : fault_set(f, rc, "%s", none.message);
}

enum rc log_verify(struct audit *a, int64_t org, struct verify_files *files, struct log_report *ret,
	const struct progress *p, struct fault *f)
{
	struct verify v = {.audit = a, .report = ret, .org = org, .files = files, .progress = p};
	struct log_head head;
	*ret = (struct log_report){0};
	enum rc rc = begin(&v, &head, f);
	if (rc != RC_OK || v.size == 0) {
		return rc;
	}
	v.sum = change_sum_create();
	v.signed_ids = xcalloc(BATCH, sizeof *v.signed_ids);
	rc = log_walk(a->reg, org, ret->founded ? 0 : 1, v.size, check_entry, &v, f);
	end_row(&v);
	check_batch(&v);
	struct id unused;
	change_sum_finish(v.sum, &unused);
	free(v.signed_ids);
	if (rc == RC_OK && v.count) {
		wrong(&v, "statement-added", 0, arena_strdup(a->arena, "statements stand at the log's end that no "
			"change closes"));
	}
	if (rc == RC_OK && ret->founded) {
		rc = check_identity(&v, f);
	}
	if (rc == RC_OK && ret->founded) {
		rc = check_head(&v, &head, f);
	}
	if (rc == RC_OK && org == OWN_ORG) {
		rc = check_closed(&v, f);
	}
	if (rc == RC_OK && org == OWN_ORG) {
		rc = check_scrubbed(&v, f);
	}
	return rc == RC_OK ? check_loose(&v, f) : rc;
}
