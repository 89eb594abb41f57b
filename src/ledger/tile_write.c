/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* New leaves put into tiles: which files change, level by level. */
#include <stdlib.h>
#include <string.h>

#include "ledger/tile.h"

struct writing {
	const struct log_files *from;
	tile_write write;
	void *data;
	struct fault *fault;
	struct buf bytes; /* the tile under way */
};

static enum rc write_tile(struct writing *w, int level, uint64_t index)
{
	char path[TILE_PATH];
	struct tile_at at = {level, index, (unsigned)(w->bytes.n / ID_SIZE)};
	return w->write(w->data, tile_path(&at, path), buf_view(&w->bytes), w->fault);
}

void tile_root(const struct id hashes[TILE_WIDTH], struct id *ret)
{
	struct id row[TILE_WIDTH / 2];
	for (size_t i = 0; i < TILE_WIDTH / 2; i++) {
		node_hash(&hashes[2 * i], &hashes[2 * i + 1], &row[i]);
	}
	for (size_t count = TILE_WIDTH / 2; count > 1; count /= 2) {
		for (size_t i = 0; i < count / 2; i++) {
			node_hash(&row[2 * i], &row[2 * i + 1], &row[i]);
		}
	}
	*ret = row[0];
}

/*
 * Writes the tiles of one level, which had old hashes and gets count more. Leaves the roots of those that
 * became full in up (room for count / 256 + 1) and says how many.
 */
static enum rc write_level(struct writing *w, int level, uint64_t old, const struct id *hashes, size_t count,
	struct id *up, size_t *ret_up)
{
	uint64_t index = old / TILE_WIDTH;
	enum rc rc = RC_OK;
	*ret_up = 0;
	buf_clear(&w->bytes);
	if (old % TILE_WIDTH != 0) {
		struct tile_at at = {level, index, (unsigned)(old % TILE_WIDTH)};
		rc = tile_read(w->from, &at, &w->bytes, w->fault);
	}
	for (size_t done = 0; rc == RC_OK && done < count;) {
		size_t room = TILE_WIDTH - w->bytes.n / ID_SIZE, n = count - done < room ? count - done : room;
		buf_add(&w->bytes, hashes + done, n * ID_SIZE);
		done += n;
		rc = write_tile(w, level, index);
		if (n == room) {
			tile_root((const struct id *)w->bytes.p, &up[(*ret_up)++]);
			buf_clear(&w->bytes);
			index++;
		}
	}
	return rc;
}

static enum rc write_levels(struct writing *w, int level, uint64_t old, const struct id *hashes, size_t count)
{
	struct id *up = xcalloc(count / TILE_WIDTH + 1, sizeof *up);
	enum rc rc = RC_OK;
	buf_init(&w->bytes, TILE_BYTES_MOST);
	/* Each level is made in place of the one below, of which it takes the 256th part. */
	for (; rc == RC_OK && count > 0; level++) {
		size_t full;
		rc = write_level(w, level, old, hashes, count, up, &full);
		hashes = up;
		count = full;
		old /= TILE_WIDTH;
	}
	buf_finish(&w->bytes);
	free(up);
	return rc;
}

enum rc tiles_write(const struct log_files *from, uint64_t old_size, const struct id *leaves, size_t count,
	tile_write write, void *data, struct fault *f)
{
	struct writing w = {from, write, data, f, {0}};
	return write_levels(&w, 0, old_size, leaves, count);
}

enum rc tiles_above(const struct id *roots, size_t count, tile_write write, void *data, struct fault *f)
{
	struct writing w = {NULL, write, data, f, {0}};
	return write_levels(&w, 1, 0, roots, count);
}
