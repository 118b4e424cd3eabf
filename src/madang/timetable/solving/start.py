"""The fixed meetings: they stand before anything else is placed."""

from madang.timetable.board.board import Board
from madang.timetable.board.model import Model
from madang.timetable.solving.exact import Brake, improve
from madang.timetable.solving.groups import whole


def start(board: Board) -> bool:
    """Put the fixed meetings on the empty board; false if they cannot all be held together."""
    if not _clash_free(board.model):
        return False
    mark = board.mark()
    for r, fixed in sorted(board.model.fixed.items()):
        if not (board.free_slots(r) >> fixed.slot & 1 and board.put(r, fixed.slot)):
            board.undo(mark)
            return _start_exactly(board)
    board.commit()
    return True


def _start_exactly(board: Board) -> bool:
    """The same with a proof: interpreters' hours may need another choice than the first that is free."""
    group = whole(board, sorted(board.model.fixed))
    outcome = improve(board.model, group, scale=0.0, seed=0, effort=1e9, seconds=1e9, brake=Brake())
    if outcome.answer is None:
        return False
    for holding in outcome.answer:
        board.enter(*holding)
    board.commit()
    return True


def _clash_free(model: Model) -> bool:
    """Whether the named tables and rooms are open, of use and named once in a slot."""
    problem = model.problem
    open_in = {("place", one.id): one.slots for one in problem.places}
    open_in |= {("room", one.id): one.slots for one in problem.rooms}
    seen = set()
    for r, fixed in model.fixed.items():
        for kind, wanted, needed in (
            ("place", fixed.place, model.table[r]),
            ("room", fixed.room, model.room[r]),
        ):
            if wanted is None:
                continue
            slots = open_in[kind, wanted]
            if not needed or (kind, wanted, fixed.slot) in seen:
                return False
            if slots is not None and fixed.slot not in slots:
                return False
            seen.add((kind, wanted, fixed.slot))
    return True
