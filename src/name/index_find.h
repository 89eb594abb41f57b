/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Inside the room: the parts of a search. */
#ifndef NAME_INDEX_FIND_H
#define NAME_INDEX_FIND_H

#include "name/index_walk.h"
#include "name/score.h"

/* The best answers so far, a heap with the worst on top. */
struct hits {
	struct name_hit *hit;
	size_t count, room;
	float best; /* of all that were added */
};

void hits_init(struct hits *h, struct name_hit *hit, size_t room);
void hits_add(struct hits *h, uint32_t name, float rank);
/* What an answer must reach to be kept. */
float hits_least(const struct hits *h);
/* Best first, without those that fell too far behind the best. Returns how many. */
size_t hits_finish(struct hits *h);

/* Costs from WALK_MOST to WALK_FAR, in whole nats. */
#define FAR_STEPS ((WALK_FAR - WALK_MOST) / NAME_COST_NAT + 1)

/*
 * A word of the query that names are looked for by. A name that was not looked at has in its place a word that is
 * worth unseen at most, or one that is known and whose names were passed over: skipped at most.
 */
struct asked {
	uint8_t at; /* in the name's tokens */
	float rarity;
	unsigned known; /* all tokens of this cost or less are known; 0: none are yet */
	float unseen, skipped;
	float far[FAR_STEPS]; /* most that a token is worth of a cost from WALK_MOST on, by nats; NAN: not asked yet */
	struct alike_list alike; /* those that were found last */
};

/* A query that was read, its words the rarest first. */
struct question {
	struct name name;
	struct name_context context;
	struct asked asked[NAME_TOKENS_MOST];
	size_t count; /* of asked */
	size_t words; /* that are compared: asked, and initials */
	float rest;   /* match_rest_most() */
};

/* Reads a query and counts its words in the index. Keeps the lists of asked for their memory. */
void question_read(struct question *q, const struct name_index *x, struct str text);

/* A token of the index that came up in a search. */
struct met {
	uint32_t token;
	uint8_t weighed, anchors, joins; /* words asked: those it was weighed for, it anchors, may be joined with */
	struct match_known known;
	float worth[NAME_TOKENS_MOST];   /* by word asked: match_worth() */
};

/* The tokens that came up, each once. */
struct meeting {
	const struct name_index *index;
	struct question *question;
	struct walker *walker;
	uint32_t *place; /* [tokens]: in met, and 1; 0: did not come up */
	struct met *met;
	uint32_t count, room;
	float joined; /* match_joined_most() */
};

void meeting_init(struct meeting *m, const struct name_index *x, struct question *q);
void meeting_finish(struct meeting *m);
/* Forgets all tokens: the question is another one now. */
void meeting_clear(struct meeting *m);
/* Valid until the next call. */
struct met *meeting_add(struct meeting *m, uint32_t token);
/* Weighs the token for word i of those asked, if it was not; its cost where it is known, or MATCH_NOT_KNOWN. */
void meeting_weigh(struct meeting *m, struct met *met, size_t i, unsigned cost);
/* The most that name_rank() of the name can be. All its tokens are met after that. */
float meeting_name_most(struct meeting *m, uint32_t name);

#endif
