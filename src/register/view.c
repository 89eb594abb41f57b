/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Views brought up to date: owner by owner after a change, or all of them from nothing. */
#include <stdlib.h>

#include "register/view.h"

/* Views of one owner, old ones gone first. A person without a ground is in no view. */
static enum rc update_owner(struct viewing *w, const struct owned *o, bool fresh, struct fault *f)
{
	enum rc rc = owner_read(w, o, f);
	if (rc == RC_OK && !fresh) {
		rc = owner_clear(w, o->no, f);
	}
	if (rc == RC_OK) {
		rc = owner_write_unseen(w, f);
	}
	if (rc != RC_OK || !w->owner.ground) {
		return rc;
	}
	rc = owner_write_facts(w, f);
	if (rc == RC_OK) {
		rc = owner_write_card(w, f);
	}
	if (rc == RC_OK && w->owner.kind == KIND_PERSON) {
		rc = owner_write_spans(w, f);
	}
	return rc == RC_OK && w->owner.kind != KIND_PERSON ? owner_write_spellings(w, f) : rc;
}

enum rc subject_top(struct db *db, int64_t no, int64_t *ret, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(db, "SELECT coalesce(s.kept, t.no) FROM (SELECT coalesce(g.no, p.no, u.no) AS no "
		"FROM subject u LEFT JOIN subject p ON p.no = u.parent LEFT JOIN subject g ON g.no = p.parent "
		"WHERE u.no = ?) t LEFT JOIN same s ON s.subject = t.no", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	return query_int_or(q, 0, ret, f);
}

/* The same; without a look at the table where the change itself made all of the way up. */
static enum rc owner_of(struct change *c, int64_t no, int64_t *ret, struct fault *f)
{
	const struct known *k = c->merges ? NULL : known_made(c, no);
	while (k && k->parent) {
		no = k->parent;
		k = known_made(c, no);
	}
	*ret = no;
	return k && !kind_info(k->kind)->owner ? RC_OK : subject_top(c->reg->db, no, ret, f);
}

/* Subjects beside their owners. */
struct belongings {
	int64_t *owners, *subjects;
	size_t count;
};

struct belonging {
	int64_t owner, subject;
};

static int by_owner(const void *a, const void *b)
{
	const struct belonging *x = a, *y = b;
	if (x->owner != y->owner) {
		return x->owner < y->owner ? -1 : 1;
	}
	return (x->subject > y->subject) - (x->subject < y->subject);
}

static void belongings_sort(struct belongings *b)
{
	bool sorted = true;
	for (size_t i = 1; i < b->count && sorted; i++) {
		sorted = b->owners[i - 1] <= b->owners[i];
	}
	if (sorted) {
		return; /* as an import leaves them: subjects ascend already */
	}
	struct belonging *list = xcalloc(b->count, sizeof *list);
	for (size_t i = 0; i < b->count; i++) {
		list[i] = (struct belonging){b->owners[i], b->subjects[i]};
	}
	qsort(list, b->count, sizeof *list, by_owner);
	for (size_t i = 0; i < b->count; i++) {
		b->owners[i] = list[i].owner;
		b->subjects[i] = list[i].subject;
	}
	free(list);
}

static void belongings_finish(struct belongings *b)
{
	free(b->owners);
	free(b->subjects);
}

/* The subjects ascend and stand there once each. */
static enum rc belongings_init(struct belongings *b, struct change *c, const struct numbers *subjects, struct fault *f)
{
	enum rc rc = RC_OK;
	*b = (struct belongings){xcalloc(subjects->count + 1, sizeof *b->owners),
		xcalloc(subjects->count + 1, sizeof *b->subjects), 0};
	for (size_t i = 0; rc == RC_OK && i < subjects->count; i++) {
		b->subjects[b->count] = subjects->list[i];
		rc = owner_of(c, subjects->list[i], &b->owners[b->count++], f);
	}
	belongings_sort(b);
	return rc;
}

/* A source's date changed: everything that rests on it is published on another day. */
static enum rc touch_dependants(struct change *c, struct fault *f)
{
	enum rc rc = RC_OK;
	numbers_sort(&c->sources);
	for (size_t i = 0; rc == RC_OK && i < c->sources.count; i++) {
		struct query *q;
		bool row;
		rc = db_query(c->reg->db, "SELECT DISTINCT subject FROM statement WHERE source = ?", &q, f);
		if (rc != RC_OK) {
			return rc;
		}
		query_bind_int(q, 1, c->sources.list[i]);
		while ((rc = query_step(q, &row, f)) == RC_OK && row) {
			numbers_add(&c->touched, query_int(q, 0));
		}
	}
	return rc;
}

static enum rc withheld(struct viewing *w, struct fault *f)
{
	char text[HANDLE_TEXT] = "";
	struct query *q;
	handle h = 0;
	struct str key = {0};
	for (size_t i = 0; i < w->owner.count && !key.n; i++) {
		if (w->owner.claims[i].property->code == P_KEY && w->owner.claims[i].subject == w->owner.no) {
			key = w->owner.claims[i].value.text;
		}
	}
	if (db_query(w->db, "SELECT handle FROM subject WHERE no = ?", &q, f) == RC_OK) {
		query_bind_int(q, 1, w->owner.no);
		if (query_int_or(q, 0, &h, f) == RC_OK) {
			(void)handle_format(h, text);
		}
	}
	const struct kind_info *kind = kind_info(w->owner.kind);
	if (kind->owner) {
		return fault_set(f, RC_INVALID, "%s %.*s has no %s: nobody knows whose it is", kind->key,
			STR_ARG(key.n ? key : str_of(text)), kind->owner);
	}
	enum rc rc = fault_set(f, RC_DENIED, "person %.*s has no ground for publication",
		STR_ARG(key.n ? key : str_of(text)));
	fault_hint(f, "say publication = recognised, family_agreed or public_figure, or say it in private: --members");
	return rc;
}

/* What was said of an owner made in the change, if all that is its own was made there too, is all there is. */
static struct owned owned_of(struct change *c, int64_t no, const int64_t *subjects, size_t count)
{
	const struct known *made = c->merges ? NULL : known_made(c, no);
	bool all = made != NULL;
	for (size_t i = 0; i < count && all; i++) {
		all = known_made(c, subjects[i]) != NULL;
	}
	return all ? (struct owned){no, made->kind, subjects, count} : (struct owned){.no = no};
}

/* Whether one of the subjects has new claims. */
static bool any_asserted(const struct numbers *asserted, const int64_t *subjects, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (numbers_hold(asserted, subjects[i])) {
			return true;
		}
	}
	return false;
}

/* Keeps why the claims of an owner's subjects cannot be kept. */
static enum rc blame(struct change *c, struct viewing *w, const int64_t *subjects, size_t count)
{
	struct fault *why = arena_alloc(c->arena, sizeof *why);
	*why = (struct fault){0};
	enum rc rc = withheld(w, why);
	for (size_t i = 0; i < count; i++) {
		if (c->blame_count == c->blame_room) {
			c->blame_room = c->blame_room ? c->blame_room * 2 : 16;
			c->blames = xrealloc(c->blames, c->blame_room * sizeof *c->blames);
		}
		c->blames[c->blame_count++] = (struct blame){subjects[i], why};
	}
	return rc;
}

static int by_subject(const void *a, const void *b)
{
	const struct blame *x = a, *y = b;
	return (x->subject > y->subject) - (x->subject < y->subject);
}

/* All of them, also past one whose claims cannot be kept: who asks wants to know of each. */
static enum rc update_owners(struct change *c, struct viewing *w, const struct belongings *b,
	const struct progress *p, struct fault *f)
{
	enum rc rc = RC_OK, refused = RC_OK;
	size_t done = 0;
	for (size_t i = 0, to; rc == RC_OK && i < b->count; i = to) {
		for (to = i + 1; to < b->count && b->owners[to] == b->owners[i]; to++) {
		}
		struct owned o = owned_of(c, b->owners[i], b->subjects + i, to - i);
		rc = update_owner(w, &o, o.no >= c->first_subject, f);
		if (rc == RC_OK && !w->owner.ground && any_asserted(&c->asserted, b->subjects + i, to - i)) {
			refused = blame(c, w, b->subjects + i, to - i);
		}
		if (p && p->step && done++ % 1000 == 0) {
			p->step(p->data, "views", i, b->count);
		}
	}
	if (rc == RC_OK && refused != RC_OK) {
		*f = *c->blames[0].why;
		rc = refused;
		qsort(c->blames, c->blame_count, sizeof *c->blames, by_subject);
	}
	return rc;
}

/* Who points to a subject that was merged or parted points to another one now. */
static enum rc touch_pointing(struct change *c, const struct numbers *moved, struct fault *f)
{
	char sql[1024];
	enum rc rc = RC_OK;
	snprintf(sql, sizeof sql, "SELECT DISTINCT owner FROM fact WHERE property IN (%s) AND value = ?",
		reference_codes(c->arena));
	for (size_t i = 0; rc == RC_OK && i < moved->count; i++) {
		struct query *q;
		bool row;
		rc = db_query(c->reg->db, sql, &q, f);
		if (rc != RC_OK) {
			return rc;
		}
		query_bind_int(q, 1, moved->list[i]);
		while ((rc = query_step(q, &row, f)) == RC_OK && row) {
			numbers_add(&c->touched, query_int(q, 0));
		}
	}
	return rc;
}

static enum rc find_touched(struct change *c, struct numbers *moved, struct fault *f)
{
	enum rc rc = touch_dependants(c, f);
	if (rc == RC_OK && c->merges) {
		rc = same_update(c->reg, moved, f);
	}
	if (rc == RC_OK) {
		rc = touch_pointing(c, moved, f);
	}
	for (size_t i = 0; i < moved->count; i++) {
		numbers_add(&c->touched, moved->list[i]);
	}
	numbers_sort(&c->touched);
	numbers_sort(&c->asserted);
	return rc;
}

static enum rc update_touched(struct change *c, const struct numbers *moved, const struct progress *p, struct fault *f)
{
	struct viewing w;
	struct belongings b;
	enum rc rc = viewing_init(&w, c->reg, f);
	/* What gave way in a merge keeps no rows of its own. */
	for (size_t i = 0; rc == RC_OK && i < moved->count; i++) {
		rc = owner_clear(&w, moved->list[i], f);
	}
	if (rc == RC_OK) {
		rc = belongings_init(&b, c, &c->touched, f);
		if (rc == RC_OK) {
			rc = update_owners(c, &w, &b, p, f);
		}
		belongings_finish(&b);
	}
	viewing_finish(&w);
	return rc;
}

enum rc views_update(struct change *c, const struct progress *p, struct fault *f)
{
	struct numbers moved = {0};
	enum rc rc = find_touched(c, &moved, f);
	if (rc == RC_OK) {
		rc = update_touched(c, &moved, p, f);
	}
	numbers_finish(&moved);
	return rc;
}

static enum rc list_owners(struct db *db, struct numbers *ret, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(db, "SELECT no FROM subject WHERE parent IS NULL AND no NOT IN "
		"(SELECT subject FROM same) ORDER BY no", &q, f);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		numbers_add(ret, query_int(q, 0));
	}
	return rc;
}

static enum rc rebuild_parents_of(struct db *db, const struct property *owner, struct fault *f)
{
	struct numbers subjects = {0};
	struct query *q;
	bool row;
	enum rc rc = db_query(db, "SELECT no FROM subject WHERE kind = ?", &q, f);
	if (rc == RC_OK) {
		query_bind_int(q, 1, owner->kind);
	}
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		numbers_add(&subjects, query_int(q, 0));
	}
	for (size_t i = 0; rc == RC_OK && i < subjects.count; i++) {
		rc = db_query(db, "UPDATE subject SET parent = " PARENT_OF " WHERE no = ?1", &q, f);
		if (rc == RC_OK) {
			query_bind_int(q, 1, subjects.list[i]);
			query_bind_int(q, 2, owner->code);
			rc = query_run(q, f);
		}
	}
	numbers_finish(&subjects);
	return rc;
}

/* Parents are derived too: from the statements of the owner property. */
static enum rc rebuild_parents(struct db *db, struct fault *f)
{
	enum rc rc = db_run(db, "UPDATE subject SET parent = NULL WHERE parent IS NOT NULL", f);
	for (const struct property *p = properties(); rc == RC_OK && p->key; p++) {
		if (names_owner(p)) {
			rc = rebuild_parents_of(db, p, f);
		}
	}
	return rc;
}

enum rc views_remake(struct reg *r, const struct progress *p, struct fault *f)
{
	struct viewing w;
	struct numbers owners = {0}, moved = {0};
	enum rc rc = db_bulk_begin(r->db, f);
	if (rc == RC_OK) {
		rc = db_run(r->db, "DELETE FROM fact; DELETE FROM card; DELETE FROM span; "
			"DELETE FROM spelling; DELETE FROM same; DELETE FROM unseen", f);
	}
	if (rc == RC_OK) {
		rc = rebuild_parents(r->db, f);
	}
	if (rc == RC_OK) {
		rc = same_update(r, &moved, f);
	}
	if (rc == RC_OK) {
		rc = list_owners(r->db, &owners, f);
	}
	if (rc == RC_OK) {
		rc = viewing_init(&w, r, f);
		for (size_t i = 0; rc == RC_OK && i < owners.count; i++) {
			struct owned o = {.no = owners.list[i]};
			rc = update_owner(&w, &o, true, f);
			if (p && p->step && i % 1000 == 0) {
				p->step(p->data, "views", i, owners.count);
			}
		}
		viewing_finish(&w);
	}
	numbers_finish(&owners);
	numbers_finish(&moved);
	return rc == RC_OK ? db_bulk_end(r->db, f) : rc;
}

enum rc views_rebuild(struct reg *r, const struct progress *p, struct fault *f)
{
	enum rc rc = db_begin_write(r->db, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = views_remake(r, p, f);
	if (rc == RC_OK) {
		rc = db_commit(r->db, f);
	}
	if (rc != RC_OK) {
		db_rollback(r->db);
		return rc;
	}
	return names_rebuild(r, f);
}
