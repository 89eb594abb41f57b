-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Version 3: one undo can take several changes back; change.undoes names the one that was asked for.

-- Which changes an undo took back, in this order, and from which of its statements on it speaks of each.
CREATE TABLE undone (
	by INTEGER NOT NULL,           -- change.no of the undo
	place INTEGER NOT NULL,        -- 1, 2, ...
	change INTEGER NOT NULL,       -- change.no
	first INTEGER NOT NULL,        -- statement.no
	PRIMARY KEY (by, place)
) STRICT, WITHOUT ROWID;

INSERT INTO undone (by, place, change, first)
	SELECT c.no, 1, c.undoes, min(s.no) FROM change c JOIN statement s ON s.change = c.no
	WHERE c.undoes IS NOT NULL GROUP BY c.no;
