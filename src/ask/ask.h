/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ask: the question language. Text in, an answer with bounds, people and sources out. doc/ask.md
 * teaches it; doc/model.md says what the words mean. Pages, letters and the command line all ask this way.
 */
#ifndef ASK_ASK_H
#define ASK_ASK_H

#include "register/register.h"

enum ask_form {
	ASK_COUNT,
	ASK_LIST,
	ASK_SHARE,
	ASK_SERIES,
	ASK_SUM,
	ASK_CHANGE,
	ASK_FIGURE,
};

/* A number known between two bounds. */
struct bounds {
	int64_t at_least, at_most;
};

struct ask_group {
	char *keys[2];   /* code keys, for machines; "unknown" where nothing is recorded */
	char *labels[2]; /* for people */
	int64_t subjects[2]; /* where the value is a reference: its subject.no, else 0 */
	struct bounds count;
};

struct ask_point {
	day on; /* last day of the step */
	struct bounds count;
};

struct ask_member {
	int64_t subject;
	int64_t owner;   /* whose it is; itself where it is nobody's */
	bool sure;
	const char *why; /* of a possible member: what is not certain; else NULL */
};

struct ask_excluded {
	int64_t subject, owner;
	char *reason;   /* in the words of the record: "released 2022-05-01 (term served)" */
	int64_t source; /* of the claim that the reason names; 0: it names none */
};

struct ask_figure {
	int64_t subject; /* the figure */
	char *name, *label, *body, *qualifier, *scope;
	day date;
	char *date_text; /* as said */
	int64_t value;
	bool disputed; /* another live value of another source for this day */
	int64_t source;
};

struct answer {
	enum ask_form form;
	char *question;       /* in canonical words: the same question always reads the same */
	day on;               /* DAY_MAX when the form has none */
	day from, to;         /* of a period; DAY_MIN, DAY_MAX otherwise */
	day published_by;     /* DAY_MAX: not limited */
	day known;
	enum kind kind;       /* what is counted */
	const char *unit;     /* "people", "days", "%" */
	struct coverage coverage;
	struct bounds count;  /* count, list, sum; share in hundredths of a percent */
	int64_t unrecorded;   /* left out because nothing is recorded for a condition */
	struct ask_group *groups;   size_t group_count;
	struct ask_point *points;   size_t point_count;
	struct ask_member *members; size_t member_count; /* list; others with explain */
	struct ask_member *came;    size_t came_count;   /* change */
	struct ask_member *left;    size_t left_count;
	struct ask_excluded *excluded; size_t excluded_count; /* explain: at most 1000 */
	int64_t *sources;     size_t source_count;       /* explain, figure */
	struct ask_figure *figure; /* ASK_FIGURE; NULL when there is none to be had */
	char *note; /* "an end that is open counts as certain for 365 days", coverage, "persons with two
				   occupations stand in both rows" */
	/* Beside a count, the published figure for the same thing, where there is one (and the other
	 * way round). */
	struct ask_figure *beside;
};

struct ask_options {
	day on;       /* used where the question names no day; DAY_MAX = today */
	day published_by; /* the same for "published by"; DAY_MAX = not limited */
	bool explain;
	size_t list_most; /* rows of members given; 0 = all */
	size_t list_from; /* rows skipped: for pages */
	int deadline; /* milliseconds, 0 = none: RC_LIMIT */
	/* Members of a list, read before with the same options from the same state; NULL: they are read. */
	struct ask_member *listed;
	size_t listed_count;
	const struct bounds *counted; /* of a list whose count the caller has from the same state; NULL: it is counted */
};

/* RC_INVALID: the fault has the column of the word, and the hint a suggestion. Everything in ret lives in a. */
MUST_USE enum rc ask_run(struct reg *r, const struct viewer *v, struct arena *a, struct str question,
	const struct ask_options *o, struct answer *ret, struct fault *f);

/* Only reads: for templates, forms and completion. */
MUST_USE enum rc ask_check(
	struct reg *r, const struct viewer *v, struct arena *a, struct str question, struct fault *f);
/* Words that may follow the first n bytes of a question, for completion; ended by NULL. */
const char *const *ask_complete(struct reg *r, struct arena *a, struct str question);

/* What a member is called: its label, or of what belongs to somebody "Ann Invented, sentence of 2021-09". */
MUST_USE enum rc member_label(struct reg *r, const struct viewer *v, struct arena *a, int64_t subject, int64_t owner,
	char **ret, struct fault *f);
/* For people at a terminal of width columns; for machines. Members carry handles and labels in language. */
MUST_USE enum rc answer_text(struct reg *r, const struct viewer *v, struct arena *a, const struct answer *w,
	int width, struct buf *out, struct fault *f);
MUST_USE enum rc answer_json(struct reg *r, const struct viewer *v, struct arena *a, const struct answer *w,
	struct buf *out, struct fault *f);
MUST_USE enum rc answer_csv(struct reg *r, const struct viewer *v, struct arena *a, const struct answer *w,
	struct buf *out, struct fault *f);

#endif
