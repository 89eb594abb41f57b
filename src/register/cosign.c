/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Asking witnesses for cosignatures of the register's own log, and what their answers give away about it. */
#include "register/cosign.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/wrap.h"
#include "ledger/witness.h"
#include "register/log_internal.h"
#include "register/witness.h"

#define ANSWER_MOST ((size_t)1 << 16)

enum rc cosign_policy(struct reg *r, struct arena *a, struct policy *ret, struct fault *f)
{
	char path[4096];
	struct buf text;
	buf_init(&text, POLICY_MOST);
	snprintf(path, sizeof path, "%s/policy", r->path);
	enum rc rc = file_read(path, &text, f);
	if (rc == RC_OK) {
		rc = policy_parse(a, str_copy(a, buf_view(&text)), ret, f);
		fault_where(f, path, 0, 0);
	}
	buf_finish(&text);
	return rc;
}

/* ---- our own checkpoints, met elsewhere ---- */

static enum rc keep_met(struct reg *r, const struct checkpoint *c, struct str note, struct fault *f)
{
	bool fork;
	enum rc rc = db_begin_write(r->db, f);
	if (rc == RC_OK) {
		rc = sighting_keep(r, c, note, &fork, f);
	}
	if (rc == RC_OK) {
		rc = db_commit(r->db, f);
	}
	if (rc != RC_OK) {
		db_rollback(r->db);
	}
	return rc;
}

enum rc log_meet(struct reg *r, struct arena *a, struct str note, struct checkpoint *ret, struct fault *f)
{
	struct note_key own = {0};
	struct note n;
	enum rc rc = note_parse(a, note, &n, f);
	if (rc == RC_OK) {
		rc = checkpoint_parse(a, n.text, ret, f);
	}
	if (rc == RC_OK) {
		rc = log_key_at(r, a, OWN_ORG, ret->size, &own, f);
	}
	if (rc == RC_OK) {
		rc = note_check(&n, &own, f);
	}
	if (rc == RC_OK && strcmp(ret->origin, own.name) != 0) {
		rc = fault_set(f, RC_CRYPTO, "it is a checkpoint of another log");
	}
	if (rc != RC_OK) {
		return rc == RC_NOT_FOUND ? RC_CRYPTO : rc;
	}
	return keep_met(r, ret, note, f);
}

enum rc cosign_seen(struct reg *r, struct arena *a, uint64_t *ret, struct fault *f)
{
	struct query *q;
	int64_t most = 0;
	enum rc rc = db_query(r->db, "SELECT coalesce(max(size), 0) FROM sighting WHERE origin = ?", &q, f);
	if (rc == RC_OK) {
		query_bind_text(q, 1, str_of(log_origin(a, r->org)));
		rc = query_int_or(q, 0, &most, f);
	}
	*ret = (uint64_t)most;
	return rc;
}

enum rc cosign_check_ahead(struct reg *r, struct arena *a, uint64_t size, struct fault *f)
{
	uint64_t most;
	enum rc rc = cosign_seen(r, a, &most, f);
	if (rc == RC_OK && most > size) {
		rc = fault_set(f, RC_DB, "a witness has seen %" PRIu64 " %s of this log, and the register ends at %" PRIu64
			": it was put back to an older state", most, count_word(most, "entry", "entries"), size);
		fault_hint(f, "writing on would fork its log: take the newest copy");
	}
	return rc;
}

/* ---- asking ---- */

struct asking {
	struct reg *reg;
	struct arena *arena;
	const struct cosign_reach *reach;
	struct note note;             /* the newest checkpoint, with what came of it so far */
	struct str whole;             /* the same as text */
	struct checkpoint checkpoint;
	struct note_key own;
};

/* How far the witness is, as far as we know. */
static enum rc known_size(struct asking *q, const char *vkey, uint64_t *ret, struct fault *f)
{
	struct query *query;
	int64_t size = 0;
	enum rc rc = db_query(q->reg->db, "SELECT size FROM cosigner WHERE vkey = ?", &query, f);
	if (rc == RC_OK) {
		query_bind_text(query, 1, str_of(vkey));
		rc = query_int_or(query, 0, &size, f);
	}
	*ret = (uint64_t)size <= q->checkpoint.size ? (uint64_t)size : 0;
	return rc;
}

/* One request: RC_OK with lines in *ret; RC_CONFLICT with the witness's size; others are reasons. */
static enum rc request(struct asking *q, const struct policy_member *m, uint64_t old, struct str *ret,
	struct cosign_said *said, struct fault *f)
{
	struct log_files own = log_own_files(q->reg);
	struct witness_request r = {.old_size = old, .note = q->whole};
	struct buf out;
	int status = 0;
	enum rc rc = old > 0 ? tiles_consistency(&own, old, q->checkpoint.size, &r.proof, f) : RC_OK;
	if (rc != RC_OK) {
		return rc;
	}
	buf_init(&out, ANSWER_MOST);
	rc = q->reach->post(q->reach->data, m->url, "add-checkpoint", str_of(witness_request_format(q->arena, &r)), &status,
		&out, f);
	if (rc == RC_OK) {
		rc = witness_answer_read(q->arena, status, str_copy(q->arena, buf_view(&out)), &q->note, &m->key, ret,
			&said->seconds, &said->size, f);
	} else {
		rc = RC_IO;
	}
	buf_finish(&out);
	return rc;
}

/* It says that it is elsewhere: that must be shown, with our signature, or anybody could stop us by a number. */
static enum rc look_closer(struct asking *q, const struct policy_member *m, struct cosign_said *said, struct fault *f)
{
	struct fault mine = {0};
	struct checkpoint met = {0};
	struct log_files own = log_own_files(q->reg);
	struct tree ours;
	struct id digest, root;
	struct buf out;
	char hex[2 * ID_SIZE + 1];
	struct hash *h = hash_create();
	hash_add(h, q->own.name, strlen(q->own.name));
	hash_finish(h, &digest);
	buf_init(&out, NOTE_MOST);
	enum rc rc = q->reach->get(q->reach->data, m->url,
		arena_printf(q->arena, "%s/checkpoint", hex_format(digest.b, ID_SIZE, hex)), &out, &mine);
	if (rc == RC_OK) {
		rc = log_meet(q->reg, q->arena, str_copy(q->arena, buf_view(&out)), &met, &mine);
	}
	buf_finish(&out);
	said->size = met.size;
	if (rc != RC_OK) {
		said->fate = COSIGN_REFUSED;
		said->text = arena_printf(q->arena, "it says that it has cosigned another tree, and does not show it: %s",
			mine.message);
		return rc == RC_DB || rc == RC_BUSY ? fault_set(f, rc, "%s", mine.message) : RC_OK;
	}
	rc = met.size > q->checkpoint.size ? RC_OK
		: tiles_tree_within(&own, met.size, q->checkpoint.size, &ours, f);
	if (rc != RC_OK) {
		return rc;
	}
	if (met.size <= q->checkpoint.size) {
		tree_root(&ours, &root);
	}
	if (met.size > q->checkpoint.size) {
		said->fate = COSIGN_AHEAD;
		said->text = arena_printf(q->arena, "it has cosigned %" PRIu64 " %s, and the register ends at %" PRIu64
			": it was put back to an older state", met.size, count_word(met.size, "entry", "entries"),
			q->checkpoint.size);
	} else if (memcmp(root.b, met.root.b, ID_SIZE) != 0) {
		said->fate = COSIGN_FORK;
		said->text = arena_printf(q->arena, "it has cosigned another log of ours, of %" PRIu64 " %s", met.size,
			count_word(met.size, "entry", "entries"));
	} else {
		said->fate = COSIGN_REFUSED;
		said->text = arena_strdup(q->arena, "it does not go on from what it has cosigned itself");
	}
	return RC_OK;
}

static enum rc ask(struct asking *q, const struct policy_member *m, struct str *ret_lines, struct cosign_said *said,
	struct fault *f)
{
	struct fault mine = {0};
	uint64_t old;
	char *vkey = note_key_format(q->arena, m->key.name, m->key.type, m->key.key);
	enum rc rc = known_size(q, vkey, &old, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = request(q, m, old, ret_lines, said, &mine);
	if (rc == RC_CONFLICT && said->size <= q->checkpoint.size && said->size != old) {
		fault_clear(&mine);
		old = said->size;
		rc = request(q, m, old, ret_lines, said, &mine);
	}
	if (rc == RC_CONFLICT) {
		return look_closer(q, m, said, f);
	}
	said->fate = rc == RC_OK ? COSIGN_DONE : rc == RC_IO ? COSIGN_UNREACHED : COSIGN_REFUSED;
	said->size = rc == RC_OK ? q->checkpoint.size : 0;
	said->text = rc == RC_OK ? NULL : arena_strdup(q->arena, mine.message);
	return RC_OK;
}

/* ---- keeping ---- */

static enum rc keep_size(struct asking *q, const struct policy_member *m, const struct cosign_said *said,
	struct fault *f)
{
	struct query *query;
	enum rc rc = db_query(q->reg->db, "INSERT OR REPLACE INTO cosigner (vkey, size, seconds) VALUES (?, ?, ?)", &query,
		f);
	if (rc == RC_OK) {
		char *vkey = note_key_format(q->arena, m->key.name, m->key.type, m->key.key);
		query_bind_text(query, 1, str_of(vkey));
		query_bind_int(query, 2, (int64_t)said->size);
		query_bind_int(query, 3, (int64_t)said->seconds);
		rc = query_run(query, f);
	}
	return rc;
}

/* The lines of one witness, into the newest checkpoint: if it is still the one that was sent. */
static enum rc keep(struct asking *q, const struct policy_member *m, struct str lines, const struct cosign_said *said,
	struct fault *f)
{
	struct log_head head;
	struct note now;
	enum rc rc = db_begin_write(q->reg->db, f);
	if (rc == RC_OK) {
		rc = keep_size(q, m, said, f);
	}
	if (rc == RC_OK) {
		rc = log_head(q->reg, q->arena, OWN_ORG, &head, f);
	}
	if (rc == RC_OK) {
		rc = note_parse(q->arena, head.checkpoint, &now, f);
	}
	if (rc == RC_OK && str_eq(now.text, q->note.text)) {
		rc = log_keep(q->reg, OWN_ORG, &head.tree, str_of(note_replace(q->arena, &now, &m->key, lines)), f);
	}
	if (rc == RC_OK) {
		rc = db_commit(q->reg->db, f);
	}
	if (rc != RC_OK) {
		db_rollback(q->reg->db);
	}
	return rc;
}

static enum rc start(struct asking *q, struct fault *f)
{
	struct log_head head;
	enum rc rc = log_publish(q->reg, NULL, f); /* proofs are made from the files */
	if (rc == RC_OK) {
		rc = log_head(q->reg, q->arena, OWN_ORG, &head, f);
	}
	if (rc == RC_OK) {
		rc = log_key(q->reg, q->arena, OWN_ORG, &q->own, f);
	}
	if (rc == RC_OK) {
		q->whole = head.checkpoint;
		rc = note_parse(q->arena, head.checkpoint, &q->note, f);
	}
	return rc == RC_OK ? checkpoint_parse(q->arena, q->note.text, &q->checkpoint, f) : rc;
}

enum rc log_cosign(struct reg *r, struct arena *a, const struct policy *p, const struct cosign_reach *reach,
	struct cosign_said **ret, size_t *ret_count, struct fault *f)
{
	struct asking q = {.reg = r, .arena = a, .reach = reach};
	enum rc rc = start(&q, f);
	*ret = arena_array(a, p->member_count + 1, sizeof **ret);
	*ret_count = 0;
	for (size_t i = 0; rc == RC_OK && i < p->member_count; i++) {
		const struct policy_member *m = &p->members[i];
		struct cosign_said *said = &(*ret)[*ret_count];
		struct str lines = {0};
		if (m->needed > 0 || !m->url) {
			continue;
		}
		(*ret_count)++;
		said->name = m->name;
		rc = ask(&q, m, &lines, said, f);
		if (rc == RC_OK && said->fate == COSIGN_DONE) {
			rc = keep(&q, m, lines, said, f);
		}
	}
	/* One that shows more than we have stops us from publishing, too; it is in the report. */
	for (size_t i = 0; rc == RC_OK && i < *ret_count; i++) {
		if ((*ret)[i].fate == COSIGN_AHEAD) {
			return RC_OK;
		}
	}
	return rc == RC_OK ? log_publish(r, NULL, f) : rc;
}
