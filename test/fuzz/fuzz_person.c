/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bytes that somebody else calls a person's key file, public line, name or passphrase: refused with a reason,
 * or just what is written of what they say. The passphrase is worked only where that is cheap.
 */
#include <stdlib.h>
#include <string.h>

#include "ledger/person.h"

static void must(bool holds)
{
	if (!holds) {
		abort();
	}
}

static void try_file(struct str bytes)
{
	struct person_public public;
	struct person_cost cost;
	struct person_key *k;
	struct fault f = {0};
	enum rc rc = person_decode_public(bytes, &public, &cost, &f);
	must(rc == RC_OK || (rc == RC_CRYPTO && f.message[0] != '\0'));
	if (rc == RC_OK && cost.memory_kib == PERSON_MEMORY_LEAST && cost.passes == 1
		&& person_decode(bytes, STR("an invented passphrase"), &k, NULL) == RC_OK) {
		must(memcmp(person_public(k), &public, sizeof public) == 0);
		person_destroy(k);
	}
}

static void try_line(struct str bytes)
{
	struct person_public public;
	struct arena *a = arena_create(1 << 16);
	if (person_parse(bytes, &public, NULL) == RC_OK) {
		must(person_name_check(str_of(public.name), NULL) == RC_OK);
		must(str_is(str_trim(bytes), person_format(a, &public)));
	}
	arena_destroy(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = {(const char *)data, size};
	ledger_start();
	try_file(bytes);
	try_line(bytes);
	(void)!person_name_check(bytes, NULL);
	(void)!passphrase_check(bytes, NULL);
	return 0;
}
