/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A log as a set of files (C2SP tlog-tiles): tiles of 256 hashes, bundles of 256 entries, and beside them
 * the content of the entries. A pure library: where the files lie is the caller's.
 */
#ifndef LEDGER_TILE_H
#define LEDGER_TILE_H

#include "ledger/tree.h"

#define TILE_WIDTH 256
#define TILE_ENTRIES (-1)
#define TILE_CONTENT (-2)

struct tile_at {
	int level; /* 0 to 63; TILE_ENTRIES: an entry bundle; TILE_CONTENT: what the digests of its entries stand for */
	uint64_t index;
	unsigned width; /* 1 to 256; below 256 the file is partial */
};

/* "tile/0/x001/x234/067.p/5", "tile/entries/000", "content/000.p/7". Returns path. */
#define TILE_PATH 64
char *tile_path(const struct tile_at *t, char path[TILE_PATH]);
/* Strict: only what tile_path() would write, so no 256 as a partial width and no zeros too many. */
bool tile_path_parse(struct str path, struct tile_at *ret);
/*
 * The width that the tile or bundle of this level and index has in a tree of size leaves: 0 (there is
 * none), or 1 to 256.
 */
unsigned tile_width(int level, uint64_t index, uint64_t size);

/*
 * Where the files of a log come from: paths as above, and "checkpoint". The callback appends to out.
 * RC_NOT_FOUND where there is no such file.
 */
struct log_files {
	enum rc (*read)(void *data, const char *path, struct buf *out, struct fault *f);
	void *data;
};

/*
 * Reads the tile or bundle of this width: the partial file, or of the full one, where the partial is gone,
 * the first t->width hashes or entries. out is cleared first. RC_NOT_FOUND; RC_INVALID: it holds fewer or
 * more than t->width; RC_LIMIT: out is too small; and what the callback says.
 */
MUST_USE enum rc tile_read(const struct log_files *from, const struct tile_at *t, struct buf *out,
	struct fault *f);
/* Largest file of hashes, entry, content of an entry, and bundle of entries, in bytes. */
#define TILE_BYTES_MOST ((size_t)TILE_WIDTH * ID_SIZE)
#define ENTRY_MOST ((size_t)65535)
#define CONTENT_MOST ((size_t)2 << 20)
#define BUNDLE_BYTES_MOST ((size_t)TILE_WIDTH * (2 + ENTRY_MOST))

/* Proofs from the tiles of a tree of this size. RC_INVALID for an index or old size outside it (and old size 0). */
MUST_USE enum rc tiles_inclusion(const struct log_files *from, uint64_t index, uint64_t size,
	struct proof *ret, struct fault *f);
MUST_USE enum rc tiles_consistency(const struct log_files *from, uint64_t old_size, uint64_t size,
	struct proof *ret, struct fault *f);
/* The compact range of the tree of this size, for going on with it. */
MUST_USE enum rc tiles_tree(const struct log_files *from, uint64_t size, struct tree *ret, struct fault *f);

/* The same of its first old_size leaves, from the tiles of the tree of size: those of old_size may be gone. */
MUST_USE enum rc tiles_tree_within(const struct log_files *from, uint64_t old_size, uint64_t size, struct tree *ret,
	struct fault *f);

/*
 * The hash tiles that change when count leaf hashes follow the old_size ones whose tiles can be read from
 * "from": each is given to write() with its path, full ones once, a partial one only for the last size;
 * of each level those with lower indexes first. To be called again and again for a long log, with some
 * 65 536 leaves each time: what one call gave to write() must be there to read for the next.
 */
typedef enum rc (*tile_write)(void *data, const char *path, struct str bytes, struct fault *f);
MUST_USE enum rc tiles_write(const struct log_files *from, uint64_t old_size, const struct id *leaves,
	size_t count, tile_write write, void *data, struct fault *f);
/* All tiles above the lowest, from the roots of the full ones of those. */
MUST_USE enum rc tiles_above(const struct id *roots, size_t count, tile_write write, void *data, struct fault *f);
void tile_root(const struct id hashes[TILE_WIDTH], struct id *ret); /* the root over a full tile */

/*
 * Bundles: entries with a length before each, big-endian, of 2 bytes for TILE_ENTRIES and of 4 for
 * TILE_CONTENT. RC_LIMIT: an entry of more than ENTRY_MOST or CONTENT_MOST bytes, or out is full.
 */
MUST_USE enum rc bundle_add(struct buf *out, int level, struct str entry, struct fault *f);
/* Takes the next entry off rest (not empty), as a view. RC_INVALID where the bytes end inside it. */
MUST_USE enum rc bundle_next(struct str *rest, int level, struct str *ret, struct fault *f);

#endif
