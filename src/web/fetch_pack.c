/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A log written into a bundle, file after file, so that its size does not matter. */
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "ledger/note.h"
#include "register/gossip.h"
#include "web/fetch_inside.h"

#define PATH_SIZE 4096
/* What is taken from a log of others, at most, for one bundle of content. */
#define CONTENT_BYTES_MOST (TILE_WIDTH * (4 + CONTENT_MOST))

struct packing {
	const struct log_files *from;
	const char *path; /* of the bundle */
	struct archive *archive;
	struct archive_entry *entry;
	struct buf bytes;
};

static enum rc failed(const struct packing *w, struct fault *f)
{
	return fault_set(f, RC_IO, "cannot write %s: %s", w->path, archive_error_string(w->archive));
}

/* Nobody's, of no time: the same log gives the same bytes. */
static enum rc put(struct packing *w, const char *name, struct fault *f)
{
	struct archive_entry *e = archive_entry_clear(w->entry);

	archive_entry_set_pathname(e, name);
	archive_entry_set_filetype(e, AE_IFREG);
	archive_entry_set_perm(e, 0644);
	archive_entry_set_mtime(e, 0, 0);
	archive_entry_set_uid(e, 0);
	archive_entry_set_gid(e, 0);
	archive_entry_set_size(e, (la_int64_t)w->bytes.n);
	if (archive_write_header(w->archive, e) != ARCHIVE_OK ||
		archive_write_data(w->archive, w->bytes.p, w->bytes.n) != (la_ssize_t)w->bytes.n) {
		return failed(w, f);
	}
	return RC_OK;
}

static enum rc copy(struct packing *w, const char *name, struct fault *f)
{
	buf_clear(&w->bytes);
	enum rc rc = w->from->read(w->from->data, name, &w->bytes, f);
	return rc == RC_OK ? put(w, name, f) : rc;
}

/*
 * All of one level. A partial file that is gone because the log has grown on meanwhile is no fault of the checkpoint's:
 * who reads the bundle takes it out of the full one, so that is what is put in.
 */
static enum rc copy_level(struct packing *w, int level, uint64_t size, struct fault *f)
{
	char name[TILE_PATH];
	unsigned width;
	enum rc rc = RC_OK;

	for (uint64_t i = 0; rc == RC_OK && (width = tile_width(level, i, size)) > 0; i++) {
		struct tile_at at = { level, i, width };
		struct fault gone = { 0 };
		rc = copy(w, tile_path(&at, name), &gone);
		if (rc == RC_NOT_FOUND && width < TILE_WIDTH) {
			at.width = TILE_WIDTH;
			rc = copy(w, tile_path(&at, name), f);
		} else if (rc != RC_OK) {
			fault_set(f, rc, "%s", gone.message);
			fault_hint(f, "%s", gone.hint);
		}
	}
	return rc;
}

static enum rc read_size(struct packing *w, uint64_t *ret, struct fault *f)
{
	struct arena *a = arena_create(4 * NOTE_MOST);
	struct note note;
	struct checkpoint c;

	buf_clear(&w->bytes);
	enum rc rc = w->from->read(w->from->data, "checkpoint", &w->bytes, f);
	if (rc == RC_OK) {
		rc = note_parse(a, buf_view(&w->bytes), &note, f);
	}
	if (rc == RC_OK) {
		rc = checkpoint_parse(a, note.text, &c, f);
	}
	if (rc == RC_OK) {
		*ret = c.size;
	}
	arena_destroy(a);
	return rc;
}

/* Not every log has any. */
static enum rc copy_gossip(struct packing *w, struct fault *f)
{
	struct fault none = {0};

	buf_clear(&w->bytes);
	enum rc rc = w->from->read(w->from->data, GOSSIP_FILE, &w->bytes, &none);
	return rc == RC_OK ? put(w, GOSSIP_FILE, f) : rc == RC_NOT_FOUND ? RC_OK : fault_set(f, rc, "%s", none.message);
}

static enum rc copy_all(struct packing *w, struct fault *f)
{
	uint64_t size = 0;
	enum rc rc = read_size(w, &size, f);

	if (rc == RC_OK) {
		rc = put(w, "checkpoint", f); /* as it was read: the log may grow meanwhile */
	}
	if (rc == RC_OK) {
		rc = copy_gossip(w, f);
	}
	if (rc == RC_OK) {
		rc = copy_level(w, TILE_CONTENT, size, f);
	}
	for (int level = 0; rc == RC_OK && tile_width(level, 0, size) > 0; level++) {
		rc = copy_level(w, level, size, f);
	}
	return rc == RC_OK ? copy_level(w, TILE_ENTRIES, size, f) : rc;
}

static enum rc write_to(struct packing *w, int fd, struct fault *f)
{
	w->archive = archive_write_new();
	w->entry = archive_entry_new();
	buf_init(&w->bytes, CONTENT_BYTES_MOST);
	enum rc rc = RC_OK;
	if (!w->archive || !w->entry || archive_write_set_format_ustar(w->archive) != ARCHIVE_OK ||
		archive_write_add_filter_none(w->archive) != ARCHIVE_OK ||
		archive_write_open_fd(w->archive, fd) != ARCHIVE_OK) {
		rc = fault_set(f, RC_IO, "cannot write %s", w->path);
	}
	if (rc == RC_OK) {
		rc = copy_all(w, f);
	}
	if (rc == RC_OK && archive_write_close(w->archive) != ARCHIVE_OK) {
		rc = failed(w, f);
	}
	archive_write_free(w->archive);
	archive_entry_free(w->entry);
	buf_finish(&w->bytes);
	return rc;
}

enum rc fetch_pack(const struct log_files *from, const char *path, struct fault *f)
{
	struct packing w = { .from = from, .path = path };
	char beside[PATH_SIZE];

	if (snprintf(beside, sizeof(beside), "%s.new", path) >= (int)sizeof(beside)) {
		return fault_set(f, RC_INVALID, "%s: the path is too long", path);
	}
	(void)unlink(beside); /* of one that was interrupted */
	int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0) {
		return fault_errno(f, RC_IO, "cannot write %s", path);
	}
	enum rc rc = write_to(&w, fd, f);
	if (rc == RC_OK && fsync(fd) != 0) {
		rc = fault_errno(f, RC_IO, "cannot write %s", path);
	}
	if (close(fd) != 0 && rc == RC_OK) {
		rc = fault_errno(f, RC_IO, "cannot write %s", path);
	}
	if (rc == RC_OK) {
		rc = file_name_beside(path, f);
	} else {
		(void)unlink(beside);
	}
	return rc == RC_OK ? folder_sync(path, f) : rc;
}
