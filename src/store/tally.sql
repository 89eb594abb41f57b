-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Version 2: how many are held or listed, as running sums over the boxes of span, so that a count reads a few
-- thousand cells whatever the number of people. Derived, like the views, and made whole by this file, which is also
-- run after a bulk load (store/bulk.c). Between loads the triggers keep it, inside the transaction that changes span.
--
-- Only for questions without "published by": of boxes that hold for whatever was published (pub_to after DAY_MAX).
-- A box that holds on the days [d, e) as known on [k, l) is +1 at (d, k) and (e, l), -1 at (e, k) and (d, l); how many
-- boxes hold (D, K) is the sum over all cells with day <= D and known <= K. Ends that never come have no corner.

DROP TRIGGER IF EXISTS span_added;
DROP TRIGGER IF EXISTS span_removed;
DROP VIEW IF EXISTS corner;
DROP TABLE IF EXISTS tally;

CREATE TABLE tally (
	what INTEGER NOT NULL,         -- as in span
	aux INTEGER NOT NULL,
	scale INTEGER NOT NULL,        -- 0: by days; 5: by runs of 32 days, the sums of the others
	day INTEGER NOT NULL,          -- day >> scale
	known INTEGER NOT NULL,
	possible INTEGER NOT NULL,     -- boxes, sure or not
	sure INTEGER NOT NULL,
	PRIMARY KEY (what, aux, scale, day, known)
) STRICT, WITHOUT ROWID;

CREATE VIEW corner (box, what, aux, day, known, possible, sure) AS
	SELECT rowid, what, aux, day_from, known_from, 1, sure FROM span WHERE pub_to > 10000000
	UNION ALL SELECT rowid, what, aux, day_to, known_from, -1, -sure FROM span
		WHERE pub_to > 10000000 AND day_to <= 10000000
	UNION ALL SELECT rowid, what, aux, day_from, known_to, -1, -sure FROM span
		WHERE pub_to > 10000000 AND known_to <= 10000000
	UNION ALL SELECT rowid, what, aux, day_to, known_to, 1, sure FROM span
		WHERE pub_to > 10000000 AND day_to <= 10000000 AND known_to <= 10000000;

INSERT INTO tally SELECT what, aux, 0, day, known, sum(possible), sum(sure) FROM corner GROUP BY 1, 2, 4, 5
	HAVING sum(possible) <> 0 OR sum(sure) <> 0;
INSERT INTO tally SELECT what, aux, 5, day >> 5, known, sum(possible), sum(sure) FROM tally WHERE scale = 0
	GROUP BY 1, 2, 4, 5 HAVING sum(possible) <> 0 OR sum(sure) <> 0;

CREATE TRIGGER span_added AFTER INSERT ON span WHEN NEW.pub_to > 10000000 BEGIN
	INSERT INTO tally SELECT what, aux, 0, day, known, possible, sure FROM corner WHERE box = NEW.rowid
		ON CONFLICT DO UPDATE SET possible = possible + excluded.possible, sure = sure + excluded.sure;
	INSERT INTO tally SELECT what, aux, 5, day >> 5, known, possible, sure FROM corner WHERE box = NEW.rowid
		ON CONFLICT DO UPDATE SET possible = possible + excluded.possible, sure = sure + excluded.sure;
END;

CREATE TRIGGER span_removed BEFORE DELETE ON span WHEN OLD.pub_to > 10000000 BEGIN
	INSERT INTO tally SELECT what, aux, 0, day, known, -possible, -sure FROM corner WHERE box = OLD.rowid
		ON CONFLICT DO UPDATE SET possible = possible + excluded.possible, sure = sure + excluded.sure;
	INSERT INTO tally SELECT what, aux, 5, day >> 5, known, -possible, -sure FROM corner WHERE box = OLD.rowid
		ON CONFLICT DO UPDATE SET possible = possible + excluded.possible, sure = sure + excluded.sure;
END;

CREATE TRIGGER tally_emptied AFTER UPDATE ON tally WHEN NEW.possible = 0 AND NEW.sure = 0 BEGIN
	DELETE FROM tally WHERE what = NEW.what AND aux = NEW.aux AND scale = NEW.scale AND day = NEW.day
		AND known = NEW.known;
END;
