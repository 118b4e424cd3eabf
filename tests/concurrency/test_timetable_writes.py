"""Writes of one timetable that meet: whichever commits last, nobody is left with a ghost meeting.

Each interleaving is forced: one write is stopped before a statement, and the other done meanwhile.
"""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection, transaction

from concurrency.threads import meanwhile
from madang.core import clock
from madang.core.errors import Refused
from madang.fairs.participation import actions as participation_actions
from madang.fairs.setup import actions as setup_actions
from madang.meetings.agenda.queries import appointments_of
from madang.meetings.models import Disruption, Meeting, Request, TimetableVersion
from madang.meetings.requests import actions as request_actions
from madang.meetings.today import actions as today_actions
from madang.meetings.today.actions import Happened
from madang.meetings.versions import actions as version_actions
from meetings.scenes import draft, published, scene

pytestmark = pytest.mark.django_db(transaction=True)

#: The statement with which a draft becomes the published timetable: its stale meetings are gone by then.
BECOMES_PUBLISHED = 'UPDATE "meetings_timetableversion" SET "state"'
STORES = 'INSERT INTO "meetings_timetableversion"'
LINGERS = "all is written, nothing is committed"


@pytest.fixture
def here():
    return scene(("KR", "CN", "RU"))


def assert_no_ghost(fair):
    """What is published is agreed, and nobody's agenda holds anything else."""
    version = TimetableVersion.objects.get(fair=fair, state="published")
    assert not version.meetings.exclude(request__state="accepted").exists()
    for company in fair.participations.all():
        held = [row.request.state for row in appointments_of(company, version)]
        assert held == ["accepted"] * len(held)


def publishing(version):
    return lambda: version_actions.publish(actor=None, version=version)


def discarding(version):
    return lambda: version_actions.discard(actor=None, version=version)


def lingering(deed):
    """The deed with one statement more before its commit."""

    @transaction.atomic
    def linger():
        given = deed()
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT '{LINGERS}'")
        return given

    return linger


CALLED_OFF = {
    "declined": lambda here: request_actions.decline(actor=None, request=here.requests[0]),
    "withdrawn": lambda here: request_actions.withdraw(actor=None, request=here.requests[0]),
    "released": lambda here: participation_actions.withdraw(actor=None, participation=here.companies[0]),
}


@pytest.mark.parametrize("call_off", CALLED_OFF.values(), ids=CALLED_OFF)
def test_meeting_that_is_called_off_while_a_draft_is_published_is_in_no_agenda(here, call_off):
    version = draft(here.fair)
    outcomes = meanwhile(publishing(version), BECOMES_PUBLISHED, lambda: call_off(here))
    assert not [one for one in outcomes if isinstance(one, Exception)]
    assert Request.objects.get(pk=here.requests[0].pk).state in {"declined", "withdrawn"}
    assert Meeting.objects.filter(version=version).count() == (1 if call_off is CALLED_OFF["released"] else 2)
    assert_no_ghost(here.fair)


@pytest.mark.parametrize("call_off", CALLED_OFF.values(), ids=CALLED_OFF)
def test_draft_that_is_published_while_a_meeting_is_called_off_does_not_hold_it(here, call_off):
    version = draft(here.fair)
    _called, made = meanwhile(lingering(lambda: call_off(here)), LINGERS, publishing(version))
    assert isinstance(made, TimetableVersion)
    assert Meeting.objects.filter(version=version).count() == (1 if call_off is CALLED_OFF["released"] else 2)
    assert_no_ghost(here.fair)


def test_draft_that_is_discarded_while_it_is_published_is_published_and_the_other_hears_why(here):
    version = draft(here.fair)
    made, refused = meanwhile(publishing(version), BECOMES_PUBLISHED, discarding(version))
    assert isinstance(made, TimetableVersion)
    assert isinstance(refused, Refused)
    assert refused.sentence == "Only a draft can be discarded."
    assert TimetableVersion.objects.get().state == "published"


def test_draft_that_is_published_while_it_is_discarded_is_gone_and_the_other_hears_why(here):
    version = draft(here.fair)
    gone, refused = meanwhile(lingering(discarding(version)), LINGERS, publishing(version))
    assert gone is None
    assert isinstance(refused, Refused)
    assert refused.sentence == "It is no longer there: somebody removed it meanwhile."
    assert not TimetableVersion.objects.exists()


# --- The running day --------------------------------------------------------------------------------------


def recording(here, company=0):
    happened = Happened(
        Disruption.Kind.ABSENT, here.slots[0].starts_at, participation=here.companies[company]
    )
    return lambda: today_actions.record(actor=None, fair=here.fair, happened=happened)


def proposing(here):
    return lambda: today_actions.propose(actor=None, fair=here.fair)


def test_proposal_that_is_made_while_a_no_show_is_recorded_does_not_settle_what_it_has_not_seen(here):
    published(here.fair)
    recording(here)()
    row, proposal = meanwhile(lingering(recording(here, company=1)), LINGERS, proposing(here))
    if isinstance(proposal, TimetableVersion):
        assert_settles_only_what_it_has_seen(proposal, row)


def test_no_show_that_is_recorded_while_a_proposal_is_made_is_not_settled_by_it(here):
    published(here.fair)
    recording(here)()
    proposal, row = meanwhile(proposing(here), STORES, recording(here, company=1))
    assert isinstance(row, Disruption)
    assert_settles_only_what_it_has_seen(proposal, row)


def assert_settles_only_what_it_has_seen(proposal, row):
    held = proposal.meetings.filter(seats__participation=row.participation).exists()
    with suppress(Refused):
        today_actions.publish(actor=None, version=proposal)
    row.refresh_from_db()
    proposal.refresh_from_db()
    assert not (held and row.settled_in_id)
    assert not (held and proposal.state == "published")


def test_two_who_record_one_no_show_at_once_record_it_once(here):
    published(here.fair)
    one, other = meanwhile(lingering(recording(here)), LINGERS, recording(here))
    assert one == other == Disruption.objects.get()


def test_proposal_is_current_after_the_rehearsal_clock_was_turned_back(here):
    published(here.fair)
    recording(here)()
    fair = here.fair
    before = clock.real_now() - timedelta(days=9)
    setup_actions.set_rehearsal_clock(actor=None, fair=fair, moment=before)
    fair.refresh_from_db()
    with clock.shifted(fair.clock_offset):
        proposal = proposing(here)()
        today_actions.publish(actor=None, version=proposal)
    assert Disruption.objects.get().settled_in == proposal
