# SPDX-License-Identifier: AGPL-3.0-or-later
"""The names, queries and pairs of a folder as "volya help name bench" has it."""
import random
import re
import subprocess
import sys

LANGUAGE = "en"
FOLD = "Any-Latin; Latin-ASCII; Lower"
# Soft and hard signs are apostrophes once transliterated: part of a word, not its end.
SIGNS = re.compile(r"['`\"]")
NO_WORD = re.compile(r"[^\w\n]+")


def read_lines(path):
    return path.read_text(encoding="utf-8").splitlines()


def read_rows(folder, pattern):
    rows = []
    for path in sorted(folder.glob(pattern)):
        lines = [line.split("\t") for line in read_lines(path)]
        rows += [dict(zip(lines[0], line)) for line in lines[1:]]
    return rows


def read_queries(folder):
    return [row for row in read_rows(folder, "q_*.tsv") if row["ilang"] == LANGUAGE]


def read_pairs(folder):
    return read_rows(folder, "pair_*.tsv")


def write_rows(path, columns, rows):
    lines = ["\t".join(columns)] + ["\t".join(row[column] for column in columns) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def make_names(folder, size):
    """The names of the smallest index that is large enough, or the largest one, filled up."""
    there = sorted((int(path.stem.rsplit("_", 1)[1]), path) for path in folder.glob(f"idx_{LANGUAGE}_[0-9]*.tsv"))
    if not there:
        sys.exit(f"{folder}: no idx_{LANGUAGE}_N.tsv here")
    names = read_lines(next((path for count, path in there if count >= size), there[-1][1]))[:size]
    known, draw = set(names), random.Random(size)
    pairs = [name.split(" ") for name in names if name.count(" ") == 1 and "," not in name]
    while len(names) < size:
        name = f"{draw.choice(pairs)[0]} {draw.choice(pairs)[1]}"
        if name not in known:
            known.add(name)
            names.append(name)
    return names


def fold(names):
    """In Latin letters without marks, in lower case, words with one space between them."""
    done = subprocess.run(["uconv", "-f", "UTF-8", "-t", "UTF-8", "-x", FOLD], input="\n".join(names),
        capture_output=True, text=True, check=True)
    return [line.strip() for line in NO_WORD.sub(" ", SIGNS.sub("", done.stdout)).split("\n")]
