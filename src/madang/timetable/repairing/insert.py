"""The cheapest way to hold one waiting request: straight away, or after moving a few meetings elsewhere.

An ejection chain: the request takes a slot, those in its way take other slots, with others in their way
moving in turn. Nobody leaves the timetable. The search goes by number of meetings ejected, fewest first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from madang.timetable.board.board import NOWHERE, Board
from madang.timetable.board.masks import bits
from madang.timetable.solving.guided import by_load

TRIES = 400
"""Meetings put in vain after which a request is given up."""
SAMPLE = 12
"""Meetings looked at, the least bound first, when a full slot must give up a table or a room."""


def put_quietly(board: Board, r: int, t: int) -> bool:
    """Put r into slot t, one of ``free_slots(r)``, if no other meeting must change hands for it."""
    if not has_idle_hands(board, r, t):
        return False
    mark = board.mark()
    if board.put(r, t) and board.mark() == mark + 1:
        return True
    board.undo(mark)
    return False


def has_idle_hands(board: Board, r: int, t: int) -> bool:
    """Whether r needs no interpreter in slot t or there is an idle one for each leg, whatever the hall."""
    model = board.model
    if not model.interpreted[r]:
        return True
    kind, idle = model.kind[r], board.hands.idle[t]
    chains = model.relays[kind] or ((model.speakers[kind],),)
    return any(all(leg & idle for leg in chain) for chain in chains)


def place_quietly(board: Board, r: int, barred: int = 0) -> bool:
    """Put r into the free slot with the least load, if no other meeting must change hands for it."""
    return any(put_quietly(board, r, t) for t in by_load(board, r, board.free_slots(r) & ~barred))


@dataclass(slots=True)
class Insertion:
    """One attempt to hold a request, with at most ``moves`` meetings ejected.

    ``coming`` masks the slots that have not begun, ``ejected`` has the meetings that had to find another
    slot, with the one that they were in.
    """

    board: Board
    coming: int
    tries: int = TRIES
    ejected: dict[int, int] = field(default_factory=dict)

    def into(self, r: int, moves: int, barred: int = 0) -> bool:
        """Whether r is now held; if not, the board is as it was. ``barred`` masks slots it must not take."""
        board, mark = self.board, self.board.mark()
        if place_quietly(board, r, barred):
            return True
        if not moves:
            return False
        already = len(self.ejected)
        for t in by_load(board, r, board.model.allowed[r] & self.coming & ~barred & board.in_order(r)):
            for blockers in self._in_the_way(r, t):
                if len(blockers) <= moves and self._clear(r, t, blockers, moves):
                    return True
                board.undo(mark)
                for m in list(self.ejected)[already:]:
                    del self.ejected[m]
                self.tries -= 1
                if self.tries <= 0:
                    return False
        return False

    def _clear(self, r: int, t: int, blockers: Sequence[int], moves: int) -> bool:
        """Put r into slot t instead of the blockers, and those elsewhere."""
        board = self.board
        was = {m: board.take(m) for m in blockers}
        if not (board.free_slots(r) >> t & 1 and put_quietly(board, r, t)):
            return False
        already = len(self.ejected)
        self.ejected.update(was)
        for m in blockers:
            left = moves - len(blockers) - (len(self.ejected) - already - len(blockers))
            if not self.into(m, left, 1 << t):
                return False
        return True

    def _in_the_way(self, r: int, t: int) -> list[list[int]]:
        """Sets of meetings that could leave slot t, or others too near to it, for r; none if they cannot."""
        board, model = self.board, self.board.model
        parties = (model.first[r], model.second[r])
        if any(board.held[p] >= model.limit[p] for p in parties):
            return []
        ways = [way for hall in self._halls(r, t) for way in self._around(parties, t, hall)]
        for needs, none_left in ((model.table, board.no_table), (model.room, board.no_room)):
            if needs[r] and none_left >> t & 1:
                users = [m for m in board.members[t] if needs[m]]
                ways = [longer for way in ways for longer in self._with_one(way, users)]
        if not has_idle_hands(board, r, t):
            mates = self._helped_instead(r, t)
            ways = [longer for way in ways for longer in self._with_one(way, mates)]
        return sorted({tuple(dict.fromkeys(way)): list(dict.fromkeys(way)) for way in ways}.values(), key=len)

    def _halls(self, r: int, t: int) -> list[int]:
        """The halls that r could be held in if nobody had to walk to it."""
        walking = self.board.walking
        if walking is None or not self.board.model.table[r]:
            return [NOWHERE]
        return list(bits(walking.open[t] & walking.choice(r))) or [NOWHERE]

    def _around(self, parties: Sequence[int], t: int, hall: int) -> list[list[int]]:
        """Sets of the parties' own meetings that stand in their way."""
        ways: list[list[int]] = [[]]
        for p in parties:
            for some in self.board.in_the_way(p, t, hall):
                ways = [
                    longer
                    for way in ways
                    for longer in ([way] if any(m in way for m in some) else self._each(way, some))
                ]
        return ways

    def _each(self, way: list[int], some: Sequence[int]) -> list[list[int]]:
        return [[*way, m] for m in some if self._may_go(m)]

    def _with_one(self, way: list[int], some: list[int]) -> list[list[int]]:
        """The way itself if one of these leaves anyway, else with each of a few of them."""
        if any(m in way for m in some):
            return [way]
        free = sorted((m for m in some if self._may_go(m)), key=lambda m: -self._freedom(m))
        return [[*way, m] for m in free[:SAMPLE]]

    def _freedom(self, m: int) -> int:
        board, model = self.board, self.board.model
        full = board.full[model.first[m]] | board.full[model.second[m]]
        return (model.allowed[m] & self.coming & ~full).bit_count()

    def _helped_instead(self, r: int, t: int) -> list[int]:
        """The meetings of slot t with an interpreter who could help r."""
        board, model = self.board, self.board.model
        legs = [leg for chain in model.relays[model.kind[r]] for leg in chain]
        speakers = reduce(or_, legs or [model.speakers[model.kind[r]]])
        return list(dict.fromkeys(board.work[i, t] for i in bits(speakers & board.hands.working[t])))

    def _may_go(self, m: int) -> bool:
        return m not in self.board.model.fixed and m not in self.ejected


def may_fit(board: Board, r: int, coming: int) -> bool:
    """Whether r, which waits, could be inserted: its parties, a table, a room and an interpreter have time.

    Since nobody leaves the timetable, one of each must be free in some slot to come (for interpreters that is
    a rule of thumb: others might free one who speaks the pair).
    """
    model = board.model
    if board.slot_of[r] != NOWHERE or not model.allowed[r] & coming:
        return False
    if (model.table[r] and not coming & ~board.no_table) or (model.room[r] and not coming & ~board.no_room):
        return False
    if not any(has_idle_hands(board, r, t) for t in bits(coming)):
        return False
    return all(
        board.held[p] < model.limit[p] and model.available[p] & coming & ~board.full[p]
        for p in (model.first[r], model.second[r])
    )
