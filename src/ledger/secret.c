/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/secret.h"

#include <stdlib.h>

#include <sodium.h>

void *secret_alloc(size_t size)
{
	void *p = sodium_malloc(size);
	if (!p) {
		give_up("no locked memory for keys");
	}
	memset(p, 0, size);
	return p;
}

void secret_free(void *p)
{
	sodium_free(p);
}

void secret_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

void buf_wipe(struct buf *b)
{
	if (b->p) {
		sodium_memzero(b->p, b->cap);
	}
	buf_finish(b);
}
