# SPDX-License-Identifier: AGPL-3.0-or-later
"""RapidFuzz's token_sort_ratio over every name."""
from rapidfuzz import fuzz, process

import peer


def prepare(names):
    def find(query):
        best = process.extract(query, names, scorer=fuzz.token_sort_ratio, limit=2)
        return [(place, score) for _, score, place in best]
    return find


peer.serve(prepare, fuzz.token_sort_ratio)
