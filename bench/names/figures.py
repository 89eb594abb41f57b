# SPDX-License-Identifier: AGPL-3.0-or-later
"""The measures of src/name/measure.h: ties count against what is measured."""


def recall_1(answers, gold):
    """answers: for each query up to two of (place, score), the best first."""
    right = sum(bool(best) and best[0][0] == wanted and (len(best) < 2 or best[1][1] < best[0][1])
        for best, wanted in zip(answers, gold))
    return right / len(answers)


def judge(scores, same):
    """The best F1, and the best precision at a recall of 0.95 or more."""
    order = sorted(zip(scores, same), key=lambda pair: -pair[0])
    hits, f1, precise, wanted = 0, 0, 0, sum(same)
    for i, (score, right) in enumerate(order):
        hits += right
        if hits == 0 or (i + 1 < len(order) and order[i + 1][0] >= score):
            continue
        precision, recall = hits / (i + 1), hits / wanted
        f1 = max(f1, 2 * precision * recall / (precision + recall))
        if recall >= 0.95:
            precise = max(precise, precision)
    return f1, precise
