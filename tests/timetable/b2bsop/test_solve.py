"""The optimum of small instances, against every schedule they have."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from time import sleep

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.timetable.b2bsop.instances import instances, schedules

from madang.timetable import Progress
from madang.timetable.b2bsop import (
    Instance,
    Meeting,
    Schedule,
    Session,
    Status,
    breaks_of,
    prover,
    solve,
    validate,
)
from madang.timetable.b2bsop.counting import counting_bound
from madang.timetable.b2bsop.prover import Proof, Prover, Questions
from madang.timetable.b2bsop.satisfy import SOLVERS, Asked, Question, packed


@settings(deadline=None, max_examples=60)
@given(instances(), st.integers(0, 2))
def test_solve_finds_what_trying_everything_finds(instance: Instance, fairness: int) -> None:
    best = min(schedules(instance, fairness), default=None)

    schedule = solve(instance, fairness=fairness, workers=1)

    assert (schedule.status is Status.INFEASIBLE) == (best is None)
    assert schedule.breaks == schedule.bound == best
    assert validate(instance, schedule, fairness=fairness) == ()


def refuted(instance: Instance, fairness: int, turn: int = 0) -> Iterator[Proof]:
    """What is proved by asking for more and more breaks, in this process."""
    questions = Questions(instance, fairness)
    proof = Proof(counting_bound(instance, 3))
    yield proof
    while proof.bound is not None and proof.slots is None:
        question = replace(questions.most(proof.bound), turn=turn)
        proof = questions.proof(proof.bound, question.answer(questions.clauses.clauses))
        yield proof


@settings(deadline=None, max_examples=60)
@given(instances(), st.integers(0, 2), st.sampled_from(range(len(SOLVERS))))
def test_refutations_prove_what_trying_everything_finds(instance: Instance, fairness: int, turn: int) -> None:
    best = min(schedules(instance, fairness), default=None)

    *bounds, last = refuted(instance, fairness, turn)

    assert all(proof.bound is not None and (best is None or proof.bound <= best) for proof in bounds)
    assert_proves(last, best, instance, fairness)


@settings(deadline=None, max_examples=60)
@given(instances(), st.integers(0, 2))
def test_relaxing_proves_what_trying_everything_finds(instance: Instance, fairness: int) -> None:
    questions = Questions(instance, fairness)

    answer = questions.fewest().answer(questions.clauses.clauses)

    best = min(schedules(instance, fairness), default=None)
    assert_proves(questions.proof(None, answer), best, instance, fairness)


def assert_proves(proof: Proof, best: int | None, instance: Instance, fairness: int) -> None:
    assert proof.bound == best
    if best is not None:
        schedule = Schedule(Status.OPTIMAL, best, best, proof.slots or ())
        assert validate(instance, schedule, fairness=fairness) == ()


def crowd(slots: int = 10) -> Instance:
    """Twelve meet everybody else, with too few tables in the middle of the day."""
    pairs = [(a, b) for a in range(1, 9) for b in range(a + 1, 9)]
    return Instance(8, slots, slots, 3, tuple(Meeting(a, b) for a, b in pairs))


def test_counting_sees_that_tables_are_too_few_for_unbroken_days() -> None:
    crowded = crowd()

    bound = counting_bound(crowded, 10)

    assert bound > 0
    assert solve(crowded, fairness=9).breaks >= bound


def test_counting_knows_no_better_than_nothing_without_meetings() -> None:
    assert counting_bound(Instance(3, 4, 2, 1), 1) == 0


APART = Instance(3, 4, 4, 1, (Meeting(1, 2, slot=1), Meeting(1, 3, slot=4)))


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_prover_in_processes_goes_on_to_the_optimum(processes: int) -> None:
    heard: list[Proof] = []

    with Prover(APART, 2, processes, time_limit=30) as searching:
        while not any(proof.slots for proof in heard):
            heard += searching.news(0)
            sleep(0.01)

    assert next(proof for proof in heard if proof.slots) == Proof(1, (1, 4))


def test_prover_asks_ahead_where_the_bound_stands_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prover, "AHEAD", 0.0)
    heard: list[Proof] = []

    with Prover(APART, 2, 1, time_limit=30) as searching:
        while not any(proof.breaks is not None for proof in heard):
            heard += searching.news(0)
            sleep(0.01)

    assert Proof(0, (1, 4), 1) in heard


def test_prover_in_processes_finds_that_there_is_no_schedule() -> None:
    with Prover(APART, 0, 2, time_limit=30) as searching:
        heard: list[Proof] = []
        while Proof(None) not in heard:
            heard += searching.news(0)
            sleep(0.01)


def test_question_is_given_up_when_its_time_is_over() -> None:
    questions = Questions(crowd(), 2)

    asked = Asked(replace(questions.most(0), seconds=0.01), questions.packed())

    while not asked.is_over():
        sleep(0.01)
    assert asked.answer() is None


def test_question_asked_of_a_process_is_answered_as_here() -> None:
    clauses = [[1, 2], [-1, 3], [-2, 3], [-3, -4]]

    for limit in (4, 3):
        question = Question(limit)
        asked = Asked(question, packed(clauses))
        while not asked.is_over():
            sleep(0.01)
        assert asked.answer() == question.answer(clauses)


def test_same_seed_gives_the_same_schedule() -> None:
    first, second = (solve(crowd(), deterministic=True, time_limit=5, workers=2, seed=7) for _ in range(2))

    assert first == second
    assert validate(crowd(), first, fairness=2) == ()


def test_solve_tells_its_progress_and_ends_where_it_told() -> None:
    told: list[Progress] = []

    schedule = solve(crowd(), fairness=9, on_progress=told.append)

    assert told[-1].incumbent == schedule.breaks
    assert all(earlier.seconds <= later.seconds for earlier, later in pairwise(told))


def test_cancelled_solve_says_what_it_knows() -> None:
    schedule = solve(crowd(28), cancelled=lambda: True)

    assert schedule.seconds < 10
    assert validate(crowd(28), schedule, fairness=2) == ()


@pytest.mark.parametrize(
    ("meetings", "fairness", "breaks"),
    [
        ((Meeting(1, 2, slot=1), Meeting(1, 3, slot=4)), 2, 1),
        ((Meeting(1, 2, slot=1), Meeting(1, 3, slot=4)), 0, None),
        ((Meeting(1, 2, Session.MORNING), Meeting(1, 3, Session.AFTERNOON)), 0, 0),
        ((Meeting(1, 2, after=frozenset({2})), Meeting(1, 3, slot=4)), 2, None),
        ((Meeting(1, 2, after=frozenset({1})),), 2, None),
    ],
)
def test_solve_of_a_known_answer(meetings: tuple[Meeting, ...], fairness: int, breaks: int | None) -> None:
    instance = Instance(3, 4, 2, 1, meetings)

    schedule = solve(instance, fairness=fairness)

    assert schedule.breaks == breaks
    assert schedule.status is (Status.INFEASIBLE if breaks is None else Status.OPTIMAL)


def test_fairness_counts_from_the_fewest_breaks_that_anybody_has() -> None:
    """All four have a break; with d = 0 that is fair, though it is not where nobody has any."""
    fixed = ((1, 2, 1), (3, 4, 1), (1, 3, 3), (2, 4, 3))
    instance = Instance(4, 3, 3, 2, tuple(Meeting(a, b, slot=t) for a, b, t in fixed))

    schedule = solve(instance, fairness=0)

    assert schedule.breaks == 4
    assert breaks_of(instance, schedule.slots) == {1: 1, 2: 1, 3: 1, 4: 1}
    assert [proof.bound for proof in refuted(instance, 0)][-1] == 4
