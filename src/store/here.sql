-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Version 13. What partners say and this register alone withholds: no log tells of it, and no sync brings it back.

CREATE TABLE withheld_here (
	no INTEGER PRIMARY KEY,        -- by which it is shown again
	org INTEGER NOT NULL,          -- whose statements
	whole INTEGER NOT NULL,        -- 1: a record, so what they say of it later as well; 0: the statements alone
	day INTEGER NOT NULL,
	ground INTEGER NOT NULL,       -- ledger/entry.h
	count INTEGER NOT NULL,        -- statements, on that day
	note TEXT,                     -- never public; NULL where there are people: it is in the private log
	shown INTEGER                  -- the day on which it was shown again
) STRICT;

-- Its statements, until it is shown again. Their content is in withheld, as far as the partner has not taken it back.
CREATE TABLE aside_here (
	statement INTEGER PRIMARY KEY, -- statement.no
	no INTEGER NOT NULL            -- withheld_here.no
) STRICT;
CREATE INDEX aside_here_no ON aside_here (no);
