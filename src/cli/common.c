/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What several commands need: the register, a whole file in, a whole file out. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/log_text.h"
#include "register/people.h"
#include "web/agent.h"

bool is_register(const char *place)
{
	char path[4096];
	(void)snprintf(path, sizeof path, "%s/register.db", place);
	return access(path, F_OK) == 0;
}

/* Where there are people, whoever's key is unlocked acts; where none is, that is said when somebody must. */
static enum rc let_act(struct context *c, struct reg *r)
{
	struct signer *who = arena_alloc(c->arena, sizeof *who);
	struct fault none = {0};
	bool people;
	enum rc rc = people_founded(r, &people, &c->fault);
	if (rc == RC_OK && people) {
		ledger_start();
		rc = agent_signer(c->arena, who, &none);
		reg_act_as(r, rc == RC_OK ? who : NULL);
		rc = rc == RC_OK || rc == RC_NOT_FOUND ? RC_OK : fault_set(&c->fault, rc, "%s", none.message);
	}
	return rc;
}

enum rc open_register(struct context *c, enum db_access access, struct reg **ret)
{
	enum rc rc = reg_update(c->register_path, &c->progress, &c->fault);
	progress_clear();
	if (rc == RC_OK && access == DB_WRITE) {
		rc = host_turn_begin(c);
	}
	if (rc == RC_OK) {
		rc = reg_open(c->register_path, access, ret, &c->fault);
	}
	if (rc == RC_NOT_FOUND) {
		fault_hint(&c->fault, "\"volya init %s --organisation NAME\" makes one; --register or "
			"VOLYA_REGISTER names another", c->register_path);
		return RC_INVALID; /* a name that is wrong, not an answer of "no" */
	}
	if (rc == RC_OK) {
		rc = let_act(c, *ret);
		if (rc != RC_OK) {
			reg_close(*ret);
		}
	}
	return rc;
}

void close_register(struct context *c, struct reg *r)
{
	struct fault f = {0};
	bool private = r && reg_viewer(r)->tier != TIER_PUBLIC; /* nothing public was said */
	if (r && !private) {
		log_follow(c, r);
	}
	/* An erasure that was cut short after it was recorded is ended by whatever is done next. */
	if (r && !private && db_scrub(reg_db(r), &f) != RC_OK && c->fault.rc == RC_OK) {
		fault_print(stderr, &f);
	}
	reg_close(r);
}

static enum rc read_descriptor(struct context *c, int fd, const char *name, size_t limit, struct str *ret)
{
	struct buf bytes;
	char block[65536];
	ssize_t n;
	buf_init(&bytes, limit);
	while ((n = read(fd, block, sizeof block)) > 0 || (n < 0 && errno == EINTR)) {
		if (n > 0) {
			buf_add(&bytes, block, (size_t)n);
		}
		if (bytes.full) {
			break;
		}
	}
	enum rc rc = RC_OK;
	if (bytes.full) {
		rc = fault_set(&c->fault, RC_LIMIT, "%s is larger than %zu MiB", name, limit >> 20);
	} else if (n < 0) {
		rc = fault_errno(&c->fault, RC_IO, "cannot read %s", name);
	} else {
		*ret = str_copy(c->arena, buf_view(&bytes));
	}
	buf_finish(&bytes);
	return rc;
}

enum rc read_file(struct context *c, const char *path, size_t limit, struct str *ret)
{
	if (strcmp(path, "-") == 0) {
		return read_descriptor(c, STDIN_FILENO, "standard input", limit, ret);
	}
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return fault_errno(&c->fault, errno == ENOENT ? RC_INVALID : RC_IO, "cannot open %s", path);
	}
	enum rc rc = read_descriptor(c, fd, path, limit, ret);
	close(fd);
	return rc;
}

static bool write_all(int fd, struct str bytes)
{
	while (bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n <= 0) {
			return false;
		}
		bytes.p += n;
		bytes.n -= (size_t)n;
	}
	return true;
}

/* A device, a pipe or a socket is written to where it is; a new file must not take its place. */
static bool is_special(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

static enum rc write_special(struct context *c, const char *path, struct str bytes)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool fine = fd >= 0 && write_all(fd, bytes);
	enum rc rc = fine ? RC_OK : fault_errno(&c->fault, RC_IO, "cannot write %s", path);
	if (fd >= 0 && close(fd) != 0 && rc == RC_OK) {
		rc = fault_errno(&c->fault, RC_IO, "cannot write %s", path);
	}
	return rc;
}

const char *volatile unfinished_file;

enum rc write_output(struct context *c, const char *path, struct str bytes)
{
	if (!path || strcmp(path, "-") == 0) {
		fwrite(bytes.p, 1, bytes.n, stdout);
		return RC_OK;
	}
	if (is_special(path)) {
		return write_special(c, path, bytes);
	}
	/* What a link leads to is written, not the link. */
	char *target = realpath(path, NULL);
	char *temporary = arena_printf(c->arena, "%s.XXXXXX", target ? target : path);
	path = target ? arena_strdup(c->arena, target) : path;
	free(target);
	int fd = mkstemp(temporary);
	if (fd < 0) {
		return fault_errno(&c->fault, RC_IO, "cannot write %s", path);
	}
	unfinished_file = temporary;
	bool fine = write_all(fd, bytes) && fchmod(fd, 0644) == 0 && fsync(fd) == 0;
	fine = (close(fd) == 0) && fine;
	if (!fine || rename(temporary, path) != 0) {
		enum rc rc = fault_errno(&c->fault, RC_IO, "cannot write %s", path);
		unfinished_file = NULL;
		unlink(temporary);
		return rc;
	}
	unfinished_file = NULL;
	return RC_OK;
}

char *one_line(struct context *c, const char *text)
{
	char *line = arena_strdup(c->arena, text);
	for (char *p = line; *p; p++) {
		/* U+2028 to U+202E, U+2066 to U+2069: separators, and what turns the direction */
		bool hidden = p[0] == '\xE2' && ((p[1] == '\x80' && p[2] >= '\xA8' && p[2] <= '\xAE')
			|| (p[1] == '\x81' && p[2] >= '\xA6' && p[2] <= '\xA9'));
		if (hidden) {
			memset(p, ' ', 3);
		} else if (p[0] == '\xC2' && (unsigned char)p[1] < 0xA0) { /* more control characters */
			memset(p, ' ', 2);
		} else if ((unsigned char)*p < 0x20 || *p == 0x7F) {
			*p = ' ';
		}
	}
	return line;
}

void finding(int indent, int column, const char *text)
{
	int columns = terminal_columns(stdout);
	if (columns) {
		print_wrapped(stdout, columns, indent, column, text);
	} else {
		puts(text);
	}
}

void paragraph(const struct context *c, const char *fmt, ...)
{
	char *text;
	va_list args;
	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) >= 0) {
		print_wrapped(stdout, c->width, 0, 0, text);
		free(text);
	}
	va_end(args);
}
