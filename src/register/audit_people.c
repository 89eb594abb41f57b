/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Laws of people and of their deprivation of liberty. Two claims clash where no day within their bounds fits
 * both; where some day does, the record is uncertain and nothing is wrong with it.
 * Properties by number: register/property_codes.h. The greatest day, 10000000, is "for ever".
 */
#include "register/audit.h"

const struct law laws_people[] = {
	{"end-before-start", true, "it ends before it begins",
		"SELECT a.subject, a.statement, b.statement FROM fact a JOIN fact b ON b.owner = a.owner "
		"AND b.subject = a.subject AND b.property = CASE a.property WHEN 502 THEN 503 WHEN 1602 THEN 1606 "
		"WHEN 2403 THEN 2404 ELSE 1103 END "
		"WHERE a.property IN (502, 1602, 2403, 1107) AND" LIVE("a") "AND" LIVE("b")
		"AND b.open = 0 AND b.value_hi < a.value ORDER BY a.subject, a.statement, b.statement", NULL},

	/* An open end is an end only from the day of the word that it is open; without an end claim, a spell lasts for sure
	 * through the last day a source says so (doc/model.md, word(S)). A row of word is a claim that says it, 505 but
	 * for the statuses at liberty. */
	{"overlapping-spells", true, "a second spell begins before the first has ended",
		"WITH word AS NOT MATERIALIZED (SELECT f.owner, f.subject, f.statement, "
		"CASE WHEN f.property IN (502, 507) THEN f.value ELSE f.from_lo END AS through FROM fact f "
		"WHERE (+f.property IN (502, 506, 507, 508) "
		"OR (+f.property = 505 AND f.value NOT IN (5, 6, 7))) AND" LIVE("f") "), "
		"spell AS (SELECT f.owner, f.subject, min(f.value) AS lo, max(f.value_hi) AS hi, "
		"min(f.statement) AS said, coalesce((SELECT min(CASE t.open WHEN 0 THEN t.value ELSE "
		"CASE WHEN t.pub < 10000000 THEN t.pub + 1 ELSE -10000000 END END) FROM fact t WHERE t.owner = f.owner "
		"AND t.property = 503 AND t.subject = f.subject AND" LIVE("t") "), (SELECT max(w.through) + 1 FROM word w "
		"WHERE w.owner = f.owner AND w.subject = f.subject)) AS ended, "
		"coalesce((SELECT min(t.statement) FROM fact t WHERE t.owner = f.owner AND t.property = 503 "
		"AND t.subject = f.subject AND" LIVE("t") "), (SELECT w.statement FROM word w WHERE w.owner = f.owner "
		"AND w.subject = f.subject ORDER BY w.through DESC, w.statement LIMIT 1)) AS ended_said "
		"FROM fact f WHERE f.property = 502 AND" LIVE("f") "GROUP BY f.owner, f.subject) "
		"SELECT b.subject, a.said, a.ended_said, b.said FROM spell a JOIN spell b ON b.owner = a.owner "
		"AND b.subject <> a.subject WHERE a.ended IS NOT NULL AND b.hi < a.ended "
		"AND (a.hi < b.lo OR (a.hi <= b.lo AND a.subject < b.subject)) ORDER BY b.subject, a.subject", NULL},

	{"ended-without-ground", true, "it ended, and nothing says on what ground",
		"SELECT a.subject, a.statement FROM fact a WHERE a.property = 503 AND" LIVE("a") "AND a.open = 0 "
		"AND NOT EXISTS (SELECT 1 FROM fact b WHERE b.owner = a.owner AND b.property = 504 "
		"AND b.subject = a.subject AND" LIVE("b") ") ORDER BY a.subject, a.statement", NULL},

	/* The day of release of somebody who died in custody may be written as the day after. */
	{"held-after-death", true, "held after their death",
		"SELECT b.subject, a.statement, b.statement FROM fact a JOIN fact b ON b.owner = a.owner "
		"WHERE a.property = 104 AND" LIVE("a") "AND" LIVE("b") "AND ("
		"(b.property IN (502, 507) AND b.value > a.value_hi) "
		"OR (b.property = 503 AND b.open = 0 AND b.value > a.value_hi + 1) "
		"OR (b.property = 503 AND b.open = 1 AND b.pub < 10000000 AND b.pub > a.value_hi) "
		"OR (b.property IN (505, 506, 508) AND b.from_lo > a.value_hi)) "
		"ORDER BY b.subject, a.statement, b.statement", NULL},

	{"arrest-before-birth", true, "deprived of liberty before their birth",
		"SELECT a.owner, a.statement, b.statement FROM fact a JOIN fact b ON b.owner = a.owner "
		"AND b.property = 502 WHERE a.property = 102 AND" LIVE("a") "AND" LIVE("b")
		"AND b.value_hi < a.value ORDER BY a.owner, a.statement, b.statement", NULL},

	{"withdrawn-before-given", true, "recognition was withdrawn before it was given",
		"SELECT a.subject, a.statement, b.statement FROM fact a JOIN fact b ON b.owner = a.owner "
		"AND b.subject = a.subject AND b.property = 904 WHERE a.property = 903 AND" LIVE("a") "AND" LIVE("b")
		"AND b.value_hi < a.value ORDER BY a.subject, a.statement, b.statement", NULL},

	{"public-without-ground", true, "the person is public, and no ground for it is recorded",
		"SELECT DISTINCT f.owner FROM fact f JOIN subject u ON u.no = f.owner WHERE u.kind = 1 AND" LIVE("f")
		"AND NOT EXISTS (SELECT 1 FROM fact g WHERE g.owner = f.owner AND g.property = 110 AND" LIVE("g") ") "
		"ORDER BY f.owner", NULL},

	/* A spell that has begun and has no dated end, and of which no source has spoken for 180 days. */
	{"not-confirmed", false, "no source has confirmed it for 180 days",
		"SELECT a.subject, (SELECT f.statement FROM fact f WHERE f.owner = a.owner AND f.subject = a.subject "
		"AND f.property BETWEEN 502 AND 508 AND" LIVE("f") "AND f.pub < 10000000 "
		"ORDER BY f.pub DESC, f.statement LIMIT 1) FROM fact a WHERE a.property = 502 AND" LIVE("a")
		"AND a.value <= ?1 AND NOT EXISTS (SELECT 1 FROM fact t WHERE t.owner = a.owner AND t.property = 503 "
		"AND t.subject = a.subject AND t.open = 0 AND" LIVE("t") ") "
		"AND NOT EXISTS (SELECT 1 FROM fact d WHERE d.owner = a.owner AND d.property = 104 AND" LIVE("d") ") "
		"GROUP BY a.owner, a.subject HAVING (SELECT max(CASE WHEN f.pub < 10000000 THEN f.pub ELSE -10000000 END) "
		"FROM fact f WHERE f.owner = a.owner AND f.subject = a.subject AND f.property BETWEEN 502 AND 508 "
		"AND" LIVE("f") ") < ?1 - 180 ORDER BY a.subject", NULL},

	/* A source cannot tell of what came after it. */
	{"source-older", false, "the source is older than what it reports",
		"SELECT f.subject, f.statement FROM fact f WHERE f.property IN (104, 502, 503, 507, 705, 802, 811, 814, 903, "
		"904, 1002, 1103, 1202) AND" LIVE("f") "AND f.open = 0 AND f.pub > -10000000 AND f.value > f.pub "
		"ORDER BY f.subject, f.statement", NULL},

	{NULL, false, NULL, NULL, NULL},
};
