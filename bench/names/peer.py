# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every peer is to run.py: a program that reads its work and writes what it found, as JSON.

Work: {"names", "queries", "seconds"} or {"pairs"}, and "folder", which is its own and is removed afterwards.
Answer: {"seconds": CPU seconds, "answers": [[[place of the name, score], ...], ...]}, for each query the best two, or
{"seconds", "scores"}. It stops asking when "seconds" have gone, so there may be fewer answers than queries.
"""
import json
import sys
import time


def read_work():
    return json.load(sys.stdin)


def reply(**answer):
    json.dump(answer, sys.stdout)


def serve(prepare, score):
    """prepare(names) gives find(query), which gives the best two; score(a, b). Their making is not timed."""
    work = read_work()
    if "pairs" in work:
        score(*work["pairs"][0])  # what is loaded at first use is not timed
        began = time.process_time()
        scores = [score(a, b) for a, b in work["pairs"]]
        reply(seconds=time.process_time() - began, scores=scores)
        return
    find, answers = prepare(work["names"]), []
    began = time.process_time()
    for query in work["queries"]:
        answers.append(find(query))
        if time.process_time() - began > work["seconds"]:
            break
    reply(seconds=time.process_time() - began, answers=answers)
