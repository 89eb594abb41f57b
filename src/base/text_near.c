/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How far two words are apart, for "did you mean". */
#include "base/text.h"

#include <stdlib.h>

#define LONGEST 256 /* code points; longer texts are no slips of a word */

static size_t decode(struct str s, int32_t points[LONGEST])
{
	size_t n = 0;
	for (size_t at = 0; at < s.n && n < LONGEST; n++) {
		points[n] = utf8_next(s, &at);
	}
	return n;
}

static unsigned least(unsigned a, unsigned b, unsigned c)
{
	unsigned m = a < b ? a : b;
	return m < c ? m : c;
}

unsigned text_distance(struct str a, struct str b, unsigned max)
{
	int32_t pa[LONGEST], pb[LONGEST];
	unsigned row[LONGEST + 1];

	size_t longer = a.n > b.n ? a.n : b.n;
	if (longer > LONGEST && (utf8_length(a) > LONGEST || utf8_length(b) > LONGEST)) {
		return str_eq(a, b) ? 0 : max + 1;
	}
	size_t na = decode(a, pa), nb = decode(b, pb);
	for (size_t j = 0; j <= nb; j++) {
		row[j] = (unsigned)j;
	}
	for (size_t i = 1; i <= na; i++) {
		unsigned diagonal = row[0];
		unsigned best = row[0] = (unsigned)i;
		for (size_t j = 1; j <= nb; j++) {
			unsigned above = row[j];
			row[j] = least(above + 1, row[j - 1] + 1, diagonal + (pa[i - 1] != pb[j - 1]));
			diagonal = above;
			best = row[j] < best ? row[j] : best;
		}
		if (best > max) {
			return max + 1;
		}
	}
	return row[nb] <= max ? row[nb] : max + 1;
}

const char *text_nearest(struct str word, const char *const *words, size_t count)
{
	const char *nearest = NULL;
	unsigned best = (unsigned)(utf8_length(word) / 3);

	for (size_t i = 0; i < count; i++) {
		unsigned d = text_distance(word, str_of(words[i]), best);
		if (d < best || (d == best && nearest == NULL)) {
			best = d;
			nearest = words[i];
		}
	}
	return nearest;
}
