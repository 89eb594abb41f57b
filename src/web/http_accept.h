/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The door: a thread that takes connections and hands them on one by one. Where the threads of a pool take their own,
 * one that is awake takes most of them, and the others stand idle beside it.
 */
#ifndef WEB_HTTP_ACCEPT_H
#define WEB_HTTP_ACCEPT_H

#include <sys/socket.h>

#include "base/base.h"

struct http_accept;

/* Gets each connection (not blocking, closed on exec) and its address, and owns it from then on. */
typedef void (*http_take)(void *data, int socket, const struct sockaddr *from, socklen_t length);

/* A socket that listens on the IPv4 address; port 0 takes a free one. */
MUST_USE enum rc http_listen(const char *address, uint16_t port, int *ret_socket, uint16_t *ret_port, struct fault *f);
/* Takes over the listening socket; NULL: no thread to be had, and the socket is closed. */
struct http_accept *http_accept_create(int socket, http_take take, void *data);
/* Takes no more, and frees. NULL is fine. */
void http_accept_destroy(struct http_accept *a);

#endif
