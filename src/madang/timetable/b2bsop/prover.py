"""Proves from below, beside CP-SAT: counting in a thread, and SAT in processes of their own.

Counting gives a bound k. Every process asks, in its own way, whether there is a schedule with at most k
breaks: who refutes it raises k for all, and who finds one has found an optimum. One of them first relaxes for
a while: core-guided MaxSAT climbs fast to a bound that is far away. Where the bound is hard to raise, one
more process asks after a while for a schedule with one break more, so that there is a good one to hand.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from time import monotonic
from typing import Self

from madang.timetable.b2bsop.cnf import Clauses
from madang.timetable.b2bsop.counting import counting_bound
from madang.timetable.b2bsop.instance import Instance
from madang.timetable.b2bsop.satisfy import Answer, Asked, Question, packed

COUNTING = 3.0
"""Seconds that counting may take: it is fast where it helps."""
RELAXING = 15.0
"""Seconds that relaxing may take, likewise."""
AHEAD = 25.0
"""Seconds after which one more process asks for a schedule with one break more than the bound."""
FINDER = 3
"""Its turn: that of the solver which finds schedules faster than it refutes them."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What is proved: no schedule has fewer breaks than ``bound``, and ``slots``, where given, has as many.

    It has ``breaks``, where that is given. Without a bound there is no schedule at all.
    """

    bound: int | None
    slots: tuple[int, ...] | None = None
    breaks: int | None = None


class Questions:
    """What can be asked about an instance, and what follows from the answers."""

    def __init__(self, instance: Instance, fairness: int) -> None:
        self.clauses = Clauses(instance, fairness)
        for guard in self.clauses.guards.values():
            self.clauses.add(guard)
        self._limits: dict[int, int] = {}
        self._packed = b""
        self._done = 0

    def most(self, breaks: int) -> Question:
        """Is there a schedule with at most so many breaks?"""
        if breaks not in self._limits:
            self._limits[breaks] = self.clauses.at_most_breaks(breaks)
        return Question(self._limits[breaks])

    def fewest(self) -> Question:
        """Which schedule has the fewest breaks?"""
        return Question(costs=tuple(self.clauses.breaks))

    def packed(self) -> bytes:
        """All clauses of the questions so far, for a process."""
        self._packed += packed(self.clauses.clauses[self._done :])
        self._done = len(self.clauses.clauses)
        return self._packed

    def proof(self, most: int | None, answer: Answer) -> Proof:
        """What follows from the answer to ``most``, or without it to ``fewest``."""
        if answer.model is None:
            return Proof(most + 1 if most is not None and answer.is_limited else None)
        breaks = len(set(self.clauses.breaks).intersection(answer.model))
        return Proof(breaks, self.clauses.schedule(answer.model))


class Prover:
    """Counts, and keeps so many processes at the question that the bound leaves open."""

    def __init__(self, instance: Instance, fairness: int, processes: int, time_limit: float) -> None:
        self._end = monotonic() + time_limit
        self._pool = ThreadPoolExecutor(2)
        self._counting: Future[int] | None = self._pool.submit(counting_bound, instance, COUNTING)
        self._building = self._pool.submit(Questions, instance, fairness)
        self._free = set(range(processes))
        self._asked: dict[int, tuple[int | None, Asked]] = {}
        self._has_relaxed = False
        self._ahead = monotonic() + AHEAD

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        for _most, asked in self._asked.values():
            asked.end()

    def news(self, bound: int) -> Iterator[Proof]:
        """What was proved since the last look. Then the free processes go on from this bound, or a better."""
        is_settled = False
        for proof in (*self._counted(), *self._answered()):
            bound = max(bound, proof.bound or 0)
            has_optimum = proof.slots is not None and proof.breaks is None
            is_settled = is_settled or has_optimum or proof.bound is None
            yield proof
        if self._building.done() and not is_settled:
            self._give_up_below(bound)
            self._ask(self._building.result(), bound)
            if monotonic() > self._ahead:
                self._ask_ahead(self._building.result(), bound + 1)

    def _counted(self) -> Iterator[Proof]:
        if self._counting and self._counting.done():
            yield Proof(self._counting.result())
            self._counting = None

    def _answered(self) -> Iterator[Proof]:
        for turn, (most, asked) in [*self._asked.items()]:
            if asked.is_over():
                self._release(turn)
                if answer := asked.answer():
                    proof = self._building.result().proof(most, answer)
                    is_ahead = turn == FINDER and proof.slots is not None
                    yield Proof(0, proof.slots, proof.bound) if is_ahead else proof

    def _give_up_below(self, bound: int) -> None:
        for turn, (most, asked) in [*self._asked.items()]:
            if most is not None and most < bound:
                asked.end()
                self._release(turn)

    def _release(self, turn: int) -> None:
        del self._asked[turn]
        if turn != FINDER:
            self._free.add(turn)

    def _ask(self, questions: Questions, bound: int) -> None:
        while self._free and (rest := self._end - monotonic()) > 0:
            turn = self._free.pop()
            if self._has_relaxed:
                most, question = bound, replace(questions.most(bound), turn=turn, seconds=rest)
            else:
                most, question = None, replace(questions.fewest(), seconds=min(rest, RELAXING))
            self._has_relaxed = True
            self._asked[turn] = most, Asked(question, questions.packed())

    def _ask_ahead(self, questions: Questions, most: int) -> None:
        """Once: by then nobody has found a schedule as good as the bound."""
        self._ahead = float("inf")
        question = replace(questions.most(most), turn=FINDER, seconds=max(0.0, self._end - monotonic()))
        self._asked[FINDER] = most, Asked(question, questions.packed())
