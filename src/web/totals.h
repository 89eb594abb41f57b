/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How many a list holds, kept for each state of the register: turning a page of a list does not count
 * the whole of it again. Numbers of public lists only. Thread-safe.
 */
#ifndef WEB_TOTALS_H
#define WEB_TOTALS_H

#include "ask/ask.h"

struct totals;
struct totals *totals_create(void);
void totals_destroy(struct totals *t); /* NULL is fine */
/* False: not known for this state. */
bool totals_get(struct totals *t, int64_t state, struct str question, struct bounds *ret);
void totals_put(struct totals *t, int64_t state, struct str question, struct bounds count);

#endif
