"""Which table and which room: per slot the assignment with the fewest changes of hall and table.

Any choice within a slot (and hall, where the search chose one) is valid, since tables were counted; what is
left is people's feet. Slots are taken in order of time, each solved as an assignment problem (Hungarian
method), with what everybody was last at as memory.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from madang.timetable.board.board import NOWHERE, Board
from madang.timetable.board.halls import hall_numbers, halls_of
from madang.timetable.elements import Place, Room
from madang.timetable.timetable import Meeting

NEW_HALL = 100
NEW_PLACE = 1
EXACT = 500_000
"""Pairs of meeting and table in a slot up to which the assignment is solved exactly."""


def meetings_of(board: Board) -> tuple[Meeting, ...]:
    """The board as meetings with tables and rooms, in order of slot and request."""
    model = board.model
    by_slot: dict[int, list[int]] = defaultdict(list)
    for r, t in enumerate(board.slot_of):
        if t != NOWHERE:
            by_slot[t].append(r)
    memory = _Memory(board)
    meetings: list[Meeting] = []
    for t in sorted(by_slot):
        tables = memory.tables(t, [r for r in by_slot[t] if model.table[r]])
        rooms = memory.rooms(t, [r for r in by_slot[t] if model.room[r]])
        meetings.extend(_meeting(board, r, t, tables.get(r), rooms.get(r)) for r in by_slot[t])
    return tuple(sorted(meetings, key=lambda meeting: (meeting.slot, meeting.request)))


def _meeting(board: Board, r: int, t: int, place: str | None, room: str | None) -> Meeting:
    problem = board.model.problem
    request = problem.requests[r]
    interpreters = tuple(problem.interpreters[helper].id for helper in board.helpers_of(r))
    return Meeting(t, request.id, request.a, request.b, place, room, interpreters)


class _Memory:
    """Where everybody last was, as indices of places, halls and rooms; -1 is nowhere yet."""

    def __init__(self, board: Board) -> None:
        problem = board.model.problem
        self.board = board
        self.model = board.model
        self.halls = halls_of(board)
        self.place_ids = {place.id: i for i, place in enumerate(problem.places)}
        self.room_ids = {room.id: i for i, room in enumerate(problem.rooms)}
        halls = hall_numbers(problem.places)
        self.hall_of = np.array([halls[place.hall] for place in problem.places], dtype=np.int64)
        self.hall = np.array([halls.get(p.hall or "", -1) if p.hall else -1 for p in problem.participants])
        self.place = np.full(len(problem.participants), -1)
        self.room = np.full(len(problem.participants), -1)

    def tables(self, t: int, requests: list[int]) -> dict[int, str]:
        taken = self._fixed(requests, "place", self.place_ids)
        free = _open(self.model.problem.places, t, set(taken.values()))
        rest = [r for r in requests if r not in taken]
        for some, tables in self._by_hall(rest, free):
            few = len(some) * len(tables) <= EXACT
            taken |= self._assigned(some, tables) if few else self._nearest(some, tables)
        for r, place in taken.items():
            for p in (self.model.first[r], self.model.second[r]):
                self.place[p], self.hall[p] = place, self.hall_of[place]
        return {r: self.model.problem.places[place].id for r, place in taken.items()}

    def _by_hall(
        self, requests: list[int], free: NDArray[np.int64]
    ) -> Iterator[tuple[list[int], NDArray[np.int64]]]:
        """Requests and tables to choose from: all together, or hall by hall where the search chose halls."""
        hall_of = self.halls
        for hall in sorted({hall_of[r] for r in requests}):
            tables = free if hall == NOWHERE else free[self.hall_of[free] == hall]
            yield [r for r in requests if hall_of[r] == hall], tables

    def _assigned(self, requests: list[int], free: NDArray[np.int64]) -> dict[int, int]:
        rows, columns = linear_sum_assignment(self._cost(requests, free))
        return {requests[i]: int(free[j]) for i, j in zip(rows, columns, strict=True)}

    def _nearest(self, requests: list[int], free: NDArray[np.int64]) -> dict[int, int]:
        """A table in the hall where one of the two was last, else where most tables are free."""
        tables: dict[int, list[int]] = defaultdict(list)
        for place in free[::-1].tolist():
            tables[int(self.hall_of[place])].append(place)
        taken = {}
        for r in requests:
            last = [int(self.hall[p]) for p in (self.model.first[r], self.model.second[r])]
            hall = next((h for h in last if tables.get(h)), None)
            if hall is None:
                hall = max(tables, key=lambda h: len(tables[h]))
            taken[r] = tables[hall].pop()
        return taken

    def rooms(self, t: int, requests: list[int]) -> dict[int, str]:
        taken = self._fixed(requests, "room", self.room_ids)
        free = dict.fromkeys(_open(self.model.problem.rooms, t, set(taken.values())).tolist())
        for r in requests:
            if r not in taken:
                ends = (self.model.first[r], self.model.second[r])
                last = next((int(self.room[p]) for p in ends if int(self.room[p]) in free), None)
                taken[r] = next(iter(free)) if last is None else last
                del free[taken[r]]
        for r, room in taken.items():
            self.room[[self.model.first[r], self.model.second[r]]] = room
        return {r: self.model.problem.rooms[room].id for r, room in taken.items()}

    def _fixed(self, requests: list[int], name: str, index: dict[str, int]) -> dict[int, int]:
        fixed = {r: getattr(self.model.fixed[r], name) for r in requests if r in self.model.fixed}
        return {r: index[wanted] for r, wanted in fixed.items() if wanted is not None}

    def _cost(self, requests: list[int], free: NDArray[np.int64]) -> NDArray[np.int64]:
        """What each table costs each meeting: both parties' changes of hall, then of table."""
        cost = np.zeros((len(requests), len(free)), dtype=np.int64)
        for ends in (self.model.first, self.model.second):
            party = np.array([ends[r] for r in requests], dtype=np.int64)
            hall, place = self.hall[party][:, None], self.place[party][:, None]
            cost += NEW_HALL * ((hall >= 0) & (hall != self.hall_of[free])) + NEW_PLACE * (place != free)
        return cost


def _open(resources: Sequence[Place | Room], t: int, taken: set[int]) -> NDArray[np.int64]:
    """Indices of the places or rooms that are open in slot t and not taken."""
    return np.array(
        [i for i, one in enumerate(resources) if (one.slots is None or t in one.slots) and i not in taken],
        dtype=np.int64,
    )
