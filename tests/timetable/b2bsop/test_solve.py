"""The optimum of small instances, against every schedule they have."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.timetable.b2bsop.instances import instances, schedules

from madang.timetable import Progress
from madang.timetable.b2bsop import Instance, Meeting, Schedule, Session, Status, breaks_of, solve, validate
from madang.timetable.b2bsop.counting import counting_bound
from madang.timetable.b2bsop.prover import WAYS, Proof, Prover, refute


@settings(deadline=None, max_examples=100)
@given(instances(), st.integers(0, 2))
def test_solve_finds_what_trying_everything_finds(instance: Instance, fairness: int) -> None:
    best = min(schedules(instance, fairness), default=None)

    schedule = solve(instance, fairness=fairness, workers=1)

    assert (schedule.status is Status.INFEASIBLE) == (best is None)
    assert schedule.breaks == schedule.bound == best
    assert validate(instance, schedule, fairness=fairness) == ()


@settings(deadline=None, max_examples=100)
@given(instances(), st.integers(0, 2), st.sampled_from(sorted(WAYS)))
def test_prover_proves_what_trying_everything_finds(instance: Instance, fairness: int, way: str) -> None:
    best = min(schedules(instance, fairness), default=None)

    *bounds, last = WAYS[way](instance, fairness)

    assert last.bound == best
    assert all(proof.bound is not None and (best is None or proof.bound <= best) for proof in bounds)
    if last.slots is not None:
        proved = Schedule(Status.OPTIMAL, best, best, last.slots)
        assert validate(instance, proved, fairness=fairness) == ()


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


def test_prover_in_its_process_says_the_same() -> None:
    instance = Instance(3, 4, 4, 1, (Meeting(1, 2, slot=1), Meeting(1, 3, slot=4)))
    heard: list[Proof] = []

    with Prover("refute", instance, 2, time_limit=30) as prover:
        while not heard or heard[-1].slots is None:
            heard += prover.news()

    assert heard[-1] == Proof(1, (1, 4))


def test_prover_ends_by_itself_when_its_time_is_over() -> None:
    with Prover("relax", crowd(), 2, time_limit=0.01) as prover:
        assert prover._process.wait(timeout=30) != 0


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
    assert [proof.bound for proof in refute(instance, 0)][-1] == 4
