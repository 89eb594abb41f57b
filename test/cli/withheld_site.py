#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Compares what two registers serve, byte for byte, headers too.

withheld_site.py VOLYA ONE OTHER WORD [nothing]

ONE and OTHER are registers; OTHER has one person more, who is withheld, and WORD is of their name. Pages are found by
following links from the front page. The page of changes says in OTHER, and only there, that one record was withheld; or
nothing, where what was withheld is a partner's.
The log holds what was recorded, so it is longer in OTHER: in pages about it sizes and hashes are left out of account.
"""
import re
import subprocess
import sys
import urllib.error
import urllib.request

WITHHELD = re.compile(rb'<p class="withheld">[^<]*</p>\n')
# Links lead to pages and data; what is made from a form is asked for as a reader would.
MORE = ["/en/people.csv", "/en/people.json", "/en/people?name=zed", "/en/people?q=zed+zzsecret", "/en/people?q=Zed+Zsekret",
        "/en/people.json?q=zzsecret", "/en/ask?q=list+people", "/en/ask?q=count+people+held",
        "/en/ask.json?q=list+people", "/en/ask.csv?q=list+people", "/en/nowhere"]


# Paths of the log, and what in its pages cannot be the same: numbers, keys, hashes and how many of them lead to the root.
LOG = re.compile(r"/en/proof|/receipt/|/log/")
NUMBERS = re.compile(rb"(<tr><th[^>]*>Joined with</th><td><code>[^<]*</code></td></tr>\s*)+|<pre>[^<]*</pre>"
                     rb"|<code>[^<]*</code>|[0-9]+")


class Site:
    def __init__(self, volya, register):
        self.process = subprocess.Popen([volya, "serve", "--register", register, "--port", "0"],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        line = self.process.stdout.readline().decode()
        self.base = re.search(r"http://[0-9.:]+", line).group(0)

    def get(self, path):
        try:
            with urllib.request.urlopen(self.base + path) as answer:
                status, headers, body = answer.status, dict(answer.headers), answer.read()
        except urllib.error.HTTPError as error:
            status, headers, body = error.code, dict(error.headers), error.read()
        headers.pop("Date", None)
        return status, headers, body

    def stop(self):
        self.process.terminate()
        self.process.wait()


def same(path, one, other, counted):
    if counted and path.endswith("/changes"):
        line = WITHHELD.search(other[2])
        if not line or b"1 " not in line.group(0) or WITHHELD.search(one[2]):
            return False
        return one[0] == other[0] and one[2] == WITHHELD.sub(b"", other[2])
    if path.startswith("/en/proof"):
        return one[0] == other[0] and NUMBERS.sub(b"#", one[2]) == NUMBERS.sub(b"#", other[2])
    if LOG.match(path):
        return one[0] == other[0]
    return one == other


def main():
    volya, register, other_register, word = sys.argv[1:5]
    counted = sys.argv[5:] != ["nothing"]
    sites = [Site(volya, register), Site(volya, other_register)]
    wrong, seen, left = [], set(), ["/", *MORE]
    while left and len(seen) < 1500:
        path = left.pop(0)
        if path in seen:
            continue
        seen.add(path)
        one, other = (site.get(path) for site in sites)
        if not same(path, one, other, counted) or word.encode() in other[2]:
            wrong.append(path)
        left += [link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)"', one[2].decode(errors="replace"))]
    for site in sites:
        site.stop()
    if wrong:
        print("not the same:", *wrong)
    if len(seen) < 20:
        print("too few pages:", *seen)
    return 1 if wrong or len(seen) < 20 else 0


if __name__ == "__main__":
    sys.exit(main())
