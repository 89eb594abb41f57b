/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The inside of a keyring, for the keyring*.c files alone. */
#ifndef LEDGER_KEYRING_INSIDE_H
#define LEDGER_KEYRING_INSIDE_H

#include "ledger/keyring.h"

struct kept {
	struct id item;
	uint8_t person[KEY_SIZE];
	uint64_t number; /* which came later */
	char *box;       /* from malloc */
	size_t box_n;
};

struct keyring {
	struct kept *wraps;
	size_t count, room;
	uint64_t next;
	bool unsorted;
	bool gone; /* something the file holds is not here any more */
};

/* By item, then person. */
int keyring_compare(const struct kept *a, const struct kept *b);
/* Adds a wrap as it is; copies the box. */
void keyring_keep(struct keyring *k, const struct id *item, const uint8_t person[KEY_SIZE], struct str box);

#endif
