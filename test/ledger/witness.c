/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The witness protocol: each status of C2SP tlog-witness, races, evidence, and what the log makes of the answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "desk.h"
#include "naive_tree.h"
#include "shelf.h"
#include "signer.h"

#define ORIGIN "log.example/public"
#define NOW 1700000000

static struct arena *arena;
static struct naive *naive;
static struct shelf *shelf;
static struct signer log_key, other_key, own;
static struct desk desk;
static struct witness witness;

static int start(void **state)
{
	(void)state;
	ledger_start();
	arena = arena_create(256 << 20);
	naive = naive_create();
	shelf = xcalloc(1, sizeof *shelf);
	struct log_files files = {shelf_read, shelf};
	for (size_t i = 0; i < 600; i++) {
		assert_int_equal(tiles_write(&files, i, naive->leaf + i, 1, shelf_write, shelf, NULL), RC_OK);
	}
	signer_make(&log_key, 1, ORIGIN, NOTE_ED25519);
	signer_make(&other_key, 2, ORIGIN, NOTE_ED25519);
	signer_make(&own, 3, "witness.example", NOTE_COSIGNATURE);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	shelf_destroy(shelf);
	naive_destroy(naive);
	arena_destroy(arena);
	return 0;
}

/* A witness that has seen nothing yet. */
static int fresh(void **state)
{
	(void)state;
	desk = (struct desk){.keys = {log_key.key}, .key_count = 1};
	witness = (struct witness){desk_store(&desk), own.key, signer_sign, &own};
	return 0;
}

static struct id root_of(size_t size)
{
	struct tree none = {0};
	struct id root;
	tree_root(&none, &root);
	return size ? naive_hash(naive, 0, size) : root;
}

static struct str note_of(struct signer *s, const char *origin, uint64_t size, struct id root)
{
	struct checkpoint c = {origin, size, root};
	char *note;
	assert_int_equal(note_sign(arena, str_of(checkpoint_format(arena, &c)), &s->key, signer_sign, s, &note, NULL),
		RC_OK);
	return str_of(note);
}

/* An honest request from old to size. */
static struct witness_request grown(size_t old, size_t size)
{
	struct log_files files = {shelf_read, shelf};
	struct witness_request r = {.old_size = old, .note = note_of(&log_key, ORIGIN, size, root_of(size))};
	if (old > 0 && old <= size) {
		assert_int_equal(tiles_consistency(&files, old, size, &r.proof, NULL), RC_OK);
	}
	return r;
}

static struct witness_answer ask_text(const char *text)
{
	struct witness_answer a = {0};
	struct fault f = {0};
	if (witness_add(&witness, arena, str_of(text), NOW, &a, &f) != RC_OK) {
		fail_msg("%s", f.message);
	}
	return a;
}

static struct witness_answer ask(const struct witness_request *r)
{
	return ask_text(witness_request_format(arena, r));
}

/* What the log makes of an answer to a request with this note. */
static struct {
	struct str lines;
	uint64_t seconds, size;
} read;

static enum rc read_answer(int status, struct str body, struct str note)
{
	struct note n;
	assert_int_equal(note_parse(arena, note, &n, NULL), RC_OK);
	return witness_answer_read(arena, status, body, &n, &own.key, &read.lines, &read.seconds, &read.size, NULL);
}

static void assert_status(const struct witness_request *r, int status)
{
	assert_int_equal(ask(r).status, status);
}

static void grow(size_t old, size_t size)
{
	struct witness_request r = grown(old, size);
	assert_status(&r, 200);
}

static void it_cosigns_what_grows(void **state)
{
	(void)state;
	static const size_t sizes[] = {0, 1, 1, 2, 3, 100, 255, 256, 257, 511, 600};
	size_t old = 0;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct witness_request r = grown(old, sizes[i]);
		struct witness_answer a = ask(&r);
		struct note kept;
		assert_int_equal(a.status, 200);
		assert_int_equal(read_answer(a.status, a.body, r.note), RC_OK);
		assert_int_equal(read.seconds, NOW);
		assert_true(str_eq(read.lines, a.body));
		/* What is kept was signed by both, and by nobody else. */
		assert_int_equal(note_parse(arena, str_of(desk.note), &kept, NULL), RC_OK);
		assert_int_equal(kept.count, 2);
		assert_int_equal(note_check(&kept, &log_key.key, NULL), RC_OK);
		assert_int_equal(note_check(&kept, &own.key, NULL), RC_OK);
		assert_int_equal(desk.size, sizes[i]);
		old = sizes[i];
	}
	assert_int_equal(desk.evidence, 0);
}

static void status_400_for_what_cannot_be_read(void **state)
{
	(void)state;
	struct witness_request r = grown(0, 5);
	const char *note = r.note.p;
	const char *hash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
	const char *const wrong[] = {
		"", "\n", "old 0", "old 0\n", "old 0\n\n", "old\n\n", "old 00\n\n", "old 01\n\n", "old -1\n\n", "old +1\n\n",
		"old  1\n\n", "old 1 \n\n", "Old 1\n\n", "old 18446744073709551616\n\n", "old 0\nabc\n\n", "old 0\r\n\r\n",
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		const char *tail = strlen(wrong[i]) > 8 || strchr(wrong[i], '1') ? note : "";
		assert_int_equal(ask_text(arena_printf(arena, "%s%s", wrong[i], tail)).status, 400);
	}
	struct buf b;
	buf_init(&b, 1 << 16);
	buf_puts(&b, "old 0\n");
	for (int i = 0; i < WITNESS_PROOF_MOST; i++) {
		buf_puts(&b, hash);
	}
	/* 63 lines can be read, though they prove nothing; 64 not. */
	assert_int_equal(ask_text(arena_printf(arena, "%s\n%s", b.p, note)).status, 422);
	assert_int_equal(ask_text(arena_printf(arena, "%s%s\n%s", b.p, hash, note)).status, 400);
	buf_finish(&b);
	/* A note that is none, and one that is no checkpoint. */
	assert_int_equal(ask_text("old 0\n\n" ORIGIN "\n5\n").status, 400);
	assert_int_equal(ask_text("old 0\n\ntext\n\n\xE2\x80\x94 a AAAAAAA=\n").status, 400);
	assert_int_equal(desk.advances, 0);
}

static void status_400_for_an_old_size_above_the_new(void **state)
{
	(void)state;
	grow(0, 10);
	struct witness_request r = grown(0, 5);
	r.old_size = 10;
	assert_status(&r, 400);
	r.old_size = 6;
	assert_status(&r, 400);
	assert_int_equal(desk.size, 10);
}

static void status_404_for_a_log_it_does_not_know(void **state)
{
	(void)state;
	struct witness_request r = grown(0, 5);
	r.note = note_of(&log_key, "other.example", 5, root_of(5));
	assert_status(&r, 404);
	r.note = note_of(&log_key, ORIGIN "2", 5, root_of(5));
	assert_status(&r, 404);
}

static void status_403_for_a_signature_of_another(void **state)
{
	(void)state;
	struct witness_request r = grown(0, 5);
	r.note = note_of(&other_key, ORIGIN, 5, root_of(5));
	assert_status(&r, 403);
	/* The right name and id, and bytes that do not hold. */
	struct signer false_key = other_key;
	false_key.key.id = log_key.key.id;
	struct str spoilt = note_of(&false_key, ORIGIN, 5, root_of(5));
	r.note = spoilt;
	assert_status(&r, 403);
	assert_int_equal(desk.advances + desk.seen_count, 0);
	/* A line that does not hold does not hide one that does, and lines of strangers are not kept. */
	struct note n;
	assert_int_equal(note_parse(arena, spoilt, &n, NULL), RC_OK);
	struct str fine = note_of(&log_key, ORIGIN, 5, root_of(5));
	r.note = str_of(arena_printf(arena, "%.*s\xE2\x80\x94 stranger AAAAAAA=\n%.*s", STR_ARG(fine),
		STR_ARG(n.lines[0].line)));
	assert_status(&r, 200);
	assert_null(strstr(desk.note, "stranger"));
	/* After the log's key was changed, both are trusted for a while. */
	desk.keys[1] = other_key.key;
	desk.key_count = 2;
	r = grown(5, 6);
	r.note = note_of(&other_key, ORIGIN, 6, root_of(6));
	assert_status(&r, 200);
}

static void assert_conflict(const struct witness_request *r, uint64_t size)
{
	struct witness_answer a = ask(r);
	assert_int_equal(a.status, 409);
	assert_string_equal(a.type, "text/x.tlog.size");
	assert_true(str_is(a.body, arena_printf(arena, "%d\n", (int)size)));
	assert_int_equal(read_answer(a.status, a.body, r->note), RC_CONFLICT);
	assert_int_equal(read.size, size);
}

static void status_409_for_another_old_size(void **state)
{
	(void)state;
	grow(0, 5);
	for (size_t old = 0; old < 20; old++) {
		struct witness_request r = grown(old, 20);
		if (old != 5) {
			assert_conflict(&r, 5);
		}
	}
	assert_int_equal(desk.size, 5);
	/* The way to ask how far it is: an old size of zero. */
	struct witness_request r = grown(0, 9);
	assert_conflict(&r, 5);
	grow(5, 9);
	assert_int_equal(desk.evidence, 0);
}

/* Same size, another root: never cosigned, and kept as evidence. */
static void status_409_and_evidence_for_another_root(void **state)
{
	(void)state;
	struct witness_request r = {.old_size = 5, .note = note_of(&log_key, ORIGIN, 5, root_of(6))};
	grow(0, 5);
	assert_conflict(&r, 5);
	assert_int_equal(desk.evidence, 1);
	/* Also of a size that was passed long ago, and with whatever old size. */
	grow(5, 100);
	r = (struct witness_request){.old_size = 100, .note = note_of(&log_key, ORIGIN, 5, root_of(7))};
	assert_status(&r, 400);
	assert_int_equal(desk.evidence, 3);
	assert_int_equal(desk.size, 100);
	/* Somebody else's signature is no evidence against the log. */
	r.note = note_of(&other_key, ORIGIN, 100, root_of(8));
	assert_status(&r, 403);
	assert_int_equal(desk.evidence, 3);
}

static void status_422_for_a_proof_that_does_not_hold(void **state)
{
	(void)state;
	grow(0, 5);
	struct witness_request r = grown(5, 20);
	r.proof.hash[1].b[7] ^= 1;
	assert_status(&r, 422);
	r = grown(5, 20);
	r.proof.count--;
	assert_status(&r, 422);
	r = grown(5, 20);
	r.proof.hash[r.proof.count++] = root_of(5);
	assert_status(&r, 422);
	r = grown(5, 20);
	r.note = note_of(&log_key, ORIGIN, 20, root_of(21));
	assert_status(&r, 422);
	r = grown(5, 5);
	r.proof.hash[r.proof.count++] = root_of(5);
	assert_status(&r, 422);
	assert_int_equal(desk.size, 5);
	grow(5, 20);
}

/* Trap T4: from an empty tree nothing follows, so there is nothing to send; and no proof may be smuggled in. */
static void from_nothing_there_is_no_proof(void **state)
{
	(void)state;
	struct witness_request r = grown(0, 5);
	r.proof.hash[r.proof.count++] = root_of(5);
	assert_status(&r, 422);
	/* The empty tree has one root only. */
	r = (struct witness_request){.note = note_of(&log_key, ORIGIN, 0, root_of(1))};
	assert_conflict(&r, 0);
	grow(0, 0);
	grow(0, 5);
	r = grown(0, 6);
	assert_conflict(&r, 5);
}

/*
 * Trap T7: a cosignature does not say whose it is, but it says that it is one. A log whose key is the witness's
 * cannot pass a signed checkpoint for a cosignature, nor one for the other.
 */
static void a_checkpoint_is_no_cosignature(void **state)
{
	(void)state;
	struct str note = note_of(&log_key, ORIGIN, 5, root_of(5)), lines;
	struct note_key as_witness = note_key_make(ORIGIN, NOTE_COSIGNATURE, log_key.public);
	struct note n;
	uint64_t seconds, size;
	assert_int_equal(note_parse(arena, note, &n, NULL), RC_OK);
	assert_int_equal(witness_answer_read(arena, 200, n.lines[0].line, &n, &as_witness, &lines, &seconds, &size, NULL),
		RC_CRYPTO);
	/* A text that looks like what a cosigner signs is no checkpoint. */
	struct str text = str_of(arena_printf(arena, "cosignature/v1\ntime 5\n%.*s", STR_ARG(n.text)));
	struct checkpoint c;
	assert_int_equal(checkpoint_parse(arena, text, &c, NULL), RC_INVALID);
}

/* The race of the specification: a smaller tree must not take the place of a larger one that got in between. */
static void get_in_between(struct desk *d)
{
	d->before_advance = NULL;
	grow(5, 20);
}

static void a_slower_request_does_not_roll_back(void **state)
{
	(void)state;
	grow(0, 5);
	struct witness_request r = grown(5, 10);
	desk.before_advance = get_in_between;
	assert_conflict(&r, 20);
	assert_int_equal(desk.size, 20);
}

static void nothing_is_said_that_was_not_kept(void **state)
{
	(void)state;
	struct witness_request r = grown(0, 5);
	struct witness_answer a = {0};
	struct fault f = {0};
	struct str text = str_of(witness_request_format(arena, &r));
	desk.fail_advance = true;
	assert_int_equal(witness_add(&witness, arena, text, NOW, &a, &f), RC_IO);
	assert_string_equal(f.message, "the disk is full");
	assert_int_equal(a.status, 0);
	desk.fail_advance = false;
	desk.fail_latest = true;
	assert_int_equal(witness_add(&witness, arena, text, NOW, &a, NULL), RC_IO);
	assert_int_equal(a.status, 0);
	struct arena *small = arena_create(4096);
	assert_int_equal(witness_add(&witness, small, text, NOW, &a, NULL), RC_LIMIT);
	arena_destroy(small);
}

static void what_the_log_makes_of_answers(void **state)
{
	(void)state;
	struct witness_request r = grown(0, 5);
	struct witness_answer a = ask(&r);
	struct note n;
	static const struct {
		int status;
		enum rc rc;
	} cases[] = {{400, RC_INVALID}, {422, RC_INVALID}, {403, RC_DENIED}, {404, RC_DENIED}, {500, RC_IO}, {302, RC_IO},
		{0, RC_IO}, {409, RC_INVALID}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(read_answer(cases[i].status, STR("words\n"), r.note), cases[i].rc);
	}
	assert_int_equal(read_answer(409, STR("5"), r.note), RC_INVALID);
	assert_int_equal(read_answer(409, STR("5\n6\n"), r.note), RC_INVALID);
	/* Another key's line beside it is left out; alone it is nothing. */
	struct str two = str_of(arena_printf(arena, "\xE2\x80\x94 stranger AAAAAAA=\n%.*s", STR_ARG(a.body)));
	assert_int_equal(read_answer(200, two, r.note), RC_OK);
	assert_true(str_eq(read.lines, a.body));
	assert_int_equal(read_answer(200, STR("\xE2\x80\x94 stranger AAAAAAA=\n"), r.note), RC_CRYPTO);
	assert_int_equal(read_answer(200, STR("words\n"), r.note), RC_INVALID);
	assert_int_equal(read_answer(200, STR(""), r.note), RC_INVALID);
	/* A cosignature of another tree. */
	assert_int_equal(read_answer(200, a.body, grown(0, 6).note), RC_CRYPTO);
	/* Into the note, and a later one in its place. */
	assert_int_equal(note_parse(arena, r.note, &n, NULL), RC_OK);
	char *whole = note_replace(arena, &n, &own.key, a.body);
	assert_string_equal(whole, arena_printf(arena, "%.*s%.*s", STR_ARG(r.note), STR_ARG(a.body)));
	assert_int_equal(note_parse(arena, str_of(whole), &n, NULL), RC_OK);
	assert_string_equal(note_replace(arena, &n, &own.key, a.body), whole);
}

static void requests_there_and_back(void **state)
{
	(void)state;
	for (size_t old = 0; old < 40; old++) {
		struct witness_request r = grown(old, 600), again;
		char *text = witness_request_format(arena, &r);
		assert_int_equal(witness_request_parse(arena, str_of(text), &again, NULL), RC_OK);
		assert_int_equal(again.old_size, old);
		assert_true(naive_same(&again.proof, &r.proof));
		assert_true(str_eq(again.note, r.note));
	}
	struct arena *small = arena_create(4096);
	struct witness_request r;
	struct buf b;
	buf_init(&b, 8192);
	buf_puts(&b, "old 0\n\n");
	while (b.n < 5000) {
		buf_putc(&b, 'x');
	}
	assert_int_equal(witness_request_parse(small, buf_view(&b), &r, NULL), RC_LIMIT);
	buf_finish(&b);
	arena_destroy(small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(it_cosigns_what_grows, fresh),
		cmocka_unit_test_setup(status_400_for_what_cannot_be_read, fresh),
		cmocka_unit_test_setup(status_400_for_an_old_size_above_the_new, fresh),
		cmocka_unit_test_setup(status_404_for_a_log_it_does_not_know, fresh),
		cmocka_unit_test_setup(status_403_for_a_signature_of_another, fresh),
		cmocka_unit_test_setup(status_409_for_another_old_size, fresh),
		cmocka_unit_test_setup(status_409_and_evidence_for_another_root, fresh),
		cmocka_unit_test_setup(status_422_for_a_proof_that_does_not_hold, fresh),
		cmocka_unit_test_setup(from_nothing_there_is_no_proof, fresh),
		cmocka_unit_test_setup(a_checkpoint_is_no_cosignature, fresh),
		cmocka_unit_test_setup(a_slower_request_does_not_roll_back, fresh),
		cmocka_unit_test_setup(nothing_is_said_that_was_not_kept, fresh),
		cmocka_unit_test_setup(what_the_log_makes_of_answers, fresh),
		cmocka_unit_test_setup(requests_there_and_back, fresh),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
