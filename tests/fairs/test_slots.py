"""Slots by the clock on the wall, also on the days on which the clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client

import factories as make
from madang.core.errors import Refused
from madang.core.text import Text
from madang.fairs.models import Slot
from madang.fairs.shapes import Break, SlotPlan, Stretch
from madang.fairs.slots import actions

pytestmark = pytest.mark.django_db

#: In Berlin the clocks go back on 25 October 2026, from 03:00 to 02:00.
EVE, CHANGE = date(2026, 10, 24), date(2026, 10, 25)


def test_day_of_slots_has_a_break_in_which_there_is_none() -> None:
    fair = make.fair(zone="Asia/Shanghai", starts_on=date(2026, 7, 27))
    plan = SlotPlan([fair.starts_on], time(9), time(12), 25, 5, [Break(time(10), time(10, 20))])

    slots = actions.make_slots(actor=None, fair=fair, plan=plan)

    shown = [(f"{s.starts_at.astimezone(fair.tz):%H:%M}", s.kind) for s in slots]
    assert shown == [
        ("09:00", "meeting"),
        ("09:30", "meeting"),
        ("10:00", "break"),
        ("10:20", "meeting"),
        ("10:50", "meeting"),
        ("11:20", "meeting"),
    ]


def test_same_wall_time_is_another_moment_after_the_clocks_change() -> None:
    fair = make.fair(zone="Europe/Berlin", starts_on=EVE, country="DE")
    plan = SlotPlan([EVE, CHANGE], time(9), time(10), 25, 5)

    slots = actions.make_slots(actor=None, fair=fair, plan=plan)

    assert [slot.starts_at for slot in slots] == [
        datetime(2026, 10, 24, 7, 0, tzinfo=UTC),
        datetime(2026, 10, 24, 7, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 8, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 8, 30, tzinfo=UTC),
    ]


def test_night_in_which_the_clocks_go_back_has_an_hour_more() -> None:
    fair = make.fair(zone="Europe/Berlin", starts_on=EVE, country="DE")
    plan = SlotPlan([CHANGE], time(1), time(4), 60, 0)

    slots = actions.make_slots(actor=None, fair=fair, plan=plan)

    assert [f"{slot.starts_at.astimezone(fair.tz):%H:%M}" for slot in slots] == [
        "01:00",
        "02:00",
        "02:00",
        "03:00",
    ]
    assert {slot.ends_at - slot.starts_at for slot in slots} == {timedelta(hours=1)}


def test_time_that_the_clock_jumps_over_is_refused() -> None:
    spring = date(2027, 3, 28)
    fair = make.fair(zone="Europe/Berlin", starts_on=spring, country="DE")
    plan = SlotPlan([spring], time(2, 30), time(5))
    with pytest.raises(Refused, match="02:30"):
        actions.make_slots(actor=None, fair=fair, plan=plan)
    assert not Slot.objects.exists()


@pytest.mark.parametrize(
    ("zone", "eve", "change"),
    [
        ("Asia/Seoul", "16:00–16:25", "17:00–17:25"),
        ("Asia/Shanghai", "15:00–15:25", "16:00–16:25"),
        ("Asia/Vladivostok", "17:00–17:25", "18:00–18:25"),
        ("Asia/Kuala_Lumpur", "15:00–15:25", "16:00–16:25"),
        ("Europe/Berlin", "09:00–09:25", "09:00–09:25"),
    ],
)
def test_participant_sees_own_time_with_the_fairs_beside_it(zone: str, eve: str, change: str) -> None:
    fair = make.fair("berlin", zone="Europe/Berlin", starts_on=EVE, country="DE")
    make.slots(fair, days=[EVE, CHANGE], ends=time(9, 30))
    make.participation(fair, zone=zone, owner=(person := make.user()))
    client = Client()
    client.force_login(person)

    page = client.get("/fairs/berlin/my/availability/").content.decode()

    assert eve in page
    assert change in page
    assert ("Berlin 09:00–09:25" in page) == (zone != "Europe/Berlin")


def test_slots_of_a_day_are_replaced_only_when_asked() -> None:
    fair = make.fair()
    make.slots(fair)
    plan = SlotPlan([fair.starts_on], time(9), time(12), 55, 5)
    with pytest.raises(Refused):
        actions.make_slots(actor=None, fair=fair, plan=plan)
    assert fair.slots.count() == 6
    actions.make_slots(actor=None, fair=fair, plan=plan, replacing=True)
    assert fair.slots.count() == 3


@pytest.mark.parametrize(
    "plan",
    [
        {"starts": time(9), "ends": time(9, 10)},
        {"starts": time(9), "ends": time(12), "breaks": [Break(time(11), time(10))]},
        {
            "starts": time(9),
            "ends": time(12),
            "breaks": [Break(time(9), time(11)), Break(time(10), time(12))],
        },
        {"starts": time(9), "ends": time(12), "minutes": 0},
    ],
)
def test_plan_that_cannot_be_is_refused(plan: dict[str, object]) -> None:
    fair = make.fair()
    with pytest.raises(Refused):
        actions.make_slots(actor=None, fair=fair, plan=SlotPlan([fair.starts_on], **plan))  # type: ignore[arg-type]


def test_slot_by_hand_cannot_overlap_another_but_may_touch_it() -> None:
    fair = make.fair()
    first, *_rest = make.slots(fair, ends=time(9, 30))
    beside = Stretch(first.ends_at, first.ends_at + timedelta(minutes=10))
    over = Stretch(first.starts_at + timedelta(minutes=1), first.ends_at + timedelta(hours=1))
    actions.add_slot(actor=None, fair=fair, stretch=beside, kind="break", label=Text.of("en", "Tea"))
    with pytest.raises(Refused):
        actions.add_slot(actor=None, fair=fair, stretch=over)
    assert fair.slots.count() == 2


def test_slots_of_two_fairs_may_overlap() -> None:
    one, other = make.fair(), make.fair()
    make.slots(one)
    make.slots(other)
    assert one.slots.count() == other.slots.count() == 6
