/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Laws of cases: charges, sentences, appeals, terms, articles. */
#include "register/audit.h"

static bool unknown_article(struct str number)
{
	return article_find(number) == NULL;
}

const struct law laws_cases[] = {
	/* A charge that a later court adds to a case has its own sentence: each charge needs a later one. */
	{"verdict-before-charge", true, "the verdict came before the charge",
		"SELECT s.subject, s.statement, c.statement FROM fact c JOIN fact cc ON cc.owner = c.owner "
		"AND cc.property = 701 AND cc.subject = c.subject JOIN fact sc ON sc.owner = c.owner AND sc.property = 801 "
		"AND sc.value = cc.value JOIN fact s ON s.owner = c.owner AND s.property = 802 AND s.subject = sc.subject "
		"WHERE" LIVE("c") "AND" LIVE("cc") "AND" LIVE("sc") "AND" LIVE("s")
		"AND ((c.property = 705 AND s.value_hi < c.value) "
		"OR (c.property = 704 AND c.value IN (1, 2) AND s.value_hi < c.from_lo)) "
		"AND NOT EXISTS (SELECT 1 FROM fact x JOIN fact y ON y.owner = x.owner AND y.property = 802 "
		"AND y.subject = x.subject WHERE x.owner = c.owner AND x.property = 801 AND x.value = cc.value "
		"AND" LIVE("x") "AND" LIVE("y") "AND x.subject <> s.subject "
		"AND y.value_hi >= CASE c.property WHEN 705 THEN c.value ELSE c.from_lo END) "
		"ORDER BY s.subject, s.statement, c.statement", NULL},

	{"appeal-before-verdict", true, "the appeal was heard before the verdict",
		"SELECT a.subject, a.statement, b.statement FROM fact a JOIN fact b ON b.owner = a.owner "
		"AND b.subject = a.subject AND b.property = 811 WHERE a.property = 802 AND" LIVE("a") "AND" LIVE("b")
		"AND b.value_hi < a.value ORDER BY a.subject, a.statement, b.statement", NULL},

	/* Asked of the statements: what belongs to nobody may stand in no view. */
	{"sentence-without-case", true, "the sentence belongs to no case",
		"SELECT u.no, min(s.no) FROM subject u JOIN statement s ON s.subject = u.no WHERE u.kind = 8 "
		"AND s.mode IN (1, 2) AND s.property > 800 AND NOT EXISTS (SELECT 1 FROM statement k WHERE k.target = s.no "
		"AND k.mode IN (2, 3)) AND NOT EXISTS (SELECT 1 FROM statement c WHERE c.subject = u.no "
		"AND c.property = 801 AND c.mode IN (1, 2) AND NOT EXISTS (SELECT 1 FROM statement k "
		"WHERE k.target = c.no AND k.mode IN (2, 3))) GROUP BY u.no ORDER BY u.no", NULL},

	/* 1 deprivation, 3 restriction in an open institution, 4 arrest, 7 compulsory treatment. Sentenced in their
	 * absence, nobody serves; nor after a sentence was quashed. */
	{"custodial-without-spell", true, "a custodial sentence, and no spell in which it could be served",
		"SELECT a.subject, a.statement FROM fact a WHERE a.property = 808 AND" LIVE("a") "AND a.value IN (1, 3, 4, 7) "
		"AND NOT EXISTS (SELECT 1 FROM fact s WHERE s.owner = a.owner AND s.property = 501 AND" LIVE("s") ") "
		"AND NOT EXISTS (SELECT 1 FROM fact q WHERE q.owner = a.owner AND q.property = 813 "
		"AND q.subject = a.subject AND q.value = 5 AND" LIVE("q") ") "
		"AND NOT EXISTS (SELECT 1 FROM fact c JOIN fact b ON b.owner = c.owner AND b.property = 603 "
		"AND b.subject = c.value AND b.value = 1 WHERE c.owner = a.owner AND c.property = 801 "
		"AND c.subject = a.subject AND" LIVE("c") "AND" LIVE("b") ") ORDER BY a.subject, a.statement", NULL},

	/* The Criminal Code knows no fixed term over 25 years; with what was left of another, 30. Arrests are chained to
	 * some months at most. */
	{"impossible-term", true, "no such term or sum is possible",
		"SELECT f.subject, f.statement FROM fact f WHERE f.property IN (806, 807, 810, 812) AND" LIVE("f")
		"AND (f.value < 0 OR (f.property IN (806, 807) AND f.value = 0) OR (f.property IN (807, 812) "
		"AND f.value > 360) OR (f.property = 806 AND f.value > 366)) ORDER BY f.subject, f.statement", NULL},

	{"unknown-article", true, "no such article is known",
		"SELECT f.subject, f.statement FROM fact f WHERE f.property = 702 AND" LIVE("f")
		"ORDER BY f.subject, f.statement", unknown_article},

	{NULL, false, NULL, NULL, NULL},
};
