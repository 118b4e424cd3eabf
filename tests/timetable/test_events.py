"""What happens on the day as data: read, written, and what it leaves of the problem."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from tests.timetable.problems import day_of
from tests.timetable.running_days import Day, days

from madang.timetable import (
    Absent,
    Added,
    Event,
    EventKind,
    Fixed,
    FormatError,
    Interpreter,
    InterpreterAbsent,
    InterpreterAdded,
    Joined,
    Late,
    Participant,
    Place,
    PlaceAdded,
    PlaceLost,
    Present,
    Problem,
    ProblemError,
    Request,
    Room,
    RoomAdded,
    RoomLost,
    Withdrawn,
    after,
    events_from_json,
    events_to_json,
    every,
    kind_of,
)

SLOTS = day_of(4)
A, B = (Participant(name, every(SLOTS), languages=frozenset({name})) for name in "ab")
PAIR = frozenset({("a", "b")})
FAIR = Problem(
    slots=SLOTS,
    participants=(A, B),
    requests=(Request("ab", "a", "b"),),
    places=(Place("t", "hall"),),
    rooms=(Room("v", frozenset({0, 3})),),
    interpreters=(Interpreter("kim", PAIR, every(SLOTS)),),
)


@settings(max_examples=100, deadline=None)
@given(days())
def test_events_of_any_day_come_back_from_json(day: Day) -> None:
    assert events_from_json(events_to_json(day.events)) == day.events


@settings(max_examples=100, deadline=None)
@given(days())
def test_nothing_that_has_begun_changes(day: Day) -> None:
    changed = after(day.problem, day.events, now=day.now)

    past = frozenset(range(day.now))
    everywhere = every(day.problem.slots)
    for name, field in (("participants", "available"), ("places", "slots"), ("interpreters", "available")):
        is_now = {one.id: getattr(one, field) for one in getattr(changed, name)}
        for one in getattr(day.problem, name):
            was, now = getattr(one, field), is_now[one.id]
            assert past & (everywhere if was is None else was) == past & (everywhere if now is None else now)


def test_kinds_are_all_read() -> None:
    events = (
        Absent("a"),
        Late("a", 2),
        Present("a", frozenset({1})),
        Joined(Participant("c", frozenset({1}))),
        Withdrawn("ab"),
        Added(Request("ba", "b", "a")),
        PlaceLost("t", frozenset({1, 2})),
        PlaceAdded(Place("u")),
        RoomLost("v"),
        RoomAdded(Room("w")),
        InterpreterAbsent("kim"),
        InterpreterAdded(Interpreter("lee", PAIR, frozenset({3}))),
    )

    document = events_to_json(events)

    assert {kind_of(event) for event in events} == set(EventKind)
    assert document[1] == {"event": "late", "participant": "a", "until_slot": 2}
    assert document[6] == {"event": "place_lost", "place": "t", "slots": [1, 2]}
    assert events_from_json(document) == events


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ({}, ""),
        ([3], "[0]"),
        ([{"event": "absent", "participant": "a"}, {"event": "flood"}], "[1].event"),
        ([{"event": "absent"}], "[0].participant"),
        ([{"event": "late", "participant": "a", "until_slot": "noon"}], "[0].until_slot"),
        ([{"event": "added", "request": {"id": "x", "a": "a", "b": 1}}], "[0].request.b"),
        ([{"event": "withdrawn", "request": "ab", "why": "ill"}], "[0].why"),
    ],
)
def test_wrong_json_says_where(document: object, where: str) -> None:
    with pytest.raises(FormatError) as raised:
        events_from_json(document)

    assert raised.value.where == where


@pytest.mark.parametrize(
    ("event", "where"),
    [
        (Absent("x"), "events[1].participant"),
        (Absent("a", frozenset({4})), "events[1].slots"),
        (Late("a", 5), "events[1].until_slot"),
        (Present("x"), "events[1].participant"),
        (Withdrawn("x"), "events[1].request"),
        (PlaceLost("x"), "events[1].place"),
        (RoomLost("x"), "events[1].room"),
        (InterpreterAbsent("x"), "events[1].interpreter"),
        (Added(Request("ab", "a", "b")), "events[1].request.id"),
        (Added(Request("ax", "a", "x")), "events[1].request.b"),
        (Joined(A), "events[1].participant.id"),
        (PlaceAdded(Place("u", slots=frozenset({7}))), "events[1].place.slots"),
    ],
)
def test_unknown_names_say_where(event: Event, where: str) -> None:
    with pytest.raises(ProblemError) as raised:
        after(FAIR, (Absent("b"), event), now=0)

    assert raised.value.where == where


def available(problem: Problem) -> frozenset[int]:
    return problem.participants[0].available


@pytest.mark.parametrize(
    ("events", "read", "slots"),
    [
        ((Absent("a"),), available, {0}),
        ((Absent("a", frozenset({0, 2})),), available, {0, 1, 3}),
        ((Late("a", 3),), available, {0, 3}),
        ((Late("a", 4),), available, {0}),
        ((Absent("a"), Present("a", frozenset({3}))), available, {0, 3}),
        ((Absent("a"), Present("a")), available, {0, 1, 2, 3}),
        ((Withdrawn("ab"),), lambda p: p.requests[0].slots, {0}),
        ((PlaceLost("t"),), lambda p: p.places[0].slots, {0}),
        ((PlaceLost("t"), PlaceAdded(Place("t", slots=frozenset({2})))), lambda p: p.places[0].slots, {0, 2}),
        ((PlaceAdded(Place("u", slots=frozenset({1}))),), lambda p: p.places[1].slots, {1}),
        ((RoomLost("v", frozenset({3})),), lambda p: p.rooms[0].slots, {0}),
        ((RoomAdded(Room("w")),), lambda p: p.rooms[1].slots, None),
        ((InterpreterAbsent("kim", frozenset({1})),), lambda p: p.interpreters[0].available, {0, 2, 3}),
        (
            (InterpreterAbsent("kim"), InterpreterAdded(Interpreter("kim", PAIR, frozenset({3})))),
            lambda p: p.interpreters[0].available,
            {0, 3},
        ),
    ],
)
def test_event_in_the_second_slot_changes_what_comes(
    events: tuple[Event, ...], read: Callable[[Problem], object], slots: set[int] | None
) -> None:
    assert read(after(FAIR, events, now=1)) == slots


def test_new_participant_may_ask_at_once() -> None:
    newcomer = Participant("c", frozenset({2}))
    asked = Request("ca", "c", "a")

    changed = after(FAIR, (Joined(newcomer), Added(asked)), now=1)

    assert changed.participants == (A, B, newcomer)
    assert changed.requests[-1] == asked


@pytest.mark.parametrize(
    ("event", "fixed"),
    [
        (Absent("b", frozenset({1})), (Fixed("ab", 2, "t", interpreters=("kim",)),)),
        (Absent("b"), ()),
        (Withdrawn("ab"), ()),
        (PlaceLost("t"), (Fixed("ab", 2, interpreters=("kim",)),)),
        (InterpreterAbsent("kim"), (Fixed("ab", 2, "t"),)),
    ],
)
def test_fixed_meeting_stays_fixed_as_far_as_it_can(event: Event, fixed: tuple[Fixed, ...]) -> None:
    problem = replace(FAIR, fixed=(Fixed("ab", 2, "t", interpreters=("kim",)),))

    assert after(problem, (event,), now=1).fixed == fixed


def test_fixed_meeting_that_was_held_stays_fixed() -> None:
    problem = replace(FAIR, fixed=(Fixed("ab", 0),))

    assert after(problem, (Absent("b"), Withdrawn("ab")), now=1).fixed == problem.fixed
