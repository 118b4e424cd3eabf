"""From a problem to a timetable: bound, guided start, exact improvement of groups of slots, places.

Deterministic mode counts work instead of seconds: the same problem, seed and limit give the same timetable
on any machine and with any number of workers; on a slow one it may take longer than the limit.
"""

from contextlib import closing
from dataclasses import replace
from random import Random

from madang.timetable.board.board import NOWHERE, Board
from madang.timetable.board.model import Model, compile_problem
from madang.timetable.board.result import finished, impossible
from madang.timetable.board.standing import loaded
from madang.timetable.problem import Problem
from madang.timetable.solving.anneal import anneal
from madang.timetable.solving.baselines import arrival, by_value, filled
from madang.timetable.solving.bound import Relaxation, grain_of, relax, unrelaxed
from madang.timetable.solving.breaks import reduce_breaks
from madang.timetable.solving.effort import (
    ATTEMPTS_PER_SECOND,
    EXCHANGES_PER_SECOND,
    MOVES_PER_SECOND,
    Effort,
)
from madang.timetable.solving.exact import NO_ANSWER, Brake, GroupOutcome, improve
from madang.timetable.solving.groups import Group, deal, whole
from madang.timetable.solving.guided import fill, guided
from madang.timetable.solving.start import start
from madang.timetable.solving.watch import Watch
from madang.timetable.timetable import Cancelled, OnProgress, Phase, Timetable, share_of

GROUP_SIZES = (3, 4, 5)
GROUP_EFFORT = 1.0
GROUP_SECONDS = 4.0
ROUND_EFFORT = 0.05
WAITING_PER_SLOT = 150
SMALL = 3_000
"""Pairs of request and slot up to which the whole problem goes to CP-SAT at once."""
ANNEALED = 0.5
"""The part of the time left for annealing."""
AGAIN = 0.3
"""The same for annealing once more."""
LOOSENED = 0.5
"""Seconds of exchanges after which it is tried what fits."""
POLISHED = 0.2
"""The part of all time kept for fewer breaks."""
CLOSING = 3.0
"""The time kept for tables and rooms, in times that it took to read the problem."""
CLOSED = 0.15
"""The part of all time that is kept for them at the most."""
GUIDED = 0.25
"""The part of the time left that the first timetable may take."""
RELAXED = 0.6
"""The part of all time after which the linear programme is given up."""
LARGE = 20_000
"""Pairs of request and slot in a group beyond which building it costs more than it brings."""
FINEST = 100_000_000
UNLIMITED = 1e9


def solve(
    problem: Problem,
    *,
    time_limit: float = 30.0,
    workers: int = 4,
    seed: int = 0,
    deterministic: bool = False,
    on_progress: OnProgress | None = None,
    cancelled: Cancelled | None = None,
) -> Timetable:
    """The best timetable found, with its upper bound.

    Args:
        problem: what to schedule.
        time_limit: seconds in all, from reading the problem to the last table; a first timetable is always
            made, however short the limit.
        workers: threads of the search.
        seed: of all random choices.
        deterministic: the same problem, seed and limit give the same timetable; the limit counts work.
        on_progress: called in this thread with each new phase and then twice a second or more often.
        cancelled: asked often, in this thread; once true, the best so far is returned.

    Returns:
        A valid timetable; ``Status.OPTIMAL`` if its value meets the bound, ``Status.INFEASIBLE`` and empty if
        the fixed meetings cannot all be held.
    """
    effort = Effort(time_limit, deterministic=deterministic, cancelled=cancelled)
    with closing(Watch(effort, workers, on_progress)) as watch:
        return _begun(problem, watch, seed).run()


def polish(
    problem: Problem,
    timetable: Timetable,
    *,
    time_limit: float = 10.0,
    seed: int = 0,
    deterministic: bool = False,
    on_progress: OnProgress | None = None,
    cancelled: Cancelled | None = None,
) -> Timetable:
    """The same meetings with fewer breaks and changes of hall: the value stays, slots and tables change.

    Fixed meetings stay where they are. ``solve`` does the same at its end; this is for a timetable that was
    changed by hand. It ends before the limit when more moves promise little.

    Args:
        problem: what the timetable is of.
        timetable: one that ``validate`` accepts.
        time_limit: seconds in all.
        seed: of all random choices.
        deterministic: the same timetable, seed and limit give the same result; the limit counts work.
        on_progress: called in this thread, twice a second or more often.
        cancelled: asked often, in this thread; once true, the best so far is returned.
    """
    effort = Effort(time_limit, deterministic=deterministic, cancelled=cancelled)
    with closing(Watch(effort, 1, on_progress)) as watch:
        return _begun(problem, watch, seed).go_on(timetable)


def _begun(problem: Problem, watch: Watch, seed: int) -> "_Search":
    watch.enter(Phase.BOUND)
    return _Search(watch.do(compile_problem, problem), watch, seed)


class _Search:
    def __init__(self, model: Model, watch: Watch, seed: int) -> None:
        self.model = model
        self.watch = watch
        self.effort = watch.effort
        self.random = Random(seed)  # noqa: S311 - not for secrets
        self.board = Board(model)
        self.bound = float("inf")
        longest = CLOSED * self.effort.limit
        self.closing = 0.0 if self.effort.deterministic else min(longest, CLOSING * self.effort.seconds)
        self.effort.reserve = self.effort.limit * POLISHED + self.closing
        self.grain = grain_of([*model.value, model.penalty])
        self.scale = 1 / (self.grain or max([*model.value, model.penalty], default=1.0) / FINEST or 1.0)

    def run(self) -> Timetable:
        relaxation = self._relax()
        if relaxation is None or not self.watch.do(start, self.board):
            return impossible(self.model.problem, self.effort.seconds)
        self._learn(relaxation.bound)
        self.watch.enter(Phase.GUIDED)
        self.board = self._first(relaxation)
        self._learn(self.bound)
        self.watch.enter(Phase.SEARCH)
        self._improve(relaxation)
        return self._finish()

    def go_on(self, timetable: Timetable) -> Timetable:
        """From a timetable that stands, polish only."""
        self.board = loaded(self.model, timetable)
        self._learn(timetable.bound)
        return self._finish()

    def _finish(self) -> Timetable:
        """Fewer breaks at the same value, in the time that was kept for it or is left; then places."""
        self.watch.enter(Phase.POLISH)
        self.effort.reserve = self.closing
        reduce_breaks(self.board, self.random, self.watch.clock(self.effort.left, EXCHANGES_PER_SECOND))
        self.watch.enter(Phase.PLACES)
        timetable = self.watch.do(finished, self.board, self.bound)
        self.watch.enter(Phase.DONE)
        return replace(timetable, seconds=self.effort.seconds)

    def _learn(self, bound: float) -> None:
        """What the caller is to be told from now on."""
        self.bound = self.watch.bound = bound
        self.watch.incumbent = self.board.value

    def _relax(self) -> Relaxation | None:
        """The bound. Nothing stops a linear programme, but nobody must wait for it."""
        limit = None if self.effort.deterministic else self.effort.limit * RELAXED - self.effort.seconds
        job, brake = self.watch.begin(relax, self.model, time_limit=limit), Brake()
        self.watch.until(job, brake=brake, patient=False)
        return unrelaxed(self.model) if brake.pulled else job.result()

    def _first(self, relaxation: Relaxation) -> Board:
        """The guided timetable, or a simple one where that is luckier."""
        if self.effort.cancelled():
            return self.watch.do(filled, self.model, by_value(self.model))
        brake, least = Brake(), self.effort.left * (1 - GUIDED)

        def stop() -> bool:
            self.watch.incumbent = self.board.value
            self.effort.spend(1 / ATTEMPTS_PER_SECOND)
            return brake.pulled or self.effort.left < least

        job = self.watch.begin(guided, self.board, relaxation, stop)
        self.watch.until(job, brake=brake)
        job.result()
        simple = [self.watch.do(filled, self.model, order(self.model)) for order in (arrival, by_value)]
        return max(self.board, *simple, key=lambda board: board.value)

    @property
    def _goes_on(self) -> bool:
        return share_of(self.board.value, self.bound) < 1 and not self.effort.over

    def _improve(self, relaxation: Relaxation) -> None:
        pairs = sum(mask.bit_count() for mask in self.model.allowed)
        if self._goes_on and pairs <= SMALL:
            self._solve_whole()
        in_groups = pairs * max(GROUP_SIZES) <= LARGE * self.model.slots
        if self._goes_on:
            self._anneal(relaxation, ANNEALED)
        while self._goes_on and self._waiting(relaxation):
            self._loosen()
            if not (in_groups and self._improve_groups(relaxation)):
                self._anneal(relaxation, AGAIN)
            self.effort.spend(ROUND_EFFORT)

    def _solve_whole(self) -> None:
        """A small problem at once: often to the proved optimum, and if not, with a better bound."""
        group = whole(self.board, [r for r, mask in enumerate(self.model.allowed) if mask])
        value = self.board.value
        (outcome,) = self._search([group], self.effort.left / 2)
        self._apply([group], [outcome])
        rounding = 0.0 if self.grain else len(group.options) / self.scale
        self._learn(max(self.board.value, min(self.bound, value + outcome.slack + rounding)))

    def _anneal(self, relaxation: Relaxation, part: float) -> None:
        clock = self.watch.clock(self.effort.left * part, MOVES_PER_SECOND)
        anneal(self.board, relaxation, self.random, clock, self._better)

    def _loosen(self) -> None:
        """Exchange slots at equal value, by which others become free at the same time; and fill."""
        clock = self.watch.clock(min(LOOSENED, self.effort.left), EXCHANGES_PER_SECOND)
        reduce_breaks(self.board, self.random, clock)
        fill(self.board, self._stop)
        self._better(self.board.value)

    def _stop(self) -> bool:
        self.watch.tick()
        self.effort.spend(1 / ATTEMPTS_PER_SECOND)
        return self.effort.over

    def _improve_groups(self, relaxation: Relaxation) -> bool:
        """Groups of slots solved exactly; whether that brought anything."""
        before = self.board.value
        size = self.random.choice(GROUP_SIZES)
        groups = deal(self.board, self._waiting(relaxation), size, self.random)
        self._apply(groups, self._search(groups))
        return self.board.value > before

    def _better(self, value: float) -> None:
        self.watch.incumbent = value

    def _search(self, groups: list[Group], effort: float = GROUP_EFFORT) -> list[GroupOutcome]:
        """All groups at the same time."""
        brake = Brake()
        jobs = [
            self.watch.begin(self._search_one, group, self.random.randrange(1 << 30), effort, brake)
            for group in groups
        ]
        self.watch.until(*jobs, brake=brake)
        return [job.result() for job in jobs]

    def _search_one(self, group: Group, seed: int, effort: float, brake: Brake) -> GroupOutcome:
        """In a thread of the pool: asks the clock only, never the caller's ``cancelled``."""
        seconds = (
            UNLIMITED if self.effort.deterministic else min(self.effort.left, max(effort, GROUP_SECONDS))
        )
        if brake.pulled or seconds <= 0:
            return NO_ANSWER
        return improve(
            self.model, group, scale=self.scale, seed=seed, effort=effort, seconds=seconds, brake=brake
        )

    def _waiting(self, relaxation: Relaxation) -> list[int]:
        """The requests that are not held and could be in a better timetable, the most promising first."""
        least = self.board.value - relaxation.bound
        waiting = [
            r
            for r, t in enumerate(self.board.slot_of)
            if t == NOWHERE and self.model.allowed[r] and relaxation.worth[r] >= least
        ]
        self.random.shuffle(waiting)
        most = WAITING_PER_SLOT * self.model.slots
        return sorted(waiting, key=lambda r: -relaxation.worth[r])[:most]

    def _apply(self, groups: list[Group], outcomes: list[GroupOutcome]) -> None:
        """Take over the answers of all groups; they fit together."""
        self.effort.spend(sum(outcome.effort for outcome in outcomes))
        before = self.board.value
        better = [(group, one.answer) for group, one in zip(groups, outcomes, strict=True) if one.answer]
        for group, _ in better:
            for r in group.now:
                self.board.take(r)
        for _, answer in better:
            for holding in answer:
                self.board.enter(*holding)
        if self.board.value < before - 1e-9:
            self.board.undo(0)
        self.board.commit()
        self.watch.incumbent = self.board.value
