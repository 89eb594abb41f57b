/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A small table of counts, a question in one place of it: see totals.h. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "web/totals.h"

#include "web/cache.h"

#define PLACES 512
#define QUESTION 256

struct total {
	int64_t state;
	char question[QUESTION]; /* "" = empty */
	struct bounds count; /* of a list */
	struct ask_member members[TOTALS_MEMBERS]; /* of a page */
	size_t member_count;
};

struct totals {
	pthread_mutex_t lock;
	struct total places[PLACES];
};

struct totals *totals_create(void)
{
	struct totals *t = xcalloc(1, sizeof(*t));

	pthread_mutex_init(&t->lock, NULL);
	return t;
}

void totals_destroy(struct totals *t)
{
	if (t) {
		pthread_mutex_destroy(&t->lock);
		free(t);
	}
}

static struct total *place(struct totals *t, struct str question)
{
	return &t->places[cache_hash(question.p, question.n, 0) % PLACES];
}

/* Copies what is kept for the question in this state, if it is. */
static bool get(struct totals *t, int64_t state, struct str question, struct total *ret)
{
	bool known;

	if (!t) {
		return false;
	}
	struct total *at = place(t, question);
	pthread_mutex_lock(&t->lock);
	known = question.n && at->state == state && str_is(question, at->question);
	if (known) {
		*ret = *at;
	}
	pthread_mutex_unlock(&t->lock);
	return known;
}

static void put(struct totals *t, struct str question, struct total *total)
{
	if (!t || question.n >= QUESTION) {
		return;
	}
	struct total *at = place(t, question);
	memcpy(total->question, question.p, question.n);
	total->question[question.n] = 0;
	pthread_mutex_lock(&t->lock);
	*at = *total;
	pthread_mutex_unlock(&t->lock);
}

bool totals_get(struct totals *t, int64_t state, struct str question, struct bounds *ret)
{
	struct total total;
	bool known = get(t, state, question, &total);

	if (known) {
		*ret = total.count;
	}
	return known;
}

void totals_put(struct totals *t, int64_t state, struct str question, struct bounds count)
{
	put(t, question, &(struct total){ .state = state, .count = count });
}

bool totals_get_page(struct totals *t, int64_t state, struct str page, struct ask_member *ret, size_t *ret_count)
{
	struct total total;
	bool known = get(t, state, page, &total);

	if (known) {
		memcpy(ret, total.members, sizeof(total.members));
		*ret_count = total.member_count;
	}
	return known;
}

void totals_put_page(struct totals *t, int64_t state, struct str page, const struct ask_member *members, size_t count)
{
	struct total total = { .state = state, .member_count = count };

	if (count <= TOTALS_MEMBERS) {
		memcpy(total.members, members, count * sizeof(*members));
		put(t, page, &total);
	}
}
