/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A site that means harm, in a child of the test. The first part of a path says what it does; /fine/ is the one that
 * is as it should be.
 */
#ifndef TEST_WEB_HOSTILE_SITE_H
#define TEST_WEB_HOSTILE_SITE_H

#include <arpa/inet.h>
#include <signal.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

struct hostile {
	pid_t child;
	uint16_t port;
};

static inline void hostile_say(int fd, const char *text)
{
	if (send(fd, text, strlen(text), MSG_NOSIGNAL) < 0) {
		_exit(0);
	}
}

/* Until the other side has enough. */
static inline void hostile_flood(int fd, const char *chunk)
{
	while (send(fd, chunk, strlen(chunk), MSG_NOSIGNAL) > 0) {
	}
}

/* One byte every fifth of a second: never quite nothing. */
static inline void hostile_drip(int fd, const char *text)
{
	hostile_say(fd, text);
	while (send(fd, "x", 1, MSG_NOSIGNAL) > 0) {
		usleep(200000);
	}
}

/* 0: the connection is over. requests: so many came over it before. */
static inline int hostile_answer(int fd, const char *request, int requests)
{
	static const struct {
		const char *what, *text;
	} plain[] = {
		{ "fine", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello" },
		{ "gone", "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone" },
		{ "gone-for-ever", "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n" },
		{ "broken", "HTTP/1.1 500 Oh\r\nContent-Length: 4\r\n\r\noops" },
		{ "refused", "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n" },
		{ "none", "HTTP/1.1 204 No Content\r\n\r\n" },
		{ "part", "HTTP/1.1 206 Partial Content\r\nContent-Length: 2\r\n\r\nhe" },
		{ "to-file", "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n" },
		{ "to-inside", "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1/fine/\r\nContent-Length: 0\r\n\r\n" },
		{ "cookie", "HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 5\r\n\r\nhello" },
		{ "claims", "HTTP/1.1 200 OK\r\nContent-Length: 900000000000\r\n\r\nhello" },
	};
	char number[64];

	if (requests && strstr(request, "\r\nCookie:")) {
		hostile_say(fd, "HTTP/1.1 500 A cookie came back\r\nContent-Length: 0\r\n\r\n");
		return 1;
	}
	char *what = strchr(request, '/');
	size_t n = what ? strcspn(++what, "/ ") : 0;
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++) {
		if (n == strlen(plain[i].what) && !strncmp(what, plain[i].what, n)) {
			hostile_say(fd, plain[i].text);
			return 1;
		}
	}
	if (!strncmp(what, "short/", 6)) {
		hostile_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello");
	} else if (!strncmp(what, "endless/", 8)) {
		hostile_say(fd, "HTTP/1.1 200 OK\r\n\r\n");
		hostile_flood(fd, "0123456789012345678901234567890123456789012345678901234567890123456789");
	} else if (!strncmp(what, "chunks/", 7)) {
		hostile_say(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
		hostile_flood(fd, "10\r\n0123456789abcdef\r\n");
	} else if (!strncmp(what, "headers/", 8)) {
		hostile_say(fd, "HTTP/1.1 200 OK\r\n");
		hostile_flood(fd, "X-More: 0123456789012345678901234567890123456789\r\n");
	} else if (!strncmp(what, "slow/", 5)) {
		hostile_drip(fd, "HTTP/1.1 200 OK\r\nContent-Length: 8000\r\n\r\n");
	} else if (!strncmp(what, "slow-headers/", 13)) {
		hostile_drip(fd, "HTTP/1.1 200 OK\r\nX-Long: ");
	} else if (!strncmp(what, "lost/", 5)) {
		hostile_say(fd, "HTTP/1.1 404 Not Found\r\n\r\n");
		hostile_flood(fd, "Our page about what is not here is longer than anything you asked for. ");
	} else if (!strncmp(what, "count/", 6)) {
		snprintf(number, sizeof(number), "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n%d", requests % 10);
		hostile_say(fd, number);
		return 1;
	} else if (!strncmp(what, "echo/", 5)) { /* the request itself */
		snprintf(number, sizeof(number), "HTTP/1.1 409 So\r\nContent-Length: %zu\r\n\r\n", strlen(request));
		hostile_say(fd, number);
		hostile_say(fd, request);
		return 1;
	}
	return 0; /* also where nothing is said at all */
}

/* A whole request: its head, and so many bytes as its Content-Length says. */
static inline void hostile_serve(int fd)
{
	static char text[65536];
	size_t n = 0;

	for (int requests = 0;; requests++) {
		char *end = NULL, *length;
		size_t whole = 0;
		while (!end || n < whole) {
			ssize_t got = recv(fd, text + n, sizeof(text) - 1 - n, 0);
			if (got <= 0) {
				return;
			}
			n += (size_t)got;
			text[n] = 0;
			end = strstr(text, "\r\n\r\n");
			length = end ? strstr(text, "Content-Length: ") : NULL;
			whole = end ? (size_t)(end + 4 - text) + (length ? strtoul(length + 16, NULL, 10) : 0) : 0;
		}
		if (!hostile_answer(fd, text, requests)) {
			return;
		}
		n = 0;
	}
}

static inline void hostile_loop(int listening)
{
	(void)signal(SIGCHLD, SIG_IGN);
	for (;;) {
		int fd = accept(listening, NULL, NULL);
		if (fd >= 0 && fork() == 0) {
			hostile_serve(fd);
			_exit(0);
		}
		close(fd);
	}
}

static inline void hostile_start(struct hostile *h)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, size), 0);
	assert_int_equal(listen(fd, 16), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
	h->port = ntohs(at.sin_port);
	h->child = fork();
	if (!h->child) {
		hostile_loop(fd);
	}
	close(fd);
}

static inline void hostile_stop(struct hostile *h)
{
	kill(h->child, SIGKILL);
	waitpid(h->child, NULL, 0);
}

#endif
