/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any bytes as a date: read with bounds in order, or refused with a place and a hint. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/edtf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_end(const struct edtf_date *d)
{
	char text[DAY_TEXT];

	assert(d->lo <= d->hi && d->lo >= DAY_MIN && d->hi <= DAY_MAX);
	assert(d->what != EDTF_KNOWN || (d->lo > DAY_MIN && d->hi < DAY_MAX));
	day_format(d->lo, text);
	day_format(d->hi, text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str s = {(const char *)data, size};
	struct fault fault = {0};
	struct edtf e;

	if (edtf_parse(s, &e, &fault) != RC_OK) {
		assert(fault.rc == RC_INVALID && fault.column >= 1 && fault.hint[0] != '\0');
		assert(fault.column <= utf8_length(s) + 1);
		return 0;
	}
	assert(fault.rc == RC_OK);
	check_end(&e.from);
	check_end(&e.to);
	assert(!e.interval || e.from.what != EDTF_KNOWN || e.to.what != EDTF_KNOWN || e.from.lo <= e.to.hi);
	return 0;
}
