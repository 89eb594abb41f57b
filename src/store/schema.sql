-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Version 1 (tally.sql has what version 2 adds). Ledger tables hold what was said and are never derived; view tables are
-- computed from them by register/view*.c and can be dropped and made again (volya rebuild).

-- ledger ---------------------------------------------------------------------------------

-- key, value: 'schema', 'org' (16 bytes), 'author', 'reviewer' (public keys), 'name'
CREATE TABLE setting (key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;

-- Numbers are local and dense; handles are what leaves the house.
CREATE TABLE subject (
	no INTEGER PRIMARY KEY,
	handle INTEGER NOT NULL UNIQUE,
	kind INTEGER NOT NULL,
	parent INTEGER                 -- whom it belongs to, by its live statements: derived like a view
) STRICT;
CREATE INDEX subject_parent ON subject (parent) WHERE parent IS NOT NULL;

CREATE TABLE change (
	no INTEGER PRIMARY KEY,
	id BLOB NOT NULL UNIQUE,
	body BLOB NOT NULL,            -- canonical bytes, ledger.h
	day INTEGER NOT NULL,          -- recorded on
	message TEXT NOT NULL,
	author BLOB NOT NULL,          -- signatures
	reviewer BLOB NOT NULL,
	undoes INTEGER REFERENCES change (no)
) STRICT;

CREATE TABLE statement (
	no INTEGER PRIMARY KEY,        -- order of the log
	prefix INTEGER NOT NULL,       -- first 8 bytes of the id, big-endian
	id BLOB NOT NULL,
	change INTEGER NOT NULL,       -- change.no
	subject INTEGER NOT NULL,      -- subject.no
	mode INTEGER NOT NULL,
	target INTEGER,                -- statement.no replaced, retracted or disputed
	property INTEGER NOT NULL,     -- code of the kinds table
	value ANY,                     -- text (code lists: the key), number, or subject.no of a reference
	language TEXT,
	valid TEXT,                    -- EDTF as it was said
	source INTEGER,                -- subject.no of the source
	salts BLOB NOT NULL            -- claim salt, source salt: 64 bytes
) STRICT;
CREATE INDEX statement_prefix ON statement (prefix);
CREATE INDEX statement_subject ON statement (subject, property);
CREATE INDEX statement_target ON statement (target) WHERE target IS NOT NULL;

-- Which rows of which files an import took in: a receipt for each.
CREATE TABLE receipt (
	change INTEGER NOT NULL,
	line INTEGER NOT NULL,
	subject INTEGER NOT NULL,
	statements INTEGER NOT NULL,
	PRIMARY KEY (change, line, subject)
) STRICT, WITHOUT ROWID;

-- views ----------------------------------------------------------------------------------

-- Every public assert or replace, as numbers. Days are counted from 1970-01-01.
-- Live for (published by P, known on K):
--   known <= K AND pub <= P AND NOT (dead_known <= K AND dead_pub <= P)
CREATE TABLE fact (
	owner INTEGER NOT NULL,        -- subject.no of the person (or other top subject) it belongs to
	property INTEGER NOT NULL,
	subject INTEGER NOT NULL,
	statement INTEGER NOT NULL,    -- statement.no
	value ANY,                     -- number; code number; subject.no; first day of a date; short text; else NULL
	value_hi INTEGER,              -- upper bound of a date value
	open INTEGER NOT NULL,         -- of a date value: 0 date, 1 "..", 2 unknown
	from_lo INTEGER NOT NULL, from_hi INTEGER NOT NULL,  -- validity
	to_lo INTEGER NOT NULL, to_hi INTEGER NOT NULL,      -- last day it holds, inclusive; DAY_MAX when not said
	pub INTEGER NOT NULL,
	known INTEGER NOT NULL,
	dead_pub INTEGER NOT NULL,     -- DAY_MAX while nothing killed it
	dead_known INTEGER NOT NULL,
	source INTEGER,
	PRIMARY KEY (owner, property, subject, statement)
) STRICT, WITHOUT ROWID;
CREATE INDEX fact_value ON fact (property, value, owner);

-- Boxes: on each (day on, published by, known on) inside, the subject is `what`.
-- Rows of one (what, aux, subject) never overlap. sure = 1: under every live claim and date;
-- sure = 0: under some, and not under every. All upper ends are exclusive.
CREATE TABLE span (
	what INTEGER NOT NULL,         -- enum span_what
	aux INTEGER NOT NULL,          -- the body of a list; else 0
	sure INTEGER NOT NULL,
	day_from INTEGER NOT NULL, day_to INTEGER NOT NULL,
	known_from INTEGER NOT NULL, known_to INTEGER NOT NULL,
	pub_from INTEGER NOT NULL, pub_to INTEGER NOT NULL,
	subject INTEGER NOT NULL
) STRICT;
CREATE INDEX span_day ON span (what, aux, sure, day_from, day_to, known_from, known_to, pub_from, pub_to, subject);
CREATE INDEX span_subject ON span (subject, what);

-- Folded spellings, for the look-up of names.
CREATE TABLE spelling (
	word TEXT NOT NULL,            -- one folded word of the name
	subject INTEGER NOT NULL,
	statement INTEGER NOT NULL,
	PRIMARY KEY (word, subject, statement)
) STRICT, WITHOUT ROWID;

-- Merged subjects: every handle leads to the lowest.
CREATE TABLE same (
	subject INTEGER PRIMARY KEY,   -- the one that gives way
	kept INTEGER NOT NULL
) STRICT;
