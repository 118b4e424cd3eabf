"""A fair over a change to daylight-saving time, with participants in five zones, is right to the minute."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from madang.timetable import (
    Attendance,
    Fixed,
    Interpreter,
    Participant,
    Place,
    Problem,
    ProblemError,
    Request,
    Room,
    Rule,
    Slot,
    Status,
    Timetable,
    Walk,
    every,
    problem_from_json,
    problem_to_json,
    solve,
    validate,
)

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ("Asia/Seoul", "Europe/Berlin", "America/New_York", "Asia/Tashkent", "Australia/Sydney")
WINTER_BEGINS = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
"""In Berlin the clock goes from 3:00 back to 2:00."""
SUMMER_BEGINS = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
"""In Berlin the clock goes from 2:00 to 3:00."""


def day(first: datetime, count: int, zone: ZoneInfo) -> tuple[Slot, ...]:
    """Slots of 20 minutes every half hour, as the clock in a zone tells them."""
    starts = [first + timedelta(minutes=30 * t) for t in range(count)]
    return tuple(
        Slot(f"s{t}", start.astimezone(zone), (start + timedelta(minutes=20)).astimezone(zone))
        for t, start in enumerate(starts)
    )


def fair(slots: tuple[Slot, ...], **fields: object) -> Problem:
    """A company and four others, at tables in two halls."""
    people = tuple(Participant(zone, every(slots)) for zone in ZONES)
    requests = tuple(Request(zone, ZONES[0], zone) for zone in ZONES[1:])
    places = (Place("t", "A"), Place("u", "B"))
    return replace(Problem(slots, people, requests, places), **fields)


def best(problem: Problem) -> Timetable:
    timetable = solve(problem, time_limit=2, workers=1, deterministic=True)
    assert validate(problem, timetable) == ()
    return timetable


@pytest.mark.parametrize("turn", [WINTER_BEGINS, SUMMER_BEGINS])
@pytest.mark.parametrize(("minutes", "held"), [(10, 4), (11, 2), (40, 2), (70, 2), (71, 1)])
def test_buffer_is_the_same_in_the_night_of_the_change(turn: datetime, minutes: int, held: int) -> None:
    slots = day(turn - timedelta(hours=1), 4, BERLIN)
    problem = fair(slots)
    company = replace(problem.participants[0], buffer=minutes)
    problem = replace(problem, participants=(company, *problem.participants[1:]))

    assert len(best(problem).meetings) == held
    assert best(problem) == best(replace(problem, slots=day(turn - timedelta(hours=1), 4, ZoneInfo("UTC"))))


@pytest.mark.parametrize("turn", [WINTER_BEGINS, SUMMER_BEGINS])
@pytest.mark.parametrize(("minutes", "status"), [(10, Status.OPTIMAL), (11, Status.INFEASIBLE)])
def test_way_between_the_last_slot_before_the_change_and_the_first_after(
    turn: datetime, minutes: int, status: Status
) -> None:
    slots = day(turn - timedelta(minutes=30), 2, BERLIN)
    fixed = (Fixed(ZONES[1], 0, place="t"), Fixed(ZONES[2], 1, place="u"))

    found = solve(fair(slots, fixed=fixed, walks=(Walk("A", "B", minutes),)), time_limit=1)

    assert found.status == status


def test_repeated_hour_is_two_hours() -> None:
    """On the clock the second slot seems to start before the first ends."""
    slots = day(WINTER_BEGINS - timedelta(minutes=30), 2, BERLIN)
    assert slots[1].start.replace(tzinfo=None) < slots[0].end.replace(tzinfo=None)

    assert len(best(fair(slots)).meetings) == 2


def test_slot_within_the_skipped_hour_that_ends_before_it_starts_is_refused() -> None:
    """By the clock 1:50 to 3:05 is an hour and a quarter; it is fifteen minutes."""
    start, end = datetime(2026, 3, 29, 1, 50, tzinfo=BERLIN), datetime(2026, 3, 29, 3, 5, tzinfo=BERLIN)
    assert Slot("s", start, end).ends - Slot("s", start, end).begins == 15 * 60
    late = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1)
    with pytest.raises(ProblemError, match="ends before it starts"):
        fair((Slot("s", late, late.replace(fold=0) + timedelta(minutes=20)),))


def test_pause_that_only_the_clock_shows_does_not_rest_an_interpreter() -> None:
    """From 1:50 to 3:00 by the clock, and ten minutes in truth."""
    slots = day(SUMMER_BEGINS - timedelta(minutes=30), 2, BERLIN)
    pair = frozenset({("ko", "ru")})
    problem = fair(
        slots,
        interpreters=(Interpreter("kim", pair, every(slots), longest=1),),
        requests=tuple(replace(r, pairs=pair) for r in fair(slots).requests),
    )

    assert len(best(problem).meetings) == 1


def hours(slots: tuple[Slot, ...], zone: str, first: int, last: int) -> frozenset[int]:
    """The slots that lie between two hours of the clock on the wall of a zone."""
    local = [(slot.start.astimezone(ZoneInfo(zone)), slot.end.astimezone(ZoneInfo(zone))) for slot in slots]
    return frozenset(
        t
        for t, (start, end) in enumerate(local)
        if first * 60 <= start.hour * 60 + start.minute and end.hour * 60 + end.minute <= last * 60
    )


@pytest.mark.parametrize(
    ("date", "common"),
    [
        (datetime(2026, 10, 24, tzinfo=UTC), {"Asia/Seoul": 4, "Asia/Tashkent": 12, "Australia/Sydney": 0}),
        (datetime(2026, 10, 25, tzinfo=UTC), {"Asia/Seoul": 2, "Asia/Tashkent": 10, "Australia/Sydney": 0}),
    ],
)
def test_five_zones_meet_online_in_the_hours_that_they_share(date: datetime, common: dict[str, int]) -> None:
    """Berlin, from 9 to 17, loses an hour with the east when its winter time begins."""
    slots = day(date, 48, ZoneInfo("UTC"))
    people = tuple(
        Participant(zone, hours(slots, zone, 9, 18), attendance=Attendance.ONLINE) for zone in ZONES
    )
    people = tuple(
        replace(who, available=hours(slots, "Europe/Berlin", 9, 17)) if who.id == "Europe/Berlin" else who
        for who in people
    )
    requests = tuple(
        Request(f"{zone}{i}", "Europe/Berlin", zone)
        for zone in ("Asia/Seoul", "Asia/Tashkent", "Australia/Sydney")
        for i in range(20)
    )

    for zone, expected in common.items():
        alone = tuple(request for request in requests if request.b == zone)
        found = best(Problem(slots, people, alone, rooms=(Room("v"),)))
        assert len(found.meetings) == expected
        for meeting in found.meetings:
            for party in (meeting.a, meeting.b):
                local = slots[meeting.slot].start.astimezone(ZoneInfo(party))
                assert 9 <= local.hour < 18


def test_times_survive_json_as_instants() -> None:
    problem = fair(day(WINTER_BEGINS - timedelta(hours=1), 4, BERLIN))

    again = problem_from_json(problem_to_json(problem))

    assert [slot.begins for slot in again.slots] == [slot.begins for slot in problem.slots]
    assert [a.pause(b) for a, b in zip(again.slots, again.slots[1:], strict=False)] == [600.0] * 3


def test_judge_takes_times_as_instants_too() -> None:
    slots = day(WINTER_BEGINS - timedelta(minutes=30), 2, BERLIN)
    problem = fair(slots)
    company = replace(problem.participants[0], buffer=11)
    close = replace(problem, participants=(company, *problem.participants[1:]))

    rules = {found.rule for found in validate(close, best(problem))}

    assert rules == {Rule.BUFFER}
