"""What a simple organiser would do: the ground to be better than."""

from collections.abc import Callable, Iterable

from madang.timetable.board.board import NOWHERE, Board
from madang.timetable.board.model import Model, bits, compile_problem
from madang.timetable.board.result import finished, impossible
from madang.timetable.problem import Problem
from madang.timetable.solving.bound import relax
from madang.timetable.solving.start import start
from madang.timetable.timetable import Timetable


def first_come_first_served(problem: Problem) -> Timetable:
    """Each request in order of arrival takes the first slot in which everything is free."""
    return _simple(problem, arrival)


def value_greedy(problem: Problem) -> Timetable:
    """As first come first served, in order of falling value."""
    return _simple(problem, by_value)


def arrival(model: Model) -> Iterable[int]:
    """The requests in order of arrival."""
    return range(len(model.value))


def by_value(model: Model) -> Iterable[int]:
    """The requests in order of falling value, then of arrival."""
    return sorted(arrival(model), key=lambda r: -model.value[r])


def filled(model: Model, order: Iterable[int]) -> Board:
    """After the fixed meetings, each request takes the first slot in which everything is free."""
    board = Board(model)
    start(board)
    for r in order:
        if board.slot_of[r] == NOWHERE:
            any(board.put(r, t) for t in bits(board.free_slots(r)))
    board.commit()
    return board


def _simple(problem: Problem, order: Callable[[Model], Iterable[int]]) -> Timetable:
    model = compile_problem(problem)
    relaxation = relax(model)
    if relaxation is None or not start(Board(model)):
        return impossible(problem, 0.0)
    return finished(filled(model, order(model)), relaxation.bound)
