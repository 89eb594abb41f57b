/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Inside the room: how the words of two names are matched, and the learnt weights of what follows. */
#ifndef NAME_SCORE_H
#define NAME_SCORE_H

#include "name/name.h"

/* Which words of a were matched to which of b: the best of all ways. */
struct matching {
	uint8_t count;
	struct name_link link[2 * NAME_TOKENS_MOST];
	bool swapped;
};

/* Nats, added up; fitted by logistic regression (doc/names.md). */
struct score_weights {
	float bias;
	float match;                /* two words that match */
	float match_given;          /* more, where both are known given names, which many bear */
	float other_family;         /* more, where they are given names of different families */
	float cost, cost_far;       /* for each nat of cost past COST_FREE, and more past COST_FAR */
	float cost_by_length;       /* for each nat past COST_FREE_WORD of the cost of a word as long as USUAL_LENGTH */
	float rarity;               /* for each nat that a matched word is rarer than RARITY_USUAL */
	float joined;               /* instead of match: two words that are one on the other side */
	float initial;              /* an initial that fits */
	float patronymic;           /* two patronymics that match, or one and a word that is not marked so */
	float patronymic_cost;      /* for each nat past PATRONYMIC_FREE */
	float other_father;         /* patronymics of different families */
	float against;              /* two words in each other's place */
	float against_patronymic;
	float against_mixed;        /* a patronymic and a word in each other's place */
	float alone;                /* a word with nothing on the other side */
	float alone_patronymic;
	float swapped;
	float one_word, three_words; /* no more than one ordinary word matches; three or more do */
};

#define COST_FREE 3.0f
#define COST_FAR 7.0f
#define COST_FREE_SHARE 0.1f /* of a nat that is free, so that equal is better than nearly equal */
#define COST_FREE_WORD 6.0f
#define USUAL_LENGTH 6.0f
#define RARITY_USUAL 7.0f
#define AGAINST_BELOW (-1.5f) /* nats of a match that is none */
#define PATRONYMIC_USUAL 4.0f
#define PATRONYMIC_FREE 5.0f

extern const struct score_weights score_weights;

/* How rare a token is that often of so many names hold, in nats; RARITY_USUAL where it is not known. */
float score_rarity(uint32_t often, uint32_t names);
/* Words that count: all but titles and particles, or all where there is nothing else. Their places; how many. */
size_t match_words_of(const struct name *n, uint8_t *ret);

/* What one token of the other side costs, by word of a. */
struct match_memory {
	uint32_t key, turn;
	uint16_t cost[NAME_TOKENS_MOST]; /* or MATCH_NOT_KNOWN */
	uint8_t how[NAME_TOKENS_MOST];   /* enum name_how */
};

#define MATCH_NOT_KNOWN UINT16_MAX
#define MATCH_MEMORIES 2048u

/* Costs between the words of one name and the tokens of many, which are told apart by number. */
struct match_memo {
	uint32_t number[NAME_TOKENS_MOST]; /* of the tokens of b; set before each match */
	uint32_t turn, used;
	struct match_memory memory[MATCH_MEMORIES];
};

/* Forgets everything: a is another name now. A memo begins as all zero. */
void match_memo_forget(struct match_memo *memo);
/* The place for a key, nothing known if it is a new one. Valid until the next call. */
struct match_memory *match_memo_find(struct match_memo *memo, uint32_t key);

/* memo may be NULL. */
void match_words(const struct name *a, const struct name *b, const struct name_context *c, struct match_memo *memo,
	struct matching *ret);
/* name_rank() with a memory. */
float match_rank(const struct name *a, const struct name *b, const struct name_context *c, struct match_memo *memo);

/* Nats for (positive) or against; 0 where a side says nothing. Symmetric. */
float evidence_birth(const struct edtf_date *a, const struct edtf_date *b);
float evidence_sex(enum name_sex a, enum name_sex b);
float evidence_place(struct str a, struct str b);

#endif
