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
	float kin;                  /* for each nat of given_cost(), in place of the cost of the sound */
	float kin_sound;            /* beside it, for each nat that the forms differ in sound */
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
	float title;                /* junior, the third: on one side only */
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

extern struct score_weights score_weights; /* set by who learns them only */

/* How far x is past the knot; 0 before it. */
static inline float score_past(float x, float knot)
{
	return x > knot ? x - knot : 0;
}

/* How rare a token is that often of so many names hold, in nats; RARITY_USUAL where it is not known. */
float score_rarity(uint32_t often, uint32_t names);
/* Of two tokens that are matched: that of the commoner. */
float match_rarity(uint32_t often_a, uint32_t often_b, uint32_t names);
/* Words that count: all but titles and particles, or all where there is nothing else. Their places; how many. */
size_t match_words_of(const struct name *n, uint8_t *ret);

/*
 * What a match of two tokens is worth, without their rarity: by the cost of their sound, or as forms of one family of
 * given names, whichever is more. *ret_kin is given_cost() where that is less than the sound's, else GIVEN_NO_KIN.
 * Never rises with sound.
 */
float match_gain(const struct name_token *a, const struct name_token *b, unsigned sound, unsigned *ret_kin);
/* Two words in each other's place: what a match is weighed against. */
float match_against(const struct name_token *a, const struct name_token *b);
/* Of the first unit of one for that of the other, as name_token_cost(). */
unsigned match_initial_cost(const struct name_token *a, const struct name_token *b);

/* What two words that are joined may cost to one. */
unsigned match_joined_limit(unsigned length_a, unsigned length_b);

#define MATCH_NOT_KNOWN UINT16_MAX

/* What a token of b costs by token of a: name_token_cost(), or MATCH_NOT_KNOWN; and what it is at least. */
struct match_known {
	uint16_t cost[NAME_TOKENS_MOST], least[NAME_TOKENS_MOST];
};

/* known: by token of b, filled in as costs are found; or NULL. */
void match_words(const struct name *a, const struct name *b, const struct name_context *c,
	struct match_known *const *known, struct matching *ret);
/* name_rank() with what is known. */
float match_rank(const struct name *a, const struct name *b, const struct name_context *c,
	struct match_known *const *known);

/*
 * Bounds of a rank, for a search: what a word of a name brings to it at most. Where it is matched with a word that is
 * not of its family of given names and costs no less than cost: match_most(). With the token b, of whatever kind it
 * is in its name, at that cost: match_worth(). Joined with another word, or met by two that are joined, which
 * match_may_join() tells may be: match_joined_most(). Alone, or met by an initial: match_unmatched_most(); alone is
 * only who finds no word that is alone on the other side. A name brings match_rest_most() beside its words.
 * often, names: as in struct name_context.
 */
float match_most(const struct name_token *a, uint32_t often, uint32_t names, unsigned cost);
float match_worth(const struct name_token *a, uint32_t often_a, const struct name_token *b, uint32_t often_b,
	uint32_t names, unsigned cost);
float match_joined_most(void);
float match_unmatched_most(bool by_initial);
/* cost: of the two and any other word, at least. */
bool match_may_join(const struct name_token *a, const struct name_token *b, unsigned cost);
float match_rest_most(const struct name *a);

/* Nats for (positive) or against; 0 where a side says nothing. Symmetric. */
float evidence_birth(const struct edtf_date *a, const struct edtf_date *b);
float evidence_sex(enum name_sex a, enum name_sex b);
float evidence_place(struct str a, struct str b);

#endif
