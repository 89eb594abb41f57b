/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A queue of bounded length and a few threads that empty it, at a lower priority than those who fill it. */
#ifndef WEB_WORK_H
#define WEB_WORK_H

#include <stdbool.h>

struct work;
struct work_calls {
	void *data;
	void *(*start)(void *data);          /* state of a worker; NULL: it cannot work */
	void (*stop)(void *state);
	void (*run)(void *state, void *job); /* one job */
};

struct work *work_create(int workers, const struct work_calls *calls); /* NULL: it could not start */
/* False when the queue is full or closing. */
bool work_add(struct work *w, void *job);
/* Takes no more jobs, runs those there are, ends the workers. */
void work_close(struct work *w);
/* Closes and frees. NULL is fine. */
void work_destroy(struct work *w);

#endif
