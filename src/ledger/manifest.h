/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a host keeps of a register: its files, cut into chunks of 64 KiB and sealed (store_key.h), and one manifest
 * that says which chunks make which file. The host reads of it what it needs for its work and no more: which manifest
 * follows which, which chunks are still wanted, and which key has signed it.
 *
 *   manifest = CBOR [1, id of the store's key, number, digest of the manifest before (zeros: none),
 *                    [[from, to, links], ...], names of the chunks, sealed body, signing key, signature]
 *   links    = LINK_SIZE bytes for each person; names = 32 bytes for each chunk, file after file
 *   signature = the person's, domain "volya/host/1", over SHA-256("volya/manifest/1\0" || its first seven items)
 *   digest   = SHA-256("volya/manifest-id/1\0" || manifest)
 *
 *   body     = CBOR [1, org, size and root of the public log, size and root of the private log, mark,
 *                    [[name, bytes, SHA-256, chunks], ...]]
 *   its aad  = SHA-256("volya/manifest-body/1\0" || key || number (8 bytes) || before || names)
 *
 * The mark counts what makes another key necessary: erasures and revocations (register/host.h).
 */
#ifndef LEDGER_MANIFEST_H
#define LEDGER_MANIFEST_H

#include "ledger/store_key.h"

#define MANIFEST_MOST ((size_t)4 << 20)
#define MANIFEST_CHUNKS 100000
/* Steps of the key that are kept: who was away for longer is invited anew. */
#define MANIFEST_LINKS 32
#define MANIFEST_PEOPLE 256
#define MANIFEST_FILES 8
#define MANIFEST_NAME 32

/* From one key of the store to the next. */
struct store_step {
	struct id from, to;
	struct str links;
};

struct manifest {
	struct id key;
	uint64_t number; /* 1, 2, 3 ... */
	struct id previous;
	struct store_step steps[MANIFEST_LINKS];
	size_t step_count;
	struct str chunks; /* names */
	struct str body;   /* sealed */
	uint8_t signer[KEY_SIZE], signature[SIGNATURE_SIZE];
};

struct manifest_file {
	char name[MANIFEST_NAME + 1];
	uint64_t size;
	struct id digest;
	uint64_t chunks; /* how many of the manifest's, behind those of the files before */
};
struct manifest_body {
	uint8_t org[ORG_SIZE];
	uint64_t public_size, private_size;
	struct id public_root, private_root;
	uint64_t mark;
	struct manifest_file files[MANIFEST_FILES];
	size_t file_count;
};

/* Signs it (signer and signature are set) and appends its bytes. RC_LIMIT: it is larger than it can be. */
MUST_USE enum rc manifest_encode(struct manifest *m, const struct signer *who, struct buf *out, struct fault *f);
/* Strict; views into bytes. The signature has not been looked at. RC_INVALID, RC_LIMIT. */
MUST_USE enum rc manifest_decode(struct str bytes, struct manifest *ret, struct fault *f);
/* RC_CRYPTO where its signature does not hold. */
MUST_USE enum rc manifest_check(const struct manifest *m, struct fault *f);
void manifest_digest(struct str bytes, struct id *ret);
/* Name number i of its chunks. */
void manifest_chunk(const struct manifest *m, size_t i, struct id *ret);

void manifest_body_encode(const struct manifest_body *b, struct buf *out);
/* Strict; the chunks of the files are as many as the manifest has, RC_INVALID otherwise. */
MUST_USE enum rc manifest_body_decode(struct str bytes, uint64_t chunks, struct manifest_body *ret, struct fault *f);
/* What the body is sealed to. */
void manifest_aad(const struct manifest *m, struct id *ret);

#endif
