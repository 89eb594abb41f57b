/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The files of a log: their paths and widths (C2SP tlog-tiles), reading one, and the entries of a bundle. */
#include "ledger/tile.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/cbor_head.h"

#define LEVEL_MOST 63
/* 2^64 has 20 digits. */
#define INDEX_PARTS 7

/* Appends to the path, whose largest form TILE_PATH has room for. */
#define ADD(...) at += (size_t)snprintf(path + at, TILE_PATH - at, __VA_ARGS__)

char *tile_path(const struct tile_at *t, char path[TILE_PATH])
{
	unsigned part[INDEX_PARTS];
	size_t n = 0, at = 0;
	uint64_t index = t->index;
	do {
		part[n++] = (unsigned)(index % 1000);
		index /= 1000;
	} while (index);
	if (t->level == TILE_CONTENT) {
		ADD("content/");
	} else if (t->level == TILE_ENTRIES) {
		ADD("tile/entries/");
	} else {
		ADD("tile/%d/", t->level);
	}
	/* Three digits to an element, all but the last with an x before them. */
	for (; n > 1; n--) {
		ADD("x%03u/", part[n - 1]);
	}
	ADD("%03u", part[0]);
	if (t->width < TILE_WIDTH) {
		ADD(".p/%u", t->width);
	}
	return path;
}

/* Takes digits off s, at most most of them. */
static bool take_number(struct str *s, size_t most, unsigned *ret)
{
	size_t n = 0;
	unsigned v = 0;
	for (; n < s->n && n < most && s->p[n] >= '0' && s->p[n] <= '9'; n++) {
		v = 10 * v + (unsigned)(s->p[n] - '0');
	}
	*s = str_sub(*s, n, s->n);
	*ret = v;
	return n > 0;
}

static bool take(struct str *s, const char *word)
{
	if (!str_starts(*s, word)) {
		return false;
	}
	*s = str_sub(*s, strlen(word), s->n);
	return true;
}

static bool take_index(struct str *s, uint64_t *ret)
{
	bool more = true;
	*ret = 0;
	while (more) {
		unsigned part;
		more = take(s, "x");
		if (!take_number(s, 3, &part) || (more && !take(s, "/")) || *ret > (UINT64_MAX - part) / 1000) {
			return false;
		}
		*ret = 1000 * *ret + part;
	}
	return true;
}

bool tile_path_parse(struct str path, struct tile_at *ret)
{
	struct str s = path;
	struct tile_at t = {.width = TILE_WIDTH};
	unsigned level = 0;
	char again[TILE_PATH];
	if (take(&s, "content/")) {
		t.level = TILE_CONTENT;
	} else if (take(&s, "tile/entries/")) {
		t.level = TILE_ENTRIES;
	} else if (take(&s, "tile/") && take_number(&s, 2, &level) && level <= LEVEL_MOST && take(&s, "/")) {
		t.level = (int)level;
	} else {
		return false;
	}
	if (!take_index(&s, &t.index) || (take(&s, ".p/") && (!take_number(&s, 3, &t.width) || t.width == 0
		|| t.width >= TILE_WIDTH)) || s.n != 0) {
		return false;
	}
	/* Zeros too many, or digits too few, would write another path. */
	if (!str_is(path, tile_path(&t, again))) {
		return false;
	}
	*ret = t;
	return true;
}

unsigned tile_width(int level, uint64_t index, uint64_t size)
{
	int shift = level > 0 ? 8 * level : 0;
	uint64_t hashes = shift < 64 ? size >> shift : 0, full = hashes / TILE_WIDTH;
	return index < full ? TILE_WIDTH : index == full ? (unsigned)(hashes % TILE_WIDTH) : 0;
}

static size_t length_size(int level)
{
	return level == TILE_CONTENT ? 4 : 2;
}

static size_t entry_most(int level)
{
	return level == TILE_CONTENT ? CONTENT_MOST : ENTRY_MOST;
}

static enum rc wrong_size(const char *path, const struct buf *out, struct fault *f)
{
	return fault_set(f, RC_INVALID, "%s has %zu bytes, which do not fit its width", path, out->n);
}

/* Checks that the file holds what its width says; of a full one that stands for a partial one, cuts the rest off. */
static enum rc fit(const struct tile_at *t, struct buf *out, bool cut, const char *path, struct fault *f)
{
	size_t wanted = (size_t)t->width * ID_SIZE;
	struct str rest = buf_view(out), entry;
	if (t->level < 0) {
		for (unsigned i = 0; i < t->width; i++) {
			enum rc rc = bundle_next(&rest, t->level, &entry, f);
			if (rc != RC_OK) {
				fault_where(f, path, 0, 0);
				return rc;
			}
		}
		wanted = out->n - rest.n;
	}
	if (wanted == 0 || (cut ? out->n < wanted : out->n != wanted)) {
		return wrong_size(path, out, f);
	}
	out->n = wanted;
	out->p[wanted] = '\0';
	return RC_OK;
}

enum rc tile_read(const struct log_files *from, const struct tile_at *t, struct buf *out, struct fault *f)
{
	char path[TILE_PATH];
	struct tile_at full = *t;
	struct fault mine = {0};
	bool cut = false;
	buf_clear(out);
	enum rc rc = from->read(from->data, tile_path(t, path), out, &mine);
	if (rc == RC_NOT_FOUND && t->width < TILE_WIDTH) {
		/* A log may drop a partial tile once the full one is there. */
		full.width = TILE_WIDTH;
		cut = true;
		buf_clear(out);
		fault_clear(&mine);
		rc = from->read(from->data, tile_path(&full, path), out, &mine);
	}
	if (rc == RC_OK && out->full) {
		rc = fault_set(&mine, RC_LIMIT, "%s is larger than any file of a log", path);
	}
	if (rc != RC_OK) {
		if (f && f->rc == RC_OK) {
			*f = mine;
		}
		return rc;
	}
	return fit(t, out, cut, path, f);
}

enum rc bundle_add(struct buf *out, int level, struct str entry, struct fault *f)
{
	uint8_t length[4];
	if (entry.n > entry_most(level)) {
		return fault_set(f, RC_LIMIT, "an entry of %zu bytes; a bundle holds such of at most %zu", entry.n,
			entry_most(level));
	}
	big_endian(length, entry.n, length_size(level));
	buf_add(out, length, length_size(level));
	buf_str(out, entry);
	return out->full ? fault_set(f, RC_LIMIT, "the bundle is full") : RC_OK;
}

enum rc bundle_next(struct str *rest, int level, struct str *ret, struct fault *f)
{
	size_t head = length_size(level), n = 0;
	for (size_t i = 0; i < head && i < rest->n; i++) {
		n = n << 8 | (uint8_t)rest->p[i];
	}
	if (rest->n < head || n > rest->n - head || n > entry_most(level)) {
		return fault_set(f, RC_INVALID, "the bundle of entries ends in the middle of one");
	}
	*ret = str_sub(*rest, head, head + n);
	*rest = str_sub(*rest, head + n, rest->n);
	return RC_OK;
}
