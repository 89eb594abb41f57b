/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The keyring: found by item and person, the same bytes for the same content, and nothing left of what was removed. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ledger/hash.h"
#include "ledger/keyring.h"
#include "place.h"

#define SECRET 32
#define MOST (1 << 20)

static struct person_key *anna, *boris;

static struct id item_of(int n)
{
	struct id item;
	struct hash *h = hash_create();
	hash_add(h, &n, sizeof n);
	hash_finish(h, &item);
	return item;
}

static void add(struct keyring *k, int n, const struct person_key *who, const char *secret)
{
	struct id item = item_of(n);
	assert_int_equal(keyring_add(k, &item, person_public(who)->box, (struct str){secret, SECRET}, NULL), RC_OK);
}

static enum rc open_as(struct keyring *k, int n, const struct person_key *who, char ret[SECRET])
{
	struct id item = item_of(n);
	struct signer s = person_signer(who);
	return keyring_open(k, &item, &s, ret, SECRET, NULL);
}

static bool has(struct keyring *k, int n, const struct person_key *who)
{
	struct id item = item_of(n);
	return keyring_find(k, &item, person_public(who)->box, NULL);
}

static const char secret_a[SECRET] = "an invented secret", secret_b[SECRET] = "another invented secret";

static void each_finds_their_own(void **state)
{
	struct keyring *k = keyring_create();
	char got[SECRET];
	(void)state;
	for (int n = 0; n < 100; n++) {
		add(k, n, anna, secret_a);
		if (n % 2) {
			add(k, n, boris, secret_b);
		}
	}
	assert_int_equal(keyring_count(k), 150);
	for (int n = 0; n < 101; n++) {
		assert_int_equal(open_as(k, n, anna, got), n < 100 ? RC_OK : RC_NOT_FOUND);
		assert_memory_equal(got, secret_a, SECRET);
		assert_int_equal(open_as(k, n, boris, got), n < 100 && n % 2 ? RC_OK : RC_NOT_FOUND);
		memcpy(got, secret_a, SECRET);
	}
	add(k, 1, boris, secret_a);
	assert_int_equal(keyring_count(k), 150);
	assert_int_equal(open_as(k, 1, boris, got), RC_OK);
	assert_memory_equal(got, secret_a, SECRET);
	struct id item = item_of(1);
	assert_int_equal(keyring_remove(k, &item), 2);
	assert_int_equal(keyring_remove(k, &item), 0);
	assert_false(has(k, 1, anna) || has(k, 1, boris));
	assert_int_equal(keyring_remove_person(k, person_public(boris)->box), 49);
	assert_int_equal(keyring_count(k), 99);
	assert_false(has(k, 3, boris));
	assert_true(has(k, 3, anna));
	keyring_destroy(k);
	keyring_destroy(NULL);
}

static void sizes_and_keys_are_checked(void **state)
{
	struct keyring *k = keyring_create();
	struct id item = item_of(1);
	static const uint8_t no_key[KEY_SIZE];
	static const char large[KEYRING_SECRET_MOST + 1];
	struct signer s = person_signer(anna);
	char got[KEYRING_SECRET_MOST];
	(void)state;
	assert_int_equal(keyring_add(k, &item, no_key, STR("x"), NULL), RC_CRYPTO);
	assert_int_equal(keyring_add(k, &item, s.public.box, (struct str){large, KEYRING_SECRET_MOST + 1}, NULL), RC_LIMIT);
	assert_int_equal(keyring_count(k), 0);
	assert_int_equal(keyring_add(k, &item, s.public.box, (struct str){large, KEYRING_SECRET_MOST}, NULL), RC_OK);
	assert_int_equal(keyring_open(k, &item, &s, got, SECRET, NULL), RC_CRYPTO);
	assert_int_equal(keyring_open(k, &item, &s, got, KEYRING_SECRET_MOST, NULL), RC_OK);
	assert_int_equal(keyring_add(k, &item, s.public.box, (struct str){0}, NULL), RC_OK);
	assert_int_equal(keyring_open(k, &item, &s, got, 0, NULL), RC_OK);
	keyring_destroy(k);
}

static struct keyring *sample(void)
{
	struct keyring *k = keyring_create();
	for (int n = 0; n < 3; n++) {
		add(k, n, anna, secret_a);
		add(k, n, boris, secret_b);
	}
	return k;
}

static void comes_back_from_its_file(void **state)
{
	struct place *p = *state;
	struct keyring *k = sample(), *loaded, *again = NULL;
	struct buf one, two;
	struct stat st;
	char got[SECRET];
	assert_int_equal(keyring_load(p->path, &loaded, NULL), RC_NOT_FOUND);
	assert_int_equal(keyring_write(k, p->path, &p->fault), RC_OK);
	assert_int_equal(stat(p->path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(keyring_load(p->path, &loaded, &p->fault), RC_OK);
	assert_int_equal(keyring_count(loaded), 6);
	assert_int_equal(open_as(loaded, 2, boris, got), RC_OK);
	assert_memory_equal(got, secret_b, SECRET);
	buf_init(&one, MOST);
	buf_init(&two, MOST);
	assert_int_equal(keyring_encode(k, &one, NULL), RC_OK);
	for (size_t i = 1; i < 6; i++) {
		struct wrap before = keyring_at(loaded, i - 1), w = keyring_at(loaded, i);
		assert_true(memcmp(before.item.b, w.item.b, ID_SIZE) <= 0);
	}
	assert_int_equal(keyring_encode(loaded, &two, NULL), RC_OK);
	assert_true(str_eq(buf_view(&one), buf_view(&two)));
	chmod(p->path, 0644);
	fault_clear(&p->fault);
	assert_int_equal(keyring_load(p->path, &again, &p->fault), RC_DENIED);
	buf_finish(&one);
	buf_finish(&two);
	keyring_destroy(again);
	keyring_destroy(k);
	keyring_destroy(loaded);
}

static void an_empty_one_is_a_file_too(void **state)
{
	struct place *p = *state;
	struct keyring *k = keyring_create();
	assert_int_equal(keyring_write(k, p->path, &p->fault), RC_OK);
	keyring_destroy(k);
	assert_int_equal(keyring_load(p->path, &k, &p->fault), RC_OK);
	assert_int_equal(keyring_count(k), 0);
	keyring_destroy(k);
}

static enum rc decode(struct str bytes)
{
	struct keyring *k = NULL;
	char *copy = xmalloc(bytes.n ? bytes.n : 1);
	memcpy(copy, bytes.p, bytes.n);
	enum rc rc = keyring_decode((struct str){copy, bytes.n}, &k, NULL);
	free(copy);
	keyring_destroy(k);
	return rc;
}

/* The digest at the end made to fit, as an adversary would. */
static void fit(struct buf *b)
{
	struct id digest;
	struct hash *h = hash_create();
	hash_add(h, b->p, b->n - ID_SIZE);
	hash_finish(h, &digest);
	memcpy(b->p + b->n - ID_SIZE, digest.b, ID_SIZE);
}

static void damage_is_seen(void **state)
{
	struct keyring *k = sample();
	struct buf bytes;
	(void)state;
	buf_init(&bytes, MOST);
	assert_int_equal(keyring_encode(k, &bytes, NULL), RC_OK);
	keyring_destroy(k);
	for (size_t bit = 0; bit < 8 * bytes.n; bit++) {
		bytes.p[bit / 8] = (char)(bytes.p[bit / 8] ^ 1 << bit % 8);
		assert_int_equal(decode(buf_view(&bytes)), RC_CRYPTO);
		bytes.p[bit / 8] = (char)(bytes.p[bit / 8] ^ 1 << bit % 8);
	}
	for (size_t n = 0; n < bytes.n; n++) {
		assert_int_equal(decode(str_sub(buf_view(&bytes), 0, n)), RC_CRYPTO);
	}
	buf_putc(&bytes, '\0');
	assert_int_equal(decode(buf_view(&bytes)), RC_CRYPTO);
	buf_finish(&bytes);
}

/* With a digest that fits, too, a secret is the one that was put there or an error. */
static void nothing_wrong_is_ever_opened(void **state)
{
	struct keyring *k = sample(), *other;
	struct buf bytes;
	char got[SECRET];
	(void)state;
	buf_init(&bytes, MOST);
	assert_int_equal(keyring_encode(k, &bytes, NULL), RC_OK);
	keyring_destroy(k);
	for (size_t at = 0; at + ID_SIZE < bytes.n; at++) {
		char was = bytes.p[at];
		bytes.p[at] = (char)(was ^ 1 << at % 8);
		fit(&bytes);
		other = NULL;
		enum rc rc = keyring_decode(buf_view(&bytes), &other, NULL);
		assert_true(rc == RC_OK || rc == RC_CRYPTO);
		for (int n = 0; rc == RC_OK && n < 3; n++) {
			enum rc opened = open_as(other, n, anna, got);
			assert_true(opened == RC_CRYPTO || opened == RC_NOT_FOUND
				|| (opened == RC_OK && memcmp(got, secret_a, SECRET) == 0));
		}
		keyring_destroy(other);
		bytes.p[at] = was;
	}
	buf_finish(&bytes);
}

/* A wrap under another item's id: the box says where it belongs. */
static void a_moved_wrap_does_not_open(void **state)
{
	struct keyring *k = keyring_create(), *other;
	struct buf bytes;
	char got[SECRET];
	struct id wrong = item_of(9), right = item_of(1);
	(void)state;
	add(k, 1, anna, secret_a);
	buf_init(&bytes, MOST);
	assert_int_equal(keyring_encode(k, &bytes, NULL), RC_OK);
	char *at = memmem(bytes.p, bytes.n, right.b, ID_SIZE);
	assert_non_null(at);
	memcpy(at, wrong.b, ID_SIZE);
	fit(&bytes);
	assert_int_equal(keyring_decode(buf_view(&bytes), &other, NULL), RC_OK);
	assert_int_equal(open_as(other, 1, anna, got), RC_NOT_FOUND);
	assert_int_equal(open_as(other, 9, anna, got), RC_CRYPTO);
	keyring_destroy(k);
	keyring_destroy(other);
	buf_finish(&bytes);
}

/* No window of 8 bytes of what was removed is in the new file, nor in what the old one lay in. */
static void nothing_is_left_of_what_was_removed(void **state)
{
	struct place *p = *state;
	struct keyring *k = sample();
	struct id item = item_of(1);
	struct str box;
	char removed[2][256], bytes[8192];
	size_t n_removed[2];
	for (int i = 0; i < 2; i++) {
		assert_true(keyring_find(k, &item, person_public(i ? boris : anna)->box, &box));
		memcpy(removed[i], box.p, box.n);
		n_removed[i] = box.n;
	}
	assert_int_equal(keyring_write(k, p->path, &p->fault), RC_OK);
	int old = open(p->path, O_RDONLY | O_CLOEXEC);
	assert_true(old >= 0);
	assert_int_equal(keyring_remove(k, &item), 2);
	assert_int_equal(keyring_write(k, p->path, &p->fault), RC_OK);
	size_t n = read_bytes(p->path, bytes, sizeof bytes / 2);
	ssize_t n_old = read(old, bytes + n, sizeof bytes - n);
	close(old);
	assert_true(n > 0 && n_old > (ssize_t)n);
	for (int i = 0; i < 2; i++) {
		for (size_t at = 0; at + 8 <= n_removed[i]; at++) {
			assert_null(memmem(bytes, n + (size_t)n_old, removed[i] + at, 8));
		}
	}
	assert_null(memmem(bytes, n, item.b, 8));
	keyring_destroy(k);
}

/* A second name of the file, as a backup may have made: what it leads to is left alone. */
static void another_name_is_left_alone(void **state)
{
	struct place *p = *state;
	struct keyring *k = sample(), *kept;
	struct id item = item_of(1);
	char other[128];
	snprintf(other, sizeof other, "%s/other", p->folder);
	assert_int_equal(keyring_write(k, p->path, &p->fault), RC_OK);
	assert_int_equal(link(p->path, other), 0);
	assert_int_equal(keyring_remove(k, &item), 2);
	assert_int_equal(keyring_write(k, p->path, &p->fault), RC_OK);
	assert_int_equal(keyring_load(other, &kept, &p->fault), RC_OK);
	assert_int_equal(keyring_count(kept), 6);
	assert_int_equal(unlink(other), 0);
	keyring_destroy(k);
	keyring_destroy(kept);
}

/* The bytes of a keyring of these wraps, in this order. */
static enum rc decode_made(uint64_t version, const int *items, size_t count, size_t box_size)
{
	struct buf b;
	char box[4096] = "";
	buf_init(&b, MOST);
	cbor_array(&b, 2);
	cbor_uint(&b, version);
	cbor_array(&b, count);
	for (size_t i = 0; i < count; i++) {
		struct id item = {{(uint8_t)items[i]}};
		cbor_array(&b, 3);
		cbor_bytes(&b, item.b, ID_SIZE);
		cbor_bytes(&b, person_public(anna)->box, KEY_SIZE);
		cbor_bytes(&b, box, box_size);
	}
	assert_non_null(buf_extend(&b, ID_SIZE));
	fit(&b);
	enum rc rc = decode(buf_view(&b));
	buf_finish(&b);
	return rc;
}

static void the_form_is_strict(void **state)
{
	static const int rising[] = {1, 2}, falling[] = {2, 1}, twice[] = {1, 1};
	(void)state;
	assert_int_equal(decode_made(1, rising, 2, 112), RC_OK);
	assert_int_equal(decode_made(1, falling, 2, 112), RC_CRYPTO);
	assert_int_equal(decode_made(1, twice, 2, 112), RC_CRYPTO);
	assert_int_equal(decode_made(2, rising, 2, 112), RC_CRYPTO);
	assert_int_equal(decode_made(1, rising, 2, 79), RC_CRYPTO);
	assert_int_equal(decode_made(1, rising, 2, 80), RC_OK);
	assert_int_equal(decode_made(1, rising, 2, 80 + KEYRING_SECRET_MOST + 1), RC_CRYPTO);
}

int main(void)
{
	ledger_start();
	anna = person_make(STR("anna"));
	boris = person_make(STR("boris"));
#define AT(f) cmocka_unit_test_setup_teardown(f, make_place, remove_place)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_finds_their_own),
		cmocka_unit_test(sizes_and_keys_are_checked),
		AT(comes_back_from_its_file),
		AT(an_empty_one_is_a_file_too),
		cmocka_unit_test(damage_is_seen),
		cmocka_unit_test(nothing_wrong_is_ever_opened),
		cmocka_unit_test(a_moved_wrap_does_not_open),
		AT(nothing_is_left_of_what_was_removed),
		AT(another_name_is_left_alone),
		cmocka_unit_test(the_form_is_strict),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	person_destroy(anna);
	person_destroy(boris);
	return failed;
}
