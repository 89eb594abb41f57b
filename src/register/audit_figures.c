/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Laws of published figures. */
#include "register/audit.h"

/* The claims of each figure, one row for each value. Scope 2 is a running total. */
#define FIGURES \
	"WITH figure AS (SELECT v.subject, v.statement AS said, v.value AS value, " \
	"(SELECT min(n.value) FROM fact n WHERE n.owner = v.owner AND n.property = 1101 AND" LIVE("n") ") AS name, " \
	"(SELECT min(b.value) FROM fact b WHERE b.owner = v.owner AND b.property = 1102 AND" LIVE("b") ") AS body, " \
	"(SELECT min(d.value) FROM fact d WHERE d.owner = v.owner AND d.property = 1103 AND" LIVE("d") ") AS lo, " \
	"(SELECT max(d.value_hi) FROM fact d WHERE d.owner = v.owner AND d.property = 1103 AND" LIVE("d") ") AS hi, " \
	"(SELECT min(s.value) FROM fact s WHERE s.owner = v.owner AND s.property = 1106 AND" LIVE("s") ") AS scope, " \
	"(SELECT min(q.value) FROM fact q WHERE q.owner = v.owner AND q.property = 1105 AND" LIVE("q") ") AS qualifier " \
	"FROM fact v WHERE v.property = 1104 AND" LIVE("v") ") "

const struct law laws_figures[] = {
	{"impossible-figure", true, "a count cannot be negative",
		"SELECT f.subject, f.statement FROM fact f WHERE f.property IN (1104, 1203, 1208, 1209) AND" LIVE("f")
		"AND f.value < 0 ORDER BY f.subject, f.statement", NULL},

	/* "at most" and "almost" before leave room below them. */
	{"falling-total", false, "a running total falls",
		FIGURES ", step AS (SELECT subject, said, value, qualifier, "
		"lag(said) OVER w AS prior_said, lag(value) OVER w AS prior, lag(qualifier) OVER w AS prior_qualifier "
		"FROM figure WHERE scope = 2 AND lo IS NOT NULL "
		"WINDOW w AS (PARTITION BY name, body ORDER BY lo, value)) "
		"SELECT subject, prior_said, said FROM step WHERE value < prior "
		"AND coalesce(prior_qualifier, 1) NOT IN (5, 6) AND coalesce(qualifier, 1) NOT IN (2, 3) "
		"ORDER BY subject, said", NULL},

	/* Parts may be incomplete, so only a sum above the whole is wrong. */
	{"parts-exceed-whole", false, "the parts of the figure add up to more than the whole",
		FIGURES ", part AS (SELECT p.value AS whole, f.subject, min(f.value) AS value, min(f.said) AS said "
		"FROM fact p JOIN figure f ON f.subject = p.subject WHERE p.property = 1109 AND" LIVE("p")
		"GROUP BY p.value, f.subject), total AS (SELECT whole, sum(value) AS value, min(said) AS one, "
		"max(said) AS other FROM part GROUP BY whole) "
		"SELECT f.subject, max(f.said), total.one, total.other FROM total JOIN figure f ON f.subject = total.whole "
		"WHERE coalesce(f.qualifier, 1) NOT IN (2, 3) GROUP BY f.subject HAVING min(total.value) > max(f.value) "
		"ORDER BY f.subject", NULL},

	{NULL, false, NULL, NULL, NULL},
};
