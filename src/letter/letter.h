/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * letter: a letter is read, and what it says is held against the register on the letter's date;
 * or written from a template whose figures are questions. English; the words that tie a phrase to a
 * figure are data (letter/words_en.c), not code.
 */
#ifndef LETTER_LETTER_H
#define LETTER_LETTER_H

#include "ask/ask.h"

enum verdict {
	VERDICT_SUPPORTED,
	VERDICT_CONTRADICTED, /* a source of that date says otherwise */
	VERDICT_OUTDATED,	  /* right on its date, no longer on --on */
	VERDICT_IMPRECISE, /* the number may stand, but not for what the words say, or only read jointly
						*/
	VERDICT_UNKNOWN,   /* nothing to hold it against, or a cause no source supports */
	VERDICT_NOTE,	   /* a slip: a sentence twice, a misspelled name */
};
const char *verdict_key(enum verdict v); /* "supported" */

enum claim_kind {
	CLAIM_FIGURE,
	CLAIM_PERSON, /* somebody is named */
	CLAIM_STATUS, /* somebody is said to be held, free, laureate, candidate */
	CLAIM_EVENT,  /* something happened: a release, a border closing, a cause */
	CLAIM_DATE,
	CLAIM_SLIP,
};
const char *claim_kind_key(enum claim_kind k);

struct letter_claim {
	enum claim_kind kind;
	unsigned line, column; /* in the file as given, 1-based, characters */
	char *text;			   /* the words of the letter */
	int64_t value;		   /* figures */
	const char *qualifier; /* exactly, at_least, more_than, approximately, almost, at_most,
							  hundreds_of ...; NULL */
	char *on;			   /* EDTF of the day or period meant, or NULL */
	enum verdict verdict;
	char *register_value; /* the register's own value in words, or NULL */
	char *register_on;	  /* its date, or NULL */
	int64_t subject;	  /* person, figure or event in the register, 0 = none */
	int64_t *sources;
	size_t source_count;
	char *why; /* a sentence: why this verdict */
	char *now; /* with --on: what holds on that day, or NULL */
};

struct letter_item {
	unsigned line, column;
	char *text;
	char *value; /* deadline: the day it ends, ISO; request: its number; else NULL */
	int64_t subject;
};

struct letter_report {
	day date; /* DAY_MAX when none was found */
	day on;	  /* what it was compared with; = date without --on */
	struct letter_item *addressees, *signatories, *requests, *deadlines;
	size_t addressee_count, signatory_count, request_count, deadline_count;
	struct letter_claim *claims; /* in the order of the text */
	size_t claim_count;
	size_t count[6]; /* by verdict */
	char *name;		 /* the file's name */
};

struct letter_options {
	day on;			  /* DAY_MAX: only the letter's own date */
	const char *name; /* for messages */
};

/* Text, Markdown or HTML (told apart by content). RC_INVALID: not a text; RC_LIMIT: over 4 MiB. */
MUST_USE enum rc letter_check(struct reg *r, const struct viewer *v, struct arena *a,
	struct str bytes, const struct letter_options *o, struct letter_report *ret, struct fault *f);
MUST_USE enum rc letter_report_text(struct reg *r, const struct viewer *v, struct arena *a,
	const struct letter_report *l, int width, bool colour, struct buf *out, struct fault *f);
MUST_USE enum rc letter_report_json(struct reg *r, const struct viewer *v, struct arena *a,
	const struct letter_report *l, struct buf *out, struct fault *f);
/* A fragment (no <html>): the site puts it into a page; letter_report_page wraps it into a document
 * of its own. */
MUST_USE enum rc letter_report_html(struct reg *r, const struct viewer *v, struct arena *a,
	const struct letter_report *l, struct buf *out, struct fault *f);
MUST_USE enum rc letter_report_page(struct reg *r, const struct viewer *v, struct arena *a,
	const struct letter_report *l, struct buf *out, struct fault *f);

enum letter_format { LETTER_TEXT, LETTER_HTML, LETTER_MARKDOWN };
/* Markdown with {{questions}}, answered on a day with what was published by then, with footnotes to
 * sources. RC_INVALID with line and column for a wrong question; nothing in out then. */
MUST_USE enum rc letter_render(struct reg *r, const struct viewer *v, struct arena *a,
	struct str template_text, const char *name, day on, enum letter_format format, struct buf *out,
	struct fault *f);

#endif
