/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What must be in no file of a host: prints, in hexadecimal, a line each, the secret bytes of a person's key and all
 * secrets that the keyring keeps for them.
 *
 *   host_secrets PERSON-FILE PASSPHRASE KEYRING
 */
#include <stdlib.h>
#include <string.h>

#include "ledger/keyring.h"
#include "ledger/person_key.h"

static void print(const void *p, size_t n)
{
	char hex[2 * KEYRING_SECRET_MOST + 1];
	puts(hex_format(p, n, hex));
}

static void print_wrap(const struct signer *who, struct keyring *k, const struct wrap *w)
{
	size_t n = w->box.n - BOX_OVERHEAD - ID_SIZE;
	struct fault f = {0};
	uint8_t *secret = secret_alloc(n ? n : 1);
	if (memcmp(w->person, who->public.box, KEY_SIZE) == 0) {
		if (keyring_open(k, &w->item, who, secret, n, &f) != RC_OK) {
			fault_print(stderr, &f);
			exit(1);
		}
		print(secret, n);
	}
	secret_free(secret);
}

int main(int argc, char **argv)
{
	struct fault f = {0};
	struct person_key *key;
	struct keyring *k;
	if (argc != 4) {
		return 2;
	}
	ledger_start();
	char *words = secret_alloc(strlen(argv[2]) + 1);
	memcpy(words, argv[2], strlen(argv[2]));
	if (person_open(argv[1], (struct str){words, strlen(words)}, &key, &f) != RC_OK
		|| keyring_load(argv[3], &k, &f) != RC_OK) {
		fault_print(stderr, &f);
		return 1;
	}
	struct signer who = person_signer(key);
	print(key->seed, sizeof key->seed);
	print(key->sign_secret, KEY_SIZE); /* its second half is the public key */
	print(key->box_secret, sizeof key->box_secret);
	for (size_t i = 0; i < keyring_count(k); i++) {
		struct wrap w = keyring_at(k, i);
		print_wrap(&who, k, &w);
	}
	keyring_destroy(k);
	person_destroy(key);
	secret_free(words);
	return 0;
}
