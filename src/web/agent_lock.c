/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* To lock for certain: the agent is asked, then told, then killed; who holds the file "lock" is the agent. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "web/agent.h"
#include "web/agent_place.h"

/* For each step: who locks is in a hurry. */
#define PATIENCE_MS 1000
#define PAUSE_MS 5

/* The process that holds the place, or 0. */
static pid_t holder(const struct agent_place *place)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int fd = open(place->lock, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	bool held = fd >= 0 && fcntl(fd, F_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
	if (fd >= 0) {
		close(fd);
	}
	return held ? whole.l_pid : 0;
}

static bool gone_in_time(const struct agent_place *place, pid_t process)
{
	const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
	int64_t deadline = agent_now() + PATIENCE_MS;
	while (holder(place) == process) {
		if (agent_now() >= deadline) {
			return false;
		}
		(void)nanosleep(&pause, NULL);
	}
	return true;
}

/* Whether it said that it wiped the key. */
static bool ask_to_lock(const struct agent_place *place)
{
	struct agent_message m;
	struct str bytes;
	pid_t process;
	int64_t deadline = agent_now() + PATIENCE_MS;
	int s = agent_connect(place, PATIENCE_MS);
	bool fine = s >= 0 && agent_request_encode(&(struct agent_request){.kind = AGENT_LOCK}, &m, NULL) == RC_OK
		&& agent_peer(s, &process) && agent_write(s, m.bytes, m.n, deadline)
		&& agent_receive(s, &m, &bytes, deadline);
	if (s >= 0) {
		close(s);
	}
	return fine;
}

enum rc agent_lock(bool *ret_was, struct fault *f)
{
	struct agent_place place;
	*ret_was = false;
	enum rc rc = agent_place_find(&place, false, NULL);
	if (rc != RC_OK) {
		return rc == RC_NOT_FOUND ? RC_OK : agent_place_find(&place, false, f);
	}
	pid_t process = holder(&place);
	if (process <= 0) {
		return RC_OK;
	}
	*ret_was = true;
	if (ask_to_lock(&place) && gone_in_time(&place, process)) {
		return RC_OK;
	}
	/* One that still asks for the passphrase, too, and gives the terminal its echo back. */
	(void)kill(process, SIGTERM);
	if (gone_in_time(&place, process)) {
		return RC_OK;
	}
	(void)kill(process, SIGKILL);
	return gone_in_time(&place, process) ? RC_OK
		: fault_set(f, RC_IO, "process %ld holds a key and cannot be ended", (long)process);
}
