"""What stands in the way of one request in one slot, and all that could lift it.

Most obstacles are only asked whether they stand: what could lift one is looked for when it is wanted.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from typing import NamedTuple

from madang.timetable.board.board import NOWHERE, Board
from madang.timetable.board.model import bits
from madang.timetable.board.walking import Walking
from madang.timetable.explaining.remedy import (
    AddInterpreter,
    AddPlace,
    AddRoom,
    LiftOrder,
    RaiseMaximum,
    Step,
)

CHOICES = 12
"""Meetings that are tried for one obstacle that any of many could lift (a table, an interpreter)."""


class WaysOut(NamedTuple):
    """All that could lift an obstacle.

    Attributes:
        steps: changes of what is allowed, each of which lifts it, and no other obstacle.
        few: meetings of which one could leave, all to be tried; ``many``: some of them to be tried.
        is_count: whether one that leaves finds no other slot: there are too many of them in all.
    """

    steps: tuple[Step, ...] = ()
    few: Sequence[int] = ()
    many: Sequence[int] = ()
    is_count: bool = False


Obstacle = Callable[[], WaysOut]
"""What stands in the way; called, it tells the ways out as the board then stands."""


class Obstacles:
    """Those of request r in slot t, as the board and its model stand when asked.

    ``standing`` has the slot of each meeting before anything left, ``elsewhere`` masks the other slots
    that it could move to then.
    """

    def __init__(
        self, board: Board, r: int, t: int, standing: Sequence[int], elsewhere: Sequence[int]
    ) -> None:
        self.board = board
        self.model = board.model
        self.problem = board.model.problem
        self.r, self.t = r, t
        self.sides = (self.model.first[r], self.model.second[r])
        self.standing = standing
        self.elsewhere = elsewhere

    def all(self) -> Iterator[Obstacle]:
        """All that stand, those with the fewest ways out first."""
        return chain(self._busy(), self._order(), self._maximum(), self._spots(), self._help())

    def leaving(self, ways: WaysOut, others: Iterable[Obstacle] = ()) -> list[int]:
        """The meetings to try: those that may leave, and that lift the others too; of many the likelier."""
        few, many = self._loose(ways.few), self._loose(ways.many)
        for other in others:
            there = {m for meetings in other()[1:3] for m in meetings}
            few, many = [m for m in few if m in there], [m for m in many if m in there]
        if len(many) > CHOICES:
            many = list(islice((m for m in many if self.elsewhere[m]), CHOICES))
        return [*few, *many]

    def _loose(self, meetings: Iterable[int]) -> list[int]:
        """Those that are not fixed, each once."""
        return [m for m in dict.fromkeys(meetings) if m not in self.model.fixed]

    def _busy(self) -> Iterator[Obstacle]:
        """Meetings of the two in the slot, or so near that rests or buffers forbid another."""
        for p in self.sides:
            for meetings in self.board.in_the_way(p, self.t):
                yield partial(WaysOut, few=meetings)

    def _order(self) -> Iterator[Obstacle]:
        """What has to come before and does not, or after."""
        board, requests = self.board, self.problem.requests
        for m in self.model.before.get(self.r, ()):
            if board.slot_of[m] >= self.t:
                yield partial(WaysOut, (LiftOrder(requests[m].id, requests[self.r].id),), [m])
        for m in self.model.after.get(self.r, ()):
            if NOWHERE < board.slot_of[m] <= self.t:
                yield partial(WaysOut, (LiftOrder(requests[self.r].id, requests[m].id),), [m])

    def _maximum(self) -> Iterator[Obstacle]:
        for p in self.sides:
            if self.board.held[p] >= self.model.limit[p]:
                yield partial(self._ways_to_more, p)

    def _ways_to_more(self, p: int) -> WaysOut:
        held = [m for m in self.model.requests_of[p] if self.board.slot_of[m] != NOWHERE]
        return WaysOut((RaiseMaximum(self.problem.participants[p].id),), held, is_count=True)

    def _spots(self) -> Iterator[Obstacle]:
        board, model, t = self.board, self.model, self.t
        if model.room[self.r] and board.rooms_used[t] >= model.rooms[t]:
            yield partial(self._ways_to_spots, AddRoom(t), model.room)
        if not model.table[self.r]:
            return
        if board.walking is not None:
            yield from self._halls(board.walking)
        elif board.tables_used[t] >= model.tables[t]:
            yield partial(self._ways_to_spots, AddPlace(t), model.table)

    def _ways_to_spots(self, step: Step, needs: Sequence[bool]) -> WaysOut:
        return WaysOut((step,), many=[m for m in self.board.members[self.t] if needs[m]])

    def _halls(self, walking: Walking) -> Iterator[Obstacle]:
        """No hall with a table free that both can reach: a table more in one that they can, or other ways."""
        if not walking.halls(self.r, self.t):
            yield partial(self._ways_to_halls, walking)

    def _ways_to_halls(self, walking: Walking) -> WaysOut:
        board, t = self.board, self.t
        barred = [walking.barred[p * self.model.slots + t] for p in self.sides]
        near = walking.choice(self.r) & ~barred[0] & ~barred[1]
        users = [m for m in board.members[t] if board.hall_of[m] != NOWHERE and near >> board.hall_of[m] & 1]
        far = bits(walking.choice(self.r) & ~near)
        ways = [
            m for hall in far for p in self.sides for some in walking.in_the_way(p, t, hall) for m in some
        ]
        steps = tuple(AddPlace(t, walking.ways.halls[hall]) for hall in bits(near))
        return WaysOut(steps, ways, users)

    def _help(self) -> Iterator[Obstacle]:
        """No interpreter, not even after changes of hands."""
        if self.model.interpreted[self.r] and not self.board.can_be_helped(self.r, self.t):
            yield self._ways_to_help

    def _ways_to_help(self) -> WaysOut:
        spoken = sorted(self.problem.pairs_of(self.problem.requests[self.r]))
        pairs = (pair for pair in spoken if not self._is_relayed(pair))
        wanted = self.board.hands.wanted(self.r, self.t)
        here = {self.board.work[helper, self.t] for helper in bits(wanted & self.board.hands.working[self.t])}
        return WaysOut(
            tuple(AddInterpreter(pair, self.t) for pair in islice(pairs, 1)),
            many=[*sorted(here), *self._work_elsewhere(wanted)],
        )

    def _is_relayed(self, pair: tuple[str, str]) -> bool:
        """Whether a meeting has two interpreters for want of one of the pair: it could not keep them."""
        if not self.problem.relay:
            return False
        relayed = (
            m for m, t in enumerate(self.standing) if t != NOWHERE and self.model.relays[self.model.kind[m]]
        )
        return any(pair in self.problem.pairs_of(self.problem.requests[m]) for m in relayed)

    def _work_elsewhere(self, wanted: int) -> Iterator[int]:
        """What those who could help in this slot do in others: without it they might be rested enough."""
        board, model = self.board, self.model
        for helper in bits(wanted):
            idle = model.hours[helper] >> self.t & 1 and not board.busy[helper] >> self.t & 1
            if idle and (board.walking is not None or not board.may_work(helper, self.t)):
                yield from (board.work[helper, u] for u in bits(board.busy[helper]))
