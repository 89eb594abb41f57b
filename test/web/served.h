/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A register served by a child of the test, on a port of its own, and requests to it over a real socket. */
#ifndef TEST_WEB_SERVED_H
#define TEST_WEB_SERVED_H

#include <arpa/inet.h>
#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "web/web.h"

struct served {
	char folder[64];
	pid_t child;
	uint16_t port;
	char answer[1 << 20];
	size_t n;
};

static inline void served_ready(void *data, const char *url, const char *code)
{
	int *pipe_end = data;

	(void)code;

	if (write(*pipe_end, url, strlen(url) + 1) < 0) {
		abort();
	}
}

/* Fills the folder's register and serves it; NULL where that fails. Ends with served_stop(). */
static inline struct served *served_start(void (*fill)(const char *path))
{
	struct served *s = xcalloc(1, sizeof(*s));
	char url[128] = "";
	int ends[2], log[2];

	ledger_start();
	snprintf(s->folder, sizeof(s->folder), "/tmp/volya-site-XXXXXX");
	if (!mkdtemp(s->folder) || pipe(ends) || pipe(log)) {
		return NULL;
	}
	close(log[0]); /* whoever read the log has gone away */
	char *path = xmalloc(128);
	snprintf(path, 128, "%s/register", s->folder);
	fill(path);
	s->child = fork();
	if (!s->child) {
		struct fault f = { 0 };
		struct web_options o = { .register_path = path, .port = 0, .threads = 2, .cache = true, .ready = served_ready,
			.data = &ends[1] };
		if (dup2(log[1], STDERR_FILENO) < 0) {
			_exit(3);
		}
		_exit(web_serve(&o, &f) == RC_OK ? 0 : 3);
	}
	free(path);
	close(ends[1]);
	close(log[1]);
	if (read(ends[0], url, sizeof(url) - 1) <= 0) {
		return NULL;
	}
	close(ends[0]);
	s->port = (uint16_t)strtol(strrchr(url, ':') + 1, NULL, 10);
	return s;
}

static inline int served_remove(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline int served_stop(struct served *s)
{
	int status = 1;

	kill(s->child, SIGTERM);
	waitpid(s->child, &status, 0);
	(void)nftw(s->folder, served_remove, 16, FTW_DEPTH | FTW_PHYS);
	free(s);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static inline int open_socket(struct served *s)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(s->port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	return fd;
}

/* Sends bytes as they are and reads until the server closes. */
static inline const char *exchange(struct served *s, const char *bytes, size_t n)
{
	int fd = open_socket(s);
	ssize_t got;

	while (n) {
		ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);
		if (sent <= 0) {
			break;
		}
		bytes += sent;
		n -= (size_t)sent;
	}
	s->n = 0;
	while ((got = recv(fd, s->answer + s->n, sizeof(s->answer) - 1 - s->n, 0)) > 0) {
		s->n += (size_t)got;
	}
	s->answer[s->n] = 0;
	close(fd);
	return s->answer;
}

static inline const char *ask_for(struct served *s, const char *line, const char *headers)
{
	char text[16384];
	int n = snprintf(text, sizeof(text), "%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s\r\n", line, headers);

	return exchange(s, text, (size_t)n);
}

static inline int status_of(const char *answer)
{
	return strncmp(answer, "HTTP/1.1 ", 9) ? 0 : (int)strtol(answer + 9, NULL, 10);
}

#endif
