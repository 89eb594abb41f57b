/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Inside forms: rules, classes of letters, words. Not for other rooms. */
#ifndef NAME_FORMS_RULES_H
#define NAME_FORMS_RULES_H

#include "name/forms.h"
#include "name/name.h"

/* Classes of a Cyrillic letter, or-ed; a condition holds when it shares a bit with the neighbour's classes. */
enum {
	EDGE = 1, /* no letter: the begin or end of a word */
	VOWEL = 2, /* but ы */
	YERY = 4,
	SIGN = 8, /* ь ъ ’ */
	SHORT_U = 16,
	SHORT_I = 32,
	FIRM = 64, /* consonants but the next two */
	HUSH = 128, /* ж ч ш щ ц */
	EL = 256,
	SOFT = 512, /* і ї є ё ю я */
	LETTER_E = 1024, /* е */
	LETTER_I = 2048, /* и */
	LETTER_EH = 4096, /* э */
	SOFT_SIGN = 8192,
};
#define ANY_VOWEL (VOWEL | YERY)
#define CONSONANT (FIRM | HUSH | EL)
#define OPEN (EDGE | ANY_VOWEL | SIGN) /* where я is heard as ja */

/* A table ends with from NULL. An empty from fits between two letters, or at the end of a word. */
struct forms_rule {
	const char *from, *to;  /* small letters, UTF-8, NFC */
	uint16_t after, before; /* classes of the letter before and of the one that follows; 0: any */
	uint8_t cost;           /* only for conversions, where several rules may fit */
};

/* A word, small, with its capitals remembered. */
struct forms_word {
	char text[NAME_TEXT_MOST + 1];
	bool capital[NAME_TEXT_MOST + 1]; /* by the first byte of a letter */
	size_t n;
	bool all_capital; /* two letters or more, and all of them */
	bool cyrillic;    /* has a Cyrillic letter; look-alikes are then read as Cyrillic */
};

/*
 * Reads a word at *at (advanced past it), or, where none begins, moves *at past what is none and gives
 * n 0. Stress marks are left out, apostrophes between letters become ’. Bytes past NAME_TEXT_MOST are no word.
 */
void forms_word_read(struct str name, size_t *at, struct forms_word *ret);
/* The classes of the letter at the place of the word's text; EDGE at its end. 0: a letter of no class. */
unsigned forms_classes(const char *text);
/* Bytes of the letter at the place. */
size_t forms_letter_bytes(const char *text);
/* Adds small letters as capitals: the first, or all. */
void forms_capital(struct str small, bool all, struct buf *out);
/* Writes a small word in the system, small. False as forms_out(). */
bool forms_word_out(const struct forms_system *s, const char *word, bool man, char *ret, size_t room);

/*
 * Cost of a letter after another in a word of the language: 0 usual, more for what its spelling avoids,
 * FORMS_NEVER for a letter that it does not have. "^" stands before a word and "$" after it.
 */
#define FORMS_NEVER 10000
unsigned forms_likely(enum forms_lang lang, const char *before, const char *letter);
unsigned forms_word_cost(enum forms_lang lang, const char *word);
/* Whether the place, where no word begins, holds a letter of a script that is not known. */
bool forms_is_foreign(struct str name, size_t at);
/* The family of given names whose form in the language is the small word; 0: none. */
uint16_t forms_given(const char *word, enum forms_lang lang);
/* Whether it is such a given name, or a patronymic of one. */
bool forms_is_known(const char *word, enum forms_lang lang);

/* Cyrillic words whose rules give the text, cheapest first; their cost is of the rules and of forms_likely(). */
#define FORMS_WORD_MOST 160 /* bytes of a candidate */
struct forms_found {
	char word[FORMS_WORD_MOST];
	unsigned cost;
	bool man; /* by the endings for men */
};
/* Through the system's rules, each checked with forms_word_out(). */
size_t forms_search(struct arena *a, const struct forms_system *s, const char *text, struct forms_found *ret,
	size_t most);
/* Through one table in which a letter may be written in several ways. */
size_t forms_search_table(struct arena *a, const struct forms_rule *table, enum forms_lang lang,
	const char *text, struct forms_found *ret, size_t most);

/*
 * A name whose words of a script each may be several: the cheapest of all combinations, with the capitals and
 * what stands between words of the name. 0 when there is nothing for one of its words.
 */
typedef size_t forms_word_options(void *arg, const char *text, struct forms_found *ret, size_t most);
size_t forms_combine(struct arena *a, struct str name, bool cyrillic, forms_word_options *options, void *arg,
	struct forms_candidate *ret, size_t most);

#endif
