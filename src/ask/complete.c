/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Words that may follow the beginning of a question, for completion at a prompt. */
#include <string.h>

#include "ask/lex.h"

static const char *const forms[] = {
	"count", "list", "share of", "series", "sum days lost by", "sum months of", "change in", "figure",
};
static const char *const subjects[] = {
	"people", "women", "men", "organisations", "spells", "cases", "charges", "sentences", "recognitions",
};
static const char *const steps[] = {"daily", "weekly", "monthly", "quarterly", "yearly"};
static const char *const clauses[] = {
	"held", "listed by", "released", "detained", "sentenced", "recognised", "died", "born", "liquidated", "on",
	"published by", "known on", "where", "by", "aged over", "aged under", "in", "since", "before", "between", "from",
	"to", "among", "today",
};

/* Conditions that are not properties. */
static const char *const conditions[] = {
	"held", "listed by", "released", "detained", "sentenced", "recognised", "died", "born", "aged over", "aged under",
	"not", "has",
};

struct words {
	struct arena *arena;
	const char **list;
	size_t count, room;
};

static void add(struct words *w, const char *word)
{
	if (w->count + 1 >= w->room) {
		size_t old = w->room;
		w->room = old ? old * 2 : 64;
		w->list = arena_grow(w->arena, w->list, old * sizeof *w->list, w->room * sizeof *w->list);
	}
	w->list[w->count++] = word;
}

static void add_all(struct words *w, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		add(w, list[i]);
	}
}

static void add_properties(struct words *w)
{
	for (const struct property *p = properties(); p->key; p++) {
		bool fits = p->kind == KIND_PERSON || p->kind == KIND_SPELL || p->kind == KIND_CHARGE
			|| p->kind == KIND_SENTENCE || p->kind == KIND_ORGANISATION;
		if (fits && p->type != TYPE_NAME && p->type != TYPE_URL) {
			add(w, p->key);
		}
	}
	for (const struct code *c = property_by_code(P_PERSON_FLAG)->codes; c->key; c++) {
		add(w, c->key);
	}
}

/* Codes of a property by its key, whichever kind it belongs to. */
static void add_codes(struct words *w, struct str key)
{
	for (const struct property *p = properties(); p->key; p++) {
		for (const struct code *c = str_is_nocase(key, p->key) ? p->codes : NULL; c && c->key; c++) {
			add(w, c->key);
		}
	}
}

/* Keys or names of figures, or of organisations, from what is recorded. */
static void add_recorded(struct words *w, struct reg *r, const char *sql)
{
	struct query *q;
	struct fault ignored = {0};
	bool row;
	if (db_query(reg_db(r), sql, &q, &ignored) != RC_OK) {
		return;
	}
	while (query_step(q, &row, &ignored) == RC_OK && row) {
		add(w, str_dup(w->arena, query_text(q, 0)));
	}
}

const char *const *ask_complete(struct reg *r, struct arena *a, struct str question)
{
	struct words w = {.arena = a};
	struct tokens t;
	struct fault ignored = {0};
	if (lex(a, question, &t, &ignored) != RC_OK) {
		t.count = 0;
	}
	struct str last = t.count ? t.list[t.count - 1].text : (struct str){0};
	struct str before = t.count > 1 ? t.list[t.count - 2].text : (struct str){0};
	if (t.count == 0) {
		add_all(&w, forms, sizeof forms / sizeof *forms);
	} else if (str_is_nocase(last, "figure")) {
		add_recorded(&w, r,
			"SELECT DISTINCT value FROM fact WHERE property = 1101 AND dead_known = 10000000 ORDER "
			"BY 1");
	} else if (str_is_nocase(last, "series")) {
		add_all(&w, steps, sizeof steps / sizeof *steps);
	} else if (t.count == 1 || str_is_nocase(last, "of") || str_is_nocase(last, "among")
		|| (t.count == 2 && str_is_nocase(t.list[0].text, "series"))) {
		add_all(&w, subjects, sizeof subjects / sizeof *subjects);
	} else if (str_is_nocase(last, "where") || str_is_nocase(last, "and") || str_is_nocase(last, "or")
		|| str_is_nocase(last, "not") || str_is_nocase(last, "has")) {
		add_all(&w, conditions, sizeof conditions / sizeof *conditions);
		add_properties(&w);
	} else if (str_is_nocase(last, "is")) {
		add_codes(&w, before);
	} else if (str_is_nocase(last, "by")) {
		add_recorded(&w, r, "SELECT DISTINCT f.value FROM fact f JOIN subject u ON u.no = f.owner WHERE f.property = 1 "
			"AND u.kind = 2 AND f.dead_known = 10000000 ORDER BY 1");
		add_properties(&w);
	} else {
		add_all(&w, clauses, sizeof clauses / sizeof *clauses);
	}
	add(&w, NULL);
	return w.list;
}
