/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The one table of kinds and properties. Import, export, views, questions, pages and
 * doc/kinds.md are driven by it.
 */
#ifndef REGISTER_KINDS_H
#define REGISTER_KINDS_H

#include "base/base.h"

/* Codes are written into statement headers: they never change and are never reused. */
enum kind {
	KIND_NONE = 0,
	KIND_PERSON = 1,
	KIND_ORGANISATION = 2,
	KIND_PLACE = 3,
	KIND_SOURCE = 4,
	KIND_SPELL = 5,
	KIND_CASE = 6,
	KIND_CHARGE = 7,
	KIND_SENTENCE = 8,
	KIND_RECOGNITION = 9,
	KIND_CLOSURE = 10,
	KIND_FIGURE = 11,
	KIND_EPISODE = 12,
	KIND_THREAT = 13,
	KIND_LETTER = 14,
	KIND_DEMAND = 15,
	KIND_MEASURE = 16,
	KIND_CROSSING = 17,
	KIND_FLOW = 18,
	KIND_MEETING = 19,
	KIND_INVITATION = 20,
	KIND_NEED = 21,
	KIND_OFFER = 22,
	KIND_ACCOUNT = 23,
	KIND_COVERAGE = 24,
	KIND_LAST = KIND_COVERAGE,
};

enum type {
	TYPE_TEXT, /* free text, perhaps with a language */
	TYPE_NAME, /* text with a language tag: BCP 47, and the kind of name as private use: en-x-press */
	TYPE_DATE, /* EDTF */
	TYPE_INT,
	TYPE_CODE, /* one of a code list */
	TYPE_REF,  /* another subject of a kind */
	TYPE_URL,
};

enum cardinality {
	ONE,        /* one value at a time: two live values that cover one day are a disagreement */
	MANY,       /* several may hold at once */
	PER_SOURCE, /* one for each source */
};

/* The most public tier a property may ever have. */
enum tier {
	TIER_PUBLIC,
	TIER_MEMBERS,
	TIER_SEALED,
};

struct code {
	int number;        /* stored in views; stable */
	const char *key;   /* in files and questions */
	const char *label; /* English; a gettext message id */
	unsigned flags;    /* CODE_HELD ... */
};
#define CODE_HELD 1u     /* a status that counts as held */
#define CODE_RELEASED 2u /* a ground on which a spell ends at liberty */
#define CODE_DEATH 4u    /* a ground on which a spell ends by death */
#define CODE_CUSTODIAL 8u /* a penalty served in custody */

struct property {
	int code;           /* stored and in views; unique in the whole table; stable */
	enum kind kind;
	const char *key;    /* in files, questions and claim digests: lower case, underscores */
	const char *label;  /* English; a gettext message id */
	enum type type;
	enum cardinality cardinality;
	enum tier tier;
	bool timed;         /* takes a validity: its value holds from a day to a day */
	bool required;      /* a subject of the kind without it is a clash at import */
	const struct code *codes; /* TYPE_CODE: ended by key NULL */
	enum kind ref;      /* TYPE_REF: KIND_NONE = any */
	const char *help;   /* one line: what goes in, with an example */
};

struct kind_info {
	enum kind kind;
	const char *key;    /* "person" */
	const char *plural; /* "people": the name of its file and in questions */
	const char *label;
	enum tier tier;
	const char *owner;  /* key of the reference property that leads to its owner, or NULL: owns itself */
	const char *help;
};

const struct kind_info *kind_info(enum kind kind); /* never NULL for a valid kind */
const struct kind_info *kind_find(struct str key);  /* by key or plural, or NULL */
/* All properties, by kind then order of display; ended by key NULL. */
const struct property *properties(void);
const struct property *property_by_code(int code); /* or NULL */
const struct property *property_find(enum kind kind, struct str key);
const struct code *code_find(const struct property *p, struct str key); /* by key, or NULL */
const struct code *code_by_number(const struct property *p, int64_t number);
/* Property codes the program itself reads; the table defines them with these numbers. */
#include "register/property_codes.h"

/* Articles of the Criminal Code of Belarus of 1999 and the administrative ones: "342", "361-1", "19.11".
 * NULL when it is not in the list. Parts (p.2) are given apart. */
struct article {
	const char *number;
	const char *title;
};
const struct article *article_find(struct str number);

/* Appends the whole table as Markdown: doc/kinds.md. */
void kinds_markdown(struct buf *out);

#endif
