/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the small texts of a log are made of: lines, numbers, base64. For the files of ledger/ alone. */
#ifndef LEDGER_NOTE_TEXT_H
#define LEDGER_NOTE_TEXT_H

#include "ledger/tree.h"

/* Takes a line off rest, without its line feed. False where no line feed follows. */
bool line_take(struct str *rest, struct str *ret);
/* Takes the words off rest, which must begin with them. */
bool words_take(struct str *rest, const char *words);
/* Decimal digits alone, no zeros before others. */
bool number_read(struct str s, uint64_t *ret);
/* Standard base64 with its padding (RFC 4648 section 4), in its only right form. */
bool base64_read(struct arena *a, struct str text, struct str *ret);
bool base64_read_hash(struct str text, struct id *ret);
char *base64_text(struct arena *a, const void *p, size_t n);
void base64_add_hash(struct buf *b, const struct id *hash);

#endif
