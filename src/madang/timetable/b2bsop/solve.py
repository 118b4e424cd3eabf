"""Finds a schedule with the fewest breaks and proves that none has fewer, or that there is none at all."""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from time import monotonic

from ortools.sat.python import cp_model

from madang.timetable.b2bsop.instance import Instance, Schedule
from madang.timetable.b2bsop.model import Model
from madang.timetable.timetable import Cancelled, OnProgress, Phase, Progress, Status

PAUSE = 0.05
"""Seconds between two looks at what the search has found and whether it is still wanted."""
WORK_PER_SECOND = 0.5
"""CP-SAT's deterministic time that counts as one second of a deterministic search, on the careful side."""


def solve(
    instance: Instance,
    *,
    fairness: int = 2,
    time_limit: float = 60,
    workers: int = 4,
    seed: int = 0,
    deterministic: bool = False,
    on_progress: OnProgress | None = None,
    cancelled: Cancelled | None = None,
) -> Schedule:
    """The schedule with the fewest breaks that was found, and what is proved of it.

    Args:
        instance: what must be held.
        fairness: d; the breaks of two participants who have meetings differ by at most d.
        time_limit: in seconds.
        workers: threads that search.
        seed: of the random decisions.
        deterministic: the same arguments give the same schedule, whatever the machine's speed; the time limit
            is then a limit of work, and roughly seconds.
        on_progress: told, in this thread, each new incumbent (breaks) and bound.
        cancelled: asked often; once true, the best so far is returned.
    """
    began = monotonic()
    model = Model(instance, fairness)
    search = _Search(model, began, on_progress)
    search.configure(time_limit, workers, seed, deterministic=deterministic)
    status = search.run(cancelled or (lambda: False))
    return search.schedule(status)


class _Search:
    """CP-SAT in a thread of its own; this thread passes on what it finds and stops it."""

    def __init__(self, model: Model, began: float, on_progress: OnProgress | None) -> None:
        self.model = model
        self.began = began
        self.on_progress = on_progress
        self.solver = cp_model.CpSolver()
        self.found: tuple[int | None, int] = (None, 0)
        self.told: tuple[int | None, int] | None = None

    def configure(self, time_limit: float, workers: int, seed: int, *, deterministic: bool) -> None:
        parameters = self.solver.parameters
        parameters.num_workers = workers
        parameters.random_seed = seed
        if deterministic:
            parameters.interleave_search = True
            parameters.max_deterministic_time = time_limit * WORK_PER_SECOND
        else:
            parameters.max_time_in_seconds = max(0.0, time_limit - (monotonic() - self.began))

    def run(self, cancelled: Cancelled) -> Status:
        with ThreadPoolExecutor(1) as pool:
            work: Future[Status] = pool.submit(self._solve)
            while wait([work], PAUSE).not_done:
                self._tell()
                if cancelled():
                    self.solver.stop_search()
        return work.result()

    def _solve(self) -> Status:
        self.solver.best_bound_callback = self._note_bound
        status = self.solver.solve(self.model.cp, _Incumbents(self))
        return Status[self.solver.status_name(status)]

    def _note_bound(self, bound: float) -> None:
        self.found = (self.found[0], round(bound))

    def _tell(self) -> None:
        if self.on_progress and self.found != self.told:
            self.told = self.found
            self.on_progress(Progress(Phase.SEARCH, *self.found, seconds=monotonic() - self.began))

    def schedule(self, status: Status) -> Schedule:
        seconds = monotonic() - self.began
        if status not in {Status.OPTIMAL, Status.FEASIBLE}:
            return Schedule(status, seconds=seconds)
        slots = dict(key for key, held in self.model.held.items() if self.solver.boolean_value(held))
        return Schedule(
            status,
            round(self.solver.objective_value),
            round(self.solver.best_objective_bound),
            tuple(slots[number] for number in range(1, len(self.model.instance.meetings) + 1)),
            seconds,
        )


class _Incumbents(cp_model.CpSolverSolutionCallback):
    def __init__(self, search: _Search) -> None:
        super().__init__()
        self._search = search

    def on_solution_callback(self) -> None:
        self._search.found = (round(self.objective_value), self._search.found[1])
