"""What stands in the way of one request in one slot, and all that could lift it.

An obstacle is named before it is known what could lift it: at the end of a search most of them are only asked
whether they stand.
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


class Ways(NamedTuple):
    """All that could lift an obstacle: steps that change what is allowed, or meetings that leave."""

    steps: tuple[Step, ...] = ()
    leaving: Sequence[int] = ()


Obstacle = Callable[[], Ways]
"""What stands in the way; called, it tells the ways out as the board then stands."""


class Obstacles:
    """Those of request r in slot t, as the board and its model stand when asked.

    ``standing`` has the slot of each meeting before anything left, ``elsewhere`` tells which meetings could
    move to another slot then.
    """

    def __init__(
        self, board: Board, r: int, t: int, standing: Sequence[int], elsewhere: Sequence[bool]
    ) -> None:
        self.board = board
        self.model = board.model
        self.problem = board.model.problem
        self.r, self.t = r, t
        self.sides = (self.model.first[r], self.model.second[r])
        self.standing = standing
        self.elsewhere = elsewhere

    def first(self) -> Obstacle | None:
        """The first that stands, those with the fewest ways out first."""
        return next(
            chain(self._busy(), self._order(), self._maximum(), self._spots(), self._help()),
            None,
        )

    def _busy(self) -> Iterator[Obstacle]:
        """Meetings of the two in the slot, or so near that rests or buffers forbid another."""
        for p in self.sides:
            for meetings in self.board.in_the_way(p, self.t):
                yield partial(self._any, (), meetings)

    def _order(self) -> Iterator[Obstacle]:
        """What has to come before and does not, or after."""
        board, requests = self.board, self.problem.requests
        for m in self.model.before.get(self.r, ()):
            if board.slot_of[m] >= self.t:
                yield partial(self._any, (LiftOrder(requests[m].id, requests[self.r].id),), [m])
        for m in self.model.after.get(self.r, ()):
            if NOWHERE < board.slot_of[m] <= self.t:
                yield partial(self._any, (LiftOrder(requests[self.r].id, requests[m].id),), [m])

    def _maximum(self) -> Iterator[Obstacle]:
        for p in self.sides:
            if self.board.held[p] >= self.model.limit[p]:
                raised = RaiseMaximum(self.problem.participants[p].id)
                yield partial(self._any, (raised,), self._held_by(p))

    def _spots(self) -> Iterator[Obstacle]:
        board, model, t = self.board, self.model, self.t
        if model.room[self.r] and board.rooms_used[t] >= model.rooms[t]:
            yield partial(self._some, (AddRoom(t),), (m for m in board.members[t] if model.room[m]))
        if not model.table[self.r]:
            return
        if board.walking is not None:
            yield from self._halls(board.walking)
        elif board.tables_used[t] >= model.tables[t]:
            yield partial(self._some, (AddPlace(t),), (m for m in board.members[t] if model.table[m]))

    def _halls(self, walking: Walking) -> Iterator[Obstacle]:
        """No hall with a table free that both can reach: a table more in one that they can, or other ways."""
        if not walking.halls(self.r, self.t):
            yield partial(self._ways_to_halls, walking)

    def _ways_to_halls(self, walking: Walking) -> Ways:
        board, t = self.board, self.t
        barred = [walking.barred[p * self.model.slots + t] for p in self.sides]
        near = walking.choice(self.r) & ~barred[0] & ~barred[1]
        users = (m for m in board.members[t] if board.hall_of[m] != NOWHERE and near >> board.hall_of[m] & 1)
        far = bits(walking.choice(self.r) & ~near)
        ways = [
            m for hall in far for p in self.sides for some in walking.in_the_way(p, t, hall) for m in some
        ]
        steps = tuple(AddPlace(t, walking.ways.halls[hall]) for hall in bits(near))
        return Ways(steps, [*self._loose(ways), *self._likely(users)])

    def _help(self) -> Iterator[Obstacle]:
        """No interpreter, not even after changes of hands."""
        if self.model.interpreted[self.r] and not self.board.can_be_helped(self.r, self.t):
            yield self._ways_to_help

    def _ways_to_help(self) -> Ways:
        wanted = sorted(self.problem.pairs_of(self.problem.requests[self.r]))
        pairs = (pair for pair in wanted if not self._is_relayed(pair))
        here = (m for m in self.board.members[self.t] if self.model.interpreted[m])
        steps = tuple(AddInterpreter(pair, self.t) for pair in islice(pairs, 1))
        return self._some(steps, chain(here, self._work_elsewhere()))

    def _is_relayed(self, pair: tuple[str, str]) -> bool:
        """Whether a meeting has two interpreters for want of one of the pair: it could not keep them."""
        if not self.problem.relay:
            return False
        relayed = (
            m for m, t in enumerate(self.standing) if t != NOWHERE and self.model.relays[self.model.kind[m]]
        )
        return any(pair in self.problem.pairs_of(self.problem.requests[m]) for m in relayed)

    def _work_elsewhere(self) -> Iterator[int]:
        """What those who could help in this slot do in others: without it they might be rested enough."""
        board, model = self.board, self.model
        for helper, hours in enumerate(model.hours):
            idle = hours >> self.t & 1 and not board.busy[helper] >> self.t & 1
            if idle and (board.walking is not None or not board.may_work(helper, self.t)):
                yield from (board.work[helper, u] for u in bits(board.busy[helper]))

    def _held_by(self, p: int) -> Iterator[int]:
        return (m for m in self.model.requests_of[p] if self.board.slot_of[m] != NOWHERE)

    def _any(self, steps: tuple[Step, ...], meetings: Iterable[int]) -> Ways:
        """The steps, or that any of these meetings leaves that may."""
        return Ways(steps, self._loose(meetings))

    def _some(self, steps: tuple[Step, ...], meetings: Iterable[int]) -> Ways:
        """The steps, or that one of the likelier meetings leaves."""
        return Ways(steps, self._likely(meetings))

    def _loose(self, meetings: Iterable[int]) -> list[int]:
        """Those that are not fixed, each once."""
        return [m for m in dict.fromkeys(meetings) if m not in self.model.fixed]

    def _likely(self, meetings: Iterable[int]) -> list[int]:
        """Of many those that can move elsewhere; of few all."""
        loose = self._loose(meetings)
        if len(loose) <= CHOICES:
            return loose
        return list(islice((m for m in loose if self.elsewhere[m]), CHOICES))
