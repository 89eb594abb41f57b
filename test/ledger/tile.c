/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The files of a log: paths there and back, proofs from tiles against the tree by definition, bundles. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "naive_tree.h"
#include "shelf.h"

#define SIZES 600

static struct naive *naive;

static int start(void **state)
{
	(void)state;
	ledger_start();
	naive = naive_create();
	return 0;
}

static int stop(void **state)
{
	(void)state;
	naive_destroy(naive);
	return 0;
}

static void paths_there_and_back(void **state)
{
	(void)state;
	static const struct {
		struct tile_at at;
		const char *path;
	} cases[] = {
		{{0, 0, 256}, "tile/0/000"},
		{{0, 0, 1}, "tile/0/000.p/1"},
		{{0, 1234067, 256}, "tile/0/x001/x234/067"},
		{{0, 1234067, 5}, "tile/0/x001/x234/067.p/5"},
		{{63, 999, 255}, "tile/63/999.p/255"},
		{{1, 1000, 256}, "tile/1/x001/000"},
		{{TILE_ENTRIES, 0, 256}, "tile/entries/000"},
		{{TILE_ENTRIES, 1000000, 17}, "tile/entries/x001/x000/000.p/17"},
		{{TILE_CONTENT, 1, 256}, "content/001"},
		{{TILE_CONTENT, 1, 10}, "content/001.p/10"},
		{{TILE_ENTRIES, UINT64_MAX, 255}, "tile/entries/x018/x446/x744/x073/x709/x551/615.p/255"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char path[TILE_PATH];
		struct tile_at at = {0};
		assert_string_equal(tile_path(&cases[i].at, path), cases[i].path);
		assert_true(tile_path_parse(str_of(path), &at));
		assert_int_equal(at.level, cases[i].at.level);
		assert_true(at.index == cases[i].at.index);
		assert_int_equal(at.width, cases[i].at.width);
	}
}

static void other_paths_are_refused(void **state)
{
	(void)state;
	static const char *const paths[] = {
		"", "tile", "tile/", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/00/000", "tile/64/000",
		"tile/-1/000", "tile/+1/000", "tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/0", "tile/0/000.p/256",
		"tile/0/000.p/01", "tile/0/000.p/1/", "tile/0/000.p/1 ", "/tile/0/000", "tile/0/000/", "tile/0/x000/001",
		"tile/0/x000/x001/001", "tile/0/001/001", "tile/0/x001", "tile/0/x01/001", "tile/0/X001/001", "tile/data/000",
		"tile/0/001.q/1", "tile/entries", "tile/entries/x/001", "content/", "content/0", "tile/0/00a",
		"tile/0/x018/x446/x744/x073/x709/x551/616", "tile/0/x999/x999/x999/x999/x999/x999/999", "checkpoint",
		"tile/0/../000", "tile/100/000",
	};
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		struct tile_at at;
		if (tile_path_parse(str_of(paths[i]), &at)) {
			fail_msg("accepted: %s", paths[i]);
		}
	}
	struct tile_at at;
	assert_false(tile_path_parse((struct str){"tile/0/000\0", 11}, &at));
}

/* The example of C2SP tlog-tiles. */
static void widths(void **state)
{
	(void)state;
	assert_int_equal(tile_width(0, 272, 70000), 256);
	assert_int_equal(tile_width(0, 273, 70000), 112);
	assert_int_equal(tile_width(0, 274, 70000), 0);
	assert_int_equal(tile_width(TILE_ENTRIES, 273, 70000), 112);
	assert_int_equal(tile_width(1, 0, 70000), 256);
	assert_int_equal(tile_width(1, 1, 70000), 17);
	assert_int_equal(tile_width(2, 0, 70000), 1);
	assert_int_equal(tile_width(3, 0, 70000), 0);
	assert_int_equal(tile_width(0, 0, 256), 256);
	assert_int_equal(tile_width(1, 0, 256), 1);
	assert_int_equal(tile_width(63, 0, UINT64_MAX), 0);
	assert_int_equal(tile_width(7, 0, UINT64_MAX), 255);
}

static void append(struct shelf *s, size_t from, size_t to)
{
	struct log_files files = {shelf_read, s};
	assert_int_equal(tiles_write(&files, from, naive->leaf + from, to - from, shelf_write, s, NULL), RC_OK);
}

static void assert_tiles_of(struct shelf *s, size_t size)
{
	for (int level = 0; size >> (8 * level); level++) {
		size_t span = (size_t)1 << (8 * level);
		for (uint64_t index = 0; tile_width(level, index, size); index++) {
			struct tile_at at = {level, index, tile_width(level, index, size)};
			char path[TILE_PATH];
			size_t slot = shelf_slot(s, tile_path(&at, path));
			assert_non_null(s->slot[slot].bytes);
			assert_int_equal(s->slot[slot].n, at.width * ID_SIZE);
			for (size_t i = 0; i < at.width; i++) {
				size_t first = (index * TILE_WIDTH + i) * span;
				struct id hash = naive_hash(naive, first, first + span);
				assert_memory_equal(s->slot[slot].bytes + i * ID_SIZE, hash.b, ID_SIZE);
			}
		}
	}
}

/* In steps of every kind, each of which leaves the tiles of its size, and no full tile written twice. */
static void tiles_are_the_tree(void **state)
{
	(void)state;
	static const size_t steps[] = {1, 2, 3, 7, 100, 255, 256, 257, 300, 511, 512, 600};
	for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
		struct shelf *s = xcalloc(1, sizeof *s);
		for (size_t from = 0; from < SIZES; from += steps[k]) {
			size_t to = from + steps[k] < SIZES ? from + steps[k] : SIZES;
			append(s, from, to);
			assert_tiles_of(s, to);
		}
		if (steps[k] == SIZES) {
			assert_int_equal(s->writes, 4); /* two full, one partial, one above */
		}
		shelf_destroy(s);
	}
}

static void assert_proofs_of(struct shelf *s, size_t size)
{
	struct log_files files = {shelf_read, s};
	struct proof got, wanted;
	struct tree t;
	struct id root, sum = naive_hash(naive, 0, size);
	for (size_t i = 0; i < size; i++) {
		struct id old = naive_hash(naive, 0, i + 1);
		assert_int_equal(tiles_tree_within(&files, i + 1, size, &t, NULL), RC_OK);
		tree_root(&t, &root);
		assert_int_equal(t.size, i + 1);
		assert_memory_equal(root.b, old.b, ID_SIZE);
		wanted.count = 0;
		naive_path(naive, i, 0, size, &wanted);
		assert_int_equal(tiles_inclusion(&files, i, size, &got, NULL), RC_OK);
		assert_true(naive_same(&got, &wanted));
		wanted.count = 0;
		naive_subproof(naive, i + 1, 0, size, true, &wanted);
		assert_int_equal(tiles_consistency(&files, i + 1, size, &got, NULL), RC_OK);
		assert_true(naive_same(&got, &wanted));
	}
	assert_int_equal(tiles_tree(&files, size, &t, NULL), RC_OK);
	tree_root(&t, &root);
	assert_memory_equal(root.b, sum.b, ID_SIZE);
}

/* Every size of one tile and its neighbours; beyond, some of each kind. */
static void every_proof_from_tiles(void **state)
{
	(void)state;
	struct shelf *s = xcalloc(1, sizeof *s);
	for (size_t size = 1; size <= SIZES; size++) {
		append(s, size - 1, size);
		if (size <= 260 || size % 17 == 0 || size == 512 || size == 513) {
			assert_proofs_of(s, size);
		}
	}
	shelf_destroy(s);
}

/* Old sizes are proved from the full tiles when their partial ones are gone. */
static void partial_tiles_may_be_gone(void **state)
{
	(void)state;
	struct shelf *s = xcalloc(1, sizeof *s);
	append(s, 0, 511);
	append(s, 511, SIZES);
	assert_proofs_of(s, 511);
	shelf_drop(s, "tile/0/001.p/255");
	assert_proofs_of(s, 511);
	assert_proofs_of(s, 100);
	struct log_files files = {shelf_read, s};
	struct proof p;
	struct tree t;
	struct fault f = {0};
	shelf_drop(s, "tile/0/001");
	assert_int_equal(tiles_inclusion(&files, 300, SIZES, &p, &f), RC_NOT_FOUND);
	assert_string_equal(f.message, "there is no tile/0/001");
	assert_int_equal(tiles_tree(&files, 300, &t, NULL), RC_NOT_FOUND);
	assert_int_equal(shelf_write(s, "tile/0/001", STR("short"), NULL), RC_OK);
	assert_int_equal(tiles_inclusion(&files, 300, SIZES, &p, NULL), RC_INVALID);
	shelf_destroy(s);
}

static void what_is_not_in_the_log(void **state)
{
	(void)state;
	struct shelf *s = xcalloc(1, sizeof *s);
	struct log_files files = {shelf_read, s};
	struct proof p;
	struct tree t;
	assert_int_equal(tiles_inclusion(&files, 0, 0, &p, NULL), RC_INVALID);
	assert_int_equal(tiles_inclusion(&files, 5, 5, &p, NULL), RC_INVALID);
	assert_int_equal(tiles_inclusion(&files, 5, UINT64_MAX, &p, NULL), RC_INVALID);
	assert_int_equal(tiles_consistency(&files, 0, 5, &p, NULL), RC_INVALID);
	assert_int_equal(tiles_consistency(&files, 6, 5, &p, NULL), RC_INVALID);
	assert_int_equal(tiles_consistency(&files, 6, UINT64_MAX, &p, NULL), RC_INVALID);
	assert_int_equal(tiles_consistency(&files, 6, TREE_SIZE_MOST, &p, NULL), RC_NOT_FOUND);
	assert_int_equal(tiles_tree(&files, UINT64_MAX, &t, NULL), RC_INVALID);
	assert_int_equal(tiles_tree_within(&files, 6, 5, &t, NULL), RC_INVALID);
	assert_int_equal(tiles_tree(&files, 0, &t, NULL), RC_OK);
	assert_int_equal(t.size, 0);
	assert_int_equal(s->reads, 2); /* the partial tile of the top level, and the full one in its place */
	shelf_destroy(s);
}

/* Three levels, in batches as a long log is written. */
static void a_longer_log(void **state)
{
	(void)state;
	enum { COUNT = 140001, BATCH = 65536 };
	struct shelf *s = xcalloc(1, sizeof *s);
	struct log_files files = {shelf_read, s};
	struct id *leaf = xcalloc(COUNT, sizeof *leaf), root, other;
	struct tree tree = {0}, old = {0}, again;
	struct proof p;
	for (uint64_t i = 0; i < COUNT; i++) {
		leaf_hash(&i, sizeof i, &leaf[i]);
		tree_add(&tree, &leaf[i]);
		if (i + 1 == 70000) {
			old = tree;
		}
	}
	tree_root(&tree, &root);
	for (size_t at = 0; at < COUNT; at += BATCH) {
		size_t n = COUNT - at < BATCH ? COUNT - at : BATCH;
		assert_int_equal(tiles_write(&files, at, leaf + at, n, shelf_write, s, NULL), RC_OK);
	}
	assert_int_equal(tiles_tree(&files, COUNT, &again, NULL), RC_OK);
	tree_root(&again, &other);
	assert_memory_equal(other.b, root.b, ID_SIZE);
	tree_add(&again, &leaf[0]);
	tree_add(&tree, &leaf[0]);
	assert_memory_equal(again.peak, tree.peak, ID_SIZE);
	assert_int_equal(again.size, tree.size);
	for (uint64_t i = 0; i < COUNT; i += 997) {
		s->reads = 0;
		assert_int_equal(tiles_inclusion(&files, i, COUNT, &p, NULL), RC_OK);
		assert_int_equal(inclusion_check(i, COUNT, &leaf[i], &p, &root, NULL), RC_OK);
		assert_true(s->reads <= 6);
	}
	tree_root(&old, &other);
	assert_int_equal(tiles_consistency(&files, 70000, COUNT, &p, NULL), RC_OK);
	assert_int_equal(consistency_check(70000, COUNT, &other, &root, &p, NULL), RC_OK);
	free(leaf);
	shelf_destroy(s);
}

static enum rc refuse(void *data, const char *path, struct str bytes, struct fault *f)
{
	(void)bytes;
	return (*(int *)data)-- == 0 ? fault_set(f, RC_IO, "%s cannot be written", path) : RC_OK;
}

static void a_fault_of_the_writer_is_told(void **state)
{
	(void)state;
	struct shelf *s = xcalloc(1, sizeof *s);
	struct log_files files = {shelf_read, s};
	for (int k = 0; k < 4; k++) {
		int left = k;
		struct fault f = {0};
		assert_int_equal(tiles_write(&files, 0, naive->leaf, SIZES, refuse, &left, &f), RC_IO);
	}
	int left = 4;
	assert_int_equal(tiles_write(&files, 0, naive->leaf, SIZES, refuse, &left, NULL), RC_OK);
	assert_int_equal(tiles_write(&files, 300, naive->leaf, 1, refuse, &left, NULL), RC_NOT_FOUND);
	shelf_destroy(s);
}

static void bundles(void **state)
{
	(void)state;
	for (int level = TILE_CONTENT; level <= TILE_ENTRIES; level++) {
		struct shelf *s = xcalloc(1, sizeof *s);
		struct log_files files = {shelf_read, s};
		struct tile_at at = {level, 0, 3}, two = {level, 0, 2}, four = {level, 0, 4}, full = {level, 0, 256};
		struct buf b, out;
		char path[TILE_PATH];
		struct str rest, entry;
		buf_init(&b, BUNDLE_BYTES_MOST);
		buf_init(&out, BUNDLE_BYTES_MOST);
		assert_int_equal(bundle_add(&b, level, STR("one"), NULL), RC_OK);
		assert_int_equal(bundle_add(&b, level, STR(""), NULL), RC_OK);
		assert_int_equal(bundle_add(&b, level, STR("three"), NULL), RC_OK);
		rest = buf_view(&b);
		assert_int_equal(bundle_next(&rest, level, &entry, NULL), RC_OK);
		assert_true(str_is(entry, "one"));
		assert_int_equal(bundle_next(&rest, level, &entry, NULL), RC_OK);
		assert_int_equal(entry.n, 0);
		rest.n--;
		assert_int_equal(bundle_next(&rest, level, &entry, NULL), RC_INVALID);
		rest.n = 1;
		assert_int_equal(bundle_next(&rest, level, &entry, NULL), RC_INVALID);
		assert_int_equal(shelf_write(s, tile_path(&at, path), buf_view(&b), NULL), RC_OK);
		assert_int_equal(tile_read(&files, &at, &out, NULL), RC_OK);
		assert_true(str_eq(buf_view(&out), buf_view(&b)));
		assert_int_equal(shelf_write(s, tile_path(&two, path), buf_view(&b), NULL), RC_OK);
		assert_int_equal(tile_read(&files, &two, &out, NULL), RC_INVALID);
		assert_int_equal(shelf_write(s, tile_path(&four, path), buf_view(&b), NULL), RC_OK);
		assert_int_equal(tile_read(&files, &four, &out, NULL), RC_INVALID);
		/* A full one in place of a partial one that is gone: its first entries. */
		shelf_drop(s, tile_path(&two, path));
		assert_int_equal(shelf_write(s, tile_path(&full, path), buf_view(&b), NULL), RC_OK);
		assert_int_equal(tile_read(&files, &two, &out, NULL), RC_OK);
		assert_int_equal(out.n, b.n - 5 - (level == TILE_CONTENT ? 4 : 2));
		buf_finish(&out);
		buf_finish(&b);
		shelf_destroy(s);
	}
}

static void entries_have_a_largest_size(void **state)
{
	(void)state;
	char *bytes = xcalloc(1, ENTRY_MOST + 1);
	struct buf b;
	struct str rest, entry;
	buf_init(&b, 2 * ENTRY_MOST);
	assert_int_equal(bundle_add(&b, TILE_ENTRIES, (struct str){bytes, ENTRY_MOST + 1}, NULL), RC_LIMIT);
	assert_int_equal(bundle_add(&b, TILE_ENTRIES, (struct str){bytes, ENTRY_MOST}, NULL), RC_OK);
	rest = buf_view(&b);
	assert_int_equal(bundle_next(&rest, TILE_ENTRIES, &entry, NULL), RC_OK);
	assert_int_equal(entry.n, ENTRY_MOST);
	assert_int_equal(bundle_add(&b, TILE_CONTENT, (struct str){bytes, ENTRY_MOST + 1}, NULL), RC_LIMIT);
	buf_clear(&b);
	assert_int_equal(bundle_add(&b, TILE_CONTENT, (struct str){bytes, ENTRY_MOST + 1}, NULL), RC_OK);
	buf_finish(&b);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_there_and_back),
		cmocka_unit_test(other_paths_are_refused),
		cmocka_unit_test(widths),
		cmocka_unit_test(tiles_are_the_tree),
		cmocka_unit_test(every_proof_from_tiles),
		cmocka_unit_test(partial_tiles_may_be_gone),
		cmocka_unit_test(what_is_not_in_the_log),
		cmocka_unit_test(a_longer_log),
		cmocka_unit_test(a_fault_of_the_writer_is_told),
		cmocka_unit_test(bundles),
		cmocka_unit_test(entries_have_a_largest_size),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
