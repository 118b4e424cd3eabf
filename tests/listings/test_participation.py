"""What offers and needs add to the pages of a fair: steps of a profile, columns, a figure, projects of hosts."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

import factories as make
from madang.core import clock
from madang.core.text import Text
from madang.fairs.front import queries as front_queries
from madang.fairs.models import Fair, Participation
from madang.fairs.participation import queries as participation_queries
from madang.fairs.participation.completeness import profile_of
from madang.listings.models import Side

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair() -> Fair:
    return make.fair("spring")


def done(row: Participation) -> list[str]:
    return [line.title for line in profile_of(row).lines if line.is_done]


def test_profile_of_a_company_that_wrote_nothing_lacks_every_step(fair: Fair) -> None:
    assert done(make.participation(fair)) == []


def test_each_listing_completes_its_step_and_hidden_or_old_ones_complete_none(fair: Fair) -> None:
    row = make.participation(fair)
    yesterday = clock.now().date() - timedelta(days=1)
    make.listing(row.organisation, is_shown=False, concepts=["robots"])
    make.listing(row.organisation, side=Side.NEED, valid_until=yesterday)
    assert done(row) == []

    make.listing(row.organisation)
    assert done(row) == ["Say what you offer"]

    make.listing(row.organisation, side=Side.NEED)
    assert done(row) == ["Say what you seek", "Say what you offer"]

    make.listing(row.organisation, side=Side.NEED, concepts=["robots"])
    assert done(row) == [
        "Say what you seek",
        "Say what you offer",
        "Write one more thing that you seek",
        "Confirm the subjects of what you wrote",
    ]


def test_profile_costs_one_query(fair: Fair, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    row = make.participation(fair)
    with django_assert_num_queries(1):
        profile_of(row)


def test_office_counts_what_each_has_listed(fair: Fair) -> None:
    row = make.participation(fair, owner=make.user())
    for _one in range(2):
        make.listing(row.organisation)
    make.listing(row.organisation, side=Side.NEED)
    make.listing(row.organisation, is_shown=False)

    listed = participation_queries.participants(fair, participation_queries.Sought()).values_list(
        "offers", "needs", "people"
    )

    assert list(listed) == [(2, 1, 1)]


def test_hosts_show_their_first_offers_and_no_needs(
    fair: Fair, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    host = make.organisation("CN", "Park", kind="park")
    make.participation(fair, host)
    make.participation(fair, make.organisation("KR", "Guest"))
    for number in range(7):
        make.listing(host, Text.of("en", f"Plot {number}"))
    make.listing(host, "Wanted", side=Side.NEED)

    with django_assert_num_queries(2):
        found = front_queries.hosts(fair)

    assert [str(one.organisation) for one in found] == ["Park"]
    assert [str(project.title) for project in found[0].projects] == [f"Plot {number}" for number in range(5)]


def test_fairs_page_counts_what_those_present_show(fair: Fair) -> None:
    row = make.participation(fair)
    waiting = make.participation(fair, state=Participation.State.REGISTERED)
    make.listing(row.organisation)
    make.listing(row.organisation, side=Side.NEED)
    make.listing(waiting.organisation)

    strip = Client().get("/fairs/spring/").context["strip"]

    assert [figure.value for figure in strip if figure.label == "Offers and needs"] == [2]
