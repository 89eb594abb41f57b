/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * register: what the program is about. Kinds and properties; statements in, views out;
 * import, export, undo, audit, look-up of names.
 *
 * A register is a folder: register.db, keys/author.key, keys/reviewer.key (secret, 0600).
 * A struct reg belongs to one thread. Changes are all or nothing and durable when reported.
 *
 * Only public statements are kept. A person, and everything owned by one, is public while a live
 * P_PERSON_PUBLICATION statement gives a ground; a change that would leave statements about a person
 * without one is refused (RC_DENIED). Views hold nothing of a person whose ground was taken
 * back: for the public viewer such a person does not exist.
 */
#ifndef REGISTER_REGISTER_H
#define REGISTER_REGISTER_H

#include "ledger/ledger.h"
#include "register/kinds.h"
#include "store/store.h"

struct reg;

/*
 * Who asks. The tier is enforced in one place, register/viewer.c: what lies on the disk in views and tables is public,
 * and is for the public viewer alone; a register that was opened with what is private (register/people.h) is
 * for whoever opened it alone, so that no public page or file is ever made of it. RC_DENIED else.
 */
struct viewer {
	enum tier tier;
};
extern const struct viewer viewer_public;
/* The one that a register was opened for. */
const struct viewer *reg_viewer(const struct reg *r);
/* Of a view with what is private: the register it is of. Else NULL. */
struct reg *reg_home(const struct reg *r);
MUST_USE enum rc viewer_check(const struct reg *r, const struct viewer *v, struct fault *f);

/* ---- the register itself (register.c) ---- */

/* Makes the folder, database, organisation id and both role keys. RC_CONFLICT if it holds a register. */
MUST_USE enum rc reg_create(const char *path, const char *organisation, struct fault *f);
/* A register of an older version of the program is brought up to date first: reg_update(). */
MUST_USE enum rc reg_open(const char *path, enum db_access access, struct reg **ret, struct fault *f);
void reg_close(struct reg *r); /* NULL is fine */
struct db *reg_db(struct reg *r);
const char *reg_path(const struct reg *r);
const char *reg_organisation(const struct reg *r); /* its name */
const uint8_t *reg_org(const struct reg *r);       /* ORG_SIZE bytes */
/* Name of any organisation that has a log here, by its number; in the arena. RC_NOT_FOUND. */
MUST_USE enum rc org_name(struct reg *r, struct arena *a, int64_t org, char **ret, struct fault *f);

/*
 * Between the two, changes are made, read and refused as ever, but not one is kept: for dry runs. Takes the write
 * lock; ending what was not begun is fine.
 */
MUST_USE enum rc reg_trial_begin(struct reg *r, struct fault *f);
void reg_trial_end(struct reg *r);

/* ---- writing (change.c) ---- */

/* One change at a time: begin, say, close or abandon. Begin takes the write lock. */
struct change;
MUST_USE enum rc change_begin(struct reg *r, const char *message, struct change **ret, struct fault *f);
/* Makes a subject and gives its local number. */
MUST_USE enum rc change_subject(struct change *c, enum kind kind, int64_t *ret_no, struct fault *f);

struct said {
	int64_t subject;                /* subject.no */
	const struct property *property;
	enum mode mode;
	int64_t target;                 /* statement.no, or 0 */
	struct value value;             /* VALUE_REF: number is a subject.no here, not a handle */
	struct str language;
	struct str valid;
	int64_t source;                 /* subject.no of a source; 0 only for retract, and for statements about sources */
};
/*
 * Checks types, code lists, references, EDTF and tiers (an unknown article is for the laws).
 * Text must be text_clean()ed. RC_INVALID with field.
 */
MUST_USE enum rc change_say(struct change *c, const struct said *s, int64_t *ret_statement, struct fault *f);
MUST_USE enum rc change_receipt(struct change *c, unsigned line, int64_t subject, int statements, struct fault *f);
/* Progress of long work: called with what is done and the whole, in any unit; may be NULL. */
struct progress {
	void (*step)(void *data, const char *what, uint64_t done, uint64_t total);
	void *data;
};
/*
 * Signs and brings the views up to date, so that what a change is not able to keep shows: RC_DENIED or RC_INVALID,
 * and change_blame() knows of which subjects. After it the change is closed or abandoned; nothing more is said.
 */
MUST_USE enum rc change_settle(struct change *c, const struct progress *p, struct fault *f);
/* Why what the change claims of a subject may not be kept, or NULL; valid until the change ends. */
const struct fault *change_blame(const struct change *c, int64_t subject);
/*
 * Settles where that has not been done, and commits. *ret_no is the change's number; 0 when nothing was
 * said (then nothing is written). Frees c, also on failure.
 */
MUST_USE enum rc change_close(struct change *c, const struct progress *p, int64_t *ret_no, struct fault *f);
void change_abandon(struct change *c); /* nothing is kept; NULL is fine */

/*
 * Takes a change back: retracts what it asserted, asserts again what it replaced or retracted. RC_CONFLICT when later
 * changes rest on it; they are listed in the fault, unless with_later, which takes those back too, newest first. All
 * in one change, *ret_no, which can be undone in turn; 0 when nothing of it was left to take back.
 */
MUST_USE enum rc change_undo(struct reg *r, int64_t no, bool with_later, const struct progress *p,
	int64_t *ret_no, struct fault *f);
/* The changes that an undo took back, in the order it did, the one that was asked for last; in the arena. */
MUST_USE enum rc change_undone(struct reg *r, struct arena *a, int64_t no, int64_t **ret, size_t *ret_count,
	struct fault *f);

/* ---- views (view*.c) ---- */

enum span_what {
	SPAN_HELD = 1,   /* aux 0: subject (person) is held */
	SPAN_LISTED = 2, /* aux = body (organisation no): recognised and not withdrawn */
};

/* Days an open end stays certain without word: DESIGN section 4. */
#define OPEN_END_TERM 365

/*
 * Brings a register of an older version of the program up to date: its schema and, in the same transaction, the views.
 * Nothing is written when it is. Whoever shows progress calls it before reg_open(), which else does so in silence.
 */
MUST_USE enum rc reg_update(const char *path, const struct progress *p, struct fault *f);
/* Drops all views and makes them again from the statements. */
MUST_USE enum rc views_rebuild(struct reg *r, const struct progress *p, struct fault *f);
/* SHA-256 over the content of all views, by handles and ids, in a fixed order: the same wherever the same was said. */
MUST_USE enum rc views_digest(struct reg *r, struct id *ret, struct fault *f);

/* ---- reading statements (read.c). All take a viewer; what it may not see is RC_NOT_FOUND. ---- */

struct statement {
	int64_t no;
	struct id id;
	int64_t change;
	int64_t org;       /* who says it: org.no, 1 whose register this is */
	day recorded;      /* the change's day */
	int64_t subject;
	const struct property *property;
	enum mode mode;
	int64_t target;    /* 0 = none */
	struct value value; /* VALUE_REF: subject.no */
	struct str language, valid;
	int64_t source;    /* 0 = none */
	day pub;           /* day its source was published, DAY_MAX when unknown */
	bool live;         /* now: not replaced, not retracted */
	bool chosen;       /* the view's choice among live claims of a ONE property */
	bool disputed;     /* another live claim of a ONE property disagrees */
};

MUST_USE enum rc subject_by_handle(struct reg *r, const struct viewer *v, handle h, int64_t *ret_no, struct fault *f);
/* By an outside key (P_KEY) within a kind; KIND_NONE = any. */
MUST_USE enum rc subject_by_key(struct reg *r, const struct viewer *v, enum kind kind, struct str key,
	int64_t *ret_no, struct fault *f);
/* Follows merges to the kept subject; kind and handle of it. */
MUST_USE enum rc subject_get(struct reg *r, const struct viewer *v, int64_t no, enum kind *ret_kind,
	handle *ret_handle, struct fault *f);
/* Statements about one subject, dead ones too when all is true; ordered by property (display order), then no. */
MUST_USE enum rc subject_statements(struct reg *r, const struct viewer *v, struct arena *a, int64_t no, bool all,
	struct statement **ret, size_t *ret_count, struct fault *f);
/* Subjects whose owner is no (spells, cases, charges, sentences, recognitions), by kind, then number. */
MUST_USE enum rc subject_owned(struct reg *r, const struct viewer *v, struct arena *a, int64_t no,
	int64_t **ret, size_t *ret_count, struct fault *f);
/* Subjects with a live claim of a property; value empty: any, else this text, as far as views hold it. By number. */
MUST_USE enum rc subjects_saying(struct reg *r, const struct viewer *v, struct arena *a, int property, struct str value,
	size_t most, int64_t **ret, size_t *ret_count, struct fault *f);
/* A claim as the views hold it. Of a date lo and hi are its bounds; of a code or reference lo is its number. */
struct claim_row {
	int property;
	int64_t subject, statement, source, lo, hi;
	int open;                  /* of a date: 0 date, 1 "..", 2 unknown */
	day from, to;              /* first and last day it may hold */
	day pub, known, dead_pub, dead_known, gone; /* live when: doc/model.md */
	int rank;                  /* of its source; filled where it decides between claims of a ONE property */
	struct str text, language; /* articles and names */
};
/* What a list shows of a person: names, occupations, articles, and of spells begin, end, ground, status and place. */
struct card {
	handle handle;
	struct claim_row *claims; /* by property, then subject */
	size_t count;
};
/*
 * The claims that are live for (published by, known on) of each of count people (subject.no), into ret, which has room
 * for as many. Cheapest where the numbers ascend and lie close. One the viewer may not see: RC_NOT_FOUND.
 */
MUST_USE enum rc person_cards(struct reg *r, const struct viewer *v, struct arena *a, const int64_t *people,
	size_t count, day published_by, day known, struct card *ret, struct fault *f);
/* How well a name with this tag serves a reader of the language: the lowest is shown. */
int language_rank(struct str tag, const char *language);
/* What a link to a subject needs. */
struct called {
	enum kind kind;
	handle handle;
	char *name;
};
/*
 * Name to show: best live name for a language ("en"); else title or key; else, never failing for
 * want of a name, the handle.
 */
MUST_USE enum rc subject_called(struct reg *r, const struct viewer *v, struct arena *a, int64_t no,
	const char *language, struct called *ret, struct fault *f);
/* The name alone. */
MUST_USE enum rc subject_label(struct reg *r, const struct viewer *v, struct arena *a, int64_t no,
	const char *language, char **ret, struct fault *f);
/* Chosen value of a property as text for display (labels of codes, labels of references), or NULL. */
MUST_USE enum rc subject_value(struct reg *r, const struct viewer *v, struct arena *a, int64_t no,
	int property, char **ret, struct fault *f);
/* One value as text: code label, EDTF, number, or label of the referenced subject. */
MUST_USE enum rc statement_text(struct reg *r, const struct viewer *v, struct arena *a,
	const struct statement *s, char **ret, struct fault *f);

struct source_info {
	int64_t no;
	handle handle;
	char *key, *title, *publisher, *url; /* NULL when not said */
	day published; /* its latest bound; accessed day when undated; DAY_MAX when neither */
	char *published_text; /* as said, or NULL */
	bool letter; /* kind is letter: no evidence for itself */
};
/* Of a source that is withheld: "protected source", and nothing else; its handle is 0. */
MUST_USE enum rc source_get(struct reg *r, const struct viewer *v, struct arena *a, int64_t no,
	struct source_info *ret, struct fault *f);

struct change_info {
	int64_t no;
	struct id id;
	day day;
	char *message;
	int64_t statements, undoes; /* undoes: 0 = none */
};
/* For whoever keeps the register and may take changes back: all of them, whole, newest first. */
MUST_USE enum rc changes_kept(struct reg *r, struct arena *a, size_t most, struct change_info **ret,
	size_t *ret_count, struct fault *f);
/*
 * What a viewer may know of them, newest first: the day, how many statements they may see, and in undoes whether
 * (1) it takes something back. A change without any is not there, so there are no numbers, which would tell; nor
 * messages, which are free text and may name anybody.
 */
MUST_USE enum rc changes_list(struct reg *r, const struct viewer *v, struct arena *a, size_t most,
	struct change_info **ret, size_t *ret_count, struct fault *f);

/* How many people are withheld: something is said of them, and no ground for publication is. */
MUST_USE enum rc withheld_count(struct reg *r, int64_t *ret, struct fault *f);

/* ---- looking up names (find.c, names.c) ---- */

enum match_certainty {
	MATCH_SAME,     /* a recorded spelling, whole, or the same in other letters; and nobody else comes near it */
	MATCH_POSSIBLE, /* as likely as not: a family name alone, letters that differ, a misprint, a namesake */
	MATCH_FAINT,    /* for somebody who searches: a given name alone, a spelling farther off */
};
/* Probabilities by the name alone; a whole recorded spelling of one word is possible, too. */
#define MATCH_POSSIBLE_LEAST 0.5f
#define MATCH_FAINT_LEAST 0.1f

struct match {
	int64_t subject;
	enum match_certainty certainty;
	float probability; /* that the name means this one; by its sound, 1 for an organisation or place of that name */
	char *spelling; /* the recorded spelling that met best */
	const char *why; /* a sentence part: "recorded spelling", "family name only" */
};
/*
 * Best first: same, then possible, then faint ones. kind: KIND_PERSON, KIND_ORGANISATION or KIND_PLACE. People are
 * found by the matcher (src/name) among all their live names, organisations and places by words.
 */
MUST_USE enum rc find_name(struct reg *r, const struct viewer *v, struct arena *a, enum kind kind, struct str name,
	size_t most, struct match **ret, size_t *ret_count, struct fault *f);

/* How a birth date goes with those recorded of a person: the best fit of them. */
enum birth_fit {
	BIRTH_FITS,        /* they may be the same day */
	BIRTH_SLIP,        /* one digit differs, or day and month have changed places */
	BIRTH_CONTRADICTS,
	BIRTH_NOT_SAID,    /* on one side or both */
};
MUST_USE enum rc person_birth_fit(struct reg *r, const struct viewer *v, int64_t no, const struct edtf_date *born,
	enum birth_fit *ret, struct fault *f);

/* One index of names for all threads that have the same register open. It must outlive them. */
struct name_shelf;
struct name_shelf *name_shelf_create(void);
void name_shelf_destroy(struct name_shelf *s); /* NULL is fine */
/* Before the first look for a name. Without it a register has an index of its own. */
void reg_share_names(struct reg *r, struct name_shelf *shelf);

/* ---- import and export (import.c, export.c) ---- */

struct import_options {
	enum kind kind;
	const char *key_columns; /* "id" or "name,birth"; NULL: the column "key", if there is one */
	const char *map;         /* "Column=property,Other=-"; NULL */
	const char *source;      /* key or handle of the source for rows without one; NULL */
	const char *message;     /* of the change; NULL: "import FILE" */
	char delimiter;          /* 0 = sniff */
	bool dry_run;
	bool keep_going;
	const char *bad_rows;    /* where --keep-going writes bad rows; NULL: FILE.bad.csv */
	const struct progress *progress;
};

enum row_fate { ROW_NEW, ROW_CHANGED, ROW_SAME, ROW_CLASH, ROW_BAD };
struct row_note {
	unsigned line, column; /* column number of the cell, 0 = the row */
	enum row_fate fate;
	const char *file; /* its path, as it was given */
	char *key;   /* of the row's subject */
	char *field; /* property or column header, or NULL */
	char *text;  /* "sex: male -> female"; the reason of a clash or a bad row */
};
struct import_report {
	int64_t change; /* 0: nothing written */
	size_t rows, made, changed, same, clashes, bad, statements;
	struct row_note *notes; /* at most 10 000, changed, clash and bad ones first */
	size_t note_count;
	char *bad_rows; /* the file written, or NULL */
};
/*
 * One CSV file, one change. Without keep_going any bad row or clash stops all (RC_INVALID, with the
 * report filled; the fault is the first bad row). doc/import.md describes the columns.
 */
MUST_USE enum rc import_csv(struct reg *r, struct arena *a, const char *path, const struct import_options *o,
	struct import_report *ret, struct fault *f);
/* A folder: every PLURAL.csv and PLURAL-*.csv of the kinds table, in the order references need, as one change each;
 * statements.csv as written by export last. all or nothing per file. */
MUST_USE enum rc import_folder(struct reg *r, struct arena *a, const char *path, const struct import_options *o,
	struct import_report *ret, struct fault *f);

enum export_format { EXPORT_CSV, EXPORT_JSON };
/* Everything the viewer sees as content: sorted, without ids, salts and recorded times. The folder is made, written
 * under a temporary name and renamed; RC_CONFLICT if it is there and not empty. */
MUST_USE enum rc export_folder(struct reg *r, const struct viewer *v, enum export_format format, const char *path,
	const struct progress *p, struct fault *f);

/* ---- the laws (audit*.c) ---- */

struct breach {
	const char *law; /* "end-before-start" */
	bool error;      /* or a warning */
	int64_t subject; /* 0: the register itself */
	int64_t owner;   /* whom the subject belongs to: the person of a spell; itself where it belongs to nobody */
	int64_t statements[4]; /* statement.no, 0 = none */
	char *text;
};
/*
 * Errors first. as_of: the day of "not confirmed for 180 days". deep: before the laws, whether the file is whole, and
 * whether ids, changes, chain and signatures are what the statements say (RC_DB where the file is damaged).
 */
MUST_USE enum rc audit_run(struct reg *r, struct arena *a, day as_of, bool deep, struct breach **ret,
	size_t *ret_count, const struct progress *p, struct fault *f);

/* ---- coverage (coverage.c) ---- */

struct coverage {
	bool complete; /* the register holds the whole list of body on that day */
	char *text;    /* "a sample", or the declared sentence, for labels */
};
/* body 0: any list. */
MUST_USE enum rc coverage_on(struct reg *r, const struct viewer *v, struct arena *a, enum kind kind, int64_t body,
	day on, struct coverage *ret, struct fault *f);

#endif
