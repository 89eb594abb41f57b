/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the parts of a check share: the letter as it is read, what the register knows, the claims
 * found. */
#ifndef LETTER_READING_H
#define LETTER_READING_H

#include "letter/letter.h"
#include "letter/words.h"

#define MENTIONS_MOST 20000

/* ---- the tables of English (words_en*.c) ---- */

enum figure_scope {
	SCOPE_STOCK,
	SCOPE_TOTAL,
	SCOPE_YEAR,
	SCOPE_MONTH,
};

/* One way to say a figure. Rows are tried in order; the first that fits counts. */
struct figure_words {
	const char *figure; /* its name in the register; NULL: known to be no figure of the register */
	enum figure_scope scope;
	const char *heads; /* right after the number; NULL = any */
	const char *deeds; /* in the clause; NULL = none needed */
	const char *also;  /* in the clause or the sentence as well; NULL = none needed */
	const char *never; /* in the clause: then not this row */
	const char *loose; /* why the words say more than the figure; NULL = they fit */
};
extern const struct figure_words figure_words[];
/* A running total that cannot be less than the figures of its years added up. */
struct sum_words {
	const char *total, *yearly;
	int first; /* year */
};
extern const struct sum_words sum_words[];
/* Nouns that can be counted in such letters, and what is done to them: a figure even if the
 * register has none. */
extern const char words_counted[], words_deeds[];
/* What makes of all prisoners some of them: before the noun, after it; what is true of all. */
extern const char words_some[], words_narrower[], words_whole[], words_adverbs[];
extern const char words_groups[]; /* groups of people, in a list of groups */

struct country_words {
	const char *code; /* ISO 3166-1 alpha-2 */
	const char *name;
	const char *pattern;
};
extern const struct country_words country_words[];
/* The country said in first..end; NULL: none. */
const struct country_words *country_in(const struct words *w, size_t first, size_t end);
const struct country_words *country_of(struct str code_or_name);

struct body_words {
	const char *key;
	const char *pattern;
};
extern const struct body_words body_words[];

extern const char words_release[], words_pardon[], words_because[], words_exchange[], words_close[],
	words_border[];
extern const char words_ease[], words_modal[];
extern const char words_speech[], words_header[]; /* "said"; "From" before a name */
extern const char words_told[]; /* what begins a sentence that leaves its subject out */
extern const char words_aside[]; /* what begins a remark between commas after a name */
extern const char words_sentenced[], words_tried[], words_arrested[];
/* Of numbers: what denies, supposes, or only imagines them; what a country does to its prisoners. */
extern const char words_occasions[]; /* what a year may name: "the election of 2020" */
extern const char words_denied[], words_supposed[], words_would[], words_keeps[];
extern const char words_title[], words_given_names[], words_not_names[], words_months[];

enum person_state_kind {
	STATE_NONE,
	STATE_HELD,
	STATE_FREE,
	STATE_EXILE,
	STATE_DEAD,
};
struct state_words {
	enum person_state_kind state;
	const char *pattern;
	bool person_first; /* "X is in prison"; else "political prisoner X" */
};
extern const struct state_words state_words[];
struct honour_words {
	const char *key; /* what the register's text has */
	const char *pattern;
};
extern const struct honour_words honour_words[];

/* ---- what the register knows (facts.c) ---- */

/* Who said a value, and since when it can have been read: of several sources the best one. */
struct backing {
	int64_t source;
	day pub;   /* the earliest day it may have been published; DAY_MIN for a page without a date */
	int worth; /* 0: nobody says it */
};

struct reading_point { /* one published figure */
	int64_t subject, value;
	struct backing said;
	char *name, *date_text, *body_key, *body_label;
	const char *qualifier, *scope, *country;
	day from, to;
	const struct reading_point **parts; /* those it was added up from, or NULL */
	size_t part_count;
};

struct episode {
	int64_t subject, released;
	struct backing when, count; /* who said the day, and how many */
	const struct country_words *country;
	day from, to;
	char *date_text, *who, *given;
	day given_from;
	const char *cause, *means;
};

struct measure {
	int64_t subject;
	struct backing said;
	const struct country_words *states[4];
	size_t state_count;
	day from, to; /* to: DAY_MAX while in force */
	char *date_text, *text, *crossings;
};

struct facts {
	struct reading_point *points;
	size_t point_count;
	struct episode *episodes;
	size_t episode_count;
	struct measure *measures;
	size_t measure_count;
};

/* A person of the register, as far as letters speak of them. */
struct spell_facts {
	int64_t no;
	char *from_text, *to_text, *ground;
	day from_lo, from_hi, to_lo, to_hi; /* to: DAY_MAX without an end */
	bool ended, death;
	struct backing from_said, to_said;
};
struct text_fact {
	char *text;
	day from, to;
	char *valid;
	struct backing said;
};
struct sentence_facts {
	int64_t months, appeal_months;
	char *date_text;
	day from, to;
	struct backing date_said, months_said;
};
/* A day of a person's life: born, dead. */
struct day_fact {
	char *text; /* EDTF; NULL: not recorded */
	day lo, hi;
	struct backing said;
};
struct person_facts {
	int64_t no;
	char *label;
	struct spell_facts *spells;
	size_t spell_count;
	struct text_fact *honours, *roles;
	size_t honour_count, role_count;
	struct sentence_facts *sentences;
	size_t sentence_count;
	struct text_fact *articles; /* of the criminal code, "361-1", they were charged under */
	size_t article_count;
	struct day_fact birth, death;
	bool exile;
	struct backing abroad; /* of a description that has them in exile */
	int64_t any_source;
};

struct reading;
MUST_USE enum rc facts_load(struct reading *r);
MUST_USE enum rc person_load(struct reading *r, int64_t no, struct person_facts *ret);

/* What the register says of a person on a day, by sources published by some day. */
struct person_state {
	int held; /* 1 surely, 0 possibly, -1 not */
	char *text, *on;
	int64_t source;
	char *later; /* what only a source published later says of that day, or NULL */
};
MUST_USE enum rc person_state(
	struct reading *r, const struct person_facts *p, day on, day by, struct person_state *ret);

/* Whether what a statement says is to be taken rather than what *said stands for; *said is then its
 * source. What was published by the letter's day comes first, then what the view chose, then what
 * was published earlier. */
MUST_USE enum rc backing_take(
	struct reading *r, const struct statement *s, struct backing *said, bool *ret_take);
/* A letter is no evidence, for itself or for another. */
MUST_USE enum rc source_is_letter(struct reading *r, int64_t source, bool *ret);
/* "said by a source published later, on 2023-04-04" */
char *backing_later(struct reading *r, const struct backing *said);

/* ---- the letter being read ---- */

struct mention {
	int64_t subject;   /* 0: nobody of the register */
	size_t first, end; /* tokens of the name */
	uint32_t sentence;
	enum match_certainty certainty;
	char *spelling;
	const char *why;
	bool again; /* named before */
};

struct source_seen;
struct reading {
	struct arena *arena;
	struct reg *reg;
	const struct viewer *viewer;
	struct fault *fault;
	struct page page;
	struct words words;
	struct letter_report *report;
	size_t claim_room;
	day letter; /* its day, or today when it says none */
	day on;		/* DAY_MAX: not compared with another day */
	struct facts facts;
	struct mention *mentions;
	size_t mention_count, mention_room;
	struct person_facts *people; /* those read so far */
	size_t people_count, people_room;
	size_t look_ups;
	struct name_seen *seen[1024];	 /* names looked up so far */
	struct source_seen *sources[256]; /* sources looked up so far */
	size_t body_first, body_end; /* sentences between salutation and close */
	size_t close_block;			 /* first block of the signatures; block_count = none */
	size_t greeting_block;		 /* the salutation; block_count = none */
	const struct when *whens;	 /* of the sentence at hand */
	size_t when_count;
	const struct figure_words *last_row; /* of the number before, and its sentence + 1 */
	size_t last_row_sentence;
	bool release_before;				/* the sentence before spoke of releases */
	const struct episode *last_episode; /* the release told last, and its sentence */
	size_t last_episode_sentence;
};

/* A claim about tokens first..end, to be filled in further. NULL once there are too many. */
struct letter_claim *reading_claim(
	struct reading *r, enum claim_kind kind, size_t first, size_t end);
void claim_source(struct reading *r, struct letter_claim *c, int64_t source);

void find_frame(
	struct reading *r); /* date, addressees, signatories, requests, deadlines, slips (frame.c) */
MUST_USE enum rc frame_people(struct reading *r);
MUST_USE enum rc find_mentions(struct reading *r);
/* Leaves the letter's own people out of the mentions where the register does not know them. */
void leave_out_own_side(struct reading *r);
MUST_USE enum rc check_people(struct reading *r);
MUST_USE enum rc check_statuses(struct reading *r, size_t sentence);
MUST_USE enum rc check_offices(struct reading *r);
void find_figures(struct reading *r, size_t sentence);
/* False: the number tells of a release elsewhere or of one known by its day, and was dealt with. */
bool check_release(
	struct reading *r, const struct amount *m, size_t sentence, size_t clause, size_t clause_end);
void find_events(struct reading *r, size_t sentence);
/* Holds a figure against the register; row: what the words say. */
struct figure_claim {
	const struct figure_words *row;
	const struct amount *amount;
	const struct when *when; /* NULL: the letter's day */
	const char *body;		 /* key of the body named, or NULL */
	bool joint;				 /* the number stands for several groups together */
};
void judge_figure(struct reading *r, const struct figure_claim *fc, struct letter_claim *c);
/* The values an amount allows: lo..hi. */
void amount_bounds(const struct amount *m, int64_t *ret_lo, int64_t *ret_hi);
const char *qualifier_words(const char *qualifier);

#endif
