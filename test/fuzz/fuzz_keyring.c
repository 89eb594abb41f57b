/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bytes that somebody else calls a keyring: refused, or written as the same bytes again. The first byte says
 * whether the digest at the end is made to fit, so that what lies behind it is reached.
 */
#include <stdlib.h>
#include <string.h>

#include "ledger/keyring.h"

static void must(bool holds)
{
	if (!holds) {
		abort();
	}
}

static void try_keyring(struct str bytes)
{
	struct keyring *k;
	struct buf again;
	struct fault f = {0};
	enum rc rc = keyring_decode(bytes, &k, &f);
	must(rc == RC_OK || (rc == RC_CRYPTO && f.message[0] != '\0'));
	if (rc != RC_OK) {
		return;
	}
	buf_init(&again, bytes.n);
	must(keyring_encode(k, &again, NULL) == RC_OK && str_eq(buf_view(&again), bytes));
	for (size_t i = 0; i < keyring_count(k); i++) {
		struct wrap w = keyring_at(k, i);
		struct str box;
		must(keyring_find(k, &w.item, w.person, &box) && str_eq(box, w.box));
	}
	while (keyring_count(k)) {
		struct wrap w = keyring_at(k, 0);
		must(keyring_remove(k, &w.item) > 0);
	}
	buf_finish(&again);
	keyring_destroy(k);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct id digest;
	if (size == 0) {
		return 0;
	}
	ledger_start();
	struct str bytes = {(const char *)data + 1, size - 1};
	if (data[0] != 'd') {
		try_keyring(bytes);
		return 0;
	}
	struct buf fit;
	struct hash *h = hash_create();
	hash_add(h, bytes.p, bytes.n);
	hash_finish(h, &digest);
	buf_init(&fit, bytes.n + ID_SIZE);
	buf_str(&fit, bytes);
	buf_add(&fit, digest.b, ID_SIZE);
	try_keyring(buf_view(&fit));
	buf_finish(&fit);
	return 0;
}
