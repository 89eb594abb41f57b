/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Signed notes (C2SP signed-note): their keys, and reading them. cosign.c signs and checks. */
#include "ledger/note.h"

#include <string.h>

#include "ledger/cbor_head.h"
#include "ledger/hash.h"
#include "ledger/note_text.h"

#define DASH "\xE2\x80\x94 " /* U+2014, a space */
#define ID_BYTES 4
#define ID_DIGITS 8

static bool is_space(int32_t c)
{
	return c <= ' ' || c == 0x7F || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028
		|| c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool note_name_fits(struct str name)
{
	size_t at = 0;
	while (at < name.n) {
		int32_t c = utf8_next(name, &at);
		if (c == '+' || is_space(c)) {
			return false;
		}
	}
	return name.n > 0;
}

struct note_key note_key_make(const char *name, uint8_t type, const uint8_t key[KEY_SIZE])
{
	struct note_key k = {.name = name, .type = type};
	struct id digest;
	memcpy(k.key, key, KEY_SIZE);
	digest_plain();
	digest_add(name, strlen(name));
	digest_add("\n", 1);
	digest_add(&type, 1);
	digest_add(key, KEY_SIZE);
	digest_end(&digest);
	k.id = (uint32_t)big_endian_read(digest.b, ID_BYTES);
	return k;
}

enum rc note_key_parse(struct arena *a, struct str vkey, struct note_key *ret, struct fault *f)
{
	size_t first = str_find(vkey, '+', 0), second = str_find(vkey, '+', first + 1);
	struct str name = str_sub(vkey, 0, first), id = str_sub(vkey, first + 1, second), bytes;
	uint8_t said[ID_BYTES];
	if (vkey.n > NOTE_MOST || arena_full(a, 2 * vkey.n + 64)) {
		return fault_set(f, RC_LIMIT, "a key of %zu bytes", vkey.n);
	}
	if (second >= vkey.n || !note_name_fits(name) || id.n != ID_DIGITS || !hex_parse(id, said, ID_BYTES)
		|| !base64_read(a, str_sub(vkey, second + 1, vkey.n), &bytes)) {
		return fault_set(f, RC_INVALID, "this is no key: it would read name+id+base64");
	}
	uint8_t type = bytes.n ? (uint8_t)bytes.p[0] : 0;
	if ((type != NOTE_ED25519 && type != NOTE_COSIGNATURE) || bytes.n != 1 + KEY_SIZE) {
		return fault_set(f, RC_INVALID, "the key of %.*s is of a type that is not read here", STR_ARG(name));
	}
	*ret = note_key_make(str_dup(a, name), type, (const uint8_t *)bytes.p + 1);
	if (ret->id != big_endian_read(said, ID_BYTES)) {
		return fault_set(f, RC_INVALID, "the id of the key of %s does not fit it", ret->name);
	}
	return RC_OK;
}

char *note_key_format(struct arena *a, const char *name, uint8_t type, const uint8_t key[KEY_SIZE])
{
	struct note_key k = note_key_make(name, type, key);
	uint8_t bytes[1 + KEY_SIZE] = {type};
	memcpy(bytes + 1, key, KEY_SIZE);
	return arena_printf(a, "%s+%08x+%s", name, (unsigned)k.id, base64_text(a, bytes, sizeof bytes));
}

static bool is_plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] < ' ' && s.p[i] != '\n') {
			return false;
		}
	}
	return utf8_valid(s);
}

static bool line_read(struct arena *a, struct str line, struct note_line *ret)
{
	struct str rest = line, bytes;
	if (!words_take(&rest, DASH)) {
		return false;
	}
	size_t space = str_find(rest, ' ', 0);
	struct str name = str_sub(rest, 0, space);
	if (space == rest.n || !note_name_fits(name) || !base64_read(a, str_sub(rest, space + 1, rest.n), &bytes)
		|| bytes.n <= ID_BYTES) {
		return false;
	}
	ret->name = str_dup(a, name);
	ret->id = (uint32_t)big_endian_read((const uint8_t *)bytes.p, ID_BYTES);
	ret->signature = str_sub(bytes, ID_BYTES, bytes.n);
	ret->line = (struct str){line.p, line.n + 1};
	return true;
}

/* Where the last empty line is: the index of the line feed that ends the text. */
static bool find_end(struct str bytes, size_t *ret)
{
	for (size_t i = bytes.n; i-- > 1;) {
		if (bytes.p[i] == '\n' && bytes.p[i - 1] == '\n') {
			*ret = i - 1;
			return true;
		}
	}
	return false;
}

enum rc note_join(struct arena *a, struct str text, struct str lines, struct note *ret, struct fault *f)
{
	struct str line;
	size_t count = 0;
	memset(ret, 0, sizeof *ret);
	if (text.n > NOTE_MOST || lines.n > NOTE_MOST - text.n) {
		return fault_set(f, RC_LIMIT, "a note of more than %zu bytes", NOTE_MOST);
	}
	if (!is_plain(text) || !is_plain(lines) || text.n == 0 || text.p[text.n - 1] != '\n') {
		return fault_set(f, RC_INVALID, "the note is no plain text");
	}
	for (size_t i = 0; i < lines.n; i++) {
		count += lines.p[i] == '\n';
	}
	if (count > NOTE_LINES_MOST || arena_full(a, count * (sizeof *ret->lines + 64) + 2 * lines.n)) {
		return fault_set(f, RC_LIMIT, "a note with %zu signatures; at most %d are read", count, NOTE_LINES_MOST);
	}
	ret->text = text;
	ret->lines = arena_array(a, count + 1, sizeof *ret->lines);
	for (; line_take(&lines, &line); ret->count++) {
		if (!line_read(a, line, &ret->lines[ret->count])) {
			return fault_set(f, RC_INVALID, "line %zu of the signatures is none", ret->count + 1);
		}
	}
	return lines.n == 0 && count > 0 ? RC_OK : fault_set(f, RC_INVALID, "the last signature does not end its line");
}

enum rc note_parse(struct arena *a, struct str bytes, struct note *ret, struct fault *f)
{
	size_t end;
	if (!find_end(bytes, &end)) {
		memset(ret, 0, sizeof *ret);
		return fault_set(f, RC_INVALID, "the note is not signed");
	}
	return note_join(a, str_sub(bytes, 0, end + 1), str_sub(bytes, end + 2, bytes.n), ret, f);
}
