/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Inside the room: the parts of a search. */
#ifndef NAME_INDEX_FIND_H
#define NAME_INDEX_FIND_H

#include "name/index_format.h"

/* The best answers so far, a heap with the worst on top. */
struct hits {
	struct name_hit *hit;
	size_t count, room;
};

void hits_add(struct hits *h, uint32_t name, float rank);
/* What an answer must reach to be kept. */
float hits_least(const struct hits *h);
/* Best first. */
void hits_sort(struct hits *h);

#endif
