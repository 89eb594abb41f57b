-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Version 11. The private log: who may do what, drafts, reviews, which person used which role's key. All of it is sealed:
-- what it says, and its keys, are not in this file.

CREATE TABLE event (
	leaf INTEGER PRIMARY KEY,      -- index in the private log
	commitment BLOB NOT NULL UNIQUE, -- 32 bytes, whose hash is the leaf; ledger/event.h
	sealed BLOB NOT NULL
) STRICT;

-- How far it has come: one row, once there are people.
CREATE TABLE private_log (
	one INTEGER PRIMARY KEY CHECK (one = 1),
	key BLOB NOT NULL,             -- the public half of its own
	size INTEGER NOT NULL,
	peaks BLOB NOT NULL,           -- ledger/tree.h
	checkpoint TEXT NOT NULL       -- a signed note
) STRICT;
