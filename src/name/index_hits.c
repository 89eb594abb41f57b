/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The best answers so far. */
#include "name/index_find.h"

/* Whether a is a worse answer than b: of lower rank, or of the same and a higher number. */
static bool is_worse(const struct name_hit *a, const struct name_hit *b)
{
	return a->rank < b->rank || (a->rank == b->rank && a->name > b->name);
}

static void sink(struct hits *h, size_t at)
{
	struct name_hit hit = h->hit[at];
	for (;;) {
		size_t child = 2 * at + 1;
		if (child >= h->count) {
			break;
		}
		child += child + 1 < h->count && is_worse(&h->hit[child + 1], &h->hit[child]);
		if (!is_worse(&h->hit[child], &hit)) {
			break;
		}
		h->hit[at] = h->hit[child];
		at = child;
	}
	h->hit[at] = hit;
}

static void rise(struct hits *h, size_t at)
{
	struct name_hit hit = h->hit[at];
	while (at > 0 && is_worse(&hit, &h->hit[(at - 1) / 2])) {
		h->hit[at] = h->hit[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	h->hit[at] = hit;
}

void hits_init(struct hits *h, struct name_hit *hit, size_t room)
{
	*h = (struct hits){.hit = hit, .room = room, .best = NAME_RANK_LEAST};
}

void hits_add(struct hits *h, uint32_t name, float rank)
{
	struct name_hit hit = {name, rank};
	if (rank < hits_least(h)) {
		return;
	}
	h->best = rank > h->best ? rank : h->best;
	if (h->count < h->room) {
		h->hit[h->count++] = hit;
		rise(h, h->count - 1);
	} else if (h->room > 0 && is_worse(&h->hit[0], &hit)) {
		h->hit[0] = hit;
		sink(h, 0);
	}
}

float hits_least(const struct hits *h)
{
	float least = h->best - NAME_RANK_WINDOW;
	least = least > NAME_RANK_LEAST ? least : NAME_RANK_LEAST;
	return h->count == h->room && h->count > 0 && h->hit[0].rank > least ? h->hit[0].rank : least;
}

size_t hits_finish(struct hits *h)
{
	size_t count = h->count;
	while (h->count > 1) {
		struct name_hit worst = h->hit[0];
		h->hit[0] = h->hit[--h->count];
		sink(h, 0);
		h->hit[h->count] = worst;
	}
	while (count > 0 && h->hit[count - 1].rank < h->best - NAME_RANK_WINDOW) {
		count--;
	}
	return count;
}
