/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Outside identifiers, in memory while an import runs: millions of look-ups. */
#include <stdlib.h>
#include <string.h>

#include "register/import.h"

struct entry {
	const char *key; /* NULL = free */
	uint32_t size, kind;
	int64_t no;
};

struct keys {
	struct arena *arena;
	struct entry *entries;
	size_t count, room; /* room is a power of two */
};

/* FNV-1a, 64 bits */
static uint64_t hash_of(enum kind kind, struct str key)
{
	uint64_t h = 14695981039346656037u ^ (uint64_t)kind;
	for (size_t i = 0; i < key.n; i++) {
		h = (h ^ (unsigned char)key.p[i]) * 1099511628211u;
	}
	return h ^ h >> 29;
}

static struct entry *place_of(const struct keys *k, enum kind kind, struct str key)
{
	size_t i = hash_of(kind, key) & (k->room - 1);
	for (;; i = (i + 1) & (k->room - 1)) {
		struct entry *e = &k->entries[i];
		if (!e->key || (e->kind == (uint32_t)kind && e->size == key.n && memcmp(e->key, key.p, key.n) == 0)) {
			return e;
		}
	}
}

static void grow(struct keys *k)
{
	struct entry *old = k->entries;
	size_t room = k->room;
	k->room = room * 2;
	k->entries = xcalloc(k->room, sizeof *k->entries);
	for (size_t i = 0; i < room; i++) {
		if (old[i].key) {
			*place_of(k, (enum kind)old[i].kind, (struct str){old[i].key, old[i].size}) = old[i];
		}
	}
	free(old);
}

void keys_add(struct keys *k, enum kind kind, struct str key, int64_t no)
{
	if (k->count * 2 >= k->room) {
		grow(k);
	}
	struct entry *e = place_of(k, kind, key);
	if (!e->key) {
		*e = (struct entry){str_dup(k->arena, key), (uint32_t)key.n, (uint32_t)kind, no};
		k->count++;
	}
}

int64_t keys_find(const struct keys *k, enum kind kind, struct str key)
{
	return key.n ? place_of(k, kind, key)->no : 0;
}

enum rc keys_load(struct db *db, struct keys **ret, struct fault *f)
{
	struct query *q;
	bool row;
	struct keys *k = xcalloc(1, sizeof *k);
	k->arena = arena_create((size_t)6 << 30);
	k->room = 1 << 12;
	k->entries = xcalloc(k->room, sizeof *k->entries);
	enum rc rc = db_query(db, "SELECT u.kind, s.value, coalesce(m.kept, u.no) FROM statement s "
		"JOIN subject u ON u.no = s.subject LEFT JOIN same m ON m.subject = u.no WHERE s.property = 1 "
		"AND s.mode IN (1, 2) AND s.change IN (SELECT no FROM change WHERE org = 1) AND NOT EXISTS "
		"(SELECT 1 FROM statement k WHERE k.target = s.no AND k.mode IN (2, 3)) ORDER BY s.no", &q, f);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		keys_add(k, (enum kind)query_int(q, 0), query_text(q, 1), query_int(q, 2));
	}
	if (rc != RC_OK) {
		keys_destroy(k);
		return rc;
	}
	*ret = k;
	return RC_OK;
}

void keys_destroy(struct keys *k)
{
	if (!k) {
		return;
	}
	free(k->entries);
	arena_destroy(k->arena);
	free(k);
}
