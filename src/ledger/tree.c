/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The Merkle tree of RFC 6962: hashes, compact range, and the checks of RFC 9162 sections 2.1.3.2 and 2.1.4.2. */
#include "ledger/tree.h"

#include <assert.h>
#include <string.h>

#include "ledger/cbor_head.h"
#include "ledger/hash.h"

void leaf_hash(const void *p, size_t n, struct id *ret)
{
	digest_plain();
	digest_add("\x00", 1);
	digest_add(p, n);
	digest_end(ret);
}

void node_hash(const struct id *left, const struct id *right, struct id *ret)
{
	/* In one piece: three calls of the library for 65 bytes would cost more than the hash. */
	uint8_t bytes[1 + 2 * ID_SIZE];
	bytes[0] = 0x01;
	memcpy(bytes + 1, left->b, ID_SIZE);
	memcpy(bytes + 1 + ID_SIZE, right->b, ID_SIZE);
	digest_plain();
	digest_add(bytes, sizeof bytes);
	digest_end(ret);
}

static size_t peaks_of(uint64_t size)
{
	return (size_t)__builtin_popcountll(size);
}

/* A whole subtree of 2^level leaves, of which t holds a multiple. */
static void add_subtree(struct tree *t, int level, const struct id *root)
{
	struct id hash = *root;
	size_t n = peaks_of(t->size);
	for (uint64_t size = t->size >> level; size & 1; size >>= 1) {
		node_hash(&t->peak[--n], &hash, &hash);
	}
	t->peak[n] = hash;
	t->size += (uint64_t)1 << level;
}

void tree_add(struct tree *t, const struct id *leaf)
{
	add_subtree(t, 0, leaf);
}

void tree_add_row(struct tree *t, const struct id *root)
{
	assert(t->size % 256 == 0);
	add_subtree(t, 8, root);
}

void tree_root(const struct tree *t, struct id *ret)
{
	size_t n = peaks_of(t->size);
	if (n == 0) {
		digest_plain();
		digest_end(ret);
		return;
	}
	*ret = t->peak[n - 1];
	for (size_t i = n - 1; i-- > 0;) {
		node_hash(&t->peak[i], ret, ret);
	}
}

size_t tree_encode(const struct tree *t, uint8_t bytes[TREE_BYTES_MOST])
{
	size_t n = peaks_of(t->size) * ID_SIZE;
	big_endian(bytes, t->size, 8);
	memcpy(bytes + 8, t->peak, n);
	return 8 + n;
}

enum rc tree_decode(struct str bytes, struct tree *ret, struct fault *f)
{
	uint64_t size = bytes.n < 8 ? 0 : big_endian_read((const uint8_t *)bytes.p, 8);
	if (bytes.n < 8 || bytes.n != 8 + peaks_of(size) * ID_SIZE) {
		return fault_set(f, RC_INVALID, "the head of a tree is damaged");
	}
	memset(ret, 0, sizeof *ret);
	ret->size = size;
	memcpy(ret->peak, bytes.p + 8, bytes.n - 8);
	return RC_OK;
}

static enum rc wrong_length(struct fault *f)
{
	return fault_set(f, RC_INVALID, "the proof has too many or too few hashes");
}

static enum rc wrong_root(struct fault *f)
{
	return fault_set(f, RC_CRYPTO, "the proof leads to another root");
}

enum rc inclusion_check(uint64_t index, uint64_t size, const struct id *leaf, const struct proof *p,
	const struct id *root, struct fault *f)
{
	if (index >= size) {
		return fault_set(f, RC_INVALID, "the tree has no leaf of this number");
	}
	uint64_t fn = index, sn = size - 1;
	struct id hash = *leaf;
	for (size_t i = 0; i < p->count; i++) {
		if (sn == 0) {
			return wrong_length(f);
		}
		if ((fn & 1) || fn == sn) {
			node_hash(&p->hash[i], &hash, &hash);
			while (!(fn & 1) && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			node_hash(&hash, &p->hash[i], &hash);
		}
		fn >>= 1;
		sn >>= 1;
	}
	if (sn != 0) {
		return wrong_length(f);
	}
	return memcmp(hash.b, root->b, ID_SIZE) == 0 ? RC_OK : wrong_root(f);
}

/* The part of the check where there is something to fold: 0 < old_size < size. */
static enum rc fold_both(uint64_t old_size, uint64_t size, const struct id *old_root, const struct id *root,
	const struct proof *p, struct fault *f)
{
	/* Of a whole subtree the old root itself is where the path begins, and the proof leaves it out. */
	bool whole = (old_size & (old_size - 1)) == 0;
	size_t i = 0;
	uint64_t fn = old_size - 1, sn = size - 1;
	if (!whole && p->count == 0) {
		return wrong_length(f);
	}
	while (fn & 1) {
		fn >>= 1;
		sn >>= 1;
	}
	struct id fr = whole ? *old_root : p->hash[i++], sr = fr;
	for (; i < p->count; i++) {
		if (sn == 0) {
			return wrong_length(f);
		}
		if ((fn & 1) || fn == sn) {
			node_hash(&p->hash[i], &fr, &fr);
			node_hash(&p->hash[i], &sr, &sr);
			while (!(fn & 1) && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			node_hash(&sr, &p->hash[i], &sr);
		}
		fn >>= 1;
		sn >>= 1;
	}
	if (sn != 0) {
		return wrong_length(f);
	}
	return memcmp(fr.b, old_root->b, ID_SIZE) == 0 && memcmp(sr.b, root->b, ID_SIZE) == 0 ? RC_OK
		: wrong_root(f);
}

enum rc consistency_check(uint64_t old_size, uint64_t size, const struct id *old_root, const struct id *root,
	const struct proof *p, struct fault *f)
{
	if (old_size == 0) {
		return fault_set(f, RC_INVALID, "nothing can be proved from an empty tree on");
	}
	if (old_size > size) {
		return fault_set(f, RC_INVALID, "the old tree is larger than the new one");
	}
	if (old_size < size) {
		return fold_both(old_size, size, old_root, root, p, f);
	}
	if (p->count != 0) {
		return wrong_length(f);
	}
	return memcmp(old_root->b, root->b, ID_SIZE) == 0 ? RC_OK
		: fault_set(f, RC_CRYPTO, "two trees of one size have different roots");
}
