/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "register/gossip.h"

#include <inttypes.h>
#include <string.h>

#include "register/cosign.h"
#include "register/log_internal.h"
#include "register/witness.h"

enum rc gossip_write(struct reg *r, struct buf *out, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, "SELECT l.checkpoint FROM log l JOIN org o ON o.no = l.org WHERE l.org <> 1 "
		"ORDER BY o.id", &q, f);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		rc = bundle_add(out, TILE_CONTENT, query_text(q, 0), f);
		if (rc != RC_OK) {
			query_done(q);
		}
	}
	return rc;
}

static enum rc add_leaf(void *data, const struct log_entry *e, struct fault *f)
{
	struct id leaf;
	(void)f;
	leaf_hash(e->bytes.p, e->bytes.n, &leaf);
	tree_add(data, &leaf);
	return RC_OK;
}

enum rc log_root_at(struct reg *r, int64_t org, uint64_t size, struct id *ret, struct fault *f)
{
	struct tree t = {0};
	enum rc rc = log_walk(r, org, 0, size, add_leaf, &t, f);
	tree_root(&t, ret);
	return rc;
}

/* Whose log it is of: 0 where none of that name is here. */
static enum rc org_of(struct reg *r, struct arena *a, const char *origin, int64_t *ret, struct fault *f)
{
	struct query *q;
	bool row;
	*ret = 0;
	enum rc rc = db_query(r->db, "SELECT no, id FROM org", &q, f);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		struct str id = query_blob(q, 1);
		if (id.n == ORG_SIZE && strcmp(log_origin(a, (const uint8_t *)id.p), origin) == 0) {
			*ret = query_int(q, 0);
		}
	}
	return rc;
}

struct hearing {
	struct reg *reg;
	struct arena *arena;
	int64_t org;
	struct str text; /* the note as it was told */
	struct note note;
	struct checkpoint told;
	struct log_head here;
};

static enum rc keep_evidence(struct hearing *h, struct fault *f)
{
	enum rc rc = db_begin_write(h->reg->db, f);
	if (rc == RC_OK) {
		rc = evidence_keep(h->reg, &h->told, h->here.checkpoint, h->text, f);
	}
	if (rc == RC_OK) {
		rc = db_commit(h->reg->db, f);
	}
	if (rc != RC_OK) {
		db_rollback(h->reg->db);
	}
	return rc;
}

/* Of a log that is here, as far as it is here: what is longer, whoever told it will find out beside ours. */
static enum rc compare(struct hearing *h, bool *ret_differs, struct fault *f)
{
	struct note_key key;
	struct id root;
	*ret_differs = false;
	enum rc rc = log_key(h->reg, h->arena, h->org, &key, f);
	if (rc == RC_OK) {
		rc = log_head(h->reg, h->arena, h->org, &h->here, f);
	}
	if (rc != RC_OK || note_check(&h->note, &key, NULL) != RC_OK || h->told.size > h->here.tree.size) {
		return rc;
	}
	rc = log_root_at(h->reg, h->org, h->told.size, &root, f);
	*ret_differs = rc == RC_OK && memcmp(root.b, h->told.root.b, ID_SIZE) != 0;
	return rc;
}

static enum rc hear_one(struct hearing *h, size_t *ret_found, struct fault *f)
{
	bool differs = false;
	struct fault unbelieved = {0};
	if (note_parse(h->arena, h->text, &h->note, NULL) != RC_OK
		|| checkpoint_parse(h->arena, h->note.text, &h->told, NULL) != RC_OK) {
		return RC_OK; /* nothing that anybody signed */
	}
	enum rc rc = db_begin(h->reg->db, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = org_of(h->reg, h->arena, h->told.origin, &h->org, f);
	if (rc == RC_OK && h->org > OWN_ORG) {
		rc = compare(h, &differs, &unbelieved);
		rc = rc == RC_NOT_FOUND ? RC_OK : rc; /* nothing of that log was taken in yet */
	}
	db_rollback(h->reg->db);
	if (rc == RC_OK && differs) {
		*ret_found += 1;
		return keep_evidence(h, f);
	}
	if (rc == RC_OK && h->org == OWN_ORG) {
		/* Of our own log and key: kept, so that nothing is signed that would fork it. Of another key: nobody's. */
		(void)!log_meet(h->reg, h->arena, h->text, &h->told, &unbelieved);
	}
	return rc;
}

enum rc gossip_hear(struct reg *r, struct arena *a, const struct log_files *from, size_t *ret_found, struct fault *f)
{
	struct buf bytes;
	struct fault none = {0};
	enum rc rc = RC_OK;
	*ret_found = 0;
	buf_init(&bytes, GOSSIP_MOST);
	if (from->read(from->data, GOSSIP_FILE, &bytes, &none) == RC_OK) {
		struct str rest = buf_view(&bytes), one;
		while (rc == RC_OK && rest.n && bundle_next(&rest, TILE_CONTENT, &one, NULL) == RC_OK) {
			struct hearing h = {.reg = r, .arena = a, .text = str_copy(a, one)};
			rc = hear_one(&h, ret_found, f);
		}
	}
	buf_finish(&bytes);
	return rc;
}
