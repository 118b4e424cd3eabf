"""Many told at once: of a publication, and of meetings that are off because companies left."""

from itertools import pairwise

import pytest
from django.utils import translation

import factories as make
from madang.core import notices
from madang.core.models import AuditEntry, Event, Notice
from madang.fairs.models import Participation
from madang.fairs.participation import decisions
from madang.meetings.models import Meeting, Request, Seat
from madang.meetings.versions import actions as version_actions
from meetings.scenes import Scene, published, scene
from statements import statements_of

pytestmark = pytest.mark.django_db


def in_a_row(count: int) -> Scene:
    """Each company has agreed to meet the next."""
    return scene(("KR", "CN", "RU") * (count // 3), pairs=list(pairwise(range(count))), tables=count)


def test_telling_of_a_publication_costs_as_many_statements_for_thirty_as_for_three() -> None:
    costs = []
    for count in (3, 30):
        version = published(in_a_row(count).fair)
        costs.append(
            statements_of(lambda: version_actions.tell_of_publication(version=version, previous=None))  # noqa: B023
        )
    assert costs[0] == costs[1]


def test_each_is_told_the_number_of_their_meetings_in_their_language() -> None:
    here = in_a_row(3)
    version = published(here.fair)
    Event.objects.all().delete()

    assert version_actions.tell_of_publication(version=version, previous=None) == 3

    told = {notice.user: notice for notice in Notice.objects.filter(kind="timetable_published")}
    for company, number, language in zip(here.companies, (1, 2, 1), ("ko", "zh-hans", "ru"), strict=True):
        notice = told[company.organisation.members.get()]
        assert notice.params == {"fair": here.fair.name.best(language).text, "meetings": number}
        with translation.override(language):
            assert str(number) in notices.line(notice)
    assert sorted(Event.objects.values_list("channel", "kind")) == sorted(
        (f"participation-{company.pk}", "timetable_published") for company in here.companies
    )


def test_who_lost_all_meetings_hears_of_none() -> None:
    here = in_a_row(3)
    before = published(here.fair)
    here.requests[1].state = Request.State.DECLINED
    here.requests[1].save()
    after = published(here.fair)

    version_actions.tell_of_publication(version=after, previous=before)

    told = {
        notice.user: notice.params["meetings"] for notice in Notice.objects.filter(kind="timetable_changed")
    }
    assert told[here.companies[2].organisation.members.get()] == 0


def test_turning_many_away_costs_as_many_statements_for_thirty_as_for_three() -> None:
    costs = []
    for count in (3, 30):
        here = in_a_row(count)
        published(here.fair)
        make.staff(here.fair, organiser := make.user())
        leaving = here.companies[1::3]
        costs.append(
            statements_of(
                lambda: decisions.reject_many(actor=organiser, fair=here.fair, participations=leaving)  # noqa: B023
            )
        )
    assert costs[0] == costs[1]


def test_companies_turned_away_leave_no_request_and_no_meeting_and_only_those_who_stay_are_told() -> None:
    here = scene(("KR", "CN", "RU"), pairs=[(0, 1), (1, 2), (2, 0)], tables=3)
    version = published(here.fair)
    held = Meeting.objects.filter(version=version).count()
    gone, stays = here.companies[:2], here.companies[2]

    decisions.reject_many(actor=None, fair=here.fair, participations=gone)

    states = [row.state for row in Request.objects.order_by("pk")]
    assert held == 3
    assert states == [Request.State.WITHDRAWN, Request.State.WITHDRAWN, Request.State.DECLINED]
    assert not Meeting.objects.filter(version=version).exists()
    assert not Seat.objects.filter(version=version).exists()
    called_off = Notice.objects.filter(kind="meeting_called_off")
    assert {notice.user for notice in called_off} == {stays.organisation.members.get()}
    assert sorted(notice.params["partner"] for notice in called_off) == sorted(
        one.organisation.name.best("ru").text for one in gone
    )
    entries = AuditEntry.objects.filter(verb="request.released").order_by("subject_id")
    assert [entry.detail for entry in entries] == [
        {"sender": row.sender_id, "receiver": row.receiver_id} for row in here.requests
    ]
    assert Participation.objects.get(pk=stays.pk).state == Participation.State.APPROVED
