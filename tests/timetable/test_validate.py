"""The judge sees every rule that is broken, and nothing where none is."""

from dataclasses import replace

import pytest
from tests.timetable.problems import day_of

from madang.timetable import (
    Fixed,
    Interpreter,
    Meeting,
    Participant,
    Place,
    Problem,
    Request,
    Room,
    Rule,
    Slot,
    Timetable,
    Violation,
    every,
    validate,
)
from madang.timetable.elements import Attendance

SLOTS = day_of(4)
ALWAYS = every(SLOTS)
KOREAN, RUSSIAN = frozenset({"ko"}), frozenset({"ru"})
PROBLEM = Problem(
    slots=SLOTS,
    participants=(
        Participant("a", ALWAYS, languages=KOREAN),
        Participant("b", ALWAYS - {3}, languages=KOREAN),
        Participant("c", ALWAYS, languages=RUSSIAN, minimum=2),
        Participant("d", ALWAYS, languages=KOREAN, attendance=Attendance.ONLINE, maximum=1),
    ),
    requests=(
        Request("ab", "a", "b", 1, 1),
        Request("ac", "a", "c", 2, 2),
        Request("ad", "a", "d", 3, 3, slots=frozenset({2, 3})),
        Request("bd", "b", "d", 4, 4),
    ),
    places=(Place("t"), Place("u", slots=frozenset({1, 2}))),
    rooms=(Room("v"), Room("w", slots=frozenset({1, 3}))),
    interpreters=(
        Interpreter("kim", frozenset({("ko", "ru")}), ALWAYS - {3}, longest=1, most=1),
        Interpreter("lee", frozenset({("en", "ko")}), ALWAYS),
    ),
    penalty=10,
)
AB = Meeting(0, "ab", "a", "b", place="t")
AC = Meeting(1, "ac", "a", "c", place="t", interpreters=("kim",))
AD = Meeting(2, "ad", "a", "d", place="u", room="v")
VALID = Timetable((AB, AC, AD), ("bd",), value=2 + 4 + 6 - 10, bound=5)


def rules(timetable: Timetable, problem: Problem = PROBLEM) -> set[Rule]:
    return {violation.rule for violation in validate(problem, timetable)}


def with_meeting(**fields: object) -> Timetable:
    """The valid timetable with the meeting of a and c changed."""
    return replace(VALID, meetings=(AB, replace(AC, **fields), AD))


def test_valid_timetable_breaks_no_rule() -> None:
    assert validate(PROBLEM, VALID) == ()


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"request": "zz"}, Rule.UNKNOWN_REQUEST),
        ({"request": "ab", "interpreters": ()}, Rule.HELD_TWICE),
        ({"b": "d"}, Rule.WRONG_PARTIES),
        ({"slot": 9}, Rule.UNKNOWN_SLOT),
        ({"slot": 0, "place": "u"}, Rule.OVER_CAPACITY),
        ({"slot": 0}, Rule.PLACE_TAKEN),
        ({"slot": 3, "place": "u"}, Rule.PLACE_CLOSED),
        ({"place": "z"}, Rule.PLACE_UNKNOWN),
        ({"place": None}, Rule.PLACE_MISSING),
        ({"room": "v"}, Rule.ROOM_NOT_NEEDED),
        ({"interpreters": ()}, Rule.INTERPRETER_MISSING),
        ({"interpreters": ("park",)}, Rule.INTERPRETER_UNKNOWN),
        ({"interpreters": ("lee",)}, Rule.INTERPRETER_LANGUAGES),
        ({"slot": 3}, Rule.INTERPRETER_AWAY),
        ({"interpreters": ("kim", "lee")}, Rule.INTERPRETER_NOT_NEEDED),
    ],
)
def test_changed_meeting_breaks_the_rule(fields: dict[str, object], rule: Rule) -> None:
    assert rule in rules(with_meeting(**fields))


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"slot": 1}, Rule.SLOT_NOT_ALLOWED),
        ({"place": None}, Rule.PLACE_MISSING),
        ({"room": None}, Rule.ROOM_MISSING),
        ({"room": "w"}, Rule.ROOM_CLOSED),
        ({"room": "z"}, Rule.ROOM_UNKNOWN),
        ({"interpreters": ("lee",)}, Rule.INTERPRETER_NOT_NEEDED),
    ],
)
def test_changed_mixed_meeting_breaks_the_rule(fields: dict[str, object], rule: Rule) -> None:
    assert rule in rules(replace(VALID, meetings=(AB, AC, replace(AD, **fields))))


def test_absent_participant_is_named_with_slot_and_request() -> None:
    timetable = replace(VALID, meetings=(AC, AD, replace(AB, slot=3)))

    assert validate(PROBLEM, timetable) == (Violation(Rule.NOT_AVAILABLE, ("ab",), ("b",), 3),)


def test_more_meetings_than_the_maximum_are_counted() -> None:
    late = Meeting(1, "bd", "b", "d", place="u", room="w")
    timetable = Timetable((AB, AC, late, AD), (), value=10, bound=10)

    assert validate(PROBLEM, timetable) == (Violation(Rule.OVER_MAXIMUM, (), ("d",), found=2, allowed=1),)


def test_room_for_two_meetings_is_taken() -> None:
    free = replace(PROBLEM, participants=(*PROBLEM.participants[:3], Participant("d", ALWAYS, capacity=2)))
    requests = (
        *PROBLEM.requests[:2],
        Request("ad", "a", "d", form="online"),
        Request("bd", "b", "d", form="online"),
    )
    meetings = (Meeting(0, "ad", "a", "d", room="v"), Meeting(0, "bd", "b", "d", room="v"))

    assert Rule.ROOM_TAKEN in rules(Timetable(meetings, ("ab", "ac")), replace(free, requests=requests))


def test_veto_is_seen_in_either_direction() -> None:
    assert rules(VALID, replace(PROBLEM, vetoes=frozenset({("a", "b")}))) == {Rule.VETOED}


def test_moved_and_missing_fixed_meetings_are_seen() -> None:
    fixed = (Fixed("ab", 1), Fixed("bd", 2), Fixed("ad", 2, room="w"), Fixed("ac", 1, place="t"))

    found = validate(replace(PROBLEM, fixed=fixed), VALID)

    assert [(violation.rule, violation.requests) for violation in found] == [
        (Rule.FIXED_MOVED, ("ab",)),
        (Rule.FIXED_MOVED, ("bd",)),
        (Rule.FIXED_MOVED, ("ad",)),
    ]


def test_precedence_binds_only_those_that_are_held() -> None:
    assert rules(VALID, replace(PROBLEM, precedences=(("ab", "ac"), ("bd", "ab")))) == set()
    assert rules(VALID, replace(PROBLEM, precedences=(("ac", "ab"),))) == {Rule.PRECEDENCE}


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"unscheduled": ()}, Rule.WRONG_UNSCHEDULED),
        ({"value": 3.0}, Rule.WRONG_VALUE),
        ({"bound": 1.0}, Rule.ABOVE_BOUND),
    ],
)
def test_false_figures_are_seen(fields: dict[str, object], rule: Rule) -> None:
    assert rules(replace(VALID, **fields)) == {rule}


def interpreted(slots: tuple[Slot, ...], worked: tuple[int, ...], **limits: int) -> set[Rule]:
    """The rules broken when kim works in these slots."""
    people = tuple(Participant(name, every(slots), capacity=9) for name in "ab")
    need = frozenset({("ko", "ru")})
    problem = Problem(
        slots,
        people,
        tuple(Request(str(t), "a", "b", 0, 0, pairs=need) for t in worked),
        (Place("t"),),
        interpreters=(Interpreter("kim", need, every(slots), **limits),),
    )
    meetings = tuple(Meeting(t, str(t), "a", "b", "t", None, ("kim",)) for t in worked)
    return rules(Timetable(meetings), problem)


def test_interpreter_works_no_more_than_the_longest_row() -> None:
    assert interpreted(SLOTS, (0, 1, 3), longest=2) == set()
    assert interpreted(SLOTS, (0, 1, 2), longest=2) == {Rule.INTERPRETER_NO_BREAK}


def test_pause_as_long_as_a_slot_ends_the_row() -> None:
    assert interpreted(day_of(3, minutes=60, pause=30), (0, 1, 2), longest=1) == set()
    assert interpreted(day_of(3, minutes=60, pause=29), (0, 1, 2), longest=1) == {Rule.INTERPRETER_NO_BREAK}


def test_interpreter_works_no_more_than_the_total() -> None:
    assert interpreted(SLOTS, (0, 2), most=2) == set()
    assert interpreted(SLOTS, (0, 2, 3), most=2) == {Rule.INTERPRETER_OVER_HOURS}


def test_interpreter_in_two_meetings_at_once_is_taken() -> None:
    people = tuple(Participant(name, ALWAYS, capacity=2) for name in "ab")
    need = frozenset({("ko", "ru")})
    problem = Problem(
        SLOTS,
        people,
        tuple(Request(name, "a", "b", 0, 0, pairs=need) for name in "xy"),
        (Place("t"), Place("u")),
        interpreters=(Interpreter("kim", need, ALWAYS),),
    )
    meetings = (
        Meeting(0, "x", "a", "b", "t", None, ("kim",)),
        Meeting(0, "y", "a", "b", "u", None, ("kim",)),
    )

    assert rules(Timetable(meetings), problem) == {Rule.INTERPRETER_TAKEN}
