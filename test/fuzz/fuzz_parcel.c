/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Bytes that somebody else calls a parcel: refused with words, as they are, and as the body of one. */
#include <stdlib.h>

#include "ledger/parcel.h"

static void must(bool holds)
{
	if (!holds) {
		abort();
	}
}

static void try_plain(struct str plain)
{
	struct parcel p;
	struct fault f = {0};
	enum rc rc = parcel_decode(plain, &p, &f);
	must(rc == RC_OK || ((rc == RC_INVALID || rc == RC_CRYPTO || rc == RC_LIMIT) && f.message[0] != '\0'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t nobodys[SIGNATURE_SIZE] = {0};
	struct buf plain;
	ledger_start();
	try_plain((struct str){(const char *)data, size});
	buf_init(&plain, size + 2 * SIGNATURE_SIZE);
	cbor_array(&plain, 2);
	cbor_bytes(&plain, data, size);
	cbor_bytes(&plain, nobodys, sizeof nobodys);
	try_plain(buf_view(&plain));
	buf_finish(&plain);
	return 0;
}
