/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A passphrase from the terminal or a file, into locked memory and nowhere else. */
#include "cli/passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "ledger/secret.h"

struct str passphrase_view(const struct passphrase *p)
{
	return (struct str){p->text, p->n};
}

/* The next byte; where signals are held back, those of *let_in may come while it waits, and no other moment. */
static ssize_t read_byte(int fd, const sigset_t *let_in, char *ret)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	return let_in && ppoll(&p, 1, NULL, let_in) < 0 ? -1 : read(fd, ret, 1);
}

/* One line, byte by byte, so that nothing of it stays in a buffer and what follows is left to be read. */
static enum rc read_line(struct context *c, int fd, const sigset_t *let_in, const char *name, struct passphrase *p)
{
	for (;;) {
		char byte;
		ssize_t n = read_byte(fd, let_in, &byte);
		if (n < 0) {
			return errno == EINTR ? fault_set(&c->fault, RC_INVALID, "interrupted: no passphrase was given")
				: fault_errno(&c->fault, RC_IO, "cannot read the passphrase from %s", name);
		}
		if (n == 0 || byte == '\n') {
			break;
		}
		if (p->n == PASSPHRASE_MOST) {
			return fault_set(&c->fault, RC_LIMIT, "a passphrase has at most %d bytes", PASSPHRASE_MOST);
		}
		p->text[p->n++] = byte;
		secret_wipe(&byte, 1);
	}
	if (p->n && p->text[p->n - 1] == '\r') {
		p->n--;
	}
	return p->n ? RC_OK : fault_set(&c->fault, RC_INVALID, "the passphrase is empty");
}

static enum rc from_file(struct context *c, const char *path, struct passphrase *p)
{
	struct stat st;
	if (strcmp(path, "-") == 0) {
		return read_line(c, STDIN_FILENO, NULL, "standard input", p);
	}
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return fault_errno(&c->fault, errno == ENOENT ? RC_INVALID : RC_IO, "cannot open %s", path);
	}
	enum rc rc = RC_OK;
	if (fstat(fd, &st) != 0 || (S_ISREG(st.st_mode) && (st.st_mode & 077) != 0)) {
		rc = fault_set(&c->fault, RC_DENIED, "%s can be read by others than its owner", path);
		fault_hint(&c->fault, "chmod 600 %s, and take another passphrase if somebody may have read it", path);
	} else {
		rc = read_line(c, fd, NULL, path, p);
	}
	close(fd);
	return rc;
}

static volatile sig_atomic_t caught;

static void note_signal(int number)
{
	caught = number;
}

static const int stopping[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
#define STOPPING (sizeof stopping / sizeof *stopping)

/* The signals that would end us are only noted, until they are let out again. */
static void hold_signals(struct sigaction old[STOPPING], sigset_t *old_mask)
{
	struct sigaction note = {.sa_handler = note_signal};
	sigset_t held;
	caught = 0;
	sigemptyset(&note.sa_mask);
	sigemptyset(&held);
	for (size_t i = 0; i < STOPPING; i++) {
		(void)sigaction(stopping[i], &note, &old[i]);
		sigaddset(&held, stopping[i]);
	}
	(void)sigprocmask(SIG_BLOCK, &held, old_mask);
}

static void let_out_signals(const struct sigaction old[STOPPING], const sigset_t *old_mask)
{
	for (size_t i = 0; i < STOPPING; i++) {
		(void)sigaction(stopping[i], &old[i], NULL);
	}
	(void)sigprocmask(SIG_SETMASK, old_mask, NULL);
	if (caught) {
		(void)raise(caught);
	}
}

/* Whatever ends us while we ask, the terminal has its echo again before. */
static enum rc ask_quietly(struct context *c, int tty, const char *prompt, struct passphrase *p)
{
	struct termios before, quiet;
	struct sigaction old[STOPPING];
	sigset_t old_mask;
	if (tcgetattr(tty, &before) != 0) {
		return fault_errno(&c->fault, RC_IO, "the terminal cannot be asked");
	}
	hold_signals(old, &old_mask);
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
	(void)tcsetattr(tty, TCSAFLUSH, &quiet);
	(void)!write(tty, prompt, strlen(prompt));
	enum rc rc = read_line(c, tty, &old_mask, "the terminal", p);
	(void)!write(tty, "\n", 1);
	(void)tcsetattr(tty, TCSAFLUSH, &before);
	let_out_signals(old, &old_mask);
	return rc;
}

static enum rc from_terminal(struct context *c, const char *prompt, struct passphrase *p)
{
	int tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (tty < 0) {
		enum rc rc = fault_set(&c->fault, RC_INVALID, "there is no terminal to ask for the passphrase");
		fault_hint(&c->fault, "--passphrase-file FILE reads it from a file, or - from standard input");
		return rc;
	}
	enum rc rc = ask_quietly(c, tty, prompt, p);
	close(tty);
	return rc;
}

enum rc passphrase_ask(struct context *c, const char *prompt, const char *file, struct passphrase **ret)
{
	struct passphrase *p = secret_alloc(sizeof *p);
	enum rc rc = file ? from_file(c, file, p) : from_terminal(c, prompt, p);
	if (rc != RC_OK) {
		secret_free(p);
		return rc;
	}
	*ret = p;
	return RC_OK;
}

static enum rc ask_again(struct context *c, const struct passphrase *first)
{
	struct passphrase *again;
	enum rc rc = passphrase_ask(c, "The same once more: ", NULL, &again);
	if (rc == RC_OK) {
		if (!str_eq(passphrase_view(first), passphrase_view(again))) {
			rc = fault_set(&c->fault, RC_INVALID, "the two are not the same");
		}
		secret_free(again);
	}
	return rc;
}

enum rc passphrase_ask_new(struct context *c, const char *prompt, const char *file, struct passphrase **ret)
{
	struct passphrase *p;
	enum rc rc = passphrase_ask(c, prompt, file, &p);
	if (rc != RC_OK) {
		return rc;
	}
	rc = passphrase_check(passphrase_view(p), &c->fault);
	if (rc == RC_OK && !file) {
		rc = ask_again(c, p);
	}
	if (rc != RC_OK) {
		secret_free(p);
		return rc;
	}
	*ret = p;
	return RC_OK;
}
