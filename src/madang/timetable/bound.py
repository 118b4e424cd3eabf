"""An upper bound on the value of any timetable."""

from madang.timetable.problem import Problem


def bound(problem: Problem) -> float:
    """A value that no timetable of the problem exceeds (linear programme of a b-matching with floors)."""
    raise NotImplementedError
