/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The tree of a log beside bare SHA-256 (OpenSSL, one context), in one process: leaves of entries hashed and appended
 * beside one digest over the same bytes; the same with tiles made of them; a proof built from tiles that lie in memory;
 * a proof checked beside as many digests of two hashes.
 *
 *   tree SIZE ...      prints "name size ours peer ratio", milliseconds of processor time, medians; proofs in
 *                      microseconds each, with no peer for building one
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/evp.h>

#include "ledger/tile.h"

#define RUNS 5
#define ENTRY 180 /* bytes, as a statement's header has */
#define BATCH 65536
#define LEVELS 4
#define PROOFS 2000

static void must(bool fine)
{
	if (!fine) {
		fputs("tree: a call failed, or a proof does not hold\n", stderr);
		exit(3);
	}
}

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median(double *values)
{
	qsort(values, RUNS, sizeof *values, by_value);
	return values[RUNS / 2];
}

/* A log in memory: its entries, their leaves, and the hashes of each level of tiles. */
struct bench {
	uint64_t size;
	char *entries;
	struct id *leaves, *level[LEVELS], root;
	EVP_MD_CTX *context;
};

static void bare(struct bench *b, const void *p, size_t n, struct id *ret)
{
	must(EVP_DigestInit_ex2(b->context, NULL, NULL) == 1 && EVP_DigestUpdate(b->context, p, n) == 1
		&& EVP_DigestFinal_ex(b->context, ret->b, NULL) == 1);
}

static enum rc write_level(void *data, const char *path, struct str bytes, struct fault *f)
{
	struct bench *b = data;
	struct tile_at at;
	(void)f;
	must(tile_path_parse(str_of(path), &at) && at.level < LEVELS);
	memcpy(b->level[at.level] + at.index * TILE_WIDTH, bytes.p, bytes.n);
	return RC_OK;
}

static enum rc read_level(void *data, const char *path, struct buf *out, struct fault *f)
{
	struct bench *b = data;
	struct tile_at at;
	if (!tile_path_parse(str_of(path), &at) || at.level >= LEVELS) {
		return fault_set(f, RC_NOT_FOUND, "there is no %s", path);
	}
	buf_add(out, b->level[at.level] + at.index * TILE_WIDTH, at.width * sizeof(struct id));
	return RC_OK;
}

static void make(struct bench *b, uint64_t size)
{
	b->size = size;
	b->entries = xmalloc(size * ENTRY);
	random_bytes(b->entries, size * ENTRY);
	b->leaves = xcalloc(size, sizeof *b->leaves);
	for (int level = 0; level < LEVELS; level++, size /= TILE_WIDTH) {
		b->level[level] = xcalloc(size + TILE_WIDTH, sizeof(struct id));
	}
	b->context = EVP_MD_CTX_new();
	must(b->context && EVP_DigestInit_ex2(b->context, EVP_sha256(), NULL) == 1);
}

static void drop(struct bench *b)
{
	free(b->entries);
	free(b->leaves);
	for (int level = 0; level < LEVELS; level++) {
		free(b->level[level]);
	}
	EVP_MD_CTX_free(b->context);
}

static void append(struct bench *b)
{
	struct tree t = {0};
	for (uint64_t i = 0; i < b->size; i++) {
		leaf_hash(b->entries + i * ENTRY, ENTRY, &b->leaves[i]);
		tree_add(&t, &b->leaves[i]);
	}
	tree_root(&t, &b->root);
}

static void append_with_tiles(struct bench *b)
{
	struct log_files files = {read_level, b};
	append(b);
	for (uint64_t at = 0; at < b->size; at += BATCH) {
		uint64_t n = b->size - at < BATCH ? b->size - at : BATCH;
		must(tiles_write(&files, at, b->leaves + at, n, write_level, b, NULL) == RC_OK);
	}
}

static void one_digest(struct bench *b)
{
	struct id id;
	bare(b, b->entries, b->size * ENTRY, &id);
}

static double timed(struct bench *b, void (*run)(struct bench *b))
{
	double ms[RUNS];
	for (int i = 0; i < RUNS; i++) {
		double from = now_ms();
		run(b);
		ms[i] = now_ms() - from;
	}
	return median(ms);
}

static void row(const char *name, const struct bench *b, double ours, double peer, const char *unit, const char *more)
{
	printf("%-22s %9" PRIu64 " %10.2f %s %10.2f %s %8.2f   %s\n", name, b->size, ours, unit, peer, unit,
		peer > 0 ? ours / peer : 0, more);
}

/* Microseconds for one of each: built, checked, and as many bare digests as the check makes. */
static void proofs(struct bench *b)
{
	struct log_files files = {read_level, b};
	struct proof *made = xcalloc(PROOFS, sizeof *made);
	double build[RUNS], check[RUNS], peer[RUNS];
	char more[80];
	size_t hashes = 0;
	for (int run = 0; run < RUNS; run++) {
		double start = now_ms();
		for (uint64_t i = 0; i < PROOFS; i++) {
			must(tiles_inclusion(&files, i * 7919 % b->size, b->size, &made[i], NULL) == RC_OK);
		}
		build[run] = (now_ms() - start) * 1e3 / PROOFS;
		start = now_ms();
		for (uint64_t i = 0; i < PROOFS; i++) {
			uint64_t at = i * 7919 % b->size;
			must(inclusion_check(at, b->size, &b->leaves[at], &made[i], &b->root, NULL) == RC_OK);
		}
		check[run] = (now_ms() - start) * 1e3 / PROOFS;
		hashes = 0;
		start = now_ms();
		for (uint64_t i = 0; i < PROOFS; i++) {
			for (size_t k = 0; k < made[i].count; k++, hashes++) {
				struct id id;
				bare(b, b->entries, 1 + 2 * ID_SIZE, &id);
			}
		}
		peer[run] = (now_ms() - start) * 1e3 / PROOFS;
	}
	snprintf(more, sizeof more, "%zu hashes, %zu bytes", hashes / PROOFS, hashes / PROOFS * ID_SIZE);
	row("proof-build", b, median(build), 0, "us", "from tiles in memory");
	row("proof-check", b, median(check), median(peer), "us", more);
	free(made);
}

int main(int argc, char **argv)
{
	ledger_start();
	for (int i = 1; i < argc; i++) {
		struct bench b = {0};
		int64_t size;
		char more[80];
		must(str_int(str_of(argv[i]), &size) && size > 0 && size <= 100000000);
		make(&b, (uint64_t)size);
		double ours = timed(&b, append), peer = timed(&b, one_digest), tiles = timed(&b, append_with_tiles);
		snprintf(more, sizeof more, "%.2f million leaves/s of %d bytes", (double)size / ours / 1e3, ENTRY);
		row("tree-append", &b, ours, peer, "ms", more);
		row("tree-append-tiles", &b, tiles, peer, "ms", "and tiles, to memory");
		proofs(&b);
		drop(&b);
	}
	return 0;
}
