/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The files of a log in memory, for tests: what tiles_write() writes, tiles_inclusion() and the others read. */
#ifndef TEST_LEDGER_SHELF_H
#define TEST_LEDGER_SHELF_H

#include <stdlib.h>
#include <string.h>

#include "ledger/tile.h"

#define SHELF_SLOTS 4096 /* by hash of the path, with open addresses */

struct shelf {
	struct {
		char path[TILE_PATH];
		char *bytes;
		size_t n;
	} slot[SHELF_SLOTS];
	size_t reads, writes;
};

static inline size_t shelf_slot(const struct shelf *s, const char *path)
{
	size_t at = 5381;
	for (const char *p = path; *p; p++) {
		at = at * 33 + (unsigned char)*p;
	}
	at %= SHELF_SLOTS;
	while (s->slot[at].path[0] && strcmp(s->slot[at].path, path) != 0) {
		at = (at + 1) % SHELF_SLOTS;
	}
	return at;
}

static inline enum rc shelf_write(void *data, const char *path, struct str bytes, struct fault *f)
{
	struct shelf *s = data;
	size_t at = shelf_slot(s, path);
	(void)f;
	snprintf(s->slot[at].path, TILE_PATH, "%s", path);
	free(s->slot[at].bytes);
	s->slot[at].bytes = xmalloc(bytes.n + 1);
	memcpy(s->slot[at].bytes, bytes.p, bytes.n);
	s->slot[at].n = bytes.n;
	s->writes++;
	return RC_OK;
}

static inline enum rc shelf_read(void *data, const char *path, struct buf *out, struct fault *f)
{
	struct shelf *s = data;
	size_t at = shelf_slot(s, path);
	s->reads++;
	if (!s->slot[at].bytes) {
		return fault_set(f, RC_NOT_FOUND, "there is no %s", path);
	}
	buf_add(out, s->slot[at].bytes, s->slot[at].n);
	return RC_OK;
}

/* The file is gone; its path keeps its place. */
static inline void shelf_drop(struct shelf *s, const char *path)
{
	size_t at = shelf_slot(s, path);
	free(s->slot[at].bytes);
	s->slot[at].bytes = NULL;
	s->slot[at].n = 0;
}

static inline void shelf_destroy(struct shelf *s)
{
	for (size_t i = 0; i < SHELF_SLOTS; i++) {
		free(s->slot[i].bytes);
	}
	free(s);
}

#endif
