"""Names a smallest set of demands that contradict each other, for an instance that has no schedule.

A set of demands is a conflict if no schedule keeps all of them. By duality a smallest conflict is a smallest
set that hits every correction set (a set of demands without which the rest can be kept). So: take a smallest
hitting set of the correction sets known so far; if it is a conflict it is a smallest one, otherwise what it
leaves unkept is a new correction set. Source: Ignatiev, Previti, Liffiton and Marques-Silva, *Smallest MUS
Extraction with Minimal Hitting Set Dualization*, CP 2015.
"""

from collections.abc import Iterable
from contextlib import suppress
from threading import Timer
from time import monotonic
from typing import Self

from pysat.examples.hitman import Hitman
from pysat.solvers import Solver

from madang.timetable.b2bsop.cnf import Clauses
from madang.timetable.b2bsop.demands import Demand
from madang.timetable.b2bsop.instance import Instance

Guards = frozenset[int]


def conflict(instance: Instance, *, fairness: int = 2, time_limit: float = 60) -> tuple[Demand, ...]:
    """A smallest set of demands that no schedule keeps; empty if the instance has a schedule.

    When time runs out, the smallest conflict found so far: first what one refutation used, then an
    irreducible one (without any one of its demands it could be kept), at last a smallest one. Empty also
    when not even a refutation was found in time.
    """
    clauses = Clauses(instance, fairness)
    with _Oracle(clauses, time_limit) as oracle:
        search = _Conflict(oracle, frozenset(clauses.guards.values()))
        with suppress(TimeoutError):
            search.run()
    return tuple(demand for demand, guard in clauses.guards.items() if guard in search.best)


class _Oracle:
    """Answers whether some schedule keeps a set of demands, given as guards, until time runs out."""

    def __init__(self, clauses: Clauses, time_limit: float) -> None:
        self._solver = Solver("glucose4", bootstrap_with=clauses.clauses)
        self._end = monotonic() + time_limit
        self._timer = Timer(time_limit, self._solver.interrupt)

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._solver.delete()

    def keeps(self, guards: Iterable[int]) -> bool:
        """Raises TimeoutError when time has run out."""
        answer = self._solver.solve_limited(list(guards), expect_interrupt=True)
        if answer is None or monotonic() > self._end:
            raise TimeoutError
        return bool(answer)

    def kept(self, guards: Guards) -> Guards:
        """Those of the guards that the last schedule kept."""
        return guards.intersection(self._solver.get_model())

    def core(self) -> Guards:
        """A conflict among the guards last asked for."""
        return frozenset(self._solver.get_core() or ())


class _Conflict:
    def __init__(self, oracle: _Oracle, everything: Guards) -> None:
        self._oracle = oracle
        self._everything = everything
        self.best: Guards = frozenset()

    def run(self) -> None:
        if self._oracle.keeps(self._everything):
            return
        self._shrink()
        if self.best:
            self._search()

    def _shrink(self) -> None:
        """Make the best irreducible: leave out one demand after the other where a conflict remains."""
        self.best = self._oracle.core()
        needed: set[int] = set()
        while rest := self.best - needed:
            guard = min(rest)
            if self._oracle.keeps(self.best - {guard}):
                needed.add(guard)
            else:
                self.best = self._oracle.core()

    def _search(self) -> None:
        """Find a smallest one, by hitting sets."""
        with Hitman(solver="glucose4", htype="sorted") as hitting:
            while True:
                hit = frozenset(hitting.get() or ())
                if len(hit) >= len(self.best):
                    return
                if not self._oracle.keeps(hit):
                    self.best = hit
                    return
                hitting.hit(self._correction())

    def _correction(self) -> Guards:
        """An irreducible set without which the rest can be kept; disjoint from what was kept last."""
        kept = self._oracle.kept(self._everything)
        for guard in sorted(self._everything - kept):
            if guard not in kept and self._oracle.keeps(kept | {guard}):
                kept = self._oracle.kept(self._everything)
        return self._everything - kept
