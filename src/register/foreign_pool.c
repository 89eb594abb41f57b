/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The bundles of a log on all cores. Whoever is free takes the next one: reads its files while nobody else reads, as
 * where they come from need not bear two at once, and makes it ready while others read on. The caller takes them in
 * their order, and lends a hand where the one it waits for is not ready.
 */
#include <pthread.h>
#include <stdlib.h>

#include "register/foreign_bundle.h"

#define THREADS_MOST 16
/* Bundles that are held for each thread, and bytes of all: others decide how large theirs are. */
#define AHEAD 2
#define BYTES_MOST ((size_t)128 << 20)

struct foreign_pool {
	const struct foreign_want *want;
	struct foreign_bundle *slot[AHEAD * THREADS_MOST];
	bool ready[AHEAD * THREADS_MOST];
	size_t slots;
	pthread_mutex_t reading; /* held while files are read */
	pthread_mutex_t lock;    /* of what follows */
	pthread_cond_t made, room;
	uint64_t next, taken, end; /* bundles: to be read next, in the caller's hands, behind the last */
	bool given;                /* the caller has the one at taken */
	size_t bytes;              /* of files, that are held */
	bool stop;
	pthread_t thread[THREADS_MOST];
	unsigned threads;
};

/* Something can always be read of which nothing is held. */
static bool has_room(const struct foreign_pool *p)
{
	return p->next < p->end && p->next < p->taken + p->slots && (p->bytes < BYTES_MOST || p->next == p->taken);
}

/* Under "reading", of which it lets go. false: there is nothing to take now. */
static bool take_one(struct foreign_pool *p)
{
	pthread_mutex_lock(&p->lock);
	bool some = !p->stop && has_room(p);
	uint64_t index = p->next;
	p->next += some;
	pthread_mutex_unlock(&p->lock);
	struct foreign_bundle *b = p->slot[index % p->slots];
	if (some) {
		foreign_bundle_read(b, p->want, index);
		pthread_mutex_lock(&p->lock);
		p->bytes += foreign_bundle_bytes(b);
		if (b->rc != RC_OK) {
			p->end = index + 1; /* nothing is asked for behind what was not to be had */
		}
		pthread_mutex_unlock(&p->lock);
	}
	pthread_mutex_unlock(&p->reading);
	if (some) {
		foreign_bundle_ready(b, p->want);
		pthread_mutex_lock(&p->lock);
		p->ready[index % p->slots] = true;
		pthread_cond_broadcast(&p->made);
		pthread_mutex_unlock(&p->lock);
	}
	return some;
}

static void *work(void *data)
{
	struct foreign_pool *p = data;
	for (bool stop = false; !stop;) {
		pthread_mutex_lock(&p->reading);
		(void)take_one(p);
		pthread_mutex_lock(&p->lock);
		while (!p->stop && p->next < p->end && !has_room(p)) {
			pthread_cond_wait(&p->room, &p->lock);
		}
		stop = p->stop || p->next >= p->end;
		pthread_mutex_unlock(&p->lock);
	}
	return NULL;
}

struct foreign_pool *foreign_pool_open(const struct foreign_want *w, unsigned threads)
{
	struct foreign_pool *p = xcalloc(1, sizeof *p);
	unsigned most = threads < 1 ? 1 : threads > THREADS_MOST ? THREADS_MOST : threads;
	p->want = w;
	p->next = p->taken = w->begin / TILE_WIDTH;
	p->end = (w->size + TILE_WIDTH - 1) / TILE_WIDTH;
	uint64_t count = p->end > p->next ? p->end - p->next : 0;
	most = most > count ? (unsigned)count : most; /* a small log is read before a thread has begun */
	p->slots = most > 1 ? (size_t)AHEAD * most : 1;
	for (size_t i = 0; i < p->slots; i++) {
		p->slot[i] = foreign_bundle_create();
	}
	(void)pthread_mutex_init(&p->reading, NULL);
	(void)pthread_mutex_init(&p->lock, NULL);
	(void)pthread_cond_init(&p->made, NULL);
	(void)pthread_cond_init(&p->room, NULL);
	/* Any that cannot be had is done without: this one does its work. */
	for (unsigned i = 1; i < most; i++) {
		p->threads += pthread_create(&p->thread[p->threads], NULL, work, p) == 0;
	}
	return p;
}

/* Under the lock: the caller has done with the one it had. */
static void give_back(struct foreign_pool *p)
{
	size_t at = p->taken % p->slots;
	if (p->given) {
		p->given = false;
		p->ready[at] = false;
		p->bytes -= foreign_bundle_bytes(p->slot[at]);
		p->taken++;
		pthread_cond_broadcast(&p->room);
	}
}

struct foreign_bundle *foreign_pool_next(struct foreign_pool *p)
{
	pthread_mutex_lock(&p->lock);
	give_back(p);
	size_t at = p->taken % p->slots;
	while (p->taken < p->end && !p->ready[at]) {
		pthread_mutex_unlock(&p->lock);
		bool helped = pthread_mutex_trylock(&p->reading) == 0 && take_one(p);
		pthread_mutex_lock(&p->lock);
		/* Whoever reads now, or has this one, says when it is made. */
		if (!helped && p->taken < p->end && !p->ready[at]) {
			pthread_cond_wait(&p->made, &p->lock);
		}
	}
	p->given = p->taken < p->end;
	pthread_mutex_unlock(&p->lock);
	return p->given ? p->slot[at] : NULL;
}

void foreign_pool_close(struct foreign_pool *p)
{
	pthread_mutex_lock(&p->lock);
	p->stop = true;
	pthread_cond_broadcast(&p->room);
	pthread_mutex_unlock(&p->lock);
	for (unsigned i = 0; i < p->threads; i++) {
		(void)pthread_join(p->thread[i], NULL);
	}
	for (size_t i = 0; i < p->slots; i++) {
		foreign_bundle_destroy(p->slot[i]);
	}
	pthread_mutex_destroy(&p->reading);
	pthread_mutex_destroy(&p->lock);
	pthread_cond_destroy(&p->made);
	pthread_cond_destroy(&p->room);
	free(p);
}
