# SPDX-License-Identifier: AGPL-3.0-or-later
"""nomenklatura's logic-v2 on two people of whom the name is known, written as it is: it folds names itself.

It compares pairs only. Making the two people of a pair is counted, as reading a pair is counted for ours.
"""
import itertools

from followthemoney import model
from nomenklatura.matching import LogicV2

import peer

CONFIG = LogicV2.default_config()
NUMBERS = itertools.count()  # what is known of an entity is kept by its id


def person(name):
    entity = model.make_entity("Person")
    entity.id = f"p{next(NUMBERS)}"
    entity.add("name", name)
    return entity


def score(a, b):
    return LogicV2.compare(person(a), person(b), CONFIG).score


peer.serve(None, score)
