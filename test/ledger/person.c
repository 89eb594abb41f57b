/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Keys of persons: what is derived, what opens, and that a file with any other byte in it does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "ledger/person.h"
#include "place.h"

#define PASSPHRASE STR("an invented passphrase")
#define TEXT_SIZE 4096

/*
 * Worked out with another program (Python's hashlib and cryptography, OpenSSL) from the seed 00 01 .. 1f,
 * the salt 80 .. 8f and the nonce a0 .. b7.
 */
static const char known[] =
	"# The key of a person, closed by a passphrase: who has both can sign and read as that person.\n"
	"# Keep a copy of this file apart, and the passphrase in no file at all.\n"
	"volya-person-key 1\n"
	"name anna-k\n"
	"public UbZGkNqMzmgTn_ZHlDh-iki8YL29CiEkaG2_LY1Km6mtiWPpIjjVKDhOVoQ3_9Lcl2TSCIlI5T3kRsPuiUTlQg\n"
	"argon2id 8192 1 808182838485868788898a8b8c8d8e8f\n"
	"sealed oKGio6SlpqeoqaqrrK2ur7CxsrO0tba34GxQa2udVWLaRgGHhQnTjQPDXStFnqFW_fhhUGXEthndafpVaGEflm6M2UaqCmPd\n"
	"check c06eca583839a2b6\n";
static const char known_line[] = "volya-person anna-k "
	"AVG2RpDajM5oE5_2R5Q4fopIvGC9vQohJGhtvy2NSpuprYlj6SI41Sg4TlaEN__S3Jdk0giJSOU95EbD7olE5UKTBHvv";

static struct person_key *open_known(void)
{
	struct person_key *k = NULL;
	assert_int_equal(person_decode(STR(known), PASSPHRASE, &k, NULL), RC_OK);
	return k;
}

static void is_as_written_down(void **state)
{
	struct person_key *k = open_known();
	struct person_public parsed;
	uint8_t signature[SIGNATURE_SIZE];
	char hex[2 * SIGNATURE_SIZE + 1], text[FINGERPRINT_TEXT];
	struct arena *a = arena_create(1 << 16);
	(void)state;
	const struct person_public *p = person_public(k);
	assert_string_equal(p->name, "anna-k");
	assert_string_equal(hex_format(p->sign, KEY_SIZE, hex),
		"51b64690da8cce68139ff64794387e8a48bc60bdbd0a2124686dbf2d8d4a9ba9");
	assert_string_equal(hex_format(p->box, KEY_SIZE, hex),
		"ad8963e92238d528384e568437ffd2dc9764d2088948e53de446c3ee8944e542");
	assert_string_equal(person_fingerprint(p, text), "9rkjc-38jaw-c4fty-5x9sq-sz93b");
	assert_string_equal(person_format(a, p), known_line);
	assert_int_equal(person_parse(STR(known_line), &parsed, NULL), RC_OK);
	assert_memory_equal(&parsed, p, sizeof parsed);
	assert_int_equal(person_sign(k, STR("volya/test/1"), STR("invented"), signature, NULL), RC_OK);
	assert_string_equal(hex_format(signature, SIGNATURE_SIZE, hex),
		"82b3f6fb95cd864cb728d4d8998af010b9ef2397c1c37acf944414782c7f1430"
		"5cec969397e69fab3bb6e79daa25dd4b0d8e94274f796bb6ffe366431b885b01");
	person_destroy(k);
	arena_destroy(a);
}

static void comes_back_from_its_file(void **state)
{
	struct place *p = *state;
	struct person_key *made, *loaded, *none = NULL;
	struct person_public seen;
	struct stat st;
	assert_int_equal(person_create(p->path, STR("anna-k"), PASSPHRASE, &made, &p->fault), RC_OK);
	assert_int_equal(stat(p->path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(person_open(p->path, PASSPHRASE, &loaded, &p->fault), RC_OK);
	assert_memory_equal(person_public(made), person_public(loaded), sizeof seen);
	assert_int_equal(person_look(p->path, &seen, &p->fault), RC_OK);
	assert_memory_equal(person_public(made), &seen, sizeof seen);
	assert_int_equal(person_create(p->path, STR("anna-k"), PASSPHRASE, &none, &p->fault), RC_CONFLICT);
	assert_null(none);
	person_destroy(made);
	person_destroy(loaded);
	person_destroy(NULL);
}

static void costs_what_is_said(void **state)
{
	struct place *p = *state;
	char text[TEXT_SIZE];
	struct person_key *k;
	struct person_cost cost;
	struct person_public public;
	assert_int_equal(person_create(p->path, STR("anna-k"), PASSPHRASE, &k, &p->fault), RC_OK);
	size_t n = read_bytes(p->path, text, sizeof text);
	assert_int_equal(person_decode_public((struct str){text, n}, &public, &cost, NULL), RC_OK);
	assert_int_equal(cost.memory_kib, 65536);
	assert_int_equal(cost.passes, 3);
	person_destroy(k);
}

static void another_passphrase_is_refused(void **state)
{
	struct person_key *k = NULL;
	static const struct str others[] = {{"an invented passphras", 21}, {"an invented passphrase ", 23}, {"", 0},
		{"An invented passphrase", 22}, {"an invented passphrase\n", 23}};
	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		struct fault f = {0};
		assert_int_equal(person_decode(STR(known), others[i], &k, &f), RC_CRYPTO);
		assert_non_null(strstr(f.message, "passphrase does not open"));
		assert_null(k);
	}
}

static void passphrase_changes(void **state)
{
	struct place *p = *state;
	struct str later = STR("another invented one");
	struct person_key *k;
	write_bytes(p->path, known, sizeof known - 1);
	assert_int_equal(person_repassphrase(p->path, later, PASSPHRASE, NULL), RC_CRYPTO);
	assert_int_equal(person_repassphrase(p->path, PASSPHRASE, STR("short"), NULL), RC_INVALID);
	assert_int_equal(person_repassphrase(p->path, PASSPHRASE, later, &p->fault), RC_OK);
	assert_int_equal(person_open(p->path, PASSPHRASE, &k, NULL), RC_CRYPTO);
	assert_int_equal(person_open(p->path, later, &k, NULL), RC_OK);
	struct person_key *before = open_known();
	assert_memory_equal(person_public(k), person_public(before), sizeof *person_public(k));
	person_destroy(k);
	person_destroy(before);
}

static void check_mode(struct place *p, mode_t mode, enum rc expected)
{
	struct person_public public;
	fault_clear(&p->fault);
	assert_int_equal(chmod(p->path, mode), 0);
	assert_int_equal(person_look(p->path, &public, &p->fault), expected);
}

static void is_its_owners_alone(void **state)
{
	struct place *p = *state;
	struct person_public public;
	struct person_key *k;
	assert_int_equal(person_look(p->path, &public, NULL), RC_NOT_FOUND);
	assert_int_equal(person_open("/nowhere/file", PASSPHRASE, &k, NULL), RC_NOT_FOUND);
	write_bytes(p->path, known, sizeof known - 1);
	check_mode(p, 0640, RC_DENIED);
	assert_non_null(strstr(p->fault.hint, "chmod 600"));
	check_mode(p, 0604, RC_DENIED);
	check_mode(p, 0620, RC_DENIED);
	check_mode(p, 0400, RC_OK);
	assert_int_equal(unlink(p->path), 0);
	assert_int_equal(mkfifo(p->path, 0600), 0);
	assert_int_equal(person_look(p->path, &public, NULL), RC_DENIED); /* and does not wait for a writer */
	assert_int_equal(unlink(p->path), 0);
	assert_int_equal(symlink("/dev/null", p->path), 0);
	assert_int_equal(person_look(p->path, &public, NULL), RC_IO);
}

/* As whoever can compute: the digest at the end is made to fit again. */
static void fit_check(char *text, size_t n)
{
	uint8_t digest[crypto_hash_sha256_BYTES];
	char hex[17];
	size_t at = n - 17 - 6;
	(void)crypto_hash_sha256(digest, (const uint8_t *)text, at);
	memcpy(text + at + 6, hex_format(digest, 8, hex), 16);
}

static void try_text(struct str text, size_t at)
{
	struct person_key *k = NULL;
	struct fault f = {0};
	/* Exactly so many bytes, so that a sanitizer sees a read past them. */
	char *copy = xmalloc(text.n ? text.n : 1);
	memcpy(copy, text.p, text.n);
	if (person_decode((struct str){copy, text.n}, PASSPHRASE, &k, &f) != RC_CRYPTO || k || !f.message[0]) {
		fail_msg("byte %zu may change", at);
	}
	free(copy);
}

/* Every bit, by chance and by an adversary; every cut; anything behind. */
static void any_other_byte_is_refused(void **state)
{
	char text[sizeof known + 1];
	size_t n = sizeof known - 1;
	(void)state;
	for (size_t bit = 0; bit < 8 * n; bit++) {
		memcpy(text, known, n);
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
		try_text((struct str){text, n}, bit / 8);
	}
	for (size_t at = 0; at + 23 < n; at++) {
		memcpy(text, known, n);
		text[at] = text[at] == 'A' ? 'B' : 'A';
		fit_check(text, n);
		try_text((struct str){text, n}, at);
		text[at] = known[at] == '1' ? '2' : '1';
		fit_check(text, n);
		if (known[at] != text[at]) {
			try_text((struct str){text, n}, at);
		}
	}
	for (size_t cut = 0; cut < n; cut++) {
		try_text((struct str){known, cut}, cut);
	}
	memcpy(text, known, n);
	text[n] = '\n';
	try_text((struct str){text, n + 1}, n);
}

/* The line of Argon2id's parameters replaced by another, with a digest that fits. */
static enum rc with_cost(const char *line, struct fault *f)
{
	struct buf text;
	struct person_key *k = NULL;
	const char *from = strstr(known, "argon2id"), *behind = strstr(known, "sealed ");
	buf_init(&text, TEXT_SIZE);
	buf_add(&text, known, (size_t)(from - known));
	buf_printf(&text, "%s 808182838485868788898a8b8c8d8e8f\n%s", line, behind);
	fit_check(text.p, text.n);
	fault_clear(f);
	enum rc rc = person_decode(buf_view(&text), PASSPHRASE, &k, f);
	assert_null(k);
	buf_finish(&text);
	return rc;
}

static void absurd_costs_are_refused(void **state)
{
	static const char *const absurd[] = {"argon2id 8191 1", "argon2id 524289 1", "argon2id 4294967295 1",
		"argon2id 8192 0", "argon2id 8192 17", "argon2id 8192 4294967295", "argon2id 0 0"};
	static const char *const wrong[] = {"argon2id 4294967296 1", "argon2id -1 1", "argon2id 08192 1",
		"argon2id +8192 1", "argon2id 8192  1", "argon2id 8192", "argon2i 8192 1", "argon2id 18446744073709559808 1"};
	struct fault f = {0};
	(void)state;
	for (size_t i = 0; i < sizeof absurd / sizeof *absurd; i++) {
		assert_int_equal(with_cost(absurd[i], &f), RC_CRYPTO);
		assert_non_null(strstr(f.message, "no key of ours does"));
	}
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_int_equal(with_cost(wrong[i], &f), RC_CRYPTO);
		assert_non_null(strstr(f.message, "damaged"));
	}
	assert_int_equal(with_cost("argon2id 8192 2", &f), RC_CRYPTO); /* fine, but not what it was closed with */
	assert_non_null(strstr(f.message, "passphrase does not open"));
}

static void names_are_one_word(void **state)
{
	static const char *const good[] = {"a", "anna-k", "Ганна", "Сяргей.Ц", "o'neil", "x_1"};
	static const char *const bad[] = {"", ".anna", "-anna", "#anna", "anna k", "anna\tk", "anna\n", "a/b",
		"anna\xC2\xA0k", "anna\xE2\x80\x8Bk", "anna\xE2\x80\xAEk", ("\xEF\xBB\xBF" "anna"), "an\x01na", "an\x7Fna",
		"an\xC2\x85na", "\xFF", "a\xCC\x81",
		"12345678901234567890123456789012345678901234567890123456789012345"};
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_int_equal(person_name_check(str_of(good[i]), NULL), RC_OK);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (person_name_check(str_of(bad[i]), NULL) != RC_INVALID) {
			fail_msg("\"%s\" is a name", bad[i]);
		}
	}
}

static void passphrases_are_long(void **state)
{
	char text[PASSPHRASE_MOST + 2];
	(void)state;
	memset(text, 'a', sizeof text);
	assert_int_equal(passphrase_check((struct str){text, PASSPHRASE_LEAST - 1}, NULL), RC_INVALID);
	assert_int_equal(passphrase_check((struct str){text, PASSPHRASE_LEAST}, NULL), RC_OK);
	assert_int_equal(passphrase_check((struct str){text, PASSPHRASE_MOST}, NULL), RC_OK);
	assert_int_equal(passphrase_check((struct str){text, PASSPHRASE_MOST + 1}, NULL), RC_LIMIT);
	assert_int_equal(passphrase_check(STR("слова і слова"), NULL), RC_INVALID); /* 13, and more bytes */
	assert_int_equal(passphrase_check(STR("слова і словы!"), NULL), RC_OK);
	assert_int_equal(passphrase_check(STR("two lines of it\nand another"), NULL), RC_INVALID);
	assert_int_equal(passphrase_check(STR("with a nul\0in the middle"), NULL), RC_INVALID);
	assert_int_equal(passphrase_check(STR("not UTF-8 at all \xFF"), NULL), RC_INVALID);
}

static void a_line_is_strict(void **state)
{
	struct person_public p;
	char text[sizeof known_line + 32];
	size_t n = sizeof known_line - 1;
	(void)state;
	for (size_t bit = 0; bit < 8 * n; bit++) {
		memcpy(text, known_line, n);
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
		assert_int_equal(person_parse((struct str){text, n}, &p, NULL), RC_INVALID);
	}
	for (size_t cut = 0; cut < n; cut++) {
		assert_int_equal(person_parse((struct str){known_line, cut}, &p, NULL), RC_INVALID);
	}
	snprintf(text, sizeof text, "  %s\r\n", known_line); /* as it is pasted from a letter */
	assert_int_equal(person_parse(str_of(text), &p, NULL), RC_OK);
	snprintf(text, sizeof text, "%s=", known_line);
	assert_int_equal(person_parse(str_of(text), &p, NULL), RC_INVALID);
}

static void a_signature_holds_for_one_thing(void **state)
{
	struct person_key *k = open_known(), *other = person_make(STR("boris"));
	const uint8_t *key = person_public(k)->sign;
	uint8_t s[SIGNATURE_SIZE];
	static const char large[PERSON_BYTES_MOST + 1];
	struct str domain = STR("volya/test/1"), bytes = STR("invented");
	(void)state;
	struct signer who = person_signer(k);
	assert_int_equal(who.sign(who.data, domain, bytes, s, NULL), RC_OK);
	assert_int_equal(person_check(key, domain, bytes, s, NULL), RC_OK);
	assert_int_equal(person_check(person_public(other)->sign, domain, bytes, s, NULL), RC_CRYPTO);
	assert_int_equal(person_check(key, STR("volya/test/2"), bytes, s, NULL), RC_CRYPTO);
	assert_int_equal(person_check(key, domain, STR("Invented"), s, NULL), RC_CRYPTO);
	/* What is moved from the one to the other is another thing. */
	assert_int_equal(person_check(key, STR("volya/test/1i"), STR("nvented"), s, NULL), RC_CRYPTO);
	for (int bit = 0; bit < 8 * SIGNATURE_SIZE; bit++) {
		s[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_int_equal(person_check(key, domain, bytes, s, NULL), RC_CRYPTO);
		s[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	assert_int_equal(person_sign(k, STR(""), bytes, s, NULL), RC_INVALID);
	assert_int_equal(person_sign(k, STR("a\0b"), bytes, s, NULL), RC_INVALID);
	assert_int_equal(person_sign(k, STR("a b"), bytes, s, NULL), RC_INVALID);
	assert_int_equal(person_sign(k, (struct str){large, PERSON_DOMAIN_MOST + 1}, bytes, s, NULL), RC_INVALID);
	assert_int_equal(person_sign(k, domain, (struct str){large, PERSON_BYTES_MOST + 1}, s, NULL), RC_LIMIT);
	assert_int_equal(person_sign(k, domain, (struct str){large, PERSON_BYTES_MOST}, s, NULL), RC_OK);
	assert_int_equal(person_sign(k, domain, (struct str){0}, s, NULL), RC_OK);
	person_destroy(k);
	person_destroy(other);
}

static void a_box_opens_for_one_person(void **state)
{
	struct person_key *k = open_known(), *other = person_make(STR("boris"));
	struct buf box;
	char opened[64] = "";
	(void)state;
	buf_init(&box, 1024);
	assert_int_equal(box_seal(person_public(k)->box, STR("an invented secret"), &box, NULL), RC_OK);
	struct signer who = person_signer(k);
	assert_int_equal(who.open_box(who.data, buf_view(&box), opened, NULL), RC_OK);
	assert_string_equal(opened, "an invented secret");
	assert_int_equal(person_open_box(other, buf_view(&box), opened, NULL), RC_CRYPTO);
	for (size_t bit = 0; bit < 8 * box.n; bit++) {
		box.p[bit / 8] = (char)(box.p[bit / 8] ^ 1 << bit % 8);
		assert_int_equal(person_open_box(k, buf_view(&box), opened, NULL), RC_CRYPTO);
		box.p[bit / 8] = (char)(box.p[bit / 8] ^ 1 << bit % 8);
	}
	for (size_t n = 0; n < box.n; n++) {
		assert_int_equal(person_open_box(k, (struct str){box.p, n}, opened, NULL), RC_CRYPTO);
	}
	buf_finish(&box);
	person_destroy(k);
	person_destroy(other);
}

int main(void)
{
	ledger_start();
#define AT(f) cmocka_unit_test_setup_teardown(f, make_place, remove_place)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_as_written_down),
		AT(comes_back_from_its_file),
		AT(costs_what_is_said),
		cmocka_unit_test(another_passphrase_is_refused),
		AT(passphrase_changes),
		AT(is_its_owners_alone),
		cmocka_unit_test(any_other_byte_is_refused),
		cmocka_unit_test(absurd_costs_are_refused),
		cmocka_unit_test(names_are_one_word),
		cmocka_unit_test(passphrases_are_long),
		cmocka_unit_test(a_line_is_strict),
		cmocka_unit_test(a_signature_holds_for_one_thing),
		cmocka_unit_test(a_box_opens_for_one_person),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
