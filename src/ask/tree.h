/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Shared by the files of ask/ alone: a question as a tree. */
#ifndef ASK_TREE_H
#define ASK_TREE_H

#include "ask/ask.h"

enum node_type {
	NODE_AND,
	NODE_OR,
	NODE_NOT,
	NODE_SPAN,   /* held, or listed by a body, on the day or on one day of a period */
	NODE_VALUE,  /* a property is one of some values */
	NODE_HAS,    /* a property has some value */
	NODE_NUMBER, /* a number from lo to hi */
	NODE_DATE,   /* a date from lo to hi */
	NODE_FLAG,   /* a flag, for so many days up to the day */
	NODE_AGE,    /* older (sign 1) or younger (sign -1) than number years on the day */
};

#define VALUES_MOST 32

struct node {
	enum node_type type;
	struct node *left, *right; /* AND, OR; NOT has left */
	const struct property *property;
	enum span_what what;
	int64_t body;              /* NODE_SPAN listed; NODE_DATE of a recognition: 0 = any */
	struct value values[VALUES_MOST]; /* codes and references as numbers, texts as they are */
	char *value_words[VALUES_MOST];   /* as printed */
	size_t value_count;
	int64_t lo, hi;            /* numbers, or days */
	unsigned grounds;          /* NODE_DATE on the end of a spell: CODE_RELEASED or CODE_DEATH */
	int64_t number;            /* days of a flag, years of an age */
	int sign;
	bool period;               /* NODE_SPAN: on one day from lo to hi, not on the day of the question */
	bool whole;                /* NODE_OR said in words of its own (died): not to be taken apart */
	bool clause;               /* said as a clause of its own: held, released in 2025 */
	char *words;               /* canonical */
};

enum step { STEP_DAY, STEP_WEEK, STEP_MONTH, STEP_QUARTER, STEP_YEAR };

struct question {
	enum ask_form form;
	enum kind kind;
	const char *subject;       /* "people" */
	struct node *where;        /* of what is counted; NULL = all */
	struct node *among;        /* ASK_SHARE: of the whole */
	const struct property *sum; /* ASK_SUM: of what; NULL: days lost */
	const struct property *by[2];
	size_t by_count;
	day on, published_by, known; /* DAY_MAX: not said */
	day from, to;              /* series, change */
	unsigned to_column;        /* series: where its last day stands */
	enum step step;
	struct str figure;
	int64_t figure_body;
	char *figure_body_words;
	char *words;               /* canonical */
};

/* Whose statements those about the kind are: a sentence is a person's. The kind itself where it owns itself. */
enum kind kind_top(enum kind kind);
/* When what the kind is of happened: its first date. NULL for people, organisations, places and what has none. */
const struct property *kind_date(enum kind kind);

/* A parser's needs: names of bodies and places are looked up while reading. */
MUST_USE enum rc question_parse(struct reg *r, const struct viewer *v, struct arena *a, struct str text,
	struct question *ret, struct fault *f);

/* The first conjunct that is a span, with the rest in *ret_rest (NULL: nothing else). */
struct node *take_span(struct arena *a, struct node *where, struct node **ret_rest);

/* ---- sql.c ---- */

#define TEXTS_MOST 64

/* SQL under construction. Texts are bound from parameter ?10 on; ?1 day, ?2 published by, ?3 known on. */
struct sql {
	struct arena *arena;
	enum kind kind; /* of the subjects s */
	day on; /* what ?1 will be: ages are reckoned while building */
	bool stepped; /* on is the last day of a step of a series that begins on step_from */
	day step_from;
	struct str texts[TEXTS_MOST];
	size_t text_count;
};

/* Expressions over alias s (s.no; s.owner, whose it is; s.file, its case): whether the node is surely, possibly so.
 * Live in the arena. */
struct pair {
	const char *sure, *possible;
};
struct pair node_sql(struct sql *q, const struct node *n);
/* Expression: nothing at all is recorded for some condition in n. "0" where that cannot be. */
char *unrecorded_sql(struct sql *q, const struct node *n);
/* "alias.known <= ?3 AND ..." */
char *live_sql(struct sql *q, const char *alias);
/* Alias y is a live claim of a property about s. */
char *claim_sql(struct sql *q, int property, const char *y);
/* "FROM fact y WHERE ...": those claims; or live ones on the same subject as alias x. */
char *claims_sql(struct sql *q, int property, const char *y);
char *siblings_sql(struct sql *q, const char *x, int property, const char *y);
/* Whether a timed claim of the alias possibly, surely covers the day. */
struct pair cover_sql(struct sql *q, const struct property *p, const char *alias);
/* Whether the charge that a claim of the alias belongs to was not dropped; true for other kinds. */
struct pair stands_sql(struct sql *q, const struct property *p, const char *alias);

/* The days that a NODE_DATE asks for. */
void period_sql(const struct sql *q, const struct node *n, int64_t *ret_lo, int64_t *ret_hi);
/* On which ground the spell of alias f ended: surely one with one of the flags; possibly one, or nobody says. */
struct pair ground_sql(struct sql *q, unsigned flags);

/* ---- spells.c ---- */

/* "(1, 2)": the codes with one of the flags. */
char *codes_sql(struct sql *q, const struct property *p, unsigned flags);
/* Whether the day lies inside the spell that a claim of the alias belongs to. */
struct pair inside_sql(struct sql *q, const char *alias);
/* Which boxes of alias x a NODE_SPAN asks for. */
char *boxes_sql(struct sql *q, const struct node *n);
/* With a period: it began in it, which makes it sure though no box of one day may be. */
char *begun_sql(struct sql *q, const struct node *n);
struct pair span_sql(struct sql *q, const struct node *n);

/* ---- candidates.c ---- */

/* "FROM ... WHERE ..." of subjects s that may meet where, and their pair. */
struct candidates {
	char *from;
	struct pair pair;
};
struct candidates candidates_sql(struct sql *q, enum kind kind, struct node *where);
/* "FROM ... WHERE ...": every subject s of the kind that the viewer sees and of which something live is said. */
char *everyone_sql(struct sql *q, enum kind kind);

/* ---- what the forms need of each other ---- */

struct asking {
	struct reg *reg;
	const struct viewer *viewer;
	struct arena *arena;
	struct question *question;
	const struct ask_options *options;
	struct answer *answer;
	struct fault *fault;
	bool stepped; /* a step of a series, which begins on step_from */
	day step_from;
};

/* SQL to be built for the question, on a day of it. */
struct sql sql_for(const struct asking *k, day on);
/* Prepares with the day and the question's other days and texts bound. */
MUST_USE enum rc asking_query(struct asking *k, const struct sql *q, const char *text, struct query **ret);
/* How many meet where on a day. */
MUST_USE enum rc count_on(struct asking *k, struct node *where, day on, struct bounds *ret);

MUST_USE enum rc run_count(struct asking *k);
MUST_USE enum rc run_groups(struct asking *k);
MUST_USE enum rc run_members(struct asking *k);
MUST_USE enum rc run_series(struct asking *k);
MUST_USE enum rc run_share(struct asking *k);
MUST_USE enum rc run_sum(struct asking *k);
MUST_USE enum rc run_change(struct asking *k);
MUST_USE enum rc run_figure(struct asking *k);
MUST_USE enum rc run_explain(struct asking *k);
/* A row of s: a subject, whose it is, and of what case. */
struct about {
	int64_t no, owner, file;
};
/* Fills in the reason why it does not meet n. */
MUST_USE enum rc why_not(struct asking *k, const struct about *s, const struct node *n, struct ask_excluded *ret);
/* The figure by the rule of doc/model.md, or NULL. */
MUST_USE enum rc find_figure(struct asking *k, struct str name, int64_t body, struct ask_figure **ret);

/* Room for growing lists of the answer. */
#define GROW(a, list, count, room) \
	do { \
		if ((count) == (room)) { \
			size_t old_ = (room); \
			(room) = old_ ? old_ * 2 : 64; \
			(list) = arena_grow((a), (list), old_ * sizeof *(list), (room) * sizeof *(list)); \
		} \
	} while (0)

#endif
