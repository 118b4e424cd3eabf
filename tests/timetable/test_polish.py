"""Fewer breaks at the same value, and how they are counted."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.timetable.problems import day_of, problems

from madang.timetable import (
    Comfort,
    Fixed,
    Meeting,
    Participant,
    Place,
    Problem,
    Request,
    Status,
    Timetable,
    comfort,
    every,
    first_come_first_served,
    polish,
    solve,
    validate,
)
from madang.timetable.board import places as places_module
from madang.timetable.board.model import compile_problem
from madang.timetable.solving.breaks import Gaps

SLOTS = day_of(6)
ALWAYS = every(SLOTS)


def quick(problem: Problem) -> Timetable:
    return solve(problem, time_limit=0.5, workers=1, deterministic=True)


def star(**fields: object) -> Problem:
    """One company that three others ask."""
    people = tuple(Participant(name, ALWAYS) for name in "abcd")
    requests = tuple(Request(f"a{name}", "a", name) for name in "bcd")
    return Problem(
        **{"slots": SLOTS, "participants": people, "requests": requests, "places": (Place("t"),)} | fields
    )


def test_meetings_of_a_company_follow_each_other() -> None:
    timetable = quick(star())

    assert len(timetable.meetings) == 3
    assert comfort(star(), timetable).breaks == 0


def test_fixed_meetings_stay_though_they_make_a_break() -> None:
    problem = star(fixed=(Fixed("ab", 0), Fixed("ac", 5)))

    timetable = quick(problem)

    assert validate(problem, timetable) == ()
    assert {m.request: m.slot for m in timetable.meetings} | {"ad": 0} == {"ab": 0, "ac": 5, "ad": 0}
    assert comfort(problem, timetable).breaks == 1


def meetings(*slots: int, places: str = "") -> Timetable:
    """The company meets in these slots, at tables in the halls named."""
    names = iter(places or "t" * len(slots))
    return Timetable(
        tuple(Meeting(t, f"a{n}", "a", n, next(names)) for t, n in zip(slots, "bcd", strict=False))
    )


def test_gap_of_any_length_is_one_break() -> None:
    assert comfort(star(), meetings(0, 1, 2)) == Comfort(breaks=0, hall_changes=0)
    assert comfort(star(), meetings(0, 1, 5)) == Comfort(breaks=1, hall_changes=0)
    assert comfort(star(), meetings(0, 2, 5)) == Comfort(breaks=2, hall_changes=0)


def test_night_is_no_break() -> None:
    night = timedelta(days=1)
    slots = tuple(
        replace(s, day=t // 3, start=s.start + night * (t // 3), end=s.end + night * (t // 3))
        for t, s in enumerate(SLOTS)
    )

    assert comfort(star(slots=slots), meetings(0, 4)) == Comfort(breaks=0, hall_changes=0)
    assert comfort(star(slots=slots), meetings(0, 3, 5)) == Comfort(breaks=1, hall_changes=0)


def test_changes_of_hall_are_counted_between_meetings_on_site() -> None:
    places = (Place("s", "A"), Place("t", "A"), Place("u", "B"))

    assert comfort(star(places=places), meetings(0, 1, 2, places="stu")).hall_changes == 1
    assert comfort(star(places=places), meetings(0, 1, 2, places="sut")).hall_changes == 2


def test_tables_are_chosen_so_that_nobody_changes_hall_without_need() -> None:
    places = tuple(Place(f"{hall}{i}", hall) for hall in "AB" for i in range(2))
    people = tuple(Participant(f"p{i}", ALWAYS, hall="AB"[i % 2]) for i in range(4))
    requests = tuple(Request(f"r{i}{j}", f"p{i}", f"p{j}") for i, j in ((0, 2), (1, 3)))
    problem = Problem(SLOTS, people, requests, places)

    timetable = quick(problem)

    assert {meeting.request: meeting.place[0] for meeting in timetable.meetings} == {"r02": "A", "r13": "B"}


def test_large_slot_is_filled_hall_by_hall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places_module, "EXACT", 0)
    places = (Place("a0", "A"), *(Place(f"b{i}", "B") for i in range(3)))
    people = tuple(Participant(f"p{i}", ALWAYS, hall="A" if i < 4 else None) for i in range(6))
    requests = tuple(Request(f"r{i}", f"p{i}", f"p{i + 1}", slots=frozenset({0})) for i in (0, 2, 4))

    timetable = quick(Problem(SLOTS, people, requests, places))

    assert {meeting.request: meeting.place for meeting in timetable.meetings} == {
        "r0": "a0",
        "r2": "b0",
        "r4": "b1",
    }


@settings(deadline=None)
@given(st.sets(st.integers(0, 11)), st.sets(st.integers(1, 11)))
def test_breaks_in_a_mask_are_gaps_within_days(busy: set[int], nights: set[int]) -> None:
    slots = day_of(12)
    days = [sum(night <= t for night in nights) for t in range(12)]
    problem = Problem(tuple(replace(s, day=days[t]) for t, s in enumerate(slots)), (), ())
    ordered = sorted(busy)
    expected = sum(
        later - earlier > 1 and days[later] == days[earlier] for earlier, later in itertools.pairwise(ordered)
    )

    assert Gaps(compile_problem(problem)).count(sum(1 << t for t in busy)) == expected


@settings(max_examples=80, deadline=None)
@given(problems(), st.integers(0, 99))
def test_polishing_keeps_every_meeting_and_makes_no_break(problem: Problem, seed: int) -> None:
    rough = first_come_first_served(problem)
    if rough.status == Status.INFEASIBLE:
        return

    fine = polish(problem, rough, time_limit=0.05, seed=seed, deterministic=True)

    assert validate(problem, fine) == ()
    assert fine.value == rough.value
    assert {meeting.request for meeting in fine.meetings} == {meeting.request for meeting in rough.meetings}
    assert comfort(problem, fine).breaks <= comfort(problem, rough).breaks


@settings(deadline=None)
@given(st.sets(st.integers(0, 8), min_size=1), st.integers(1, 9), st.sets(st.integers(1, 8)))
def test_fewest_breaks_are_those_of_the_best_choice_of_slots(
    available: set[int], count: int, nights: set[int]
) -> None:
    slots = day_of(9)
    days = [sum(night <= t for night in nights) for t in range(9)]
    gaps = Gaps(compile_problem(Problem(tuple(replace(s, day=days[t]) for t, s in enumerate(slots)), (), ())))
    count = min(count, len(available))
    best = min(
        gaps.count(sum(1 << t for t in chosen)) for chosen in itertools.combinations(sorted(available), count)
    )

    assert gaps.fewest(sum(1 << t for t in available), count) == best


def test_breaks_are_closed_though_every_table_is_taken() -> None:
    """With one table for four meetings in four slots, two meetings can only change places with each other."""
    slots = day_of(4)
    people = tuple(Participant(name, every(slots)) for name in "pqrs")
    requests = tuple(Request(a + b, a, b) for a, b in ("pq", "rs", "ps", "rq"))
    problem = Problem(slots, people, requests, (Place("t"),))
    rough = first_come_first_served(problem)
    assert comfort(problem, rough).breaks == 3

    fine = polish(problem, rough, time_limit=1, deterministic=True)

    assert validate(problem, fine) == ()
    assert len(fine.meetings) == 4
    assert comfort(problem, fine).breaks == 1


def test_polishing_ends_when_nobody_has_a_break() -> None:
    rough = replace(meetings(0, 2), bound=4.0, value=4.0, unscheduled=("ad",))

    fine = polish(star(), rough, time_limit=60)

    assert comfort(star(), fine).breaks == 0
    assert fine.seconds < 10
