-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Version 5. Whose records are in no view, kept like a view: so that what is not shown can be left out of history
-- without a look at everybody.

CREATE TABLE unseen (
	owner INTEGER PRIMARY KEY,     -- subject.no: a person without a ground, or a record all of which was taken back
	withheld INTEGER NOT NULL      -- 1: something is said of it still
) STRICT;

INSERT INTO unseen SELECT u.no, EXISTS (SELECT 1 FROM statement s WHERE s.subject = u.no AND s.mode IN (1, 2)
		AND NOT EXISTS (SELECT 1 FROM statement k WHERE k.target = s.no AND k.mode IN (2, 3)))
	FROM subject u WHERE u.parent IS NULL AND u.no NOT IN (SELECT subject FROM same)
		AND NOT EXISTS (SELECT 1 FROM fact f WHERE f.owner = u.no AND f.dead_known = 10000000);
