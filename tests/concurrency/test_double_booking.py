"""What must never happen twice, the database refuses: real threads on real connections."""

import pytest
from django.db import transaction

from concurrency.threads import at_once
from madang.fairs.participation import actions
from madang.meetings.arranging import actions as arranging_actions
from madang.meetings.models import Duty, Meeting, Request, Seat, TimetableVersion
from madang.meetings.requests import actions as request_actions
from madang.meetings.versions import actions as version_actions
from meetings.scenes import scene

pytestmark = pytest.mark.django_db(transaction=True)


def kinds(outcomes: list[object]) -> list[str]:
    """What came out, by the names of the classes: an error that was not meant is seen."""
    return sorted(type(outcome).__name__ for outcome in outcomes)


@pytest.fixture
def here():
    return scene(
        ("KR", "CN", "RU", "MY"), rooms=2, pairs=[(0, 1), (0, 2), (1, 3)], interpreters=(("ko", "zh-hans"),)
    )


@pytest.fixture
def version(here):
    return TimetableVersion.objects.create(fair=here.fair, number=1)


def placing(version, slot, request, *, table=None, room=None, interpreter=None, lanes=(0, 0)):
    """Write one meeting with its seats, as a whole."""

    @transaction.atomic
    def write() -> Meeting:
        meeting = Meeting.objects.create(version=version, slot=slot, request=request, table=table, room=room)
        for party, lane in zip((request.sender, request.receiver), lanes, strict=True):
            Seat.objects.create(meeting=meeting, version=version, slot=slot, participation=party, lane=lane)
        if interpreter:
            Duty.objects.create(meeting=meeting, version=version, slot=slot, interpreter=interpreter)
        return meeting

    return write


def test_participant_is_never_in_two_meetings_of_a_slot(here, version):
    tables = list(here.fair.places.filter(kind="table"))
    with_zero = here.requests[:2]
    outcomes = at_once(
        *(
            placing(version, here.slots[0], request, table=table)
            for request, table in zip(with_zero, tables, strict=False)
        )
    )
    assert kinds(outcomes) == ["IntegrityError", "Meeting"]
    assert Seat.objects.filter(participation=here.companies[0]).count() == 1


def test_participant_with_one_delegate_has_no_second_lane(here, version):
    table, other = here.fair.places.filter(kind="table")[:2]
    outcomes = at_once(
        placing(version, here.slots[0], here.requests[0], table=table),
        placing(version, here.slots[0], here.requests[1], table=other, lanes=(1, 0)),
    )
    assert kinds(outcomes) == ["IntegrityError", "Meeting"]


def test_table_is_never_taken_twice_in_a_slot(here, version):
    table = here.fair.places.filter(kind="table").first()
    outcomes = at_once(
        placing(version, here.slots[0], here.requests[1], table=table),
        placing(version, here.slots[0], here.requests[2], table=table),
    )
    assert kinds(outcomes) == ["IntegrityError", "Meeting"]
    assert Meeting.objects.count() == 1


def test_room_is_never_taken_twice_in_a_slot(here, version):
    room = here.fair.places.filter(kind="room").first()
    outcomes = at_once(
        placing(version, here.slots[0], here.requests[1], room=room),
        placing(version, here.slots[0], here.requests[2], room=room),
    )
    assert kinds(outcomes) == ["IntegrityError", "Meeting"]


def test_interpreter_is_never_at_two_meetings_of_a_slot(here, version):
    table, other = here.fair.places.filter(kind="table")[:2]
    interpreter = here.fair.interpreters.get()
    outcomes = at_once(
        placing(version, here.slots[0], here.requests[1], table=table, interpreter=interpreter),
        placing(version, here.slots[0], here.requests[2], table=other, interpreter=interpreter),
    )
    assert kinds(outcomes) == ["IntegrityError", "Meeting"]


def test_same_slot_of_two_versions_is_no_double_booking(here, version):
    other = TimetableVersion.objects.create(fair=here.fair, number=2)
    table = here.fair.places.filter(kind="table").first()
    outcomes = at_once(
        placing(version, here.slots[0], here.requests[0], table=table),
        placing(other, here.slots[0], here.requests[0], table=table),
    )
    assert kinds(outcomes) == ["Meeting", "Meeting"]


def test_two_meetings_moved_to_one_table_at_once_leave_one_behind(here, version):
    table, second, third = here.fair.places.filter(kind="table")[:3]
    one = placing(version, here.slots[0], here.requests[1], table=second)()
    other = placing(version, here.slots[1], here.requests[2], table=third)()
    outcomes = at_once(
        *(
            lambda meeting=meeting: arranging_actions.move_meeting(
                actor=None, meeting=meeting, slot=here.slots[2], table=table, room=None
            )
            for meeting in (one, other)
        )
    )
    assert kinds(outcomes) == ["Meeting", "Refused"]
    assert Meeting.objects.filter(slot=here.slots[2], table=table).count() == 1


def test_two_companies_that_ask_each_other_at_once_have_one_request(here):
    one, other = here.companies[2], here.companies[3]
    outcomes = at_once(
        lambda: request_actions.send_request(actor=None, sender=one, receiver=other),
        lambda: request_actions.send_request(actor=None, sender=other, receiver=one),
    )
    assert kinds(outcomes) == ["Refused", "Request"]
    assert Request.objects.alive().of(one).of(other).count() == 1


def test_requests_sent_at_once_stay_within_the_limit():
    more = scene(("KR", "CN", "RU", "MY", "DE"), pairs=[])
    type(more.fair).objects.filter(pk=more.fair.pk).update(request_limit=2)
    sender, *others = more.companies
    sender.fair.refresh_from_db()
    outcomes = at_once(
        *(
            lambda other=other: request_actions.send_request(actor=None, sender=sender, receiver=other)
            for other in others
        )
    )
    assert kinds(outcomes) == ["Refused", "Refused", "Request", "Request"]
    assert Request.objects.filter(sender=sender).count() == 2


def test_request_that_is_accepted_and_withdrawn_at_once_ends_in_one_state(here):
    request = request_actions.send_request(actor=None, sender=here.companies[2], receiver=here.companies[3])
    accepted, withdrawn = at_once(
        lambda: request_actions.accept(actor=None, request=request),
        lambda: request_actions.withdraw(actor=None, request=request),
    )
    assert type(accepted).__name__ in {"Request", "Refused"}  # refused where it was withdrawn before
    assert type(withdrawn).__name__ == "Request"
    request.refresh_from_db()
    assert request.state == "withdrawn"  # withdrawing is possible before and after the acceptance


def test_two_drafts_published_at_once_leave_one_published(here):
    drafts = [TimetableVersion.objects.create(fair=here.fair, number=number) for number in (1, 2)]
    outcomes = at_once(
        *(lambda draft=draft: version_actions.publish(actor=None, version=draft) for draft in drafts)
    )
    assert kinds(outcomes) == [
        "TimetableVersion",
        "TimetableVersion",
    ]  # one waits, and takes the other's place
    states = TimetableVersion.objects.order_by("state").values_list("state", flat=True)
    assert list(states) == ["published", "superseded"]


def test_company_that_leaves_while_it_is_asked_is_not_left_with_a_request(here):
    leaving, asking = here.companies[2], here.companies[3]
    left, asked = at_once(
        lambda: actions.withdraw(actor=None, participation=leaving),
        lambda: request_actions.send_request(actor=None, sender=asking, receiver=leaving),
    )
    assert type(left).__name__ == "Participation"
    assert type(asked).__name__ in {"Request", "Refused"}
    alive = Request.objects.alive().of(leaving)
    assert not alive.exists()
