"""What would help a meeting that found no slot: said to the organiser, and to a company its own part."""

import pytest

from madang.fairs.participation import absences
from madang.fairs.shapes import Stretch
from madang.meetings.agenda.queries import agenda_of
from madang.meetings.arranging import actions as arranging_actions
from madang.meetings.engine.stored import RemedyStep, Unscheduled
from madang.meetings.versions import actions as version_actions
from madang.meetings.versions.queries import missed_of
from madang.meetings.wording.remedies import Words, for_company, for_organiser
from madang.meetings.wording.unscheduled import Reader
from madang.timetable.explaining.remedy import StepKind
from meetings.scenes import draft, published, scene

pytestmark = pytest.mark.django_db


def apart():
    """Two that are never free together: the first is there in the first slot only, the second after it."""
    here = scene(("KR", "CN"))
    first, last = here.slots[0], here.slots[-1]
    away = [Stretch(here.slots[1].starts_at, last.ends_at)]
    absences.set_absences(actor=None, participation=here.companies[0], absences=away)
    away = [Stretch(first.starts_at, first.ends_at)]
    absences.set_absences(actor=None, participation=here.companies[1], absences=away)
    return here


def test_company_reads_what_it_can_do_itself_and_the_other_reads_nothing():
    here = apart()
    published(here.fair)
    [one], [other] = (agenda_of(company).missed for company in here.companies)
    said = sorted([one.remedy, other.remedy])
    assert said[0] == ""
    assert said[1].startswith("If you free ")


def test_organiser_reads_all_that_would_have_to_be_done():
    here = apart()
    [(asked, missed)] = missed_of(draft(here.fair))
    names = {company.pk: str(company.organisation) for company in here.companies}
    remedy = for_organiser(missed, Reader(0, names), Words.of(here.fair, [missed]))
    assert asked == here.requests[0]
    assert remedy.lead.startswith("It would fit on ")
    assert [step.split(" frees ")[0] in names.values() for step in remedy.steps] == [True]


def test_company_is_not_told_to_do_what_others_must():
    here = scene(("KR", "CN"))
    own, other = (company.pk for company in here.companies)
    steps = tuple(RemedyStep(StepKind.RAISE_MAXIMUM, participant=pk) for pk in (own, other))
    words = Words.of(here.fair, [])
    assert for_company(Unscheduled(1, (), steps), Reader(own, {}), words) == ""
    assert for_company(Unscheduled(1, (), steps[:1]), Reader(own, {}), words).startswith(
        "If you wish for one meeting more"
    )


def test_company_reads_that_the_organiser_took_its_meeting_out_or_ruled_it_out():
    here = scene(("KR", "CN"))
    version = draft(here.fair)
    arranging_actions.take_out(actor=None, meeting=version.meetings.get())
    version_actions.publish(actor=None, version=version)
    [missed] = agenda_of(here.companies[0]).missed
    assert missed.sentence == "The organiser took this meeting out of the timetable."

    arranging_actions.ban(actor=None, request=here.requests[0])

    [missed] = agenda_of(here.companies[0]).missed
    assert missed.sentence == "The organiser ruled this meeting out."
