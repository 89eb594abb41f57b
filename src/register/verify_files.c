/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The files of REG/log held against the database: every one that the checkpoint covers, byte for byte. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "register/log_internal.h"
#include "register/verify.h"

#define LEAVES 65536

struct verify_files {
	struct audit *audit;
	struct log_files own;
	struct buf made, read; /* a bundle as the database gives it, and as it lies there */
	uint64_t size;
	struct id *leaves;
	size_t leaf_count;
	uint64_t at;
	bool wrong; /* one is enough: all are made again */
};

static void differs(struct verify_files *w, const char *path)
{
	if (!w->wrong) {
		*breach_add(w->audit) = (struct breach){.law = "log-file", .error = true, .text = arena_printf(w->audit->arena,
			"log/%s is not what the register holds (\"volya log publish\" makes it anew)", path)};
	}
	w->wrong = true;
}

static void compare(struct verify_files *w, const char *path, struct str made)
{
	buf_clear(&w->read);
	if (w->own.read(w->own.data, path, &w->read, NULL) != RC_OK || !str_eq(buf_view(&w->read), made)) {
		differs(w, path);
	}
}

static enum rc compare_tile(void *data, const char *path, struct str bytes, struct fault *f)
{
	(void)f;
	compare(data, path, bytes);
	return RC_OK;
}

static void compare_tiles(struct verify_files *w)
{
	struct fault none = {0};
	if (w->leaf_count && !w->wrong
		&& tiles_write(&w->own, w->at, w->leaves, w->leaf_count, compare_tile, w, &none) != RC_OK) {
		differs(w, "tile");
	}
	w->at += w->leaf_count;
	w->leaf_count = 0;
}

void verify_files_take(struct verify_files *w, const struct log_entry *e, const struct id *leaf)
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
	w->leaves[w->leaf_count++] = *leaf;
	if (w->leaf_count == LEAVES || last) {
		compare_tiles(w);
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
	enum rc rc = log_key(w->audit->reg, a, OWN_ORG, &key, &none);
	if (rc != RC_OK) {
		return rc == RC_DB ? fault_set(f, rc, "%s", none.message) : RC_OK; /* the founding entry is reported already */
	}
	*ret_files = w->own.read(w->own.data, "checkpoint", &w->read, NULL) == RC_OK;
	if (*ret_files && (note_parse(a, str_copy(a, buf_view(&w->read)), &note, NULL) != RC_OK
		|| note_check(&note, &key, NULL) != RC_OK || checkpoint_parse(a, note.text, &c, NULL) != RC_OK
		|| strcmp(c.origin, key.name) != 0)) {
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
	free(w->leaves);
	buf_finish(&w->made);
	buf_finish(&w->read);
	free(w);
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
	struct verify_files *w = xcalloc(1, sizeof *w);
	w->audit = a;
	w->own = log_own_files(a->reg);
	buf_init(&w->made, BUNDLE_BYTES_MOST);
	buf_init(&w->read, BUNDLE_BYTES_MOST);
	w->leaves = xcalloc(LEAVES, sizeof *w->leaves);
	rc = read_checkpoint(w, &head, &files, f);
	if (rc != RC_OK || !files) {
		verify_files_close(w);
		return rc;
	}
	*ret = w;
	return RC_OK;
}
