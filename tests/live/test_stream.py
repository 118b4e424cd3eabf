"""The live process on real sockets, fed by a real PostgreSQL."""

import http.client
import json
import time

import pytest
from django.core import signing
from django.db import connection, transaction

from live.live_process import SITE, Live, Stream
from madang.core.events import TOKEN_SALT, TOKEN_SECONDS, publish, token
from madang.live.serve import origins

pytestmark = pytest.mark.django_db(transaction=True)


def test_published_event_reaches_the_reader_of_its_channel_after_commit(
    live: Live, streams: list[Stream]
) -> None:
    streams += [live.open(token("fair-1"))]
    opening = streams[0].event()

    with transaction.atomic():
        publish("fair-2", "moved", meeting=1)
        event = publish("fair-1", "moved", meeting=2)

    assert opening["event"] == "hello"
    assert streams[0].event() == {
        "id": str(event.pk),
        "event": "moved",
        "data": json.dumps({"channel": "fair-1", "meeting": 2}, separators=(",", ":")),
    }


def test_rolled_back_event_reaches_nobody(live: Live, streams: list[Stream]) -> None:
    streams += [live.open(token("fair-1"))]
    streams[0].event()

    with transaction.atomic():
        publish("fair-1", "moved", meeting=1)
        transaction.set_rollback(True)
    kept = publish("fair-1", "moved", meeting=2)

    assert streams[0].event()["id"] == str(kept.pk)


def test_reader_who_was_away_gets_what_was_missed(live: Live, streams: list[Stream]) -> None:
    signed = token("fair-1")
    streams += [live.open(signed)]
    streams[0].event()
    first = publish("fair-1", "moved", meeting=1)
    assert streams[0].event()["id"] == str(first.pk)
    streams[0].close()
    missed = publish("fair-1", "moved", meeting=2)
    later = publish("fair-1", "moved", meeting=3)

    streams += [live.open(signed, last=first.pk)]

    back = [streams[1].event() for _ in range(3)]
    assert [each["event"] for each in back] == ["hello", "moved", "moved"]
    assert [each["id"] for each in back[1:]] == [str(missed.pk), str(later.pk)]


def test_reader_gets_what_happened_between_page_and_stream(live: Live, streams: list[Stream]) -> None:
    signed = token("fair-1")
    event = publish("fair-1", "moved", meeting=1)
    streams += [live.open(signed)]

    assert streams[0].event()["event"] == "hello"
    assert streams[0].event()["id"] == str(event.pk)


def test_reader_who_was_away_too_long_is_told_to_reload(live: Live, streams: list[Stream]) -> None:
    publish("fair-1", "moved", meeting=1)

    streams += [live.open(token("fair-1"), last=10**9)]

    assert [streams[0].event()["event"] for _ in range(2)] == ["hello", "reload"]


def test_lost_database_connection_is_opened_again_and_nothing_is_lost(
    live: Live, streams: list[Stream]
) -> None:
    streams += [live.open(token("fair-1"))]
    streams[0].event()
    first = publish("fair-1", "moved", meeting=1)
    assert streams[0].event()["id"] == str(first.pk)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
        assert cursor.fetchall() == [(True,)]
    second = publish("fair-1", "moved", meeting=2)

    assert streams[0].event()["id"] == str(second.pk)


@pytest.mark.parametrize(
    "signed",
    [
        "",
        "nonsense",
        signing.dumps(["fair-1"], salt="something.else", compress=True),
        token("fair-1")[:-3] + "abc",
    ],
    ids=["none", "nonsense", "for another purpose", "forged"],
)
def test_stream_with_a_bad_token_is_refused(live: Live, streams: list[Stream], signed: str) -> None:
    streams += [live.open(signed)]

    assert streams[0].response.status == 403


def test_stream_with_an_old_token_is_refused(
    live: Live, streams: list[Stream], monkeypatch: pytest.MonkeyPatch
) -> None:
    long_ago = time.time() - TOKEN_SECONDS - 1
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: long_ago)
        signed = signing.dumps(["fair-1"], salt=TOKEN_SALT, compress=True)

    streams += [live.open(signed)]

    assert streams[0].response.status == 403


def test_page_of_another_address_may_not_read(live: Live, streams: list[Stream]) -> None:
    streams += [live.open(token("fair-1"), origin="http://elsewhere.example")]

    assert streams[0].response.status == 403


def test_page_of_this_installation_may_read_and_only_it(live: Live, streams: list[Stream]) -> None:
    streams += [live.open(token("fair-1"))]

    headers = streams[0].response.headers
    assert headers["access-control-allow-origin"] == SITE
    assert headers["vary"] == "origin"
    assert headers["cache-control"] == "no-store"


def test_health_counts_listeners(live: Live, streams: list[Stream]) -> None:
    streams += [live.open(token("fair-1")), live.open(token("fair-1"))]
    for stream in streams:
        stream.event()
    client = http.client.HTTPConnection("127.0.0.1", live.port, timeout=10)
    client.request("GET", "/live/health")
    answer = client.getresponse()

    assert (answer.status, json.loads(answer.read())) == (
        200,
        {"listening": True, "listeners": 2, "latest": 0},
    )
    client.close()


def test_origins_are_the_site_and_its_other_names_at_the_same_port() -> None:
    assert origins("http://127.0.0.1:8000", ["127.0.0.1", "localhost", ".example.org", "*"]) == {
        "http://127.0.0.1:8000",
        "http://localhost:8000",
    }
    assert origins("https://fair.example", ["fair.example"]) == {"https://fair.example"}
