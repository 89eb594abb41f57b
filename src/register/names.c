/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The index of names kept in step with the register, and shared by the threads that read it. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "register/names.h"

/* More names than this added since the index was made, or statements to look through for them: made anew. */
#define ADDED_MOST 500
#define LOOK_MOST 50000

struct name_shelf {
	pthread_mutex_t lock; /* held while an index is made, so that only one thread makes it */
	struct catalogue *latest;
};

struct name_shelf *name_shelf_create(void)
{
	struct name_shelf *s = xcalloc(1, sizeof *s);
	pthread_mutex_init(&s->lock, NULL);
	return s;
}

/* With the lock held. */
static void let_go(struct catalogue *c)
{
	if (c && --c->held == 0) {
		catalogue_destroy(c);
	}
}

void name_shelf_destroy(struct name_shelf *s)
{
	if (s) {
		let_go(s->latest);
		pthread_mutex_destroy(&s->lock);
		free(s);
	}
}

void reg_share_names(struct reg *r, struct name_shelf *shelf)
{
	names_close(r);
	r->names = xcalloc(1, sizeof *r->names);
	r->names->shelf = shelf;
}

void names_close(struct reg *r)
{
	struct names *n = r->names;
	if (!n) {
		return;
	}
	name_search_destroy(n->search);
	pthread_mutex_lock(&n->shelf->lock);
	let_go(n->catalogue);
	pthread_mutex_unlock(&n->shelf->lock);
	name_shelf_destroy(n->own);
	free(n->added);
	free(n);
	r->names = NULL;
}

static enum rc state_now(struct reg *r, struct names_state *ret, struct fault *f)
{
	struct query *q;
	bool row;
	*ret = (struct names_state){0};
	enum rc rc = db_query(r->db, "SELECT no, id FROM change ORDER BY no DESC LIMIT 1", &q, f);
	if (rc == RC_OK) {
		rc = query_step(q, &row, f);
	}
	if (rc == RC_OK && row) {
		struct str id = query_blob(q, 1);
		ret->change = query_int(q, 0);
		memcpy(ret->id.b, id.p, id.n < ID_SIZE ? id.n : ID_SIZE);
		query_done(q);
	}
	return rc;
}

/* The last statement of the last change: those of a change that is being made do not count yet. */
static enum rc last_statement(struct reg *r, struct names_state *s, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(r->db, "SELECT no FROM statement WHERE change <= ? ORDER BY no DESC LIMIT 1", &q, f);
	if (rc == RC_OK) {
		query_bind_int(q, 1, s->change);
		rc = query_int_or(q, 0, &s->statement, f);
	}
	return rc;
}

/* Whether the catalogue was made at a change of this register, and not so long ago. */
static enum rc is_past(struct reg *r, const struct catalogue *c, const struct names_state *now, bool *ret,
	struct fault *f)
{
	struct query *q;
	int64_t known = 0;
	const struct names_state *s = &c->state;
	*ret = s->change <= now->change && now->statement - s->statement <= LOOK_MOST;
	if (!*ret || s->change == 0) {
		return RC_OK;
	}
	enum rc rc = db_query(r->db, "SELECT count(*) FROM change WHERE no = ? AND id = ?", &q, f);
	if (rc == RC_OK) {
		query_bind_int(q, 1, s->change);
		query_bind_blob(q, 2, s->id.b, ID_SIZE);
		rc = query_int_or(q, 0, &known, f);
	}
	*ret = known == 1;
	return rc;
}

/* All live names of one who got one, or a ground to be shown, since. */
static enum rc add_names(struct reg *r, struct names *n, int64_t owner, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, "SELECT statement FROM fact WHERE owner = ? AND property = ? "
		"AND dead_known = 10000000", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, owner);
	query_bind_int(q, 2, P_PERSON_NAME);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		if (n->added_count == n->added_room) {
			n->added_room = n->added_room ? n->added_room * 2 : 64;
			n->added = xrealloc(n->added, n->added_room * sizeof *n->added);
		}
		n->added[n->added_count++] = (struct spelling){owner, query_int(q, 0)};
	}
	return rc;
}

/* Whose names changed since, up to a change; *ret_stale where one was taken back, or people were merged or parted. */
static enum rc find_renamed(struct reg *r, const struct catalogue *c, int64_t change, struct numbers *ret,
	bool *ret_stale, struct fault *f)
{
	struct query *q;
	bool row;
	*ret_stale = false;
	enum rc rc = db_query(r->db, "SELECT subject, mode, property FROM statement WHERE no > ? AND change <= ? "
		"AND property IN (?, ?, ?, ?)", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, c->state.statement);
	query_bind_int(q, 2, change);
	query_bind_int(q, 3, P_PERSON_NAME);
	query_bind_int(q, 4, P_PERSON_PUBLICATION);
	query_bind_int(q, 5, P_SAME_AS);
	query_bind_int(q, 6, P_NEVER_SAME_AS);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		*ret_stale |= names_change(query_int(q, 2), (enum mode)query_int(q, 1));
		numbers_add(ret, query_int(q, 0));
	}
	numbers_sort(ret);
	*ret_stale |= ret->count > ADDED_MOST;
	return rc;
}

bool names_change(int64_t property, enum mode mode)
{
	bool ones = property == P_PERSON_NAME || property == P_PERSON_PUBLICATION;
	return property == P_SAME_AS || property == P_NEVER_SAME_AS
		|| (ones && (mode == MODE_REPLACE || mode == MODE_RETRACT));
}

/* Fills n->added for the catalogue; *ret_fits false where it has to be made anew. */
static enum rc catch_up(struct reg *r, struct names *n, const struct catalogue *c, const struct names_state *now,
	bool *ret_fits, struct fault *f)
{
	struct numbers renamed = {0};
	bool stale = false;
	n->added_count = 0;
	enum rc rc = is_past(r, c, now, ret_fits, f);
	if (rc == RC_OK && *ret_fits) {
		rc = find_renamed(r, c, now->change, &renamed, &stale, f);
		*ret_fits = !stale;
	}
	for (size_t i = 0; rc == RC_OK && *ret_fits && i < renamed.count; i++) {
		int64_t owner;
		rc = subject_top(r->db, renamed.list[i], &owner, f);
		if (rc == RC_OK) {
			rc = add_names(r, n, owner, f);
		}
	}
	numbers_finish(&renamed);
	return rc;
}

static void take(struct names *n, struct catalogue *c)
{
	c->held++;
	name_search_destroy(n->search);
	let_go(n->catalogue);
	n->catalogue = c;
	n->search = name_search_create(c->index);
}

/*
 * Who looks into a snapshot may keep a catalogue after a change that takes a name of it back has removed the file. So
 * the register is looked at anew once the file is there, and the file goes if such a change was made meanwhile: that
 * change removes it too when it is kept later.
 */
static void keep(struct reg *r, const struct catalogue *c)
{
	struct reg *now;
	struct fault ignored = {0};
	struct numbers renamed = {0};
	bool stale = true;
	catalogue_save(r, c);
	if (reg_open(r->path, DB_READ, &now, &ignored) == RC_OK) {
		enum rc rc = find_renamed(now, c, INT64_MAX, &renamed, &stale, &ignored);
		stale |= rc != RC_OK;
		reg_close(now);
	}
	if (stale) {
		names_forget(r);
	}
	numbers_finish(&renamed);
}

/* The one to use, newest first: that of the shelf, the file's, or a new one. With the lock held. */
static enum rc choose(struct reg *r, struct names *n, const struct names_state *now, struct fault *f)
{
	struct catalogue *c = n->shelf->latest;
	bool fits = false;
	enum rc rc = c ? catch_up(r, n, c, now, &fits, f) : RC_OK;
	if (rc == RC_OK && !fits) {
		c = NULL;
		if (!r->home) {
			catalogue_open(r, &c);
		}
		rc = c ? catch_up(r, n, c, now, &fits, f) : RC_OK;
		if (!fits || rc != RC_OK) {
			catalogue_destroy(c);
		}
	}
	if (rc == RC_OK && !fits) {
		n->added_count = 0;
		rc = catalogue_build(r, now, &c, f);
		if (rc == RC_OK && !r->trial && !r->home) {
			keep(r, c);
		}
	}
	if (rc != RC_OK) {
		return rc;
	}
	if (c != n->shelf->latest) {
		let_go(n->shelf->latest);
		n->shelf->latest = c;
		c->held++;
	}
	take(n, c);
	n->state = *now;
	return RC_OK;
}

enum rc names_ready(struct reg *r, struct fault *f)
{
	struct names_state now;
	enum rc rc = state_now(r, &now, f);
	if (rc != RC_OK) {
		return rc;
	}
	if (!r->names) {
		struct name_shelf *own = name_shelf_create();
		reg_share_names(r, own);
		r->names->own = own;
	}
	struct names *n = r->names;
	if (n->catalogue && n->state.change == now.change && memcmp(&n->state.id, &now.id, sizeof now.id) == 0) {
		return RC_OK;
	}
	rc = last_statement(r, &now, f);
	if (rc != RC_OK) {
		return rc;
	}
	pthread_mutex_lock(&n->shelf->lock);
	rc = choose(r, n, &now, f);
	pthread_mutex_unlock(&n->shelf->lock);
	return rc;
}

enum rc spelling_read(struct reg *r, struct arena *a, const struct spelling *s, struct str *ret,
	struct str *ret_tag, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, "SELECT s.value, s.language FROM statement s JOIN fact f ON f.owner = ?1 "
		"AND f.property = ?2 AND f.subject = s.subject AND f.statement = s.no WHERE s.no = ?3 "
		"AND f.dead_known = 10000000", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, s->owner);
	query_bind_int(q, 2, P_PERSON_NAME);
	query_bind_int(q, 3, s->statement);
	rc = query_step(q, &row, f);
	if (rc != RC_OK) {
		return rc;
	}
	if (!row) {
		return RC_NOT_FOUND;
	}
	*ret = str_copy(a, query_text(q, 0));
	*ret_tag = str_copy(a, query_text(q, 1));
	query_done(q);
	return RC_OK;
}

enum rc names_rebuild(struct reg *r, struct fault *f)
{
	names_close(r);
	names_forget(r);
	return names_ready(r, f);
}
