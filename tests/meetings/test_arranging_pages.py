"""Pages for arranging by hand: with and without a script, the same rules and the same sentences."""

import pytest
from django.test import Client
from django.urls import reverse

import factories as make
from madang.fairs.participation import absences
from madang.fairs.shapes import Stretch
from madang.meetings.arranging import actions as arranging_actions
from madang.meetings.models import Ban
from madang.meetings.versions import actions as version_actions
from meetings.scenes import draft, scene

pytestmark = pytest.mark.django_db

DATA = {"HTTP_ACCEPT": "application/json"}


def organiser(fair):
    user = make.user()
    make.staff(fair, user)
    client = Client()
    client.force_login(user)
    return client


def address(name, version, pk):
    return reverse(f"meetings:{name}", args=[version.fair.slug, version.number, pk])


def two():
    """A draft with two meetings of one company, in two slots."""
    here = scene(("KR", "CN", "RU"), pairs=[(0, 1), (0, 2)])
    version = draft(here.fair)
    return here, version, *version.meetings.all(), organiser(here.fair)


def cells(client, version, meeting, query=""):
    told = client.get(address("openings", version, meeting.request_id) + query).json()
    return {key: (answer, told["sentences"][number]) for key, (answer, number) in told["cells"].items()}


def test_picked_up_meeting_is_told_of_every_cell_of_the_tables():
    here, version, one, other, client = two()
    shown = cells(client, version, one)
    tables = [place.pk for place in here.fair.places.all()]
    assert shown.keys() == {f"{table}-{slot.pk}" for table in tables for slot in here.slots}
    assert shown[f"{one.table_id}-{one.slot_id}"] == ("here", "")
    assert shown[f"{other.table_id}-{other.slot_id}"][0] == "taken"
    busy = next(table for table in tables if table != other.table_id)
    assert " meets " in shown[f"{busy}-{other.slot_id}"][1]


def test_picked_up_meeting_is_told_of_its_own_companies_rows_only():
    here, version, one, other, client = two()
    away = Stretch(other.slot.starts_at, other.slot.ends_at)
    partner = one.request.receiver
    absences.set_absences(actor=None, participation=partner, absences=[away])

    shown = cells(client, version, one, "?by=company")

    [stranger] = [row for row in here.companies if row.pk not in {one.request.sender_id, partner.pk}]
    assert {shown[f"{stranger.pk}-{slot.pk}"][0] for slot in here.slots} == {"closed"}
    assert "is away then" in shown[f"{partner.pk}-{other.slot_id}"][1]
    assert shown[f"{partner.pk}-{one.slot_id}"][0] == "here"


def test_meeting_at_a_table_has_no_cell_among_the_online_rooms():
    here = scene(("KR", "CN"), rooms=1)
    version = draft(here.fair)
    shown = cells(organiser(here.fair), version, version.meetings.get(), "?by=room")
    assert {answer for answer, _why in shown.values()} == {"closed"}


def test_dropped_meeting_answers_with_a_sentence_and_the_way_back():
    here, version, one, other, client = two()
    free = next(slot for slot in here.slots if slot.pk not in {one.slot_id, other.slot_id})

    answer = client.post(address("place", version, one.request_id), {"slot": free.pk}, **DATA)

    assert "now " in answer.json()["said"]
    back = answer.json()["undo"]
    client.post(back["url"], back["form"], **DATA)
    assert version.meetings.get(pk=one.pk).slot_id == one.slot_id


def test_drop_on_another_meeting_writes_nothing_and_offers_the_exchange():
    _here, version, one, other, client = two()
    form = {"slot": other.slot_id, "table": other.table_id}

    answer = client.post(address("place", version, one.request_id), form, **DATA)

    assert answer.status_code == 409
    assert version.meetings.get(pk=one.pk).slot_id == one.slot_id
    offered = answer.json()["exchange"]
    assert client.post(offered["url"], offered["form"], **DATA).status_code == 200
    assert version.meetings.get(pk=one.pk).slot_id == other.slot_id


def test_refusal_without_a_script_shows_the_reason_and_the_offer():
    _here, version, one, other, client = two()
    form = {"slot": other.slot_id, "table": other.table_id}
    page = client.post(address("meeting", version, one.pk), form)
    assert page.status_code == 409
    assert "It cannot be there" in page.content.decode()
    assert address("exchange", version, one.pk) in page.content.decode()


def test_meeting_taken_out_is_put_back_from_the_next_page():
    _here, version, one, _other, client = two()
    page = client.post(address("take_out", version, one.pk), follow=True)
    was = page.context["was"]
    assert (was["slot"], was["table"]) == (str(one.slot_id), str(one.table_id))

    client.post(address("place", version, one.request_id), {"slot": was["slot"], "table": was["table"]})

    again = version.meetings.get(request=one.request)
    assert (again.slot_id, again.table_id) == (one.slot_id, one.table_id)


def test_request_that_fits_nowhere_says_why_once():
    here = scene(("KR", "CN"))
    arranging_actions.ban(actor=None, request=here.requests[0])
    version = draft(here.fair)
    page = organiser(here.fair).get(address("place", version, here.requests[0].pk))
    assert page.context["nowhere"] == "The organiser ruled this meeting out."


def test_page_of_the_ruled_out_lists_and_lifts():
    here = scene(("KR", "CN"))
    client = organiser(here.fair)
    bans = reverse("meetings:bans", args=[here.fair.slug])
    client.post(bans, {"request": here.requests[0].pk, "slot": here.slots[0].pk})
    [ban] = client.get(bans).context["page"]

    client.post(reverse("meetings:lift_ban", args=[here.fair.slug, ban.pk]))

    assert not Ban.objects.exists()


def test_grid_of_a_published_version_is_only_to_look_at():
    here, version, *_meetings, client = two()
    page = reverse("meetings:version", args=[here.fair.slug, version.number])
    assert "data-spot" in client.get(page).content.decode()
    version_actions.publish(actor=None, version=version)
    assert "data-spot" not in client.get(page).content.decode()
    assert client.get(address("openings", version, here.requests[0].pk)).status_code == 404


def test_picking_up_asks_as_often_at_a_large_fair(django_assert_max_num_queries):
    here = scene(("KR", "CN", "RU", "MY", "DE"))
    version = draft(here.fair)
    client = organiser(here.fair)
    url = address("openings", version, version.meetings.first().request_id)
    with django_assert_max_num_queries(45):
        client.get(url)
