#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding names: ours beside others, on the same names and queries, in one run.

  bench/names.py VOLYA FOLDER [SIZE ...]        default sizes: 10000 100000 1000000

FOLDER holds q_*.tsv and idx_LANG_N.tsv as "volya help name bench" has them. An index of a size that
the folder lacks is made of the largest one there and of its family and given names combined anew.
Prints "name size ours peer ratio" in queries a second and core (a higher ratio is better for us),
and the recall@1 of both. Peers work on names folded by ICU (uconv); what is missing is skipped, by
name. Python packages go into a throw-away environment.
"""
import json
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import venv

ASKED = 200  # queries that the slow ones are asked
LANGUAGE = "en"
FOLD = "Any-Latin; Latin-ASCII; Lower"

SCAN = """
import json, sys, time
from rapidfuzz import process, fuzz
names, queries, gold = json.load(sys.stdin)
began, right = time.process_time(), 0
for query, wanted in zip(queries, gold):
    best = process.extract(query, names, scorer=fuzz.token_sort_ratio, limit=2)
    right += best[0][2] == wanted and (len(best) < 2 or best[1][1] < best[0][1])
print(len(queries) / (time.process_time() - began), right / len(queries))
"""


def read_lines(path):
    return path.read_text(encoding="utf-8").splitlines()


def read_queries(folder):
    rows = []
    for path in sorted(folder.glob("q_*.tsv")):
        lines = [line.split("\t") for line in read_lines(path)]
        rows += [dict(zip(lines[0], line)) for line in lines[1:]]
    return [row for row in rows if row["ilang"] == LANGUAGE]


def sizes_there(folder):
    return sorted((int(path.stem.rsplit("_", 1)[1]), path)
                  for path in folder.glob(f"idx_{LANGUAGE}_[0-9]*.tsv"))


def make_names(folder, size):
    """The names of the smallest index that is large enough, or the largest one, filled up."""
    there = sizes_there(folder)
    if not there:
        sys.exit(f"{folder}: no idx_{LANGUAGE}_N.tsv here")
    path = next((path for count, path in there if count >= size), there[-1][1])
    names = read_lines(path)[:size] if path != there[-1][1] or len(there) == 1 else read_lines(path)
    known, draw = set(names), random.Random(size)
    pairs = [name.split(" ") for name in names if name.count(" ") == 1 and "," not in name]
    while len(names) < size:
        name = f"{draw.choice(pairs)[0]} {draw.choice(pairs)[1]}"
        if name not in known:
            known.add(name)
            names.append(name)
    return names[:max(size, 1)]


def fold(names):
    done = subprocess.run(["uconv", "-f", "UTF-8", "-t", "UTF-8", "-x", FOLD], input="\n".join(names),
                          capture_output=True, text=True, check=True)
    return done.stdout.split("\n")


def run_ours(volya, names, queries, work):
    folder = work / "ours"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / f"idx_{LANGUAGE}_{len(names)}.tsv").write_text("\n".join(names) + "\n", encoding="utf-8")
    rows = ["\t".join(("tier", "qlang", "ilang", "query", "gold"))]
    rows += ["\t".join(row[k] for k in ("tier", "qlang", "ilang", "query", "gold")) for row in queries]
    (folder / "q_bench.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    report = json.loads(subprocess.run([volya, "name", "bench", folder, "--json"], check=True,
                                       capture_output=True, text=True).stdout)
    recall = next(row["recall_1"] for row in report["retrieval"] if row["part"] == "ALL")
    return report["indexes"][0], recall


def run_sqlite(names, queries, gold):
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE name USING fts5(text, tokenize = 'trigram')")
    db.executemany("INSERT INTO name (rowid, text) VALUES (?, ?)", enumerate(names))
    began, right = time.process_time(), 0
    for query, wanted in zip(queries, gold):
        grams = {word[i:i + 3] for word in query.split() for i in range(len(word) - 2)}
        match = " OR ".join('"' + gram.replace('"', '""') + '"' for gram in sorted(grams))
        rows = db.execute("SELECT rowid, rank FROM name WHERE name MATCH ? ORDER BY rank LIMIT 2",
                          (match,)).fetchall() if match else []
        right += bool(rows) and rows[0][0] == wanted and (len(rows) < 2 or rows[1][1] > rows[0][1])
    return len(queries) / (time.process_time() - began), right / len(queries)


def run_rapidfuzz(names, queries, gold, work):
    home = work / "venv"
    if not home.exists():
        venv.create(home, with_pip=True)
        subprocess.run([home / "bin" / "pip", "install", "--quiet", "rapidfuzz"], check=True,
                       capture_output=True)
    done = subprocess.run([home / "bin" / "python", "-c", SCAN], input=json.dumps([names, queries, gold]),
                          capture_output=True, text=True, check=True)
    return tuple(float(figure) for figure in done.stdout.split())


def print_row(name, size, ours, peer):
    print(f"{name:<22} {size:>9} {ours[0]:>10.0f} {peer[0]:>10.1f} {ours[0] / peer[0]:>9.1f}   "
          f"recall@1 {ours[1]:.3f}, peer {peer[1]:.3f}", flush=True)


def measure(volya, folder, size, work):
    queries = read_queries(folder)
    names = make_names(folder, size)
    place = {name: i for i, name in enumerate(names)}
    queries = [row for row in queries if row["gold"] in place]
    speed, recall = run_ours(volya, names, queries, work)
    ours = speed["queries_per_second_and_core"], recall
    print(f"{'names-index':<22} {size:>9} {len(queries)} queries, built in {speed['build_seconds']:.2f} s, "
          f"{speed['bytes_per_name']:.0f} bytes a name", flush=True)
    if not shutil.which("uconv"):
        print("skipped: RapidFuzz, SQLite FTS5 (no uconv: install icu-devtools)")
        return
    some = random.Random(1).sample(queries, min(ASKED, len(queries)))
    folded, asked = fold(names), fold([row["query"] for row in some])
    gold = [place[row["gold"]] for row in some]
    print_row("names-sqlite-fts5", size, ours, run_sqlite(folded, asked, gold))
    if size > 100000:
        print("skipped: RapidFuzz at this size, minutes of scanning")
        return
    try:
        print_row("names-rapidfuzz", size, ours, run_rapidfuzz(folded, asked, gold, work))
    except subprocess.CalledProcessError as error:
        print(f"skipped: RapidFuzz ({error.stderr.strip().splitlines()[-1] if error.stderr else error})")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    volya, folder = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="volya-names.") as work:
        for size in [int(size) for size in sys.argv[3:]] or [10000, 100000, 1000000]:
            measure(volya, folder, size, pathlib.Path(work))
    print("skipped: PostgreSQL pg_trgm, nomenklatura, Splink (not measured by this script yet)")


if __name__ == "__main__":
    main()
