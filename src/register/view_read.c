/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The claims of one owner, read from the statements. */
#include <stdlib.h>
#include <string.h>

#include "register/log.h"
#include "register/view.h"

/* Numbers of subjects are dense: a greater one is damage. */
#define SUBJECTS_MOST ((int64_t)1 << 36)

static enum rc load_change_days(struct viewing *w, struct fault *f)
{
	struct query *q;
	bool row;
	int64_t most;
	enum rc rc = db_query(w->db, "SELECT max(no) FROM change", &q, f);
	if (rc == RC_OK) {
		rc = query_int_or(q, 0, &most, f);
	}
	if (rc == RC_OK) {
		rc = db_query(w->db, "SELECT no, day, org FROM change", &q, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	w->change_count = most + 1;
	w->change_days = xcalloc((size_t)w->change_count, sizeof *w->change_days);
	w->change_orgs = xcalloc((size_t)w->change_count, sizeof *w->change_orgs);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		w->change_days[query_int(q, 0)] = (day)query_int(q, 1);
		w->change_orgs[query_int(q, 0)] = query_int(q, 2);
	}
	return rc;
}

static enum rc load_merged(struct viewing *w, struct fault *f)
{
	struct query *q;
	bool row;
	size_t room = 0;
	enum rc rc = db_query(w->db, "SELECT subject, kept FROM same ORDER BY subject", &q, f);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		if (w->merged_count == room) {
			room = room ? room * 2 : 64;
			w->merged = xrealloc(w->merged, room * sizeof *w->merged);
		}
		w->merged[w->merged_count++] = (struct same){query_int(q, 0), query_int(q, 1)};
	}
	return rc;
}

static int by_subject(const void *a, const void *b)
{
	int64_t x = ((const struct same *)a)->subject, y = ((const struct same *)b)->subject;
	return (x > y) - (x < y);
}

/* A reference to a merged subject is one to the subject that was kept. */
static int64_t kept_of(const struct viewing *w, int64_t subject)
{
	struct same key = {subject, 0};
	const struct same *found = w->merged_count
		? bsearch(&key, w->merged, w->merged_count, sizeof *w->merged, by_subject) : NULL;
	return found ? found->kept : subject;
}

enum rc viewing_init(struct viewing *w, struct reg *r, struct fault *f)
{
	*w = (struct viewing){.reg = r, .db = r->db};
	w->arena = arena_create((size_t)1 << 30);
	buf_init(&w->card, (size_t)1 << 30);
	enum rc rc = load_change_days(w, f);
	return rc == RC_OK ? load_merged(w, f) : rc;
}

void viewing_finish(struct viewing *w)
{
	free(w->change_days);
	free(w->change_orgs);
	free(w->source_days);
	free(w->merged);
	numbers_finish(&w->members);
	buf_finish(&w->card);
	arena_destroy(w->arena);
}

/* Sources are few and asked for often: each is looked up once. */
static enum rc pub_of(struct viewing *w, int64_t source, day *ret, struct fault *f)
{
	if (source == 0) {
		*ret = DAY_MIN;
		return RC_OK;
	}
	if (source >= w->source_count) {
		int64_t room = source + 1024;
		w->source_days = xrealloc(w->source_days, (size_t)room * sizeof *w->source_days);
		for (int64_t i = w->source_count; i < room; i++) {
			w->source_days[i] = DAY_END;
		}
		w->source_count = room;
	}
	if (w->source_days[source] == DAY_END) {
		enum rc rc = source_pub(w->db, source, &w->source_days[source], f);
		if (rc != RC_OK) {
			return rc;
		}
	}
	*ret = w->source_days[source];
	return RC_OK;
}

static void date_bounds(const struct edtf *e, struct view_claim *c)
{
	c->open = !e->interval && e->from.what == EDTF_OPEN;
	c->lo = e->from.what == EDTF_KNOWN ? e->from.lo : DAY_MIN;
	c->hi = e->to.what == EDTF_KNOWN ? e->to.hi : DAY_MAX;
}

/* Validity as bounds: doc/model.md, Dates. */
static void valid_bounds(struct str valid, const struct property *p, struct view_claim *c)
{
	struct edtf e;
	c->from_lo = c->from_hi = DAY_MIN;
	c->to_lo = c->to_hi = DAY_MAX;
	if (valid.n == 0 || edtf_parse(valid, &e, NULL) != RC_OK) {
		return;
	}
	if (e.from.what == EDTF_KNOWN) {
		c->from_lo = e.from.lo;
		c->from_hi = e.from.hi;
	} else if (e.from.what == EDTF_UNKNOWN) {
		/* It began, nobody says when: before its end. */
		c->from_hi = e.to.what == EDTF_KNOWN ? e.to.hi : DAY_MAX;
	}
	if (e.interval ? e.to.what == EDTF_KNOWN : p->cardinality != ONE) {
		c->to_lo = e.to.lo;
		c->to_hi = e.to.hi;
		c->ends = true;
	}
}

static void copy_value(struct viewing *w, struct query *q, struct view_claim *c)
{
	struct edtf e;
	if (!query_is_text(q, 5)) {
		c->value.type = c->property->type == TYPE_REF ? VALUE_REF : VALUE_INT;
		c->value.number = c->value.type == VALUE_REF ? kept_of(w, query_int(q, 5)) : query_int(q, 5);
		return;
	}
	c->value.type = VALUE_TEXT;
	c->value.text = str_copy(w->arena, query_text(q, 5));
	if (c->property->type == TYPE_DATE && edtf_parse(c->value.text, &e, NULL) == RC_OK) {
		date_bounds(&e, c);
	} else if (c->property->type == TYPE_CODE) {
		const struct code *code = code_find(c->property, c->value.text);
		c->value.number = code ? code->number : 0;
	}
}

static struct view_claim *claim_add(struct viewing *w)
{
	struct owner *o = &w->owner;
	if (o->count == o->room) {
		size_t room = o->room ? o->room * 2 : 64;
		o->claims = arena_grow(w->arena, o->claims, o->count * sizeof *o->claims, room * sizeof *o->claims);
		o->room = room;
	}
	struct view_claim *c = &o->claims[o->count++];
	*c = (struct view_claim){0};
	return c;
}

/*
 * A killer comes after its target and on the same subject, so the target is among the claims read. Of two the second
 * is an undo's, without a source: by it the claim is gone.
 */
static void kill_target(struct owner *o, int64_t target, day pub, day known)
{
	for (size_t i = o->count; i-- > 0;) {
		struct view_claim *c = &o->claims[i];
		if (c->statement != target) {
			continue;
		}
		if (c->dead_known == DAY_MAX) {
			c->dead_pub = pub;
			c->dead_known = known;
		}
		if (pub == DAY_MIN) {
			c->gone = known;
		}
		return;
	}
}

static enum rc read_one(struct viewing *w, struct query *q, int64_t subject, struct fault *f)
{
	enum mode mode = (enum mode)query_int(q, 2);
	int64_t source = query_int(q, 8), change = query_int(q, 1);
	bool blank = query_int(q, 4) == PROPERTY_BLANK;
	day pub;
	/* A damaged row says nothing; whoever verifies finds it. */
	if (change < 1 || change >= w->change_count || source < 0 || source > SUBJECTS_MOST
		|| (!blank && !property_by_code((int)query_int(q, 4)))) {
		return RC_OK;
	}
	day known = w->change_days[change];
	enum rc rc = pub_of(w, source, &pub, f);
	if (rc != RC_OK) {
		return rc;
	}
	if (mode == MODE_REPLACE || mode == MODE_RETRACT) {
		/* Whose word a withheld one took its target back by is not known: it is gone for every day. */
		kill_target(&w->owner, query_int(q, 3), blank ? DAY_MIN : pub, known);
	}
	if (blank || (mode != MODE_ASSERT && mode != MODE_REPLACE)) {
		return RC_OK;
	}
	struct view_claim *c = claim_add(w);
	c->statement = query_int(q, 0);
	c->subject = subject;
	c->property = property_by_code((int)query_int(q, 4));
	memcpy(c->id.b, query_blob(q, 9).p, ID_SIZE);
	copy_value(w, q, c);
	c->language = str_copy(w->arena, query_text(q, 6));
	valid_bounds(query_text(q, 7), c->property, c);
	c->pub = pub;
	c->known = known;
	c->org = w->change_orgs[change];
	c->dead_pub = c->dead_known = c->gone = DAY_MAX;
	c->source = source;
	return RC_OK;
}

static enum rc read_subject(struct viewing *w, int64_t subject, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(w->db, "SELECT no, change, mode, target, property, value, language, valid, source, id "
		"FROM statement WHERE subject = ? ORDER BY no", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, subject);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		/* The look-up of a source's date uses queries of its own, never this one. */
		rc = read_one(w, q, subject, f);
		if (rc != RC_OK) {
			query_done(q);
			return rc;
		}
	}
	return rc;
}

/* The owner itself, what was merged into it, and what they own, two steps deep. */
static enum rc find_members(struct viewing *w, int64_t no, struct fault *f)
{
	struct query *q;
	bool row;
	w->members.count = 0;
	enum rc rc = db_query(w->db, "WITH top (no) AS (SELECT ?1 UNION ALL SELECT subject FROM same WHERE kept = ?1), "
		"child (no) AS (SELECT u.no FROM subject u JOIN top ON u.parent = top.no) "
		"SELECT no FROM top UNION ALL SELECT no FROM child "
		"UNION ALL SELECT u.no FROM subject u JOIN child ON u.parent = child.no", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		numbers_add(&w->members, query_int(q, 0));
	}
	return rc;
}

static enum rc owner_kind(struct viewing *w, int64_t no, enum kind *ret, struct fault *f)
{
	struct query *q;
	int64_t kind;
	enum rc rc = db_query(w->db, "SELECT kind FROM subject WHERE no = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	rc = query_int_or(q, 0, &kind, f);
	*ret = (enum kind)kind;
	return rc;
}

static enum rc look_up_members(struct viewing *w, int64_t no, struct owned *ret, struct fault *f)
{
	enum rc rc = owner_kind(w, no, &ret->kind, f);
	if (rc == RC_OK) {
		rc = find_members(w, no, f);
	}
	ret->members = w->members.list;
	ret->count = w->members.count;
	return rc;
}

static bool is_ground(const struct view_claim *c)
{
	return c->property->code == P_PERSON_PUBLICATION && c->dead_known == DAY_MAX;
}

/* For those who see what is private, what their own organisation says needs none. */
static bool has_ground(const struct viewing *w, const struct owner *o, int64_t org)
{
	if (w->reg->home && org == OWN_ORG) {
		return true;
	}
	for (size_t i = 0; i < o->count; i++) {
		if (o->claims[i].org == org && is_ground(&o->claims[i])) {
			return true;
		}
	}
	return false;
}

/* One organisation's ground for publishing somebody is none for what another says of them. */
static void leave_out_groundless(const struct viewing *w, struct owner *o)
{
	size_t kept = 0;
	int64_t known = 0; /* the last organisation that was looked at: mostly there is but one */
	bool may = false;
	for (size_t i = 0; i < o->count; i++) {
		if (o->claims[i].org != known) {
			known = o->claims[i].org;
			may = has_ground(w, o, known);
		}
		o->claims[kept] = o->claims[i];
		kept += may || !o->ground;
	}
	o->count = kept;
}

enum rc owner_read(struct viewing *w, const struct owned *given, struct fault *f)
{
	struct owned o = *given;
	enum rc rc = RC_OK;
	arena_reset(w->arena);
	if (o.kind == KIND_NONE) {
		rc = look_up_members(w, o.no, &o, f);
	}
	w->owner = (struct owner){.no = o.no, .kind = o.kind};
	for (size_t i = 0; rc == RC_OK && i < o.count; i++) {
		rc = read_subject(w, o.members[i], f);
	}
	/* What should belong to somebody, and is found as its own owner, has lost them. */
	w->owner.ground = w->owner.kind != KIND_PERSON && !kind_info(w->owner.kind)->owner;
	for (size_t i = 0; i < w->owner.count; i++) {
		const struct view_claim *c = &w->owner.claims[i];
		w->owner.ground |= is_ground(c) || (w->reg->home && c->org == OWN_ORG && w->owner.kind == KIND_PERSON);
	}
	if (rc == RC_OK && w->owner.kind == KIND_PERSON) {
		leave_out_groundless(w, &w->owner);
	}
	return rc;
}
