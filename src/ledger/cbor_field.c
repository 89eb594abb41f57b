/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fields of a known shape: what headers, changes and entries are made of. */
#include <string.h>

#include "ledger/cbor.h"

void cbor_want_key(struct cbor_reader *r, uint64_t key)
{
	uint64_t said = cbor_read_uint(r);
	if (r->rc == RC_OK && said != key) {
		r->rc = fault_set(r->fault, RC_INVALID, "field %d is missing", (int)key);
	}
}

void cbor_read_fixed(struct cbor_reader *r, void *ret, size_t n)
{
	struct str bytes = cbor_read_bytes(r);
	if (r->rc == RC_OK && bytes.n != n) {
		r->rc = fault_set(r->fault, RC_INVALID, "a field has %zu bytes, not %zu", bytes.n, n);
	}
	if (r->rc == RC_OK) {
		memcpy(ret, bytes.p, n);
	}
}

int64_t cbor_read_within(struct cbor_reader *r, int64_t least, int64_t most)
{
	int64_t v = cbor_read_int(r);
	if (r->rc == RC_OK && (v < least || v > most)) {
		r->rc = fault_set(r->fault, RC_INVALID, "a field is out of range");
	}
	return r->rc == RC_OK ? v : least;
}
