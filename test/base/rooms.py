#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The check of includes between rooms, itself checked: planted faults are found, right ones pass."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def check(files):
    """Runs tools/check-rooms over a tree of these files; (status, output)."""
    with tempfile.TemporaryDirectory() as folder:
        for place, text in files.items():
            path = pathlib.Path(folder) / "src" / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        run = subprocess.run([sys.executable, ROOT / "tools" / "check-rooms", folder],
                             capture_output=True, text=True)
        return run.returncode, run.stdout


class Rooms(unittest.TestCase):
    def refused(self, place, line, word):
        status, output = check({place: f"/* x */\n{line}\n"})
        self.assertEqual(status, 1, f"{line} in {place} was taken")
        self.assertIn(f"{place}:2: ", output)
        self.assertIn(word, output)

    def taken(self, place, line):
        self.assertEqual(check({place: line + "\n"}), (0, ""))

    def test_to_the_left(self):
        self.taken("ask/a.c", '#include "register/register.h"')
        self.taken("ask/a.c", '#include "base/text.h"')
        self.taken("ask/a.c", '#include "ask/lex.h"')
        self.taken("cli/a.c", '#include "web/web.h"')

    def test_to_the_right(self):
        self.refused("base/a.h", '#include "store/store.h"', "base may not look into store")
        self.refused("register/a.c", '# include "ask/ask.h"', "register may not look into ask")
        self.refused("letter/a.c", '#include "web/web.h"', "letter may not look into web")
        self.refused("web/a.c", '#include "cli/cli.h"', "web may not look into cli")

    def test_side_by_side(self):
        self.refused("ledger/a.c", '#include "store/store.h"', "ledger may not look into store")
        self.refused("name/a.c", '#include "store/store.h"', "name may not look into store")
        self.refused("letter/a.c", '#include "campaign/c.h"', "letter may not look into campaign")

    def test_libraries(self):
        self.taken("store/sqlite_open.c", "#include <sqlite3.h>")
        self.refused("register/a.c", "#include <sqlite3.h>", "store/sqlite*")
        self.refused("web/page.c", "#include <microhttpd.h>", "web/http_mhd.c")
        self.refused("letter/judge.c", "#include <libxml/tree.h>", "letter/read_*.c")
        self.refused("base/csv.c", "#include <openssl/evp.h>", "ledger/*")
        self.refused("letter/a.c", "#include <sys/socket.h>", "web/*")
        self.refused("base/a.c", "#include <libnowhere.h>", "no place yet")

    def test_form(self):
        self.refused("base/a.c", '#include "text.h"', "does not say its room")
        self.refused("base/a.c", '#include "nowhere/x.h"', "is of no room")
        self.taken("store/sqlite_migrate.c", '#include "schema_sql.h"')
        self.refused("web/a.c", '#include "schema_sql.h"', "does not say its room")

    def test_nothing_there(self):
        self.assertEqual(check({})[0], 1)
        self.assertEqual(check({"attic/a.c": ""})[0], 1)


if __name__ == "__main__":
    unittest.main()
