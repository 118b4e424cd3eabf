"""What an organiser could add: it adds, and takes nothing away."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.timetable.problems import PAIRS, day_of, problems
from tests.timetable.test_explain import company, fair

from madang.timetable import (
    Fixed,
    Interpreter,
    MoreDelegates,
    MoreInterpreters,
    MorePlaces,
    MoreRooms,
    MoreSlots,
    Place,
    Problem,
    ProblemError,
    Rest,
    Room,
    Slot,
    Status,
    Variant,
    validate,
    value_greedy,
    variant_to_json,
    varied,
)
from madang.timetable.simulating.variants import moved_slots, only_adds

HALF_HOURS = day_of(2)


def two_days() -> Problem:
    """Two slots on each of two days; a is there on the first evening, b is not."""
    later = tuple(
        replace(slot, id=f"next-{slot.id}", start=slot.start + DAY, end=slot.end + DAY, day=1)
        for slot in HALF_HOURS
    )
    return fair(
        company("a", available=frozenset({1, 2})),
        company("b", available=frozenset({0, 3})),
        slots=(*HALF_HOURS, *later),
        places=(Place("t"), Place("u", slots=frozenset({1}))),
    )


DAY = timedelta(days=1)


def test_more_slots_follow_each_day_in_its_rhythm() -> None:
    longer = varied(two_days(), MoreSlots(60))

    starts = [(slot.day, f"{slot.start:%H:%M}") for slot in longer.slots]
    times = ["01:00", "01:30", "02:00", "02:30"]
    assert starts == [(day, time) for day in (0, 1) for time in times]
    assert [slot.id for slot in longer.slots[2:4]] == ["slot+1", "slot+2"]


def test_who_is_there_last_stays_for_more_slots() -> None:
    longer = varied(two_days(), MoreSlots(30, day=0))

    assert len(longer.slots) == 5
    assert longer.participant_by_id["a"].available == {1, 2, 3}
    assert longer.participant_by_id["b"].available == {0, 4}
    assert [place.slots for place in longer.places] == [None, {1, 2}]


def test_more_slots_move_what_is_after_them() -> None:
    problem = replace(two_days(), fixed=(Fixed("ab", 3),), rests=(Rest(frozenset({1, 3})),))

    longer = varied(problem, MoreSlots(60))

    assert longer.fixed == (Fixed("ab", 5),)
    assert longer.rests == (Rest(frozenset({1, 5})),)
    assert moved_slots(problem, MoreSlots(60)) == [0, 1, 4, 5]


def test_more_slots_end_before_the_next_day_begins() -> None:
    soon = replace(HALF_HOURS[1], id="soon", start=HALF_HOURS[1].end, end=HALF_HOURS[1].end + DAY, day=1)

    longer = varied(fair(company("a"), company("b"), slots=(*HALF_HOURS, soon)), MoreSlots(60, day=0))

    assert len(longer.slots) == 3


def test_more_slots_keep_their_length_when_the_clocks_go_back() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    at = datetime(2026, 10, 25, 2, 30, tzinfo=berlin)
    night = Slot("night", at, at.replace(minute=55))

    people = (company(name, available=frozenset({0})) for name in "ab")
    (first, second, third) = varied(fair(*people, slots=(night,)), MoreSlots(60)).slots

    assert (second.begins - first.begins, third.begins - second.begins) == (25 * 60, 25 * 60)
    assert second.ends - second.begins == third.ends - third.begins == 25 * 60
    assert f"{third.start:%H:%M %z}" == "02:20 +0100"


def test_more_places_go_to_the_largest_hall() -> None:
    problem = fair(company("a"), company("b"), places=(Place("t", "A"), Place("u", "B"), Place("v", "B")))

    added = varied(problem, MorePlaces(2)).places[3:]

    assert added == (Place("table+1", "B"), Place("table+2", "B"))
    assert varied(problem, MorePlaces(1, "A")).places[3].hall == "A"


def test_more_rooms_have_new_names() -> None:
    problem = fair(company("a"), company("b"), rooms=(Room("room+1"),))

    assert [room.id for room in varied(problem, MoreRooms(2)).rooms] == ["room+1", "room+2", "room+3"]


def test_more_interpreters_rest_as_most_others_do() -> None:
    people = [
        Interpreter(str(i), frozenset(), frozenset(), longest=longest) for i, longest in enumerate((4, 4, 2))
    ]
    problem = fair(company("a"), company("b"), interpreters=tuple(people))

    (added,) = varied(problem, MoreInterpreters(("ru", "ko"))).interpreters[3:]

    assert added == Interpreter("interpreter+1", frozenset({("ko", "ru")}), frozenset({0, 1}), longest=4)


def test_more_delegates_meet_at_the_same_time() -> None:
    assert (
        varied(fair(company("a"), company("b")), MoreDelegates("a", 2)).participant_by_id["a"].capacity == 3
    )


@pytest.mark.parametrize(
    ("variant", "where"),
    [
        (MorePlaces(hall="C"), "hall"),
        (MorePlaces(-1), "count"),
        (MoreSlots(day=7), "day"),
        (MoreSlots(-30), "count"),
        (MoreDelegates("z"), "participant"),
        (MoreDelegates("a", -1), "count"),
    ],
)
def test_variant_that_does_not_fit_is_refused(variant: Variant, where: str) -> None:
    with pytest.raises(ProblemError) as refused:
        varied(fair(company("a"), company("b")), variant)

    assert refused.value.where == where


def test_first_interpreter_of_a_pair_may_end_relays() -> None:
    problem = fair(company("a"), company("b"), relay=True)

    assert not only_adds(problem, MoreInterpreters(("ko", "ru")))
    assert only_adds(replace(problem, relay=False), MoreInterpreters(("ko", "ru")))


def test_variant_as_json_names_its_kind() -> None:
    assert variant_to_json(MoreInterpreters(("ko", "ru"), 2)) == {
        "variant": "more_interpreters",
        "pair": ["ko", "ru"],
        "count": 2,
    }


variants = st.one_of(
    st.builds(MoreSlots, st.integers(0, 90)),
    st.builds(MorePlaces, st.integers(0, 3)),
    st.builds(MoreRooms, st.integers(0, 3)),
    st.builds(MoreInterpreters, st.sampled_from(PAIRS), st.integers(0, 2)),
)


@settings(deadline=None, max_examples=150)
@given(problems(), variants)
def test_every_timetable_stands_with_more_of_anything(problem: Problem, variant: Variant) -> None:
    timetable = value_greedy(problem)
    if timetable.status is Status.INFEASIBLE or not only_adds(problem, variant):
        return
    slots = moved_slots(problem, variant)
    moved = tuple(replace(meeting, slot=slots[meeting.slot]) for meeting in timetable.meetings)

    assert validate(varied(problem, variant), replace(timetable, meetings=moved)) == ()
