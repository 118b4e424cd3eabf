"""Whoever changed after a round is matched anew: one job for all of a fair, however they were changed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import factories as make
from madang.core.text import Text
from madang.fairs.models import Fair, Participation
from madang.fairs.participation import decisions
from madang.intake import actions as intake
from madang.listings import actions as listing_actions
from madang.listings.models import Side
from madang.listings.shapes import ListingFields
from madang.organisations.profile.actions import update_organisation
from madang.organisations.shapes import OrganisationFields
from madang.partners import tasks
from madang.partners.models import Outdated, Recommendation
from madang.partners.recommendations import actions
from madang.partners.wishes.actions import set_wish

pytestmark = pytest.mark.django_db

ROBOTS, CLOUD = "industrial robots", "cloud computing services"
SHEET = f"Company,Country,Offer,Need\nHarbin Robotics,CN,{ROBOTS},{CLOUD}\n"
State = Participation.State


def company(fair: Fair, country: str, offer: str, need: str, **fields: str) -> Participation:
    row = make.participation(fair, country=country, **fields)
    for side, title in ((Side.OFFER, offer), (Side.NEED, need)):
        make.listing(row.organisation, title, side=side)
    return row


@pytest.fixture
def korean() -> Participation:
    """At a fair where a round was made."""
    fair = make.fair()
    row = company(fair, "KR", CLOUD, ROBOTS)
    company(fair, "CN", ROBOTS, CLOUD)
    actions.match_now(actor=None, fair=fair)
    return row


def jobs() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (args->>'fair_id')::int FROM procrastinate_jobs"
            " WHERE task_name = 'partners.rematch_outdated' AND status = 'todo'"
        )
        return [row[0] for row in cursor.fetchall()]


def outdated() -> set[Participation]:
    return {row.participation for row in Outdated.objects.select_related("participation")}


def recommended(participation: Participation) -> set[int]:
    return set(Recommendation.objects.filter(participation=participation).values_list("partner", flat=True))


def add_need(participation: Participation) -> None:
    fields = ListingFields(side=Side.NEED, kind="product", title=Text.of("en", "steel"))
    listing_actions.add_listing(actor=None, organisation=participation.organisation, fields=fields)


def test_companies_admitted_together_are_matched_by_one_job_that_reads_the_fair_once(
    korean: Participation, django_capture_on_commit_callbacks
) -> None:
    fair = korean.fair
    waiting = [company(fair, "CN", ROBOTS, CLOUD, state=State.REGISTERED) for _ in range(6)]
    assert outdated() == set()

    with django_capture_on_commit_callbacks(execute=True):
        decisions.approve_many(actor=None, fair=fair, participations=waiting)

    assert outdated() == {*waiting}
    assert jobs() == [fair.pk]
    with CaptureQueriesContext(connection) as queries:
        assert actions.rematch_outdated(fair=fair) == 6
    read = [query for query in queries.captured_queries if 'FROM "listings_listing"' in query["sql"]]
    assert len(read) == 1
    assert outdated() == set()
    assert {row.pk for row in waiting} <= recommended(korean)
    assert all(korean.pk in recommended(row) for row in waiting)


def test_company_that_an_import_brings_or_changes_is_matched_as_by_a_form(
    korean: Participation, django_capture_on_commit_callbacks
) -> None:
    fair = korean.fair
    upload = intake.receive(actor=None, fair=fair, file_name="companies.csv", content=SHEET.encode())

    with django_capture_on_commit_callbacks(execute=True):
        intake.import_now(actor=None, upload=upload)

    (brought,) = outdated()
    assert str(brought.organisation) == "Harbin Robotics"
    assert jobs() == [fair.pk]
    actions.rematch_outdated(fair=fair)
    assert brought.pk in recommended(korean)


def test_new_need_is_matched_once_a_round_was_made_and_a_wish_is_not(korean: Participation) -> None:
    elsewhere = make.participation(make.fair("elsewhere"), korean.organisation)
    for _twice in range(2):
        add_need(korean)
    assert outdated() == {korean}
    assert elsewhere not in outdated()

    assert actions.rematch_outdated(fair=korean.fair) == 1
    partner = korean.fair.participations.exclude(pk=korean.pk).get()
    set_wish(actor=None, participation=korean, partner=partner, grade="must")
    assert outdated() == set()


def test_organisation_that_moved_is_matched_anew(korean: Participation) -> None:
    fields = OrganisationFields.of(korean.organisation)
    update_organisation(
        actor=None,
        organisation=korean.organisation,
        fields=OrganisationFields(name=fields.name, kind=fields.kind, country="RU"),
    )
    assert outdated() == {korean}


def test_round_settles_what_changed_before_it(korean: Participation) -> None:
    add_need(korean)
    work = actions.match_now(actor=None, fair=korean.fair)
    assert work.state == "done"
    assert outdated() == set()


def test_job_that_ended_half_way_is_asked_for_again(
    korean: Participation, django_capture_on_commit_callbacks
) -> None:
    add_need(korean)
    assert jobs() == []
    with django_capture_on_commit_callbacks(execute=True):
        tasks.rematch_left_over(timestamp=0)
    assert jobs() == [korean.fair_id]


def test_job_of_the_release_before_is_still_done(
    korean: Participation, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        tasks.rematch(participation_id=korean.pk)
    assert outdated() == {korean}
    assert jobs() == [korean.fair_id]
