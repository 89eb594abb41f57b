/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A log as somebody else serves it, read bundle by bundle. */
#include "register/foreign.h"

#include <inttypes.h>
#include <string.h>

#include "register/foreign_bundle.h"
#include "register/log_internal.h"

/* Statements of one change, and bytes of their content, that are held at a time. */
#define CHANGE_BYTES_MOST ((size_t)3 << 30)

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
	memcpy(w->signer, w->founding.key[ROLE_LOG], KEY_SIZE);
	return rc;
}

/* Who signed the root vouches for all that is under it, the founding too, so both keys say the same. */
bool foreign_known_by(const struct foreign *w, const char *vkey)
{
	char *founded = note_key_format(w->arena, w->key.name, NOTE_ED25519, w->key.key);
	return strcmp(vkey, founded) == 0
		|| (w->proven && strcmp(vkey, note_key_format(w->arena, w->key.name, NOTE_ED25519, w->signer)) == 0);
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
	enum rc rc = w->proven ? RC_OK : foreign_read(&whole,
		&(struct foreign_take){.each = pass_over, .one = pass_one}, f);
	w->proven = rc == RC_OK;
	memcpy(w->signer, whole.signer, KEY_SIZE);
	return rc;
}

/* ---- reading ---- */

struct reading {
	struct foreign *log;
	const struct foreign_take *take;
	struct foreign_want want;
	struct arena *arena; /* of the statements since the last change, which are held till it comes */
	struct foreign_statement *open;
	size_t count, room;
	day said;        /* the day of the first of them */
	bool days_differ;
	struct change_sum *sum;
	const char *fault; /* of one of them */
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

static enum rc take_statement(struct reading *x, const struct foreign_part *p, struct fault *f)
{
	const struct foreign_statement *s = &p->statement;
	x->fault = p->fault ? p->fault : x->fault;
	change_sum_add(x->sum, &s->id);
	x->days_differ |= x->count > 0 && s->header.day != x->said;
	x->said = s->header.day;
	enum rc rc = x->take->one ? x->take->one(x->take->data, s, f) : hold(x, s, f);
	x->count++;
	return rc;
}

static bool holds(const struct reading *x, const struct entry *e, enum role role, const struct id *id)
{
	return e->has[role]
		&& signature_check(x->log->founding.key[role], role, id, e->signature[role], NULL) == RC_OK;
}

/* As it was found already, unless the role has got another key meanwhile. */
static bool still_holds(const struct reading *x, const struct entry *e, const struct foreign_change *c, enum role role)
{
	return memcmp(x->log->founding.key[role], x->want.keys.key[role], KEY_SIZE) == 0 ? c->holds[role]
		: holds(x, e, role, role == ROLE_AUTHOR ? &c->proposal : &c->id);
}

/* What is wrong with a change by itself, beside the one before, and beside what stands before it. */
static const char *change_fault(const struct reading *x, const struct foreign_event *e,
	const struct foreign_change *made, const struct id *sum)
{
	const struct change_body *c = &e->change;
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
	if (!still_holds(x, &e->entry, made, ROLE_AUTHOR) || !still_holds(x, &e->entry, made, ROLE_REVIEWER)) {
		return "its author's or reviewer's signature does not hold";
	}
	return NULL;
}

static enum rc take_change(struct reading *x, struct foreign_event *e, const struct foreign_change *made,
	struct fault *f)
{
	struct id sum;
	change_sum_finish(x->sum, &sum);
	x->sum = change_sum_create();
	e->fault = x->fault;
	if (!made->readable) {
		e->fault = "a change cannot be read";
	} else {
		e->change = made->body;
		e->change_id = made->id;
		const char *why = change_fault(x, e, made, &sum);
		e->fault = e->fault ? e->fault : why;
		x->log->previous = e->change_id;
		x->log->number = e->change.number;
		x->log->day = e->change.day;
	}
	e->statements = x->open;
	e->count = x->count;
	enum rc rc = x->take->each(x->take->data, e, f);
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
	enum rc rc = x->take->each(x->take->data, e, f);
	arena_destroy(a);
	return rc;
}

/* What is no statement. */
static enum rc take_other(struct reading *x, uint64_t index, const struct foreign_part *p, struct fault *f)
{
	struct foreign_event e = {.index = index, .bytes = p->bytes, .type = p->type};
	if (!p->readable) {
		e.fault = "an entry cannot be read"; /* nothing that is known: it is kept, and no more */
		return x->take->each(x->take->data, &e, f);
	}
	e.entry = p->other.entry;
	e.fault = e.type == ENTRY_FOUNDING && e.index != 0 ? "a log is founded once" : NULL;
	if (e.type == ENTRY_KEY && rotation_follow(&e.entry, e.index, &x->log->founding, NULL) != RC_OK) {
		e.fault = "a new key does not hold";
	}
	return e.type == ENTRY_CHANGE ? take_change(x, &e, &p->other.change, f)
		: e.type == ENTRY_NOTICE ? take_notice(x, &e, f) : x->take->each(x->take->data, &e, f);
}

/* A whole bundle goes into the tree by its root; of a part of one, leaf by leaf. */
static void grow_tree(struct tree *t, const struct foreign_bundle *b)
{
	if (b->row.full) {
		tree_add_row(t, &b->row.root);
		return;
	}
	for (unsigned i = b->first; i < b->width; i++) {
		tree_add(t, &b->part[i].leaf);
	}
}

static enum rc take_bundle(struct reading *x, const struct foreign_bundle *b, struct fault *f)
{
	enum rc rc = RC_OK;
	for (unsigned i = b->first; rc == RC_OK && i < b->width; i++) {
		const struct foreign_part *p = &b->part[i];
		rc = p->readable && p->type == ENTRY_STATEMENT ? take_statement(x, p, f)
			: take_other(x, b->index * TILE_WIDTH + i, p, f);
	}
	if (rc == RC_OK) {
		grow_tree(&x->log->tree, b);
	}
	return rc == RC_OK && x->take->row ? x->take->row(x->take->data, &b->row, f) : rc;
}

static enum rc take_bundles(struct reading *x, struct fault *f)
{
	const struct progress *p = x->take->progress;
	struct foreign *w = x->log;
	struct foreign_pool *pool = foreign_pool_open(&x->want, x->take->threads);
	struct foreign_bundle *b;
	enum rc rc = RC_OK;
	while (rc == RC_OK && (b = foreign_pool_next(pool))) {
		rc = b->rc == RC_OK ? take_bundle(x, b, f) : b->rc;
		if (b->rc != RC_OK && f) {
			*f = b->fault;
		}
		if (p && p->step) {
			p->step(p->data, "entries", w->tree.size, w->head.size);
		}
	}
	foreign_pool_close(pool);
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
	return x->count ? x->take->each(x->take->data, &e, f) : RC_OK;
}

enum rc foreign_read(struct foreign *w, const struct foreign_take *t, struct fault *f)
{
	struct reading x = {.log = w, .take = t};
	struct id unused;
	x.want = (struct foreign_want){.from = w->from, .begin = w->tree.size, .size = w->head.size, .content = t->content,
		.check = t->check, .tiles = t->tiles, .keys = w->founding};
	x.arena = arena_create(CHANGE_BYTES_MOST);
	x.sum = change_sum_create();
	enum rc rc = w->tree.size < w->head.size ? take_bundles(&x, f) : RC_OK;
	/* Also where an earlier key signed it that has given way in the entries since: whoever has that one is nobody. */
	if (rc == RC_OK && (!w->proven || memcmp(w->signer, w->founding.key[ROLE_LOG], KEY_SIZE) != 0)) {
		rc = foreign_check_note(w, f);
	}
	if (rc == RC_OK) {
		rc = check_root(w, f);
	}
	if (rc == RC_OK) {
		rc = give_open(&x, f);
	}
	change_sum_finish(x.sum, &unused);
	arena_destroy(x.arena);
	return rc;
}
