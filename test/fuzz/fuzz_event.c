/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an event of a private log says, its type in the first byte: refused, or written as the same bytes again. */
#include <stdlib.h>

#include "ledger/event.h"

static void must(bool holds)
{
	if (!holds) {
		abort();
	}
}

/* Decodes into a struct of the type, and encodes that again. */
#define TRY(type) \
	do { \
		struct event_##type p; \
		rc = event_##type##_decode(bytes, &p, &f); \
		if (rc == RC_OK) { \
			event_##type##_encode(&p, &again); \
		} \
	} while (0)
#define TRY_LISTS(type) \
	do { \
		struct event_##type p; \
		rc = event_##type##_decode(a, bytes, &p, &f); \
		if (rc == RC_OK) { \
			event_##type##_encode(&p, &again); \
		} \
	} while (0)

static void try_payload(enum event_type type, struct str bytes)
{
	struct arena *a = arena_create((size_t)1 << 24);
	struct fault f = {0};
	struct buf again;
	enum rc rc = RC_INVALID;
	buf_init(&again, bytes.n + 64);
	switch (type) {
	case EVENT_FOUNDING: TRY(founding); break;
	case EVENT_CERTIFICATE: TRY(certificate); break;
	case EVENT_REVOCATION: TRY(revocation); break;
	case EVENT_REVIEW: TRY(review); break;
	case EVENT_USE: TRY(use); break;
	case EVENT_NOTICE: TRY_LISTS(notice); break;
	case EVENT_ERASED: TRY_LISTS(erased); break;
	case EVENT_PRIVATE: TRY_LISTS(private); break;
	case EVENT_FORGET: TRY_LISTS(forget); break;
	case EVENT_KEY: TRY(key); break;
	case EVENT_HERE: TRY(here); break;
	default: (void)fault_set(&f, rc, "no type"); break; /* a draft is register/'s */
	}
	must(rc == RC_OK ? str_eq(buf_view(&again), bytes) : f.message[0] != '\0');
	buf_finish(&again);
	arena_destroy(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 0) {
		ledger_start();
		try_payload((enum event_type)data[0], (struct str){(const char *)data + 1, size - 1});
	}
	return 0;
}
