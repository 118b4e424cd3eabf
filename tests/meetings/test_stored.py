"""What the release before stored of the engine's answers is read as it was meant, and written the same."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from madang.core.models import Work
from madang.meetings.arranging import actions as arranging_actions
from madang.meetings.engine.stored import (
    STEP_KINDS,
    BindingReason,
    ChangeReason,
    Contradiction,
    LooseMeeting,
    OrganisersCause,
    RemedyStep,
    Unscheduled,
    as_json,
    contradictions_in,
    unscheduled_in,
)
from madang.meetings.models import TimetableVersion
from madang.meetings.simulation.stored import Simulated
from madang.meetings.versions.progress import Making
from madang.timetable import Cause, Motive, Rule
from madang.timetable.explaining.remedy import StepKind
from madang.timetable.simulating.variants import MoreInterpreters, MoreSlots
from meetings.scenes import draft, scene

UNSCHEDULED = [
    {
        "remedy": [
            {"slot": 8, "step": "move", "request": 1110},
            {"pair": ["en", "ko"], "slot": 26, "step": "add_interpreter"},
        ],
        "reasons": [
            {
                "cause": "participant_busy",
                "pairs": [],
                "slots": [25, 26],
                "rivals": [1415, 2343],
                "participant": 952,
            },
            {
                "cause": "interpreters_held_back",
                "pairs": [["en", "ko"], ["ko", "ru"]],
                "slots": [30, 34],
                "rivals": [3502],
                "participant": None,
            },
        ],
        "request": 1048,
        "remedy_slot": 26,
    },
    {
        "remedy": None,
        "reasons": [{"cause": "no_common_slot", "pairs": [], "slots": [], "rivals": [], "participant": None}],
        "request": 1636,
        "remedy_slot": None,
    },
    {
        "remedy": [],
        "reasons": [{"cause": "could_be_held", "pairs": [], "slots": [3], "rivals": [], "participant": None}],
        "request": 1637,
        "remedy_slot": 3,
    },
]
STEPS = [
    {"step": "move", "slot": 8, "request": 1110},
    {"step": "add_place", "slot": 8},
    {"step": "add_place", "slot": 8, "hall": 2},
    {"step": "add_room", "slot": 8},
    {"step": "add_interpreter", "slot": 8, "pair": ["en", "ko"]},
    {"step": "free_slot", "slot": 1, "participant": 1097},
    {"step": "allow_slot", "slot": 8, "request": 1110},
    {"step": "lift_order", "first": 7, "then": 9},
    {"step": "raise_maximum", "participant": 1126},
    {"step": "add_delegate", "participant": 1126},
    {"step": "give_up", "request": 2734},
    {"step": "lift_veto", "a": 952, "b": 248},
]
CHANGES = [
    {"request": 7, "motive": "participant_absent", "subject": 952, "other": None},
    {"request": 9, "motive": "filled_freed_slot", "subject": None, "other": 7},
    {"request": 11, "motive": None, "subject": None, "other": None},
]
LOOSENED = [{"request": 7, "slot": 3, "rules": ["rest", "not_available"]}]
CONTRADICTIONS = [
    {"requests": [7, 9], "slot": 3, "rules": ["over_capacity"]},
    {"requests": [7], "slot": None, "rules": ["over_maximum"]},
]
FIGURES = {
    "status": "optimal",
    "value": 36.5,
    "bound": 36.5,
    "share": 1.0,
    "meetings": 6,
    "requests": 10,
    "below_minimum": 0,
    "shortfall": 0,
}
SIMULATION = {
    "base": FIGURES,
    "load": [
        {"slot": 0, "resource": "tables", "needed": 2, "used": 1, "available": 1},
        {"slot": 0, "resource": "interpreters", "needed": 1, "used": 0, "available": 0, "pair": ["ko", "ru"]},
    ],
    "unmet": [{"facet": "cause", "key": ["tables_taken"], "requests": 3, "value": 12.0}],
    "effects": [
        {
            "variant": {"variant": "more_interpreters", "pair": ["ko", "ru"], "count": 2},
            "figures": FIGURES,
            "found": 4.0,
            "estimate": 4.5,
            "least": 3.5,
            "most": 4.5,
            "meetings": 1,
        },
        {
            "variant": {"variant": "more_slots"},
            "figures": FIGURES,
            "found": 0.0,
            "estimate": 0.0,
            "least": 0.0,
            "most": 0.0,
            "meetings": 0,
        },
    ],
    "complete": False,
    "slots": ["2026-05-01T08:00:00+00:00"],
}


def test_unscheduled_requests_are_read_with_reasons_and_remedies():
    first, second, third = map(Unscheduled.from_json, UNSCHEDULED)

    assert first == Unscheduled(
        1048,
        (
            BindingReason(Cause.PARTICIPANT_BUSY, (25, 26), 952, (), (1415, 2343)),
            BindingReason(
                Cause.INTERPRETERS_HELD_BACK, (30, 34), None, (("en", "ko"), ("ko", "ru")), (3502,)
            ),
        ),
        (
            RemedyStep(StepKind.MOVE, slot=8, request=1110),
            RemedyStep(StepKind.ADD_INTERPRETER, slot=26, pair=("en", "ko")),
        ),
        26,
    )
    assert (second.remedy, third.remedy) == (None, ())
    assert as_json([first, second, third]) == UNSCHEDULED


@pytest.mark.parametrize("stored", STEPS)
def test_every_step_is_read_and_written_under_the_same_names(stored):
    assert RemedyStep.from_json(stored).as_json() == stored


def test_the_steps_above_are_all_that_there_are():
    assert {stored["step"] for stored in STEPS} == set(STEP_KINDS)


def test_remedy_with_a_step_that_is_not_known_is_none():
    stored = UNSCHEDULED[0] | {"remedy": [{"step": "move", "slot": 1, "request": 2}, {"step": "pray"}]}

    assert Unscheduled.from_json(stored).remedy is None


def test_row_of_a_meeting_that_was_taken_out_by_hand_had_fewer_keys():
    stored = {"request": 7, "reasons": [{"cause": "taken_out"}], "remedy": None}

    assert Unscheduled.from_json(stored) == Unscheduled(7, (BindingReason(OrganisersCause.TAKEN_OUT),))


def test_changes_loosened_meetings_and_contradictions_are_read_and_written_under_the_same_names():
    changes = [ChangeReason.from_json(row) for row in CHANGES]
    loosened = [LooseMeeting.from_json(row) for row in LOOSENED]
    contradictions = contradictions_in(Work(detail={"contradictions": CONTRADICTIONS}))

    assert changes[:2] == [
        ChangeReason(7, Motive.PARTICIPANT_ABSENT, 952, None),
        ChangeReason(9, Motive.FILLED_FREED_SLOT, None, 7),
    ]
    assert loosened == [LooseMeeting(7, 3, (Rule.REST, Rule.NOT_AVAILABLE))]
    assert contradictions[1] == Contradiction((7,), None, (Rule.OVER_MAXIMUM,))
    assert (as_json(changes), as_json(loosened), as_json(contradictions)) == (
        CHANGES,
        LOOSENED,
        CONTRADICTIONS,
    )


def test_simulation_is_read_and_written_under_the_same_names():
    found = Simulated.from_json(SIMULATION)

    assert [effect.variant for effect in found.simulation.effects] == [
        MoreInterpreters(("ko", "ru"), 2),
        MoreSlots(),
    ]
    assert found.simulation.load[1].pair == ("ko", "ru")
    assert found.as_json() == SIMULATION


def test_work_of_a_timetable_says_how_far_it_is():
    detail = {"keep": False, "bound": 11320.06, "seconds": 20, "version": 1, "incumbent": 11317.31}

    assert Making.of(Work(detail=detail)) == Making(20, False, 11317.31, 11320.06, 1)
    assert Making.of(Work(detail=detail)).as_json() == detail
    assert Making(20, keep=True).as_json() == {"seconds": 20, "keep": True}


@pytest.mark.django_db
def test_what_is_arranged_by_hand_leaves_the_other_rows_as_they_are_stored():
    here = scene(("KR", "CN"))
    version = draft(here.fair)
    version.unscheduled = UNSCHEDULED
    version.save(update_fields=["unscheduled"])
    meeting = version.meetings.get()

    arranging_actions.take_out(actor=None, meeting=meeting)

    stored = TimetableVersion.objects.get(pk=version.pk)
    assert stored.unscheduled[:3] == UNSCHEDULED
    assert list(unscheduled_in(stored)) == [1048, 1636, 1637, here.requests[0].pk]


@pytest.mark.django_db
def test_migration_names_meetings_without_a_request_and_touches_nothing():
    here = scene(("KR", "CN"))
    meeting = draft(here.fair).meetings.get()
    migration = import_module("madang.meetings.migrations.0006_every_meeting_has_a_request")
    with connection.cursor() as cursor, connection.schema_editor(atomic=False) as editor:
        migration.refuse_what_has_none(apps, editor)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE meetings_meeting ALTER COLUMN request_id DROP NOT NULL")
        cursor.execute("UPDATE meetings_meeting SET request_id = NULL WHERE id = %s", [meeting.pk])

        with pytest.raises(RuntimeError, match=f"no request_id: {meeting.pk}. "):
            migration.refuse_what_has_none(apps, editor)
