/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Proofs of others, right and spoilt: transparency-dev/merkle, in $VOLYA_SHARED/vectors/merkle, 98 of inclusion
 * and 98 of consistency.
 *
 * One is exempt: consistency/additional/sizes-are-equal-one-and-proof-is-empty.json holds two equal "roots" of
 * 12 bytes and wants them accepted. No such root can be handed to the check here, whose hashes are of
 * 32 bytes by type, so it is refused as all hashes of another length are.
 */
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "json_c.h"
#include "ledger/tree.h"

#define EXEMPT "/additional/sizes-are-equal-one-and-proof-is-empty.json"

/* Of the walk under way: nftw() has no place for it. */
static struct {
	enum rc (*check)(struct json_c_object *o);
	int count, exempt, wrong;
} walk;

static struct json_c_object *get(struct json_c_object *o, const char *key)
{
	struct json_c_object *v = NULL;
	assert_true(json_object_object_get_ex(o, key, &v));
	return v;
}

/* Base64 of exactly 32 bytes; null is none. */
static bool read_hash(struct json_c_object *o, struct id *ret)
{
	const char *text = json_object_get_string(o);
	size_t n = 0;
	return text && sodium_base642bin(ret->b, ID_SIZE, text, strlen(text), NULL, &n, NULL,
		sodium_base64_VARIANT_ORIGINAL) == 0 && n == ID_SIZE;
}

static bool read_proof(struct json_c_object *o, struct proof *p)
{
	struct json_c_object *all = get(o, "proof");
	size_t n = all ? json_object_array_length(all) : 0;
	for (p->count = 0; p->count < n; p->count++) {
		if (p->count == PROOF_MOST || !read_hash(json_object_array_get_idx(all, p->count), &p->hash[p->count])) {
			return false;
		}
	}
	return true;
}

static enum rc check_inclusion(struct json_c_object *o)
{
	struct id root, leaf;
	struct proof p;
	/* 2^64 - 1 stands among them, which only the unsigned reading keeps. */
	uint64_t index = json_object_get_uint64(get(o, "leafIdx")), size = json_object_get_uint64(get(o, "treeSize"));
	return read_hash(get(o, "root"), &root) && read_hash(get(o, "leafHash"), &leaf) && read_proof(o, &p)
		? inclusion_check(index, size, &leaf, &p, &root, NULL) : RC_INVALID;
}

static enum rc check_consistency(struct json_c_object *o)
{
	struct id old, root;
	struct proof p;
	return read_hash(get(o, "root1"), &old) && read_hash(get(o, "root2"), &root) && read_proof(o, &p)
		? consistency_check(json_object_get_uint64(get(o, "size1")), json_object_get_uint64(get(o, "size2")), &old,
			  &root, &p, NULL)
		: RC_INVALID;
}

static int visit(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)ftw;
	if (type != FTW_F) {
		return 0;
	}
	struct json_c_object *o = json_object_from_file(path);
	if (!o) {
		fail_msg("cannot read %s", path);
	}
	bool refused = walk.check(o) != RC_OK;
	size_t n = strlen(path), tail = sizeof EXEMPT - 1;
	if (n > tail && strcmp(path + n - tail, EXEMPT) == 0) {
		walk.exempt += refused;
	} else if (refused != (json_object_get_boolean(get(o, "wantErr")) != 0)) {
		print_error("%s: %s\n", path, refused ? "refused" : "accepted");
		walk.wrong++;
	}
	walk.count++;
	json_object_put(o);
	return 0;
}

static void walk_over(const char *what, enum rc (*check)(struct json_c_object *o), int exempt)
{
	char path[4096];
	memset(&walk, 0, sizeof walk);
	walk.check = check;
	snprintf(path, sizeof path, "%s/vectors/merkle/testdata/%s", getenv("VOLYA_SHARED"), what);
	assert_int_equal(nftw(path, visit, 16, FTW_PHYS), 0);
	assert_int_equal(walk.count, 98);
	assert_int_equal(walk.exempt, exempt);
	assert_int_equal(walk.wrong, 0);
}

static void inclusion(void **state)
{
	(void)state;
	walk_over("inclusion", check_inclusion, 0);
}

static void consistency(void **state)
{
	(void)state;
	walk_over("consistency", check_consistency, 1);
}

int main(void)
{
	const char *shared = getenv("VOLYA_SHARED");
	if (!shared || !*shared) {
		fputs("skipped: VOLYA_SHARED is not set\n", stderr);
		return 77;
	}
	ledger_start();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inclusion),
		cmocka_unit_test(consistency),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
