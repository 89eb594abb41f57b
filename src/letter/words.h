/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The words of a letter: tokens, sentences, numbers with what qualifies them, days and periods.
 * And the tables (words_en*.c) that tie phrases to what the register knows.
 *
 * A pattern is alternatives parted by '|', each of words parted by one space, in lower case without
 * accents. A word ending in '*' meets every word that begins so; hyphens part words. Patterns are
 * constants: what is known of one is kept by its address.
 */
#ifndef LETTER_WORDS_H
#define LETTER_WORDS_H

#include "letter/page.h"

enum token_kind {
	TOKEN_WORD,
	TOKEN_NUMBER, /* digits, perhaps grouped */
	TOKEN_MARK,	  /* punctuation */
};

struct token {
	enum token_kind kind;
	bool capital;	   /* begins with an upper-case letter */
	bool blank;		   /* white space before it */
	bool taken;		   /* part of a date, an article number and the like: no count */
	uint8_t start;	   /* of its first letters, see words.c */
	uint32_t from, to; /* bytes of the page's text */
	uint32_t block;
	int64_t number;
};

struct sentence {
	uint32_t first, end; /* tokens */
	uint32_t block;
};

struct pattern_starts;
struct words {
	const struct page *page;
	struct pattern_starts *starts; /* of the patterns met so far; NULL: not kept */
	struct arena *arena;
	struct token *tokens;
	size_t count, room;
	struct sentence *sentences;
	size_t sentence_count;
};

/* RC_LIMIT when the arena is too small for so long a letter. */
MUST_USE enum rc words_read(
	struct arena *a, const struct page *page, struct words *ret, struct fault *f);
struct str word_text(const struct words *w, size_t i);
/* The text from token first to token end - 1, blanks folded; a copy. */
char *words_text(struct arena *a, const struct words *w, size_t first, size_t end);
bool word_is(const struct words *w, size_t i, const char *pattern_word);
bool mark_is(const struct words *w, size_t i, const char *mark);
/* Tokens met at i by an alternative of the pattern, ending before end; 0 = none. */
size_t pattern_at(const struct words *w, size_t i, size_t end, const char *pattern);
/* First token in first..end where the pattern meets, or end; *ret_n tokens, may be NULL. */
size_t pattern_find(
	const struct words *w, size_t first, size_t end, const char *pattern, size_t *ret_n);
bool pattern_in(const struct words *w, size_t first, size_t end, const char *pattern);
/* The same over free text (a role, a label), however it is cut into words. */
bool pattern_in_text(struct arena *a, struct str text, const char *pattern);

/* A number of the text. */
struct amount {
	size_t first, end;		   /* tokens, with its qualifier */
	size_t number, number_end; /* the number alone */
	int64_t value;
	const char *qualifier;
	int64_t top;  /* of a range, "between 1,200 and 1,300"; else 0 */
	bool rounded; /* said in words or ends in zeros: its own precision is coarse */
};
/* The next number at or after token at within the sentence that ends before end. False: none. */
bool amount_next(const struct words *w, size_t at, size_t first, size_t end, struct amount *ret);

enum when_kind {
	WHEN_NONE,
	WHEN_ON,	 /* that day, or some day of that month or year */
	WHEN_AS_OF,	 /* the state on that day: as of, by, by the end of */
	WHEN_SINCE,	 /* from then till now */
	WHEN_WITHIN, /* in the past three years */
};
struct when {
	enum when_kind kind;
	size_t first, end; /* tokens */
	day from, to;
	char *edtf;
	int precision; /* 1 year, 2 month, 3 day */
	bool year_said;
};
/* Finds days and periods in first..end and marks their tokens taken. letter: the day relative ones
 * are told from. */
size_t when_all(
	struct arena *a, struct words *w, size_t first, size_t end, day letter, struct when **ret);
/* A date right at token i, any usual order; tokens used, 0 = none. */
size_t when_date(
	const struct words *w, size_t i, size_t end, day letter, struct ymd *ret, int *ret_precision);

#endif
