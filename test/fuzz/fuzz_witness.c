/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requests to a witness that knows one log, whose signatures nobody here can make: refused with a status, or of the
 * same bytes when written again; and never cosigned.
 */
#include <stdlib.h>

#include "../ledger/desk.h"

static void must(bool holds)
{
	if (!holds) {
		abort();
	}
}

static enum rc sign(void *data, const void *p, size_t n, uint8_t ret[SIGNATURE_SIZE], struct fault *f)
{
	(void)data;
	(void)p;
	(void)n;
	(void)ret;
	return fault_set(f, RC_INTERNAL, "asked to sign");
}

static void try_answer(struct arena *a, struct str bytes)
{
	static const uint8_t key[KEY_SIZE] = {1};
	struct note_key k = note_key_make("witness.example", NOTE_COSIGNATURE, key);
	struct note n;
	struct str lines;
	uint64_t seconds, size;
	must(note_join(a, STR("log.example\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"),
		STR("\xE2\x80\x94 log.example AAAAAAA=\n"), &n, NULL) == RC_OK);
	must(witness_answer_read(a, 200, bytes, &n, &k, &lines, &seconds, &size, NULL) != RC_OK);
	must(witness_answer_read(a, 409, bytes, &n, &k, &lines, &seconds, &size, NULL) != RC_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = {(const char *)data, size};
	static const uint8_t key[KEY_SIZE] = {1};
	struct arena *a = arena_create(8 << 20);
	struct desk d = {.keys = {note_key_make("log.example/public", NOTE_ED25519, key)}, .key_count = 1};
	struct witness w = {desk_store(&d), note_key_make("witness.example", NOTE_COSIGNATURE, key), sign, NULL};
	struct witness_request r;
	struct witness_answer answer = {0};
	ledger_start();
	enum rc rc = witness_add(&w, a, bytes, 1700000000, &answer, NULL);
	must(rc == RC_LIMIT || (rc == RC_OK && (answer.status == 400 || answer.status == 403 || answer.status == 404)));
	must(d.advances == 0 && d.seen_count == 0);
	if (witness_request_parse(a, bytes, &r, NULL) == RC_OK && !arena_full(a, 2 * size + 8192)
		&& str_find(r.note, '\0', 0) == r.note.n) {
		must(str_is(bytes, witness_request_format(a, &r)));
	}
	try_answer(a, bytes);
	arena_destroy(a);
	return 0;
}
