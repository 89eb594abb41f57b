/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Deadlines of connections. The library's time-out counts silence only: a client that sends a byte
 * now and then would stay for ever. Here every step of a request has its own end.
 */
#ifndef WEB_HTTP_WATCH_H
#define WEB_HTTP_WATCH_H

struct http_watch;
struct http_watched;

struct http_watch *http_watch_create(void); /* NULL: no thread to be had */
void http_watch_destroy(struct http_watch *w);
/* A connection came; it has seconds for its first step. */
struct http_watched *http_watch_add(struct http_watch *w, int socket, int seconds);
/* It reached a step and has seconds for the next; 0: it waits for us, no deadline. NULL is fine. */
void http_watch_mark(struct http_watched *c, int seconds);
/* Before its socket is closed. */
void http_watch_remove(struct http_watch *w, struct http_watched *c);

#endif
