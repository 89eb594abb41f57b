/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Role keys: their files in good and bad states, and what a signature holds for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "ledger/ledger.h"

struct place {
	char folder[64];
	char path[96], other[96];
	struct fault fault;
};

static int make_place(void **state)
{
	struct place *p = calloc(1, sizeof *p);
	snprintf(p->folder, sizeof p->folder, "/tmp/volya-key.XXXXXX");
	assert_non_null(mkdtemp(p->folder));
	snprintf(p->path, sizeof p->path, "%s/author.key", p->folder);
	snprintf(p->other, sizeof p->other, "%s/other", p->folder);
	ledger_start();
	*state = p;
	return 0;
}

/* Nothing else may be left in the folder: no temporary file with a secret in it. */
static int remove_place(void **state)
{
	struct place *p = *state;
	unlink(p->path);
	unlink(p->other);
	assert_int_equal(rmdir(p->folder), 0);
	free(p);
	return 0;
}

static struct role_key *make_key(struct place *p, const char *path, enum role role)
{
	struct role_key *k = NULL;
	assert_int_equal(role_key_create(path, role, &k, &p->fault), RC_OK);
	return k;
}

static enum rc load(struct place *p, enum role role)
{
	struct role_key *k = NULL;
	fault_clear(&p->fault);
	enum rc rc = role_key_load(p->path, role, &k, &p->fault);
	if (rc == RC_OK) {
		role_key_destroy(k);
	}
	return rc;
}

static size_t read_file(const char *path, char *text, size_t size)
{
	FILE *in = fopen(path, "r");
	assert_non_null(in);
	size_t n = fread(text, 1, size, in);
	fclose(in);
	return n;
}

static void write_file(const char *path, const char *text, size_t n)
{
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	assert_int_equal(fwrite(text, 1, n, out), n);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(chmod(path, 0600), 0);
}

static void comes_back_from_its_file(void **state)
{
	struct place *p = *state;
	struct role_key *made = make_key(p, p->path, ROLE_AUTHOR), *loaded;
	struct id change = {{1, 2, 3}};
	uint8_t public_made[KEY_SIZE], public_loaded[KEY_SIZE], signature[SIGNATURE_SIZE];
	struct stat st;
	assert_int_equal(stat(p->path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(role_key_load(p->path, ROLE_AUTHOR, &loaded, &p->fault), RC_OK);
	role_key_public(made, public_made);
	role_key_public(loaded, public_loaded);
	assert_memory_equal(public_made, public_loaded, KEY_SIZE);
	role_key_sign(loaded, &change, signature);
	assert_int_equal(signature_check(public_made, ROLE_AUTHOR, &change, signature, &p->fault), RC_OK);
	role_key_destroy(made);
	role_key_destroy(loaded);
	role_key_destroy(NULL);
}

static void is_never_written_over(void **state)
{
	struct place *p = *state;
	struct role_key *k = NULL;
	char before[1024], after[1024];
	role_key_destroy(make_key(p, p->path, ROLE_AUTHOR));
	size_t n = read_file(p->path, before, sizeof before);
	assert_int_equal(role_key_create(p->path, ROLE_AUTHOR, &k, &p->fault), RC_CONFLICT);
	assert_int_equal(read_file(p->path, after, sizeof after), n);
	assert_memory_equal(before, after, n);
}

static void two_keys_differ(void **state)
{
	struct place *p = *state;
	uint8_t one[KEY_SIZE], two[KEY_SIZE];
	struct role_key *a = make_key(p, p->path, ROLE_AUTHOR), *b = make_key(p, p->other, ROLE_AUTHOR);
	role_key_public(a, one);
	role_key_public(b, two);
	assert_memory_not_equal(one, two, KEY_SIZE);
	role_key_destroy(a);
	role_key_destroy(b);
}

static void is_refused_where_others_can_read_it(void **state)
{
	struct place *p = *state;
	static const mode_t modes[] = {0640, 0604, 0660, 0601, 0620};
	role_key_destroy(make_key(p, p->path, ROLE_AUTHOR));
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		assert_int_equal(chmod(p->path, modes[i]), 0);
		assert_int_equal(load(p, ROLE_AUTHOR), RC_DENIED);
		assert_non_null(strstr(p->fault.hint, "chmod 600"));
	}
	assert_int_equal(chmod(p->path, 0400), 0);
	assert_int_equal(load(p, ROLE_AUTHOR), RC_OK);
}

static void is_a_plain_file(void **state)
{
	struct place *p = *state;
	assert_int_equal(load(p, ROLE_AUTHOR), RC_CRYPTO);
	role_key_destroy(make_key(p, p->other, ROLE_AUTHOR));
	assert_int_equal(symlink(p->other, p->path), 0);
	assert_int_equal(load(p, ROLE_AUTHOR), RC_DENIED);
	assert_int_equal(unlink(p->path), 0);
	assert_int_equal(mkfifo(p->path, 0600), 0);
	assert_int_equal(load(p, ROLE_AUTHOR), RC_DENIED); /* and does not wait for a writer */
}

static void has_one_role(void **state)
{
	struct place *p = *state;
	role_key_destroy(make_key(p, p->path, ROLE_REVIEWER));
	assert_int_equal(load(p, ROLE_AUTHOR), RC_CRYPTO);
	assert_int_equal(load(p, ROLE_REVIEWER), RC_OK);
}

/* Outside the comment any other byte, and any cut, is seen; only the case of hexadecimal digits is free. */
static void damage_is_seen(void **state)
{
	struct place *p = *state;
	char text[1024], bad[1024 + 1];
	role_key_destroy(make_key(p, p->path, ROLE_AUTHOR));
	size_t n = read_file(p->path, text, sizeof text);
	size_t from = str_find((struct str){text, n}, '\n', 0) + 1;
	for (size_t at = from; at < n; at++) {
		memcpy(bad, text, n);
		bad[at] = bad[at] == '3' ? '4' : '3';
		write_file(p->path, bad, n);
		if (load(p, ROLE_AUTHOR) != RC_CRYPTO) {
			fail_msg("byte %zu of the key may change", at);
		}
	}
	for (size_t cut = 0; cut + 1 < n; cut++) {
		write_file(p->path, text, cut);
		assert_int_equal(load(p, ROLE_AUTHOR), RC_CRYPTO);
	}
	memcpy(bad, text, n);
	bad[n] = 'x';
	write_file(p->path, bad, n + 1);
	assert_int_equal(load(p, ROLE_AUTHOR), RC_CRYPTO);
	write_file(p->path, text, n);
	assert_int_equal(load(p, ROLE_AUTHOR), RC_OK);
}

static void is_not_made_where_nothing_can_be(void **state)
{
	struct place *p = *state;
	struct role_key *k = NULL;
	char path[128];
	snprintf(path, sizeof path, "%s/nowhere/author.key", p->folder);
	assert_int_equal(role_key_create(path, ROLE_AUTHOR, &k, &p->fault), RC_IO);
	assert_null(k);
}

static void a_signature_holds_for_one_thing(void **state)
{
	struct place *p = *state;
	struct role_key *author = make_key(p, p->path, ROLE_AUTHOR), *other = make_key(p, p->other, ROLE_AUTHOR);
	struct id change = {{0}}, another = {{1}};
	uint8_t key[KEY_SIZE], other_key[KEY_SIZE], signature[SIGNATURE_SIZE];
	for (int i = 0; i < ID_SIZE; i++) {
		change.b[i] = (uint8_t)(i * 7);
	}
	role_key_public(author, key);
	role_key_public(other, other_key);
	role_key_sign(author, &change, signature);
	assert_int_equal(signature_check(key, ROLE_AUTHOR, &change, signature, NULL), RC_OK);
	assert_int_equal(signature_check(key, ROLE_REVIEWER, &change, signature, NULL), RC_CRYPTO);
	assert_int_equal(signature_check(key, ROLE_AUTHOR, &another, signature, NULL), RC_CRYPTO);
	assert_int_equal(signature_check(other_key, ROLE_AUTHOR, &change, signature, NULL), RC_CRYPTO);
	for (int bit = 0; bit < 8 * SIGNATURE_SIZE; bit++) {
		signature[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_int_equal(signature_check(key, ROLE_AUTHOR, &change, signature, NULL), RC_CRYPTO);
		signature[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	role_key_destroy(author);
	role_key_destroy(other);
}

/* Worked out with another program from the seed 00 01 .. 1f, change 80 81 .. 9f. */
static void signatures_are_as_written_down(void **state)
{
	struct place *p = *state;
	static const char text[] = "# A throw-away key of the tests.\nvolya-role-key 1 reviewer\n"
		"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\nd75fad7109f51e57\n";
	struct role_key *k;
	struct id change;
	uint8_t key[KEY_SIZE], signature[SIGNATURE_SIZE];
	char hex[2 * SIGNATURE_SIZE + 1];
	write_file(p->path, text, sizeof text - 1);
	assert_int_equal(role_key_load(p->path, ROLE_REVIEWER, &k, &p->fault), RC_OK);
	for (int i = 0; i < ID_SIZE; i++) {
		change.b[i] = (uint8_t)(0x80 + i);
	}
	role_key_public(k, key);
	role_key_sign(k, &change, signature);
	assert_string_equal(hex_format(key, KEY_SIZE, hex),
		"03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8");
	assert_string_equal(hex_format(signature, SIGNATURE_SIZE, hex),
		"ba5ca539bea534f86bb489b4dacf88c7ec5cfe3e5911221fafaed7b08b2caff3"
		"c75f1cbee787c2a5a774dddba402b86172894057afbe765ef700cdb6ca89fc06");
	role_key_destroy(k);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_place, remove_place)
	const struct CMUnitTest tests[] = {
		TEST(comes_back_from_its_file),
		TEST(is_never_written_over),
		TEST(two_keys_differ),
		TEST(is_refused_where_others_can_read_it),
		TEST(is_a_plain_file),
		TEST(has_one_role),
		TEST(damage_is_seen),
		TEST(is_not_made_where_nothing_can_be),
		TEST(a_signature_holds_for_one_thing),
		TEST(signatures_are_as_written_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
