"""Finds a schedule with the fewest breaks and proves that none has fewer, or that there is none at all.

Two searches share what they find: CP-SAT, and after a head start, because most instances need no more, a
prover in processes of their own. The search is over when a schedule has as few breaks as the bound, whoever
found which.
"""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from threading import Lock
from time import monotonic

from ortools.sat.python import cp_model

from madang.timetable.b2bsop.instance import Instance, Schedule
from madang.timetable.b2bsop.model import Model
from madang.timetable.b2bsop.prover import Proof, Prover
from madang.timetable.timetable import Cancelled, OnProgress, Phase, Progress, Status

PAUSE = 0.05
"""Seconds between two looks at what the searches have found and whether they are still wanted."""
HEAD_START = 0.5
"""Seconds of CP-SAT before the prover is started."""
PROVERS = 2
"""The most processes of the prover that paid."""
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
        workers: threads of CP-SAT and, from the second on, processes of provers.
        seed: of the random decisions.
        deterministic: the same arguments give the same schedule, whatever the machine's speed; the time limit
            is then a limit of work, and roughly seconds; and one thread does it.
        on_progress: told, in this thread, each new incumbent (breaks) and bound.
        cancelled: asked often; once true, the best so far is returned.
    """
    best = _Best(monotonic(), on_progress)
    search = _Search(Model(instance, fairness), best, cancelled or (lambda: False))
    processes = 0 if deterministic else min(PROVERS, workers - 1)
    search.configure(time_limit, workers - processes, seed, deterministic=deterministic)
    with ExitStack() as stack, ThreadPoolExecutor(1) as pool:
        work = pool.submit(search.run)
        search.wait(work, HEAD_START)
        if processes and not work.done():
            prover = Prover(instance, fairness, processes, time_limit - best.seconds)
            search.prover = stack.enter_context(prover)
        search.wait(work, float("inf"))
    work.result()
    return best.schedule()


class _Best:
    """The best schedule and bound so far; told by several threads."""

    def __init__(self, began: float, on_progress: OnProgress | None) -> None:
        self.began = began
        self.on_progress = on_progress
        self.slots: tuple[int, ...] = ()
        self.breaks: int | None = None
        self.bound = 0
        self.infeasible = False
        self._lock = Lock()
        self._told: tuple[int | None, int] | None = None

    @property
    def seconds(self) -> float:
        return monotonic() - self.began

    @property
    def proved(self) -> bool:
        return self.infeasible or (self.breaks is not None and self.breaks <= self.bound)

    def note(self, slots: tuple[int, ...], breaks: int) -> None:
        with self._lock:
            if self.breaks is None or breaks < self.breaks:
                self.slots, self.breaks = slots, breaks

    def raise_bound(self, bound: float) -> None:
        with self._lock:
            self.bound = max(self.bound, round(bound))

    def take(self, proof: Proof) -> None:
        if proof.bound is None:
            self.infeasible = True
            return
        self.raise_bound(proof.bound)
        if proof.slots is not None:
            self.note(proof.slots, proof.bound if proof.breaks is None else proof.breaks)

    def tell(self) -> None:
        """Tell the caller what is new."""
        known = (self.breaks, self.bound)
        if self.on_progress and known not in {self._told, (None, 0)}:
            self._told = known
            self.on_progress(Progress(Phase.SEARCH, *known, seconds=self.seconds))

    def schedule(self) -> Schedule:
        if self.infeasible:
            return Schedule(Status.INFEASIBLE, seconds=self.seconds)
        if self.breaks is None:
            return Schedule(Status.UNKNOWN, bound=self.bound, seconds=self.seconds)
        status = Status.OPTIMAL if self.proved else Status.FEASIBLE
        return Schedule(status, self.breaks, min(self.bound, self.breaks), self.slots, self.seconds)


class _Search:
    """CP-SAT in a thread of its own, and perhaps provers; the caller's thread looks after both."""

    def __init__(self, model: Model, best: _Best, cancelled: Cancelled) -> None:
        self.model = model
        self.best = best
        self.cancelled = cancelled
        self.solver = cp_model.CpSolver()
        self.prover: Prover | None = None

    def configure(self, time_limit: float, workers: int, seed: int, *, deterministic: bool) -> None:
        parameters = self.solver.parameters
        parameters.num_workers = workers
        parameters.catch_sigint_signal = False  # what Ctrl-C does is for the caller to say
        parameters.random_seed = seed
        if deterministic:
            parameters.interleave_search = True
            parameters.num_workers = 1  # of two that find equal schedules at once, either may come first
            parameters.max_deterministic_time = time_limit * WORK_PER_SECOND
        else:
            parameters.max_time_in_seconds = max(0.0, time_limit - self.best.seconds)

    def run(self) -> None:
        """CP-SAT's part, in its thread."""
        self.solver.best_bound_callback = self.best.raise_bound
        answer = self.solver.solve(self.model.cp, _Incumbents(self))
        status = Status[self.solver.status_name(answer)]
        if status is Status.INFEASIBLE:
            self.best.infeasible = True
        elif status is Status.OPTIMAL:
            self.best.raise_bound(self.solver.objective_value)

    def wait(self, work: Future[None], seconds: float) -> None:
        """Look after the searches until CP-SAT has ended, or so many seconds after the beginning."""
        while wait([work], PAUSE).not_done and self.best.seconds < seconds:
            self._look()
        self._look()

    def _look(self) -> None:
        for proof in self.prover.news(self.best.bound) if self.prover else ():
            self.best.take(proof)
        self.best.tell()
        if self.best.proved or self.cancelled():
            self.solver.stop_search()


class _Incumbents(cp_model.CpSolverSolutionCallback):
    def __init__(self, search: _Search) -> None:
        super().__init__()
        self._search = search

    def on_solution_callback(self) -> None:
        self._search.best.note(self._search.model.schedule(self.boolean_value), round(self.objective_value))
