"""Pages of the meetings: who may open them, what they say, how often they ask the database."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import factories as make
from madang.core.models import User, Work
from madang.fairs.slots import actions as slot_actions
from madang.meetings.models import Request
from madang.meetings.requests import actions
from meetings.scenes import agree, draft, published, scene

pytestmark = pytest.mark.django_db

COMPANY_PAGES = ["requests", "agenda"]
OFFICE_PAGES = ["glance", "office_requests", "timetable"]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def owner(participation):
    return participation.organisation.members.get(memberships__role="owner")


def colleague(participation):
    user = make.user()
    make.member(participation.organisation, user)
    return user


def organiser(fair):
    user = make.user()
    make.staff(fair, user)
    return user


def address(name, fair, *args):
    return reverse(f"meetings:{name}", args=[fair.slug, *args])


@pytest.mark.parametrize("name", COMPANY_PAGES)
@pytest.mark.parametrize("country", ["KR", "CN", "RU"])
def test_company_page_opens_for_owner_and_colleague_and_not_for_strangers(name, country):
    here = scene((country, "MY"))
    own, other = here.companies
    page = address(name, here.fair)
    assert signed_in(owner(own)).get(page).status_code == 200
    assert signed_in(colleague(own)).get(page).status_code == 200
    assert signed_in(owner(other)).get(page).status_code == 200  # their own, not this one
    assert signed_in(make.user()).get(page).status_code == 404
    assert signed_in(organiser(here.fair)).get(page).status_code == 404
    assert Client().get(page).status_code == 302


@pytest.mark.parametrize("name", OFFICE_PAGES)
def test_office_page_opens_for_the_organiser_of_this_fair_only(name):
    here = scene(("KR", "CN"))
    page = address(name, here.fair)
    assert signed_in(organiser(here.fair)).get(page).status_code == 200
    assert signed_in(organiser(make.fair())).get(page).status_code == 404
    assert signed_in(owner(here.companies[0])).get(page).status_code == 404
    assert Client().get(page).status_code == 302


@pytest.mark.parametrize("name", ["version", "unscheduled", "publish", "sheet", "print"])
def test_version_page_opens_for_the_organiser_only(name):
    here = scene(("KR", "CN"))
    version = draft(here.fair)
    page = address(name, here.fair, version.number)
    assert signed_in(organiser(here.fair)).get(page).status_code == 200
    assert signed_in(owner(here.companies[0])).get(page).status_code == 404
    assert signed_in(organiser(make.fair())).get(page).status_code == 404


def test_organiser_cannot_open_a_version_of_another_fair_through_the_own_office():
    here, other = scene(("KR", "CN")), make.fair()
    version = draft(here.fair)
    assert signed_in(organiser(other)).get(address("version", other, version.number)).status_code == 404


def test_desk_staff_may_look_at_the_timetable_but_not_make_or_publish_one():
    here = scene(("KR", "CN"))
    version = draft(here.fair)
    user = make.user()
    make.staff(here.fair, user, "desk")
    client = signed_in(user)
    assert client.get(address("timetable", here.fair)).status_code == 200
    assert client.post(address("timetable", here.fair)).status_code == 403
    assert client.post(address("publish", here.fair, version.number)).status_code == 403
    assert client.post(address("discard", here.fair, version.number)).status_code == 403


def test_company_asks_in_the_browser_and_the_other_side_accepts():
    here = scene(("KR", "CN"), pairs=[])
    korean, chinese = here.companies
    asking = signed_in(owner(korean))
    page = address("ask", here.fair, chinese.pk)
    assert asking.get(page).status_code == 200

    answer = asking.post(page, {"message": "안녕하세요", "sender_grade": "must"})

    request = Request.objects.get()
    assert (answer.status_code, answer.url) == (302, address("requests", here.fair))
    assert (request.sender, request.message, request.sender_grade) == (korean, "안녕하세요", "must")
    asked = signed_in(owner(chinese))
    assert "안녕하세요" in asked.get(address("requests", here.fair)).content.decode()
    asked.post(address("answer", here.fair, request.pk, "accept"), {"grade": "must"})
    request.refresh_from_db()
    assert (request.state, request.receiver_grade) == ("accepted", "must")


def test_refused_request_keeps_what_was_typed_and_says_why():
    here = scene(("KR", "CN"))
    page = address("ask", here.fair, here.companies[1].pk)
    answer = signed_in(owner(here.companies[0])).post(page, {"message": "Once more", "sender_grade": "would"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Once more" in text
    assert "There is already a request between your two companies." in text


def test_stranger_cannot_answer_a_request_of_others():
    here = scene(("KR", "CN", "RU"), pairs=[])
    korean, chinese, russian = here.companies
    request = actions.send_request(actor=None, sender=korean, receiver=chinese)
    page = address("answer", here.fair, request.pk, "accept")
    assert signed_in(owner(russian)).post(page).status_code == 404
    assert signed_in(owner(korean)).post(page).status_code == 403
    request.refresh_from_db()
    assert request.state == "pending"


def test_agenda_before_publication_says_what_to_do_next():
    here = scene(("KR", "CN"))
    draft(here.fair)
    text = signed_in(owner(here.companies[0])).get(address("agenda", here.fair)).content.decode()
    assert "The timetable is not published yet" in text


def test_agenda_shows_the_meeting_in_the_companys_zone_and_the_fairs():
    here = scene(("KR", "CN"))
    version = published(here.fair)
    slot = version.meetings.get().slot
    text = signed_in(owner(here.companies[0])).get(address("agenda", here.fair)).content.decode()
    own = slot.starts_at.astimezone(here.companies[0].tz)
    there = slot.starts_at.astimezone(here.fair.tz)
    assert own.hour == there.hour + 1
    assert f"{own:%H:%M}" in text
    assert f"{there:%H:%M}" in text
    assert str(here.companies[1].organisation) in text


def test_agenda_says_why_an_agreed_meeting_has_no_slot():
    here = scene(("KR", "CN", "RU"), pairs=[(0, 1), (0, 2)])
    for slot in here.slots[1:]:
        slot_actions.remove_slot(actor=None, slot=slot)
    published(here.fair)
    text = signed_in(owner(here.companies[0])).get(address("agenda", here.fair)).content.decode()
    assert "Agreed, but without a slot" in text
    assert "In the 1 slot that you share you have another meeting." in text


def test_publishing_in_the_browser_shows_who_is_told_before():
    here = scene(("KR", "CN", "RU"), pairs=[(0, 1)])
    version = draft(here.fair)
    client = signed_in(organiser(here.fair))
    page = address("publish", here.fair, version.number)
    assert "2 companies are told" in client.get(page).content.decode()
    client.post(page)
    version.refresh_from_db()
    assert version.state == "published"


def test_meeting_is_moved_by_hand_in_a_draft():
    here = scene(("KR", "CN"))
    version = draft(here.fair)
    meeting = version.meetings.get()
    free = next(slot for slot in here.slots if slot.pk != meeting.slot_id)
    page = address("meeting", here.fair, version.number, meeting.pk)
    client = signed_in(organiser(here.fair))
    assert client.get(page).status_code == 200
    client.post(page, {"slot": free.pk, "table": meeting.table_id, "room": ""})
    meeting.refresh_from_db()
    assert meeting.slot == free


def test_two_versions_are_compared():
    here = scene(("KR", "CN", "RU"), pairs=[(0, 1)])
    first = published(here.fair)
    agree(here.fair, here.companies, [(1, 2)])
    second = draft(here.fair)
    page = address("diff", here.fair, second.number, first.number)
    assert signed_in(organiser(here.fair)).get(page).status_code == 200


def queries_of(client, page):
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(page).status_code == 200
    return len(caught)


def counted(make_page):
    """The queries of a page with one row and with three."""
    return [make_page(rows) for rows in (1, 3)]


def with_rows(rows):
    """One company that has `rows` meetings agreed and as many requests waiting."""
    countries = ["KR", *["CN"] * rows, *["RU"] * rows]
    here = scene(countries, pairs=[(0, index) for index in range(1, rows + 1)])
    for other in here.companies[rows + 1 :]:
        actions.send_request(actor=None, sender=other, receiver=here.companies[0])
    return here


@pytest.mark.parametrize("name", COMPANY_PAGES)
def test_company_page_asks_as_often_for_three_rows_as_for_one_and_ten_times_at_most(name):
    def page(rows):
        here = with_rows(rows)
        published(here.fair)
        return queries_of(signed_in(owner(here.companies[0])), address(name, here.fair))

    one, three = counted(page)
    assert one == three
    assert three <= 10


@pytest.mark.parametrize("name", OFFICE_PAGES)
def test_office_page_asks_as_often_for_three_rows_as_for_one_and_ten_times_at_most(name):
    def page(rows):
        here = with_rows(rows)
        draft(here.fair)
        return queries_of(signed_in(organiser(here.fair)), address(name, here.fair))

    one, three = counted(page)
    assert one == three
    assert three <= 11


@pytest.mark.parametrize("name", ["version", "unscheduled", "publish"])
@pytest.mark.parametrize("query", ["", "?by=company", "?as=list"])
def test_version_page_asks_as_often_for_three_rows_as_for_one(name, query):
    def page(rows):
        here = with_rows(rows)
        version = draft(here.fair)
        return queries_of(signed_in(organiser(here.fair)), address(name, here.fair, version.number) + query)

    one, three = counted(page)
    assert one == three
    assert three <= 12


def test_directory_page_of_a_company_carries_the_request_button():
    here = scene(("KR", "CN"), pairs=[])
    korean, chinese = here.companies
    page = reverse("directory:participant", args=[here.fair.slug, chinese.organisation.public_id])
    text = signed_in(owner(korean)).get(page).content.decode()
    assert address("ask", here.fair, chinese.pk) in text


def test_organiser_finds_requests_by_state_and_by_a_name_in_any_language():
    here = scene(("KR", "CN", "RU"), pairs=[(0, 1)])
    korean, chinese, russian = here.companies
    actions.send_request(actor=None, sender=russian, receiver=korean)
    client, page = signed_in(organiser(here.fair)), address("office_requests", here.fair)

    def found(query):
        return [(row.sender, row.receiver) for row in client.get(page + query).context["page"]]

    assert found("?state=accepted") == [(korean, chinese)]
    assert found("?state=pending") == [(russian, korean)]
    assert found(f"?name={russian.organisation.name.first.text}") == [(russian, korean)]
    assert found("?name=nobody") == []


def test_meeting_is_pinned_by_the_organiser_only():
    here = scene(("KR", "CN"))
    version = published(here.fair)
    meeting = version.meetings.get()
    page = address("pin", here.fair, version.number, meeting.pk)
    assert signed_in(owner(here.companies[0])).post(page, {"stays": "1"}).status_code == 404
    assert signed_in(organiser(here.fair)).post(page, {"stays": "1"}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.is_pinned


def test_making_a_timetable_in_the_browser_shows_its_progress_and_can_be_stopped():
    here = scene(("KR", "CN"))
    client, page = signed_in(organiser(here.fair)), address("timetable", here.fair)
    assert client.post(page, {"seconds": "1"}).status_code == 302
    text = client.get(page).content.decode()
    assert "Waiting for the worker" in text
    client.post(address("cancel_timetable", here.fair))
    assert Work.objects.get().cancel_asked
