"""A token ends after minutes: the page is asked in time, and only who may still listen gets another."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing
from django.test import Client

import factories as make
from live.live_process import Live, Stream
from madang.core import events
from madang.core.jobs import work
from madang.fairs.channels import office_channel
from madang.fairs.models import Fair, Staff, StaffRole
from madang.live import asgi
from madang.live.hub import RENEW_AHEAD

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def ago(seconds: float) -> Iterator[None]:
    """Sign as if it were so much earlier."""
    then = time.time() - seconds
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time", lambda: then)
        yield


@pytest.fixture
def quick_heart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tokens are looked at with each heartbeat."""
    monkeypatch.setattr(asgi, "HEARTBEAT_SECONDS", 0.05)


def token_of(fair: Fair) -> str:
    return events.token(office_channel(fair), f"fair-{fair.pk}")


def renew(client: Client, token: str) -> str:
    """The address that the page gets, or nothing when it is refused."""
    answer = client.post("/listen/", {"token": token})
    assert answer.status_code in {200, 403}
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.content.decode()


def test_reader_is_asked_once_for_a_new_token_then_sent_away(
    quick_heart: None, live: Live, streams: list[Stream]
) -> None:
    with ago(events.TOKEN_SECONDS - 2):
        token = events.token("office-1")
    began = time.monotonic()

    streams += [live.open(token)]

    assert [streams[0].event().get("event") for _ in range(3)] == ["hello", "renew", None]
    assert time.monotonic() - began < 5


def test_reader_with_a_fresh_token_is_not_asked(quick_heart: None, live: Live, streams: list[Stream]) -> None:
    with ago(events.TOKEN_SECONDS - RENEW_AHEAD - 30):
        streams += [live.open(events.token("office-1"))]
    streams[0].event()
    time.sleep(0.3)
    told = events.publish("office-1", "disruption")

    assert streams[0].event()["id"] == str(told.pk)


def test_page_goes_on_listening_with_the_new_address_and_misses_nothing(
    live: Live, streams: list[Stream], client: Client
) -> None:
    fair = make.fair(organiser=(organiser := make.user()))
    client.force_login(organiser)
    with ago(events.TOKEN_SECONDS + 60):
        old = token_of(fair)
    streams += [live.open(token_of(fair))]
    streams[0].event()
    heard, missed = (events.publish(office_channel(fair), "disruption") for _ in range(2))
    assert [streams[0].event()["id"] for _ in range(2)] == [str(heard.pk), str(missed.pk)]

    address = urlsplit(renew(client, old))
    streams += [live.open(old), live.open_at(f"{address.path}?{address.query}&after={heard.pk}")]

    assert streams[1].response.status == 403
    assert streams[2].event()["event"] == "hello"
    assert streams[2].event()["id"] == str(missed.pk)


def test_dismissed_staff_get_no_other_token(client: Client) -> None:
    fair = make.fair(organiser=make.user())
    make.staff(fair, person := make.user(), StaffRole.DESK)
    client.force_login(person)
    token = token_of(fair)
    before = renew(client, token)

    Staff.objects.filter(user=person).delete()

    assert before.startswith("http")
    assert renew(client, token) == ""


def test_every_channel_of_the_token_is_asked_for(client: Client) -> None:
    mine, other = make.fair(organiser=(person := make.user())), make.fair()
    client.force_login(person)

    assert renew(client, events.token(office_channel(mine), office_channel(other))) == ""


@pytest.mark.parametrize("who", ["nobody", "deactivated"])
def test_who_is_not_signed_in_gets_none(client: Client, who: str) -> None:
    fair = make.fair(organiser=(person := make.user()))
    if who == "deactivated":
        client.force_login(person)
        person.is_active = False
        person.save()

    assert renew(client, token_of(fair)) == ""


def test_forged_foreign_and_very_old_tokens_are_not_renewed(client: Client) -> None:
    fair = make.fair(organiser=(person := make.user()))
    client.force_login(person)
    token = token_of(fair)
    with ago(events.RENEWABLE_SECONDS + 60):
        old = token_of(fair)
    foreign = signing.dumps([office_channel(fair)], salt="another", compress=True)

    assert [renew(client, one) for one in ("", "nonsense", token[:-3] + "abc", foreign, old)] == [""] * 5


def test_channel_for_which_nobody_speaks_is_not_renewed(client: Client) -> None:
    client.force_login(make.user(is_staff=True))

    assert [renew(client, events.token(one)) for one in ("secret-1", "office", "office-0")] == [""] * 3


def test_work_is_heard_by_the_staff_of_its_fair_and_else_by_who_started_it(client: Client) -> None:
    fair = make.fair(organiser=(organiser := make.user()))
    starter = make.user()
    at_fair = work.begin(kind="timetable", actor=starter, fair_id=fair.pk)
    of_house = work.begin(kind="demonstration", actor=starter)

    heard = {}
    for name, person in (
        ("organiser", organiser),
        ("starter", starter),
        ("operator", make.user(is_staff=True)),
    ):
        client.force_login(person)
        heard[name] = [bool(renew(client, events.token(one.channel))) for one in (at_fair, of_house)]

    assert heard == {"organiser": [True, False], "starter": [False, True], "operator": [True, True]}


def test_new_token_opens_the_same_channels_for_minutes(client: Client) -> None:
    fair = make.fair(organiser=(organiser := make.user()))
    client.force_login(organiser)

    (token,) = parse_qs(urlsplit(renew(client, token_of(fair))).query)["token"]

    assert events.channels_of(token) == [office_channel(fair), f"fair-{fair.pk}"]
    assert events.TOKEN_SECONDS <= 600


def test_no_process_writes_the_token_down(
    capfd: pytest.CaptureFixture[str], live: Live, streams: list[Stream]
) -> None:
    token = events.token("office-1")
    streams += [live.open(token), live.open(token[:-2])]
    streams[0].event()

    assert streams[1].response.status == 403
    assert token[:20] not in "".join(capfd.readouterr())
