/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The agent's process: one request at a time, each within two seconds, until it is to end. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "ledger/secret.h"
#include "web/agent.h"
#include "web/agent_place.h"

#define REQUEST_MS 2000
/* How often it looks whether the machine slept, which wakes no timer, and how long a sleep is one. */
#define LOOK_MS 2000
#define SLEEP_MS 1000
#define WAITING 64

struct agent {
	struct agent_place place;
	int lock;   /* locked as long as this process lives */
	int socket; /* listening, or -1 */
	int timer;  /* ready when it is idle for too long */
	uint32_t idle_seconds;
	int64_t idle_from;
	int64_t asleep; /* milliseconds that the machine had slept when this began */
	struct person_key *key;
	/* What came and what is answered: the answer may hold a secret, so in locked memory. */
	struct agent_message *in, *out;
	uint8_t *opened;
};

static volatile sig_atomic_t told_to_end;

static void end_signal(int number)
{
	(void)number;
	told_to_end = 1;
}

enum rc agent_begin(struct agent **ret, struct fault *f)
{
	struct agent *a = xcalloc(1, sizeof *a);
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	a->socket = a->timer = a->lock = -1;
	enum rc rc = agent_place_find(&a->place, true, f);
	if (rc == RC_OK) {
		a->lock = open(a->place.lock, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
		rc = a->lock >= 0 ? RC_OK : fault_errno(f, RC_IO, "cannot open %s", a->place.lock);
	}
	if (rc == RC_OK && fcntl(a->lock, F_SETLK, &whole) != 0) {
		rc = errno == EACCES || errno == EAGAIN ? fault_set(f, RC_CONFLICT, "a key is unlocked already")
			: fault_errno(f, RC_IO, "cannot lock %s", a->place.lock);
		fault_hint(f, "\"volya key status\" says whose; \"volya lock\" ends that");
	}
	if (rc != RC_OK) {
		agent_end(a);
		return rc;
	}
	*ret = a;
	return RC_OK;
}

enum rc agent_listen(struct agent *a, struct fault *f)
{
	mode_t mask = umask(0177);
	/* What an agent that was killed left behind: the lock says that none is there. */
	(void)unlink(a->place.socket.sun_path);
	a->socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	a->timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	bool fine = a->socket >= 0 && a->timer >= 0
		&& bind(a->socket, (const struct sockaddr *)&a->place.socket, sizeof a->place.socket) == 0
		&& listen(a->socket, WAITING) == 0;
	(void)umask(mask);
	return fine ? RC_OK : fault_errno(f, RC_IO, "cannot listen at %s", a->place.socket.sun_path);
}

void agent_detach(struct agent *a, int keep)
{
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	(void)setsid();
	(void)!chdir("/");
	(void)prctl(PR_SET_NAME, "volya-agent", 0, 0, 0);
	for (int fd = 0; nothing >= 0 && fd <= 2; fd++) {
		(void)dup2(nothing, fd);
	}
	for (int fd = 3; fd < (int)sysconf(_SC_OPEN_MAX) && fd < 4096; fd++) {
		if (fd != a->lock && fd != a->socket && fd != a->timer && fd != keep) {
			(void)close(fd);
		}
	}
}

/* From now on it is idle. */
static void not_idle(struct agent *a)
{
	struct itimerspec when = {.it_value = {.tv_sec = (time_t)a->idle_seconds}};
	a->idle_from = agent_now();
	(void)timerfd_settime(a->timer, 0, &when, NULL);
}

static uint32_t idle_left(const struct agent *a)
{
	int64_t gone = (agent_now() - a->idle_from) / 1000;
	return gone < (int64_t)a->idle_seconds ? a->idle_seconds - (uint32_t)gone : 0;
}

static void wipe(struct agent *a)
{
	person_destroy(a->key);
	a->key = NULL;
	secret_wipe(a->in, sizeof *a->in);
	secret_wipe(a->opened, PERSON_BYTES_MOST);
	told_to_end = 1;
}

static enum rc sign(struct agent *a, const struct agent_request *q, struct str *ret, struct fault *f)
{
	enum rc rc = str_starts(q->domain, "volya/") ? RC_OK
		: fault_set(f, RC_INVALID, "the agent signs for Volya alone");
	if (rc == RC_OK) {
		rc = person_sign(a->key, q->domain, q->bytes, a->opened, f);
	}
	*ret = (struct str){(const char *)a->opened, SIGNATURE_SIZE};
	return rc;
}

static enum rc answer(struct agent *a, const struct agent_request *q, struct str *ret, struct fault *f)
{
	struct agent_facts facts = {.idle_left = idle_left(a), .public = *person_public(a->key)};
	*ret = (struct str){0};
	switch (q->kind) {
	case AGENT_LOOK: /* does not keep it awake: who only looks does not work */
		*ret = (struct str){(const char *)a->opened, agent_facts_encode(&facts, a->opened)};
		return RC_OK;
	case AGENT_SIGN:
		not_idle(a);
		return sign(a, q, ret, f);
	case AGENT_OPEN:
		not_idle(a);
		*ret = (struct str){(const char *)a->opened, q->bytes.n > BOX_OVERHEAD ? q->bytes.n - BOX_OVERHEAD : 0};
		return person_open_box(a->key, q->bytes, a->opened, f);
	case AGENT_LOCK:
		wipe(a);
		return RC_OK;
	}
	return fault_set(f, RC_INTERNAL, "a request of no kind");
}

static void take(struct agent *a, int client)
{
	int64_t deadline = agent_now() + REQUEST_MS;
	struct agent_request q;
	struct str bytes;
	struct fault f = {0};
	pid_t process;
	if (!agent_peer(client, &process) || !agent_receive(client, a->in, &bytes, deadline)) {
		return;
	}
	struct agent_answer said = {.rc = agent_request_decode(bytes, &q, &f)};
	if (said.rc == RC_OK) {
		said.rc = answer(a, &q, &said.bytes, &f);
	}
	if (said.rc != RC_OK) {
		said.bytes = str_of(f.message);
	}
	agent_answer_encode(&said, a->out);
	(void)agent_write(client, a->out->bytes, a->out->n, deadline);
	secret_wipe(a->out, sizeof *a->out);
	secret_wipe(a->opened, PERSON_BYTES_MOST);
}

/* The signals that end it are let in only while it waits, so that none is missed. */
static void catch_signals(sigset_t *ret_waiting)
{
	static const int ends[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT};
	struct sigaction action = {.sa_handler = end_signal};
	sigset_t blocked;
	sigemptyset(&blocked);
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		sigaddset(&blocked, ends[i]);
		(void)sigaction(ends[i], &action, NULL);
	}
	(void)sigprocmask(SIG_BLOCK, &blocked, ret_waiting);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		sigdelset(ret_waiting, ends[i]);
	}
}

/* What the one clock counts and the other does not. */
static int64_t time_asleep(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return agent_now() - ((int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000);
}

static void serve_one(struct agent *a, const sigset_t *waiting)
{
	const struct timespec look = {.tv_sec = LOOK_MS / 1000};
	struct pollfd ready[2] = {{.fd = a->timer, .events = POLLIN}, {.fd = a->socket, .events = POLLIN}};
	int count = ppoll(ready, 2, &look, waiting);
	/* Before a request is taken: whoever opens a sleeping machine is not its owner yet. */
	if ((count < 0 && errno != EINTR) || ready[0].revents || time_asleep() - a->asleep > SLEEP_MS) {
		told_to_end = 1;
	}
	if (count <= 0 || told_to_end) {
		return;
	}
	int client = accept4(a->socket, NULL, NULL, SOCK_CLOEXEC);
	if (client >= 0) {
		take(a, client);
		close(client);
	}
}

void agent_serve(struct agent *a, struct person_key *k, uint32_t idle_seconds)
{
	sigset_t waiting;
	a->key = k;
	a->idle_seconds = idle_seconds;
	a->in = secret_alloc(sizeof *a->in);
	a->out = secret_alloc(sizeof *a->out);
	a->opened = secret_alloc(PERSON_BYTES_MOST);
	catch_signals(&waiting);
	a->asleep = time_asleep();
	not_idle(a);
	while (!told_to_end) {
		serve_one(a, &waiting);
	}
	person_destroy(a->key);
	a->key = NULL;
	secret_free(a->in);
	secret_free(a->out);
	secret_free(a->opened);
}

void agent_end(struct agent *a)
{
	if (!a) {
		return;
	}
	if (a->socket >= 0) {
		(void)unlink(a->place.socket.sun_path);
		close(a->socket);
	}
	if (a->timer >= 0) {
		close(a->timer);
	}
	if (a->lock >= 0) {
		close(a->lock);
	}
	free(a);
}
