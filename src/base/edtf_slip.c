/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What somebody probably meant by a date that is not EDTF. */
#include "base/edtf_slip.h"

#include <string.h>

#include "base/day.h"

/* Three numbers with one separator between them, as in 31.12.2020. */
struct triple {
	int numbers[3];
	size_t lengths[3];
	char separator;
};

static bool read_triple(struct str s, struct triple *ret)
{
	size_t at = 0;

	*ret = (struct triple){0};
	for (int i = 0; i < 3; i++) {
		for (; at < s.n && s.p[at] >= '0' && s.p[at] <= '9' && ret->lengths[i] < 4; at++) {
			ret->numbers[i] = ret->numbers[i] * 10 + s.p[at] - '0';
			ret->lengths[i]++;
		}
		if (ret->lengths[i] == 0 || i == 2) {
			break;
		}
		if (at >= s.n || strchr("./- ", s.p[at]) == NULL || (i == 1 && s.p[at] != ret->separator)) {
			return false;
		}
		ret->separator = s.p[at++];
	}
	return at == s.n && ret->lengths[2] > 0;
}

static bool hint_triple(const struct triple *t, struct fault *f)
{
	const int *n = t->numbers;

	if (t->lengths[0] == 4 && ymd_exists(n[0], n[1], n[2])) {
		fault_hint(f, "write %04d-%02d-%02d", n[0], n[1], n[2]);
	} else if (t->lengths[2] != 4) {
		return false;
	} else if (t->separator == '/' && n[0] <= 12 && n[1] <= 12 && n[0] != n[1]) {
		fault_hint(f, "write year-month-day: %04d-%02d-%02d or %04d-%02d-%02d, whichever is meant",
			n[2], n[1], n[0], n[2], n[0], n[1]);
	} else if (ymd_exists(n[2], n[1], n[0])) {
		fault_hint(f, "write %04d-%02d-%02d", n[2], n[1], n[0]);
	} else if (ymd_exists(n[2], n[0], n[1])) {
		fault_hint(f, "write %04d-%02d-%02d", n[2], n[0], n[1]);
	} else {
		return false;
	}
	return true;
}

static bool contains(struct str s, const char *what)
{
	return memmem(s.p, s.n, what, strlen(what)) != NULL;
}

/* 201x, and 201u as drafts of EDTF had it: nothing but digits, hyphens and such letters. */
static bool has_old_unknown(struct str s)
{
	bool found = false;
	for (size_t i = 0; i < s.n; i++) {
		if (strchr("0123456789-X/", s.p[i]) == NULL && s.p[i] != 'x' && s.p[i] != 'u') {
			return false;
		}
		found = found || s.p[i] == 'x' || s.p[i] == 'u';
	}
	return found;
}

void edtf_slip_hint(struct str s, struct fault *f)
{
	struct triple t;
	struct str whole = str_trim(s);

	if (read_triple(whole, &t) && hint_triple(&t, f)) {
		return;
	}
	if (s.n == 7 && s.p[4] == '/' && s.p[0] >= '0' && s.p[0] <= '9') {
		fault_hint(f, "write %.4s-%.2s for a month; / stands between the ends of an interval", s.p,
			s.p + 5);
	} else if (contains(s, "\xE2\x80\x93") || contains(s, "\xE2\x80\x94") || contains(s, " - ")) {
		fault_hint(f, "the ends of an interval are parted by /, as in 2020-05-01/2020-06-30");
	} else if (contains(s, "unknown")) {
		fault_hint(f, "leave the unknown side of an interval empty, as in 2020-05-01/");
	} else if (contains(s, "open") || contains(s, "now") || contains(s, "present")) {
		fault_hint(f, "an end that is still open is written .., as in 2020-05-01/..");
	} else if (has_old_unknown(s)) {
		fault_hint(f, "a digit nobody knows is written X, as in 2020-05-XX or 201X");
	} else if (contains(s, " ") || whole.n != s.n) {
		fault_hint(f, "a date has no spaces in it, as in 2020-05-01 or 2020-05-01/2020-06-30");
	} else {
		fault_hint(f, "dates are written 2020-05-01, 2020-05 or 2020");
	}
}
