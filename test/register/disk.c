/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Notes what a program does to a folder. The functions that are named as those of the C library take their place, for
 * this program and for the libraries it uses.
 */
#include "disk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FDS 1024
#define NAMES 4096

/* A name that is there now. */
struct name {
	int folder, node;
	char *name;
};

static struct {
	bool on;
	char folder[PATH_MAX];
	struct disk_notes notes;
	struct name names[NAMES];
	size_t count;
	int fds[FDS]; /* node + 1 */
} noted;

static void *grown(void *p, size_t size)
{
	p = realloc(p, size);
	if (!p) {
		abort();
	}
	return p;
}

static struct op *add(enum op_what what, int node)
{
	struct disk_notes *n = &noted.notes;
	if (n->count == n->room) {
		n->room = n->room ? 2 * n->room : 256;
		n->ops = grown(n->ops, n->room * sizeof *n->ops);
	}
	n->ops[n->count] = (struct op){.what = what, .node = node};
	return &n->ops[n->count++];
}

static int new_node(bool folder)
{
	struct disk_notes *n = &noted.notes;
	n->is_folder = grown(n->is_folder, (size_t)(n->nodes + 1) * sizeof *n->is_folder);
	n->is_folder[n->nodes] = folder;
	return n->nodes++;
}

static struct name *find(int folder, const char *name, size_t n)
{
	for (size_t i = 0; i < noted.count; i++) {
		struct name *x = &noted.names[i];
		if (x->folder == folder && strlen(x->name) == n && memcmp(x->name, name, n) == 0) {
			return x;
		}
	}
	return NULL;
}

/* The folder a path lies in and its last part; -1 where it is not in the folder that is noted. */
static int place_of(const char *path, const char **ret_name)
{
	size_t n = strlen(noted.folder);
	if (!noted.on || strncmp(path, noted.folder, n) != 0 || path[n] != '/') {
		return -1;
	}
	int folder = 0;
	for (const char *part = path + n;;) {
		part += strspn(part, "/");
		const char *end = part + strcspn(part, "/");
		if (end[strspn(end, "/")] == '\0') {
			*ret_name = part;
			return folder;
		}
		struct name *x = find(folder, part, (size_t)(end - part));
		if (!x) {
			return -1;
		}
		folder = x->node;
		part = end;
	}
}

static size_t name_length(const char *name)
{
	return strcspn(name, "/");
}

static int node_of(const char *path)
{
	const char *name;
	if (noted.on && strcmp(path, noted.folder) == 0) {
		return 0;
	}
	int folder = place_of(path, &name);
	struct name *x = folder < 0 ? NULL : find(folder, name, name_length(name));
	return folder >= 0 && *name == '\0' ? folder : x ? x->node : -1;
}

/* A name for a node that is there. */
static void give_name(const char *path, int node)
{
	const char *name;
	int folder = place_of(path, &name);
	struct op *op = add(OP_MAKE, node);
	op->folder = folder;
	op->name = strndup(name, name_length(name));
	if (noted.count == NAMES) {
		abort();
	}
	noted.names[noted.count++] = (struct name){folder, node, op->name};
}

static int make(const char *path, bool is_folder)
{
	const char *name;
	if (place_of(path, &name) < 0) {
		return -1;
	}
	int node = new_node(is_folder);
	give_name(path, node);
	return node;
}

static void unname(struct name *x)
{
	*x = noted.names[--noted.count];
}

static void note_removed(const char *path)
{
	const char *name;
	int folder = place_of(path, &name);
	struct name *x = folder < 0 ? NULL : find(folder, name, name_length(name));
	if (x) {
		struct op *op = add(OP_REMOVE, x->node);
		op->folder = folder;
		op->name = x->name;
		unname(x);
	}
}

static void note_moved(const char *from, const char *to)
{
	const char *name, *to_name;
	int folder = place_of(from, &name), to_folder = place_of(to, &to_name);
	struct name *x = folder < 0 ? NULL : find(folder, name, name_length(name));
	if (!x || to_folder < 0) {
		if (x || to_folder >= 0) {
			abort(); /* in or out of the folder: nothing here does that */
		}
		return;
	}
	struct op *op = add(OP_MOVE, x->node);
	op->folder = folder;
	op->name = x->name;
	op->to_folder = to_folder;
	op->to_name = strndup(to_name, name_length(to_name));
	unname(x);
	x = find(to_folder, op->to_name, strlen(op->to_name));
	if (x) {
		unname(x);
	}
	noted.names[noted.count++] = (struct name){to_folder, op->node, op->to_name};
}

static int node_of_fd(int fd)
{
	return noted.on && fd >= 0 && fd < FDS ? noted.fds[fd] - 1 : -1;
}

static void note_write(int fd, const void *bytes, size_t n, uint64_t offset)
{
	int node = node_of_fd(fd);
	if (node >= 0) {
		struct op *op = add(OP_WRITE, node);
		op->bytes = grown(NULL, n ? n : 1);
		memcpy(op->bytes, bytes, n);
		op->n = n;
		op->offset = offset;
	}
}

static void note_cut(int fd, uint64_t size)
{
	int node = node_of_fd(fd);
	if (node >= 0) {
		add(OP_CUT, node)->offset = size;
	}
}

/* ---- in place of the C library ---- */

static int open_any(const char *path, int flags, mode_t mode)
{
	int node = noted.on ? node_of(path) : -1;
	int fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
	if (fd < 0 || !noted.on) {
		return fd;
	}
	if (node < 0 && (flags & O_CREAT)) {
		node = make(path, false);
	}
	if (fd < FDS) {
		noted.fds[fd] = node + 1;
	}
	if (node >= 0 && (flags & O_TRUNC)) {
		note_cut(fd, 0);
	}
	return fd;
}

static mode_t mode_of(int flags, va_list args)
{
	return flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(args, int) : 0;
}

/* The C library's own headers may give these names to each other. */
#define STAND_IN(result, name, ...) \
	result disk_##name(__VA_ARGS__) __asm__(#name); \
	result disk_##name(__VA_ARGS__)

#define OPEN(name) STAND_IN(int, name, const char *path, int flags, ...) \
{ \
	va_list args; \
	va_start(args, flags); \
	mode_t mode = mode_of(flags, args); \
	va_end(args); \
	return open_any(path, flags, mode); \
}
OPEN(open)
OPEN(open64)

STAND_IN(int, __open_2, const char *path, int flags)
{
	return open_any(path, flags, 0);
}

STAND_IN(int, __open64_2, const char *path, int flags)
{
	return open_any(path, flags, 0);
}

STAND_IN(int, close, int fd)
{
	if (noted.on && fd >= 0 && fd < FDS) {
		noted.fds[fd] = 0;
	}
	return (int)syscall(SYS_close, fd);
}

STAND_IN(ssize_t, write, int fd, const void *bytes, size_t n)
{
	off_t offset = node_of_fd(fd) >= 0 ? lseek(fd, 0, SEEK_CUR) : 0;
	ssize_t done = syscall(SYS_write, fd, bytes, n);
	if (done > 0) {
		note_write(fd, bytes, (size_t)done, (uint64_t)offset);
	}
	return done;
}

static ssize_t write_at(int fd, const void *bytes, size_t n, off_t offset)
{
	ssize_t done = syscall(SYS_pwrite64, fd, bytes, n, offset);
	if (done > 0) {
		note_write(fd, bytes, (size_t)done, (uint64_t)offset);
	}
	return done;
}

STAND_IN(ssize_t, pwrite, int fd, const void *bytes, size_t n, off_t offset)
{
	return write_at(fd, bytes, n, offset);
}

STAND_IN(ssize_t, pwrite64, int fd, const void *bytes, size_t n, off_t offset)
{
	return write_at(fd, bytes, n, offset);
}

static int cut_any(int fd, off_t size)
{
	int done = (int)syscall(SYS_ftruncate, fd, size);
	if (done == 0) {
		note_cut(fd, (uint64_t)size);
	}
	return done;
}

STAND_IN(int, ftruncate, int fd, off_t size)
{
	return cut_any(fd, size);
}

STAND_IN(int, ftruncate64, int fd, off_t size)
{
	return cut_any(fd, size);
}

/* Nothing waits for the disk: the notes say what had to. */
static int sync_any(int fd)
{
	int node = node_of_fd(fd);
	if (node >= 0) {
		(void)add(OP_SYNC, node);
	}
	return 0;
}

STAND_IN(int, fsync, int fd)
{
	return sync_any(fd);
}

STAND_IN(int, fdatasync, int fd)
{
	return sync_any(fd);
}

STAND_IN(int, syncfs, int fd)
{
	if (node_of_fd(fd) >= 0) {
		(void)add(OP_SYNC_ALL, 0);
	}
	return 0;
}

STAND_IN(int, rename, const char *from, const char *to)
{
	int done = (int)syscall(SYS_rename, from, to);
	if (done == 0) {
		note_moved(from, to);
	}
	return done;
}

STAND_IN(int, renameat2, int from_fd, const char *from, int to_fd, const char *to, unsigned flags)
{
	int done = (int)syscall(SYS_renameat2, from_fd, from, to_fd, to, flags);
	if (done == 0) {
		note_moved(from, to);
	}
	return done;
}

STAND_IN(int, link, const char *from, const char *to)
{
	int done = (int)syscall(SYS_link, from, to), node = done == 0 && noted.on ? node_of(from) : -1;
	if (node >= 0) {
		give_name(to, node);
	}
	return done;
}

STAND_IN(int, unlink, const char *path)
{
	int done = (int)syscall(SYS_unlink, path);
	if (done == 0) {
		note_removed(path);
	}
	return done;
}

STAND_IN(int, unlinkat, int fd, const char *name, int flags)
{
	char link[64], path[PATH_MAX];
	int done = (int)syscall(SYS_unlinkat, fd, name, flags);
	if (done == 0 && noted.on) {
		snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
		ssize_t n = name[0] == '/' ? 0 : readlink(link, path, sizeof path - NAME_MAX - 2);
		snprintf(path + (n > 0 ? n : 0), NAME_MAX + 2, "%s%s", n > 0 ? "/" : "", name);
		note_removed(path);
	}
	return done;
}

STAND_IN(int, rmdir, const char *path)
{
	int done = (int)syscall(SYS_rmdir, path);
	if (done == 0) {
		note_removed(path);
	}
	return done;
}

STAND_IN(int, remove, const char *path)
{
	int done = unlink(path);
	return done != 0 && (errno == EISDIR || errno == EPERM) ? rmdir(path) : done;
}

STAND_IN(int, mkdir, const char *path, mode_t mode)
{
	int done = (int)syscall(SYS_mkdir, path, mode);
	if (done == 0) {
		(void)make(path, true);
	}
	return done;
}

static int make_temporary(char *path)
{
	static unsigned last;
	char *end = path + strlen(path) - 6;
	snprintf(end, 7, "%06u", ++last % 1000000);
	return open_any(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
}

STAND_IN(int, mkstemp, char *path)
{
	return make_temporary(path);
}

STAND_IN(int, mkstemp64, char *path)
{
	return make_temporary(path);
}

/* ---- the notes ---- */

void disk_start(const char *folder)
{
	disk_forget();
	snprintf(noted.folder, sizeof noted.folder, "%s", folder);
	(void)new_node(true);
	noted.on = true;
}

void disk_stop(void)
{
	noted.on = false;
}

void disk_mark(int what)
{
	(void)add(OP_MARK, what);
}

const struct disk_notes *disk_notes(void)
{
	return &noted.notes;
}

void disk_forget(void)
{
	struct disk_notes *n = &noted.notes;
	for (size_t i = 0; i < n->count; i++) {
		struct op *op = &n->ops[i];
		free(op->bytes);
		free(op->to_name);
		if (op->what == OP_MAKE) {
			free(op->name); /* others have it from here, or from a to_name */
		}
	}
	free(n->ops);
	free(n->is_folder);
	*n = (struct disk_notes){0};
	noted.count = 0;
	memset(noted.fds, 0, sizeof noted.fds);
}
