"""A lower bound of the breaks by counting: who is busy when, without asking who meets whom.

Each participant takes a path through the slots, busy in as many as it has meetings; in no slot are more than
twice the tables busy, and always an even number. Participants for whom the slots look alike form a class,
whose paths are a flow: an integer programme whose size does not grow with the number of participants, and
whose optimum no schedule beats.
"""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix

from madang.timetable.b2bsop.instance import Instance
from madang.timetable.b2bsop.model import open_slots

SLACK = 1e-6
BEFORE, BUSY, AFTER = range(3)
"""Where a path stands: before its first meeting, in a meeting, or in an idle slot after one."""


@dataclass(frozen=True, slots=True)
class _Class:
    """What the slots look like for a participant.

    Attributes:
        open: slots in which at least one of its meetings could be held.
        fixed: slots in which one of its meetings must be held.
        morning: meetings that must be held in the morning; ``afternoon``: likewise.
    """

    meetings: int
    open: frozenset[int]
    fixed: frozenset[int]
    morning: int
    afternoon: int


def counting_bound(instance: Instance, time_limit: float) -> int:
    """Breaks below which no schedule can be; 0 if nothing better was found in time.

    An instance that counting alone proves to have no schedule gives 0 as well.
    """
    return _Flow(instance).bound(time_limit) if instance.meetings else 0


def _classes(instance: Instance) -> Counter[_Class]:
    slots = open_slots(instance)
    return Counter(
        _Class(
            len(numbers),
            frozenset(t for number in numbers for t in slots[number]),
            frozenset(slots[number][0] for number in numbers if len(slots[number]) == 1),
            sum(bool(slots[number]) and slots[number][-1] <= instance.morning for number in numbers),
            sum(bool(slots[number]) and slots[number][0] > instance.morning for number in numbers),
        )
        for numbers in instance.meetings_of().values()
        if numbers
    )


State = tuple[int, int]
"""The meetings held so far, and where the path stands."""


@dataclass(slots=True)
class _Flow:
    """The integer programme, as columns with their entries."""

    instance: Instance
    costs: list[int] = field(default_factory=list)
    most: list[int] = field(default_factory=list)
    entries: list[tuple[int, int, int]] = field(default_factory=list)
    sides: list[int] = field(default_factory=list)

    def bound(self, time_limit: float) -> int:
        """Solve it; the right-hand sides of rows are equalities."""
        parity = [self._row(0) for _ in range(self.instance.slots)]
        for kind, size in _classes(self.instance).items():
            self._add_class(kind, size, parity)
        for row in parity:
            self.entries.append((row, self._column(0, self.instance.tables), -2))
        rows, columns, values = np.array(self.entries).T
        matrix = coo_matrix((values, (rows, columns)), shape=(len(self.sides), len(self.costs)))
        result = milp(
            np.array(self.costs, float),
            constraints=LinearConstraint(matrix.tocsr(), self.sides, self.sides),
            integrality=np.ones(len(self.costs), int),
            bounds=Bounds(0, np.array(self.most, float)),
            options={"time_limit": time_limit, "mip_rel_gap": 0},
        )
        bound = result.get("mip_dual_bound")
        return max(0, int(np.ceil(bound - SLACK))) if bound is not None and np.isfinite(bound) else 0

    def _row(self, side: int) -> int:
        self.sides.append(side)
        return len(self.sides) - 1

    def _column(self, cost: int, most: int) -> int:
        self.costs.append(cost)
        self.most.append(most)
        return len(self.costs) - 1

    def _add_class(self, kind: _Class, size: int, parity: list[int]) -> None:
        layer = {(0, BEFORE): self._row(-size)}
        for t in range(1, self.instance.slots + 1):
            following: dict[State, int] = {}
            for state, row in layer.items():
                for after in self._moves(kind, state, t):
                    if after not in following:
                        following[after] = self._row(0)
                    cost = after[1] == BUSY and state[1] == AFTER
                    column = self._column(cost, size)
                    self.entries += [(row, column, -1), (following[after], column, 1)]
                    if after[1] == BUSY:
                        self.entries.append((parity[t - 1], column, 1))
            layer = following
        for row in layer.values():
            self.entries.append((row, self._column(0, size), -1))

    def _moves(self, kind: _Class, state: State, t: int) -> list[State]:
        """The states after slot t in which the rest can still be held."""
        held, mode = state
        moves = []
        if t in kind.open:
            moves.append((held + 1, BUSY))
        if t not in kind.fixed:
            moves.append((held, BEFORE if mode == BEFORE else AFTER))
        return [(count, mode) for count, mode in moves if self._can_end(kind, count, t)]

    def _can_end(self, kind: _Class, held: int, t: int) -> bool:
        rest = kind.meetings - held
        if t == self.instance.morning and not (held >= kind.morning and rest >= kind.afternoon):
            return False
        return 0 <= rest <= self.instance.slots - t
