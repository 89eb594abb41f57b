/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One partner's log, from where this register left off to its checkpoint. What is new must make the tree that the
 * checkpoint signs, going on from the tree that is here: that is the proof of consistency, with no other hashes needed.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/wrap.h"
#include "register/gossip.h"
#include "register/intake.h"
#include "register/witness.h"

struct syncing {
	struct reg *reg;
	struct arena *arena;
	int64_t org;
	const struct log_files *from;
	struct foreign log;
	struct log_head here;   /* what was taken in before; size 0: nothing */
	struct intake intake;
	char *key;              /* that the partner was added with */
	uint64_t content_of;    /* which bundle of contents was read last, and one; 0: none */
};

/* ---- where it was left off ---- */

static enum rc read_partner(struct syncing *s, struct fault *f)
{
	struct query *q;
	bool row;
	struct intake *w = &s->intake;
	enum rc rc = db_query(s->reg->db, "SELECT key, day, taken, erased, number, previous, recorded, synced IS NOT NULL "
		"FROM partner WHERE org = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, s->org);
	rc = query_step(q, &row, f);
	if (rc != RC_OK || !row) {
		return rc == RC_OK ? fault_set(f, RC_NOT_FOUND, "there is no such partner") : rc;
	}
	s->key = str_dup(s->arena, query_text(q, 0));
	if (query_int(q, 1) == w->today) {
		w->taken = query_int(q, 2);
		w->erased = query_int(q, 3);
	}
	s->log.number = query_int(q, 4);
	if (query_blob(q, 5).n == ID_SIZE) {
		memcpy(s->log.previous.b, query_blob(q, 5).p, ID_SIZE);
	}
	s->log.day = (day)query_int(q, 6);
	w->bounded = query_int(q, 7) != 0;
	query_done(q);
	return RC_OK;
}

static enum rc read_here(struct syncing *s, struct fault *f)
{
	struct fault none = {0};
	enum rc rc = log_head(s->reg, s->arena, s->org, &s->here, &none);
	if (rc == RC_NOT_FOUND) {
		s->here = (struct log_head){0};
		return RC_OK;
	}
	return rc == RC_OK ? RC_OK : fault_set(f, rc, "%s", none.message);
}

/* The first entry, which is here after the first time: the checkpoint is then all that is read where nothing is new. */
static enum rc read_known_founding(struct syncing *s, struct str *ret, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(s->reg->db, "SELECT bytes FROM entry WHERE org = ? AND leaf = 0", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, s->org);
	rc = query_step(q, &row, f);
	if (rc == RC_OK && row) {
		*ret = str_copy(s->arena, query_blob(q, 0));
		query_done(q);
	}
	return rc;
}

/*
 * A place that has not heard of a new key yet serves what the old one signed. Where that agrees with what is here it is
 * old and no more. Where it does not, it is no evidence: somebody may have stolen the old key, and be its reason to go.
 */
static bool is_old_news(struct syncing *s)
{
	struct foreign then = s->log;
	struct id root;
	return log_keys_at(s->reg, s->arena, s->org, s->log.head.size, &then.founding, NULL) == RC_OK
		&& foreign_check_note(&then, NULL) == RC_OK
		&& log_root_at(s->reg, s->org, s->log.head.size, &root, NULL) == RC_OK
		&& memcmp(root.b, s->log.head.root.b, ID_SIZE) == 0;
}

/* The keys that are good where it was left off; one that is not new must be signed by them. */
static enum rc go_on_with_keys(struct syncing *s, struct fault *f)
{
	if (s->here.tree.size == 0) {
		return RC_OK;
	}
	enum rc rc = log_keys_at(s->reg, s->arena, s->org, s->here.tree.size, &s->log.founding, f);
	if (rc == RC_OK && foreign_check_note(&s->log, NULL) != RC_OK && s->log.head.size <= s->here.tree.size
		&& !is_old_news(s)) {
		rc = fault_set(f, RC_CRYPTO, "the log's key did not sign the checkpoint that is served");
	}
	return rc;
}

static enum rc open_log(struct syncing *s, struct fault *f)
{
	struct id previous = s->log.previous;
	int64_t number = s->log.number;
	day recorded = s->log.day;
	struct str founding = {0};
	enum rc rc = read_known_founding(s, &founding, f);
	if (rc == RC_OK) {
		rc = foreign_open(&s->log, s->arena, s->from, founding, f);
	}
	if (rc == RC_OK && strcmp(s->key, note_key_format(s->arena, s->log.key.name, s->log.key.type,
		s->log.key.key)) != 0) {
		rc = fault_set(f, RC_CRYPTO, "another log is served there than the one this partner was added with");
	}
	s->log.previous = previous;
	s->log.number = number;
	s->log.day = recorded;
	s->log.tree = s->here.tree;
	return rc == RC_OK ? go_on_with_keys(s, f) : rc;
}

/* ---- two checkpoints that cannot both be true ---- */

static enum rc found_evidence(struct syncing *s, struct fault *f)
{
	s->intake.report->evidence = arena_printf(s->arena, "%s signed two logs: one of %" PRIu64 " %s, and one of %"
		PRIu64 ", of which neither goes on from the other", s->log.key.name, s->here.tree.size,
		count_word(s->here.tree.size, "entry", "entries"), s->log.head.size);
	enum rc rc = evidence_keep(s->reg, &s->log.head, s->here.checkpoint, s->log.note, f);
	return rc == RC_OK ? fault_set(f, RC_CRYPTO, "%s", s->intake.report->evidence) : rc;
}

/* What is served is not newer than what is here. *ret_done: there is nothing to take in. */
static enum rc compare_heads(struct syncing *s, bool *ret_done, struct fault *f)
{
	struct id root;
	*ret_done = false;
	if (s->log.head.size > s->here.tree.size || s->here.tree.size == 0) {
		return RC_OK;
	}
	*ret_done = true;
	enum rc rc = log_root_at(s->reg, s->org, s->log.head.size, &root, f);
	if (rc == RC_OK && memcmp(root.b, s->log.head.root.b, ID_SIZE) != 0) {
		return found_evidence(s, f);
	}
	s->intake.report->stale = s->log.head.size < s->here.tree.size;
	return rc;
}

/*
 * The entries do not lead to the root. Where the log's own tiles do, whoever serves it altered the entries; where
 * they do not either, the key signed two logs.
 */
static enum rc blame(struct syncing *s, struct fault *f)
{
	struct id root;
	struct proof proof;
	struct fault none = {0};
	tree_root(&s->here.tree, &root);
	if (!s->log.proven) {
		return fault_set(f, RC_CRYPTO, "the log's key did not sign the checkpoint that is served");
	}
	if (s->here.tree.size == 0
		|| (tiles_consistency(s->from, s->here.tree.size, s->log.head.size, &proof, &none) == RC_OK
			&& consistency_check(s->here.tree.size, s->log.head.size, &root, &s->log.head.root, &proof,
				NULL) == RC_OK)) {
		return fault_set(f, RC_CRYPTO, "the entries that are served are not those that the log signed: whoever serves "
			"them altered them");
	}
	return found_evidence(s, f);
}

/* ---- taking in ---- */

static enum rc take_event(void *data, const struct foreign_event *e, struct fault *f)
{
	struct intake *w = data;
	switch (e->type) {
	case ENTRY_CHANGE:
		return intake_change(w, e, f);
	case ENTRY_NOTICE:
		return intake_notice(w, e, f);
	default:
		return intake_keep_entry(w, e->index, e->bytes, f);
	}
}

/* The content of one statement, as it is served now; none where it is not. */
static enum rc read_content(struct syncing *s, uint64_t index, struct buf *bundle, struct str *ret, struct fault *f)
{
	struct tile_at at = {TILE_CONTENT, index / TILE_WIDTH, tile_width(TILE_ENTRIES, index / TILE_WIDTH,
		s->log.head.size)};
	enum rc rc = s->content_of == at.index + 1 ? RC_OK : tile_read(s->from, &at, bundle, f);
	s->content_of = rc == RC_OK ? at.index + 1 : 0;
	struct str rest = buf_view(bundle);
	for (uint64_t i = 0; rc == RC_OK && i <= index % TILE_WIDTH; i++) {
		rc = bundle_next(&rest, TILE_CONTENT, ret, f);
	}
	return rc;
}

struct headed {
	struct header header;
	uint64_t index;
};

static enum rc take_header(void *data, const struct log_entry *e, struct fault *f)
{
	struct headed *h = data;
	h->index = e->index;
	return header_decode((const uint8_t *)e->bytes.p, e->bytes.n, &h->header, f);
}

static enum rc fill_one(struct syncing *s, int64_t no, struct buf *bundle, struct fault *f)
{
	struct headed h;
	struct str content = {0};
	int64_t org;
	enum rc rc = log_index(s->reg, no, &org, &h.index, f);
	if (rc == RC_OK) {
		rc = log_walk(s->reg, org, h.index, h.index + 1, take_header, &h, f);
	}
	if (rc == RC_OK) {
		rc = read_content(s, h.index, bundle, &content, f);
	}
	return rc == RC_OK ? intake_fill(&s->intake, no, &h.header, content, f) : rc;
}

/* What is shown again, and what was left out and may be understood now. */
static enum rc fill_blanks(struct syncing *s, struct fault *f)
{
	struct numbers *list = &s->intake.shown;
	struct buf bundle;
	enum rc rc = RC_OK;
	buf_init(&bundle, (size_t)TILE_WIDTH * (4 + CONTENT_MOST));
	s->content_of = 0;
	numbers_sort(list);
	for (size_t i = 0; rc == RC_OK && i < list->count; i++) {
		rc = fill_one(s, list->list[i], &bundle, f);
	}
	buf_finish(&bundle);
	return rc;
}

/* ---- changes that waited ---- */

struct waiting {
	struct syncing *s;
	struct foreign_event event;
	struct foreign_statement *statements;
	struct arena *arena;
	size_t at;
	struct buf bundle;
};

static enum rc take_waiting_entry(void *data, const struct log_entry *e, struct fault *f)
{
	struct waiting *w = data;
	struct str bytes = str_copy(w->arena, e->bytes), content;
	if (w->at == w->event.count) {
		w->event.bytes = bytes;
		enum rc rc = entry_decode(bytes, &w->event.entry, f);
		if (rc == RC_OK) {
			rc = change_decode(w->event.entry.body, &w->event.change, f);
		}
		change_id(w->event.entry.body, &w->event.change_id);
		return rc;
	}
	struct foreign_statement *x = &w->statements[w->at++];
	*x = (struct foreign_statement){.index = e->index, .bytes = bytes};
	statement_id((const uint8_t *)bytes.p, bytes.n, &x->id);
	enum rc rc = header_decode((const uint8_t *)bytes.p, bytes.n, &x->header, f);
	if (rc == RC_OK) {
		rc = read_content(w->s, e->index, &w->bundle, &content, f);
	}
	x->content = rc == RC_OK ? str_copy(w->arena, content) : (struct str){0};
	return rc;
}

static enum rc retry_one(struct syncing *s, uint64_t leaf, size_t count, struct fault *f)
{
	struct waiting w = {.s = s, .arena = arena_create((size_t)3 << 30)};
	w.event = (struct foreign_event){.type = ENTRY_CHANGE, .index = leaf, .count = count};
	w.statements = arena_array(w.arena, count + 1, sizeof *w.statements);
	w.event.statements = w.statements;
	buf_init(&w.bundle, (size_t)TILE_WIDTH * (4 + CONTENT_MOST));
	s->content_of = 0;
	enum rc rc = log_walk(s->reg, s->org, leaf - count, leaf + 1, take_waiting_entry, &w, f);
	if (rc == RC_OK) {
		rc = intake_waiting(&s->intake, &w.event, f);
	}
	buf_finish(&w.bundle);
	arena_destroy(w.arena);
	return rc;
}

static enum rc list_numbers(struct syncing *s, const char *sql, struct numbers *ret, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(s->reg->db, sql, &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, s->org);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		numbers_add(ret, query_int(q, 0));
		if (query_columns(q) > 1) {
			numbers_add(ret, query_int(q, 1));
		}
	}
	return rc;
}

/* In their order, as a later one may rest on an earlier one; and before what is new, which may rest on them. */
static enum rc retry_waiting(struct syncing *s, struct fault *f)
{
	struct numbers list = {0};
	enum rc rc = list_numbers(s, "SELECT leaf, count FROM quarantine WHERE org = ? AND waits = 1 ORDER BY leaf",
		&list, f);
	for (size_t i = 0; rc == RC_OK && i + 1 < list.count; i += 2) {
		rc = retry_one(s, (uint64_t)list.list[i], (size_t)list.list[i + 1], f);
	}
	numbers_finish(&list);
	return rc;
}

/* ---- all of it ---- */

/* Where a ground for publishing somebody arrives, what was not served of them before may be now. */
static const char blanks[] = "SELECT s.no FROM change c JOIN statement s ON s.change = c.no WHERE c.org = ?1 "
	"AND s.property = 0 AND s.no NOT IN (SELECT statement FROM held_back)";


static enum rc keep_state(struct syncing *s, struct fault *f)
{
	struct query *q;
	enum rc rc = log_keep(s->reg, s->org, &s->log.tree, s->log.note, f);
	if (rc == RC_OK) {
		rc = db_query(s->reg->db, "UPDATE partner SET synced = ?2, trouble = NULL, day = ?2, taken = ?3, erased = ?4, "
			"number = ?5, previous = ?6, recorded = ?7 WHERE org = ?1", &q, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, s->org);
	query_bind_int(q, 2, s->intake.today);
	query_bind_int(q, 3, s->intake.taken);
	query_bind_int(q, 4, s->intake.erased);
	query_bind_int(q, 5, s->log.number);
	query_bind_blob(q, 6, s->log.previous.b, ID_SIZE);
	query_bind_int(q, 7, s->log.day);
	return query_run(q, f);
}

static enum rc take_in(struct syncing *s, struct fault *f)
{
	struct intake *w = &s->intake;
	struct fault why = {0};
	enum rc rc = retry_waiting(s, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = foreign_read(&s->log, &(struct foreign_take){.each = take_event, .data = w, .content = true,
		.progress = w->options->progress}, &why);
	if (rc == RC_CRYPTO) {
		return blame(s, f);
	}
	if (rc != RC_OK) {
		*f = why;
		return rc;
	}
	if (rc == RC_OK) {
		rc = list_numbers(s, "SELECT d.statement FROM refused d JOIN statement s ON s.no = d.statement "
			"JOIN change c ON c.no = s.change WHERE c.org = ?1 AND s.property = 0", &w->shown, f);
	}
	if (rc == RC_OK && w->grounds) {
		rc = list_numbers(s, blanks, &w->shown, f);
	}
	if (rc == RC_OK) {
		rc = fill_blanks(s, f);
	}
	if (rc == RC_OK && w->options->confirm) {
		rc = intake_confirm(w, f);
	}
	return rc == RC_OK ? keep_state(s, f) : rc;
}

static enum rc finish(struct syncing *s, struct fault *f)
{
	struct intake *w = &s->intake;
	enum rc rc = here_keep(w->change, f);
	if (rc == RC_OK) {
		rc = views_update(w->change, w->options->progress, f);
	}
	if (rc == RC_OK) {
		rc = intake_forget_aside(w, f);
	}
	if (rc == RC_OK && w->scrub) {
		rc = db_scrub_later(s->reg->db, f);
	}
	return rc;
}

/* Outside the transaction that failed: what was wrong, for whoever looks at the partners; and the evidence. */
static enum rc keep_trouble(struct syncing *s, const struct fault *why, struct fault *f)
{
	struct query *q;
	enum rc rc = db_begin_write(s->reg->db, f);
	if (rc == RC_OK && s->intake.report->evidence) {
		rc = evidence_keep(s->reg, &s->log.head, s->here.checkpoint, s->log.note, f);
	}
	if (rc == RC_OK) {
		rc = db_query(s->reg->db, "UPDATE partner SET trouble = ?2 WHERE org = ?1", &q, f);
	}
	if (rc == RC_OK) {
		query_bind_int(q, 1, s->org);
		query_bind_text(q, 2, str_of(why->message));
		rc = query_run(q, f);
	}
	if (rc == RC_OK) {
		rc = db_commit(s->reg->db, f);
	}
	if (rc != RC_OK) {
		db_rollback(s->reg->db);
	}
	return rc;
}

/* A key that signed two histories: nothing more of it is taken in unless somebody says so. */
static enum rc check_innocent(struct syncing *s, struct fault *f)
{
	struct query *q;
	int64_t guilty = 0;
	enum rc rc = db_query(s->reg->db, "SELECT count(*) FROM evidence WHERE origin = ?", &q, f);
	if (rc == RC_OK) {
		query_bind_text(q, 1, str_of(s->log.key.name));
		rc = query_int_or(q, 0, &guilty, f);
	}
	if (rc == RC_OK && guilty && !s->intake.options->admit) {
		rc = fault_set(f, RC_CRYPTO, "there is evidence that this log was signed in two versions: nothing "
			"more of it is "
			"taken in");
		fault_hint(f, "\"volya partner list\" shows it. When they have explained it: \"volya sync PARTNER --admit\"");
	}
	return rc;
}

static enum rc sync_inside(struct syncing *s, struct fault *f)
{
	bool done = false;
	enum rc rc = read_partner(s, f);
	if (rc == RC_OK) {
		rc = read_here(s, f);
	}
	if (rc == RC_OK) {
		rc = open_log(s, f);
	}
	if (rc == RC_OK) {
		rc = check_innocent(s, f);
	}
	s->intake.report->from = s->intake.report->to = s->here.tree.size;
	if (rc == RC_OK) {
		rc = compare_heads(s, &done, f);
	}
	/* Nothing new may still mean that what waited can be taken in. */
	if (rc == RC_OK && !s->intake.report->stale) {
		rc = take_in(s, f);
	}
	if (rc == RC_OK && !s->intake.report->stale) {
		s->intake.report->to = s->log.tree.size;
		rc = finish(s, f);
	}
	return rc;
}

enum rc partner_sync(struct reg *r, struct arena *a, int64_t org, const struct log_files *from,
	const struct sync_options *o, struct sync_report *ret, struct fault *f)
{
	struct syncing s = {.reg = r, .arena = a, .org = org, .from = from};
	struct fault why = {0}, unkept = {0};
	*ret = (struct sync_report){0};
	s.intake = (struct intake){.reg = r, .org = org, .today = day_today(), .options = o, .report = ret};
	enum rc rc = change_begin_foreign(r, org, &s.intake.change, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = sync_inside(&s, &why);
	numbers_finish(&s.intake.shown);
	if (rc == RC_OK) {
		rc = change_close_foreign(s.intake.change, f);
		if (rc == RC_OK && s.intake.scrub) {
			rc = db_scrub(r->db, f);
		}
		return rc == RC_OK ? gossip_hear(r, a, from, &ret->gossip, f) : rc;
	}
	change_abandon(s.intake.change);
	*f = why;
	/* That the trouble could not be kept is the lesser trouble. */
	(void)!keep_trouble(&s, &why, &unkept);
	(void)!gossip_hear(r, a, from, &ret->gossip, &unkept);
	return rc;
}
