"""Conflicts: true, irreducible, smallest, and in words."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.timetable.b2bsop.instances import instances, schedules

from madang.timetable.b2bsop import Cause, Demand, Instance, Meeting, Session, conflict, sentence
from madang.timetable.b2bsop.cnf import Clauses
from madang.timetable.b2bsop.conflict import _Oracle
from madang.timetable.b2bsop.demands import demands


def keeps(instance: Instance, fairness: int, some: tuple[Demand, ...]) -> bool:
    """Whether some assignment keeps these demands; the clauses are checked against all schedules below."""
    clauses = Clauses(instance, fairness)
    with _Oracle(clauses, 60) as oracle:
        return oracle.keeps(clauses.guards[demand] for demand in some)


@settings(deadline=None, max_examples=150)
@given(instances(), st.integers(0, 2))
def test_conflict_is_found_exactly_if_there_is_no_schedule(instance: Instance, fairness: int) -> None:
    found = conflict(instance, fairness=fairness)

    assert bool(found) == (next(schedules(instance, fairness), None) is None)
    assert not found or not keeps(instance, fairness, found)
    for demand in found:
        assert keeps(instance, fairness, tuple(other for other in found if other != demand))


@settings(deadline=None, max_examples=60)
@given(instances(), st.integers(0, 2))
def test_conflict_is_a_smallest_one(instance: Instance, fairness: int) -> None:
    found = conflict(instance, fairness=fairness)
    everything = tuple(demands(instance, fairness))

    assert not found or all(
        keeps(instance, fairness, fewer) for fewer in combinations(everything, min(len(found) - 1, 2))
    )


def without(instance: Instance, demand: Demand) -> Instance:
    """The instance without a demand that stands in it."""
    number = demand.meeting or demand.participant or 0
    if demand.cause is Cause.FORBIDDEN:
        closed = instance.forbidden
        return replace(instance, forbidden=(*closed[: number - 1], frozenset(), *closed[number:]))
    if demand.cause is Cause.TABLES:
        return replace(instance, tables=len(instance.meetings))
    changes: dict = {
        Cause.FIXED: {"slot": None},
        Cause.SESSION: {"session": Session.ANY},
        Cause.PRECEDENCE: {"after": instance.meetings[number - 1].after - {demand.before}},
    }
    meetings = list(instance.meetings)
    meetings[number - 1] = replace(meetings[number - 1], **changes[demand.cause])
    return replace(instance, meetings=tuple(meetings))


MORNING, AFTERNOON = Session.MORNING, Session.AFTERNOON
PAIRS = (Meeting(1, 2), Meeting(1, 3), Meeting(1, 4))


@pytest.mark.parametrize(
    ("instance", "fairness", "words"),
    [
        (
            Instance(4, 3, 3, 9, PAIRS, (frozenset({2}), frozenset(), frozenset(), frozenset())),
            2,
            [
                "Participant 1 holds 3 meetings, at most one in a slot, in 3 slots.",
                "Participant 1 cannot meet in slot 2.",
            ],
        ),
        (
            Instance(4, 4, 2, 9, (Meeting(1, 2, AFTERNOON), Meeting(3, 4, MORNING, after=frozenset({1})))),
            2,
            [
                "Meeting 1 (1 with 2) is in the afternoon, slots 3, 4.",
                "Meeting 2 (3 with 4) is in the morning, slots 1, 2.",
                "Meeting 2 (3 with 4) comes after meeting 1 (1 with 2).",
            ],
        ),
        (
            Instance(4, 4, 4, 1, (Meeting(1, 2, slot=3), Meeting(3, 4, slot=3))),
            2,
            [
                "Meeting 1 (1 with 2) is fixed in slot 3.",
                "Meeting 2 (3 with 4) is fixed in slot 3.",
                "At most 1 of the 2 meetings are held in a slot.",
            ],
        ),
        (
            Instance(3, 3, 3, 9, (Meeting(1, 2, slot=1), Meeting(1, 3, slot=3))),
            0,
            [
                "Meeting 1 (1 with 2) is fixed in slot 1.",
                "Meeting 2 (1 with 3) is fixed in slot 3.",
                "The breaks of two participants differ by at most 0.",
            ],
        ),
    ],
)
def test_conflict_in_words(instance: Instance, fairness: int, words: list[str]) -> None:
    found = conflict(instance, fairness=fairness)

    assert [sentence(instance, demand) for demand in found] == words
    for demand in found:
        if demand.cause not in {Cause.ONE_AT_A_TIME, Cause.FAIRNESS}:
            assert conflict(without(instance, demand), fairness=fairness) == ()


def test_conflict_of_a_meeting_that_nobody_can_hold_says_that_no_slot_is_left() -> None:
    instance = Instance(2, 2, 2, 1, (Meeting(1, 2, AFTERNOON),))

    (demand,) = conflict(instance)

    assert sentence(instance, demand) == "Meeting 1 (1 with 2) is in the afternoon, no slot at all."


def test_conflict_out_of_time_names_nothing_wrong() -> None:
    instance = Instance(4, 3, 3, 9, PAIRS, (frozenset({2}), frozenset(), frozenset(), frozenset()))

    assert conflict(instance, time_limit=0) in {(), conflict(instance)}
