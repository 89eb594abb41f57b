#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""For random registers every public output is the same, byte for byte, with and without what is said in private.

private_same.py VOLYA GENERATE [SEED...]

A register of invented people is copied; in the copy other random people, corrections of the public ones, notes and needs
are said in private, by two persons, to members and sealed. Then whatever the program and the site give out in public is
compared, and what was said in private must be seen by whom it is for.
"""
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

from withheld_site import MORE, Site

VOLYA, GENERATE = os.path.realpath(sys.argv[1]), os.path.realpath(sys.argv[2])
SEEDS = [int(word) for word in sys.argv[3:]] or [1, 2]
PUBLIC = [["digest"], ["log", "show"], ["log", "checkpoint"], ["changes"], ["withhold"], ["audit"], ["verify"],
          *(["ask", question, "--explain", "--format", "json"] for question in (
              "count people", "list people held on 2023-01-01", "count people held on 2022-01-01 by sex",
              "count women listed by body0", "series yearly people held from 2020 to 2025", "list cases", "coverage"))]
wrong = []


def volya(who, *arguments, register=None, status=0):
    environment = dict(os.environ, XDG_RUNTIME_DIR=os.path.abspath(f"run-{who}"), XDG_CONFIG_HOME=os.path.abspath("conf"))
    words = [VOLYA, *(["--register", register] if register else []), *arguments]
    done = subprocess.run(words, env=environment, stdin=subprocess.DEVNULL, capture_output=True)
    if status is not None and done.returncode != status:
        raise SystemExit(f"{' '.join(words)}: {done.returncode}\n{done.stderr.decode()}")
    return done


def make_person(name):
    os.mkdir(f"run-{name}", 0o700)
    out = volya(name, "key", "person", name, "--file", f"{name}.person", "--passphrase-file", "words").stdout.decode()
    volya(name, "unlock", f"{name}.person", "--passphrase-file", "words")
    return re.search(r"^volya-person .*$", out, re.M).group(0)


def say_in_private(seed):
    """To members a whole other world, whose keys are those of public people too; sealed, some notes and needs."""
    chance = random.Random(seed)
    subprocess.run([GENERATE, "25", str(seed + 1000), "other"], check=True)
    for file, kind in (("sources", "source"), ("organisations", "organisation"), ("places", "place"), ("people", "person")):
        volya("anna", "import", f"other/{file}.csv", "--kind", kind, "--members", "--keep-going", register="known",
              status=None)
    rows = [f"p{chance.randrange(60)},Xqzvmarker{chance.randrange(10 ** 9):09d},s0" for _ in range(20)]
    pathlib.Path("notes.csv").write_text("key,note,source\n" + "\n".join(sorted(set(rows), key=lambda r: r[:4])) + "\n")
    volya("boris", "import", "notes.csv", "--kind", "person", "--sealed-for", "boris", "--keep-going", register="known",
          status=None)
    pathlib.Path("hidden.csv").write_text("key,name@en,sex,spell.from,spell.to,source\n"
                                          "hidden-1,Milana Xqzvhidden,female,2021-03-01,..,s0\n")
    volya("boris", "import", "hidden.csv", "--kind", "person", "--members", register="known")
    pathlib.Path("needs.csv").write_text("key,person,text,source\nneed-1,hidden-1,Xqzvmarker insulin,s0\n")
    volya("anna", "import", "needs.csv", "--kind", "need", "--sealed-for", "boris", register="known")


def check_seen():
    if b"Milana Xqzvhidden" not in volya("anna", "show", "hidden-1", "--private", register="known").stdout:
        wrong.append("what members were told is not shown to one")
    said = volya("boris", "changes", "--private", register="known").stdout
    if said.count(b"(members") < 2 or b"(sealed" not in said:
        wrong.append("less was said in private than was to be")


def compare_commands(seed):
    for words in PUBLIC:
        one, other = (volya("nobody", *words, register=register, status=None) for register in ("reg", "known"))
        if (one.returncode, one.stdout, one.stderr) != (other.returncode, other.stdout, other.stderr):
            wrong.append(f"seed {seed}: volya {' '.join(words)}")
    for form in ("csv", "json"):
        for register in ("reg", "known"):
            volya("nobody", "export", f"{register}.{form}", "--format", form, register=register)
        if subprocess.run(["diff", "-r", f"reg.{form}", f"known.{form}"], capture_output=True).returncode:
            wrong.append(f"seed {seed}: export {form}")


def compare_sites(seed):
    sites = [Site(VOLYA, "reg"), Site(VOLYA, "known")]
    seen, left = set(), ["/", *MORE, "/en/people?q=Xqzvhidden", "/en/ask?q=list+people+held", "/en/person/hidden-1"]
    while left and len(seen) < 400:
        path = left.pop(0)
        if path in seen:
            continue
        seen.add(path)
        one, other = (site.get(path) for site in sites)
        if one != other or b"Milana" in other[2] or b"Xqzvmarker" in other[2]:
            wrong.append(f"seed {seed}: {path}")
        left += [link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)"', one[2].decode(errors="replace"))]
    for site in sites:
        site.stop()
    if len(seen) < 50:
        wrong.append(f"seed {seed}: too few pages, {len(seen)}")


def check_files():
    windows = {marker[i:i + 8] for marker in (b"Xqzvmarker", b"Milana Xqzvhidden") for i in range(len(marker) - 7)}
    for path in pathlib.Path("known").rglob("*"):
        if path.is_file() and any(window in path.read_bytes() for window in windows):
            wrong.append(f"{path} has what is private in clear")


def try_seed(seed):
    pathlib.Path("words").write_text("an invented passphrase for a test\n")
    os.chmod("words", 0o600)
    os.mkdir("conf", 0o700)
    subprocess.run([GENERATE, "60", str(seed), "csv"], check=True)
    volya("anna", "init", "reg", "--organisation", "Invented Centre")
    volya("anna", "import", "csv", register="reg")
    lines = {name: make_person(name) for name in ("anna", "boris")}
    volya("anna", "key", "found", lines["anna"], "author,log", lines["boris"], "reviewer,log", register="reg")
    shutil.copytree("reg", "known")
    say_in_private(seed)
    check_seen()
    os.mkdir("run-nobody", 0o700)
    compare_commands(seed)
    compare_sites(seed)
    check_files()
    for name in lines:
        volya(name, "lock")


def main():
    for seed in SEEDS:
        with tempfile.TemporaryDirectory(prefix="volya-same.") as folder:
            os.chdir(folder)
            os.umask(0o077)
            try_seed(seed)
            os.chdir("/")
    for line in wrong[:20]:
        print("not the same:", line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
