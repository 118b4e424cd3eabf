"""An upper bound on the value of any timetable, and the fractional choice that reaches it.

The linear programme is a b-matching with floors: x_r in [0, 1] for each request and a shortfall s_p >= 0
for each participant, maximise sum v_r x_r - penalty sum s_p subject to

- sum of x over the requests of p <= the meetings that p can hold, and + s_p >= its minimum;
- the same for the requests of p that fit only into a set M of slots: <= capacity x |M| (Hall's condition), or
  fewer by rests and buffers (``quiet.most_meetings``);
- tables and rooms: the requests that fit only into M <= the tables open in M;
- each connected group of participants: <= sum over slots of floor(delegates present / 2) (odd sets);
- interpreters: a flow from each set of language pairs to the interpreters who speak one of them; a relay
  takes two of its interpreters.

Slots do not appear, so it is small. The bound is not the solver's objective but is recomputed from the dual
values: for any y >= 0, b.y + sum_j max over the box of (c - A'y)_j x_j is a bound, whatever the tolerances.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from math import floor, gcd, isclose
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from madang.timetable.board.model import Model, bits, compile_problem
from madang.timetable.board.quiet import most_meetings
from madang.timetable.problem import Problem

MASKS_PER_PARTICIPANT = 12
MASKS_PER_RESOURCE = 64


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The optimum of the linear programme.

    ``share[r]`` in 0..1 is how much of request r it holds; ``bound`` is its value, proved. ``worth[r]`` is
    the reduced value: no timetable that holds r is worth more than ``bound`` + ``worth[r]``, if that is
    negative.
    """

    share: NDArray[np.float64]
    worth: NDArray[np.float64]
    bound: float


@dataclass(slots=True)
class _Rows:
    """A growing sparse matrix with its right-hand sides: rows are <=."""

    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    entry: list[float] = field(default_factory=list)
    right: list[float] = field(default_factory=list)

    def add(self, columns: Sequence[int], right: float, entry: float = 1.0) -> None:
        self.extend(columns, entry, new=True)
        self.right.append(right)

    def extend(self, columns: Sequence[int], entry: float, *, new: bool = False) -> None:
        """More entries for the last row (or for the one that is being begun)."""
        row = len(self.right) if new else len(self.right) - 1
        self.row.extend([row] * len(columns))
        self.column.extend(columns)
        self.entry.extend([entry] * len(columns))


def bound(problem: Problem) -> float:
    """A value that no timetable of the problem exceeds; minus infinity if there can be none."""
    relaxation = relax(compile_problem(problem))
    return float("-inf") if relaxation is None else relaxation.bound


def relax(model: Model, *, time_limit: float | None = None) -> Relaxation | None:
    """The relaxed optimum; ``None`` if even that is infeasible.

    When the linear programme does not end within ``time_limit`` seconds, a weaker bound stands in and the
    choice is all zeros.
    """
    if any(not model.allowed[r] for r in model.fixed):
        return None
    open_ = [r for r, mask in enumerate(model.allowed) if mask]
    if not open_:
        nothing = np.zeros(len(model.allowed))
        return Relaxation(nothing, nothing, -model.penalty * sum(model.minimum))
    return _Programme(model, open_).solve(time_limit)


def unrelaxed(model: Model) -> Relaxation:
    """What is known without the linear programme: no timetable is worth more than all requests together."""
    value = np.array(model.value, dtype=np.float64)
    open_ = np.array([bool(mask) for mask in model.allowed], dtype=bool)
    worth = np.where(open_, value, -np.inf)
    return Relaxation(np.zeros(len(value)), worth, float(value[open_].sum()))


Masks = dict[int, list[int]]


def _commonest(masks: Masks, most: int) -> list[int]:
    return nlargest(most, masks, key=lambda mask: len(masks[mask]))


class _Programme:
    """Columns: the open requests, one shortfall per participant with a minimum, interpreter flows."""

    def __init__(self, model: Model, open_: list[int]) -> None:
        self.model = model
        self.open = open_
        self.column = {r: j for j, r in enumerate(open_)}
        self.columns_of = [
            [self.column[r] for r in requests if r in self.column] for requests in model.requests_of
        ]
        self.unmet = 0.0
        self.gain = [model.value[r] for r in open_]
        self.low = [float(r in model.fixed) for r in open_]
        self.high = [1.0] * len(open_)
        self.rows = _Rows()
        self._participants()
        self._resource([r for r in open_ if model.table[r]], model.tables)
        self._resource([r for r in open_ if model.room[r]], model.rooms)
        self._groups()
        self._interpreters()

    def _new(self, gain: float, high: float) -> int:
        self.gain.append(gain)
        self.low.append(0.0)
        self.high.append(high)
        return len(self.gain) - 1

    def _participants(self) -> None:
        model = self.model
        for p, columns in enumerate(self.columns_of):
            if len(columns) > model.limit[p]:
                self.rows.add(columns, model.limit[p])
            masks = self._by_mask(columns)
            for mask in _commonest(masks, MASKS_PER_PARTICIPANT):
                most = most_meetings(model.capacity[p], mask, model.quiet[p])
                self._within(masks, mask, most, model.limit[p])
            if not columns:
                self.unmet -= model.penalty * model.minimum[p]
            elif model.minimum[p] and model.penalty:
                short = self._new(-model.penalty, float(model.minimum[p]))
                self.rows.add([*columns, short], -model.minimum[p], -1.0)

    def _by_mask(self, columns: Iterable[int]) -> Masks:
        """The requests by the slots that they fit into."""
        masks: Masks = defaultdict(list)
        for j in columns:
            masks[self.model.allowed[self.open[j]]].append(j)
        return masks

    def _within(self, masks: Masks, mask: int, right: int, limit: int) -> None:
        """The requests that fit only into these slots: no more than ``right`` of them."""
        if right < limit:
            inside = [j for slots, columns in masks.items() if slots | mask == mask for j in columns]
            if len(inside) > right:
                self.rows.add(inside, right)

    def _resource(self, requests: list[int], open_: list[int]) -> None:
        """Tables or rooms, over all slots and over the commonest sets of slots."""
        masks = self._by_mask(self.column[r] for r in requests)
        everywhere = (1 << self.model.slots) - 1
        for mask in {everywhere, *_commonest(masks, MASKS_PER_RESOURCE)}:
            right = sum(open_[t] for t in bits(mask))
            self._within(masks, mask, right, len(requests))

    def _groups(self) -> None:
        """No slot holds more meetings of a connected group than half its delegates who are there."""
        model = self.model
        ends = [(model.first[r], model.second[r]) for r in self.open]
        size = len(model.capacity)
        links = coo_array((np.ones(len(ends)), tuple(np.array(ends).T)), shape=(size, size))
        _, group = connected_components(links, directed=False)
        present: dict[int, list[int]] = defaultdict(lambda: [0] * model.slots)
        for p, mask in enumerate(model.available):
            if self.columns_of[p]:
                for t in bits(mask):
                    present[group[p]][t] += model.capacity[p]
        columns: dict[int, list[int]] = defaultdict(list)
        for j, (a, _) in enumerate(ends):
            columns[group[a]].append(j)
        for key, inside in columns.items():
            right = sum(delegates // 2 for delegates in present[key])
            if len(inside) > right:
                self.rows.add(inside, right)

    def _interpreters(self) -> None:
        model = self.model
        kinds: dict[tuple[tuple[int, ...], int], list[int]] = defaultdict(list)
        for j, r in enumerate(self.open):
            if model.interpreted[r]:
                legs = 2 if model.relays[model.kind[r]] else 1
                kinds[model.helpers[r], legs].append(j)
        flows: dict[int, list[int]] = defaultdict(list)
        for (helpers, legs), columns in kinds.items():
            mine = [self._new(0.0, float(model.slots)) for _ in helpers]
            for helper, flow in zip(helpers, mine, strict=True):
                flows[helper].append(flow)
            self.rows.add(columns, 0.0, legs)
            self.rows.extend(mine, -1.0)
        for helper, columns in flows.items():
            self.rows.add(columns, most_work(model, helper))

    def solve(self, time_limit: float | None) -> Relaxation | None:
        shape = (len(self.rows.right), len(self.gain))
        matrix = coo_array((self.rows.entry, (self.rows.row, self.rows.column)), shape=shape).tocsr()
        right = np.array(self.rows.right)
        gain = np.array(self.gain)
        box = np.column_stack((self.low, self.high))
        options = {} if time_limit is None else {"time_limit": max(0.1, time_limit)}
        programme: Any = linprog  # its stubs know no sparse matrices
        result = programme(-gain, A_ub=matrix, b_ub=right, bounds=box, method="highs", options=options)
        if result.status == 2:  # infeasible
            return None
        share = np.zeros(len(self.model.allowed))
        dual = np.zeros(len(right))
        if result.status == 0:
            share[self.open] = np.clip(result.x[: len(self.open)], 0.0, 1.0)
            dual = np.maximum(0.0, -result.ineqlin.marginals)
        reduced = gain - matrix.T @ dual
        worth = np.full(len(self.model.allowed), -np.inf)
        worth[self.open] = reduced[: len(self.open)]
        value = float(right @ dual + np.maximum(reduced * box[:, 0], reduced * box[:, 1]).sum())
        return Relaxation(share, worth, _rounded(self.model, value + self.unmet))


def most_work(model: Model, helper: int) -> int:
    """The most slots that an interpreter can work in: hours, rows and total."""
    chosen = 0
    for t in bits(model.hours[helper]):
        with_t = chosen | 1 << t
        if not any(with_t & window == window for window in model.windows[helper] if window >> t & 1):
            chosen = with_t
    return min(model.most[helper], chosen.bit_count())


def _rounded(model: Model, value: float) -> float:
    """The bound, down to a multiple of the grain of all values when they have one (such as 1 or 0.5)."""
    slack = 1e-7 * max(1.0, abs(value))
    grain = grain_of([*model.value, model.penalty])
    return floor((value + slack) / grain + 1e-9) * grain if grain else value + slack


def grain_of(values: Iterable[float]) -> float:
    """The largest number of thousandths of which all values are multiples; 0 if there is none."""
    grain = 0
    for value in set(values):
        thousandths = round(value * 1000)
        if not isclose(thousandths, value * 1000, rel_tol=0, abs_tol=1e-6):
            return 0.0
        grain = gcd(grain, thousandths)
    return grain / 1000
