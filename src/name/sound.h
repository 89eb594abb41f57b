/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Inside the room: sound units, and the way from letters to them.
 *
 * A unit is what a letter or digraph may sound like in any of the languages. Where one spelling has two
 * readings (Latin ch, c, w) it has a unit of its own, and the learnt costs know the readings.
 */
#ifndef NAME_SOUND_H
#define NAME_SOUND_H

#include "name/name.h"

enum unit {
	UNIT_NONE,
	UNIT_A, UNIT_E, UNIT_I, UNIT_O, UNIT_U,
	UNIT_OE,   /* German ö, French eu as œ */
	UNIT_UE,   /* ü */
	UNIT_J,    /* a glide before a vowel */
	UNIT_W,    /* Latin w; u after a vowel; ў */
	UNIT_V, UNIT_B, UNIT_G,
	UNIT_GH,   /* Cyrillic г, which is g or h */
	UNIT_H,
	UNIT_KH,   /* х */
	UNIT_CH,   /* Latin ch: ч, х, ш or к */
	UNIT_K,
	UNIT_CK,   /* Latin c, not before e, i, y */
	UNIT_CS,   /* Latin c before e, i, y */
	UNIT_D, UNIT_DZ, UNIT_DZH, UNIT_T, UNIT_Z, UNIT_ZH, UNIT_S,
	UNIT_TS, UNIT_TSH, UNIT_SH, UNIT_SHTSH,
	UNIT_P, UNIT_F, UNIT_L, UNIT_M, UNIT_N, UNIT_R,
	UNIT_RZ,   /* Polish rz, Czech ř */
	UNIT_KS,   /* ks, x; in some transliterations x is х */
	UNIT_OTHER, UNIT_OTHER_LAST = UNIT_OTHER + 3, /* letters of other scripts and digits, by code point */
	UNIT_COUNT,
};

/* One character for each unit, in the order of enum unit: for tables that people read. */
#define UNIT_LETTERS ".AEIOU67JWVBG2HX1K*+D34TZ5SC890PFLMNR=Q#$%&"

static inline bool unit_is_vowel(uint8_t unit)
{
	return unit >= UNIT_A && unit <= UNIT_UE;
}

/*
 * A letter on its way: 'a'..'z' is Latin, still to be read with its neighbours; a character of UNIT_LETTERS
 * (capital, digit or sign) is a sound already; apostrophes and soft signs are LETTER_SOFT.
 */
#define LETTER_SOFT '\''
#define WORD_MOST 64

struct word {
	char letter[WORD_MOST];
	uint8_t script[WORD_MOST]; /* enum name_script of each letter */
	uint8_t count, cut;        /* cut: letters past WORD_MOST */
	uint8_t latin, cyrillic;   /* how many of each */
	uint8_t upper, lower;      /* letters of known case */
	bool after_comma, joined, dot_after;
	uint16_t from, to;
};

/* What one code point is. */
enum letter_what {
	LETTER_SPACE,  /* between words */
	LETTER_COMMA,
	LETTER_DOT,
	LETTER_HYPHEN,
	LETTER_NOTHING, /* format characters: as if they were not there */
	LETTER_MARK,    /* a combining mark, which may change the letter before it */
	LETTER_YES,
};

struct letter {
	char text[4];   /* one or two letters, zero-ended */
	uint8_t script;
	bool upper, lower;
};

enum letter_what letter_of(uint32_t point, struct letter *ret);
/* The letter that base becomes under a combining mark: base itself when nothing is known. */
char letter_marked(char base, uint32_t mark);

/* Letters to units: look-alikes, digraphs, glides, the ending. Fills code, length, stem, ending, cut. */
void sound_fold(const struct word *w, struct name_token *ret);
/* Hash and skeleton of a token whose code is filled. */
void sound_keys(struct name_token *t);

/* Groups of endings that names of one root take on in the languages; their costs are learnt. */
#define ENDING_COUNT 24
#define ENDING_UNITS_MOST 6
/* The longest ending of the table that the code has: sets stem and ending. */
void ending_find(struct name_token *t);
/* Whether it ends as patronymics do; sure: as no family name does (-ovna). */
bool ending_is_patronymic(const struct name_token *t, bool *ret_sure);
/* Whether a family name ends as women's alone do in Slavic languages: -ova, -eva, -skaya. */
bool ending_is_feminine(const struct name_token *t);
/* How many units of a patronymic are the father's name; 0 when it does not end as one. */
size_t ending_patronymic_stem(const struct name_token *t);

#endif
