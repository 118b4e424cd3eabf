"""From a problem to a timetable: bound, guided start, exact improvement of groups of slots, places.

Deterministic mode counts work instead of seconds: the same problem, seed and limit give the same timetable on any
machine and with any number of workers; on a slow one it may take longer than the limit.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random

from madang.timetable.baselines import arrival, fill_in_order
from madang.timetable.board import NOWHERE, Board
from madang.timetable.bound import Relaxation, grain_of, relax
from madang.timetable.effort import Effort
from madang.timetable.groups import Group, Outcome, deal, improve
from madang.timetable.guided import guided
from madang.timetable.model import Model, compile_problem
from madang.timetable.problem import Problem
from madang.timetable.result import finished, impossible
from madang.timetable.start import start
from madang.timetable.timetable import Cancelled, OnProgress, Phase, Progress, Timetable

GROUP_SIZES = (3, 4, 5)
GROUP_EFFORT = 2.0
WAITING_PER_SLOT = 150
FINEST = 1_000_000


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
        time_limit: seconds; a first timetable is always made, however short the limit.
        workers: threads of the search.
        seed: of all random choices.
        deterministic: the same problem, seed and limit give the same timetable; the limit counts work.
        on_progress: called in this thread with each new phase and each better timetable.
        cancelled: asked often; once true, the best so far is returned.

    Returns:
        A valid timetable; ``Status.OPTIMAL`` if its value meets the bound, ``Status.INFEASIBLE`` and empty if
        the fixed meetings cannot all be held.
    """
    effort = Effort(time_limit, deterministic=deterministic, cancelled=cancelled)
    return _Search(compile_problem(problem), effort, workers, seed, on_progress).run()


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

    def run(self) -> Timetable:
        self._report(Phase.BOUND)
        limit = None if self.effort.deterministic else self.effort.left
        relaxation = relax(self.model, time_limit=limit)
        if relaxation is None or not start(self.board):
            return impossible(self.model.problem, self.effort.seconds)
        self.bound = relaxation.bound
        self._report(Phase.GUIDED)
        self.board = self._first(relaxation)
        self._report(Phase.SEARCH)
        self._improve(relaxation)
        self._report(Phase.PLACES)
        timetable = finished(self.board, relaxation.bound)
        self._report(Phase.DONE)
        return replace(timetable, seconds=self.effort.seconds)

    def _report(self, phase: Phase) -> None:
        incumbent = None if self.bound is None else self.board.value
        self.tell(Progress(phase, incumbent, self.bound, self.effort.seconds))

    def _first(self, relaxation: Relaxation) -> Board:
        """The guided timetable, or first come first served where that is luckier."""
        simple = Board(self.model)
        start(simple)
        fill_in_order(simple, arrival(self.model))
        guided(self.board, relaxation, self.effort.attempt)
        return max(self.board, simple, key=lambda board: board.value)

    def _improve(self, relaxation: Relaxation) -> None:
        scale = 1 / (grain_of([*self.model.value, self.model.penalty]) or self._finest())
        with ThreadPoolExecutor(self.workers) as pool:
            while self.gap > 1e-9 and self.effort.left > 0 and not self.effort.cancelled():
                before = self.board.value
                self._round(pool, relaxation, scale)
                if self.board.value > before:
                    self._report(Phase.SEARCH)

    @property
    def gap(self) -> float:
        assert self.bound is not None
        return (self.bound - self.board.value) / max(1.0, abs(self.bound))

    def _finest(self) -> float:
        return max([*self.model.value, self.model.penalty]) / FINEST or 1.0

    def _round(self, pool: ThreadPoolExecutor, relaxation: Relaxation, scale: float) -> None:
        size = min(self.random.choice(GROUP_SIZES), max(1, self.model.slots))
        groups = deal(self.board, self._waiting(relaxation), size, self.random)
        seeds = [self.random.randrange(1 << 30) for _ in groups]
        seconds = 1e9 if self.effort.deterministic else max(0.05, self.effort.left)

        def work(pair: tuple[Group, int]) -> Outcome:
            group, seed = pair
            return improve(
                self.model, group, scale=scale, seed=seed, effort=GROUP_EFFORT, seconds=seconds
            )

        outcomes = list(pool.map(work, zip(groups, seeds, strict=True)))
        self.effort.spend(sum(outcome.effort for outcome in outcomes) + 0.05)
        self._apply(groups, outcomes)

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
        before = self.board.value
        better = [(group, one.answer) for group, one in zip(groups, outcomes, strict=True) if one.answer]
        for group, _ in better:
            for r in group.now:
                self.board.take(r)
        for _, answer in better:
            for r, t, helper in answer:
                self.board.enter(r, t, helper)
        if self.board.value < before - 1e-9:
            self.board.undo(0)
        self.board.commit()


