"""Problems and timetables as JSON and back."""

import json

import pytest
from hypothesis import given, settings
from tests.timetable.problems import day_of, problems

from madang.timetable import (
    FormatError,
    Participant,
    Problem,
    ProblemError,
    Request,
    Timetable,
    json_schema,
    problem_from_json,
    problem_to_json,
    solve,
    timetable_from_json,
    timetable_to_json,
)

SLOTS = day_of(2)


@settings(deadline=None)
@given(problems())
def test_problem_survives_json(problem: Problem) -> None:
    assert problem_from_json(json.loads(json.dumps(problem_to_json(problem)))) == problem


@settings(deadline=None, max_examples=30)
@given(problems())
def test_timetable_survives_json(problem: Problem) -> None:
    timetable = solve(problem, time_limit=0.05, workers=1, deterministic=True)

    assert timetable_from_json(json.loads(json.dumps(timetable_to_json(timetable)))) == timetable


def document() -> dict:
    people = (Participant("a", frozenset({0})), Participant("b", frozenset({0, 1})))
    return problem_to_json(Problem(SLOTS, people, (Request("ab", "a", "b"),)))


def test_document_leaves_out_what_is_at_its_default() -> None:
    assert document() == {
        "slots": [
            {"id": "s0", "start": "2026-06-15T01:00:00+00:00", "end": "2026-06-15T01:25:00+00:00"},
            {"id": "s1", "start": "2026-06-15T01:30:00+00:00", "end": "2026-06-15T01:55:00+00:00"},
        ],
        "participants": [{"id": "a", "available": [0]}, {"id": "b", "available": [0, 1]}],
        "requests": [{"id": "ab", "a": "a", "b": "b"}],
    }


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (("slots",), 3, "slots"),
        (("slots", 0, "start"), "soon", "slots[0].start"),
        (("slots", 0, "day"), "one", "slots[0].day"),
        (("participants", 1, "available"), [0, "x"], "participants[1].available[1]"),
        (("participants", 1, "attendance"), "maybe", "participants[1].attendance"),
        (("participants", 1, "capacity"), True, "participants[1].capacity"),
        (("requests", 0, "value_a"), None, "requests[0].value_a"),
        (("requests", 0, "pairs"), [["ko"]], "requests[0].pairs[0]"),
        (("requests", 0, "colour"), "red", "requests[0].colour"),
        (("vetoes",), [["a", "b", "c"]], "vetoes[0]"),
        (("penalty",), "high", "penalty"),
        (("penalty",), True, "penalty"),
        (("penalty",), 10**400, "penalty"),
        (("penalty",), float("nan"), "penalty"),
        (("relay",), 1, "relay"),
        (("participants", 1, "capacity"), 10**12, "participants[1].capacity"),
    ],
)
def test_wrong_field_is_named(path: tuple, value: object, where: str) -> None:
    wrong = document()
    place = wrong
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value

    with pytest.raises(FormatError) as error:
        problem_from_json(wrong)

    assert error.value.where == where


def test_missing_field_is_named() -> None:
    wrong = document()
    del wrong["participants"][1]["available"]

    with pytest.raises(FormatError, match="missing") as error:
        problem_from_json(wrong)

    assert error.value.where == "participants[1].available"


def test_something_else_than_an_object_is_refused() -> None:
    with pytest.raises(FormatError, match="document: must be an object"):
        problem_from_json([1, 2])


def test_contradiction_in_a_well_formed_document_is_a_problem_error() -> None:
    wrong = document() | {"requests": [{"id": "az", "a": "a", "b": "z"}]}

    with pytest.raises(ProblemError) as error:
        problem_from_json(wrong)

    assert (error.value.where, error.value.value) == ("requests[0].b", "z")


def test_schema_names_what_is_needed_and_allows_nothing_else() -> None:
    schema = json_schema(Problem)

    assert schema["required"] == ["slots", "participants", "requests"]
    assert schema["additionalProperties"] is False
    request = schema["properties"]["requests"]["items"]
    assert request["required"] == ["id", "a", "b"]
    assert request["properties"]["form"] == {
        "anyOf": [{"enum": ["onsite", "online", "mixed"]}, {"type": "null"}]
    }
    assert json_schema(Timetable)["properties"]["value"] == {"type": "number"}


def test_timetable_is_read_from_a_document_with_reasons() -> None:
    document = {
        "meetings": [{"slot": 0, "request": "ab", "a": "a", "b": "b"}],
        "unscheduled": [{"request": "ac", "reasons": [{"cause": "no_common_slot"}]}, "ad"],
        "comfort": {"breaks": 0, "hall_changes": 0},
        "share": 0.5,
    }

    assert timetable_from_json(document).unscheduled == ("ac", "ad")


def test_unscheduled_object_without_a_request_is_named() -> None:
    with pytest.raises(FormatError) as error:
        timetable_from_json({"unscheduled": [{"reasons": []}]})

    assert error.value.where == "unscheduled[0]"
