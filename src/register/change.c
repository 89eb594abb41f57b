/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One change from begin to close: subjects, statements, receipts, signatures. */
#include <stdlib.h>
#include <string.h>

#include "register/draft.h"
#include "register/log_internal.h"

/* From so many statements on, indexes are made again at the end instead of kept up to date. */
#define BULK_FROM 100000

static enum rc next_number(struct db *db, const char *sql, int64_t *ret, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(db, sql, &q, f);
	if (rc == RC_OK) {
		rc = query_int_or(q, 0, ret, f);
	}
	*ret += 1;
	return rc;
}

static enum rc number_change(struct change *c, struct fault *f)
{
	struct db *db = c->reg->db;
	enum rc rc = next_number(db, "SELECT max(no) FROM change", &c->no, f);
	if (rc == RC_OK) {
		rc = next_number(db, "SELECT max(number) FROM change WHERE org = 1", &c->of_log, f);
	}
	if (rc == RC_OK) {
		rc = next_number(db, "SELECT max(no) FROM subject", &c->first_subject, f);
	}
	if (rc == RC_OK) {
		rc = next_number(db, "SELECT max(no) FROM statement", &c->next_statement, f);
	}
	c->next_subject = c->first_subject;
	c->first_statement = c->next_statement;
	return rc;
}

/* The log as it stands; a register of before there was one gets it now. */
static enum rc read_log(struct change *c, struct fault *f)
{
	struct log_head head;
	struct fault none = {0};
	enum rc rc = log_head(c->reg, c->arena, OWN_ORG, &head, &none);
	if (rc == RC_NOT_FOUND && c->keys) {
		return log_found(c->reg, c->keys, &c->tree, f);
	}
	if (rc != RC_OK) {
		return fault_set(f, rc, "%s", none.message);
	}
	c->tree = head.tree;
	return log_check_ahead(c->reg, c->arena, &head, f);
}

static void change_free(struct change *c)
{
	struct id unused;
	if (c->keys) {
		role_keys_finish(c->keys);
		free(c->keys);
	}
	if (c->sum) {
		change_sum_finish(c->sum, &unused);
	}
	free(c->made);
	free(c->blames);
	numbers_finish(&c->touched);
	numbers_finish(&c->asserted);
	numbers_finish(&c->sources);
	arena_destroy(c->arena);
	free(c);
}

/* Within a trial a change is a savepoint. */
static enum rc begin_writing(struct reg *r, struct fault *f)
{
	return r->trial ? db_savepoint(r->db, f) : db_begin_write(r->db, f);
}

static enum rc keep_written(struct reg *r, struct fault *f)
{
	return r->trial ? db_savepoint_keep(r->db, f) : db_commit(r->db, f);
}

void change_abandon(struct change *c)
{
	if (!c) {
		return;
	}
	if (c->reg->trial) {
		db_savepoint_undo(c->reg->db);
	} else {
		db_rollback(c->reg->db);
	}
	struct reg *r = c->reg;
	change_free(c);
	draft_give_up(r);
}

static struct change *change_create(struct reg *r, int64_t org)
{
	struct change *c = xcalloc(1, sizeof *c);
	c->reg = r;
	c->org = org;
	c->arena = arena_create((size_t)1 << 30);
	c->day = day_today();
	c->said = c->day;
	return c;
}

enum rc change_begin_foreign(struct reg *r, int64_t org, struct change **ret, struct fault *f)
{
	struct change *c = change_create(r, org);
	enum rc rc = begin_writing(r, f);
	if (rc == RC_OK) {
		rc = number_change(c, f);
	}
	if (rc != RC_OK) {
		change_abandon(c);
		return rc;
	}
	c->no--; /* of the one that is there already: the first to be kept is the next */
	*ret = c;
	return RC_OK;
}

/* The keys of these roles: as plain files, or, where there are people, the acting person's. */
static enum rc load_keys(struct change *c, unsigned roles, struct fault *f)
{
	bool people;
	enum rc rc = people_founded(c->reg, &people, f);
	c->keys = xcalloc(1, sizeof *c->keys);
	if (rc == RC_OK && !people) {
		return role_keys_load(c->reg, roles, c->keys, f);
	}
	for (int role = 1; rc == RC_OK && role <= ROLES; role++) {
		rc = roles >> role & 1 ? people_key(c->reg, (enum role)role, &c->keys->of[role], f) : RC_OK;
	}
	return rc;
}

/* The keys inside the transaction: one that gave way while we waited for it must not sign any more. */
static enum rc change_start(struct change *c, struct str message, unsigned roles, struct change **ret,
	struct fault *f)
{
	enum rc rc = text_clean(c->arena, message, &c->message, f);
	if (rc == RC_OK) {
		rc = begin_writing(c->reg, f);
	}
	if (rc == RC_OK && roles) {
		rc = load_keys(c, roles, f);
	}
	if (rc == RC_OK) {
		rc = read_log(c, f);
	}
	if (rc == RC_OK) {
		rc = number_change(c, f);
	}
	if (rc != RC_OK) {
		change_abandon(c);
		return rc;
	}
	c->sum = change_sum_create();
	*ret = c;
	return RC_OK;
}

/* Where there are people it is a draft, or a trial: neither is kept, so neither is signed. */
enum rc change_begin(struct reg *r, const char *message, struct change **ret, struct fault *f)
{
	bool people;
	enum rc rc = people_founded(r, &people, f);
	if (rc == RC_OK && people && !r->trial) {
		rc = draft_begin_one(r, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	struct change *c = change_create(r, OWN_ORG);
	c->keyless = people;
	return change_start(c, str_of(message), people ? 0 : ROLES_ALL, ret, f);
}

enum rc change_begin_notices(struct reg *r, unsigned roles, struct change **ret, struct fault *f)
{
	return change_start(change_create(r, OWN_ORG), (struct str){0}, roles, ret, f);
}

enum rc change_begin_replay(struct reg *r, const struct replay *replay, struct change **ret, struct fault *f)
{
	struct change *c = change_create(r, OWN_ORG);
	c->replay = replay;
	c->said = replay->day;
	return change_start(c, replay->message, 1u << ROLE_REVIEWER | 1u << ROLE_LOG, ret, f);
}

enum rc change_begin_private(struct reg *r, const struct replay *replay, day recorded, struct change **ret,
	struct fault *f)
{
	struct change *c = change_create(r, OWN_ORG);
	c->keyless = true;
	c->replay = replay;
	c->said = replay->day;
	c->day = recorded;
	return change_start(c, replay->message, 0, ret, f);
}

enum rc change_subject(struct change *c, enum kind kind, int64_t *ret_no, struct fault *f)
{
	return change_subject_as(c, kind, handle_random(), ret_no, f);
}

enum rc change_subject_as(struct change *c, enum kind kind, handle h, int64_t *ret_no, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(c->reg->db, "INSERT INTO subject (no, handle, kind) VALUES (?, ?, ?)", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, c->next_subject);
	query_bind_int(q, 2, h);
	query_bind_int(q, 3, kind);
	rc = query_run(q, f);
	if (rc != RC_OK) {
		return rc;
	}
	known_add(c, h, kind);
	*ret_no = c->next_subject++;
	return RC_OK;
}

/* 0 for 0: no subject. */
static enum rc handle_of(struct change *c, int64_t no, handle *ret, struct fault *f)
{
	const struct known *k;
	enum rc rc = RC_OK;
	*ret = 0;
	if (no != 0) {
		rc = known_get(c, no, &k, f);
		*ret = rc == RC_OK ? k->handle : 0;
	}
	return rc;
}

enum rc change_settle(struct change *c, const struct progress *p, struct fault *f)
{
	if (c->number == 0 || c->settled) {
		return RC_OK;
	}
	c->settled = true;
	enum rc rc = change_sign(c, f);
	return rc == RC_OK ? views_update(c, p, f) : rc;
}

const struct fault *change_blame(const struct change *c, int64_t subject)
{
	size_t lo = 0, hi = c->blame_count;
	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;
		if (c->blames[middle].subject < subject) {
			lo = middle + 1;
		} else {
			hi = middle;
		}
	}
	return lo < c->blame_count && c->blames[lo].subject == subject ? c->blames[lo].why : NULL;
}

/* Commits what was written, and lets go of the change, also on failure. */
static enum rc keep_change(struct change *c, struct fault *f)
{
	bool forgets = c->renames && !c->reg->trial;
	if (forgets) {
		names_forget(c->reg); /* first: a crash in between costs an index, and never shows a hidden name */
	}
	enum rc rc = keep_written(c->reg, f);
	if (rc != RC_OK) {
		change_abandon(c);
		return rc;
	}
	if (forgets) {
		names_forget(c->reg); /* again: one may have been made in between; who is later still sees this change */
	}
	change_free(c);
	return RC_OK;
}

enum rc change_close(struct change *c, const struct progress *p, int64_t *ret_no, struct fault *f)
{
	*ret_no = 0;
	if (c->number == 0) {
		change_abandon(c);
		return RC_OK;
	}
	int64_t no = c->no;
	enum rc rc = change_settle(c, p, f);
	struct reg *r = c->reg;
	if (rc == RC_OK && c->bulk) {
		rc = db_bulk_end(r->db, f);
	}
	if (rc == RC_OK && r->drafting) {
		rc = draft_take(c, f);
	}
	if (rc != RC_OK) {
		change_abandon(c);
		return rc;
	}
	rc = keep_change(c, f);
	*ret_no = rc == RC_OK && !r->drafting ? no : 0;
	return rc == RC_OK ? draft_end_one(r, f) : rc;
}

enum rc change_receipt(struct change *c, unsigned line, int64_t subject, int statements, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(c->reg->db, "INSERT INTO receipt (change, line, subject, statements) "
		"VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET statements = statements + ?4", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, c->no);
	query_bind_int(q, 2, line);
	query_bind_int(q, 3, subject);
	query_bind_int(q, 4, statements);
	return query_run(q, f);
}

/* Indexes are dropped when the change outgrows what is there. */
static enum rc consider_bulk(struct change *c, struct fault *f)
{
	if (c->bulk || c->number % BULK_FROM != 0 || c->next_statement > 4 * c->number) {
		return RC_OK;
	}
	c->bulk = true;
	return db_bulk_begin(c->reg->db, f);
}

static enum rc target_id(struct change *c, int64_t target, struct id *ret, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(c->reg->db, "SELECT id FROM statement WHERE no = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, target);
	rc = query_step(q, &row, f);
	if (rc == RC_OK && !row) {
		return fault_set(f, RC_NOT_FOUND, "there is no statement %d", (int)target);
	}
	if (rc == RC_OK) {
		memcpy(ret->b, query_blob(q, 0).p, ID_SIZE);
	}
	query_done(q);
	return rc;
}

/* Id and leaf of what is said: of its header and digests, where ids of references are handles. */
static enum rc digest_statement(struct change *c, const struct said *s, enum kind kind,
	const uint8_t salts[2 * SALT_SIZE], struct id *ret, struct id *ret_leaf, struct fault *f)
{
	uint8_t bytes[HEADER_MAX];
	struct header h = {.kind = kind, .mode = s->mode, .day = c->said, .has_target = s->target != 0};
	struct claim claim = {.property = str_of(s->property->key), .value = s->value, .language = s->language,
		.valid = s->valid};
	handle source;
	memcpy(h.org, c->reg->org, ORG_SIZE);
	enum rc rc = handle_of(c, s->subject, &h.subject, f);
	if (rc == RC_OK && s->value.type == VALUE_REF) {
		rc = handle_of(c, s->value.number, &claim.value.number, f);
	}
	if (rc == RC_OK) {
		rc = handle_of(c, s->source, &source, f);
	}
	if (rc == RC_OK && s->target) {
		rc = target_id(c, s->target, &h.target, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	claim_digest(&claim, salts, &h.claim);
	source_digest(source, salts + SALT_SIZE, &h.source);
	size_t n = header_encode(&h, bytes);
	statement_id(bytes, n, ret);
	leaf_hash(bytes, n, ret_leaf);
	return RC_OK;
}

static enum rc parent_of(struct change *c, int64_t subject, int64_t *ret, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(c->reg->db, "SELECT parent FROM subject WHERE no = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, subject);
	return query_int_or(q, 0, ret, f);
}

static enum rc set_parent(struct change *c, int64_t subject, int64_t parent, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(c->reg->db, "UPDATE subject SET parent = ? WHERE no = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, parent);
	query_bind_int(q, 2, subject);
	return query_run(q, f);
}

/* Whom a subject belongs to may change: the old owner's views change with it. */
static enum rc note_owner(struct change *c, const struct said *s, struct fault *f)
{
	struct query *q;
	int64_t old;
	struct known *made = known_made(c, s->subject);
	enum rc rc = parent_of(c, s->subject, &old, f);
	if (rc != RC_OK) {
		return rc;
	}
	if (made && !old && s->mode == MODE_ASSERT) {
		made->parent = s->value.number;
		return set_parent(c, s->subject, s->value.number, f);
	}
	if (made) {
		made->parent = 0;
	}
	if (old) {
		numbers_add(&c->touched, old);
	}
	rc = db_query(c->reg->db, "UPDATE subject SET parent = " PARENT_OF " WHERE no = ?1", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, s->subject);
	query_bind_int(q, 2, s->property->code);
	return query_run(q, f);
}

/* What the close must look at again. */
enum rc change_note(struct change *c, const struct said *s, struct fault *f)
{
	int code = s->property->code;
	numbers_add(&c->touched, s->subject);
	c->merges |= code == P_SAME_AS || code == P_NEVER_SAME_AS;
	c->renames |= names_change(code, s->mode);
	if (s->mode == MODE_ASSERT || s->mode == MODE_REPLACE) {
		numbers_add(&c->asserted, s->subject);
	}
	if (s->subject < c->first_subject && (code == P_SOURCE_PUBLISHED || code == P_SOURCE_ACCESSED)) {
		numbers_add(&c->sources, s->subject);
	}
	return names_owner(s->property) ? note_owner(c, s, f) : RC_OK;
}

enum rc change_say(struct change *c, const struct said *s, int64_t *ret_statement, struct fault *f)
{
	uint8_t salts[2 * SALT_SIZE];
	random_bytes(salts, sizeof salts);
	return change_say_as(c, s, salts, ret_statement, f);
}

enum rc change_say_as(struct change *c, const struct said *given, const uint8_t salts[2 * SALT_SIZE],
	int64_t *ret_statement, struct fault *f)
{
	struct said s = *given;
	struct id id, leaf;
	enum kind kind;
	enum rc rc = said_check(c, &s, &kind, f);
	if (rc != RC_OK) {
		fault_field(f, given->property->key);
		return rc;
	}
	rc = digest_statement(c, &s, kind, salts, &id, &leaf, f);
	if (rc == RC_OK) {
		rc = change_insert(c, &s, &id, salts, f);
	}
	if (rc == RC_OK) {
		rc = change_note(c, &s, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	change_sum_add(c->sum, &id);
	tree_add(&c->tree, &leaf);
	c->number++;
	if (ret_statement) {
		*ret_statement = c->next_statement;
	}
	c->next_statement++;
	return consider_bulk(c, f);
}

enum rc change_touch(struct change *c, int64_t subject, const struct property *p, struct fault *f)
{
	return change_note(c, &(struct said){.subject = subject, .property = p, .mode = MODE_RETRACT}, f);
}

enum rc change_close_notices(struct change *c, struct fault *f)
{
	enum rc rc = log_sign(c->reg, c->keys, &c->tree, f);
	if (rc != RC_OK) {
		change_abandon(c);
		return rc;
	}
	return keep_change(c, f);
}

enum rc change_close_foreign(struct change *c, struct fault *f)
{
	return keep_change(c, f);
}
