"""Events belong to the transaction of the write, and a page's token opens its own channels only."""

import psycopg
import pytest
from django.core import signing
from django.db import connection, transaction

from madang.core import events
from madang.core.models import Event


def heard(connection_: psycopg.Connection[tuple[object, ...]]) -> list[str]:
    return [note.payload for note in connection_.notifies(timeout=0.5)]


@pytest.fixture
def listener(transactional_db: None) -> psycopg.Connection[tuple[object, ...]]:
    parameters = connection.get_connection_params()
    wanted = {
        name: parameters[name]
        for name in ("dbname", "user", "host", "password", "port")
        if parameters.get(name)
    }
    listening = psycopg.connect(**wanted, autocommit=True)
    listening.execute(f"LISTEN {events.NOTIFY_CHANNEL}")
    return listening


def test_event_is_told_after_the_commit(listener: psycopg.Connection[tuple[object, ...]]) -> None:
    with listener, transaction.atomic():
        event = events.publish("office-1", "participation", id=7)
        before = heard(listener)
    with_commit = Event.objects.get(pk=event.pk)
    assert before == []
    assert (with_commit.channel, with_commit.payload) == ("office-1", {"id": 7})


def test_event_that_was_rolled_back_is_never_told(listener: psycopg.Connection[tuple[object, ...]]) -> None:
    with listener:
        with transaction.atomic():
            events.publish("office-1", "participation")
            transaction.set_rollback(True)
        assert heard(listener) == []
    assert not Event.objects.exists()


def test_committed_event_reaches_a_listener_with_its_id(
    listener: psycopg.Connection[tuple[object, ...]],
) -> None:
    with listener:
        event = events.publish("office-1", "participation")
        assert heard(listener) == [f"{event.pk} office-1"]


def test_token_opens_its_channels_and_a_forged_one_nothing() -> None:
    token = events.token("office-1", "work-2")
    assert events.channels_of(token) == ["office-1", "work-2"]
    with pytest.raises(signing.BadSignature):
        events.channels_of(token[:-1] + ("a" if token[-1] != "a" else "b"))
