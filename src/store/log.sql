-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Version 8. The log: every change has its place in the log of the organisation that made it, and several organisations
-- can stand in one register. Tiles and checkpoints on disk are made from these tables.

CREATE TABLE org (
	no INTEGER PRIMARY KEY,        -- 1: whose register this is
	id BLOB NOT NULL UNIQUE,       -- 16 bytes
	name TEXT NOT NULL
) STRICT;
INSERT INTO org SELECT 1, i.value, n.value FROM setting i, setting n WHERE i.key = 'org' AND n.key = 'name';

CREATE TABLE change_next (
	no INTEGER PRIMARY KEY,        -- in the order of arrival
	org INTEGER NOT NULL,          -- org.no
	number INTEGER NOT NULL,       -- in its organisation's log: 1, 2, 3 ...
	id BLOB NOT NULL UNIQUE,
	body BLOB NOT NULL,            -- canonical bytes, ledger.h
	day INTEGER NOT NULL,          -- recorded on
	message TEXT NOT NULL,         -- of this register's own alone; never public
	salt BLOB,                     -- of the message's digest; NULL: another organisation's, or before there was a log
	author BLOB NOT NULL,          -- signatures
	reviewer BLOB NOT NULL,
	undoes INTEGER,                -- change.no
	first INTEGER NOT NULL,        -- statement.no of its first
	count INTEGER NOT NULL,        -- statements, whose numbers follow on each other
	leaf INTEGER NOT NULL          -- index of its entry in the log; those of its statements stand just before
) STRICT;
INSERT INTO change_next SELECT c.no, 1, c.no, c.id, c.body, c.day, c.message, NULL, c.author, c.reviewer, c.undoes,
	s.first, s.count, s.first + c.no - 1 + s.count
	FROM change c JOIN (SELECT change, min(no) AS first, count(*) AS count FROM statement GROUP BY change) s
	ON s.change = c.no;
DROP TABLE change;
ALTER TABLE change_next RENAME TO change;
CREATE UNIQUE INDEX change_leaf ON change (org, leaf);
CREATE UNIQUE INDEX change_number ON change (org, number);

-- Entries of a log that are neither statements nor changes: the founding, notices.
CREATE TABLE entry (
	org INTEGER NOT NULL,
	leaf INTEGER NOT NULL,
	bytes BLOB NOT NULL,           -- ledger/entry.h
	PRIMARY KEY (org, leaf)
) STRICT, WITHOUT ROWID;

-- How far each log has come: written in one transaction with the entries it covers, before anybody is shown it.
CREATE TABLE log (
	org INTEGER PRIMARY KEY,
	size INTEGER NOT NULL,
	peaks BLOB NOT NULL,           -- ledger/tree.h
	checkpoint TEXT NOT NULL       -- a signed note
) STRICT;

-- Content that was taken out of a statement and can be put back: what is withheld. What is erased is nowhere.
CREATE TABLE withheld (
	statement INTEGER PRIMARY KEY, -- statement.no
	property INTEGER NOT NULL,
	value ANY,
	language TEXT,
	valid TEXT,
	source INTEGER,
	salts BLOB NOT NULL
) STRICT;

-- What notices say of statements, newest last: whoever keeps the register sees what waits for a second person.
CREATE TABLE hiding (
	org INTEGER NOT NULL,
	leaf INTEGER NOT NULL,         -- of the notice's entry
	day INTEGER NOT NULL,
	action INTEGER NOT NULL,       -- ledger/entry.h
	ground INTEGER NOT NULL,
	roles INTEGER NOT NULL,        -- how many signed it
	count INTEGER NOT NULL,        -- statements
	note TEXT,                     -- this register's own, never public
	PRIMARY KEY (org, leaf)
) STRICT, WITHOUT ROWID;
