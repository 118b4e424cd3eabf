"""Who finds what, and how soon after a write."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

import factories as make
from madang.core import clock
from madang.core.jobs import enqueue
from madang.core.text import Text
from madang.fairs.models import Participation
from madang.fairs.participation import actions as participation_actions
from madang.fairs.programme import actions as programme_actions
from madang.fairs.shapes import DelegateFields, SessionFields
from madang.listings import actions as listing_actions
from madang.listings.shapes import ListingFields
from madang.search import rules
from madang.search.index import actions
from madang.search.models import Document, Kind, Stale
from madang.search.results.queries import find
from madang.search.shapes import Sought

pytestmark = pytest.mark.django_db


def kinds(text: str, person=None) -> dict[str, int]:
    fairs = rules.fairs_for(person or AnonymousUser())
    return dict(find(Sought(text), [fair.pk for fair in fairs]).facets.get("kind", {}))


def page(text: str, person=None) -> str:
    client = Client()
    if person:
        client.force_login(person)
    return client.get(reverse("search:everywhere"), {"q": text}).content.decode()


def test_company_of_a_hidden_fair_is_found_only_by_those_who_see_the_fair() -> None:
    organiser = make.user()
    fair = make.fair(is_public=False, organiser=organiser)
    make.participation(fair, make.organisation("RU", Text.of("ru", "Зимородок")))
    actions.rewrite_everything()

    assert kinds("Зимородок") == {}
    assert kinds("Зимородок", make.user()) == {}
    assert kinds("Зимородок", organiser) == {Kind.COMPANY: 1}


@pytest.mark.parametrize("state", [one for one in Participation.State if one != Participation.State.APPROVED])
def test_company_that_does_not_take_part_is_not_found(state) -> None:
    make.participation(make.fair(), make.organisation("RU", Text.of("ru", "Зимородок")), state=state)
    actions.rewrite_everything()

    assert not Document.objects.filter(kind=Kind.COMPANY).exists()


def test_listing_that_was_hidden_a_moment_ago_is_not_shown_though_its_document_is_there() -> None:
    own = make.participation(make.fair())
    listing = make.listing(own.organisation, Text.of("ko", "풍력 발전기"))
    actions.rewrite_everything()
    assert "풍력" in page("풍력 발전기")[page("풍력 발전기").index("found-card") :]

    listing_actions.hide_listing(actor=None, listing=listing)

    assert "found-card" not in page("풍력 발전기")


def test_listing_past_its_day_is_not_found() -> None:
    own = make.participation(make.fair())
    yesterday = clock.now().date() - timedelta(days=1)
    make.listing(own.organisation, Text.of("ko", "풍력 발전기"), valid_until=yesterday)
    actions.rewrite_everything()

    assert kinds("풍력 발전기") == {}


def test_people_and_numbers_of_a_company_are_never_found() -> None:
    own = make.participation(
        make.fair(),
        make.organisation("KR", registration_number="7788123"),
        owner=make.user("quokka@example.org"),
    )
    person = DelegateFields("Quokka Wombat", email="wombat@example.org", phone="5550199")
    participation_actions.add_delegate(actor=None, participation=own, fields=person)
    actions.rewrite_everything()

    for text in ("quokka", "wombat", "Quokka Wombat", "7788123", "5550199", "wombat@example.org"):
        assert kinds(text) == {}


def test_write_is_found_after_its_job_and_only_what_it_made_old_is_read_anew() -> None:
    own, other = make.participation(make.fair()), make.participation(make.fair())
    actions.rewrite_everything()
    Stale.objects.all().delete()

    fields = ListingFields(side="offer", title=Text.of("ru", "ветряные турбины"))
    listing_actions.add_listing(actor=None, organisation=own.organisation, fields=fields)

    assert [row.organisation_id for row in Stale.objects.all()] == [own.organisation_id]
    assert other.organisation_id != own.organisation_id
    assert kinds("ветряные турбины") == {}
    assert actions.refresh() == 1
    assert kinds("ветряные турбины") == {Kind.OFFER: 1}


def test_write_asks_for_its_job_once_it_is_committed(django_capture_on_commit_callbacks) -> None:
    own = make.participation(make.fair())
    asked = ProcrastinateJob.objects.filter(task_name="search.refresh")
    fields = ListingFields(side="offer", title=Text.of("ru", "ветряные турбины"))

    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            listing_actions.add_listing(actor=None, organisation=own.organisation, fields=fields)
        assert not asked.exists()

    assert asked.count() == 1


def test_job_that_waits_for_another_of_the_index_takes_no_place_in_a_worker() -> None:
    def fetched() -> str | None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT task_name FROM procrastinate_fetch_job_v2(ARRAY['index'], NULL)")
            return cursor.fetchone()[0]

    for _ in range(2):
        enqueue("search.refresh")

    assert fetched() == "search.refresh"
    assert fetched() is None


def test_withdrawal_and_new_session_reach_the_documents() -> None:
    fair = make.fair()
    own = make.participation(fair)
    slot = make.slots(fair)[0]
    actions.rewrite_everything()

    participation_actions.withdraw(actor=None, participation=own)
    talk = SessionFields(Text.of("zh-hans", "量子通信论坛"), slot.starts_at, slot.ends_at)
    programme_actions.add_session(actor=None, fair=fair, fields=talk)
    actions.refresh()

    assert not Document.objects.filter(organisation=own.organisation).exists()
    assert kinds("квантовая связь").get(Kind.SESSION) == 1


def test_bulk_write_is_noticed_like_a_single_one() -> None:
    fair = make.fair()
    Stale.objects.all().delete()

    rows = [make.participation(fair) for _ in range(2)]

    assert {row.organisation_id for row in rows} <= {row.organisation_id for row in Stale.objects.all()}


def test_refresh_of_what_is_gone_leaves_nothing() -> None:
    own = make.participation(make.fair())
    actions.rewrite_everything()
    keys = own.organisation_id
    own.organisation.delete()
    Stale.objects.create(organisation_id=keys)

    actions.refresh()

    assert not Document.objects.filter(organisation_id=keys).exists()
