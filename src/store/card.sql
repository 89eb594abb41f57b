-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Version 4. What lists of people are read from.

-- Everybody of a kind, in order, without a walk over all the others.
CREATE INDEX subject_kind ON subject (kind);

-- What a list shows of a person: some of the claims of fact, packed (register/card.c). A view: "volya rebuild" fills
-- it in a register that was there before.
CREATE TABLE card (
	owner INTEGER PRIMARY KEY,     -- subject.no of the person
	claims BLOB NOT NULL
) STRICT;
