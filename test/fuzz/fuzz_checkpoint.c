/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Texts of checkpoints: refused, or the same three lines when written again. */
#include <stdlib.h>
#include <string.h>

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
	struct arena *a = arena_create(1 << 20);
	struct checkpoint c, again;
	struct fault f = {0};
	enum rc rc = checkpoint_parse(a, bytes, &c, &f);
	must(rc == RC_OK || ((rc == RC_INVALID || rc == RC_LIMIT) && f.message[0]));
	if (rc == RC_OK && !arena_full(a, 2 * size + 256)) {
		char *text = checkpoint_format(a, &c);
		must(str_starts(bytes, text) && c.size <= TREE_SIZE_MOST);
		must(checkpoint_parse(a, str_of(text), &again, NULL) == RC_OK && again.size == c.size);
		must(memcmp(again.root.b, c.root.b, ID_SIZE) == 0 && strcmp(again.origin, c.origin) == 0);
	}
	arena_destroy(a);
	return 0;
}
