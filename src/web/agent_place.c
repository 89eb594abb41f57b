/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The folder of the agent's socket, checked, and bytes over the socket, within a time. */
#include "web/agent_place.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* The folder of the session, where it is there and ours: not that of who we were before su or sudo. */
static const char *session_folder(void)
{
	const char *folder = getenv("XDG_RUNTIME_DIR");
	struct stat st;
	return folder && folder[0] == '/' && stat(folder, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid()
		? folder : NULL;
}

static enum rc check_folder(const char *folder, struct fault *f)
{
	struct stat st;
	if (lstat(folder, &st) != 0) {
		return errno == ENOENT ? fault_set(f, RC_NOT_FOUND, "there is no folder %s", folder)
			: fault_errno(f, RC_IO, "cannot look at %s", folder);
	}
	if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 077) != 0) {
		enum rc rc = fault_set(f, RC_DENIED, "%s is not a folder of yours alone: somebody may listen there", folder);
		fault_hint(f, "see who made it; remove it, or set XDG_RUNTIME_DIR to a folder of yours (mode 700)");
		return rc;
	}
	return RC_OK;
}

enum rc agent_place_find(struct agent_place *ret, bool make, struct fault *f)
{
	const char *session = session_folder();
	size_t size = sizeof ret->folder;
	*ret = (struct agent_place){.socket = {.sun_family = AF_UNIX}};
	int n = session ? snprintf(ret->folder, size, "%s/volya", session)
		: snprintf(ret->folder, size, "/tmp/volya-%lu", (unsigned long)geteuid());
	int m = snprintf(ret->socket.sun_path, sizeof ret->socket.sun_path, "%s/agent", ret->folder);
	if (n < 0 || (size_t)n >= size || m < 0 || (size_t)m >= sizeof ret->socket.sun_path) {
		return fault_set(f, RC_INVALID, "XDG_RUNTIME_DIR is too long a path for a socket");
	}
	snprintf(ret->lock, sizeof ret->lock, "%s/lock", ret->folder);
	if (make && mkdir(ret->folder, 0700) != 0 && errno != EEXIST) {
		return fault_errno(f, RC_IO, "cannot make the folder %s", ret->folder);
	}
	return check_folder(ret->folder, f);
}

int agent_connect(const struct agent_place *place, int wait_ms)
{
	const struct timeval wait = {.tv_sec = wait_ms / 1000, .tv_usec = wait_ms % 1000 * 1000L};
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), rc = -1;
	if (s < 0) {
		return -1;
	}
	if (setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait) == 0) {
		do {
			rc = connect(s, (const struct sockaddr *)&place->socket, sizeof place->socket);
		} while (rc != 0 && errno == EINTR);
	}
	if (rc != 0) {
		int why = errno;
		close(s);
		errno = why;
		return -1;
	}
	return s;
}

bool agent_peer(int socket, pid_t *ret_process)
{
	struct ucred who;
	socklen_t size = sizeof who;
	if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0 || who.uid != geteuid()) {
		return false;
	}
	*ret_process = who.pid;
	return true;
}

int64_t agent_now(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_BOOTTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Waits until the socket is ready; false when the time is over. */
static bool wait_for(int socket, short events, int64_t deadline)
{
	struct pollfd p = {.fd = socket, .events = events};
	int64_t left = deadline - agent_now();
	int ready = left > 0 ? poll(&p, 1, (int)left) : 0;
	return ready > 0 || (ready < 0 && errno == EINTR);
}

static bool may_go_on(ssize_t n)
{
	return n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN));
}

bool agent_read(int socket, uint8_t *p, size_t n, int64_t deadline)
{
	while (n) {
		ssize_t got = recv(socket, p, n, MSG_DONTWAIT);
		if (!may_go_on(got) || (got < 0 && !wait_for(socket, POLLIN, deadline))) {
			return false;
		}
		if (got > 0) {
			p += got;
			n -= (size_t)got;
		}
	}
	return true;
}

bool agent_write(int socket, const uint8_t *p, size_t n, int64_t deadline)
{
	while (n) {
		ssize_t put = send(socket, p, n, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (!may_go_on(put) || (put < 0 && !wait_for(socket, POLLOUT, deadline))) {
			return false;
		}
		if (put > 0) {
			p += put;
			n -= (size_t)put;
		}
	}
	return true;
}

bool agent_receive(int socket, struct agent_message *m, struct str *ret, int64_t deadline)
{
	if (!agent_read(socket, m->bytes, AGENT_LENGTH, deadline)) {
		return false;
	}
	size_t n = agent_length(m->bytes);
	if (n == 0 || !agent_read(socket, m->bytes + AGENT_LENGTH, n, deadline)) {
		return false;
	}
	m->n = AGENT_LENGTH + n;
	*ret = (struct str){(const char *)m->bytes + AGENT_LENGTH, n};
	return true;
}
