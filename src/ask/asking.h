/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Shared by the files of ask/ alone: a question being answered.
 *
 * Plan: conditions on held and listed are read once from the covering index of span into a map with a truth
 * for each subject; the narrowest condition gives the candidates; the other conditions are asked of each
 * candidate in turn, from its rows of fact, and only while they still can make a difference.
 */
#ifndef ASK_ASKING_H
#define ASK_ASKING_H

#include "ask/question.h"

enum truth { NO, POSSIBLE, SURE };

/* open: it would be possible if what is not recorded were said. */
struct verdict {
	enum truth truth;
	bool open;
};

/* What is counted, and whose facts tell of it: itself, or the person or organisation that owns it. */
struct thing {
	int64_t no, owner;
};

struct things_list {
	struct thing *list;
	size_t count, room;
};

struct maps {
	uint8_t *list[WORDS_MOST * 2];
	size_t count;
};

struct asking {
	struct reg *reg;
	struct db *db;
	const struct viewer *viewer;
	struct arena *arena;   /* of the answer */
	struct arena *scratch; /* of one candidate */
	struct fault *fault;
	enum rc rc;            /* the first failure; everything stops */
	const struct question *q;
	const struct ask_options *options;
	enum kind kind;
	day on, pub, known;
	day step_from, step_to; /* of an event in a series */
	int64_t most;           /* highest subject.no */
	struct maps maps;
	int64_t stop;           /* milliseconds of the clock, 0 = never */
};

/* One live row of fact. */
struct claim {
	int64_t subject, statement, number, source;
	struct str text;
	day lo, hi; /* of a date */
	bool open;
	bool is_null;
	day from_lo, from_hi, last_lo, last_hi;
	day pub;
};

/* ---- claims.c ---- */
/* Live claims of a property, by subject, then statement; in the scratch arena. only: of this subject alone, 0 = any. */
size_t claims_load(struct asking *w, int64_t owner, int property, int64_t only, struct claim **ret);
enum truth claim_covers(const struct claim *c, const struct property *p, day d);
/* Fills in the last days of what lasts until the next claim; claims of one subject. */
void claims_bound(const struct property *p, struct claim *claims, size_t count);
/* The claims of one subject at a time: next group from *at on. Returns its size. */
size_t claims_group(const struct claim *claims, size_t count, size_t at, bool together);
/* How a property is read for the thing asked about. */
int64_t claims_subject(const struct asking *w, const struct property *p, const struct thing *t);
bool claims_together(const struct asking *w, const struct property *p);

/* ---- leaf.c ---- */
struct verdict leaf_verdict(struct asking *w, const struct node *n, const struct thing *t);
/* Whether some value of the property is recorded for the day. */
enum truth has_value(struct asking *w, const struct property *p, const struct thing *t);
enum truth value_is(struct asking *w, const struct node *n, const struct thing *t, bool *ret_recorded);
enum truth in_period(const struct claim *c, day from, day to);

/* ---- event.c ---- */
enum truth event_truth(struct asking *w, const struct node *n, const struct thing *t);
/* Charges that were dropped: the most a condition on one of them may be. */
enum truth charge_cap(struct asking *w, const struct thing *t, int64_t charge);

/* ---- eval.c ---- */
struct verdict verdict_of(struct asking *w, const struct node *n, const struct thing *t);
/* Everything that may meet the condition; freed by the caller. */
void candidates(struct asking *w, struct node *condition, struct things_list *ret);
void maps_fill(struct asking *w, struct node *condition);
void asking_finish(struct asking *w);
/* False when the time is up or something failed. */
bool asking_goes_on(struct asking *w);
void things_add(struct things_list *l, int64_t no, int64_t owner);
bool is_plain(const struct node *n);
/* Counts of a condition that is held or listed alone: one pass over the index. */
void count_spans(struct asking *w, const struct node *n, struct bounds *ret);
struct query *span_query(struct asking *w, const char *sql, const struct node *n, day from, day to);

/* ---- run*.c ---- */
void run_share(struct asking *w, struct question *q, struct answer *ret);
void run_series(struct asking *w, struct question *q, struct answer *ret);
void run_sum(struct asking *w, struct question *q, struct answer *ret);
void run_change(struct asking *w, struct question *q, struct answer *ret);
void run_figure(struct asking *w, struct question *q, struct answer *ret);
/* The figure of that name and body nearest to the day, or NULL. Adds its sources. */
struct ask_figure *figure_on(struct asking *w, const char *name, int64_t body, day on);
/* Exact bounds of a share in hundredths of a percent: see run_share.c. False: nobody to share out. */
struct share_counts {
	int64_t base_sure, both_sure;     /* surely in the base; and surely in the part */
	int64_t part_possible;            /* surely in the base, at least possibly in the part */
	int64_t may_part_sure, may_part_possible, may_part_no; /* possibly in the base, by the part */
};
bool share_bounds(const struct share_counts *c, struct bounds *ret);

/* ---- group.c ---- */
struct groups;
struct groups *groups_create(struct asking *w);
void groups_add(struct groups *g, const struct thing *t, enum truth truth);
void groups_finish(struct groups *g, struct answer *ret);

/* ---- explain.c ---- */
char *why_not(struct asking *w, const struct node *n, const struct thing *t);
char *why_possible(struct asking *w, const struct node *n, const struct thing *t);
void gather_sources(struct asking *w, const struct answer *ret_of, struct answer *ret);
void explain_excluded(struct asking *w, struct node *condition, const struct things_list *counted,
	struct answer *ret);

#endif
