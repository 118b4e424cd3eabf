"""What the caller hears while a search goes on, and how the caller stops it.

Work that takes long goes to other threads. The caller's own thread, in which ``on_progress`` and
``cancelled`` are called, waits for it, tells and listens.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from time import monotonic
from typing import Any, ParamSpec, TypeVar

from madang.timetable.solving.effort import Effort
from madang.timetable.solving.exact import Brake
from madang.timetable.timetable import OnProgress, Phase, Progress

P = ParamSpec("P")
T = TypeVar("T")

PAUSE = 0.4
"""Seconds between two reports, at the most."""
LOOK = 0.1
"""Seconds between two looks at whether to stop while other threads work."""


class Watch:
    """Phase, incumbent and bound of a search, reported twice a second or more often."""

    def __init__(self, effort: Effort, workers: int, on_progress: OnProgress | None) -> None:
        self.effort = effort
        self.phase = Phase.BOUND
        self.incumbent: float | None = None
        self.bound: float | None = None
        self._tell = on_progress or (lambda _: None)
        self._told = 0.0
        self._pool = ThreadPoolExecutor(workers)

    def close(self) -> None:
        """No more work; what cannot be stopped ends on its own."""
        self._pool.shutdown(wait=False)

    def enter(self, phase: Phase) -> None:
        self.phase = phase
        self._report()

    def tick(self) -> None:
        """Report, if that is due."""
        if monotonic() - self._told >= PAUSE:
            self._report()

    def _report(self) -> None:
        self._told = monotonic()
        self._tell(Progress(self.phase, self.incumbent, self.bound, self.effort.seconds))

    def clock(self, budget: float, per_second: float) -> Callable[[int], float]:
        """The clock of ``Effort``, for work in the caller's thread; it reports on the way."""
        return self.effort.clock(budget, per_second, self.tick)

    def begin(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have another thread do it."""
        return self._pool.submit(function, *args, **kwargs)

    def until(self, *jobs: Future[Any], brake: Brake, patient: bool = True) -> None:
        """Wait for the jobs; pull the brake when the caller wants to stop, and then, if not patient, go."""
        while wait(jobs, timeout=LOOK).not_done and (patient or not brake.pulled):
            if self.effort.cancelled():
                brake.pull()
            self.tick()

    def do(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of what cannot be stopped and does not take long."""
        job = self.begin(function, *args, **kwargs)
        self.until(job, brake=Brake())
        return job.result()
