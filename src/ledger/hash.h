/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SHA-256 over OpenSSL, with a context for each thread. For the files of ledger/ alone. */
#ifndef LEDGER_HASH_H
#define LEDGER_HASH_H

#include "ledger/ledger.h"

/* OpenSSL made ready, by ledger_start(): before any other library uses it. */
void hash_start(void);
/*
 * One digest at a time on each thread: begin with a prefix (its NUL is hashed too, so that one use of
 * the hash cannot pass for another), add, end.
 */
void digest_begin(const char *prefix);
void digest_plain(void); /* without a prefix, where others have fixed what is hashed */
void digest_add(const void *p, size_t n);
void digest_end(struct id *ret);
void digest_whole(const char *prefix, struct str bytes, struct id *ret); /* all of it at once */

#endif
