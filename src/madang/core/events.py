"""`publish(channel, kind, …)`: tell whoever watches that something changed.

The row and its NOTIFY belong to the transaction of the write: nothing is told that was rolled back.
"""

from collections.abc import Iterable

from django.core import signing
from django.db import connection

from madang.core.models import Event

NOTIFY_CHANNEL = "madang_events"
TOKEN_SALT = "madang.live"  # noqa: S105  a salt, not a secret
TOKEN_SECONDS = 12 * 3600


def publish(channel: str, kind: str, **payload: object) -> Event:
    (event,) = publish_many([channel], kind, **payload)
    return event


def publish_many(channels: Iterable[str], kind: str, **payload: object) -> list[Event]:
    """The same on many channels, in two statements."""
    events = Event.objects.bulk_create(
        Event(channel=channel, kind=kind, payload=payload) for channel in channels
    )
    told = [f"{event.pk} {event.channel}" for event in events]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, told) FROM unnest(%s::text[]) AS told", [NOTIFY_CHANNEL, told])
    return events


def token(*channels: str) -> str:
    """What a page hands its reader so that the live process lets them listen to these channels."""
    return signing.dumps(list(channels), salt=TOKEN_SALT, compress=True)


def channels_of(signed: str) -> list[str]:
    """The channels a token opens; raises `signing.BadSignature` on a forged or old one."""
    channels: list[str] = signing.loads(signed, salt=TOKEN_SALT, max_age=TOKEN_SECONDS)
    return channels
