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
	struct bounds count;
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

bool totals_get(struct totals *t, int64_t state, struct str question, struct bounds *ret)
{
	struct total *at = place(t, question);
	bool known;

	pthread_mutex_lock(&t->lock);
	known = question.n && at->state == state && str_is(question, at->question);
	if (known) {
		*ret = at->count;
	}
	pthread_mutex_unlock(&t->lock);
	return known;
}

void totals_put(struct totals *t, int64_t state, struct str question, struct bounds count)
{
	struct total *at = place(t, question);

	if (question.n >= QUESTION) {
		return;
	}
	pthread_mutex_lock(&t->lock);
	memcpy(at->question, question.p, question.n);
	at->question[question.n] = 0;
	at->state = state;
	at->count = count;
	pthread_mutex_unlock(&t->lock);
}
