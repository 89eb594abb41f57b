/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The Merkle tree of a log (RFC 6962 section 2.1, RFC 9162 section 2.1): hashes, the compact range that
 * is kept to go on with it, and the checks of the two proofs. Nothing here allocates.
 */
#ifndef LEDGER_TREE_H
#define LEDGER_TREE_H

#include "ledger/ledger.h"

/* Compact range: one hash for each set bit of size, of the largest subtree first. Zeroed, it is the empty tree. */
struct tree {
	uint64_t size;
	struct id peak[64];
};

void leaf_hash(const void *p, size_t n, struct id *ret);                           /* SHA-256(0x00 || p) */
void node_hash(const struct id *left, const struct id *right, struct id *ret);     /* ret may be one of them */
void tree_add(struct tree *t, const struct id *leaf);
/* 256 leaves at once, by the root over them: where t->size is a multiple of 256. */
void tree_add_row(struct tree *t, const struct id *root);
void tree_root(const struct tree *t, struct id *ret); /* of the empty tree: SHA-256 of nothing */

/* For keeping: the size in 8 bytes, big-endian, then its peaks. */
#define TREE_BYTES_MOST (8 + 64 * ID_SIZE)
size_t tree_encode(const struct tree *t, uint8_t bytes[TREE_BYTES_MOST]); /* returns the count of bytes */
/* RC_INVALID where the count of bytes does not fit the size. */
MUST_USE enum rc tree_decode(struct str bytes, struct tree *ret, struct fault *f);

/* The largest tree that proofs are made for, and that a checkpoint may speak of. */
#define TREE_SIZE_MOST ((uint64_t)INT64_MAX)
/* A path from the leaf upwards; no tree of that size asks for more hashes. */
#define PROOF_MOST 64
struct proof {
	struct id hash[PROOF_MOST];
	size_t count;
};

/*
 * That the leaf stands at index in the tree of this size and root (RFC 9162 section 2.1.3.2).
 * RC_INVALID: index not below size, or a proof of another length; RC_CRYPTO: it leads to another root.
 */
MUST_USE enum rc inclusion_check(uint64_t index, uint64_t size, const struct id *leaf, const struct proof *p,
	const struct id *root, struct fault *f);
/*
 * That the tree of size begins with the whole tree of old_size (RFC 9162 section 2.1.4.2). From size 0
 * nothing can be proved: RC_INVALID, as for an old size above the new one and a proof of another length.
 * RC_CRYPTO: it leads to other roots.
 */
MUST_USE enum rc consistency_check(uint64_t old_size, uint64_t size, const struct id *old_root,
	const struct id *root, const struct proof *p, struct fault *f);

#endif
