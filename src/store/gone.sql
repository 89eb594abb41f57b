-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Version 6. An undo takes back for good what a source's word had taken back before: doc/model.md, Live claims.

-- Known on this day a claim is dead, whatever was published; DAY_MAX: it is not, or not for good. Live, with the rest
-- of schema.sql, only where known on K is before it: gone > K.
ALTER TABLE fact ADD COLUMN gone INTEGER NOT NULL DEFAULT 10000000;
