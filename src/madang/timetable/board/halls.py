"""Which hall for each meeting at a table, so that people change halls as seldom as can be.

Slot by slot the meetings are shared out among the halls exactly, given where both parties are before and
after: an assignment problem (Hungarian method), or, for many meetings, a transportation problem in which
meetings with the same costs count as one kind. Sweeps to and fro go on until nothing gets better. Where ways
between halls are a rule, the search chose the halls and they stay.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment, linprog
from scipy.sparse import eye_array, kron

from madang.timetable.board.board import NOWHERE, Board
from madang.timetable.elements import Place

Halls = NDArray[np.int64]

SWEEPS = 5
PATIENCE = 2
"""Sweeps without gain after which it is enough."""
EXACT = 100_000
"""Pairs of meeting and table in a slot up to which each table counts, and not only the hall."""


def halls_of(board: Board) -> list[int]:
    """The hall of each request that is held at a table; ``NOWHERE`` for others, or if there is one hall only.

    Halls are numbered as they first stand in ``Problem.places``.
    """
    number = hall_numbers(board.model.problem.places)
    if board.walking is not None or len(number) < 2:
        return board.hall_of
    sharing = _Sharing(board, number)
    forth, back = range(board.model.slots + 1), range(board.model.slots, -1, -1)
    best, least, idle = sharing.sweep(forth), sharing.changes, 0
    for turn in range(SWEEPS):
        halls = sharing.sweep(forth if turn % 2 else back)
        idle = 0 if sharing.changes < least else idle + 1
        if not idle:
            best, least = halls, sharing.changes
        if idle == PATIENCE or not least:
            break
    return best


def hall_numbers(places: Sequence[Place]) -> dict[str, int]:
    """Each hall with its number."""
    return {hall: h for h, hall in enumerate(dict.fromkeys(place.hall for place in places))}


class _Sharing:
    """Who is in which hall when: ``at[t + 1][p]``, with where everybody stands at first in ``at[0]``."""

    def __init__(self, board: Board, number: dict[str, int]) -> None:
        model = board.model
        problem = model.problem
        self.board = board
        self.ends = np.array([model.first, model.second], dtype=np.int64)
        self.at = np.full((model.slots + 1, len(model.capacity)), NOWHERE)
        self.at[0] = [number.get(p.hall, NOWHERE) if p.hall else NOWHERE for p in problem.participants]
        self.seats = np.zeros((model.slots, len(number)), dtype=np.int64)
        for place in problem.places:
            open_ = slice(None) if place.slots is None else sorted(place.slots)
            self.seats[open_, number[place.hall]] += 1
        self.hall = np.full(len(model.first), NOWHERE)
        self._fix(number)
        self.rows = [
            np.array([r for r in members if model.table[r] and self.hall[r] == NOWHERE], dtype=np.int64)
            for members in map(sorted, board.members)
        ]
        self.random = np.random.default_rng(0)
        self.changes = 0

    def _fix(self, number: dict[str, int]) -> None:
        """Meetings with a fixed table keep it."""
        hall = {place.id: number[place.hall] for place in self.board.model.problem.places}
        for r, fixed in self.board.model.fixed.items():
            if fixed.place is not None and self.board.slot_of[r] == fixed.slot:
                self.hall[r] = hall[fixed.place]
                self.seats[fixed.slot, self.hall[r]] -= 1
                self.at[fixed.slot + 1, self.ends[:, r]] = self.hall[r]

    def sweep(self, order: Sequence[int]) -> list[int]:
        """Share out slot by slot in this order; the hall of each request. ``changes`` counts anew."""
        ahead = [np.full(self.at.shape[1], NOWHERE)]
        for t in reversed(order):
            ahead.append(_latest(self.at[t], ahead[-1]))
        behind, self.changes = ahead[0], 0
        for t in order:
            ahead.pop()
            if t:
                self._share(t - 1, behind, ahead[-1])
            here = self.at[t]
            self.changes += int(((here >= 0) & (behind >= 0) & (here != behind)).sum())
            behind = _latest(here, behind)
        return [int(h) for h in self.hall]

    def _share(self, t: int, behind: Halls, ahead: Halls) -> None:
        rows = self.random.permutation(self.rows[t])
        if not len(rows):
            return
        ends = self.ends[:, rows]
        halls = np.arange(self.seats.shape[1])
        cost = np.zeros((len(rows), len(halls)), dtype=np.int64)
        for known in (*behind[ends], *ahead[ends]):
            cost += (known[:, None] >= 0) & (known[:, None] != halls)
        self.hall[rows] = shared_out(cost, self.seats[t])
        self.at[t + 1, ends] = self.hall[rows]


def _latest(here: Halls, before: Halls) -> Halls:
    return np.where(here >= 0, here, before)


def shared_out(cost: NDArray[np.int64], seats: NDArray[np.int64]) -> Halls:
    """The hall of each row at the least cost in all, with no more rows than seats in any hall.

    ``cost`` has a row per meeting and a column per hall; there must be seats enough.
    """
    if len(cost) * seats.sum() <= EXACT:
        tables = np.repeat(np.arange(len(seats)), seats)
        rows, columns = linear_sum_assignment(cost[:, tables])
        return tables[columns[np.argsort(rows)]]
    key = cost @ np.random.default_rng(0).integers(1 << 40, size=len(seats))
    _, one, kind, count = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    kinds = cost[one]
    each, any_ = eye_array(len(kinds)), np.ones((1, len(seats)))
    programme: Any = linprog  # its stubs know no sparse matrices
    found = programme(
        kinds.ravel(),
        A_ub=kron(np.ones((1, len(kinds))), eye_array(len(seats)), format="csr"),
        b_ub=seats,
        A_eq=kron(each, any_, format="csr"),
        b_eq=count,
        method="highs-ds",
    )
    share = np.rint(found.x).astype(np.int64).reshape(kinds.shape)
    halls = np.empty(len(cost), dtype=np.int64)
    for k, counts in enumerate(share):
        halls[kind == k] = np.repeat(np.arange(len(seats)), counts)
    return halls
