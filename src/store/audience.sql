-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Version 12. Events of the private log that are closed for some of its people alone: the leaf says so, too.

ALTER TABLE event ADD COLUMN audience INTEGER NOT NULL DEFAULT 0; -- 1: those it names; 0: all who hold a role
