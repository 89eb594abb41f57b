/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * REG/log: the log as static files. They are made from the database and can be made again; so a crash in between costs
 * nothing, as long as the checkpoint is the last to change, and nobody is shown one whose tiles are not there.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "register/cosign.h"
#include "register/log_internal.h"
#include "register/verify.h"

/* Leaves that are taken at a time: 256 bundles. */
#define LEAVES 65536
#define PATH_SIZE 4096
/* From so many files on, the disk is waited for once and not for each. */
#define MANY 24

static enum rc path_of(const struct reg *r, const char *name, char path[PATH_SIZE], struct fault *f)
{
	int n = snprintf(path, PATH_SIZE, "%s/log/%s", r->path, name);
	return n > 0 && n < PATH_SIZE ? RC_OK : fault_set(f, RC_INVALID, "the path of the register is too long");
}

static enum rc read_file(void *data, const char *name, struct buf *out, struct fault *f)
{
	char path[PATH_SIZE];
	enum rc rc = path_of(data, name, path, f);
	return rc == RC_OK ? file_read(path, out, f) : rc;
}

struct log_files log_own_files(struct reg *r)
{
	return (struct log_files){read_file, r};
}

/* ---- files that are written together ---- */

struct publishing {
	struct reg *reg;
	struct arena *arena;
	char **names; /* written, not yet in place */
	size_t count, room;
	struct id *leaves; /* of the entries since the last that were written */
	size_t leaf_count;
	uint64_t at;       /* how many leaves the tiles hold */
	uint64_t bundle_at; /* index of the first entry in bundle */
	struct buf bundle;
	const struct progress *progress;
	uint64_t size;
};

/* All that was written becomes durable, and then visible. */
static enum rc put_in_place(struct publishing *w, struct fault *f)
{
	char path[PATH_SIZE];
	enum rc rc = path_of(w->reg, "", path, f);
	if (rc == RC_OK && w->count) {
		rc = filesystem_sync(path, f);
	}
	for (size_t i = 0; rc == RC_OK && i < w->count; i++) {
		rc = path_of(w->reg, w->names[i], path, f);
		if (rc == RC_OK) {
			rc = file_name_beside(path, f);
		}
	}
	if (rc == RC_OK && w->count) {
		rc = path_of(w->reg, "", path, f);
		rc = rc == RC_OK ? filesystem_sync(path, f) : rc;
	}
	w->count = 0;
	return rc;
}

static enum rc write_file(void *data, const char *name, struct str bytes, struct fault *f)
{
	struct publishing *w = data;
	char path[PATH_SIZE];
	enum rc rc = path_of(w->reg, name, path, f);
	if (rc == RC_OK) {
		rc = folders_make(path, strlen(w->reg->path) + 1, 0755, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	if (w->size - w->at < LEAVES / MANY) { /* few: each by itself, for others may keep the disk busy */
		rc = file_replace(path, bytes, 0644, f);
		return rc == RC_OK ? folder_sync(path, f) : rc;
	}
	if (w->count == w->room) {
		size_t room = w->room ? w->room * 2 : 256;
		w->names = arena_grow(w->arena, w->names, w->count * sizeof *w->names, room * sizeof *w->names);
		w->room = room;
	}
	w->names[w->count++] = arena_strdup(w->arena, name);
	return file_write_beside(path, bytes, 0644, f);
}

/* ---- leaves and bundles ---- */

static enum rc write_bundle(struct publishing *w, uint64_t end, struct fault *f)
{
	char path[TILE_PATH];
	if (end == w->bundle_at) {
		return RC_OK;
	}
	struct tile_at at = {TILE_ENTRIES, w->bundle_at / TILE_WIDTH, (unsigned)(end - w->bundle_at)};
	enum rc rc = write_file(w, tile_path(&at, path), buf_view(&w->bundle), f);
	buf_clear(&w->bundle);
	w->bundle_at = end;
	return rc;
}

static enum rc write_tiles(struct publishing *w, struct fault *f)
{
	struct log_files own = log_own_files(w->reg);
	if (w->leaf_count == 0) {
		return RC_OK;
	}
	enum rc rc = tiles_write(&own, w->at, w->leaves, w->leaf_count, write_file, w, f);
	if (rc == RC_OK) {
		rc = put_in_place(w, f); /* the next leaves' tiles go on from these */
	}
	w->at += w->leaf_count;
	w->leaf_count = 0;
	if (w->progress && w->progress->step) {
		w->progress->step(w->progress->data, "log", w->at, w->size);
	}
	return rc;
}

static enum rc take_entry(void *data, const struct log_entry *e, struct fault *f)
{
	struct publishing *w = data;
	if (e->bytes.n == 0) {
		return fault_set(f, RC_DB, "entry %" PRIu64 " of the log is damaged", e->index);
	}
	enum rc rc = bundle_add(&w->bundle, TILE_ENTRIES, e->bytes, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = (e->index + 1) % TILE_WIDTH == 0 ? write_bundle(w, e->index + 1, f) : RC_OK;
	if (e->index >= w->at) { /* those before are in the bundle again, and in the tiles already */
		leaf_hash(e->bytes.p, e->bytes.n, &w->leaves[w->leaf_count++]);
	}
	return rc == RC_OK && w->leaf_count == LEAVES ? write_tiles(w, f) : rc;
}

/* The checkpoint that lies there, where it is one of ours; *ret_fine false where it is not. */
static enum rc read_published(struct reg *r, struct arena *a, struct checkpoint *ret, bool *ret_fine, struct fault *f)
{
	struct log_files own = log_own_files(r);
	struct note note;
	struct note_key key;
	struct buf text;
	buf_init(&text, NOTE_MOST);
	enum rc rc = log_key(r, a, OWN_ORG, &key, f);
	*ret_fine = rc == RC_OK && own.read(own.data, "checkpoint", &text, NULL) == RC_OK
		&& note_parse(a, str_copy(a, buf_view(&text)), &note, NULL) == RC_OK && note_check(&note, &key, NULL) == RC_OK
		&& checkpoint_parse(a, note.text, ret, NULL) == RC_OK && strcmp(ret->origin, key.name) == 0;
	buf_finish(&text);
	return rc;
}

/* Its second line, before anything of it is believed: signatures cost more than a change. */
static uint64_t claimed_size(struct reg *r)
{
	struct log_files own = log_own_files(r);
	struct buf text;
	int64_t size = 0;
	buf_init(&text, NOTE_MOST);
	if (own.read(own.data, "checkpoint", &text, NULL) == RC_OK) {
		size_t from = str_find(buf_view(&text), '\n', 0) + 1;
		struct str line = from < text.n ? str_sub(buf_view(&text), from, str_find(buf_view(&text), '\n', from))
			: (struct str){0};
		if (!str_int(line, &size)) {
			size = 0;
		}
	}
	buf_finish(&text);
	return size > 0 ? (uint64_t)size : 0;
}

enum rc log_check_ahead(struct reg *r, struct arena *a, const struct log_head *head, struct fault *f)
{
	struct checkpoint c;
	bool fine;
	enum rc rc = cosign_check_ahead(r, a, head->tree.size, f);
	if (rc != RC_OK || claimed_size(r) <= head->tree.size) {
		return rc;
	}
	rc = read_published(r, a, &c, &fine, f);
	if (rc == RC_OK && fine && c.size > head->tree.size) {
		rc = fault_set(f, RC_DB, "%s/log was published up to entry %" PRIu64 ", and the register ends at %" PRIu64
			": it was put back to an older state", r->path, c.size, head->tree.size);
		fault_hint(f, "writing on would fork its log: take the newest copy");
	}
	return rc;
}

/* How many entries the files hold, by their own checkpoint, as far as it is one that the database goes on from. */
static enum rc published_size(struct reg *r, struct arena *a, const struct log_head *head, uint64_t *ret,
	struct fault *f)
{
	struct log_files own = log_own_files(r);
	struct checkpoint c;
	struct tree tree;
	struct id root;
	bool fine;
	*ret = 0;
	enum rc rc = log_check_ahead(r, a, head, f);
	if (rc == RC_OK) {
		rc = read_published(r, a, &c, &fine, f);
	}
	/* Where there is none, or none of ours, or its tiles are not there, all is written anew. */
	if (rc == RC_OK && fine && tiles_tree(&own, c.size, &tree, NULL) == RC_OK) {
		tree_root(&tree, &root);
		*ret = memcmp(root.b, c.root.b, ID_SIZE) == 0 ? c.size : 0;
	}
	return rc;
}

/* Where it is not the same already: witnesses may have added their lines to one that was published. */
static enum rc write_checkpoint(struct reg *r, const struct log_head *head, struct fault *f)
{
	char path[PATH_SIZE];
	struct buf there;
	buf_init(&there, NOTE_MOST);
	bool same = read_file(r, "checkpoint", &there, NULL) == RC_OK && str_eq(buf_view(&there), head->checkpoint);
	buf_finish(&there);
	enum rc rc = path_of(r, "checkpoint", path, f);
	if (rc == RC_OK && !same) {
		rc = file_replace(path, head->checkpoint, 0644, f);
	}
	return rc == RC_OK && !same ? folder_sync(path, f) : rc;
}

static enum rc write_all(struct publishing *w, const struct log_head *head, struct fault *f)
{
	w->size = head->tree.size;
	w->bundle_at = w->at / TILE_WIDTH * TILE_WIDTH;
	enum rc rc = log_walk(w->reg, OWN_ORG, w->bundle_at, w->size, take_entry, w, f);
	if (rc == RC_OK) {
		rc = write_bundle(w, w->size, f);
	}
	if (rc == RC_OK) {
		rc = write_tiles(w, f);
	}
	return rc == RC_OK ? write_checkpoint(w->reg, head, f) : rc;
}

static enum rc publish(struct reg *r, struct arena *a, const struct progress *p, struct fault *f)
{
	struct publishing w = {.reg = r, .arena = a, .progress = p};
	struct log_head head;
	struct fault none = {0};
	enum rc rc = log_head(r, a, OWN_ORG, &head, &none);
	if (rc == RC_NOT_FOUND) {
		return RC_OK;
	}
	rc = rc == RC_OK ? published_size(r, a, &head, &w.at, f) : fault_set(f, rc, "%s", none.message);
	if (rc != RC_OK || w.at == head.tree.size) {
		return rc == RC_OK ? write_checkpoint(r, &head, f) : rc;
	}
	char path[PATH_SIZE];
	rc = path_of(r, "", path, f);
	if (rc == RC_OK) {
		rc = folders_make(path, strlen(r->path) + 1, 0755, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	buf_init(&w.bundle, BUNDLE_BYTES_MOST);
	w.leaves = xcalloc(LEAVES, sizeof *w.leaves);
	rc = write_all(&w, &head, f);
	free(w.leaves);
	buf_finish(&w.bundle);
	return rc;
}

enum rc log_publish(struct reg *r, const struct progress *p, struct fault *f)
{
	struct arena *a = arena_create((size_t)1 << 30);
	enum rc rc = db_begin(r->db, f);
	if (rc == RC_OK) {
		rc = publish(r, a, p, f);
		db_rollback(r->db);
	}
	arena_destroy(a);
	return rc;
}
