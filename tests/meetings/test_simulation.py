"""Before the fair: what is scarce, and what more of it would bring; from the job to the page."""

import csv
import json
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

import factories as make
from madang.core.errors import NotAllowed, Refused
from madang.core.jobs import work as works
from madang.core.models import AuditEntry, Work
from madang.fairs.models import StaffRole
from madang.meetings.simulation import actions
from madang.meetings.simulation.report import Findings
from madang.timetable.simulating.simulation import Facet
from madang.timetable.simulating.variants import MorePlaces
from meetings.scenes import scene

pytestmark = pytest.mark.django_db


def client_of(fair, role=StaffRole.ORGANISER):
    person = make.user(language="en")
    make.staff(fair, person, role)
    client = Client()
    client.force_login(person)
    return client


def simulated(fair, seconds=2):
    work = actions.start(actor=None, fair=fair, seconds=seconds)
    actions.run(work=work)
    work.refresh_from_db()
    return work


@pytest.fixture
def scarce():
    """One table for ten wishes in six slots, and nobody who interprets between Korean and Russian."""
    here = scene(("KR", "CN", "RU", "MY", "DE"), tables=1)
    for company, language in zip(here.companies, ("ko", "en", "ru", "en", "en"), strict=True):
        company.languages = [language] if language != "en" else ["en", "ko", "ru"]
        company.save()
    return here


def page_of(client, fair, page="simulation"):
    return client.get(reverse(f"meetings:{page}", args=[fair.slug]))


def test_more_tables_would_bring_what_has_no_place(scarce):
    work = simulated(scarce.fair)
    assert work.state == Work.State.DONE
    findings = Findings.of(scarce.fair)
    assert findings.base.requests == 10
    assert findings.base.meetings == 6
    (tables,) = [one for one in findings.effects if isinstance(one.variant, MorePlaces)]
    assert tables.meetings == 3  # the tenth needs an interpreter
    assert "10 more tables would bring about 3 meetings." in findings.sentences()


def test_pictures_say_what_is_needed_beside_what_is_there(scarce):
    simulated(scarce.fair)
    findings = Findings.of(scarce.fair)
    (day,) = findings.loads()
    (tables,) = [row for row in day.rows if str(row.label) == "Tables"]
    assert len(tables.loads) == len(day.columns) == 6
    assert {load.there for load in tables.loads} == {1}
    assert sum(load.used for load in tables.loads) == 6
    assert any(load.is_short for load in tables.loads)
    causes = findings.unmet(Facet.CAUSE)
    assert sum(bar.value for bar in causes.bars) == 4
    assert findings.unmet(Facet.PAIR).bars[0].label == "한국어–Русский"


def test_page_shows_sentences_pictures_and_files(scarce):
    simulated(scarce.fair)
    client = client_of(scarce.fair)
    page = page_of(client, scarce.fair).content.decode()
    assert "10 more tables would bring about 3 meetings." in page
    assert page.count("<svg") > 6
    sheet = list(
        csv.reader(StringIO(page_of(client, scarce.fair, "simulation_csv").content.decode("utf-8-sig")))
    )
    assert sheet[0] == ["table", "what", "slot", "measure", "number"]
    assert ["additions", "10 more tables", "", "meetings", "3"] in sheet
    stored = json.loads(page_of(client, scarce.fair, "simulation_json").content)
    assert len(stored["slots"]) == 6


def test_page_before_the_first_simulation_says_what_to_do(scarce):
    client = client_of(scarce.fair)
    assert "Not simulated yet" in page_of(client, scarce.fair).content.decode()
    assert page_of(client, scarce.fair, "simulation_csv").status_code == 302


def test_simulation_is_started_once_and_stopped_with_what_is_known(scarce):
    client = client_of(scarce.fair)
    client.post(reverse("meetings:simulation", args=[scarce.fair.slug]), {"seconds": "5"})
    with pytest.raises(Refused):
        actions.start(actor=None, fair=scarce.fair)
    client.post(reverse("meetings:cancel_simulation", args=[scarce.fair.slug]))
    work = works.latest(kind=actions.SIMULATION, fair_id=scarce.fair.pk)
    actions.run(work=work)
    work.refresh_from_db()
    assert work.state == Work.State.DONE
    assert not Findings.of(scarce.fair).is_complete
    verbs = AuditEntry.objects.filter(verb__startswith="simulation").values_list("verb", flat=True)
    assert sorted(verbs) == ["simulation.cancelled", "simulation.started"]


def test_simulation_without_agreed_requests_fails_with_a_sentence():
    work = simulated(make.fair())
    assert work.state == Work.State.FAILED
    assert "no accepted requests" in work.problem


def test_only_the_organiser_simulates(scarce):
    desk = make.user()
    make.staff(scarce.fair, desk, StaffRole.DESK)
    with pytest.raises(NotAllowed):
        actions.start(actor=desk, fair=scarce.fair)
    assert (
        "Seconds for all together"
        not in page_of(client_of(scarce.fair, StaffRole.DESK), scarce.fair).content.decode()
    )
