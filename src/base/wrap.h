/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Words for people who read them on a terminal. */
#ifndef BASE_WRAP_H
#define BASE_WRAP_H

#include <stdint.h>
#include <stdio.h>

/* Of the terminal that out leads to, 40 to 120; 0: it leads to none. */
int terminal_columns(FILE *out);
/*
 * Words of text from column on, set into lines of width columns that begin with indent spaces. A command in quotes is
 * one word: it is copied from there.
 */
void print_wrapped(FILE *out, int width, int indent, int column, const char *text);
/* "entry" of one, "entries" of any other number. */
const char *count_word(uint64_t n, const char *one, const char *many);

#endif
