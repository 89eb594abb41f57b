/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Policies: refused with a reason, or such that a note can be held against them. */
#include <stdlib.h>

#include "ledger/note.h"

static void must(bool holds)
{
	if (!holds) {
		abort();
	}
}

static void try_members(const struct policy *p)
{
	must(p->quorum == POLICY_NONE || p->quorum < p->member_count);
	for (size_t i = 0; i < p->member_count; i++) {
		const struct policy_member *m = &p->members[i];
		must(m->needed <= m->count && (m->needed > 0) == (m->count > 0));
		for (size_t k = 0; k < m->count; k++) {
			must(m->members[k] < i);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = {(const char *)data, size};
	struct arena *a = arena_create(4 << 20);
	struct policy p;
	struct fault f = {0};
	struct note n;
	enum rc rc = policy_parse(a, bytes, &p, &f);
	must(rc == RC_OK || ((rc == RC_INVALID || rc == RC_LIMIT) && f.message[0]));
	ledger_start();
	if (rc == RC_OK) {
		try_members(&p);
		must(note_join(a, STR("log.example\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"),
			STR("\xE2\x80\x94 log.example AAAAAAA=\n"), &n, NULL) == RC_OK);
		must(policy_check(&p, &n, NULL) != RC_OK);
		must((policy_witnessed(&p, &n, NULL) == RC_OK) == (p.quorum == POLICY_NONE));
	}
	arena_destroy(a);
	return 0;
}
