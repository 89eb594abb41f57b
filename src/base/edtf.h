/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Extended Date/Time Format, ISO 8601-2:2019 levels 0 and 1, kept as bounds.
 * https://www.loc.gov/standards/datetime/
 *
 * Level 0: 1985-04-12, 1985-04, 1985, date and time, intervals a/b.
 * Level 1: Y170000002, seasons 2001-21..24, ? ~ %, 201X 20XX 2004-XX 1985-04-XX
 * 1985-XX-XX, 1985/.. ../1985 /1985 1985/, negative years.
 *
 * Bounds are the first and the last day the value may mean. A qualifier (? ~ %)
 * widens a value by its own precision on each side: a day by one day, a month by
 * one month, a season by three months, a year by one year. An unknown side is
 * DAY_MIN..DAY_MAX; so is an open one, and the two are told apart by what.
 */
#ifndef BASE_EDTF_H
#define BASE_EDTF_H

#include "base/day.h"

enum edtf_what {
	EDTF_NONE,    /* empty text: nothing said */
	EDTF_KNOWN,   /* a date with bounds */
	EDTF_UNKNOWN, /* the empty side of an interval: there is an end, nobody says which */
	EDTF_OPEN,    /* "..": none, by a source's word */
};

struct edtf_date {
	enum edtf_what what;
	day lo, hi; /* inclusive */
	bool uncertain, approximate;
};

struct edtf {
	bool interval; /* false: from is the date, to is a copy of it */
	struct edtf_date from, to;
};

/*
 * Reads one value, all of it; ".." alone and "" are accepted (open, none).
 * RC_INVALID says what is wrong, with the column in characters, and hints at what would be right for
 * common slips (29 February, 31.12.2020, 2020/05/01, from after to).
 */
MUST_USE enum rc edtf_parse(struct str s, struct edtf *ret, struct fault *f);

#endif
