"""A running day: what has begun stays, what need not change does not, and every change has its reason."""

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module

import pytest
from hypothesis import HealthCheck, given, settings
from tests.timetable.problems import day_of as slots_of
from tests.timetable.running_days import Day, days

from madang.timetable import (
    Absent,
    Added,
    Aspect,
    Attendance,
    Event,
    Fixed,
    Interpreter,
    InterpreterAbsent,
    Kind,
    Late,
    Meeting,
    Motive,
    Participant,
    Phase,
    Place,
    PlaceLost,
    Present,
    Problem,
    ProblemError,
    Progress,
    Repair,
    Request,
    Room,
    RoomLost,
    Status,
    Timetable,
    Why,
    Withdrawn,
    after,
    bound,
    diff,
    every,
    repair,
    rest_of_day,
    validate,
)

PLENTY = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
SLOTS = slots_of(3)


def repaired(day: Day, **options: object) -> Repair:
    wanted = {"time_limit": 0.1, "deterministic": True, "workers": 1} | options
    return repair(day.problem, day.timetable, now=day.now, events=day.events, **wanted)


def begun(timetable: Timetable, now: int) -> set[Meeting]:
    return {meeting for meeting in timetable.meetings if meeting.slot < now}


@PLENTY
@given(days())
def test_repair_of_any_day_is_valid_and_leaves_what_has_begun(day: Day) -> None:
    found = repaired(day)

    for timetable in (found.filled, found.timetable):
        assert validate(found.problem, timetable) == ()
        assert begun(timetable, day.now) == begun(day.timetable, day.now)
        assert timetable.value <= timetable.bound + 1e-6
    changed = after(day.problem, day.events, now=day.now)
    assert replace(found.problem, fixed=()) == replace(changed, fixed=())
    assert set(found.problem.fixed) <= set(changed.fixed)


@PLENTY
@given(days())
def test_nothing_that_stands_moves_without_gain_or_is_called_off(day: Day) -> None:
    found = repaired(day, stay_bonus=0.5)

    slot = {meeting.request: meeting.slot for meeting in found.timetable.meetings}
    standing = {m.request: m for m in found.filled.meetings if m in day.timetable.meetings}
    moves = sum(slot[request] != meeting.slot for request, meeting in standing.items())
    gain = found.timetable.value - found.filled.value
    assert gain >= found.price * moves - 1e-6
    assert gain > 0 or found.timetable == found.filled
    for change in diff(found.filled, found.timetable).changes:
        if change.before in day.timetable.meetings:
            assert Aspect.SLOT in change.aspects


@PLENTY
@given(days())
def test_groups_of_slots_keep_to_the_same(day: Day) -> None:
    """As above, for a search that begins with groups of slots."""
    staying = import_module("madang.timetable.repairing.staying")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(staying, "INSERTED", 0.0)
        patch.setattr(staying, "SMALL", -1)
        test_nothing_that_stands_moves_without_gain_or_is_called_off.hypothesis.inner_test(day)
        test_every_change_has_a_reason_that_holds.hypothesis.inner_test(day)


@PLENTY
@given(days())
def test_filling_changes_nothing_that_can_stay(day: Day) -> None:
    found = repaired(day, polished=False)
    changed = rest_of_day(found.problem, day.timetable, now=day.now)

    assert found.timetable == found.filled
    for change in found.difference.changes:
        if change.kind is Kind.ADDED:
            assert change.meeting.slot >= day.now
        elif change.aspects == {Aspect.INTERPRETERS}:
            assert change.why is not None
        else:
            alone = replace(day.timetable, meetings=(change.before,))
            assert broken(changed, alone) or change.why == Why(Motive.AGAINST_THE_RULES)


def broken(problem: Problem, timetable: Timetable) -> bool:
    """Whether the only meeting of the timetable cannot be held so, whatever else is."""
    figures = {"wrong_unscheduled", "wrong_value", "above_bound", "fixed_moved"}
    return any(violation.rule not in figures for violation in validate(problem, timetable))


@PLENTY
@given(days())
def test_every_change_has_a_reason_that_holds(day: Day) -> None:
    found = repaired(day)
    was = {meeting.request: meeting for meeting in day.timetable.meetings}
    held = {meeting.request: meeting for meeting in found.timetable.meetings}

    assert found.reasons.keys() == {change.meeting.request for change in found.difference.changes}
    for change in found.difference.changes:
        assert change.why is not None
        assert change.why.motive is not Motive.AGAINST_THE_RULES
        assert holds(change.why, change.before, change.after, was, held, day.events)


def holds(
    why: Why,
    before: Meeting | None,
    after: Meeting | None,
    was: dict[str, Meeting],
    held: dict[str, Meeting],
    events: Sequence[Event],
) -> bool:
    """The reason, checked against the two timetables and what happened."""
    if why.motive is Motive.FITTED:
        return before is None
    if why.motive is Motive.FILLED_FREED_SLOT:
        left = was[why.request]
        still = held.get(why.request)
        return before is None and left.slot == after.slot and (still is None or still.slot != left.slot)
    if why.motive is Motive.MOVED_FOR:
        newcomer = held[why.request]
        return was.get(why.request) != newcomer and after is not None and before.slot != after.slot
    if why.motive is Motive.HANDS_CHANGED:
        taker = held[why.request]
        return taker.slot == before.slot and bool(set(taker.interpreters) & set(before.interpreters))
    kind, field = LOSSES[why.motive]
    assert any(isinstance(event, kind) and getattr(event, field) == why.subject for event in events)
    return why.subject in (
        before.request,
        before.a,
        before.b,
        before.place,
        before.room,
        *before.interpreters,
    )


LOSSES = {
    Motive.PARTICIPANT_ABSENT: (Absent, "participant"),
    Motive.PARTICIPANT_LATE: (Late, "participant"),
    Motive.WITHDRAWN: (Withdrawn, "request"),
    Motive.PLACE_LOST: (PlaceLost, "place"),
    Motive.ROOM_LOST: (RoomLost, "room"),
    Motive.INTERPRETER_ABSENT: (InterpreterAbsent, "interpreter"),
}


@PLENTY
@given(days())
def test_deterministic_repairs_are_equal(day: Day) -> None:
    assert repaired(day) == repaired(day, workers=2)


@PLENTY
@given(days())
def test_no_time_or_cancelled_is_the_filled_timetable(day: Day) -> None:
    filled = repaired(day, polished=False).filled

    for options in ({"time_limit": 0.0}, {"cancelled": lambda: True}):
        found = repaired(day, **options)
        assert found.timetable == found.filled == filled


@PLENTY
@given(days())
def test_a_second_repair_without_events_only_gains(day: Day) -> None:
    first = repaired(day)
    again = repair(first.problem, first.timetable, now=day.now, deterministic=True, time_limit=0.1)

    assert validate(again.problem, again.timetable) == ()
    assert again.unfixed == ()
    assert again.timetable.value >= first.timetable.value - 1e-9


# -- cases made by hand: a and b, c and d meet in slot 1; the day stands before slot 1


def people(*names: str, **fields: object) -> tuple[Participant, ...]:
    return tuple(Participant(name, **{"available": every(SLOTS)} | fields) for name in names)


def fair(requests: Sequence[Request], **fields: object) -> Problem:
    parties = sorted({party for request in requests for party in (request.a, request.b)})
    usual = {"slots": SLOTS, "participants": people(*parties), "places": (Place("t1"), Place("t2"))}
    return Problem(requests=tuple(requests), **usual | fields)


def wish(pair: str, value: float = 5, **fields: object) -> Request:
    return Request(pair, pair[0], pair[1], value, value, **fields)


def held(problem: Problem, *meetings: Meeting) -> Timetable:
    requests = {meeting.request for meeting in meetings}
    waiting = tuple(request.id for request in problem.requests if request.id not in requests)
    value = sum(request.value for request in problem.requests if request.id in requests)
    timetable = Timetable(meetings, waiting, value, bound=1e9)
    assert validate(problem, timetable) == ()
    return timetable


def at(slot: int, pair: str, **fields: object) -> Meeting:
    return Meeting(slot, pair, pair[0], pair[1], **{"place": "t1"} | fields)


AB, CD = wish("ab", slots=frozenset({1})), wish("cd", slots=frozenset({1}))


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (Absent("b"), Why(Motive.PARTICIPANT_ABSENT, "b")),
        (Late("b", 2), Why(Motive.PARTICIPANT_LATE, "b")),
        (Withdrawn("ab"), Why(Motive.WITHDRAWN, "ab")),
    ],
)
def test_what_cannot_be_held_is_dropped_and_its_time_given_to_the_best_waiting(
    event: Event, why: Why
) -> None:
    problem = fair([AB, CD, wish("ae", 3, slots=frozenset({1})), wish("af", 4, slots=frozenset({1}))])
    before = held(problem, at(1, "ab"), at(1, "cd", place="t2"))

    found = repair(problem, before, now=1, events=(event,))

    assert found.filled == found.timetable
    assert [(m.request, m.slot, m.place) for m in found.timetable.meetings] == [
        ("af", 1, "t1"),
        ("cd", 1, "t2"),
    ]
    assert found.reasons == {"ab": why, "af": Why(Motive.FILLED_FREED_SLOT, request="ab")}
    assert found.timetable.status is Status.OPTIMAL


def test_late_arrival_meets_later_instead() -> None:
    problem = fair([wish("ab")])

    found = repair(problem, held(problem, at(0, "ab")), now=0, events=(Late("a", 2),))

    assert [(meeting.request, meeting.slot) for meeting in found.timetable.meetings] == [("ab", 2)]
    assert found.reasons == {"ab": Why(Motive.PARTICIPANT_LATE, "a")}
    assert found.difference.moved == found.difference.changes


def test_event_in_a_slot_that_has_begun_changes_nothing() -> None:
    problem = fair([wish("ab")])
    before = held(problem, at(0, "ab"))

    found = repair(problem, before, now=1, events=(Absent("a"), PlaceLost("t1"), Withdrawn("ab")))

    assert found.timetable.meetings == before.meetings
    assert found.difference.changes == ()


def test_lost_table_is_replaced_in_the_same_slot() -> None:
    problem = fair([AB, CD], places=(Place("t1"), Place("t2"), Place("t3")))
    before = held(problem, at(1, "ab"), at(1, "cd", place="t2"))

    found = repair(problem, before, now=1, events=(PlaceLost("t1"),))

    assert [(m.request, m.slot, m.place) for m in found.timetable.meetings] == [
        ("ab", 1, "t3"),
        ("cd", 1, "t2"),
    ]
    assert found.reasons == {"ab": Why(Motive.PLACE_LOST, "t1")}


def test_lost_table_without_another_drops_the_meeting_that_had_it() -> None:
    problem = fair([AB, CD])
    before = held(problem, at(1, "ab"), at(1, "cd", place="t2"))

    found = repair(problem, before, now=1, events=(PlaceLost("t1"),))

    assert [meeting.request for meeting in found.timetable.meetings] == ["cd"]
    assert found.reasons == {"ab": Why(Motive.PLACE_LOST, "t1")}


def test_lost_room_is_replaced_in_the_same_slot() -> None:
    online = people("a", "b", attendance=Attendance.ONLINE)
    problem = fair([AB], participants=online, rooms=(Room("v1"), Room("v2")))
    before = held(problem, at(1, "ab", place=None, room="v1"))

    found = repair(problem, before, now=0, events=(RoomLost("v1", frozenset({1})),))

    assert [(meeting.slot, meeting.room) for meeting in found.timetable.meetings] == [(1, "v2")]
    assert found.reasons == {"ab": Why(Motive.ROOM_LOST, "v1")}


def interpreted(*interpreters: Interpreter, **fields: object) -> Problem:
    spoken = {"a": "ko", "b": "ru", "c": "ko", "d": "zh"}
    parties = tuple(Participant(p, every(SLOTS), languages=frozenset({code})) for p, code in spoken.items())
    return fair([AB, CD], participants=parties, interpreters=interpreters, **fields)


KO_RU, KO_ZH = ("ko", "ru"), ("ko", "zh")


def test_ill_interpreter_is_replaced_where_another_is_free() -> None:
    problem = interpreted(
        Interpreter("kim", frozenset({KO_RU}), every(SLOTS)),
        Interpreter("lee", frozenset({KO_RU}), every(SLOTS)),
    )
    before = held(problem, at(1, "ab", interpreters=("kim",)))

    found = repair(problem, before, now=1, events=(InterpreterAbsent("kim"),))

    assert [(m.slot, m.place, m.interpreters) for m in found.timetable.meetings] == [(1, "t1", ("lee",))]
    assert found.reasons == {"ab": Why(Motive.INTERPRETER_ABSENT, "kim")}


def test_others_change_hands_before_a_meeting_is_lost() -> None:
    """Lee, who speaks both, helps ab when Kim is ill; Han takes over cd from Lee."""
    problem = interpreted(
        Interpreter("kim", frozenset({KO_RU}), every(SLOTS)),
        Interpreter("lee", frozenset({KO_RU, KO_ZH}), every(SLOTS)),
        Interpreter("han", frozenset({KO_ZH}), every(SLOTS)),
    )
    before = held(problem, at(1, "ab", interpreters=("kim",)), at(1, "cd", place="t2", interpreters=("lee",)))

    found = repair(problem, before, now=1, events=(InterpreterAbsent("kim"),))

    assert {m.request: m.interpreters for m in found.timetable.meetings} == {"ab": ("lee",), "cd": ("han",)}
    assert found.reasons == {
        "ab": Why(Motive.INTERPRETER_ABSENT, "kim"),
        "cd": Why(Motive.HANDS_CHANGED, request="ab"),
    }


def test_meeting_moves_only_for_more_than_the_bonus() -> None:
    """In slot 1 a meets b, who could as well meet in slot 2; e has time in slot 1 only."""
    problem = fair([wish("ab", 5, slots=frozenset({1, 2})), wish("ae", 2, slots=frozenset({1}))])
    before = held(problem, at(1, "ab"))

    moved = repair(problem, before, now=1, stay_bonus=0.5)
    kept = repair(problem, before, now=1, stay_bonus=0.7)

    assert {m.request: m.slot for m in moved.timetable.meetings} == {"ab": 2, "ae": 1}
    assert moved.reasons == {
        "ab": Why(Motive.MOVED_FOR, request="ae"),
        "ae": Why(Motive.FILLED_FREED_SLOT, request="ab"),
    }
    assert moved.price == pytest.approx(3.5)
    assert kept.timetable.meetings == before.meetings


def test_nothing_that_stands_is_called_off_for_something_better() -> None:
    problem = fair([wish("ab", 1, slots=frozenset({1})), wish("ae", 9, slots=frozenset({1}))])
    before = held(problem, at(1, "ab"))

    assert repair(problem, before, now=0).difference.changes == ()


def test_fixed_meetings_stay_and_those_that_cannot_are_named() -> None:
    fixed = (Fixed("ab", 1), Fixed("cd", 1, "t2"))
    problem = fair([AB, CD], places=(Place("t1"), Place("t2")), fixed=fixed)
    before = held(problem, at(1, "ab"), at(1, "cd", place="t2"))

    found = repair(problem, before, now=1, events=(PlaceLost("t1"),))

    assert [meeting.request for meeting in found.timetable.meetings] == ["cd"]
    assert found.unfixed == ("ab",)
    assert found.problem.fixed == (Fixed("cd", 1, "t2"),)


def test_who_comes_after_all_and_new_wishes_are_served() -> None:
    away = (*people("a", "b"), Participant("c", frozenset()))
    problem = fair([wish("ac")], participants=away)
    events = (Present("c"), Added(wish("ab")))

    found = repair(problem, held(problem), now=1, events=events)

    assert {meeting.request for meeting in found.timetable.meetings} == {"ab", "ac"}
    assert set(found.reasons.values()) == {Why(Motive.FITTED)}
    assert all(change.kind is Kind.ADDED and change.meeting.slot >= 1 for change in found.difference.changes)


def test_meeting_against_the_rules_is_dropped_when_it_has_not_begun() -> None:
    problem = fair([wish("ab", slots=frozenset({0}))])
    wrong = Timetable((at(1, "ab"),))

    found = repair(problem, wrong, now=1)
    begun_so = repair(problem, wrong, now=2)

    assert found.timetable.meetings == ()
    assert found.reasons == {"ab": Why(Motive.AGAINST_THE_RULES)}
    assert begun_so.timetable.meetings == wrong.meetings


def test_rest_of_the_day_bounds_what_can_still_be_done() -> None:
    problem = fair([wish("ab"), wish("ae"), wish("af")])
    before = held(problem, at(0, "ab"))

    rest = rest_of_day(problem, before, now=2)

    assert bound(problem) == 30
    assert bound(rest) == 20
    assert repair(problem, before, now=2).timetable.bound == 20


@pytest.mark.parametrize(
    ("meeting", "where"),
    [
        (at(1, "xy"), "meetings[0].request"),
        (replace(at(1, "ab"), b="c"), "meetings[0]"),
        (at(7, "ab"), "meetings[0].slot"),
        (at(1, "ab", place="t9"), "meetings[0].place"),
        (at(1, "ab", interpreters=("kim",)), "meetings[0].interpreter"),
    ],
)
def test_unknown_meetings_say_where(meeting: Meeting, where: str) -> None:
    with pytest.raises(ProblemError) as raised:
        repair(fair([AB, CD]), Timetable((meeting,)), now=0)

    assert raised.value.where == where


def test_moment_outside_the_day_is_refused() -> None:
    problem = fair([AB])

    for now in (-1, 4):
        with pytest.raises(ProblemError, match="now"):
            repair(problem, held(problem), now=now)
    assert repair(problem, held(problem), now=3).timetable.meetings == ()


def test_filled_timetable_is_told_first() -> None:
    problem = fair([AB, wish("ae", 3, slots=frozenset({1, 2}))])
    told: list[Progress] = []

    repair(problem, held(problem, at(1, "ab")), now=1, events=(Absent("b"),), on_progress=told.append)

    assert told[0].phase is Phase.FILL
    assert told[0].incumbent == 6
    assert told[-1].phase is Phase.DONE
