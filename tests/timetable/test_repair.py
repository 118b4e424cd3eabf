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
    diff,
    every,
    first_come_first_served,
    repair,
    rest_of_day,
    solve,
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
    staying = import_module("madang.timetable.staying")
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
