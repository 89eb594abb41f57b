-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Version 7. A card says whose it is, and everything that a page may name has one: the people of a page are read in one
-- go, and what a record is called in one row.

DROP TABLE card;
CREATE TABLE card (
	owner INTEGER PRIMARY KEY,     -- subject.no
	kind INTEGER NOT NULL,         -- as in subject
	handle INTEGER NOT NULL,
	live INTEGER NOT NULL,         -- 1: something said of it stands
	claims BLOB NOT NULL           -- register/card.c
) STRICT;
