"""From a problem to a timetable."""

from madang.timetable.problem import Problem
from madang.timetable.timetable import Cancelled, OnProgress, Timetable


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
    """The best timetable found within ``time_limit`` seconds; what stands is returned when ``cancelled()``."""
    raise NotImplementedError
