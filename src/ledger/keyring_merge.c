/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Wraps that come from another keyring as they are. */
#include "ledger/keyring_inside.h"

void keyring_merge(struct keyring *k, struct keyring *from)
{
	for (size_t i = 0; i < keyring_count(from); i++) {
		struct wrap w = keyring_at(from, i);
		if (!keyring_find(k, &w.item, w.person, NULL)) {
			keyring_keep(k, &w.item, w.person, w.box);
		}
	}
}

void keyring_take(struct keyring *k, const struct id *item, const uint8_t person[KEY_SIZE], struct str box)
{
	keyring_keep(k, item, person, box);
}
