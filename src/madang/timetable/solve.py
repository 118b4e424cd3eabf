"""From a problem to a timetable: bound, guided start, exact improvement of groups of slots, places.

Deterministic mode counts work instead of seconds: the same problem, seed and limit give the same timetable
on any machine and with any number of workers; on a slow one it may take longer than the limit.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from random import Random
from time import monotonic

from madang.timetable.anneal import anneal
from madang.timetable.baselines import arrival, by_value, filled
from madang.timetable.board import NOWHERE, Board
from madang.timetable.bound import Relaxation, grain_of, relax, unrelaxed
from madang.timetable.breaks import reduce_breaks
from madang.timetable.effort import EXCHANGES_PER_SECOND, MOVES_PER_SECOND, Effort
from madang.timetable.exact import NO_ANSWER, Brake, Outcome, improve
from madang.timetable.groups import Group, deal, whole
from madang.timetable.guided import guided
from madang.timetable.model import Model, compile_problem
from madang.timetable.problem import Problem
from madang.timetable.result import finished, impossible
from madang.timetable.standing import loaded
from madang.timetable.start import start
from madang.timetable.timetable import Cancelled, OnProgress, Phase, Progress, Timetable, share_of

GROUP_SIZES = (3, 4, 5)
GROUP_EFFORT = 1.0
GROUP_SECONDS = 4.0
ROUND_EFFORT = 0.05
WAITING_PER_SLOT = 150
SMALL = 3_000
"""Pairs of request and slot up to which the whole problem goes to CP-SAT at once."""
ANNEALED = 0.5
"""The part of the time left for annealing."""
POLISHED = 0.2
"""The part of all time kept for fewer breaks."""
RELAXED = 0.6
"""The part of the time left that the bound may take."""
LARGE = 20_000
"""Pairs of request and slot in a group beyond which building it costs more than it brings."""
FINEST = 100_000_000
PAUSE = 0.4
"""Seconds between two reports, at the most."""
LOOK = 0.1
"""Seconds between two looks at whether to stop while other threads work."""
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
    return _Search(compile_problem(problem), effort, workers, seed, on_progress).run()


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
    search = _Search(compile_problem(problem), effort, 1, seed, on_progress)
    return search.go_on(timetable)


class _Search:
    def __init__(
        self, model: Model, effort: Effort, workers: int, seed: int, on_progress: OnProgress | None
    ) -> None:
        self.model = model
        self.effort = effort
        self.workers = workers
        self.random = Random(seed)  # noqa: S311 - not for secrets
        self.tell = on_progress or (lambda _: None)
        self.board = Board(model)
        self.bound: float | None = None
        self.best: float | None = None
        self.phase = Phase.BOUND
        self.told = 0.0
        self.closing = 0.0 if effort.deterministic else effort.seconds
        effort.reserve = effort.limit * POLISHED + self.closing
        self.grain = grain_of([*model.value, model.penalty])
        self.scale = 1 / (self.grain or max([*model.value, model.penalty], default=1.0) / FINEST or 1.0)

    def run(self) -> Timetable:
        pool = ThreadPoolExecutor(self.workers)
        try:
            return self._run(pool)
        finally:
            pool.shutdown(wait=False)

    def _run(self, pool: ThreadPoolExecutor) -> Timetable:
        self._enter(Phase.BOUND)
        relaxation = self._relax(pool)
        if relaxation is None or not start(self.board):
            return impossible(self.model.problem, self.effort.seconds)
        self.bound = relaxation.bound
        self.best = self.board.value
        self._enter(Phase.GUIDED)
        self.board = self._first(relaxation)
        self.best = self.board.value
        self._enter(Phase.SEARCH)
        self._improve(relaxation, pool)
        return self._finish()

    def go_on(self, timetable: Timetable) -> Timetable:
        """From a timetable that stands, polish only."""
        self.board = loaded(self.model, timetable)
        self.best, self.bound = self.board.value, timetable.bound
        return self._finish()

    def _finish(self) -> Timetable:
        """Fewer breaks at the same value, in the time that was kept for it or is left; then places."""
        assert self.bound is not None
        self.best = self.board.value
        self._enter(Phase.POLISH)
        self.effort.reserve = self.closing
        reduce_breaks(self.board, self.random, self._clock(self.effort.left, EXCHANGES_PER_SECOND))
        self._enter(Phase.PLACES)
        timetable = finished(self.board, self.bound)
        self._enter(Phase.DONE)
        return replace(timetable, seconds=self.effort.seconds)

    # -- reports

    def _enter(self, phase: Phase) -> None:
        self.phase = phase
        self._report()

    def _report(self) -> None:
        self.told = monotonic()
        self.tell(Progress(self.phase, self.best, self.bound, self.effort.seconds))

    def _tick(self) -> None:
        """Say how far it is, not too often."""
        if monotonic() - self.told >= PAUSE:
            self._report()

    def _better(self, value: float) -> None:
        self.best = value

    def _clock(self, budget: float, per_second: float) -> Callable[[int], float]:
        return self.effort.clock(budget, per_second, self._tick)

    # -- the phases

    def _relax(self, pool: ThreadPoolExecutor) -> Relaxation | None:
        """The bound, from another thread: nothing stops a linear programme, but nobody must wait for it."""
        limit = None if self.effort.deterministic else self.effort.left * RELAXED
        job = pool.submit(relax, self.model, time_limit=limit)
        while wait([job], timeout=LOOK).not_done:
            if self.effort.cancelled():
                return unrelaxed(self.model)
            self._tick()
        return job.result()

    def _first(self, relaxation: Relaxation) -> Board:
        """The guided timetable, or a simple one where that is luckier."""
        guided(self.board, relaxation, self._attempt)
        simple = [filled(self.model, order(self.model)) for order in (arrival, by_value)]
        return max(self.board, *simple, key=lambda board: board.value)

    def _attempt(self) -> bool:
        self.best = self.board.value
        self._tick()
        return self.effort.attempt()

    @property
    def _goes_on(self) -> bool:
        assert self.bound is not None
        return share_of(self.board.value, self.bound) < 1 and not self.effort.over

    def _improve(self, relaxation: Relaxation, pool: ThreadPoolExecutor) -> None:
        pairs = sum(mask.bit_count() for mask in self.model.allowed)
        if self._goes_on and pairs <= SMALL:
            self._solve_whole(pool)
        in_groups = pairs * max(GROUP_SIZES) <= LARGE * self.model.slots
        if self._goes_on:
            self._anneal(relaxation, ANNEALED if in_groups else 1.0)
        while in_groups and self._goes_on:
            size = self.random.choice(GROUP_SIZES)
            groups = deal(self.board, self._waiting(relaxation), size, self.random)
            self._apply(groups, self._search(pool, groups))
            self.best = self.board.value
            self.effort.spend(ROUND_EFFORT)

    def _solve_whole(self, pool: ThreadPoolExecutor) -> None:
        """A small problem at once: often to the proved optimum, and if not, with a better bound."""
        assert self.bound is not None
        group = whole(self.board, [r for r, mask in enumerate(self.model.allowed) if mask])
        value = self.board.value
        (outcome,) = self._search(pool, [group], self.effort.left / 2)
        self._apply([group], [outcome])
        rounding = 0.0 if self.grain else len(group.options) / self.scale
        self.best = self.board.value
        self.bound = max(self.best, min(self.bound, value + outcome.slack + rounding))

    def _anneal(self, relaxation: Relaxation, part: float) -> None:
        clock = self._clock(self.effort.left * part, MOVES_PER_SECOND)
        anneal(self.board, relaxation, self.random, clock, self._better)
        self.best = self.board.value

    def _search(
        self, pool: ThreadPoolExecutor, groups: list[Group], effort: float = GROUP_EFFORT
    ) -> list[Outcome]:
        """All groups at the same time, while this thread (the caller's own) tells and listens."""
        brake = Brake()
        jobs = [
            pool.submit(self._search_one, group, self.random.randrange(1 << 30), effort, brake)
            for group in groups
        ]
        while wait(jobs, timeout=LOOK).not_done:
            if self.effort.cancelled():
                brake.pull()
            self._tick()
        return [job.result() for job in jobs]

    def _search_one(self, group: Group, seed: int, effort: float, brake: Brake) -> Outcome:
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

    def _apply(self, groups: list[Group], outcomes: list[Outcome]) -> None:
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
