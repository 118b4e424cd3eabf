"""The index of a fair, kept in the process that matches: after one change the others need no reading."""

import threading
from collections import OrderedDict
from collections.abc import Iterable

from madang.matching import Index, Profile, Rules
from madang.matching.meaning import Meanings

FAIRS = 2  # kept at a time: some 2 KB a company each

_kept: OrderedDict[int, Index] = OrderedDict()
_keeping = threading.Lock()


def keep(fair_id: int, index: Index) -> None:
    """For the next change; the fair used longest ago gives way."""
    with _keeping:
        _kept[fair_id] = index
        _kept.move_to_end(fair_id)
        while len(_kept) > FAIRS:
            _kept.popitem(last=False)


def index_of(fair_id: int, profiles: Iterable[Profile], rules: Rules, meanings: Meanings) -> Index:
    """The fair's index as of now.

    What was kept is compared with the profiles as they stand, so that it does not matter what changed, or
    in which process; it serves as long as the rules and the model of meanings are the same.
    """
    known = _kept.get(fair_id)
    if known and known.rules == rules and known.width == meanings.width:
        index = known.updated(profiles, meanings if meanings.width else None)
    else:
        index = Index.build(profiles, rules, meanings)
    keep(fair_id, index)
    return index
