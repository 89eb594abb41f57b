/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Inside the room: the parts of a search. */
#ifndef NAME_INDEX_FIND_H
#define NAME_INDEX_FIND_H

#include "name/index_walk.h"

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

/* A word of the query that anchors may be found for. */
struct asked {
	uint8_t at; /* in the name's tokens */
	float rarity;
	struct alike_list alike; /* what anchors it, once it was looked for */
	bool looked;
};

/* A query that was read, its words the rarest first. */
struct question {
	struct name name;
	struct name_context context;
	struct asked asked[NAME_TOKENS_MOST];
	size_t count; /* of asked */
};

/* Reads a query and counts its words in the index. Keeps the lists of asked for their memory. */
void question_read(struct question *q, const struct name_index *x, struct str text);
/* Whether so many names hold the token that it tells little. */
bool index_is_common(const struct name_index *x, uint32_t token);
/* Whether the two share a family of given names. */
bool index_is_kin(const struct name_token *a, const struct name_token *b);

#endif
