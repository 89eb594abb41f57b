-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Version 9. Watching over others' logs: which are witnessed, how far each was cosigned, what they have signed, and what
-- proves that one has shown two histories.

-- Keys that sign for a log; of a log whose key has changed there are several.
CREATE TABLE log_key (
	origin TEXT NOT NULL,          -- the first line of its checkpoints
	vkey TEXT NOT NULL,            -- ledger/note.h
	PRIMARY KEY (origin, vkey)
) STRICT, WITHOUT ROWID;

-- What was cosigned last.
CREATE TABLE cosigned (
	origin TEXT PRIMARY KEY,
	digest BLOB NOT NULL UNIQUE,   -- SHA-256 of the origin, by which it is asked for
	size INTEGER NOT NULL,
	root BLOB NOT NULL,
	note TEXT NOT NULL             -- the checkpoint with the log's signature and ours
) STRICT, WITHOUT ROWID;

-- How far each witness has cosigned the register's own log.
CREATE TABLE cosigner (
	vkey TEXT PRIMARY KEY,
	size INTEGER NOT NULL,
	seconds INTEGER NOT NULL       -- since 1970: when, by its clock
) STRICT, WITHOUT ROWID;

-- Checkpoints that a log has signed, the first of each size; of the register's own those that were met elsewhere.
CREATE TABLE sighting (
	origin TEXT NOT NULL,
	size INTEGER NOT NULL,
	root BLOB NOT NULL,
	note TEXT NOT NULL,
	day INTEGER NOT NULL,          -- seen on
	PRIMARY KEY (origin, size)
) STRICT, WITHOUT ROWID;

-- Two signed checkpoints of one log and one size with different roots. Nothing can explain them, so nothing takes them away.
CREATE TABLE evidence (
	origin TEXT NOT NULL,
	size INTEGER NOT NULL,
	first TEXT NOT NULL,           -- the notes
	second TEXT NOT NULL,
	day INTEGER NOT NULL,
	PRIMARY KEY (origin, size)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER evidence_stays BEFORE DELETE ON evidence BEGIN SELECT raise(ABORT, 'evidence is kept for ever'); END;
CREATE TRIGGER evidence_stands BEFORE UPDATE ON evidence BEGIN SELECT raise(ABORT, 'evidence is kept as it is'); END;
