/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A thread that takes connections: see http_accept.h. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "web/http_accept.h"

#define WAITING 1024 /* connections that the kernel keeps until they are taken */
#define PAUSE_MS 50

struct http_accept {
	int socket;
	http_take take;
	void *data;
	pthread_t thread;
	atomic_bool over;
};

static enum rc cannot_listen(const char *address, uint16_t port, int socket, struct fault *f)
{
	fault_errno(f, RC_IO, "cannot listen on %s:%u", address, port);
	fault_hint(f, "another program may hold the port; --port gives another, 0 any free one");
	if (socket >= 0) {
		(void)close(socket);
	}
	return RC_IO;
}

enum rc http_listen(const char *address, uint16_t port, int *ret_socket, uint16_t *ret_port, struct fault *f)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port) };
	socklen_t size = sizeof(at);
	int on = 1;

	if (inet_pton(AF_INET, address, &at.sin_addr) != 1) {
		return fault_set(f, RC_INVALID, "'%s' is no IPv4 address", address);
	}
	int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	/* A server that was just ended may be started again at once. */
	if (s < 0 || setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) ||
		bind(s, (const struct sockaddr *)&at, sizeof(at)) || listen(s, WAITING) ||
		getsockname(s, (struct sockaddr *)&at, &size)) {
		return cannot_listen(address, port, s, f);
	}
	*ret_socket = s;
	*ret_port = ntohs(at.sin_port);
	return RC_OK;
}

static void *run(void *data)
{
	struct http_accept *a = data;
	const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000L };

	while (!atomic_load(&a->over)) {
		struct sockaddr_storage from;
		socklen_t size = sizeof(from);
		int s = accept4(a->socket, (struct sockaddr *)&from, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (s >= 0) {
			a->take(a->data, s, (const struct sockaddr *)&from, size);
		} else if (errno != EINTR && errno != ECONNABORTED) { /* no room for another, most likely */
			(void)nanosleep(&pause, NULL);
		}
	}
	return NULL;
}

struct http_accept *http_accept_create(int socket, http_take take, void *data)
{
	struct http_accept *a = xcalloc(1, sizeof(*a));

	*a = (struct http_accept){ .socket = socket, .take = take, .data = data };
	if (pthread_create(&a->thread, NULL, run, a)) {
		(void)close(socket);
		free(a);
		return NULL;
	}
	return a;
}

void http_accept_destroy(struct http_accept *a)
{
	if (!a) {
		return;
	}
	atomic_store(&a->over, true);
	(void)shutdown(a->socket, SHUT_RDWR); /* wakes the thread */
	(void)pthread_join(a->thread, NULL);
	(void)close(a->socket);
	free(a);
}
