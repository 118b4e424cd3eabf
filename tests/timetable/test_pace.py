"""Time to rest, between meetings, and to walk: kept by the solver, seen by the judge."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.timetable.problems import day_of

from madang.timetable import (
    Attendance,
    Fixed,
    Interpreter,
    Meeting,
    Participant,
    Place,
    Problem,
    Request,
    Rest,
    Room,
    Rule,
    Slot,
    Status,
    Timetable,
    Violation,
    Walk,
    bound,
    every,
    solve,
    validate,
)

SLOTS = day_of(4)
ALWAYS = every(SLOTS)
PAIR = frozenset({("ko", "ru")})
ONLINE = Attendance.ONLINE


def star(slots: tuple[Slot, ...] = SLOTS, *, wishes: int = 8, capacity: int = 1, **fields: object) -> Problem:
    """One company that many ask, at a table in each of two halls for each of its delegates."""
    buffer = fields.pop("buffer", 0)
    hub = Participant("hub", every(slots), capacity=capacity, buffer=buffer)
    others = tuple(Participant(f"p{i}", every(slots)) for i in range(wishes))
    requests = tuple(Request(f"r{i}", "hub", f"p{i}") for i in range(wishes))
    places = tuple(Place(f"{hall}{i}", hall) for hall in "AB" for i in range(capacity))
    return replace(Problem(slots, (hub, *others), requests, places), **fields)


def best(problem: Problem) -> Timetable:
    """The proved optimum, accepted by the judge."""
    timetable = solve(problem, time_limit=2, workers=1, deterministic=True)
    assert validate(problem, timetable) == ()
    assert timetable.status == Status.OPTIMAL
    return timetable


def at(*meetings: tuple[int, str]) -> Timetable:
    """The company meets in these slots at these tables."""
    return Timetable(
        tuple(Meeting(t, f"r{i}", "hub", f"p{i}", place) for i, (t, place) in enumerate(meetings))
    )


def broken(problem: Problem, timetable: Timetable) -> list[Violation]:
    figures = {Rule.WRONG_UNSCHEDULED, Rule.WRONG_VALUE, Rule.ABOVE_BOUND}
    return [found for found in validate(problem, timetable) if found.rule not in figures]


# -- rests


@pytest.mark.parametrize(
    ("rest", "capacity", "held"),
    [
        (Rest(frozenset({1, 2})), 1, 3),
        (Rest(frozenset({1, 2}), free=2), 1, 2),
        (Rest(frozenset({1, 2}), free=9), 1, 2),
        (Rest(frozenset({1, 2}), free=0), 1, 4),
        (Rest(frozenset({0, 3})), 1, 3),
        (Rest(frozenset({1, 2}), participants=frozenset({"p0"})), 1, 4),
        (Rest(frozenset({1, 2}), participants=frozenset({"hub"})), 1, 3),
        (Rest(frozenset({1, 2})), 2, 6),
        (Rest(frozenset({0, 1, 2, 3}), free=3), 2, 2),
    ],
)
def test_rest_leaves_each_delegate_slots_free(rest: Rest, capacity: int, held: int) -> None:
    problem = star(rests=(rest,), capacity=capacity)

    assert len(best(problem).meetings) == held


def test_bound_counts_on_the_rest() -> None:
    assert bound(star(rests=(Rest(frozenset({1, 2})),))) == 6


def test_slots_in_which_it_is_away_count_as_rest() -> None:
    problem = star(rests=(Rest(frozenset({1, 2})),))
    early = replace(problem.participants[0], available=ALWAYS - {2})

    assert len(best(replace(problem, participants=(early, *problem.participants[1:]))).meetings) == 3


def test_missing_rest_is_seen() -> None:
    problem = star(rests=(Rest(frozenset({1, 2})),))

    assert broken(problem, at((0, "A0"), (1, "A0"), (2, "A0"))) == [
        Violation(Rule.REST, ("r1", "r2"), ("hub",), 2, found=2, allowed=1)
    ]
    assert broken(problem, at((0, "A0"), (1, "A0"), (3, "A0"))) == []


# -- buffers


@pytest.mark.parametrize(("minutes", "held"), [(0, 4), (5, 4), (6, 2), (30, 2), (35, 2), (36, 2), (66, 1)])
def test_buffer_keeps_meetings_apart(minutes: int, held: int) -> None:
    assert len(best(star(buffer=minutes)).meetings) == held


@pytest.mark.parametrize(("minutes", "held"), [(5, 8), (6, 4), (35, 4), (36, 4), (66, 2)])
def test_buffer_is_kept_by_each_delegate(minutes: int, held: int) -> None:
    assert len(best(star(buffer=minutes, capacity=2)).meetings) == held


def test_buffer_longer_than_a_slot_counts_over_three_slots() -> None:
    """Pair by pair two delegates could do it, but not all three meetings."""
    problem = star(buffer=36, capacity=2)

    assert broken(problem, at((0, "A0"), (1, "A0"), (2, "A0"))) == [
        Violation(Rule.BUFFER, ("r0", "r1", "r2"), ("hub",), 2, found=3, allowed=2)
    ]
    assert broken(problem, at((0, "A0"), (1, "A0"), (3, "A0"))) == []


def test_meeting_within_the_buffer_is_seen() -> None:
    assert broken(star(buffer=6), at((0, "A0"), (1, "A0"), (3, "A0"))) == [
        Violation(Rule.BUFFER, ("r0", "r1"), ("hub",), 1, found=2, allowed=1)
    ]


def test_buffer_counts_for_meetings_online_too() -> None:
    problem = star(buffer=6, rooms=(Room("v"),))
    people = tuple(replace(who, attendance=ONLINE) for who in problem.participants)

    assert len(best(replace(problem, participants=people)).meetings) == 2


# -- walks

FAR = (Walk("A", "B", 10),)


def halls(timetable: Timetable) -> str:
    """The hall of each meeting, in order of time."""
    return "".join(str(meeting.place)[0] for meeting in timetable.meetings)


def fixed_at(*tables: str) -> tuple[Fixed, ...]:
    """The first meetings, slot by slot, at these tables."""
    return tuple(Fixed(f"r{t}", t, place=table) for t, table in enumerate(tables) if table)


@pytest.mark.parametrize(
    ("walks", "status"),
    [
        ((), Status.OPTIMAL),
        ((Walk("A", "B", 5),), Status.OPTIMAL),
        ((Walk("A", "B", 6),), Status.INFEASIBLE),
        ((Walk("B", "A", 10),), Status.INFEASIBLE),
    ],
)
def test_way_longer_than_the_pause_cannot_be_walked(walks: tuple[Walk, ...], status: Status) -> None:
    assert solve(star(walks=walks, fixed=fixed_at("A0", "B0")), time_limit=1).status == status


def test_meetings_follow_each_other_in_one_hall() -> None:
    timetable = best(star(walks=FAR, fixed=(Fixed("r0", 0, place="B0"),)))

    assert halls(timetable) == "BBBB"


def test_hall_changes_after_a_slot_without_a_meeting() -> None:
    problem = star(walks=FAR, fixed=(Fixed("r0", 0, place="A0"), Fixed("r1", 3, place="B0")))

    assert len(best(problem).meetings) == 3


def test_long_way_reaches_over_several_slots() -> None:
    walks = (Walk("A", "B", 60),)
    problem = star(walks=walks, fixed=(Fixed("r0", 0, place="A0"), Fixed("r1", 2, place="B0")))

    assert solve(problem, time_limit=1).status == Status.INFEASIBLE
    assert broken(problem, at((0, "A0"), (2, "B0"))) == [
        Violation(Rule.WALK, ("r0", "r1"), ("hub",), 2, found=1, allowed=0)
    ]


def test_meeting_without_a_fixed_table_gets_one_within_reach() -> None:
    problem = star(walks=FAR, fixed=(Fixed("r0", 0), Fixed("r1", 1, place="B0"), Fixed("r2", 2)))

    assert halls(best(problem)) == "BBBB"


def test_tables_of_a_hall_are_counted_by_hall() -> None:
    """Each of two companies is bound to a hall; there is one table in each."""
    people = tuple(Participant(name, every(SLOTS[:2])) for name in "abcdef")
    requests = tuple(Request(x + y, x, y) for x, y in ("ab", "cd", "ae", "cf"))
    fixed = (Fixed("ab", 0, place="A0"), Fixed("cd", 0, place="B0"))
    problem = Problem(
        SLOTS[:2], people, requests, (Place("A0", "A"), Place("B0", "B")), fixed=fixed, walks=FAR
    )

    table = {meeting.request: meeting.place for meeting in best(problem).meetings}
    assert table == {"ab": "A0", "cd": "B0", "ae": "A0", "cf": "B0"}


def test_two_delegates_part_and_stay_in_their_halls() -> None:
    fixed = (Fixed("r0", 0, place="A0"), Fixed("r1", 0, place="B0"), Fixed("r2", 1, place="A1"))

    assert len(best(star(walks=FAR, capacity=2, fixed=fixed)).meetings) == 8


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        (("A0",), ("B0",), 1),
        (("A0", "A1"), ("A0", "B0"), 1),
        (("A0", "B0"), ("A0", "B0"), 2),
        (("A0", "A1"), ("B0", "B1"), 0),
        (("A0",), ("B0", "B1"), 1),
        (("A0",), ("A0", "B1"), 2),
    ],
)
def test_delegates_walk_one_by_one(before: tuple, after: tuple, allowed: int) -> None:
    problem = star(walks=FAR, capacity=2)
    tables = [*((0, table) for table in before), *((1, table) for table in after)]

    found = [(one.rule, one.found, one.allowed) for one in broken(problem, at(*tables))]

    assert found == ([(Rule.WALK, len(after), allowed)] if len(after) > allowed else [])
    fixed = tuple(Fixed(f"r{i}", t, place=table) for i, (t, table) in enumerate(tables))
    status = solve(replace(problem, fixed=fixed), time_limit=1).status
    assert (status == Status.INFEASIBLE) == bool(found)


def test_who_takes_part_online_does_not_walk_to_the_other_side_of_the_screen() -> None:
    problem = star(walks=FAR, fixed=fixed_at("A0", "B0"), rooms=(Room("v"),))
    hub = replace(problem.participants[0], attendance=ONLINE)
    online = replace(problem, participants=(hub, *problem.participants[1:]))

    assert solve(problem, time_limit=1).status == Status.INFEASIBLE
    assert len(best(online).meetings) == 4


def test_meeting_online_between_two_halls_needs_no_way() -> None:
    problem = star(walks=FAR, rooms=(Room("v"),), fixed=(*fixed_at("A0", "", "B0"), Fixed("r1", 1)))
    hub, p0, p1, *others = problem.participants
    people = (replace(hub, attendance=Attendance.BOTH), p0, replace(p1, attendance=ONLINE), *others)

    found = best(replace(problem, participants=people))

    assert [(m.place, m.room) for m in found.meetings[:3]] == [("A0", None), (None, "v"), ("B0", None)]


def helped(*tables: str, attendance: Attendance = Attendance.BOTH, **fields: object) -> Problem:
    """Pairs of strangers, slot by slot at these tables, all with the one interpreter."""
    people = tuple(Participant(f"{side}{t}", ALWAYS) for t in range(len(tables)) for side in "ab")
    requests = tuple(Request(f"r{t}", f"a{t}", f"b{t}", pairs=PAIR) for t in range(len(tables)))
    places = (Place("A0", "A"), Place("B0", "B"))
    kim = Interpreter("kim", PAIR, ALWAYS, attendance=attendance)
    return Problem(
        SLOTS,
        people,
        requests,
        places,
        interpreters=(kim,),
        **{"fixed": fixed_at(*tables), "walks": FAR} | fields,
    )


def test_interpreter_walks_too() -> None:
    problem = helped("A0", "B0")

    assert solve(problem, time_limit=1).status == Status.INFEASIBLE
    assert best(helped("A0", "A0")).meetings[1].interpreters == ("kim",)
    meetings = tuple(Meeting(t, f"r{t}", f"a{t}", f"b{t}", f"{'AB'[t]}0", None, ("kim",)) for t in (0, 1))
    assert broken(problem, Timetable(meetings)) == [Violation(Rule.WALK, ("r0", "r1"), (), 1, "kim")]


def test_another_interpreter_is_there_where_the_first_cannot_be_in_time() -> None:
    problem = helped("A0", "B0")
    lee = Interpreter("lee", PAIR, ALWAYS)

    found = best(replace(problem, interpreters=(*problem.interpreters, lee)))

    assert {meeting.interpreters for meeting in found.meetings} == {("kim",), ("lee",)}


def test_interpreters_change_hands_so_that_each_stays_in_a_hall() -> None:
    """Kim speaks everything and must give up the first hall for the second."""
    zh = frozenset({("ko", "zh")})
    problem = helped("A0", "A0")
    people = tuple(Participant(name, ALWAYS) for name in ("x", "y", "z", "w"))
    requests = (*problem.requests, Request("xy", "x", "y", pairs=zh), Request("zw", "z", "w", pairs=zh))
    interpreters = (Interpreter("kim", PAIR | zh, ALWAYS), Interpreter("lee", PAIR, ALWAYS))
    fixed = (*problem.fixed, Fixed("xy", 0, place="B0"), Fixed("zw", 1, place="B0"))

    found = best(
        replace(
            problem,
            participants=(*problem.participants, *people),
            requests=requests,
            interpreters=interpreters,
            fixed=fixed,
        )
    )

    by = {meeting.request: meeting.interpreters for meeting in found.meetings}
    assert by == {"r0": ("lee",), "r1": ("lee",), "xy": ("kim",), "zw": ("kim",)}


# -- instants


def test_night_is_long_enough_for_any_way_and_buffer() -> None:
    opening = datetime(2026, 6, 15, 1, 0, tzinfo=UTC)
    slots = tuple(
        Slot(f"s{d}", opening + timedelta(days=d), opening + timedelta(days=d, minutes=30), d) for d in (0, 1)
    )
    problem = star(slots, walks=(Walk("A", "B", 120),), buffer=300, fixed=fixed_at("A0", "B0"))

    assert len(best(problem).meetings) == 2
