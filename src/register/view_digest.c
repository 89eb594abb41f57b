/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The digest of all views: by handles and statement ids, in their order, so that it does not depend on the
 * local numbers, nor on the order in which things arrived.
 */
#include <stdlib.h>
#include <string.h>

#include "register/view.h"

static void add_number(struct hash *h, int64_t v)
{
	uint8_t bytes[8];
	for (int i = 0; i < 8; i++) {
		bytes[i] = (uint8_t)((uint64_t)v >> (56 - 8 * i));
	}
	hash_add(h, bytes, sizeof bytes);
}

static void add_text(struct hash *h, struct str s)
{
	add_number(h, (int64_t)s.n);
	hash_add(h, s.p, s.n);
}

static void add_column(struct hash *h, struct query *q, int i)
{
	if (query_is_null(q, i)) {
		hash_add(h, "n", 1);
	} else if (query_is_text(q, i)) {
		hash_add(h, "t", 1);
		add_text(h, query_text(q, i));
	} else {
		hash_add(h, "i", 1);
		add_number(h, query_int(q, i));
	}
}

/* The first column may be a blob (an id); the others are numbers, texts or nothing. */
static enum rc add_rows(struct reg *r, struct hash *h, const char *text, struct fault *f)
{
	struct arena *a = arena_create((size_t)1 << 20);
	const char *sql = strstr(text, "%s") ? arena_printf(a, "%.*s%s%s", (int)(strstr(text, "%s") - text), text,
		reference_codes(a), strstr(text, "%s") + 2) : text;
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, sql, &q, f);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		struct str id = query_blob(q, 0);
		hash_add(h, id.p, id.n);
		for (int i = 1; i < query_columns(q); i++) {
			add_column(h, q, i);
		}
	}
	hash_add(h, "|", 1);
	arena_destroy(a);
	return rc;
}

/*
 * References are stored as local numbers, as are owners and sources: each is turned into its
 * handle. %s: the codes of their properties.
 */
static const char *const views[] = {
	"SELECT t.id, o.handle, u.handle, f.property, coalesce(v.handle, f.value), f.value_hi, f.open, f.from_lo, "
	"f.from_hi, f.to_lo, f.to_hi, f.pub, f.known, f.dead_pub, f.dead_known, f.gone, s.handle "
	"FROM fact f JOIN statement t ON t.no = f.statement JOIN subject o ON o.no = f.owner "
	"JOIN subject u ON u.no = f.subject LEFT JOIN subject s ON s.no = f.source "
	"LEFT JOIN subject v ON v.no = f.value AND f.property IN (%s) ORDER BY t.id",
	"SELECT zeroblob(0), u.handle, p.what, coalesce(b.handle, 0), p.sure, p.day_from, p.day_to, p.known_from, "
	"p.known_to, p.pub_from, p.pub_to FROM span p JOIN subject u ON u.no = p.subject "
	"LEFT JOIN subject b ON b.no = p.aux ORDER BY 2, 3, 4, 8, 10, 6",
	"SELECT zeroblob(0), t.what, coalesce(b.handle, 0), t.scale, t.day, t.known, t.possible, t.sure FROM tally t "
	"LEFT JOIN subject b ON b.no = t.aux ORDER BY 2, 3, 4, 5, 6",
	/* People are found by the index of names; a register of before may have words of theirs here. */
	"SELECT t.id, p.word, u.handle FROM spelling p JOIN statement t ON t.no = p.statement "
	"JOIN subject u ON u.no = p.subject WHERE t.property <> 101 ORDER BY t.id, p.word",
	"SELECT zeroblob(0), u.handle, k.handle FROM same s JOIN subject u ON u.no = s.subject "
	"JOIN subject k ON k.no = s.kept ORDER BY 2",
};

/* ---- cards: their claims by statement id; what a claim refers to is in its fact already ---- */

struct carded {
	struct id id;
	struct claim_row claim;
};

static int by_id(const void *a, const void *b)
{
	return memcmp(((const struct carded *)a)->id.b, ((const struct carded *)b)->id.b, ID_SIZE);
}

static enum rc id_of(struct reg *r, int64_t no, struct id *ret, struct fault *f)
{
	struct query *q;
	bool row = false;
	enum rc rc = db_query(r->db, "SELECT id FROM statement WHERE no = ?", &q, f);
	if (rc == RC_OK) {
		query_bind_int(q, 1, no);
		rc = query_step(q, &row, f);
	}
	if (rc == RC_OK && row) {
		memcpy(ret->b, query_blob(q, 0).p, ID_SIZE);
		query_done(q);
	}
	return rc == RC_OK && !row ? fault_set(f, RC_DB, "a card has a claim that was never said") : rc;
}

static void add_carded(struct hash *h, const struct carded *c)
{
	const struct claim_row *x = &c->claim;
	const struct property *p = property_by_code(x->property);
	bool reference = p && p->type == TYPE_REF;
	hash_add(h, c->id.b, ID_SIZE);
	const int64_t numbers[] = {x->property, reference ? 0 : x->lo, reference ? 0 : x->hi, x->open, x->from, x->to,
		x->pub, x->known, x->dead_pub, x->dead_known, x->gone};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		add_number(h, numbers[i]);
	}
	add_text(h, x->text);
	add_text(h, x->language);
}

static enum rc add_card(struct reg *r, struct arena *a, struct hash *h, int64_t owner, struct str card, struct fault *f)
{
	struct card_reader reader;
	struct carded *list = NULL;
	size_t count = 0, room = 0;
	struct claim_row claim;
	enum rc rc = RC_OK;
	card_reader_init(&reader, owner, card);
	while (rc == RC_OK && card_next(&reader, &claim)) {
		if (count == room) {
			room = room ? room * 2 : 16;
			list = arena_grow(a, list, count * sizeof *list, room * sizeof *list);
		}
		list[count].claim = claim;
		rc = id_of(r, claim.statement, &list[count++].id, f);
	}
	if (count) {
		qsort(list, count, sizeof *list, by_id);
	}
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		add_carded(h, &list[i]);
	}
	return rc == RC_OK ? card_finish(&reader, f) : rc;
}

static enum rc add_cards(struct reg *r, struct hash *h, struct fault *f)
{
	struct arena *a = arena_create((size_t)1 << 30);
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, "SELECT u.handle, c.owner, c.claims FROM card c JOIN subject u ON u.no = c.owner "
		"ORDER BY u.handle", &q, f);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		add_number(h, query_int(q, 0));
		rc = add_card(r, a, h, query_int(q, 1), query_blob(q, 2), f);
		arena_reset(a);
		if (rc != RC_OK) {
			query_done(q);
		}
	}
	arena_destroy(a);
	return rc;
}

enum rc views_digest(struct reg *r, struct id *ret, struct fault *f)
{
	struct hash *h = hash_create();
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < sizeof views / sizeof *views; i++) {
		rc = add_rows(r, h, views[i], f);
	}
	if (rc == RC_OK) {
		rc = add_cards(r, h, f);
	}
	hash_finish(h, ret);
	return rc;
}
