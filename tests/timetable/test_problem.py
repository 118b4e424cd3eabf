"""A problem that contradicts itself is refused with the place of the fault."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.timetable.problems import day_of

from madang.timetable import (
    Attendance,
    Fixed,
    Form,
    Interpreter,
    Participant,
    Place,
    Problem,
    ProblemError,
    Request,
    Rest,
    Room,
    Walk,
    language_pair,
)

SLOTS = day_of(2)
NOW = frozenset({0})
A, B = Participant("a", NOW), Participant("b", NOW)
AB = Request("ab", "a", "b")
SOUND = Problem(SLOTS, (A, B), (AB,), (Place("t"),), (Room("v"),), (Interpreter("kim", frozenset(), NOW),))
HALLS = (Place("t", "north"), Place("u", "south"))
LATE = replace(SLOTS[1], end=SLOTS[1].start - timedelta(minutes=1))
NAIVE = replace(SLOTS[0], start=datetime(2026, 6, 15, 9, 0))  # noqa: DTZ001 - the fault in question


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"slots": (SLOTS[0], LATE)}, "slots[1]"),
        ({"slots": (NAIVE, SLOTS[1])}, "slots[0]"),
        ({"slots": (SLOTS[1], SLOTS[0])}, "slots[1]"),
        ({"participants": (A, A)}, "participants[1].id"),
        ({"participants": (A, replace(B, available=frozenset({2})))}, "participants[1].available"),
        ({"participants": (A, replace(B, minimum=-1))}, "participants[1].minimum"),
        ({"participants": (A, replace(B, maximum=-1))}, "participants[1].maximum"),
        ({"requests": (AB, AB)}, "requests[1].id"),
        ({"requests": (replace(AB, b="z"),)}, "requests[0].b"),
        ({"requests": (replace(AB, b="a"),)}, "requests[0]"),
        ({"requests": (replace(AB, value_a=-1),)}, "requests[0].value_a"),
        ({"requests": (replace(AB, value_b=float("nan")),)}, "requests[0].value_b"),
        ({"requests": (replace(AB, slots=frozenset({7})),)}, "requests[0].slots"),
        ({"requests": (replace(AB, pairs=frozenset({("ru", "ko")})),)}, "requests[0].pairs"),
        ({"places": (Place("t"), Place("t"))}, "places[1].id"),
        ({"rooms": (Room("v", frozenset({9})),)}, "rooms[0].slots"),
        ({"interpreters": (Interpreter("kim", frozenset(), NOW, most=-1),)}, "interpreters[0].most"),
        ({"fixed": (Fixed("zz", 0),)}, "fixed[0].request"),
        ({"fixed": (Fixed("ab", 5),)}, "fixed[0].slot"),
        ({"fixed": (Fixed("ab", 0, place="z"),)}, "fixed[0].place"),
        ({"fixed": (Fixed("ab", 0, interpreters=("kim", "kim")),)}, "fixed[0].interpreters"),
        ({"vetoes": frozenset({("b", "a")})}, "vetoes"),
        ({"precedences": (("ab", "ab"),)}, "precedences[0]"),
        ({"precedences": (("ab", "zz"),)}, "precedences[0][1]"),
        ({"penalty": -1.0}, "penalty"),
        ({"participants": (A, replace(B, buffer=-5))}, "participants[1].buffer"),
        ({"rests": (Rest(frozenset({0, 2})),)}, "rests[0].slots"),
        ({"rests": (Rest(NOW), Rest(NOW, free=-1))}, "rests[1].free"),
        ({"rests": (Rest(NOW, participants=frozenset({"a", "z"})),)}, "rests[0].participants"),
        ({"places": HALLS, "walks": (Walk("north", "east", 5),)}, "walks[0].other"),
        ({"places": HALLS, "walks": (Walk("north", "south", -5),)}, "walks[0].minutes"),
        ({"places": HALLS, "walks": (Walk("north", "north", 5),)}, "walks[0]"),
        ({"places": HALLS, "walks": (Walk("north", "south", 5), Walk("south", "north", 5))}, "walks[1]"),
        ({"relay": True, "fixed": (Fixed("ab", 0, interpreters=("kim",) * 3),)}, "fixed[0].interpreters"),
    ],
)
def test_contradiction_is_refused_where_it_stands(fields: dict, where: str) -> None:
    with pytest.raises(ProblemError) as error:
        replace(SOUND, **fields)

    assert error.value.where == where


@pytest.mark.parametrize(
    ("one", "other", "form"),
    [
        (Attendance.ONSITE, Attendance.ONSITE, Form.ONSITE),
        (Attendance.ONSITE, Attendance.BOTH, Form.ONSITE),
        (Attendance.BOTH, Attendance.BOTH, Form.ONSITE),
        (Attendance.ONSITE, Attendance.ONLINE, Form.MIXED),
        (Attendance.BOTH, Attendance.ONLINE, Form.ONLINE),
        (Attendance.ONLINE, Attendance.ONLINE, Form.ONLINE),
    ],
)
def test_form_follows_from_the_attendance_of_both(one: Attendance, other: Attendance, form: Form) -> None:
    problem = replace(SOUND, participants=(replace(A, attendance=one), replace(B, attendance=other)))

    assert problem.form_of(AB) == form
    assert problem.form_of(replace(AB, form=Form.ONLINE)) == Form.ONLINE


@pytest.mark.parametrize(
    ("one", "other", "pairs"),
    [
        ({"ko"}, {"ru", "en"}, {("en", "ko"), ("ko", "ru")}),
        ({"ko", "en"}, {"ru", "en"}, set()),
        ({"ko"}, set(), set()),
    ],
)
def test_interpreter_is_needed_without_a_common_language(one: set, other: set, pairs: set) -> None:
    people = (replace(A, languages=frozenset(one)), replace(B, languages=frozenset(other)))

    assert replace(SOUND, participants=people).pairs_of(AB) == pairs


def test_language_pair_stands_in_order() -> None:
    assert language_pair("ru", "ko") == language_pair("ko", "ru") == ("ko", "ru")
