"""Groups of slots that are solved at the same time give answers that fit together."""

from random import Random

import pytest
from tests.timetable.problems import day_of

from madang.timetable import Interpreter, Participant, Place, Problem, Request, every, validate
from madang.timetable.baselines import filled
from madang.timetable.board import NOWHERE
from madang.timetable.exact import Brake, improve
from madang.timetable.groups import deal
from madang.timetable.model import compile_problem
from madang.timetable.result import finished

SLOTS = day_of(9)
PAIR = frozenset({("ko", "ru")})


def tight(seed: int) -> Problem:
    """Everything that groups share is scarce: maximums, minimums, interpreters' hours and rows, order."""
    random = Random(seed)
    people = tuple(Participant(f"p{i}", every(SLOTS), minimum=2, maximum=4) for i in range(8))
    wishes = tuple(
        Request(
            f"r{i}",
            *random.sample([who.id for who in people], 2),
            value_a=random.randint(1, 9),
            pairs=PAIR if random.random() < 0.4 else None,
        )
        for i in range(40)
    )
    orders = (random.sample([wish.id for wish in wishes], 2) for _ in range(25))
    helper = Interpreter("kim", PAIR, every(SLOTS), longest=1, most=4)
    places = (Place("t"), Place("u"), Place("v"))
    precedences = tuple((first, then) for first, then in orders)
    return Problem(SLOTS, people, wishes, places, interpreters=(helper,), precedences=precedences, penalty=3)


@pytest.mark.parametrize("seed", range(40))
def test_answers_of_all_groups_together_are_valid_and_no_worse(seed: int) -> None:
    problem = tight(seed)
    model = compile_problem(problem)
    board = filled(model, Random(seed).sample(range(40), 12))
    before = board.value
    waiting = [r for r, t in enumerate(board.slot_of) if t == NOWHERE]

    groups = deal(board, waiting, 3, Random(seed))
    outcomes = [
        improve(model, group, scale=1, seed=1, effort=1, seconds=9, brake=Brake()) for group in groups
    ]
    for group in groups:
        for r in group.now:
            board.take(r)
    for outcome in outcomes:
        for holding in outcome.answer or ():
            board.enter(*holding)

    assert len(groups) == 3
    assert board.value >= before
    assert validate(problem, finished(board, 1e9)) == ()
