"""The board is valid at any moment, and what it remembers is what it would find anew."""

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.timetable.problems import problems

from madang.timetable import Problem, validate
from madang.timetable.board.board import NOWHERE, Board
from madang.timetable.board.model import bits, compile_problem
from madang.timetable.board.result import finished
from madang.timetable.solving.start import start

MANY = settings(deadline=None, max_examples=80, suppress_health_check=list(HealthCheck))


def state(board: Board) -> tuple:
    """Everything that depends on the meetings held and on nothing else."""
    halls = None if board.walking is None else (board.walking.used, board.walking.open, board.walking.barred)
    helpers = [board.helpers_of(r) for r in range(len(board.slot_of))]
    hands = (helpers, board.work, board.busy, board.hands.idle, board.hands.working, board.hands.unreached)
    at = [sorted(here) for here in board.at]
    masks = (board.full, board.resting, board.held, board.no_table, board.no_room)
    return (list(board.slot_of), list(board.hall_of), at, masks, hands, halls)


def anew(board: Board) -> Board:
    """Another board with the same meetings."""
    other = Board(board.model)
    for r, t in enumerate(board.slot_of):
        if t != NOWHERE:
            other.enter(r, t, board.helpers_of(r), board.hall_of[r])
    return other


def shuffle(board: Board, random: Random, times: int = 40) -> None:
    """Put and take at random."""
    for _ in range(times):
        r = random.randrange(len(board.slot_of))
        if board.slot_of[r] != NOWHERE:
            board.take(r)
        elif free := list(bits(board.free_slots(r))):
            board.put(r, random.choice(free))


def begun(problem: Problem) -> Board | None:
    board = Board(compile_problem(problem))
    return board if problem.requests and start(board) else None


@MANY
@given(problems(), st.integers(0, 2**32))
def test_board_remembers_what_it_would_find_anew(problem: Problem, seed: int) -> None:
    if (board := begun(problem)) is None:
        return
    shuffle(board, Random(seed))

    assert state(board) == state(anew(board))


@MANY
@given(problems(), st.integers(0, 2**32))
def test_undo_leads_back(problem: Problem, seed: int) -> None:
    if (board := begun(problem)) is None:
        return
    random = Random(seed)
    shuffle(board, random)
    mark, before = board.mark(), repr(state(anew(board)))

    shuffle(board, random)
    board.undo(mark)

    assert repr(state(anew(board))) == before
    assert state(board) == state(anew(board))


@MANY
@given(problems(), st.integers(0, 2**32))
def test_what_stands_on_the_board_is_valid(problem: Problem, seed: int) -> None:
    if (board := begun(problem)) is None:
        return
    shuffle(board, Random(seed))
    for r in board.model.fixed:
        if board.slot_of[r] == NOWHERE:
            return

    assert validate(problem, finished(board, 1e9)) == ()


@MANY
@given(problems(), st.integers(0, 2**32))
def test_meeting_taken_out_can_enter_as_it_was(problem: Problem, seed: int) -> None:
    if (board := begun(problem)) is None:
        return
    shuffle(board, Random(seed))
    for r, t in enumerate(list(board.slot_of)):
        if t != NOWHERE:
            was = (board.helpers_of(r), board.hall_of[r])
            board.take(r)
            assert board.can_enter(r, t, *was)
            board.enter(r, t, *was)


@MANY
@given(problems(), st.integers(0, 2**32))
def test_one_of_each_set_in_the_way_must_leave(problem: Problem, seed: int) -> None:
    """And without them the participant is free."""
    if (board := begun(problem)) is None:
        return
    shuffle(board, Random(seed))
    for r, t in enumerate(board.slot_of):
        for u in bits(board.model.allowed[r]) if t == NOWHERE else ():
            for hall in board.choice(r):
                sets = [one for p in _ends(board, r) for one in board.in_the_way(p, u, hall)]
                can = board.free_slots(r) >> u & 1 and hall in board.halls(r, u)
                assert all(sets)
                assert not (can and sets)
                mark = board.mark()
                for m in {m for one in sets for m in one}:
                    board.take(m)
                assert not any(board.in_the_way(p, u, hall) for p in _ends(board, r))
                board.undo(mark)


def _ends(board: Board, r: int) -> tuple[int, int]:
    return board.model.first[r], board.model.second[r]
