/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Shared by the import*.c files alone. doc/import.md describes the format. */
#ifndef REGISTER_IMPORT_H
#define REGISTER_IMPORT_H

#include "register/internal.h"

/* ---- import_keys.c: outside identifiers to subjects ---- */

struct keys;
MUST_USE enum rc keys_load(struct db *db, struct keys **ret, struct fault *f);
void keys_destroy(struct keys *k);
int64_t keys_find(const struct keys *k, enum kind kind, struct str key); /* 0 = none */
void keys_add(struct keys *k, enum kind kind, struct str key, int64_t no);

/* ---- import_header.c: what the columns mean ---- */

enum column_what {
	COLUMN_IGNORED,
	COLUMN_REASON,   /* why a row was left out: not read, and not copied when it is left out again */
	COLUMN_KEY,      /* the row's outside identifier */
	COLUMN_SOURCE,   /* of the row */
	COLUMN_VALID,    /* of the row: for its timed properties */
	COLUMN_PROPERTY,
	COLUMN_PROPERTY_SOURCE, /* PROPERTY.source */
	COLUMN_PROPERTY_VALID,  /* PROPERTY.valid */
	COLUMN_KIND,     /* the long form: kind, key, property, value, language, valid, source */
	COLUMN_LONG_PROPERTY,
	COLUMN_LONG_VALUE,
	COLUMN_LONG_LANGUAGE,
};

struct column {
	enum column_what what;
	char *header;
	size_t part; /* of parts; 0 is the row's own subject */
	const struct property *property;
	char *language;
	bool in_key; /* one of the --key columns */
};

/* A subject that a row makes beside its own: "spell", "spell2", "case" ... */
struct part {
	enum kind kind;
	char *name;
};

struct columns {
	struct column *list;
	size_t count;
	struct part *parts;
	size_t part_count;
	bool long_form;
	bool has_key;
};

MUST_USE enum rc columns_read(struct arena *a, const struct csv_row *header, const char *name, enum kind kind,
	const struct import_options *o, struct columns *ret, struct fault *f);

/* ---- import_row.c: one row, checked whole before anything is said ---- */

/* A live claim of the register on a slot's subject. */
struct present {
	int64_t no, source;
	const struct property *property;
	struct value value;
	struct str language, valid;
	bool kept; /* said or confirmed by the row */
	bool gone; /* replaced or taken back by it */
};

struct slot {
	enum kind kind;
	size_t part, owner; /* owner: place in slots; itself for the row's own subject */
	struct str key;
	int64_t no;         /* 0 until found or made */
	bool made, loaded;
	struct present *present;
	size_t count, room;
};

struct wish {
	size_t slot;
	const struct property *property;
	struct value value;   /* VALUE_REF with number 0: not known yet, text holds the key */
	bool retract;
	struct str language, valid;
	int64_t source;
	unsigned column;
	bool own;   /* a reference to what the same row makes: value.text is its key */
};

/* The first thing that a row claims. */
struct row_claim {
	int64_t subject;
	unsigned line, column;
};

struct import {
	struct reg *reg;
	struct change *change;
	struct keys *keys;
	struct columns columns;
	const struct import_options *options;
	enum kind kind;
	int64_t default_source;
	int64_t first_statement; /* the import's own statements have this number or a higher one */
	struct arena *row_arena;
	const char *path, *name; /* of the file: as given, and without its folders */
	/* of the present row */
	int64_t known; /* the person a row without a key was found to be; 0 */
	struct slot *slots;
	size_t slot_count;
	struct wish *wishes;
	size_t wish_count, wish_room;
	int said; /* statements of the row */
	unsigned line;
	/* rows that claim something, and of what: for a fault that shows only in the finished change */
	struct row_claim *claims;
	size_t claim_count, claim_room;
	/* references to rows further down */
	struct pending *pending;
	size_t pending_count, pending_room;
	struct import_report *report;
	struct arena *arena; /* of the report */
	size_t evicted;      /* notes before this one are all of bad rows and clashes */
};

struct pending {
	int64_t subject, source;
	const struct property *property;
	char *key;
	unsigned line, column;
};

#define SLOTS_MOST 64

/* Fills slots and wishes. RC_INVALID: the row is bad; RC_CONFLICT: a clash for a person to settle. */
MUST_USE enum rc row_read(struct import *im, const struct csv_row *row, struct fault *f);

/* For both forms of a row; texts are views of the row or in the row's arena. */
struct str row_meaning(const struct import *im, const struct csv_row *row, enum column_what what);
MUST_USE enum rc row_clean(struct import *im, struct str s, struct str *ret, struct fault *f);
/* The source the row names, else the one of --source; 0 without either. */
MUST_USE enum rc row_source(struct import *im, const struct csv_row *row, int64_t *ret, struct fault *f);
/* The identifier: the key column, or the --key columns joined; empty where the row has none. */
MUST_USE enum rc row_key(struct import *im, const struct csv_row *row, struct str *ret, struct fault *f);
/* A further subject of the row, found or to be made; *ret is its place in slots. */
MUST_USE enum rc row_slot(struct import *im, enum kind kind, size_t part, size_t owner, struct str key,
	size_t *ret, struct fault *f);
/* An empty wish at the end of wishes; valid until the next. */
struct wish *row_wish(struct import *im);
/* Puts text, as its cell has it, into the wish's value, and checks it as far as that needs no register. */
MUST_USE enum rc wish_read(struct import *im, struct wish *w, struct str text, struct fault *f);
MUST_USE enum rc wish_check_source(const struct import *im, const struct wish *w, struct fault *f);

/* ---- import_long.c: the row of an export ---- */

/* As row_read(), of a file in the long form. */
MUST_USE enum rc row_read_long(struct import *im, const struct csv_row *row, struct fault *f);

/* ---- import_cell.c: what a cell says, by its characters ---- */

/* The values between bars that no backslash stands before, trimmed, still as written; the list is in the arena. */
size_t cell_split(struct arena *a, struct str text, struct str **ret);
/* "colony_general [2021-05/..]": the value, and its validity in brackets, if any; both as written. */
struct str cell_validity(struct str text, struct str *ret_valid);
/* A value as it was meant: the backslashes that take a meaning away are gone. cell_quote() is its reverse. */
struct str cell_plain(struct arena *a, struct str text);
/* "13+293 p.2": prefix 13, article 293, part 2; what is not there is empty. RC_INVALID: no article. */
MUST_USE enum rc cell_charge(struct str text, struct str *prefix, struct str *article, struct str *part,
	struct fault *f);

/* ---- import_check.c: what a row must bring with it; RC_INVALID names what is missing ---- */

MUST_USE enum rc row_check_ground(const struct import *im, const struct csv_row *row, struct fault *f);
MUST_USE enum rc row_check_required(const struct import *im, const struct csv_row *row, struct fault *f);
/* References to "#spell" and the like. */
MUST_USE enum rc row_check_own(const struct import *im, const struct csv_row *row, struct fault *f);

/* ---- import_identify.c: people without an identifier ---- */

/*
 * Holds the row's person against those known: ret_known is the key of the one it is, or empty for a new one.
 * RC_CONFLICT names those it may be.
 */
MUST_USE enum rc person_identify(struct import *im, const struct csv_row *row, struct str *ret_known,
	struct fault *f);
/* The key of what the known person owns already and the row means by a part; else a free one in ret_key. */
MUST_USE enum rc owned_identify(struct import *im, const struct csv_row *row, size_t part, struct str *ret_key,
	struct fault *f);
/* Remembers a person said in this import, for the rows below. */
void person_remember(struct import *im);

/* ---- import_late.c: rows found bad by what is not in them ---- */

/* By line, each once, after late_sort(); list is kept by malloc, and freed by whoever has the struct. */
struct late_rows {
	struct late {
		unsigned line;
		struct fault why;
	} *list;
	size_t count, room;
};

void late_add(struct late_rows *l, unsigned line, const struct fault *why);
void late_sort(struct late_rows *l);
/* Why the row is left out, or NULL; of a sorted list. */
const struct fault *late_find(const struct late_rows *l, unsigned line);
/* Remembers that the present row claims something of a subject; columns count from 1, 0 is none. */
void claims_add(struct import *im, int64_t subject, unsigned column);
/* Adds the rows whose claims the change is not able to keep, see change_settle(). */
void late_blame(struct late_rows *l, const struct import *im);

/* ---- import_say.c: what a row wishes, said ---- */

/* *ret_fate: new, changed or same; notes of what changed go to the report. */
MUST_USE enum rc row_say(struct import *im, const struct csv_row *row, enum row_fate *ret_fate, struct fault *f);
/* Whether the row that a reference waited for has come; else why says what is missing. */
bool pending_known(const struct import *im, const struct pending *p, struct fault *why);
/* Says it; the row has come. */
MUST_USE enum rc say_pending(struct import *im, const struct pending *p, struct fault *f);
void report_note(struct import *im, unsigned line, unsigned column, enum row_fate fate, const char *key,
	const char *field, const char *text);

#endif
