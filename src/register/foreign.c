/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A log as somebody else serves it, read bundle by bundle. */
#include "register/foreign.h"

#include <inttypes.h>
#include <string.h>

#include "register/log_internal.h"

/* Statements of one change, and bytes of their content, that are held at a time. */
#define CHANGE_BYTES_MOST ((size_t)3 << 30)
#define CONTENT_BUNDLE_MOST ((size_t)TILE_WIDTH * (4 + CONTENT_MOST))

/* ---- opening ---- */

static enum rc fetch_founding(struct foreign *w, struct fault *f)
{
	struct buf bundle;
	struct str rest, first;
	unsigned width = tile_width(TILE_ENTRIES, 0, w->head.size);
	struct tile_at at = {TILE_ENTRIES, 0, width};
	if (width == 0) {
		return fault_set(f, RC_INVALID, "the log is empty: it does not say whose it is");
	}
	buf_init(&bundle, BUNDLE_BYTES_MOST);
	enum rc rc = tile_read(w->from, &at, &bundle, f);
	rest = buf_view(&bundle);
	if (rc == RC_OK) {
		rc = bundle_next(&rest, TILE_ENTRIES, &first, f);
	}
	if (rc == RC_OK) {
		w->founding_bytes = str_copy(w->arena, first);
	}
	buf_finish(&bundle);
	return rc;
}

static enum rc read_founding(struct foreign *w, struct fault *f)
{
	struct entry e;
	enum rc rc = w->founding_bytes.n ? RC_OK : fetch_founding(w, f);
	if (rc == RC_OK) {
		rc = entry_decode(w->founding_bytes, &e, f);
	}
	if (rc == RC_OK && e.type != ENTRY_FOUNDING) {
		rc = fault_set(f, RC_INVALID, "the first entry of the log does not say whose it is");
	}
	if (rc == RC_OK) {
		rc = founding_decode(e.body, &w->founding, f);
	}
	return rc == RC_OK ? founding_check(&e, &w->founding, f) : rc;
}

static enum rc read_head(struct foreign *w, struct note *note, struct fault *f)
{
	struct buf bytes;
	buf_init(&bytes, NOTE_MOST);
	enum rc rc = w->from->read(w->from->data, "checkpoint", &bytes, f);
	if (rc == RC_OK) {
		w->note = str_copy(w->arena, buf_view(&bytes));
		rc = note_parse(w->arena, w->note, note, f);
	}
	if (rc == RC_OK) {
		rc = checkpoint_parse(w->arena, note->text, &w->head, f);
	}
	buf_finish(&bytes);
	return rc;
}

enum rc foreign_open(struct foreign *w, struct arena *a, const struct log_files *from, struct str founding,
	struct fault *f)
{
	struct note note;
	*w = (struct foreign){.from = from, .arena = a, .founding_bytes = str_copy(a, founding)};
	enum rc rc = read_head(w, &note, f);
	if (rc == RC_OK) {
		rc = read_founding(w, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	w->key = note_key_make(log_origin(a, w->founding.org), NOTE_ED25519, w->founding.key[ROLE_LOG]);
	if (strcmp(w->head.origin, w->key.name) != 0) {
		return fault_set(f, RC_CRYPTO, "the checkpoint is of another log: %s", w->head.origin);
	}
	w->proven = foreign_check_note(w, NULL) == RC_OK;
	return RC_OK;
}

enum rc foreign_check_note(struct foreign *w, struct fault *f)
{
	struct note note;
	struct note_key key = note_key_make(w->key.name, NOTE_ED25519, w->founding.key[ROLE_LOG]);
	enum rc rc = note_parse(w->arena, w->note, &note, f);
	if (rc == RC_OK && note_check(&note, &key, NULL) != RC_OK) {
		rc = fault_set(f, RC_CRYPTO, "the log's key did not sign the checkpoint that is served");
	}
	w->proven = rc == RC_OK;
	return rc;
}

static enum rc pass_over(void *data, const struct foreign_event *e, struct fault *f)
{
	(void)data;
	(void)e;
	(void)f;
	return RC_OK;
}

static enum rc pass_one(void *data, const struct foreign_statement *s, struct fault *f)
{
	(void)data;
	(void)s;
	(void)f;
	return RC_OK;
}

enum rc foreign_prove(struct foreign *w, struct fault *f)
{
	struct foreign whole = *w;
	return w->proven ? RC_OK : foreign_read(&whole, false, pass_over, pass_one, NULL, NULL, f);
}

/* ---- reading ---- */

struct reading {
	struct foreign *log;
	bool with_content;
	foreign_each each;
	void *data;
	struct arena *arena; /* of the statements since the last change */
	struct foreign_statement *open;
	size_t count, room;
	foreign_one one; /* or NULL: they are held till their change comes */
	day said;        /* the day of the first of them */
	bool days_differ;
	struct change_sum *sum;
	const char *fault; /* of one of them */
	struct buf entries, content;
	const struct progress *progress;
};

static void forget_open(struct reading *x)
{
	arena_reset(x->arena);
	x->open = NULL;
	x->count = x->room = 0;
	x->days_differ = false;
	x->fault = NULL;
}

static enum rc hold(struct reading *x, const struct foreign_statement *s, struct fault *f)
{
	if (arena_full(x->arena, CHANGE_BYTES_MOST / 2)) {
		return fault_set(f, RC_LIMIT, "a change is larger than this program takes in");
	}
	if (x->count == x->room) {
		size_t room = x->room ? x->room * 2 : 64;
		x->open = arena_grow(x->arena, x->open, x->count * sizeof *x->open, room * sizeof *x->open);
		x->room = room;
	}
	x->open[x->count] = *s;
	x->open[x->count].bytes = str_copy(x->arena, s->bytes);
	x->open[x->count].content = str_copy(x->arena, s->content);
	return RC_OK;
}

static enum rc take_statement(struct reading *x, struct str bytes, struct str content, struct fault *f)
{
	struct foreign_statement one = {.index = x->log->tree.size, .bytes = bytes, .content = content}, *s = &one;
	if (header_decode((const uint8_t *)s->bytes.p, s->bytes.n, &s->header, NULL) != RC_OK) {
		x->fault = "an entry is no header";
	} else if (memcmp(s->header.org, x->log->founding.org, ORG_SIZE) != 0) {
		x->fault = "a statement is another organisation's";
	}
	statement_id((const uint8_t *)s->bytes.p, s->bytes.n, &s->id);
	change_sum_add(x->sum, &s->id);
	x->days_differ |= x->count > 0 && s->header.day != x->said;
	x->said = s->header.day;
	enum rc rc = x->one ? x->one(x->data, s, f) : hold(x, s, f);
	x->count++;
	return rc;
}

static bool holds(const struct reading *x, const struct entry *e, enum role role, const struct id *id)
{
	return e->has[role]
		&& signature_check(x->log->founding.key[role], role, id, e->signature[role], NULL) == RC_OK;
}

/* What is wrong with a change by itself, beside the one before, and beside what stands before it. */
static const char *change_fault(const struct reading *x, const struct foreign_event *e, const struct id *sum)
{
	const struct change_body *c = &e->change;
	struct id proposal;
	proposal_id(&c->proposal, &proposal);
	if (memcmp(c->org, x->log->founding.org, ORG_SIZE) != 0) {
		return "it is another organisation's";
	}
	if (c->number != x->log->number + 1
		|| (c->has_previous && memcmp(c->previous.b, x->log->previous.b, ID_SIZE) != 0)) {
		return "it does not follow on the change before";
	}
	if (c->proposal.count != (int64_t)x->count || memcmp(c->proposal.statements.b, sum->b, ID_SIZE) != 0) {
		return "its statements are not those that were signed";
	}
	if (x->count > 0 && (x->days_differ || x->said != c->proposal.day)) {
		return "a statement is of another day than it";
	}
	if (c->day < x->log->day || c->proposal.day > c->day) {
		return "its day goes backwards";
	}
	if (!holds(x, &e->entry, ROLE_AUTHOR, &proposal) || !holds(x, &e->entry, ROLE_REVIEWER, &e->change_id)) {
		return "its author's or reviewer's signature does not hold";
	}
	return NULL;
}

static enum rc take_change(struct reading *x, struct foreign_event *e, struct fault *f)
{
	struct id sum;
	change_sum_finish(x->sum, &sum);
	x->sum = change_sum_create();
	e->fault = x->fault;
	if (change_decode(e->entry.body, &e->change, NULL) != RC_OK) {
		e->fault = "a change cannot be read";
	} else {
		change_id(e->entry.body, &e->change_id);
		const char *why = change_fault(x, e, &sum);
		e->fault = e->fault ? e->fault : why;
		x->log->previous = e->change_id;
		x->log->number = e->change.number;
		x->log->day = e->change.day;
	}
	e->statements = x->open;
	e->count = x->count;
	enum rc rc = x->each(x->data, e, f);
	forget_open(x);
	return rc;
}

static enum rc take_notice(struct reading *x, struct foreign_event *e, struct fault *f)
{
	struct arena *a = arena_create((size_t)1 << 24);
	struct id id;
	bool fine = notice_decode(a, e->entry.body, &e->notice, NULL) == RC_OK;
	notice_id(e->entry.body, &id);
	for (int role = ROLE_AUTHOR; role <= ROLE_REVIEWER; role++) {
		e->roles += holds(x, &e->entry, (enum role)role, &id);
	}
	if (!fine || memcmp(e->notice.org, x->log->founding.org, ORG_SIZE) != 0) {
		e->fault = "a notice cannot be read";
	} else if (e->notice.index != e->index) {
		e->fault = "a notice was put in another place than it was made for";
	} else if (e->roles < notice_roles(e->notice.action)) {
		e->fault = "a notice lacks a signature";
	}
	enum rc rc = x->each(x->data, e, f);
	arena_destroy(a);
	return rc;
}

static enum rc take_entry(struct reading *x, struct str bytes, struct str content, struct fault *f)
{
	struct foreign_event e = {.index = x->log->tree.size, .bytes = bytes};
	struct id leaf;
	leaf_hash(bytes.p, bytes.n, &leaf);
	enum rc rc = RC_OK;
	if (entry_decode(bytes, &e.entry, NULL) != RC_OK) {
		e.type = ENTRY_STATEMENT; /* nothing that is known: it is kept, and no more */
		e.fault = "an entry cannot be read";
		rc = x->each(x->data, &e, f);
	} else if (e.entry.type == ENTRY_STATEMENT) {
		rc = take_statement(x, bytes, content, f);
	} else {
		e.type = e.entry.type;
		e.fault = e.type == ENTRY_FOUNDING && e.index != 0 ? "a log is founded once" : NULL;
		if (e.type == ENTRY_KEY && rotation_follow(&e.entry, e.index, &x->log->founding, NULL) != RC_OK) {
			e.fault = "a new key does not hold";
		}
		rc = e.type == ENTRY_CHANGE ? take_change(x, &e, f)
			: e.type == ENTRY_NOTICE ? take_notice(x, &e, f) : x->each(x->data, &e, f);
	}
	tree_add(&x->log->tree, &leaf);
	return rc;
}

/* A bundle of entries and what they stand for, side by side; those before the tree's end are known. */
static enum rc take_bundle(struct reading *x, uint64_t bundle, struct fault *f)
{
	unsigned width = tile_width(TILE_ENTRIES, bundle, x->log->head.size);
	struct tile_at at = {TILE_ENTRIES, bundle, width}, beside = {TILE_CONTENT, bundle, width};
	enum rc rc = tile_read(x->log->from, &at, &x->entries, f);
	if (rc == RC_OK && x->with_content) {
		rc = tile_read(x->log->from, &beside, &x->content, f);
	}
	struct str entries = buf_view(&x->entries), content = buf_view(&x->content);
	for (uint64_t i = bundle * TILE_WIDTH; rc == RC_OK && i < bundle * TILE_WIDTH + width; i++) {
		struct str one, said = {0};
		rc = bundle_next(&entries, TILE_ENTRIES, &one, f);
		if (rc == RC_OK && x->with_content) {
			rc = bundle_next(&content, TILE_CONTENT, &said, f);
		}
		if (rc == RC_OK && i >= x->log->tree.size) {
			rc = take_entry(x, one, said, f);
		}
	}
	return rc;
}

static enum rc check_root(const struct foreign *w, struct fault *f)
{
	struct id root;
	tree_root(&w->tree, &root);
	return memcmp(root.b, w->head.root.b, ID_SIZE) == 0 ? RC_OK
		: fault_set(f, RC_CRYPTO, "the entries that are served are not those that the checkpoint signs");
}

/* Statements at the end that no change closes: nobody said them. */
static enum rc give_open(struct reading *x, struct fault *f)
{
	struct foreign_event e = {.type = ENTRY_CHANGE, .index = x->log->tree.size, .fault = "no change closes it",
		.statements = x->open, .count = x->count};
	return x->count ? x->each(x->data, &e, f) : RC_OK;
}

enum rc foreign_read(struct foreign *w, bool with_content, foreign_each each, foreign_one one, void *data,
	const struct progress *p, struct fault *f)
{
	struct reading x = {.log = w, .with_content = with_content, .each = each, .one = one, .data = data, .progress = p};
	struct id unused;
	enum rc rc = RC_OK;
	x.arena = arena_create(CHANGE_BYTES_MOST);
	x.sum = change_sum_create();
	buf_init(&x.entries, BUNDLE_BYTES_MOST);
	buf_init(&x.content, CONTENT_BUNDLE_MOST);
	while (rc == RC_OK && w->tree.size < w->head.size) {
		rc = take_bundle(&x, w->tree.size / TILE_WIDTH, f);
		if (p && p->step) {
			p->step(p->data, "entries", w->tree.size, w->head.size);
		}
	}
	if (rc == RC_OK && !w->proven) {
		rc = foreign_check_note(w, f);
	}
	if (rc == RC_OK) {
		rc = check_root(w, f);
	}
	if (rc == RC_OK) {
		rc = give_open(&x, f);
	}
	buf_finish(&x.entries);
	buf_finish(&x.content);
	change_sum_finish(x.sum, &unused);
	arena_destroy(x.arena);
	return rc;
}
