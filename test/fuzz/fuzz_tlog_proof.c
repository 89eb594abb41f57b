/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Receipts: refused, or the same bytes when written again; and checked without a crash. */
#include <stdlib.h>

#include "ledger/note.h"

static void must(bool holds)
{
	if (!holds) {
		abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = {(const char *)data, size};
	struct arena *a = arena_create(4 << 20);
	struct tlog_proof p;
	struct fault f = {0};
	enum rc rc = tlog_proof_parse(a, bytes, &p, &f);
	must(rc == RC_OK || ((rc == RC_INVALID || rc == RC_LIMIT) && f.message[0]));
	if (rc == RC_OK && !arena_full(a, 3 * size + 256)) {
		struct id leaf = {{7}};
		struct checkpoint c;
		/* A checkpoint may hold a NUL here still: it is cut off where the text is written. */
		if (str_find(p.checkpoint, '\0', 0) == p.checkpoint.n) {
			must(str_is(bytes, tlog_proof_format(a, &p)));
		}
		must(tlog_proof_check(a, &p, &leaf, NULL, &c, NULL) != RC_OK);
	}
	arena_destroy(a);
	return 0;
}
