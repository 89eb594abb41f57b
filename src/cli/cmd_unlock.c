/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * volya unlock and volya lock. The agent is a child that asks for the passphrase itself: what it reads and opens
 * is in one process only, and the parent waits to hear how it went.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cli/passphrase.h"
#include "ledger/secret.h"
#include "web/agent.h"

/* What the child tells: small enough that a pipe takes it in one write. */
struct outcome {
	enum rc rc;
	struct fault fault;
	char name[PERSON_NAME_MOST + 1];
	bool locked; /* its memory is kept from the swap */
};

/* "15": minutes; "90s": seconds. */
static enum rc idle_time(struct context *c, const struct args *args, uint32_t *ret)
{
	const char *value = args_value(args, "idle");
	int64_t number;
	*ret = AGENT_IDLE_USUAL;
	if (!value) {
		return RC_OK;
	}
	struct str digits = str_of(value);
	bool seconds = digits.n && digits.p[digits.n - 1] == 's';
	digits.n -= seconds;
	if (!str_int(digits, &number) || number < 1 || number > AGENT_IDLE_MOST
		|| (number *= seconds ? 1 : 60) > AGENT_IDLE_MOST) {
		return fault_set(&c->fault, RC_INVALID, "--idle takes minutes up to %d, or seconds as 90s",
			AGENT_IDLE_MOST / 60);
	}
	*ret = (uint32_t)number;
	return RC_OK;
}

static enum rc open_key(struct context *c, const struct args *args, const char *path, struct person_key **ret)
{
	struct person_public public;
	struct passphrase *p;
	/* A file that is none is said before a passphrase is asked for. */
	enum rc rc = person_look(path, &public, &c->fault);
	if (rc == RC_OK) {
		const char *prompt = arena_printf(c->arena, "Passphrase of %s: ", public.name);
		rc = passphrase_ask(c, prompt, args_value(args, "passphrase-file"), &p);
	}
	if (rc == RC_OK) {
		rc = person_open(path, passphrase_view(p), ret, &c->fault);
		secret_free(p);
	}
	return rc;
}

static void tell(int fd, enum rc rc, const struct fault *f, const struct person_key *k)
{
	struct outcome o = {.rc = rc, .fault = *f, .locked = k && person_is_locked(k)};
	if (k) {
		memcpy(o.name, person_public(k)->name, sizeof o.name);
	}
	(void)!write(fd, &o, sizeof o);
}

/* The child: never returns to what the parent was doing. */
static void be_agent(struct context *c, const struct args *args, const char *path, uint32_t idle, int tell_fd)
{
	struct agent *a = NULL;
	struct person_key *k = NULL;
	(void)signal(SIGINT, SIG_DFL); /* the parent says that it was interrupted */
	enum rc rc = agent_begin(&a, &c->fault);
	if (rc == RC_OK) {
		rc = open_key(c, args, path, &k);
	}
	if (rc == RC_OK) {
		rc = agent_listen(a, &c->fault);
	}
	if (rc == RC_OK) {
		agent_detach(a, tell_fd); /* before it is told: the terminal may close as soon as the parent ends */
	}
	tell(tell_fd, rc, &c->fault, k);
	close(tell_fd);
	if (rc == RC_OK) {
		agent_serve(a, k, idle);
	} else {
		person_destroy(k);
	}
	agent_end(a);
	_exit(0);
}

static enum rc hear(int fd, struct outcome *ret, struct fault *f)
{
	size_t n = 0;
	ssize_t got = 1;
	while (n < sizeof *ret && (got > 0 || errno == EINTR)) {
		got = read(fd, (char *)ret + n, sizeof *ret - n);
		n += got > 0 ? (size_t)got : 0;
		if (got == 0) {
			break;
		}
	}
	return n == sizeof *ret ? ret->rc : fault_set(f, RC_IO, "the agent ended before it was ready");
}

/* The child's outcome, which the parent reports as its own. */
static enum rc start_agent(struct context *c, const struct args *args, const char *path, uint32_t idle,
	struct outcome *ret)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0) {
		return fault_errno(&c->fault, RC_IO, "cannot start the agent");
	}
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		close(ends[0]);
		be_agent(c, args, path, idle, ends[1]);
	}
	close(ends[1]);
	enum rc rc = child < 0 ? fault_errno(&c->fault, RC_IO, "cannot start the agent") : hear(ends[0], ret, &c->fault);
	close(ends[0]);
	if (rc != RC_OK && c->fault.rc == RC_OK) {
		c->fault = ret->fault;
	}
	return rc;
}

enum rc cmd_unlock(struct context *c, const struct args *args, int *ret_status)
{
	struct outcome o = {0};
	const char *path;
	uint32_t idle;
	(void)ret_status;
	ledger_start();
	enum rc rc = idle_time(c, args, &idle);
	if (rc == RC_OK) {
		rc = key_path(c, args->count ? args->operands[0] : NULL, &path);
	}
	if (rc == RC_OK) {
		rc = start_agent(c, args, path, idle, &o);
	}
	if (rc == RC_OK) {
		char *time = idle % 60 ? arena_printf(c->arena, "%u s", (unsigned)idle)
			: arena_printf(c->arena, "%u min", (unsigned)idle / 60);
		printf("The key of %s is unlocked. \"volya lock\" locks it; unused, it locks itself after %s.\n", o.name, time);
		if (!o.locked) {
			puts("The system let no memory be locked (ulimit -l): the key may be written to the swap.");
		}
	}
	return rc;
}

enum rc cmd_lock(struct context *c, const struct args *args, int *ret_status)
{
	bool was;
	(void)args;
	(void)ret_status;
	ledger_start();
	enum rc rc = agent_lock(&was, &c->fault);
	if (rc == RC_OK) {
		puts(was ? "Locked." : "No key was unlocked.");
	}
	return rc;
}
