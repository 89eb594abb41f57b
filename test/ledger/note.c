/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Notes, keys, checkpoints, cosignatures, receipts: written, read again, and spoilt in every byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "naive_tree.h"
#include "shelf.h"
#include "signer.h"

static struct arena *arena;
static struct signer log_key, witness, other;

static int start(void **state)
{
	(void)state;
	ledger_start();
	arena = arena_create(64 << 20);
	signer_make(&log_key, 1, "log.example/public", NOTE_ED25519);
	signer_make(&witness, 2, "witness.example", NOTE_COSIGNATURE);
	signer_make(&other, 3, "other.example", NOTE_COSIGNATURE);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

static char *signed_text(const char *text)
{
	char *note;
	assert_int_equal(note_sign(arena, str_of(text), &log_key.key, signer_sign, &log_key, &note, NULL), RC_OK);
	return note;
}

static char *cosigned(const char *note, struct signer *s, uint64_t seconds)
{
	struct note n;
	char *line;
	assert_int_equal(note_parse(arena, str_of(note), &n, NULL), RC_OK);
	assert_int_equal(note_cosign(arena, n.text, &s->key, seconds, signer_sign, s, &line, NULL), RC_OK);
	return arena_printf(arena, "%s%s", note, line);
}

static enum rc check(const char *note, const struct note_key *k)
{
	struct note n;
	assert_int_equal(note_parse(arena, str_of(note), &n, NULL), RC_OK);
	return note_check(&n, k, NULL);
}

#define ROOT "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
#define LINE "\xE2\x80\x94 a AAAAAAA=\n"
#define CHECKPOINT "log.example/public\n5\n" ROOT

static void signed_and_read_again(void **state)
{
	(void)state;
	struct note n;
	uint64_t seconds;
	char *note = cosigned(cosigned(signed_text(CHECKPOINT), &witness, 1700000000), &other, 1);
	assert_int_equal(note_parse(arena, str_of(note), &n, NULL), RC_OK);
	assert_true(str_is(n.text, CHECKPOINT));
	assert_int_equal(n.count, 3);
	assert_string_equal(n.lines[1].name, "witness.example");
	assert_int_equal(n.lines[1].id, witness.key.id);
	assert_int_equal(n.lines[1].signature.n, 72);
	assert_true(str_starts(n.lines[2].line, "\xE2\x80\x94 other.example "));
	assert_true(n.lines[2].line.p + n.lines[2].line.n == note + strlen(note));
	assert_int_equal(note_check(&n, &log_key.key, NULL), RC_OK);
	assert_int_equal(note_check(&n, &witness.key, NULL), RC_OK);
	assert_int_equal(note_cosign_check(&n, &witness.key, &seconds, NULL), RC_OK);
	assert_int_equal(seconds, 1700000000);
	/* Of two the later counts. */
	assert_int_equal(note_parse(arena, str_of(cosigned(note, &other, 2)), &n, NULL), RC_OK);
	assert_int_equal(note_cosign_check(&n, &other.key, &seconds, NULL), RC_OK);
	assert_int_equal(seconds, 2);
	/* A cosigner's key says nothing of a log's signature. */
	assert_int_equal(note_cosign_check(&n, &log_key.key, &seconds, NULL), RC_NOT_FOUND);
}

static void a_text_may_have_empty_lines(void **state)
{
	(void)state;
	struct note n;
	const char *text = "one\n\ntwo\n\n\nthree\n";
	assert_int_equal(note_parse(arena, str_of(signed_text(text)), &n, NULL), RC_OK);
	assert_true(str_is(n.text, text));
	assert_int_equal(note_check(&n, &log_key.key, NULL), RC_OK);
}

static void only_the_very_key_counts(void **state)
{
	(void)state;
	char *note = signed_text(CHECKPOINT);
	struct note_key k = log_key.key;
	assert_int_equal(check(note, &k), RC_OK);
	k.id ^= 1;
	assert_int_equal(check(note, &k), RC_NOT_FOUND);
	k = log_key.key;
	k.name = "log.example/privat";
	assert_int_equal(check(note, &k), RC_NOT_FOUND);
	k = log_key.key;
	k.key[5] ^= 1;
	assert_int_equal(check(note, &k), RC_CRYPTO);
	/* The same key under another type has another id: its lines are of somebody unknown. */
	k = note_key_make(log_key.key.name, NOTE_COSIGNATURE, log_key.public);
	assert_int_equal(check(note, &k), RC_NOT_FOUND);
	k.id = log_key.key.id;
	assert_int_equal(check(note, &k), RC_CRYPTO);
}

/* Trap T7: the cosignature does not bind its witness's name, so a key under another name may be put on it. */
static void a_cosignature_fits_its_key_under_any_name(void **state)
{
	(void)state;
	struct signer twin;
	signer_make(&twin, 2, "twin.example", NOTE_COSIGNATURE);
	char *note = signed_text(CHECKPOINT), *line;
	assert_int_equal(note_cosign(arena, STR(CHECKPOINT), &twin.key, 7, signer_sign, &witness, &line, NULL), RC_OK);
	assert_int_equal(check(arena_printf(arena, "%s%s", note, line), &twin.key), RC_OK);
	/* Hence a policy counts a key once: policy.c shows that. */
}

static void every_byte_matters(void **state)
{
	(void)state;
	char *note = cosigned(signed_text(CHECKPOINT), &witness, 1700000000);
	size_t size = strlen(note);
	for (size_t i = 0; i < size; i++) {
		char was = note[i];
		struct note n;
		note[i] = (char)(was ^ 1);
		if (note_parse(arena, (struct str){note, size}, &n, NULL) == RC_OK) {
			assert_true(note_check(&n, &log_key.key, NULL) != RC_OK || note_check(&n, &witness.key, NULL) != RC_OK);
		}
		note[i] = was;
	}
	assert_int_equal(check(note, &witness.key), RC_OK);
}

static void what_is_no_note(void **state)
{
	(void)state;
	static const char *const notes[] = {
		"", "\n", "\n\n", "text\n", "text\n\n", "\xE2\x80\x94 a AAAAAAAA\n", "text\xE2\x80\x94\n\n",
		"text\n\n\xE2\x80\x94 a AAAAAA==", "text\n\n\xE2\x80\x94 a AAAAAA==\n", "text\n\n\xE2\x80\x94 a AAAAAAB=\n",
		"text\n\n\xE2\x80\x94 a AAAAAAA\n", "text\n\n\xE2\x80\x94 a AAAAAAA= \n", "text\n\n\xE2\x80\x94 a  AAAAAAA=\n",
		"text\n\n\xE2\x80\x94 AAAAAAA=\n", "text\n\n\xE2\x80\x94  AAAAAAA=\n", "text\n\n\xE2\x80\x94 a+b AAAAAAA=\n",
		"text\n\n\xE2\x80\x94 a\xC2\xA0" "b AAAAAAA=\n", "text\n\n- a AAAAAAA=\n", "text\n\n" LINE "more\n",
		"te\txt\n\n" LINE, "te\rxt\n\n" LINE, "te\xFFxt\n\n" LINE,
		"text\n\n\xE2\x80\x94 a AAAAAA\xC3\x81=\n",
		"text\n\n\xE2\x80\x94 \xE3\x80\x80 AAAAAAA=\n", "text\n\n\xE2\x80\x94" LINE,
	};
	struct note n;
	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
		struct fault f = {0};
		if (note_parse(arena, str_of(notes[i]), &n, &f) != RC_INVALID || !f.message[0]) {
			fail_msg("accepted: %s", notes[i]);
		}
	}
	assert_int_equal(note_parse(arena, STR("text\n\n" LINE), &n, NULL), RC_OK);
	assert_int_equal(note_parse(arena, STR("te\0xt\n\n" LINE), &n, NULL), RC_INVALID);
}

static void notes_have_a_largest_size(void **state)
{
	(void)state;
	struct buf b;
	struct note n;
	buf_init(&b, 2 * NOTE_MOST);
	buf_puts(&b, "text\n\n");
	for (int i = 0; i < NOTE_LINES_MOST; i++) {
		buf_puts(&b, LINE);
	}
	assert_int_equal(note_parse(arena, buf_view(&b), &n, NULL), RC_OK);
	assert_int_equal(n.count, NOTE_LINES_MOST);
	buf_puts(&b, LINE);
	assert_int_equal(note_parse(arena, buf_view(&b), &n, NULL), RC_LIMIT);
	buf_clear(&b);
	while (b.n < NOTE_MOST) {
		buf_puts(&b, "text\n");
	}
	buf_puts(&b, "\n" LINE);
	assert_int_equal(note_parse(arena, buf_view(&b), &n, NULL), RC_LIMIT);
	struct arena *small = arena_create(1024);
	struct str lines = STR(LINE LINE LINE LINE LINE LINE LINE LINE);
	assert_int_equal(note_join(small, STR("text\n"), lines, &n, NULL), RC_LIMIT);
	arena_destroy(small);
	buf_finish(&b);
}

static void keys_there_and_back(void **state)
{
	(void)state;
	struct note_key k;
	char *text = note_key_format(arena, "log.example/public", NOTE_ED25519, log_key.public);
	assert_int_equal(note_key_parse(arena, str_of(text), &k, NULL), RC_OK);
	assert_string_equal(k.name, "log.example/public");
	assert_int_equal(k.id, log_key.key.id);
	assert_int_equal(k.type, NOTE_ED25519);
	assert_memory_equal(k.key, log_key.public, KEY_SIZE);
	size_t size = strlen(text);
	for (size_t i = 0; i < size; i++) {
		char was = text[i];
		text[i] = (char)(was ^ 1);
		assert_int_equal(note_key_parse(arena, (struct str){text, size}, &k, NULL), RC_INVALID);
		text[i] = was;
		assert_int_equal(note_key_parse(arena, (struct str){text, i}, &k, NULL), RC_INVALID);
	}
	/* Of another type (0x06), though its id fits. */
	struct note_key six = note_key_make("a", 6, log_key.public);
	char bytes[1 + KEY_SIZE] = {6};
	memcpy(bytes + 1, six.key, KEY_SIZE);
	char base64[64];
	sodium_bin2base64(base64, sizeof base64, (uint8_t *)bytes, sizeof bytes, sodium_base64_VARIANT_ORIGINAL);
	text = arena_printf(arena, "a+%08x+%s", (unsigned)six.id, base64);
	assert_int_equal(note_key_parse(arena, str_of(text), &k, NULL), RC_INVALID);
}

static void checkpoints(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"", "\n", "a", "a\n", "a\n1\n", "\n1\n" ROOT,
		"a\n01\n" ROOT, "a\n-1\n" ROOT,
		"a\n\n" ROOT, "a\n1 \n" ROOT,
		"a\n9223372036854775808\n" ROOT,
		"a\n18446744073709551616\n" ROOT,
		"a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3h\xD3uFU=\n", /* a digit to libsodium 1.0.18 */
		"a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n",
		"a\n1\n\xC2\xAF////////////////////////////////////////8=\n", /* no slashes, though libsodium reads two */
		"a\n1\nZG9uJ3QgY2FyZSAy\n", "a\n1\n" ROOT "\n",
		"a\n1\n" ROOT "x", "a\n1\n" ROOT "x\n\n",
	};
	struct checkpoint c;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		if (checkpoint_parse(arena, str_of(wrong[i]), &c, NULL) != RC_INVALID) {
			fail_msg("accepted: %s", wrong[i]);
		}
	}
	assert_int_equal(checkpoint_parse(arena, STR(CHECKPOINT), &c, NULL), RC_OK);
	assert_string_equal(c.origin, "log.example/public");
	assert_int_equal(c.size, 5);
	assert_string_equal(checkpoint_format(arena, &c), CHECKPOINT);
	/* Further lines are somebody's, and a name may have spaces. */
	assert_int_equal(checkpoint_parse(arena, STR("a b\n0\n" ROOT "x\ny\n"), &c, NULL),
		RC_OK);
	assert_int_equal(c.size, 0);
	assert_int_equal(checkpoint_parse(arena,
		STR("a\n9223372036854775807\n" ROOT), &c, NULL), RC_OK);
	assert_true(c.size == TREE_SIZE_MOST);
}

static void receipts(void **state)
{
	(void)state;
	enum { SIZE = 300, INDEX = 77 };
	struct naive *naive = naive_create();
	struct shelf *s = xcalloc(1, sizeof *s);
	struct log_files files = {shelf_read, s};
	struct checkpoint c = {"log.example/public", SIZE, naive_hash(naive, 0, SIZE)}, read;
	struct tlog_proof p = {.index = INDEX}, again;
	struct note n;
	p.checkpoint = str_of(signed_text(checkpoint_format(arena, &c)));
	assert_int_equal(tiles_write(&files, 0, naive->leaf, SIZE, shelf_write, s, NULL), RC_OK);
	assert_int_equal(tiles_inclusion(&files, INDEX, SIZE, &p.proof, NULL), RC_OK);
	for (int extra = 0; extra < 2; extra++) {
		p.has_extra = extra;
		p.extra = extra ? STR("\0anything\xFF") : STR("");
		char *text = tlog_proof_format(arena, &p);
		assert_int_equal(tlog_proof_parse(arena, str_of(text), &again, NULL), RC_OK);
		assert_int_equal(again.has_extra, extra);
		assert_true(str_eq(again.extra, p.extra));
		assert_int_equal(again.index, INDEX);
		assert_true(naive_same(&again.proof, &p.proof));
		assert_string_equal(tlog_proof_format(arena, &again), text);
		assert_int_equal(tlog_proof_check(arena, &again, &naive->leaf[INDEX], &n, &read, NULL), RC_OK);
		assert_int_equal(read.size, SIZE);
		assert_int_equal(note_check(&n, &log_key.key, NULL), RC_OK);
		assert_int_equal(tlog_proof_check(arena, &again, &naive->leaf[INDEX + 1], NULL, &read, NULL), RC_CRYPTO);
		/* No end of it is a receipt. */
		size_t size = strlen(text);
		for (size_t i = 0; i < size; i++) {
			assert_true(tlog_proof_parse(arena, (struct str){text, i}, &again, NULL) == RC_INVALID
				|| tlog_proof_check(arena, &again, &naive->leaf[INDEX], NULL, &read, NULL) != RC_OK);
		}
	}
	shelf_destroy(s);
	naive_destroy(naive);
}

static void what_is_no_receipt(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"", "c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v2\nindex 0\n\n",
		"c2sp.org/tlog-proof@v1\nindex\n\n", "c2sp.org/tlog-proof@v1\nindex 00\n\n",
		"c2sp.org/tlog-proof@v1\nindex -1\n\n",
		"c2sp.org/tlog-proof@v1\nextra x\nindex 0\n\n", "c2sp.org/tlog-proof@v1\nextra AA==\n",
		"c2sp.org/tlog-proof@v1\nextra AA==\nextra AA==\nindex 0\n\n", "c2sp.org/tlog-proof@v1\nindex 0\nAA==\n\n",
		("c2sp.org/tlog-proof@v1\nindex 0\n" ROOT),
		"c2sp.org/tlog-proof@v1\r\nindex 0\n\n",
	};
	struct tlog_proof p;
	struct buf b;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (tlog_proof_parse(arena, str_of(texts[i]), &p, NULL) != RC_INVALID) {
			fail_msg("accepted: %s", texts[i]);
		}
	}
	buf_init(&b, 1 << 16);
	buf_puts(&b, "c2sp.org/tlog-proof@v1\nindex 0\n");
	for (int i = 0; i <= PROOF_MOST; i++) {
		buf_puts(&b, ROOT);
	}
	buf_puts(&b, "\n");
	assert_int_equal(tlog_proof_parse(arena, buf_view(&b), &p, NULL), RC_INVALID);
	buf_finish(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signed_and_read_again),
		cmocka_unit_test(a_text_may_have_empty_lines),
		cmocka_unit_test(only_the_very_key_counts),
		cmocka_unit_test(a_cosignature_fits_its_key_under_any_name),
		cmocka_unit_test(every_byte_matters),
		cmocka_unit_test(what_is_no_note),
		cmocka_unit_test(notes_have_a_largest_size),
		cmocka_unit_test(keys_there_and_back),
		cmocka_unit_test(checkpoints),
		cmocka_unit_test(receipts),
		cmocka_unit_test(what_is_no_receipt),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
