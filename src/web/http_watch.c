/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One thread looks once a second and shuts the sockets whose step took too long. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#include "base/arena.h"
#include "web/http_watch.h"

struct http_watched {
	struct http_watched *next, **link;
	int socket;
	_Atomic time_t deadline; /* of the monotonic clock; 0 = none. Set without the lock */
};

struct http_watch {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t thread;
	struct http_watched *first;
	bool stopping;
};

static time_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	return t.tv_sec;
}

static void *watch(void *data)
{
	struct http_watch *w = data;

	pthread_mutex_lock(&w->lock);
	while (!w->stopping) {
		struct timespec until;
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += 1;
		(void)pthread_cond_timedwait(&w->wake, &w->lock, &until);
		time_t t = now();
		for (struct http_watched *c = w->first; c; c = c->next) {
			time_t deadline = c->deadline;
			if (deadline && deadline < t && atomic_compare_exchange_strong(&c->deadline, &deadline, 0)) {
				(void)shutdown(c->socket, SHUT_RDWR);
			}
		}
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

struct http_watch *http_watch_create(void)
{
	struct http_watch *w = xcalloc(1, sizeof(*w));

	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->wake, NULL);
	if (pthread_create(&w->thread, NULL, watch, w)) {
		free(w);
		return NULL;
	}
	return w;
}

void http_watch_destroy(struct http_watch *w)
{
	if (!w) {
		return;
	}
	pthread_mutex_lock(&w->lock);
	w->stopping = true;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	while (w->first) {
		struct http_watched *c = w->first;
		w->first = c->next;
		free(c);
	}
	pthread_cond_destroy(&w->wake);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

struct http_watched *http_watch_add(struct http_watch *w, int socket, int seconds)
{
	struct http_watched *c = xcalloc(1, sizeof(*c));

	c->socket = socket;
	c->deadline = now() + seconds;
	pthread_mutex_lock(&w->lock);
	c->next = w->first;
	c->link = &w->first;
	if (w->first) {
		w->first->link = &c->next;
	}
	w->first = c;
	pthread_mutex_unlock(&w->lock);
	return c;
}

void http_watch_mark(struct http_watched *c, int seconds)
{
	if (c) {
		c->deadline = seconds ? now() + seconds : 0;
	}
}

void http_watch_remove(struct http_watch *w, struct http_watched *c)
{
	if (c) {
		pthread_mutex_lock(&w->lock);
		*c->link = c->next;
		if (c->next) {
			c->next->link = c->link;
		}
		pthread_mutex_unlock(&w->lock);
		free(c);
	}
}
