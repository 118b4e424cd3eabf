"""Two people at the same moment, on two real connections."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

import factories as make
from madang.core.errors import Refused
from madang.core.text import Text
from madang.fairs.models import PlaceKind
from madang.fairs.participation import actions as participation_actions
from madang.fairs.places import actions as place_actions
from madang.fairs.shapes import ParticipationFields
from madang.fairs.staff import actions as staff_actions

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*writes: Callable[[], object]) -> list[str]:
    """Start all together; says for each whether it was done or refused."""
    start = Barrier(len(writes))

    def run(write: Callable[[], object]) -> str:
        try:
            start.wait(timeout=10)
            write()
        except Refused:
            return "refused"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(writes)) as threads:
        return list(threads.map(run, writes))


def test_tables_added_at_once_have_different_numbers() -> None:
    fair = make.fair()
    halls = [place_actions.add_hall(actor=None, fair=fair, name=Text.of("en", name)) for name in "ABCD"]

    told = at_once(
        *[lambda hall=hall: place_actions.add_tables(actor=None, hall=hall, count=5) for hall in halls]
    )  # type: ignore[misc]

    assert told == ["done"] * 4
    numbers = fair.places.filter(kind=PlaceKind.TABLE).values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, 21))


def test_slots_made_at_once_are_made_once() -> None:
    fair = make.fair()
    told = at_once(*[lambda: make.slots(fair)] * 3)
    assert sorted(told) == ["done", "refused", "refused"]
    assert fair.slots.count() == 6


def test_organisation_registered_at_once_by_two_editors_is_registered_once() -> None:
    fair = make.fair()
    company = make.organisation(owner=(owner := make.user()))
    make.member(company, editor := make.user())

    told = at_once(
        *[
            lambda person=person: participation_actions.register(  # type: ignore[misc]
                actor=person, fair=fair, organisation=company, fields=ParticipationFields()
            )
            for person in (owner, editor)
        ]
    )

    assert sorted(told) == ["done", "refused"]
    assert fair.participations.count() == 1


def test_two_last_organisers_cannot_remove_each_other() -> None:
    fair = make.fair(organiser=(one := make.user()))
    make.staff(fair, other := make.user())

    at_once(
        lambda: staff_actions.remove_staff(actor=None, fair=fair, user=one),
        lambda: staff_actions.remove_staff(actor=None, fair=fair, user=other),
    )

    assert fair.staff_rows.count() == 1
