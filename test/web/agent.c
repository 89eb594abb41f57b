/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The agent as a process: what it does for its own user, what it refuses, and that it ends. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "web/agent.h"
#include "web/agent_place.h"

#define LONG_IDLE 600
/* Slow machines and sanitizers get so long; nothing waits for all of it when it is well. */
#define PATIENCE_MS 20000

/* Seconds that this machine pretends to have slept; the agent's process sees them, too. */
static volatile int *slept;

int __real_clock_gettime(clockid_t clock, struct timespec *t);
int __wrap_clock_gettime(clockid_t clock, struct timespec *t);
int __wrap_clock_gettime(clockid_t clock, struct timespec *t)
{
	int rc = __real_clock_gettime(clock, t);
	t->tv_sec += rc == 0 && clock == CLOCK_BOOTTIME ? *slept : 0;
	return rc;
}

struct world {
	char folder[64];
	struct arena *arena;
	struct fault fault;
	pid_t agent; /* 0: none */
	struct person_public public;
};

static int make_world(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	snprintf(w->folder, sizeof w->folder, "/tmp/volya-agent.XXXXXX");
	assert_non_null(mkdtemp(w->folder));
	assert_int_equal(setenv("XDG_RUNTIME_DIR", w->folder, 1), 0);
	w->arena = arena_create(1 << 20);
	*state = w;
	return 0;
}

static void pause_ms(long ms)
{
	const struct timespec t = {.tv_nsec = ms * 1000000L};
	(void)nanosleep(&t, NULL);
}

/* Waits until the agent's process is gone. */
static void wait_gone(struct world *w)
{
	int64_t deadline = agent_now() + PATIENCE_MS;
	while (w->agent && waitpid(w->agent, NULL, WNOHANG) == 0) {
		assert_true(agent_now() < deadline);
		pause_ms(2);
	}
	w->agent = 0;
}

static int remove_world(void **state)
{
	struct world *w = *state;
	char path[128];
	if (w->agent) {
		(void)kill(w->agent, SIGKILL);
		wait_gone(w);
	}
	static const char *const names[] = {"volya/agent", "volya/lock", "volya"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s", w->folder, names[i]);
		(void)remove(path);
	}
	assert_int_equal(rmdir(w->folder), 0);
	arena_destroy(w->arena);
	free(w);
	return 0;
}

static void be_agent(const char *name, uint32_t idle, int tell)
{
	struct agent *a;
	struct fault f = {0};
	struct person_key *k = person_make(str_of(name));
	if (agent_begin(&a, &f) != RC_OK || agent_listen(a, &f) != RC_OK) {
		_exit(1);
	}
	(void)!write(tell, person_public(k), sizeof *person_public(k));
	agent_detach(a, -1);
	agent_serve(a, k, idle);
	agent_end(a);
	_exit(0);
}

static void start(struct world *w, const char *name, uint32_t idle)
{
	int ends[2];
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	w->agent = fork();
	if (w->agent == 0) {
		be_agent(name, idle, ends[1]);
	}
	close(ends[1]);
	assert_int_equal(read(ends[0], &w->public, sizeof w->public), sizeof w->public);
	close(ends[0]);
}

static void signs_and_opens(void **state)
{
	struct world *w = *state;
	struct signer who;
	struct buf box;
	uint8_t s[SIGNATURE_SIZE];
	char opened[PERSON_BYTES_MOST];
	static const char large[PERSON_BYTES_MOST];
	start(w, "anna", LONG_IDLE);
	assert_int_equal(agent_signer(w->arena, &who, &w->fault), RC_OK);
	assert_memory_equal(&who.public, &w->public, sizeof w->public);
	assert_int_equal(who.sign(who.data, STR("volya/test/1"), STR("invented"), s, &w->fault), RC_OK);
	assert_int_equal(person_check(w->public.sign, STR("volya/test/1"), STR("invented"), s, NULL), RC_OK);
	assert_int_equal(who.sign(who.data, STR("volya/test/1"), (struct str){large, sizeof large}, s, NULL), RC_OK);
	assert_int_equal(who.sign(who.data, STR("volya/test/1"), (struct str){0}, s, NULL), RC_OK);
	buf_init(&box, 8192);
	for (size_t n = 0; n <= sizeof large; n += 1024) {
		buf_clear(&box);
		assert_int_equal(box_seal(w->public.box, (struct str){large, n}, &box, NULL), RC_OK);
		memset(opened, 1, sizeof opened);
		assert_int_equal(who.open_box(who.data, buf_view(&box), opened, &w->fault), RC_OK);
		assert_memory_equal(opened, large, n);
	}
	buf_finish(&box);
}

static void refuses_what_is_not_for_it(void **state)
{
	struct world *w = *state;
	struct signer who;
	struct buf box;
	struct person_key *other = person_make(STR("boris"));
	uint8_t s[SIGNATURE_SIZE];
	char opened[64];
	static const char large[PERSON_BYTES_MOST + 1];
	start(w, "anna", LONG_IDLE);
	assert_int_equal(agent_signer(w->arena, &who, NULL), RC_OK);
	assert_int_equal(who.sign(who.data, STR("other/1"), STR("x"), s, &w->fault), RC_INVALID);
	assert_string_equal(w->fault.message, "the agent signs for Volya alone");
	assert_int_equal(who.sign(who.data, STR(""), STR("x"), s, NULL), RC_INVALID);
	assert_int_equal(who.sign(who.data, STR("volya/x"), (struct str){large, sizeof large}, s, NULL), RC_LIMIT);
	assert_int_equal(who.open_box(who.data, STR("short"), opened, NULL), RC_CRYPTO);
	buf_init(&box, 1024);
	assert_int_equal(box_seal(person_public(other)->box, STR("an invented secret"), &box, NULL), RC_OK);
	assert_int_equal(who.open_box(who.data, buf_view(&box), opened, NULL), RC_CRYPTO);
	buf_finish(&box);
	person_destroy(other);
}

static int dial(struct world *w)
{
	struct agent_place place;
	assert_int_equal(agent_place_find(&place, false, &w->fault), RC_OK);
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(s >= 0);
	assert_int_equal(connect(s, (const struct sockaddr *)&place.socket, sizeof place.socket), 0);
	return s;
}

static bool is_well(void)
{
	struct agent_state state;
	return agent_look(&state, NULL) == RC_OK;
}

static void bytes_of_any_kind_do_no_harm(void **state)
{
	struct world *w = *state;
	uint32_t random = 1;
	start(w, "anna", LONG_IDLE);
	for (int i = 0; i < 300; i++) {
		uint8_t bytes[64];
		for (size_t k = 0; k < sizeof bytes; k++) {
			random = random * 1664525u + 1013904223u;
			bytes[k] = (uint8_t)(random >> 24);
		}
		if (i % 3) { /* a length that can be */
			memcpy(bytes, (const uint8_t[]){0, 0, 0, 60}, 4);
		}
		if (i % 3 == 2) {
			bytes[4] = 1;
			bytes[5] %= 4; /* no lock */
		}
		int s = dial(w);
		(void)!send(s, bytes, i % 5 ? sizeof bytes : (size_t)i % sizeof bytes, MSG_NOSIGNAL);
		close(s);
	}
	assert_true(is_well());
}

/* More at once than the queue of the socket takes: each has its answer. */
static void many_ask_at_once(void **state)
{
	struct world *w = *state;
	pid_t child[8];
	int status;
	start(w, "anna", LONG_IDLE);
	assert_int_equal(kill(w->agent, SIGSTOP), 0);
	int queue[200], waiting = 0;
	for (; waiting < 200; waiting++) { /* who hangs up again, until there is no more room */
		struct agent_place place;
		assert_int_equal(agent_place_find(&place, false, NULL), RC_OK);
		queue[waiting] = agent_connect(&place, 50);
		if (queue[waiting] < 0) {
			assert_int_equal(errno, EAGAIN);
			break;
		}
	}
	assert_true(waiting > 0 && waiting < 200);
	for (int i = 0; i < 8; i++) {
		child[i] = fork();
		if (child[i] == 0) {
			for (int k = 0; k < waiting; k++) { /* else they would be open as long as this asks */
				close(queue[k]);
			}
			_exit(is_well() ? 0 : 1);
		}
	}
	while (waiting > 0) {
		close(queue[--waiting]);
	}
	pause_ms(50);
	assert_int_equal(kill(w->agent, SIGCONT), 0);
	for (int i = 0; i < 8; i++) {
		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
}

/* Who sends nothing holds the others up for two seconds, not for ever. */
static void who_is_slow_is_left(void **state)
{
	struct world *w = *state;
	start(w, "anna", LONG_IDLE);
	int64_t from = agent_now();
	int s = dial(w);
	assert_int_equal(send(s, "\0\0", 2, MSG_NOSIGNAL), 2);
	assert_true(is_well());
	assert_true(agent_now() - from >= 1900);
	close(s);
}

static void ends_when_idle(void **state)
{
	struct world *w = *state;
	struct agent_state seen;
	int64_t from = agent_now();
	start(w, "anna", 1);
	while (agent_look(&seen, NULL) == RC_OK) { /* to look keeps nothing awake */
		assert_true(agent_now() - from < PATIENCE_MS);
		assert_true(seen.idle_left <= 1);
		pause_ms(20);
	}
	assert_true(agent_now() - from >= 1000);
	wait_gone(w);
	assert_int_equal(agent_look(&seen, &w->fault), RC_NOT_FOUND);
}

static void work_keeps_it_awake(void **state)
{
	struct world *w = *state;
	struct signer who;
	uint8_t s[SIGNATURE_SIZE];
	start(w, "anna", 2);
	assert_int_equal(agent_signer(w->arena, &who, &w->fault), RC_OK);
	int64_t from = agent_now();
	while (agent_now() - from < 3000) {
		assert_int_equal(who.sign(who.data, STR("volya/test/1"), STR("x"), s, &w->fault), RC_OK);
		pause_ms(100);
	}
}

/* As whoever opens the lid would: asked at once it does nothing more, and unasked it ends as well. */
static void a_sleep_ends_it(void **state)
{
	struct world *w = *state;
	start(w, "anna", LONG_IDLE);
	assert_true(is_well());
	*slept += 3;
	assert_false(is_well());
	wait_gone(w);
	start(w, "anna", LONG_IDLE); /* slept before: that was another time */
	assert_true(is_well());
	*slept += 3;
	wait_gone(w);
}

static void ends_on_signals(void **state)
{
	struct world *w = *state;
	static const int signals[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT};
	struct stat st;
	char path[128];
	snprintf(path, sizeof path, "%s/volya/agent", w->folder);
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		start(w, "anna", LONG_IDLE);
		assert_true(is_well());
		assert_int_equal(kill(w->agent, signals[i]), 0);
		wait_gone(w);
		assert_false(is_well());
		assert_int_equal(lstat(path, &st), -1);
	}
}

static void lock_ends_it(void **state)
{
	struct world *w = *state;
	bool was;
	assert_int_equal(agent_lock(&was, &w->fault), RC_OK);
	assert_false(was);
	for (int i = 0; i < 50; i++) {
		struct agent *a;
		start(w, "anna", LONG_IDLE);
		assert_int_equal(agent_lock(&was, &w->fault), RC_OK);
		assert_true(was);
		assert_int_equal(agent_begin(&a, &w->fault), RC_OK); /* at once */
		agent_end(a);
		assert_false(is_well());
		wait_gone(w);
	}
	assert_int_equal(agent_lock(&was, &w->fault), RC_OK);
	assert_false(was);
}

/* One that hangs is not asked for long. */
static void lock_kills_what_does_not_answer(void **state)
{
	struct world *w = *state;
	bool was;
	start(w, "anna", LONG_IDLE);
	assert_int_equal(kill(w->agent, SIGSTOP), 0);
	assert_int_equal(agent_lock(&was, &w->fault), RC_OK);
	assert_true(was);
	wait_gone(w);
	start(w, "anna", LONG_IDLE); /* over the socket that was left */
	assert_true(is_well());
}

static void there_is_one(void **state)
{
	struct world *w = *state;
	struct agent *a;
	start(w, "anna", LONG_IDLE);
	assert_int_equal(agent_begin(&a, &w->fault), RC_CONFLICT);
	assert_true(is_well());
}

/* A signer is of the key that was open when it was made. */
static void another_key_is_noticed(void **state)
{
	struct world *w = *state;
	struct signer who;
	uint8_t s[SIGNATURE_SIZE];
	bool was;
	start(w, "anna", LONG_IDLE);
	assert_int_equal(agent_signer(w->arena, &who, &w->fault), RC_OK);
	assert_int_equal(agent_lock(&was, &w->fault), RC_OK);
	wait_gone(w);
	assert_int_equal(who.sign(who.data, STR("volya/test/1"), STR("x"), s, NULL), RC_NOT_FOUND);
	start(w, "boris", LONG_IDLE);
	assert_int_equal(who.sign(who.data, STR("volya/test/1"), STR("x"), s, &w->fault), RC_CRYPTO);
	assert_non_null(strstr(w->fault.message, "not the key of anna"));
}

static void check_refused(struct world *w, enum rc expected)
{
	struct agent *a;
	struct agent_state seen;
	bool was;
	fault_clear(&w->fault);
	assert_int_equal(agent_begin(&a, &w->fault), expected);
	assert_int_equal(agent_look(&seen, NULL), expected);
	assert_int_equal(agent_lock(&was, NULL), expected);
}

static void a_folder_of_others_is_refused(void **state)
{
	struct world *w = *state;
	char path[128], other[128];
	snprintf(path, sizeof path, "%s/volya", w->folder);
	snprintf(other, sizeof other, "%s/other", w->folder);
	assert_int_equal(mkdir(path, 0700), 0);
	static const mode_t modes[] = {0701, 0710, 0720, 0755, 01777};
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		assert_int_equal(chmod(path, modes[i]), 0);
		check_refused(w, RC_DENIED);
	}
	assert_int_equal(rename(path, other), 0);
	assert_int_equal(chmod(other, 0700), 0);
	assert_int_equal(symlink(other, path), 0);
	check_refused(w, RC_DENIED);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rename(other, path), 0);
	if (geteuid() == 0) { /* only then can it be another's */
		assert_int_equal(chown(path, 65534, 65534), 0);
		check_refused(w, RC_DENIED);
	}
}

/* Another user who got as far as the socket is not answered. */
static void another_user_is_not_answered(void **state)
{
	struct world *w = *state;
	int status;
	char path[128];
	if (geteuid() != 0) {
		skip();
	}
	start(w, "anna", LONG_IDLE);
	snprintf(path, sizeof path, "%s/volya/agent", w->folder);
	int s = dial(w);
	close(s);
	assert_int_equal(chmod(w->folder, 0711), 0);
	assert_int_equal(chmod(path, 0666), 0);
	snprintf(path, sizeof path, "%s/volya", w->folder);
	assert_int_equal(chmod(path, 0711), 0);
	pid_t child = fork();
	if (child == 0) {
		struct sockaddr_un at = {.sun_family = AF_UNIX};
		uint8_t byte;
		snprintf(at.sun_path, sizeof at.sun_path, "%.64s/volya/agent", w->folder);
		s = socket(AF_UNIX, SOCK_STREAM, 0);
		if (setresuid(65534, 65534, 65534) != 0 || connect(s, (const struct sockaddr *)&at, sizeof at) != 0) {
			_exit(2);
		}
		(void)!send(s, "\0\0\0\2\1\1", 6, MSG_NOSIGNAL);
		_exit(recv(s, &byte, 1, 0) > 0 ? 1 : 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	ledger_start();
	slept = mmap(NULL, sizeof *slept, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (slept == MAP_FAILED) {
		return 1;
	}
#define IN(f) cmocka_unit_test_setup_teardown(f, make_world, remove_world)
	const struct CMUnitTest tests[] = {
		IN(signs_and_opens),
		IN(refuses_what_is_not_for_it),
		IN(bytes_of_any_kind_do_no_harm),
		IN(many_ask_at_once),
		IN(who_is_slow_is_left),
		IN(ends_when_idle),
		IN(work_keeps_it_awake),
		IN(a_sleep_ends_it),
		IN(ends_on_signals),
		IN(lock_ends_it),
		IN(lock_kills_what_does_not_answer),
		IN(there_is_one),
		IN(another_key_is_noticed),
		IN(a_folder_of_others_is_refused),
		IN(another_user_is_not_answered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
