/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The program: reads the command line, runs one command, says how it ended. */
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cli/cli.h"

/* More than any command needs at a million people; a runaway input ends before the machine does. */
#define COMMAND_MEMORY ((size_t)8 << 30)

/* Role keys pass through this process: no core file may carry them away. */
static void forbid_core_files(void)
{
	struct rlimit none = {0, 0};
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/* Ctrl-C: a file or a change that is not whole is not there. */
static void interrupted(int signal_number)
{
	static const char word[] = "\nInterrupted. What was not finished was not written.\n";
	if (unfinished_file) {
		unlink(unfinished_file);
	}
	ssize_t ignored = write(STDERR_FILENO, word, sizeof word - 1);
	(void)ignored;
	raise(signal_number); /* which its flag made the usual end again */
}

static void catch_interrupt(void)
{
	struct sigaction action = {.sa_handler = interrupted, .sa_flags = (int)SA_RESETHAND};
	sigemptyset(&action.sa_mask);
	(void)sigaction(SIGINT, &action, NULL);
}

static void context_init(struct context *c)
{
	*c = (struct context){0};
	c->arena = arena_create(COMMAND_MEMORY);
	c->register_path = getenv("VOLYA_REGISTER");
	if (!c->register_path || !*c->register_path) {
		c->register_path = "register";
	}
	c->width = terminal_columns(stdout);
	c->width = c->width ? c->width : 80;
	c->colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
	progress_init(&c->progress);
}

/* Output that could not be written (a full disk behind a pipe or file) is a failure too. */
static enum rc close_output(struct context *c, enum rc rc)
{
	if (rc == RC_OK && ferror(stdout)) {
		return fault_set(&c->fault, RC_IO, "the output could not be written whole");
	}
	if (fflush(stdout) != 0 && rc == RC_OK) {
		return fault_errno(&c->fault, RC_IO, "the output could not be written");
	}
	return rc;
}

int main(int argc, char **argv)
{
	struct context c;
	struct args args;
	int status = 0;

	setlocale(LC_CTYPE, "C.UTF-8");
	signal(SIGPIPE, SIG_DFL);
	catch_interrupt();
	forbid_core_files();
	context_init(&c);
	enum rc rc = args_parse(&c, argc, argv, &args);
	if (rc == RC_OK) {
		rc = args.command->run(&c, &args, &status);
		rc = host_turn_end(&c, rc);
	}
	progress_clear();
	rc = close_output(&c, rc);
	if (rc != RC_OK) {
		fault_print(stderr, &c.fault);
		status = rc_exit_status(rc);
	}
	arena_destroy(c.arena);
	return status;
}
