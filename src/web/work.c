/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Workers for what takes longer than a page: see work.h. */
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/arena.h"
#include "web/work.h"

#define QUEUE 64
#define WORKERS_MOST 16
#define NICE 10 /* a tenth of the processor's time when a page wants it too */

struct work {
	struct work_calls calls;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	void *jobs[QUEUE];
	unsigned first, count;
	bool closing, failed;
	pthread_t threads[WORKERS_MOST];
	int running; /* threads started */
	int ready;   /* of them with their state made */
};

/* The next job, or NULL when there will be none. */
static void *next(struct work *w)
{
	void *job = NULL;

	pthread_mutex_lock(&w->lock);
	while (!w->count && !w->closing) {
		pthread_cond_wait(&w->wake, &w->lock);
	}
	if (w->count) {
		job = w->jobs[w->first];
		w->first = (w->first + 1) % QUEUE;
		w->count--;
	}
	pthread_mutex_unlock(&w->lock);
	return job;
}

static void *work(void *data)
{
	struct work *w = data;
	void *state = w->calls.start(w->calls.data);

	/* Of this thread alone, as Linux has it. Without the right to, it works as any other. */
	(void)setpriority(PRIO_PROCESS, (id_t)gettid(), NICE);
	pthread_mutex_lock(&w->lock);
	w->failed = w->failed || !state;
	w->ready++;
	pthread_cond_broadcast(&w->wake);
	pthread_mutex_unlock(&w->lock);
	if (!state) {
		return NULL;
	}
	for (void *job = next(w); job; job = next(w)) {
		w->calls.run(state, job);
	}
	w->calls.stop(state);
	return NULL;
}

struct work *work_create(int workers, const struct work_calls *calls)
{
	struct work *w = xcalloc(1, sizeof(*w));

	w->calls = *calls;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->wake, NULL);
	for (int i = 0; i < workers && i < WORKERS_MOST; i++) {
		if (pthread_create(&w->threads[i], NULL, work, w)) {
			w->failed = true;
			break;
		}
		w->running++;
	}
	pthread_mutex_lock(&w->lock);
	while (w->ready < w->running) {
		pthread_cond_wait(&w->wake, &w->lock);
	}
	bool failed = w->failed || !w->running;
	pthread_mutex_unlock(&w->lock);
	if (failed) {
		work_destroy(w);
		return NULL;
	}
	return w;
}

bool work_add(struct work *w, void *job)
{
	bool taken;

	pthread_mutex_lock(&w->lock);
	taken = !w->closing && w->count < QUEUE;
	if (taken) {
		w->jobs[(w->first + w->count++) % QUEUE] = job;
		pthread_cond_signal(&w->wake);
	}
	pthread_mutex_unlock(&w->lock);
	return taken;
}

void work_close(struct work *w)
{
	pthread_mutex_lock(&w->lock);
	w->closing = true;
	pthread_cond_broadcast(&w->wake);
	pthread_mutex_unlock(&w->lock);
	for (; w->running; w->running--) {
		pthread_join(w->threads[w->running - 1], NULL);
	}
}

void work_destroy(struct work *w)
{
	if (w) {
		work_close(w);
		pthread_cond_destroy(&w->wake);
		pthread_mutex_destroy(&w->lock);
		free(w);
	}
}
