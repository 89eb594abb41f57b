/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which edge cases of Ed25519 hold is part of the ledger: two organisations whose libraries disagree would see
 * two ledgers. Vectors of others, in $VOLYA_SHARED/vectors: C2SP/CCTV and Wycheproof, over the library's
 * own call, as they sign other bytes than changes. key.c holds signatures of changes everywhere.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "ledger/ledger.h"
#include "vectors.h"

static bool holds(struct str key_hex, struct str signature_hex, const void *message, size_t n)
{
	uint8_t key[KEY_SIZE], signature[SIGNATURE_SIZE];
	/* Lengths are fixed by type in ledger.h: a signature of another length cannot come so far. */
	return hex_parse(key_hex, key, sizeof key) && hex_parse(signature_hex, signature, sizeof signature)
		&& crypto_sign_verify_detached(signature, message, n, key) == 0;
}

/*
 * The numbers of the edge cases that hold, 43 of 914: part of the format. A library that accepts others, as
 * OpenSSL's does (208), would let a signer make what is a statement to one organisation and none to another.
 */
static const int accepted[] = {
	7, 29, 50, 117, 139, 161, 182, 249, 305, 411, 425, 438, 465, 473, 481, 489, 497, 511, 525, 538, 565, 573, 581,
	589, 597, 611, 625, 638, 665, 673, 681, 689, 697, 711, 725, 738, 765, 773, 781, 789, 797, 832, 899,
};

static void edge_points(void **state)
{
	(void)state;
	struct json_c_object *all = read_vectors("cctv/ed25519/ed25519vectors.json");
	size_t count = json_object_array_length(all), held = 0;
	for (size_t i = 0; i < count; i++) {
		struct json_c_object *row = json_object_array_get_idx(all, i);
		struct str message = text_of(row, "msg");
		int number = json_object_get_int(get(row, "number"));
		bool wanted = held < sizeof accepted / sizeof *accepted && accepted[held] == number;
		if (holds(text_of(row, "key"), text_of(row, "sig"), message.p, message.n) != wanted) {
			fail_msg("edge case %d: %s", number, wanted ? "refused" : "accepted");
		}
		held += wanted;
	}
	assert_int_equal(count, 914);
	assert_int_equal(held, 43);
	json_object_put(all);
}

static void check_test(struct json_c_object *group, struct json_c_object *test)
{
	uint8_t message[4096];
	struct str hex = text_of(test, "msg");
	assert_true(hex.n / 2 <= sizeof message && hex_parse(hex, message, hex.n / 2));
	bool valid = str_is(text_of(test, "result"), "valid");
	if (holds(text_of(get(group, "publicKey"), "pk"), text_of(test, "sig"), message, hex.n / 2) != valid) {
		fail_msg("test %d: %s", json_object_get_int(get(test, "tcId")), valid ? "refused" : "accepted");
	}
}

static void wycheproof(void **state)
{
	(void)state;
	assert_int_equal(each_test("wycheproof/testvectors_v1/ed25519_test.json", check_test), 151);
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
		cmocka_unit_test(edge_points),
		cmocka_unit_test(wycheproof),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
