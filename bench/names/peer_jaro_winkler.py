# SPDX-License-Identifier: AGPL-3.0-or-later
"""RapidFuzz's Jaro-Winkler, word by word.

Score of two names: each word's best Jaro-Winkler similarity among the words of the other name, averaged over the words
of each name, and the two averages averaged. Every name is scored. Names are made of far fewer different words, so the
query's words are compared once with each of those, and the names are put together of the results.
"""
import numpy
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

import peer


def average(alike):
    """alike: the words of one name by those of the other, over the last two axes but for the names in the middle."""
    return (alike.max(axis=2).mean(axis=0) + alike.max(axis=0).mean(axis=1)) / 2


def prepare(names):
    split = [name.split() for name in names]
    words = sorted({word for name in split for word in name})
    place = {word: i for i, word in enumerate(words)}
    by_length = {}
    for i, name in enumerate(split):
        by_length.setdefault(len(name), []).append(i)
    groups = [(numpy.array(of), numpy.array([[place[word] for word in split[i]] for i in of]))
        for length, of in by_length.items() if length]

    def find(query):
        if not query.split():
            return []
        alike = process.cdist(query.split(), words, scorer=JaroWinkler.similarity, dtype=numpy.float32, workers=1)
        scores = numpy.zeros(len(names), numpy.float32)
        for of, parts in groups:
            scores[of] = average(alike[:, parts])
        best = numpy.argpartition(scores, -2)[-2:]
        return [(int(i), float(scores[i])) for i in sorted(best, key=lambda i: -scores[i])]
    return find


def score(a, b):
    a, b = a.split(), b.split()
    if not a or not b:
        return 0
    alike = [[JaroWinkler.similarity(x, y) for y in b] for x in a]
    return (sum(map(max, alike)) / len(a) + sum(map(max, zip(*alike))) / len(b)) / 2


peer.serve(prepare, score)
