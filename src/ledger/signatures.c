/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Many signatures at once: each core takes its share. */
#include <pthread.h>
#include <unistd.h>

#include "ledger/ledger.h"

#define THREADS_MOST 64
/* Fewer are not worth a thread: one takes about a tenth of a millisecond. */
#define SHARE_LEAST 8

struct share {
	struct signed_id *list;
	size_t count;
};

static void *check_share(void *data)
{
	struct share *s = data;
	for (size_t i = 0; i < s->count; i++) {
		struct signed_id *x = &s->list[i];
		x->holds = signature_check(x->key, x->role, &x->id, x->signature, NULL) == RC_OK;
	}
	return NULL;
}

static size_t threads_for(size_t count)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	size_t most = cores < 1 ? 1 : cores > THREADS_MOST ? THREADS_MOST : (size_t)cores;
	size_t useful = count / SHARE_LEAST;
	return useful < 1 ? 1 : useful < most ? useful : most;
}

void signatures_check(struct signed_id *list, size_t count)
{
	struct share shares[THREADS_MOST];
	pthread_t threads[THREADS_MOST];
	bool started[THREADS_MOST] = {false};
	size_t n = threads_for(count), begun = 0;
	for (size_t i = 0; i < n; i++) {
		size_t end = count * (i + 1) / n;
		shares[i] = (struct share){list + begun, end - begun};
		begun = end;
	}
	/* The first share is this thread's; so is any for which no thread can be had. */
	for (size_t i = 1; i < n; i++) {
		started[i] = pthread_create(&threads[i], NULL, check_share, &shares[i]) == 0;
	}
	for (size_t i = 0; i < n; i++) {
		if (!started[i]) {
			(void)check_share(&shares[i]);
		}
	}
	for (size_t i = 1; i < n; i++) {
		if (started[i]) {
			(void)pthread_join(threads[i], NULL);
		}
	}
}
