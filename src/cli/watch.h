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
	int64_t copy;          /* as a source; 0: it is not known here */
	char *copy_key;
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

struct watch_statement {
	int64_t person;  /* whom it is about; 0: the source. Below 0: -1 is the first subject that the change makes */
	int64_t subject; /* the person, a recognition of theirs, or the source */
	int property;
	struct value value; /* VALUE_REF may be below 0, too */
	struct str language;
	const struct statement *target; /* in whose place it is said, or NULL */
	unsigned line;   /* 0: of somebody who is not on the copy */
};

/* What a copy says that is not recorded. In the arena of the context. */
struct watch_change {
	struct watch_statement *list; /* of one person side by side */
	size_t count, room;
	enum kind *made;              /* the subjects that it makes */
	size_t made_count, made_room;
	int64_t source;               /* the copy; below 0 where it is not known here */
	size_t people, gone, back;    /* new, withdrawn, and recognised anew */
	size_t seen_later;            /* not on the copy, but some later source has them */
};

/* ---- watch_match.c ---- */
/* Reads who is listed and holds every row against them. */
MUST_USE enum rc watch_compare(struct watch *w);
/* Listed and not on the copy; perhaps: those that an unsure row may be. */
size_t watch_count_gone(const struct watch *w, bool perhaps);

/* ---- watch_plan.c ---- */
/*
 * Before the comparison: which source the copy is. By its bytes it is the same one however often it comes, and of the
 * day it was first taken, unless another is said (dated): the list was looked at again, and had not changed.
 */
MUST_USE enum rc watch_find_copy(struct watch *w, struct str bytes, bool dated);
/*
 * What there is to say, with the copy as the source: that the organisation recognises everybody who is on it, new
 * spellings and birth dates, those who appeared as people, and of those who disappeared that they were withdrawn
 * between the day they were last seen and that of the copy. Nothing is said of who is unsure, nor twice; count is 0
 * where there is nothing. title: of the copy as a source, or NULL. Writes nothing.
 */
MUST_USE enum rc watch_plan(struct watch *w, const char *title, struct watch_change *ret);

/* ---- watch_record.c ---- */
/* Says it, as one change; *ret_no is its number, 0 where there was nothing to say. */
MUST_USE enum rc watch_record(struct watch *w, const struct watch_change *change, int64_t *ret_no);
/* Every statement, those of a person in a line; of who is on the copy, as they were, only how many they are. */
MUST_USE enum rc watch_print_change(const struct watch *w, const struct watch_change *change);
/* The same, each as an object of an array "to_record". */
MUST_USE enum rc watch_json_change(const struct watch *w, const struct watch_change *change, struct json_writer *j);

#endif
