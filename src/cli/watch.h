/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Today's copy of an organisation's list, held against the people whom the register knows as listed by it.
 * A row is one of them by an outside key, or by a name that is the same or a birth date beside a likely name;
 * what is less is unsure, and named for a person to judge.
 */
#ifndef CLI_WATCH_H
#define CLI_WATCH_H

#include "cli/link_list.h"

enum watch_fate {
	WATCH_PRESENT,  /* listed, and on the copy */
	WATCH_CHANGED,  /* the same, and the copy says something else of them */
	WATCH_JOINED,   /* known here, not listed by the organisation until now */
	WATCH_APPEARED, /* not known here */
	WATCH_UNSURE,   /* may be one of those known here */
};

struct watch_row {
	enum watch_fate fate;
	struct str name;
	struct edtf_date born; /* EDTF_NONE: not said, or not understood */
	struct str born_text;
	int64_t subject;       /* whom it is, or may be; 0 */
	const char *why;       /* of a change, or of what is unsure */
	struct str id;         /* the row's identifier; empty: none */
	bool new_name;         /* a spelling that is not recorded */
	char *new_birth;       /* EDTF: a birth date that is not recorded, or more exact; NULL */
	float probability;     /* of the name, where it was found by that */
	unsigned line;
	unsigned unread;       /* 1-based column of a birth date that is none; 0: there is none such */
};

struct watch {
	struct context *c;
	struct reg *reg;
	struct link_list list;
	struct link_plan plan;
	int64_t body;          /* the organisation */
	char *body_label;
	char *body_key;        /* an outside key, or its handle: how questions name it */
	day on;                /* of the copy */
	int64_t *listed;       /* ascending */
	bool *seen;            /* of each listed: 1 when some row is them */
	bool *perhaps;         /* some unsure row may be them */
	size_t listed_count;
	struct watch_row *rows;
	size_t row_count;
	size_t counts[WATCH_UNSURE + 1];
	size_t unread_births;  /* cells that are no date */
	struct str language;   /* of the names on the copy; empty: not said */
};

/* What was said in a change. */
struct watch_said {
	int64_t change; /* 0: there was nothing to say */
	size_t statements, people, gone;
	size_t seen_later; /* not on the copy, but some later source has them */
};

/* ---- watch_match.c ---- */
/* Reads who is listed and holds every row against them. */
MUST_USE enum rc watch_compare(struct watch *w);
/* Listed and not on the copy; perhaps: those that an unsure row may be. */
size_t watch_count_gone(const struct watch *w, bool perhaps);

/* ---- watch_record.c ---- */
/*
 * Says what was found as one change, with the copy as the source: that the organisation recognises everybody who is
 * on it, new spellings and birth dates, those who appeared as people, and of those who disappeared that they were
 * withdrawn between the day they were last seen and that of the copy. Nothing is said of who is unsure, nor twice.
 */
MUST_USE enum rc watch_record(struct watch *w, const char *title, struct str bytes, struct watch_said *ret);

#endif
