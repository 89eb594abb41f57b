/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Shared by naive*.c alone: raw statements as claims. */
#ifndef TEST_ASK_CLAIMS_H
#define TEST_ASK_CLAIMS_H

#include "naive.h"

/* Bounds of validity: the first day, and the last where one is named. */
struct valid {
	bool ends;
	day from_lo, from_hi, last_lo, last_hi;
};

bool raw_live(const struct naive *n, const struct raw *r);
struct valid raw_valid(const struct raw *r);
enum truth raw_covers(const struct naive *n, const struct raw *r, day d);
/* The live claims of a property on one subject, one after the other: *at 0 at first; NULL at the end. */
const struct raw *raw_next(const struct naive *n, int64_t subject, int property, size_t *at);
day later_day(day a, day b);
/* Whether a status is one of being held. */
bool held_word(const struct raw *status);

#define EACH(n, subject, property, r) \
	for (size_t at_##r = 0, on_##r = 1; on_##r; on_##r = 0) \
		for (const struct raw *r; (r = raw_next((n), (subject), (property), &at_##r));)

#endif
