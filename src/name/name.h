/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Names of people: read, folded to sound across languages, compared with reasons.
 *
 * Pure functions over the caller's memory: no allocation, no I/O, no state, any thread. Any bytes are
 * a name; the work is bounded by NAME_TEXT_MOST bytes of it. The method is told in doc/names.md.
 */
#ifndef NAME_NAME_H
#define NAME_NAME_H

#include "base/edtf.h"
#include "base/json.h"
#include "base/text.h"

#define NAME_TEXT_MOST 512 /* bytes of a text that are read; what follows is left out */
#define NAME_TOKENS_MOST 8
#define NAME_CODE_MOST 24
#define NAME_GIVEN_MOST 4

enum name_kind {
	NAME_UNKNOWN,    /* family or given: the order does not say */
	NAME_FAMILY,     /* before a comma, or in capitals beside words that are not */
	NAME_GIVEN,      /* of a known family of given names, or after the comma */
	NAME_PATRONYMIC, /* by its ending, in any of the languages */
	NAME_INITIAL,    /* one letter, or an abbreviation of up to three letters with a dot */
	NAME_PARTICLE,   /* von, de, bin */
	NAME_TITLE,      /* Dr., Sir, junior, III: not compared; on one side only they speak a little against */
};

struct name_token {
	uint8_t code[NAME_CODE_MOST]; /* sound units (name/sound.h), zero after length */
	uint8_t length;               /* 1..NAME_CODE_MOST */
	uint8_t stem;                 /* units before the ending; length when there is no ending */
	uint8_t ending;               /* number in the table of endings, 0: none */
	uint8_t kind;                 /* enum name_kind */
	uint8_t joined;               /* a hyphen or apostrophe stood before it, not a space */
	uint8_t cut;                  /* letters past NAME_CODE_MOST units were left out */
	uint8_t script;               /* enum name_script of most of its letters: costs depend on it */
	/* Families of given names (of a patronymic: of the father), the nearest first; 0: no more. */
	uint16_t given[NAME_GIVEN_MOST];
	uint16_t from, to;            /* the bytes of the text it was read from */
	uint32_t hash;                /* of code: equal codes have equal hashes */
	uint64_t key;                 /* the skeleton: name_key_*() below */
};

struct name {
	struct name_token token[NAME_TOKENS_MOST]; /* in the order of the text */
	uint8_t count;
	uint8_t left_out;   /* tokens past the room for them (255: that many or more) */
	uint8_t scripts;    /* enum name_script, or-ed */
	bool family_first;  /* "Family, Given" or "FAMILY Given" */
	bool damaged;       /* bytes that are no UTF-8, or text past NAME_TEXT_MOST */
};

enum name_script {
	NAME_LATIN = 1,
	NAME_CYRILLIC = 2,
	NAME_OTHER_SCRIPT = 4,
};

/* Reads any bytes. A text without a letter or digit gives count 0. */
void name_read(struct str text, struct name *ret);

/*
 * What two tokens cost to be turned into one another: the negative logarithm of the odds that spellings
 * of one name differ so, in 1/32 nat. 0 for equal codes; symmetric. Above limit, some number above limit.
 */
#define NAME_COST_NAT 32
unsigned name_token_cost(const struct name_token *a, const struct name_token *b, unsigned limit);
/* Tokens that cost no more than this are alike: words that are linked, and half of it words that are joined. */
unsigned name_cost_limit(unsigned length_a, unsigned length_b);

/*
 * The skeleton of a token: its firm consonants by class, 4 bits each, the first in the lowest bits, at most
 * 16; vowels, glides and what vanishes between languages are not in it.
 */
unsigned name_key_length(uint64_t key);

enum name_sex {
	NAME_SEX_UNKNOWN,
	NAME_SEX_MALE,
	NAME_SEX_FEMALE,
};
/*
 * The sex that a name shows: by given names that are of one sex only, a woman's patronymic, a family name in -ova,
 * -eva, -skaya. Unknown where nothing shows it, or two words contradict each other. Many a name misleads: it is a
 * reason to ask, not to decide.
 */
enum name_sex name_sex_shown(const struct name *n);

/* What is known beside the two names; all zero: nothing. */
struct name_context {
	uint32_t names;                   /* how many names were counted for often[]; 0: use the built-in prior */
	uint32_t often_a[NAME_TOKENS_MOST]; /* how many names hold the token of a; 0: none */
	uint32_t often_b[NAME_TOKENS_MOST];
	struct edtf_date born_a, born_b;  /* EDTF_NONE: not known */
	enum name_sex sex_a, sex_b;
	struct str place_a, place_b;      /* empty: not known */
};

enum name_patronymic {
	NAME_PATRONYMIC_NONE,         /* neither has one */
	NAME_PATRONYMIC_OMITTED,      /* one of the two has it */
	NAME_PATRONYMIC_AGREES,
	NAME_PATRONYMIC_CONTRADICTED,
};

/* One match between a token of a and one of b; or of a or b alone (the other is -1). */
struct name_link {
	int8_t a, b;
	uint8_t how;      /* enum name_how */
	uint16_t cost;    /* as name_token_cost() */
	float weight;     /* nats for (positive) or against */
};

enum name_how {
	NAME_SAME_SOUND,   /* by token cost */
	NAME_SAME_FAMILY,  /* given names of one family, or patronymics of it */
	NAME_BY_INITIAL,   /* an initial fits */
	NAME_JOINED,       /* two tokens of one side are one of the other */
	NAME_ALONE,        /* nothing on the other side */
	NAME_AGAINST,      /* another name stands in its place */
};

/* Parts of the log-odds, in nats; their sum, and the prior, is log_odds. */
struct name_evidence {
	float log_odds;
	float probability;    /* calibrated; never above NAME_CERTAIN_MOST by a name alone */
	float family, given, patronymic, other, order, birth, place, sex;
	enum name_patronymic patronymic_is;
	bool swapped;         /* the tokens that match stand in another order */
	uint8_t count;
	struct name_link link[2 * NAME_TOKENS_MOST];
};

#define NAME_CERTAIN_MOST 0.98f /* a bare name is never certain */

/* Compares two names; c may be NULL. Symmetric when the context is turned round as well. */
void name_score(const struct name *a, const struct name *b, const struct name_context *c,
	struct name_evidence *ret);
/* The log-odds of name_score() by the two names and often[] only, faster: for ranking. */
float name_rank(const struct name *a, const struct name *b, const struct name_context *c);

/* One sentence in English on why, into out. text_a and text_b are what a and b were read from. */
void name_explain(const struct name_evidence *e, const struct name *a, struct str text_a,
	const struct name *b, struct str text_b, struct buf *out);
/* The same as a JSON object. */
void name_explain_json(const struct name_evidence *e, const struct name *a, struct str text_a,
	const struct name *b, struct str text_b, struct json_writer *w);

#endif
