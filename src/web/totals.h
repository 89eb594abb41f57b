/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How many a list holds and who stands on a page of it, kept for each state of the register: turning a page does
 * not count the whole list again, nor look for its people once more. Of public lists only. Thread-safe.
 */
#ifndef WEB_TOTALS_H
#define WEB_TOTALS_H

#include "ask/ask.h"

struct totals;
struct totals *totals_create(void);
void totals_destroy(struct totals *t); /* NULL is fine */
/* False: not known for this state. t NULL: nothing is ever known. */
bool totals_get(struct totals *t, int64_t state, struct str question, struct bounds *ret);
void totals_put(struct totals *t, int64_t state, struct str question, struct bounds count);

#define TOTALS_MEMBERS 25 /* most of a page that is kept */
/* The same of a page's members; they are copied, what they point to must never go. ret has room for TOTALS_MEMBERS. */
bool totals_get_page(struct totals *t, int64_t state, struct str page, struct ask_member *ret, size_t *ret_count);
void totals_put_page(struct totals *t, int64_t state, struct str page, const struct ask_member *members, size_t count);

#endif
