"""A board on which a timetable stands."""

from madang.timetable.board.board import Board
from madang.timetable.board.model import Model
from madang.timetable.timetable import Timetable


def loaded(model: Model, timetable: Timetable) -> Board:
    """The board as the timetable has it."""
    board = Board(model)
    row = {request.id: r for r, request in enumerate(model.problem.requests)}
    helper = {interpreter.id: i for i, interpreter in enumerate(model.problem.interpreters)}
    for meeting in timetable.meetings:
        helpers = tuple(helper[person] for person in meeting.interpreters)
        board.enter(row[meeting.request], meeting.slot, helpers, board.hall_at(meeting.place))
    board.commit()
    return board


def interpreters_of(board: Board, r: int) -> tuple[str, ...]:
    """The ids of the interpreters of a request that is held."""
    people = board.model.problem.interpreters
    return tuple(people[helper].id for helper in board.helpers_of(r))
