/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A register of the project's own data in a temporary folder, and letters held against it. */
#ifndef TEST_LETTER_LETTERS_H
#define TEST_LETTER_LETTERS_H

#include "letter/letter.h"

/* Makes the register on first use; ends the test program when it cannot. */
struct reg *letters_register(void);
void letters_finish(void); /* removes it */
/* The bytes of a file, or an empty view. Lives in a. */
struct str letters_file(struct arena *a, const char *path);
/* Checks a text; fails the running cmocka test on an error. */
void letters_check(struct arena *a, struct str bytes, day on, struct letter_report *ret);
/* The first claim of a kind whose text has these words, or NULL. */
const struct letter_claim *letters_claim(
	const struct letter_report *l, enum claim_kind kind, const char *words);

/* The arena of the running test: LETTERS_TEST makes it before and drops it after. */
extern struct arena *letters_arena;
int letters_make(void **state);
int letters_drop(void **state);
#define LETTERS_TEST(f) cmocka_unit_test_setup_teardown(f, letters_make, letters_drop)
int letters_end(void **state); /* teardown of a group: removes the register */

#endif
