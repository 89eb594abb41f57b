/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The files of a log out of a bundle: a tar, without compression, so that one file can be read without the others and a
 * small bundle cannot become a large one. Nothing is ever unpacked to the disk. A bundle comes from anybody's stick: it
 * is gone through first, and holds plain files of a log, each once, or is refused.
 */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "web/fetch_inside.h"

#define BLOCK 16384
#define FILES_MOST ((size_t)1 << 22)

struct member {
	char path[TILE_PATH];
	int64_t at; /* where its header begins */
};

struct bundle {
	int fd;
	char *name;
	struct member *members; /* by path */
	size_t count, room;
};

static void bundle_close(void *state)
{
	struct bundle *b = state;

	close(b->fd);
	free(b->members);
	free(b->name);
	free(b);
}

/* Reads on from this place of the file. NULL: said. */
static struct archive *open_at(struct bundle *b, int64_t at, struct fault *f)
{
	struct archive *a = archive_read_new();

	if (!a || archive_read_support_filter_none(a) != ARCHIVE_OK || archive_read_support_format_tar(a) != ARCHIVE_OK) {
		fault_set(f, RC_IO, "%s: cannot start libarchive", b->name);
	} else if (lseek(b->fd, at, SEEK_SET) < 0) {
		fault_errno(f, RC_IO, "cannot read %s", b->name);
	} else if (archive_read_open_fd(a, b->fd, BLOCK) != ARCHIVE_OK) {
		fault_set(f, RC_INVALID, "%s is no bundle (a tar without compression)", b->name);
	} else {
		return a;
	}
	archive_read_free(a);
	return NULL;
}

/* A name as tar writes it where it was told to pack ".". */
static struct str plain_name(struct archive_entry *e)
{
	struct str name = str_of(archive_entry_pathname(e));

	return str_starts(name, "./") ? str_sub(name, 2, name.n) : name;
}

/* What stands in the bundle, for a message: no control characters, no more than a line. */
static const char *shown(struct str name, char text[81])
{
	size_t n = name.n < 80 ? name.n : 80;

	for (size_t i = 0; i < n; i++) {
		text[i] = name.p[i] < ' ' || name.p[i] > '~' ? '?' : name.p[i];
	}
	text[n] = 0;
	return text;
}

static enum rc check_entry(const struct bundle *b, struct archive_entry *e, struct fault *f)
{
	struct str name = plain_name(e);
	size_t most = fetch_most(name);
	char text[81];

	if (archive_entry_hardlink(e) || archive_entry_symlink(e) || archive_entry_filetype(e) != AE_IFREG) {
		return fault_set(f, RC_INVALID, "%s: %s is a link or a device: no bundle has such", b->name, shown(name, text));
	}
	if (!most) {
		return fault_set(f, RC_INVALID, "%s holds \"%s\", which is no file of a log", b->name, shown(name, text));
	}
	if (!archive_entry_size_is_set(e) || archive_entry_size(e) < 0 || (uint64_t)archive_entry_size(e) > most) {
		return fault_set(f, RC_LIMIT, "%s: %s is larger than such a file can be", b->name, shown(name, text));
	}
	return RC_OK;
}

static enum rc add_member(struct bundle *b, struct str name, int64_t at, struct fault *f)
{
	if (b->count == FILES_MOST) {
		return fault_set(f, RC_LIMIT, "%s holds too many files", b->name);
	}
	if (b->count == b->room) {
		b->room = b->room ? b->room * 2 : 256;
		b->members = xrealloc(b->members, b->room * sizeof(*b->members));
	}
	struct member *m = &b->members[b->count++];
	memcpy(m->path, name.p, name.n); /* shorter than TILE_PATH: fetch_most() knew it */
	m->path[name.n] = 0;
	m->at = at;
	return RC_OK;
}

static int by_path(const void *left, const void *right)
{
	return strcmp(((const struct member *)left)->path, ((const struct member *)right)->path);
}

static enum rc check_members(struct bundle *b, struct fault *f)
{
	if (b->count == 0) {
		return fault_set(f, RC_INVALID, "%s holds no log", b->name);
	}
	qsort(b->members, b->count, sizeof(*b->members), by_path);
	for (size_t i = 1; i < b->count; i++) {
		if (!strcmp(b->members[i - 1].path, b->members[i].path)) {
			return fault_set(f, RC_INVALID, "%s holds %s twice", b->name, b->members[i].path);
		}
	}
	return RC_OK;
}

static enum rc damaged(const struct bundle *b, struct archive *a, struct fault *f)
{
	int number = archive_errno(a);

	/* Its own numbers are below zero, and what the file said is an errno. */
	return fault_set(f, number == EIO ? RC_IO : RC_INVALID, "%s is damaged, or no bundle (a tar without compression)",
		b->name);
}

/* Goes through the headers alone. */
static enum rc list_members(struct bundle *b, struct fault *f)
{
	struct archive_entry *e;
	struct archive *a = open_at(b, 0, f);
	enum rc rc = a ? RC_OK : f->rc;
	int status = ARCHIVE_OK;

	while (rc == RC_OK && (status = archive_read_next_header(a, &e)) == ARCHIVE_OK) {
		if (archive_entry_filetype(e) == AE_IFDIR && !archive_entry_hardlink(e)) {
			continue; /* says nothing */
		}
		rc = check_entry(b, e, f);
		if (rc == RC_OK) {
			rc = add_member(b, plain_name(e), archive_read_header_position(a), f);
		}
	}
	if (rc == RC_OK && status != ARCHIVE_EOF) {
		rc = damaged(b, a, f);
	}
	archive_read_free(a);
	return rc == RC_OK ? check_members(b, f) : rc;
}

/* The size was checked against the header; the bytes are counted all the same. */
static enum rc read_data(struct bundle *b, struct archive *a, struct archive_entry *e, struct buf *out, struct fault *f)
{
	size_t left = (size_t)archive_entry_size(e);
	char chunk[BLOCK];
	la_ssize_t n;

	while ((n = archive_read_data(a, chunk, sizeof(chunk))) > 0 && (size_t)n <= left && !out->full) {
		buf_add(out, chunk, (size_t)n);
		left -= (size_t)n;
	}
	if (out->full) {
		return fault_set(f, RC_LIMIT, "%s: %s is too large", b->name, archive_entry_pathname(e));
	}
	return n == 0 && left == 0 ? RC_OK : damaged(b, a, f);
}

static enum rc bundle_read(void *state, const char *path, struct buf *out, struct fault *f)
{
	struct bundle *b = state;
	struct member key = { .at = 0 };
	struct archive_entry *e;

	snprintf(key.path, sizeof(key.path), "%s", path);
	const struct member *m = bsearch(&key, b->members, b->count, sizeof(key), by_path);
	if (!m) {
		return fault_set(f, RC_NOT_FOUND, "%s does not hold %s", b->name, path);
	}
	struct fault failed = { 0 };
	struct archive *a = open_at(b, m->at, &failed);
	if (!a) {
		return fault_set(f, failed.rc, "%s", failed.message);
	}
	/* Others may write to the file meanwhile: what is there now is checked, not what was there. */
	enum rc rc = archive_read_next_header(a, &e) == ARCHIVE_OK ? check_entry(b, e, f) : damaged(b, a, f);
	if (rc == RC_OK && !str_is(plain_name(e), path)) {
		rc = fault_set(f, RC_INVALID, "%s was changed while it was read", b->name);
	}
	if (rc == RC_OK) {
		rc = read_data(b, a, e, out, f);
	}
	archive_read_free(a);
	return rc;
}

enum rc fetch_bundle_open(int fd, const char *name, struct fetch *ret, struct fault *f)
{
	struct bundle *b = xcalloc(1, sizeof(*b));
	size_t n = strlen(name) + 1;
	struct fault failed = { 0 };

	b->fd = fd;
	b->name = memcpy(xmalloc(n), name, n);
	enum rc rc = list_members(b, &failed);
	if (rc != RC_OK) {
		bundle_close(b);
		return fault_set(f, rc, "%s", failed.message);
	}
	*ret = (struct fetch){ bundle_read, bundle_close, b, false };
	return RC_OK;
}
