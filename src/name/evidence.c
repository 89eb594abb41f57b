/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Evidence beside the names: birth dates with bounds, sex, place, in nats. The numbers are set by hand from what
 * registers are known to get wrong; the linking of whole lists learns its own.
 */
#include <math.h>

#include "name/score.h"

#define BIRTH_YEARS 70    /* people of a list are born within so many years */
#define DAYS_OF_YEAR 365.25f
#define BIRTH_RIGHT 0.95f /* share of dates of one person that agree */

/* Two dates of full days that a slip of the pen would explain: day and month changed round, one part wrong. */
static bool is_slip(day a, day b)
{
	struct ymd x = day_ymd(a), y = day_ymd(b);
	int parts = (x.year == y.year) + (x.month == y.month) + (x.day == y.day);

	return parts == 2 || (x.year == y.year && x.month == y.day && x.day == y.month);
}

float evidence_birth(const struct edtf_date *a, const struct edtf_date *b)
{
	float days = BIRTH_YEARS * DAYS_OF_YEAR, wide_a, wide_b, by_chance;

	if (a->what != EDTF_KNOWN || b->what != EDTF_KNOWN) {
		return 0;
	}
	wide_a = (float)(a->hi - a->lo + 1);
	wide_b = (float)(b->hi - b->lo + 1);
	by_chance = (wide_a + wide_b - 1) / days;
	by_chance = by_chance < 1 ? by_chance : 1;
	if (a->lo <= b->hi && b->lo <= a->hi) {
		float weight = logf(BIRTH_RIGHT / by_chance);
		return weight > 0 ? weight : 0; /* that two wide spans meet says nothing */
	}
	if (wide_a == 1 && wide_b == 1 && is_slip(a->lo, b->lo)) {
		return -0.5f;
	}
	/* Some days apart beyond what both admit: the likelier a wrong date, the nearer. */
	return (float)(a->lo > b->hi ? a->lo - b->hi : b->lo - a->hi) < DAYS_OF_YEAR ? -2.5f : -5.0f;
}

float evidence_sex(enum name_sex a, enum name_sex b)
{
	if (a == NAME_SEX_UNKNOWN || b == NAME_SEX_UNKNOWN) {
		return 0;
	}
	return a == b ? 0.5f : -4.0f;
}

#define PLACE_COST_MOST (4 * NAME_COST_NAT)

float evidence_place(struct str a, struct str b)
{
	struct name x, y;

	name_read(a, &x);
	name_read(b, &y);
	if (x.count == 0 || y.count == 0) {
		return 0;
	}
	for (size_t i = 0; i < x.count; i++) {
		for (size_t k = 0; k < y.count; k++) {
			if (x.token[i].length > 2 && y.token[k].length > 2 &&
			    name_token_cost(&x.token[i], &y.token[k], PLACE_COST_MOST) <= PLACE_COST_MOST) {
				return 1.5f;
			}
		}
	}
	return -0.3f; /* people move */
}
