"""What a simple organiser would do: the ground to be better than."""

from madang.timetable.problem import Problem
from madang.timetable.timetable import Timetable


def first_come_first_served(problem: Problem) -> Timetable:
    """Each request in order of arrival takes the first slot in which everything is free."""
    raise NotImplementedError


def value_greedy(problem: Problem) -> Timetable:
    """As first come first served, in order of falling value."""
    raise NotImplementedError
