"""A finished board as a timetable."""

from math import fsum

from madang.timetable.board.board import NOWHERE, Board
from madang.timetable.board.places import meetings_of
from madang.timetable.problem import Problem
from madang.timetable.timetable import Status, Timetable, share_of


def finished(board: Board, bound: float) -> Timetable:
    """The timetable with tables and rooms; optimal if its value meets the bound."""
    model = board.model
    value = fsum(
        [model.value[r] for r, t in enumerate(board.slot_of) if t != NOWHERE]
        + [-model.penalty * max(0, low - board.held[p]) for p, low in enumerate(model.minimum)]
    )
    requests = model.problem.requests
    return Timetable(
        meetings=meetings_of(board),
        unscheduled=tuple(
            request.id for request, t in zip(requests, board.slot_of, strict=True) if t == NOWHERE
        ),
        value=value,
        bound=max(value, bound),
        status=Status.OPTIMAL if share_of(value, bound) == 1.0 else Status.FEASIBLE,
    )


def impossible(problem: Problem, seconds: float) -> Timetable:
    """The empty answer to fixed meetings that contradict the rest."""
    return Timetable(
        unscheduled=tuple(request.id for request in problem.requests),
        status=Status.INFEASIBLE,
        seconds=seconds,
    )
