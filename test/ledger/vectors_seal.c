/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What sealed values and boxes rest on, held against vectors of others in $VOLYA_SHARED/vectors (Wycheproof):
 *
 * XChaCha20-Poly1305, all 315, through seal_open(): a nonce, the ciphertext and the tag one after another are
 * just the form of a sealed value. Nine of them have nonces of other sizes, which here are part of the ciphertext:
 * they must be refused, as they are there.
 *
 * X25519, all 518, over the library's own call, as boxes take no secret of the caller's. The 31 whose shared
 * secret is zero are "acceptable" to Wycheproof; libsodium refuses them, and box_seal() must, too. The other
 * acceptable ones (keys on the twist, keys not reduced) are computed as RFC 7748 says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "ledger/seal.h"
#include "vectors.h"

static void add_hex(struct buf *b, struct str hex)
{
	uint8_t *to = (uint8_t *)buf_extend(b, hex.n / 2);
	assert_non_null(to);
	assert_true(hex_parse(hex, to, hex.n / 2));
}

static void open_test(struct json_c_object *group, struct json_c_object *test)
{
	uint8_t key[KEY_SIZE];
	struct buf aad, plain, sealed, opened;
	(void)group;
	buf_init(&aad, 4096);
	buf_init(&plain, 4096);
	buf_init(&sealed, 4096);
	buf_init(&opened, 4096);
	assert_true(hex_parse(text_of(test, "key"), key, KEY_SIZE));
	add_hex(&aad, text_of(test, "aad"));
	add_hex(&plain, text_of(test, "msg"));
	add_hex(&sealed, text_of(test, "iv"));
	add_hex(&sealed, text_of(test, "ct"));
	add_hex(&sealed, text_of(test, "tag"));
	bool valid = str_is(text_of(test, "result"), "valid");
	enum rc rc = seal_open(key, buf_view(&aad), buf_view(&sealed), &opened, NULL);
	if (rc != (valid ? RC_OK : RC_CRYPTO) || !str_eq(buf_view(&opened), valid ? buf_view(&plain) : (struct str){0})) {
		fail_msg("test %d: %s", json_object_get_int(get(test, "tcId")), rc_name(rc));
	}
	buf_finish(&aad);
	buf_finish(&plain);
	buf_finish(&sealed);
	buf_finish(&opened);
}

static void sealed_values(void **state)
{
	(void)state;
	assert_int_equal(each_test("wycheproof/testvectors_v1/xchacha20_poly1305_test.json", open_test), 315);
}

static size_t refused;

static void multiply_test(struct json_c_object *group, struct json_c_object *test)
{
	uint8_t public[32], private[32], shared[32], got[32];
	struct buf box;
	(void)group;
	assert_true(hex_parse(text_of(test, "public"), public, 32) && hex_parse(text_of(test, "private"), private, 32)
		&& hex_parse(text_of(test, "shared"), shared, 32));
	bool zero = sodium_is_zero(shared, 32);
	if (crypto_scalarmult(got, private, public) != (zero ? -1 : 0) || (!zero && memcmp(got, shared, 32) != 0)) {
		fail_msg("test %d", json_object_get_int(get(test, "tcId")));
	}
	buf_init(&box, 1024);
	assert_int_equal(box_seal(public, STR("invented"), &box, NULL), zero ? RC_CRYPTO : RC_OK);
	assert_int_equal(box.n, zero ? 0 : BOX_OVERHEAD + 8);
	buf_finish(&box);
	refused += zero;
}

static void shared_secrets(void **state)
{
	(void)state;
	refused = 0;
	assert_int_equal(each_test("wycheproof/testvectors_v1/x25519_test.json", multiply_test), 518);
	assert_int_equal(refused, 31);
}

int main(void)
{
	const char *shared = getenv("VOLYA_SHARED");
	if (!shared || !*shared) {
		fputs("skipped: VOLYA_SHARED is not set\n", stderr);
		return 77;
	}
	ledger_start();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sealed_values),
		cmocka_unit_test(shared_secrets),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
