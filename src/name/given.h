/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Families of given names: Мікалай, Николай, Mikołaj, Nicholas are one; Коля is short for it.
 *
 * The families stand in given.txt; tools/given.c folds every form, in every transliteration, with the fold of
 * this room and writes the table. Nothing is allocated; any thread.
 */
#ifndef NAME_GIVEN_H
#define NAME_GIVEN_H

#include "name/name.h"

#define GIVEN_MOST NAME_GIVEN_MOST /* families of one form; a form of more keeps the nearest */

enum given_how {
	GIVEN_FULL,   /* the name itself, in some language */
	GIVEN_ORIGIN, /* the same by origin, which bearers as a rule keep apart: Иван and Jan */
	GIVEN_SHORT,  /* a short or pet form */
};

struct given {
	uint16_t family; /* 1..given_count() */
	uint8_t how;     /* enum given_how */
};

/* The families a token may be of, the nearest first. Returns their number, 0 for no known given name. */
unsigned given_find(const struct name_token *t, struct given ret[GIVEN_MOST]);
/* The families that the father's name of a patronymic, in any language and of either sex, may be of. */
unsigned given_father(const struct name_token *patronymic, struct given ret[GIVEN_MOST]);

/* Whether two tokens may be of one family. */
bool given_shared(const struct name_token *a, const struct name_token *b);

unsigned given_count(void);
/* How the family is called: the first form of its line; "" for a number that is none. */
const char *given_name(uint16_t family);
enum name_sex given_sex(uint16_t family);
/* The forms that are the name itself in a language, one space between them, the usual one first; "" for none. */
enum given_lang {
	GIVEN_BE,
	GIVEN_RU,
	GIVEN_UK,
	GIVEN_LANGS,
};
const char *given_in(uint16_t family, enum given_lang lang);

/*
 * Fills given[] of every token that may be a given name or is a patronymic, and marks as NAME_GIVEN the one word
 * that only can be. To be called when the kinds that order and endings tell are known.
 */
void given_mark(struct name *n);
/*
 * What it costs that two tokens are different forms of one family, in 1/32 nat, or GIVEN_NO_KIN. Two forms that
 * are both weak members (Jan and John of Іван) are no kin by it; a patronymic is kin of patronymics only.
 */
#define GIVEN_NO_KIN 0xFFFFu
#define GIVEN_COST_LEAST (NAME_COST_NAT * 3 / 2) /* what it gives for two forms that are the name itself */
unsigned given_cost(const struct name_token *a, const struct name_token *b);

/* Inside: the table that is built. Sorted by key; first[] is where the keys of each high part begin. */
#define GIVEN_PART_BITS 10

struct given_entry {
	uint64_t key;
	struct given of[GIVEN_MOST]; /* family 0: no more */
};

struct given_family {
	const char *name;
	uint8_t sex; /* enum name_sex */
	const char *in[GIVEN_LANGS];
};

struct given_table {
	const struct given_entry *entry;
	const uint16_t *first; /* (1 << GIVEN_PART_BITS) + 1 */
	const struct given_family *family; /* by number; [0] is none */
	unsigned families; /* with [0] */
};

extern const struct given_table given_table;

/*
 * The key of a form: its code with what languages write differently made one (g, h, kh; v, w; c, k), hashed.
 * 0 for a code that is no whole word. given_father_key(): of the name that a patronymic or its father's name
 * has in common, without its last vowels.
 */
uint64_t given_key(const struct name_token *t);
uint64_t given_father_key(const struct name_token *t, bool is_patronymic);

#endif
