/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows of fact and spelling for one owner. */
#include <stdlib.h>
#include <string.h>

#include "register/view.h"

/* Texts up to this many bytes can be asked for by their words; longer ones are prose. */
#define SHORT_TEXT 120

static enum rc clear_table(struct viewing *w, const char *sql, int64_t no, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(w->db, sql, &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	return query_run(q, f);
}

static enum rc clear_words(struct viewing *w, int64_t no, int64_t statement, struct str name, struct fault *f)
{
	struct str *words;
	size_t count = name_words(w->arena, name, &words);
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		struct query *q;
		rc = db_query(w->db, "DELETE FROM spelling WHERE word = ? AND subject = ? AND statement = ?", &q, f);
		if (rc == RC_OK) {
			query_bind_text(q, 1, words[i]);
			query_bind_int(q, 2, no);
			query_bind_int(q, 3, statement);
			rc = query_run(q, f);
		}
	}
	return rc;
}

/* Spellings are found by their words alone: those of the names that the facts tell of. */
static enum rc clear_spellings(struct viewing *w, int64_t no, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(w->db, "SELECT s.no, coalesce(h.value, s.value), coalesce(h.property, s.property) "
		"FROM fact f JOIN statement s ON s.no = f.statement LEFT JOIN withheld h ON h.statement = s.no "
		"WHERE f.owner = ? AND f.value IS NULL", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		const struct property *p = property_by_code((int)query_int(q, 2));
		if (!p || p->type != TYPE_NAME) {
			continue;
		}
		rc = clear_words(w, no, query_int(q, 0), query_text(q, 1), f);
		if (rc != RC_OK) {
			query_done(q);
			return rc;
		}
	}
	return rc;
}

enum rc owner_clear(struct viewing *w, int64_t no, struct fault *f)
{
	enum rc rc = clear_spellings(w, no, f);
	if (rc == RC_OK) {
		rc = clear_table(w, "DELETE FROM fact WHERE owner = ?", no, f);
	}
	if (rc == RC_OK) {
		rc = clear_table(w, "DELETE FROM card WHERE owner = ?", no, f);
	}
	if (rc == RC_OK) {
		rc = clear_table(w, "DELETE FROM unseen WHERE owner = ?", no, f);
	}
	return rc == RC_OK ? clear_table(w, "DELETE FROM span WHERE subject = ?", no, f) : rc;
}

bool owner_lives(const struct owner *o)
{
	for (size_t i = 0; i < o->count; i++) {
		if (o->claims[i].dead_known == DAY_MAX) {
			return true;
		}
	}
	return false;
}

enum rc owner_write_unseen(struct viewing *w, struct fault *f)
{
	struct query *q;
	bool live = owner_lives(&w->owner);
	if (live && w->owner.ground) {
		return RC_OK;
	}
	enum rc rc = db_query(w->db, "INSERT INTO unseen (owner, withheld) VALUES (?, ?)", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, w->owner.no);
	query_bind_int(q, 2, live);
	return query_run(q, f);
}

static int by_key(const void *a, const void *b)
{
	const struct view_claim *x = a, *y = b;
	if (x->property->code != y->property->code) {
		return x->property->code < y->property->code ? -1 : 1;
	}
	if (x->subject != y->subject) {
		return x->subject < y->subject ? -1 : 1;
	}
	return (x->statement > y->statement) - (x->statement < y->statement);
}

static void bind_value(struct query *q, const struct view_claim *c)
{
	switch (c->property->type) {
	case TYPE_INT:
	case TYPE_REF:
	case TYPE_CODE:
		query_bind_int(q, 5, c->value.number);
		break;
	case TYPE_DATE:
		query_bind_int(q, 5, c->lo);
		query_bind_int(q, 6, c->hi);
		break;
	case TYPE_TEXT:
		if (c->value.text.n <= SHORT_TEXT) {
			query_bind_text(q, 5, c->value.text);
		}
		break;
	default:
		break;
	}
}

static enum rc write_fact(struct viewing *w, const struct view_claim *c, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(w->db, "INSERT INTO fact (owner, property, subject, statement, value, value_hi, open, "
		"from_lo, from_hi, to_lo, to_hi, pub, known, dead_pub, dead_known, source, gone) "
		"VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, w->owner.no);
	query_bind_int(q, 2, c->property->code);
	query_bind_int(q, 3, c->subject);
	query_bind_int(q, 4, c->statement);
	bind_value(q, c);
	query_bind_int(q, 7, c->open);
	query_bind_int(q, 8, c->from_lo);
	query_bind_int(q, 9, c->from_hi);
	query_bind_int(q, 10, c->to_lo);
	query_bind_int(q, 11, c->to_hi);
	query_bind_int(q, 12, c->pub);
	query_bind_int(q, 13, c->known);
	query_bind_int(q, 14, c->dead_pub);
	query_bind_int(q, 15, c->dead_known);
	if (c->source) {
		query_bind_int(q, 16, c->source);
	}
	query_bind_int(q, 17, c->gone);
	return query_run(q, f);
}

enum rc owner_write_facts(struct viewing *w, struct fault *f)
{
	enum rc rc = RC_OK;
	if (w->owner.count) {
		qsort(w->owner.claims, w->owner.count, sizeof *w->owner.claims, by_key);
	}
	for (size_t i = 0; rc == RC_OK && i < w->owner.count; i++) {
		rc = write_fact(w, &w->owner.claims[i], f);
	}
	return rc;
}

static enum rc write_word(struct viewing *w, struct str word, const struct view_claim *c, struct fault *f)
{
	struct query *q;
	enum rc rc = db_query(w->db, "INSERT OR IGNORE INTO spelling (word, subject, statement) VALUES (?, ?, ?)",
		&q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_text(q, 1, word);
	query_bind_int(q, 2, w->owner.no);
	query_bind_int(q, 3, c->statement);
	return query_run(q, f);
}

enum rc owner_write_spellings(struct viewing *w, struct fault *f)
{
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < w->owner.count; i++) {
		const struct view_claim *c = &w->owner.claims[i];
		if (c->property->type != TYPE_NAME || c->dead_known != DAY_MAX) {
			continue;
		}
		struct str *words;
		size_t count = name_words(w->arena, c->value.text, &words);
		for (size_t k = 0; rc == RC_OK && k < count; k++) {
			rc = write_word(w, words[k], c, f);
		}
	}
	return rc;
}
