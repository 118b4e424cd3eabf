"""`publish(channel, kind, …)`: tell whoever watches that something changed.

The row and its NOTIFY belong to the transaction of the write: nothing is told that was rolled back.
"""

from django.core import signing
from django.db import connection

from madang.core.models import Event

NOTIFY_CHANNEL = "madang_events"
TOKEN_SALT = "madang.live"  # noqa: S105  a salt, not a secret
TOKEN_SECONDS = 12 * 3600


def publish(channel: str, kind: str, **payload: object) -> Event:
    event = Event.objects.create(channel=channel, kind=kind, payload=payload)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [NOTIFY_CHANNEL, f"{event.pk} {channel}"])
    return event


def token(*channels: str) -> str:
    """What a page hands its reader so that the live process lets them listen to these channels."""
    return signing.dumps(list(channels), salt=TOKEN_SALT, compress=True)


def channels_of(signed: str) -> list[str]:
    """The channels a token opens; raises `signing.BadSignature` on a forged or old one."""
    channels: list[str] = signing.loads(signed, salt=TOKEN_SALT, max_age=TOKEN_SECONDS)
    return channels
