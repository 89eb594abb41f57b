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
	 * absence, nobody serves; nor after a sentence was quashed. A spell that was over before the sentence served it
	 * only as far as it was long enough: a day in custody counts for two days of a sentence at most. (+ keeps SQLite
	 * to the primary key, which begins with the owner.) */
	{"custodial-without-spell", true, "a custodial sentence, and no spell in which it could be served",
		"WITH spell AS NOT MATERIALIZED (SELECT s.owner, coalesce((SELECT min(+b.value) FROM fact b "
		"WHERE b.owner = s.owner "
		"AND b.property = 502 AND b.subject = s.subject AND" LIVE("b") "), -10000000) AS began, "
		"coalesce((SELECT max(CASE e.open WHEN 0 THEN e.value_hi ELSE 10000000 END) FROM fact e "
		"WHERE e.owner = s.owner "
		"AND e.property = 503 AND e.subject = s.subject AND" LIVE("e") "), 10000000) AS over "
		"FROM fact s WHERE +s.property = 501 AND" LIVE("s") ") "
		"SELECT a.subject, a.statement FROM fact a WHERE a.property = 808 AND" LIVE("a") "AND a.value IN (1, 3, 4, 7) "
		"AND NOT EXISTS (SELECT 1 FROM spell s WHERE s.owner = a.owner AND s.over >= coalesce((SELECT min(+d.value) "
		"FROM fact d WHERE d.owner = a.owner AND d.property = 802 AND d.subject = a.subject AND" LIVE("d") "), "
		"-10000000)) "
		"AND (NOT EXISTS (SELECT 1 FROM spell s WHERE s.owner = a.owner) "
		"OR 2 * (SELECT sum(s.over - s.began) FROM spell s WHERE s.owner = a.owner) < (SELECT min(CASE t.property "
		"WHEN 807 THEN 30 * t.value ELSE t.value END) FROM fact t WHERE t.owner = a.owner AND t.property IN (806, 807) "
		"AND t.subject = a.subject AND" LIVE("t") ")) "
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
