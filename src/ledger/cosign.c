/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Signing notes and checking them: Ed25519 over the text (C2SP signed-note, type 0x01), and cosignatures
 * with their time (C2SP tlog-cosignature, type 0x04). Checked by libsodium alone: other libraries let other
 * edge cases pass, and all who read a log must agree.
 */
#include <inttypes.h>
#include <string.h>

#include <sodium.h>

#include "ledger/cbor_head.h"
#include "ledger/note.h"
#include "ledger/note_text.h"

#define TIME_SIZE 8
#define COSIGNED_SIZE (TIME_SIZE + SIGNATURE_SIZE)

static bool is_of(const struct note_line *l, const struct note_key *k)
{
	return l->id == k->id && strcmp(l->name, k->name) == 0;
}

static enum rc not_signed(const struct note_key *k, struct fault *f)
{
	return fault_set(f, RC_NOT_FOUND, "%s has not signed this", k->name);
}

static enum rc does_not_hold(const struct note_key *k, struct fault *f)
{
	return fault_set(f, RC_CRYPTO, "the signature of %s does not fit the text", k->name);
}

/* The bytes of a cosignature, into b. */
static void cosigned(struct buf *b, uint64_t seconds, struct str text)
{
	buf_init(b, text.n + 64);
	buf_printf(b, "cosignature/v1\ntime %" PRIu64 "\n", seconds);
	buf_str(b, text);
}

static bool cosignature_holds(const struct note *n, const struct note_line *l, const struct note_key *k,
	uint64_t *ret_seconds)
{
	struct buf b;
	const uint8_t *p = (const uint8_t *)l->signature.p;
	if (l->signature.n != COSIGNED_SIZE) {
		return false;
	}
	*ret_seconds = big_endian_read(p, TIME_SIZE);
	if (*ret_seconds > INT64_MAX) {
		return false;
	}
	cosigned(&b, *ret_seconds, n->text);
	bool holds = crypto_sign_verify_detached(p + TIME_SIZE, (const uint8_t *)b.p, b.n, k->key) == 0;
	buf_finish(&b);
	return holds;
}

enum rc note_cosign_check(const struct note *n, const struct note_key *k, uint64_t *ret_seconds, struct fault *f)
{
	bool found = false;
	*ret_seconds = 0;
	for (size_t i = 0; i < n->count; i++) {
		uint64_t seconds;
		if (k->type != NOTE_COSIGNATURE || !is_of(&n->lines[i], k)) {
			continue;
		}
		if (!cosignature_holds(n, &n->lines[i], k, &seconds)) {
			return does_not_hold(k, f);
		}
		*ret_seconds = seconds > *ret_seconds ? seconds : *ret_seconds;
		found = true;
	}
	return found ? RC_OK : not_signed(k, f);
}

enum rc note_check(const struct note *n, const struct note_key *k, struct fault *f)
{
	uint64_t seconds;
	bool found = false;
	if (k->type == NOTE_COSIGNATURE) {
		return note_cosign_check(n, k, &seconds, f);
	}
	for (size_t i = 0; i < n->count; i++) {
		const struct note_line *l = &n->lines[i];
		if (!is_of(l, k)) {
			continue;
		}
		if (l->signature.n != SIGNATURE_SIZE || crypto_sign_verify_detached((const uint8_t *)l->signature.p,
			(const uint8_t *)n->text.p, n->text.n, k->key) != 0) {
			return does_not_hold(k, f);
		}
		found = true;
	}
	return found ? RC_OK : not_signed(k, f);
}

/* "— name base64(id || bytes)\n" */
static char *line_format(struct arena *a, const struct note_key *k, const uint8_t *p, size_t n)
{
	uint8_t bytes[4 + COSIGNED_SIZE];
	big_endian(bytes, k->id, 4);
	memcpy(bytes + 4, p, n);
	return arena_printf(a, "\xE2\x80\x94 %s %s\n", k->name, base64_text(a, bytes, 4 + n));
}

static enum rc ends_well(struct str text, const struct note_key *k, uint8_t type, struct fault *f)
{
	if (k->type != type || text.n == 0 || text.p[text.n - 1] != '\n') {
		return fault_set(f, RC_INTERNAL, "a note is signed that is none, or with a key of another type");
	}
	return RC_OK;
}

enum rc note_sign(struct arena *a, struct str text, const struct note_key *k, sign_bytes sign, void *data,
	char **ret, struct fault *f)
{
	uint8_t signature[SIGNATURE_SIZE];
	enum rc rc = ends_well(text, k, NOTE_ED25519, f);
	if (rc == RC_OK) {
		rc = sign(data, text.p, text.n, signature, f);
	}
	if (rc == RC_OK) {
		const char *parts[] = {str_dup(a, text), "\n", line_format(a, k, signature, sizeof signature)};
		*ret = arena_join(a, parts, 3);
	}
	return rc;
}

enum rc note_cosign(struct arena *a, struct str text, const struct note_key *k, uint64_t seconds, sign_bytes sign,
	void *data, char **ret_line, struct fault *f)
{
	uint8_t bytes[COSIGNED_SIZE];
	struct buf b;
	enum rc rc = ends_well(text, k, NOTE_COSIGNATURE, f);
	if (rc != RC_OK) {
		return rc;
	}
	cosigned(&b, seconds, text);
	big_endian(bytes, seconds, TIME_SIZE);
	rc = sign(data, b.p, b.n, bytes + TIME_SIZE, f);
	buf_finish(&b);
	if (rc == RC_OK) {
		*ret_line = line_format(a, k, bytes, sizeof bytes);
	}
	return rc;
}
