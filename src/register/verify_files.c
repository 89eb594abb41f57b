/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The files of a log held against its entries, byte for byte: all that the checkpoint in REG/log covers, or the hash
 * tiles of a mirror.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "register/log_internal.h"
#include "register/verify.h"

struct verify_files {
	struct audit *audit;
	struct log_files from;
	bool mirror; /* somebody else's: its entries are what it is held against */
	struct buf made, read; /* a bundle as the database gives it, and as it lies there */
	uint64_t size;
	struct id *roots; /* of the full tiles of the lowest level */
	size_t count;
	bool wrong; /* one is enough: all are made again */
};

static void differs(struct verify_files *w, const char *path)
{
	struct arena *a = w->audit->arena;
	if (!w->wrong) {
		*breach_add(w->audit) = (struct breach){.law = w->mirror ? "tile-altered" : "log-file", .error = true,
			.text = w->mirror ? arena_printf(a, "%s is not what the entries make", path)
				: arena_printf(a, "log/%s is not what the register holds (\"volya log publish\" makes it anew)", path)};
	}
	w->wrong = true;
}

static void compare(struct verify_files *w, const char *path, struct str made)
{
	buf_clear(&w->read);
	if (w->from.read(w->from.data, path, &w->read, NULL) != RC_OK || !str_eq(buf_view(&w->read), made)) {
		differs(w, path);
	}
}

/* Of a log that has grown since its checkpoint was read the partial tile may have given way to the full one. */
static bool grown(struct verify_files *w, const char *path, struct str made)
{
	char whole[TILE_PATH];
	const char *partial = strstr(path, ".p/");
	if (!w->mirror || !partial) {
		return false;
	}
	(void)snprintf(whole, sizeof whole, "%.*s", (int)(partial - path), path);
	buf_clear(&w->read);
	return w->from.read(w->from.data, whole, &w->read, NULL) == RC_OK && w->read.n >= made.n
		&& memcmp(w->read.p, made.p, made.n) == 0;
}

/* What cannot be fetched is no answer: it goes up as a fault. */
static enum rc compare_tile(void *data, const char *path, struct str bytes, struct fault *f)
{
	struct verify_files *w = data;
	struct fault why = {0};
	if (w->wrong) {
		return RC_OK;
	}
	buf_clear(&w->read);
	enum rc rc = w->from.read(w->from.data, path, &w->read, &why);
	if (w->mirror && rc == RC_IO) {
		*f = why;
		return rc;
	}
	if ((rc != RC_OK || !str_eq(buf_view(&w->read), bytes)) && !(rc == RC_NOT_FOUND && grown(w, path, bytes))) {
		differs(w, path);
	}
	return RC_OK;
}

enum rc verify_files_end(struct verify_files *w, struct fault *f)
{
	struct fault why = {0};
	enum rc rc = w->wrong ? RC_OK : tiles_above(w->roots, w->count, compare_tile, w, &why);
	if (w->mirror && rc == RC_IO) {
		*f = why;
		return rc;
	}
	if (rc != RC_OK) {
		differs(w, "tile");
	}
	return RC_OK;
}

void verify_files_known(struct verify_files *w, const struct foreign_row *row)
{
	char path[TILE_PATH];
	if (row->differs) {
		differs(w, tile_path(&(struct tile_at){0, row->index, row->width}, path));
	}
	if (row->full) {
		w->roots[w->count++] = row->root;
	}
}

void verify_files_take(struct verify_files *w, const struct log_entry *e)
{
	char path[TILE_PATH];
	if (e->index >= w->size || w->wrong) {
		return;
	}
	struct tile_at at = {TILE_ENTRIES, e->index / TILE_WIDTH, (unsigned)(e->index % TILE_WIDTH) + 1};
	if (bundle_add(&w->made, TILE_ENTRIES, e->bytes, NULL) != RC_OK) {
		differs(w, tile_path(&at, path));
		return;
	}
	bool last = e->index + 1 == w->size;
	if (at.width == TILE_WIDTH || last) {
		compare(w, tile_path(&at, path), buf_view(&w->made));
		buf_clear(&w->made);
	}
}

void verify_files_row(struct verify_files *w, uint64_t row, const struct id *leaves, unsigned count,
	const struct id *root)
{
	char path[TILE_PATH];
	struct tile_at at = {0, row, tile_width(0, row, w->size)};
	struct fault none = {0};
	if (at.width == 0 || at.width > count || w->wrong) {
		return;
	}
	compare(w, tile_path(&at, path), (struct str){(const char *)leaves, at.width * sizeof *leaves});
	if (at.width == TILE_WIDTH) {
		w->roots[w->count++] = *root;
	}
	if (row == (w->size - 1) / TILE_WIDTH) {
		(void)!verify_files_end(w, &none); /* of one's own files, what cannot be read is wrong */
	}
}

/* The checkpoint that lies there: this register's, of no more than it holds. */
static enum rc read_checkpoint(struct verify_files *w, const struct log_head *head, bool *ret_files, struct fault *f)
{
	struct arena *a = w->audit->arena;
	struct checkpoint c;
	struct note note;
	struct note_key key;
	struct fault none = {0};
	enum rc there = w->from.read(w->from.data, "checkpoint", &w->read, NULL);
	*ret_files = there != RC_NOT_FOUND; /* a link, or what cannot be read, is no checkpoint */
	bool fine = there == RC_OK && note_parse(a, str_copy(a, buf_view(&w->read)), &note, NULL) == RC_OK
		&& checkpoint_parse(a, note.text, &c, NULL) == RC_OK;
	enum rc rc = log_key_at(w->audit->reg, a, OWN_ORG, fine ? c.size : INT64_MAX, &key, &none);
	if (rc != RC_OK) {
		*ret_files = false;
		return rc == RC_DB ? fault_set(f, rc, "%s", none.message) : RC_OK; /* the founding entry is reported already */
	}
	if (*ret_files && (!fine || note_check(&note, &key, NULL) != RC_OK || strcmp(c.origin, key.name) != 0)) {
		differs(w, "checkpoint");
	} else if (*ret_files && c.size > head->tree.size) {
		*breach_add(w->audit) = (struct breach){.law = "rollback", .error = true, .text = arena_printf(a,
			"log/checkpoint goes to entry %" PRIu64 ", and the register ends at %" PRIu64
			": it was put back to an older state", c.size, head->tree.size)};
	} else if (*ret_files) {
		w->size = c.size;
	}
	return RC_OK;
}

void verify_files_close(struct verify_files *w)
{
	if (!w) {
		return;
	}
	free(w->roots);
	buf_finish(&w->made);
	buf_finish(&w->read);
	free(w);
}

static struct verify_files *create(struct audit *a, const struct log_files *from, uint64_t size)
{
	struct verify_files *w = xcalloc(1, sizeof *w);
	w->audit = a;
	w->from = *from;
	buf_init(&w->made, BUNDLE_BYTES_MOST);
	buf_init(&w->read, BUNDLE_BYTES_MOST);
	w->size = size;
	w->roots = xcalloc(size / TILE_WIDTH + 1, sizeof *w->roots);
	return w;
}

struct verify_files *verify_files_mirror(struct audit *a, const struct log_files *from, uint64_t size)
{
	struct verify_files *w = create(a, from, size);
	w->mirror = true;
	return w;
}

enum rc verify_files_open(struct audit *a, struct verify_files **ret, struct fault *f)
{
	struct log_head head;
	struct fault none = {0};
	bool files = false;
	*ret = NULL;
	enum rc rc = log_head(a->reg, a->arena, OWN_ORG, &head, &none);
	if (rc != RC_OK) {
		return rc == RC_NOT_FOUND ? RC_OK : fault_set(f, rc, "%s", none.message);
	}
	struct log_files own = log_own_files(a->reg);
	struct verify_files *w = create(a, &own, head.tree.size);
	w->size = 0; /* till it is known how many of them are published */
	rc = read_checkpoint(w, &head, &files, f);
	if (rc != RC_OK || !files) {
		verify_files_close(w);
		return rc;
	}
	*ret = w;
	return RC_OK;
}
