"""Published meetings against rules that have changed since: the rules win, and the organiser reads why."""

from datetime import time

import pytest
from django.test import Client
from django.urls import reverse

import factories as make
from madang.core.models import Work
from madang.fairs.participation import absences
from madang.fairs.setup import actions as setup_actions
from madang.fairs.shapes import Pace, Stretch
from madang.fairs.slots import actions as slot_actions
from madang.meetings.arranging import actions as arranging_actions
from madang.meetings.engine.problem import arrangement_of
from madang.meetings.models import TimetableVersion
from madang.meetings.versions import actions as version_actions
from meetings.scenes import published, scene

pytestmark = pytest.mark.django_db


def client_of(fair):
    person = make.user(language="en")
    make.staff(fair, person)
    client = Client()
    client.force_login(person)
    return client


def kept_draft(fair):
    return version_actions.make_timetable_now(actor=None, fair=fair, seconds=1, keep=True)


def test_kept_meeting_in_the_time_to_eat_is_freed_and_named():
    here = scene(("KR", "CN", "RU", "MY"), tables=2)
    published(here.fair)  # three meetings each, in six slots
    change = Pace(meal_from=time(9), meal_until=time(12), meal_minutes=120)
    setup_actions.update_fair(actor=None, fair=here.fair, change=change)
    here.fair.refresh_from_db()

    draft = kept_draft(here.fair)

    assert draft.meetings.count() == 4  # two each, for four of the six slots stay free
    assert len(draft.loosened) >= 2
    assert {rule for row in draft.loosened for rule in row["rules"]} == {"rest"}
    page = client_of(here.fair).get(reverse("meetings:version", args=[here.fair.slug, draft.number]))
    text = page.content.decode()
    assert "Could not stay where they were" in text
    assert "one of the two would have no time to eat" in text


def test_kept_meetings_that_break_no_rule_all_stay():
    here = scene(("KR", "CN", "RU", "MY"), tables=2)
    published(here.fair)
    arrangement = arrangement_of(here.fair, keep=True)
    assert len(arrangement.problem.fixed) == 6
    assert arrangement.loosened == ()


def test_kept_meeting_of_a_company_that_will_be_away_is_arranged_anew():
    here = scene(("KR", "CN"))
    version = published(here.fair)
    held = version.meetings.get().slot
    away = [Stretch(held.starts_at, held.ends_at)]
    absences.set_absences(actor=None, participation=here.companies[0], absences=away)
    draft = kept_draft(here.fair)
    assert draft.meetings.get().slot_id != held.pk


def test_pinned_meetings_that_contradict_each_other_are_named_with_a_way_out():
    here = scene(("KR", "CN", "RU"), pairs=[(0, 1), (0, 2)], delegates_at_once=2)
    for slot in here.slots[1:]:
        slot_actions.remove_slot(actor=None, slot=slot)
    version = published(here.fair)
    for meeting in version.meetings.all():
        arranging_actions.pin(actor=None, meeting=meeting, stays=True)
    korean = here.companies[0]
    korean.delegates_at_once = 1
    korean.save()

    assert version_actions.make_timetable_now(actor=None, fair=here.fair, seconds=1) is None

    assert Work.objects.latest("pk").state == Work.State.FAILED
    page = client_of(here.fair).get(reverse("meetings:timetable", args=[here.fair.slug])).content.decode()
    assert "one of the two has another meeting then" in page
    assert "take its pin off" in page
    for company in here.companies:
        assert str(company.organisation) in page
    assert TimetableVersion.objects.count() == 1
