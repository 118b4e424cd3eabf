"""The reader of the published files: what it reads, and what it says of what it cannot read."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.timetable.b2bsop.instances import instances

from madang.timetable import FormatError, ProblemError
from madang.timetable.b2bsop import (
    Instance,
    Meeting,
    Schedule,
    Session,
    Status,
    instance_from_json,
    instance_to_json,
    read_dzn,
    schedule_from_json,
    schedule_to_json,
)

TEXT = """% a small fair
nBusiness = 4;
nMeetings = 3;
nTables = 2;
nTotalSlots = 5;
nMorningSlots = 3;

requested = [|1, 2,1,
|1, 3,2,
|2, 3,3,
|];

meetingsxBusiness = [{1,2,3},{1,2,4},{1,3,4},{1}];
nMeetingsBusiness = [2,2,2,0];
forbidden = [{0},{0,2},{0},1..3];
fixed = [0,4,
0]; /* the second is
fixed */
precedences = [{},{1},{1,2}];
"""
INSTANCE = Instance(
    4,
    5,
    3,
    2,
    (
        Meeting(1, 2, Session.MORNING),
        Meeting(1, 3, Session.AFTERNOON, 4, frozenset({1})),
        Meeting(2, 3, after=frozenset({1, 2})),
    ),
    (frozenset(), frozenset({2}), frozenset(), frozenset({1, 2, 3})),
)


def test_reader_reads_every_field() -> None:
    assert read_dzn(TEXT) == INSTANCE


def test_reader_does_without_what_only_repeats() -> None:
    lines = [line for line in TEXT.splitlines() if "xBusiness" not in line and "nMeetingsB" not in line]

    assert read_dzn("\n".join(lines)) == INSTANCE


def test_reader_reads_a_fair_without_meetings() -> None:
    text = "nBusiness=1;nMeetings=0;nTables=1;nTotalSlots=2;nMorningSlots=1;requested=[||];forbidden=[{}];"

    assert read_dzn(text + "fixed=[];precedences=[]") == Instance(1, 2, 1, 1)


@pytest.mark.parametrize(
    ("old", "new", "where", "message"),
    [
        ("nTables = 2;", "", "nTables", "is missing: the file must assign nTables"),
        ("nTables", "nTabels", "line 4", "nTabels is not known; known are nBusiness, "),
        ("nTables = 2;", "nTables = 2", "line 5", "expected ';', found 'nTotalSlots'"),
        ("nTables = 2;", "nTables = -2;", "line 4", "nTables: must not be negative"),
        ("nTables = 2;", "nTables = {2};", "line 4", "nTables: must be a whole number"),
        ("nTables = 2;", "nTables = 2.5;", "line 4", "'.' has no meaning here"),
        ("nTables = 2;", "nTables = 2; nTables = 3;", "line 4", "nTables is assigned a second time"),
        ("nMorningSlots = 3", "nMorningSlots = 6", "line 6", "nMorningSlots: must be at most 5"),
        ("|1, 3,2,", "|1, 1,2,", "line 9", "requested, item 2: participant 1 cannot meet itself"),
        ("|1, 3,2,", "|1, 5,2,", "line 9", "requested, item 2: 5 is not a number from 1 to 4"),
        ("|1, 3,2,", "|1, 3,4,", "line 9", "requested, item 2: 4 is not a number from 1 to 3"),
        ("|1, 3,2,", "|1, 3,", "line 9", "requested, item 2: a row has three numbers"),
        ("nMeetings = 3", "nMeetings = 4", "line 8", "requested: has 3 items, but nMeetings is 4"),
        ("{0,2}", "{0,7}", "line 15", "forbidden, item 2: 7 is not a number from 0 to 5"),
        ("[0,4,", "[0,9,", "line 16", "fixed, item 2: 9 is not a number from 0 to 5"),
        ("{1,2}];", "{4}];", "line 19", "precedences, item 3: 4 is not a number from 1 to 3"),
        ("[2,2,2,0]", "[2,2,1,0]", "line 14", "nMeetingsBusiness, item 3: participant 3 has 2 rows"),
        ("{1,3,4}", "{1,3}", "line 13", "meetingsxBusiness, item 3: participant 3 has other meetings"),
        ("[0,4,", "0;[0,4,", "line 16", "expected a name such as nTables, found '['"),
        ("nTables = 2", "nTables = 99999999999", "line 4", "99999999999 is too great a number"),
        ("1..3", "1..", "line 15", "expected a whole number, found ']'"),
    ],
)
def test_reader_says_where_and_what(old: str, new: str, where: str, message: str) -> None:
    assert old in TEXT

    with pytest.raises(FormatError) as caught:
        read_dzn(TEXT.replace(old, new, 1))

    assert caught.value.where == where
    assert caught.value.message.startswith(message)


PIECES = st.sampled_from(
    ["[|", "|]", "[", "]", "{", "}", "..", ";", "=", ",", "-1", "999999999", "\n", "%", "é", "²"]
)


@settings(deadline=None, max_examples=500)
@given(
    st.lists(
        st.tuples(st.integers(0, len(TEXT)), st.integers(0, 9), PIECES | st.text(max_size=3)), max_size=3
    )
)
def test_reader_refuses_mutilated_text_in_words_only(cuts: list[tuple[int, int, str]]) -> None:
    text = TEXT
    for start, length, piece in cuts:
        text = text[:start] + piece + text[start + length :]

    with suppress(FormatError):
        read_dzn(text)


@given(instances())
def test_instance_survives_json(instance: Instance) -> None:
    assert instance_from_json(json.loads(json.dumps(instance_to_json(instance)))) == instance


@pytest.mark.parametrize(
    ("document", "where"),
    [
        (3, ""),
        ({"participants": 2}, "slots"),
        ({"participants": 2, "slots": 1, "morning": 1, "tables": "2"}, "tables"),
        (
            {"participants": 2, "slots": 1, "morning": 1, "tables": 2, "meetings": [{"first": 1}]},
            "meetings[0].second",
        ),
    ],
)
def test_wrong_document_is_refused(document: object, where: str) -> None:
    with pytest.raises(FormatError) as caught:
        instance_from_json(document)

    assert caught.value.where == where


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"tables": -1}, "tables"),
        ({"morning": 6}, "morning"),
        ({"forbidden": (frozenset(),)}, "forbidden"),
        ({"forbidden": (frozenset({9}), frozenset())}, "forbidden[0]"),
        ({"meetings": (Meeting(1, 3),)}, "meetings[0].second"),
        ({"meetings": (Meeting(1, 1),)}, "meetings[0].second"),
        ({"meetings": (Meeting(1, 2, slot=6),)}, "meetings[0].slot"),
        ({"meetings": (Meeting(1, 2, after=frozenset({2})),)}, "meetings[0].after"),
    ],
)
def test_instance_refuses_numbers_out_of_range(changes: dict, where: str) -> None:
    with pytest.raises(ProblemError) as caught:
        Instance(**{"participants": 2, "slots": 5, "morning": 3, "tables": 1} | changes)

    assert caught.value.where == where


def test_schedule_survives_json_with_the_participants_of_its_meetings() -> None:
    schedule = Schedule(Status.OPTIMAL, 1, 1, (1, 4, 5))

    document = json.loads(json.dumps(schedule_to_json(INSTANCE, schedule)))

    assert document["meetings"] == [[1, 2, 1], [1, 3, 4], [2, 3, 5]]
    assert schedule_from_json(INSTANCE, document) == schedule


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ([], ""),
        ({"meetings": []}, "status"),
        ({"status": "best", "meetings": []}, "status"),
        ({"status": "optimal", "meetings": [[1, 2, 1], [2, 1, 2]]}, "meetings[1]"),
        ({"status": "optimal", "breaks": "1", "meetings": []}, "breaks"),
    ],
)
def test_schedule_of_another_instance_is_refused(document: object, where: str) -> None:
    with pytest.raises(FormatError) as caught:
        schedule_from_json(INSTANCE, document)

    assert caught.value.where == where
