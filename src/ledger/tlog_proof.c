/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Receipts for one entry of a log (C2SP tlog-proof). */
#include <inttypes.h>

#include "ledger/note.h"
#include "ledger/note_text.h"

#define FIRST_LINE "c2sp.org/tlog-proof@v1"

char *tlog_proof_format(struct arena *a, const struct tlog_proof *p)
{
	struct buf b;
	/* Room for a hash in base64 and its line feed is 45 bytes. */
	buf_init(&b, p->checkpoint.n + 2 * p->extra.n + 46 * p->proof.count + 128);
	buf_puts(&b, FIRST_LINE "\n");
	if (p->has_extra) {
		buf_printf(&b, "extra %s\n", base64_text(a, p->extra.p, p->extra.n));
	}
	buf_printf(&b, "index %" PRIu64 "\n", p->index);
	for (size_t i = 0; i < p->proof.count; i++) {
		base64_add_hash(&b, &p->proof.hash[i]);
		buf_putc(&b, '\n');
	}
	buf_putc(&b, '\n');
	buf_str(&b, p->checkpoint);
	char *text = str_dup(a, buf_view(&b));
	buf_finish(&b);
	return text;
}

enum rc tlog_proof_parse(struct arena *a, struct str bytes, struct tlog_proof *ret, struct fault *f)
{
	struct str line, number;
	*ret = (struct tlog_proof){0};
	if (bytes.n > NOTE_MOST || arena_full(a, bytes.n + 64)) {
		return fault_set(f, RC_LIMIT, "a receipt of %zu bytes", bytes.n);
	}
	if (!line_take(&bytes, &line) || !str_is(line, FIRST_LINE)) {
		return fault_set(f, RC_INVALID, "this is no receipt: its first line is not %s", FIRST_LINE);
	}
	if (!line_take(&bytes, &line)) {
		return fault_set(f, RC_INVALID, "the receipt ends in its second line");
	}
	number = line;
	if (words_take(&number, "extra ")) {
		ret->has_extra = true;
		if (!base64_read(a, number, &ret->extra) || !line_take(&bytes, &line)) {
			return fault_set(f, RC_INVALID, "the receipt's second line is damaged");
		}
		number = line;
	}
	if (!words_take(&number, "index ") || !number_read(number, &ret->index)) {
		return fault_set(f, RC_INVALID, "the receipt does not say where its entry stands");
	}
	for (;;) {
		if (!line_take(&bytes, &line)) {
			return fault_set(f, RC_INVALID, "the receipt has no checkpoint");
		}
		if (line.n == 0) {
			break;
		}
		if (ret->proof.count == PROOF_MOST || !base64_read_hash(line, &ret->proof.hash[ret->proof.count++])) {
			return fault_set(f, RC_INVALID, "a hash of the receipt is damaged, or one too many");
		}
	}
	ret->checkpoint = bytes;
	return RC_OK;
}

enum rc tlog_proof_check(struct arena *a, const struct tlog_proof *p, const struct id *leaf, struct note *ret_note,
	struct checkpoint *ret, struct fault *f)
{
	struct note note;
	enum rc rc = note_parse(a, p->checkpoint, &note, f);
	if (rc == RC_OK) {
		rc = checkpoint_parse(a, note.text, ret, f);
	}
	if (rc == RC_OK && ret_note) {
		*ret_note = note;
	}
	return rc == RC_OK ? inclusion_check(p->index, ret->size, leaf, &p->proof, &ret->root, f) : rc;
}
