"""Groups of slots that are solved at the same time give answers that fit together."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from tests.timetable.problems import day_of

from madang.timetable import Interpreter, Participant, Place, Problem, Request, Rest, Walk, every, validate
from madang.timetable.board.board import NOWHERE
from madang.timetable.board.model import compile_problem
from madang.timetable.board.result import finished
from madang.timetable.solving.baselines import filled
from madang.timetable.solving.exact import Brake, improve
from madang.timetable.solving.groups import deal

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


def close(seed: int) -> Problem:
    """As tight, and what comes before bears on what comes after: rests, buffers, and three halls."""
    problem = tight(seed)
    people = tuple(
        replace(who, capacity=1 + (i % 3 == 0), buffer=10 * (i % 4 == 0))
        for i, who in enumerate(problem.participants)
    )
    places = tuple(Place(f"{hall}{i}", hall) for hall in "ABC" for i in range(2))
    rests = (Rest(frozenset({3, 4, 5}), 2), Rest(frozenset({0, 7, 8})))
    walks = (Walk("A", "B", 10), Walk("B", "C", 10), Walk("A", "C", 40))
    return replace(problem, participants=people, places=places, rests=rests, walks=walks)


def relayed(seed: int) -> Problem:
    """As close, with a relay through one of two third languages where an interpreter is needed."""
    legs = [("ko", "zh"), ("ru", "zh"), ("en", "ko"), ("en", "ru"), ("ko", "zh"), ("ru", "zh")]
    interpreters = tuple(
        Interpreter(f"i{i}", frozenset({pair}), every(SLOTS), longest=2, most=5)
        for i, pair in enumerate(legs)
    )
    return replace(close(seed), interpreters=interpreters, relay=True)


@pytest.mark.parametrize("kind", [tight, close, relayed])
@pytest.mark.parametrize("seed", range(20))
def test_answers_of_all_groups_together_are_valid_and_no_worse(
    kind: Callable[[int], Problem], seed: int
) -> None:
    problem = kind(seed)
    model = compile_problem(problem)
    board = filled(model, Random(seed).sample(range(40), 12))
    before = board.value
    waiting = [r for r, t in enumerate(board.slot_of) if t == NOWHERE]

    groups = deal(board, waiting, 3, Random(seed))
    outcomes = [
        improve(model, group, scale=1, seed=1, effort=0.3, seconds=9, brake=Brake()) for group in groups
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


def test_groups_move_meetings_between_halls_and_slots_near_by() -> None:
    """Over some rounds much more is held than at first, though everything is close."""
    problem = close(1)
    model = compile_problem(problem)
    board = filled(model, range(8))
    before = board.value
    for turn in range(6):
        waiting = [r for r, t in enumerate(board.slot_of) if t == NOWHERE]
        groups = deal(board, waiting, 3, Random(turn))
        outcomes = [
            improve(model, group, scale=1, seed=1, effort=0.3, seconds=9, brake=Brake()) for group in groups
        ]
        for group, outcome in zip(groups, outcomes, strict=True):
            for r in group.now if outcome.answer else ():
                board.take(r)
        for outcome in outcomes:
            for holding in outcome.answer or ():
                board.enter(*holding)

    assert validate(problem, finished(board, 1e9)) == ()
    assert board.value > before + 20
