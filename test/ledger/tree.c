/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The tree against its definition by recursion: every root and every proof of the sizes up to 600. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "naive_tree.h"

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

static void assert_hex(const struct id *id, const char *hex)
{
	char text[2 * ID_SIZE + 1];
	assert_string_equal(hex_format(id->b, ID_SIZE, text), hex);
}

/* Worked out with another program. */
static void hashes_are_those_of_rfc_6962(void **state)
{
	(void)state;
	struct tree t = {0};
	struct id id, other;
	tree_root(&t, &id);
	assert_hex(&id, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	leaf_hash("", 0, &id);
	assert_hex(&id, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
	leaf_hash("L123456", 7, &other);
	assert_hex(&other, "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
	node_hash(&(struct id){"N123"}, &(struct id){"N456"}, &other);
	assert_hex(&other, "b9d1773674736f0859510e185ad59e044cc9983692e8bc6ff598432b957426ca");
}

static void every_root(void **state)
{
	(void)state;
	struct tree t = {0};
	for (size_t n = 1; n <= SIZES; n++) {
		struct id root, wanted = naive_hash(naive, 0, n);
		tree_add(&t, &naive->leaf[n - 1]);
		tree_root(&t, &root);
		assert_int_equal(t.size, n);
		assert_memory_equal(root.b, wanted.b, ID_SIZE);
	}
}

static void every_inclusion(void **state)
{
	(void)state;
	for (size_t n = 1; n <= SIZES; n++) {
		struct id root = naive_hash(naive, 0, n);
		for (size_t i = 0; i < n; i++) {
			struct proof p = {0};
			naive_path(naive, i, 0, n, &p);
			assert_int_equal(inclusion_check(i, n, &naive->leaf[i], &p, &root, NULL), RC_OK);
			size_t other = (i * 7 + 1) % n;
			if (other != i) {
				assert_int_not_equal(inclusion_check(other, n, &naive->leaf[i], &p, &root, NULL), RC_OK);
			}
			p.hash[p.count++] = root;
			assert_int_equal(inclusion_check(i, n, &naive->leaf[i], &p, &root, NULL), RC_INVALID);
		}
		struct proof none = {0};
		assert_int_equal(inclusion_check(n, n, &naive->leaf[0], &none, &root, NULL), RC_INVALID);
	}
}

static void every_consistency(void **state)
{
	(void)state;
	for (size_t n = 1; n <= SIZES; n++) {
		struct id root = naive_hash(naive, 0, n);
		for (size_t m = 1; m <= n; m++) {
			struct id old = naive_hash(naive, 0, m), wrong = old;
			struct proof p = {0};
			naive_subproof(naive, m, 0, n, true, &p);
			assert_int_equal(consistency_check(m, n, &old, &root, &p, NULL), RC_OK);
			wrong.b[m % ID_SIZE] ^= 1;
			assert_int_equal(consistency_check(m, n, &wrong, &root, &p, NULL), RC_CRYPTO);
			if (p.count) {
				p.count--;
				assert_int_not_equal(consistency_check(m, n, &old, &root, &p, NULL), RC_OK);
			}
		}
	}
}

static void nothing_follows_from_the_empty_tree(void **state)
{
	(void)state;
	struct tree t = {0};
	struct id empty, one = naive_hash(naive, 0, 1);
	struct proof none = {0};
	tree_root(&t, &empty);
	assert_int_equal(consistency_check(0, 0, &empty, &empty, &none, NULL), RC_INVALID);
	assert_int_equal(consistency_check(0, 1, &empty, &one, &none, NULL), RC_INVALID);
	assert_int_equal(consistency_check(2, 1, &one, &one, &none, NULL), RC_INVALID);
	assert_int_equal(inclusion_check(0, 0, &one, &none, &empty, NULL), RC_INVALID);
	assert_int_equal(inclusion_check(UINT64_MAX, UINT64_MAX, &one, &none, &one, NULL), RC_INVALID);
}

/* A proof of the longest kind: sizes that fill 64 bits, with hashes that are anything. */
static void the_largest_trees(void **state)
{
	(void)state;
	struct proof p = {.count = PROOF_MOST};
	struct id root = naive->leaf[0];
	for (size_t i = 0; i < PROOF_MOST; i++) {
		p.hash[i] = naive->leaf[i + 1];
		node_hash(&root, &p.hash[i], &root);
	}
	assert_int_equal(inclusion_check(0, UINT64_MAX, &naive->leaf[0], &p, &root, NULL), RC_OK);
	assert_int_equal(inclusion_check(1, UINT64_MAX, &naive->leaf[0], &p, &root, NULL), RC_CRYPTO);
	assert_int_equal(consistency_check(1, UINT64_MAX, &naive->leaf[0], &root, &p, NULL), RC_OK);
	assert_int_equal(consistency_check((uint64_t)1 << 63, UINT64_MAX, &naive->leaf[0], &root, &p, NULL), RC_INVALID);
}

static void heads_can_be_kept(void **state)
{
	(void)state;
	struct tree t = {0};
	for (size_t n = 0; n <= SIZES; n++) {
		uint8_t bytes[TREE_BYTES_MOST];
		struct tree again;
		struct id root, other;
		size_t size = tree_encode(&t, bytes);
		assert_int_equal(tree_decode((struct str){(char *)bytes, size}, &again, NULL), RC_OK);
		tree_root(&t, &root);
		tree_root(&again, &other);
		assert_memory_equal(root.b, other.b, ID_SIZE);
		assert_int_equal(again.size, n);
		assert_int_equal(tree_decode((struct str){(char *)bytes, size - 1}, &again, NULL), RC_INVALID);
		assert_int_equal(tree_decode((struct str){(char *)bytes, size < 40 ? 0 : size - ID_SIZE}, &again, NULL),
			RC_INVALID);
		tree_add(&t, &naive->leaf[n]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_are_those_of_rfc_6962),
		cmocka_unit_test(every_root),
		cmocka_unit_test(every_inclusion),
		cmocka_unit_test(every_consistency),
		cmocka_unit_test(nothing_follows_from_the_empty_tree),
		cmocka_unit_test(the_largest_trees),
		cmocka_unit_test(heads_can_be_kept),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
