/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Paths of the files of a log, and bundles of entries: refused, or the same when written again. */
#include <stdlib.h>

#include "ledger/tile.h"

static void must(bool holds)
{
	if (!holds) {
		abort();
	}
}

static void try_path(struct str bytes)
{
	struct tile_at at;
	char path[TILE_PATH];
	if (tile_path_parse(bytes, &at)) {
		must(str_is(bytes, tile_path(&at, path)));
		must(at.width >= 1 && at.width <= TILE_WIDTH && at.level >= TILE_CONTENT && at.level <= 63);
	}
}

static void try_bundle(struct str bytes, int level)
{
	struct buf again;
	struct str rest = bytes, entry;
	buf_init(&again, bytes.n);
	while (rest.n && bundle_next(&rest, level, &entry, NULL) == RC_OK) {
		must(bundle_add(&again, level, entry, NULL) == RC_OK);
	}
	must(again.n + rest.n == bytes.n && str_eq(buf_view(&again), str_sub(bytes, 0, again.n)));
	buf_finish(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = {(const char *)data, size};
	try_path(bytes);
	try_bundle(bytes, TILE_ENTRIES);
	try_bundle(bytes, TILE_CONTENT);
	return 0;
}
