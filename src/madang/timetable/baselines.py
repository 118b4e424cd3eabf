"""What a simple organiser would do: the ground to be better than."""

from collections.abc import Iterable

from madang.timetable.board import NOWHERE, Board
from madang.timetable.bound import relax
from madang.timetable.model import Model, bits, compile_problem
from madang.timetable.problem import Problem
from madang.timetable.result import finished, impossible
from madang.timetable.start import start
from madang.timetable.timetable import Timetable


def first_come_first_served(problem: Problem) -> Timetable:
    """Each request in order of arrival takes the first slot in which everything is free."""
    model = compile_problem(problem)
    return _filled(model, arrival(model))


def value_greedy(problem: Problem) -> Timetable:
    """As first come first served, in order of falling value."""
    model = compile_problem(problem)
    return _filled(model, sorted(arrival(model), key=lambda r: -model.value[r]))


def arrival(model: Model) -> Iterable[int]:
    """The requests in order of arrival."""
    return range(len(model.value))


def fill_in_order(board: Board, order: Iterable[int]) -> None:
    """Each request takes the first slot in which everything is free."""
    for r in order:
        if board.slot_of[r] == NOWHERE:
            any(board.put(r, t) for t in bits(board.free_slots(r)))
    board.commit()


def _filled(model: Model, order: Iterable[int]) -> Timetable:
    board = Board(model)
    relaxation = relax(model)
    if relaxation is None or not start(board):
        return impossible(model.problem, 0.0)
    fill_in_order(board, order)
    return finished(board, relaxation.bound)
