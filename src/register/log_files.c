/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * REG/log: the log as static files. They are made from the database and can be made again; so a crash in between costs
 * nothing, as long as the checkpoint is the last to change, and nobody is shown one whose tiles are not there.
 */
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "register/gossip.h"
#include "register/log_internal.h"
#include "register/verify.h"

/* Leaves that are taken at a time: 256 bundles. */
#define LEAVES 65536
#define PATH_SIZE 4096
/* From so many new entries on, which are some twenty files, the disk is waited for once and not for each. */
#define MANY 2730

static enum rc path_of(const char *folder, const char *name, char path[PATH_SIZE], struct fault *f)
{
	int n = snprintf(path, PATH_SIZE, "%s/%s", folder, name);
	return n > 0 && n < PATH_SIZE ? RC_OK : fault_set(f, RC_INVALID, "the path %s is too long", folder);
}

static enum rc read_folder(void *data, const char *name, struct buf *out, struct fault *f)
{
	char path[PATH_SIZE];
	enum rc rc = path_of(data, name, path, f);
	return rc == RC_OK ? file_read(path, out, f) : rc;
}

struct log_files log_folder_files(const char *path)
{
	return (struct log_files){read_folder, (void *)(uintptr_t)path};
}

struct log_files log_own_files(struct reg *r)
{
	return log_folder_files(r->log_path);
}

/* ---- files that are written together ---- */

struct publishing {
	struct reg *reg;
	const char *folder;
	struct log_files there; /* of the same folder */
	struct arena *arena;
	char made[PATH_SIZE]; /* the folder of the last file, which is there */
	uint64_t published; /* entries that a checkpoint covers: their files may be read meanwhile */
	bool many;          /* the disk is waited for once, and not for each file */
	bool waits;         /* something is written that is not yet durable */
	struct id *leaves; /* of the entries since the last that were written */
	size_t leaf_count;
	uint64_t at;       /* how many leaves the tiles hold */
	uint64_t bundle_at; /* index of the first entry in bundle */
	struct buf bundle;
	const struct progress *progress;
	uint64_t size;
};

/* All that was written becomes durable. */
static enum rc make_durable(struct publishing *w, struct fault *f)
{
	char path[PATH_SIZE];
	enum rc rc = w->waits ? path_of(w->folder, "", path, f) : RC_OK;
	if (rc == RC_OK && w->waits) {
		rc = filesystem_sync(path, f);
	}
	w->waits = false;
	return rc;
}

/* A thousand files of one folder ask for it once. */
static enum rc make_folder_of(struct publishing *w, const char *path, struct fault *f)
{
	size_t n = (size_t)(strrchr(path, '/') - path);
	if (strlen(w->made) == n && memcmp(w->made, path, n) == 0) {
		return RC_OK;
	}
	enum rc rc = folders_make(path, 1, 0755, f);
	if (rc == RC_OK) {
		memcpy(w->made, path, n);
		w->made[n] = '\0';
	}
	return rc;
}

/* Whether these bytes lie there already, be it in a part of the log that was written before a crash. */
static bool is_there(struct publishing *w, const char *name, struct str bytes)
{
	struct buf there;
	buf_init(&there, bytes.n + 1);
	bool same = w->there.read(w->there.data, name, &there, NULL) == RC_OK && str_eq(buf_view(&there), bytes);
	buf_finish(&there);
	return same;
}

/*
 * Of many files each gets its name at once: no checkpoint covers it till all of them are durable, so that nobody reads
 * what a power cut leaves of it. What has the name already may be read by somebody, and gives way as a whole.
 */
static enum rc write_file(void *data, const char *name, struct str bytes, struct fault *f)
{
	struct publishing *w = data;
	char path[PATH_SIZE];
	struct fault why = {0};
	enum rc rc = path_of(w->folder, name, path, f);
	if (rc == RC_OK) {
		rc = make_folder_of(w, path, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	if (w->many) {
		w->waits = true;
		rc = file_write_new(path, bytes, 0644, &why);
		if (rc == RC_OK || (rc == RC_CONFLICT && is_there(w, name, bytes))) {
			return RC_OK;
		}
		if (rc != RC_CONFLICT) {
			return fault_set(f, rc, "%s", why.message);
		}
	}
	rc = file_replace(path, bytes, 0644, f);
	return rc == RC_OK ? folder_sync(path, f) : rc;
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
	if (w->leaf_count == 0) {
		return RC_OK;
	}
	enum rc rc = tiles_write(&w->there, w->at, w->leaves, w->leaf_count, write_file, w, f);
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

/* How many entries the files hold, by their own checkpoint, as far as it is one that the database goes on from. */
static enum rc published_size(struct publishing *w, const struct log_head *head, uint64_t *ret, struct fault *f)
{
	struct checkpoint c;
	struct tree tree;
	struct id root;
	bool fine;
	*ret = 0;
	enum rc rc = log_published(w->reg, &w->there, w->arena, &c, &fine, f);
	/* Where there is none, or none of ours, or its tiles are not there, all is written anew. */
	if (rc == RC_OK && fine && c.size <= head->tree.size && tiles_tree(&w->there, c.size, &tree, NULL) == RC_OK) {
		tree_root(&tree, &root);
		*ret = memcmp(root.b, c.root.b, ID_SIZE) == 0 ? c.size : 0;
	}
	return rc;
}

/*
 * The checkpoint last: whoever reads it finds all that it covers. Only where it is not the same already: witnesses may
 * have added their lines to one that was published.
 */
static enum rc write_checkpoint(struct publishing *w, const struct log_head *head, struct fault *f)
{
	char path[PATH_SIZE];
	struct buf there;
	buf_init(&there, NOTE_MOST);
	bool same = w->there.read(w->there.data, "checkpoint", &there, NULL) == RC_OK
		&& str_eq(buf_view(&there), head->checkpoint);
	buf_finish(&there);
	enum rc rc = path_of(w->folder, "checkpoint", path, f);
	if (rc == RC_OK && !same) {
		rc = file_replace(path, head->checkpoint, 0644, f);
	}
	return rc == RC_OK && !same ? folder_sync(path, f) : rc;
}

static enum rc write_all(struct publishing *w, struct fault *f)
{
	w->bundle_at = w->at / TILE_WIDTH * TILE_WIDTH;
	enum rc rc = log_walk(w->reg, OWN_ORG, w->bundle_at, w->size, take_entry, w, f);
	if (rc == RC_OK) {
		rc = write_bundle(w, w->size, f);
	}
	return rc == RC_OK ? write_tiles(w, f) : rc;
}

/* ---- content, in a mirror ---- */

/* A partial file of another width may hold what was withheld since; so nothing of a bundle is kept but the one file. */
static void remove_others(struct publishing *w, const struct tile_at *at)
{
	struct tile_at partial = {at->level, at->index, 1};
	char name[TILE_PATH], path[PATH_SIZE], keep[16], *end;
	(void)tile_path(&partial, name);
	end = strrchr(name, '/');
	*end = '\0'; /* "content/000.p" */
	(void)snprintf(keep, sizeof keep, "%u", at->width);
	if (path_of(w->folder, name, path, NULL) != RC_OK) {
		return;
	}
	DIR *folder = opendir(path);
	for (struct dirent *e; folder && (e = readdir(folder));) {
		if (e->d_name[0] != '.' && (at->width == TILE_WIDTH || strcmp(e->d_name, keep) != 0)) {
			(void)unlinkat(dirfd(folder), e->d_name, 0);
		}
	}
	if (folder) {
		closedir(folder);
	}
	if (at->width == TILE_WIDTH) {
		(void)rmdir(path);
	}
}

static enum rc write_content(struct publishing *w, struct fault *f)
{
	struct buf made, there;
	char name[TILE_PATH];
	bool many = w->many;
	enum rc rc = RC_OK;
	buf_init(&made, (size_t)1 << 30);
	buf_init(&there, (size_t)1 << 30);
	for (uint64_t i = 0; rc == RC_OK && i * TILE_WIDTH < w->size; i++) {
		struct tile_at at = {TILE_CONTENT, i, tile_width(TILE_CONTENT, i, w->size)};
		buf_clear(&made);
		buf_clear(&there);
		w->many = many && i * TILE_WIDTH >= w->published;
		rc = log_content(w->reg, i, at.width, &made, f);
		(void)tile_path(&at, name);
		if (rc == RC_OK && (w->there.read(w->there.data, name, &there, NULL) != RC_OK
			|| !str_eq(buf_view(&made), buf_view(&there)))) {
			rc = write_file(w, name, buf_view(&made), f);
		}
		if (rc == RC_OK) {
			remove_others(w, &at);
		}
		if (w->progress && w->progress->step) {
			w->progress->step(w->progress->data, "content", i * TILE_WIDTH, w->size);
		}
	}
	buf_finish(&made);
	buf_finish(&there);
	return rc;
}

/* What is known of partners' logs, for those who meet here. */
static enum rc write_gossip(struct publishing *w, struct fault *f)
{
	char path[PATH_SIZE];
	struct buf heads;
	buf_init(&heads, GOSSIP_MOST);
	enum rc rc = gossip_write(w->reg, &heads, f);
	if (rc == RC_OK) {
		rc = path_of(w->folder, GOSSIP_FILE, path, f);
	}
	if (rc == RC_OK) {
		rc = file_replace(path, buf_view(&heads), 0644, f);
	}
	buf_finish(&heads);
	return rc == RC_OK ? folder_sync(path, f) : rc;
}

/* ---- all of it ---- */

static enum rc publish(struct publishing *w, const struct log_head *head, bool content, struct fault *f)
{
	char path[PATH_SIZE];
	enum rc rc = published_size(w, head, &w->at, f);
	w->size = head->tree.size;
	w->published = w->at;
	w->many = w->size - w->at >= MANY;
	if (rc != RC_OK || (w->at == w->size && !content)) {
		return rc == RC_OK ? write_checkpoint(w, head, f) : rc;
	}
	rc = path_of(w->folder, "", path, f);
	if (rc == RC_OK) {
		rc = folders_make(path, 1, 0755, f);
	}
	if (rc == RC_OK && w->at < w->size) {
		buf_init(&w->bundle, BUNDLE_BYTES_MOST);
		w->leaves = xcalloc(LEAVES, sizeof *w->leaves);
		rc = write_all(w, f);
		free(w->leaves);
		buf_finish(&w->bundle);
	}
	if (rc == RC_OK && content) {
		rc = write_content(w, f);
	}
	if (rc == RC_OK && content) {
		rc = write_gossip(w, f);
	}
	if (rc == RC_OK) {
		rc = make_durable(w, f);
	}
	return rc == RC_OK ? write_checkpoint(w, head, f) : rc;
}

static enum rc publish_into(struct reg *r, const char *folder, bool content, const struct progress *p, struct fault *f)
{
	struct publishing w = {.reg = r, .folder = folder, .there = log_folder_files(folder), .progress = p};
	struct log_head head;
	struct fault none = {0};
	w.arena = arena_create((size_t)1 << 30);
	enum rc rc = db_begin(r->db, f);
	if (rc == RC_OK) {
		rc = log_head(r, w.arena, OWN_ORG, &head, &none);
		if (rc == RC_NOT_FOUND) {
			rc = content ? fault_set(f, rc, "%s", none.message) : RC_OK;
		} else {
			rc = rc == RC_OK ? log_check_ahead(r, w.arena, &head, f) : fault_set(f, rc, "%s", none.message);
			rc = rc == RC_OK ? publish(&w, &head, content, f) : rc;
		}
		db_rollback(r->db);
	}
	arena_destroy(w.arena);
	return rc;
}

enum rc log_publish(struct reg *r, const struct progress *p, struct fault *f)
{
	return publish_into(r, r->log_path, false, p, f);
}

enum rc log_mirror(struct reg *r, const char *path, const struct progress *p, struct fault *f)
{
	return publish_into(r, path, true, p, f);
}
