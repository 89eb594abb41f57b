/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What can be said of an entry without those before it: most of the work, and of any order. */
#include "register/foreign_bundle.h"

#include <stdlib.h>
#include <string.h>

#define CONTENT_BUNDLE_MOST ((size_t)TILE_WIDTH * (4 + CONTENT_MOST))

struct foreign_bundle *foreign_bundle_create(void)
{
	struct foreign_bundle *b = xcalloc(1, sizeof *b);
	buf_init(&b->entries, BUNDLE_BYTES_MOST);
	buf_init(&b->content, CONTENT_BUNDLE_MOST);
	buf_init(&b->tile, TILE_BYTES_MOST);
	return b;
}

void foreign_bundle_destroy(struct foreign_bundle *b)
{
	buf_finish(&b->entries);
	buf_finish(&b->content);
	buf_finish(&b->tile);
	free(b);
}

size_t foreign_bundle_bytes(const struct foreign_bundle *b)
{
	return b->entries.n + b->content.n + b->tile.n;
}

/* ---- reading ---- */

/* What cannot be fetched is no answer; what is not there, or of another form, is not what the entries make. */
static enum rc read_tile(struct foreign_bundle *b, const struct foreign_want *w, struct fault *f)
{
	struct tile_at at = {0, b->index, b->width};
	struct fault why = {0};
	enum rc rc = tile_read(w->from, &at, &b->tile, &why);
	if (rc == RC_IO) {
		*f = why;
		return rc;
	}
	b->row.differs = rc != RC_OK;
	return RC_OK;
}

void foreign_bundle_read(struct foreign_bundle *b, const struct foreign_want *w, uint64_t index)
{
	uint64_t start = index * TILE_WIDTH;
	b->index = index;
	b->first = w->begin > start ? (unsigned)(w->begin - start) : 0;
	b->width = tile_width(TILE_ENTRIES, index, w->size);
	b->row = (struct foreign_row){.index = index, .width = b->width};
	fault_clear(&b->fault);
	buf_clear(&b->content);
	buf_clear(&b->tile);
	struct tile_at at = {TILE_ENTRIES, index, b->width}, beside = {TILE_CONTENT, index, b->width};
	b->rc = tile_read(w->from, &at, &b->entries, &b->fault);
	if (b->rc == RC_OK && w->content) {
		b->rc = tile_read(w->from, &beside, &b->content, &b->fault);
	}
	if (b->rc == RC_OK && w->tiles) {
		b->rc = read_tile(b, w, &b->fault);
	}
}

/* ---- each entry ---- */

static void ready_statement(struct foreign_part *p, const struct foreign_want *w, uint64_t index)
{
	struct foreign_statement *s = &p->statement;
	struct content content;
	*s = (struct foreign_statement){.index = index, .bytes = p->bytes, .content = p->content};
	statement_id((const uint8_t *)p->bytes.p, p->bytes.n, &s->id);
	if (header_decode((const uint8_t *)p->bytes.p, p->bytes.n, &s->header, NULL) != RC_OK) {
		p->fault = "an entry is no header";
	} else if (memcmp(s->header.org, w->keys.org, ORG_SIZE) != 0) {
		p->fault = "a statement is another organisation's";
	}
	s->altered = w->check && s->content.n != 0 && (content_decode(s->content, &content, NULL) != RC_OK
		|| content_check(&content, &s->header, NULL) != RC_OK);
}

static bool signed_by(const struct entry *e, enum role role, const uint8_t key[KEY_SIZE], const struct id *id)
{
	return e->has[role] && signature_check(key, role, id, e->signature[role], NULL) == RC_OK;
}

static void ready_change(struct foreign_change *c, const struct entry *e, const struct foreign_want *w)
{
	c->readable = change_decode(e->body, &c->body, NULL) == RC_OK;
	if (c->readable) {
		change_id(e->body, &c->id);
		proposal_id(&c->body.proposal, &c->proposal);
		c->holds[ROLE_AUTHOR] = signed_by(e, ROLE_AUTHOR, w->keys.key[ROLE_AUTHOR], &c->proposal);
		c->holds[ROLE_REVIEWER] = signed_by(e, ROLE_REVIEWER, w->keys.key[ROLE_REVIEWER], &c->id);
	}
}

static void ready_part(struct foreign_part *p, const struct foreign_want *w, uint64_t index)
{
	leaf_hash(p->bytes.p, p->bytes.n, &p->leaf);
	p->fault = NULL;
	p->type = ENTRY_STATEMENT;
	p->readable = true;
	if (entry_is_statement(p->bytes)) {
		ready_statement(p, w, index);
		return;
	}
	p->readable = entry_decode(p->bytes, &p->other.entry, NULL) == RC_OK;
	if (p->readable) {
		p->type = p->other.entry.type;
	}
	if (p->readable && p->type == ENTRY_CHANGE) {
		ready_change(&p->other.change, &p->other.entry, w);
	}
}

static void ready_row(struct foreign_bundle *b, const struct foreign_want *w)
{
	struct id leaves[TILE_WIDTH];
	if (b->first) {
		return;
	}
	for (unsigned i = 0; i < b->width; i++) {
		leaves[i] = b->part[i].leaf;
	}
	b->row.full = b->width == TILE_WIDTH;
	if (b->row.full) {
		tile_root(leaves, &b->row.root);
	}
	b->row.differs |= w->tiles && (b->tile.n != b->width * sizeof *leaves
		|| memcmp(b->tile.p, leaves, b->tile.n) != 0);
}

void foreign_bundle_ready(struct foreign_bundle *b, const struct foreign_want *w)
{
	struct str entries = buf_view(&b->entries), content = buf_view(&b->content);
	for (unsigned i = 0; b->rc == RC_OK && i < b->width; i++) {
		struct foreign_part *p = &b->part[i];
		p->content = (struct str){0};
		b->rc = bundle_next(&entries, TILE_ENTRIES, &p->bytes, &b->fault);
		if (b->rc == RC_OK && w->content) {
			b->rc = bundle_next(&content, TILE_CONTENT, &p->content, &b->fault);
		}
		if (b->rc == RC_OK && i >= b->first) {
			ready_part(p, w, b->index * TILE_WIDTH + i);
		}
	}
	if (b->rc == RC_OK) {
		ready_row(b, w);
	}
}
