# SPDX-License-Identifier: AGPL-3.0-or-later
"""SQLite's FTS5 with the trigram tokenizer: any trigram of the query's words, ranked by BM25."""
import sqlite3

import peer


def prepare(names):
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE name USING fts5(text, tokenize = 'trigram')")
    db.executemany("INSERT INTO name (rowid, text) VALUES (?, ?)", enumerate(names))

    def find(query):
        grams = {word[i:i + 3] for word in query.split() for i in range(len(word) - 2)}
        if not grams:
            return []
        match = " OR ".join(f'"{gram}"' for gram in sorted(grams))
        rows = db.execute("SELECT rowid, -rank FROM name WHERE name MATCH ? ORDER BY rank LIMIT 2", (match,))
        return rows.fetchall()
    return find


peer.serve(prepare, None)
