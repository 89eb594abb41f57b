/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Notes, policies and a whole log of others, in $VOLYA_SHARED/vectors: 31 signed notes (golang/mod, C2SP,
 * Tessera, Sunlight), the policy of transparency-dev/formats, the paths of golang/mod's sumdb, and Tessera's log of
 * 15 entries with a checkpoint for each size.
 *
 * The eight paths name a tile's height (4, 3 or 1) before its level; tiles here have the height 8, and no path
 * says so. What applies are levels, indexes and the widths of partial tiles: the paths are taken without the
 * height, and what sumdb calls "data" is "entries". What does not apply are the widths of full tiles, 2 to the
 * height there and 256 here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "json_c.h"
#include "ledger/tile.h"
#include "signer.h"

static struct arena *arena;

static int start(void **state)
{
	(void)state;
	ledger_start();
	arena = arena_create(64 << 20);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

static char *path_of(const char *name)
{
	return arena_printf(arena, "%s/vectors/%s", getenv("VOLYA_SHARED"), name);
}

static struct json_c_object *read_vectors(const char *name)
{
	struct json_c_object *all = json_object_from_file(path_of(name));
	if (!all) {
		fail_msg("cannot read %s", name);
	}
	return all;
}

static struct json_c_object *get(struct json_c_object *o, const char *key)
{
	struct json_c_object *v = NULL;
	assert_true(json_object_object_get_ex(o, key, &v));
	return v;
}

static struct str text_of(struct json_c_object *v)
{
	return (struct str){json_object_get_string(v), (size_t)json_object_get_string_len(v)};
}

/* "ok:N" with N known signers, "unverified", "invalid", "malformed": as the vectors put it. */
static const char *outcome(struct json_c_object *row)
{
	struct json_c_object *vkeys = get(row, "vkeys");
	struct note n;
	struct note_key k;
	int fine = 0;
	if (note_parse(arena, text_of(get(row, "note")), &n, NULL) != RC_OK) {
		return "malformed";
	}
	for (size_t i = 0; i < json_object_array_length(vkeys); i++) {
		assert_int_equal(note_key_parse(arena, text_of(json_object_array_get_idx(vkeys, i)), &k, NULL), RC_OK);
		enum rc rc = note_check(&n, &k, NULL);
		if (rc == RC_CRYPTO) {
			return "invalid";
		}
		fine += rc == RC_OK;
	}
	return fine ? arena_printf(arena, "ok:%d", fine) : "unverified";
}

static void signed_notes(void **state)
{
	(void)state;
	struct json_c_object *all = read_vectors("derived/signed_note.json");
	size_t count = json_object_array_length(all);
	for (size_t i = 0; i < count; i++) {
		struct json_c_object *row = json_object_array_get_idx(all, i);
		const char *got = outcome(row), *wanted = json_object_get_string(get(row, "expect"));
		if (strcmp(got, wanted) != 0) {
			fail_msg("%s: %s, not %s", json_object_get_string(get(row, "name")), got, wanted);
		}
	}
	assert_int_equal(count, 31);
	json_object_put(all);
}

static void policies(void **state)
{
	(void)state;
	struct json_c_object *all = read_vectors("derived/policy.json"), *ok = get(all, "ok");
	struct policy p;
	for (size_t i = 0; i < json_object_array_length(ok); i++) {
		assert_int_equal(policy_parse(arena, text_of(json_object_array_get_idx(ok, i)), &p, NULL), RC_OK);
		assert_int_equal(p.member_count, 3);
		assert_int_equal(p.quorum, 2);
		assert_int_equal(p.members[2].needed, 2);
		assert_string_equal(p.members[0].url, "https://sigsum.org/witness/");
		/* Written with a key of type 1, which is a cosigner's all the same. */
		assert_int_equal(p.members[0].key.type, NOTE_COSIGNATURE);
	}
	json_object_put(all);
}

static void tile_path_case(struct json_c_object *row)
{
	struct str path = text_of(get(row, "path"));
	size_t height_end = str_find(path, '/', 5);
	struct str rest = str_sub(path, height_end + 1, path.n);
	bool ok = json_object_get_boolean(get(row, "ok")) != 0, partial = strstr(path.p, ".p/") != NULL;
	char *ours = str_starts(rest, "data/") ? arena_printf(arena, "tile/entries/%s", rest.p + 5)
		: arena_printf(arena, "tile/%s", rest.p);
	struct tile_at at;
	char again[TILE_PATH];
	if (tile_path_parse(str_of(ours), &at) != ok) {
		fail_msg("%s: %s", ours, ok ? "refused" : "accepted");
	}
	if (ok) {
		assert_int_equal(at.level, json_object_get_int(get(row, "level")));
		assert_int_equal(at.index, json_object_get_int64(get(row, "index")));
		assert_int_equal(at.width, partial ? json_object_get_int(get(row, "width")) : TILE_WIDTH);
		assert_string_equal(tile_path(&at, again), ours);
	}
}

static void tile_paths(void **state)
{
	(void)state;
	struct json_c_object *all = read_vectors("derived/tile_paths.json"), *cases = get(all, "cases");
	struct json_c_object *sizes = get(all, "c2sp_70000"), *example = get(all, "c2sp_example");
	for (size_t i = 0; i < json_object_array_length(cases); i++) {
		tile_path_case(json_object_array_get_idx(cases, i));
	}
	assert_int_equal(json_object_array_length(cases), 8);
	struct tile_at at = {0, (uint64_t)json_object_get_int64(get(example, "index")), TILE_WIDTH};
	char path[TILE_PATH];
	assert_string_equal(tile_path(&at, path) + strlen("tile/0/"), json_object_get_string(get(example, "encoded")));
	uint64_t size = json_object_get_uint64(get(sizes, "size"));
	uint64_t full = json_object_get_uint64(get(sizes, "level0_full"));
	assert_int_equal(tile_width(0, full - 1, size), TILE_WIDTH);
	assert_int_equal(tile_width(0, full, size), json_object_get_int(get(sizes, "level0_partial")));
	full = json_object_get_uint64(get(sizes, "level1_full"));
	assert_int_equal(tile_width(1, full - 1, size), TILE_WIDTH);
	assert_int_equal(tile_width(1, full, size), json_object_get_int(get(sizes, "level1_partial")));
	assert_int_equal(tile_width(2, 0, size), json_object_get_int(get(sizes, "level2_partial")));
	json_object_put(all);
}

/* Tessera's log, as a folder. */
static enum rc read_folder(void *data, const char *path, struct buf *out, struct fault *f)
{
	(void)data;
	FILE *in = fopen(arena_printf(arena, "%s/%s", path_of("tessera/testdata/log"), path), "rb");
	char bytes[4096];
	if (!in) {
		return fault_set(f, RC_NOT_FOUND, "there is no %s", path);
	}
	for (size_t n = fread(bytes, 1, sizeof bytes, in); n; n = fread(bytes, 1, sizeof bytes, in)) {
		buf_add(out, bytes, n);
	}
	fclose(in);
	return RC_OK;
}

static const struct log_files tessera = {read_folder, NULL};

#define TESSERA_SIZE 15

/* One of the 16 checkpoints, its note checked and, with the private key published beside it, signed again. */
static void read_checkpoint(uint64_t size, const struct note_key *k, struct signer *s, struct checkpoint *ret)
{
	struct buf b;
	struct note n;
	char *again;
	buf_init(&b, NOTE_MOST);
	assert_int_equal(read_folder(NULL, arena_printf(arena, "checkpoint.%d", (int)size), &b, NULL), RC_OK);
	struct str bytes = str_copy(arena, buf_view(&b));
	buf_finish(&b);
	assert_int_equal(note_parse(arena, bytes, &n, NULL), RC_OK);
	assert_int_equal(note_check(&n, k, NULL), RC_OK);
	assert_int_equal(checkpoint_parse(arena, n.text, ret, NULL), RC_OK);
	assert_int_equal(ret->size, size);
	assert_true(str_is(n.text, checkpoint_format(arena, ret)));
	assert_int_equal(note_sign(arena, n.text, &s->key, signer_sign, s, &again, NULL), RC_OK);
	assert_true(str_is(bytes, again));
}

/* The tree of size leaves from the entries of its bundle, each the word it should be. */
static void tree_of_bundle(uint64_t size, struct json_c_object *words, struct tree *t, struct id *leaves)
{
	struct tile_at at = {TILE_ENTRIES, 0, (unsigned)size};
	struct buf b;
	struct str entry;
	memset(t, 0, sizeof *t);
	if (size == 0) {
		return;
	}
	buf_init(&b, BUNDLE_BYTES_MOST);
	assert_int_equal(tile_read(&tessera, &at, &b, NULL), RC_OK);
	struct str rest = buf_view(&b);
	for (size_t i = 0; i < size; i++) {
		assert_int_equal(bundle_next(&rest, TILE_ENTRIES, &entry, NULL), RC_OK);
		assert_true(str_eq(entry, text_of(json_object_array_get_idx(words, i))));
		leaf_hash(entry.p, entry.n, &leaves[i]);
		tree_add(t, &leaves[i]);
	}
	buf_finish(&b);
}

static void assert_proofs(uint64_t size, const struct id *leaves, const struct id *roots)
{
	struct proof p;
	struct tree t;
	struct id root;
	assert_int_equal(tiles_tree(&tessera, size, &t, NULL), RC_OK);
	tree_root(&t, &root);
	assert_memory_equal(root.b, roots[size].b, ID_SIZE);
	for (uint64_t i = 0; i < size; i++) {
		assert_int_equal(tiles_inclusion(&tessera, i, size, &p, NULL), RC_OK);
		assert_int_equal(inclusion_check(i, size, &leaves[i], &p, &root, NULL), RC_OK);
		assert_int_equal(tiles_consistency(&tessera, i + 1, size, &p, NULL), RC_OK);
		assert_int_equal(consistency_check(i + 1, size, &roots[i + 1], &root, &p, NULL), RC_OK);
	}
}

static void tessera_log(void **state)
{
	(void)state;
	struct json_c_object *all = read_vectors("derived/tessera_log.json");
	struct str private = text_of(get(all, "private_key"));
	struct note_key k;
	struct signer s;
	struct tree t;
	struct id leaves[TESSERA_SIZE], roots[TESSERA_SIZE + 1];
	uint8_t seed[1 + crypto_sign_SEEDBYTES];
	assert_int_equal(note_key_parse(arena, text_of(get(all, "vkey")), &k, NULL), RC_OK);
	assert_string_equal(k.name, json_object_get_string(get(all, "origin")));
	/* It ends with the type and the seed, 33 bytes. */
	assert_int_equal(sodium_base642bin(seed, sizeof seed, private.p + private.n - 44, 44, NULL, NULL, NULL,
		sodium_base64_VARIANT_ORIGINAL), 0);
	signer_of_seed(&s, seed + 1, k.name, NOTE_ED25519);
	assert_int_equal(s.key.id, k.id);
	for (uint64_t size = 0; size <= TESSERA_SIZE; size++) {
		struct checkpoint c;
		struct id root;
		read_checkpoint(size, &k, &s, &c);
		tree_of_bundle(size, get(all, "entries"), &t, leaves);
		tree_root(&t, &roots[size]);
		assert_memory_equal(roots[size].b, c.root.b, ID_SIZE);
		size_t n = 0;
		struct str said = text_of(json_object_array_get_idx(get(all, "roots"), size));
		assert_int_equal(sodium_base642bin(root.b, ID_SIZE, said.p, said.n, NULL, &n, NULL,
			sodium_base64_VARIANT_ORIGINAL), 0);
		assert_memory_equal(root.b, c.root.b, ID_SIZE);
		assert_proofs(size, leaves, roots);
	}
	json_object_put(all);
}

int main(void)
{
	const char *shared = getenv("VOLYA_SHARED");
	if (!shared || !*shared) {
		fputs("skipped: VOLYA_SHARED is not set\n", stderr);
		return 77;
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signed_notes),
		cmocka_unit_test(policies),
		cmocka_unit_test(tile_paths),
		cmocka_unit_test(tessera_log),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
