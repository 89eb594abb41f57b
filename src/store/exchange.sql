-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Version 10. Exchange: whose logs are copied, and what of them is not taken into the views.

CREATE TABLE partner (
	org INTEGER PRIMARY KEY,       -- org.no
	place TEXT NOT NULL,           -- where the log is read from: a URL, a folder, a bundle
	key TEXT NOT NULL,             -- that signs its checkpoints, as it was when the partner was added
	added INTEGER NOT NULL,        -- day
	synced INTEGER,                -- day it was last read to its end
	trouble TEXT,                  -- why that did not go well the last time
	day INTEGER NOT NULL DEFAULT 0, -- the day that the two budgets below are of
	taken INTEGER NOT NULL DEFAULT 0, -- statements taken in on it
	erased INTEGER NOT NULL DEFAULT 0, -- records erased on it
	number INTEGER NOT NULL DEFAULT 0, -- of the last change in its log, taken in or not,
	previous BLOB,                 -- its id, and the day it was recorded: the next one follows on it
	recorded INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Changes that stand in a partner's log and are not taken in: their entries are kept in entry.
CREATE TABLE quarantine (
	org INTEGER NOT NULL,
	leaf INTEGER NOT NULL,         -- of the change's entry
	count INTEGER NOT NULL,        -- statements before it
	reason TEXT NOT NULL,
	waits INTEGER NOT NULL,        -- 1: it may be taken in later; 0: it does not hold
	PRIMARY KEY (org, leaf)
) STRICT, WITHOUT ROWID;

-- Statements of a change that was taken in, but for them: their rows are blank.
CREATE TABLE refused (
	statement INTEGER PRIMARY KEY, -- statement.no
	reason TEXT NOT NULL
) STRICT;

-- Erasures of a partner that are held back: what they name is out of sight, and not destroyed yet.
CREATE TABLE held_back (
	statement INTEGER PRIMARY KEY, -- statement.no
	org INTEGER NOT NULL,
	leaf INTEGER NOT NULL          -- of the notice
) STRICT;
