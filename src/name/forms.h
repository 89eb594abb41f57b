/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Forms of a name: how each system writes a Cyrillic name in Latin letters, what Cyrillic name a Latin
 * spelling may stand for, and how a Belarusian name is written in Russian and the other way.
 *
 * Rules are tables (forms_rules*.c), with one engine for them. No I/O, no state; any thread. Any bytes are a
 * name, in normal form C to be read right; what is no letter of the script stays as it is, capitals are kept at
 * the begin of a word or all through it. doc/names.md tells the systems and their sources.
 */
#ifndef NAME_FORMS_H
#define NAME_FORMS_H

#include "base/arena.h"
#include "base/text.h"
#include "name/name.h"

#define FORMS_MOST 16 /* candidates that are asked for, at most */

enum forms_lang { FORMS_BE, FORMS_RU, FORMS_UK, FORMS_LANGS };

enum {
	FORMS_REVERSIBLE = 1, /* forms_back() gives the name back, among the first few */
	FORMS_UNVERIFIED = 2, /* the rules were not checked against the act itself */
	FORMS_MAN = 4,        /* has endings of its own for men */
	FORMS_PRESS = 8,      /* a habit, not a standard */
};

struct forms_rule;

struct forms_system {
	const char *code;  /* "practice": what the machine-readable answer calls it; unique for a language */
	const char *title;
	const char *use;   /* where it is met */
	enum forms_lang lang; /* what it is written from */
	unsigned flags;
	const struct forms_rule *men;      /* FORMS_MAN: tried before the others when the name is a man's */
	const struct forms_rule *rules[4]; /* tables in order, the first rule that fits is taken; NULL: no more */
};

extern const struct forms_system forms_systems[];
extern const size_t forms_system_count;
/* NULL when there is none. */
const struct forms_system *forms_system(enum forms_lang lang, const char *code);
const char *forms_lang_code(enum forms_lang lang); /* "be" */

/*
 * The languages whose alphabets hold every Cyrillic letter of the name, as bits 1 << enum forms_lang;
 * FORMS_IS_LATIN when its letters are Latin; 0 for no letters, or some of another script.
 * *ret_best: the language that it most likely is, of those.
 */
#define FORMS_IS_LATIN (1u << FORMS_LANGS)
unsigned forms_read(struct str name, enum forms_lang *ret_best);

/* Of the words that are given names in the language by their spelling; unknown where none is or they disagree. */
enum name_sex forms_sex(struct str name, enum forms_lang lang);

/*
 * Adds the name as the system writes it. man: with endings for men where the system has them. False when a
 * letter has no rule in the system: it stays as it is.
 */
bool forms_out(const struct forms_system *s, struct str name, bool man, struct buf *out);

struct forms_candidate {
	struct str text;
	const struct forms_system *system; /* that writes it so; NULL for a conversion */
	unsigned cost; /* 0 best; only to compare candidates of one call */
};

/*
 * The Cyrillic names that the system would write so, best first: every one is, so forms_out() of it gives the
 * spelling, but for its case. Returns how many, at most most (at most FORMS_MOST); 0 for a spelling that the
 * system never gives. The texts live in a.
 */
size_t forms_back(struct arena *a, const struct forms_system *s, struct str latin,
	struct forms_candidate *ret, size_t most);
/* The same over all systems of a language, each name once, with the system that explains it best. */
size_t forms_back_any(struct arena *a, enum forms_lang lang, struct str latin,
	struct forms_candidate *ret, size_t most);

/*
 * A Belarusian name as it may be in Russian, or the other way: given names by their families, the rest by the
 * rules of sound (akanne, soft d and t, hard r). Only between FORMS_BE and FORMS_RU; 0 for others.
 */
size_t forms_convert(struct arena *a, enum forms_lang from, struct str name,
	struct forms_candidate *ret, size_t most);
/* A Belarusian name of the older orthography (Зьміцер, Натальля) in today's; others stay as they are. */
void forms_normal(struct str name, struct buf *out);

#endif
