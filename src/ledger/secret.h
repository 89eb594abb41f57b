/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Memory for secrets, for the rooms that must not know libsodium: locked (where the system allows it), between guard
 * pages, left out of core files, wiped when it is freed.
 */
#ifndef LEDGER_SECRET_H
#define LEDGER_SECRET_H

#include "base/base.h"

/* Zeroed. Never NULL: without memory the process ends with a message. Freed with secret_free(). */
void *secret_alloc(size_t size) __attribute__((malloc, returns_nonnull));
void secret_free(void *p); /* NULL is fine */
/* Zeros that the compiler may not leave out. */
void secret_wipe(void *p, size_t n);
/* Wipes all that the buffer holds and finishes it. What it had to move while growing is not reached: reserve first. */
void buf_wipe(struct buf *b);

#endif
