/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The text of a checkpoint (C2SP tlog-checkpoint): origin, size, root, each on its line. */
#include <inttypes.h>

#include "ledger/note.h"
#include "ledger/note_text.h"

enum rc checkpoint_parse(struct arena *a, struct str text, struct checkpoint *ret, struct fault *f)
{
	struct str origin, size, root, more;
	if (text.n > NOTE_MOST || arena_full(a, text.n + 64)) {
		return fault_set(f, RC_LIMIT, "a checkpoint of %zu bytes", text.n);
	}
	if (!line_take(&text, &origin) || origin.n == 0 || str_find(origin, '\0', 0) < origin.n) {
		return fault_set(f, RC_INVALID, "the checkpoint does not say whose it is");
	}
	if (!line_take(&text, &size) || !number_read(size, &ret->size) || ret->size > TREE_SIZE_MOST) {
		return fault_set(f, RC_INVALID, "the checkpoint has no size in its second line");
	}
	if (!line_take(&text, &root) || !base64_read_hash(root, &ret->root)) {
		return fault_set(f, RC_INVALID, "the checkpoint has no root in its third line");
	}
	while (text.n) {
		if (!line_take(&text, &more) || more.n == 0) {
			return fault_set(f, RC_INVALID, "the checkpoint has an empty line, or one without an end");
		}
	}
	ret->origin = str_dup(a, origin);
	return RC_OK;
}

char *checkpoint_format(struct arena *a, const struct checkpoint *c)
{
	return arena_printf(a, "%s\n%" PRIu64 "\n%s\n", c->origin, c->size, base64_text(a, c->root.b, ID_SIZE));
}
