/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Bytes that somebody calls a signed note or a key: refused, or made of the parts that were read, to the byte. */
#include <stdlib.h>

#include "ledger/note.h"

static void must(bool holds)
{
	if (!holds) {
		abort();
	}
}

static void try_note(struct arena *a, struct str bytes)
{
	struct note n;
	struct fault f = {0};
	static const uint8_t key[KEY_SIZE] = {1};
	enum rc rc = note_parse(a, bytes, &n, &f);
	must(rc == RC_OK || ((rc == RC_INVALID || rc == RC_LIMIT) && f.message[0]));
	if (rc != RC_OK) {
		return;
	}
	size_t size = n.text.n + 1;
	must(n.text.p == bytes.p && n.count > 0 && n.count <= NOTE_LINES_MOST);
	for (size_t i = 0; i < n.count; i++) {
		must(n.lines[i].line.p == bytes.p + size);
		must(note_name_fits(str_of(n.lines[i].name)) && n.lines[i].signature.n > 0);
		size += n.lines[i].line.n;
	}
	must(size == bytes.n);
	/* A key that answers to the first line: nothing can hold under it. */
	for (uint8_t type = NOTE_ED25519; type <= NOTE_COSIGNATURE; type += NOTE_COSIGNATURE - NOTE_ED25519) {
		struct note_key k = note_key_make(n.lines[0].name, type, key);
		k.id = n.lines[0].id;
		must(note_check(&n, &k, NULL) == RC_CRYPTO);
	}
}

static void try_key(struct arena *a, struct str bytes)
{
	struct note_key k, again;
	struct fault f = {0};
	if (note_key_parse(a, bytes, &k, &f) == RC_OK) {
		char *text = note_key_format(a, k.name, k.type, k.key);
		must(note_key_parse(a, str_of(text), &again, NULL) == RC_OK && again.id == k.id);
		must(str_eq_nocase(str_of(text), bytes)); /* the id may be in capitals */
	} else {
		must(f.message[0]);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = {(const char *)data, size};
	struct arena *a = arena_create(1 << 20);
	ledger_start();
	try_note(a, bytes);
	try_key(a, bytes);
	arena_destroy(a);
	return 0;
}
